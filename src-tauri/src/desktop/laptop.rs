//! What Countersign remembers of this laptop, for whoever uses it: which clinics were open, and what people chose about it.
//!
//! Invariant: nothing of a clinic is in it, and a file that can't be read counts as none.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_core::model::WorkspaceKind;
use serde::{Deserialize, Serialize};

/// What is remembered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// The workspaces that were open, and are opened again at the next start.
    pub open: Vec<WorkspaceKind>,
    /// The one that the window showed.
    pub shown: Option<WorkspaceKind>,
    /// Whether it starts when this person signs in; `None` while nobody has been asked.
    pub start_at_login: Option<bool>,
    /// Whether it was said that closing the window leaves Countersign in the tray.
    pub told_of_tray: bool,
}

/// The file it lies in.
pub struct Laptop {
    file: PathBuf,
    kept: Mutex<Kept>,
}

impl Laptop {
    /// That of a data folder.
    pub fn of(folder: &Path) -> Self {
        let file = folder.join("laptop.json");
        let kept = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { file, kept: Mutex::new(kept.unwrap_or_default()) }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered.
    pub fn kept(&self) -> Kept {
        self.lock().clone()
    }

    /// Remembers something else.
    pub fn change(&self, change: impl FnOnce(&mut Kept)) {
        let mut kept = self.lock();
        let before = kept.clone();
        change(&mut kept);
        if *kept == before {
            return;
        }
        if let Err(error) = self.write(&kept) {
            tracing::warn!(%error, "what was chosen for this laptop could not be kept");
        }
    }

    /// In one step, so that a crash leaves the old file or the new one.
    fn write(&self, kept: &Kept) -> std::io::Result<()> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let next = self.file.with_extension("next");
        std::fs::write(&next, serde_json::to_vec_pretty(kept)?)?;
        std::fs::rename(&next, &self.file)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use super::*;

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let laptop = Laptop::of(folder.path());
        assert_eq!(laptop.kept(), Kept::default());
        laptop.change(|kept| {
            kept.open = vec![WorkspaceKind::Real];
            kept.start_at_login = Some(false);
        });
        let again = Laptop::of(folder.path()).kept();
        assert_eq!((again.open, again.start_at_login), (vec![WorkspaceKind::Real], Some(false)));
    }

    #[test]
    fn a_file_that_can_not_be_read_counts_as_none() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("laptop.json"), "{ half").unwrap();
        assert_eq!(Laptop::of(folder.path()).kept(), Kept::default());
    }
}
