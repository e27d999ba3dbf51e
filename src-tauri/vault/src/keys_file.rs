//! `keys.json`: the data key, wrapped twice.
//!
//! Invariant: each wrapping names in its associated data the format, the workspace and what it is for, so neither can be
//! moved into another workspace's file or into the other's place. The rest of the file is covered by a tag under the
//! data key itself, which [`KeysFile::is_genuine`] checks once that is known.

use std::path::{Path, PathBuf};

use countersign_core::model::WorkspaceId;
use countersign_core::ports::VaultFault;
use countersign_core::store::DataKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::disk::{self, Disk};
use crate::hex::HexArray;
use crate::key_ring::KeyRingFault;
use crate::random::RandomSource;
use crate::recovery_key::RecoveryKey;
use crate::seal::{NONCE, SubKey, TAG, joined};

const NAME: &str = "keys.json";
/// The version that is written, and the newest that is read.
const VERSION: u32 = 1;

/// The file.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeysFile {
    version: u32,
    pub(crate) workspace: WorkspaceId,
    /// The entry of the keychain that holds the key of the first wrapping.
    pub(crate) keychain_entry: String,
    keychain: Wrapped,
    recovery_salt: HexArray<32>,
    recovery: Wrapped,
    /// Somebody typed back what was shown, so the paper exists.
    pub(crate) recovery_confirmed: bool,
    tag: HexArray<32>,
}

/// A sealed data key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    nonce: HexArray<NONCE>,
    sealed: HexArray<{ 32 + TAG }>,
}

/// What every version of the file says.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

/// The wrapping under the keychain, ready to be put into a file.
pub(crate) struct KeychainWrapping {
    entry: String,
    wrapped: Wrapped,
}

/// The wrapping under the recovery key, ready to be put into a file.
pub(crate) struct RecoveryWrapping {
    salt: HexArray<32>,
    wrapped: Wrapped,
}

impl KeysFile {
    /// Where the file of a workspace lies.
    pub(crate) fn path(folder: &Path) -> PathBuf {
        disk::inside(folder, &[NAME])
    }

    /// A file that was not written yet. The recovery key counts as unconfirmed.
    pub(crate) fn new(
        workspace: WorkspaceId,
        data_key: &DataKey,
        keychain: KeychainWrapping,
        recovery: RecoveryWrapping,
    ) -> Result<Self, KeyRingFault> {
        let mut file = Self {
            version: VERSION,
            workspace,
            keychain_entry: keychain.entry,
            keychain: keychain.wrapped,
            recovery_salt: recovery.salt,
            recovery: recovery.wrapped,
            recovery_confirmed: false,
            tag: HexArray([0; 32]),
        };
        file.tag = HexArray(file.tagging(data_key)?.tag(&file.tagged().each_ref().map(Vec::as_slice)));
        Ok(file)
    }

    /// The same file after a change.
    pub(crate) fn changed(&self, data_key: &DataKey, change: impl FnOnce(&mut Self)) -> Result<Self, KeyRingFault> {
        let mut file = self.clone();
        change(&mut file);
        file.tag = HexArray(file.tagging(data_key)?.tag(&file.tagged().each_ref().map(Vec::as_slice)));
        Ok(file)
    }

    /// Reads the file of a workspace.
    pub(crate) fn read(folder: &Path) -> Result<Self, KeyRingFault> {
        let bytes = disk::read(&Self::path(folder))?.ok_or(KeyRingFault::NoKeys)?;
        let damaged = |reason: serde_json::Error| KeyRingFault::Damaged(reason.to_string());
        let head: Head = serde_json::from_slice(&bytes).map_err(damaged)?;
        if head.version != VERSION {
            return Err(KeyRingFault::UnknownVersion(head.version));
        }
        serde_json::from_slice(&bytes).map_err(damaged)
    }

    /// Puts the file in its place, whole or not at all.
    pub(crate) fn write(&self, disk: &dyn Disk, random: &RandomSource, folder: &Path) -> Result<(), KeyRingFault> {
        let bytes = serde_json::to_vec_pretty(self).map_err(|reason| KeyRingFault::Disk(reason.to_string()))?;
        Ok(disk::replace_with(disk, random, &Self::path(folder), &bytes)?)
    }

    /// The data key, with what the keychain holds.
    pub(crate) fn unwrap_with_keychain(&self, held: &[u8]) -> Result<Option<DataKey>, KeyRingFault> {
        let key = keychain_subkey(held)?;
        Ok(self.keychain.open(&key, &about(self.workspace, Purpose::Keychain)))
    }

