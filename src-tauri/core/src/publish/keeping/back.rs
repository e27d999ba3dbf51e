//! Taking back: what a platform keeps comes back before it is public, because it may not go out as it stands, its time is
//! another one, or nobody wants it kept.
//!
//! Invariant: it is on disk as *asked back* before the platform hears of it; it is looked at before it is taken away, so that
//! nothing public is removed by it; and as long as nobody knows that it worked, people are told that the platform may publish
//! it, and it is tried. What came back so near to its time that it may have been public for a moment is not sent by itself.

use std::collections::BTreeSet;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::{self, Denial};
use crate::model::{DeliveryId, Millis, PersonId, PostId};
use crate::schedule::policy::Rule;
use crate::store::{Tx, args};

use super::super::answers::{Failure, FailureClass, KeptShown, Removal};
use super::super::removal::follow;
use super::super::resting::{after_asking, after_success};
use super::seen::{FIRST_LOOK, is_surely_gone, public, settle_look, still_kept};
use super::{Kept, all, at, changed};

/// What is taken back later than this before its time may have been public for a moment: the two clocks may differ by two
/// minutes, and platforms are not held to the second.
const SURE_UNTIL: i64 = 3 * Millis::MINUTE;
/// The first wait before asking again; it doubles, up to [`LONGEST_WAIT`].
const FIRST_WAIT: i64 = 5_000;
const LONGEST_WAIT: i64 = 2 * Millis::MINUTE;
const IDLE_WAIT: i64 = 15_000;

