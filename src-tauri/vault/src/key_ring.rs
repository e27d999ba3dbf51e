//! The data key of a workspace: made once, opened with the keychain, or with the recovery key when the keychain is lost.
//!
//! Invariant: at every instant the file on the disk opens with the keychain as it is at that instant. A new wrapping
//! therefore gets a keychain entry of its own: the entry first, then the file, and only then the old entry goes. A
//! keychain that answers late, after its caller gave up, can leave an entry too many and never one too few.

use std::path::Path;

use countersign_core::model::WorkspaceId;
use countersign_core::ports::VaultFault;
use countersign_core::store::DataKey;

use crate::disk;
use crate::hex;
use crate::keys_file::{KeychainWrapping, KeysFile, RecoveryWrapping};
use crate::recovery_key::RecoveryKey;
use crate::secret_store::{KeychainState, SecretStore};
use crate::vault::VaultOptions;

/// Why the data key can't be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingFault {
    /// The folder holds no keys: it is no workspace, or not yet.
    #[error("there are no keys in this folder")]
    NoKeys,
    /// The folder holds keys already. They are never written over.
    #[error("there are keys in this folder already")]
    AlreadyThere,
    /// The keychain answers, and what it kept for this workspace is gone: ask for the recovery key.
    #[error("the keychain no longer holds the key of this workspace")]
    KeychainEntryLost,
    /// There is no system keychain.
    #[error("there is no system keychain")]
    KeychainMissing,
    /// The system keychain is locked, or did not answer in time.
    #[error("the system keychain is locked or does not answer")]
    KeychainLocked,
    /// A recovery key, but not the one of this workspace.
    #[error("this is not the recovery key of this workspace")]
    WrongRecoveryKey,
    /// The keys don't open: the file was changed, or the keychain holds something else. The recovery key may still open it.
    #[error("the keys of this workspace are damaged: {0}")]
    Damaged(String),
    /// The keys were written by a later version of Countersign.
    #[error("the keys were written in version {0}, which this version of Countersign does not know")]
    UnknownVersion(u32),
    /// The disk refused.
    #[error("the disk refused: {0}")]
    Disk(String),
}

impl From<VaultFault> for KeyRingFault {
    fn from(fault: VaultFault) -> Self {
        match fault {
            VaultFault::KeychainMissing => Self::KeychainMissing,
            VaultFault::KeychainLocked => Self::KeychainLocked,
            VaultFault::NotThere => Self::KeychainEntryLost,
            VaultFault::WrongPin => Self::Damaged("a PIN was asked for".to_owned()),
            VaultFault::Damaged(reason) => Self::Damaged(reason),
            VaultFault::Disk(reason) => Self::Disk(reason),
            VaultFault::Full => Self::Disk(VaultFault::Full.to_string()),
        }
    }
}

/// The data key of one workspace, and the file it lies wrapped in.
pub struct KeyRing {
    options: VaultOptions,
    file: KeysFile,
    data_key: DataKey,
    recovery_genuine: bool,
}

impl KeyRing {
    /// Whether a folder holds keys.
    ///
    /// # Errors
    /// When the disk refuses to say.
    pub fn exists(folder: &Path) -> Result<bool, KeyRingFault> {
        Ok(disk::present(std::fs::metadata(KeysFile::path(folder)))?.is_some())
    }

    /// Makes the data key of a new workspace. The recovery key can be shown now and never again.
    ///
    /// # Errors
    /// [`KeyRingFault::AlreadyThere`] when the folder has keys; others when keychain or disk refuse. Nothing is left
    /// behind then that would stop another try.
    pub fn create(options: &VaultOptions, workspace: WorkspaceId) -> Result<(Self, RecoveryKey), KeyRingFault> {
        disk::private_folder(&*options.disk, &options.folder)?;
        disk::sweep(&options.folder)?;
        if Self::exists(&options.folder)? {
            return Err(KeyRingFault::AlreadyThere);
        }
        let data_key = DataKey::from_bytes(*options.random.bytes());
        let recovery_key = RecoveryKey::generate(&options.random);
        let recovery = RecoveryWrapping::new(workspace, &data_key, &recovery_key, &options.random)?;
        let keychain = wrap_by_keychain(options, workspace, &data_key)?;
        let file = KeysFile::new(workspace, &data_key, keychain, recovery)?;
        if let Err(fault) = file.write(&*options.disk, &options.random, &options.folder) {
            // The file may be in its place although the disk complained; then the entry has to stay.
            if matches!(Self::exists(&options.folder), Ok(false)) {
                let _ = options.secrets.delete(&file.keychain_entry);
            }
            return Err(fault);
        }
        let ring = Self { options: options.clone(), file, data_key, recovery_genuine: true };
        Ok((ring, recovery_key))
    }

    /// Opens the data key with the keychain.
    ///
    /// # Errors
    /// [`KeyRingFault`] tells apart what a person can do about it.
    pub fn open(options: &VaultOptions) -> Result<Self, KeyRingFault> {
        disk::sweep(&options.folder)?;
        let file = KeysFile::read(&options.folder)?;
        let held = options.secrets.get(&file.keychain_entry)?;
        let held = held.ok_or_else(|| why_nothing_is_held(&*options.secrets))?;
        let data_key = file
            .unwrap_with_keychain(&held)?
            .ok_or_else(|| KeyRingFault::Damaged("what the keychain holds does not open the data key".to_owned()))?;
        let recovery_genuine = file.is_genuine(&data_key)?;
        if !recovery_genuine {
            // Refusing would lose the clinic its data over a byte it does not need today. The recovery key counts as
            // unconfirmed instead, so a new one is made, and with it a file that is whole again.
            tracing::warn!("keys.json was changed by something else; the recovery key has to be renewed");
        }
        Ok(Self { options: options.clone(), file, data_key, recovery_genuine })
    }

