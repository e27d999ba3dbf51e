//! What each reader has seen of a post, so that what changed since can be marked.
//!
//! Invariant: only a screen that shows a version says that it was seen; reading a post leaves no mark. What was seen never
//! goes back to an older version.

use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Millis, PersonId, PostId, RevisionId};
use crate::store::{Tx, args};

struct Seen {
    revision: RevisionId,
    at: Millis,
    /// The version that was seen before this one, and when.
    before: Option<(RevisionId, Millis)>,
}

fn seen(tx: &Tx<'_>, by: PersonId, post: PostId) -> Result<Option<Seen>> {
    tx.one(
        "SELECT revision_id, before_id, before_at, seen_at FROM seen WHERE person_id = $1 AND post_id = $2",
        args![by, post],
        |row| {
            let before: Option<RevisionId> = row.get("before_id")?;
            Ok(Seen {
                revision: row.get("revision_id")?,
                at: row.get("seen_at")?,
                before: before.zip(row.get::<Option<Millis>>("before_at")?),
            })
        },
    )
}

/// Notes that a version of a post is on a person's screen.
///
/// # Errors
/// When it is no version of this post, or the store refuses.
pub fn see(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, revision: RevisionId) -> Result<()> {
    let of_post: Option<i64> =
        tx.one("SELECT 1 AS one FROM revision WHERE id = $1 AND post_id = $2", args![revision, post], |row| {
            row.get("one")
        })?;
    of_post.ok_or_else(|| Error::not_found("version"))?;
    let before = match seen(tx, by, post)? {
        None => None,
        // Looking again at the same version keeps the marks against the one before it.
        Some(last) if last.revision == revision => last.before,
        Some(last) => {
            if draft::revision(tx, last.revision)?.number > draft::revision(tx, revision)?.number {
                return Ok(());
            }
            Some((last.revision, last.at))
        }
    };
    tx.run(
        "INSERT INTO seen (person_id, post_id, revision_id, before_id, before_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person_id, post_id) DO UPDATE
         SET revision_id = excluded.revision_id, before_id = excluded.before_id, before_at = excluded.before_at,
             seen_at = excluded.seen_at",
        args![by, post, revision, before.map(|(id, _)| id), before.map(|(_, at)| at), env.now()],
    )?;
    Ok(())
}

/// The version of a post that a person saw last before its newest, `head`, and when.
///
/// # Errors
/// When the store refuses.
pub fn seen_before(tx: &Tx<'_>, by: PersonId, post: PostId, head: RevisionId) -> Result<Option<(RevisionId, Millis)>> {
    Ok(seen(tx, by, post)?.and_then(
        |last| {
            if last.revision == head { last.before } else { Some((last.revision, last.at)) }
        },
    ))
}
