//! One sending, from its permit to its conclusion.
//!
//! Invariant: the order of things. Prepare, wait, `begin_commit`, commit, settle; and each outcome is on disk before the
//! next part begins.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio::task::block_in_place;

use crate::error::Error;
use crate::gate::{self, Circumstances, Denial, Permit, Refused, SignedMedia};
use crate::model::{CredentialRef, Millis, PartId, Secret};
use crate::ports::VaultFault;
use crate::store::args;

use super::answers::{Failure, FailureClass, Outcome, Prepared};
use super::dispatcher::Dispatcher;
use super::journal::Journal;
use super::keeping::hand_over;
use super::lending::lend;
use super::publisher::Publisher;
use super::recipients;
use super::settle::{Ending, Subject, conclude, settle_part};
use super::steps::Step;
use super::uploads::Upload;

/// After so many answers that were lost one after the other nothing more is sent for a while: each of them leaves somebody
/// of whom nobody knows whether they got the message.
const MOST_LOST: u32 = 3;

/// How the value of a handle begins that lies in the vault; one word for what it is follows.
const SEALED: &str = "sealed ";

/// What a delivery was claimed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errand {
    /// To bring its files to the platform; it is claimed again in its turn.
    Bring,
    /// To make it public when it is due.
    Publish,
    /// To hand it to its platform, which makes it public when it is due.
    Keep,
}

/// Sends what a permit holds.
pub(super) async fn send(dispatcher: &Arc<Dispatcher>, permit: Permit, errand: Errand) {
    let (subject, post) = (Subject::of(&permit), permit.post());
    let ending = match dispatcher.publisher(permit.account().platform) {
        Some(publisher) => carry_out(dispatcher, &*publisher, &permit, errand).await,
        None => Ending::Failed(Failure {
            class: FailureClass::SetUp,
            message: "This version of Countersign has no client for the platform.".into(),
            detail: permit.account().platform.word().into(),
        }),
    };
    dispatcher.uploads().ended(post);
    let ended = Ended { subject, ending: Arc::new(ending), jitter: dispatcher.jitter() };
    if let Err(error) = put_down(dispatcher, &ended) {
        // The delivery stays `running`: it is put down as soon as the store takes it, or taken up by the next start.
        tracing::error!(delivery = %subject.fence.delivery, %error, "a sending could not be concluded");
        dispatcher.unconcluded.lock().unwrap_or_else(PoisonError::into_inner).push(ended);
    }
    dispatcher.steps.reached(Step::Concluded);
}

/// After so many messages it is looked again whether what is sent is what was signed: our own choice, as each look counts
/// against what the platform lets be read in an hour.
const LOOK_AGAIN_EVERY: usize = 200;
/// And after so long, however few they were.
const LOOK_AGAIN_AFTER: i64 = Millis::MINUTE;

/// An attempt that has ended, and what has to be put on disk about it.
pub(super) struct Ended {
    subject: Subject,
    ending: Arc<Ending>,
    jitter: i64,
}

fn put_down(dispatcher: &Dispatcher, ended: &Ended) -> Result<(), Error> {
    let (env, subject, jitter) = (Arc::clone(&dispatcher.env), ended.subject, ended.jitter);
    let ending = Arc::clone(&ended.ending);
    block_in_place(|| dispatcher.db.write(move |tx| conclude(tx, &env, subject, &ending, jitter)))
}

/// Puts down what the store did not take before.
///
/// # Errors
/// When it still does not; nothing is forgotten then.
pub(super) fn conclude_the_rest(dispatcher: &Dispatcher) -> Result<(), Error> {
    let next = || dispatcher.unconcluded.lock().unwrap_or_else(PoisonError::into_inner).pop();
    while let Some(ended) = next() {
        if let Err(error) = put_down(dispatcher, &ended) {
            dispatcher.unconcluded.lock().unwrap_or_else(PoisonError::into_inner).push(ended);
            return Err(error);
        }
    }
    Ok(())
}

