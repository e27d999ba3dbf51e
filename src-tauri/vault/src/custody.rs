//! Doctors' signing keys, each sealed under its owner's PIN and a secret of the system keychain.
//!
//! Invariant: opening a key takes the PIN *and* the keychain. A PIN is short, so whoever has the file could try them all;
//! the keychain's secret is what makes that useless. The data key and the recovery key are no part of it: nobody who
//! restores a workspace can sign in a doctor's name.
//!
//! A file is covered by a tag under the keychain's secret, so that a damaged file is told from a wrong PIN.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use countersign_core::model::{PersonKeyId, Pin, WorkspaceId};
use countersign_core::ports::{KeyCustody, Pen, VaultFault};
use ed25519_dalek::{Signer, SigningKey};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::disk;
use crate::hex::HexArray;
use crate::seal::{NONCE, SubKey, TAG, joined};
use crate::secret_store::KeychainState;
use crate::vault::VaultOptions;

const FOLDER: &str = "person-keys";
const VERSION: u32 = 1;

/// What one try of a PIN costs, by argon2id.
///
/// The default is what OWASP recommends where memory is the scarcer good: 19 MiB, two passes, one lane.
/// A key remembers the cost it was sealed with, so a later default changes nothing for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinCost {
    /// Memory in KiB, at least eight for each lane.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes that could be computed at once.
    pub lanes: u32,
}

impl Default for PinCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

impl PinCost {
    /// Next to nothing, for tests.
    pub const TRIFLING: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

/// Keeps doctors' keys in the workspace's folder.
pub(crate) struct PersonKeys {
    options: VaultOptions,
    workspace: WorkspaceId,
    /// Two keys made at once must not make two secrets in the keychain.
    creating: Mutex<()>,
}

/// A sealed key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    version: u32,
    workspace: WorkspaceId,
    key: PersonKeyId,
    public: HexArray<32>,
    pin_cost: PinCost,
    salt: HexArray<32>,
    /// Which secret of the keychain it takes: a hash of it, so that a lost secret is told from a wrong PIN.
    keychain_secret: HexArray<16>,
    nonce: HexArray<NONCE>,
    sealed: HexArray<{ 32 + TAG }>,
    tag: HexArray<32>,
}

/// What every version of the file says.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl PersonKeys {
    /// The keys of a workspace. What an interrupted writing left is removed.
    pub(crate) fn open(options: &VaultOptions, workspace: WorkspaceId) -> Result<Self, VaultFault> {
        Self::make_folder(options)?;
        disk::sweep(&options.folder.join(FOLDER))?;
        Ok(Self { options: options.clone(), workspace, creating: Mutex::new(()) })
    }

    /// The folder that keys lie in.
    pub(crate) fn make_folder(options: &VaultOptions) -> Result<(), VaultFault> {
        disk::private_folder(&*options.disk, &options.folder.join(FOLDER))
    }

    fn path(&self, key: PersonKeyId) -> PathBuf {
        disk::inside(&self.options.folder, &[FOLDER, &format!("{key}.json")])
    }

    /// The secret of this workspace in the keychain.
    fn keychain_secret(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault> {
        let secret = self.options.secrets.get(&self.entry())?;
        if secret.is_some() {
            return Ok(secret);
        }
        // Some keychains say "no such entry" while they are locked.
        match self.options.secrets.state() {
            KeychainState::Ready => Ok(None),
            KeychainState::Missing => Err(VaultFault::KeychainMissing),
            KeychainState::Locked => Err(VaultFault::KeychainLocked),
        }
    }

    fn entry(&self) -> String {
        format!("person-keys/{}", self.workspace)
    }

    fn read(&self, key: PersonKeyId) -> Result<KeyFile, VaultFault> {
        let bytes = disk::read(&self.path(key))?.ok_or(VaultFault::NotThere)?;
        let damaged = |reason: serde_json::Error| VaultFault::Damaged(reason.to_string());
        let head: Head = serde_json::from_slice(&bytes).map_err(damaged)?;
        if head.version != VERSION {
            return Err(VaultFault::Damaged(format!("a key of version {}, which is not known", head.version)));
        }
        let file: KeyFile = serde_json::from_slice(&bytes).map_err(damaged)?;
        if file.key != key || file.workspace != self.workspace {
            return Err(VaultFault::Damaged("the key of somebody else lies in this place".to_owned()));
        }
        Ok(file)
    }
}

