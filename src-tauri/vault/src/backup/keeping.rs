//! Making backups, listing them, and letting the oldest go.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use countersign_core::model::{Millis, WorkspaceId};
use countersign_core::ports::{
    BackupFacts, BackupFault, BackupKept, BackupMemory, Backups, Extent, Merge, ReadAgain, VaultFault,
};
use countersign_core::store::{DataKey, StoreError};
use serde::{Deserialize, Serialize};

use super::copying::{copy, demand, disk_fault, look_at, write};
use super::manifest::{CREDENTIALS, DATABASE, KEYS, Listed, Manifest, damaged, is_media_name};
use super::place::{Shelf, is_name, manifest_in};
use crate::disk;
use crate::seal::{NONCE, SubKey, joined};
use crate::vault::VaultOptions;

const DAY: i64 = 24 * 60 * Millis::MINUTE;
const FORTNIGHT: i64 = 14;
/// How many of the newest are kept though a day has several.
const NEWEST: usize = 3;
const MEMORY: &str = "backups.json";
const OWN_PLACE: &str = "backups";
/// What the file beside the backups begins with; the last byte is the version.
const MAGIC: [u8; 4] = *b"CSN\x01";

/// Keeps the backups of one workspace.
pub(crate) struct Keeper {
    options: VaultOptions,
    workspace: WorkspaceId,
    data_key: DataKey,
    /// One making at a time, and one change of what is remembered.
    turn: Mutex<()>,
}

/// What is remembered, as it lies on the disk.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    place: Option<PathBuf>,
    last_name: Option<String>,
    last_at: Option<Millis>,
    read_again: BTreeMap<String, Again>,
}

/// That a backup was read again, as it lies on the disk.
#[derive(Serialize, Deserialize)]
struct Again {
    at: Millis,
    made: Option<Millis>,
    damage: Option<String>,
}

impl From<ReadAgain> for Again {
    fn from(ReadAgain { at, made, damage }: ReadAgain) -> Self {
        Self { at, made, damage }
    }
}

impl From<Again> for ReadAgain {
    fn from(Again { at, made, damage }: Again) -> Self {
        Self { at, made, damage }
    }
}

/// The name of a backup, and its list as far as that can be believed.
type Named = (String, Result<Manifest, BackupFault>);

impl Keeper {
    pub(crate) fn new(options: &VaultOptions, workspace: WorkspaceId, data_key: &DataKey) -> Self {
        Self { options: options.clone(), workspace, data_key: data_key.clone(), turn: Mutex::new(()) }
    }

    fn shelf(&self, place: &Path) -> Result<Shelf, BackupFault> {
        if place == self.own_place() {
            disk::private_folder(&*self.options.disk, place).map_err(|fault| own_fault(&fault))?;
        }
        // A folder is never made where a stick was: it would fill the laptop's disk in its name.
        match fs::metadata(place) {
            Ok(folder) if folder.is_dir() => Ok(Shelf::of(place, self.workspace)),
            Ok(_) => Err(BackupFault::NotThere("it is no folder".to_owned())),
            Err(refusal) => Err(BackupFault::NotThere(refusal.to_string())),
        }
    }

    /// The lists of the backups that are whole as far as their lists tell, the newest first.
    fn lists(&self, shelf: &Shelf) -> Result<Vec<Named>, BackupFault> {
        let lists = shelf.names()?.into_iter().map(|name| {
            let list = shelf.list_of(&name).and_then(|list| list.checked(&self.data_key));
            (name, list)
        });
        let mut lists: Vec<_> = lists.collect();
        lists.sort_by_key(|(name, list)| {
            std::cmp::Reverse((list.as_ref().map_or(i64::MIN, |list| list.at.0), name.clone()))
        });
        Ok(lists)
    }

    fn copy_own(&self, making: &Path) -> Result<Vec<Listed>, BackupFault> {
        let database = look_at(&making.join(DATABASE), DATABASE).map_err(|refusal| disk_fault(&refusal))?;
        let mut files = vec![database];
        for (name, needed) in [(CREDENTIALS, false), (KEYS, true)] {
            let from = self.options.folder.join(name);
            if needed || from.exists() {
                let copied = copy(&*self.options.disk, &from, &making.join(name), name);
                files.push(copied.map_err(super::copying::CopyFault::of_making)?);
            }
        }
        Ok(files)
    }

