//! The rows of the table: what X, Facebook, LinkedIn, Instagram and WhatsApp take.
//!
//! Invariant: each value names where it was read; one that nobody has seen in a source says so.

use super::pieces::{LINKEDIN_DOCUMENT, X_GIF};
use super::videos::{
    FACEBOOK_REEL, FACEBOOK_VIDEO, INSTAGRAM_REEL, INSTAGRAM_STORY_VIDEO, LINKEDIN_VIDEO, X_PREMIUM_VIDEO, X_VIDEO,
};
use super::{
    Capability, MB, OURS, PictureLimits, Premium, Price, Rendition, Shape, Sourced, StoryLimits, TextLimit, TextUnit,
};
use crate::model::{PictureFormat, Platform};

const TWITTER_TEXT: &str = "twitter/twitter-text, config/v3.json";
const X_MEDIA: &str = "X developer documentation, media best practices: up to 4 photos, image ≤ 5 MB, JPG PNG GIF WEBP";
const X_LONG: &str = "X help, longer posts: up to 25,000 characters with a subscription; X's interface states none";
const X_PRICE: &str = "X API pricing, pay per use: a post $0.015, a post with a URL $0.20, media metadata $0.005";
const X_ALT: &str = "X API v2, POST /2/media/metadata: alt_text.text";
const META_PHOTOS: &str = "Meta, Pages API, error 1366046: photos under 4 MB, JPG or PNG";
const LINKEDIN_IMAGES: &str = "LinkedIn, Images API: JPG, PNG, GIF";

const META_IMAGES: &str =
    "Meta, Instagram Platform, content publishing: JPEG only, ≤ 8 MB, 4:5 to 1.91:1, width 320 to 1440";
const META_MEDIA: &str = "Meta, Instagram Platform, POST /{ig-user-id}/media: caption ≤ 2200, 30 hashtags, 20 @ tags";
const META_STORIES: &str =
    "Meta, Instagram Platform, content publishing, stories: one image or video, no caption, no stickers";
const WHATSAPP_PARTS: &str = "WhatsApp Cloud API, message templates: header 60, body 1024, footer 60 characters, and the blank lines between them";
const WHATSAPP_MEDIA: &str = "WhatsApp Cloud API, supported media: image JPEG or PNG, 8-bit RGB or RGBA, ≤ 5 MB";
const WORDS_ARE_ENOUGH: Sourced<u32> = Sourced::stated(0, "a post of words alone is taken");
const UPLOADED: Sourced<bool> = Sourced::stated(false, "the bytes of a picture are uploaded");

const X_TEXT: TextLimit = TextLimit {
    limit: Sourced::stated(280, TWITTER_TEXT),
    unit: Sourced::stated(TextUnit::XWeighted, TWITTER_TEXT),
    link_weight: Some(Sourced::stated(23, TWITTER_TEXT)),
    near: Some(Sourced::chosen(260, OURS)),
};

pub(super) static X: Capability = Capability {
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
    most_cashtags: Some(Sourced::stated(
        1,
        "X API changelog of 2026-04-20: at most one cashtag in a post by self-serve access",
    )),
    story: None,
    moving: Some(X_GIF),
    document: None,
    video: Some(X_VIDEO),
    reel: None,
    story_video: None,
    watch: None,
    premium: Some(Premium { text: Sourced::unverified(25_000, X_LONG), video: X_PREMIUM_VIDEO }),
    price: Some(Price {
        post: Sourced::stated(15, X_PRICE),
        link: Sourced::stated(200, X_PRICE),
        description: Sourced::stated(5, X_PRICE),
        reading: Sourced::stated(5, X_PRICE),
        author: Sourced::unverified(
            10,
            "X API pricing: a user that is read; whether one that comes with a post is, it does not say",
        ),
    }),
    fold: None,
    read_back_seconds: Sourced::unverified(30, "seen by others: an indexing lag of 5–30 s on the user's timeline"),
};

pub(super) static FACEBOOK: Capability = Capability {
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
    most_cashtags: None,
    story: None,
    moving: None,
    document: None,
    video: Some(FACEBOOK_VIDEO),
    reel: Some(FACEBOOK_REEL),
    story_video: None,
    watch: None,
    premium: None,
    price: None,
    fold: None,
    read_back_seconds: Sourced::unverified(60, "our own choice; Meta states no lag for the Page's feed"),
};

pub(super) static LINKEDIN: Capability = Capability {
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
    most_cashtags: None,
    story: None,
    moving: None,
    document: Some(LINKEDIN_DOCUMENT),
    video: Some(LINKEDIN_VIDEO),
    reel: None,
    story_video: None,
    watch: None,
    premium: None,
    price: None,
    fold: None,
    read_back_seconds: Sourced::unverified(60, "our own choice; LinkedIn states no lag for an organization's posts"),
};

pub(super) static INSTAGRAM: Capability = Capability {
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
    most_cashtags: None,
    story: Some(StoryLimits {
        pictures: Sourced::stated(1, META_STORIES),
        text: Sourced::stated(false, META_STORIES),
        alt: Sourced::unverified(false, "the guide names alt_text for posts alone"),
        first_comment: Sourced::unverified(false, "the guide names comments for posts alone"),
    }),
    moving: None,
    document: None,
    video: None,
    reel: Some(INSTAGRAM_REEL),
    story_video: Some(INSTAGRAM_STORY_VIDEO),
    watch: None,
    premium: None,
    price: None,
    fold: Some(Sourced::unverified(125, "seen by others in the app's feed; Meta states none")),
    read_back_seconds: Sourced::unverified(60, "our own choice; Meta states no lag for an account's media"),
};

pub(super) static WHATSAPP: Capability = Capability {
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
    most_cashtags: None,
    story: None,
    moving: None,
    document: None,
    video: None,
    reel: None,
    story_video: None,
    watch: None,
    premium: None,
    price: None,
    fold: None,
    read_back_seconds: Sourced::chosen(0, "our own choice: WhatsApp lists no messages, so nothing is read back"),
};
