//! The Data API's endpoints and JSON, as far as a channel's videos need them.
//!
//! Invariant: the token travels in the header of a call, never in its address; the address of an upload, which is worth as
//! much as a token, is never told to anybody.

use countersign_core::gate::SignedPart;
use countersign_core::model::{Platform, YoutubePrivacy, YoutubeVideo};
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::{Endpoint, Verb};

const fn endpoint(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Youtube, host: "youtube.googleapis.com", verb, template }
}

const fn of_bytes(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Youtube, host: "www.googleapis.com", verb, template }
}

pub(super) static CHANNELS: Endpoint = endpoint(Verb::Get, "/youtube/v3/channels");
pub(super) static PLAYLIST_ITEMS: Endpoint = endpoint(Verb::Get, "/youtube/v3/playlistItems");
pub(super) static VIDEOS: Endpoint = endpoint(Verb::Get, "/youtube/v3/videos");
pub(super) static UPDATE: Endpoint = endpoint(Verb::Put, "/youtube/v3/videos");
pub(super) static DELETE: Endpoint = endpoint(Verb::Delete, "/youtube/v3/videos");
pub(super) static COMMENT: Endpoint = endpoint(Verb::Post, "/youtube/v3/commentThreads");
pub(super) static COMMENTS: Endpoint = endpoint(Verb::Get, "/youtube/v3/commentThreads");
pub(super) static ANSWER: Endpoint = endpoint(Verb::Post, "/youtube/v3/comments");
pub(super) static ANSWERS: Endpoint = endpoint(Verb::Get, "/youtube/v3/comments");
pub(super) static DELETE_COMMENT: Endpoint = endpoint(Verb::Delete, "/youtube/v3/comments");
pub(super) static MODERATION: Endpoint = endpoint(Verb::Post, "/youtube/v3/comments/setModerationStatus");
pub(super) static BEGIN: Endpoint = of_bytes(Verb::Post, "/upload/youtube/v3/videos");
pub(super) static BYTES: Endpoint = of_bytes(Verb::Put, "/upload/youtube/v3/videos");
pub(super) static THUMBNAIL: Endpoint = of_bytes(Verb::Post, "/upload/youtube/v3/thumbnails/set");
pub(super) static TOKEN: Endpoint =
    Endpoint { platform: Platform::Youtube, host: "oauth2.googleapis.com", verb: Verb::Post, template: "/token" };

/// What people are told of these calls, and of YouTube's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/upload/youtube/v3/videos", "Begin the upload of a video"),
        words("PUT", "/upload/youtube/v3/videos", "Send a video, or ask how far it came"),
        words("POST", "/upload/youtube/v3/thumbnails/set", "Send the picture before a video"),
        words("PUT", "/youtube/v3/videos", "Publish a video"),
        words("GET", "/youtube/v3/videos", "Look how a video is doing"),
        words("DELETE", "/youtube/v3/videos", "Take a video down"),
        words("POST", "/youtube/v3/commentThreads", "Publish a comment"),
        words("POST", "/youtube/v3/comments", "Answer a comment"),
        words("GET", "/youtube/v3/commentThreads", "Read the comments of a video"),
        words("GET", "/youtube/v3/comments", "Read the answers to a comment"),
        words("DELETE", "/youtube/v3/comments", "Take a comment down"),
        words("POST", "/youtube/v3/comments/setModerationStatus", "Hide a comment, or show it again"),
        words("GET", "/youtube/v3/playlistItems", "Read the channel's videos"),
        words("GET", "/youtube/v3/channels", "Look at the channel"),
        words("POST", "/token", "Renew the sign-in"),
    ],
    allowances: &[
        counted(super::limits::UPLOADS, "Videos today", true),
        counted(super::limits::UNITS, "Units for everything else today", false),
    ],
    note: "YouTube does not tell how much is left: what Countersign asked for is counted here, anew from midnight in Los Angeles. Other programs that use the clinic's project at Google use up the same.",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

const fn counted(name: &'static str, what: &'static str, main: bool) -> AllowanceWords {
    AllowanceWords { name, what, percent: false, main, holds_back: false }
}

/// A video's id has eleven signs; nothing else has.
const ID_LENGTH: usize = 11;

fn plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

pub(super) fn is_video(id: &str) -> bool {
    id.len() == ID_LENGTH && plain(id) && !id.contains('.')
}

pub(super) fn is_comment(id: &str) -> bool {
    (15..=100).contains(&id.len()) && plain(id)
}

pub(super) fn is_channel(id: &str) -> bool {
    id.len() == 24 && id.starts_with("UC") && plain(id)
}

/// What YouTube is told of a video. Each update overwrites all of it, so all of it is always told.
pub(super) fn told(part: &SignedPart, video: &YoutubeVideo, privacy: YoutubePrivacy, kids: bool) -> Value {
    json!({
        "snippet": {
            "title": video.title.trim(),
            "description": part.text,
            "tags": video.tags.iter().map(|tag| tag.trim()).collect::<Vec<_>>(),
            "categoryId": video.category.number(),
        },
        "status": {
            "privacyStatus": privacy.word(),
            "selfDeclaredMadeForKids": kids,
            "containsSyntheticMedia": video.synthetic,
            "embeddable": true,
            "license": "youtube",
            "publicStatsViewable": true,
        },
    })
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "Listed<T>")]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

/// A list, as it is answered. YouTube leaves `items` out where a sign-in has no channel, and says then that there are none.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed<T> {
    items: Option<Vec<T>>,
    next_page_token: Option<String>,
    #[serde(default)]
    page_info: PageInfo,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    total_results: Option<u64>,
}

impl<T> TryFrom<Listed<T>> for List<T> {
    type Error = &'static str;

