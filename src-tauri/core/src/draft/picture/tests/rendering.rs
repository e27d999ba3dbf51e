//! What a platform gets, and the small picture for the screen.

use image::{ImageFormat, Rgba, RgbaImage};

use super::fixtures::*;
use super::readback::*;
use crate::draft::picture::{Bounds, PictureRefused, Target, import, render, thumbnail};
use crate::model::{Crop, PictureFormat};

const BOTH: &[PictureFormat] = &[PictureFormat::Jpeg, PictureFormat::Png];
const WIDE: Target = Target { max_bytes: 5_000_000, max_edge: 2_048, formats: BOTH, bounds: None };

fn master(bytes: &[u8]) -> Vec<u8> {
    import(bytes, "").unwrap().bytes
}

#[test]
fn a_master_that_fits_goes_out_to_the_bit() {
    for file in [jpeg(&photo(64, 48), 90), encoded(drawing(64, 48), ImageFormat::Png)] {
        let master = master(&file);
        let rendered = render(&master, None, &WIDE).unwrap();
        assert_eq!(rendered.bytes, master);
        assert_eq!((rendered.width, rendered.height), (64, 48));
    }
    let all = Target { formats: PictureFormat::ALL, ..WIDE };
    for file in [gif(&[drawing(64, 48)]), encoded(photo(64, 48), ImageFormat::WebP)] {
        assert_eq!(render(&master(&file), None, &all).unwrap().bytes, master(&file));
    }
}

#[test]
fn a_large_picture_is_made_smaller_and_keeps_its_shape() {
    let master = master(&jpeg(&photo(900, 600), 90));
    let rendered = render(&master, None, &Target { max_edge: 300, ..WIDE }).unwrap();
    assert_eq!((rendered.width, rendered.height), (300, 200));
    assert_eq!(rendered.format, PictureFormat::Jpeg);
    let small = decoded(&rendered.bytes).to_rgb8();
    assert_eq!(small.dimensions(), (300, 200));
    // The same place has the same colour.
    let large = decoded(&master).to_rgb8();
    for (x, y) in [(30, 20), (150, 100), (270, 180)] {
        let (is, was) = (small.get_pixel(x, y).0, large.get_pixel(x * 3 + 1, y * 3 + 1).0);
        assert!(is[0].abs_diff(was[0]) < 8 && is[1].abs_diff(was[1]) < 8, "{is:?} {was:?}");
    }
    assert_nothing_but_the_picture(&rendered.bytes, PictureFormat::Jpeg);
}

#[test]
fn a_picture_is_never_made_larger() {
    let master = master(&encoded(photo(64, 48), ImageFormat::WebP));
    let rendered = render(&master, None, &WIDE).unwrap();
    assert_eq!((rendered.width, rendered.height, rendered.format), (64, 48, PictureFormat::Jpeg));
    assert_eq!(decoded(&thumbnail(&master, None, 500).unwrap()).to_rgb8().dimensions(), (64, 48));
}

#[test]
fn a_drawing_stays_a_png_and_transparent() {
    let master = master(&encoded(drawing(400, 300), ImageFormat::Png));
    let rendered = render(&master, None, &Target { max_edge: 200, ..WIDE }).unwrap();
    assert_eq!((rendered.format, rendered.width, rendered.height), (PictureFormat::Png, 200, 150));
    let pixels = decoded(&rendered.bytes).to_rgba8();
    assert_eq!((pixels.get_pixel(2, 2).0[3], pixels.get_pixel(100, 75).0), (0, [200, 30, 60, 255]));
    assert_nothing_but_the_picture(&rendered.bytes, PictureFormat::Png);
}

#[test]
fn a_gif_becomes_a_png_where_gifs_are_not_taken() {
    let rendered = render(&master(&gif(&[drawing(64, 48)])), None, &WIDE).unwrap();
    assert_eq!(rendered.format, PictureFormat::Png);
    assert_eq!(decoded(&rendered.bytes).to_rgba8().get_pixel(0, 0).0[3], 0);
}

