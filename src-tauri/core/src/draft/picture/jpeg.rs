//! JPEG (ITU-T T.81), segment by segment.
//!
//! Invariant: only the tables, the frame and the scans are copied, each at its exact length; what says how colours are meant (JFIF,
//! Adobe, ICC) is written anew; the file ends with its first picture, so that previews and second pictures behind it are gone.

use image::metadata::Orientation;

use super::colour::{self, Channels};
use super::cursor::Cursor;
use super::recognise::Kind;
use super::refused::PictureRefused;
use super::strip::{Stripped, check_size, orientation};

/// The fresh JFIF segment: version 1.2, square pixels, no preview. It stays where there was one, since it says YCbCr.
const JFIF: &[u8] = b"\xFF\xE0\x00\x10JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00";
/// The fresh Adobe segment but for its last byte, the colour transform.
const ADOBE: &[u8] = b"\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00";
/// How many bytes of a profile go into one segment.
const PROFILE_PIECE: usize = 65_519;

/// What was read so far.
#[derive(Default)]
struct Reading {
    body: Vec<u8>,
    frame: Option<(u32, u32, Channels)>,
    jfif: bool,
    adobe: Option<u8>,
    exif: Option<Orientation>,
    profile: Vec<(u8, u8, Vec<u8>)>,
    scans: usize,
    removed: bool,
}

/// Cleans a JPEG.
///
/// # Errors
/// When it is damaged, outside the limits or of a kind that is not read.
pub(super) fn strip(bytes: &[u8]) -> Result<Stripped, PictureRefused> {
    let mut cursor = Cursor::new(bytes);
    let mut reading = Reading::default();
    if cursor.take(2) != Some(b"\xFF\xD8") {
        return Err(PictureRefused::Damaged);
    }
    loop {
        match marker(&mut cursor, &mut reading.removed).ok_or(PictureRefused::Damaged)? {
            0xD9 => break,
            // Marks without a length of their own: nothing to copy outside a scan.
            0x01 | 0xD0..=0xD8 => reading.removed = true,
            code => {
                let length = cursor.u16_be().and_then(|length| length.checked_sub(2));
                let payload =
                    length.and_then(|length| cursor.take(usize::from(length))).ok_or(PictureRefused::Damaged)?;
                reading.segment(code, payload)?;
                if code == 0xDA {
                    reading.body.extend(scan(&mut cursor).ok_or(PictureRefused::Damaged)?);
                }
            }
        }
    }
    reading.removed |= !cursor.rest().is_empty();
    reading.finish()
}

/// The next marker's code. Bytes that stand between segments belong to none; readers skip them.
fn marker(cursor: &mut Cursor<'_>, removed: &mut bool) -> Option<u8> {
    loop {
        let gap = cursor.rest().iter().position(|byte| *byte == 0xFF)?;
        *removed |= gap > 0;
        cursor.take(gap)?;
        let fill = cursor.rest().iter().position(|byte| *byte != 0xFF)?;
        cursor.take(fill)?;
        match cursor.u8()? {
            0x00 => *removed = true,
            code => return Some(code),
        }
    }
}

/// The entropy-coded data of a scan: up to the next marker that is neither an escaped byte nor a restart.
fn scan<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let start = cursor.position();
    loop {
        let run = cursor.rest().iter().position(|byte| *byte == 0xFF)?;
        cursor.take(run)?;
        match cursor.rest().get(1)? {
            0x00 | 0xD0..=0xD7 => cursor.take(2)?,
            0xFF => cursor.take(1)?,
            _ => return Some(cursor.since(start)),
        };
    }
}

impl Reading {
    /// Takes in one segment.
    fn segment(&mut self, code: u8, payload: &[u8]) -> Result<(), PictureRefused> {
        let exact = match code {
            0xC0..=0xC2 => return self.frame(code, payload),
            0xC3 | 0xC5..=0xCF if code != 0xC8 => return Err(PictureRefused::Foreign { kind: Kind::RareJpeg }),
            0xC4 => huffman_tables(payload),
            0xDB => quantisation_tables(payload),
            0xDD => payload.len() == 2,
            0xDA => {
                self.scans += 1;
                let components = payload.first().copied().map_or(0, usize::from);
                self.frame.is_some() && payload.len() == 4 + 2 * components
            }
            _ => {
                self.application(code, payload);
                return Ok(());
            }
        };
        if !exact {
            return Err(PictureRefused::Damaged);
        }
        self.copy(code, payload);
        Ok(())
    }

