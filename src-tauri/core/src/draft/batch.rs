//! Batches: a theme or a shared text, and one draft a channel, each with an id that stays.
//!
//! Invariant: what a batch began from never changes; its shared text does, through [`super::save_shared`] alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::authors::{self, Authors};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{BatchId, Millis, PersonId};
use crate::store::{Tag, Tx, args};

word_enum! {
    /// What a batch began from.
    pub enum BatchOrigin {
        /// A theme, and the writer.
        Theme = "theme",
        /// Nothing: a blank text for several channels.
        Blank = "blank",
        /// Another post.
        Copy = "copy",
    }
}
crate::store::by_word!(BatchOrigin);

/// A batch as stored.
#[derive(Debug, Clone)]
pub struct BatchRow {
    /// Which.
    pub id: BatchId,
    /// Its theme.
    pub theme: String,
    /// The message all drafts tell.
    pub canonical: String,
    /// What it was drafted from, as the interface sent it.
    pub brief: serde_json::Value,
    /// What it began from.
    pub origin: BatchOrigin,
    /// Who changed the shared text last, and when; none while it is as it began.
    pub shared: Option<(PersonId, Millis)>,
    /// When.
    pub created_at: Millis,
}

/// Keeps a new batch, with a shared text in the words of these people.
///
/// # Errors
/// When the store refuses.
pub fn create(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    theme: &str,
    (canonical, words_of): (&str, &Authors),
    brief: &serde_json::Value,
    origin: BatchOrigin,
) -> Result<BatchId> {
    let id: BatchId = env.id();
    tx.run(
        "INSERT INTO batch (id, theme, canonical, brief, origin, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![id, theme, canonical, brief.to_string(), origin, env.now(), by],
    )?;
    authors::keep_shared(tx, id, words_of)?;
    let action = match origin {
        BatchOrigin::Theme => Action::BatchDrafted,
        BatchOrigin::Blank => Action::BatchBegun,
        BatchOrigin::Copy => Action::BatchCopied,
    };
    audit::record(tx, env, &Entry::done(Actor::Person(by), action).fact("batch", id).words(theme))?;
    tx.changed(Tag::Posts);
    Ok(id)
}

/// One batch.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn batch(tx: &Tx<'_>, id: BatchId) -> Result<BatchRow> {
    tx.one("SELECT * FROM batch WHERE id = $1", args![id], |row| {
        Ok::<_, Error>(BatchRow {
            id: row.get("id")?,
            theme: row.get("theme")?,
            canonical: row.get("canonical")?,
            brief: row.json("brief")?,
            origin: row.get("origin")?,
            shared: row.get::<Option<PersonId>>("canonical_by")?.zip(row.get("canonical_at")?),
            created_at: row.get("created_at")?,
        })
    })?
    .ok_or_else(|| Error::not_found("batch"))
}
