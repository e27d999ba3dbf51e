//! What a platform took and has not shown yet: it works on it, or a person finishes it there.
//!
//! Invariant: nothing that was taken is sent again, except where the platform itself says that it came to nothing and that
//! trying again may help. What a person has in hand is followed as long as it may still come to something.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::Result;
use crate::model::{ExecutionState, Millis};
use crate::store::{Tag, Tx, args};

use super::answers::{Failure, FailureClass, Fate};
use super::reconcile::{Doubt, give_up, go_on, spend_a_retry, still_in_doubt};
use super::resting::after_success;

/// The waits between readings of what a platform works on, which takes minutes; the last holds from there on.
const AT_WORK: [i64; 6] = [15_000, 30_000, Millis::MINUTE, 2 * Millis::MINUTE, 5 * Millis::MINUTE, LONGEST_AT_WORK];
const LONGEST_AT_WORK: i64 = 10 * Millis::MINUTE;
/// The same of what a person has in hand.
const BY_A_PERSON: [i64; 4] = [Millis::MINUTE, 5 * Millis::MINUTE, 15 * Millis::MINUTE, LONGEST_BY_A_PERSON];
const LONGEST_BY_A_PERSON: i64 = 60 * Millis::MINUTE;
/// How long something in a person's hand is asked about: TikTok names no end of its drafts. Our own choice.
const FOLLOWED_FOR: i64 = 30 * Millis::DAY;

/// Puts on disk what became of what a platform took.
pub(super) fn settle(tx: &Tx<'_>, env: &Env, doubt: &Doubt, fate: &Fate) -> Result<()> {
    after_success(tx, doubt.account.channel)?;
    if !still_in_doubt(tx, doubt)? {
        return Ok(());
    }
    match fate {
        Fate::Working(message) => wait(tx, env, doubt, ExecutionState::Processing, message),
        Fate::WithPerson(message) => wait(tx, env, doubt, ExecutionState::HandedOver, message),
        Fate::Refused(failure) => match failure.class {
            FailureClass::TryAgain if doubt.state != ExecutionState::HandedOver => again(tx, env, doubt, failure),
            FailureClass::TryAgain
            | FailureClass::Reconnect
            | FailureClass::FixContent
            | FailureClass::Duplicate
            | FailureClass::WaitUntil(_)
            | FailureClass::Local
            | FailureClass::Offline
            | FailureClass::Keychain
            | FailureClass::Renewing
            | FailureClass::Unknown
            | FailureClass::SetUp
            | FailureClass::Recipient(_) => refused(tx, env, doubt, failure),
        },
    }
}

fn wait(tx: &Tx<'_>, env: &Env, doubt: &Doubt, state: ExecutionState, message: &str) -> Result<()> {
    // What a person finishes there is worked on at the end of it: nothing new for the people here.
    let state = if doubt.state == ExecutionState::HandedOver { doubt.state } else { state };
    let moved = state != doubt.state;
    let lookups = if moved { 0 } else { doubt.lookups };
    let waits: &[i64] = if state == ExecutionState::HandedOver { &BY_A_PERSON } else { &AT_WORK };
    let place = usize::try_from(lookups).unwrap_or(usize::MAX).min(waits.len() - 1);
    let pause = waits.get(place).copied().unwrap_or(Millis::MINUTE);
    let over = !moved && env.now().since(doubt.since_doubt) > FOLLOWED_FOR;
    if over && state == ExecutionState::Processing {
        return ask(tx, env, doubt);
    }
    let next = (!over).then(|| env.now().plus(pause));
    tx.run(
        "UPDATE delivery SET state = $1, lookups = $2, empty_readings = 0, next_try_at = $3, message = $4,
                changed_at = CASE WHEN $5 THEN $6 ELSE changed_at END
         WHERE id = $7",
        args![state, lookups + 1, next, message, moved, env.now(), doubt.delivery],
    )?;
    if moved {
        let handed = state == ExecutionState::HandedOver;
        let action = if handed { Action::DeliveryHandedOver } else { Action::DeliverySettled };
        told(tx, env, doubt, action, state, None)?;
    }
    Ok(())
}

