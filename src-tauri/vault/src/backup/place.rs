//! Where backups of a workspace lie in a folder that a person chose.
//!
//! ```text
//! Countersign backups/<workspace>/
//!   snapshots/<name>/       manifest, countersign.db, credentials.sealed, keys.json
//!   media/<xx>/<name>       pictures and films, shared by all snapshots
//!   newer.sealed            what must not be older than the last backup: who said stop
//! ```
//!
//! Invariant: a folder below `snapshots` is a backup once it has its name; until then its name ends in `.partial`, is never
//! read, and is removed before the next backup.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use countersign_core::model::WorkspaceId;
use countersign_core::ports::BackupFault;

use super::copying::{PARTIAL, disk_fault, unreadable};
use super::manifest::{MOST_BYTES, Unchecked, damaged};

/// The folder in a person's folder.
pub(super) const FOLDER: &str = "Countersign backups";
const SNAPSHOTS: &str = "snapshots";
const MEDIA: &str = "media";
const MANIFEST: &str = "manifest";
const NEWER: &str = "newer.sealed";

/// The backups of one workspace in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shelf(PathBuf);

impl Shelf {
    /// Those of a workspace in a place, whether there are any or not.
    pub(super) fn of(place: &Path, workspace: WorkspaceId) -> Self {
        Self(place.join(FOLDER).join(workspace.to_string()))
    }

    /// Every shelf that a person can mean by a folder: the place, something in it, or what lies around it.
    pub(super) fn near(folder: &Path) -> Vec<Self> {
        let around =
            [folder.parent(), folder.parent().and_then(Path::parent)].into_iter().flatten().map(Path::to_owned);
        let within = [folder.to_owned(), folder.join(FOLDER)].into_iter().flat_map(|inner| folders_in(&inner));
        let mut shelves: Vec<Self> = std::iter::once(folder.to_owned())
            .chain(around)
            .chain(within)
            .filter(|folder| folder.join(SNAPSHOTS).is_dir())
            .map(Self)
            .collect();
        shelves.dedup();
        shelves
    }

    /// The folder that a person would choose for these.
    pub(super) fn place(&self) -> Option<PathBuf> {
        let folder = self.0.parent()?;
        (folder.file_name()? == FOLDER).then(|| folder.parent().map(Path::to_owned))?
    }

    pub(super) fn snapshots(&self) -> PathBuf {
        self.0.join(SNAPSHOTS)
    }

    pub(super) fn media(&self) -> PathBuf {
        self.0.join(MEDIA)
    }

    /// Where a picture or film lies; its name was checked to be one.
    pub(super) fn medium(&self, name: &str) -> PathBuf {
        self.media().join(name.get(..2).unwrap_or_default()).join(name)
    }

    pub(super) fn newer(&self) -> PathBuf {
        self.0.join(NEWER)
    }

    /// Where that is put which lay in its place and could not be opened.
    pub(super) fn newer_aside(&self, mark: &str) -> PathBuf {
        self.0.join(format!("newer-put-aside-{mark}.sealed"))
    }

    /// The folder of a snapshot.
    pub(super) fn snapshot(&self, name: &str) -> PathBuf {
        self.snapshots().join(name)
    }

    /// The folder of a snapshot that is being made.
    pub(super) fn making(&self, name: &str) -> PathBuf {
        self.snapshots().join(format!("{name}.{PARTIAL}"))
    }

    /// The names of the snapshots that are there.
    pub(super) fn names(&self) -> Result<Vec<String>, BackupFault> {
        let entries = match fs::read_dir(self.snapshots()) {
            Ok(entries) => entries,
            Err(refusal) if refusal.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(refusal) => return Err(disk_fault(&refusal)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|refusal| disk_fault(&refusal))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_name(&name) && entry.path().is_dir() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// The list of a snapshot, as it lies there.
    pub(super) fn list_of(&self, name: &str) -> Result<Unchecked, BackupFault> {
        let path = manifest_in(&self.snapshot(name));
        let length = fs::metadata(&path).map_err(|refusal| unreadable("its list", &refusal))?.len();
        if length > MOST_BYTES {
            return Err(damaged("its list is too long to be one"));
        }
        Unchecked::read(&fs::read(&path).map_err(|refusal| unreadable("its list", &refusal))?)
    }

    /// Removes what interrupted makings left.
    pub(super) fn sweep(&self) {
        for folder in folders_in(&self.snapshots()) {
            if folder.extension().is_some_and(|ending| ending == PARTIAL)
                && let Err(refusal) = fs::remove_dir_all(&folder)
            {
                tracing::warn!(%refusal, "what an interrupted backup left is still there");
            }
        }
    }
}

/// The list in the folder of a snapshot.
pub(super) fn manifest_in(snapshot: &Path) -> PathBuf {
    snapshot.join(MANIFEST)
}

/// Whether a snapshot can have this name.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The folders in a folder; none where it can't be read.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}
