//! Bringing a file to the newest schema: whole or not at all, after a backup, and never by a file that changed.
//!
//! Invariant: once a migration has landed its text never changes. Each database remembers the SHA-256 of the files that
//! made it, and a test holds the list below against the files' own digests.

use std::path::PathBuf;

use rusqlite::{Connection, params};
use rusqlite_migration::{M, Migrations};

use super::connection::{StoreOptions, store_error};
use crate::model::Digest;
use crate::store::StoreError;

/// The migrations in order. A landed file is never edited: a change is a new file.
pub(super) const FILES: &[&str] = &[
    include_str!("../../../migrations/0001_spine.sql"),
    include_str!("../../../migrations/0002_first_morning.sql"),
    include_str!("../../../migrations/0003_heads.sql"),
    include_str!("../../../migrations/0004_accounts.sql"),
    include_str!("../../../migrations/0005_video.sql"),
    include_str!("../../../migrations/0006_whatsapp.sql"),
    include_str!("../../../migrations/0007_x_linkedin.sql"),
    include_str!("../../../migrations/0008_pieces.sql"),
    include_str!("../../../migrations/0009_keeping.sql"),
    include_str!("../../../migrations/0010_tiktok.sql"),
    include_str!("../../../migrations/0011_gone.sql"),
    include_str!("../../../migrations/0012_access.sql"),
    include_str!("../../../migrations/0013_policy.sql"),
    include_str!("../../../migrations/0014_backup.sql"),
    include_str!("../../../migrations/0015_record.sql"),
    include_str!("../../../migrations/0016_read_back.sql"),
    include_str!("../../../migrations/0017_whose_words.sql"),
    include_str!("../../../migrations/0018_due.sql"),
    include_str!("../../../migrations/0019_inbox.sql"),
    include_str!("../../../migrations/0020_alerts.sql"),
    include_str!("../../../migrations/0021_replies.sql"),
    include_str!("../../../migrations/0022_usage.sql"),
    include_str!("../../../migrations/0023_answering.sql"),
    include_str!("../../../migrations/0024_sign_ins.sql"),
    include_str!("../../../migrations/0025_beforehand.sql"),
    include_str!("../../../migrations/0026_numbers.sql"),
    include_str!("../../../migrations/0027_letters.sql"),
    include_str!("../../../migrations/0028_alone.sql"),
    include_str!("../../../migrations/0029_insights.sql"),
    include_str!("../../../migrations/0030_discovery.sql"),
    include_str!("../../../migrations/0031_unusual.sql"),
    include_str!("../../../migrations/0032_looked_up.sql"),
    include_str!("../../../migrations/0033_gestures.sql"),
    include_str!("../../../migrations/0034_by_author.sql"),
    include_str!("../../../migrations/0035_under_a_post.sql"),
];

pub(super) fn to_latest(connection: &mut Connection, options: &StoreOptions) -> Result<(), StoreError> {
    apply(connection, options, FILES)
}

pub(super) fn apply(connection: &mut Connection, options: &StoreOptions, files: &[&str]) -> Result<(), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(store_error)?;
    let found = usize::try_from(found).unwrap_or(usize::MAX);
    if found > files.len() {
        return Err(StoreError::NewerSchema { found, known: files.len() });
    }
    check_history(connection, &files[..found])?;
    if found == files.len() {
        return Ok(());
    }
    if found > 0 {
        back_up(connection, options, found)?;
    }
    let steps = files.iter().enumerate().map(|(index, sql)| {
        let number = file_number(index);
        let sha256 = Digest::of(sql.as_bytes()).to_string();
        M::up_with_hook(sql, move |tx: &rusqlite::Transaction<'_>| {
            tx.execute("INSERT INTO schema_file (number, sha256) VALUES ($1, $2)", params![number, sha256])?;
            Ok(())
        })
    });
    Migrations::new(steps.collect()).to_latest(connection).map_err(migration_error)
}

fn check_history(connection: &Connection, files: &[&str]) -> Result<(), StoreError> {
    for (index, sql) in files.iter().enumerate() {
        let number = file_number(index);
        let stored: String = connection
            .query_row("SELECT sha256 FROM schema_file WHERE number = $1", params![number], |row| row.get(0))
            .map_err(|_| StoreError::ForeignSchema(index + 1))?;
        if stored != Digest::of(sql.as_bytes()).to_string() {
            return Err(StoreError::ForeignSchema(index + 1));
        }
    }
    Ok(())
}

/// Where the copy lies that is made before schema `from` is left behind.
pub(super) fn backup_path(options: &StoreOptions, from: usize) -> PathBuf {
    options.path.with_extension(format!("before-schema-{}.db", from + 1))
}

fn back_up(connection: &Connection, options: &StoreOptions, from: usize) -> Result<(), StoreError> {
    let target = backup_path(options, from);
    if target.exists() {
        // An earlier try got as far as the copy and no further; the copy of then is as good, but may be half.
        std::fs::remove_file(&target).map_err(|error| StoreError::NotBackedUp(error.to_string()))?;
    }
    let copied = connection.execute("VACUUM INTO $1", params![target.to_string_lossy()]).map_err(store_error);
    copied.map(|_| ()).map_err(|error| {
        // A half copy would take the room that the next try needs.
        let _ = std::fs::remove_file(&target);
        StoreError::NotBackedUp(error.to_string())
    })
}

/// Migrations are counted from 1.
fn file_number(index: usize) -> i64 {
    i64::try_from(index).map_or(i64::MAX, |index| index + 1)
}

fn migration_error(error: rusqlite_migration::Error) -> StoreError {
    if let rusqlite_migration::Error::RusqliteError { err, .. } = error {
        return store_error(err);
    }
    StoreError::Unexpected(error.to_string())
}
