//! What a file is, by its first bytes.
//!
//! Invariant: the name of a file is never asked; a picture format is named only where its own signature stands at the very start.

use crate::model::PictureFormat;

use super::refused::PictureRefused;

/// What a file is that can't be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// HEIC or HEIF, as iPhones write it.
    Heif,
    /// AVIF.
    Avif,
    /// JPEG XL.
    JpegXl,
    /// JPEG 2000.
    Jpeg2000,
    /// A JPEG of a rare kind: lossless, arithmetic, hierarchical or of 12 bits.
    RareJpeg,
    /// SVG.
    Svg,
    /// TIFF, or a camera's raw format built on it (NEF, ARW, DNG).
    Tiff,
    /// A camera's raw format.
    Raw,
    /// BMP.
    Bmp,
    /// A Windows icon.
    Icon,
    /// A Photoshop document.
    Photoshop,
    /// PDF.
    Pdf,
    /// A Word document.
    Word,
    /// An Excel workbook.
    Excel,
    /// A `PowerPoint` presentation.
    PowerPoint,
    /// A document of an old Microsoft Office.
    OldOffice,
    /// A ZIP archive.
    Zip,
    /// A film: MP4, MOV, MKV, `WebM` or AVI.
    Video,
    /// A sound recording.
    Sound,
    /// A web page.
    WebPage,
    /// Plain text.
    Text,
    /// Anything else.
    Unknown,
}

impl Kind {
    /// «This is …», without a full stop.
    pub(super) const fn sentence(self) -> &'static str {
        match self {
            Self::Heif => "This is a photo in the HEIC format of iPhones",
            Self::Avif => "This is a picture in the AVIF format",
            Self::JpegXl => "This is a picture in the JPEG XL format",
            Self::Jpeg2000 => "This is a picture in the JPEG 2000 format",
            Self::RareJpeg => "This is a JPEG of a rare kind",
            Self::Svg => "This is an SVG drawing",
            Self::Tiff => "This is a TIFF picture or a camera’s raw file",
            Self::Raw => "This is a camera’s raw file",
            Self::Bmp => "This is a picture in the BMP format",
            Self::Icon => "This is a Windows icon",
            Self::Photoshop => "This is a Photoshop document",
            Self::Pdf => "This is a PDF document",
            Self::Word => "This is a Word document",
            Self::Excel => "This is an Excel workbook",
            Self::PowerPoint => "This is a PowerPoint presentation",
            Self::OldOffice => "This is an Office document",
            Self::Zip => "This is a ZIP archive",
            Self::Video => "This is a video",
            Self::Sound => "This is a sound recording",
            Self::WebPage => "This is a web page",
            Self::Text => "This is a text file",
            Self::Unknown => "This is not a picture",
        }
    }

    /// Whether it is a picture at all.
    const fn is_picture(self) -> bool {
        match self {
            Self::Heif | Self::Avif | Self::JpegXl | Self::Jpeg2000 | Self::RareJpeg => true,
            Self::Svg | Self::Tiff | Self::Raw | Self::Bmp | Self::Icon | Self::Photoshop => true,
            Self::Pdf | Self::Word | Self::Excel | Self::PowerPoint | Self::OldOffice | Self::Zip => false,
            Self::Video | Self::Sound | Self::WebPage | Self::Text | Self::Unknown => false,
        }
    }
}

/// The format of the picture in `bytes`.
///
/// # Errors
/// What the file is instead.
pub(super) fn recognise(bytes: &[u8]) -> Result<PictureFormat, PictureRefused> {
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(PictureFormat::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(PictureFormat::Png);
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Ok(PictureFormat::Gif);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(PictureFormat::Webp);
    }
    let kind = by_signature(bytes).or_else(|| boxed(bytes)).unwrap_or_else(|| written(bytes));
    Err(if kind.is_picture() {
        PictureRefused::Foreign { kind }
    } else {
        PictureRefused::NotAPicture { kind, renamed: false }
    })
}

