//! The whole record written for others: entries, keys, signatures with the bytes they are over, what was sent, checkpoints.
//!
//! Invariant: all of it is one snapshot, and it is written as it lies in the store, damaged or not: judging it is the
//! verifier's. Personal words leave only where somebody who answers for the clinic asks for them, and only those that were not
//! forgotten; without them there are salted digests, and nobody's name.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Arc;

use super::super::context::{Api, Who};
use super::super::views::here;
use crate::audit::format::{FORMAT_VERSION, Line, Lines, hex};
use crate::audit::{self, Action, Entry};
use crate::clinic;
use crate::error::{Error, ErrorCode, Result};
use crate::store::{StoreError, Tx, args};

/// How many entries are read at once.
const STRETCH: i64 = 500;

/// Where lines go while a snapshot is read.
type Out<'l, 'w> = &'l RefCell<Lines<'w>>;

impl Api {
    /// Exports the record, people's words among it where `words` is wanted. That is on record, in the export as well.
    ///
    /// # Errors
    /// When the roles don't allow it, whoever takes the bytes refuses, or vault or store do.
    pub fn export_record(&self, words: bool, out: &mut dyn Write) -> Result<()> {
        let caller = self.admit(Who::Accountable, "record_export")?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            let entry = Entry::done(caller.actor(), Action::RecordExported);
            audit::record(tx, &env, &entry.fact("words", if words { "yes" } else { "no" })).map_err(Error::from)
        })?;
        self.keep_checkpoint()?;
        self.write_record(words, out)
    }

    /// A name for an export made now.
    ///
    /// # Errors
    /// When the roles don't allow one.
    pub fn export_name(&self) -> Result<String> {
        self.admit(Who::Accountable, "record_export")?;
        let (_, zone) = self.db.read(here)?;
        Ok(format!("countersign-record-{}.jsonl", zone.clock_at(self.env.now()).date()))
    }

    /// The record as it would be exported, without words, for a check that happens here. Anybody may check.
    ///
    /// # Errors
    /// When nobody is signed in, whoever takes the bytes refuses, or vault or store do.
    pub fn record_to_check(&self, out: &mut dyn Write) -> Result<()> {
        self.admit(Who::Anyone, "record_check")?;
        audit::enrol_record_key(&self.db, &self.env, &*self.record_key)?;
        self.write_record(false, out)
    }

    fn write_record(&self, words: bool, out: &mut dyn Write) -> Result<()> {
        let lines = RefCell::new(Lines::new(out));
        let now = self.env.now();
        self.db.read(|tx| {
            let clinic = clinic::profile(tx)?;
            let entries = audit::head(tx)?.map_or(0, |(seq, _)| seq);
            write(
                &lines,
                &Line::Head {
                    version: FORMAT_VERSION,
                    workspace: &clinic.id.to_string(),
                    installation: &clinic.installation.to_string(),
                    exported_at: now,
                    entries,
                    words,
                },
            )?;
            if words {
                people(tx, &lines)?;
            }
            keys(tx, &lines)?;
            manifests(tx, &lines)?;
            approvals(tx, &lines)?;
            beforehand(tx, &lines)?;
            parts(tx, &lines)?;
            for checkpoint in audit::checkpoints(tx)? {
                write(&lines, &checkpoint.line())?;
            }
            let mut after = 0;
            while let Some(last) = stretch(tx, &lines, after, words)? {
                after = last;
            }
            Ok::<_, Error>(())
        })?;
        let lines = lines.into_inner();
        let (message, digest) = lines.to_seal();
        let (key, signature) = (self.record_key.public_key()?, self.record_key.sign(&message)?);
        lines.seal(digest, &key, &signature).map_err(unwritable)
    }
}

fn write(out: Out<'_, '_>, line: &Line<'_>) -> Result<()> {
    out.borrow_mut().write(line).map_err(unwritable)
}

fn unwritable(error: io::Error) -> Error {
    Error::refused(ErrorCode::Disk, "It could not be saved there. Choose another folder, or make room.")
        .with(|refusal| refusal.detail = Some(error.to_string()))
}

fn people(tx: &Tx<'_>, out: Out<'_, '_>) -> Result<()> {
    let mut people = clinic::people(tx)?;
    people.sort_by_key(|person| person.id.to_string());
    for person in people {
        let (id, registration) = (person.id.to_string(), person.registration.as_deref());
        write(out, &Line::Person { id: &id, name: &person.name, registration })?;
    }
    Ok(())
}

fn keys(tx: &Tx<'_>, out: Out<'_, '_>) -> Result<()> {
    tx.all("SELECT id, person_id, public_key FROM person_key ORDER BY id", &[], |row| {
        let (id, person): (String, String) = (row.get("id")?, row.get("person_id")?);
        let public_key = hex(&row.get::<Vec<u8>>("public_key")?);
        write(out, &Line::Key { id: &id, person: &person, public_key })
    })
    .map(|_: Vec<()>| ())
}