impl KeyCustody for PersonKeys {
    fn create(&self, key: PersonKeyId, pin: &Pin) -> Result<[u8; 32], VaultFault> {
        let _one_at_a_time = self.creating.lock().unwrap_or_else(PoisonError::into_inner);
        let random = &self.options.random;
        if disk::read(&self.path(key))?.is_some() {
            return Err(VaultFault::Disk("there is a key of this name already".to_owned()));
        }
        let held = match self.keychain_secret()? {
            Some(held) => held,
            None => {
                let fresh = Zeroizing::new(random.bytes::<32>().to_vec());
                self.options.secrets.set(&self.entry(), &fresh)?;
                fresh
            }
        };
        let signing = SigningKey::from_bytes(&random.bytes());
        let public = signing.verifying_key().to_bytes();
        let mut file = KeyFile {
            version: VERSION,
            workspace: self.workspace,
            key,
            public: HexArray(public),
            pin_cost: self.options.pin_cost,
            salt: HexArray(*random.bytes()),
            keychain_secret: HexArray(fingerprint(&held)?),
            nonce: HexArray(*random.bytes()),
            sealed: HexArray([0; 32 + TAG]),
            tag: HexArray([0; 32]),
        };
        let sealed = file.sealing(pin, &held)?.seal(&file.nonce.0, &file.about(), signing.as_bytes())?;
        file.sealed =
            HexArray(sealed.try_into().map_err(|_| VaultFault::Damaged("a sealed key of another length".to_owned()))?);
        file.tag = HexArray(file.tagging(&held)?.tag(&[&file.about(), &file.nonce.0, &file.sealed.0]));
        let bytes = serde_json::to_vec_pretty(&file).map_err(|reason| VaultFault::Disk(reason.to_string()))?;
        disk::replace_with(&*self.options.disk, random, &self.path(key), &bytes)?;
        Ok(public)
    }

    fn open(&self, key: PersonKeyId, pin: &Pin) -> Result<Box<dyn Pen>, VaultFault> {
        let file = self.read(key)?;
        let held = self.keychain_secret()?.ok_or(VaultFault::NotThere)?;
        if fingerprint(&held)? != file.keychain_secret.0 {
            // The keychain was lost and has another secret since; no PIN opens this key any more.
            return Err(VaultFault::NotThere);
        }
        if !file.tagging(&held)?.fits(&[&file.about(), &file.nonce.0, &file.sealed.0], &file.tag.0) {
            return Err(VaultFault::Damaged("the key was changed".to_owned()));
        }
        // Nothing is wrong with the file, so only the PIN can be.
        let seed =
            file.sealing(pin, &held)?.open(&file.nonce.0, &file.about(), &file.sealed.0).ok_or(VaultFault::WrongPin)?;
        let seed = Zeroizing::new(
            <[u8; 32]>::try_from(seed.as_slice())
                .map_err(|_| VaultFault::Damaged("a key of another length".to_owned()))?,
        );
        let signing = SigningKey::from_bytes(&seed);
        if signing.verifying_key().to_bytes() != file.public.0 {
            return Err(VaultFault::Damaged("the key is not the one that was enrolled".to_owned()));
        }
        Ok(Box::new(DoctorsPen(signing)))
    }

    fn destroy(&self, key: PersonKeyId) -> Result<(), VaultFault> {
        disk::remove(&*self.options.disk, &self.path(key))
    }
}

impl KeyFile {
    /// What the sealed bytes are bound to.
    fn about(&self) -> Vec<u8> {
        joined(&[
            b"signing key",
            &self.version.to_be_bytes(),
            self.workspace.to_string().as_bytes(),
            self.key.to_string().as_bytes(),
            &self.public.0,
            &self.pin_cost.memory_kib.to_be_bytes(),
            &self.pin_cost.passes.to_be_bytes(),
            &self.pin_cost.lanes.to_be_bytes(),
            &self.salt.0,
            &self.keychain_secret.0,
        ])
    }

    /// The key under which the signing key lies: out of the PIN and the keychain's secret.
    fn sealing(&self, pin: &Pin, held: &[u8]) -> Result<SubKey, VaultFault> {
        let stretched = stretch(pin, &self.salt.0, self.pin_cost)?;
        let mut material = Zeroizing::new(Vec::with_capacity(stretched.len() + held.len()));
        material.extend_from_slice(&*stretched);
        material.extend_from_slice(held);
        SubKey::derive(&material, &self.salt.0, "signing key")
    }

    fn tagging(&self, held: &[u8]) -> Result<SubKey, VaultFault> {
        SubKey::derive(held, &self.salt.0, "signing key file")
    }
}

/// argon2id over the PIN. The memory it worked in is wiped.
fn stretch(pin: &Pin, salt: &[u8], cost: PinCost) -> Result<Zeroizing<[u8; 32]>, VaultFault> {
    let refused = |reason: argon2::Error| VaultFault::Damaged(format!("the PIN can't be stretched: {reason}"));
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(refused)?;
    let mut memory = vec![Block::default(); params.block_count()];
    let mut stretched = Zeroizing::new([0; 32]);
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        pin.expose().as_bytes(),
        salt,
        &mut *stretched,
        &mut memory,
    );
    memory.iter_mut().for_each(Zeroize::zeroize);
    done.map_err(refused)?;
    Ok(stretched)
}

fn fingerprint(held: &[u8]) -> Result<[u8; 16], VaultFault> {
    let tag = SubKey::derive(held, b"", "name of a keychain secret")?.tag(&[]);
    let mut name = [0; 16];
    for (to, from) in name.iter_mut().zip(tag) {
        *to = from;
    }
    Ok(name)
}

/// An opened signing key; its library wipes it when it is dropped.
struct DoctorsPen(SigningKey);

impl Pen for DoctorsPen {
    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}
