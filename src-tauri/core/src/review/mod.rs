//! Review: what a doctor says of a post, what each reader has seen of it, and what would expire unread.

mod anchor;
mod expiring;
mod seen;

pub use anchor::Anchor;
pub use expiring::{Expiring, REMIND_WITHIN, expiring};
pub use seen::{see, seen_before};

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
    /// Which.
    pub id: RemarkId,
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
    /// The words of that version that it is about; nothing when it is about the whole post.
    pub anchor: Option<Anchor>,
    /// When a person said that it is settled, and who.
    pub resolved: Option<(Millis, PersonId)>,
}

/// Says something about a post, or about some of its words. A request for changes and a rejection move the post as well.
///
/// # Errors
/// When there are no words, the post can't be changed any more, or the store refuses.
pub fn remark(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    post: PostId,
    kind: RemarkKind,
    text: &str,
    anchor: Option<&Anchor>,
) -> Result<()> {
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
    if let Some(anchor) = anchor {
        anchor.check(&head.content)?;
    }
    let stored = anchor.map(serde_json::to_string).transpose().map_err(|error| Error::internal(error.to_string()))?;
    tx.run(
        "INSERT INTO remark (id, post_id, revision_id, person_id, kind, text, created_at, anchor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![env.id::<RemarkId>(), post, head.revision, by, kind, text, env.now(), stored],
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
        let anchor: Option<String> = row.get("anchor")?;
        let resolved = row.get::<Option<Millis>>("resolved_at")?.zip(row.get::<Option<PersonId>>("resolved_by")?);
        Ok(RemarkRow {
            id: row.get("id")?,
            anchor: anchor
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(|error| Error::internal(format!("an anchor that is none: {error}")))?,
            resolved,
            person: row.get("person_id")?,
            revision: row.get("revision_id")?,
            kind: row.get("kind")?,
            text: row.get("text")?,
            at: row.get("created_at")?,
        })
    })
}

/// Says that what a remark asked for is settled, or that it is open after all. Returns the post.
///
/// # Errors
/// When there is no such remark, or the store refuses.
pub fn resolve(tx: &Tx<'_>, env: &Env, by: PersonId, remark: RemarkId, settled: bool) -> Result<PostId> {
    let (post, was) = tx
        .one("SELECT post_id, resolved_at FROM remark WHERE id = $1", args![remark], |row| {
            Ok::<_, Error>((row.get::<PostId>("post_id")?, row.get::<Option<Millis>>("resolved_at")?.is_some()))
        })?
        .ok_or_else(|| Error::not_found("remark"))?;
    if was == settled {
        return Ok(post);
    }
    let (at, who, action) = if settled {
        (Some(env.now()), Some(by), Action::ReviewResolved)
    } else {
        (None, None, Action::ReviewReopened)
    };
    tx.run("UPDATE remark SET resolved_at = $1, resolved_by = $2 WHERE id = $3", args![at, who, remark])?;
    let entry =
        Entry::done(Actor::Person(by), action).about(post, draft::head(tx, post)?.correlation).fact("remark", remark);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Review);
    Ok(post)
}
