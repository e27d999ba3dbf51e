//! What the core needs to keep backups: somewhere to put them, and somebody who knows what belongs to one.
//!
//! Invariant: a backup counts once all of it is in its place and was read back; one that could not be finished leaves the
//! ones before it as they were.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::{Millis, WorkspaceId, WorkspaceKind};
use crate::store::StoreError;

/// Why a backup could not be made, found or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// The folder is not there: a stick that was pulled out, a network that is away.
    #[error("the folder is not there: {0}")]
    NotThere(String),
    /// The folder lies where the clinic's own data lies.
    #[error("the folder lies inside Countersign's own data")]
    InsideData,
    /// The disk of the folder has no room.
    #[error("there is no room left in the backups' folder")]
    Full,
    /// The folder or the disk refused.
    #[error("the disk of the backups' folder refused: {0}")]
    Disk(String),
    /// What lies there is not what was put there.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// A later version of Countersign made it.
    #[error("the backup has format {0}, which this version does not know")]
    Newer(String),
    /// The clinic's own files could not be read.
    #[error("the clinic's own data could not be read: {0}")]
    Source(String),
}

/// What a backup is about, as whoever makes one knows it.
#[derive(Debug, Clone)]
pub struct BackupFacts {
    /// Its name, of letters, digits, `-` and `_`; no other backup of the place has it.
    pub name: String,
    /// When it is made.
    pub at: Millis,
    /// The schema of the database.
    pub schema: usize,
    /// Practice or real.
    pub kind: WorkspaceKind,
    /// Of how many days the newest is kept, at least.
    pub most: usize,
}

/// A backup as it lies in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupKept {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub at: Millis,
    /// What it takes to restore it, in bytes; pictures and films that others share are counted with each.
    pub bytes: u64,
    /// Why it can't be used, where that shows without its key.
    pub fault: Option<BackupFault>,
}

/// What is remembered of backups on this laptop, also while their place is away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupMemory {
    /// The folder that a person chose; without one, backups are kept on this laptop.
    pub place: Option<PathBuf>,
    /// The last one that was made, and when.
    pub last: Option<(String, Millis)>,
    /// Those that were read again since they were made, by name.
    pub read_again: BTreeMap<String, ReadAgain>,
}

/// That every byte of a backup was read again, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAgain {
    /// When, the last time.
    pub at: Millis,
    /// When that backup was made; unknown where its list can't be read.
    pub made: Option<Millis>,
    /// What is wrong with it; nothing when it is whole.
    pub damage: Option<String>,
}

/// How much of a backup is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// The list, and the files in its own folder: the database, the credentials, the keys.
    Own,
    /// All of it, pictures and films among it.
    Whole,
}

/// A backup that was copied into a workspace's folder, and what is newer than it in the same place.
#[derive(Debug, Clone)]
pub struct BackupTaken {
    /// The workspace, as the keys say.
    pub workspace: WorkspaceId,
    /// The backup's name.
    pub name: String,
    /// When it was made.
    pub at: Millis,
    /// What lay beside the backups, in each place that holds some, or why it can't be read.
    pub beside: Vec<Result<Vec<u8>, BackupFault>>,
    /// The databases of later backups, under the same key.
    pub later: Vec<PathBuf>,
}

/// What lies beside the backups from now on, of what lay there.
pub type Merge<'m> = dyn Fn(Option<Vec<u8>>) -> Result<Vec<u8>, BackupFault> + 'm;

/// Keeps backups of one workspace.
pub trait Backups: Send + Sync {
    /// The folder that backups go to as long as nobody chose another.
    fn own_place(&self) -> PathBuf;

    /// What is remembered.
    ///
    /// # Errors
    /// When it can't be read.
    fn memory(&self) -> Result<BackupMemory, BackupFault>;

    /// Remembers something else.
    ///
    /// # Errors
    /// When the disk refuses; what was remembered stays.
    fn remember(&self, memory: &BackupMemory) -> Result<(), BackupFault>;

    /// Whether backups may be kept in a folder: it is there, can be written, and is none of Countersign's own.
    ///
    /// # Errors
    /// With the reason.
    fn admits(&self, place: &Path) -> Result<(), BackupFault>;

    /// Makes a backup. `copy` puts a consistent copy of the database at the path it is given and reads it back. Older ones
    /// beyond [`BackupFacts::most`] go afterwards, and never a whole one for a damaged one.
    ///
    /// # Errors
    /// With the reason; every backup before is as it was.
    fn take(
        &self,
        place: &Path,
        facts: &BackupFacts,
        copy: &mut dyn FnMut(&Path) -> Result<(), StoreError>,
    ) -> Result<BackupKept, BackupFault>;

    /// The backups of this workspace in a place, the newest first.
    ///
    /// # Errors
    /// When the place can't be read.
    fn list(&self, place: &Path) -> Result<Vec<BackupKept>, BackupFault>;

    /// Reads every byte of a backup, as far as `extent` goes, and holds up nothing meanwhile. Between two files `goes_on` is
    /// asked; tells whether it came to the end.
    ///
    /// # Errors
    /// [`BackupFault::Damaged`] with what is wrong; [`BackupFault::NotThere`] when the place went away.
    fn verify(&self, place: &Path, name: &str, extent: Extent, goes_on: &dyn Fn() -> bool)
    -> Result<bool, BackupFault>;

    /// Puts something small beside the backups that is newer than they are, sealed; it takes the place of what was there.
    /// `merge` is given what was there. What does not open, or what `merge` finds damaged, is put aside, never written over;
    /// `merge` is then asked once more, without it. Returns what was wrong with it.
    ///
    /// # Errors
    /// When the disk refuses; what was there stays.
    fn put_beside(&self, place: &Path, merge: &Merge<'_>) -> Result<Option<BackupFault>, BackupFault>;
}
