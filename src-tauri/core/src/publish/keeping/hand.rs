//! Handing over: what a platform answered goes on disk, and the delivery's state follows from it.
//!
//! Invariant: a hand-over that fails costs nothing but the hand-over. Unless nobody knows what became of it, the post waits
//! here for its time as before, and people are told why.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::Result;
use crate::gate::Denial;
use crate::model::{CorrelationId, DeliveryId, ExecutionState, Millis, PartId, PartState, PostId};
use crate::store::{StoreError, Tx, args};

use super::super::answers::{Failure, FailureClass, Handed};
use super::super::counting::count;
use super::super::settle::{Conclusion, Ending, FIRST_RETRY, MOST_RETRIES, OFFLINE_RETRY, Subject, denied, still_ours};
use super::super::{pace::FIRST_LOOK, reconcile::Doubt};
use super::{at, changed, is_kept, told};

/// When what was just handed over is first looked at: whether the platform can work with it.
const FIRST_CHECK: i64 = 5 * Millis::MINUTE;

/// Puts what came of a hand-over on disk.
pub(in crate::publish) fn settle_handed(
    tx: &Tx<'_>,
    env: &Env,
    subject: Subject,
    part: PartId,
    handed: &Handed,
) -> Result<()> {
    if !still_ours(tx, subject.fence)? {
        return Ok(());
    }
    let (delivery, now) = (subject.fence.delivery, env.now());
    let entry = |entry: Entry| entry.about(subject.post, subject.correlation).fact("part", part);
    let lost = |reason| -> Result<()> {
        tx.run("UPDATE part SET state = 'unknown' WHERE id = $1 AND state = 'committing'", args![part])?;
        audit::record(tx, env, &entry(Entry::denied(Actor::Application, Action::PartUnknown, reason)))?;
        Ok(())
    };
    match handed {
        Handed::Kept { platform_id } => {
            let kept = tx.run(
                "UPDATE keeping SET platform_id = $1, kept_at = $2, next_try_at = $3, tries = 0, message = NULL,
                        back_asked_at = NULL, back_because = NULL, changed_at = $2 WHERE delivery_id = $4",
                args![platform_id, now, now.plus(FIRST_CHECK), delivery],
            );
            match kept {
                Ok(_) => {
                    let done = Entry::done(Actor::Application, Action::PostKept).fact("platform_id", platform_id);
                    audit::record(tx, env, &entry(done))?;
                }
                // The platform named what it keeps for another post: whatever this is, it is no proof.
                Err(StoreError::Constraint(_)) => lost("id_of_another_part")?,
                Err(error) => return Err(error.into()),
            }
        }
        Handed::Refused(failure) | Handed::Absent(failure) => {
            tx.run(
                "UPDATE part SET state = 'waiting', commit_started_at = NULL WHERE id = $1 AND state = 'committing'",
                args![part],
            )?;
            tx.run("UPDATE keeping SET told_at = NULL, changed_at = $1 WHERE delivery_id = $2", args![now, delivery])?;
            let denied = Entry::denied(Actor::Application, Action::PostNotKept, "not_created").words(&failure.detail);
            audit::record(tx, env, &entry(denied))?;
        }
        Handed::Unknown(_) => lost("no_answer")?,
    }
    changed(tx);
    Ok(())
}

/// What a delivery becomes once an attempt to hand it over has ended.
pub(in crate::publish) fn conclusion(
    tx: &Tx<'_>,
    env: &Env,
    subject: Subject,
    ending: &Ending,
    jitter: i64,
) -> Result<Conclusion> {
    let delivery = subject.fence.delivery;
    let of = |state, message| Conclusion { state, failures: 0, next_try: None, message, detail: None };
    if is_kept(tx, delivery)? {
        return Ok(of(ExecutionState::AtPlatform, None));
    }
    let begun = count(tx, delivery, PartState::Unknown)? + count(tx, delivery, PartState::Committing)?;
    if begun > 0 {
        tx.run("UPDATE part SET state = 'unknown' WHERE delivery_id = $1 AND state = 'committing'", args![delivery])?;
        let next_try = Some(env.now().plus(FIRST_LOOK));
        return Ok(Conclusion { next_try, ..of(ExecutionState::InDoubt, Some(in_doubt(tx, delivery)?)) });
    }
    match ending {
        // No platform that works on what it took, or hands it to a person, keeps anything for later.
        Ending::Done | Ending::Brought | Ending::Working(_) | Ending::WithPerson(_) | Ending::Interrupted => {
            Ok(of(ExecutionState::Scheduled, None))
        }
        Ending::Denied(Denial::NotKeepable) => {
            let message =
                "It was too near to its time, or too far from it, to be handed over. This laptop publishes it.";
            give_up(tx, env, subject, message)?;
            Ok(of(ExecutionState::Scheduled, None))
        }
        Ending::Denied(denial) => Ok(denied(denial, |state, message| of(state, Some(message.to_owned())))),
        Ending::Failed(failure) => {
            not_handed(tx, env, subject, failure, jitter)?;
            Ok(of(ExecutionState::Scheduled, None))
        }
    }
}