    /// Opens the data key with the recovery key and wraps it for this keychain, so that the next opening needs no paper.
    ///
    /// # Errors
    /// [`KeyRingFault::WrongRecoveryKey`] for another workspace's, and the file stays as it was; others when keychain or
    /// disk refuse.
    pub fn open_with_recovery(options: &VaultOptions, recovery: &RecoveryKey) -> Result<Self, KeyRingFault> {
        disk::sweep(&options.folder)?;
        let file = KeysFile::read(&options.folder)?;
        let data_key = file.unwrap_with_recovery(recovery)?.ok_or(KeyRingFault::WrongRecoveryKey)?;
        let mut ring = Self { options: options.clone(), file, data_key, recovery_genuine: true };
        // It was just typed, so the paper exists.
        ring.wrap_again(true)?;
        Ok(ring)
    }

    /// Wraps the data key under a new key of the keychain; the old one opens nothing any more.
    ///
    /// # Errors
    /// [`KeyRingFault::Damaged`] when the recovery key has to be renewed first; others when keychain or disk refuse. The
    /// old wrapping is valid then.
    pub fn rewrap(&mut self) -> Result<(), KeyRingFault> {
        self.demand_genuine()?;
        let confirmed = self.recovery_confirmed();
        self.wrap_again(confirmed)
    }

    /// Makes another recovery key; the old one opens nothing any more. For a key that was shown and never confirmed,
    /// and for a paper that was lost.
    ///
    /// # Errors
    /// When the disk refuses; the old recovery key is valid then.
    pub fn renew_recovery(&mut self) -> Result<RecoveryKey, KeyRingFault> {
        let recovery_key = RecoveryKey::generate(&self.options.random);
        let wrapping = RecoveryWrapping::new(self.file.workspace, &self.data_key, &recovery_key, &self.options.random)?;
        self.write(|file| {
            file.set_recovery(wrapping);
            file.recovery_confirmed = false;
        })?;
        self.recovery_genuine = true;
        Ok(recovery_key)
    }

    /// Notes that the recovery key was written down and typed back.
    ///
    /// # Errors
    /// [`KeyRingFault::Damaged`] when the file was changed by something else, so that the paper may open nothing: renew
    /// the recovery key. Others when the disk refuses.
    pub fn confirm_recovery(&mut self) -> Result<(), KeyRingFault> {
        self.demand_genuine()?;
        self.write(|file| file.recovery_confirmed = true)
    }

    /// Whether somebody has proved to hold the recovery key. Until then a lost keychain loses the workspace.
    pub fn recovery_confirmed(&self) -> bool {
        self.recovery_genuine && self.file.recovery_confirmed
    }

    /// The workspace whose key this is.
    pub fn workspace(&self) -> WorkspaceId {
        self.file.workspace
    }

    /// The data key.
    pub fn data_key(&self) -> &DataKey {
        &self.data_key
    }

    fn wrap_again(&mut self, confirmed: bool) -> Result<(), KeyRingFault> {
        let old = self.file.keychain_entry.clone();
        let wrapping = wrap_by_keychain(&self.options, self.file.workspace, &self.data_key)?;
        self.write(|file| {
            file.set_keychain(wrapping);
            file.recovery_confirmed = confirmed;
        })?;
        if let Err(fault) = self.options.secrets.delete(&old) {
            tracing::warn!(%fault, "an old entry stays in the keychain; it opens nothing");
        }
        Ok(())
    }

    /// Writing gives the file a new tag, which must not vouch for a recovery key that nobody could check.
    fn demand_genuine(&self) -> Result<(), KeyRingFault> {
        if self.recovery_genuine {
            Ok(())
        } else {
            Err(KeyRingFault::Damaged("the recovery key has to be renewed first".to_owned()))
        }
    }

    fn write(&mut self, change: impl FnOnce(&mut KeysFile)) -> Result<(), KeyRingFault> {
        let file = self.file.changed(&self.data_key, change)?;
        file.write(&*self.options.disk, &self.options.random, &self.options.folder)?;
        self.file = file;
        Ok(())
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRing").field("workspace", &self.file.workspace).finish_non_exhaustive()
    }
}

fn wrap_by_keychain(
    options: &VaultOptions,
    workspace: WorkspaceId,
    data_key: &DataKey,
) -> Result<KeychainWrapping, KeyRingFault> {
    let entry = format!("data-key/{}", hex::encode(&*options.random.bytes::<16>()));
    let held = options.random.bytes::<32>();
    let wrapping = KeychainWrapping::new(workspace, data_key, entry.clone(), &held, &options.random)?;
    options.secrets.set(&entry, &*held)?;
    Ok(wrapping)
}

/// Some keychains say "no such entry" while they are locked. A clinic must not be sent for its paper because of that.
fn why_nothing_is_held(secrets: &dyn SecretStore) -> KeyRingFault {
    match secrets.state() {
        KeychainState::Ready => KeyRingFault::KeychainEntryLost,
        KeychainState::Missing => KeyRingFault::KeychainMissing,
        KeychainState::Locked => KeyRingFault::KeychainLocked,
    }
}