/// What was signed, or claimed to be sent: nothing that nobody ever put a name to leaves.
fn manifests(tx: &Tx<'_>, out: Out<'_, '_>) -> Result<()> {
    tx.all(
        "SELECT digest, bytes FROM manifest
         WHERE digest IN (SELECT manifest FROM approval UNION SELECT manifest FROM attempt) ORDER BY digest",
        &[],
        |row| {
            let (digest, bytes): (String, Vec<u8>) = (row.get("digest")?, row.get("bytes")?);
            // Bytes that are no text were changed, and their digest tells.
            write(out, &Line::Manifest { digest: &digest, bytes: &String::from_utf8_lossy(&bytes) })
        },
    )
    .map(|_: Vec<()>| ())
}

fn approvals(tx: &Tx<'_>, out: Out<'_, '_>) -> Result<()> {
    tx.all("SELECT id, post_id, manifest, key_id, signature, beforehand FROM approval ORDER BY id", &[], |row| {
        let (id, post): (String, String) = (row.get("id")?, row.get("post_id")?);
        let (manifest, key): (String, String) = (row.get("manifest")?, row.get("key_id")?);
        let signature = hex(&row.get::<Vec<u8>>("signature")?);
        let beforehand: Option<String> = row.get("beforehand")?;
        let beforehand = beforehand.as_deref();
        write(out, &Line::Approval { id: &id, post: &post, manifest: &manifest, key: &key, signature, beforehand })
    })
    .map(|_: Vec<()>| ())
}

/// What doctors signed for answers to come, and those signatures.
fn beforehand(tx: &Tx<'_>, out: Out<'_, '_>) -> Result<()> {
    let _: Vec<()> = tx.all(
        "SELECT digest, bytes FROM beforehand WHERE digest IN (SELECT beforehand FROM beforehand_approval) ORDER BY digest",
        &[],
        |row| {
            let (digest, bytes): (String, Vec<u8>) = (row.get("digest")?, row.get("bytes")?);
            write(out, &Line::Beforehand { digest: &digest, bytes: &String::from_utf8_lossy(&bytes) })
        },
    )?;
    tx.all("SELECT id, beforehand, key_id, signature FROM beforehand_approval ORDER BY id", &[], |row| {
        let (id, over): (String, String) = (row.get("id")?, row.get("beforehand")?);
        let key: String = row.get("key_id")?;
        let signature = hex(&row.get::<Vec<u8>>("signature")?);
        write(out, &Line::BeforehandApproval { id: &id, beforehand: &over, key: &key, signature })
    })
    .map(|_: Vec<()>| ())
}

/// What was begun to be sent, and was not proven to be nowhere.
fn parts(tx: &Tx<'_>, out: Out<'_, '_>) -> Result<()> {
    tx.all(
        "SELECT part.id, delivery.post_id, part.ordinal, part.state, part.platform, part.platform_id
         FROM part JOIN delivery ON delivery.id = part.delivery_id
         WHERE part.state IN ('committing', 'unknown', 'posted', 'removed') ORDER BY part.id",
        &[],
        |row| {
            let (id, post): (String, String) = (row.get("id")?, row.get("post_id")?);
            let (state, platform): (String, String) = (row.get("state")?, row.get("platform")?);
            let platform_id: Option<String> = row.get("platform_id")?;
            let line = Line::Part {
                id: &id,
                post: &post,
                ordinal: row.get("ordinal")?,
                state: &state,
                platform: &platform,
                platform_id: platform_id.as_deref(),
            };
            write(out, &line)
        },
    )
    .map(|_: Vec<()>| ())
}

/// The entries after one; the number of the last of them, or nothing where there are none.
fn stretch(tx: &Tx<'_>, out: Out<'_, '_>, after: i64, words: bool) -> Result<Option<i64>> {
    let sql = format!(
        "SELECT audit_entry.*, audit_words.salt FROM audit_entry LEFT JOIN audit_words USING (seq)
         WHERE audit_entry.seq > $1 ORDER BY audit_entry.seq LIMIT {STRETCH}"
    );
    let written = tx.all(&sql, args![after], |row| {
        let seq: i64 = row.get("seq")?;
        let (installation, actor): (String, String) = (row.get("installation_id")?, row.get("actor")?);
        let (action, facts): (String, String) = (row.get("action")?, row.get("facts")?);
        let (reason, post): (Option<String>, Option<String>) = (row.get("reason")?, row.get("post_id")?);
        let correlation: Option<String> = row.get("correlation_id")?;
        let digest: Option<String> = row.get("words_digest")?;
        let (previous, hash): (String, String) = (row.get("previous")?, row.get("hash")?);
        let line = Line::Entry {
            seq,
            installation: &installation,
            at: row.get("at")?,
            actor: &actor,
            action: &action,
            allowed: row.get("allowed")?,
            reason: reason.as_deref(),
            post: post.as_deref(),
            correlation: correlation.as_deref(),
            facts: &facts,
            words: digest.as_deref(),
            previous: &previous,
            hash: &hash,
        };
        write(out, &line)?;
        if words && let Some(salt) = row.get::<Option<Vec<u8>>>("salt")? {
            match audit::words_of(tx, seq) {
                Ok(Some(text)) => write(out, &Line::Words { seq, salt: hex(&salt), text: &text })?,
                // Forgotten; or they do not open any more, which hides nothing that is on record.
                Ok(None) | Err(StoreError::Damaged(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok::<_, Error>(seq)
    })?;
    Ok(written.last().copied())
}
