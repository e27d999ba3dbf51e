//! A workspace in a temporary folder, a disk that fails when told to, and eyes for what lies in the folder.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_core::model::{Millis, NewId, Pin, WorkspaceId};
use countersign_vault::{Disk, DiskFile, MemorySecretStore, PinCost, RandomSource, SystemDisk, VaultOptions};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub struct Fixture {
    pub home: tempfile::TempDir,
    pub keychain: MemorySecretStore,
    pub options: VaultOptions,
}

impl Fixture {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let keychain = MemorySecretStore::new();
        let mut options = VaultOptions::new(home.path().join("clinic"), Arc::new(keychain.clone()));
        options.random = RandomSource::new(ChaCha20Rng::seed_from_u64(7));
        options.pin_cost = PinCost::TRIFLING;
        Self { home, keychain, options }
    }

    pub fn folder(&self) -> &Path {
        &self.options.folder
    }

    pub fn keys_file(&self) -> PathBuf {
        self.folder().join("keys.json")
    }

    /// The same workspace on a disk that fails.
    pub fn on(&self, disk: &Arc<FaultyDisk>) -> VaultOptions {
        let mut options = self.options.clone();
        options.disk = Arc::clone(disk) as Arc<dyn Disk>;
        options
    }
}

/// An id that depends on `number` alone.
pub fn id<T: NewId>(number: u64) -> T {
    T::new_id(Millis(1_790_000_000_000), &mut ChaCha20Rng::seed_from_u64(number))
}

pub fn clinic() -> WorkspaceId {
    id(1)
}

pub fn pin(digits: &str) -> Pin {
    Pin::parse(digits.to_owned()).unwrap()
}

/// Every file below a folder with its bytes, in the order of the paths.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    found
}

pub fn no_partial_file_in(folder: &Path) {
    let left: Vec<_> = files(folder).into_iter().map(|(path, _)| path).collect();
    assert!(left.iter().all(|path| path.extension().is_none_or(|ending| ending != "partial")), "{left:?}");
}

/// A disk that takes so many steps and is full then. A writing that it refuses is half done.
#[derive(Default)]
pub struct FaultyDisk {
    steps_left: Arc<AtomicUsize>,
}

impl FaultyDisk {
    pub fn after(steps: usize) -> Arc<Self> {
        Arc::new(Self { steps_left: Arc::new(AtomicUsize::new(steps)) })
    }
}

fn step(left: &AtomicUsize) -> io::Result<()> {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
        .map(|_| ())
        .map_err(|_| io::ErrorKind::StorageFull.into())
}

impl Disk for FaultyDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        step(&self.steps_left)?;
        let file = SystemDisk.create(path)?;
        Ok(Box::new(FaultyFile { file, steps_left: Arc::clone(&self.steps_left) }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        step(&self.steps_left)?;
        SystemDisk.rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        step(&self.steps_left)?;
        SystemDisk.sync_folder(folder)
    }
}

struct FaultyFile {
    file: Box<dyn DiskFile>,
    steps_left: Arc<AtomicUsize>,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(full) = step(&self.steps_left) {
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
        step(&self.steps_left)?;
        self.file.sync()
    }
}
