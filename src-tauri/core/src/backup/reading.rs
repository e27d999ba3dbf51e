//! Reading backups again after they were made: the newest at once, as far as it is its own, and one of the others, whole, each
//! time another is made, the one that waits longest first.
//!
//! Invariant: no lock and no transaction is held while a byte is read, and nobody waits for it: it ends between two files when
//! somebody asks for a backup or the program ends, and comes to its turn again. Only what was read to its end counts.

use std::sync::Arc;

use super::BackupDesk;
use crate::audit::{self, Action, Actor, Entry};
use crate::error::Error;
use crate::ports::{BackupFault, BackupKept, Extent, ReadAgain};
use crate::store::Tag;

impl BackupDesk {
    /// Reads again, after `made` was made.
    pub(super) fn read_again(&self, made: &BackupKept) {
        let read = self.backups.memory().and_then(|memory| {
            let place = self.place(&memory);
            let kept = self.backups.list(&place)?;
            // Somebody chose another place meanwhile: what was made lies in the one before.
            if kept.iter().all(|kept| kept.name != made.name) {
                return Ok(());
            }
            let turn = |kept: &&BackupKept| (memory.read_again.get(&kept.name).map(|again| again.at), kept.at);
            let other = kept.iter().filter(|kept| kept.name != made.name).min_by_key(turn);
            self.read_one(&place, made, Extent::Own, &kept)?;
            other.map_or(Ok(()), |other| self.read_one(&place, other, Extent::Whole, &kept))
        });
        if let Err(fault) = read {
            tracing::warn!(%fault, "the backups could not be read again");
        }
    }

    fn read_one(
        &self,
        place: &std::path::Path,
        one: &BackupKept,
        extent: Extent,
        kept: &[BackupKept],
    ) -> Result<(), BackupFault> {
        let damage = match self.backups.verify(place, &one.name, extent, &|| self.has_time()) {
            Ok(true) if extent == Extent::Whole => None,
            // What was read of it is whole, and that is no more than its making told.
            Ok(_) => return Ok(()),
            Err(BackupFault::Damaged(what)) => Some(what),
            Err(fault) => return Err(fault),
        };
        let is_damaged = damage.is_some();
        let made = one.fault.is_none().then_some(one.at);
        let again = ReadAgain { at: self.env.now(), made, damage };
        let mut was_known = false;
        self.change_memory(|memory| {
            memory.read_again.retain(|name, _| kept.iter().any(|kept| kept.name == *name));
            let before = memory.read_again.insert(one.name.clone(), again);
            was_known = before.is_some_and(|before| before.damage.is_some());
        })?;
        let (env, name) = (Arc::clone(&self.env), one.name.clone());
        let noted = self.db.write(move |tx| {
            tx.changed(Tag::Backups);
            if is_damaged && !was_known {
                let entry = Entry::denied(Actor::Application, Action::BackupDamaged, "damaged").fact("backup", &name);
                audit::record(tx, &env, &entry)?;
            }
            Ok::<_, Error>(())
        });
        noted.map_err(|error| BackupFault::Source(error.to_string()))
    }
}
