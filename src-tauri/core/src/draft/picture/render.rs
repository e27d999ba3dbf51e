//! A picture made for a platform, and a small one for the screen.
//!
//! Invariant: a master that a platform takes as it is goes out as it is, to the bit; anything else fits the target in all three
//! ways (bytes, edge, format) or is refused.

use image::DynamicImage;

use crate::model::{Crop, PictureFormat};

use super::open::{Opened, open};
use super::refused::PictureRefused;
use super::{SHORTEST_EDGE, pixels, png};

/// What a platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// The longest edge, in pixels.
    pub max_edge: u32,
    /// The formats it takes. Of these JPEG and PNG are made here; the others go out only as they came in.
    pub formats: &'static [PictureFormat],
    /// The shapes it takes; none where it takes any.
    pub bounds: Option<Bounds>,
}

/// The shapes that a platform takes, each as width to height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The tallest.
    pub tallest: (u32, u32),
    /// The widest.
    pub widest: (u32, u32),
}

/// The most of an edge that is trimmed, as one part in so many: what rounding to whole pixels may take, and no more. Any
/// other shape is for a person to choose.
const MOST_TRIMMED: u64 = 100;

impl Bounds {
    /// The size within these bounds that a picture is trimmed to; its own where nothing or too much would have to go.
    fn trimmed(self, width: u32, height: u32) -> (u32, u32) {
        let least = |length: u32| u64::from(length) - u64::from(length) / MOST_TRIMMED - 1;
        let scaled = |length: u32, by: u32, to: u32| u64::from(length) * u64::from(by) / u64::from(to).max(1);
        let lowest = scaled(width, self.tallest.1, self.tallest.0);
        let narrowest = scaled(height, self.widest.0, self.widest.1);
        if u64::from(height) > lowest && lowest >= least(height) {
            return (width, u32::try_from(lowest).unwrap_or(height));
        }
        if u64::from(width) > narrowest && narrowest >= least(width) {
            return (u32::try_from(narrowest).unwrap_or(width), height);
        }
        (width, height)
    }
}

/// A picture as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: PictureFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// The qualities that are tried, the best first. Below the last one blocks can be seen, and fewer pixels look better.
const QUALITIES: &[u8] = &[88, 82, 76, 70, 64];
/// How good a cut-out is before it is made to fit: no difference can be seen.
const CUT_QUALITY: u8 = 92;
/// How good the small picture for the screen is.
const THUMBNAIL_QUALITY: u8 = 80;

/// Makes what is sent of `master`, or of the cut-out of it that is shown, to a platform.
///
/// A whole picture goes unchanged where it fits; where only rounding keeps it from a shape that the platform takes, the odd
/// pixels at its end are trimmed. Otherwise made smaller, never larger, and stored as PNG where it is transparent or has few colours and
/// fits as such, else as JPEG over white, with a lower quality and then fewer pixels until it fits. The profile stays.
///
/// # Errors
/// When `master` is not a picture that [`super::import`] gives, the cut-out has too few pixels, or nothing that the platform
/// takes is small enough.
pub fn render(master: &[u8], crop: Option<Crop>, target: &Target) -> Result<Rendered, PictureRefused> {
    let mut opened = open(master)?;
    if let Some(crop) = crop.filter(|crop| !crop.is_whole()) {
        opened = cut(opened, crop)?;
    }
    let (width, height) = (opened.pixels.width(), opened.pixels.height());
    let shaped = target.bounds.is_none_or(|bounds| bounds.trimmed(width, height) == (width, height));
    let fits = shaped && opened.bytes.len() as u64 <= target.max_bytes && width.max(height) <= target.max_edge;
    if fits && opened.frames == 1 && target.formats.contains(&opened.format) {
        return Ok(Rendered { bytes: opened.bytes, format: opened.format, width, height });
    }
    let Opened { pixels: picture, profile, colour_chunks, .. } = opened;
    let picture = pixels::plain(picture);
    let as_png = target.formats.contains(&PictureFormat::Png);
    let as_jpeg = target.formats.contains(&PictureFormat::Jpeg);
    let drawing = as_png && (!as_jpeg || picture.color().has_alpha() || pixels::has_few_colours(&picture));

    let mut edge = target.max_edge.min(width.max(height));
    while edge >= SHORTEST_EDGE {
        let small = trimmed(pixels::fitted(&picture, edge), target.bounds);
        if drawing {
            let bytes = png::with_colour(&pixels::encode_png(&small, profile.as_deref())?, &colour_chunks);
            if let Some(rendered) = finished(bytes, PictureFormat::Png, &small, target) {
                return Ok(rendered);
            }
        }
        if as_jpeg {
            let opaque = pixels::on_white(&small);
            for quality in QUALITIES {
                let bytes = pixels::encode_jpeg(&opaque, profile.as_deref(), *quality)?;
                if let Some(rendered) = finished(bytes, PictureFormat::Jpeg, &small, target) {
                    return Ok(rendered);
                }
            }
        }
        edge = edge / 5 * 4;
    }
    Err(PictureRefused::CannotFit { most_bytes: target.max_bytes })
}

