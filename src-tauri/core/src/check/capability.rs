//! What each platform takes: the one table of limits, with a source and a date for every value.
//!
//! Invariant: a limit is written here and nowhere else, and a value that nobody has seen in a source says so
//! (`verified: false`). What is our own choice names itself as such.

mod videos;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use videos::{FACEBOOK_REEL, FACEBOOK_VIDEO, INSTAGRAM_REEL, INSTAGRAM_STORY_VIDEO};

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
    const fn stated(value: T, source: &'static str) -> Self {
        Self { value, source, read: READ, verified: true }
    }

    const fn unverified(value: T, source: &'static str) -> Self {
        Self { value, source, read: READ, verified: false }
    }

    /// A value that this product sets for itself, so there is nothing to verify.
    const fn chosen(value: T, source: &'static str) -> Self {
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
    /// What a story takes; none where there are no stories.
    pub story: Option<StoryLimits>,
    /// What a video in a post may be; none where a post takes none.
    pub video: Option<VideoLimits>,
    /// What a reel may be; none where there are no reels.
    pub reel: Option<VideoLimits>,
    /// What the video of a story may be.
    pub story_video: Option<VideoLimits>,
    /// After how many characters the platform folds the text away; none as long as no source states it.
    pub fold: Option<Sourced<u32>>,
    /// How many seconds the platform may take until what was posted can be read back.
    pub read_back_seconds: Sourced<u32>,
}

/// The day on which the sources below were read.
const READ: &str = "2026-11-20";

const TWITTER_TEXT: &str = "twitter/twitter-text, config/v3.json";
const X_MEDIA: &str = "X developer documentation, media best practices: up to 4 photos, image ≤ 5 MB, JPG PNG GIF WEBP";
const X_ALT: &str = "X API v2, POST /2/media/metadata: alt_text.text";
const META_PHOTOS: &str = "Meta, Pages API, error 1366046: photos under 4 MB, JPG or PNG";
const LINKEDIN_IMAGES: &str = "LinkedIn, Images API: JPG, PNG, GIF";
const OURS: &str = "our own choice";

const META_IMAGES: &str =
    "Meta, Instagram Platform, content publishing: JPEG only, ≤ 8 MB, 4:5 to 1.91:1, width 320 to 1440";
const META_MEDIA: &str = "Meta, Instagram Platform, POST /{ig-user-id}/media: caption ≤ 2200, 30 hashtags, 20 @ tags";
const META_STORIES: &str =
    "Meta, Instagram Platform, content publishing, stories: one image or video, no caption, no stickers";
const WHATSAPP_PARTS: &str = "WhatsApp Cloud API, message templates: header 60, body 1024, footer 60 characters, and the blank lines between them";
const WHATSAPP_MEDIA: &str = "WhatsApp Cloud API, supported media: image JPEG or PNG, 8-bit RGB or RGBA, ≤ 5 MB";
const WORDS_ARE_ENOUGH: Sourced<u32> = Sourced::stated(0, "a post of words alone is taken");
const UPLOADED: Sourced<bool> = Sourced::stated(false, "the bytes of a picture are uploaded");

/// Mega of a thousand: the stricter reading where a source writes only «MB».
const MB: u64 = 1_000_000;

const X_TEXT: TextLimit = TextLimit {
    limit: Sourced::stated(280, TWITTER_TEXT),
    unit: Sourced::stated(TextUnit::XWeighted, TWITTER_TEXT),
    link_weight: Some(Sourced::stated(23, TWITTER_TEXT)),
    near: Some(Sourced::chosen(260, OURS)),
};

static X: Capability = Capability {
    platform: Platform::X,
    text: X_TEXT,
    pictures: PictureLimits {
        most: Sourced::stated(4, X_MEDIA),
        bytes: Sourced::stated(5 * MB, X_MEDIA),
        formats: Sourced::stated(
            &[PictureFormat::Jpeg, PictureFormat::Png, PictureFormat::Webp, PictureFormat::Gif],
            X_MEDIA,
        ),
        alt: Some(Sourced::stated(1000, X_ALT)),
        least: WORDS_ARE_ENOUGH,
        shape: None,
        fetched: UPLOADED,
    },
    rendition: Rendition {
        bytes: Sourced::stated(5 * MB, X_MEDIA),
        edge: Sourced::chosen(2048, OURS),
        formats: Sourced::chosen(&[PictureFormat::Jpeg, PictureFormat::Png], OURS),
    },
    thread: Sourced::chosen(25, "our own choice: X states no limit for posts that answer each other"),
    first_comment: Some(X_TEXT),
    first_comment_pictures: Sourced::stated(
        true,
        "on X a first comment is a reply, and a reply is a post like any other",
    ),
    link_option: Sourced::stated(false, "X API v2, POST /2/tweets: a link is part of the text"),
    link_title: None,
    hashtags: Sourced::chosen(2, OURS),
    most_hashtags: None,
    most_mentions: None,
    story: None,
    video: None,
    reel: None,
    story_video: None,
    fold: None,
    read_back_seconds: Sourced::unverified(30, "seen by others: an indexing lag of 5–30 s on the user's timeline"),
};

