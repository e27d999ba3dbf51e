//! The first transaction of a restored clinic: what has to be so before anything of it is opened.
//!
//! Invariant: the stops come first. After it *Stop everything* is on, no key of a doctor signs, what waited is looked for on
//! its platform, and the record goes on as one chain under a new installation.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, KeptStop};
use crate::engage;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate;
use crate::model::{InstallationId, Millis, PersonId, PostId};
use crate::ports::{BackupFault, BackupTaken};
use crate::publish;
use crate::store::{StoreOptions, Tag, Tx, args, file};

/// Where a restored clinic comes from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The backup.
    pub name: String,
    /// When it was made.
    pub at: Millis,
    /// The stops that were kept elsewhere, from wherever they could be read.
    pub stops: Vec<KeptStop>,
    /// In how many places stops were kept that could not be read.
    pub stops_unread: u32,
}

impl Origin {
    /// A backup, and what is newer than it: what lay beside the backups, and the databases of later ones. A place that can't be
    /// read is left out and the others count, since whoever needs a restore needs it more than all of them.
    pub fn gather(taken: &BackupTaken, own: &StoreOptions) -> Self {
        let (mut stops, mut stops_unread): (Vec<KeptStop>, u32) = (Vec::new(), 0);
        for beside in &taken.beside {
            match beside.as_ref().map_err(Clone::clone).and_then(|text| super::stops::read(text)) {
                Ok(more) => stops.extend(more),
                Err(fault) => {
                    stops_unread += 1;
                    tracing::warn!(%fault, "the stops beside the backups can't be read");
                }
            }
        }
        for path in &taken.later {
            let options = StoreOptions { path: path.clone(), ..own.clone() };
            match file::look(&options, clinic::stops) {
                Ok(more) => stops.extend(more),
                // The stops beside the backups hold what it held; it is only one more place to look.
                Err(error) => tracing::warn!(%error, "a later backup could not be asked who said stop"),
            }
        }
        stops.sort();
        stops.dedup();
        Self { name: taken.name.clone(), at: taken.at, stops, stops_unread }
    }
}

/// Makes a clinic out of what a backup held. Everything that could go out waits afterwards.
///
/// # Errors
/// When the store refuses; nothing of it is kept then.
pub fn settle_in(tx: &Tx<'_>, env: &Env, from: &Origin) -> Result<()> {
    let taken = clinic::take_over_stops(tx, &from.stops)?;
    gate::stop(tx, env, Actor::Application)?;
    let before = clinic::profile(tx)?.installation;
    tx.run("UPDATE clinic SET installation_id = $1", args![env.id::<InstallationId>()])?;
    tx.run(
        "INSERT INTO restored (at, backup_at, backup, made_by, stops_unread) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        args![env.now(), from.at, &from.name, before, from.stops_unread],
    )?;
    let entry = Entry::done(Actor::Application, Action::WorkspaceRestored)
        .fact("backup", &from.name)
        .fact("made_at", from.at.0)
        .fact("installation_before", before)
        .fact("stops_taken_over", taken)
        .fact("stops_unread", from.stops_unread);
    audit::record(tx, env, &entry)?;
    let people =
        tx.all("SELECT DISTINCT person_id FROM person_key WHERE retired_at IS NULL ORDER BY person_id", &[], |row| {
            row.get::<PersonId>("person_id").map_err(Error::from)
        })?;
    for person in people {
        // The other laptop's keychain is part of each key; none of them opens here.
        clinic::retire_keys(tx, env, Actor::Application, person)?;
    }
    publish::doubt_what_waited(tx, env, from.at)?;
    engage::miss_gestures(tx, env)?;
    let waiting =
        tx.all("SELECT post_id FROM delivery WHERE state IN ('held', 'scheduled', 'retrying')", &[], |row| {
            row.get::<PostId>("post_id").map_err(Error::from)
        })?;
    for post in waiting {
        gate::reconsider(tx, env, post)?;
    }
    tx.changed(Tag::Clinic);
    Ok(())
}

