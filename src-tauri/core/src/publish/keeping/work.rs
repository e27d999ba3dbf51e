//! The dispatcher's hands that give posts to their platforms to keep, look after them, and take them back.
//!
//! Invariant: handing over holds up nothing that is due; looking and taking back work while everything is stopped, one post
//! at a time, and what a platform was asked is on disk as due until what came of it is.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use tokio::task::{JoinSet, block_in_place};

use crate::error::{Error, Result};
use crate::gate::{self, Circumstances, Permit, Refused};
use crate::model::{ChannelId, DeliveryId, Millis};

use super::super::answers::{Failure, FailureClass, Handed, KeptShown, Prepared};
use super::super::dispatcher::Dispatcher;
use super::super::publisher::Publisher;
use super::super::queue::Waiting;
use super::super::sending::{Errand, send, store_failed};
use super::super::settle::{Ending, Subject};
use super::super::steps::Step;
use super::Kept;
use super::back::{Came, due, next, send_back, settle, to_send_back};
use super::hand::settle_handed;

impl Dispatcher {
    /// Hands over what platforms are to keep and can be given now, one after the other on a channel.
    pub(in crate::publish) fn keep(
        self: &Arc<Self>,
        now: Millis,
        waiting: &[Waiting],
        tasks: &mut JoinSet<()>,
    ) -> Result<()> {
        if self.is_closing() || !self.listener.vouches_for(self.env.moment()) {
            return Ok(());
        }
        let ripe = waiting.iter().filter(|next| next.is_to_keep(now) && next.keep_ripe_at() <= now);
        let chosen: BTreeMap<DeliveryId, ChannelId> =
            ripe.filter(|next| self.handing.begin(next.channel)).map(|next| (next.delivery, next.channel)).collect();
        if chosen.is_empty() {
            return Ok(());
        }
        let under = Circumstances { run: self.run, clock_agrees: true };
        let asked = chosen.keys().copied().collect();
        let claimed = block_in_place(|| gate::claim_to_keep(&self.db, &self.env, &self.files, under, asked));
        let claimed = match claimed {
            Ok(claimed) => claimed,
            Err(error) => {
                chosen.values().for_each(|channel| self.handing.ended(*channel));
                return Err(error);
            }
        };
        for (delivery, outcome) in claimed {
            let Some(channel) = chosen.get(&delivery).copied() else { continue };
            match outcome {
                Ok(permit) => {
                    let this = Arc::clone(self);
                    tasks.spawn(async move {
                        send(&this, permit, Errand::Keep).await;
                        this.handing.ended(channel);
                        this.wake();
                    });
                }
                Err(denial) => {
                    self.handing.ended(channel);
                    self.after_denial(delivery, &denial)?;
                }
            }
        }
        Ok(())
    }

    /// Begins to look at, or to take back, whatever platforms keep and is due for that. Returns when to look again.
    pub(in crate::publish) fn look_after_kept(
        self: &Arc<Self>,
        now: Millis,
        tasks: &mut JoinSet<()>,
    ) -> Result<Option<Millis>> {
        let env = Arc::clone(&self.env);
        if block_in_place(|| self.db.read(|tx| to_send_back(tx, &env)))? {
            block_in_place(|| self.db.write(move |tx| send_back(tx, &env)))?;
        }
        let (due, next) = block_in_place(|| self.db.read(|tx| Ok::<_, Error>((due(tx, now)?, next(tx, now)?))))?;
        for kept in due {
            if !self.removing.lock().unwrap_or_else(PoisonError::into_inner).insert(kept.delivery) {
                continue;
            }
            let this = Arc::clone(self);
            tasks.spawn(async move {
                let delivery = kept.delivery;
                if !this.look_after_one(kept).await {
                    this.breathe().await;
                }
                this.removing.lock().unwrap_or_else(PoisonError::into_inner).remove(&delivery);
                this.wake();
            });
        }
        Ok(next)
    }

    /// Looks at one post, and takes it back if that is asked. Returns whether what came of it is on disk.
    async fn look_after_one(self: &Arc<Self>, kept: Kept) -> bool {
        let publisher = self.publisher(kept.account.platform).filter(|_| kept.reachable);
        self.steps.reached(Step::KeptLookBegun);
        let came = match publisher {
            None => Came::Seen(Err(unreachable(&kept))),
            Some(publisher) => match publisher.look_at_kept(&kept).await {
                Ok(KeptShown::Waits | KeptShown::Refused(_)) if kept.back.is_some() => {
                    Came::Back(publisher.let_go(&kept).await)
                }
                shown @ (Ok(_) | Err(_)) => Came::Seen(shown),
            },
        };
        self.steps.reached(Step::KeptLookAnswered);
        let (env, jitter) = (Arc::clone(&self.env), self.jitter());
        let settled = block_in_place(|| self.db.write(move |tx| settle(tx, &env, &kept, &came, jitter)));
        if let Err(error) = &settled {
            tracing::error!(%error, "what a platform said of a post that it keeps could not be kept");
        }
        self.steps.reached(Step::KeptLookSettled);
        settled.is_ok()
    }
}

fn unreachable(kept: &Kept) -> Failure {
    Failure {
        class: FailureClass::Offline,
        message: format!(
            "This channel is not connected, so Countersign can't ask {}. Connect it again.",
            kept.account.platform.name()
        ),
        detail: String::new(),
    }
}

/// Hands the only part of a permit to its platform, which keeps it until its time.
pub(in crate::publish) async fn hand_over(
    dispatcher: &Arc<Dispatcher>,
    publisher: &dyn Publisher,
    permit: &Permit,
    prepared: Vec<(usize, Prepared)>,
) -> Ending {
    if dispatcher.is_closing() {
        return Ending::Interrupted;
    }
    let Some((_, ready)) = prepared.into_iter().next() else { return Ending::Interrupted };
    let under = Circumstances { run: dispatcher.run, clock_agrees: dispatcher.is_clock_right().await };
    let keep = match block_in_place(|| gate::begin_keep(&dispatcher.db, &dispatcher.env, under, permit)) {
        Ok(keep) => keep,
        Err(Refused::Denied(denial)) => return Ending::Denied(denial),
        Err(Refused::Failed(error)) => return Ending::Failed(store_failed(&error)),
    };
    dispatcher.steps.reached(Step::CommitStarted);
    let part = keep.part().id;
    let handed = Arc::new(publisher.hand_over(keep, ready).await);
    dispatcher.steps.reached(Step::Answered);
    let (env, subject, settled) = (Arc::clone(&dispatcher.env), Subject::of(permit), Arc::clone(&handed));
    let kept = block_in_place(|| dispatcher.db.write(move |tx| settle_handed(tx, &env, subject, part, &settled)));
    if let Err(error) = kept {
        return Ending::Failed(store_failed(&error));
    }
    dispatcher.steps.reached(Step::Settled);
    match Arc::into_inner(handed) {
        Some(Handed::Refused(failure) | Handed::Absent(failure) | Handed::Unknown(failure)) => Ending::Failed(failure),
        Some(Handed::Kept { .. }) | None => Ending::Done,
    }
}