static FACEBOOK: Capability = Capability {
    platform: Platform::Facebook,
    text: TextLimit {
        limit: Sourced::unverified(63_206, "practice of public clients (gitroomhq/postiz-app); Meta states no number"),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; Meta states none"),
        link_weight: None,
        near: None,
    },
    pictures: PictureLimits {
        most: Sourced::unverified(10, "practice of public clients; Meta states no number for attached_media"),
        bytes: Sourced::stated(4 * MB, META_PHOTOS),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], META_PHOTOS),
        alt: None,
        least: WORDS_ARE_ENOUGH,
        shape: None,
        fetched: UPLOADED,
    },
    rendition: Rendition {
        bytes: Sourced::stated(4 * MB, META_PHOTOS),
        edge: Sourced::chosen(2048, OURS),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], META_PHOTOS),
    },
    thread: Sourced::stated(1, "a Page has no threads"),
    first_comment: Some(TextLimit {
        limit: Sourced::unverified(8_000, "commonly stated for Facebook comments; Meta's reference gives no number"),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; Meta states none"),
        link_weight: None,
        near: None,
    }),
    first_comment_pictures: Sourced::chosen(false, "our own choice: the first comment carries text only"),
    link_option: Sourced::stated(true, "Meta, Pages API, POST /{page}/feed: link"),
    link_title: None,
    hashtags: Sourced::chosen(5, OURS),
    most_hashtags: None,
    most_mentions: None,
    story: None,
    video: Some(FACEBOOK_VIDEO),
    reel: Some(FACEBOOK_REEL),
    story_video: None,
    fold: None,
    read_back_seconds: Sourced::unverified(60, "our own choice; Meta states no lag for the Page's feed"),
};

static LINKEDIN: Capability = Capability {
    platform: Platform::Linkedin,
    text: TextLimit {
        limit: Sourced::unverified(
            3_000,
            "commonly stated for LinkedIn's commentary; some report a cut in place of a refusal",
        ),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; LinkedIn states none"),
        link_weight: None,
        near: None,
    },
    pictures: PictureLimits {
        most: Sourced::stated(20, "LinkedIn, Posts API, multiImage: 2 to 20 images"),
        bytes: Sourced::unverified(8 * MB, "our own choice; LinkedIn states pixels (36,152,320) and no bytes"),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png, PictureFormat::Gif], LINKEDIN_IMAGES),
        alt: Some(Sourced::stated(4_086, "LinkedIn, Posts API: altText")),
        least: WORDS_ARE_ENOUGH,
        shape: None,
        fetched: UPLOADED,
    },
    rendition: Rendition {
        bytes: Sourced::chosen(8 * MB, OURS),
        edge: Sourced::chosen(2048, OURS),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], LINKEDIN_IMAGES),
    },
    thread: Sourced::stated(1, "LinkedIn has no threads"),
    first_comment: Some(TextLimit {
        limit: Sourced::unverified(1_250, "commonly stated for LinkedIn's comments; the reference gives no number"),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; LinkedIn states none"),
        link_weight: None,
        near: None,
    }),
    first_comment_pictures: Sourced::chosen(false, "our own choice: the first comment carries text only"),
    link_option: Sourced::stated(true, "LinkedIn, Posts API, content.article: source, title"),
    link_title: Some(Sourced::unverified(400, "commonly stated for an article's title; the reference gives no number")),
    hashtags: Sourced::chosen(5, OURS),
    most_hashtags: None,
    most_mentions: None,
    story: None,
    video: None,
    reel: None,
    story_video: None,
    fold: None,
    read_back_seconds: Sourced::unverified(60, "our own choice; LinkedIn states no lag for an organization's posts"),
};

