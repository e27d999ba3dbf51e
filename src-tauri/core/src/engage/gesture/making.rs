//! Making gestures: what is due, what the gate says to it, and what each try leaves behind.
//!
//! Invariant: a gesture that goes out is on disk as *going*, with what let it out, before its platform hears of it. What the program
//! was ended in is due again at the next start.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{self, Denial, GesturePermit, GestureWanted};
use crate::model::{ConversationId, CorrelationId, Digest, Gesture, GestureId, ItemId, Millis};
use crate::publish::{Failure, FailureClass};
use crate::store::{Tag, Tx, args};

use super::super::waiting::{self, Terms};
use super::gesturer::Made;
use super::offers::changed_since;
use super::{GestureState, LATEST, gestures_listed};

/// How often a platform is asked that gives no clear answer.
const MOST_TRIES: u32 = 8;
/// The first wait before asking again; it doubles, up to [`LONGEST_WAIT`]. In milliseconds.
const FIRST_WAIT: i64 = 5_000;
const LONGEST_WAIT: i64 = 10 * Millis::MINUTE;
/// The wait while nobody can be reached, or something is in the way that passes. In milliseconds.
const IDLE_WAIT: i64 = Millis::MINUTE;

/// A gesture whose time has come.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) wanted: GestureWanted,
    item: ItemId,
    due: Millis,
    tries: u32,
    words: Digest,
    /// Whether its platform may have done it by an earlier try.
    may_stand: bool,
}

/// What is due by now, one on each channel at most: what waited longest first.
pub(super) fn due(tx: &Tx<'_>, now: Millis) -> Result<Vec<Due>> {
    let all: Vec<Due> = tx.all(
        "SELECT gesture.*, item.platform_id, platform_post.platform_id AS under
         FROM gesture CROSS JOIN item ON item.id = gesture.item_id
         CROSS JOIN conversation ON conversation.id = item.conversation_id
         LEFT JOIN platform_post ON platform_post.id = conversation.platform_post_id
         WHERE gesture.next_at <= $1 ORDER BY gesture.next_at, gesture.id",
        args![now],
        |row| {
            Ok::<_, Error>(Due {
                wanted: GestureWanted {
                    id: row.get("id")?,
                    gesture: row.get("kind")?,
                    channel: row.get("channel_id")?,
                    account_id: row.get("account_id")?,
                    target: row.get("platform_id")?,
                    under: row.get("under")?,
                    correlation: row.get("correlation_id")?,
                },
                item: row.get("item_id")?,
                due: row.get("due_at")?,
                tries: row.get("tries")?,
                words: row.get("words")?,
                may_stand: row.get("may_stand")?,
            })
        },
    )?;
    let mut first: Vec<Due> = Vec::new();
    for one in all {
        if !first.iter().any(|other| other.wanted.channel == one.wanted.channel) {
            first.push(one);
        }
    }
    Ok(first)
}

/// When something is due next.
pub(super) fn next(tx: &Tx<'_>) -> Result<Option<Millis>> {
    let next = tx.one("SELECT min(next_at) AS next FROM gesture WHERE next_at IS NOT NULL", &[], |row| {
        row.get::<Option<Millis>>("next").map_err(Error::from)
    })?;
    Ok(next.flatten())
}

/// Whether the last run ended while it asked for something.
pub(super) fn anything_left(tx: &Tx<'_>) -> Result<bool> {
    Ok(gestures_listed(tx)?.iter().any(|row| row.state == GestureState::Going))
}

/// What was being asked for as the program ended is due again: asking again does no harm.
pub(super) fn recover(tx: &Tx<'_>, env: &Env) -> Result<()> {
    for left in gestures_listed(tx)?.into_iter().filter(|row| row.state == GestureState::Going) {
        tx.run(
            "UPDATE gesture SET state = 'waiting', next_at = $1, changed_at = $1 WHERE id = $2",
            args![env.now(), left.id],
        )?;
    }
    Ok(())
}

