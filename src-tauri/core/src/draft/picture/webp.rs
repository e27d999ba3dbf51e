//! WebP (RFC 9649), chunk by chunk.
//!
//! Invariant: the file is put together anew from the picture's own chunk, its transparency and its plain profile; no other chunk
//! and nothing behind the container is copied.

use image::metadata::Orientation;

use super::colour::{self, Channels};
use super::cursor::Cursor;
use super::refused::PictureRefused;
use super::strip::{Stripped, check_size, orientation};

const MOVING: u8 = 0b0000_0010;
const TRANSPARENT: u8 = 0b0001_0000;
const PROFILE: u8 = 0b0010_0000;

/// The chunks that matter, as they were found.
#[derive(Default)]
struct Found<'a> {
    canvas: Option<(u32, u32)>,
    transparent: bool,
    picture: Option<([u8; 4], &'a [u8])>,
    alpha: Option<&'a [u8]>,
    profile: Option<Vec<u8>>,
    exif: Option<Orientation>,
    removed: bool,
}

/// Cleans a WebP.
///
/// # Errors
/// When it is damaged, outside the limits or moving.
pub(super) fn strip(bytes: &[u8]) -> Result<Stripped, PictureRefused> {
    let mut cursor = Cursor::new(bytes);
    let body =
        cursor.take(4).and_then(|_| cursor.u32_le()).and_then(|length| cursor.take(usize::try_from(length).ok()?));
    let body = body.and_then(|body| body.strip_prefix(b"WEBP")).ok_or(PictureRefused::Damaged)?;
    let mut found = Found { removed: !cursor.rest().is_empty(), ..Found::default() };
    let mut chunks = Cursor::new(body);
    while !chunks.rest().is_empty() {
        let (kind, payload) = chunk(&mut chunks).ok_or(PictureRefused::Damaged)?;
        found.take(kind, payload)?;
    }
    found.finish()
}

/// The next chunk. An odd one is followed by a byte that fills it up, which some writers forget at the end.
fn chunk<'a>(cursor: &mut Cursor<'a>) -> Option<([u8; 4], &'a [u8])> {
    let kind = cursor.array::<4>()?;
    let length = usize::try_from(cursor.u32_le()?).ok()?;
    let payload = cursor.take(length)?;
    if !length.is_multiple_of(2) && !cursor.rest().is_empty() {
        cursor.take(1)?;
    }
    Some((kind, payload))
}

impl<'a> Found<'a> {
    fn take(&mut self, kind: [u8; 4], payload: &'a [u8]) -> Result<(), PictureRefused> {
        match &kind {
            b"VP8X" if self.canvas.is_none() && self.picture.is_none() => {
                let (flags, width, height) = extended(payload).ok_or(PictureRefused::Damaged)?;
                check_size(width, height)?;
                if flags & MOVING != 0 {
                    return Err(PictureRefused::Moving);
                }
                self.canvas = Some((width, height));
                self.transparent = flags & TRANSPARENT != 0;
            }
            b"ANIM" | b"ANMF" => return Err(PictureRefused::Moving),
            b"VP8 " | b"VP8L" if self.picture.is_none() => {
                let (width, height) = size(&kind, payload).ok_or(PictureRefused::Damaged)?;
                check_size(width, height)?;
                if *self.canvas.get_or_insert((width, height)) != (width, height) {
                    return Err(PictureRefused::Damaged);
                }
                self.picture = Some((kind, payload));
            }
            b"ALPH" if self.alpha.is_none() => self.alpha = Some(payload),
            b"ICCP" if self.profile.is_none() && payload.len() <= colour::LONGEST_PROFILE => {
                self.profile = colour::plain(payload, Channels::Rgb);
                self.removed |= self.profile.is_none();
            }
            b"EXIF" => {
                self.exif.get_or_insert_with(|| orientation(payload));
                self.removed = true;
            }
            _ => self.removed = true,
        }
        Ok(())
    }

    fn finish(self) -> Result<Stripped, PictureRefused> {
        let (Some((width, height)), Some((kind, picture))) = (self.canvas, self.picture) else {
            return Err(PictureRefused::Damaged);
        };
        // A lossless picture carries its own transparency; the extra chunk belongs to the lossy kind.
        let alpha = self.alpha.filter(|_| &kind == b"VP8 " && self.transparent);
        let mut body = b"WEBP".to_vec();
        if alpha.is_some() || self.profile.is_some() {
            let transparent = if self.transparent { TRANSPARENT } else { 0 };
            let profile = if self.profile.is_some() { PROFILE } else { 0 };
            let (width, height) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
            let mut extended = vec![transparent | profile, 0, 0, 0];
            extended.extend(width.iter().take(3).chain(height.iter().take(3)));
            written(&mut body, *b"VP8X", &extended);
        }
        if let Some(profile) = &self.profile {
            written(&mut body, *b"ICCP", profile);
        }
        if let Some(alpha) = alpha {
            written(&mut body, *b"ALPH", alpha);
        }
        written(&mut body, kind, picture);
        let mut bytes = Vec::new();
        written(&mut bytes, *b"RIFF", &body);
        Ok(Stripped {
            bytes,
            width,
            height,
            orientation: self.exif.unwrap_or(Orientation::NoTransforms),
            profile: self.profile,
            colour_chunks: Vec::new(),
            removed: self.removed,
            encode_anew: false,
            frames: 1,
        })
    }
}

/// What an extended header says: its flags and the size of the canvas.
fn extended(payload: &[u8]) -> Option<(u8, u32, u32)> {
    let [flags, _, _, _, a, b, c, d, e, f] = *payload.first_chunk::<10>()?;
    Some((flags, u32::from_le_bytes([a, b, c, 0]) + 1, u32::from_le_bytes([d, e, f, 0]) + 1))
}

/// The size that the picture's own data announce.
fn size(kind: &[u8; 4], payload: &[u8]) -> Option<(u32, u32)> {
    let mut cursor = Cursor::new(payload);
    if kind == b"VP8L" {
        if cursor.u8()? != 0x2F {
            return None;
        }
        let bits = cursor.u32_le()?;
        return Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1));
    }
    cursor.take(3)?;
    if cursor.array()? != [0x9D, 0x01, 0x2A] {
        return None;
    }
    Some((u32::from(cursor.u16_le()? & 0x3FFF), u32::from(cursor.u16_le()? & 0x3FFF)))
}

/// Writes one chunk and fills it up to an even length.
fn written(out: &mut Vec<u8>, kind: [u8; 4], payload: &[u8]) {
    out.extend(kind);
    out.extend(u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(payload);
    if !payload.len().is_multiple_of(2) {
        out.push(0);
    }
}