static INSTAGRAM: Capability = Capability {
    platform: Platform::Instagram,
    text: TextLimit {
        limit: Sourced::stated(2_200, META_MEDIA),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; Meta states none"),
        link_weight: None,
        near: None,
    },
    pictures: PictureLimits {
        most: Sourced::stated(10, "Meta, Instagram Platform, error 2207028: a carousel has 2 to 10 items"),
        bytes: Sourced::stated(8 * MB, META_IMAGES),
        formats: Sourced::stated(&[PictureFormat::Jpeg], META_IMAGES),
        alt: Some(Sourced::unverified(
            1_000,
            "our own choice; Meta states no number for alt_text, and its app takes about a hundred",
        )),
        least: Sourced::stated(1, "Meta, Instagram Platform: a container needs image_url or video_url"),
        shape: Some(Sourced::stated(Shape { tallest: (4, 5), widest: (191, 100) }, META_IMAGES)),
        fetched: Sourced::stated(true, "Meta, Instagram Platform: image_url is fetched when the container is made"),
    },
    rendition: Rendition {
        bytes: Sourced::stated(8 * MB, META_IMAGES),
        edge: Sourced::chosen(1440, "our own choice: Meta takes a width of up to 1440, and makes wider ones smaller"),
        formats: Sourced::stated(&[PictureFormat::Jpeg], META_IMAGES),
    },
    thread: Sourced::stated(1, "Instagram has no threads"),
    first_comment: Some(TextLimit {
        limit: Sourced::unverified(300, "stated by public clients; Meta's reference gives no number"),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; Meta states none"),
        link_weight: None,
        near: None,
    }),
    first_comment_pictures: Sourced::stated(false, "Meta, Instagram Platform, POST /{ig-media-id}/comments: message"),
    link_option: Sourced::stated(false, "Meta, Instagram Platform: a post has no link beside its caption"),
    link_title: None,
    hashtags: Sourced::unverified(5, "press reports since December 2025; Meta's reference still says 30"),
    most_hashtags: Some(Sourced::stated(30, META_MEDIA)),
    most_mentions: Some(Sourced::stated(20, META_MEDIA)),
    story: Some(StoryLimits {
        pictures: Sourced::stated(1, META_STORIES),
        text: Sourced::stated(false, META_STORIES),
        alt: Sourced::unverified(false, "the guide names alt_text for posts alone"),
        first_comment: Sourced::unverified(false, "the guide names comments for posts alone"),
    }),
    video: None,
    reel: Some(INSTAGRAM_REEL),
    story_video: Some(INSTAGRAM_STORY_VIDEO),
    fold: Some(Sourced::unverified(125, "seen by others in the app's feed; Meta states none")),
    read_back_seconds: Sourced::unverified(60, "our own choice; Meta states no lag for an account's media"),
};

static WHATSAPP: Capability = Capability {
    platform: Platform::Whatsapp,
    text: TextLimit {
        limit: Sourced::stated(1_148, WHATSAPP_PARTS),
        unit: Sourced::unverified(TextUnit::Utf16, "our own choice of the stricter unit; Meta states none"),
        link_weight: None,
        near: None,
    },
    pictures: PictureLimits {
        most: Sourced::stated(1, "WhatsApp Cloud API, message templates: one header"),
        bytes: Sourced::stated(5 * MB, WHATSAPP_MEDIA),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], WHATSAPP_MEDIA),
        alt: None,
        least: WORDS_ARE_ENOUGH,
        shape: None,
        fetched: UPLOADED,
    },
    rendition: Rendition {
        bytes: Sourced::stated(5 * MB, WHATSAPP_MEDIA),
        edge: Sourced::chosen(1600, OURS),
        formats: Sourced::stated(&[PictureFormat::Jpeg, PictureFormat::Png], WHATSAPP_MEDIA),
    },
    thread: Sourced::stated(1, "a message on WhatsApp has no thread"),
    first_comment: None,
    first_comment_pictures: Sourced::stated(false, "a message on WhatsApp has no comments"),
    link_option: Sourced::stated(
        false,
        "WhatsApp Cloud API, message templates: a link is a button or part of the text",
    ),
    link_title: None,
    hashtags: Sourced::chosen(2, OURS),
    most_hashtags: None,
    most_mentions: None,
    story: None,
    video: None,
    reel: None,
    story_video: None,
    fold: None,
    read_back_seconds: Sourced::chosen(0, "our own choice: WhatsApp lists no messages, so nothing is read back"),
};

/// What `platform` takes.
pub const fn capability(platform: Platform) -> &'static Capability {
    match platform {
        Platform::X => &X,
        Platform::Facebook => &FACEBOOK,
        Platform::Linkedin => &LINKEDIN,
        Platform::Instagram => &INSTAGRAM,
        Platform::Whatsapp => &WHATSAPP,
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
