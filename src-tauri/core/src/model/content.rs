//! What a post says: its parts, their pictures and the platform's options.
//!
//! Invariant: a [`Content`] is the logical text, before any platform's escaping; two equal contents are the same post.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;
use super::{Crop, Digest, TemplateUse, TiktokPost, YoutubeVideo};

/// The content of one revision: everything the doctor reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Content {
    /// The parts in the order they become public. The first is the post itself.
    pub parts: Vec<Part>,
    /// What only this platform knows.
    pub options: PlatformOptions,
}

/// One piece that becomes public by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Part {
    /// What the piece is to the post.
    pub role: PartRole,
    /// The text, as people wrote it.
    pub text: String,
    /// Its pictures, in order.
    pub media: Vec<MediaRef>,
}

/// What a part is to its post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum PartRole {
    /// The post itself.
    Main,
    /// The next post of a thread, answering the one before it.
    Thread,
    /// The first comment under the post.
    FirstComment,
    /// An answer to what somebody wrote: a comment under theirs, or a post that answers theirs.
    Reply,
    /// A message to one person, in the conversation that they began. Nobody else reads it.
    Message,
    /// A message to whoever wrote a comment, which the platform hangs on that comment. Nobody else reads it.
    PrivateReply,
}

impl PartRole {
    /// Whether it answers what somebody wrote, instead of standing for itself.
    pub const fn is_answer(self) -> bool {
        match self {
            Self::Reply | Self::Message | Self::PrivateReply => true,
            Self::Main | Self::Thread | Self::FirstComment => false,
        }
    }

    /// Whether one person alone reads it.
    pub const fn is_private(self) -> bool {
        match self {
            Self::Message | Self::PrivateReply => true,
            Self::Main | Self::Thread | Self::FirstComment | Self::Reply => false,
        }
    }
}

word_enum! {
    /// By which way somebody is answered.
    pub enum AnswerWay {
        /// Where everybody reads it.
        Public = "reply",
        /// In the conversation of messages that they began.
        Message = "message",
        /// To their comment, and for them alone.
        Privately = "private_reply",
    }
}

impl AnswerWay {
    /// What an answer by this way is to its post.
    pub const fn role(self) -> PartRole {
        match self {
            Self::Public => PartRole::Reply,
            Self::Message => PartRole::Message,
            Self::Privately => PartRole::PrivateReply,
        }
    }
}

/// A picture or a video as a part uses it: the stored master and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MediaRef {
    /// The digest of the master in the media store.
    pub digest: Digest,
    /// What a person who can't see the picture is told.
    pub alt: AltText,
    /// What of the picture is shown; all of it when there is none, and then nothing of it is written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional = nullable)]
    pub crop: Option<Crop>,
}

/// The alternative text of a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(type = "string")]
pub struct AltText(pub String);

/// Options that exist on one platform only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "platform", rename_all = "snake_case")]
pub enum PlatformOptions {
    /// X has none yet that this version offers.
    X {},
    /// A Facebook Page post.
    Facebook {
        /// The address whose card is shown under the text. `https` only.
        link: Option<String>,
        /// What it becomes; nothing is written down for a post, so that what was signed before there were reels stays as
        /// it was.
        #[serde(default, skip_serializing_if = "FacebookKind::is_post")]
        #[ts(as = "Option<FacebookKind>", optional = nullable)]
        kind: FacebookKind,
    },
    /// A post on LinkedIn.
    Linkedin {
        /// The article whose card is shown under the text.
        article: Option<LinkedinArticle>,
        /// What stands above the pages of a document; nothing is written down where there is none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[ts(as = "Option<String>", optional = nullable)]
        document_title: String,
    },
    /// A post, a story or a reel on Instagram.
    Instagram {
        /// Which of them.
        kind: InstagramKind,
        /// The instant of a reel that stands as its cover, in milliseconds from its beginning; nothing is written down
        /// where nobody chose one, and the platform takes its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional = nullable)]
        cover_ms: Option<u32>,
    },
    /// An approved template, sent to recipients.
    Whatsapp {
        /// The template and how it is filled in; none as long as nobody chose one.
        template: Option<Box<TemplateUse>>,
    },
    /// A video on YouTube.
    Youtube(YoutubeVideo),
    /// A video or pictures on TikTok.
    Tiktok(TiktokPost),
}

word_enum! {
    /// What a post becomes on a Facebook Page.
    #[derive(Default)]
    pub enum FacebookKind {
        /// A post: words, pictures, or one video.
        #[default]
        Post = "post",
        /// A reel: one video that stands upright.
        Reel = "reel",
    }
}

impl FacebookKind {
    /// Whether it is a post.
    pub const fn is_post(&self) -> bool {
        matches!(self, Self::Post)
    }
}

