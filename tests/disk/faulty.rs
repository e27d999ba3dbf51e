//! A disk for the vault that takes so many steps and is full then. A writing that it refuses is half done.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_vault::{Disk, DiskFile, SystemDisk};

/// How many steps are left; plenty until a test says otherwise.
#[derive(Clone)]
pub struct FaultyDisk(Arc<AtomicUsize>);

impl FaultyDisk {
    pub fn with_room() -> Self {
        Self(Arc::new(AtomicUsize::new(usize::MAX)))
    }

    /// Is full after so many steps from now.
    pub fn full_after(&self, steps: usize) {
        self.0.store(steps, Ordering::SeqCst);
    }

    pub fn make_room(&self) {
        self.full_after(usize::MAX);
    }

    fn step(&self) -> io::Result<()> {
        let taken = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        taken.map(|_| ()).map_err(|_| io::ErrorKind::StorageFull.into())
    }
}

impl Disk for FaultyDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.step()?;
        Ok(Box::new(FaultyFile { file: SystemDisk.create(path)?, disk: self.clone() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step()?;
        SystemDisk.sync_folder(folder)
    }
}

struct FaultyFile {
    file: Box<dyn DiskFile>,
    disk: FaultyDisk,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(full) = self.disk.step() {
            self.file.write_all(&bytes[..bytes.len() / 2])?;
            return Err(full);
        }
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl DiskFile for FaultyFile {
    fn sync(&mut self) -> io::Result<()> {
        self.disk.step()?;
        self.file.sync()
    }
}
