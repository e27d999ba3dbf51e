//! What is not taken, and how that is said.

use super::fixtures::*;
use crate::draft::picture::{Kind, PictureRefused, import};

fn refused(bytes: &[u8], name: &str) -> String {
    import(bytes, name).unwrap_err().to_string()
}

#[test]
fn an_empty_file_is_called_empty() {
    assert_eq!(import(b"", "a.jpg").unwrap_err(), PictureRefused::Empty);
}

#[test]
fn a_document_with_a_pictures_name_is_called_what_it_is() {
    assert_eq!(
        refused(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3", "Scan.JPG"),
        "This is a PDF document, although its name ends like a picture’s. Only pictures can be added here: JPEG, PNG, WebP or GIF."
    );
    assert_eq!(
        refused(b"%PDF-1.7\n", "flyer.pdf"),
        "This is a PDF document. Only pictures can be added here: JPEG, PNG, WebP or GIF."
    );
}

#[test]
fn each_common_kind_of_file_is_recognised() {
    let cases: Vec<(Vec<u8>, Kind)> = vec![
        (b"\r\nprinted by\n%PDF-1.4".to_vec(), Kind::Pdf),
        (b"PK\x03\x04\x14\0\x06\0word/document.xml".to_vec(), Kind::Word),
        ([b"PK\x03\x04".as_slice(), &[0; 9_000], b"xl/workbook.xml"].concat(), Kind::Excel),
        (b"PK\x03\x04\x14\0\x06\0ppt/presentation.xml".to_vec(), Kind::PowerPoint),
        (b"PK\x03\x04\x14\0\x06\0holiday.jpg".to_vec(), Kind::Zip),
        (b"PK\x05\x06\0\0".to_vec(), Kind::Zip),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....".to_vec(), Kind::OldOffice),
        (b"{\\rtf1 hello".to_vec(), Kind::Word),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".to_vec(), Kind::Video),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ".to_vec(), Kind::Video),
        (b"\0\0\x10\0moov....".to_vec(), Kind::Video),
        (b"\x1A\x45\xDF\xA3....".to_vec(), Kind::Video),
        (b"RIFF\x10\0\0\0AVI LIST".to_vec(), Kind::Video),
        (b"RIFF\x10\0\0\0WAVEfmt ".to_vec(), Kind::Sound),
        (b"\0\0\0\x1CftypM4A \0\0\0\0isom".to_vec(), Kind::Sound),
        (b"<!DOCTYPE html><html><svg></svg>".to_vec(), Kind::WebPage),
        ("Dear patients, caf\u{e9} at nine.\n".as_bytes().to_vec(), Kind::Text),
        ("é".repeat(4_096).into_bytes(), Kind::Text),
        (format!("a{}", "é".repeat(4_096)).into_bytes(), Kind::Text),
        (b"\xFF\xFEH\0i\0".to_vec(), Kind::Text),
        (b"\x7FELF\x02\x01\x01\0".to_vec(), Kind::Unknown),
        (vec![0; 500], Kind::Unknown),
        (b"GIF88a....".to_vec(), Kind::Text),
        (b"BMW and other cars".to_vec(), Kind::Text),
    ];
    for (bytes, kind) in cases {
        let renamed = PictureRefused::NotAPicture { kind, renamed: true };
        assert_eq!(import(&bytes, "photo.jpg").unwrap_err(), renamed);
        assert_eq!(import(&bytes, "photo").unwrap_err(), PictureRefused::NotAPicture { kind, renamed: false });
    }
}

#[test]
fn each_foreign_picture_format_is_recognised() {
    let cases: Vec<(&[u8], Kind)> = vec![
        (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", Kind::Heif),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix", Kind::Heif),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", Kind::Avif),
        (b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1", Kind::Avif),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", Kind::Raw),
        (b"II*\0\x10\0\0\0CR\x02\0", Kind::Raw),
        (b"FUJIFILMCCD-RAW 0201", Kind::Raw),
        (b"II*\0\x08\0\0\0", Kind::Tiff),
        (b"MM\0*\0\0\0\x08", Kind::Tiff),
        (b"BM\x36\x10\0\0\0\0\0\0\x36\0\0\0", Kind::Bmp),
        (b"\0\0\x01\0\x01\0", Kind::Icon),
        (b"8BPS\0\x01", Kind::Photoshop),
        (b"\xFF\x0A\xFA\x1F", Kind::JpegXl),
        (b"\0\0\0\x0CjP  \r\n\x87\n", Kind::Jpeg2000),
        (b"<?xml version=\"1.0\"?>\n<!-- x -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Kind::Svg),
        (b"\xEF\xBB\xBF  <svg/>", Kind::Svg),
    ];
    for (bytes, kind) in cases {
        assert_eq!(import(bytes, "photo.jpg").unwrap_err(), PictureRefused::Foreign { kind });
    }
}

#[test]
fn an_iphones_photo_comes_with_the_way_out() {
    let said = refused(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "IMG_0417.HEIC");
    assert!(
        said.contains("Settings ▸ Camera ▸ Formats ▸ Most Compatible") && said.contains("save this one as JPEG"),
        "{said}"
    );
}

#[test]
fn the_name_of_a_picture_decides_nothing() {
    let bytes = jpeg(&photo(64, 48), 90);
    assert_eq!(import(&bytes, "letter.pdf"), import(&bytes, "photo.png"));
}

#[test]
fn no_refusal_repeats_the_name_of_the_file() {
    for bytes in
        [b"".as_slice(), b"%PDF-1.7", b"hello", b"\0\0\0\x24ftypheic\0\0\0\0", b"\xFF\xD8\xFF\xE0", b"RIFF\0\0\0\0WEBP"]
    {
        assert!(!refused(bytes, "Mrs Canary.jpg").contains("Canary"));
    }
}

#[test]
fn a_jpeg_of_a_rare_kind_is_named_as_such() {
    for code in [0xC3, 0xC5, 0xC9, 0xCA, 0xCF] {
        let bytes = [b"\xFF\xD8".to_vec(), segment(code, &[8, 0, 64, 0, 64, 1, 1, 0x11, 0])].concat();
        assert_eq!(import(&bytes, "").unwrap_err(), PictureRefused::Foreign { kind: Kind::RareJpeg });
    }
    let deep = [b"\xFF\xD8".to_vec(), segment(0xC1, &[12, 0, 64, 0, 64, 1, 1, 0x11, 0])].concat();
    assert_eq!(import(&deep, "").unwrap_err(), PictureRefused::Foreign { kind: Kind::RareJpeg });
}
