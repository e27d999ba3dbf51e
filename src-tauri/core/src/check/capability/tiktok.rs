//! What TikTok takes: a video, or pictures.
//!
//! Invariant: that of the whole table.

use super::{Capability, MB, OURS, PictureLimits, Rendition, Sourced, TextLimit, TextUnit, VideoLimits};
use crate::model::{AudioCodec, PictureFormat, Platform, VideoCodec, VideoContainer};

const DIRECT: &str = "TikTok, Content Posting API, direct post: title ≤ 2200 UTF-16 code units, # and @ in it";
const PHOTO: &str =
    "TikTok, Content Posting API, photo post: title ≤ 90 and description ≤ 4000 UTF-16 code units, ≤ 35 pictures";
const TRANSFER: &str =
    "TikTok, media transfer guide: MP4, WebM, MOV; H.264, H.265, VP8, VP9; 23–60 fps; 360–4096 px; ≤ 10 min; ≤ 4 GB";
const IMAGES: &str = "TikTok, media transfer guide: WebP, JPEG; ≤ 20 MB; 1080p";
const NO_COMMENTS: &str = "TikTok, Content Posting API: there is no comment of one's own";
const NO_ALT: &str = "TikTok, Content Posting API, photo post: there is no alternative text";

/// Pictures there, which have other words than a video.
#[derive(Debug, Clone, Copy)]
pub struct PhotoPost {
    /// The longest title, in UTF-16 code units. None is needed.
    pub title: Sourced<u32>,
    /// The text.
    pub text: TextLimit,
    /// That a picture is described to nobody.
    pub alt: Sourced<bool>,
}

/// Pictures on TikTok.
pub static PHOTOS: PhotoPost = PhotoPost {
    title: Sourced::stated(90, PHOTO),
    text: TextLimit {
        limit: Sourced::stated(4_000, PHOTO),
        unit: Sourced::stated(TextUnit::Utf16, PHOTO),
        link_weight: None,
        near: None,
    },
    alt: Sourced::stated(false, NO_ALT),
};

/// The most pixels down of a video there; across is in its row.
pub static TALLEST: Sourced<u32> = Sourced::stated(4_096, TRANSFER);

pub(super) static TIKTOK: Capability = Capability {
    platform: Platform::Tiktok,
    text: TextLimit {
        limit: Sourced::stated(2_200, DIRECT),
        unit: Sourced::stated(TextUnit::Utf16, DIRECT),
        link_weight: None,
        near: None,
    },
    pictures: PictureLimits {
        most: Sourced::stated(35, PHOTO),
        bytes: Sourced::stated(20 * MB, IMAGES),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Webp], IMAGES),
        alt: None,
        least: Sourced::stated(1, "TikTok, Content Posting API: a post is a video, or pictures"),
        shape: None,
        fetched: Sourced::stated(true, "TikTok, Content Posting API, photo post: PULL_FROM_URL is the only source"),
    },
    rendition: Rendition {
        bytes: Sourced::stated(20 * MB, IMAGES),
        edge: Sourced::unverified(1_080, "our own choice of the stricter reading: TikTok writes «1080p»"),
        formats: Sourced::chosen(&[PictureFormat::Jpeg], OURS),
    },
    thread: Sourced::stated(1, "TikTok has no threads"),
    first_comment: None,
    first_comment_pictures: Sourced::stated(false, NO_COMMENTS),
    link_option: Sourced::stated(false, "TikTok, Content Posting API: a post has no link beside its caption"),
    link_title: None,
    hashtags: Sourced::chosen(5, OURS),
    most_hashtags: None,
    most_mentions: None,
    most_cashtags: None,
    story: None,
    video: Some(VideoLimits {
        one: Sourced::stated(true, "TikTok, Content Posting API, direct post: one file"),
        seconds: Sourced::stated((1, 600), TRANSFER),
        bytes: Sourced::stated(4_000 * MB, TRANSFER),
        least_bytes: None,
        shape: None,
        least_pixels: Some(Sourced::stated((360, 360), TRANSFER)),
        widest: Some(Sourced::stated(4_096, TRANSFER)),
        frame_rate: Some(Sourced::stated((23, 60), TRANSFER)),
        bit_rate: None,
        // WebM is taken as well; Countersign can't look into one.
        containers: Sourced::stated(&[VideoContainer::Mp4, VideoContainer::Mov], TRANSFER),
        codecs: Sourced::stated(&[VideoCodec::H264, VideoCodec::Hevc, VideoCodec::Vp9], TRANSFER),
        sound: Sourced::unverified(
            &[AudioCodec::Aac, AudioCodec::Mp3, AudioCodec::Opus],
            "our own choice; TikTok states nothing of sound",
        ),
        index_first: None,
        edit_list: None,
        alt: None,
        cover: Some(Sourced::stated(true, "TikTok, Content Posting API, direct post: video_cover_timestamp_ms")),
    }),
    reel: None,
    story_video: None,
    watch: None,
    moving: None,
    document: None,
    premium: None,
    price: None,
    fold: None,
    read_back_seconds: Sourced::unverified(
        60,
        "TikTok, Content Posting API, status: a public post has an id after moderation, usually after a minute",
    ),
};
