//! How one sealed file lies on the disk, and reading it from anywhere.
//!
//! A file is a header and chunks of 64 KiB, each sealed by itself (the STREAM construction), so that a film need not be in
//! memory to be read. A chunk's nonce is the file's random prefix, the chunk's number, and whether it is the last: no
//! chunk can be left out, moved, or taken from another file, and no file can end early. Of a file whose digest was known
//! before it was written, each chunk is bound to it; of one that came as a stream, an end behind the last chunk binds the
//! prefix, and with it every chunk, to digest and length.
//!
//! Invariant: whatever is read was sealed as the content of this digest in this place, or is a fault.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use countersign_core::model::Digest;
use countersign_core::ports::{SealedReader, VaultFault};
use zeroize::Zeroizing;

use crate::disk;
use crate::seal::{NONCE, SubKey, TAG, joined};

/// The plain bytes of a chunk; the last one has fewer.
pub(crate) const CHUNK: usize = 64 * 1024;
/// The random part of a nonce; four bytes of number and one of "last" follow.
pub(crate) const PREFIX: usize = NONCE - 5;
/// The number of the end of a streamed file; no chunk has it.
pub(crate) const END: u32 = u32::MAX;
/// The end of a streamed file: its length, sealed.
const END_BYTES: u64 = 8 + TAG as u64;
const HEAD: usize = 4 + PREFIX;

/// How a file's chunks are bound to its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// Each by itself: the digest was known before.
    Known,
    /// All by the end.
    Streamed,
}

impl Version {
    /// What a file begins with; the last byte is the version.
    pub(crate) const fn magic(self) -> [u8; 4] {
        match self {
            Self::Known => *b"CSF\x01",
            Self::Streamed => *b"CSF\x02",
        }
    }

    fn of(magic: [u8; 4]) -> Option<Self> {
        [Self::Known, Self::Streamed].into_iter().find(|version| version.magic() == magic)
    }

    /// What a chunk is about.
    pub(crate) fn about(self, digest: &Digest, number: u32, last: bool) -> Vec<u8> {
        let (magic, number, last) = (self.magic(), number.to_be_bytes(), [u8::from(last)]);
        match self {
            Self::Known => joined(&[&magic, digest.as_bytes(), &number, &last]),
            Self::Streamed => joined(&[&magic, &number, &last]),
        }
    }

    const fn end(self) -> u64 {
        match self {
            Self::Known => 0,
            Self::Streamed => END_BYTES,
        }
    }
}

/// What the end of a streamed file is about.
pub(crate) fn about_end(digest: &Digest) -> Vec<u8> {
    joined(&[&Version::Streamed.magic(), b"end", digest.as_bytes()])
}

/// The nonce of a chunk.
pub(crate) fn nonce(prefix: &[u8; PREFIX], number: u32, last: bool) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    let parts = prefix.iter().copied().chain(number.to_be_bytes()).chain([u8::from(last)]);
    for (to, from) in nonce.iter_mut().zip(parts) {
        *to = from;
    }
    nonce
}

/// Fills `into` with the next `length` bytes, or fewer where the source ends.
pub(crate) fn read_up_to(source: &mut (impl Read + ?Sized), length: usize, into: &mut Vec<u8>) -> io::Result<()> {
    into.clear();
    source.take(length as u64).read_to_end(into).map(|_| ())
}

/// An open sealed file.
pub(crate) struct SealedFile {
    key: Arc<SubKey>,
    file: File,
    digest: Digest,
    version: Version,
    prefix: [u8; PREFIX],
    chunks: u32,
    length: u64,
    sealed: Vec<u8>,
    /// The chunk that was read last.
    opened: Option<(u32, Zeroizing<Vec<u8>>)>,
}

