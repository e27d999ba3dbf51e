//! Settling: what became of a part goes on disk, and the delivery's state follows from its parts.
//!
//! Invariant: every write names the attempt and the run it belongs to; one that comes too late changes nothing. A state is
//! always derived from the parts, never guessed.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{self, Denial, Fence, Permit};
use crate::model::{CorrelationId, DeliveryId, ExecutionState, Millis, PartId, PartState, PostId};
use crate::store::{StoreError, Tag, Tx, args};

use super::answers::{Failure, FailureClass, Outcome, Receipt};
use super::journal::{ARRIVED, NOT_TAKEN, REMARK};
use super::read_back;
use super::resting::{after_failure, after_success};

/// How often a delivery is tried again by itself.
pub(super) const MOST_RETRIES: u32 = 3;
/// Names the mark on a part of which its platform said that it has it already.
pub(super) const HAS_IT: &str = "platform_has_it";
/// The first wait before trying again; it doubles.
pub(super) const FIRST_RETRY: i64 = 15_000;
/// The wait before trying again when nobody could be reached.
pub(super) const OFFLINE_RETRY: i64 = 15_000;

/// How an attempt ended that brought a delivery's files to its platform, and nothing more.
pub(super) const BROUGHT: &str = "brought";

/// What ended an attempt before all its parts were public.
#[derive(Debug)]
pub(super) enum Ending {
    /// Everything was committed.
    Done,
    /// The files are with the platform, and that was all that was to be done.
    Brought,
    /// The platform works on what it took.
    Working(String),
    /// A person finishes on the platform what it took.
    WithPerson(String),
    /// A call failed.
    Failed(Failure),
    /// The gate did not open again.
    Denied(Denial),
    /// The engine is closing.
    Interrupted,
}

/// What a write about a claimed delivery is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) fence: Fence,
    pub(super) post: PostId,
    pub(super) correlation: CorrelationId,
    pub(super) due: Millis,
    /// Whether it is handed to its platform to keep.
    pub(super) to_keep: bool,
    /// Under which of the channel's sign-ins.
    pub(super) sign_in: u32,
}

impl Subject {
    pub(super) fn of(permit: &Permit) -> Self {
        Self {
            fence: permit.fence(),
            post: permit.post(),
            correlation: permit.correlation(),
            due: permit.due(),
            to_keep: permit.is_to_keep(),
            sign_in: permit.account().sign_in,
        }
    }
}

pub(super) fn still_ours(tx: &Tx<'_>, fence: Fence) -> Result<bool> {
    let ours: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery WHERE id = $1 AND attempt = $2 AND run = $3 AND state = 'running'",
        args![fence.delivery, fence.attempt, fence.run],
        |row| row.get("one"),
    )?;
    Ok(ours.is_some())
}

