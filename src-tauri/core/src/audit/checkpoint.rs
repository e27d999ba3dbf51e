//! Checkpoints: what the record was at its newest entry, signed with the installation's key. One that is kept elsewhere tells
//! of a record that was cut short or written anew, which no chain can tell of itself.
//!
//! Invariant: the key's public half is enrolled in the record before it signs anything. A checkpoint is one of an entry, and
//! never changes.

use std::sync::Arc;

use super::format::{Line, hex};
use super::{Action, Actor, Entry, record};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Digest, Millis};
use crate::ports::RecordKey;
use crate::store::{Db, Row, StoreError, Tag, Tx, args};

/// What a checkpoint is signed as, before its fields.
const SIGNED_AS: &[u8] = b"countersign checkpoint 1\n";

/// What the record was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose record.
    pub installation: String,
    /// Its newest entry then.
    pub seq: i64,
    /// That entry's hash.
    pub hash: String,
    /// When.
    pub at: Millis,
    /// The installation's public key.
    pub public_key: [u8; 32],
    /// Its signature.
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// The checkpoint as a line of the record's format; by itself it is a file.
    ///
    /// # Errors
    /// When it can't be written, which is a fault of ours.
    pub fn text(&self) -> Result<String> {
        self.line().written().map_err(|error| Error::internal(error.to_string()))
    }

    /// The same, to be written among others.
    pub fn line(&self) -> Line<'_> {
        Line::Checkpoint {
            installation: &self.installation,
            seq: self.seq,
            hash: &self.hash,
            at: self.at,
            key: hex(&self.public_key),
            signature: hex(&self.signature),
        }
    }
}

fn message(installation: &str, seq: i64, hash: &str, at: Millis) -> Result<Vec<u8>> {
    let hash: Digest = hash.parse().map_err(|_| StoreError::Damaged("the newest entry has no hash".to_owned()))?;
    let fields =
        Digest::of_fields(&[installation.as_bytes(), &seq.to_be_bytes(), hash.as_bytes(), &at.0.to_be_bytes()]);
    Ok([SIGNED_AS, fields.as_bytes()].concat())
}

/// The number and the hash of the newest entry.
///
/// # Errors
/// When the store refuses.
pub fn head(tx: &Tx<'_>) -> Result<Option<(i64, String)>> {
    tx.one("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1", &[], |row| {
        Ok((row.get("seq")?, row.get("hash")?))
    })
}

/// Enrols the installation's key, unless the record knows it.
///
/// # Errors
/// When vault or store refuse.
pub fn enrol_record_key(db: &Db, env: &Arc<Env>, key: &dyn RecordKey) -> Result<[u8; 32]> {
    let public_key = key.public_key()?;
    let known: Option<i64> = db.read(|tx| {
        tx.one("SELECT 1 AS one FROM record_key WHERE public_key = $1", args![public_key.to_vec()], |row| {
            row.get("one").map_err(Error::from)
        })
    })?;
    if known.is_some() {
        return Ok(public_key);
    }
    let env = Arc::clone(env);
    db.write(move |tx| {
        let new = tx.run(
            "INSERT INTO record_key (public_key, enrolled_at) VALUES ($1, $2) ON CONFLICT (public_key) DO NOTHING",
            args![public_key.to_vec(), env.now()],
        )?;
        if new > 0 {
            let entry = Entry::done(Actor::Application, Action::RecordKeyEnrolled).fact("public_key", hex(&public_key));
            record(tx, &env, &entry)?;
        }
        Ok::<_, Error>(public_key)
    })
}

/// Signs the record as it stands; the newest checkpoint where nothing was recorded since.
///
/// # Errors
/// When vault or store refuse.
pub fn keep_checkpoint(db: &Db, env: &Arc<Env>, key: &dyn RecordKey) -> Result<Checkpoint> {
    let public_key = enrol_record_key(db, env, key)?;
    let (installation, head, newest) = db.read(|tx| {
        let installation = tx
            .one("SELECT installation_id FROM clinic", &[], |row| {
                row.get::<String>("installation_id").map_err(Error::from)
            })?
            .ok_or_else(|| Error::internal("a record before the clinic"))?;
        Ok::<_, Error>((installation, head(tx)?, newest_checkpoint(tx)?))
    })?;
    let (seq, hash) = head.ok_or_else(|| Error::internal("a record without entries"))?;
    if let Some(newest) = newest.filter(|newest| newest.seq == seq) {
        return Ok(newest);
    }
    let at = env.now();
    let signature = key.sign(&message(&installation, seq, &hash, at)?)?;
    let made = Checkpoint { installation, seq, hash, at, public_key, signature };
    let kept = made.clone();
    db.write(move |tx| {
        tx.run(
            "INSERT INTO checkpoint (seq, installation_id, hash, at, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (seq) DO NOTHING",
            args![
                kept.seq,
                kept.installation.as_str(),
                kept.hash.as_str(),
                kept.at,
                kept.public_key.to_vec(),
                kept.signature.to_vec()
            ],
        )?;
        tx.changed(Tag::Activity);
        Ok::<_, Error>(())
    })?;
    Ok(made)
}

/// The newest checkpoint.
///
/// # Errors
/// When the store refuses.
pub fn newest_checkpoint(tx: &Tx<'_>) -> Result<Option<Checkpoint>> {
    tx.one("SELECT * FROM checkpoint ORDER BY seq DESC LIMIT 1", &[], read)
}

/// All checkpoints, the oldest first.
///
/// # Errors
/// When the store refuses.
pub fn checkpoints(tx: &Tx<'_>) -> Result<Vec<Checkpoint>> {
    tx.all("SELECT * FROM checkpoint ORDER BY seq", &[], read)
}

fn read(row: &Row<'_>) -> Result<Checkpoint> {
    let damaged = || StoreError::Damaged("a checkpoint's key or signature has the wrong length".to_owned());
    Ok(Checkpoint {
        installation: row.get("installation_id")?,
        seq: row.get("seq")?,
        hash: row.get("hash")?,
        at: row.get("at")?,
        public_key: row.get::<Vec<u8>>("public_key")?.try_into().map_err(|_| damaged())?,
        signature: row.get::<Vec<u8>>("signature")?.try_into().map_err(|_| damaged())?,
    })
}
