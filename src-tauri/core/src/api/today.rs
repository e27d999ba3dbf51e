//! The first screen of the day: what needs somebody, what goes out by itself, and what went out since last time.
//!
//! Invariant: what needs a decision is what `publish` says, as for the tray and the number beside the screen's name; what
//! goes out next is what goes out by itself.

use std::collections::BTreeSet;

use super::alerts;
use super::backup;
use super::context::Api;
use super::inbox;
use super::signing::{for_another_doctor, keys_as_read_by};
use super::types::{Channel, DisplayState, PostSummary, SignInStanding, Today};
use super::views::{self, Which, here};
use super::when::when;
use crate::clinic::{self, Caller, ChannelConnection};
use crate::error::{Error, Result};
use crate::model::{Millis, PostId, Role};
use crate::review::{self, REMIND_WITHIN};
use crate::store::{Tx, args};

/// Where a post stands in a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    ToSign,
    Decide,
    Changes,
    Draft,
    Next,
    Posted,
    Nowhere,
}

const fn place(post: &PostSummary) -> Place {
    use DisplayState as D;
    if post.undecided {
        return Place::Decide;
    }
    match post.state {
        D::Waiting => Place::ToSign,
        D::Changes => Place::Changes,
        D::Draft => Place::Draft,
        // Somebody holds it back, or took its time away: nothing of it goes out.
        D::Signed if post.held || post.plan.is_none() => Place::Nowhere,
        D::Signed | D::Going | D::Retrying | D::Processing | D::AtPlatform => Place::Next,
        D::Posted | D::PartlyPosted => Place::Posted,
        D::Failed | D::Doubt | D::Missed | D::Expired | D::HandedOver => Place::Decide,
        D::Rejected | D::Cancelled | D::Removed => Place::Nowhere,
    }
}

/// Whether a person has to decide about a post before anything happens to it.
pub(super) fn needs_decision(post: &PostSummary) -> bool {
    place(post) == Place::Decide
}

pub(super) fn today(api: &Api, caller: &Caller, (): ()) -> Result<Today> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let now = api.env.now();
        let last_here = clinic::last_here(tx, caller.person)?;
        let mut today = Today {
            now: when(now, &zone),
            to_sign: Vec::new(),
            needs_decision: Vec::new(),
            changes_asked: Vec::new(),
            next: Vec::new(),
            posted_today: Vec::new(),
            drafts: Vec::new(),
            sign_ins: ending(api, tx)?,
            inbox: inbox::totals(tx, caller, now)?,
            alerts: alerts::of_today(tx, &zone)?,
            new_keys: keys_as_read_by(tx, caller)?.into_iter().filter(|key| key.is_news).collect(),
            expiring: expiring(tx, now)?,
            last_here: last_here.map(|at| when(at, &zone)),
            signing_problem: clinic::shortfall(tx, None)?.map(clinic::Shortfall::sentence),
            backup_problem: backup::worry(api, &zone),
            posted_since: Vec::new(),
        };
        let since = match last_here {
            Some(since) => posted_since(tx, since)?,
            None => BTreeSet::new(),
        };
        let signs = caller.roles.contains(&Role::Doctor);
        let midnight = zone.clock_at(now).day_start();
        let open = Which::Open { from: midnight, since: last_here.unwrap_or(now) };
        for post in views::summaries(tx, now, &open)? {
            if since.contains(&post.id) && matches!(post.state, DisplayState::Posted | DisplayState::PartlyPosted) {
                today.posted_since.push(post.clone());
            }
            match place(&post) {
                // A doctor who signed already, or may not sign this one, has nothing to do about it.
                Place::ToSign if signs && for_another_doctor(tx, caller.person, post.id)?.is_some() => {}
                Place::ToSign => today.to_sign.push(post),
                Place::Decide => today.needs_decision.push(post),
                Place::Changes => today.changes_asked.push(post),
                Place::Draft => today.drafts.push(post),
                Place::Next => today.next.push(post),
                Place::Posted => {
                    if post.plan.as_ref().is_some_and(|plan| plan.due.at >= midnight) {
                        today.posted_today.push(post);
                    }
                }
                Place::Nowhere => {}
            }
        }
        Ok(today)
    })
}

/// The channels whose sign-in somebody has to mend: refused, ended, or ending before long.
fn ending(api: &Api, tx: &Tx<'_>) -> Result<Vec<Channel>> {
    let needs = |channel: &Channel| match channel.connection {
        ChannelConnection::Refused => true,
        ChannelConnection::Connected => channel.sign_in.as_ref().is_some_and(|it| it.standing != SignInStanding::Lasts),
        ChannelConnection::Disconnected => false,
    };
    Ok(api.channels(tx)?.into_iter().filter(needs).collect())
}

/// The posts that expire unsigned before long.
pub(super) fn expiring(tx: &Tx<'_>, now: Millis) -> Result<Vec<PostId>> {
    Ok(review::expiring(tx, now, REMIND_WITHIN)?.into_iter().map(|expiring| expiring.post).collect())
}

pub(super) fn posted_since(tx: &Tx<'_>, since: Millis) -> Result<BTreeSet<PostId>> {
    let posts = tx.all(
        "SELECT delivery.post_id FROM part CROSS JOIN delivery ON delivery.id = part.delivery_id
         WHERE part.state = 'posted' AND part.platform <> 'whatsapp' AND part.posted_at > $1
         UNION
         SELECT post_id FROM delivery WHERE sent_at > $1",
        args![since],
        |row| row.get("post_id").map_err(Error::from),
    )?;
    Ok(posts.into_iter().collect())
}
