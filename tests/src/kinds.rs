//! Every kind of post that can be sent, on every platform.

use crate::clinic::Clinic;
use crate::pictures::png;
use countersign_core::check::capability::capability;
use countersign_core::draft::picture::{self, Bounds, Target};
use countersign_core::model::{
    AltText, Content, Digest, FacebookKind, InstagramKind, LinkedinArticle, MediaRef, Part, PartRole, Platform,
    PlatformOptions, TiktokConsent, TiktokPost, TiktokPrivacy, TiktokWay, YoutubePrivacy, YoutubeVideo,
};
use countersign_practice::LedgerKind;

/// A kind of post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text by itself.
    Text,
    /// Three posts, each under the one before.
    Thread,
    /// So many pictures.
    Pictures(usize),
    /// A text and the card of a link, where there are cards.
    Link,
    /// A text and a comment under it.
    FirstComment,
    /// A first comment belongs under the first post of a thread, not under the last.
    ThreadAndComment,
    /// Several parts, one of them with pictures.
    PictureAndComment,
    /// One picture that is gone after a day.
    Story,
    /// One GIF that moves.
    Moving,
    /// One document under its title.
    Document,
    /// One video in a post.
    Video,
    /// One video, and a comment under it.
    VideoAndComment,
    /// One video by itself.
    Reel,
    /// One video that is gone after a day.
    StoryVideo,
}

/// What the ledger must show of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What became public.
    pub kind: LedgerKind,
    /// Its words.
    pub text: String,
    /// The link beside them.
    pub link: Option<String>,
    /// The digest of what was uploaded, in order.
    pub media_sha256: Vec<String>,
    /// Its descriptions.
    pub alt_texts: Vec<Option<String>>,
    /// Which earlier part it hangs under.
    pub under: Option<usize>,
}

/// Pictures are told apart by their shade; the texts by their number. What has to be escaped on a wire is among them.
pub fn content(clinic: &Clinic, platform: Platform, kind: Kind, number: usize) -> Content {
    let text = |part: &str| {
        let text = format!("No {number}: {part} for flu shots & blood tests, <18 too – Mo–Fr \u{1f489}");
        // YouTube takes no angle brackets.
        if platform == Platform::Youtube { text.replace('<', "under ") } else { text }
    };
    let main = |pictures: usize| Part {
        role: PartRole::Main,
        text: text("Walk in"),
        media: (0..pictures).map(|index| media(clinic, number, index)).collect(),
    };
    let other = |role, words: &str| Part { role, text: text(words), media: Vec::new() };
    let mut options = match platform {
        Platform::Youtube => on_youtube(number),
        Platform::Tiktok => on_tiktok(),
        Platform::X | Platform::Facebook | Platform::Linkedin | Platform::Instagram | Platform::Whatsapp => {
            PlatformOptions::of(platform)
        }
    };
    let parts = match kind {
        Kind::Text => vec![main(0)],
        Kind::Thread => vec![main(0), other(PartRole::Thread, "Second"), other(PartRole::Thread, "Third")],
        Kind::Pictures(count) => vec![main(count)],
        Kind::Link => {
            options = linked(platform, format!("https://lakeside.example/flu?no={number}&a=b"));
            vec![main(0)]
        }
        Kind::FirstComment => vec![main(0), other(PartRole::FirstComment, "Book")],
        Kind::ThreadAndComment => {
            vec![main(0), other(PartRole::Thread, "Second"), other(PartRole::FirstComment, "Book")]
        }
        Kind::PictureAndComment => vec![main(1), other(PartRole::FirstComment, "Book")],
        Kind::Story => {
            options = PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };
            vec![Part { text: String::new(), ..main(1) }]
        }
        Kind::Moving => vec![Part { media: vec![moving(clinic, number)], ..main(0) }],
        Kind::Document => {
            options =
                PlatformOptions::Linkedin { article: None, document_title: format!("Our house, number {number}") };
            let document = clinic.document(shade(number, 0));
            let media = MediaRef { digest: document.digest, alt: AltText(String::new()), crop: None };
            vec![Part { media: vec![media], ..main(0) }]
        }
        Kind::Video => vec![Part { media: vec![film(clinic, number)], ..main(0) }],
        Kind::VideoAndComment => {
            vec![Part { media: vec![film(clinic, number)], ..main(0) }, other(PartRole::FirstComment, "Book")]
        }
        Kind::Reel => {
            options = match platform {
                Platform::Facebook => PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel },
                Platform::X
                | Platform::Linkedin
                | Platform::Whatsapp
                | Platform::Instagram
                | Platform::Tiktok
                | Platform::Youtube => PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: None },
            };
            vec![Part { media: vec![film(clinic, number)], ..main(0) }]
        }
        Kind::StoryVideo => {
            options = PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None };
            vec![Part { text: String::new(), media: vec![film(clinic, number)], ..main(0) }]
        }
    };
    Content { parts, options }
}