/// What a platform works on for ever, or can't tell of any more, is for a person to look at.
pub(super) fn ask(tx: &Tx<'_>, env: &Env, doubt: &Doubt) -> Result<()> {
    let message = format!(
        "{} does not tell what became of this post. Please look at the account and say whether it is there. Nothing is sent twice.",
        doubt.account.platform.name()
    );
    let now = env.now();
    tx.run(
        "UPDATE delivery SET state = 'in_doubt', lookups = 0, empty_readings = 0, next_try_at = $1, message = $2, changed_at = $3
         WHERE id = $4",
        args![now.plus(LONGEST_AT_WORK), message, now, doubt.delivery],
    )?;
    told(tx, env, doubt, Action::DeliverySettled, ExecutionState::InDoubt, None)
}

/// How long is waited at most after a reading that failed of what is followed; none of what is in doubt.
pub(super) const fn longest_wait(state: ExecutionState) -> Option<i64> {
    match state {
        ExecutionState::Processing => Some(LONGEST_AT_WORK),
        ExecutionState::HandedOver => Some(LONGEST_BY_A_PERSON),
        ExecutionState::Held
        | ExecutionState::Scheduled
        | ExecutionState::Running
        | ExecutionState::Posted
        | ExecutionState::PartlyPosted
        | ExecutionState::AtPlatform
        | ExecutionState::Failed
        | ExecutionState::Retrying
        | ExecutionState::InDoubt
        | ExecutionState::Missed
        | ExecutionState::Expired
        | ExecutionState::Cancelled
        | ExecutionState::Removed => None,
    }
}

/// The platform says that it came to nothing, and that it is no fault of the post's.
fn again(tx: &Tx<'_>, env: &Env, doubt: &Doubt, failure: &Failure) -> Result<()> {
    tx.run("UPDATE part SET state = 'waiting', commit_started_at = NULL WHERE id = $1", args![doubt.part.id])?;
    super::restored::what_follows_waits(tx, doubt)?;
    let entry = Entry::done(Actor::Application, Action::PartAbsent)
        .about(doubt.post, doubt.correlation)
        .fact("part", doubt.part.id)
        .fact("evidence", "told_by_platform")
        .words(&failure.detail);
    audit::record(tx, env, &entry)?;
    if spend_a_retry(tx, doubt)? { go_on(tx, env, doubt, Actor::Application) } else { give_up(tx, env, doubt) }
}

fn refused(tx: &Tx<'_>, env: &Env, doubt: &Doubt, failure: &Failure) -> Result<()> {
    tx.run("UPDATE part SET state = 'rejected' WHERE id = $1", args![doubt.part.id])?;
    super::restored::what_follows_waits(tx, doubt)?;
    tx.run(
        "UPDATE delivery SET state = 'failed', next_try_at = NULL, lookups = 0, empty_readings = 0, message = $1,
                detail = $2, changed_at = $3 WHERE id = $4",
        args![&failure.message, &failure.detail, env.now(), doubt.delivery],
    )?;
    told(tx, env, doubt, Action::PartRejected, ExecutionState::Failed, Some(failure))?;
    super::removal::follow(tx, env, doubt.delivery)
}

fn told(
    tx: &Tx<'_>,
    env: &Env,
    doubt: &Doubt,
    action: Action,
    state: ExecutionState,
    failure: Option<&Failure>,
) -> Result<()> {
    let mut entry = Entry::done(Actor::Application, action)
        .about(doubt.post, doubt.correlation)
        .fact("part", doubt.part.id)
        .fact("state", state.word());
    if let Some(failure) = failure {
        entry = entry.words(&failure.detail);
    }
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(())
}