async fn carry_out(dispatcher: &Arc<Dispatcher>, publisher: &dyn Publisher, permit: &Permit, errand: Errand) -> Ending {
    dispatcher.steps.reached(Step::Claimed);
    let journal = DurableJournal { dispatcher, permit, stopped_by: Mutex::default() };
    if permit.account().platform.has_recipients() {
        return carry_out_to_recipients(dispatcher, publisher, permit, &journal).await;
    }
    let mut prepared = Vec::new();
    for (index, part) in permit.parts().iter().enumerate() {
        if part.platform_id.is_some() {
            continue;
        }
        // Nothing is public yet: what a platform takes its time for is left, and made ready anew at the next start.
        let made = tokio::select! {
            made = publisher.prepare(permit, part, &journal) => made,
            () = dispatcher.closing() => return Ending::Interrupted,
        };
        match made {
            Ok(ready) => prepared.push((index, ready)),
            Err(failure) => {
                let stopped_by = journal.stopped_by.lock().unwrap_or_else(PoisonError::into_inner).take();
                return stopped_by.map_or(Ending::Failed(failure), Ending::Denied);
            }
        }
        dispatcher.uploads().ended(permit.post());
        dispatcher.steps.reached(Step::Prepared);
    }
    if errand == Errand::Bring {
        return Ending::Brought;
    }
    if errand == Errand::Keep {
        return hand_over(dispatcher, publisher, permit, prepared).await;
    }
    if !is_due(dispatcher, permit).await {
        return Ending::Interrupted;
    }
    let mut unaddressed = false;
    let ending = commit_parts(dispatcher, publisher, permit, prepared, &mut unaddressed).await;
    if unaddressed {
        // Everything that went out is on disk by now: an address that can't be had costs nothing but the address.
        dispatcher.address(permit.fence().delivery).await;
    }
    ending
}

/// Waits until a post is due; tells whether it is, or else the engine closes.
async fn is_due(dispatcher: &Dispatcher, permit: &Permit) -> bool {
    while dispatcher.env.now() < permit.due() {
        tokio::select! {
            () = dispatcher.env.clock().nap_until(permit.due()) => {}
            () = dispatcher.closing() => return false,
        }
    }
    true
}

/// Sends to each recipient who waits. What is wrong with one of them stops no other; what is wrong with the sending stops
/// it, and so do answers that are lost one after the other.
async fn carry_out_to_recipients(
    dispatcher: &Arc<Dispatcher>,
    publisher: &dyn Publisher,
    permit: &Permit,
    journal: &dyn Journal,
) -> Ending {
    let Some(first) = permit.parts().first() else { return Ending::Done };
    // It was looked at no later than this.
    let mut looked = dispatcher.env.now();
    let made = tokio::select! {
        made = publisher.prepare(permit, first, journal) => made,
        () = dispatcher.closing() => return Ending::Interrupted,
    };
    let ready = match made {
        Ok(ready) => ready,
        Err(failure) => return Ending::Failed(failure),
    };
    dispatcher.steps.reached(Step::Prepared);
    if !is_due(dispatcher, permit).await {
        return Ending::Interrupted;
    }
    let (mut lost, mut since) = (0, 0);
    for index in 0..permit.parts().len() {
        // The platform fills in the template as it is when the message comes, and anybody may change it meanwhile.
        if since >= LOOK_AGAIN_EVERY || dispatcher.env.now().since(looked) >= LOOK_AGAIN_AFTER {
            let still = tokio::select! {
                still = publisher.still_as_signed(permit, first) => still,
                () = dispatcher.closing() => return Ending::Interrupted,
            };
            if let Err(failure) = still {
                return Ending::Failed(failure);
            }
            (since, looked) = (0, dispatcher.env.now());
        }
        since += 1;
        match commit_part(dispatcher, publisher, permit, index, ready.clone()).await {
            Ok(Outcome::Taken(_)) => lost = 0,
            Ok(
                Outcome::Rejected(Failure { class: FailureClass::Recipient(_), .. })
                | Outcome::Absent(Failure { class: FailureClass::Recipient(_), .. }),
            ) => lost = 0,
            Ok(Outcome::Unknown(failure)) => {
                lost += 1;
                if lost == MOST_LOST {
                    return Ending::Failed(failure);
                }
            }
            // No client answers with a post here; it was put down as unclear.
            Ok(Outcome::Published(_) | Outcome::Working(_) | Outcome::WithPerson(_)) => {
                return Ending::Failed(store_failed(&Error::internal("a message came back as a post")));
            }
            Ok(Outcome::Rejected(failure) | Outcome::Absent(failure)) => return Ending::Failed(failure),
            Err(Refused::Denied(Denial::Excluded(_))) => {}
            Err(Refused::Denied(denial)) => return Ending::Denied(denial),
            Err(Refused::Failed(error)) => return Ending::Failed(store_failed(&error)),
        }
    }
    Ending::Done
}

