//! One person behind several numbers: WhatsApp may know whom it wrote to by another number than the one that was given.
//!
//! Invariant: a stop of one number counts for every number that WhatsApp is known to hold for the same person, and a message
//! that one of them got is not sent to another. Who has which is kept as hashes, and goes when the recipient is erased.

use super::numbers::NumberKey;
use super::{OptOutSource, has_opted_out};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{PhoneNumber, RecipientId};
use crate::store::{Tag, Tx, args};

/// Keeps by which number the platform knows a recipient. A stop that was said under it counts for them from here on.
///
/// # Errors
/// When the store refuses.
pub fn known_as(tx: &Tx<'_>, env: &Env, id: RecipientId, digits: &str) -> Result<()> {
    // What is no number ties nobody to anybody.
    let Ok(number) = PhoneNumber::of_digits(digits) else { return Ok(()) };
    let hash = NumberKey::of(tx, env)?.hash(&number);
    let told = tx.run(
        "UPDATE recipient SET wa_hash = $1
         WHERE id = $2 AND number_hash <> $1 AND wa_hash IS NOT $1",
        args![&hash, id],
    )?;
    if told == 0 {
        return Ok(());
    }
    let own: Option<String> =
        tx.one("SELECT number_hash FROM recipient WHERE id = $1", args![id], |row| row.get("number_hash"))?;
    let Some(own) = own else { return Ok(()) };
    let mut all = others(tx, &own)?;
    all.push(own);
    for one in &all {
        if has_opted_out(tx, one)? {
            for same in &all {
                stop(tx, env, Actor::Application, same, OptOutSource::Platform)?;
            }
            break;
        }
    }
    Ok(())
}

/// Has a stop of one number count for the other numbers of the same person.
pub(super) fn stop_the_others(tx: &Tx<'_>, env: &Env, by: Actor, hash: &str, source: OptOutSource) -> Result<()> {
    others(tx, hash)?.iter().try_for_each(|other| stop(tx, env, by, other, source))
}

/// The other recipients who are the same person, as far as the platform told.
///
/// # Errors
/// When the store refuses.
pub fn same_person(tx: &Tx<'_>, id: RecipientId) -> Result<Vec<RecipientId>> {
    let own: Option<Option<String>> =
        tx.one("SELECT number_hash FROM recipient WHERE id = $1", args![id], |row| row.get("number_hash"))?;
    let Some(own) = own.flatten() else { return Ok(Vec::new()) };
    let mut same = Vec::new();
    for hash in others(tx, &own)? {
        let known: Option<RecipientId> =
            tx.one("SELECT id FROM recipient WHERE number_hash = $1", args![hash], |row| row.get("id"))?;
        same.extend(known.filter(|known| *known != id));
    }
    Ok(same)
}

/// The hashes of the other numbers of whoever has this one, as far as the platform told.
fn others(tx: &Tx<'_>, hash: &str) -> Result<Vec<String>> {
    tx.all(
        "SELECT wa_hash AS hash FROM recipient WHERE number_hash = $1 AND wa_hash IS NOT NULL
         UNION SELECT number_hash FROM recipient WHERE wa_hash = $1
         UNION SELECT other.number_hash FROM recipient JOIN recipient AS other ON other.wa_hash = recipient.wa_hash
         WHERE recipient.number_hash = $1 AND other.number_hash <> $1",
        args![hash],
        |row| row.get("hash").map_err(Error::from),
    )
}

fn stop(tx: &Tx<'_>, env: &Env, by: Actor, hash: &str, source: OptOutSource) -> Result<()> {
    let person = match by {
        Actor::Person(person) => Some(person),
        Actor::Application => None,
    };
    let added = tx.run(
        "INSERT INTO opt_out (number_hash, at, source, entered_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (number_hash) DO NOTHING",
        args![hash, env.now(), source, person],
    )?;
    let id: Option<RecipientId> =
        tx.one("SELECT id FROM recipient WHERE number_hash = $1", args![hash], |row| row.get("id"))?;
    if let Some(id) = id.filter(|_| added > 0) {
        let entry = Entry::done(by, Action::RecipientOptedOut)
            .fact("recipient", id)
            .fact("source", source.word())
            .fact("because", "another_number_of_the_same_person");
        audit::record(tx, env, &entry)?;
        tx.changed(Tag::Recipients);
    }
    Ok(())
}