/// Whether the clinic was restored and nobody has said since that Countersign does not run on the other laptop any more.
///
/// # Errors
/// When the store refuses.
pub fn other_laptop_may_run(tx: &Tx<'_>) -> Result<bool> {
    let open: Option<i64> = tx.one(
        "SELECT 1 AS one FROM restored
         WHERE NOT EXISTS (SELECT 1 FROM other_laptop_off WHERE other_laptop_off.restored_at = restored.at) LIMIT 1",
        &[],
        |row| row.get("one"),
    )?;
    Ok(open.is_some())
}

/// In how many places stops were kept that could not be read, as long as nobody resumed since the restore.
///
/// # Errors
/// When the store refuses.
pub fn stops_unread(tx: &Tx<'_>) -> Result<u32> {
    let unread: Option<u32> = tx.one(
        "SELECT coalesce(max(stops_unread), 0) AS n FROM restored
         WHERE NOT EXISTS (SELECT 1 FROM other_laptop_off WHERE other_laptop_off.restored_at = restored.at)",
        &[],
        |row| row.get("n"),
    )?;
    Ok(unread.unwrap_or(0))
}

/// A person says that Countersign does not run on the other laptop any more: nothing here can tell.
///
/// # Errors
/// When the store refuses.
pub fn say_other_laptop_is_off(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    tx.run(
        "INSERT INTO other_laptop_off (restored_at, said_at, said_by) SELECT at, $1, $2 FROM restored WHERE TRUE
         ON CONFLICT (restored_at) DO NOTHING",
        args![env.now(), by],
    )?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::OtherLaptopOff))?;
    tx.changed(Tag::Clinic);
    Ok(())
}

/// A fault of restoring as a refusal: there the backup is only read, so a disk that is full or refuses is this laptop's.
pub fn refusal_of_restoring(fault: BackupFault) -> Error {
    let message = match &fault {
        BackupFault::Full => {
            "There is no room left on this laptop for the clinic. Nothing of it was kept, and the backup is as it was; make room, and restore it again."
        }
        BackupFault::Disk(_) => {
            "This laptop's disk can't be written. Nothing of the clinic was kept, and the backup is as it was; look at the disk, and restore it again."
        }
        BackupFault::Source(_) => {
            "A file could not be read while the clinic was restored. Nothing of it was kept, and the backup is as it was; look under Details, and at both disks."
        }
        BackupFault::NotThere(_) => {
            "The folder with the backup is not there any more. Plug the stick in, or connect to the network, and restore it again."
        }
        BackupFault::InsideData | BackupFault::Damaged(_) | BackupFault::Newer(_) => return super::refusal(fault),
    };
    let (code, detail) = match fault {
        BackupFault::NotThere(what) => (ErrorCode::Invalid, what),
        BackupFault::Source(what) => (ErrorCode::Damaged, what),
        BackupFault::Disk(what) => (ErrorCode::Disk, what),
        BackupFault::Full | BackupFault::InsideData | BackupFault::Damaged(_) | BackupFault::Newer(_) => {
            (ErrorCode::Disk, "no room left on this laptop".to_owned())
        }
    };
    Error::refused(code, message).with(|refusal| refusal.detail = Some(detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_laptop_that_is_full_is_not_said_to_be_the_backups_folder() {
        for (fault, says) in [
            (BackupFault::Full, "no room left on this laptop"),
            (BackupFault::Disk("EIO".to_owned()), "This laptop's disk"),
            (BackupFault::Source("EIO".to_owned()), "while the clinic was restored"),
            (BackupFault::NotThere("gone".to_owned()), "folder with the backup is not there"),
            (BackupFault::Damaged("torn".to_owned()), "damaged"),
        ] {
            let Error::Refused(refusal) = refusal_of_restoring(fault) else { panic!("no refusal") };
            assert!(refusal.message.contains(says), "{}", refusal.message);
            assert!(!refusal.message.contains("folder for backups"), "{}", refusal.message);
        }
    }
}