/// Makes what was prepared public, one part after the other. Notes whether one of them has no address yet.
async fn commit_parts(
    dispatcher: &Arc<Dispatcher>,
    publisher: &dyn Publisher,
    permit: &Permit,
    prepared: Vec<(usize, Prepared)>,
    unaddressed: &mut bool,
) -> Ending {
    for (index, ready) in prepared {
        match commit_part(dispatcher, publisher, permit, index, ready).await {
            Ok(Outcome::Published(sighting)) => *unaddressed |= sighting.permalink.is_none(),
            Ok(Outcome::Working(receipt)) => return Ending::Working(receipt.message),
            Ok(Outcome::WithPerson(receipt)) => return Ending::WithPerson(receipt.message),
            // No client answers with a message here; it was put down as unclear.
            Ok(Outcome::Taken(_)) => {
                return Ending::Failed(store_failed(&Error::internal("a post came back as a message")));
            }
            Ok(Outcome::Rejected(failure) | Outcome::Absent(failure) | Outcome::Unknown(failure)) => {
                return Ending::Failed(failure);
            }
            Err(Refused::Denied(denial)) => return Ending::Denied(denial),
            Err(Refused::Failed(error)) => return Ending::Failed(store_failed(&error)),
        }
    }
    Ending::Done
}

async fn commit_part(
    dispatcher: &Arc<Dispatcher>,
    publisher: &dyn Publisher,
    permit: &Permit,
    index: usize,
    ready: Prepared,
) -> Result<Outcome, Refused> {
    if dispatcher.is_closing() {
        return Err(Denial::NotWaiting.into());
    }
    // Its time may have come only because somebody set the clock.
    let under = Circumstances { run: dispatcher.run, clock_agrees: dispatcher.is_clock_right().await };
    let commit = block_in_place(|| gate::begin_commit(&dispatcher.db, &dispatcher.env, under, permit, index))?;
    dispatcher.steps.reached(Step::CommitStarted);
    let (part, to_recipient) = (commit.part().id, commit.part().recipient.clone());
    let late = dispatcher.env.now().since(permit.due());
    tracing::debug!(post = %permit.post(), late_ms = late, "committing");
    let outcome = as_new_evidence(dispatcher, permit, publisher.commit(commit, ready).await);
    dispatcher.steps.reached(Step::Answered);
    let (env, subject) = (Arc::clone(&dispatcher.env), Subject::of(permit));
    let outcome = Arc::new(outcome);
    let settled = Arc::clone(&outcome);
    block_in_place(|| {
        dispatcher.db.write(move |tx| match &to_recipient {
            Some(recipient) => recipients::settle(tx, &env, subject, (part, recipient), &settled),
            None => settle_part(tx, &env, subject, part, &settled),
        })
    })?;
    dispatcher.steps.reached(Step::Settled);
    Arc::into_inner(outcome).ok_or_else(|| Error::internal("an outcome still in use").into())
}

/// A platform that says *I have this already* to a second attempt tells that the first one may have come through.
fn as_new_evidence(dispatcher: &Arc<Dispatcher>, permit: &Permit, outcome: Outcome) -> Outcome {
    let again = permit.fence().attempt > 1;
    match outcome {
        Outcome::Rejected(failure) if failure.class == FailureClass::Duplicate && again => {
            dispatcher.wake();
            Outcome::Unknown(failure)
        }
        outcome @ (Outcome::Published(_)
        | Outcome::Taken(_)
        | Outcome::Rejected(_)
        | Outcome::Absent(_)
        | Outcome::Working(_)
        | Outcome::WithPerson(_)
        | Outcome::Unknown(_)) => outcome,
    }
}

pub(super) fn store_failed(error: &Error) -> Failure {
    let (message, detail) = error.words();
    Failure { class: FailureClass::Local, message, detail: detail.unwrap_or_default() }
}

struct DurableJournal<'a> {
    dispatcher: &'a Arc<Dispatcher>,
    permit: &'a Permit,
    /// Why the gate closed in the middle of an upload.
    stopped_by: Mutex<Option<Denial>>,
}

