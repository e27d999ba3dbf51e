//! The name by which one data folder's entries in the keychain are told from another's.
//!
//! Invariant: the name is made once, at random, and lies in the folder; so it survives when the folder is moved, and two
//! folders of one user never meet in the keychain.

use std::path::Path;

use countersign_core::ports::VaultFault;

use crate::disk::{self, Disk};
use crate::hex;
use crate::random::RandomSource;

const NAME: &str = "keychain-namespace";
const BYTES: usize = 8;

/// The namespace of a data folder, made when there is none. It is no secret.
///
/// # Errors
/// [`VaultFault::Damaged`] when the file holds something else: another name in its place would make the keychain look
/// empty. [`VaultFault::Disk`] when the disk refuses.
pub fn keychain_namespace(folder: &Path, disk: &dyn Disk, random: &RandomSource) -> Result<String, VaultFault> {
    let path = disk::inside(folder, &[NAME]);
    if let Some(bytes) = disk::read(&path)? {
        return String::from_utf8(bytes)
            .ok()
            .filter(|name| hex::decode(name).is_some_and(|bytes| bytes.len() == BYTES))
            .ok_or_else(|| VaultFault::Damaged("keychain-namespace is not what it was".to_owned()));
    }
    disk::private_folder(disk, folder)?;
    let name = hex::encode(&*random.bytes::<BYTES>());
    disk::replace_with(disk, random, &path, name.as_bytes())?;
    Ok(name)
}
