//! Batches: a theme, the message it became, and one draft a channel, each with an id that stays.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{BatchId, Millis, PersonId};
use crate::store::{Tag, Tx, args};

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
    /// When.
    pub created_at: Millis,
}

/// Keeps a new batch.
///
/// # Errors
/// When the store refuses.
pub fn create(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    theme: &str,
    canonical: &str,
    brief: &serde_json::Value,
) -> Result<BatchId> {
    let id: BatchId = env.id();
    tx.run(
        "INSERT INTO batch (id, theme, canonical, brief, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, theme, canonical, brief.to_string(), env.now(), by],
    )?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::BatchDrafted).fact("batch", id).words(theme))?;
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
            created_at: row.get("created_at")?,
        })
    })?
    .ok_or_else(|| Error::not_found("batch"))
}