    /// Copies the pictures and films that are not there yet. One that goes meanwhile is named by nothing any more.
    fn copy_media(
        &self,
        shelf: &Shelf,
        known: &BTreeMap<String, Listed>,
        at: Millis,
    ) -> Result<Vec<Listed>, BackupFault> {
        let mut all = Vec::new();
        for (name, from) in crate::sealed_files::names_in(&self.options.folder).map_err(|fault| source_fault(&fault))? {
            let to = shelf.medium(&name);
            if let Some(listed) = known.get(&name)
                && fs::metadata(&to).is_ok_and(|there| there.len() == listed.bytes)
                && (!is_read_again(&name, at) || demand(&to, listed).is_ok())
            {
                all.push(listed.clone());
                continue;
            }
            let folder = to.parent().unwrap_or(&to);
            disk::make_private(&*self.options.disk, folder).map_err(|refusal| disk_fault(&refusal))?;
            match copy(&*self.options.disk, &from, &to, &name) {
                Ok(listed) => all.push(listed),
                Err(super::copying::CopyFault::From(refusal)) if refusal.kind() == io::ErrorKind::NotFound => {}
                Err(fault) => return Err(fault.of_making()),
            }
            self.options.disk.sync_folder(folder).map_err(|refusal| disk_fault(&refusal))?;
        }
        Ok(all)
    }

    fn make(
        &self,
        shelf: &Shelf,
        facts: &BackupFacts,
        copy: &mut dyn FnMut(&Path) -> Result<(), StoreError>,
    ) -> Result<BackupKept, BackupFault> {
        let disk = &*self.options.disk;
        shelf.sweep();
        let known = self.lists(shelf)?.into_iter().rev().filter_map(|(_, list)| list.ok());
        let known = known.flat_map(|list| list.media).map(|listed| (listed.name.clone(), listed)).collect();
        let making = shelf.making(&facts.name);
        for folder in [&shelf.media(), &making] {
            disk::make_private(disk, folder).map_err(|refusal| disk_fault(&refusal))?;
        }
        copy(&making.join(DATABASE)).map_err(copy_fault)?;
        // After the database, so that all that it names is among them.
        let manifest = Manifest {
            workspace: self.workspace,
            kind: facts.kind,
            at: facts.at,
            schema: facts.schema,
            files: self.copy_own(&making)?,
            media: self.copy_media(shelf, &known, facts.at)?,
        };
        let text = manifest.write(&self.data_key).map_err(|fault| source_fault(&fault))?;
        write(disk, &manifest_in(&making), &text)?;
        disk.sync_folder(&making).map_err(|refusal| disk_fault(&refusal))?;
        disk.rename(&making, &shelf.snapshot(&facts.name)).map_err(|refusal| disk_fault(&refusal))?;
        disk.sync_folder(&shelf.snapshots()).map_err(|refusal| disk_fault(&refusal))?;
        Ok(BackupKept { name: facts.name.clone(), at: facts.at, bytes: manifest.bytes(), fault: None })
    }

    /// Lets the oldest go, and never the one that was just `made`. What can't be removed is tried again after the next backup.
    fn prune(&self, shelf: &Shelf, made: &str, most: usize) -> Result<(), BackupFault> {
        let lists = self.lists(shelf)?;
        let whole: Vec<(&str, Millis)> =
            lists.iter().filter_map(|(name, list)| Some((name.as_str(), list.as_ref().ok()?.at))).collect();
        let stays = to_keep(&whole, made, most);
        for (name, _) in whole.into_iter().filter(|(name, _)| !stays.contains(name)) {
            // Its list goes first: what is left of a removal that was cut short is no backup.
            let gone = shelf.making(name);
            let removed = fs::rename(shelf.snapshot(name), &gone).and_then(|()| fs::remove_dir_all(&gone));
            removed.map_err(|refusal| disk_fault(&refusal))?;
        }
        let left = self.lists(shelf)?;
        // One whose list can't be read may name anything.
        if left.iter().any(|(_, list)| list.is_err()) {
            return Ok(());
        }
        let named: BTreeSet<&str> = left
            .iter()
            .filter_map(|(_, list)| list.as_ref().ok())
            .flat_map(|list| &list.media)
            .map(|listed| listed.name.as_str())
            .collect();
        for (name, path) in crate::sealed_files::names_below(&shelf.media()).map_err(|fault| own_fault(&fault))? {
            if is_media_name(&name) && !named.contains(name.as_str()) {
                fs::remove_file(&path).map_err(|refusal| disk_fault(&refusal))?;
            }
        }
        Ok(())
    }

    fn beside(&self) -> Result<SubKey, BackupFault> {
        SubKey::derive(self.data_key.expose(), b"", "beside backups").map_err(|fault| own_fault(&fault))
    }
}

impl Backups for Keeper {
    fn own_place(&self) -> PathBuf {
        self.options.data.join(OWN_PLACE)
    }