/// What a person chose for a video.
fn on_youtube(number: usize) -> PlatformOptions {
    PlatformOptions::Youtube(YoutubeVideo {
        title: format!("No {number}: walk in"),
        privacy: Some(YoutubePrivacy::Public),
        made_for_kids: Some(false),
        ..YoutubeVideo::NEW
    })
}

/// The same on TikTok.
fn on_tiktok() -> PlatformOptions {
    PlatformOptions::Tiktok(TiktokPost {
        privacy: Some(TiktokPrivacy::Public),
        consent: Some(TiktokConsent::Music),
        ..TiktokPost::NEW
    })
}

/// What a person finishes in TikTok's app.
pub fn for_the_inbox(content: Content) -> Content {
    Content { options: PlatformOptions::Tiktok(TiktokPost { way: TiktokWay::Inbox, ..TiktokPost::NEW }), ..content }
}

fn linked(platform: Platform, link: String) -> PlatformOptions {
    match platform {
        Platform::X | Platform::Instagram | Platform::Whatsapp | Platform::Youtube | Platform::Tiktok => {
            PlatformOptions::of(platform)
        }
        Platform::Facebook => PlatformOptions::Facebook { link: Some(link), kind: FacebookKind::Post },
        Platform::Linkedin => PlatformOptions::Linkedin {
            article: Some(LinkedinArticle { link, title: "Flu shots (all ages)".into() }),
            document_title: String::new(),
        },
    }
}

fn shade(number: usize, index: usize) -> u8 {
    u8::try_from((number * 7 + index * 31) % 256).unwrap_or(0)
}

fn media(clinic: &Clinic, number: usize, index: usize) -> MediaRef {
    let picture = clinic.picture(shade(number, index));
    MediaRef { digest: picture.digest, alt: AltText(format!("Waiting room {number}, seat {index}")), crop: None }
}

fn film(clinic: &Clinic, number: usize) -> MediaRef {
    let film = clinic.film(shade(number, 0));
    MediaRef { digest: film.digest, alt: AltText(String::new()), crop: None }
}

fn moving(clinic: &Clinic, number: usize) -> MediaRef {
    let gif = clinic.gif(shade(number, 0));
    MediaRef { digest: gif.digest, alt: AltText(format!("{MOVING} {number}")), crop: None }
}

/// How the descriptions of GIFs that move begin here.
const MOVING: &str = "A door that opens";

/// Whether a part goes out as it is kept: a video, a document, or a GIF that moves.
fn is_sent_as_kept(part: &Part) -> bool {
    is_film(part) || part.media.iter().any(|media| media.alt.0.starts_with(MOVING))
}

/// Whether a part shows a video: what has no description is one here.
fn is_film(part: &Part) -> bool {
    part.media.iter().any(|media| media.alt.0.is_empty())
}

/// What must be public of a content, worked out from it alone.
pub fn expected(platform: Platform, content: &Content, number: usize) -> Vec<Expected> {
    parts(platform, content, content.options.link().map(str::to_owned), number)
}

fn parts(platform: Platform, content: &Content, link: Option<String>, number: usize) -> Vec<Expected> {
    let each = content.parts.iter().enumerate().map(|(place, part)| Expected {
        kind: match (platform, part.role) {
            (Platform::X, PartRole::Main) => LedgerKind::Post,
            (Platform::X, PartRole::Thread | PartRole::FirstComment | PartRole::Reply) => LedgerKind::Reply,
            (_, PartRole::Message | PartRole::PrivateReply) => LedgerKind::Message,
            (_, PartRole::FirstComment | PartRole::Reply) => LedgerKind::Comment,
            (_, PartRole::Main | PartRole::Thread) if content.options.is_story() => LedgerKind::Story,
            (_, PartRole::Main | PartRole::Thread) if content.options.is_reel() => LedgerKind::Reel,
            (_, PartRole::Main | PartRole::Thread) if has_document(content) => LedgerKind::Document,
            (_, PartRole::Main | PartRole::Thread) if is_film(part) => LedgerKind::Video,
            (_, PartRole::Main | PartRole::Thread) if !part.media.is_empty() => LedgerKind::PhotoPost,
            (_, PartRole::Main | PartRole::Thread) => LedgerKind::Post,
        },
        text: part.text.clone(),
        link: link.clone().filter(|_| place == 0),
        media_sha256: if is_sent_as_kept(part) {
            part.media.iter().map(|media| media.digest.to_string()).collect()
        } else {
            (0..part.media.len()).map(|index| sent(platform, number, index)).collect()
        },
        alt_texts: part
            .media
            .iter()
            .map(|media| Some(media.alt.0.clone()).filter(|_| described(platform, content, part)))
            .collect(),
        under: match part.role {
            // What an answer hangs on is somebody else's.
            PartRole::Main | PartRole::Reply | PartRole::Message | PartRole::PrivateReply => None,
            PartRole::Thread => place.checked_sub(1),
            PartRole::FirstComment => Some(0),
        },
    });
    each.collect()
}