impl SealedFile {
    /// Opens the file at `path`, which has to be the one of `digest`.
    pub(crate) fn open(key: &Arc<SubKey>, digest: &Digest, path: &Path) -> Result<Self, VaultFault> {
        let mut file = disk::present(File::open(path))?.ok_or(VaultFault::NotThere)?;
        let all = file.metadata().map_err(|refusal| disk::disk_fault(&refusal))?.len();
        let mut head = Vec::with_capacity(HEAD);
        read_up_to(&mut file, HEAD, &mut head).map_err(|refusal| disk::disk_fault(&refusal))?;
        let (magic, prefix) = head.split_first_chunk::<4>().ok_or_else(cut_short)?;
        let Some(version) = Version::of(*magic) else {
            return Err(VaultFault::Damaged("not a sealed file of a known version".to_owned()));
        };
        let prefix: [u8; PREFIX] = prefix.try_into().map_err(|_| cut_short())?;
        let body = all.checked_sub(HEAD as u64 + version.end()).ok_or_else(cut_short)?;
        let chunks = u32::try_from(body.div_ceil((CHUNK + TAG) as u64).max(1)).map_err(|_| cut_short())?;
        let length = body.checked_sub(u64::from(chunks) * TAG as u64).ok_or_else(cut_short)?;
        let key = Arc::clone(key);
        let mut this =
            Self { key, file, digest: *digest, version, prefix, chunks, length, sealed: Vec::new(), opened: None };
        match version {
            // That it ends where it should is said by its last chunk alone.
            Version::Known => this.chunk(chunks - 1).map(|_| ())?,
            Version::Streamed => this.check_end(HEAD as u64 + body)?,
        }
        Ok(this)
    }

    /// How many chunks there are; at least one.
    pub(crate) const fn chunks(&self) -> u32 {
        self.chunks
    }

    /// What a chunk holds.
    pub(crate) fn chunk(&mut self, number: u32) -> Result<&[u8], VaultFault> {
        if self.opened.as_ref().is_none_or(|(at, _)| *at != number) {
            self.read(HEAD as u64 + u64::from(number) * (CHUNK + TAG) as u64, self.sealed_length(number))?;
            let last = number + 1 == self.chunks;
            let about = self.version.about(&self.digest, number, last);
            let opened = self.key.open(&nonce(&self.prefix, number, last), &about, &self.sealed);
            self.opened = Some((number, opened.ok_or_else(does_not_open)?));
        }
        Ok(self.opened.as_ref().map_or(&[], |(_, bytes)| bytes))
    }

    fn sealed_length(&self, number: u32) -> usize {
        let left = self.length.saturating_sub(u64::from(number) * CHUNK as u64);
        usize::try_from(left).unwrap_or(CHUNK).min(CHUNK) + TAG
    }

    fn check_end(&mut self, at: u64) -> Result<(), VaultFault> {
        self.read(at, END_BYTES as usize)?;
        let end = self.key.open(&nonce(&self.prefix, END, true), &about_end(&self.digest), &self.sealed);
        let said = <[u8; 8]>::try_from(end.ok_or_else(does_not_open)?.as_slice()).map_err(|_| cut_short())?;
        if u64::from_be_bytes(said) == self.length { Ok(()) } else { Err(cut_short()) }
    }

    fn read(&mut self, at: u64, length: usize) -> Result<(), VaultFault> {
        let read =
            self.file.seek(SeekFrom::Start(at)).and_then(|_| read_up_to(&mut self.file, length, &mut self.sealed));
        read.map_err(|refusal| disk::disk_fault(&refusal))
    }
}

impl SealedReader for SealedFile {
    fn len(&self) -> u64 {
        self.length
    }

    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, VaultFault> {
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let at = offset.saturating_add(filled as u64);
            if at >= self.length {
                break;
            }
            let (number, within) = (at / CHUNK as u64, at % CHUNK as u64);
            let chunk = self.chunk(u32::try_from(number).map_err(|_| cut_short())?)?;
            let from = usize::try_from(within).ok().and_then(|within| chunk.get(within..)).ok_or_else(cut_short)?;
            let count = from.len().min(rest.len());
            if count == 0 {
                return Err(cut_short());
            }
            for (to, from) in rest.iter_mut().zip(from) {
                *to = *from;
            }
            filled += count;
        }
        Ok(filled)
    }
}

fn cut_short() -> VaultFault {
    VaultFault::Damaged("a file was cut short".to_owned())
}

fn does_not_open() -> VaultFault {
    VaultFault::Damaged("a file does not open".to_owned())
}
