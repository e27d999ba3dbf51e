//! What each platform takes: the one table of limits, with a source and a date for every value.
//!
//! Invariant: a limit is written here and nowhere else, and a value that nobody has seen in a source says so
//! (`verified: false`). What is our own choice names itself as such.

pub mod bringing;
pub mod discovering;
pub mod engaging;
pub mod gesturing;
pub mod keeping;
pub mod measuring;
mod pieces;
pub mod reading;
mod rows;
mod tiktok;
mod videos;
pub mod writing;
mod youtube;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use rows::{FACEBOOK, INSTAGRAM, LINKEDIN, WHATSAPP, X};
use tiktok::TIKTOK;
pub use tiktok::{PHOTOS, PhotoPost, TALLEST};
use youtube::YOUTUBE;

use crate::model::words::word_enum;
use crate::model::{AudioCodec, PictureFormat, Platform, VideoCodec, VideoContainer};

/// A value, where it comes from and when that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where the value stands.
    pub source: &'static str,
    /// The day it was read there, as `YYYY-MM-DD`.
    pub read: &'static str,
    /// Whether the source states exactly this. If not, the value is the careful one.
    pub verified: bool,
}

impl<T> Sourced<T> {
    pub(crate) const fn stated(value: T, source: &'static str) -> Self {
        Self { value, source, read: READ, verified: true }
    }

    pub(crate) const fn unverified(value: T, source: &'static str) -> Self {
        Self { value, source, read: READ, verified: false }
    }

    /// A value that this product sets for itself, so there is nothing to verify.
    pub(crate) const fn chosen(value: T, source: &'static str) -> Self {
        Self { value, source, read: READ, verified: true }
    }
}

word_enum! {
    /// In what a platform counts a text.
    pub enum TextUnit {
        /// X's weighted characters: most scripts 1, others and emoji 2, a link always the same.
        XWeighted = "x_weighted",
        /// UTF-16 code units: an emoji is 2 or more.
        Utf16 = "utf16",
        /// Bytes of UTF-8: a letter with an accent is 2, an emoji 4 or more.
        Utf8 = "utf8",
    }
}

/// How long a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TextLimit {
    /// The longest text.
    pub limit: Sourced<u32>,
    /// What is counted.
    pub unit: Sourced<TextUnit>,
    /// What any link counts, however long it is; none where a link counts as its characters.
    pub link_weight: Option<Sourced<u32>>,
    /// From how many on the writer is told that the limit is near.
    pub near: Option<Sourced<u32>>,
}

/// How many pictures of which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PictureLimits {
    /// The most pictures in one part.
    pub most: Sourced<u32>,
    /// The largest file.
    pub bytes: Sourced<u64>,
    /// The formats that are taken.
    pub formats: Sourced<&'static [PictureFormat]>,
    /// The longest alternative text, in characters.
    pub alt: Option<Sourced<u32>>,
    /// How many pictures a post needs; 0 where words are enough.
    pub least: Sourced<u32>,
    /// Between which shapes a picture has to be; none where any shape is taken.
    pub shape: Option<Sourced<Shape>>,
    /// Whether the platform fetches pictures by address, so that the clinic needs a media host.
    pub fetched: Sourced<bool>,
}

/// The shapes that a picture may have, each as width to height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Shape {
    /// The tallest.
    pub tallest: (u32, u32),
    /// The widest.
    pub widest: (u32, u32),
}

/// What one kind of video may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VideoLimits {
    /// That there is exactly one, and no picture beside it.
    pub one: Sourced<bool>,
    /// The shortest and the longest, in seconds.
    pub seconds: Sourced<(u32, u32)>,
    /// The largest file.
    pub bytes: Sourced<u64>,
    /// The fewest bytes, where there is a least; a smaller one fails only once the platform works on it.
    pub least_bytes: Option<Sourced<u64>>,
    /// Between which shapes it has to be; none where any is taken.
    pub shape: Option<Sourced<Shape>>,
    /// The fewest pixels, across and down.
    pub least_pixels: Option<Sourced<(u32, u32)>>,
    /// The most pixels across.
    pub widest: Option<Sourced<u32>>,
    /// The fewest and the most pictures in a second.
    pub frame_rate: Option<Sourced<(u32, u32)>>,
    /// The most bits in a second.
    pub bit_rate: Option<Sourced<u64>>,
    /// The containers that are taken.
    pub containers: Sourced<&'static [VideoContainer]>,
    /// How its pictures may be encoded.
    pub codecs: Sourced<&'static [VideoCodec]>,
    /// How its sound may be encoded. None is needed.
    pub sound: Sourced<&'static [AudioCodec]>,
    /// Whether its index has to stand first.
    pub index_first: Option<Sourced<bool>>,
    /// Whether a list of cuts is taken.
    pub edit_list: Option<Sourced<bool>>,
    /// The longest description for people who can't see it; none where it takes none.
    pub alt: Option<Sourced<u32>>,
    /// Whether the instant that stands as its cover can be chosen; none where no source says so.
    pub cover: Option<Sourced<bool>>,
}

