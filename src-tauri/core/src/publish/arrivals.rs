//! What became of messages after the platform took them: asked for by people, some at a time.
//!
//! Invariant: an answer changes what is known of a message, and never whether it is sent; but who told the platform to stop
//! is kept as an opt-out, however late that is heard.

use crate::audit::Actor;
use crate::clinic::{self, OptOutSource};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{DeliveryId, Millis, PostId, RecipientId};
use crate::store::{Tag, Tx, args};

use super::message::{ArrivalState, Arrivals};

/// How many messages are asked after at once: our own choice, each is a call.
const AT_ONCE: u32 = 200;

/// The platform's ids of the messages of a post whose end is not known, the longest unasked first.
///
/// # Errors
/// When the store refuses.
pub fn unarrived(tx: &Tx<'_>, post: PostId) -> Result<Vec<String>> {
    tx.all(
        "SELECT recipient_part.message_id FROM recipient_part JOIN delivery ON delivery.id = recipient_part.delivery_id
         WHERE delivery.post_id = $1 AND recipient_part.message_id IS NOT NULL
           AND coalesce(recipient_part.arrival, '') NOT IN ('read', 'failed')
         ORDER BY coalesce(recipient_part.asked_at, 0), recipient_part.part_id LIMIT $2",
        args![post, AT_ONCE],
        |row| row.get("message_id").map_err(Error::from),
    )
}

/// Keeps what the platform told of these messages. What it knew before is not forgotten for a lesser word.
///
/// # Errors
/// When the store refuses.
pub fn keep_arrivals(tx: &Tx<'_>, env: &Env, heard: &Arrivals) -> Result<()> {
    for id in &heard.asked {
        tx.run("UPDATE recipient_part SET asked_at = $1 WHERE message_id = $2", args![env.now(), id])?;
    }
    for arrival in &heard.told {
        let known = tx.one(
            "SELECT recipient_id, arrival FROM recipient_part WHERE message_id = $1",
            args![&arrival.message_id],
            |row| {
                Ok::<_, Error>((row.get::<RecipientId>("recipient_id")?, row.get::<Option<ArrivalState>>("arrival")?))
            },
        )?;
        // Whoever was erased meanwhile has no message any more, and nothing else to be told of.
        let Some((recipient, known)) = known else { continue };
        if arrival.opted_out {
            clinic::opt_out(tx, env, Actor::Application, recipient, OptOutSource::Platform)?;
        }
        if known.is_some_and(|known| known > arrival.state) {
            continue;
        }
        tx.run(
            "UPDATE recipient_part SET arrival = $1, arrived_at = $2, detail = nullif($3, '') WHERE message_id = $4",
            args![arrival.state, arrival.at, &arrival.detail, &arrival.message_id],
        )?;
    }
    tx.changed(Tag::Publishing);
    Ok(())
}

/// How many messages came how far, as far as the platform tells, and when it was last asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arrived {
    /// On the telephone, read ones among them.
    pub delivered: u32,
    /// Read.
    pub read: u32,
    /// Did not arrive.
    pub failed: u32,
    /// How many of those that were sent it was asked about.
    pub asked: u32,
    /// Of how many of these it told anything.
    pub told: u32,
    /// When it was last asked.
    pub asked_at: Option<Millis>,
}

/// How many messages of a delivery came how far.
///
/// # Errors
/// When the store refuses.
pub fn arrived(tx: &Tx<'_>, delivery: DeliveryId) -> Result<Arrived> {
    Ok(tx
        .one(
            "SELECT coalesce(sum(arrival IN ('delivered', 'read')), 0) AS delivered, coalesce(sum(arrival = 'read'), 0) AS read,
                    coalesce(sum(arrival = 'failed'), 0) AS failed, count(asked_at) AS asked,
                    coalesce(sum(asked_at IS NOT NULL AND arrival <> 'held'), 0) AS told, max(asked_at) AS asked_at
             FROM recipient_part WHERE delivery_id = $1",
            args![delivery],
            |row| {
                Ok::<_, Error>(Arrived {
                    delivered: row.get("delivered")?,
                    read: row.get("read")?,
                    failed: row.get("failed")?,
                    asked: row.get("asked")?,
                    told: row.get("told")?,
                    asked_at: row.get("asked_at")?,
                })
            },
        )?
        .unwrap_or_default())
}