/// Asks the gate. Where it opens, the gesture is on its way from then on; where it stays shut, it waits or has come to its end.
pub(super) fn begin(tx: &Tx<'_>, env: &Env, due: &Due) -> Result<Option<GesturePermit>> {
    let (id, now) = (due.wanted.id, env.now());
    let still: Option<i64> = tx.one(
        "SELECT 1 AS one FROM gesture WHERE id = $1 AND state = 'waiting' AND next_at <= $2",
        args![id, now],
        |row| row.get("one").map_err(Error::from),
    )?;
    if still.is_none() {
        return Ok(None);
    }
    if now.since(due.due) > LATEST {
        let message = "Its time passed by more than a day before it could be done. Have it done now, or put it away.";
        end(tx, env, due, &Left::with(GestureState::Missed, message))?;
        return Ok(None);
    }
    if let Some(why) = changed_since(tx, due.item, due.wanted.gesture, due.words)? {
        end(tx, env, due, &Left::with(GestureState::Refused, why))?;
        return Ok(None);
    }
    match gate::let_gesture(tx, env, &due.wanted)? {
        Ok(permit) => {
            tx.run(
                "UPDATE gesture SET state = 'going', beforehand = $1, next_at = NULL, tries = tries + 1, may_stand = 1, changed_at = $2
                 WHERE id = $3",
                args![permit.beforehand(), now, id],
            )?;
            told(tx);
            Ok(Some(permit))
        }
        Err(denial) => {
            shut(tx, env, due, &denial)?;
            Ok(None)
        }
    }
}

fn shut(tx: &Tx<'_>, env: &Env, due: &Due, denial: &Denial) -> Result<()> {
    let channel = clinic::channel(tx, due.wanted.channel)?;
    let (name, platform) = (&channel.name, channel.platform.name());
    let waits = match denial {
        Denial::Stopped => "Everything is stopped. This is done once somebody resumes.".to_owned(),
        Denial::Paused => format!("{name} is paused. This is done once it goes on."),
        Denial::NotConnected => format!("{name} is not signed in. This is done once it is connected again."),
        Denial::PlatformNotAllowed => format!("This clinic does not use {platform}."),
        Denial::ApprovalRequired
        | Denial::HeldBack
        | Denial::TakenDown
        | Denial::OutsideWindow
        | Denial::TooEarly
        | Denial::NotKeepable
        | Denial::NotWanted
        | Denial::OutsidePolicy(_)
        | Denial::TooLate
        | Denial::Blocked(_)
        | Denial::MediaChanged
        | Denial::NotWaiting
        | Denial::Excluded(_)
        | Denial::ClockDiffers => {
            let message = "No doctor's signature covers this any more. Once a doctor signed it beforehand again, have it tried again.";
            return end(tx, env, due, &Left::with(GestureState::Refused, message));
        }
    };
    let at = env.now().plus(IDLE_WAIT);
    let changed = tx.run(
        "UPDATE gesture SET next_at = $1, message = $2, changed_at = CASE WHEN message IS $2 THEN changed_at ELSE $3 END WHERE id = $4",
        args![at, waits, env.now(), due.wanted.id],
    )?;
    if changed > 0 {
        told(tx);
    }
    Ok(())
}

/// What a gesture is left with that has come to its end.
struct Left {
    state: GestureState,
    message: Option<String>,
    detail: Option<String>,
}

impl Left {
    fn with(state: GestureState, message: &str) -> Self {
        Self { state, message: Some(message.to_owned()), detail: None }
    }
}

/// Puts what came of asking a platform, with the channel's sign-in of then, on disk. `jitter` is random, in milliseconds.
pub(super) fn settle(tx: &Tx<'_>, env: &Env, due: &Due, (made, sign_in): (&Made, u32), jitter: i64) -> Result<()> {
    let going: Option<i64> =
        tx.one("SELECT 1 AS one FROM gesture WHERE id = $1 AND state = 'going'", args![due.wanted.id], |row| {
            row.get("one").map_err(Error::from)
        })?;
    if going.is_none() {
        return Ok(());
    }
    match made {
        Made::Done => {
            show(tx, env, due)?;
            end(tx, env, due, &Left { state: GestureState::Done, message: None, detail: None })
        }
        Made::Refused(failure) => {
            // It says that it did not; what an earlier try came to it does not say.
            stands(tx, due, due.may_stand)?;
            if failure.class == FailureClass::Reconnect {
                // The gate holds it until somebody signs in again.
                clinic::refuse_channel(tx, env, due.wanted.channel, sign_in, &failure.message)?;
                return wait(tx, env, due, failure, (env.now().plus(IDLE_WAIT), true));
            }
            let left = Left {
                state: GestureState::Refused,
                message: Some(failure.message.clone()),
                detail: Some(failure.detail.clone()),
            };
            end(tx, env, due, &left)
        }
        Made::Again(failure) => again(tx, env, due, failure, jitter),
    }
}

