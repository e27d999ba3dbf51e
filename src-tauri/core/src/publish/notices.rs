//! Notices: what people have to be told when nobody looks at the window.
//!
//! Invariant: each occurrence is told once, also across restarts. A row of `notice` is written in the transaction that hands
//! the notice out, and its mark names the occurrence: a post that fails, is tried again and fails again is told twice, and
//! so is one that waits for the doctor again after it was signed. A change to a post that waits is no new occurrence: every
//! pause of whoever writes saves one.
//! A notice knows a post's platform, time and state, and never its text.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{Millis, NoticeId, Platform, PostId};
use crate::review;
use crate::store::{Tx, args, by_word};

use super::undecided::{ENDED_UNWANTED, WAITING};

/// How long ago the doctor has to have been told of a post before a reminder is one.
const TOLD_BEFORE: i64 = 60 * Millis::MINUTE;

word_enum! {
    /// What a notice is about.
    pub enum NoticeKind {
        /// Refused by its platform; at least a part of it is not public.
        Failed = "failed",
        /// Nobody knows yet whether it is public.
        InDoubt = "in_doubt",
        /// Its time passed, signed or not.
        Missed = "missed",
        /// A doctor is asked to read it.
        Waiting = "waiting",
        /// Somebody pressed *Stop everything*.
        Stopped = "stopped",
        /// Its time is near, and nobody signed it.
        Expiring = "expiring",
        /// Its time has come, and a person posts it by hand.
        ByHand = "by_hand",
        /// It should be public no more, and could not be taken down.
        StillPublic = "still_public",
        /// Its platform shows something else than was signed, or does not show it any more.
        ShownOtherwise = "shown_otherwise",
    }
}
by_word!(NoticeKind);

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The post, unless it is about all of them.
    pub post: Option<PostId>,
    /// Where the post goes.
    pub platform: Option<Platform>,
    /// The instant it is planned for.
    pub due: Option<Millis>,
}

struct Occurrence {
    notice: Notice,
    mark: String,
}

/// What is so now and was not told yet.
fn untold_sql() -> String {
    format!(
        "SELECT now.kind, now.post_id, now.mark, channel.platform, plan.due_at
         FROM (
             SELECT CASE delivery.state
                        WHEN 'held' THEN 'failed' WHEN 'failed' THEN 'failed' WHEN 'partly_posted' THEN 'failed'
                        WHEN 'in_doubt' THEN 'in_doubt' WHEN 'at_platform' THEN 'in_doubt' WHEN 'handed_over' THEN 'by_hand' ELSE 'missed' END AS kind,
                    delivery.post_id,
                    delivery.id || ' ' || delivery.attempt || ' ' || coalesce(plan.due_at, '')
                        || CASE delivery.state WHEN 'held' THEN ' held ' || delivery.changed_at WHEN 'at_platform' THEN ' kept ' || delivery.changed_at ELSE '' END AS mark
             FROM delivery LEFT JOIN plan ON plan.post_id = delivery.post_id
             WHERE delivery.state IN ('held', 'failed', 'partly_posted', 'in_doubt', 'handed_over', 'missed', 'expired', 'at_platform')
               -- What is to come back from its platform and has not may be public yet.
               AND (delivery.take_down_at IS NULL OR delivery.state = 'at_platform') AND {ENDED_UNWANTED}
             UNION ALL
             SELECT DISTINCT 'still_public', delivery.post_id, delivery.id || ' ' || delivery.take_down_at
             FROM removal CROSS JOIN part ON part.id = removal.part_id CROSS JOIN delivery ON delivery.id = part.delivery_id
             WHERE removal.state IN ('refused', 'by_hand') AND delivery.take_down_at IS NOT NULL AND {ENDED_UNWANTED}
             UNION ALL
             SELECT 'shown_otherwise', delivery.post_id, delivery.id || ' ' || max(read_back.found_at)
             FROM read_back CROSS JOIN part ON part.id = read_back.part_id CROSS JOIN delivery ON delivery.id = part.delivery_id
             WHERE read_back.outcome IN ('differs', 'gone') AND read_back.seen_at IS NULL AND part.state = 'posted'
               AND delivery.take_down_at IS NULL
             GROUP BY delivery.id
             UNION ALL
             SELECT 'waiting', waits.id,
                    waits.id || ' ' || (SELECT count(*) FROM remark WHERE post_id = waits.id AND kind <> 'remark')
                        || ' ' || (SELECT count(*) FROM approval WHERE approval.post_id = waits.id)
             FROM ({WAITING}) AS waits
             UNION ALL
             SELECT 'expiring', post.id, delivery.id || ' ' || plan.due_at
             FROM delivery CROSS JOIN plan ON plan.post_id = delivery.post_id CROSS JOIN post ON post.id = plan.post_id
             WHERE plan.due_at <= $1 AND delivery.state = 'held' AND post.review = 'pending_review' AND post.held_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id)
               AND EXISTS (SELECT 1 FROM notice AS first
                           WHERE first.kind = 'waiting' AND first.post_id = post.id AND first.created_at <= $2)
             UNION ALL
             SELECT 'stopped', NULL, 'clinic ' || clinic.stopped_at FROM clinic WHERE clinic.stopped_at IS NOT NULL
         ) AS now
         LEFT JOIN post ON post.id = now.post_id
         LEFT JOIN channel ON channel.id = post.channel_id
         LEFT JOIN plan ON plan.post_id = now.post_id
         WHERE (now.post_id IS NULL OR post.discarded_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM notice WHERE notice.kind = now.kind AND notice.mark = now.mark)
         ORDER BY plan.due_at, now.mark"
    )
}

fn untold(tx: &Tx<'_>, now: Millis) -> Result<Vec<Occurrence>> {
    tx.all(&untold_sql(), args![now.plus(review::REMIND_WITHIN), now.plus(-TOLD_BEFORE)], |row| {
        Ok(Occurrence {
            notice: Notice {
                kind: row.get("kind")?,
                post: row.get("post_id")?,
                platform: row.get("platform")?,
                due: row.get("due_at")?,
            },
            mark: row.get("mark")?,
        })
    })
}

/// Whether there is anything to tell.
///
/// # Errors
/// When the store refuses.
pub fn anything_untold(tx: &Tx<'_>, now: Millis) -> Result<bool> {
    Ok(!untold(tx, now)?.is_empty())
}

/// Hands out what was not told yet; it is told from now on.
///
/// # Errors
/// When the store refuses.
pub fn take_untold(tx: &Tx<'_>, env: &Env) -> Result<Vec<Notice>> {
    let now = env.now();
    let mut taken = Vec::new();
    for Occurrence { notice, mark } in untold(tx, now)? {
        tx.run(
            "INSERT INTO notice (id, kind, post_id, mark, created_at, shown_at) VALUES ($1, $2, $3, $4, $5, $5)",
            args![env.id::<NoticeId>(), notice.kind, notice.post, mark, now],
        )?;
        taken.push(notice);
    }
    Ok(taken)
}

/// When people heard of a post by a notice last.
///
/// # Errors
/// When the store refuses.
pub fn noticed(tx: &Tx<'_>, post: PostId) -> Result<Option<Millis>> {
    let last = tx.one("SELECT max(shown_at) AS at FROM notice WHERE post_id = $1", args![post], |row| {
        row.get::<Option<Millis>>("at").map_err(Error::from)
    })?;
    Ok(last.flatten())
}