#[test]
fn what_is_transparent_lends_no_colour_to_its_neighbours() {
    let master = master(&encoded(drawing(400, 300), ImageFormat::Png));
    let rendered = render(&master, None, &Target { max_edge: 100, ..WIDE }).unwrap();
    // Under the transparency lies green; no pixel of the edge may turn greenish.
    for pixel in decoded(&rendered.bytes).to_rgba8().pixels().filter(|pixel| pixel.0[3] > 0) {
        assert!(pixel.0[1] < 90, "{pixel:?}");
    }
}

#[test]
fn transparency_becomes_white_paper_in_a_jpeg() {
    let half = RgbaImage::from_fn(64, 48, |x, _| if x < 32 { Rgba([0, 0, 0, 0]) } else { Rgba([0, 0, 0, 127]) });
    let target = Target { formats: &[PictureFormat::Jpeg], ..WIDE };
    let rendered = render(&master(&encoded(half, ImageFormat::Png)), None, &target).unwrap();
    let pixels = decoded(&rendered.bytes).to_rgb8();
    assert!(pixels.get_pixel(8, 24).0.iter().all(|channel| *channel > 250));
    assert!(pixels.get_pixel(56, 24).0.iter().all(|channel| channel.abs_diff(128) < 6));
}

#[test]
fn a_photo_kept_as_png_goes_out_as_jpeg_when_it_is_too_large() {
    let master = master(&encoded(photo(300, 200), ImageFormat::Png));
    let limit = master.len() as u64 - 1;
    let rendered = render(&master, None, &Target { max_bytes: limit, ..WIDE }).unwrap();
    assert_eq!((rendered.format, rendered.width), (PictureFormat::Jpeg, 300));
    assert!(rendered.bytes.len() as u64 <= limit);
}

#[test]
fn quality_goes_down_first_and_pixels_then_until_it_fits() {
    let master = master(&jpeg(&photo(300, 200), 98));
    let mut before = (u32::MAX, usize::MAX);
    for max_bytes in [40_000, 20_000, 10_000, 4_000, 2_000] {
        let rendered = render(&master, None, &Target { max_bytes, ..WIDE }).unwrap();
        assert!(rendered.bytes.len() as u64 <= max_bytes);
        assert!(rendered.width <= before.0 && rendered.bytes.len() <= before.1);
        before = (rendered.width, rendered.bytes.len());
    }
    assert!(before.0 < 300);
    let refused = render(&master, None, &Target { max_bytes: 100, ..WIDE }).unwrap_err();
    assert_eq!(refused, PictureRefused::CannotFit { most_bytes: 100 });
}

#[test]
fn a_platform_that_takes_nothing_that_is_made_here_gets_nothing() {
    let target = Target { formats: &[PictureFormat::Gif], ..WIDE };
    let refused = render(&master(&jpeg(&photo(64, 48), 90)), None, &target).unwrap_err();
    assert!(matches!(refused, PictureRefused::CannotFit { .. }));
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    for file in [jpeg(&photo(400, 300), 90), encoded(drawing(400, 300), ImageFormat::Png)] {
        let target = Target { max_edge: 170, ..WIDE };
        assert_eq!(render(&master(&file), None, &target), render(&master(&file), None, &target));
        assert_eq!(thumbnail(&master(&file), None, 50), thumbnail(&master(&file), None, 50));
    }
}

#[test]
fn a_thumbnail_is_small_and_clean() {
    let small = thumbnail(&master(&jpeg(&photo(900, 600), 90)), None, 90).unwrap();
    assert_eq!(decoded(&small).to_rgb8().dimensions(), (90, 60));
    assert_nothing_but_the_picture(&small, PictureFormat::Jpeg);
    let small = thumbnail(&master(&encoded(drawing(400, 300), ImageFormat::Png)), None, 40).unwrap();
    assert_eq!(decoded(&small).to_rgba8().get_pixel(0, 0).0[3], 0);
    assert_nothing_but_the_picture(&small, PictureFormat::Png);
}

