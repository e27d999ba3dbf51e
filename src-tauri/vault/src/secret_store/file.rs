//! The practice clinic's stand-in for a keychain: a file beside its data.
//!
//! Invariant: this protects nothing against anyone who can read the folder, and both its name and its first line say so.
//! It exists so that the practice clinic runs where there is no keychain. A real workspace must never be given one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::ports::VaultFault;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{KeychainState, SecretStore};
use crate::disk::{self, Disk};
use crate::hex;
use crate::random::RandomSource;

const NAME: &str = "unprotected-practice-keys.json";
const NOTICE: &str = "These keys lie in the open. Whoever can read this folder can read the practice clinic.";

/// Keeps secrets in the open, for the practice clinic only.
pub struct FileSecretStore {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    random: Arc<RandomSource>,
    /// One change at a time.
    changing: Mutex<()>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    notice: String,
    secrets: BTreeMap<String, String>,
}

impl Drop for Content {
    fn drop(&mut self) {
        self.secrets.values_mut().for_each(Zeroize::zeroize);
    }
}

impl FileSecretStore {
    /// The store of the practice clinic in `folder`. The file is made with the first secret.
    pub fn in_practice_folder(folder: &Path, disk: Arc<dyn Disk>, random: Arc<RandomSource>) -> Self {
        Self { path: disk::inside(folder, &[NAME]), disk, random, changing: Mutex::new(()) }
    }

    fn read(&self) -> Result<Content, VaultFault> {
        let Some(bytes) = disk::read(&self.path)?.map(Zeroizing::new) else {
            return Ok(Content { notice: NOTICE.to_owned(), secrets: BTreeMap::new() });
        };
        // The parser's own words could quote a secret.
        serde_json::from_slice(&bytes).map_err(|_| damaged())
    }

    fn change(&self, change: impl FnOnce(&mut Content)) -> Result<(), VaultFault> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut content = self.read()?;
        change(&mut content);
        let bytes = Zeroizing::new(serde_json::to_vec_pretty(&content).map_err(|_| damaged())?);
        if let Some(folder) = self.path.parent() {
            disk::private_folder(&*self.disk, folder)?;
        }
        disk::replace_with(&*self.disk, &self.random, &self.path, &bytes)
    }
}

impl SecretStore for FileSecretStore {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault> {
        let content = self.read()?;
        let secret = content.secrets.get(name);
        secret.map(|digits| hex::decode(digits).map(Zeroizing::new).ok_or_else(damaged)).transpose()
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.change(|content| {
            content.secrets.insert(name.to_owned(), hex::encode(secret));
        })
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.change(|content| {
            content.secrets.remove(name);
        })
    }

    fn state(&self) -> KeychainState {
        KeychainState::Ready
    }
}

impl std::fmt::Debug for FileSecretStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileSecretStore").finish_non_exhaustive()
    }
}

fn damaged() -> VaultFault {
    VaultFault::Damaged("the practice clinic's keys are not what they were".to_owned())
}
