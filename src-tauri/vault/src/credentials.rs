//! Tokens of the channels, sealed together in one file.
//!
//! Invariant: the file is rewritten as a whole or not at all, by one caller at a time, and is never rewritten when it could
//! not be read: a damaged file is kept for whoever can repair it. Credentials are in memory only while one is asked for.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use countersign_core::model::{CredentialRef, Secret, WorkspaceId};
use countersign_core::ports::{Credentials, VaultFault};
use countersign_core::store::DataKey;
use zeroize::Zeroizing;

use crate::disk;
use crate::seal::{NONCE, SubKey, joined};
use crate::vault::VaultOptions;

const NAME: &str = "credentials.sealed";
/// What the file begins with; the last byte is the version.
const MAGIC: [u8; 4] = *b"CSC\x01";

/// Keeps credentials in the workspace's folder.
pub(crate) struct SealedCredentials {
    options: VaultOptions,
    path: PathBuf,
    about: Vec<u8>,
    sealing: SubKey,
    /// One reading or rewriting at a time.
    turn: Mutex<()>,
}

/// All credentials, in the order of their references.
type All = Vec<(String, Zeroizing<String>)>;

impl SealedCredentials {
    /// The credentials of a workspace.
    pub(crate) fn open(options: &VaultOptions, workspace: WorkspaceId, data_key: &DataKey) -> Result<Self, VaultFault> {
        Ok(Self {
            options: options.clone(),
            path: disk::inside(&options.folder, &[NAME]),
            about: joined(&[&MAGIC, workspace.to_string().as_bytes()]),
            sealing: SubKey::derive(data_key.expose(), b"", "credentials")?,
            turn: Mutex::new(()),
        })
    }

    fn read(&self) -> Result<All, VaultFault> {
        let Some(bytes) = disk::read(&self.path)? else { return Ok(All::new()) };
        let sealed = bytes
            .strip_prefix(&MAGIC)
            .ok_or_else(|| VaultFault::Damaged("the credentials are of no known version".to_owned()))?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let plain = self.sealing.open(nonce, &self.about, sealed).ok_or_else(damaged)?;
        decoded(&plain).ok_or_else(damaged)
    }

    fn change(&self, change: impl FnOnce(&mut All) -> bool) -> Result<(), VaultFault> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.read()?;
        if !change(&mut all) {
            return Ok(());
        }
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let nonce = self.options.random.bytes::<NONCE>();
        let sealed = self.sealing.seal(&nonce, &self.about, &encoded(&all)?)?;
        let bytes = [&MAGIC[..], &nonce[..], &sealed].concat();
        disk::replace_with(&*self.options.disk, &self.options.random, &self.path, &bytes)
    }
}

impl Credentials for SealedCredentials {
    fn seal(&self, reference: &CredentialRef, secret: &Secret) -> Result<(), VaultFault> {
        self.change(|all| {
            all.retain(|(name, _)| name != reference.as_str());
            all.push((reference.as_str().to_owned(), Zeroizing::new(secret.expose().to_owned())));
            true
        })
    }

    fn reveal(&self, reference: &CredentialRef) -> Result<Secret, VaultFault> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let all = self.read()?;
        let found = all.into_iter().find(|(name, _)| name == reference.as_str());
        found.map(|(_, secret)| Secret::new(secret.as_str().to_owned())).ok_or(VaultFault::NotThere)
    }

    fn forget(&self, reference: &CredentialRef) -> Result<(), VaultFault> {
        self.change(|all| {
            let before = all.len();
            all.retain(|(name, _)| name != reference.as_str());
            all.len() != before
        })
    }
}

/// Each field led by its length. Written by hand, because what serialises a secret must not be a general tool, and with
/// room for all of it from the start, because a buffer that grows leaves copies behind.
fn encoded(all: &All) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
    let room = all.iter().map(|(name, secret)| name.len() + secret.len() + 8).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    for field in all.iter().flat_map(|(name, secret)| [name.as_str(), secret.as_str()]) {
        let length = u32::try_from(field.len()).map_err(|_| VaultFault::Disk("a credential is too long".to_owned()))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(field.as_bytes());
    }
    Ok(bytes)
}

fn decoded(mut bytes: &[u8]) -> Option<All> {
    let mut all = All::new();
    while !bytes.is_empty() {
        let (name, after) = field(bytes)?;
        let (secret, after) = field(after)?;
        all.push((name.to_owned(), Zeroizing::new(secret.to_owned())));
        bytes = after;
    }
    Some(all)
}

fn field(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, after) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (text, after) = after.split_at_checked(length)?;
    Some((std::str::from_utf8(text).ok()?, after))
}

fn damaged() -> VaultFault {
    VaultFault::Damaged("the credentials do not open".to_owned())
}
