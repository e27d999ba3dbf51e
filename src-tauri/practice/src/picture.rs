//! What a picture's own bytes say about it.
//!
//! Invariant: the kind is read from the bytes, never from a name or a header that came with them.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageFormat, ImageReader};

/// A picture whose header could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) mime: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Reads the header; nothing if these bytes are no picture of a kind that any platform here takes.
pub(crate) fn read(bytes: &[u8]) -> Option<Picture> {
    let format = image::guess_format(bytes).ok()?;
    let mime = [
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::WebP, "image/webp"),
    ]
    .into_iter()
    .find_map(|(known, mime)| (known == format).then_some(mime))?;
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().ok()?;
    Some(Picture { mime, width, height })
}

/// How many pictures a GIF shows, one after the other; none if that are more than `most`, or one of them is damaged.
pub(crate) fn frames(gif: &[u8], most: u32) -> Option<u32> {
    let decoder = GifDecoder::new(Cursor::new(gif)).ok()?;
    let mut frames = 0;
    for frame in decoder.into_frames() {
        frame.ok()?;
        frames += 1;
        if frames > most {
            return None;
        }
    }
    Some(frames)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small real picture; the shade makes its bytes its own.
    pub(crate) fn png(shade: u8) -> Vec<u8> {
        encoded(shade, ImageFormat::Png)
    }

    pub(crate) fn encoded(shade: u8, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::from_pixel(4, 3, image::Rgb([shade, 20, 30])).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn kind_and_size_come_from_the_bytes() {
        assert_eq!(read(&png(1)), Some(Picture { mime: "image/png", width: 4, height: 3 }));
        assert_eq!(read(&encoded(1, ImageFormat::Jpeg)).map(|it| it.mime), Some("image/jpeg"));
        assert_eq!(read(b"%PDF-1.7"), None);
        assert_eq!(read(b"\x89PNG\r\n\x1a\nand nothing more"), None);
    }
}