/// What people are told of a post of which nobody knows whether its platform keeps it.
pub(in crate::publish) fn in_doubt(tx: &Tx<'_>, delivery: crate::model::DeliveryId) -> Result<String> {
    let when = match told(tx, delivery)? {
        Some(told) => at(tx, told)?,
        None => "its time".to_owned(),
    };
    Ok(format!(
        "The platform did not say whether it keeps this post, so it may publish it at {when}. Countersign is looking. Nothing is sent twice."
    ))
}

/// Tries again later, a few times; then this laptop publishes it at its time.
fn not_handed(tx: &Tx<'_>, env: &Env, subject: Subject, failure: &Failure, jitter: i64) -> Result<()> {
    let tries: u32 = tx
        .one("SELECT tries FROM keeping WHERE delivery_id = $1", args![subject.fence.delivery], |row| row.get("tries"))?
        .unwrap_or(0);
    let now = env.now();
    let next = match failure.class {
        FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing => {
            Some((tries, now.plus(OFFLINE_RETRY)))
        }
        FailureClass::WaitUntil(until) => Some((tries, until.plus(jitter))),
        FailureClass::TryAgain | FailureClass::Local | FailureClass::Unknown if tries < MOST_RETRIES => {
            Some((tries + 1, now.plus((FIRST_RETRY << tries) + jitter)))
        }
        FailureClass::TryAgain
        | FailureClass::Local
        | FailureClass::Unknown
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => None,
    };
    match next {
        Some((tries, next)) => {
            tx.run(
                "UPDATE keeping SET tries = $1, next_try_at = $2, message = $3, changed_at = $4 WHERE delivery_id = $5",
                args![tries, next, &failure.message, now, subject.fence.delivery],
            )?;
            Ok(())
        }
        None => give_up(tx, env, subject, &failure.message),
    }
}

/// A platform that never takes a post to keep is not asked for ever.
pub(in crate::publish) fn not_taken(tx: &Tx<'_>, env: &Env, doubt: &Doubt) -> Result<()> {
    let name = doubt.account.platform.name();
    let why = format!("{name} answered with errors and did not take this post to keep. This laptop publishes it.");
    tx.run("UPDATE delivery SET failures = 0 WHERE id = $1", args![doubt.delivery])?;
    drop_wish(tx, env, doubt.delivery, (doubt.post, doubt.correlation), &why)
}

fn give_up(tx: &Tx<'_>, env: &Env, subject: Subject, why: &str) -> Result<()> {
    drop_wish(tx, env, subject.fence.delivery, (subject.post, subject.correlation), why)
}

fn drop_wish(
    tx: &Tx<'_>,
    env: &Env,
    delivery: DeliveryId,
    (post, correlation): (PostId, CorrelationId),
    why: &str,
) -> Result<()> {
    tx.run(
        "UPDATE keeping SET wanted_at = NULL, wanted_by = NULL, told_at = NULL, tries = 0, next_try_at = NULL, message = $1,
                changed_at = $2 WHERE delivery_id = $3",
        args![why, env.now(), delivery],
    )?;
    let entry = Entry::denied(Actor::Application, Action::PostNotKept, "given_up");
    audit::record(tx, env, &entry.about(post, correlation))?;
    Ok(())
}

/// A post whose hand-over was in doubt is kept: it was read there.
pub(in crate::publish) fn found_kept(tx: &Tx<'_>, env: &Env, doubt: &Doubt, platform_id: &str) -> Result<()> {
    let now = env.now();
    tx.run(
        "UPDATE keeping SET platform_id = $1, kept_at = $2, next_try_at = $3, tries = 0, message = NULL, back_asked_at = NULL,
                back_because = NULL, changed_at = $2 WHERE delivery_id = $4",
        args![platform_id, now, now.plus(FIRST_CHECK), doubt.delivery],
    )?;
    tx.run(
        "UPDATE delivery SET state = 'at_platform', next_try_at = NULL, message = NULL, detail = NULL, lookups = 0,
                empty_readings = 0, changed_at = $1 WHERE id = $2",
        args![now, doubt.delivery],
    )?;
    let entry = Entry::done(Actor::Application, Action::PostKept)
        .about(doubt.post, doubt.correlation)
        .fact("part", doubt.part.id)
        .fact("platform_id", platform_id)
        .fact("evidence", "read_back");
    audit::record(tx, env, &entry)?;
    changed(tx);
    Ok(())
}
