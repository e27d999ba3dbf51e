//! Whatever comes in, there is an answer: never a panic, and never half a picture.

use countersign_spoil::cases;
use image::ImageFormat;
use proptest::prelude::*;
use std::sync::LazyLock;

use super::fixtures::*;
use super::readback::assert_nothing_but_the_picture;
use crate::draft::picture::{PictureRefused, Target, import, render, thumbnail};
use crate::model::PictureFormat;

/// Small files of every format, with all that the module looks at.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let picture = photo(40, 33);
    let turned = turned_jpeg(&with_profile(&jpeg(&picture, 60), &profile(4, b"RGB ")), 6);
    let png = encoded(picture.clone(), ImageFormat::Png);
    let webp = encoded(drawing(40, 33), ImageFormat::WebP);
    vec![
        jpeg(&picture, 60),
        turned,
        printing_jpeg([20, 200, 90, 0]),
        with_chunks(&png, &[profile_chunk(&profile(2, b"RGB ")), chunk(b"eXIf", &exif(8, true))]),
        encoded(drawing(40, 33), ImageFormat::Png),
        webp.clone(),
        extended_webp(
            &webp,
            0x38,
            (40, 33),
            &[riff_chunk(b"ICCP", &profile(4, b"RGB "))],
            &[riff_chunk(b"EXIF", &exif(5, true))],
        ),
        gif(&[drawing(40, 33)]),
    ]
});

/// Runs everything on the bytes, and holds whatever is accepted to the promises.
fn survives(bytes: &[u8]) {
    let target =
        Target { max_bytes: 20_000, max_edge: 36, formats: &[PictureFormat::Jpeg, PictureFormat::Png], bounds: None };
    let _ = render(bytes, None, &target);
    let _ = thumbnail(bytes, None, 32);
    if let Ok(imported) = import(bytes, "any.jpg") {
        assert_nothing_but_the_picture(&imported.bytes, imported.format);
        let again = import(&imported.bytes, "any.jpg").unwrap();
        assert_eq!(again.bytes, imported.bytes);
        assert!(!again.metadata_removed);
    }
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    for file in FILES.iter() {
        assert!(import(file, "").is_ok());
        let step = (file.len() / 150).max(1);
        for end in (0..file.len()).step_by(step).chain(file.len() - 12..file.len()) {
            assert!(import(&file[..end], "").is_err(), "cut at {end} of {}", file.len());
        }
    }
}

#[test]
fn a_picture_with_a_wrong_check_sum_is_damaged() {
    let png = encoded(photo(64, 48), ImageFormat::Png);
    let gamma = with_chunks(&png, &[chunk(b"gAMA", &45_455_u32.to_be_bytes())]);
    let places = [(&gamma, 20), (&gamma, 43), (&png, png.len() / 2)];
    for (file, place) in places {
        assert!(import(file, "").is_ok());
        let mut broken = file.clone();
        broken[place] ^= 0x10;
        assert_eq!(import(&broken, "").unwrap_err(), PictureRefused::Damaged);
    }
}

#[test]
fn a_bomb_costs_no_more_than_the_picture_it_claims_to_be() {
    // 64 × 48 pixels announced, 200 MB of noughts in a few hundred kilobytes of data.
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..200 {
        std::io::Write::write_all(&mut encoder, &vec![0; 1_000_000]).unwrap();
    }
    let data = encoder.finish().unwrap();
    let header = chunk(b"IHDR", &[0, 0, 0, 64, 0, 0, 0, 48, 8, 2, 0, 0, 0]);
    let bomb = [b"\x89PNG\r\n\x1A\n".to_vec(), header, chunk(b"IDAT", &data), chunk(b"IEND", b"")].concat();
    let begun = std::time::Instant::now();
    if let Ok(imported) = import(&bomb, "") {
        assert!(imported.bytes.len() < 10_000);
    }
    assert!(begun.elapsed().as_millis() < 1_000);
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        survives(&bytes);
    }

    #[test]
    fn arbitrary_bytes_behind_a_signature_never_panic(
        start in prop_oneof![
            Just(b"\xFF\xD8\xFF".to_vec()),
            Just(b"\xFF\xD8\xFF\xC0\x00\x11\x08\x00\x40\x00\x40\x03".to_vec()),
            Just(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40".to_vec()),
            Just(b"RIFF\x80\0\0\0WEBPVP8X\x0A\0\0\0".to_vec()),
            Just(b"RIFF\x80\0\0\0WEBPVP8L\x60\0\0\0\x2F\x3F\xC0\x0F".to_vec()),
            Just(b"GIF89a\x40\0\x40\0\xF0\0\0".to_vec()),
            Just(b"\0\0\0\x20ftyp".to_vec()),
        ],
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        survives(&[start, rest].concat());
    }

    #[test]
    fn files_with_changed_bytes_never_panic(
        which in 0..8_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = FILES[which].clone();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        survives(&bytes);
    }

    #[test]
    fn files_with_a_changed_beginning_never_panic(
        which in 0..8_usize,
        changes in proptest::collection::vec((0..400_usize, any::<u8>()), 1..4),
    ) {
        let mut bytes = FILES[which].clone();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        survives(&bytes);
    }
}
