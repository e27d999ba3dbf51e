//! Asking for a gesture, giving it another time, and wanting it no more.
//!
//! Invariant: whoever asks is on record, and asking sends nothing.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate;
use crate::model::{CorrelationId, Gesture, GestureId, ItemId, Millis, PersonId};
use crate::schedule;
use crate::store::{Tag, Tx, args};

use super::offers::{On, offered};
use super::{GestureRow, GestureState, gesture};

/// A time that somebody chose, on the clinic's clock.
fn chosen(tx: &Tx<'_>, env: &Env, (date, time): (&str, &str)) -> Result<Millis> {
    let zone = crate::clinic::profile(tx)?.zone;
    let (plan, _) = schedule::choose_plan(env, date, time, &zone)?;
    let until = gate::beforehand_in_force(tx, env.now())?.map(|given| given.beforehand.body.not_after);
    if until.is_some_and(|until| until < plan.due) {
        return Err(Error::invalid("time", "What doctors signed beforehand ends before that. Choose an earlier time."));
    }
    Ok(plan.due)
}

fn noted(tx: &Tx<'_>, env: &Env, by: PersonId, action: Action, row: &GestureRow) -> Result<()> {
    let correlation: Option<CorrelationId> =
        tx.one("SELECT correlation_id FROM gesture WHERE id = $1", args![row.id], |row| row.get("correlation_id"))?;
    let mut entry = Entry::done(Actor::Person(by), action)
        .fact("gesture", row.id)
        .fact("kind", row.gesture.word())
        .fact("item", row.item)
        .fact("due", row.due.0);
    if let Some(correlation) = correlation {
        entry = entry.under(correlation);
    }
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Inbox, Tag::Gestures] {
        tx.changed(tag);
    }
    Ok(())
}

/// Asks for a gesture, now or at a time on the clinic's clock.
///
/// # Errors
/// A refusal with the reason where it can't be made, or at `time`; when the store refuses.
pub fn ask_gesture(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    (item, wanted): (ItemId, Gesture),
    at: Option<(&str, &str)>,
) -> Result<GestureId> {
    let now = env.now();
    let on = offered(tx, now, item, (wanted, false))?;
    let due = at.map(|at| chosen(tx, env, at)).transpose()?;
    let id: GestureId = env.id();
    let correlation: CorrelationId = env.id();
    tx.run(
        "INSERT INTO gesture (id, item_id, kind, channel_id, account_id, correlation_id, state, due_at, planned, asked_at, asked_by,
                              words, next_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10, $11, $7, $9)",
        args![id, item, wanted, on.channel.id, &on.account_id, correlation, due.unwrap_or(now), due.is_some(), now, by,
            on.words()],
    )?;
    noted(tx, env, by, Action::GestureAsked, &gesture(tx, id)?)?;
    Ok(id)
}

/// Gives a gesture that has not been made another time.
///
/// # Errors
/// When it is on its way or came to its end, or a refusal at `time`.
pub fn plan_gesture(tx: &Tx<'_>, env: &Env, by: PersonId, id: GestureId, at: (&str, &str)) -> Result<()> {
    let row = standing(tx, id, &[GestureState::Waiting, GestureState::Missed])?;
    if row.state == GestureState::Missed {
        offered(tx, env.now(), row.item, (row.gesture, row.may_stand))?;
    }
    let due = chosen(tx, env, at)?;
    begin_anew(tx, env, &row, (due, true))?;
    noted(tx, env, by, Action::GestureAsked, &gesture(tx, id)?)
}

/// Has a gesture that came to nothing tried again, now.
///
/// # Errors
/// When it did not, or what it is made on does not take it any more.
pub fn gesture_again(tx: &Tx<'_>, env: &Env, by: PersonId, id: GestureId) -> Result<()> {
    let row = standing(tx, id, &[GestureState::Refused, GestureState::Missed])?;
    offered(tx, env.now(), row.item, (row.gesture, row.may_stand))?;
    begin_anew(tx, env, &row, (env.now(), false))?;
    noted(tx, env, by, Action::GestureAsked, &gesture(tx, id)?)
}

fn begin_anew(tx: &Tx<'_>, env: &Env, row: &GestureRow, (due, planned): (Millis, bool)) -> Result<()> {
    // Whoever asks anew has seen what stands there now.
    let words = On::read(tx, row.item)?.words();
    tx.run(
        "UPDATE gesture SET state = 'waiting', due_at = $1, planned = $2, next_at = $1, tries = 0, message = NULL, detail = NULL,
                            words = $3, changed_at = $4
         WHERE id = $5",
        args![due, planned, words, env.now(), row.id],
    )?;
    Ok(())
}

/// A clinic that was restored does nothing by itself that somebody may have called off, or done, since its backup.
///
/// # Errors
/// When the store refuses.
pub fn miss_gestures(tx: &Tx<'_>, env: &Env) -> Result<()> {
    let why = "The clinic was restored since this was asked for. Have it done if it is still wanted and was not done.";
    tx.run(
        "UPDATE gesture SET state = 'missed', next_at = NULL, message = $1, changed_at = $2 WHERE state IN ('waiting', 'going')",
        args![why, env.now()],
    )?;
    Ok(())
}

/// Somebody wants a gesture no more, or puts away one that came to nothing.
///
/// # Errors
/// When it is being made or is made.
pub fn call_gesture_off(tx: &Tx<'_>, env: &Env, by: PersonId, id: GestureId) -> Result<()> {
    let row = standing(tx, id, &[GestureState::Waiting, GestureState::Refused, GestureState::Missed])?;
    if row.state == GestureState::Waiting && row.may_stand {
        let why = "Its platform was asked and did not answer clearly, so it may be done already. Once that is known it can be taken back.";
        return Err(Error::refused(ErrorCode::Stale, why));
    }
    tx.run(
        "UPDATE gesture SET state = 'called_off', next_at = NULL, changed_at = $1 WHERE id = $2",
        args![env.now(), id],
    )?;
    noted(tx, env, by, Action::GestureCalledOff, &row)
}

fn standing(tx: &Tx<'_>, id: GestureId, states: &[GestureState]) -> Result<GestureRow> {
    let row = gesture(tx, id)?;
    if states.contains(&row.state) {
        return Ok(row);
    }
    let why = match row.state {
        GestureState::Waiting => "This waits for its time already. Please look again.",
        GestureState::Going => "This is being done right now.",
        GestureState::Done => "This is done already.",
        GestureState::Refused | GestureState::Missed => "This came to nothing. Have it tried again.",
        GestureState::CalledOff => "Somebody called this off.",
    };
    Err(Error::refused(ErrorCode::Stale, why))
}