/// Makes a small picture of `master`, or of a cut-out of it, for the screen, at most `edge` pixels long and never larger than `master`: PNG where it is transparent,
/// else JPEG.
///
/// # Errors
/// When `master` is not a picture that [`super::import`] gives.
pub fn thumbnail(master: &[u8], crop: Option<Crop>, edge: u32) -> Result<Vec<u8>, PictureRefused> {
    let Opened { pixels: mut picture, profile, colour_chunks, .. } = open(master)?;
    if let Some(crop) = crop {
        let part = crop.of(picture.width(), picture.height());
        picture = picture.crop_imm(part.x, part.y, part.width, part.height);
    }
    let small = pixels::fitted(&pixels::plain(picture), edge);
    if small.color().has_alpha() {
        return Ok(png::with_colour(&pixels::encode_png(&small, profile.as_deref())?, &colour_chunks));
    }
    pixels::encode_jpeg(&small, profile.as_deref(), THUMBNAIL_QUALITY)
}

fn trimmed(picture: DynamicImage, bounds: Option<Bounds>) -> DynamicImage {
    let Some(bounds) = bounds else { return picture };
    let (width, height) = bounds.trimmed(picture.width(), picture.height());
    if (width, height) == (picture.width(), picture.height()) { picture } else { picture.crop_imm(0, 0, width, height) }
}

/// The cut-out of a picture, in its own format where that is made here, else in the plainest that loses nothing.
fn cut(opened: Opened, crop: Crop) -> Result<Opened, PictureRefused> {
    let Opened { pixels: picture, profile, colour_chunks, format, removed, .. } = opened;
    let part = crop.of(picture.width(), picture.height());
    if part.width.min(part.height) < SHORTEST_EDGE {
        return Err(PictureRefused::CutTooSmall { width: part.width, height: part.height });
    }
    let picture = pixels::plain(picture.crop_imm(part.x, part.y, part.width, part.height));
    let (bytes, format) = match format {
        PictureFormat::Jpeg => (pixels::encode_jpeg(&picture, profile.as_deref(), CUT_QUALITY)?, PictureFormat::Jpeg),
        PictureFormat::Webp if !picture.color().has_alpha() => {
            (pixels::encode_jpeg(&picture, profile.as_deref(), CUT_QUALITY)?, PictureFormat::Jpeg)
        }
        PictureFormat::Png | PictureFormat::Gif | PictureFormat::Webp => {
            let png = pixels::encode_png(&picture, profile.as_deref())?;
            (png::with_colour(&png, &colour_chunks), PictureFormat::Png)
        }
    };
    Ok(Opened { bytes, format, pixels: picture, profile, colour_chunks, removed, frames: 1 })
}

/// The picture, if it is small enough for the target.
fn finished(bytes: Vec<u8>, format: PictureFormat, picture: &DynamicImage, target: &Target) -> Option<Rendered> {
    let (width, height) = (picture.width(), picture.height());
    (bytes.len() as u64 <= target.max_bytes).then_some(Rendered { bytes, format, width, height })
}