word_enum! {
    /// What a picture or a video becomes on Instagram.
    pub enum InstagramKind {
        /// A post that stays: one picture, or several to leaf through.
        Post = "post",
        /// A story: one picture or video that is gone after a day.
        Story = "story",
        /// A reel: one video.
        Reel = "reel",
    }
}

/// The card of an article on LinkedIn. LinkedIn does not look at the address: what the card says has to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LinkedinArticle {
    /// Where it leads. `https` only.
    pub link: String,
    /// The words on the card.
    pub title: String,
}

impl PlatformOptions {
    /// The options a new post on `platform` begins with.
    pub const fn of(platform: super::Platform) -> Self {
        match platform {
            super::Platform::X => Self::X {},
            super::Platform::Facebook => Self::Facebook { link: None, kind: FacebookKind::Post },
            super::Platform::Linkedin => Self::Linkedin { article: None, document_title: String::new() },
            super::Platform::Instagram => Self::Instagram { kind: InstagramKind::Post, cover_ms: None },
            super::Platform::Whatsapp => Self::Whatsapp { template: None },
            super::Platform::Youtube => Self::Youtube(YoutubeVideo::NEW),
            super::Platform::Tiktok => Self::Tiktok(TiktokPost::NEW),
        }
    }

    /// The platform whose options these are.
    pub const fn platform(&self) -> super::Platform {
        match self {
            Self::X {} => super::Platform::X,
            Self::Facebook { .. } => super::Platform::Facebook,
            Self::Linkedin { .. } => super::Platform::Linkedin,
            Self::Instagram { .. } => super::Platform::Instagram,
            Self::Whatsapp { .. } => super::Platform::Whatsapp,
            Self::Youtube(_) => super::Platform::Youtube,
            Self::Tiktok(_) => super::Platform::Tiktok,
        }
    }

    /// Whether it is a story, which is gone after a day.
    pub const fn is_story(&self) -> bool {
        match self {
            Self::Instagram { kind: InstagramKind::Story, .. } => true,
            Self::Instagram { kind: InstagramKind::Post | InstagramKind::Reel, .. }
            | Self::X {}
            | Self::Facebook { .. }
            | Self::Linkedin { .. }
            | Self::Whatsapp { .. }
            | Self::Youtube(_)
            | Self::Tiktok(_) => false,
        }
    }

    /// The template that is sent, if one was chosen.
    pub fn template(&self) -> Option<&TemplateUse> {
        match self {
            Self::Whatsapp { template } => template.as_deref(),
            Self::X {}
            | Self::Facebook { .. }
            | Self::Linkedin { .. }
            | Self::Instagram { .. }
            | Self::Youtube(_)
            | Self::Tiktok(_) => None,
        }
    }

    /// What a video on YouTube is told beside its description.
    pub const fn youtube(&self) -> Option<&YoutubeVideo> {
        match self {
            Self::Youtube(video) => Some(video),
            Self::X {}
            | Self::Facebook { .. }
            | Self::Linkedin { .. }
            | Self::Instagram { .. }
            | Self::Whatsapp { .. }
            | Self::Tiktok(_) => None,
        }
    }

    /// What a post on TikTok is told beside its caption.
    pub const fn tiktok(&self) -> Option<&TiktokPost> {
        match self {
            Self::Tiktok(post) => Some(post),
            Self::X {}
            | Self::Facebook { .. }
            | Self::Linkedin { .. }
            | Self::Instagram { .. }
            | Self::Whatsapp { .. }
            | Self::Youtube(_) => None,
        }
    }

    /// Whether it is a reel, which is one video.
    pub const fn is_reel(&self) -> bool {
        match self {
            Self::Instagram { kind: InstagramKind::Reel, .. } | Self::Facebook { kind: FacebookKind::Reel, .. } => true,
            Self::Instagram { kind: InstagramKind::Post | InstagramKind::Story, .. }
            | Self::X {}
            | Self::Facebook { kind: FacebookKind::Post, .. }
            | Self::Linkedin { .. }
            | Self::Whatsapp { .. }
            | Self::Youtube(_)
            | Self::Tiktok(_) => false,
        }
    }

    /// The instant of its video that stands as the cover, in milliseconds from its beginning, if somebody chose one.
    pub const fn cover_ms(&self) -> Option<u32> {
        match self {
            Self::Instagram { cover_ms, .. } => *cover_ms,
            Self::Tiktok(post) => post.cover_ms,
            Self::X {} | Self::Facebook { .. } | Self::Linkedin { .. } | Self::Whatsapp { .. } | Self::Youtube(_) => {
                None
            }
        }
    }

    /// What stands above the pages of a document, on the platform that shows one.
    pub fn document_title(&self) -> Option<&str> {
        match self {
            Self::Linkedin { document_title, .. } => Some(document_title),
            Self::X {}
            | Self::Facebook { .. }
            | Self::Instagram { .. }
            | Self::Whatsapp { .. }
            | Self::Youtube(_)
            | Self::Tiktok(_) => None,
        }
    }

