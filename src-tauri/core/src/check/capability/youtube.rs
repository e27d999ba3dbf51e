//! What YouTube takes: a video, and what stands around it.
//!
//! Invariant: that of the whole table.

use super::{Capability, MB, OURS, PictureLimits, Rendition, Sourced, TextLimit, TextUnit, VideoLimits, WatchLimits};
use crate::model::{AudioCodec, PictureFormat, Platform, VideoCodec, VideoContainer};

const SILENT: &str = "YouTube Data API v3, videos.insert: notifySubscribers, for a video that is public from the start; nothing is stated for one that was private first";
const SNIPPET: &str = "YouTube Data API v3, videos resource: snippet.title ≤ 100 characters, snippet.description ≤ 5000 bytes, snippet.tags ≤ 500 characters, no < and no >";
const INSERT: &str = "YouTube Data API v3, discovery document, videos.insert: 256 GB, or 12 hours";
const THUMBNAILS: &str = "YouTube Data API v3, thumbnails.set: JPEG or PNG, ≤ 50 MB since 2026-09-14 (2 MB before); wide ones are shown 16:9";
const FORMATS: &str = "our own choice of what YouTube is known to take; the API states video/*";
const NO_POSTS: &str = "YouTube Data API v3, discovery document: there is no resource of a text or a picture";
const COMMENTS: &str = "seen in practice (10,000 characters); the reference names commentTextTooLong and no number";

pub(super) static YOUTUBE: Capability = Capability {
    platform: Platform::Youtube,
    text: TextLimit {
        limit: Sourced::stated(5_000, SNIPPET),
        unit: Sourced::stated(TextUnit::Utf8, SNIPPET),
        link_weight: None,
        near: None,
    },
    pictures: PictureLimits {
        most: Sourced::stated(1, THUMBNAILS),
        bytes: Sourced::chosen(2 * MB, "our own choice: the limit of before 2026-09-14, which every channel has"),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], THUMBNAILS),
        alt: None,
        least: Sourced::stated(0, THUMBNAILS),
        shape: None,
        fetched: Sourced::stated(false, "the bytes of a picture are uploaded"),
    },
    rendition: Rendition {
        bytes: Sourced::chosen(2 * MB, OURS),
        edge: Sourced::chosen(1920, OURS),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], THUMBNAILS),
    },
    thread: Sourced::stated(1, NO_POSTS),
    first_comment: Some(TextLimit {
        limit: Sourced::unverified(10_000, COMMENTS),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; YouTube states none"),
        link_weight: None,
        near: None,
    }),
    first_comment_pictures: Sourced::stated(false, "YouTube Data API v3, commentThreads.insert: textOriginal"),
    link_option: Sourced::stated(false, "YouTube Data API v3: a link is part of the description"),
    link_title: None,
    hashtags: Sourced::chosen(3, OURS),
    most_hashtags: None,
    most_mentions: None,
    most_cashtags: None,
    story: None,
    moving: None,
    document: None,
    video: Some(VideoLimits {
        one: Sourced::stated(true, "YouTube Data API v3, videos.insert: one file"),
        seconds: Sourced::stated((1, 43_200), INSERT),
        bytes: Sourced::stated(256_000 * MB, INSERT),
        least_bytes: None,
        shape: None,
        least_pixels: None,
        widest: None,
        frame_rate: None,
        bit_rate: None,
        containers: Sourced::unverified(&[VideoContainer::Mp4, VideoContainer::Mov], FORMATS),
        codecs: Sourced::unverified(
            &[
                VideoCodec::H264,
                VideoCodec::Hevc,
                VideoCodec::Vp9,
                VideoCodec::Av1,
                VideoCodec::Mpeg4,
                VideoCodec::ProRes,
            ],
            FORMATS,
        ),
        sound: Sourced::unverified(&[AudioCodec::Aac, AudioCodec::Mp3, AudioCodec::Pcm, AudioCodec::Opus], FORMATS),
        index_first: None,
        edit_list: None,
        alt: None,
        cover: None,
    }),
    reel: None,
    story_video: None,
    watch: Some(WatchLimits {
        title: Sourced::stated(100, SNIPPET),
        tags: Sourced::stated(500, SNIPPET),
        covers: Sourced::stated(1, THUMBNAILS),
        no_signs: Sourced::stated("<>", SNIPPET),
        long_seconds: Sourced::stated(900, "YouTube Data API v3, channels resource: status.longUploadsStatus"),
        short_seconds: Sourced::stated(180, "YouTube: square or upright videos of up to three minutes are Shorts"),
        silent: Sourced::unverified(false, SILENT),
    }),
    premium: None,
    price: None,
    fold: None,
    read_back_seconds: Sourced::unverified(60, "our own choice; YouTube states no lag for a channel's uploads"),
};
