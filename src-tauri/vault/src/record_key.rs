//! The installation's own key: it signs checkpoints and exports of the record.
//!
//! Invariant: it is sealed under the data key, so that it signs while nobody is at the laptop; it is made once, and never
//! made anew over one that can't be read. It signs for no person: a doctor's key is another's, under the doctor's PIN.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use countersign_core::model::WorkspaceId;
use countersign_core::ports::{RecordKey, VaultFault};
use countersign_core::store::DataKey;
use ed25519_dalek::{Signer, SigningKey};

use crate::disk;
use crate::seal::{NONCE, SubKey, joined};
use crate::vault::VaultOptions;

const NAME: &str = "record-key.sealed";
/// What the file begins with; the last byte is the version.
const MAGIC: [u8; 4] = *b"CSR\x01";

/// Keeps the key in the workspace's folder.
pub(crate) struct SealedRecordKey {
    options: VaultOptions,
    path: PathBuf,
    about: Vec<u8>,
    sealing: SubKey,
    /// The key, once it was asked for.
    open: Mutex<Option<SigningKey>>,
}

impl SealedRecordKey {
    /// The key of a workspace.
    pub(crate) fn open(options: &VaultOptions, workspace: WorkspaceId, data_key: &DataKey) -> Result<Self, VaultFault> {
        Ok(Self {
            options: options.clone(),
            path: disk::inside(&options.folder, &[NAME]),
            about: joined(&[&MAGIC, workspace.to_string().as_bytes()]),
            sealing: SubKey::derive(data_key.expose(), b"", "record key")?,
            open: Mutex::new(None),
        })
    }

    fn with<T>(&self, work: impl FnOnce(&SigningKey) -> T) -> Result<T, VaultFault> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match open.take() {
            Some(key) => key,
            None => match self.read()? {
                Some(key) => key,
                None => self.make()?,
            },
        };
        Ok(work(open.insert(key)))
    }

    fn read(&self) -> Result<Option<SigningKey>, VaultFault> {
        let damaged = || VaultFault::Damaged("the key of the record does not open".to_owned());
        let Some(bytes) = disk::read(&self.path)? else { return Ok(None) };
        let sealed = bytes.strip_prefix(&MAGIC).ok_or_else(damaged)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let plain = self.sealing.open(nonce, &self.about, sealed).ok_or_else(damaged)?;
        let seed: &[u8; 32] = plain.as_slice().try_into().map_err(|_| damaged())?;
        Ok(Some(SigningKey::from_bytes(seed)))
    }

    fn make(&self) -> Result<SigningKey, VaultFault> {
        let key = SigningKey::from_bytes(&self.options.random.bytes());
        let nonce = self.options.random.bytes::<NONCE>();
        let sealed = self.sealing.seal(&nonce, &self.about, key.as_bytes())?;
        let bytes = [&MAGIC[..], &nonce[..], &sealed].concat();
        disk::replace_with(&*self.options.disk, &self.options.random, &self.path, &bytes)?;
        Ok(key)
    }
}

impl RecordKey for SealedRecordKey {
    fn public_key(&self) -> Result<[u8; 32], VaultFault> {
        self.with(|key| key.verifying_key().to_bytes())
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], VaultFault> {
        self.with(|key| key.sign(message).to_bytes())
    }
}
