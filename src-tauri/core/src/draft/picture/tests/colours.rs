//! Colours stay right, and profiles say nothing but colours.

use image::{DynamicImage, ImageFormat, ImageReader};
use std::io::Cursor;

use super::fixtures::*;
use super::readback::*;
use crate::draft::picture::colour::{Channels, plain};
use crate::draft::picture::{Target, import, render, thumbnail};
use crate::model::PictureFormat;

fn profile_of(bytes: &[u8]) -> Option<Vec<u8>> {
    use image::ImageDecoder;
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap().into_decoder().unwrap().icc_profile().unwrap()
}

/// An element of a profile.
fn element(profile: &[u8], name: &[u8; 4]) -> Option<Vec<u8>> {
    let number = |at: usize| u32::from_be_bytes(profile[at..at + 4].try_into().unwrap()) as usize;
    (0..number(128)).map(|entry| 132 + 12 * entry).find(|at| &profile[*at..at + 4] == name).map(|at| {
        let start = number(at + 4);
        profile[start..start + number(at + 8)].to_vec()
    })
}

#[test]
fn a_profile_keeps_its_numbers_and_loses_its_words() {
    for version in [2, 4] {
        for (space, channels, names) in [
            (b"RGB ", Channels::Rgb, ["rXYZ", "gXYZ", "bXYZ", "wtpt"].as_slice()),
            (b"GRAY", Channels::Grey, ["wtpt"].as_slice()),
        ] {
            let original = profile(version, space);
            let clean = plain(&original, channels).unwrap();
            assert!(!holds(&clean, &CANARY[..4]) && !holds(&clean, b"Cana"));
            assert_eq!(clean.len(), u32::from_be_bytes(clean[..4].try_into().unwrap()) as usize);
            for name in names {
                let name = name.as_bytes().try_into().unwrap();
                assert_eq!(element(&clean, name), element(&original, name));
            }
            let curve = if channels == Channels::Rgb { b"gTRC" } else { b"kTRC" };
            let (is, was) = (element(&clean, curve).unwrap(), element(&original, curve).unwrap());
            assert_eq!(was, [is.as_slice(), CANARY].concat());
            assert!(element(&clean, b"mmod").is_none() && element(&clean, b"desc").is_some());
            assert_eq!(plain(&clean, channels).unwrap(), clean, "a plain profile stays as it is");
        }
    }
}

#[test]
fn a_profile_for_other_pixels_is_left_out() {
    assert!(plain(&profile(2, b"GRAY"), Channels::Rgb).is_none());
    assert!(plain(&profile(2, b"RGB "), Channels::Grey).is_none());
    assert!(plain(&profile(2, b"CMYK"), Channels::Inks).is_none());
    assert!(plain(&profile(3, b"RGB "), Channels::Rgb).is_none());
}

#[test]
fn the_profile_stays_with_the_picture_in_every_format() {
    let original = profile(4, b"RGB ");
    let wanted = plain(&original, Channels::Rgb).unwrap();
    let picture = photo(64, 48);
    let files = [
        with_profile(&jpeg(&picture, 90), &original),
        with_chunks(&encoded(picture.clone(), ImageFormat::Png), &[profile_chunk(&original)]),
        extended_webp(&encoded(picture, ImageFormat::WebP), 0x20, (64, 48), &[riff_chunk(b"ICCP", &original)], &[]),
    ];
    for file in files {
        let imported = import(&file, "").unwrap();
        assert_eq!(profile_of(&imported.bytes).unwrap(), wanted);
        assert_eq!(decoded(&imported.bytes), decoded(&file));
        assert!(!holds(&imported.bytes, CANARY));
        assert_eq!(import(&imported.bytes, "").unwrap().bytes, imported.bytes);
        for formats in [[PictureFormat::Jpeg].as_slice(), &[PictureFormat::Png]] {
            let target = Target { max_bytes: 1_000_000, max_edge: 40, formats, bounds: None };
            let rendered = render(&imported.bytes, None, &target).unwrap();
            assert_eq!(profile_of(&rendered.bytes).unwrap(), wanted);
        }
        assert_eq!(profile_of(&thumbnail(&imported.bytes, None, 32).unwrap()).unwrap(), wanted);
    }
}

#[test]
fn a_turned_picture_keeps_its_profile() {
    let original = profile(2, b"RGB ");
    let wanted = plain(&original, Channels::Rgb).unwrap();
    let turned = turned_jpeg(&with_profile(&jpeg(&photo(64, 48), 90), &original), 3);
    assert_eq!(profile_of(&import(&turned, "").unwrap().bytes).unwrap(), wanted);
}

#[test]
fn a_grey_picture_stays_grey_with_a_grey_profile() {
    let grey = DynamicImage::ImageRgb8(photo(64, 48)).into_luma8();
    let original = profile(2, b"GRAY");
    let mut plain_jpeg = Vec::new();
    grey.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain_jpeg, 90)).unwrap();
    let wanted = plain(&original, Channels::Grey).unwrap();
    for file in [
        turned_jpeg(&with_profile(&plain_jpeg, &original), 6),
        with_chunks(&encoded(grey, ImageFormat::Png), &[profile_chunk(&original)]),
    ] {
        let imported = import(&file, "").unwrap();
        assert_eq!(profile_of(&imported.bytes).unwrap(), wanted);
        let target = Target { max_bytes: 1_000_000, max_edge: 40, formats: &[PictureFormat::Jpeg], bounds: None };
        let rendered = render(&imported.bytes, None, &target).unwrap();
        assert!(matches!(decoded(&rendered.bytes), DynamicImage::ImageLuma8(_)));
        assert_eq!(profile_of(&rendered.bytes).unwrap(), wanted);
    }
}

#[test]
fn a_png_keeps_its_gamma_even_when_it_lay_turned() {
    let gamma = chunk(b"gAMA", &100_000_u32.to_be_bytes());
    let plain = with_chunks(&encoded(photo(64, 48), ImageFormat::Png), &[gamma, chunk(b"eXIf", &exif(6, true))]);
    let imported = import(&plain, "").unwrap();
    let kept = chunks(&imported.bytes).into_iter().find(|(kind, _)| kind == b"gAMA").unwrap();
    assert_eq!(kept.1, 100_000_u32.to_be_bytes());
}

#[test]
fn a_png_of_sixteen_bits_stays_so_and_is_sent_in_eight() {
    let deep = DynamicImage::ImageRgb8(photo(64, 48)).into_rgb16();
    let plain = encoded(deep.clone(), ImageFormat::Png);
    let imported = import(&with_chunks(&plain, &[chunk(b"eXIf", &exif(2, true))]), "").unwrap();
    assert_eq!(decoded(&imported.bytes), DynamicImage::ImageRgb16(deep).fliph());
    let target = Target { max_bytes: 1_000_000, max_edge: 40, formats: &[PictureFormat::Png], bounds: None };
    assert!(matches!(decoded(&render(&imported.bytes, None, &target).unwrap().bytes), DynamicImage::ImageRgb8(_)));
}

#[test]
fn a_jpeg_for_printing_becomes_one_for_screens() {
    let imported = import(&printing_jpeg([0, 255, 255, 0]), "logo.jpg").unwrap();
    assert_eq!((imported.format, imported.width, imported.height), (PictureFormat::Jpeg, 32, 32));
    let pixel = decoded(&imported.bytes).to_rgb8().get_pixel(16, 16).0;
    assert!(pixel[0] > 245 && pixel[1] < 10 && pixel[2] < 10, "{pixel:?}");
    assert_eq!(import(&imported.bytes, "").unwrap().bytes, imported.bytes);
}