/// What a GIF that moves may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MovingLimits {
    /// That there is exactly one, and no picture beside it.
    pub one: Sourced<bool>,
    /// The largest file.
    pub bytes: Sourced<u64>,
    /// The most pixels, across and down.
    pub size: Sourced<(u32, u32)>,
    /// The most frames.
    pub frames: Sourced<u32>,
    /// The most pixels of all frames together.
    pub pixels: Sourced<u64>,
}

/// What a document may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DocumentLimits {
    /// That there is exactly one, and nothing beside it.
    pub one: Sourced<bool>,
    /// The largest file.
    pub bytes: Sourced<u64>,
    /// The most pages.
    pub pages: Sourced<u32>,
    /// The longest title, in characters. One is needed.
    pub title: Sourced<u32>,
}

/// What stands around a video that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct WatchLimits {
    /// The longest title, in characters. One is needed.
    pub title: Sourced<u32>,
    /// How much all tags may count, as the platform counts them.
    pub tags: Sourced<u32>,
    /// How many pictures may stand beside the video, to be shown in its place before it plays.
    pub covers: Sourced<u32>,
    /// Signs that neither title nor description may hold.
    pub no_signs: Sourced<&'static str>,
    /// A video that is longer is taken only from a channel that was verified, in seconds.
    pub long_seconds: Sourced<u32>,
    /// Up to how long an upright or square video is shown as a Short, in seconds.
    pub short_seconds: Sourced<u32>,
    /// Whether those who follow the channel are told nothing of a video where somebody chose so.
    #[serde(skip)]
    #[ts(skip)]
    pub silent: Sourced<bool>,
}

/// A story, which is gone after a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct StoryLimits {
    /// How many pictures it shows: exactly so many.
    pub pictures: Sourced<u32>,
    /// Whether it has words of its own.
    pub text: Sourced<bool>,
    /// Whether its pictures are described to people who can't see them.
    pub alt: Sourced<bool>,
    /// Whether it can have a first comment.
    pub first_comment: Sourced<bool>,
}

/// What a picture is made into before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Rendition {
    /// The largest file that may come out.
    pub bytes: Sourced<u64>,
    /// The longest edge, in pixels.
    pub edge: Sourced<u32>,
    /// The formats that may come out, the preferred one first.
    pub formats: Sourced<&'static [PictureFormat]>,
}

/// What a subscription of the account's allows beyond the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Premium {
    /// The longest text.
    pub text: Sourced<u32>,
    /// What a video in a post may be.
    pub video: VideoLimits,
}

/// What a platform charges for a post, in tenths of a US cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export, rename = "PostPrice")]
pub struct Price {
    /// One without a link.
    pub post: Sourced<u32>,
    /// One with a link.
    pub link: Sourced<u32>,
    /// What is told of a picture to people who can't see it, once for each.
    pub description: Sourced<u32>,
    /// Reading one back, and each picture or video that comes with it.
    pub reading: Sourced<u32>,
    /// Reading who wrote one that is not the clinic’s own.
    pub author: Sourced<u32>,
}

