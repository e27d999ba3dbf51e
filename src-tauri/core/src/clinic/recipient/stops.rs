//! Who said stop, taken out of one copy of the clinic and into another.
//!
//! Invariant: what is taken over is only ever added. A stop holds the keyed hash of a number, which is the same in every copy.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::{Tag, Tx, args};

/// A stop, as it goes from copy to copy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptStop {
    number_hash: String,
    at: i64,
    source: String,
    entered_by: Option<String>,
}

/// Everybody who said stop.
///
/// # Errors
/// When the store refuses.
pub fn stops(tx: &Tx<'_>) -> Result<Vec<KeptStop>> {
    tx.all("SELECT number_hash, at, source, entered_by FROM opt_out ORDER BY number_hash", &[], |row| {
        Ok::<_, Error>(KeptStop {
            number_hash: row.get("number_hash")?,
            at: row.get("at")?,
            source: row.get("source")?,
            entered_by: row.get("entered_by")?,
        })
    })
}

/// How many people said stop.
///
/// # Errors
/// When the store refuses.
pub fn count_stops(tx: &Tx<'_>) -> Result<u32> {
    let count: Option<u32> = tx.one("SELECT count(*) AS n FROM opt_out", &[], |row| row.get("n"))?;
    Ok(count.unwrap_or(0))
}

/// Takes over the stops of another copy. Returns how many this one did not know.
///
/// # Errors
/// When the store refuses.
pub fn take_over_stops(tx: &Tx<'_>, stops: &[KeptStop]) -> Result<u32> {
    let mut taken = 0;
    for stop in stops {
        let new = tx.run(
            "INSERT INTO opt_out (number_hash, at, source, entered_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            args![&stop.number_hash, stop.at, &stop.source, stop.entered_by.clone()],
        )?;
        taken += u32::try_from(new).unwrap_or(0);
    }
    tx.changed(Tag::Recipients);
    Ok(taken)
}
