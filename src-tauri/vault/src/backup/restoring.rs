//! Finding backups in a folder, and making a workspace's folder out of one with its recovery key.
//!
//! Invariant: the folder that is restored into is empty before, and whole only when [`restore`] returns; whoever calls it
//! marks it as unfinished meanwhile. Nothing in the backup's place is changed. The keys come last: a folder without them
//! opens as nothing.

use std::path::{Path, PathBuf};

use countersign_core::model::{Millis, WorkspaceId, WorkspaceKind};
use countersign_core::ports::{BackupFault, BackupMemory, BackupTaken};
use countersign_core::store::DataKey;

use super::copying::{copy, demand};
use super::keeping::read_beside;
use super::manifest::{DATABASE, KEYS, Manifest, damaged};
use super::place::Shelf;
use crate::disk;
use crate::key_ring::KeyRingFault;
use crate::keys_file::KeysFile;
use crate::recovery_key::RecoveryKey;
use crate::vault::{Vault, VaultOptions};

/// A backup that was found in a folder. What it says of itself nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    shelf: Shelf,
    /// Its name.
    pub name: String,
    /// Whose it is; none where its list can't be read.
    pub workspace: Option<WorkspaceId>,
    /// The kind of the workspace.
    pub kind: Option<WorkspaceKind>,
    /// When it was made.
    pub at: Millis,
    /// What it takes to restore it, in bytes.
    pub bytes: u64,
    /// The schema of its database.
    pub schema: usize,
    /// Why it can't be used.
    pub fault: Option<BackupFault>,
}