/// Everything that one platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Capability {
    /// The platform.
    pub platform: Platform,
    /// The text of the post, and of each post of a thread.
    pub text: TextLimit,
    /// The pictures of the post, and of each post of a thread.
    pub pictures: PictureLimits,
    /// What pictures are made into.
    pub rendition: Rendition,
    /// The most posts in a thread, the first one counted; 1 where there are no threads.
    pub thread: Sourced<u32>,
    /// The text of the first comment; none where there is none.
    pub first_comment: Option<TextLimit>,
    /// Whether the first comment may carry pictures.
    pub first_comment_pictures: Sourced<bool>,
    /// Whether a link can be given beside the text, to be shown as a card.
    pub link_option: Sourced<bool>,
    /// How long the words on the card of a link may be, where the platform wants them given; none where it finds its own.
    pub link_title: Option<Sourced<u32>>,
    /// From how many hashtags on the writer is told that fewer read better.
    pub hashtags: Sourced<u32>,
    /// More hashtags than this are refused; none where no source states a limit.
    pub most_hashtags: Option<Sourced<u32>>,
    /// More people named with an at sign than this are refused; none where no source states a limit.
    pub most_mentions: Option<Sourced<u32>>,
    /// More stocks named with a dollar sign than this are refused; none where no source states a limit.
    pub most_cashtags: Option<Sourced<u32>>,
    /// What a story takes; none where there are no stories.
    pub story: Option<StoryLimits>,
    /// What a GIF that moves may be; none where none is sent moving.
    pub moving: Option<MovingLimits>,
    /// What a document may be; none where a post takes none.
    pub document: Option<DocumentLimits>,
    /// What a video in a post may be; none where a post takes none.
    pub video: Option<VideoLimits>,
    /// What a reel may be; none where there are no reels.
    pub reel: Option<VideoLimits>,
    /// What the video of a story may be.
    pub story_video: Option<VideoLimits>,
    /// What stands around a video; none where a post has no page that is made for watching.
    pub watch: Option<WatchLimits>,
    /// What a subscription allows; none where there is none that does.
    pub premium: Option<Premium>,
    /// What a post costs; none where nothing is charged.
    pub price: Option<Price>,
    /// After how many characters the platform folds the text away; none as long as no source states it.
    pub fold: Option<Sourced<u32>>,
    /// How many seconds the platform may take until what was posted can be read back.
    pub read_back_seconds: Sourced<u32>,
}

/// The day on which the sources below were read.
const READ: &str = "2026-11-20";

const OURS: &str = "our own choice";

/// Mega of a thousand: the stricter reading where a source writes only «MB».
const MB: u64 = 1_000_000;

/// What `platform` takes.
pub const fn capability(platform: Platform) -> &'static Capability {
    match platform {
        Platform::X => &X,
        Platform::Facebook => &FACEBOOK,
        Platform::Linkedin => &LINKEDIN,
        Platform::Instagram => &INSTAGRAM,
        Platform::Whatsapp => &WHATSAPP,
        Platform::Youtube => &YOUTUBE,
        Platform::Tiktok => &TIKTOK,
    }
}

/// How a picture's shape stands to what a platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It is taken.
    Inside,
    /// Too much height for its width.
    TooTall,
    /// Too much width for its height.
    TooWide,
}

impl Shape {
    /// How a picture of `width` × `height` pixels stands to it. A cut-out ends at whole pixels: what that takes or adds, a
    /// hundredth at most, is trimmed when the picture is rendered.
    pub fn fit(self, width: u32, height: u32) -> Fit {
        let (width, height) = (u64::from(width), u64::from(height));
        let across = |(across, _): (u32, u32)| u64::from(across);
        let down = |(_, down): (u32, u32)| u64::from(down);
        if width * down(self.tallest) * 101 < height * across(self.tallest) * 100 {
            Fit::TooTall
        } else if width * down(self.widest) * 100 > height * across(self.widest) * 101 {
            Fit::TooWide
        } else {
            Fit::Inside
        }
    }
}

impl Capability {
    /// The longest that `bytes` may be in words: «5 MB».
    pub fn megabytes(bytes: u64) -> String {
        let tenths = bytes.saturating_mul(10) / MB;
        if tenths.is_multiple_of(10) {
            format!("{} MB", tenths / 10)
        } else {
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_has_a_row_of_its_own() {
        for platform in Platform::ALL {
            assert_eq!(capability(*platform).platform, *platform);
        }
    }

    #[test]
    fn a_rendition_is_always_taken_by_its_platform() {
        for platform in Platform::ALL {
            let row = capability(*platform);
            assert!(row.rendition.bytes.value <= row.pictures.bytes.value);
            assert!(row.rendition.formats.value.iter().all(|format| row.pictures.formats.value.contains(format)));
            assert!(!row.rendition.formats.value.is_empty());
        }
    }

    #[test]
    fn bytes_are_said_as_people_say_them() {
        assert_eq!(Capability::megabytes(5_000_000), "5 MB");
        assert_eq!(Capability::megabytes(7_250_000), "7.2 MB");
    }
}
