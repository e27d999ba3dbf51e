//! Pictures and films, sealed, under the digest of their content.
//!
//! Invariant: what comes out is what went in, or a fault. On the disk neither content nor digest can be seen: a file's
//! name is a keyed hash of its digest, so that nobody can tell whether a workspace holds a picture they know.
//!
//! How a file lies on the disk is `sealed_file.rs`.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_core::model::Digest;
use countersign_core::ports::{SealedFiles, SealedReader, VaultFault};
use countersign_core::store::DataKey;
use sha2::{Digest as _, Sha256};

use crate::disk;
use crate::hex;
use crate::seal::SubKey;
use crate::sealed_file::{CHUNK, END, PREFIX, SealedFile, Version, about_end, nonce, read_up_to};
use crate::vault::VaultOptions;

const FOLDER: &str = "media";
const INCOMING: &str = "incoming";

/// Where the file of a name lies in a workspace's folder.
pub(crate) fn path_of(folder: &Path, name: &str) -> PathBuf {
    disk::inside(folder, &[FOLDER, name.get(..2).unwrap_or_default(), name])
}

/// The names of all files of a workspace, and where they lie.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<(String, PathBuf)>, VaultFault> {
    names_below(&folder.join(FOLDER))
}

/// The names of the files that lie in a folder as files of a workspace do.
pub(crate) fn names_below(folder: &Path) -> Result<Vec<(String, PathBuf)>, VaultFault> {
    let mut names = Vec::new();
    for shelf in entries(folder)? {
        let is_shelf = shelf.file_name().is_some_and(|name| name.len() == 2);
        if is_shelf && shelf.is_dir() {
            let files = entries(&shelf)?.into_iter().filter(|path| path.extension().is_none());
            names.extend(files.filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), path))));
        }
    }
    names.sort();
    Ok(names)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, VaultFault> {
    let Some(entries) = disk::present(std::fs::read_dir(folder))? else { return Ok(Vec::new()) };
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(|refusal| disk::disk_fault(&refusal))).collect()
}

/// Keeps files in the workspace's folder.
pub(crate) struct Media {
    options: VaultOptions,
    folder: PathBuf,
    sealing: Arc<SubKey>,
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
            sealing: Arc::new(SubKey::derive(data_key.expose(), b"", "media")?),
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
    fn unseal(&self, digest: &Digest, path: &Path, sink: &mut dyn FnMut(&[u8])) -> Result<u64, VaultFault> {
        let mut file = SealedFile::open(&self.sealing, digest, path)?;
        let mut hasher = Sha256::new();
        for number in 0..file.chunks() {
            let opened = file.chunk(number)?;
            hasher.update(opened);
            sink(opened);
        }
        let found = Digest::from(<[u8; 32]>::from(hasher.finalize()));
        if found == *digest { Ok(file.len()) } else { Err(VaultFault::Damaged("a file is not what it was".to_owned())) }
    }

    fn seal_into(&self, digest: &Digest, bytes: &[u8], file: &mut dyn Write) -> io::Result<()> {
        let prefix = self.options.random.bytes::<PREFIX>();
        file.write_all(&Version::Known.magic())?;
        file.write_all(&*prefix)?;
        let mut rest = bytes;
        for number in 0.. {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK));
            let last = after.is_empty();
            let about = Version::Known.about(digest, number, last);
            let sealed = self.sealing.seal(&nonce(&prefix, number, last), &about, chunk).map_err(io::Error::other)?;
            file.write_all(&sealed)?;
            if last {
                break;
            }
            rest = after;
        }
        Ok(())
    }

    /// Seals what comes, chunk by chunk; who it is shows at the end, and is sealed behind the last chunk.
    fn seal_stream(&self, source: &mut dyn Read, file: &mut dyn Write) -> io::Result<(Digest, u64)> {
        let prefix = self.options.random.bytes::<PREFIX>();
        file.write_all(&Version::Streamed.magic())?;
        file.write_all(&*prefix)?;
        let (mut hasher, mut length) = (Sha256::new(), 0u64);
        let (mut chunk, mut next) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
        read_up_to(source, CHUNK, &mut chunk)?;
        for number in 0..END {
            read_up_to(source, CHUNK, &mut next)?;
            let last = next.is_empty();
            hasher.update(&chunk);
            length += chunk.len() as u64;
            // Which file it belongs to is not known yet; the random prefix and the end tie it down.
            let about = Version::Streamed.about(&Digest::from([0; 32]), number, last);
            let sealed = self.sealing.seal(&nonce(&prefix, number, last), &about, &chunk).map_err(io::Error::other)?;
            file.write_all(&sealed)?;
            if last {
                let digest = Digest::from(<[u8; 32]>::from(hasher.finalize()));
                let end = self.sealing.seal(&nonce(&prefix, END, true), &about_end(&digest), &length.to_be_bytes());
                file.write_all(&end.map_err(io::Error::other)?)?;
                return Ok((digest, length));
            }
            std::mem::swap(&mut chunk, &mut next);
        }
        Err(io::ErrorKind::FileTooLarge.into())
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
            Ok(_) => return Ok(digest),
            // A damaged file is healed by the same bytes.
            Err(VaultFault::NotThere | VaultFault::Damaged(_)) => (),
            Err(fault @ (VaultFault::Disk(_) | VaultFault::Full | VaultFault::WrongPin)) => return Err(fault),
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

    fn put_from(&self, source: &mut dyn Read) -> Result<(Digest, u64), VaultFault> {
        let (disk, mut kept) = (&*self.options.disk, (Digest::of(b""), 0));
        disk::place(disk, &self.options.random, &self.folder.join(INCOMING), &mut |file| {
            kept = self.seal_stream(source, file)?;
            let path = self.path(&kept.0);
            // What is there and whole stays: somebody may be reading it.
            if self.unseal(&kept.0, &path, &mut |_| ()).is_ok() {
                return Ok(None);
            }
            if let Some(shelf) = path.parent() {
                disk::make_private(disk, shelf)?;
            }
            Ok(Some(path))
        })?;
        Ok(kept)
    }

    fn open(&self, digest: &Digest) -> Result<Box<dyn SealedReader>, VaultFault> {
        Ok(Box::new(SealedFile::open(&self.sealing, digest, &self.path(digest))?))
    }

    fn verify(&self, digest: &Digest) -> Result<u64, VaultFault> {
        self.unseal(digest, &self.path(digest), &mut |_| ())
    }

    fn remove(&self, digest: &Digest) -> Result<(), VaultFault> {
        disk::remove(&*self.options.disk, &self.path(digest))
    }

    fn room(&self) -> Result<u64, VaultFault> {
        self.options.disk.room(&self.folder).map_err(|refusal| disk::disk_fault(&refusal))
    }
}
