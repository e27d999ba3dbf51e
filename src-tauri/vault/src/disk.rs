//! The steps by which the vault writes, and the one order in which it takes them.
//!
//! Invariant: a file of the vault is whole or not there. It is written beside its place under a name of its own, forced
//! to the disk, and only then renamed into its place; the folder is forced to the disk last. A name that ends in
//! `.partial` is never read, and is removed when the vault opens.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use countersign_core::ports::VaultFault;

use crate::hex;
use crate::random::RandomSource;

/// The ending of a file that is still being written.
const PARTIAL: &str = "partial";

/// The steps of writing. A test puts a disk here that fails at one of them.
pub trait Disk: Send + Sync {
    /// Makes a file that only its owner may read.
    ///
    /// # Errors
    /// When the disk refuses, or the name is taken.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Moves a file to its place, over what was there.
    ///
    /// # Errors
    /// When the disk refuses.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Forces the names in a folder to the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// How many bytes this program may still write where `folder` lies.
    ///
    /// # Errors
    /// When the disk does not tell.
    fn room(&self, folder: &Path) -> io::Result<u64> {
        fs4::available_space(folder)
    }
}

/// A file that is being written.
pub trait DiskFile: Write {
    /// Forces the content to the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    fn sync(&mut self) -> io::Result<()>;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Box::new(options.open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Windows has no such call; there a rename is on the disk when it returns.
        if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
    }
}

impl DiskFile for fs::File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Puts a whole file at `target`, or leaves what was there. `passing` is the folder for the file while it is written.
pub(crate) fn replace(
    disk: &dyn Disk,
    random: &RandomSource,
    passing: &Path,
    target: &Path,
    fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
) -> Result<(), VaultFault> {
    place(disk, random, passing, &mut |file| fill(file).map(|()| Some(target.to_owned())))
}

/// [`replace`] for a file whose place is known only when all of it was written; with none, nothing stays.
pub(crate) fn place(
    disk: &dyn Disk,
    random: &RandomSource,
    passing: &Path,
    fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<Option<PathBuf>>,
) -> Result<(), VaultFault> {
    let partial = passing.join(format!("{}.{PARTIAL}", hex::encode(&*random.bytes::<12>())));
    let written = (|| {
        let mut file = disk.create(&partial)?;
        let Some(target) = fill(&mut *file)? else { return Ok(None) };
        file.sync()?;
        // Windows renames no file that is open.
        drop(file);
        disk.rename(&partial, &target)?;
        Ok(Some(target))
    })();
    match written {
        Ok(Some(target)) => disk.sync_folder(parent(&target)).map_err(|refusal| disk_fault(&refusal)),
        unplaced => {
            // If even this fails, the next opening removes it.
            let _ = fs::remove_file(&partial);
            unplaced.map(|_| ()).map_err(|refusal: io::Error| disk_fault(&refusal))
        }
    }
}

/// [`replace`] for a file that fits into memory, with its own folder to pass through.
pub(crate) fn replace_with(
    disk: &dyn Disk,
    random: &RandomSource,
    target: &Path,
    bytes: &[u8],
) -> Result<(), VaultFault> {
    replace(disk, random, parent(target), target, &mut |file| file.write_all(bytes))
}

/// What a file holds, if it is there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, VaultFault> {
    present(fs::read(path))
}

/// Removes a file for good; one that is not there is no fault.
pub(crate) fn remove(disk: &dyn Disk, path: &Path) -> Result<(), VaultFault> {
    if present(fs::remove_file(path))?.is_some() {
        disk.sync_folder(parent(path)).map_err(|refusal| disk_fault(&refusal))?;
    }
    Ok(())
}

/// Sees to it that a folder is there and that only its owner may enter.
pub(crate) fn private_folder(disk: &dyn Disk, folder: &Path) -> Result<(), VaultFault> {
    make_private(disk, folder).map_err(|refusal| disk_fault(&refusal))
}

#[cfg(unix)]
pub(crate) fn make_private(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    if folder.is_dir() {
        // Looser than ours means that something else made it.
        if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    disk.sync_folder(parent(folder))
}

#[cfg(not(unix))]
pub(crate) fn make_private(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    // A folder in the user's profile inherits that only this user may enter.
    fs::create_dir_all(folder)?;
    disk.sync_folder(parent(folder))
}

/// Removes what an interrupted writing left in a folder.
pub(crate) fn sweep(folder: &Path) -> Result<(), VaultFault> {
    let Some(entries) = present(fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        let path = entry.map_err(|refusal| disk_fault(&refusal))?.path();
        if path.extension().is_some_and(|ending| ending == PARTIAL) {
            present(fs::remove_file(&path))?;
        }
    }
    Ok(())
}

/// Tells "not there" from what the disk refuses.
pub(crate) fn present<T>(read: io::Result<T>) -> Result<Option<T>, VaultFault> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(refusal) if refusal.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(refusal) => Err(disk_fault(&refusal)),
    }
}

pub(crate) fn disk_fault(refusal: &io::Error) -> VaultFault {
    if matches!(refusal.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        VaultFault::Full
    } else {
        VaultFault::Disk(refusal.to_string())
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A file inside a folder whose name is known to be harmless.
pub(crate) fn inside(folder: &Path, names: &[&str]) -> PathBuf {
    names.iter().fold(folder.to_owned(), |path, name| path.join(name))
}