    /// The data key, with what is on paper.
    pub(crate) fn unwrap_with_recovery(&self, recovery: &RecoveryKey) -> Result<Option<DataKey>, KeyRingFault> {
        let key = recovery_subkey(recovery, &self.recovery_salt)?;
        Ok(self.recovery.open(&key, &about(self.workspace, Purpose::Recovery)))
    }

    /// Whether whoever wrote the file had the data key, and nobody changed it since.
    pub(crate) fn is_genuine(&self, data_key: &DataKey) -> Result<bool, KeyRingFault> {
        Ok(self.tagging(data_key)?.fits(&self.tagged().each_ref().map(Vec::as_slice), &self.tag.0))
    }

    /// Puts another wrapping under the keychain into the file.
    pub(crate) fn set_keychain(&mut self, wrapping: KeychainWrapping) {
        self.keychain_entry = wrapping.entry;
        self.keychain = wrapping.wrapped;
    }

    /// Puts another wrapping under a recovery key into the file.
    pub(crate) fn set_recovery(&mut self, wrapping: RecoveryWrapping) {
        self.recovery_salt = wrapping.salt;
        self.recovery = wrapping.wrapped;
    }

    fn tagging(&self, data_key: &DataKey) -> Result<SubKey, KeyRingFault> {
        Ok(SubKey::derive(data_key.expose(), self.workspace.to_string().as_bytes(), "keys file")?)
    }

    fn tagged(&self) -> [Vec<u8>; 9] {
        [
            self.version.to_be_bytes().to_vec(),
            self.workspace.to_string().into_bytes(),
            self.keychain_entry.clone().into_bytes(),
            self.keychain.nonce.0.to_vec(),
            self.keychain.sealed.0.to_vec(),
            self.recovery_salt.0.to_vec(),
            self.recovery.nonce.0.to_vec(),
            self.recovery.sealed.0.to_vec(),
            vec![u8::from(self.recovery_confirmed)],
        ]
    }
}

impl KeychainWrapping {
    /// Wraps the data key under `held`, which the keychain keeps as `entry`.
    pub(crate) fn new(
        workspace: WorkspaceId,
        data_key: &DataKey,
        entry: String,
        held: &[u8; 32],
        random: &RandomSource,
    ) -> Result<Self, KeyRingFault> {
        let key = keychain_subkey(held)?;
        Ok(Self { entry, wrapped: Wrapped::seal(&key, &about(workspace, Purpose::Keychain), data_key, random)? })
    }
}

impl RecoveryWrapping {
    /// Wraps the data key under a recovery key.
    pub(crate) fn new(
        workspace: WorkspaceId,
        data_key: &DataKey,
        recovery: &RecoveryKey,
        random: &RandomSource,
    ) -> Result<Self, KeyRingFault> {
        let salt = HexArray(*random.bytes());
        let key = recovery_subkey(recovery, &salt)?;
        Ok(Self { salt, wrapped: Wrapped::seal(&key, &about(workspace, Purpose::Recovery), data_key, random)? })
    }
}

impl Wrapped {
    fn seal(key: &SubKey, about: &[u8], data_key: &DataKey, random: &RandomSource) -> Result<Self, VaultFault> {
        let nonce = *random.bytes::<NONCE>();
        let sealed = key.seal(&nonce, about, data_key.expose())?;
        let sealed =
            sealed.try_into().map_err(|_| VaultFault::Damaged("a wrapped key of another length".to_owned()))?;
        Ok(Self { nonce: HexArray(nonce), sealed: HexArray(sealed) })
    }

    fn open(&self, key: &SubKey, about: &[u8]) -> Option<DataKey> {
        let opened = key.open(&self.nonce.0, about, &self.sealed.0)?;
        let bytes = Zeroizing::new(<[u8; 32]>::try_from(opened.as_slice()).ok()?);
        Some(DataKey::from_bytes(*bytes))
    }
}

enum Purpose {
    Keychain,
    Recovery,
}

fn about(workspace: WorkspaceId, purpose: Purpose) -> Vec<u8> {
    let purpose: &[u8] = match purpose {
        Purpose::Keychain => b"data key by keychain",
        Purpose::Recovery => b"data key by recovery key",
    };
    joined(&[&VERSION.to_be_bytes(), workspace.to_string().as_bytes(), purpose])
}

fn keychain_subkey(held: &[u8]) -> Result<SubKey, VaultFault> {
    SubKey::derive(held, b"", "wrapping by keychain")
}

fn recovery_subkey(recovery: &RecoveryKey, salt: &HexArray<32>) -> Result<SubKey, VaultFault> {
    // The key is 160 random bits, so there is nothing to guess and nothing to slow down.
    SubKey::derive(recovery.expose(), &salt.0, "wrapping by recovery key")
}
