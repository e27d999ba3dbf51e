//! Videos, taken in piece by piece: what they are is read from their boxes, and what they tell beside what they show stays
//! outside.
//!
//! Invariant: no video is ever whole in memory. What is kept has its pictures and its sound as they were, to the bit; places,
//! names, dates, and every track but those of pictures and sound are overwritten with zeros. A file of which that can't be
//! said for certain is refused.

mod boxes;
mod clean;
mod pieces;
mod recognise;
mod refused;
#[cfg(test)]
mod tests;
mod tracks;

pub use boxes::Source;
pub use clean::{Cleaned, Plan};
pub use recognise::{HEAD, is_video};
pub use refused::VideoRefused;

use crate::model::{AudioCodec, VideoCodec, VideoContainer};
use boxes::{boxes, first, inside};

/// The largest file that is taken in, in bytes. The largest that any source states for a platform is Facebook's.
pub const MOST_BYTES: u64 = 10_000_000_000;
/// An index of more than this is left where it is, in bytes: a film of a day has less.
const MOST_INDEX: u64 = 64_000_000;

/// What a video is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its container.
    pub container: VideoContainer,
    /// Across, as it is seen, in pixels.
    pub width: u32,
    /// Down, as it is seen, in pixels.
    pub height: u32,
    /// How long it is.
    pub duration_ms: u64,
    /// How its pictures are encoded.
    pub codec: VideoCodec,
    /// Pictures in a thousand seconds, on the average; none where the file does not tell.
    pub frame_rate: Option<u32>,
    /// Its sound; none if it has none.
    pub sound: Option<Sound>,
    /// Bits in a second, all in all.
    pub bit_rate: u64,
    /// The size of the file.
    pub bytes: u64,
    /// Whether its index comes first, so that it can be shown while it is loaded.
    pub index_first: bool,
    /// Whether it tells players to leave something out or to begin later.
    pub edit_list: bool,
}

/// The sound of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sound {
    /// How it is encoded.
    pub codec: AudioCodec,
    /// How many channels.
    pub channels: u32,
    /// Samples in a second.
    pub rate: u32,
}

/// Looks at a video of `length` bytes: what it is, and how it is kept.
///
/// # Errors
/// What it is instead, or what is wrong with it, and what to do.
pub fn inspect(source: &mut dyn Source, length: u64, file_name: &str) -> Result<(Facts, Plan), VideoRefused> {
    if length == 0 {
        return Err(VideoRefused::Empty);
    }
    if length > MOST_BYTES {
        return Err(VideoRefused::TooLarge);
    }
    let container = recognise::container(source, length, file_name)?;
    let top = boxes(source, 0, length, true)?;
    let Some(index) = first(&top, b"moov") else {
        return Err(if first(&top, b"mdat").is_some() { VideoRefused::NoIndex } else { VideoRefused::Damaged });
    };
    if top.iter().filter(|one| one.kind == *b"moov").count() > 1 {
        return Err(VideoRefused::Uncleanable);
    }
    let in_index = inside(source, &index)?;
    let tracks = tracks::tracks(source, &in_index)?;
    let pictures = tracks.iter().find(|track| track.handler == *b"vide").ok_or(VideoRefused::OnlySound)?;
    if pictures.coding == *b"encv" {
        return Err(VideoRefused::Protected);
    }
    let duration_ms = pictures.duration_ms.filter(|millis| *millis > 0).ok_or(VideoRefused::NoLength)?;
    if pictures.width == 0 || pictures.height == 0 {
        return Err(VideoRefused::Damaged);
    }
    let sound = tracks.iter().find(|track| track.handler == *b"soun");
    let plan = clean::plan(source, length, &top, &index, &in_index, &tracks)?;
    let facts = Facts {
        container,
        width: pictures.width,
        height: pictures.height,
        duration_ms,
        codec: tracks::video_codec(pictures.coding),
        frame_rate: pictures.frame_rate(),
        sound: sound.map(|track| Sound {
            codec: tracks::audio_codec(track.coding),
            channels: track.channels,
            rate: track.rate,
        }),
        bit_rate: length.saturating_mul(8_000) / duration_ms,
        bytes: length,
        index_first: plan.index_first,
        edit_list: tracks.iter().any(|track| track.edit_list),
    };
    Ok((facts, plan))
}