    fn memory(&self) -> Result<BackupMemory, BackupFault> {
        let bytes = disk::read(&self.options.folder.join(MEMORY)).map_err(|fault| source_fault(&fault))?;
        // A place that can't be read any more is one that nobody chose: backups go on, on this laptop.
        let memory: Memory = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let read_again = memory.read_again.into_iter().map(|(name, again)| (name, again.into())).collect();
        Ok(BackupMemory { place: memory.place, last: memory.last_name.zip(memory.last_at), read_again })
    }

    fn remember(&self, memory: &BackupMemory) -> Result<(), BackupFault> {
        let (last_name, last_at) = memory.last.clone().unzip();
        let read_again = memory.read_again.clone().into_iter().map(|(name, again)| (name, again.into())).collect();
        let text = serde_json::to_vec_pretty(&Memory { place: memory.place.clone(), last_name, last_at, read_again })
            .map_err(|reason| BackupFault::Disk(reason.to_string()))?;
        let path = self.options.folder.join(MEMORY);
        disk::replace_with(&*self.options.disk, &self.options.random, &path, &text).map_err(|fault| own_fault(&fault))
    }

    fn admits(&self, place: &Path) -> Result<(), BackupFault> {
        let not_there = |refusal: io::Error| BackupFault::NotThere(refusal.to_string());
        let real = fs::canonicalize(place).map_err(not_there)?;
        if !real.is_dir() {
            return Err(BackupFault::NotThere("it is no folder".to_owned()));
        }
        if real.starts_with(fs::canonicalize(&self.options.data).map_err(not_there)?) && place != self.own_place() {
            return Err(BackupFault::InsideData);
        }
        let tried = real.join(format!(".countersign-{}", crate::hex::encode(&*self.options.random.bytes::<8>())));
        let written = self.options.disk.create(&tried).and_then(|mut file| {
            file.write_all(b"Countersign tries whether it can keep backups here.\n")?;
            file.sync()
        });
        let removed = disk::present(fs::remove_file(&tried));
        written.map_err(|refusal| disk_fault(&refusal)).and(removed.map(|_| ()).map_err(|fault| own_fault(&fault)))
    }

    fn take(
        &self,
        place: &Path,
        facts: &BackupFacts,
        copy: &mut dyn FnMut(&Path) -> Result<(), StoreError>,
    ) -> Result<BackupKept, BackupFault> {
        let _one_at_a_time = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_name(&facts.name) {
            return Err(BackupFault::Source("no backup can have this name".to_owned()));
        }
        let shelf = self.shelf(place)?;
        let made = self.make(&shelf, facts, copy);
        if made.is_err() {
            shelf.sweep();
            // A disk that is gone in the middle says so in many ways.
            self.shelf(place)?;
        }
        let made = made?;
        if let Err(fault) = self.prune(&shelf, &made.name, facts.most) {
            tracing::warn!(%fault, "the oldest backups could not be removed");
        }
        Ok(made)
    }

    fn list(&self, place: &Path) -> Result<Vec<BackupKept>, BackupFault> {
        let lists = self.lists(&self.shelf(place)?)?;
        Ok(lists
            .into_iter()
            .map(|(name, list)| match list {
                Ok(list) => BackupKept { name, at: list.at, bytes: list.bytes(), fault: None },
                Err(fault) => BackupKept { name, at: Millis(0), bytes: 0, fault: Some(fault) },
            })
            .collect())
    }