    fn try_from(listed: Listed<T>) -> Result<Self, Self::Error> {
        let none = listed.page_info.total_results == Some(0);
        let items = listed.items.or_else(|| none.then(Vec::new)).ok_or("a list without items")?;
        Ok(Self { items, next: listed.next_page_token })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub(super) id: String,
    #[serde(default)]
    pub(super) snippet: Snippet,
    #[serde(default, rename = "contentDetails")]
    pub(super) details: Details,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Snippet {
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) custom_url: Option<String>,
    #[serde(default)]
    pub(super) published_at: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    #[serde(default)]
    pub(super) related_playlists: Playlists,
    #[serde(default)]
    pub(super) video_id: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Playlists {
    #[serde(default)]
    pub(super) uploads: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Upload {
    #[serde(default)]
    pub(super) snippet: Snippet,
    #[serde(default, rename = "contentDetails")]
    pub(super) details: Details,
    #[serde(default)]
    pub(super) status: Status,
}

/// A video as its owner is shown it.
#[derive(Debug, Deserialize)]
pub(super) struct Video {
    pub(super) id: String,
    #[serde(default)]
    pub(super) status: Status,
    #[serde(default, rename = "processingDetails")]
    processing: Processing,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    #[serde(default)]
    upload_status: String,
    #[serde(default)]
    pub(super) privacy_status: String,
    /// When it becomes public by itself.
    #[serde(default)]
    pub(super) publish_at: Option<String>,
    #[serde(default)]
    pub(super) self_declared_made_for_kids: Option<bool>,
    #[serde(default)]
    failure_reason: String,
    #[serde(default)]
    rejection_reason: String,
}

impl Status {
    /// Whether it tells, in a word that is known, who may watch the video.
    pub(super) fn says_who_watches(&self) -> bool {
        ["public", "unlisted", "private"].contains(&self.privacy_status.as_str())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Processing {
    #[serde(default)]
    processing_status: String,
    #[serde(default)]
    processing_failure_reason: String,
}

/// How far a video is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// YouTube works on it.
    Working,
    Ready,
    /// YouTube can't work with it.
    Failed(String),
    /// YouTube does not want it.
    Rejected(String),
    Deleted,
}

impl Video {
    pub(super) fn stage(&self) -> Stage {
        match self.status.upload_status.as_str() {
            "processed" => Stage::Ready,
            "failed" => Stage::Failed(self.status.failure_reason.clone()),
            "rejected" => Stage::Rejected(self.status.rejection_reason.clone()),
            "deleted" => Stage::Deleted,
            _ if matches!(self.processing.processing_status.as_str(), "failed" | "terminated") => {
                Stage::Failed(self.processing.processing_failure_reason.clone())
            }
            // A word that is not known yet is no reason to give a video up.
            _ => Stage::Working,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Thread {
    pub(super) id: String,
    #[serde(default)]
    pub(super) snippet: ThreadSnippet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ThreadSnippet {
    #[serde(default)]
    pub(super) top_level_comment: Comment,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Comment {
    #[serde(default)]
    pub(super) snippet: CommentSnippet,
}

/// An answer to a comment, as it is listed by itself.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) id: String,
    #[serde(default)]
    pub(super) snippet: CommentSnippet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommentSnippet {
    /// Told to its author alone.
    #[serde(default)]
    text_original: Option<String>,
    #[serde(default)]
    text_display: String,
    #[serde(default)]
    author_channel_id: Author,
    #[serde(default)]
    pub(super) published_at: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Author {
    #[serde(default)]
    value: String,
}

impl CommentSnippet {
    pub(super) fn text(&self) -> &str {
        self.text_original.as_deref().unwrap_or(&self.text_display)
    }

    pub(super) fn author(&self) -> &str {
        &self.author_channel_id.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_video_is_done_only_where_youtube_says_so() {
        let stage = |status: Value, processing: Value| {
            let video = json!({ "id": "a", "status": status, "processingDetails": processing });
            serde_json::from_value::<Video>(video).unwrap().stage()
        };
        let nothing = || json!({});
        assert_eq!(stage(nothing(), nothing()), Stage::Working);
        assert_eq!(
            stage(json!({"uploadStatus": "uploaded"}), json!({"processingStatus": "processing"})),
            Stage::Working
        );
        assert_eq!(stage(json!({"uploadStatus": "processed"}), nothing()), Stage::Ready);
        let codec = json!({"uploadStatus": "failed", "failureReason": "codec"});
        assert_eq!(stage(codec, nothing()), Stage::Failed("codec".into()));
        let duplicate = json!({"uploadStatus": "rejected", "rejectionReason": "duplicate"});
        assert_eq!(stage(duplicate, nothing()), Stage::Rejected("duplicate".into()));
        let broken = json!({"processingStatus": "failed", "processingFailureReason": "transcodeFailed"});
        assert_eq!(stage(json!({"uploadStatus": "uploaded"}), broken), Stage::Failed("transcodeFailed".into()));
    }

    #[test]
    fn ids_are_told_apart_by_what_they_look_like() {
        assert!(is_video("dQw4w9WgXcQ") && is_video("-a_b-c_d-e1"));
        assert!(is_comment("UgxKREWxIgDrw8w2e_Z4AaABAg") && !is_comment("dQw4w9WgXcQ"));
        assert!(is_channel("UC_x5XG1OV2P6uZZ5FSM9Ttw") && !is_channel("dQw4w9WgXcQ"));
        for wrong in ["", "dQw4w9WgXc", "dQw4w9WgXc/", "dQw4w9WgXcQQ", "dQw4w9WgX.Q"] {
            assert!(!is_video(wrong), "{wrong:?}");
        }
    }
}
