//! Limits, still and moving, and the ways in which each format may be written.

use image::ImageFormat;
use std::time::Instant;

use super::fixtures::*;
use super::readback::assert_nothing_but_the_picture;
use crate::draft::picture::{MOST_BYTES, PictureRefused, import};
use crate::model::PictureFormat;

/// The first bytes of files that claim a size, of each format.
fn headers(width: u32, height: u32) -> Vec<Vec<u8>> {
    let (w, h) = (width as u16, height as u16);
    let frame = [&[8][..], &h.to_be_bytes(), &w.to_be_bytes(), &[3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]].concat();
    let ihdr = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let canvas = [&[0; 4], &(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    vec![
        [b"\xFF\xD8".to_vec(), segment(0xC0, &frame)].concat(),
        [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(b"IHDR", &ihdr)].concat(),
        riff_chunk(b"RIFF", &[b"WEBP".to_vec(), riff_chunk(b"VP8X", &canvas)].concat()),
        [b"GIF89a", &w.to_le_bytes()[..], &h.to_le_bytes(), &[0, 0, 0]].concat(),
    ]
}

#[test]
fn a_picture_of_too_many_pixels_is_refused_by_its_header() {
    let begun = Instant::now();
    for header in headers(20_000, 15_000) {
        let refused = import(&header, "").unwrap_err();
        assert_eq!(refused, PictureRefused::TooManyPixels { width: 20_000, height: 15_000 });
        assert_eq!(
            refused.to_string(),
            "This picture has 300 megapixels; the most that can be used is 100. Save it smaller, then add it again."
        );
    }
    assert!(begun.elapsed().as_millis() < 500);
}

#[test]
fn the_limits_of_size_are_exact() {
    // 100 megapixels to the pixel; what is missing behind the header is told only once the size is right.
    for header in headers(10_000, 10_000) {
        assert_eq!(import(&header, "").unwrap_err(), PictureRefused::Damaged);
    }
    for header in headers(10_000, 10_001) {
        assert!(matches!(import(&header, "").unwrap_err(), PictureRefused::TooManyPixels { .. }));
    }
    for header in headers(20_001, 40) {
        assert_eq!(import(&header, "").unwrap_err(), PictureRefused::TooLong { width: 20_001, height: 40 });
    }
    for header in headers(31, 400) {
        assert_eq!(import(&header, "").unwrap_err(), PictureRefused::TooSmall { width: 31, height: 400 });
    }
    assert!(import(&jpeg(&photo(32, 32), 90), "").is_ok());
}

#[test]
fn a_file_of_too_many_bytes_is_refused_and_says_how_many() {
    let bytes = vec![0xFF; usize::try_from(MOST_BYTES).unwrap() + 1];
    assert_eq!(
        import(&bytes, "").unwrap_err().to_string(),
        "This file has 40.1 MB; a picture may have up to 40 MB. Save it smaller, then add it again."
    );
}

#[test]
fn a_moving_picture_that_is_no_gif_is_refused_as_such() {
    let png = encoded(drawing(64, 48), ImageFormat::Png);
    let moving_png = with_chunks(&png, &[chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])]);
    let webp = encoded(drawing(64, 48), ImageFormat::WebP);
    let moving_webp = extended_webp(&webp, 0x02, (64, 48), &[riff_chunk(b"ANIM", &[0; 6])], &[]);
    for bytes in [moving_png, moving_webp] {
        let refused = import(&bytes, "").unwrap_err();
        assert_eq!(refused, PictureRefused::Moving);
        assert!(refused.to_string().contains("Save it as a GIF for X"));
    }
}

/// The same GIF with blocks behind its screen and its palette.
fn with_blocks(gif: &[u8], blocks: &[u8]) -> Vec<u8> {
    let frame = 13 + if gif[10] & 0x80 == 0 { 0 } else { 3 << ((gif[10] & 7) + 1) };
    [&gif[..frame], blocks, &gif[frame..]].concat()
}

const FOR_EVER: &[u8] = b"\x21\xFF\x0BNETSCAPE2.0\x03\x01\0\0\0";

#[test]
fn a_gif_that_moves_keeps_its_frames_to_the_bit_and_loses_what_it_tells() {
    let frames: Vec<image::RgbaImage> = (0..3)
        .map(|shade| {
            let mut frame = drawing(64, 48);
            frame.put_pixel(1, 1, image::Rgba([shade * 90, 0, 0, 255]));
            frame
        })
        .collect();
    let plain = with_blocks(&gif(&frames), FOR_EVER);
    let told = [b"\x21\xFE\x1B".as_slice(), CANARY, b"\0\x21\xFF\x0BXMP DataXMP\x1B", CANARY, b"\0"].concat();
    let telling = [with_blocks(&plain, &told), CANARY.to_vec()].concat();
    let (clean, cleaned) = (import(&plain, "").unwrap(), import(&telling, "").unwrap());
    assert_eq!((clean.frames, clean.format, clean.metadata_removed), (3, PictureFormat::Gif, false));
    assert_eq!(clean.bytes, plain, "nothing of it was encoded anew");
    assert_eq!((&cleaned.bytes, cleaned.metadata_removed), (&plain, true));
    assert_eq!(import(&cleaned.bytes, "").unwrap(), clean, "the same bytes in give the same bytes out");
    // Under its other name it is repeated as well, and a second one says nothing.
    let twice = with_blocks(&gif(&frames), &[b"\x21\xFF\x0BANIMEXTS1.0\x03\x01\x02\0\0", FOR_EVER].concat());
    let taken = import(&twice, "").unwrap();
    assert_eq!((taken.frames, taken.metadata_removed, taken.bytes.len()), (3, true, plain.len()));
}