/// Puts a commit's outcome on disk.
pub(super) fn settle_part(tx: &Tx<'_>, env: &Env, subject: Subject, part: PartId, outcome: &Outcome) -> Result<()> {
    if !still_ours(tx, subject.fence)? {
        return Ok(());
    }
    let (action, reason, failure) = match outcome {
        Outcome::Published(sighting) => {
            let taken = tx.run(
                "UPDATE part SET state = 'posted', platform_id = $1, permalink = $2, posted_at = $3
                 WHERE id = $4 AND state = 'committing'",
                args![&sighting.platform_id, sighting.permalink.clone(), env.now(), part],
            );
            match taken {
                Ok(_) => {
                    read_back::expect(tx, part, env.now())?;
                    (Action::PartPosted, None, None)
                }
                // The platform named a post that another part already is: whatever this is, it is no proof.
                Err(StoreError::Constraint(_)) => {
                    set_part(tx, part, PartState::Unknown)?;
                    (Action::PartUnknown, Some("id_of_another_part"), None)
                }
                Err(error) => return Err(error.into()),
            }
        }
        // A message to somebody is no post, and no proof of one.
        Outcome::Taken(_) => {
            set_part(tx, part, PartState::Unknown)?;
            (Action::PartUnknown, Some("no_post"), None)
        }
        Outcome::Rejected(failure) => {
            set_part(tx, part, PartState::Rejected)?;
            // Kept with the refusal itself: the run may end before the delivery is concluded.
            tx.run(
                "UPDATE delivery SET message = $1, detail = $2 WHERE id = $3",
                args![&failure.message, &failure.detail, subject.fence.delivery],
            )?;
            (Action::PartRejected, Some("refused_by_platform"), Some(failure))
        }
        Outcome::Working(receipt) => {
            keep(tx, env, subject, part, receipt)?;
            (Action::PartUnknown, Some("processing"), None)
        }
        Outcome::WithPerson(receipt) => {
            keep(tx, env, subject, part, receipt)?;
            (Action::PartUnknown, Some("handed_over"), None)
        }
        Outcome::Absent(failure) => {
            set_part(tx, part, PartState::Waiting)?;
            if failure.class == FailureClass::TryAgain {
                handle(tx, env, subject, part, NOT_TAKEN)?;
            }
            (Action::PartAbsent, Some("not_created"), Some(failure))
        }
        Outcome::Unknown(failure) if failure.class == FailureClass::Duplicate => {
            set_part(tx, part, PartState::Unknown)?;
            tx.run(
                "INSERT INTO handle (part_id, attempt, name, value, created_at) VALUES ($1, $2, $3, '', $4)
                 ON CONFLICT (part_id, attempt, name) DO NOTHING",
                args![part, subject.fence.attempt, HAS_IT, env.now()],
            )?;
            (Action::PartUnknown, Some("platform_has_it"), Some(failure))
        }
        Outcome::Unknown(failure) => {
            set_part(tx, part, PartState::Unknown)?;
            (Action::PartUnknown, Some("no_answer"), Some(failure))
        }
    };
    let mut entry = match reason {
        None => Entry::done(Actor::Application, action),
        Some(reason) => Entry::denied(Actor::Application, action, reason),
    }
    .about(subject.post, subject.correlation)
    .fact("attempt", subject.fence.attempt)
    .fact("part", part);
    if let Outcome::Published(sighting) = outcome {
        entry = entry.fact("platform_id", &sighting.platform_id).fact("permalink", sighting.address());
    }
    if let Some(failure) = failure {
        // A platform may quote the post in its answer, so its words can be forgotten like any others.
        entry = entry.words(&failure.detail);
    }
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Publishing);
    Ok(())
}

/// Nobody knows yet whether it is public; the platform knows it by what it called it.
fn keep(tx: &Tx<'_>, env: &Env, subject: Subject, part: PartId, receipt: &Receipt) -> Result<()> {
    set_part(tx, part, PartState::Unknown)?;
    handle(tx, env, subject, part, (&receipt.handle.name, &receipt.handle.value))
}

fn handle(tx: &Tx<'_>, env: &Env, subject: Subject, part: PartId, (name, value): (&str, &str)) -> Result<()> {
    tx.run(
        "INSERT INTO handle (part_id, attempt, name, value, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (part_id, attempt, name) DO UPDATE SET value = excluded.value",
        args![part, subject.fence.attempt, name, value, env.now()],
    )?;
    Ok(())
}

fn set_part(tx: &Tx<'_>, part: PartId, state: PartState) -> Result<()> {
    tx.run("UPDATE part SET state = $1 WHERE id = $2 AND state = 'committing'", args![state, part])?;
    Ok(())
}

/// What a delivery becomes, and what people are told.
pub(super) struct Conclusion {
    pub(super) state: ExecutionState,
    pub(super) failures: u32,
    pub(super) next_try: Option<Millis>,
    pub(super) message: Option<String>,
    pub(super) detail: Option<String>,
}

