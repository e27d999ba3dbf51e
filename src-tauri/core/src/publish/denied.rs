//! What becomes of a delivery whose claim the gate refused.
//!
//! Invariant: what was refused for good leaves the queue, with the reason where a person can do something about it; what only has to
//! wait stays.

use std::sync::Arc;

use tokio::task::block_in_place;

use crate::error::{Error, Result};
use crate::gate::{self, Denial};
use crate::model::DeliveryId;
use crate::store::args;

use super::dispatcher::Dispatcher;
use super::recipients;

impl Dispatcher {
    /// A claim that was refused for good leaves the queue, so that it is not refused again each turn.
    pub(super) fn after_denial(&self, delivery: DeliveryId, denial: &Denial) -> Result<()> {
        let (state, message) = match denial {
            Denial::ApprovalRequired | Denial::HeldBack => ("held", None),
            Denial::OutsideWindow => (
                "expired",
                Some("The signature does not count at this time any more. Ask the doctor to sign again.".to_owned()),
            ),
            Denial::TooLate => {
                ("missed", Some("Its time passed before it could be sent. Choose a new time.".to_owned()))
            }
            Denial::Blocked(why) => ("held", Some(format!("The checks stopped this post at its time: {why}"))),
            // It keeps its signature, and waits for a person with the reason.
            Denial::OutsidePolicy(outside) => ("held", Some(outside.message.clone())),
            Denial::MediaChanged => ("held", Some("A picture is not the one that was signed.".to_owned())),
            Denial::TakenDown => ("cancelled", None),
            Denial::Stopped
            | Denial::Paused
            | Denial::NotConnected
            | Denial::TooEarly
            | Denial::NotWaiting
            | Denial::Excluded(_)
            | Denial::PlatformNotAllowed
            | Denial::NotKeepable
            | Denial::NotWanted
            | Denial::ClockDiffers => return Ok(()),
        };
        let (env, now) = (Arc::clone(&self.env), self.env.now());
        let unsigned = matches!(denial, Denial::ApprovalRequired);
        block_in_place(|| {
            self.db.write(move |tx| {
                let message = recipients::with_tally(tx, delivery, message.clone())?;
                tx.run(
                    "UPDATE delivery SET state = $1, message = $2, changed_at = $3 WHERE id = $4 AND state IN ('scheduled', 'retrying')",
                    args![state, message, now, delivery],
                )?;
                if unsigned {
                    // What was signed may answer what says something else by now.
                    let post = tx.one("SELECT post_id FROM delivery WHERE id = $1", args![delivery], |row| row.get("post_id"))?;
                    post.map_or(Ok(()), |post| gate::reconsider(tx, &env, post))?;
                }
                tx.changed(crate::store::Tag::Publishing);
                tx.changed(crate::store::Tag::Posts);
                Ok::<_, Error>(())
            })
        })
    }
}
