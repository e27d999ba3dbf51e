//! A file opened: recognised, cleaned, decoded, and turned upright.
//!
//! Invariant: what is decoded is what was cleaned, never the file as it came; so what is kept is known to show a picture.

use image::DynamicImage;
use image::metadata::Orientation;

use crate::model::PictureFormat;

use super::refused::PictureRefused;
use super::strip::{Stripped, strip};
use super::{pixels, png, recognise};

/// How good a JPEG is that has to be encoded anew on its way in: no difference can be seen.
const MASTER_QUALITY: u8 = 95;

/// A picture, clean and upright, as bytes and as pixels.
#[derive(Debug)]
pub(super) struct Opened {
    /// The file.
    pub(super) bytes: Vec<u8>,
    /// Its format.
    pub(super) format: PictureFormat,
    /// What it shows.
    pub(super) pixels: DynamicImage,
    /// Its colour profile in the plain form.
    pub(super) profile: Option<Vec<u8>>,
    /// PNG chunks that say how colours are meant.
    pub(super) colour_chunks: Vec<u8>,
    /// Whether the file held more than that.
    pub(super) removed: bool,
    /// How many pictures it shows, one after the other. Its pixels are the first one's.
    pub(super) frames: u32,
}

/// Opens a file. A file that came out of here goes through unchanged.
///
/// # Errors
/// What it is instead of a picture, or what is wrong with it.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, PictureRefused> {
    let format = recognise::recognise(bytes)?;
    let Stripped { bytes, width, height, orientation, profile, colour_chunks, removed, encode_anew, frames } =
        strip(bytes, format)?;
    let mut pixels = pixels::decode(&bytes, format)?;
    if (pixels.width(), pixels.height()) != (width, height) {
        return Err(PictureRefused::Damaged);
    }
    if orientation == Orientation::NoTransforms && !encode_anew {
        return Ok(Opened { bytes, format, pixels, profile, colour_chunks, removed, frames });
    }
    pixels.apply_orientation(orientation);
    let format = match format {
        PictureFormat::Jpeg => PictureFormat::Jpeg,
        PictureFormat::Png | PictureFormat::Gif => PictureFormat::Png,
        // Only a lossless encoder for WebP exists here. Its files of photos would be many times larger than a JPEG of them.
        PictureFormat::Webp if pixels.color().has_alpha() => PictureFormat::Png,
        PictureFormat::Webp => PictureFormat::Jpeg,
    };
    let bytes = if format == PictureFormat::Png {
        png::with_colour(&pixels::encode_png(&pixels, profile.as_deref())?, &colour_chunks)
    } else {
        pixels::encode_jpeg(&pixels, profile.as_deref(), MASTER_QUALITY)?
    };
    // The encoder's file goes through the same list as any other, so that opening it again changes nothing.
    let Stripped { bytes, profile, colour_chunks, .. } = strip(&bytes, format)?;
    Ok(Opened { bytes, format, pixels, profile, colour_chunks, removed, frames: 1 })
}
