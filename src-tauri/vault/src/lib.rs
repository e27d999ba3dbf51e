//! Keys, credentials and sealed files: what the core declares as traits, kept under one data key.
//!
//! Invariant: nothing secret is written in the clear by anything here but [`FileSecretStore`], which says so in its file.
//! Whatever else lies in a workspace's folder opens with the data key, and the data key opens with the system keychain or
//! the recovery key. A doctor's key opens with neither alone: it takes the keychain and the doctor's PIN.
//!
//! What lies where in the folder:
//!
//! ```text
//! keys.json                 the data key, wrapped by the keychain and by the recovery key   (key_ring)
//! credentials.sealed        tokens of the channels                                          (credentials)
//! record-key.sealed         the key that signs checkpoints and exports of the record       (record_key)
//! person-keys/<id>.json     doctors' signing keys                                           (custody)
//! backups.json              where backups go, and when the last was made                    (backup)
//! media/<xx>/<name>         pictures and films; media/incoming/ while they are written      (sealed_files)
//! ```
//!
//! Backups lie elsewhere, as `backup/place.rs` tells.
//!
//! One [`Vault`] at a time may have a folder open; the application keeps to one process for the same reason.

pub mod backup;
pub mod credentials;
pub mod custody;
pub mod disk;
mod hex;
pub mod key_ring;
mod keys_file;
pub mod random;
mod record_key;
pub mod recovery_key;
mod seal;
mod sealed_file;
pub mod sealed_files;
pub mod secret_store;
pub mod vault;

pub use custody::PinCost;
pub use disk::{Disk, DiskFile, SystemDisk};
pub use key_ring::{KeyRing, KeyRingFault};
pub use random::{RandomSource, os_rng};
pub use recovery_key::{InvalidRecoveryKey, RecoveryKey};
pub use secret_store::{
    FileSecretStore, KeychainState, MemorySecretStore, Mood, SecretStore, SystemKeychain, TimeLimited,
};
pub use vault::{Vault, VaultOptions};
