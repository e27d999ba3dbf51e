//! Use cases of publishing: stop, try again, decide, cancel; and the top bar.

use std::sync::Arc;

use super::context::Api;
use super::inbox;
use super::policy;
use super::today::needs_decision;
use super::types::{
    ConnectionState, DeliveryDecide, DisplayState, Found, NextPost, Post, PostRef, Session, SessionPerson, Status,
    Stopped,
};
use super::views::{self, Which, here, name_of, names};
use super::when::when;
use crate::audit::{self, Action, Actor, Entry};
use crate::backup;
use crate::clinic::{self, Caller, SessionState};
use crate::draft;
use crate::engage;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Account};
use crate::model::zone::Zone;
use crate::model::{ExecutionState, Millis, PartRole, PartState, PersonId, PostId};
use crate::publish::{self, NoSighting, Sighting};
use crate::schedule;
use crate::store::{Tag, Tx, args};

/// What is said where a list of stops beside the backups could not be read.
const STOPS_UNREAD: &str = "A list beside the backups of who said stop could not be read. Who said stop after the backup was made may be missing here: look through the recipients before you resume.";

pub(super) fn stop(api: &Api, caller: &Caller, (): ()) -> Result<Status> {
    let (env, by) = (Arc::clone(&api.env), caller.actor());
    api.db.write(move |tx| gate::stop(tx, &env, by))?;
    api.dispatcher.wake();
    status(api, caller, ())
}

pub(super) fn retry(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by, id) = (Arc::clone(&api.env), caller.person, which.id);
    let post = api.db.write(move |tx| {
        let state: Option<ExecutionState> =
            tx.one("SELECT state FROM delivery WHERE post_id = $1", args![id], |row| row.get("state"))?;
        use ExecutionState as S;
        match state {
            Some(S::Failed | S::Missed | S::Expired | S::Cancelled | S::PartlyPosted) => {}
            Some(
                S::Held
                | S::Scheduled
                | S::Running
                | S::Posted
                | S::Processing
                | S::HandedOver
                | S::AtPlatform
                | S::Retrying
                | S::InDoubt
                | S::Removed,
            )
            | None => {
                return Err(Error::refused(
                    ErrorCode::Stale,
                    "There is nothing to try again about this post any more.",
                ));
            }
        }
        if publish::is_coming_down(tx, id)? {
            return Err(Error::refused(ErrorCode::Stale, "This post is being taken down. Begin a new one instead."));
        }
        if let Some(target) = draft::target(tx, id)? {
            if target.until.is_some_and(|until| until <= env.now()) {
                let why = "Its platform takes this answer only for some time after the person wrote, and that is over. Please answer in its own app.";
                return Err(Error::refused(ErrorCode::Stale, why));
            }
            // Its time comes with its signature, as when it was sent first.
            if gate::valid_approval(tx, id)?.is_none() {
                engage::send_reply(tx, &env, by, id)?;
                let entry = Entry::done(Actor::Person(by), Action::DeliveryRetried)
                    .about(id, draft::head(tx, id)?.correlation);
                audit::record(tx, &env, &entry)?;
                return views::post(tx, &env, id).map(Ok);
            }
        }
        let zone = match schedule::plan(tx, id)? {
            Some(plan) => plan.zone,
            None => clinic::profile(tx)?.zone,
        };
        let now = schedule::plan_of_now(&env, &zone)?;
        // A refusal is a decision: it is kept, so the transaction has to commit.
        if let Err(refusal) = policy::may_have((tx, &env, by), id, &now)? {
            return Ok(Err(refusal));
        }
        schedule::put_plan(tx, &env, by, id, &now)?;
        let head = draft::head(tx, id)?;
        let entry = Entry::done(Actor::Person(by), Action::DeliveryRetried).about(id, head.correlation);
        audit::record(tx, &env, &entry)?;
        gate::reopen(tx, &env, id)?;
        views::post(tx, &env, id).map(Ok)
    })??;
    api.dispatcher.wake();
    Ok(post)
}

