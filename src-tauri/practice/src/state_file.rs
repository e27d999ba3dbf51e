//! The file that lets the platforms survive a restart.
//!
//! Invariant: the file is replaced whole or not at all, and one that cannot be read is put aside, never overwritten.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::world::World;

const FORMAT: u32 = 1;

#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
}

#[derive(Deserialize)]
struct Stored {
    format: u32,
    world: World,
}

#[derive(Serialize)]
struct Storing<'a> {
    format: u32,
    world: &'a World,
}

impl StateFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The folder beside it for the bytes of uploads.
    pub(crate) fn uploads(&self) -> PathBuf {
        beside(&self.path, ".uploads")
    }

    /// What the file holds; nothing if there is none yet, or if it was damaged and is now put aside.
    pub(crate) fn load(&self) -> std::io::Result<Option<World>> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if let Ok(stored) = serde_json::from_slice::<Stored>(&bytes)
            && stored.format == FORMAT
        {
            return Ok(Some(stored.world));
        }
        let mut aside = beside(&self.path, ".damaged");
        let mut count = 1;
        while aside.exists() {
            count += 1;
            aside = beside(&self.path, &format!(".damaged-{count}"));
        }
        fs::rename(&self.path, &aside)?;
        tracing::warn!("the state of the practice platforms could not be read; they start empty and keep it aside");
        Ok(None)
    }

    /// Written without waiting for the disk itself: a crash of the program loses nothing, and a loss of power costs
    /// no more than practice.
    pub(crate) fn save(&self, world: &World) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(&Storing { format: FORMAT, world })?;
        let fresh = beside(&self.path, ".new");
        fs::write(&fresh, bytes)?;
        fs::rename(&fresh, &self.path)
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
