//! Pixels: decoded within limits, looked at, made smaller, encoded.
//!
//! Invariant: pictures get smaller, never larger; a pixel that can't be seen lends no colour to its neighbours; the same pixels give
//! the same bytes on every machine (nothing here depends on what its processor can do).

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::{
    AnimationDecoder, DynamicImage, ImageEncoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    RgbaImage,
};

use crate::model::PictureFormat;

use super::LONGEST_EDGE;
use super::recognise::Kind;
use super::refused::PictureRefused;

/// The most memory that decoding may take, in bytes: the largest picture with the deepest colours, and room to work.
const MOST_MEMORY: u64 = 1 << 30;
/// As many colours as a palette holds: what has no more is a drawing, not a photo.
const FEW_COLOURS: usize = 256;

/// Decodes a clean file.
///
/// # Errors
/// When it is damaged, or needs more memory than it may have.
pub(super) fn decode(bytes: &[u8], format: PictureFormat) -> Result<DynamicImage, PictureRefused> {
    let format = match format {
        PictureFormat::Jpeg => ImageFormat::Jpeg,
        PictureFormat::Png => ImageFormat::Png,
        PictureFormat::Webp => ImageFormat::WebP,
        PictureFormat::Gif => ImageFormat::Gif,
    };
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_EDGE);
    limits.max_image_height = Some(LONGEST_EDGE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().map_err(|error| match error {
        ImageError::Unsupported(_) if format == ImageFormat::Jpeg => PictureRefused::Foreign { kind: Kind::RareJpeg },
        ImageError::Unsupported(_) | ImageError::Decoding(_) | ImageError::Encoding(_) => PictureRefused::Damaged,
        ImageError::Parameter(_) | ImageError::Limits(_) | ImageError::IoError(_) => PictureRefused::Damaged,
    })
}

/// Decodes every frame of a clean GIF, one at a time, so that what is kept is known to move to its end.
///
/// # Errors
/// When one of them is damaged.
pub(super) fn decode_frames(bytes: &[u8], count: u32) -> Result<(), PictureRefused> {
    let decoder = GifDecoder::new(Cursor::new(bytes)).map_err(refused)?;
    let mut seen = 0;
    for frame in decoder.into_frames() {
        frame.map_err(refused)?;
        seen += 1;
    }
    if seen == count { Ok(()) } else { Err(PictureRefused::Damaged) }
}

/// The same picture in at most eight bits a channel, and without transparency where all of it is opaque.
pub(super) fn plain(picture: DynamicImage) -> DynamicImage {
    let (colour, alpha) = (picture.color().has_color(), picture.color().has_alpha());
    match (colour, alpha) {
        (true, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (false, false) => DynamicImage::ImageLuma8(picture.into_luma8()),
        (true, true) => {
            let picture = picture.into_rgba8();
            if picture.as_raw().chunks_exact(4).all(|pixel| pixel.ends_with(&[255])) {
                DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture).into_rgb8())
            } else {
                DynamicImage::ImageRgba8(picture)
            }
        }
        (false, true) => {
            let picture = picture.into_luma_alpha8();
            if picture.as_raw().chunks_exact(2).all(|pixel| pixel.ends_with(&[255])) {
                DynamicImage::ImageLuma8(DynamicImage::ImageLumaA8(picture).into_luma8())
            } else {
                DynamicImage::ImageLumaA8(picture)
            }
        }
    }
}

/// Whether a plain picture has no more colours than a palette holds.
pub(super) fn has_few_colours(picture: &DynamicImage) -> bool {
    let width = usize::from(picture.color().bytes_per_pixel());
    let mut seen = std::collections::HashSet::new();
    let mut last: &[u8] = &[];
    for pixel in picture.as_bytes().chunks_exact(width) {
        // Drawings are mostly areas of one colour.
        if pixel != last {
            seen.insert(pixel);
            last = pixel;
        }
        if seen.len() > FEW_COLOURS {
            return false;
        }
    }
    true
}

