//! Doctors' keys: which public key signs for whom, since when, until when.
//!
//! Invariant: the private half never comes here. A key is retired, never reused, and a person has one key in use on a device.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Digest, Millis, PersonId, PersonKeyId, Role};
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

/// A signing key as people look at it.
#[derive(Debug, Clone)]
pub struct EnrolledKey {
    /// Which.
    pub id: PersonKeyId,
    /// Whose.
    pub person: PersonId,
    /// Its public half.
    pub public_key: [u8; 32],
    /// Who enrolled it; nobody where the clinic was made with it.
    pub enrolled_by: Option<PersonId>,
    /// Since when it signs.
    pub enrolled_at: Millis,
    /// When it stopped.
    pub retired_at: Option<Millis>,
    /// Whether the reader has to be told of it still.
    pub is_news: bool,
}

/// Every key that ever signed here, the newest first. News to a doctor is a key that somebody else enrolled since they have one
/// themselves, also in their own name: whoever adds a doctor, or gives one another PIN, could sign as that doctor.
///
/// # Errors
/// When the store refuses.
pub fn enrolled_keys(tx: &Tx<'_>, reader: PersonId) -> Result<Vec<EnrolledKey>> {
    tx.all(
        "SELECT person_key.*, person_key.retired_at IS NULL
                AND coalesce(person_key.enrolled_by, '') <> $1
                AND EXISTS (SELECT 1 FROM person_role WHERE person_role.person_id = $1 AND role = $2)
                AND person_key.enrolled_at > (SELECT min(own.enrolled_at) FROM person_key AS own WHERE own.person_id = $1)
                AND NOT EXISTS (SELECT 1 FROM key_known WHERE key_known.key_id = person_key.id AND key_known.person_id = $1)
                AS is_news
         FROM person_key ORDER BY enrolled_at DESC, id DESC",
        args![reader, Role::Doctor],
        |row| {
            let wrong = |_| StoreError::Damaged("a public key has the wrong length".into());
            Ok::<_, Error>(EnrolledKey {
                id: row.get("id")?,
                person: row.get("person_id")?,
                public_key: row.get::<Vec<u8>>("public_key")?.try_into().map_err(wrong)?,
                enrolled_by: row.get("enrolled_by")?,
                enrolled_at: row.get("enrolled_at")?,
                retired_at: row.get("retired_at")?,
                is_news: row.get::<Option<bool>>("is_news")?.unwrap_or(false),
            })
        },
    )
}

/// A doctor was told of keys. Telling the same again changes nothing.
///
/// # Errors
/// When there is no such key, or the store refuses.
pub fn know_keys(tx: &Tx<'_>, env: &Env, by: PersonId, keys: &[PersonKeyId]) -> Result<()> {
    for key in keys {
        let there: Option<i64> =
            tx.one("SELECT 1 AS one FROM person_key WHERE id = $1", args![*key], |row| row.get("one"))?;
        there.ok_or_else(|| Error::not_found("signing key"))?;
        let new = tx.run(
            "INSERT INTO key_known (key_id, person_id, known_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            args![*key, by, env.now()],
        )?;
        if new > 0 {
            audit::record(tx, env, &Entry::done(Actor::Person(by), Action::KeyKnown).fact("key", key))?;
        }
    }
    tx.changed(Tag::People);
    Ok(())
}

/// The first digits of a public key's digest, in groups, for people to compare.
pub fn fingerprint(public_key: &[u8; 32]) -> String {
    let digest = Digest::of(public_key).to_string();
    format!("{} {} {} {}", &digest[0..4], &digest[4..8], &digest[8..12], &digest[12..16])
}
