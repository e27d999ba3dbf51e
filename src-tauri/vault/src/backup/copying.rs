//! Copying a file from one disk to another: through a name of its own, forced to the disk, and read back.
//!
//! Invariant: a copy is in its place only once what the disk gives back of it was compared with what was read. Whose disk
//! failed is told apart, because people do something else about each.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use countersign_core::ports::BackupFault;
use sha2::{Digest as _, Sha256};

use super::manifest::{Listed, damaged};
use crate::disk::{self, Disk};
use crate::hex::HexArray;

/// The ending of what is still being written.
pub(super) const PARTIAL: &str = "partial";
const AT_ONCE: usize = 256 * 1024;

/// Which of the two disks failed.
#[derive(Debug)]
pub(super) enum CopyFault {
    /// The one that was read.
    From(io::Error),
    /// The one that was written.
    To(io::Error),
    /// What the written one gives back is not what was written.
    Altered,
}

impl CopyFault {
    /// What it means while a backup is made: the clinic's own files are read, the place is written.
    pub(super) fn of_making(self) -> BackupFault {
        match self {
            Self::From(refusal) => BackupFault::Source(refusal.to_string()),
            Self::To(refusal) => disk_fault(&refusal),
            Self::Altered => BackupFault::Disk("it gives back something else than was written".to_owned()),
        }
    }

    /// What it means while a clinic is restored: the backup is read, this laptop is written.
    pub(super) fn of_restoring(self, name: &str) -> BackupFault {
        match self {
            Self::From(refusal) => unreadable(name, &refusal),
            Self::To(refusal) => disk_fault(&refusal),
            Self::Altered => BackupFault::Disk("it gives back something else than was written".to_owned()),
        }
    }
}

/// What a disk's refusal means where backups are written.
pub(super) fn disk_fault(refusal: &io::Error) -> BackupFault {
    if matches!(refusal.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        BackupFault::Full
    } else {
        BackupFault::Disk(refusal.to_string())
    }
}

/// A file of a backup that can't be read.
pub(super) fn unreadable(name: &str, refusal: &io::Error) -> BackupFault {
    damaged(&format!("{name} can't be read: {refusal}"))
}

/// Copies a file into its place, over what was there.
pub(super) fn copy(disk: &dyn Disk, from: &Path, to: &Path, name: &str) -> Result<Listed, CopyFault> {
    let mut source = File::open(from).map_err(CopyFault::From)?;
    let partial = to.with_extension(PARTIAL);
    let copied = (|| {
        // What an interrupted copy left has this name.
        disk::present(fs::remove_file(&partial)).map_err(|fault| CopyFault::To(io::Error::other(fault)))?;
        let mut target = disk.create(&partial).map_err(CopyFault::To)?;
        let (mut hasher, mut bytes, mut buffer) = (Sha256::new(), 0u64, vec![0; AT_ONCE]);
        loop {
            let count = source.read(&mut buffer).map_err(CopyFault::From)?;
            let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
            hasher.update(piece);
            target.write_all(piece).map_err(CopyFault::To)?;
            bytes += piece.len() as u64;
        }
        target.sync().map_err(CopyFault::To)?;
        drop(target);
        let listed = Listed { name: name.to_owned(), bytes, sha256: HexArray(hasher.finalize().into()) };
        if !is(&partial, &listed).map_err(CopyFault::To)? {
            return Err(CopyFault::Altered);
        }
        disk.rename(&partial, to).map_err(CopyFault::To)?;
        Ok(listed)
    })();
    if copied.is_err() {
        // A half copy takes room that something else may need; the next copy of this name removes it as well.
        let _ = fs::remove_file(&partial);
    }
    copied
}

/// Writes a short file into its place.
pub(super) fn write(disk: &dyn Disk, to: &Path, bytes: &[u8]) -> Result<(), BackupFault> {
    let partial = to.with_extension(PARTIAL);
    let written = (|| {
        disk::present(fs::remove_file(&partial)).map_err(io::Error::other)?;
        let mut file = disk.create(&partial)?;
        file.write_all(bytes)?;
        file.sync()?;
        drop(file);
        if fs::read(&partial)? != bytes {
            return Err(io::Error::other("it gives back something else than was written"));
        }
        disk.rename(&partial, to)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written.map_err(|refusal| disk_fault(&refusal))
}

/// What a file is: its length and its hash.
pub(super) fn look_at(path: &Path, name: &str) -> io::Result<Listed> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let (mut bytes, mut buffer) = (0u64, vec![0; AT_ONCE]);
    loop {
        let count = file.read(&mut buffer)?;
        let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
        hasher.update(piece);
        bytes += piece.len() as u64;
    }
    Ok(Listed { name: name.to_owned(), bytes, sha256: HexArray(hasher.finalize().into()) })
}

/// Whether a file is what is listed.
pub(super) fn is(path: &Path, listed: &Listed) -> io::Result<bool> {
    Ok(look_at(path, &listed.name)? == *listed)
}

/// A file that is listed has to be what the list says.
pub(super) fn demand(path: &Path, listed: &Listed) -> Result<(), BackupFault> {
    match is(path, listed) {
        Ok(true) => Ok(()),
        Ok(false) => Err(damaged(&format!("{} is not what it was", listed.name))),
        Err(refusal) => Err(unreadable(&listed.name, &refusal)),
    }
}
