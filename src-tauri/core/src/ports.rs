//! What the core needs from outside and does not know how to do: keep keys, keep files, keep credentials, lend files, keep
//! backups, send emails and messages to the clinic's own people.
//!
//! Invariant: these traits name no keychain, no cipher and no protocol (but how a mail server's line is encrypted), and no path but the folder that a person chose for
//! backups; the vault and the providers implement them, tests may as well.

mod backups;
mod courier;

pub use courier::{
    AddressRefused, Courier, Letter, MailAccount, MailEncryption, SendFault, SendRemedy, is_mail_address, is_mail_host,
};

pub use backups::{BackupFacts, BackupFault, BackupKept, BackupMemory, BackupTaken, Backups, Extent, Merge, ReadAgain};

use std::io::Read;
use std::time::Duration;

use async_trait::async_trait;

use crate::model::{CredentialRef, Digest, PersonKeyId, Pin, Secret};

/// Why keys, files or credentials can't be had.
#[derive(Debug, Clone, thiserror::Error)]
pub enum VaultFault {
    /// The system keychain is not there.
    #[error("there is no system keychain")]
    KeychainMissing,
    /// The system keychain is locked, or did not answer in time.
    #[error("the system keychain is locked or does not answer")]
    KeychainLocked,
    /// The PIN does not open the key.
    #[error("the PIN does not open the key")]
    WrongPin,
    /// There is nothing under this name.
    #[error("not in the vault")]
    NotThere,
    /// What is stored was changed, or sealed under another key.
    #[error("sealed data does not open: {0}")]
    Damaged(String),
    /// The disk refused.
    #[error("the disk refused: {0}")]
    Disk(String),
    /// The disk has no room left.
    #[error("the disk is full")]
    Full,
}

/// A doctor's unlocked key. It signs until it is dropped.
pub trait Pen: Send {
    /// The Ed25519 signature over `message`.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// Keeps doctors' keys, each sealed under its owner's PIN.
pub trait KeyCustody: Send + Sync {
    /// Makes a key, seals it under `pin`, and returns its Ed25519 public key.
    ///
    /// # Errors
    /// When the keychain or the disk refuses.
    fn create(&self, key: PersonKeyId, pin: &Pin) -> Result<[u8; 32], VaultFault>;

    /// Opens a key.
    ///
    /// # Errors
    /// [`VaultFault::WrongPin`] when the PIN does not fit; others when keychain or disk refuse.
    fn open(&self, key: PersonKeyId, pin: &Pin) -> Result<Box<dyn Pen>, VaultFault>;

    /// Destroys a key for ever.
    ///
    /// # Errors
    /// When the disk refuses. A key that is not there is no error.
    fn destroy(&self, key: PersonKeyId) -> Result<(), VaultFault>;
}

/// The installation's own key, which signs checkpoints and exports of the record. It needs nobody at the laptop, and signs for
/// no doctor.
pub trait RecordKey: Send + Sync {
    /// Its Ed25519 public half; the key is made when it is first asked for.
    ///
    /// # Errors
    /// When the disk refuses, or the sealed key is damaged.
    fn public_key(&self) -> Result<[u8; 32], VaultFault>;

    /// The Ed25519 signature over `message`.
    ///
    /// # Errors
    /// As [`Self::public_key`].
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], VaultFault>;
}

/// Keeps pictures, videos and other files, sealed, under the digest of their content.
pub trait SealedFiles: Send + Sync {
    /// Keeps `bytes`; keeping the same bytes again is no work.
    ///
    /// # Errors
    /// When the disk refuses; nothing half-written stays behind.
    fn put(&self, bytes: &[u8]) -> Result<Digest, VaultFault>;

    /// The bytes with this digest, checked against it.
    ///
    /// # Errors
    /// When they are not there, or are not what they were.
    fn get(&self, digest: &Digest) -> Result<Vec<u8>, VaultFault>;

    /// Keeps all that `source` gives, however much that is, in a memory that does not grow with it. Returns the digest and
    /// the number of bytes.
    ///
    /// # Errors
    /// [`VaultFault::Full`] when the disk is, others when it refuses; [`VaultFault::Disk`] also when `source` fails, which
    /// its owner can tell apart. Nothing half-written stays behind.
    fn put_from(&self, source: &mut dyn Read) -> Result<(Digest, u64), VaultFault>;

