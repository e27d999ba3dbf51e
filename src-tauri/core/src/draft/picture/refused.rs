//! Why a picture is not taken.
//!
//! Invariant: every refusal is a sentence that a receptionist understands and that says what to do; none repeats the file's name,
//! which may be a patient's.

use super::recognise::Kind;
use super::{LONGEST_EDGE, MOST_BYTES, MOST_MOVING_PIXELS, MOST_PIXELS, SHORTEST_EDGE};

/// Why a picture is not taken, in words for the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureRefused {
    /// There is nothing in the file.
    #[error("This file is empty. Copy it again from where it came from, then add it once more.")]
    Empty,
    /// More than [`MOST_BYTES`].
    #[error("This file has {}; a picture may have up to {}. Save it smaller, then add it again.", megabytes(*.bytes), megabytes(MOST_BYTES))]
    TooLarge {
        /// Its size, in bytes.
        bytes: u64,
    },
    /// More than [`MOST_PIXELS`].
    #[error(
        "This picture has {} megapixels; the most that can be used is {}. Save it smaller, then add it again.",
        megapixels(*.width, *.height),
        MOST_PIXELS / 1_000_000
    )]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// An edge of more than [`LONGEST_EDGE`].
    #[error(
        "This picture is {width} × {height} pixels; an edge may be up to {LONGEST_EDGE} long. Save it smaller, then add it again."
    )]
    TooLong {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// An edge of less than [`SHORTEST_EDGE`].
    #[error(
        "This picture is only {width} × {height} pixels; it needs at least {SHORTEST_EDGE} on each edge. Look for a larger version of it."
    )]
    TooSmall {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// A cut-out of less than [`SHORTEST_EDGE`].
    #[error(
        "The cut-out is only {width} × {height} pixels; it needs at least {SHORTEST_EDGE} on each edge. Make it larger."
    )]
    CutTooSmall {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// It begins as a picture and does not go on as one.
    #[error("This picture is damaged or not complete. Copy it again from where it came from, then add it once more.")]
    Damaged,
    /// A PNG or WebP of several frames.
    #[error(
        "This is a moving picture in a format that no platform takes. Save it as a GIF for X, or as an MP4 video, then add it again."
    )]
    Moving,
    /// A GIF whose frames have more than [`MOST_MOVING_PIXELS`] together.
    #[error(
        "This moving GIF is too much for any platform: its pictures, each {width} × {height} pixels, are more than {} megapixels together. Save it smaller or shorter, or as an MP4 video, then add it again.",
        MOST_MOVING_PIXELS / 1_000_000
    )]
    MovesTooMuch {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// A picture of a format that this version does not read.
    #[error("{}", foreign(*.kind))]
    Foreign {
        /// What it is.
        kind: Kind,
    },
    /// Not a picture at all.
    #[error(
        "{}{}. Only pictures can be added here: JPEG, PNG, WebP or GIF.",
        kind.sentence(),
        if *.renamed { ", although its name ends like a picture’s" } else { "" }
    )]
    NotAPicture {
        /// What it is.
        kind: Kind,
        /// Whether the file's name ends like a picture's.
        renamed: bool,
    },
    /// No picture of this size and format is small enough for the platform.
    #[error("This picture can’t be made small enough for the platform, which takes up to {}. Choose another one.", megabytes(*.most_bytes))]
    CannotFit {
        /// What the platform takes, in bytes.
        most_bytes: u64,
    },
}

/// The endings of names that promise a picture.
const PICTURE_ENDINGS: &[&str] =
    &["jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "heic", "heif", "avif", "bmp", "tif", "tiff"];

impl PictureRefused {
    /// The same refusal, told with the ending of the file's name in view.
    pub(super) fn named(self, file_name: &str) -> Self {
        if let Self::NotAPicture { kind, .. } = self {
            let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
            let renamed = ending.is_some_and(|ending| PICTURE_ENDINGS.contains(&ending.as_str()));
            return Self::NotAPicture { kind, renamed };
        }
        self
    }
}

/// `bytes` as people say it, rounded up so that what is too large never looks as if it fitted: «40 MB».
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    if tenths.is_multiple_of(10) {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

/// Millions of pixels, rounded up so that what is too many never looks as if it were allowed.
fn megapixels(width: u32, height: u32) -> u64 {
    (u64::from(width) * u64::from(height)).div_ceil(1_000_000)
}

/// What to do with a picture of a foreign format.
fn foreign(kind: Kind) -> String {
    let what = kind.sentence();
    if kind == Kind::Heif {
        return format!(
            "{what}, which can’t be used here. On the iPhone choose Settings ▸ Camera ▸ Formats ▸ Most Compatible for new photos; \
             save this one as JPEG, then add it again."
        );
    }
    format!("{what}, which can’t be used here. Save it as JPEG or PNG, then add it again.")
}