/// Whether anything may not stay with its platform that was not asked back yet.
pub(super) fn to_send_back(tx: &Tx<'_>, env: &Env) -> Result<bool> {
    for kept in all(tx)?.iter().filter(|kept| kept.back.is_none()) {
        if stays(tx, env, kept)?.is_err() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Asks back what may not stay with its platform.
pub(super) fn send_back(tx: &Tx<'_>, env: &Env) -> Result<()> {
    for kept in all(tx)?.iter().filter(|kept| kept.back.is_none()) {
        if let Err(denial) = stays(tx, env, kept)? {
            ask(tx, env, kept, &denial)?;
        }
    }
    Ok(())
}

pub(super) fn stays(tx: &Tx<'_>, env: &Env, kept: &Kept) -> Result<std::result::Result<(), Denial>> {
    gate::may_stay(tx, env, (kept.post, kept.delivery), (kept.manifest, kept.at))
}

/// What is due to be looked at, or to be taken back, by now.
pub(super) fn due(tx: &Tx<'_>, now: Millis) -> Result<Vec<Kept>> {
    let due: BTreeSet<DeliveryId> = tx
        .all(
            "SELECT delivery.id FROM delivery JOIN keeping ON keeping.delivery_id = delivery.id
             WHERE delivery.state = 'at_platform' AND coalesce(keeping.next_try_at, keeping.told_at + $1) <= $2",
            args![FIRST_LOOK, now],
            |row| row.get::<DeliveryId>("id").map_err(Error::from),
        )?
        .into_iter()
        .collect();
    Ok(all(tx)?.into_iter().filter(|kept| due.contains(&kept.delivery)).collect())
}

fn ask(tx: &Tx<'_>, env: &Env, kept: &Kept, denial: &Denial) -> Result<()> {
    // What is only stopped for a while, or moved, is handed over anew afterwards; for anything else somebody has to want it
    // again.
    let planned: Option<Millis> =
        tx.one("SELECT due_at FROM plan WHERE post_id = $1", args![kept.post], |row| row.get("due_at"))?;
    let moved = *denial == Denial::NotWanted && planned.is_some_and(|due| due != kept.at);
    let stays_wanted = moved || matches!(denial, Denial::Stopped | Denial::Paused | Denial::HeldBack);
    tx.run(
        "UPDATE keeping SET back_asked_at = $1, back_because = $2, tries = 0, next_try_at = $1, changed_at = $1,
                wanted_by = CASE WHEN $3 THEN wanted_by END, wanted_at = CASE WHEN $3 THEN wanted_at END
         WHERE delivery_id = $4",
        args![env.now(), if moved { "moved" } else { denial.word() }, stays_wanted, kept.delivery],
    )?;
    let entry = Entry::done(Actor::Application, Action::BackAsked)
        .about(kept.post, kept.correlation)
        .fact("because", if moved { "moved" } else { denial.word() })
        .fact("platform_id", &kept.platform_id);
    audit::record(tx, env, &entry)?;
    changed(tx);
    Ok(())
}

/// When something that a platform keeps has to be looked at next, after `now`.
pub(super) fn next(tx: &Tx<'_>, now: Millis) -> Result<Option<Millis>> {
    Ok(tx
        .one(
            "SELECT min(coalesce(keeping.next_try_at, keeping.told_at + $1)) AS next
             FROM delivery JOIN keeping ON keeping.delivery_id = delivery.id
             WHERE delivery.state = 'at_platform' AND coalesce(keeping.next_try_at, keeping.told_at + $1) > $2",
            args![FIRST_LOOK, now],
            |row| row.get::<Option<Millis>>("next").map_err(Error::from),
        )?
        .flatten())
}

/// What came of asking for something back.
#[derive(Debug)]
pub(super) enum Came {
    /// It was only looked at.
    Seen(Result<KeptShown, Failure>),
    /// The platform was asked to let go of it.
    Back(Removal),
}

/// Puts on disk what came of it.
pub(super) fn settle(tx: &Tx<'_>, env: &Env, kept: &Kept, came: &Came, jitter: i64) -> Result<()> {
    let Some(because) = &kept.back else {
        return match came {
            Came::Seen(shown) => settle_look(tx, env, kept, shown),
            Came::Back(_) => Err(Error::internal("taken back though nobody asked")),
        };
    };
    let failure = match came {
        Came::Seen(Ok(_)) | Came::Back(Removal::Removed | Removal::AlreadyGone) => None,
        Came::Seen(Err(failure)) | Came::Back(Removal::Refused(failure) | Removal::TryAgain(failure)) => Some(failure),
    };
    match failure {
        None => after_success(tx, kept.account.channel)?,
        Some(failure) => after_asking(tx, env, kept.account.channel, failure.class)?,
    }
    if !still_kept(tx, kept)? {
        return Ok(());
    }
    match (came, failure) {
        (Came::Seen(Ok(KeptShown::Public(sighting))), _) => public(tx, env, kept, sighting),
        (Came::Seen(Ok(KeptShown::Gone)), None) if !is_surely_gone(tx, env, kept)? => Ok(()),
        (Came::Seen(Ok(KeptShown::Gone)) | Came::Back(_), None) => {
            came_back(tx, env, Actor::Application, kept, because)
        }
        (Came::Seen(_) | Came::Back(_), Some(failure)) => stuck(tx, env, kept, failure, jitter),
        // It was asked back after this look began: it is due again at once.
        (Came::Seen(_), None) => Ok(()),
    }
}

fn came_back(tx: &Tx<'_>, env: &Env, by: Actor, kept: &Kept, because: &str) -> Result<()> {
    let now = env.now();
    tx.run(
        "UPDATE keeping SET platform_id = NULL, told_at = NULL, kept_at = NULL, back_asked_at = NULL, back_because = NULL,
                gone_at = NULL, tries = 0, next_try_at = NULL, message = NULL, changed_at = $1 WHERE delivery_id = $2",
        args![now, kept.delivery],
    )?;
    tx.run(
        "UPDATE part SET state = 'waiting', commit_started_at = NULL WHERE id = $1 AND state IN ('committing', 'unknown')",
        args![kept.part.id],
    )?;
    let near = now >= kept.at.plus(-SURE_UNTIL);
    let by_the_rules = Rule::from_word(because).is_some();
    let (state, message) = if near {
        let name = kept.account.platform.name();
        let message = format!(
            "{name} let go of this post right at its time, so it may have been public for a moment. It does not go out by itself; choose a new time if it shall."
        );
        ("missed", Some(message))
    } else if by_the_rules {
        let message = "The clinic's rules do not let this post out at its time any more, so it was taken back. Choose another time.";
        ("held", Some(message.to_owned()))
    } else {
        ("held", None)
    };
    tx.run(
        "UPDATE delivery SET state = $1, message = $2, detail = NULL, next_try_at = NULL, changed_at = $3 WHERE id = $4",
        args![state, message, now, kept.delivery],
    )?;
    let entry = Entry::done(by, Action::PostBack)
        .about(kept.post, kept.correlation)
        .fact("because", because)
        .fact("platform_id", &kept.platform_id)
        .fact("state", state);
    audit::record(tx, env, &entry)?;
    // What the rules hold waits for a person.
    if near || !by_the_rules {
        gate::reconsider(tx, env, kept.post)?;
    }
    changed(tx);
    follow(tx, env, kept.delivery)
}

/// It did not come back, or nobody knows: it is tried again, and people are told what may happen meanwhile.
fn stuck(tx: &Tx<'_>, env: &Env, kept: &Kept, failure: &Failure, jitter: i64) -> Result<()> {
    let now = env.now();
    let wait = match failure.class {
        FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing => IDLE_WAIT,
        FailureClass::WaitUntil(until) => until.since(now).max(FIRST_WAIT) + jitter,
        FailureClass::TryAgain
        | FailureClass::Local
        | FailureClass::Unknown
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => (FIRST_WAIT << kept.tries.min(10)).min(LONGEST_WAIT) + jitter,
    };
    let name = kept.account.platform.name();
    let may = if now < kept.at { "may still publish it at" } else { "may have published it at" };
    let message = format!(
        "This post is to come back from {name}, and has not: {name} {may} {}. Countersign keeps trying. To be sure, delete it on {name} and say so here. {}",
        at(tx, kept.at)?,
        failure.message
    );
    tx.run(
        "UPDATE keeping SET tries = tries + 1, next_try_at = $1, changed_at = $2 WHERE delivery_id = $3",
        args![now.plus(wait), now, kept.delivery],
    )?;
    tx.run(
        "UPDATE delivery SET message = $1, detail = $2 WHERE id = $3",
        args![message, &failure.detail, kept.delivery],
    )?;
    changed(tx);
    Ok(())
}

/// A person deleted on the platform what did not come back from there.
///
/// # Errors
/// When nothing of the post is on its way back, or the store refuses.
pub fn confirm_back(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let found = all(tx)?.into_iter().find(|kept| kept.post == post);
    let Some((kept, because)) = found.and_then(|kept| kept.back.clone().map(|because| (kept, because))) else {
        return Err(Error::refused(ErrorCode::Stale, "Nothing of this post is on its way back any more."));
    };
    came_back(tx, env, Actor::Person(by), &kept, &because)
}
