//! What became of a sending to recipients: each of them by themselves, and the delivery by all of them.
//!
//! Invariant: a recipient of whom nobody knows whether they got the message is never sent it again, and what is wrong with
//! one of them changes nothing for the others. The platform's id of a message holds the number, so it is kept where it can
//! be erased, and the part keeps its digest.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, OptOutSource};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{Denial, Recipient};
use crate::model::{DeliveryId, Digest, ExecutionState, Millis, PartId, PartState};
use crate::store::{StoreError, Tag, Tx, args};

use super::answers::{Failure, FailureClass, Outcome, RecipientFault};
use super::message::ArrivalState;
use super::settle::{Conclusion, Ending, FIRST_RETRY, MOST_RETRIES, OFFLINE_RETRY, Subject, denied, still_ours};

/// Longer than this a recipient is not waited for: a sending comes to its end, and a next one may reach them.
const LONGEST_WAIT: i64 = 10 * Millis::MINUTE;

/// Whether a delivery goes to recipients.
pub(super) fn has(tx: &Tx<'_>, delivery: DeliveryId) -> Result<bool> {
    let one: Option<i64> =
        tx.one("SELECT 1 AS one FROM recipient_part WHERE delivery_id = $1 LIMIT 1", args![delivery], |row| {
            row.get("one")
        })?;
    Ok(one.is_some())
}

/// What is put down about a recipient.
struct Put<'a> {
    state: PartState,
    action: Action,
    /// A word of the record; none where it went out.
    why: Option<&'static str>,
    next_try: Option<Millis>,
    failure: Option<&'a Failure>,
}

/// Puts the outcome of one recipient's message on disk.
pub(super) fn settle(
    tx: &Tx<'_>,
    env: &Env,
    subject: Subject,
    (part, recipient): (PartId, &Recipient),
    outcome: &Outcome,
) -> Result<()> {
    if !still_ours(tx, subject.fence)? {
        return Ok(());
    }
    let failures: u32 = tx
        .one("SELECT failures FROM recipient_part WHERE part_id = $1", args![part], |row| row.get("failures"))?
        .unwrap_or(0);
    // The platform's own words about a message, its id above all, may hold the number: nothing of it for who was erased.
    let is_kept = clinic::recipient(tx, recipient.id)?.number.is_some();
    let put = match outcome {
        Outcome::Taken(taken) => {
            // The platform works: what failed before is over.
            tx.run(
                "UPDATE delivery SET failures = 0, sent_at = $1 WHERE id = $2",
                args![env.now(), subject.fence.delivery],
            )?;
            let sent = tx.run(
                "UPDATE part SET state = 'posted', platform_id = $1, posted_at = $2 WHERE id = $3 AND state = 'committing'",
                args![Digest::of(taken.message_id.as_bytes()).to_string(), env.now(), part],
            );
            match sent {
                Ok(_) => {
                    tx.run(
                        "UPDATE recipient_part SET message_id = $1, arrival = $2, why = NULL, message = NULL, detail = NULL,
                                next_try_at = NULL WHERE part_id = $3",
                        args![is_kept.then_some(&taken.message_id), taken.held.then_some(ArrivalState::Held), part],
                    )?;
                    if let Some(number) = taken.known_as.as_ref().filter(|_| is_kept) {
                        clinic::known_as(tx, env, recipient.id, number)?;
                    }
                    let entry = Entry::done(Actor::Application, Action::PartPosted)
                        .about(subject.post, subject.correlation)
                        .fact("attempt", subject.fence.attempt)
                        .fact("part", part);
                    audit::record(tx, env, &entry)?;
                    tx.changed(Tag::Publishing);
                    return Ok(());
                }
                Err(StoreError::Constraint(_)) => lost("id_of_another_part", None),
                Err(error) => return Err(error.into()),
            }
        }
        // A post is no message to anybody, and no proof of one.
        Outcome::Published(_) | Outcome::Working(_) | Outcome::WithPerson(_) => lost("no_answer", None),
        Outcome::Rejected(failure) => match failure.class {
            FailureClass::Recipient(RecipientFault::OptedOut) => {
                // By the number that it went to: who was erased meanwhile has said stop all the same.
                clinic::opt_out_number(tx, env, Actor::Application, &recipient.number, OptOutSource::Platform)?;
                refused("opted_out", failure)
            }
            FailureClass::Recipient(RecipientFault::Unreachable | RecipientFault::WaitUntil(_)) => {
                refused("unreachable", failure)
            }
            // It is not about this recipient: the sending stops, and the recipient waits.
            FailureClass::Reconnect
            | FailureClass::FixContent
            | FailureClass::Duplicate
            | FailureClass::WaitUntil(_)
            | FailureClass::TryAgain
            | FailureClass::Local
            | FailureClass::Offline
            | FailureClass::Keychain
            | FailureClass::Renewing
            | FailureClass::Unknown
            | FailureClass::SetUp => waits(None, failure),
        },
        Outcome::Absent(failure) => match failure.class {
            FailureClass::Recipient(RecipientFault::WaitUntil(at)) => {
                if failures >= MOST_RETRIES || at.since(env.now()) > LONGEST_WAIT {
                    refused("not_now", failure)
                } else {
                    waits(Some(at), failure)
                }
            }
            FailureClass::Recipient(RecipientFault::Unreachable | RecipientFault::OptedOut)
            | FailureClass::Reconnect
            | FailureClass::FixContent
            | FailureClass::Duplicate
            | FailureClass::WaitUntil(_)
            | FailureClass::TryAgain
            | FailureClass::Local
            | FailureClass::Offline
            | FailureClass::Keychain
            | FailureClass::Renewing
            | FailureClass::Unknown
            | FailureClass::SetUp => waits(None, failure),
        },
        Outcome::Unknown(failure) => lost("no_answer", Some(failure)),
    };
    tx.run("UPDATE part SET state = $1 WHERE id = $2 AND state = 'committing'", args![put.state, part])?;
    tx.run(
        "UPDATE recipient_part SET why = $1, message = $2, detail = $3, next_try_at = $4,
                failures = failures + ($4 IS NOT NULL) WHERE part_id = $5",
        args![
            put.why.filter(|_| put.state != PartState::Waiting),
            put.failure.map(|failure| failure.message.clone()),
            put.failure.filter(|_| is_kept).map(|failure| failure.detail.clone()),
            put.next_try,
            part
        ],
    )?;
    let mut entry = Entry::denied(Actor::Application, put.action, put.why.unwrap_or("not_created"))
        .about(subject.post, subject.correlation)
        .fact("attempt", subject.fence.attempt)
        .fact("part", part);
    if let Some(failure) = put.failure.filter(|_| is_kept) {
        entry = entry.words(&failure.detail);
    }
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Publishing);
    Ok(())
}

