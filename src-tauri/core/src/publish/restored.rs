//! After a restore: another copy of the clinic may have sent since the backup what waits here, and nothing tells but the
//! platforms.
//!
//! Invariant: whatever had a time in the backup, or ended unsent or half sent, and has words that can be looked for, is in doubt
//! until its platform was read back, and is *posted* or waits again only by that, or by a person's word; whether somebody had
//! read it by then is no matter, since a signature may have come after the backup. What can't be looked for asks a person
//! before it may be sent. Nothing is resumed while anything of it is in doubt.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{self, NotYet};
use crate::model::{ChannelId, DeliveryId, Digest, ExecutionState, Millis, PartId, PartState, Platform, PostId};
use crate::store::{Tag, Tx, args};

use super::counting::count;
use super::keeping;
use super::pace::FIRST_LOOK;
use super::recipients;
use super::reconcile::Doubt;
use super::recovery::recover;

/// What is said of a delivery that is looked for.
const LOOKING: &str = "The clinic was restored from a backup. Countersign is looking whether this went out since it was made; nothing is sent twice.";
/// What is said of messages, which nobody can look up.
const ASKING: &str = "The clinic was restored from a backup, and nobody can look up whether this message went out since it was made. Choose a new time only if you know that it did not.";
/// What is said of posts that a person brings to the platform, or that have no words yet to look for.
const LOOK_YOURSELF: &str = "The clinic was restored from a backup, and Countersign can't look up whether this went out since it was made. Look at the account, and choose a new time only if it is not there.";
/// What is said of a post that a person has in hand.
const IN_HAND: &str = "The clinic was restored from a backup. Somebody may have posted this by hand since it was made: look at the account before you do.";

struct Waits {
    delivery: DeliveryId,
    post: PostId,
    state: ExecutionState,
    channel: (ChannelId, Platform, String),
    /// What the last attempt was made with.
    attempted: Option<Digest>,
    by_hand: bool,
    due: Option<Millis>,
}

impl Waits {
    /// Whether it goes out by itself, or may once it is signed.
    const fn goes_on(&self) -> bool {
        matches!(self.state, ExecutionState::Held | ExecutionState::Scheduled | ExecutionState::Retrying)
    }
}

/// Puts what waited in the backup in doubt. Returns how many deliveries are looked for.
///
/// # Errors
/// When the store refuses.
pub fn doubt_what_waited(tx: &Tx<'_>, env: &Env, backup_at: Millis) -> Result<u32> {
    // What was on its way when the backup was made is taken up as after a crash.
    recover(tx, env, env.id())?;
    // What is being taken down goes out no more, and neither does a rest that somebody did without.
    let rows = tx.all(
        "SELECT delivery.id, delivery.state, delivery.manifest, post.id AS post_id, post.channel_id, channel.platform,
                channel.account_id, channel.way, plan.due_at
         FROM delivery JOIN post ON post.id = delivery.post_id JOIN channel ON channel.id = post.channel_id
         LEFT JOIN plan ON plan.post_id = post.id
         WHERE delivery.state IN ('held', 'scheduled', 'retrying', 'failed', 'missed', 'expired', 'in_doubt', 'cancelled',
                                  'partly_posted', 'processing', 'handed_over')
           AND (delivery.state <> 'partly_posted' OR (delivery.take_down_at IS NULL AND delivery.rest_dropped_at IS NULL))
           AND post.discarded_at IS NULL ORDER BY delivery.id",
        &[],
        |row| {
            Ok::<_, Error>(Waits {
                delivery: row.get("id")?,
                post: row.get("post_id")?,
                state: row.get("state")?,
                channel: (row.get("channel_id")?, row.get("platform")?, row.get("account_id")?),
                attempted: row.get("manifest")?,
                by_hand: row.get::<String>("way")? == "by_hand",
                due: row.get("due_at")?,
            })
        },
    )?;
    let mut looked_for = 0;
    for waits in rows {
        looked_for += u32::from(look_for(tx, env, &waits, backup_at)?);
    }
    for tag in [Tag::Publishing, Tag::Posts, Tag::Queue] {
        tx.changed(tag);
    }
    Ok(looked_for)
}

/// Has a delivery looked for, or a person asked about it. Tells whether it is looked for.
fn look_for(tx: &Tx<'_>, env: &Env, waits: &Waits, backup_at: Millis) -> Result<bool> {
    use ExecutionState as S;
    if waits.channel.1.has_recipients() {
        ask_a_person(tx, env, waits, ASKING)?;
        return Ok(false);
    }
    match waits.state {
        // It is followed by its own name; what comes behind it may be public as well.
        S::Processing => {
            if let Some(manifest) = waits.attempted {
                doubt_parts(tx, env, waits, manifest, backup_at)?;
                remember(tx, waits.delivery, backup_at)?;
            }
            Ok(false)
        }
        S::HandedOver => {
            if waits.by_hand {
                tx.run("UPDATE delivery SET message = $1 WHERE id = $2", args![IN_HAND, waits.delivery])?;
            }
            Ok(false)
        }
        S::InDoubt => {
            if keeping::told(tx, waits.delivery)?.is_none()
                && let Some(manifest) = waits.attempted
            {
                put_in_doubt(tx, env, waits, manifest, backup_at)
            } else {
                remember(tx, waits.delivery, backup_at)?;
                Ok(true)
            }
        }
        // Somebody called it off: looking would have it wait again.
        S::Cancelled => {
            ask_a_person(tx, env, waits, LOOK_YOURSELF)?;
            Ok(false)
        }
        S::Held | S::Scheduled | S::Retrying | S::Failed | S::Missed | S::Expired | S::PartlyPosted => {
            let words = if waits.by_hand { None } else { words(tx, env, waits)? };
            match words {
                Some(manifest) => put_in_doubt(tx, env, waits, manifest, backup_at),
                None => {
                    ask_a_person(tx, env, waits, LOOK_YOURSELF)?;
                    Ok(false)
                }
            }
        }
        S::Running | S::Posted | S::AtPlatform | S::Removed => Ok(false),
    }
}