    /// The words above the text, where the platform shows any: a video's title, a document's, an article's.
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::Youtube(video) => Some(&video.title),
            Self::Tiktok(post) => Some(&post.title),
            Self::Linkedin { article: Some(article), .. } => Some(&article.title),
            Self::Linkedin { article: None, document_title } => Some(document_title),
            Self::X {} | Self::Facebook { .. } | Self::Instagram { .. } | Self::Whatsapp { .. } => None,
        }
    }

    /// The address whose card is shown under the text, if there is one.
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::X {}
            | Self::Facebook { link: None, .. }
            | Self::Linkedin { article: None, .. }
            | Self::Instagram { .. }
            | Self::Whatsapp { .. }
            | Self::Youtube(_)
            | Self::Tiktok(_) => None,
            Self::Facebook { link: Some(link), .. } => Some(link),
            Self::Linkedin { article: Some(article), .. } => Some(&article.link),
        }
    }
}

impl Content {
    /// A post of one part with `text`, and nothing else.
    pub fn of_text(platform: super::Platform, text: impl Into<String>) -> Self {
        Self {
            parts: vec![Part { role: PartRole::Main, text: text.into(), media: Vec::new() }],
            options: PlatformOptions::of(platform),
        }
    }

    /// An answer of one part with `text`, and nothing else.
    pub fn of_reply(platform: super::Platform, way: AnswerWay, text: impl Into<String>) -> Self {
        Self {
            parts: vec![Part { role: way.role(), text: text.into(), media: Vec::new() }],
            options: PlatformOptions::of(platform),
        }
    }

    /// Whether it answers what somebody wrote, instead of standing for itself.
    pub fn is_reply(&self) -> bool {
        self.parts.iter().any(|part| part.role.is_answer())
    }

    /// Every picture and video of every part, in order.
    pub fn media(&self) -> impl Iterator<Item = &MediaRef> {
        self.parts.iter().flat_map(|part| &part.media)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_before_there_were_reels_reads_and_is_written_as_it_was() {
        let kept = r#"{"parts":[],"options":{"platform":"facebook","link":null}}"#;
        let mut content: Content = serde_json::from_str(kept).unwrap();
        assert_eq!(content.options, PlatformOptions::of(super::super::Platform::Facebook));
        assert_eq!(serde_json::to_string(&content).unwrap(), kept);
        content.options = PlatformOptions::Facebook { link: None, kind: FacebookKind::Reel };
        let reel = serde_json::to_string(&content).unwrap();
        assert!(reel.contains(r#""link":null,"kind":"reel""#), "{reel}");
        assert_eq!(serde_json::from_str::<Content>(&reel).unwrap(), content);
    }

    #[test]
    fn what_was_kept_before_there_were_covers_and_documents_reads_and_is_written_as_it_was() {
        for (kept, more, written) in [
            (
                r#"{"parts":[],"options":{"platform":"instagram","kind":"reel"}}"#,
                PlatformOptions::Instagram { kind: InstagramKind::Reel, cover_ms: Some(1_500) },
                r#""kind":"reel","cover_ms":1500"#,
            ),
            (
                r#"{"parts":[],"options":{"platform":"linkedin","article":null}}"#,
                PlatformOptions::Linkedin { article: None, document_title: "Our house".into() },
                r#""article":null,"document_title":"Our house""#,
            ),
        ] {
            let mut content: Content = serde_json::from_str(kept).unwrap();
            assert_eq!(serde_json::to_string(&content).unwrap(), kept);
            content.options = more;
            let said = serde_json::to_string(&content).unwrap();
            assert!(said.contains(written), "{said}");
            assert_eq!(serde_json::from_str::<Content>(&said).unwrap(), content);
        }
    }

    #[test]
    fn what_was_kept_before_there_were_cut_outs_reads_and_is_written_as_it_was() {
        let kept = format!(
            r#"{{"parts":[{{"role":"main","text":"Chairs","media":[{{"digest":"{}","alt":"By a window"}}]}}],"options":{{"platform":"x"}}}}"#,
            Digest::of(b"chairs")
        );
        let mut content: Content = serde_json::from_str(&kept).unwrap();
        assert_eq!(serde_json::to_string(&content).unwrap(), kept);
        content.parts[0].media[0].crop = Crop::new(0, 125, 1000, 750);
        let cut = serde_json::to_string(&content).unwrap();
        assert!(cut.contains(r#""crop":{"x":0,"y":125,"width":1000,"height":750}"#), "{cut}");
        assert_eq!(serde_json::from_str::<Content>(&cut).unwrap(), content);
    }
}