#[test]
fn a_file_that_never_was_taken_in_is_cleaned_before_it_goes_out() {
    let dirty = with_segments(&jpeg(&photo(64, 48), 90), &[segment(0xFE, CANARY)]);
    assert!(!holds(&render(&dirty, None, &WIDE).unwrap().bytes, CANARY));
    assert!(matches!(render(b"%PDF-1.7", None, &WIDE).unwrap_err(), PictureRefused::NotAPicture { .. }));
}

#[test]
fn a_cut_out_shows_its_part_and_nothing_else() {
    let crop = Crop::new(250, 0, 500, 1000);
    for file in [
        jpeg(&photo(800, 400), 95),
        encoded(photo(800, 400), ImageFormat::Png),
        encoded(photo(800, 400), ImageFormat::WebP),
    ] {
        let master = master(&file);
        let rendered = render(&master, crop, &WIDE).unwrap();
        assert_eq!((rendered.width, rendered.height), (400, 400));
        assert_nothing_but_the_picture(&rendered.bytes, rendered.format);
        let (cut, whole) = (decoded(&rendered.bytes).to_rgb8(), decoded(&master).to_rgb8());
        for (x, y) in [(10, 10), (200, 200), (390, 390)] {
            let (is, was) = (cut.get_pixel(x, y).0, whole.get_pixel(x + 200, y).0);
            assert!(is[0].abs_diff(was[0]) < 10 && is[1].abs_diff(was[1]) < 10, "{is:?} {was:?}");
        }
        assert_eq!(render(&master, crop, &WIDE), render(&master, crop, &WIDE), "the same each time");
        assert_ne!(render(&master, Crop::new(0, 0, 500, 1000), &WIDE).unwrap().bytes, rendered.bytes);
        assert_eq!(decoded(&thumbnail(&master, crop, 100).unwrap()).to_rgb8().dimensions(), (100, 100));
    }
}

#[test]
fn a_cut_out_of_everything_is_the_picture_itself() {
    let master = master(&jpeg(&photo(64, 48), 90));
    assert_eq!(render(&master, Crop::new(0, 0, 1000, 1000), &WIDE).unwrap().bytes, master);
}

#[test]
fn a_cut_out_of_a_few_pixels_is_refused() {
    let master = master(&jpeg(&photo(640, 480), 90));
    let refused = render(&master, Crop::new(0, 0, 1000, 50), &WIDE).unwrap_err();
    assert_eq!(refused, PictureRefused::CutTooSmall { width: 640, height: 24 });
    assert!(refused.to_string().contains("640 × 24"));
}

#[test]
fn only_what_rounding_left_over_is_trimmed_to_a_shape() {
    let bounds = Some(Bounds { tallest: (4, 5), widest: (191, 100) });
    let shape = |width, height, edge| {
        let picture = master(&encoded(photo(width, height), ImageFormat::Png));
        let rendered = render(&picture, None, &Target { bounds, max_edge: edge, ..WIDE }).unwrap();
        (rendered.width, rendered.height)
    };
    assert_eq!(shape(400, 500, 1_440), (400, 500), "it fits as it is");
    assert_eq!(shape(400, 502, 1_440), (400, 500), "odd pixels");
    assert_eq!(shape(385, 200, 1_440), (382, 200));
    assert_eq!(shape(400, 600, 1_440), (400, 600), "another shape is for a person to choose");
    for (width, height) in [(401, 501), (479, 599), (573, 300), (577, 302)] {
        let (width, height) = shape(width, height, 288);
        assert!(width * 5 >= height * 4 && width * 100 <= height * 191, "{width} × {height}");
    }
}