/// Why a clinic could not be restored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestoreFault {
    /// The backup, or a disk.
    #[error(transparent)]
    Backup(#[from] BackupFault),
    /// The recovery key, the keychain, or the keys.
    #[error(transparent)]
    Keys(#[from] KeyRingFault),
}

/// A workspace's folder that was made out of a backup; its database was not opened yet.
#[derive(Debug)]
pub struct Restored {
    /// Its vault.
    pub vault: Vault,
    /// The kind of the workspace.
    pub kind: WorkspaceKind,
    /// When the backup was made.
    pub at: Millis,
    /// What the backup is called.
    pub name: String,
    /// What lay beside the backups and is newer than they are, or why it can't be read: in their place, and on this laptop.
    pub newer: Vec<Result<Vec<u8>, BackupFault>>,
    /// The databases of the later backups in the same place.
    pub later: Vec<PathBuf>,
}

impl Restored {
    /// What the core has to know of it.
    pub fn after(&self) -> BackupTaken {
        BackupTaken {
            workspace: self.vault.workspace(),
            name: self.name.clone(),
            at: self.at,
            beside: self.newer.clone(),
            later: self.later.clone(),
        }
    }
}

/// The backups in a folder that a person chose, the newest first.
///
/// # Errors
/// [`BackupFault::NotThere`] when there is no such folder.
pub fn find(folder: &Path) -> Result<Vec<Found>, BackupFault> {
    if !folder.is_dir() {
        return Err(BackupFault::NotThere(folder.display().to_string()));
    }
    let mut all: Vec<Found> = Vec::new();
    for shelf in Shelf::near(folder) {
        for name in shelf.names()? {
            let found = found(&shelf, name);
            if !all.contains(&found) {
                all.push(found);
            }
        }
    }
    all.sort_by_key(|found| std::cmp::Reverse((found.at, found.name.clone())));
    Ok(all)
}

fn found(shelf: &Shelf, name: String) -> Found {
    let blank = Found {
        shelf: shelf.clone(),
        name,
        workspace: None,
        kind: None,
        at: Millis(0),
        bytes: 0,
        schema: 0,
        fault: None,
    };
    match shelf.list_of(&blank.name) {
        Ok(list) => {
            let said: &Manifest = list.said();
            Found {
                workspace: Some(said.workspace),
                kind: Some(said.kind),
                at: said.at,
                bytes: said.bytes(),
                schema: said.schema,
                ..blank
            }
        }
        Err(fault) => Found { fault: Some(fault), ..blank },
    }
}

/// Makes a workspace's folder out of a backup. The folder of `options` has to be empty but for what its caller holds it by.
///
/// # Errors
/// [`KeyRingFault::WrongRecoveryKey`] before anything is written; [`BackupFault::Damaged`] when a byte is not what it was.
/// What was written until then is to be thrown away.
pub fn restore(options: &VaultOptions, found: &Found, recovery: &RecoveryKey) -> Result<Restored, RestoreFault> {
    let (shelf, disk) = (&found.shelf, &*options.disk);
    let snapshot = shelf.snapshot(&found.name);
    let list = shelf.list_of(&found.name)?;
    let key = data_key(&snapshot, list.said().workspace, recovery)?;
    let list = list.checked(&key)?;
    let keys = list.file(KEYS).ok_or_else(|| damaged("its keys are not listed"))?;
    demand(&snapshot.join(KEYS), keys)?;
    if list.file(DATABASE).is_none() {
        return Err(damaged("its database is not listed").into());
    }
    disk::private_folder(disk, &options.folder).map_err(KeyRingFault::from)?;
    for file in list.files.iter().filter(|file| file.name != KEYS) {
        let copied = copy(disk, &snapshot.join(&file.name), &options.folder.join(&file.name), &file.name);
        if copied.map_err(|fault| fault.of_restoring(&file.name))? != *file {
            return Err(damaged(&format!("{} is not what it was", file.name)).into());
        }
    }
    for file in &list.media {
        let to = crate::sealed_files::path_of(&options.folder, &file.name);
        disk::private_folder(disk, to.parent().unwrap_or(&to)).map_err(KeyRingFault::from)?;
        let copied = copy(disk, &shelf.medium(&file.name), &to, &file.name);
        if copied.map_err(|fault| fault.of_restoring("a picture or video"))? != *file {
            return Err(damaged("a picture or video is not what it was").into());
        }
    }
    let copied = copy(disk, &snapshot.join(KEYS), &options.folder.join(KEYS), KEYS);
    copied.map_err(|fault| fault.of_restoring(KEYS))?;
    let vault = Vault::open_with_recovery(options, recovery)?;
    // Backups go on where this one was, unless that is where they go anyway.
    let backups = vault.backups();
    let place = shelf.place().filter(|place| *place != backups.own_place() && backups.admits(place).is_ok());
    backups.remember(&BackupMemory { place, last: Some((found.name.clone(), list.at)), ..BackupMemory::default() })?;
    // Where the chosen place was away when somebody said stop, only the laptop's own holds it.
    let own = Shelf::of(&backups.own_place(), list.workspace);
    let shelves = std::iter::once(shelf).chain((own != *shelf).then_some(&own));
    Ok(Restored {
        newer: shelves.filter_map(|shelf| read_beside(shelf, list.workspace, &key).transpose()).collect(),
        later: later(shelf, &list, &found.name)?,
        kind: list.kind,
        at: list.at,
        name: found.name.clone(),
        vault,
    })
}

/// The data key of a backup.
fn data_key(snapshot: &Path, workspace: WorkspaceId, recovery: &RecoveryKey) -> Result<DataKey, RestoreFault> {
    let file = match KeysFile::read(snapshot) {
        Ok(file) => file,
        Err(KeyRingFault::NoKeys | KeyRingFault::Damaged(_)) => {
            return Err(damaged("its keys can't be read").into());
        }
        Err(fault) => return Err(fault.into()),
    };
    if file.workspace != workspace {
        return Err(damaged("its keys are another clinic's").into());
    }
    Ok(file.unwrap_with_recovery(recovery)?.ok_or(KeyRingFault::WrongRecoveryKey)?)
}

/// The databases of the workspace's later backups. One that is damaged helps nobody, and is left out.
fn later(shelf: &Shelf, than: &Manifest, name: &str) -> Result<Vec<PathBuf>, BackupFault> {
    let names = shelf.names()?.into_iter().filter(|other| other != name);
    let later = names.filter(|other| {
        shelf.list_of(other).is_ok_and(|list| list.said().workspace == than.workspace && list.said().at >= than.at)
    });
    Ok(later.map(|name| shelf.snapshot(&name).join(DATABASE)).collect())
}
