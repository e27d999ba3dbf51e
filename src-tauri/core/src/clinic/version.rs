//! The version that a platform's interface is asked with, where a person chose it.
//!
//! Invariant: one for each platform, and none where its client's own is meant; who chose it is on record.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::Result;
use crate::model::{Millis, PersonId, Platform};
use crate::store::{Tag, Tx, args};

/// A version that somebody chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiVersionRow {
    /// As the platform writes it.
    pub version: String,
    /// When it was chosen.
    pub changed_at: Millis,
    /// By whom.
    pub changed_by: PersonId,
}

/// The version that was chosen for a platform, if one was.
///
/// # Errors
/// When the store refuses.
pub fn api_version(tx: &Tx<'_>, platform: Platform) -> Result<Option<ApiVersionRow>> {
    tx.one("SELECT version, changed_at, changed_by FROM api_version WHERE platform = $1", args![platform], |row| {
        Ok(ApiVersionRow {
            version: row.get("version")?,
            changed_at: row.get("changed_at")?,
            changed_by: row.get("changed_by")?,
        })
    })
}

/// Keeps the version of a platform's interface, in place of an earlier one; none goes back to its client's own. Whether it
/// looks like one is the client's to say, and was asked before.
///
/// # Errors
/// When the store refuses.
pub fn set_api_version(tx: &Tx<'_>, env: &Env, by: PersonId, platform: Platform, version: Option<&str>) -> Result<()> {
    match version {
        Some(version) => tx.run(
            "INSERT INTO api_version (platform, version, changed_at, changed_by) VALUES ($1, $2, $3, $4)
             ON CONFLICT (platform) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at,
                                                  changed_by = excluded.changed_by",
            args![platform, version, env.now(), by],
        )?,
        None => tx.run("DELETE FROM api_version WHERE platform = $1", args![platform])?,
    };
    let entry = Entry::done(Actor::Person(by), Action::ApiVersionSet)
        .fact("platform", platform.name())
        .fact("version", version.unwrap_or_default());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Channels);
    Ok(())
}
