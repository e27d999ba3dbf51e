//! A consistent copy of the database beside the running one, and what a file is before anything of it is changed.
//!
//! Invariant: copying reads one snapshot and holds up no writer. A copy counts once it was read back: it opens with the key,
//! its pages fit together, and it is on the disk.

use std::path::Path;

use rusqlite::Connection;

use super::connection::{StoreOptions, open_plain, open_reader, store_error};
use super::migrate;
use super::tx::{self, Tx};
use crate::store::StoreError;

/// Which schema a file has, and the newest that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// The file's.
    pub found: usize,
    /// The newest one known.
    pub known: usize,
}

/// Copies the database at `options` to `target`, as one transaction finds it, under the same key and in the same schema.
///
/// # Errors
/// When the file does not open, or the disk of `target` refuses. What is at `target` then is to be thrown away.
pub fn copy(options: &StoreOptions, target: &Path) -> Result<(), StoreError> {
    let connection = open_plain(options)?;
    let target_name = target.to_str().ok_or_else(|| StoreError::Io("the name of the folder can't be used".into()))?;
    connection.execute("VACUUM INTO $1", [target_name]).map_err(store_error)?;
    drop(connection);
    let written = std::fs::OpenOptions::new().write(true).open(target);
    written.and_then(|file| file.sync_all()).map_err(|error| StoreError::Io(error.to_string()))?;
    check(&StoreOptions { path: target.to_owned(), ..options.clone() })
}

/// Reads every page of a copy.
///
/// # Errors
/// When it does not open with the key, or its pages don't fit together.
pub fn check(options: &StoreOptions) -> Result<(), StoreError> {
    let connection = open_plain(options)?;
    // The cipher's own check reads each page's tag; the other one reads what the pages say.
    let mut torn = connection.prepare("PRAGMA cipher_integrity_check").map_err(store_error)?;
    let first: Option<String> =
        torn.query_map([], |row| row.get(0)).map_err(store_error)?.next().transpose().map_err(store_error)?;
    if let Some(first) = first {
        return Err(StoreError::Damaged(first));
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(store_error)?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

/// Which schema a file has. Nothing of it is changed.
///
/// # Errors
/// When it does not open.
pub fn schema(options: &StoreOptions) -> Result<Schema, StoreError> {
    let connection = open_plain(options)?;
    schema_of(&connection)
}

/// Reads in a file that is no open workspace's. Nothing of it is changed.
///
/// # Errors
/// What `work` returns, or the store's own.
pub fn look<T, E: From<StoreError>>(
    options: &StoreOptions,
    work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    tx::snapshot(&open_reader(options)?, work)
}

fn schema_of(connection: &Connection) -> Result<Schema, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(store_error)?;
    Ok(Schema { found: usize::try_from(found).unwrap_or(usize::MAX), known: migrate::FILES.len() })
}