#[async_trait]
impl Journal for DurableJournal<'_> {
    async fn record(&self, part: PartId, name: &str, value: &str) -> Result<(), Failure> {
        let (fence, now) = (self.permit.fence(), self.dispatcher.env.now());
        let (name, value) = (name.to_owned(), value.to_owned());
        block_in_place(|| {
            self.dispatcher.db.write(move |tx| {
                let kept = tx.run(
                    "INSERT INTO handle (part_id, attempt, name, value, created_at)
                     SELECT $1, $2, $3, $4, $5
                     WHERE EXISTS (SELECT 1 FROM delivery WHERE id = $6 AND attempt = $2 AND run = $7 AND state = 'running')
                     ON CONFLICT (part_id, attempt, name) DO UPDATE SET value = excluded.value",
                    args![part, fence.attempt, &name, &value, now, fence.delivery, fence.run],
                )?;
                if kept == 0 {
                    return Err(Error::internal("this attempt belongs to another run by now"));
                }
                Ok(kept)
            })
        })
        .map_err(|error| store_failed(&error))?;
        self.dispatcher.steps.reached(Step::HandleKept);
        Ok(())
    }

    async fn record_secret(&self, part: PartId, name: &str, public: &str, secret: &Secret) -> Result<(), Failure> {
        // Sealed first: what is on disk as sealed can be read.
        block_in_place(|| self.dispatcher.credentials.seal(&CredentialRef::for_handle(part), secret))
            .map_err(|fault| store_failed(&Error::from(fault)))?;
        self.record(part, name, &format!("{SEALED}{public}")).await
    }

    async fn recall(&self, part: PartId, name: &str) -> Result<Option<String>, Failure> {
        let fence = self.permit.fence();
        let kept = block_in_place(|| {
            self.dispatcher.db.read(|tx| {
                // A manifest that was signed anew may be of another file.
                tx.one(
                    "SELECT handle.value FROM handle
                     JOIN attempt ON attempt.delivery_id = $1 AND attempt.number = handle.attempt
                     JOIN attempt AS this ON this.delivery_id = $1 AND this.number = $2 AND this.manifest = attempt.manifest
                     WHERE handle.part_id = $3 AND handle.name = $4 AND handle.attempt < $2
                     ORDER BY handle.attempt DESC LIMIT 1",
                    args![fence.delivery, fence.attempt, part, name],
                    |row| row.get::<String>("value").map_err(Error::from),
                )
            })
        });
        let kept = kept.map_err(|error| store_failed(&error))?;
        let Some(public) = kept.as_deref().and_then(|kept| kept.strip_prefix(SEALED)) else { return Ok(kept) };
        match block_in_place(|| self.dispatcher.credentials.reveal(&CredentialRef::for_handle(part))) {
            Ok(secret) => Ok(Some(format!("{public} {}", secret.expose()))),
            // What can't be gone on with is begun anew.
            Err(VaultFault::NotThere | VaultFault::Damaged(_)) => Ok(None),
            Err(
                fault @ (VaultFault::Disk(_)
                | VaultFault::Full
                | VaultFault::KeychainMissing
                | VaultFault::KeychainLocked
                | VaultFault::WrongPin),
            ) => Err(store_failed(&Error::from(fault))),
        }
    }

    async fn recall_of_file(&self, part: PartId, name: &str) -> Result<Option<String>, Failure> {
        let attempt = self.permit.fence().attempt;
        let kept = block_in_place(|| {
            self.dispatcher.db.read(|tx| {
                tx.one(
                    "SELECT value FROM handle WHERE part_id = $1 AND name = $2 AND attempt < $3
                     ORDER BY attempt DESC LIMIT 1",
                    args![part, name, attempt],
                    |row| row.get::<String>("value").map_err(Error::from),
                )
            })
        });
        kept.map_err(|error| store_failed(&error))
    }

    async fn lend(&self, media: &SignedMedia) -> Result<Secret, Failure> {
        lend(self.dispatcher, self.permit, media).await
    }

    async fn progress(&self, part: PartId, sent: u64, total: u64) -> Result<(), Failure> {
        let Self { dispatcher, permit, .. } = self;
        tracing::debug!(%part, sent, total, "uploading");
        dispatcher.uploads().got_to(permit.post(), Upload { sent, total });
        let under = Circumstances { run: dispatcher.run, clock_agrees: dispatcher.listener.clock_agrees() };
        match block_in_place(|| gate::may_go_on(&dispatcher.db, &dispatcher.env, under, permit)) {
            Ok(()) => Ok(()),
            Err(Refused::Denied(denial)) => {
                let failure = Failure {
                    class: FailureClass::Local,
                    message: "The upload was called off: this post may not go out as it stands. Nothing was published."
                        .to_owned(),
                    detail: denial.word().to_owned(),
                };
                *self.stopped_by.lock().unwrap_or_else(PoisonError::into_inner) = Some(denial);
                Err(failure)
            }
            Err(Refused::Failed(error)) => Err(store_failed(&error)),
        }
    }
}
