//! Where 32 bytes can be kept outside of the workspace's folder: the system keychain, and its stand-ins.
//!
//! Invariant: a store keeps a few short secrets under names, and tells "there is nothing" from "I can't be asked".
//! Credentials never come here; they lie in the vault's own file.

mod file;
mod memory;
mod namespace;
mod system;
mod time_limit;

use countersign_core::ports::VaultFault;
use zeroize::Zeroizing;

pub use file::FileSecretStore;
pub use memory::{MemorySecretStore, Mood};
pub use namespace::keychain_namespace;
pub use system::SystemKeychain;
pub use time_limit::TimeLimited;

/// Whether a store can be used at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeychainState {
    /// It keeps secrets.
    Ready,
    /// There is none on this system.
    Missing,
    /// It is there, and locked or not answering.
    Locked,
}

/// Keeps short secrets under names.
pub trait SecretStore: Send + Sync {
    /// The secret under this name, if there is one.
    ///
    /// # Errors
    /// [`VaultFault::KeychainMissing`] and [`VaultFault::KeychainLocked`] when the store can't be asked;
    /// [`VaultFault::Damaged`] when what it holds makes no sense.
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault>;

    /// Keeps a secret, in place of an earlier one. After [`VaultFault::KeychainLocked`] it may be kept all the same, when
    /// the store comes back.
    ///
    /// # Errors
    /// As for [`SecretStore::get`].
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault>;

    /// Forgets a secret; one that is not there is no error.
    ///
    /// # Errors
    /// As for [`SecretStore::get`].
    fn delete(&self, name: &str) -> Result<(), VaultFault>;

    /// Whether the store can be used. Asking opens no prompt where the system allows that.
    fn state(&self) -> KeychainState;
}