#[test]
fn a_gif_is_still_for_the_screen_and_where_none_moves() {
    let moving = import(&gif(&[drawing(64, 48), drawing(64, 48)]), "").unwrap();
    let small = crate::draft::picture::thumbnail(&moving.bytes, None, 32).unwrap();
    assert!(small.starts_with(b"\x89PNG"));
    let target = crate::draft::picture::Target {
        max_bytes: 1_000_000,
        max_edge: 64,
        formats: &[PictureFormat::Gif, PictureFormat::Png],
        bounds: None,
    };
    let sent = crate::draft::picture::render(&moving.bytes, None, &target).unwrap();
    assert_eq!(sent.format, PictureFormat::Png, "what moves never goes out as a picture like others");
}

#[test]
fn a_gif_whose_later_frame_is_damaged_or_that_moves_too_much_is_refused() {
    let mut cut = import(&gif(&[photo_frame(1), photo_frame(2)]), "").unwrap().bytes;
    let end = cut.len();
    // The pictures of the last frame: they are read for all frames, not for the first alone.
    for byte in &mut cut[end - 400..end - 200] {
        *byte = 0xFF;
    }
    assert_eq!(import(&cut, "").unwrap_err(), PictureRefused::Damaged);
    // 10,000 × 10,000, four times: told by the headers of its frames, before anything is decoded.
    let frame = [b"\x2C\0\0\0\0\x20\0\x20\0\0\x02\x01\0\0".as_slice()].concat();
    let huge = [b"GIF89a\x10\x27\x10\x27\0\0\0".as_slice(), &frame.repeat(4), b"\x3B"].concat();
    let refused = import(&huge, "").unwrap_err();
    assert_eq!(refused, PictureRefused::MovesTooMuch { width: 10_000, height: 10_000 });
}

fn photo_frame(shade: u8) -> image::RgbaImage {
    let mut frame = image::DynamicImage::ImageRgb8(photo(64, 48)).into_rgba8();
    frame.put_pixel(0, 0, image::Rgba([shade, shade, shade, 255]));
    frame
}

#[test]
fn a_gif_of_one_frame_that_asks_to_be_repeated_is_still() {
    let plain = gif(&[drawing(64, 48)]);
    let looped = import(&with_blocks(&plain, FOR_EVER), "").unwrap();
    assert_eq!((looped.format, looped.frames), (PictureFormat::Gif, 1));
    assert_eq!(looped.bytes, import(&plain, "").unwrap().bytes);
}

#[test]
fn each_format_is_taken_in_without_touching_its_pixels() {
    let picture = photo(65, 47);
    let files = [
        (PictureFormat::Jpeg, jpeg(&picture, 83)),
        (PictureFormat::Png, encoded(picture.clone(), ImageFormat::Png)),
        (PictureFormat::Png, encoded(drawing(65, 47), ImageFormat::Png)),
        (PictureFormat::Webp, encoded(picture, ImageFormat::WebP)),
        (PictureFormat::Webp, encoded(drawing(65, 47), ImageFormat::WebP)),
        (PictureFormat::Gif, gif(&[drawing(65, 47)])),
    ];
    for (format, file) in files {
        let imported = import(&file, "").unwrap();
        assert_eq!((imported.format, imported.width, imported.height), (format, 65, 47));
        assert!(!imported.metadata_removed);
        assert_eq!(decoded(&imported.bytes), decoded(&file));
        assert_nothing_but_the_picture(&imported.bytes, format);
        assert_eq!(import(&file, "").unwrap(), imported, "the same bytes in give the same bytes out");
    }
}

#[test]
fn an_interlaced_png_with_a_palette_is_taken_in_as_it_is() {
    // Two colours at one bit a pixel, 33 × 32, in the seven passes of Adam7.
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let mut lines = Vec::new();
    for (left, top, across, down) in passes {
        for y in (top..32).step_by(down) {
            lines.push(0_u8);
            let row: Vec<u8> =
                (left..33).step_by(across).map(|x: usize| u8::from((x / 4 + y / 4).is_multiple_of(2))).collect();
            lines.extend(
                row.chunks(8).map(|bits| bits.iter().zip((0..8).rev()).map(|(bit, place)| bit << place).sum::<u8>()),
            );
        }
    }
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &lines).unwrap();
    let file = [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 33, 0, 0, 0, 32, 1, 3, 0, 0, 1]),
        chunk(b"PLTE", &[255, 255, 255, 200, 0, 40]),
        chunk(b"tRNS", &[128]),
        chunk(b"IDAT", &encoder.finish().unwrap()),
        chunk(b"IEND", b""),
    ]
    .concat();
    let imported = import(&file, "").unwrap();
    assert_eq!(imported.bytes, file);
    assert!(!imported.metadata_removed);
    let pixels = decoded(&imported.bytes).to_rgba8();
    assert_eq!((pixels.get_pixel(0, 0).0, pixels.get_pixel(4, 0).0), ([200, 0, 40, 255], [255, 255, 255, 128]));
}