    fn frame(&mut self, code: u8, payload: &[u8]) -> Result<(), PictureRefused> {
        let mut cursor = Cursor::new(payload);
        let (Some(precision), Some(height), Some(width), Some(components)) =
            (cursor.u8(), cursor.u16_be(), cursor.u16_be(), cursor.u8())
        else {
            return Err(PictureRefused::Damaged);
        };
        let channels = match components {
            1 => Channels::Grey,
            3 => Channels::Rgb,
            4 => Channels::Inks,
            _ => return Err(PictureRefused::Foreign { kind: Kind::RareJpeg }),
        };
        if precision != 8 {
            return Err(PictureRefused::Foreign { kind: Kind::RareJpeg });
        }
        check_size(u32::from(width), u32::from(height))?;
        if self.frame.is_some() || payload.len() != 6 + 3 * usize::from(components) {
            return Err(PictureRefused::Damaged);
        }
        self.frame = Some((u32::from(width), u32::from(height), channels));
        self.copy(code, payload);
        Ok(())
    }

    /// Reads what is of use in an application's segment; none of them is copied.
    fn application(&mut self, code: u8, payload: &[u8]) {
        match (code, payload) {
            (0xE0, [b'J', b'F', b'I', b'F', 0, rest @ ..]) => {
                self.jfif = true;
                // Nine bytes are the version, the density and the size of a preview, which would follow.
                self.removed |= rest.len() > 9;
            }
            (0xEE, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, rest @ ..]) => {
                self.adobe = Some((*transform).min(2));
                self.removed |= !rest.is_empty();
            }
            (0xE2, payload) if payload.starts_with(b"ICC_PROFILE\0") && payload.len() >= 14 => {
                let (head, piece) = payload.split_at(14);
                if let [.., number, count] = head {
                    self.profile.push((*number, *count, piece.to_vec()));
                }
            }
            (0xE1, [b'E', b'x', b'i', b'f', 0, 0, exif @ ..]) => {
                self.exif.get_or_insert_with(|| orientation(exif));
                self.removed = true;
            }
            _ => self.removed = true,
        }
    }

    fn copy(&mut self, code: u8, payload: &[u8]) {
        segment(&mut self.body, code, payload);
    }

    /// The profile, if its pieces are all there and in number.
    fn profile(&mut self) -> Option<Vec<u8>> {
        self.profile.sort_by_key(|(number, ..)| *number);
        let count = self.profile.len();
        let whole = self
            .profile
            .iter()
            .zip(1..)
            .all(|((number, of, _), place)| usize::from(*number) == place && usize::from(*of) == count);
        let total: usize = self.profile.iter().map(|(.., piece)| piece.len()).sum();
        (whole && total <= colour::LONGEST_PROFILE)
            .then(|| self.profile.iter().flat_map(|(.., piece)| piece).copied().collect())
    }

    fn finish(mut self) -> Result<Stripped, PictureRefused> {
        let (width, height, channels) = self.frame.filter(|_| self.scans > 0).ok_or(PictureRefused::Damaged)?;
        let profile = self.profile().and_then(|original| colour::plain(&original, channels));
        self.removed |= profile.is_none() && !self.profile.is_empty();
        let mut bytes = b"\xFF\xD8".to_vec();
        if self.jfif {
            bytes.extend(JFIF);
        }
        if let Some(transform) = self.adobe {
            bytes.extend(ADOBE);
            bytes.push(transform);
        }
        if let Some(profile) = &profile {
            let pieces = profile.chunks(PROFILE_PIECE);
            let count = u8::try_from(pieces.len()).map_err(|_| PictureRefused::Damaged)?;
            for (piece, number) in pieces.zip(1_u8..) {
                segment(&mut bytes, 0xE2, &[b"ICC_PROFILE\0", [number, count].as_slice(), piece].concat());
            }
        }
        bytes.append(&mut self.body);
        bytes.extend(b"\xFF\xD9");
        Ok(Stripped {
            bytes,
            width,
            height,
            orientation: self.exif.unwrap_or(Orientation::NoTransforms),
            profile,
            colour_chunks: Vec::new(),
            removed: self.removed,
            // Platforms and browsers show inks each in their own way; what the doctor signs has to look the same everywhere.
            encode_anew: channels == Channels::Inks,
            frames: 1,
        })
    }
}

/// Writes one segment. Every payload is one that was read, or a piece of a profile cut to fit.
fn segment(out: &mut Vec<u8>, code: u8, payload: &[u8]) {
    out.extend([0xFF, code]);
    out.extend(u16::try_from(payload.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    out.extend(payload);
}

/// Whether the payload is whole Huffman tables and nothing behind them.
fn huffman_tables(mut payload: &[u8]) -> bool {
    while let Some((table, rest)) = payload.split_at_checked(17) {
        let values: usize = table.iter().skip(1).map(|count| usize::from(*count)).sum();
        let Some(next) = rest.get(values..) else { return false };
        payload = next;
    }
    payload.is_empty()
}

/// Whether the payload is whole quantisation tables and nothing behind them.
fn quantisation_tables(mut payload: &[u8]) -> bool {
    while let Some((head, rest)) = payload.split_first() {
        let length = if head >> 4 == 0 { 64 } else { 128 };
        let Some(next) = rest.get(length..) else { return false };
        payload = next;
    }
    true
}
