//! Who said stop, as it lies beside the backups: its text, and what it means that a text can't be read.
//!
//! Invariant: a text that can't be read is damage, and is said; it is never taken for one that holds nobody, since a stop that
//! is lost is a message to somebody who asked for none.

use super::BackupDesk;
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::KeptStop;
use crate::error::Error;
use crate::ports::BackupFault;
use crate::store::Tag;

/// The stops that a text holds.
///
/// # Errors
/// [`BackupFault::Damaged`] when it is none of ours.
pub(super) fn read(text: &[u8]) -> Result<Vec<KeptStop>, BackupFault> {
    serde_json::from_slice(text)
        .map_err(|reason| BackupFault::Damaged(format!("who said stop can't be read beside the backups: {reason}")))
}

/// What lies beside the backups from now on: what another copy of the clinic had put there is kept.
pub(super) fn merged(before: Option<Vec<u8>>, stops: &[KeptStop]) -> Result<Vec<u8>, BackupFault> {
    let mut all = before.map_or_else(|| Ok(Vec::new()), |text| read(&text))?;
    all.extend(stops.iter().cloned());
    all.sort();
    all.dedup();
    serde_json::to_vec(&all).map_err(|reason| BackupFault::Source(reason.to_string()))
}

impl BackupDesk {
    /// Puts on record that what lay beside the backups could not be read and was put aside.
    pub(super) fn tell_of_stops(&self, put_aside: Option<&BackupFault>) {
        if put_aside.is_none() {
            return;
        }
        let env = std::sync::Arc::clone(&self.env);
        let noted = self.db.write(move |tx| {
            tx.changed(Tag::Backups);
            let entry = Entry::denied(Actor::Application, Action::BackupDamaged, "damaged").fact("part", "stops");
            audit::record(tx, &env, &entry).map(|_| ()).map_err(Error::from)
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "that the stops beside the backups are damaged could not be put on record");
        }
        self.stops_were_damaged();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_can_not_be_read_is_damage_and_holds_not_nobody() {
        for text in [&b"not json"[..], b"{}", b"[{\"number\":1}]", b""] {
            assert!(matches!(read(text), Err(BackupFault::Damaged(_))), "{text:?}");
            assert!(matches!(merged(Some(text.to_vec()), &[]), Err(BackupFault::Damaged(_))), "{text:?}");
        }
        assert_eq!(merged(None, &[]).unwrap(), b"[]");
        assert_eq!(merged(Some(b"[]".to_vec()), &[]).unwrap(), b"[]");
    }
}