/// Ends an attempt: the delivery's state follows from its parts and from what ended it.
pub(super) fn conclude(tx: &Tx<'_>, env: &Env, subject: Subject, ending: &Ending, jitter: i64) -> Result<()> {
    if !still_ours(tx, subject.fence)? {
        return Ok(());
    }
    let conclusion = if subject.to_keep {
        super::keeping::conclusion(tx, env, subject, ending, jitter)?
    } else if super::recipients::has(tx, subject.fence.delivery)? {
        super::recipients::conclusion(tx, env, subject, ending, jitter)?
    } else {
        conclusion(tx, env, subject, ending, jitter)?
    };
    write(tx, env, subject, &conclusion, ending)?;
    let channel = tx.one("SELECT channel_id FROM post WHERE id = $1", args![subject.post], |row| {
        row.get("channel_id").map_err(Error::from)
    })?;
    if let Some(channel) = channel {
        match ending {
            Ending::Failed(Failure { class: FailureClass::Reconnect, message, .. }) => {
                clinic::refuse_channel(tx, env, channel, subject.sign_in, message)?;
            }
            Ending::Failed(failure) => {
                if got_further(tx, subject.fence)? {
                    after_success(tx, channel)?;
                }
                after_failure(tx, env, channel, failure.class, jitter)?;
            }
            Ending::Done | Ending::Brought | Ending::Working(_) | Ending::WithPerson(_) => after_success(tx, channel)?,
            Ending::Denied(_) | Ending::Interrupted => {}
        }
    }
    // What the clinic's rules hold stays held, with the reason, until a person finds it another time.
    let by_the_rules = matches!(ending, Ending::Denied(Denial::OutsidePolicy(_)));
    // What is to be tried again may have lost its signature while it was tried: then it waits for one, and says so.
    let waits = matches!(conclusion.state, ExecutionState::Held | ExecutionState::Retrying);
    if waits && !by_the_rules {
        gate::reconsider(tx, env, subject.post)?;
    }
    super::removal::follow(tx, env, subject.fence.delivery)
}

fn conclusion(tx: &Tx<'_>, env: &Env, subject: Subject, ending: &Ending, jitter: i64) -> Result<Conclusion> {
    let states = tx.all("SELECT state FROM part WHERE delivery_id = $1", args![subject.fence.delivery], |row| {
        row.get::<PartState>("state").map_err(Error::from)
    })?;
    let failures: u32 = tx
        .one("SELECT failures FROM delivery WHERE id = $1", args![subject.fence.delivery], |row| row.get("failures"))?
        .unwrap_or(0);
    // A line that breaks off and carries nevertheless gets a video there: what failed before is no sign that this will.
    let failures = if got_further(tx, subject.fence)? { 0 } else { failures };
    let has = |state| states.contains(&state);
    let some_public = has(PartState::Posted);
    let ended = if some_public { ExecutionState::PartlyPosted } else { ExecutionState::Failed };
    let said = |failure: &Failure| (Some(failure.message.clone()), Some(failure.detail.clone()));
    let simply = |state, message: &str| Conclusion {
        state,
        failures,
        next_try: None,
        message: Some(message.to_owned()),
        detail: None,
    };
    if let Some((state, message)) = taken(ending).filter(|_| has(PartState::Unknown)) {
        let next_try = Some(env.now().plus(super::pace::FIRST_LOOK));
        return Ok(Conclusion { next_try, ..simply(state, message) });
    }
    if has(PartState::Unknown) || has(PartState::Committing) {
        // Its outcome could not be put on disk when it came. What is looked for is what is unknown.
        tx.run(
            "UPDATE part SET state = 'unknown' WHERE delivery_id = $1 AND state = 'committing'",
            args![subject.fence.delivery],
        )?;
        let (_, detail) = if let Ending::Failed(failure) = ending { said(failure) } else { (None, None) };
        return Ok(Conclusion {
            state: ExecutionState::InDoubt,
            failures,
            next_try: Some(env.now().plus(super::pace::FIRST_LOOK)),
            message: Some(
                "The platform did not say whether this went out. Countersign is looking. Nothing is sent twice.".into(),
            ),
            detail,
        });
    }
    if !states.is_empty() && states.iter().all(|state| *state == PartState::Posted) {
        let message = remark(tx, subject.fence.delivery)?;
        return Ok(Conclusion { state: ExecutionState::Posted, failures, next_try: None, message, detail: None });
    }
    if has(PartState::Rejected) {
        // The platform has refused for good: going on would only ask it again.
        let (message, detail) = match ending {
            Ending::Failed(failure) => said(failure),
            Ending::Done
            | Ending::Brought
            | Ending::Working(_)
            | Ending::WithPerson(_)
            | Ending::Denied(_)
            | Ending::Interrupted => refusal(tx, subject.fence)?,
        };
        return Ok(Conclusion { state: ended, failures, next_try: None, message, detail });
    }
    match ending {
        Ending::Done | Ending::Brought | Ending::Working(_) | Ending::WithPerson(_) | Ending::Interrupted => {
            Ok(Conclusion { state: ExecutionState::Scheduled, failures, next_try: None, message: None, detail: None })
        }
        Ending::Denied(denial) => {
            let conclusion = denied(denial, simply);
            use ExecutionState as S;
            // Part of it is public, so it is none of these.
            let half = some_public && matches!(conclusion.state, S::Failed | S::Missed | S::Expired | S::Cancelled);
            Ok(if half { Conclusion { state: ended, ..conclusion } } else { conclusion })
        }
        Ending::Failed(failure) => {
            let (message, detail) = said(failure);
            let grace_ends = subject.due.plus(clinic::profile(tx)?.grace());
            let again = |failures: u32, at: Millis| {
                if at > grace_ends && !some_public {
                    let message = format!(
                        "{} It can't go out within the clinic's grace any more; choose a new time.",
                        failure.message
                    );
                    return Conclusion {
                        state: ExecutionState::Missed,
                        failures,
                        next_try: None,
                        message: Some(message),
                        detail: detail.clone(),
                    };
                }
                Conclusion {
                    state: ExecutionState::Retrying,
                    failures,
                    next_try: Some(at),
                    message: message.clone(),
                    detail: detail.clone(),
                }
            };
            let over =
                Conclusion { state: ended, failures, next_try: None, message: message.clone(), detail: detail.clone() };
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
                | FailureClass::Recipient(_) => over,
            })
        }
    }
}

