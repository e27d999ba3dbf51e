//! The dispatcher's hand that takes down.
//!
//! Invariant: one delivery's parts are taken down one after the other, and one that has to wait holds up no other. It works
//! while everything is stopped, and beside whatever else happens on the channel.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use tokio::task::{JoinSet, block_in_place};

use crate::error::{Error, Result};
use crate::model::{DeliveryId, Millis};

use super::answers::{Failure, FailureClass, Removal};
use super::dispatcher::Dispatcher;
use super::removal::{self, Order};
use super::steps::Step;

impl Dispatcher {
    /// Begins every removal that is due. Returns when to look again.
    pub(super) fn take_down(self: &Arc<Self>, now: Millis, tasks: &mut JoinSet<()>) -> Result<Option<Millis>> {
        let (due, next) =
            block_in_place(|| self.db.read(|tx| Ok::<_, Error>((removal::due(tx, now)?, removal::next(tx, now)?))))?;
        let mut by_delivery: BTreeMap<DeliveryId, Vec<Order>> = BTreeMap::new();
        for order in due {
            by_delivery.entry(order.delivery).or_default().push(order);
        }
        for (delivery, orders) in by_delivery {
            if !self.removing.lock().unwrap_or_else(PoisonError::into_inner).insert(delivery) {
                continue;
            }
            let this = Arc::clone(self);
            tasks.spawn(async move {
                let mut kept = true;
                for order in orders {
                    if this.is_closing() {
                        break;
                    }
                    kept &= this.take_down_one(order).await;
                }
                this.removing.lock().unwrap_or_else(PoisonError::into_inner).remove(&delivery);
                // What could not be written down is due still: asking again at once would ask without an end.
                if kept {
                    this.wake();
                }
            });
        }
        Ok(next)
    }

    /// Takes one part down. Returns whether what came of it is on disk.
    async fn take_down_one(self: &Arc<Self>, order: Order) -> bool {
        self.steps.reached(Step::RemovalBegun);
        let publisher = self.publisher(order.account.platform).filter(|_| order.reachable);
        let outcome = match publisher {
            Some(publisher) => publisher.remove(&order.account, &order.platform_id).await,
            None => Removal::Refused(by_hand(&order)),
        };
        self.steps.reached(Step::RemovalAnswered);
        let (env, jitter) = (Arc::clone(&self.env), self.jitter());
        let settled = block_in_place(|| self.db.write(move |tx| removal::settle(tx, &env, &order, &outcome, jitter)));
        if let Err(error) = &settled {
            // It is still *asked* on disk, so it is asked again: what is gone by then counts as removed.
            tracing::error!(%error, "what came of taking down could not be kept");
        }
        self.steps.reached(Step::RemovalSettled);
        settled.is_ok()
    }
}

fn by_hand(order: &Order) -> Failure {
    let name = order.account.platform.name();
    Failure {
        class: FailureClass::Reconnect,
        message: format!(
            "This channel is not connected, so Countersign can't take it down. Open it on {name}, delete it there, and say so here."
        ),
        detail: String::new(),
    }
}
