//! The vault of one workspace: its data key, its doctors' keys, its files, its credentials.
//!
//! Invariant: there is a [`Vault`] only when the data key is open. One at a time may have a folder open: its locks are
//! in memory, and opening removes what it takes for an interrupted writing.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::model::WorkspaceId;
use countersign_core::ports::{Backups, Credentials, KeyCustody, RecordKey, SealedFiles};
use countersign_core::store::DataKey;

use crate::backup::Keeper;
use crate::credentials::SealedCredentials;
use crate::custody::{PersonKeys, PinCost};
use crate::disk::{self, Disk, SystemDisk};
use crate::key_ring::{KeyRing, KeyRingFault};
use crate::random::{RandomSource, os_rng};
use crate::record_key::SealedRecordKey;
use crate::recovery_key::RecoveryKey;
use crate::sealed_files::Media;
use crate::secret_store::SecretStore;

/// What a vault is built on.
#[derive(Clone)]
pub struct VaultOptions {
    /// The workspace's own folder.
    pub folder: PathBuf,
    /// The folder of all that Countersign keeps on this laptop: backups go below it as long as nobody chose another place,
    /// and a chosen one lies outside of it.
    pub data: PathBuf,
    /// The keychain.
    pub secrets: Arc<dyn SecretStore>,
    /// Randomness.
    pub random: Arc<RandomSource>,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// What a try of a PIN costs, for keys that are made from now on.
    pub pin_cost: PinCost,
}

impl VaultOptions {
    /// A folder and a keychain; the rest as it is outside of tests.
    pub fn new(folder: impl Into<PathBuf>, secrets: Arc<dyn SecretStore>) -> Self {
        let folder = folder.into();
        Self {
            data: folder.parent().unwrap_or(&folder).to_owned(),
            folder,
            secrets,
            random: RandomSource::new(os_rng()),
            disk: Arc::new(SystemDisk),
            pin_cost: PinCost::default(),
        }
    }
}

impl std::fmt::Debug for VaultOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VaultOptions").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// An open vault.
pub struct Vault {
    ring: Mutex<KeyRing>,
    workspace: WorkspaceId,
    data_key: DataKey,
    keys: Arc<dyn KeyCustody>,
    files: Arc<dyn SealedFiles>,
    credentials: Arc<dyn Credentials>,
    backups: Arc<dyn Backups>,
    record_key: Arc<dyn RecordKey>,
}

impl Vault {
    /// Makes the vault of a new workspace. The recovery key can be shown now and never again; a vault whose recovery key
    /// was not confirmed gets another by [`Vault::renew_recovery`].
    ///
    /// # Errors
    /// [`KeyRingFault::AlreadyThere`] when the folder has keys: open it, and renew the recovery key. After any other fault
    /// creating can be tried again.
    pub fn create(options: &VaultOptions, workspace: WorkspaceId) -> Result<(Self, RecoveryKey), KeyRingFault> {
        // What the disk can refuse comes before the keys, which can be made only once.
        disk::private_folder(&*options.disk, &options.folder)?;
        PersonKeys::make_folder(options)?;
        Media::make_folders(options)?;
        let (ring, recovery_key) = KeyRing::create(options, workspace)?;
        Ok((Self::around(options, ring)?, recovery_key))
    }

    /// Opens the vault of a workspace with the keychain.
    ///
    /// # Errors
    /// [`KeyRingFault`] tells apart what a person can do about it.
    pub fn open(options: &VaultOptions) -> Result<Self, KeyRingFault> {
        Self::around(options, KeyRing::open(options)?)
    }

    /// Opens the vault of a workspace with its recovery key, and wraps the data key for this keychain. Doctors' keys that
    /// were sealed with a keychain that is lost stay closed: they have to be retired and made anew.
    ///
    /// # Errors
    /// [`KeyRingFault::WrongRecoveryKey`] for another workspace's; nothing has changed then.
    pub fn open_with_recovery(options: &VaultOptions, recovery: &RecoveryKey) -> Result<Self, KeyRingFault> {
        Self::around(options, KeyRing::open_with_recovery(options, recovery)?)
    }

    fn around(options: &VaultOptions, ring: KeyRing) -> Result<Self, KeyRingFault> {
        let (workspace, data_key) = (ring.workspace(), ring.data_key().clone());
        let keys = Arc::new(PersonKeys::open(options, workspace)?);
        let files = Arc::new(Media::open(options, &data_key)?);
        let credentials = Arc::new(SealedCredentials::open(options, workspace, &data_key)?);
        let backups = Arc::new(Keeper::new(options, workspace, &data_key));
        let record_key = Arc::new(SealedRecordKey::open(options, workspace, &data_key)?);
        Ok(Self { ring: Mutex::new(ring), workspace, data_key, keys, files, credentials, backups, record_key })
    }

    /// The workspace whose vault this is, as the keys say.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The key of the database.
    pub fn data_key(&self) -> &DataKey {
        &self.data_key
    }

    /// The doctors' keys.
    pub fn keys(&self) -> Arc<dyn KeyCustody> {
        Arc::clone(&self.keys)
    }

    /// Pictures and films.
    pub fn files(&self) -> Arc<dyn SealedFiles> {
        Arc::clone(&self.files)
    }

    /// Tokens of the channels.
    pub fn credentials(&self) -> Arc<dyn Credentials> {
        Arc::clone(&self.credentials)
    }

    /// The backups of the workspace.
    pub fn backups(&self) -> Arc<dyn Backups> {
        Arc::clone(&self.backups)
    }

    /// The key that signs checkpoints and exports of the record.
    pub fn record_key(&self) -> Arc<dyn RecordKey> {
        Arc::clone(&self.record_key)
    }

    /// Whether somebody has proved to hold the recovery key.
    pub fn recovery_confirmed(&self) -> bool {
        self.ring().recovery_confirmed()
    }

    /// Notes that the recovery key was written down and typed back.
    ///
    /// # Errors
    /// As for [`KeyRing::confirm_recovery`].
    pub fn confirm_recovery(&self) -> Result<(), KeyRingFault> {
        self.ring().confirm_recovery()
    }

    /// Makes another recovery key; the old one opens nothing any more.
    ///
    /// # Errors
    /// As for [`KeyRing::renew_recovery`].
    pub fn renew_recovery(&self) -> Result<RecoveryKey, KeyRingFault> {
        self.ring().renew_recovery()
    }

    /// Wraps the data key under a new key of the keychain.
    ///
    /// # Errors
    /// As for [`KeyRing::rewrap`].
    pub fn rewrap(&self) -> Result<(), KeyRingFault> {
        self.ring().rewrap()
    }

    fn ring(&self) -> MutexGuard<'_, KeyRing> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