/// The words that the other copy would have sent: those of the post as it stands, which a doctor may have signed since, or
/// those of the attempt where that had begun to be public or the post can't be signed as it stands.
fn words(tx: &Tx<'_>, env: &Env, waits: &Waits) -> Result<Option<Digest>> {
    if count(tx, waits.delivery, PartState::Posted)? > 0 && waits.attempted.is_some() {
        return Ok(waits.attempted);
    }
    Ok(match gate::prepare_manifest(tx, env, waits.post)? {
        Ok(manifest) => Some(manifest.digest),
        Err(NotYet::NoTime | NotYet::Blocked(_) | NotYet::Render(_) | NotYet::TooLate(_)) => waits.attempted,
    })
}

/// It may have gone out, and nobody can look it up: whoever wants it sent has to say so.
fn ask_a_person(tx: &Tx<'_>, env: &Env, waits: &Waits, asking: &str) -> Result<()> {
    let begun = recipients::tally(tx, waits.delivery)?.is_begun() || count(tx, waits.delivery, PartState::Posted)? > 0;
    // Without a time it does not go out by itself; who gives it one is asked.
    let state = if !waits.goes_on() || waits.due.is_none() {
        waits.state
    } else if begun {
        ExecutionState::PartlyPosted
    } else {
        ExecutionState::Missed
    };
    let message = recipients::with_tally(tx, waits.delivery, Some(asking.to_owned()))?;
    tx.run(
        "UPDATE delivery SET state = $1, message = $2, next_try_at = NULL, changed_at = $3 WHERE id = $4",
        args![state, message, env.now(), waits.delivery],
    )?;
    Ok(())
}

/// Has every part of a delivery that is not known to be public looked for.
fn doubt_parts(tx: &Tx<'_>, env: &Env, waits: &Waits, manifest: Digest, backup_at: Millis) -> Result<()> {
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
    Ok(())
}

/// Puts down that this is looked for because of the restore.
fn remember(tx: &Tx<'_>, delivery: DeliveryId, backup_at: Millis) -> Result<()> {
    tx.run(
        "INSERT INTO restored_delivery (delivery_id, backup_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        args![delivery, backup_at],
    )?;
    Ok(())
}

/// Has a delivery looked for. Tells whether anything of it is not known to be public.
fn put_in_doubt(tx: &Tx<'_>, env: &Env, waits: &Waits, manifest: Digest, backup_at: Millis) -> Result<bool> {
    doubt_parts(tx, env, waits, manifest, backup_at)?;
    if count(tx, waits.delivery, PartState::Unknown)? == 0 {
        return Ok(false);
    }
    remember(tx, waits.delivery, backup_at)?;
    // Only what waits for its time may become a doubt.
    tx.run("UPDATE delivery SET state = 'held' WHERE id = $1 AND state = 'retrying'", args![waits.delivery])?;
    tx.run(
        "UPDATE delivery SET state = 'scheduled'
         WHERE id = $1 AND state IN ('held', 'failed', 'missed', 'expired', 'partly_posted')",
        args![waits.delivery],
    )?;
    tx.run(
        "UPDATE delivery SET state = 'in_doubt', manifest = $1, failures = 0, lookups = 0, empty_readings = 0, next_try_at = $2,
                message = $3, detail = NULL, changed_at = $4 WHERE id = $5",
        args![manifest, env.now().plus(FIRST_LOOK), LOOKING, env.now(), waits.delivery],
    )?;
    Ok(true)
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

/// Puts on record that a part was found which this installation never let out, if it is one: the laptop before may have.
pub(super) fn tell_what_was_found(tx: &Tx<'_>, env: &Env, doubt: &Doubt, by: Actor) -> Result<()> {
    // What was never begun by the time of the backup got that instant when it was put in doubt.
    let ordinal: Option<u32> = tx.one(
        "SELECT part.ordinal FROM part JOIN restored_delivery ON restored_delivery.delivery_id = part.delivery_id
         WHERE part.id = $1 AND part.commit_started_at = restored_delivery.backup_at",
        args![doubt.part.id],
        |row| row.get("ordinal"),
    )?;
    if let Some(ordinal) = ordinal {
        let entry = Entry::done(by, Action::PartFoundAfterRestore)
            .about(doubt.post, doubt.correlation)
            .fact("part", doubt.part.id)
            .fact("ordinal", ordinal);
        audit::record(tx, env, &entry)?;
    }
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
