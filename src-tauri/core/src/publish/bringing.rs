//! Large videos on their way to their platforms, before the posts that show them.
//!
//! Invariant: makes nothing public, and holds up no post: a channel is free for what is due on it while a video is brought,
//! and so is the post itself once the video is there. That it is there is on disk with the attempt that brought it; the
//! claim in its turn finds it by what that attempt wrote down, and sends no byte of it again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::{JoinSet, block_in_place};

use crate::error::Result;
use crate::gate::{self, Circumstances};
use crate::model::{ChannelId, DeliveryId, Millis};

use super::dispatcher::Dispatcher;
use super::queue::Waiting;
use super::sending::{Errand, send};

/// The channels that a video is on its way to: one after the other, so that the earliest is there first.
#[derive(Debug, Default)]
pub(super) struct Bringing(Mutex<BTreeSet<ChannelId>>);

impl Bringing {
    pub(super) fn to(&self, channel: ChannelId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&channel)
    }

    pub(super) fn begin(&self, channel: ChannelId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(channel)
    }

    pub(super) fn ended(&self, channel: ChannelId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&channel);
    }
}

impl Dispatcher {
    /// Has the videos brought whose time for that has come.
    pub(super) fn bring(self: &Arc<Self>, now: Millis, waiting: &[Waiting], tasks: &mut JoinSet<()>) -> Result<()> {
        if self.is_closing() || !self.listener.vouches_for(self.env.moment()) {
            return Ok(());
        }
        let ripe = waiting.iter().filter(|next| next.goes_ahead(now) && next.ripe_at(now) <= now);
        let chosen: BTreeMap<DeliveryId, ChannelId> =
            ripe.filter(|next| self.bringing.begin(next.channel)).map(|next| (next.delivery, next.channel)).collect();
        if chosen.is_empty() {
            return Ok(());
        }
        let under = Circumstances { run: self.run, clock_agrees: true };
        let claimed =
            block_in_place(|| gate::claim(&self.db, &self.env, &self.files, under, chosen.keys().copied().collect()));
        let claimed = match claimed {
            Ok(claimed) => claimed,
            Err(error) => {
                chosen.values().for_each(|channel| self.bringing.ended(*channel));
                return Err(error);
            }
        };
        for (delivery, outcome) in claimed {
            let Some(channel) = chosen.get(&delivery).copied() else { continue };
            match outcome {
                Ok(permit) => {
                    let this = Arc::clone(self);
                    tasks.spawn(async move {
                        send(&this, permit, Errand::Bring).await;
                        this.bringing.ended(channel);
                        this.wake();
                    });
                }
                Err(denial) => {
                    self.bringing.ended(channel);
                    self.after_denial(delivery, &denial)?;
                }
            }
        }
        Ok(())
    }
}
