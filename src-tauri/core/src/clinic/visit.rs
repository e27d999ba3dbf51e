//! When each person was here, and when the time before: what *since you were last here* counts from.
//!
//! Invariant: who comes back within a few minutes goes on with the same visit, so that the automatic lock does not make
//! the morning's posts old news.

use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Millis, PersonId};
use crate::store::{Tx, args};

/// Who was away for no longer than this was never away.
const BREAK: i64 = 30 * Millis::MINUTE;

/// A person is here now.
///
/// # Errors
/// When the store refuses.
pub fn begin_visit(tx: &Tx<'_>, env: &Env, person: PersonId) -> Result<()> {
    let now = env.now();
    let last =
        tx.one("SELECT began_at, ended_at, before_at FROM visit WHERE person_id = $1", args![person], |row| {
            Ok::<_, Error>((
                row.get::<Millis>("began_at")?,
                row.get::<Option<Millis>>("ended_at")?,
                row.get::<Option<Millis>>("before_at")?,
            ))
        })?;
    let (began, before) = match last {
        None => (now, None),
        Some((began, Some(ended), before)) if now.since(ended).abs() <= BREAK => (began, before),
        // A visit that nobody ended (the laptop was switched off) counts from its beginning: rather twice than never.
        Some((began, ended, _)) => (now, Some(ended.unwrap_or(began))),
    };
    tx.run(
        "INSERT INTO visit (person_id, began_at, ended_at, before_at) VALUES ($1, $2, NULL, $3)
         ON CONFLICT (person_id) DO UPDATE
         SET began_at = excluded.began_at, ended_at = NULL, before_at = excluded.before_at",
        args![person, began, before],
    )?;
    Ok(())
}

/// A person leaves.
///
/// # Errors
/// When the store refuses.
pub fn end_visit(tx: &Tx<'_>, env: &Env, person: PersonId) -> Result<()> {
    tx.run("UPDATE visit SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL", args![env.now(), person])?;
    Ok(())
}

/// When the person was here the time before; nothing on their first visit.
///
/// # Errors
/// When the store refuses.
pub fn last_here(tx: &Tx<'_>, person: PersonId) -> Result<Option<Millis>> {
    let before = tx.one("SELECT before_at FROM visit WHERE person_id = $1", args![person], |row| {
        row.get::<Option<Millis>>("before_at").map_err(Error::from)
    })?;
    Ok(before.flatten())
}
