//! What Meta's platforms take of a video.
//!
//! Invariant: that of the whole table; a video in a carousel is not offered, and so has no row.

use super::{MB, OURS, Shape, Sourced, VideoLimits};
use crate::model::{AudioCodec, VideoCodec, VideoContainer};

const BOTH: &[VideoContainer] = &[VideoContainer::Mp4, VideoContainer::Mov];
const FACEBOOKS: &[VideoCodec] = &[VideoCodec::H264, VideoCodec::Hevc, VideoCodec::Vp9, VideoCodec::Av1];
const INSTAGRAMS: &[VideoCodec] = &[VideoCodec::H264, VideoCodec::Hevc];

const PAGE_VIDEO: &str = "seen in public clients; Meta's reference of POST /{page}/videos gives no number";
const PAGE_REELS: &str = "Meta, Video API, publishing reels: 9:16, 540 × 960 or more, 24 to 60 fps, 3 to 90 s, H.264, H.265, VP9, AV1, AAC-LC";
const REELS: &str = "Meta, Instagram Platform, POST /{ig-user-id}/media, reels: MOV or MP4, index first, no edit lists, H.264 or HEVC, AAC, 23 to 60 fps, ≤ 1920 px wide, 0.01:1 to 10:1, 3 s to 15 min, ≤ 25 Mb/s, ≤ 300 MB";
const STORIES: &str = "Meta, Instagram Platform, POST /{ig-user-id}/media, stories: 3 to 60 s, ≤ 100 MB, 0.1:1 to 10:1; the rest as for reels";

/// A video in the feed of a Page.
pub(super) const FACEBOOK_VIDEO: VideoLimits = VideoLimits {
    one: Sourced::stated(true, "Meta, Pages API: attached_media takes photos; a video is a post of its own"),
    seconds: Sourced::unverified((1, 2_700), PAGE_VIDEO),
    bytes: Sourced::unverified(1_750 * MB, PAGE_VIDEO),
    shape: None,
    least_pixels: None,
    widest: None,
    frame_rate: None,
    bit_rate: None,
    containers: Sourced::unverified(BOTH, PAGE_VIDEO),
    codecs: Sourced::unverified(&[VideoCodec::H264, VideoCodec::Hevc], PAGE_VIDEO),
    sound: Sourced::unverified(&[AudioCodec::Aac], PAGE_VIDEO),
    index_first: None,
    edit_list: None,
};

/// A reel of a Page.
pub(super) const FACEBOOK_REEL: VideoLimits = VideoLimits {
    one: Sourced::stated(true, PAGE_REELS),
    seconds: Sourced::stated((3, 90), PAGE_REELS),
    bytes: Sourced::unverified(1_000 * MB, "our own choice; Meta states none for reels of a Page"),
    shape: Some(Sourced::stated(Shape { tallest: (9, 16), widest: (9, 16) }, PAGE_REELS)),
    least_pixels: Some(Sourced::stated((540, 960), PAGE_REELS)),
    widest: None,
    frame_rate: Some(Sourced::stated((24, 60), PAGE_REELS)),
    bit_rate: None,
    containers: Sourced::unverified(BOTH, PAGE_VIDEO),
    codecs: Sourced::stated(FACEBOOKS, PAGE_REELS),
    sound: Sourced::stated(&[AudioCodec::Aac], PAGE_REELS),
    index_first: None,
    edit_list: None,
};

/// A reel on Instagram.
pub(super) const INSTAGRAM_REEL: VideoLimits = VideoLimits {
    one: Sourced::chosen(true, OURS),
    seconds: Sourced::stated((3, 900), REELS),
    bytes: Sourced::stated(300 * MB, REELS),
    shape: Some(Sourced::stated(Shape { tallest: (1, 100), widest: (10, 1) }, REELS)),
    least_pixels: None,
    widest: Some(Sourced::stated(1_920, REELS)),
    frame_rate: Some(Sourced::stated((23, 60), REELS)),
    bit_rate: Some(Sourced::stated(25_000_000, REELS)),
    containers: Sourced::stated(BOTH, REELS),
    codecs: Sourced::stated(INSTAGRAMS, REELS),
    sound: Sourced::stated(&[AudioCodec::Aac], REELS),
    index_first: Some(Sourced::stated(true, REELS)),
    edit_list: Some(Sourced::stated(false, REELS)),
};

/// The video of a story on Instagram.
pub(super) const INSTAGRAM_STORY_VIDEO: VideoLimits = VideoLimits {
    seconds: Sourced::stated((3, 60), STORIES),
    bytes: Sourced::stated(100 * MB, STORIES),
    shape: Some(Sourced::stated(Shape { tallest: (1, 10), widest: (10, 1) }, STORIES)),
    one: Sourced::stated(true, "Meta, Instagram Platform, content publishing, stories: one image or video"),
    ..INSTAGRAM_REEL
};