/// What a platform shows of it is so from now on, before it is read again.
fn show(tx: &Tx<'_>, env: &Env, due: &Due) -> Result<()> {
    match due.wanted.gesture {
        Gesture::Hide => tx.run("UPDATE item SET hidden = 1 WHERE id = $1", args![due.item])?,
        Gesture::Show => tx.run("UPDATE item SET hidden = 0 WHERE id = $1", args![due.item])?,
        Gesture::Delete => {
            tx.run("UPDATE item SET gone_at = $1 WHERE id = $2 AND gone_at IS NULL", args![env.now(), due.item])?
        }
        Gesture::Like | Gesture::Unlike | Gesture::Repost | Gesture::Unrepost => 0,
    };
    let conversation = tx.one("SELECT conversation_id FROM item WHERE id = $1", args![due.item], |row| {
        row.get::<ConversationId>("conversation_id").map_err(Error::from)
    })?;
    // What nobody sees any more waits for no answer.
    waiting::refresh(tx, &Terms::read(tx)?, conversation)
}

fn again(tx: &Tx<'_>, env: &Env, due: &Due, failure: &Failure, jitter: i64) -> Result<()> {
    let now = env.now();
    let idle = matches!(failure.class, FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing);
    let at = match failure.class {
        FailureClass::WaitUntil(at) => at.max(now.plus(FIRST_WAIT)).plus(jitter),
        FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing => now.plus(IDLE_WAIT),
        FailureClass::TryAgain
        | FailureClass::Local
        | FailureClass::Unknown
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => now.plus((FIRST_WAIT << due.tries.min(10)).min(LONGEST_WAIT) + jitter),
    };
    if idle {
        // Not a byte was sent.
        stands(tx, due, due.may_stand)?;
    }
    if due.tries + 1 >= MOST_TRIES && !idle {
        let message =
            format!("{} It may have been done: look at it there. Nothing more is tried by itself.", failure.message);
        let left = Left { state: GestureState::Refused, message: Some(message), detail: Some(failure.detail.clone()) };
        return end(tx, env, due, &left);
    }
    wait(tx, env, due, failure, (at, idle))
}

/// It is tried again then; a try that reached nobody is none.
fn wait(tx: &Tx<'_>, env: &Env, due: &Due, failure: &Failure, (at, idle): (Millis, bool)) -> Result<()> {
    tx.run(
        "UPDATE gesture SET state = 'waiting', next_at = $1, message = $2, detail = $3, tries = tries - $4, changed_at = $5 WHERE id = $6",
        args![at, failure.message.clone(), failure.detail.clone(), i64::from(idle), env.now(), due.wanted.id],
    )?;
    told(tx);
    Ok(())
}

/// Writes down whether its platform may have done it.
fn stands(tx: &Tx<'_>, due: &Due, may: bool) -> Result<()> {
    tx.run("UPDATE gesture SET may_stand = $1 WHERE id = $2", args![may, due.wanted.id])?;
    Ok(())
}

fn end(tx: &Tx<'_>, env: &Env, due: &Due, left: &Left) -> Result<()> {
    tx.run(
        "UPDATE gesture SET state = $1, next_at = NULL, message = $2, detail = $3, changed_at = $4 WHERE id = $5",
        args![left.state, left.message.clone(), left.detail.clone(), env.now(), due.wanted.id],
    )?;
    let entry = match left.state {
        GestureState::Done => Entry::done(Actor::Application, Action::GestureSettled),
        state @ (GestureState::Waiting
        | GestureState::Going
        | GestureState::Refused
        | GestureState::Missed
        | GestureState::CalledOff) => Entry::denied(Actor::Application, Action::GestureSettled, state.word()),
    };
    let correlation: CorrelationId = due.wanted.correlation;
    let id: GestureId = due.wanted.id;
    let mut entry = entry.under(correlation).fact("gesture", id).fact("kind", due.wanted.gesture.word());
    if let Some(detail) = left.detail.as_deref().filter(|detail| !detail.is_empty()) {
        entry = entry.words(detail);
    }
    audit::record(tx, env, &entry)?;
    told(tx);
    Ok(())
}

fn told(tx: &Tx<'_>) {
    for tag in [Tag::Inbox, Tag::Gestures] {
        tx.changed(tag);
    }
}
