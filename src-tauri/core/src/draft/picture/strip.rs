//! The one way from a file of any format to a clean one of the same.
//!
//! Invariant: each format copies what stands on its own list of allowed parts and nothing else, so that what nobody has thought of
//! is left out; the size is checked as soon as it is read, before anything of that size exists.

use image::metadata::Orientation;

use crate::model::PictureFormat;

use super::refused::PictureRefused;
use super::{LONGEST_EDGE, MOST_PIXELS, SHORTEST_EDGE, gif, jpeg, png, webp};

/// A file without anything personal, its pixels still as they were encoded.
#[derive(Debug)]
pub(super) struct Stripped {
    /// The clean file. Shows the pixels as they lie, not yet turned.
    pub(super) bytes: Vec<u8>,
    /// In pixels, as they lie.
    pub(super) width: u32,
    /// In pixels, as they lie.
    pub(super) height: u32,
    /// How the pixels have to be turned to be seen rightly.
    pub(super) orientation: Orientation,
    /// The colour profile in its plain form.
    pub(super) profile: Option<Vec<u8>>,
    /// PNG chunks that say the same in other words, ready to be put into another PNG.
    pub(super) colour_chunks: Vec<u8>,
    /// Whether anything was left out.
    pub(super) removed: bool,
    /// Whether the pixels must be encoded anew, for the encoded ones can't stay.
    pub(super) encode_anew: bool,
    /// How many pictures it shows, one after the other: more than one only in a GIF that moves.
    pub(super) frames: u32,
}

/// Cleans a file of `format`.
///
/// # Errors
/// What is wrong with the file.
pub(super) fn strip(bytes: &[u8], format: PictureFormat) -> Result<Stripped, PictureRefused> {
    match format {
        PictureFormat::Jpeg => jpeg::strip(bytes),
        PictureFormat::Png => png::strip(bytes),
        PictureFormat::Webp => webp::strip(bytes),
        PictureFormat::Gif => gif::strip(bytes),
    }
}

/// Checks a size that a file announces.
///
/// # Errors
/// When it is outside the limits.
pub(super) fn check_size(width: u32, height: u32) -> Result<(), PictureRefused> {
    if width == 0 || height == 0 {
        return Err(PictureRefused::Damaged);
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureRefused::TooManyPixels { width, height });
    }
    if width.max(height) > LONGEST_EDGE {
        return Err(PictureRefused::TooLong { width, height });
    }
    if width.min(height) < SHORTEST_EDGE {
        return Err(PictureRefused::TooSmall { width, height });
    }
    Ok(())
}

/// How a block of EXIF says that the pixels lie; upright where it says nothing that is defined.
pub(super) fn orientation(exif: &[u8]) -> Orientation {
    // Some writers repeat JPEG's own prefix in PNG and WebP.
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    Orientation::from_exif_chunk(exif).unwrap_or(Orientation::NoTransforms)
}