    /// Opens the file with this digest, to be read from anywhere. Every piece that comes out was sealed under the digest
    /// in the place that it is read from; [`Self::verify`] hashes the whole.
    ///
    /// # Errors
    /// When it is not there, or is not what it was.
    fn open(&self, digest: &Digest) -> Result<Box<dyn SealedReader>, VaultFault>;

    /// Reads and hashes a whole file, in a memory that does not grow with it. Returns the number of bytes.
    ///
    /// # Errors
    /// When it is not there, or is not what it was.
    fn verify(&self, digest: &Digest) -> Result<u64, VaultFault>;

    /// Removes the file with this digest; one that is not there is no fault. For a file that nothing names any more, or
    /// yet.
    ///
    /// # Errors
    /// When the disk refuses.
    fn remove(&self, digest: &Digest) -> Result<(), VaultFault>;

    /// How many bytes the disk has room for.
    ///
    /// # Errors
    /// When the disk does not tell.
    fn room(&self) -> Result<u64, VaultFault>;
}

/// A sealed file, opened.
pub trait SealedReader: Send {
    /// How many bytes it holds.
    fn len(&self) -> u64;

    /// Whether it holds none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `into` with the bytes from `offset` on, and returns how many those were: fewer than asked for only where the
    /// file ends.
    ///
    /// # Errors
    /// When the disk refuses, or the bytes are not what they were.
    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, VaultFault>;
}

/// Keeps credentials. Everything else knows only their references.
pub trait Credentials: Send + Sync {
    /// Seals a credential, in place of an earlier one.
    ///
    /// # Errors
    /// When the disk refuses.
    fn seal(&self, reference: &CredentialRef, secret: &Secret) -> Result<(), VaultFault>;

    /// The credential, for the one call that needs it.
    ///
    /// # Errors
    /// [`VaultFault::NotThere`] when there is none.
    fn reveal(&self, reference: &CredentialRef) -> Result<Secret, VaultFault>;

    /// Forgets a credential.
    ///
    /// # Errors
    /// When the disk refuses. One that is not there is no error.
    fn forget(&self, reference: &CredentialRef) -> Result<(), VaultFault>;
}

/// A place on a media host, and the key to it.
#[derive(Debug, Clone)]
pub struct MediaPlace {
    /// The host's address.
    pub endpoint: String,
    /// What the host calls the region of the bucket.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Names the key.
    pub access_key_id: String,
    /// The key itself.
    pub secret: Secret,
}

/// What helps when a media host did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostRemedy {
    /// The network: not one byte reached the host.
    Network,
    /// Time: it may pass by itself, and what was asked may have been done.
    Time,
    /// Time as well: it refused for a reason that may pass, or something on the way did. Nothing was done.
    Passing,
    /// A person: the host refused, and will again. It did nothing of what was asked.
    Person,
}

/// Why a media host did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message} ({detail})")]
pub struct HostFault {
    /// What helps.
    pub remedy: HostRemedy,
    /// The setting that is wrong, by its name, where it is known.
    pub field: Option<&'static str>,
    /// A sentence for a receptionist: what happened, and what to do.
    pub message: String,
    /// The host's own code; no address, no key.
    pub detail: String,
}

/// The clinic's media host: keeps files for a short while, where whoever was given their address can fetch them.
#[async_trait]
pub trait MediaHost: Send + Sync {
    /// Whether a host at this address may be used at all. Nothing is asked of it.
    ///
    /// # Errors
    /// With the reason, about the field `endpoint`.
    fn admits(&self, endpoint: &str) -> Result<(), HostFault>;

    /// Puts a file there, in place of one of the same key.
    ///
    /// # Errors
    /// As [`HostRemedy`] says.
    async fn put(&self, place: &MediaPlace, key: &str, bytes: Vec<u8>, mime: &str) -> Result<(), HostFault>;

    /// The address at which anybody can fetch a file for `lifetime` from now. Nothing is asked of the host.
    ///
    /// # Errors
    /// When no address can be made of these settings.
    fn address(&self, place: &MediaPlace, key: &str, lifetime: Duration) -> Result<Secret, HostFault>;

    /// What anybody gets who was given the address.
    ///
    /// # Errors
    /// When that is not the file.
    async fn fetch(&self, address: &Secret) -> Result<Vec<u8>, HostFault>;

    /// Takes a file away. One that is not there is no error, nor is a bucket that is not there any more.
    ///
    /// # Errors
    /// As [`HostRemedy`] says; whether it is still there is not known then.
    async fn remove(&self, place: &MediaPlace, key: &str) -> Result<(), HostFault>;
}
