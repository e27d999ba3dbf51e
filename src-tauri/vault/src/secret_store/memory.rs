//! A keychain in memory, for tests: it can be missing, locked, or silent.
//!
//! Invariant: a silent store answers when the test says so and not by time, so no test has to sleep.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use countersign_core::ports::VaultFault;
use zeroize::Zeroizing;

use super::{KeychainState, SecretStore};

/// How a [`MemorySecretStore`] behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It answers.
    Ready,
    /// As if there were no keychain.
    Missing,
    /// As if the keychain were locked, and said so.
    Locked,
    /// It says nothing until it is given another mood; then it behaves by that one.
    Silent,
}

/// Keeps secrets as long as it lives. Clones are the same store.
#[derive(Clone, Default)]
pub struct MemorySecretStore(Arc<Shared>);

#[derive(Default)]
struct Shared {
    inner: Mutex<Inner>,
    changed: Condvar,
}

struct Inner {
    mood: Mood,
    waiting: usize,
    secrets: BTreeMap<String, Zeroizing<Vec<u8>>>,
}

impl Default for Inner {
    fn default() -> Self {
        Self { mood: Mood::Ready, waiting: 0, secrets: BTreeMap::new() }
    }
}

impl MemorySecretStore {
    /// An empty store that answers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes its mood; calls that wait for it go on.
    pub fn set_mood(&self, mood: Mood) {
        self.inner().mood = mood;
        self.0.changed.notify_all();
    }

    /// Returns when at least `calls` calls wait for a silent store.
    pub fn wait_for_callers(&self, calls: usize) {
        let mut inner = self.inner();
        while inner.waiting < calls {
            inner = self.0.changed.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Loses everything, as a reinstalled system does.
    pub fn lose_everything(&self) {
        self.inner().secrets.clear();
    }

    /// The names of what it holds.
    pub fn names(&self) -> Vec<String> {
        self.inner().secrets.keys().cloned().collect()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The content, once the store speaks, or why it does not give it.
    fn spoken(&self) -> Result<MutexGuard<'_, Inner>, VaultFault> {
        let mut inner = self.inner();
        inner.waiting += 1;
        self.0.changed.notify_all();
        while inner.mood == Mood::Silent {
            inner = self.0.changed.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        inner.waiting -= 1;
        match inner.mood {
            Mood::Ready | Mood::Silent => Ok(inner),
            Mood::Missing => Err(VaultFault::KeychainMissing),
            Mood::Locked => Err(VaultFault::KeychainLocked),
        }
    }
}

impl SecretStore for MemorySecretStore {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault> {
        Ok(self.spoken()?.secrets.get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.spoken()?.secrets.insert(name.to_owned(), Zeroizing::new(secret.to_vec()));
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.spoken()?.secrets.remove(name);
        Ok(())
    }

    fn state(&self) -> KeychainState {
        match self.spoken().map(|inner| inner.mood) {
            Ok(Mood::Ready | Mood::Silent) => KeychainState::Ready,
            Err(VaultFault::KeychainMissing) | Ok(Mood::Missing) => KeychainState::Missing,
            Ok(Mood::Locked) | Err(_) => KeychainState::Locked,
        }
    }
}

impl std::fmt::Debug for MemorySecretStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemorySecretStore").finish_non_exhaustive()
    }
}
