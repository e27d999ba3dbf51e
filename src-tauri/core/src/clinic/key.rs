//! Doctors' keys: which public key signs for whom, since when, until when.
//!
//! Invariant: the private half never comes here. A key is retired, never reused, and a person has one key in use on a device.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Digest, PersonId, PersonKeyId};
use crate::store::{StoreError, Tag, Tx, args};

/// Enrols a public key for a person on this device.
///
/// # Errors
/// When the person has a key in use here already, or the store refuses.
pub fn enrol(
    tx: &Tx<'_>,
    env: &Env,
    by: Option<PersonId>,
    person: PersonId,
    key: PersonKeyId,
    public_key: [u8; 32],
) -> Result<()> {
    tx.run(
        "INSERT INTO person_key (id, person_id, device, public_key, enrolled_by, enrolled_at)
         SELECT $1, $2, installation_id, $3, $4, $5 FROM clinic",
        args![key, person, public_key.to_vec(), by, env.now()],
    )?;
    let actor = by.map_or(Actor::Application, Actor::Person);
    audit::record(
        tx,
        env,
        &Entry::done(actor, Action::KeyEnrolled)
            .fact("person", person)
            .fact("key", key)
            .fact("fingerprint", fingerprint(&public_key))
            .fact("public_key", audit::format::hex(&public_key)),
    )?;
    tx.changed(Tag::People);
    Ok(())
}

/// Retires every key of a person; what they signed and did not send waits again. Returns the keys to destroy.
///
/// # Errors
/// When the store refuses.
pub fn retire_keys(tx: &Tx<'_>, env: &Env, by: Actor, person: PersonId) -> Result<Vec<PersonKeyId>> {
    let keys = tx.all(
        "UPDATE person_key SET retired_at = $1 WHERE person_id = $2 AND retired_at IS NULL RETURNING id",
        args![env.now(), person],
        |row| row.get::<PersonKeyId>("id").map_err(Error::from),
    )?;
    for key in &keys {
        audit::record(tx, env, &Entry::done(by, Action::KeyRetired).fact("person", person).fact("key", key))?;
    }
    tx.changed(Tag::People);
    tx.changed(Tag::Posts);
    Ok(keys)
}

/// The key that a person signs with here, and its public half.
///
/// # Errors
/// When the store refuses.
pub fn key_in_use(tx: &Tx<'_>, person: PersonId) -> Result<Option<(PersonKeyId, [u8; 32])>> {
    tx.one(
        "SELECT person_key.id, public_key FROM person_key JOIN clinic ON clinic.installation_id = person_key.device
         WHERE person_id = $1 AND retired_at IS NULL",
        args![person],
        |row| {
            let bytes: Vec<u8> = row.get("public_key")?;
            let bytes =
                bytes.try_into().map_err(|_| StoreError::Damaged("a public key has the wrong length".into()))?;
            Ok((row.get("id")?, bytes))
        },
    )
}

/// The first digits of a public key's digest, in groups, for people to compare.
pub fn fingerprint(public_key: &[u8; 32]) -> String {
    let digest = Digest::of(public_key).to_string();
    format!("{} {} {} {}", &digest[0..4], &digest[4..8], &digest[8..12], &digest[12..16])
}
