//! What would expire unsigned: posts whose time comes soon and that nobody signed.

use crate::error::{Error, Result};
use crate::model::{Millis, PostId};
use crate::store::{Tx, args};

/// How long before its time a post that waits for a signature is reminded of: from the evening before until the next noon.
pub const REMIND_WITHIN: i64 = 18 * 60 * Millis::MINUTE;

/// A post that waits for a signature while its time draws near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiring {
    /// Which.
    pub post: PostId,
    /// Its time.
    pub due: Millis,
}

/// Posts that wait for a signature and whose time comes within `within` milliseconds, or came and is not over yet; the
/// soonest first. The shell may poll it: a post is reminded of once for each time it is given.
///
/// # Errors
/// When the store refuses.
pub fn expiring(tx: &Tx<'_>, now: Millis, within: i64) -> Result<Vec<Expiring>> {
    tx.all(
        "SELECT post.id, plan.due_at FROM post
         JOIN plan ON plan.post_id = post.id
         JOIN delivery ON delivery.post_id = post.id AND delivery.state = 'held'
         WHERE plan.due_at <= $1 AND plan.once_signed = 0 AND post.review = 'pending_review' AND post.discarded_at IS NULL AND post.held_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id)
         ORDER BY plan.due_at, post.id",
        args![now.plus(within)],
        |row| Ok::<_, Error>(Expiring { post: row.get("id")?, due: row.get("due_at")? }),
    )
}