/// What a delivery is whose platform took it, and what people are told.
const fn taken(ending: &Ending) -> Option<(ExecutionState, &String)> {
    match ending {
        Ending::Working(message) => Some((ExecutionState::Processing, message)),
        Ending::WithPerson(message) => Some((ExecutionState::HandedOver, message)),
        Ending::Done | Ending::Brought | Ending::Failed(_) | Ending::Denied(_) | Ending::Interrupted => None,
    }
}

/// Whether the platform had more of a file when this attempt began than when the one before it did, and nothing of the
/// delivery was ever on its way to the public since.
fn got_further(tx: &Tx<'_>, fence: Fence) -> Result<bool> {
    let further: Option<i64> = tx.one(
        "SELECT 1 AS one FROM handle AS found JOIN part ON part.id = found.part_id
         JOIN handle AS before ON before.part_id = found.part_id AND before.name = found.name
              AND before.attempt = (SELECT max(attempt) FROM handle AS any
                                    WHERE any.part_id = found.part_id AND any.name = found.name AND any.attempt < $1)
         WHERE part.delivery_id = $2 AND found.attempt = $1 AND found.name = $3 AND part.commit_started_at IS NULL
           AND CAST(found.value AS INTEGER) > CAST(before.value AS INTEGER)",
        args![fence.attempt, fence.delivery, ARRIVED],
        |row| row.get("one"),
    )?;
    Ok(further.is_some())
}

