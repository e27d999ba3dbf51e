//! Alerts about posts that are not public as somebody signed them: late, not gone out, or shown otherwise.
//!
//! Invariant: a post is one cause for as long as it stands so; what a person decided, retried or put away is none any more. On this computer
//! a notice tells of it at once (`publish/notices.rs`); here it goes to whoever is elsewhere.

use super::causes::{Cause, NEW, SEEN_AT_ONCE};
use super::kind::AlertKind;
use crate::error::Result;
use crate::model::Millis;
use crate::publish;
use crate::store::{Row, StoreError, Tx, args};

/// By how much a post's time has to be over for it to be late: a slow line is no reason to worry anybody.
const LATE_AFTER: i64 = 2 * Millis::MINUTE;
/// How long nobody may know whether a post is public before people elsewhere hear of it: nearly always a reading settles it sooner.
const DOUBTED_FOR: i64 = 15 * Millis::MINUTE;

/// What was to be public before `$1` and of which nothing is. What holds a post back is told otherwise.
const LATE_POSTS: &str = "
    SELECT delivery.id AS mark, delivery.post_id, post.channel_id
    FROM delivery CROSS JOIN plan ON plan.post_id = delivery.post_id CROSS JOIN post ON post.id = delivery.post_id
    WHERE delivery.state IN ('scheduled', 'running', 'retrying') AND plan.due_at <= $1 AND post.discarded_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state = 'posted')
      -- Whoever stopped everything knows.
      AND NOT EXISTS (SELECT 1 FROM clinic WHERE stopped_at IS NOT NULL)";

/// Everything of the kind that goes on at `now`.
pub(super) fn causes(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let mut all = tx.all(LATE_POSTS, args![now.plus(-LATE_AFTER)], about(AlertKind::PostLate))?;
    let [since, doubted, watched] = [NEW, DOUBTED_FOR, SEEN_AT_ONCE].map(|ago| now.plus(-ago));
    all.extend(tx.all(&publish::unwanted_ends(), args![since, doubted, watched], about(AlertKind::PostFailed))?);
    all.extend(tx.all(publish::SHOWN_OTHERWISE, args![since], about(AlertKind::PostShownOtherwise))?);
    Ok(all)
}

fn about(kind: AlertKind) -> impl Fn(&Row<'_>) -> std::result::Result<Cause, StoreError> {
    move |row| {
        Ok(Cause {
            kind,
            subject: row.get("mark")?,
            channel: Some(row.get("channel_id")?),
            post: Some(row.get("post_id")?),
            conversation: None,
        })
    }
}
