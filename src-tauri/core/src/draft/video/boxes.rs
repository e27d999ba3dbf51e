//! The boxes of an MP4 or MOV file, walked without reading what lies in them.
//!
//! Invariant: whatever the file says, no walk runs past it, takes more than [`MOST_BOXES`] steps ([`MOST_WITHIN`] within a
//! box), or keeps more than a few bytes.

use std::io::{Read, Seek, SeekFrom};

use super::VideoRefused;

/// The most boxes of a file: a film of a day in pieces of a second has fewer.
const MOST_BOXES: usize = 200_000;
/// The most boxes within another: no kind has more than some dozens.
const MOST_WITHIN: usize = 1_000;

/// A file that can be read from anywhere.
pub trait Source: Read + Seek {}

impl<T: Read + Seek + ?Sized> Source for T {}

/// A box: a length, four letters, and what lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BoxAt {
    pub(super) kind: [u8; 4],
    pub(super) start: u64,
    /// Where what lies in it begins.
    pub(super) body: u64,
    pub(super) end: u64,
}

impl BoxAt {
    pub(super) const fn length(&self) -> u64 {
        self.end - self.start
    }
}

/// Fills `into` from `at` on.
pub(super) fn read_at(source: &mut dyn Source, at: u64, into: &mut [u8]) -> Result<(), VideoRefused> {
    let read = source.seek(SeekFrom::Start(at)).and_then(|_| source.read_exact(into));
    read.map_err(|error| VideoRefused::of(&error))
}

/// Some bytes from `at` on.
pub(super) fn bytes_at<const N: usize>(source: &mut dyn Source, at: u64) -> Result<[u8; N], VideoRefused> {
    let mut bytes = [0; N];
    read_at(source, at, &mut bytes)?;
    Ok(bytes)
}

/// A big-endian number of four bytes.
pub(super) fn u32_at(source: &mut dyn Source, at: u64) -> Result<u32, VideoRefused> {
    Ok(u32::from_be_bytes(bytes_at(source, at)?))
}

/// A big-endian number of eight bytes.
pub(super) fn u64_at(source: &mut dyn Source, at: u64) -> Result<u64, VideoRefused> {
    Ok(u64::from_be_bytes(bytes_at(source, at)?))
}

/// The boxes between `from` and `to`, in order. `whole` is set for the file itself, where a box that runs past the end says
/// that the file was cut.
pub(super) fn boxes(source: &mut dyn Source, from: u64, to: u64, whole: bool) -> Result<Vec<BoxAt>, VideoRefused> {
    let mut found = Vec::new();
    let mut at = from;
    // What is shorter than a box is filling; QuickTime ends some lists with four zeros.
    while to.saturating_sub(at) >= 8 {
        let head: [u8; 8] = bytes_at(source, at)?;
        let [a, b, c, d, kind @ ..] = head;
        let (body, length) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (at + 8, to - at),
            1 => (at + 16, u64_at(source, at + 8)?),
            length => (at + 8, u64::from(length)),
        };
        let end = at.checked_add(length).ok_or(VideoRefused::Damaged)?;
        if end < body {
            return Err(VideoRefused::Damaged);
        }
        if end > to {
            return Err(if whole { VideoRefused::CutShort } else { VideoRefused::Damaged });
        }
        if found.len() == if whole { MOST_BOXES } else { MOST_WITHIN } {
            return Err(VideoRefused::Damaged);
        }
        found.push(BoxAt { kind, start: at, body, end });
        at = end;
    }
    Ok(found)
}

/// What lies in `parent`.
pub(super) fn inside(source: &mut dyn Source, parent: &BoxAt) -> Result<Vec<BoxAt>, VideoRefused> {
    boxes(source, parent.body, parent.end, false)
}

/// The first box of this kind.
pub(super) fn first(boxes: &[BoxAt], kind: &[u8; 4]) -> Option<BoxAt> {
    boxes.iter().find(|one| one.kind == *kind).copied()
}
