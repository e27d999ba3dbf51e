//! The clinic's own media host: where a platform fetches what it only takes by address.
//!
//! Invariant: files are lent only through a host that was proven since its settings last changed.

use crate::error::Result;
use crate::store::Tx;

/// Whether the clinic has a media host that was proven.
///
/// # Errors
/// When the store refuses.
pub fn lends_files(tx: &Tx<'_>) -> Result<bool> {
    let proven: Option<i64> =
        tx.one("SELECT 1 AS one FROM media_host WHERE proven_at IS NOT NULL", &[], |row| row.get("one"))?;
    Ok(proven.is_some())
}
