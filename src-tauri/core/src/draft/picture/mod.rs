//! Pictures, bytes in and bytes out: taking one in, making one for a platform, making a small one for the screen.
//!
//! Invariant: whatever leaves this module is a whole picture that holds its pixels, what they need to be shown in the
//! right colours, and nothing else: no place, no camera, no name, no second picture but the frames of a GIF that moves. The same
//! bytes in give the same bytes out.

mod colour;
mod cursor;
mod gif;
mod jpeg;
mod open;
mod pixels;
mod png;
mod recognise;
mod refused;
mod render;
mod strip;
#[cfg(test)]
mod tests;
mod webp;

pub use recognise::Kind;
pub use refused::PictureRefused;
pub use render::{Bounds, Rendered, Target, render, thumbnail};

use crate::model::PictureFormat;

/// The largest file that is taken in, in bytes. Our own choice: twice what the largest telephone camera writes.
pub const MOST_BYTES: u64 = 40_000_000;
/// The most pixels of a picture that is taken in. Our own choice: decoded, that is 400 MB.
pub const MOST_PIXELS: u64 = 100_000_000;
/// The longest edge that is taken in, in pixels. Our own choice.
pub const LONGEST_EDGE: u32 = 20_000;
/// The shortest edge that is taken in, in pixels. Our own choice: below it nothing can be seen.
pub const SHORTEST_EDGE: u32 = 32;

/// The most pixels of all frames of a moving GIF together: what X takes, the only platform that one is sent to.
pub const MOST_MOVING_PIXELS: u64 = 300_000_000;

/// A picture as it was taken in: the master that everything else is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The picture, clean.
    pub bytes: Vec<u8>,
    /// Its format; another one than it came in where it had to be turned and its own format has no encoder here.
    pub format: PictureFormat,
    /// In pixels, as it is seen.
    pub width: u32,
    /// In pixels, as it is seen.
    pub height: u32,
    /// Whether the file held anything but pixels and their colours.
    pub metadata_removed: bool,
    /// How many pictures it shows, one after the other: more than one only in a GIF that moves.
    pub frames: u32,
}

/// Takes a picture in.
///
/// What it is, is read from its bytes. Where the file can be cleaned without touching its pixels, they stay as they are, to the
/// bit; they are encoded anew only where they lie turned, are meant for printing (CMYK), or have something hidden among them.
/// `file_name` decides nothing: its ending only makes the refusal of a renamed document clearer.
///
/// # Errors
/// A sentence on what the file is, or on what is wrong with it, and what to do.
pub fn import(bytes: &[u8], file_name: &str) -> Result<Imported, PictureRefused> {
    if bytes.is_empty() {
        return Err(PictureRefused::Empty);
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(PictureRefused::TooLarge { bytes: bytes.len() as u64 });
    }
    let opened = open::open(bytes).map_err(|refused| refused.named(file_name))?;
    if opened.frames > 1 {
        pixels::decode_frames(&opened.bytes, opened.frames)?;
    }
    Ok(Imported {
        bytes: opened.bytes,
        format: opened.format,
        width: opened.pixels.width(),
        height: opened.pixels.height(),
        metadata_removed: opened.removed,
        frames: opened.frames,
    })
}