const fn lost<'a>(why: &'static str, failure: Option<&'a Failure>) -> Put<'a> {
    Put { state: PartState::Unknown, action: Action::PartUnknown, why: Some(why), next_try: None, failure }
}

const fn refused<'a>(why: &'static str, failure: &'a Failure) -> Put<'a> {
    Put {
        state: PartState::Rejected,
        action: Action::PartRejected,
        why: Some(why),
        next_try: None,
        failure: Some(failure),
    }
}

const fn waits(next_try: Option<Millis>, failure: &Failure) -> Put<'_> {
    Put { state: PartState::Waiting, action: Action::PartAbsent, why: None, next_try, failure: Some(failure) }
}

/// How many recipients of a delivery are how far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Got the message, as far as the platform took it.
    pub sent: u32,
    /// How many of `sent` the platform took and holds back for now.
    pub held: u32,
    /// The platform is being asked to take it right now.
    pub going: u32,
    /// Wait for it.
    pub waiting: u32,
    /// Do not get it.
    pub not_sent: u32,
    /// Nobody knows.
    pub unclear: u32,
}

impl Tally {
    /// All of them.
    pub const fn all(self) -> u32 {
        self.sent + self.going + self.waiting + self.not_sent + self.unclear
    }

    /// Whether anybody has it, or may have it.
    pub const fn is_begun(self) -> bool {
        self.sent + self.unclear > 0
    }

