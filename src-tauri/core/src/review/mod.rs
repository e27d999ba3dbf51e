//! Review: what a doctor says of a post, and what each reader has seen of it.

use crate::audit::{self, Action, Actor, Entry};
use crate::draft::{self, frozen_because};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::words::word_enum;
use crate::model::{Millis, PersonId, PostId, RemarkId, RevisionId};
use crate::store::{Tag, Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

word_enum! {
    /// What a remark is.
    pub enum RemarkKind {
        /// Said in passing.
        Remark = "remark",
        /// Asks for changes.
        ChangeRequest = "change_request",
        /// Says why the post was refused.
        Rejection = "rejection",
    }
}
by_word!(RemarkKind);

/// A remark as stored.
#[derive(Debug, Clone)]
pub struct RemarkRow {
    /// Who.
    pub person: PersonId,
    /// Upon which version.
    pub revision: RevisionId,
    /// Its kind.
    pub kind: RemarkKind,
    /// The words.
    pub text: String,
    /// When.
    pub at: Millis,
}

/// Says something about a post. A request for changes and a rejection move the post as well.
///
/// # Errors
/// When there are no words, the post can't be changed any more, or the store refuses.
pub fn remark(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, kind: RemarkKind, text: &str) -> Result<()> {
    let text = text.trim();
    let (action, status, missing) = match kind {
        RemarkKind::Remark => (Action::ReviewRemarked, None, "Write something first."),
        RemarkKind::ChangeRequest => (
            Action::ReviewChangesRequested,
            Some("changes_requested"),
            "Say what should change, so that the next version can be right.",
        ),
        RemarkKind::Rejection => {
            (Action::ReviewRejected, Some("rejected"), "Say why, so that nobody writes the same post again.")
        }
    };
    if text.is_empty() {
        return Err(Error::invalid("text", missing));
    }
    let head = draft::head(tx, post)?;
    if let (Some(_), Some(because)) = (status, frozen_because(tx, post)?) {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    tx.run(
        "INSERT INTO remark (id, post_id, revision_id, person_id, kind, text, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![env.id::<RemarkId>(), post, head.revision, by, kind, text, env.now()],
    )?;
    if let Some(status) = status {
        tx.run("UPDATE post SET review = $1 WHERE id = $2", args![status, post])?;
    }
    let entry = Entry::done(Actor::Person(by), action)
        .about(post, head.correlation)
        .fact("revision", head.revision)
        .words(text);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Review);
    tx.changed(Tag::Posts);
    Ok(())
}

/// The doctor's note, which is signed with the post.
///
/// # Errors
/// When the post can't be changed any more, or the store refuses.
pub fn note(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId, text: &str) -> Result<()> {
    let head = draft::head(tx, post)?;
    if let Some(because) = frozen_because(tx, post)? {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    if head.note == text.trim() {
        return Ok(());
    }
    tx.run("UPDATE post SET note = $1, head_manifest = NULL WHERE id = $2", args![text.trim(), post])?;
    let entry = Entry::done(Actor::Person(by), Action::ReviewNoted).about(post, head.correlation).words(text.trim());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Review);
    tx.changed(Tag::Posts);
    Ok(())
}

/// The talk about a post, the oldest remark first.
///
/// # Errors
/// When the store refuses.
pub fn talk(tx: &Tx<'_>, post: PostId) -> Result<Vec<RemarkRow>> {
    tx.all("SELECT * FROM remark WHERE post_id = $1 ORDER BY created_at, id", args![post], |row| {
        Ok(RemarkRow {
            person: row.get("person_id")?,
            revision: row.get("revision_id")?,
            kind: row.get("kind")?,
            text: row.get("text")?,
            at: row.get("created_at")?,
        })
    })
}

/// Notes that a person looks at a post's newest version; returns the version they looked at before, if it is another.
///
/// # Errors
/// When the store refuses.
pub fn see(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    post: PostId,
    revision: RevisionId,
) -> Result<Option<(RevisionId, Millis)>> {
    let before = tx.one(
        "SELECT revision_id, before_id, before_at, seen_at FROM seen WHERE person_id = $1 AND post_id = $2",
        args![by, post],
        |row| {
            Ok::<_, Error>((
                row.get::<RevisionId>("revision_id")?,
                row.get::<Option<RevisionId>>("before_id")?,
                row.get::<Option<Millis>>("before_at")?,
                row.get::<Millis>("seen_at")?,
            ))
        },
    )?;
    let (earlier, earlier_at) = match before {
        None => (None, None),
        // Looking again at the same version keeps the marks against the one before it.
        Some((seen, earlier, earlier_at, _)) if seen == revision => (earlier, earlier_at),
        Some((seen, _, _, seen_at)) => (Some(seen), Some(seen_at)),
    };
    tx.run(
        "INSERT INTO seen (person_id, post_id, revision_id, before_id, before_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person_id, post_id) DO UPDATE
         SET revision_id = excluded.revision_id, before_id = excluded.before_id, before_at = excluded.before_at,
             seen_at = excluded.seen_at",
        args![by, post, revision, earlier, earlier_at, env.now()],
    )?;
    Ok(earlier.zip(earlier_at))
}
