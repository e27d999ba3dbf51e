//! Pictures and films, sealed, under the digest of their content.
//!
//! Invariant: what comes out is what went in, or a fault. On the disk neither content nor digest can be seen: a file's
//! name is a keyed hash of its digest, so that nobody can tell whether a workspace holds a picture they know.
//!
//! A file is a header and chunks of 64 KiB, each sealed by itself (the STREAM construction), so that a film need not be in
//! memory to be read. A chunk's nonce is the file's random prefix, the chunk's number, and whether it is the last: no
//! chunk can be left out, moved, or taken from another file, and no file can end early.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use countersign_core::model::Digest;
use countersign_core::ports::{SealedFiles, VaultFault};
use countersign_core::store::DataKey;
use sha2::{Digest as _, Sha256};

use crate::disk;
use crate::hex;
use crate::seal::{NONCE, SubKey, TAG, joined};
use crate::vault::VaultOptions;

const FOLDER: &str = "media";
const INCOMING: &str = "incoming";
/// What a file begins with; the last byte is the version.
const MAGIC: [u8; 4] = *b"CSF\x01";
const CHUNK: usize = 64 * 1024;
/// The random part of a nonce; four bytes of number and one of "last" follow.
const PREFIX: usize = NONCE - 5;

/// Keeps files in the workspace's folder.
pub(crate) struct Media {
    options: VaultOptions,
    folder: PathBuf,
    sealing: SubKey,
    naming: SubKey,
}

impl Media {
    /// The files of a workspace. What an interrupted writing left is removed.
    pub(crate) fn open(options: &VaultOptions, data_key: &DataKey) -> Result<Self, VaultFault> {
        Self::make_folders(options)?;
        let folder = options.folder.join(FOLDER);
        disk::sweep(&folder.join(INCOMING))?;
        Ok(Self {
            options: options.clone(),
            folder,
            sealing: SubKey::derive(data_key.expose(), b"", "media")?,
            naming: SubKey::derive(data_key.expose(), b"", "media names")?,
        })
    }

    /// The folders that files lie in and pass through.
    pub(crate) fn make_folders(options: &VaultOptions) -> Result<(), VaultFault> {
        let folder = options.folder.join(FOLDER);
        disk::private_folder(&*options.disk, &folder)?;
        disk::private_folder(&*options.disk, &folder.join(INCOMING))
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = hex::encode(&self.naming.tag(&[digest.as_bytes()]));
        let (shelf, _) = name.split_at(2);
        disk::inside(&self.folder, &[shelf, &name])
    }

    /// Opens a file chunk by chunk. What `sink` was given counts only if this returns `Ok`.
    fn unseal(&self, digest: &Digest, path: &Path, sink: &mut dyn FnMut(&[u8])) -> Result<(), VaultFault> {
        let file = disk::present(std::fs::File::open(path))?.ok_or(VaultFault::NotThere)?;
        let mut file = io::BufReader::with_capacity(CHUNK + TAG, file);
        let mut head = Vec::with_capacity(MAGIC.len() + PREFIX);
        read_up_to(&mut file, MAGIC.len() + PREFIX, &mut head)?;
        let (magic, prefix) = head.split_at_checked(MAGIC.len()).ok_or_else(cut_short)?;
        if magic != MAGIC {
            return Err(VaultFault::Damaged("not a sealed file of a known version".to_owned()));
        }
        let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| cut_short())?;
        let mut hasher = Sha256::new();
        let (mut chunk, mut next) = (Vec::new(), Vec::new());
        read_up_to(&mut file, CHUNK + TAG, &mut chunk)?;
        for number in 0.. {
            read_up_to(&mut file, CHUNK + TAG, &mut next)?;
            let place = Place { digest, prefix: &prefix, number, last: next.is_empty() };
            let opened = self
                .sealing
                .open(&place.nonce(), &place.about(), &chunk)
                .ok_or_else(|| VaultFault::Damaged("a file does not open".to_owned()))?;
            hasher.update(&*opened);
            sink(&opened);
            if place.last {
                break;
            }
            std::mem::swap(&mut chunk, &mut next);
        }
        let found = Digest::from(<[u8; 32]>::from(hasher.finalize()));
        if found == *digest { Ok(()) } else { Err(VaultFault::Damaged("a file is not what it was".to_owned())) }
    }

    fn seal_into(&self, digest: &Digest, bytes: &[u8], file: &mut dyn Write) -> io::Result<()> {
        let prefix = self.options.random.bytes::<PREFIX>();
        file.write_all(&MAGIC)?;
        file.write_all(&*prefix)?;
        let mut rest = bytes;
        for number in 0.. {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
            let place = Place { digest, prefix: &prefix, number, last: after.is_empty() };
            let sealed = self.sealing.seal(&place.nonce(), &place.about(), chunk).map_err(io::Error::other)?;
            file.write_all(&sealed)?;
            if place.last {
                break;
            }
            rest = after;
        }
        Ok(())
    }
}

impl SealedFiles for Media {
    fn put(&self, bytes: &[u8]) -> Result<Digest, VaultFault> {
        let digest = Digest::of(bytes);
        let path = self.path(&digest);
        // Chunks are numbered with four bytes: 256 TiB, and no file is that long. Said here so that no number comes twice.
        if bytes.len().div_ceil(CHUNK) > u32::MAX as usize {
            return Err(VaultFault::Disk("the file is too long".to_owned()));
        }
        match self.unseal(&digest, &path, &mut |_| ()) {
            Ok(()) => return Ok(digest),
            // A damaged file is healed by the same bytes.
            Err(VaultFault::NotThere | VaultFault::Damaged(_)) => (),
            Err(fault @ (VaultFault::Disk(_) | VaultFault::WrongPin)) => return Err(fault),
            Err(fault @ (VaultFault::KeychainMissing | VaultFault::KeychainLocked)) => return Err(fault),
        }
        if let Some(shelf) = path.parent() {
            disk::private_folder(&*self.options.disk, shelf)?;
        }
        disk::replace(&*self.options.disk, &self.options.random, &self.folder.join(INCOMING), &path, &mut |file| {
            self.seal_into(&digest, bytes, file)
        })?;
        Ok(digest)
    }

    fn get(&self, digest: &Digest) -> Result<Vec<u8>, VaultFault> {
        let mut bytes = Vec::new();
        self.unseal(digest, &self.path(digest), &mut |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }
}

/// Where a chunk belongs.
struct Place<'a> {
    digest: &'a Digest,
    prefix: &'a [u8; PREFIX],
    number: u32,
    last: bool,
}

impl Place<'_> {
    fn nonce(&self) -> [u8; NONCE] {
        let mut nonce = [0; NONCE];
        let parts = self.prefix.iter().copied().chain(self.number.to_be_bytes()).chain([u8::from(self.last)]);
        for (to, from) in nonce.iter_mut().zip(parts) {
            *to = from;
        }
        nonce
    }

    fn about(&self) -> Vec<u8> {
        joined(&[&MAGIC, self.digest.as_bytes(), &self.number.to_be_bytes(), &[u8::from(self.last)]])
    }
}

/// Fills `into` with the next `length` bytes, or fewer where the file ends.
fn read_up_to(file: &mut impl Read, length: usize, into: &mut Vec<u8>) -> Result<(), VaultFault> {
    into.clear();
    let read = file.by_ref().take(length as u64).read_to_end(into);
    read.map(|_| ()).map_err(|refusal| disk::disk_fault(&refusal))
}

fn cut_short() -> VaultFault {
    VaultFault::Damaged("a file was cut short".to_owned())
}