pub(super) fn decide(api: &Api, caller: &Caller, decision: DeliveryDecide) -> Result<Post> {
    let seen = match &decision.found {
        Found::NotPublic { .. } => None,
        Found::Public { address } => {
            let role = roles(api, decision.post_id, PartState::Unknown)?.first().copied();
            if role.is_some_and(PartRole::is_private) {
                Some(seen_without_address(decision.post_id))
            } else {
                Some(sighting(api, decision.post_id, role.unwrap_or(PartRole::Main), address)?.1)
            }
        }
    };
    let (env, by, id) = (Arc::clone(&api.env), caller.person, decision.post_id);
    let post = api.db.write(move |tx| {
        publish::decide(tx, &env, by, id, seen.as_ref())?;
        // What is being taken down has been called off by that already.
        if let Found::NotPublic { drop: true } = decision.found
            && !publish::is_wanted_down(tx, id)?
        {
            call_off(tx, &env, by, id)?;
        }
        views::post(tx, &env, id)
    })?;
    api.dispatcher.wake();
    Ok(post)
}

/// A message that a person saw in its conversation: it has no address, and its platform's own name for it is shown to nobody.
fn seen_without_address(post: PostId) -> Sighting {
    Sighting { platform_id: format!("seen by a person: {post}"), permalink: None }
}

/// What the parts of a post are that are in this state, in order.
pub(super) fn roles(api: &Api, post: PostId, state: PartState) -> Result<Vec<PartRole>> {
    api.db.read(|tx| {
        let parts = draft::head(tx, post)?.content.parts;
        let ordinals: Vec<u32> = tx.all(
            "SELECT part.ordinal FROM part JOIN delivery ON delivery.id = part.delivery_id
             WHERE delivery.post_id = $1 AND part.state = $2 ORDER BY part.ordinal",
            args![post, state],
            |row| row.get("ordinal").map_err(Error::from),
        )?;
        let role = |ordinal| parts.get(usize::try_from(ordinal).ok()?).map(|part| part.role);
        Ok(ordinals.into_iter().filter_map(role).collect())
    })
}

/// What a person saw at `address`, and on which account.
pub(super) fn sighting(api: &Api, post: PostId, role: PartRole, address: &str) -> Result<(Account, Sighting)> {
    let channel = api.db.read(|tx| clinic::channel(tx, draft::head(tx, post)?.channel))?;
    let platform = channel.platform;
    let account = Account {
        channel: channel.id,
        platform,
        id: channel.account_id,
        name: channel.account_name,
        credential: channel.credential,
        sign_in: channel.sign_in,
    };
    let seen = api.publisher(platform)?.sighting_at(&account, role, address.trim()).map_err(|no| {
        let name = platform.name();
        let sentence = match no {
            NoSighting::NoPost => {
                format!("This is no address of a post on {name}. Open the post there and copy its address.")
            }
            NoSighting::AnotherAccount => {
                format!("This post is on another account. Open the one on {} and copy its address.", account.name)
            }
            NoSighting::NoComment => {
                format!("This is the address of a post. Open the comment under it on {name} and copy its own address.")
            }
        };
        Error::invalid("address", sentence)
    })?;
    Ok((account, seen))
}

pub(super) fn cancel(api: &Api, caller: &Caller, which: PostRef) -> Result<Post> {
    let (env, by, id) = (Arc::clone(&api.env), caller.person, which.id);
    api.db.write(move |tx| {
        call_off(tx, &env, by, id)?;
        views::post(tx, &env, id)
    })
}

fn call_off(tx: &Tx<'_>, env: &Env, by: PersonId, id: PostId) -> Result<()> {
    // What is half public is not called off: what is public stays, and the rest is not sent.
    if publish::drop_rest(tx, env, by, id)? {
        return Ok(());
    }
    // What its platform keeps is called off once it is back.
    let at_platform: Option<i64> =
        tx.one("SELECT 1 AS one FROM delivery WHERE post_id = $1 AND state = 'at_platform'", args![id], |row| {
            row.get("one").map_err(Error::from)
        })?;
    if at_platform.is_some() {
        publish::take_down(tx, env, by, id)?;
        return Ok(());
    }
    let cancelled = tx.run(
        "UPDATE delivery SET state = 'cancelled', next_try_at = NULL, message = NULL, changed_at = $1
         WHERE post_id = $2 AND state IN ('held', 'scheduled', 'retrying', 'failed', 'missed', 'expired')",
        args![env.now(), id],
    )?;
    if cancelled == 0 {
        return Err(Error::refused(
            ErrorCode::Stale,
            "This post can't be called off any more: it is going out, is public, or nobody knows yet.",
        ));
    }
    let head = draft::head(tx, id)?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::DeliveryCancelled).about(id, head.correlation))?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(())
}

