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
    least_bytes: None,
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
    alt: None,
    cover: None,
};

/// A reel of a Page.
pub(super) const FACEBOOK_REEL: VideoLimits = VideoLimits {
    one: Sourced::stated(true, PAGE_REELS),
    seconds: Sourced::stated((3, 90), PAGE_REELS),
    bytes: Sourced::unverified(1_000 * MB, "our own choice; Meta states none for reels of a Page"),
    least_bytes: None,
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
    alt: None,
    cover: None,
};

/// A reel on Instagram.
pub(super) const INSTAGRAM_REEL: VideoLimits = VideoLimits {
    one: Sourced::chosen(true, OURS),
    seconds: Sourced::stated((3, 900), REELS),
    bytes: Sourced::stated(300 * MB, REELS),
    least_bytes: None,
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
    alt: None,
    cover: Some(Sourced::stated(
        true,
        "Meta, Instagram Platform, POST /{ig-user-id}/media: thumb_offset, in milliseconds",
    )),
};

/// The video of a story on Instagram.
pub(super) const INSTAGRAM_STORY_VIDEO: VideoLimits = VideoLimits {
    seconds: Sourced::stated((3, 60), STORIES),
    bytes: Sourced::stated(100 * MB, STORIES),
    least_bytes: None,
    shape: Some(Sourced::stated(Shape { tallest: (1, 10), widest: (10, 1) }, STORIES)),
    one: Sourced::stated(true, "Meta, Instagram Platform, content publishing, stories: one image or video"),
    cover: None,
    ..INSTAGRAM_REEL
};

const X_MEDIA: &str = "X developer documentation, media best practices and changelog of 2026-09-01: a post's video 20 minutes, 8 GB; H.264, AAC-LC, ≤ 60 fps, 1:3 to 3:1";
const X_SUBSCRIBED: &str = "X developer documentation, changelog of 2026-09-01: with Premium 125 minutes, 16 GB";
const X_ALT: &str = "X API v2, POST /2/media/metadata: alt_text.text; that it takes one for a video is not said";
const LINKEDIN: &str = "LinkedIn, Videos API: MP4, 3 s to 30 min, 75 KB to 500 MB";
const LINKEDIN_MAKING: &str = "practice of public clients; LinkedIn's Videos API names MP4 and no encodings";

/// A video on X.
pub(super) const X_VIDEO: VideoLimits = VideoLimits {
    one: Sourced::stated(true, "X API v2, POST /2/tweets: up to 4 photos, or 1 GIF, or 1 video"),
    seconds: Sourced::unverified((1, 1_200), X_MEDIA),
    bytes: Sourced::unverified(8_000 * MB, X_MEDIA),
    least_bytes: None,
    shape: Some(Sourced::stated(Shape { tallest: (1, 3), widest: (3, 1) }, X_MEDIA)),
    least_pixels: Some(Sourced::stated((32, 32), X_MEDIA)),
    widest: None,
    frame_rate: Some(Sourced::stated((1, 60), X_MEDIA)),
    bit_rate: None,
    containers: Sourced::stated(BOTH, "X API v2, media_type: video/mp4, video/quicktime"),
    codecs: Sourced::stated(&[VideoCodec::H264], X_MEDIA),
    sound: Sourced::stated(&[AudioCodec::Aac], X_MEDIA),
    index_first: None,
    edit_list: None,
    alt: Some(Sourced::unverified(1000, X_ALT)),
    cover: None,
};

/// The same with a subscription.
pub(super) const X_PREMIUM_VIDEO: VideoLimits = VideoLimits {
    seconds: Sourced::unverified((1, 7_500), X_SUBSCRIBED),
    bytes: Sourced::unverified(16_000 * MB, X_SUBSCRIBED),
    ..X_VIDEO
};

/// A video on LinkedIn.
pub(super) const LINKEDIN_VIDEO: VideoLimits = VideoLimits {
    one: Sourced::stated(true, "LinkedIn, Posts API: content is one of media, multiImage, article, poll"),
    seconds: Sourced::stated((3, 1_800), LINKEDIN),
    bytes: Sourced::stated(500 * MB, LINKEDIN),
    least_bytes: Some(Sourced::stated(75 * 1024, LINKEDIN)),
    shape: None,
    least_pixels: None,
    widest: None,
    frame_rate: None,
    bit_rate: None,
    containers: Sourced::stated(&[VideoContainer::Mp4], LINKEDIN),
    codecs: Sourced::unverified(&[VideoCodec::H264], LINKEDIN_MAKING),
    sound: Sourced::unverified(&[AudioCodec::Aac], LINKEDIN_MAKING),
    index_first: None,
    edit_list: None,
    alt: None,
    cover: None,
};
