//! Use cases of checkpoints: made each day, at the end, and whenever somebody looks; shown, and saved elsewhere.
//!
//! Invariant: a checkpoint holds a number, a hash and a signature, and tells nobody anything of what is on record. So
//! everybody who is signed in may have one.

use std::sync::Arc;

use super::super::context::{Api, Who};
use super::super::types::{CheckpointSeen, RecordState};
use super::super::views::here;
use super::super::when::when;
use crate::audit::{self, Action, Checkpoint, Entry};
use crate::clinic::{Caller, fingerprint};
use crate::error::{Error, Result};
use crate::model::Millis;

/// A file to be handed out: its name and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// A name for it, good for every file system.
    pub name: String,
    /// Its content.
    pub text: String,
}

impl Api {
    /// Signs the record as it stands, without anybody at the laptop.
    ///
    /// # Errors
    /// When vault or store refuse.
    pub(crate) fn keep_checkpoint(&self) -> Result<Checkpoint> {
        audit::keep_checkpoint(&self.db, &self.env, &*self.record_key)
    }

    /// Makes the checkpoint of the day if it is time for one; returns when it is time for the next.
    pub(crate) fn daily_checkpoint(&self) -> Result<Millis> {
        audit::enrol_record_key(&self.db, &self.env, &*self.record_key)?;
        let now = self.env.now();
        let newest = self.db.read(audit::newest_checkpoint)?;
        if let Some(newest) = newest.filter(|newest| (0..Millis::DAY).contains(&now.since(newest.at))) {
            return Ok(newest.at.plus(Millis::DAY));
        }
        self.keep_checkpoint()?;
        Ok(now.plus(Millis::DAY))
    }

    /// The record's newest checkpoint as a file to be kept elsewhere, for whoever sends one by itself. It tells nobody anything
    /// of what is on record.
    ///
    /// # Errors
    /// When vault or store refuse.
    pub fn checkpoint_file(&self) -> Result<NamedFile> {
        let checkpoint = self.keep_checkpoint()?;
        let day = self.db.read(here)?.1.clock_at(checkpoint.at).date();
        let name = format!("countersign-checkpoint-{day}-entry-{}.jsonl", checkpoint.seq);
        Ok(NamedFile { name, text: checkpoint.text()? })
    }

    /// The same for a person who saves it; the record tells that they did.
    ///
    /// # Errors
    /// When nobody is signed in, or vault or store refuse.
    pub fn save_checkpoint(&self) -> Result<NamedFile> {
        let caller = self.admit(Who::Anyone, "checkpoint_save")?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            audit::record(tx, &env, &Entry::done(caller.actor(), Action::CheckpointSaved)).map_err(Error::from)
        })?;
        self.checkpoint_file()
    }
}

pub(in crate::api) fn state(api: &Api, caller: &Caller, (): ()) -> Result<RecordState> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let (entries, head) = audit::head(tx)?.ok_or_else(|| Error::internal("a record without entries"))?;
        let checkpoint = audit::newest_checkpoint(tx)?.map(|newest| CheckpointSeen {
            seq: newest.seq,
            at: when(newest.at, &zone),
            key_fingerprint: fingerprint(&newest.public_key),
            hash: newest.hash,
        });
        let may_export = Who::Accountable.roles().iter().any(|role| caller.roles.contains(role));
        Ok(RecordState { entries, head, checkpoint, may_export })
    })
}

pub(in crate::api) fn keep(api: &Api, caller: &Caller, (): ()) -> Result<RecordState> {
    api.keep_checkpoint()?;
    state(api, caller, ())
}