pub(super) fn status(api: &Api, caller: &Caller, (): ()) -> Result<Status> {
    let session = api.desktop.session();
    let (heard, moment) = (api.listener.heard(), api.env.moment());
    api.db.read(|tx| {
        let (profile, zone) = here(tx)?;
        let now = api.env.now();
        let names = names(tx)?;
        let posts = views::summaries(tx, now, &Which::All)?;
        use DisplayState as D;
        let count = |wanted: &[D]| {
            u32::try_from(posts.iter().filter(|post| wanted.contains(&post.state)).count()).unwrap_or(u32::MAX)
        };
        let next =
            posts.iter().find(|post| matches!(post.state, D::Signed | D::Going) && post.plan.is_some() && !post.held);
        let other_laptop = backup::other_laptop_may_run(tx)?;
        let after_restore = (backup::stops_unread(tx)? > 0).then(|| STOPS_UNREAD.to_owned());
        Ok(Status {
            clinic_name: profile.name,
            kind: profile.kind,
            session: to_session(&session, &zone, profile.lock_after_minutes),
            stopped: profile.stopped.map(|(since, by)| Stopped {
                since: when(since, &zone),
                by: by.map_or_else(|| "Somebody at the tray".to_owned(), |person| name_of(&names, person)),
                other_laptop,
                after_restore: after_restore.clone(),
            }),
            next: next.and_then(|post| {
                post.plan.as_ref().map(|plan| NextPost {
                    post_id: post.id,
                    platform: post.platform,
                    title: post.title.clone(),
                    due: plan.due.clone(),
                })
            }),
            waiting_for_doctor: count(&[D::Waiting]),
            needs_decision: posts.iter().filter(|post| needs_decision(post)).count().try_into().unwrap_or(u32::MAX),
            inbox: inbox::totals(tx, caller, now)?,
            connection: match (heard.unreachable, heard.answered) {
                (Some(_), _) => ConnectionState::Offline,
                (None, Some(_)) => ConnectionState::Online,
                (None, None) => ConnectionState::Idle,
            },
            clock_warning: match heard.clock_ahead {
                Some(ahead) => Some(clock_warning(ahead)),
                None => heard.can_not_tell(moment).then(|| CLOCK_UNKNOWN.to_owned()),
            },
            now: when(now, &zone),
        })
    })
}

/// Said where nothing may be claimed and no platform can be asked why.
const CLOCK_UNKNOWN: &str = "This laptop slept or its clock was set, and no platform has told the time since, so nobody knows whether the clock is right. Nothing goes out until one does; see that the laptop is online.";

fn clock_warning(ahead: i64) -> String {
    let minutes = (ahead.abs() + Millis::MINUTE / 2) / Millis::MINUTE;
    let (much, way) = (
        if minutes >= 90 { format!("about {} hours", (minutes + 30) / 60) } else { format!("{minutes} minutes") },
        if ahead > 0 { "ahead" } else { "behind" },
    );
    format!("This laptop's clock is {much} {way}. Nothing goes out until it is right; set it in the system's settings.")
}

pub(super) fn to_session(state: &SessionState, zone: &Zone, lock_after_minutes: u32) -> Session {
    Session {
        person: state.caller.as_ref().map(|caller| SessionPerson {
            id: caller.person,
            name: caller.name.clone(),
            roles: caller.roles.clone(),
        }),
        signing_until: state.signing_until.map(|until| when(until, zone)),
        signatures_left: state.signatures_left,
        lock_after_minutes,
    }
}