/// Whether what a part shows is described to those who can't see it.
fn described(platform: Platform, content: &Content, part: &Part) -> bool {
    platform != Platform::Tiktok && !content.options.is_story() && !is_film(part)
}

fn has_document(content: &Content) -> bool {
    content.options.document_title().is_some_and(|title| !title.is_empty())
}

/// The digest of the bytes that a platform is sent for a picture.
fn sent(platform: Platform, number: usize, index: usize) -> String {
    let rendition = &capability(platform).rendition;
    let bounds = capability(platform).pictures.shape.map(|shape| shape.value);
    let target = Target {
        max_bytes: rendition.bytes.value,
        max_edge: rendition.edge.value,
        formats: rendition.formats.value,
        bounds: bounds.map(|shape| Bounds { tallest: shape.tallest, widest: shape.widest }),
    };
    let master =
        picture::import(&png(64, 48, shade(number, index)), "picture.png").unwrap_or_else(|why| panic!("{why}"));
    let rendered = picture::render(&master.bytes, None, &target).unwrap_or_else(|why| panic!("{why}"));
    Digest::of(&rendered.bytes).to_string()
}

impl Kind {
    /// How many pictures the first part has.
    pub const fn pictures(self) -> usize {
        match self {
            Self::Pictures(count) => count,
            Self::PictureAndComment | Self::Story => 1,
            Self::Text | Self::Thread | Self::Link | Self::FirstComment | Self::ThreadAndComment => 0,
            Self::Video | Self::VideoAndComment | Self::Reel | Self::StoryVideo | Self::Moving | Self::Document => 0,
        }
    }

    /// How many parts it has.
    pub const fn parts(self) -> usize {
        match self {
            Self::Text | Self::Pictures(_) | Self::Link | Self::Story => 1,
            Self::Video | Self::Reel | Self::StoryVideo | Self::Moving | Self::Document => 1,
            Self::FirstComment | Self::PictureAndComment | Self::VideoAndComment => 2,
            Self::Thread | Self::ThreadAndComment => 3,
        }
    }

    /// How many steps a sending without trouble takes: claimed, each handle, each part prepared, three for each commit,
    /// and concluded. What Instagram fetches is lent in two steps, and several pictures have one more handle together.
    pub const fn steps(self, platform: Platform) -> usize {
        let pictures = self.pictures();
        let own = match platform {
            Platform::X | Platform::Facebook | Platform::Linkedin | Platform::Whatsapp => 0,
            // The video itself, once its upload became one: for this signature, and by its film for another one.
            Platform::Youtube => 2,
            // What it fetches is lent in two steps, and written down once; of a video that is its last piece which publishes.
            Platform::Tiktok => pictures,
            Platform::Instagram => 2 * pictures + if pictures > 1 { 1 } else { 0 },
        };
        let film = match self {
            // Which upload it is, and where its bytes begin; and on some, that all of it is there, or its address apart.
            Self::Video | Self::VideoAndComment | Self::Reel | Self::StoryVideo | Self::Moving | Self::Document => {
                match platform {
                    Platform::X | Platform::Linkedin | Platform::Tiktok => 3,
                    Platform::Facebook | Platform::Instagram | Platform::Youtube | Platform::Whatsapp => 2,
                }
            }
            Self::Text | Self::Thread | Self::Pictures(_) | Self::Link | Self::FirstComment => 0,
            Self::ThreadAndComment | Self::PictureAndComment | Self::Story => 0,
        };
        2 + pictures + own + film + 4 * self.parts()
    }
}