    /// In words: «Sent to 97 of 100. 2 were left out or could not be reached; of 1 it is not clear.»
    pub fn sentence(self) -> String {
        let mut said = if self.sent == 0 && self.unclear > 0 {
            format!("Of {} nobody is known to have got this.", self.all())
        } else {
            format!("Sent to {} of {}.", self.sent, self.all())
        };
        let mut add = |count: u32, one: &str, many: &str| {
            if count > 0 {
                said.push_str(&format!(" {count} {}", if count == 1 { one } else { many }));
            }
        };
        add(
            self.held,
            "of them is held back by WhatsApp, which may still drop it.",
            "of them are held back by WhatsApp, which may still drop them.",
        );
        add(self.not_sent, "was left out or could not be reached.", "were left out or could not be reached.");
        add(
            self.unclear,
            "is unclear: WhatsApp did not answer. It is not sent to them again.",
            "are unclear: WhatsApp did not answer. It is not sent to them again.",
        );
        add(self.going, "is being sent.", "are being sent.");
        add(self.waiting, "still waits.", "still wait.");
        said
    }
}

/// How many recipients of a delivery are how far.
///
/// # Errors
/// When the store refuses.
pub fn tally(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Tally> {
    let mut tally = Tally::default();
    let rows = tx.all(
        "SELECT part.state, count(*) AS n, coalesce(sum(recipient_part.arrival = 'held'), 0) AS held
         FROM recipient_part JOIN part ON part.id = recipient_part.part_id
         WHERE recipient_part.delivery_id = $1 GROUP BY part.state",
        args![delivery],
        |row| Ok::<_, Error>((row.get::<PartState>("state")?, row.get::<u32>("n")?, row.get::<u32>("held")?)),
    )?;
    for (state, count, held) in rows {
        tally.held += held;
        match state {
            PartState::Posted | PartState::Removed => tally.sent += count,
            PartState::Waiting => tally.waiting += count,
            PartState::Rejected => tally.not_sent += count,
            // A run that ended leaves none of these: its end, and the next start, make them unclear.
            PartState::Committing => tally.going += count,
            PartState::Unknown => tally.unclear += count,
        }
    }
    Ok(tally)
}

/// The delivery once nobody waits any more.
fn over(tally: Tally) -> (ExecutionState, Option<String>) {
    let state = if tally.unclear > 0 {
        ExecutionState::PartlyPosted
    } else if tally.sent > 0 {
        ExecutionState::Posted
    } else {
        ExecutionState::Failed
    };
    let plain = state == ExecutionState::Posted && tally.not_sent == 0 && tally.held == 0;
    (state, (!plain).then(|| tally.sentence()))
}

/// What people are told where a delivery leaves the queue, and how far it was by then.
pub(super) fn with_tally(tx: &Tx<'_>, delivery: DeliveryId, said: Option<String>) -> Result<Option<String>> {
    let tally = tally(tx, delivery)?;
    if !tally.is_begun() {
        return Ok(said);
    }
    Ok(Some(said.map_or_else(|| tally.sentence(), |said| format!("{said} {}", tally.sentence()))))
}

/// Those of whom nobody knows, and who are not said to be so yet.
fn name_the_unclear(tx: &Tx<'_>, delivery: DeliveryId) -> Result<()> {
    tx.run(
        "UPDATE recipient_part SET why = 'no_answer' WHERE delivery_id = $1 AND why IS NULL
           AND part_id IN (SELECT id FROM part WHERE delivery_id = $1 AND state = 'unknown')",
        args![delivery],
    )?;
    Ok(())
}

/// What a delivery becomes that was interrupted: whoever was never begun waits again. What was being sent is unclear by now.
pub(super) fn after_a_crash(tx: &Tx<'_>, delivery: DeliveryId) -> Result<(ExecutionState, Option<String>)> {
    name_the_unclear(tx, delivery)?;
    let tally = tally(tx, delivery)?;
    Ok(if tally.waiting > 0 { (ExecutionState::Scheduled, None) } else { over(tally) })
}

/// What is said of messages that were sent, where somebody wanted them back.
pub(super) fn kept(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<String>> {
    let tally = tally(tx, delivery)?;
    if tally.unclear > 0 {
        return Ok(Some(format!(
            "Nothing more of this goes out, and a message can't be taken back. {}",
            tally.sentence()
        )));
    }
    Ok(Some(format!(
        "Nothing more of this goes out. It was sent to {} of {}: a message can't be taken back.",
        tally.sent,
        tally.all()
    )))
}

/// When the last of them got it.
fn last_sent(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<Millis>> {
    let sql = "SELECT max(posted_at) AS at FROM part WHERE delivery_id = $1 AND state = 'posted'";
    let last = tx.one(sql, args![delivery], |row| row.get::<Option<Millis>>("at").map_err(Error::from))?;
    Ok(last.flatten())
}

/// What an attempt at sending to recipients ends as.
pub(super) fn conclusion(tx: &Tx<'_>, env: &Env, subject: Subject, ending: &Ending, jitter: i64) -> Result<Conclusion> {
    let delivery = subject.fence.delivery;
    tx.run("UPDATE part SET state = 'unknown' WHERE delivery_id = $1 AND state = 'committing'", args![delivery])?;
    name_the_unclear(tx, delivery)?;
    let failures: u32 =
        tx.one("SELECT failures FROM delivery WHERE id = $1", args![delivery], |row| row.get("failures"))?.unwrap_or(0);
    let tally = tally(tx, delivery)?;
    let of = |state, next_try, message, detail| Conclusion { state, failures, next_try, message, detail };
    if tally.waiting == 0 {
        let (state, message) = over(tally);
        return Ok(of(state, None, message, None));
    }
    let begun = tally.is_begun();
    let ended = if begun { ExecutionState::PartlyPosted } else { ExecutionState::Failed };
    let next: Option<Millis> = tx
        .one(
            "SELECT min(coalesce(next_try_at, 0)) AS next FROM recipient_part JOIN part ON part.id = recipient_part.part_id
             WHERE recipient_part.delivery_id = $1 AND part.state = 'waiting'",
            args![delivery],
            |row| row.get::<Option<Millis>>("next").map_err(Error::from),
        )?
        .flatten();
    let grace = clinic::profile(tx)?.grace();
    match ending {
        Ending::Done => {
            let at = next.map_or(env.now(), |at| at.max(env.now()));
            Ok(of(ExecutionState::Retrying, Some(at), Some(tally.sentence()), None))
        }
        Ending::Brought | Ending::Working(_) | Ending::WithPerson(_) | Ending::Interrupted => {
            Ok(of(ExecutionState::Scheduled, None, None, None))
        }
        Ending::Denied(denial) => {
            let conclusion = denied(denial, |state, message| of(state, None, Some(message.to_owned()), None));
            use ExecutionState as S;
            // Its hours ended in the middle: whether the rest is sent at another time is a person's to say.
            let outside = matches!(denial, Denial::OutsidePolicy(_));
            let ends = matches!(conclusion.state, S::Failed | S::Missed | S::Expired | S::Cancelled);
            let half = begun && (ends || outside);
            if !half {
                return Ok(conclusion);
            }
            let said = if *denial == Denial::TooLate {
                Some("Its time passed before it was sent to all. Choose a new time.".to_owned())
            } else {
                conclusion.message
            };
            let message = with_tally(tx, delivery, said)?;
            Ok(Conclusion { state: ended, message, ..conclusion })
        }
        Ending::Failed(failure) => {
            let said =
                if begun { format!("{} {}", failure.message, tally.sentence()) } else { failure.message.clone() };
            let detail = Some(failure.detail.clone());
            let grace_ends = last_sent(tx, delivery)?.map_or(subject.due, |at| at.max(subject.due)).plus(grace);
            let again = |failures: u32, at: Millis| {
                let late = at > grace_ends;
                let message = if late {
                    format!("{said} It can't go out within the clinic's grace any more; choose a new time.")
                } else {
                    said.clone()
                };
                let missed = if begun { ended } else { ExecutionState::Missed };
                Conclusion {
                    state: if late { missed } else { ExecutionState::Retrying },
                    failures,
                    next_try: (!late).then_some(at),
                    message: Some(message),
                    detail: detail.clone(),
                }
            };
            Ok(match failure.class {
                FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing => {
                    again(failures, env.now().plus(OFFLINE_RETRY))
                }
                FailureClass::WaitUntil(at) if failures < MOST_RETRIES => again(failures + 1, at.plus(jitter)),
                FailureClass::TryAgain | FailureClass::Local | FailureClass::Unknown if failures < MOST_RETRIES => {
                    again(failures + 1, env.now().plus((FIRST_RETRY << failures) + jitter))
                }
                FailureClass::WaitUntil(_)
                | FailureClass::TryAgain
                | FailureClass::Local
                | FailureClass::Unknown
                | FailureClass::Reconnect
                | FailureClass::FixContent
                | FailureClass::Duplicate
                | FailureClass::SetUp
                | FailureClass::Recipient(_) => of(ended, None, Some(said.clone()), detail.clone()),
            })
        }
    }
}
