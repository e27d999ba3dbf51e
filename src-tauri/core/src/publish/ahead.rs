//! What lies ahead: how many posts go out by themselves only while the application runs, and whether the laptop may sleep.
//!
//! Invariant: it only counts. Whether something may go out is decided by the gate alone.

use crate::error::{Error, Result};
use crate::model::{Millis, Platform, PostId};
use crate::store::{Tx, args};

use super::undecided::{MAY_BE_UNDECIDED, UNDECIDED, WAITING};

/// How long before its time a post keeps the laptop awake.
const AWAKE_AHEAD: i64 = 2 * Millis::MINUTE;

/// A post that goes out by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Which.
    pub post: PostId,
    /// Where it goes.
    pub platform: Platform,
    /// When.
    pub due: Millis,
}

/// The counts that the tray is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Signed, and waiting for their time or on their way.
    pub ahead: u32,
    /// Waiting for a doctor.
    pub waiting: u32,
    /// Needing a person's decision; see [`UNDECIDED`].
    pub decisions: u32,
}

/// Counts what lies ahead and what needs a person.
///
/// # Errors
/// When the store refuses.
pub fn counts(tx: &Tx<'_>) -> Result<Counts> {
    let sql = format!(
        "SELECT (SELECT count(*) FROM delivery CROSS JOIN post ON post.id = delivery.post_id
                 WHERE delivery.state IN ('scheduled', 'running', 'retrying') AND post.discarded_at IS NULL
                   AND post.held_at IS NULL) AS ahead,
                (SELECT count(*) FROM ({MAY_BE_UNDECIDED}) AS may CROSS JOIN delivery ON delivery.id = may.id
                 CROSS JOIN post ON post.id = delivery.post_id
                 WHERE post.discarded_at IS NULL AND {UNDECIDED}) AS decisions,
                (SELECT count(*) FROM ({WAITING})) AS waiting"
    );
    let counted = tx.one(&sql, &[], |row| {
        Ok::<_, Error>(Counts {
            ahead: row.get("ahead")?,
            waiting: row.get("waiting")?,
            decisions: row.get("decisions")?,
        })
    })?;
    Ok(counted.unwrap_or(Counts { ahead: 0, waiting: 0, decisions: 0 }))
}

/// The posts that wait for a doctor's signature.
///
/// # Errors
/// When the store refuses.
pub fn waiting_for_signature(tx: &Tx<'_>) -> Result<Vec<PostId>> {
    tx.all(WAITING, &[], |row| row.get::<PostId>("id").map_err(Error::from))
}

/// The post that goes out next.
///
/// # Errors
/// When the store refuses.
pub fn next(tx: &Tx<'_>) -> Result<Option<Next>> {
    tx.one(
        "SELECT delivery.post_id, channel.platform, plan.due_at
         FROM delivery JOIN plan ON plan.post_id = delivery.post_id JOIN post ON post.id = delivery.post_id
         JOIN channel ON channel.id = post.channel_id
         WHERE delivery.state IN ('scheduled', 'running', 'retrying') AND post.discarded_at IS NULL AND post.held_at IS NULL
         ORDER BY plan.due_at, delivery.id LIMIT 1",
        &[],
        |row| {
            Ok::<_, Error>(Next { post: row.get("post_id")?, platform: row.get("platform")?, due: row.get("due_at")? })
        },
    )
}

/// Whether something is about to go out, or on its way, so that the laptop should not fall asleep now; and when that may
/// change by itself.
///
/// # Errors
/// When the store refuses.
pub fn keeps_awake(tx: &Tx<'_>, now: Millis) -> Result<(bool, Option<Millis>)> {
    let first: Option<Millis> = tx
        .one(
            "SELECT min(CASE delivery.state WHEN 'running' THEN 0 ELSE coalesce(delivery.next_try_at, plan.due_at) END) AS first
             FROM delivery JOIN plan ON plan.post_id = delivery.post_id JOIN post ON post.id = delivery.post_id
             JOIN channel ON channel.id = post.channel_id JOIN clinic
             WHERE delivery.state IN ('scheduled', 'running', 'retrying') AND post.discarded_at IS NULL
               AND (delivery.state = 'running'
                    OR (clinic.stopped_at IS NULL AND channel.paused = 0 AND post.held_at IS NULL))",
            args![],
            |row| row.get::<Option<Millis>>("first").map_err(Error::from),
        )?
        .flatten();
    let from = first.map(|first| first.plus(-AWAKE_AHEAD));
    Ok((from.is_some_and(|from| from <= now), from.filter(|from| *from > now)))
}