/// What people are told of a delivery whose parts are all public, because something beside them did not work.
pub(super) fn remark(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Option<String>> {
    tx.one(
        "SELECT handle.value FROM handle JOIN part ON part.id = handle.part_id
         WHERE part.delivery_id = $1 AND handle.name = $2 AND handle.attempt = (SELECT max(attempt) FROM handle AS any
               WHERE any.part_id = part.id) LIMIT 1",
        args![delivery, REMARK],
        |row| row.get("value").map_err(Error::from),
    )
}

/// What the platform said when it refused a part of this delivery.
fn refusal(tx: &Tx<'_>, fence: Fence) -> Result<(Option<String>, Option<String>)> {
    let said = tx.one("SELECT message, detail FROM delivery WHERE id = $1", args![fence.delivery], |row| {
        Ok::<_, Error>((row.get("message")?, row.get("detail")?))
    })?;
    Ok(said.unwrap_or_default())
}

pub(super) fn denied(denial: &Denial, simply: impl Fn(ExecutionState, &str) -> Conclusion) -> Conclusion {
    match denial {
        Denial::ApprovalRequired => simply(
            ExecutionState::Held,
            "The post was changed after it was signed, or the signature was taken back. It waits for the doctor.",
        ),
        // The post itself says who holds it; a sentence here would outlive the hold.
        Denial::HeldBack => Conclusion { message: None, ..simply(ExecutionState::Held, "") },
        Denial::OutsideWindow => simply(
            ExecutionState::Expired,
            "The signature does not count at this time any more. Ask the doctor to sign again.",
        ),
        Denial::TooLate => {
            simply(ExecutionState::Missed, "Its time passed before it could be sent. Choose a new time.")
        }
        Denial::OutsidePolicy(outside) => simply(ExecutionState::Held, &outside.message),
        Denial::TakenDown => Conclusion { message: None, ..simply(ExecutionState::Cancelled, "") },
        Denial::Blocked(why) => simply(ExecutionState::Failed, why),
        Denial::MediaChanged => simply(
            ExecutionState::Failed,
            "A picture on this laptop is not the one that was signed. Nothing was sent. Add the picture again.",
        ),
        Denial::Stopped
        | Denial::Paused
        | Denial::NotConnected
        | Denial::TooEarly
        | Denial::NotWaiting
        | Denial::Excluded(_)
        | Denial::PlatformNotAllowed
        | Denial::NotKeepable
        | Denial::NotWanted
        | Denial::ClockDiffers => Conclusion { message: None, ..simply(ExecutionState::Scheduled, "") },
    }
}

fn write(tx: &Tx<'_>, env: &Env, subject: Subject, conclusion: &Conclusion, ending: &Ending) -> Result<()> {
    let outcome = match ending {
        Ending::Done => conclusion.state.word(),
        Ending::Failed(_) => "failed",
        Ending::Denied(denial) => denial.word(),
        Ending::Interrupted => "interrupted",
        Ending::Brought => BROUGHT,
        Ending::Working(_) | Ending::WithPerson(_) => conclusion.state.word(),
    };
    tx.run(
        "UPDATE delivery SET state = $1, failures = $2, lookups = 0, empty_readings = 0, next_try_at = $3, message = $4, detail = $5, changed_at = $6
         WHERE id = $7 AND attempt = $8 AND run = $9",
        args![
            conclusion.state, conclusion.failures, conclusion.next_try, conclusion.message.clone(),
            conclusion.detail.clone(), env.now(), subject.fence.delivery, subject.fence.attempt, subject.fence.run
        ],
    )?;
    tx.run(
        "UPDATE attempt SET ended_at = $1, outcome = $2, detail = $3 WHERE delivery_id = $4 AND number = $5",
        args![env.now(), outcome, conclusion.detail.clone(), subject.fence.delivery, subject.fence.attempt],
    )?;
    let action = match ending {
        Ending::Failed(_) if conclusion.state != ExecutionState::InDoubt => Action::PrepareFailed,
        Ending::WithPerson(_) => Action::DeliveryHandedOver,
        Ending::Done
        | Ending::Brought
        | Ending::Working(_)
        | Ending::Failed(_)
        | Ending::Denied(_)
        | Ending::Interrupted => Action::DeliverySettled,
    };
    let action = if conclusion.state == ExecutionState::Missed { Action::DeliveryMissed } else { action };
    let mut entry = Entry::done(Actor::Application, action)
        .about(subject.post, subject.correlation)
        .fact("attempt", subject.fence.attempt)
        .fact("state", conclusion.state.word())
        .fact("outcome", outcome);
    if let Some(detail) = &conclusion.detail {
        entry = entry.words(detail);
    }
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Publishing);
    tx.changed(Tag::Posts);
    tx.changed(Tag::Queue);
    Ok(())
}