    fn verify(
        &self,
        place: &Path,
        name: &str,
        extent: Extent,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<bool, BackupFault> {
        let shelf = self.shelf(place)?;
        let read = read_again(&shelf, name, extent, &self.data_key, goes_on);
        if matches!(read, Err(BackupFault::Damaged(_))) {
            // A stick that was pulled out in the middle says so in many ways.
            self.shelf(place)?;
        }
        read
    }

    fn put_beside(&self, place: &Path, merge: &Merge<'_>) -> Result<Option<BackupFault>, BackupFault> {
        let _one_at_a_time = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let shelf = self.shelf(place)?;
        let (plain, put_aside) = match read_beside(&shelf, self.workspace, &self.data_key).and_then(merge) {
            Ok(plain) => (plain, None),
            // A later version may have written it, or a part of it may still be saved: it is put aside and not written over.
            Err(fault @ BackupFault::Damaged(_)) => {
                tracing::warn!(%fault, "what lay beside the backups can't be read, and is put aside");
                let aside = shelf.newer_aside(&crate::hex::encode(&*self.options.random.bytes::<4>()));
                self.options.disk.rename(&shelf.newer(), &aside).map_err(|refusal| disk_fault(&refusal))?;
                (merge(None)?, Some(fault))
            }
            Err(fault) => return Err(fault),
        };
        let nonce = self.options.random.bytes::<NONCE>();
        let sealed = self.beside()?.seal(&nonce, &about(self.workspace), &plain).map_err(|fault| own_fault(&fault))?;
        disk::make_private(&*self.options.disk, &shelf.snapshots()).map_err(|refusal| disk_fault(&refusal))?;
        write(&*self.options.disk, &shelf.newer(), &[&MAGIC[..], &nonce[..], &sealed].concat())?;
        Ok(put_aside)
    }
}

/// Reads a backup again; tells whether it came to the end.
fn read_again(
    shelf: &Shelf,
    name: &str,
    extent: Extent,
    key: &DataKey,
    goes_on: &dyn Fn() -> bool,
) -> Result<bool, BackupFault> {
    if !is_name(name) {
        return Err(damaged("no backup has this name"));
    }
    let list = shelf.list_of(name)?.checked(key)?;
    let own = list.files.iter().map(|file| (shelf.snapshot(name).join(&file.name), file));
    let media = list.media.iter().filter(|_| extent == Extent::Whole).map(|file| (shelf.medium(&file.name), file));
    for (path, file) in own.chain(media) {
        if !goes_on() {
            return Ok(false);
        }
        demand(&path, file)?;
    }
    Ok(true)
}

/// Which of the whole backups stay, the newest first: the newest of each of the last `most` days that have one, so that many on
/// one day push out no day; the newest few, whatever their day; and the one that was `made`, whatever the clock says.
fn to_keep<'a>(whole: &[(&'a str, Millis)], made: &'a str, most: usize) -> BTreeSet<&'a str> {
    let mut days = BTreeSet::new();
    let newest_of_days =
        whole.iter().filter(|(_, at)| days.insert(at.0.div_euclid(DAY))).take(most.max(1)).map(|(name, _)| *name);
    let newest_of_days: Vec<&str> = newest_of_days.collect();
    let newest = whole.iter().take(NEWEST.min(most)).map(|(name, _)| *name);
    newest_of_days.into_iter().chain(newest).chain([made]).collect()
}

/// Whether what is there already is read again this day, as each is once in a fortnight: a stick forgets in silence.
fn is_read_again(name: &str, at: Millis) -> bool {
    let shelf = name.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(0);
    i64::from(shelf) % FORTNIGHT == at.0.div_euclid(DAY).rem_euclid(FORTNIGHT)
}

/// What lies beside the backups of a workspace, if anything does.
pub(super) fn read_beside(
    shelf: &Shelf,
    workspace: WorkspaceId,
    key: &DataKey,
) -> Result<Option<Vec<u8>>, BackupFault> {
    let Some(bytes) = disk::read(&shelf.newer()).map_err(|fault| own_fault(&fault))? else { return Ok(None) };
    let does_not_open = || damaged("what lies beside the backups does not open");
    let (nonce, sealed) =
        bytes.strip_prefix(&MAGIC).and_then(|rest| rest.split_first_chunk::<NONCE>()).ok_or_else(does_not_open)?;
    let sealing = SubKey::derive(key.expose(), b"", "beside backups").map_err(|fault| own_fault(&fault))?;
    let plain = sealing.open(nonce, &about(workspace), sealed).ok_or_else(does_not_open)?;
    Ok(Some(plain.to_vec()))
}

fn about(workspace: WorkspaceId) -> Vec<u8> {
    joined(&[&MAGIC, workspace.to_string().as_bytes()])
}

fn own_fault(fault: &VaultFault) -> BackupFault {
    match fault {
        VaultFault::Full => BackupFault::Full,
        VaultFault::Disk(reason) => BackupFault::Disk(reason.clone()),
        VaultFault::KeychainMissing
        | VaultFault::KeychainLocked
        | VaultFault::WrongPin
        | VaultFault::NotThere
        | VaultFault::Damaged(_) => BackupFault::Source(fault.to_string()),
    }
}

fn source_fault(fault: &VaultFault) -> BackupFault {
    BackupFault::Source(fault.to_string())
}

/// The copy is written to the place, so what the disk refuses is the place's.
fn copy_fault(fault: StoreError) -> BackupFault {
    match fault {
        StoreError::Full => BackupFault::Full,
        StoreError::ReadOnly(reason) | StoreError::Io(reason) => BackupFault::Disk(reason),
        StoreError::NotADatabase
        | StoreError::Damaged(_)
        | StoreError::NewerSchema { .. }
        | StoreError::ForeignSchema(_)
        | StoreError::NotBackedUp(_)
        | StoreError::Constraint(_)
        | StoreError::Closed
        | StoreError::Unexpected(_) => BackupFault::Source(fault.to_string()),
    }
}
