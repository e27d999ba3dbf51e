//! After a restore: another copy of the clinic may have sent since the backup what waits here, and nothing tells but the
//! platforms.
//!
//! Invariant: whatever waited in the backup with words that can be looked for is in doubt until its platform was read back,
//! and is *posted* or waits again only by that, or by a person's word. What can't be looked up at all asks a person before it
//! may be sent. Nothing is resumed while anything of it is in doubt.

use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::model::{ChannelId, DeliveryId, Digest, Millis, PartId, Platform};
use crate::store::{Tag, Tx, args};

use super::pace::FIRST_LOOK;
use super::recipients;
use super::reconcile::Doubt;
use super::recovery::recover;

/// What is said of a delivery that is looked for.
const LOOKING: &str = "The clinic was restored from a backup. Countersign is looking whether this went out since it was made; nothing is sent twice.";
/// What is said of messages, which nobody can look up.
const ASKING: &str = "The clinic was restored from a backup, and nobody can look up whether this message went out since it was made. Choose a new time only if you know that it did not.";

struct Waits {
    delivery: DeliveryId,
    state: String,
    channel: (ChannelId, Platform, String),
    manifest: Option<Digest>,
    by_hand: bool,
    due: Option<Millis>,
}

/// Puts what waited in the backup in doubt. Returns how many deliveries are looked for.
///
/// # Errors
/// When the store refuses.
pub fn doubt_what_waited(tx: &Tx<'_>, env: &Env, backup_at: Millis) -> Result<u32> {
    // What was on its way when the backup was made is taken up as after a crash.
    recover(tx, env, env.id())?;
    let rows = tx.all(
        "SELECT delivery.id, delivery.state, post.channel_id, channel.platform, channel.account_id, channel.way,
                coalesce(post.head_manifest, delivery.manifest) AS manifest, plan.due_at
         FROM delivery JOIN post ON post.id = delivery.post_id JOIN channel ON channel.id = post.channel_id
         LEFT JOIN plan ON plan.post_id = post.id
         WHERE delivery.state IN ('held', 'scheduled', 'retrying', 'failed', 'missed', 'expired', 'in_doubt')
           AND post.discarded_at IS NULL ORDER BY delivery.id",
        &[],
        |row| {
            Ok::<_, Error>(Waits {
                delivery: row.get("id")?,
                state: row.get("state")?,
                channel: (row.get("channel_id")?, row.get("platform")?, row.get("account_id")?),
                manifest: row.get("manifest")?,
                by_hand: row.get::<String>("way")? == "by_hand",
                due: row.get("due_at")?,
            })
        },
    )?;
    let mut looked_for = 0;
    for waits in rows {
        let (_, platform, _) = waits.channel;
        if platform.has_recipients() {
            ask_a_person(tx, env, &waits)?;
        } else if waits.state == "in_doubt" {
            tx.run(
                "INSERT INTO restored_delivery (delivery_id, backup_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                args![waits.delivery, backup_at],
            )?;
            looked_for += 1;
        } else if let Some(manifest) = waits.manifest.filter(|_| !waits.by_hand) {
            put_in_doubt(tx, env, &waits, manifest, backup_at)?;
            looked_for += 1;
        }
    }
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(looked_for)
}

/// A message whose time has passed may have gone out: whoever wants it sent has to say so.
fn ask_a_person(tx: &Tx<'_>, env: &Env, waits: &Waits) -> Result<()> {
    let waited = matches!(waits.state.as_str(), "held" | "scheduled" | "retrying");
    if !waited || waits.due.is_none_or(|due| due > env.now()) {
        return Ok(());
    }
    let begun = recipients::tally(tx, waits.delivery)?.is_begun();
    let state = if begun { "partly_posted" } else { "missed" };
    let message = recipients::with_tally(tx, waits.delivery, Some(ASKING.to_owned()))?;
    tx.run(
        "UPDATE delivery SET state = $1, message = $2, next_try_at = NULL, changed_at = $3 WHERE id = $4",
        args![state, message, env.now(), waits.delivery],
    )?;
    Ok(())
}

fn put_in_doubt(tx: &Tx<'_>, env: &Env, waits: &Waits, manifest: Digest, backup_at: Millis) -> Result<()> {
    let (channel, platform, account) = &waits.channel;
    let parts = gate::load_manifest(tx, manifest)?.body.parts.len();
    for ordinal in 0..u32::try_from(parts).unwrap_or(u32::MAX) {
        tx.run(
            "INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, commit_started_at)
             VALUES ($1, $2, $3, 'unknown', $4, $5, $6, $7)
             ON CONFLICT (delivery_id, ordinal) DO UPDATE
                 SET state = 'unknown', commit_started_at = coalesce(part.commit_started_at, excluded.commit_started_at)
                 WHERE part.state IN ('waiting', 'rejected')",
            args![env.id::<PartId>(), waits.delivery, ordinal, *channel, *platform, account, backup_at],
        )?;
    }
    tx.run(
        "INSERT INTO restored_delivery (delivery_id, backup_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        args![waits.delivery, backup_at],
    )?;
    // Only what waits for its time may become a doubt.
    tx.run("UPDATE delivery SET state = 'held' WHERE id = $1 AND state = 'retrying'", args![waits.delivery])?;
    tx.run(
        "UPDATE delivery SET state = 'scheduled' WHERE id = $1 AND state IN ('held', 'failed', 'missed', 'expired')",
        args![waits.delivery],
    )?;
    tx.run(
        "UPDATE delivery SET state = 'in_doubt', manifest = $1, failures = 0, lookups = 0, empty_readings = 0, next_try_at = $2,
                message = $3, detail = NULL, changed_at = $4 WHERE id = $5",
        args![manifest, env.now().plus(FIRST_LOOK), LOOKING, env.now(), waits.delivery],
    )?;
    Ok(())
}

/// What follows a part that is proven not to be public can't be public either: it waits as well.
pub(super) fn what_follows_waits(tx: &Tx<'_>, doubt: &Doubt) -> Result<()> {
    tx.run(
        "UPDATE part SET state = 'waiting', commit_started_at = NULL
         WHERE delivery_id = $1 AND ordinal > $2 AND state = 'unknown'
           AND EXISTS (SELECT 1 FROM restored_delivery WHERE restored_delivery.delivery_id = part.delivery_id)",
        args![doubt.delivery, doubt.part.ordinal],
    )?;
    Ok(())
}

/// When a part that was found after a restore became public nobody wrote down: at its time, as far as is known.
pub(super) fn date_what_was_found(tx: &Tx<'_>, env: &Env, doubt: &Doubt) -> Result<()> {
    tx.run(
        "UPDATE part SET posted_at = max(posted_at, min($1, (SELECT due_at FROM plan WHERE plan.post_id = $2)))
         WHERE id = $3 AND EXISTS (SELECT 1 FROM plan WHERE plan.post_id = $2)
           AND EXISTS (SELECT 1 FROM restored_delivery WHERE restored_delivery.delivery_id = part.delivery_id)",
        args![env.now(), doubt.post, doubt.part.id],
    )?;
    Ok(())
}

/// How many deliveries are still looked for after a restore.
///
/// # Errors
/// When the store refuses.
pub fn still_looked_for(tx: &Tx<'_>) -> Result<u32> {
    let count: Option<u32> = tx.one(
        "SELECT count(*) AS n FROM restored_delivery JOIN delivery ON delivery.id = restored_delivery.delivery_id
         WHERE delivery.state = 'in_doubt'",
        &[],
        |row| row.get("n"),
    )?;
    Ok(count.unwrap_or(0))
}
