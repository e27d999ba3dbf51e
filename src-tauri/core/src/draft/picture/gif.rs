//! GIF (89a), block by block.
//!
//! Invariant: only the screen, the palettes, the frames, the block that says how each frame is shown, and how often they are
//! repeated are copied; comments, captions and applications' blocks are not, nor is anything behind the end. A GIF that moves
//! keeps every frame, to the bit.

use image::metadata::Orientation;

use super::MOST_MOVING_PIXELS;
use super::cursor::Cursor;
use super::refused::PictureRefused;
use super::strip::{Stripped, check_size};

/// How a block begins that says how often the frames are repeated: under the name that everybody writes, and under another
/// that a few do. Each has the number behind it, in two bytes, and the end.
const REPEATS: [&[u8]; 2] = [b"\x0BNETSCAPE2.0\x03\x01", b"\x0BANIMEXTS1.0\x03\x01"];

/// Cleans a GIF.
///
/// # Errors
/// When it is damaged or outside the limits.
pub(super) fn strip(bytes: &[u8]) -> Result<Stripped, PictureRefused> {
    let mut cursor = Cursor::new(bytes);
    let (width, height) = cursor.take(6).and_then(|_| screen(&mut cursor)).ok_or(PictureRefused::Damaged)?;
    check_size(width, height)?;
    let screen = cursor.since(0);
    let (mut repeat, mut shown, mut pictures): (&[u8], &[u8], Vec<u8>) = (&[], &[], Vec::new());
    let mut frames = 0;
    let mut removed = false;
    loop {
        let start = cursor.position();
        match cursor.u8().ok_or(PictureRefused::Damaged)? {
            0x3B => break,
            0x21 => {
                let label = cursor.u8();
                let content = blocks(&mut cursor).ok_or(PictureRefused::Damaged)?;
                // How the next frame is shown: one block of four bytes, then the end. Eight bytes with those around them.
                if label == Some(0xF9) && content.len() == 6 && content.first() == Some(&4) {
                    shown = cursor.since(start);
                } else if label == Some(0xFF) && repeat.is_empty() && is_repeat(content) {
                    repeat = cursor.since(start);
                } else {
                    removed = true;
                }
            }
            0x2C => {
                frames += 1;
                let drawn = u64::from(width) * u64::from(height) * u64::from(frames);
                if frames > 1 && drawn > MOST_MOVING_PIXELS {
                    return Err(PictureRefused::MovesTooMuch { width, height });
                }
                frame(&mut cursor, width, height).ok_or(PictureRefused::Damaged)?;
                pictures.extend(std::mem::take(&mut shown));
                pictures.extend(cursor.since(start));
            }
            _ => return Err(PictureRefused::Damaged),
        }
    }
    if frames == 0 {
        return Err(PictureRefused::Damaged);
    }
    // What does not move is not repeated.
    if frames == 1 {
        removed |= !std::mem::take(&mut repeat).is_empty();
    }
    removed |= !cursor.rest().is_empty();
    let bytes = [screen, repeat, &pictures, &[0x3B]].concat();
    Ok(Stripped {
        bytes,
        width,
        height,
        orientation: Orientation::NoTransforms,
        profile: None,
        colour_chunks: Vec::new(),
        removed,
        encode_anew: false,
        frames,
    })
}

/// Whether a block says how often the frames are repeated, and nothing else.
fn is_repeat(content: &[u8]) -> bool {
    REPEATS.iter().any(|begins| content.starts_with(begins) && content.len() == begins.len() + 3)
}

/// Reads the screen's description and its palette.
fn screen(cursor: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let (width, height) = (cursor.u16_le()?, cursor.u16_le()?);
    let [flags, _background, _aspect] = cursor.array()?;
    palette(cursor, flags)?;
    Some((u32::from(width), u32::from(height)))
}

/// Reads over a frame, which has to lie on the screen.
fn frame(cursor: &mut Cursor<'_>, screen_width: u32, screen_height: u32) -> Option<()> {
    let (left, top) = (u32::from(cursor.u16_le()?), u32::from(cursor.u16_le()?));
    let (width, height) = (u32::from(cursor.u16_le()?), u32::from(cursor.u16_le()?));
    let flags = cursor.u8()?;
    palette(cursor, flags)?;
    cursor.u8()?;
    blocks(cursor)?;
    (left + width <= screen_width && top + height <= screen_height).then_some(())
}

/// Reads over a palette, if the flags announce one.
fn palette(cursor: &mut Cursor<'_>, flags: u8) -> Option<()> {
    if flags & 0x80 != 0 {
        cursor.take(3 << ((flags & 7) + 1))?;
    }
    Some(())
}

/// A run of blocks, each led by its length, up to and with the empty one.
fn blocks<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let start = cursor.position();
    loop {
        let length = cursor.u8()?;
        if length == 0 {
            return Some(cursor.since(start));
        }
        cursor.take(usize::from(length))?;
    }
}
