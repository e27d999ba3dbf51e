//! Nothing personal comes through: not from any place where a file of each format can carry it.

use image::{DynamicImage, ImageFormat};

use super::fixtures::*;
use super::readback::*;
use crate::draft::picture::{Imported, import};
use crate::model::PictureFormat;

/// Imports, and proves that what comes out is the same picture, has no canary and no part for one, and stays as it is the next time.
fn clean(bytes: &[u8], format: PictureFormat) -> Imported {
    assert!(holds(bytes, CANARY), "the canary was not planted");
    let imported = import(bytes, "IMG_0001").unwrap();
    assert_eq!(imported.format, format);
    assert!(imported.metadata_removed);
    assert!(!holds(&imported.bytes, CANARY), "the canary came through");
    assert_nothing_but_the_picture(&imported.bytes, format);
    let again = import(&imported.bytes, "").unwrap();
    assert_eq!(again, Imported { metadata_removed: false, ..imported.clone() });
    imported
}

fn same_pixels(imported: &Imported, original: &[u8]) {
    assert_eq!(decoded(&imported.bytes), decoded(original));
}

#[test]
fn a_jpeg_loses_every_segment_that_is_not_the_picture() {
    let plain = jpeg(&photo(64, 48), 90);
    let preview = jpeg(&photo(32, 32), 50);
    let places: Vec<(&str, Vec<u8>)> = vec![
        ("exif", segment(0xE1, &[b"Exif\0\0", exif(1, true).as_slice()].concat())),
        ("xmp", segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", CANARY].concat())),
        ("long xmp", segment(0xE1, &[b"http://ns.adobe.com/xmp/extension/\0", CANARY].concat())),
        ("iptc", segment(0xED, &[b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x1B", CANARY].concat())),
        ("comment", segment(0xFE, CANARY)),
        ("second comment", [segment(0xFE, b"a"), segment(0xFE, CANARY)].concat()),
        ("multi-picture", segment(0xE2, &[b"MPF\0", CANARY].concat())),
        ("flashpix", segment(0xE2, &[b"FPXR\0", CANARY].concat())),
        ("preview in jfif", segment(0xE0, &[b"JFIF\0\x01\x02\0\0\x01\0\x01\x03\x03", CANARY].concat())),
        ("preview beside jfif", segment(0xE0, &[b"JFXX\0\x10", preview.as_slice(), CANARY].concat())),
        ("adobe, too long", segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01", CANARY].concat())),
        ("maker", segment(0xE7, CANARY)),
        ("provenance", segment(0xEB, &[b"JP\0\0", CANARY].concat())),
        ("reserved", segment(0xF3, CANARY)),
        ("a piece of a profile that is not whole", segment(0xE2, &[b"ICC_PROFILE\0\x01\x02", CANARY].concat())),
        ("between segments", [segment(0xFE, b"a").as_slice(), CANARY].concat()),
    ];
    for (name, place) in &places {
        println!("{name}");
        same_pixels(&clean(&with_segments(&plain, std::slice::from_ref(place)), PictureFormat::Jpeg), &plain);
    }
    let all: Vec<Vec<u8>> = places.into_iter().map(|(_, place)| place).collect();
    same_pixels(&clean(&with_segments(&plain, &all), PictureFormat::Jpeg), &plain);
}

#[test]
fn a_jpeg_loses_whatever_follows_its_end() {
    let plain = jpeg(&photo(64, 48), 90);
    let second = with_segments(&jpeg(&photo(48, 48), 90), &[segment(0xFE, CANARY)]);
    same_pixels(&clean(&[plain.as_slice(), CANARY].concat(), PictureFormat::Jpeg), &plain);
    same_pixels(&clean(&[plain.as_slice(), &second].concat(), PictureFormat::Jpeg), &plain);
    same_pixels(&clean(&[plain.as_slice(), b"\0\0\0\x18ftypmp42", CANARY].concat(), PictureFormat::Jpeg), &plain);
}

#[test]
fn a_jpeg_loses_segments_that_stand_behind_its_scan() {
    let plain = jpeg(&photo(64, 48), 90);
    let (picture, end) = plain.split_at(plain.len() - 2);
    same_pixels(&clean(&[picture, &segment(0xFE, CANARY), end].concat(), PictureFormat::Jpeg), &plain);
}

#[test]
fn a_turned_jpeg_loses_everything_as_well() {
    let turned = turned_jpeg(&jpeg(&photo(64, 48), 90), 6);
    let imported = clean(&turned, PictureFormat::Jpeg);
    assert_eq!((imported.width, imported.height), (48, 64));
}

#[test]
fn a_jpeg_without_anything_personal_stays_as_it_is() {
    let once = import(&jpeg(&photo(64, 48), 90), "").unwrap();
    assert!(!once.metadata_removed);
    assert_eq!(import(&once.bytes, "").unwrap(), once);
}

#[test]
fn a_png_loses_every_chunk_that_is_not_the_picture() {
    let plain = encoded(photo(64, 48), ImageFormat::Png);
    let places = [
        chunk(b"tEXt", &[b"Author\0", CANARY].concat()),
        chunk(b"zTXt", &[b"Author\0\0", CANARY].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", CANARY].concat()),
        chunk(b"eXIf", &exif(1, false)),
        chunk(b"tIME", CANARY),
        chunk(b"pHYs", CANARY),
        chunk(b"bKGD", CANARY),
        chunk(b"hIST", CANARY),
        chunk(b"sPLT", CANARY),
        chunk(b"sBIT", CANARY),
        chunk(b"caBX", CANARY),
        chunk(b"prVt", CANARY),
        // Of kinds that are allowed, but of a length that leaves room, or where the picture has no use for them.
        chunk(b"gAMA", CANARY),
        chunk(b"sRGB", CANARY),
        chunk(b"tRNS", CANARY),
        chunk(b"PLTE", &CANARY[..27]),
        chunk(b"iCCP", &[CANARY, b"\0\0no profile"].concat()),
    ];
    for place in &places {
        same_pixels(&clean(&with_chunks(&plain, std::slice::from_ref(place)), PictureFormat::Png), &plain);
        let mut behind = plain.clone();
        let end = behind.len() - 12;
        behind.splice(end..end, place.iter().copied());
        same_pixels(&clean(&behind, PictureFormat::Png), &plain);
    }
}

#[test]
fn a_png_loses_the_uncropped_picture_behind_its_end() {
    let plain = encoded(photo(64, 48), ImageFormat::Png);
    let rest = [chunk(b"IDAT", CANARY), chunk(b"IEND", b"")].concat();
    same_pixels(&clean(&[plain.as_slice(), &rest].concat(), PictureFormat::Png), &plain);
}

#[test]
fn a_png_loses_what_hides_among_its_image_data() {
    let plain = encoded(photo(64, 48), ImageFormat::Png);
    let data: Vec<u8> =
        chunks(&plain).iter().filter(|(kind, _)| kind == b"IDAT").flat_map(|(_, data)| data.clone()).collect();
    let with_data = |data: &[u8]| [&plain[..33], &chunk(b"IDAT", data), &chunk(b"IEND", b"")].concat();
    same_pixels(&clean(&with_data(&[data.as_slice(), CANARY].concat()), PictureFormat::Png), &plain);

    // Inside the compressed stream, behind the last line: stored, not packed, so that it stands there in the clear.
    let lines: Vec<u8> =
        photo(64, 48).rows().flat_map(|row| [0].into_iter().chain(row.flat_map(|pixel| pixel.0))).collect();
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    std::io::Write::write_all(&mut encoder, &[lines.as_slice(), CANARY].concat()).unwrap();
    same_pixels(&clean(&with_data(&encoder.finish().unwrap()), PictureFormat::Png), &plain);
}

#[test]
fn a_webp_loses_every_chunk_that_is_not_the_picture() {
    let plain = encoded(photo(64, 48), ImageFormat::WebP);
    let exif = riff_chunk(b"EXIF", &exif(1, true));
    let xmp = riff_chunk(b"XMP ", CANARY);
    let own = riff_chunk(b"Cana", CANARY);
    let profile = riff_chunk(b"ICCP", CANARY);
    let alpha = riff_chunk(b"ALPH", CANARY);
    for (before, behind) in [
        (vec![], vec![exif.clone()]),
        (vec![], vec![xmp.clone()]),
        (vec![own.clone()], vec![]),
        (vec![profile.clone()], vec![]),
        (vec![profile, own.clone()], vec![exif, xmp, own]),
    ] {
        let bytes = extended_webp(&plain, 0b0010_1100, (64, 48), &before, &behind);
        same_pixels(&clean(&bytes, PictureFormat::Webp), &plain);
    }
    let bytes = extended_webp(&plain, 0b0001_0000, (64, 48), &[alpha], &[]);
    assert!(!holds(&import(&bytes, "").unwrap().bytes, CANARY));
    same_pixels(&clean(&[plain.as_slice(), CANARY].concat(), PictureFormat::Webp), &plain);
}

#[test]
fn a_gif_loses_every_block_that_is_not_the_picture() {
    let plain = gif(&[drawing(64, 48)]);
    let frame = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let block = |label: u8, head: &[u8]| [&[0x21, label][..], head, &[CANARY.len() as u8], CANARY, &[0]].concat();
    for place in [
        block(0xFE, &[]),
        block(0xFF, b"\x0BXMP DataXMP"),
        block(0xFF, b"\x0BICCRGBG1012"),
        block(0x01, &[12, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 1, 0]),
        block(0xF9, &[4, 0, 0, 0, 0]),
        block(0x99, &[]),
    ] {
        let bytes = [&plain[..frame], &place, &plain[frame..]].concat();
        same_pixels(&clean(&bytes, PictureFormat::Gif), &plain);
        let end = plain.len() - 1;
        let bytes = [&plain[..end], &place, &plain[end..]].concat();
        same_pixels(&clean(&bytes, PictureFormat::Gif), &plain);
    }
    same_pixels(&clean(&[plain.as_slice(), CANARY].concat(), PictureFormat::Gif), &plain);
}

#[test]
fn a_palette_and_its_transparency_stay() {
    let plain = gif(&[drawing(64, 48)]);
    let imported = import(&plain, "").unwrap();
    assert!(matches!(decoded(&imported.bytes), DynamicImage::ImageRgba8(_)));
    assert_eq!(decoded(&imported.bytes).to_rgba8().get_pixel(0, 0).0[3], 0);
}