/// A plain picture whose longer edge is `edge` pixels, or as it is where that is not shorter.
pub(super) fn fitted(picture: &DynamicImage, edge: u32) -> DynamicImage {
    let longest = picture.width().max(picture.height());
    if longest <= edge.max(1) {
        return picture.clone();
    }
    let scaled = |length: u32| {
        let exact = (u64::from(length) * u64::from(edge.max(1)) * 2 + u64::from(longest)) / (u64::from(longest) * 2);
        u32::try_from(exact).unwrap_or(edge).max(1)
    };
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    if picture.color().has_alpha() {
        let weighted = DynamicImage::ImageRgba8(weighted(picture.to_rgba8()));
        let small = unweighted(smaller(&weighted, width, height).into_rgba8());
        if picture.color().has_color() {
            return DynamicImage::ImageRgba8(small);
        }
        return DynamicImage::ImageLumaA8(DynamicImage::ImageRgba8(small).into_luma_alpha8());
    }
    smaller(picture, width, height)
}

/// Averages down to four times the size first where there is much to leave out: the fine filter is slow on many pixels, and sees no
/// difference.
fn smaller(picture: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let (wide, high) = (width.saturating_mul(4), height.saturating_mul(4));
    if picture.width() > wide && picture.height() > high {
        return picture.thumbnail_exact(wide, high).resize_exact(width, height, FilterType::Lanczos3);
    }
    picture.resize_exact(width, height, FilterType::Lanczos3)
}

/// Weighs each colour by how much of it is seen, so that averaging does not bring out what lies under full transparency.
fn weighted(mut picture: RgbaImage) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let weigh = |channel: u8| share(channel, alpha);
        pixel.0 = [weigh(red), weigh(green), weigh(blue), alpha];
    }
    picture
}

/// Takes the weight off again.
fn unweighted(mut picture: RgbaImage) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let weight = u16::from(alpha).max(1);
        let lift = |channel: u8| u8::try_from((u16::from(channel) * 255 + weight / 2) / weight).unwrap_or(255);
        pixel.0 = if alpha == 0 { [0; 4] } else { [lift(red), lift(green), lift(blue), alpha] };
    }
    picture
}

/// `channel` × `alpha` ÷ 255, rounded.
fn share(channel: u8, alpha: u8) -> u8 {
    u8::try_from((u16::from(channel) * u16::from(alpha) + 127) / 255).unwrap_or(255)
}

/// A plain picture on white paper.
pub(super) fn on_white(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.clone();
    }
    let seen = picture.to_rgba8();
    let mut paper = RgbImage::new(seen.width(), seen.height());
    for (to, from) in paper.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let lay = |channel: u8| share(channel, alpha).saturating_add(255 - alpha);
        *to = Rgb([lay(red), lay(green), lay(blue)]);
    }
    let paper = DynamicImage::ImageRgb8(paper);
    if picture.color().has_color() { paper } else { DynamicImage::ImageLuma8(paper.into_luma8()) }
}

/// Encodes as JPEG, over white where it is transparent. `quality` goes from 1 to 100.
///
/// # Errors
/// When the encoder refuses, which it has no reason to.
pub(super) fn encode_jpeg(
    picture: &DynamicImage,
    profile: Option<&[u8]>,
    quality: u8,
) -> Result<Vec<u8>, PictureRefused> {
    let opaque = on_white(&plain(picture.clone()));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).map_err(|_| PictureRefused::Damaged)?;
    }
    opaque.write_with_encoder(encoder).map_err(refused)?;
    Ok(bytes)
}

/// Encodes as PNG, to the bit.
///
/// # Errors
/// When the encoder refuses, which it has no reason to.
pub(super) fn encode_png(picture: &DynamicImage, profile: Option<&[u8]>) -> Result<Vec<u8>, PictureRefused> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).map_err(|_| PictureRefused::Damaged)?;
    }
    picture.write_with_encoder(encoder).map_err(refused)?;
    Ok(bytes)
}

fn refused(_: ImageError) -> PictureRefused {
    PictureRefused::Damaged
}
