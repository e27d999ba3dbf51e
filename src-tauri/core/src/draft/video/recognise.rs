//! What a file is, told from its first bytes: a video that can be taken, one of another kind, or no video at all.
//!
//! Invariant: a name decides nothing about what is taken; it only tells which refusal is the clearer one.

use super::VideoRefused;
use super::boxes::{Source, read_at};
use crate::model::VideoContainer;

/// As many of the first bytes as are looked at.
pub const HEAD: usize = 192;

/// How the names of videos end.
const ENDINGS: [&str; 14] =
    ["mp4", "mov", "m4v", "qt", "avi", "mkv", "webm", "wmv", "flv", "mpg", "mpeg", "mts", "3gp", "ogv"];

/// What the beginning of a file shows.
enum Kind {
    /// Boxes of a container that is taken.
    Boxes(VideoContainer),
    /// Another kind of video.
    Other(&'static str),
    /// Something that is known, and no video.
    Known(&'static str),
    Unknown,
}

/// Whether a file is to be taken in as a video, or told about as one, rather than as a picture.
pub fn is_video(head: &[u8], file_name: &str) -> bool {
    let named = file_name
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)));
    match kind(head) {
        Kind::Boxes(_) | Kind::Other(_) => true,
        // A picture is taken as one, whatever its name is.
        Kind::Known(what) => named && !what.contains("picture"),
        Kind::Unknown => named,
    }
}

/// The container of a video that is taken.
pub(super) fn container(source: &mut dyn Source, length: u64, file_name: &str) -> Result<VideoContainer, VideoRefused> {
    let mut head = vec![0; HEAD.min(usize::try_from(length).unwrap_or(HEAD))];
    read_at(source, 0, &mut head)?;
    match kind(&head) {
        Kind::Boxes(container) => Ok(container),
        Kind::Other(kind) => Err(VideoRefused::OtherVideo(kind)),
        Kind::Known(what) => Err(VideoRefused::NoVideo(what)),
        Kind::Unknown if is_video(&[], file_name) => Err(VideoRefused::Damaged),
        Kind::Unknown => Err(VideoRefused::NoVideo("of an unknown kind")),
    }
}

fn kind(head: &[u8]) -> Kind {
    let four = |at: usize| head.get(at..at + 4).unwrap_or_default();
    match four(4) {
        b"ftyp" => return branded(four(8)),
        b"moov" | b"mdat" | b"wide" | b"pnot" => return Kind::Boxes(VideoContainer::Mov),
        _ => {}
    }
    match head {
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Kind::Other("MKV or WebM"),
        [b'R', b'I', b'F', b'F', ..] if four(8) == b"AVI " => Kind::Other("AVI"),
        [b'R', b'I', b'F', b'F', ..] if four(8) == b"WEBP" => Kind::Known("a picture (WebP)"),
        [b'R', b'I', b'F', b'F', ..] => Kind::Known("a sound recording"),
        [0x30, 0x26, 0xB2, 0x75, ..] => Kind::Other("Windows Media"),
        [b'F', b'L', b'V', ..] => Kind::Other("Flash"),
        [b'O', b'g', b'g', b'S', ..] => Kind::Other("Ogg"),
        [0, 0, 1, 0xBA | 0xB3, ..] => Kind::Other("MPEG"),
        [0x47, ..] if head.get(188) == Some(&0x47) => Kind::Other("camcorder (MTS)"),
        [0xFF, 0xD8, 0xFF, ..] => Kind::Known("a picture (JPEG)"),
        [0x89, b'P', b'N', b'G', ..] => Kind::Known("a picture (PNG)"),
        [b'G', b'I', b'F', b'8', ..] => Kind::Known("a picture (GIF)"),
        [b'%', b'P', b'D', b'F', ..] => Kind::Known("a PDF document"),
        [b'P', b'K', 3, 4, ..] => Kind::Known("an archive (ZIP), or a document of an office program"),
        [b'I', b'D', b'3', ..] => Kind::Known("a sound recording"),
        _ => Kind::Unknown,
    }
}

fn branded(brand: &[u8]) -> Kind {
    match brand {
        b"qt  " => Kind::Boxes(VideoContainer::Mov),
        b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif" | b"hevc" => Kind::Known("a picture (HEIC)"),
        b"M4A " | b"M4B " => Kind::Known("a sound recording"),
        [b'3', b'g', ..] => Kind::Other("3GP"),
        _ => Kind::Boxes(VideoContainer::Mp4),
    }
}
