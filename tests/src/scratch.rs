//! Folders for tests that write much.

use std::path::Path;

use tempfile::TempDir;

/// A folder in memory where the system has such a thing, else an ordinary temporary one.
///
/// A process that ends loses nothing that it has handed to the system, whether or not it was forced to the disk; so a test
/// that ends processes learns nothing from waiting for a disk hundreds of times.
///
/// # Panics
/// When no folder can be made.
#[must_use]
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = memory.is_dir().then(|| tempfile::tempdir_in(memory).ok()).flatten();
    folder.unwrap_or_else(|| tempfile::tempdir().unwrap_or_else(|error| panic!("a temporary folder: {error}")))
}