/// Files that are known by fixed bytes at their start.
fn by_signature(bytes: &[u8]) -> Option<Kind> {
    const SIGNATURES: &[(&[u8], Kind)] = &[
        (b"%PDF-", Kind::Pdf),
        (b"\x49\x49\x2A\x00\x10\x00\x00\x00CR", Kind::Raw),
        (b"II*\0", Kind::Tiff),
        (b"MM\0*", Kind::Tiff),
        (b"II+\0", Kind::Tiff),
        (b"MM\0+", Kind::Tiff),
        (b"IIU\0", Kind::Raw),
        (b"IIRO", Kind::Raw),
        (b"IIRS", Kind::Raw),
        (b"MMOR", Kind::Raw),
        (b"FUJIFILMCCD-RAW", Kind::Raw),
        (b"FOVb", Kind::Raw),
        (b"8BPS", Kind::Photoshop),
        (b"\x00\x00\x01\x00", Kind::Icon),
        (b"\xFF\x0A", Kind::JpegXl),
        (b"\x00\x00\x00\x0CJXL ", Kind::JpegXl),
        (b"\x00\x00\x00\x0CjP  ", Kind::Jpeg2000),
        (b"\xFF\x4F\xFF\x51", Kind::Jpeg2000),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::OldOffice),
        (b"{\\rtf", Kind::Word),
        (b"\x1A\x45\xDF\xA3", Kind::Video),
        (b"\x00\x00\x01\xBA", Kind::Video),
        (b"ID3", Kind::Sound),
        (b"OggS", Kind::Sound),
        (b"fLaC", Kind::Sound),
        (b"\xFF\xFE", Kind::Text),
        (b"\xFE\xFF", Kind::Text),
    ];
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(*kind);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(archive(bytes));
    }
    if bytes.starts_with(b"RIFF") {
        return match bytes.get(8..12)? {
            b"AVI " => Some(Kind::Video),
            b"WAVE" => Some(Kind::Sound),
            _ => None,
        };
    }
    // Two letters alone would take many a text for a bitmap; the four reserved bytes after the size are always nought.
    (bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4])).then_some(Kind::Bmp)
}

/// What an archive holds: Office documents are archives, and the names of their entries stand in the clear.
fn archive(bytes: &[u8]) -> Kind {
    const INSIDE: &[(&[u8], Kind)] = &[
        (b"word/", Kind::Word),
        (b"xl/", Kind::Excel),
        (b"ppt/", Kind::PowerPoint),
        (b"opendocument.text", Kind::Word),
        (b"opendocument.spreadsheet", Kind::Excel),
        (b"opendocument.presentation", Kind::PowerPoint),
    ];
    let start = first(bytes, 8_192);
    // The directory at the end names every entry, however large the first ones are.
    let end = bytes.get(bytes.len().saturating_sub(8_192)..).unwrap_or_default();
    INSIDE.iter().find(|(name, _)| holds(start, name) || holds(end, name)).map_or(Kind::Zip, |(_, kind)| *kind)
}

/// ISO base media files, which say in their first box what they are: HEIC, AVIF, MP4, MOV.
fn boxed(bytes: &[u8]) -> Option<Kind> {
    match bytes.get(4..8)? {
        b"ftyp" => {}
        b"moov" | b"mdat" | b"wide" => return Some(Kind::Video),
        _ => return None,
    }
    let length = usize::try_from(u32::from_be_bytes(*bytes.first_chunk::<4>()?)).ok()?;
    let brands = bytes.get(8..length.clamp(8, 256).min(bytes.len()))?;
    let has = |wanted: &[&[u8; 4]]| brands.chunks_exact(4).any(|brand| wanted.iter().any(|one| brand == *one));
    Some(if has(&[b"avif", b"avis"]) {
        Kind::Avif
    } else if has(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"]) {
        Kind::Heif
    } else if has(&[b"crx "]) {
        Kind::Raw
    } else if brands.starts_with(b"M4A ") || brands.starts_with(b"M4B ") {
        Kind::Sound
    } else {
        Kind::Video
    })
}

/// Files that people can read, and the rest.
fn written(bytes: &[u8]) -> Kind {
    let start = first(bytes, 4_096);
    let lower = start.to_ascii_lowercase();
    let text = lower.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&lower).trim_ascii_start();
    // Some programs put a line of their own before a PDF's first; readers look for it in the first kilobyte.
    if holds(first(bytes, 1_024), b"%PDF-") {
        return Kind::Pdf;
    }
    if text.starts_with(b"<") && holds(text, b"<svg") && !holds(text, b"<html") {
        return Kind::Svg;
    }
    if text.starts_with(b"<!doctype html") || text.starts_with(b"<html") {
        return Kind::WebPage;
    }
    let printable = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    let whole = match std::str::from_utf8(start) {
        Ok(_) => true,
        // The cut may go through a character.
        Err(error) => error.error_len().is_none() && start.len() - error.valid_up_to() < 4,
    };
    if whole && start.iter().all(printable) { Kind::Text } else { Kind::Unknown }
}

fn first(bytes: &[u8], count: usize) -> &[u8] {
    bytes.get(..count).unwrap_or(bytes)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
