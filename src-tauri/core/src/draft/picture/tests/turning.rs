//! Pictures come out upright, whichever way they lay.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::fixtures::*;
use crate::draft::picture::{Target, import, render, thumbnail};
use crate::model::PictureFormat;

/// What is seen: four quarters of four colours, wider than high.
fn seen() -> RgbImage {
    RgbImage::from_fn(96, 64, |x, y| match (x < 48, y < 32) {
        (true, true) => Rgb([230, 20, 20]),
        (false, true) => Rgb([20, 230, 20]),
        (true, false) => Rgb([20, 20, 230]),
        (false, false) => Rgb([240, 240, 240]),
    })
}

/// How it lies in the file, by the definition of the tag: what its first row and its first column are of what is seen.
fn lying(orientation: u16) -> RgbImage {
    let seen = seen();
    let (width, height) = seen.dimensions();
    let (across, down) = if orientation < 5 { (width, height) } else { (height, width) };
    RgbImage::from_fn(across, down, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            2 => (width - 1 - column, row),
            3 => (width - 1 - column, height - 1 - row),
            4 => (column, height - 1 - row),
            5 => (row, column),
            6 => (width - 1 - row, column),
            7 => (width - 1 - row, height - 1 - column),
            8 => (row, height - 1 - column),
            other => panic!("no orientation {other}"),
        };
        *seen.get_pixel(x, y)
    })
}

fn near(picture: &DynamicImage) -> bool {
    let picture = picture.to_rgb8();
    picture.dimensions() == (96, 64)
        && [(8, 8), (88, 8), (8, 56), (88, 56)].iter().all(|(x, y)| {
            let (is, should) = (picture.get_pixel(*x, *y).0, seen().get_pixel(*x, *y).0);
            is.iter().zip(should).all(|(is, should)| is.abs_diff(should) < 12)
        })
}

#[test]
fn a_jpeg_of_each_of_the_eight_orientations_comes_out_upright() {
    for orientation in 1..=8 {
        for little in [true, false] {
            let exif = segment(0xE1, &[b"Exif\0\0", exif(orientation, little).as_slice()].concat());
            let imported = import(&with_segments(&jpeg(&lying(orientation), 92), &[exif]), "").unwrap();
            assert_eq!((imported.width, imported.height), (96, 64), "orientation {orientation}");
            assert!(near(&decoded(&imported.bytes)), "orientation {orientation}");
        }
    }
}

#[test]
fn a_png_of_each_of_the_eight_orientations_comes_out_upright_to_the_bit() {
    for orientation in 1..=8 {
        let plain = encoded(lying(orientation), ImageFormat::Png);
        let imported = import(&with_chunks(&plain, &[chunk(b"eXIf", &exif(orientation, true))]), "").unwrap();
        assert_eq!(imported.format, PictureFormat::Png);
        assert_eq!(decoded(&imported.bytes).to_rgb8(), seen(), "orientation {orientation}");
    }
}

#[test]
fn a_webp_of_each_of_the_eight_orientations_comes_out_upright() {
    for orientation in 1..=8 {
        let plain = encoded(lying(orientation), ImageFormat::WebP);
        let size = lying(orientation).dimensions();
        let bytes = extended_webp(&plain, 8, size, &[], &[riff_chunk(b"EXIF", &exif(orientation, false))]);
        let imported = import(&bytes, "").unwrap();
        assert_eq!(imported.format, if orientation == 1 { PictureFormat::Webp } else { PictureFormat::Jpeg });
        assert!(near(&decoded(&imported.bytes)), "orientation {orientation}");
    }
}

#[test]
fn a_transparent_webp_that_lay_turned_stays_transparent() {
    let plain = encoded(drawing(64, 48), ImageFormat::WebP);
    let bytes = extended_webp(&plain, 0x18, (64, 48), &[], &[riff_chunk(b"EXIF", &exif(6, false))]);
    let imported = import(&bytes, "").unwrap();
    assert_eq!((imported.format, imported.width, imported.height), (PictureFormat::Png, 48, 64));
    assert_eq!(decoded(&imported.bytes), DynamicImage::ImageRgba8(drawing(64, 48)).rotate90());
}

#[test]
fn an_orientation_that_is_not_defined_turns_nothing() {
    for orientation in [0, 9, 255, 65_535] {
        let plain = jpeg(&seen(), 92);
        let imported = import(&turned_jpeg(&plain, orientation), "").unwrap();
        assert_eq!(decoded(&imported.bytes), decoded(&plain));
    }
}

#[test]
fn what_is_made_of_an_upright_master_is_upright() {
    let target = Target { max_bytes: 1_000_000, max_edge: 48, formats: &[PictureFormat::Jpeg], bounds: None };
    let master = import(&turned_jpeg(&jpeg(&lying(8), 92), 8), "").unwrap();
    for small in [render(&master.bytes, None, &target).unwrap().bytes, thumbnail(&master.bytes, None, 48).unwrap()] {
        let small = decoded(&small).to_rgb8();
        assert_eq!(small.dimensions(), (48, 32));
        assert!(
            small.get_pixel(4, 4).0[0] > 200 && small.get_pixel(44, 4).0[1] > 200 && small.get_pixel(4, 28).0[2] > 200
        );
    }
}
