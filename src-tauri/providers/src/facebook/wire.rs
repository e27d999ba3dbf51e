//! The Graph API's endpoints and JSON, as far as Pages need them.
//!
//! Invariant: the token travels in the header of a call, never in its address; the addresses that Graph answers with
//! (`paging.next` among them, which holds the token) are not used, only the cursors are.

use countersign_core::model::Platform;
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords};
use serde::Deserialize;
use serde_json::Value;

use crate::http::{Endpoint, Verb};

const fn endpoint(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Facebook, host: "graph.facebook.com", verb, template }
}

pub(super) static NODE: Endpoint = endpoint(Verb::Get, "/{version}/{node}");
pub(super) static EXCHANGE: Endpoint = endpoint(Verb::Post, "/{version}/oauth/access_token");
pub(super) static PERMISSIONS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/permissions");
pub(super) static ACCOUNTS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/accounts");
pub(super) static DELETE: Endpoint = endpoint(Verb::Delete, "/{version}/{node}");
pub(super) static CHANGE: Endpoint = endpoint(Verb::Post, "/{version}/{node}");
pub(super) static LIKE: Endpoint = endpoint(Verb::Post, "/{version}/{node}/likes");
pub(super) static UNLIKE: Endpoint = endpoint(Verb::Delete, "/{version}/{node}/likes");
pub(super) static FEED: Endpoint = endpoint(Verb::Post, "/{version}/{node}/feed");
pub(super) static PHOTOS: Endpoint = endpoint(Verb::Post, "/{version}/{node}/photos");
pub(super) static COMMENT: Endpoint = endpoint(Verb::Post, "/{version}/{node}/comments");
pub(super) static VIDEO: Endpoint = endpoint(Verb::Post, "/{version}/{node}/videos");
pub(super) static VIDEOS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/videos");
pub(super) static REEL: Endpoint = endpoint(Verb::Post, "/{version}/{node}/video_reels");
pub(super) static REELS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/video_reels");
pub(super) static REEL_BYTES: Endpoint = Endpoint {
    platform: Platform::Facebook,
    host: "rupload.facebook.com",
    verb: Verb::Post,
    template: "/video-upload/{version}/{node}",
};
pub(super) static POSTS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/published_posts");
pub(super) static SCHEDULED: Endpoint = endpoint(Verb::Get, "/{version}/{node}/scheduled_posts");
pub(super) static COMMENTS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/comments");
pub(super) static TAGGED: Endpoint = endpoint(Verb::Get, "/{version}/{node}/tagged");
pub(super) static CONVERSATIONS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/conversations");
pub(super) static MESSAGES: Endpoint = endpoint(Verb::Get, "/{version}/{node}/messages");
pub(super) static SEND: Endpoint = endpoint(Verb::Post, "/{version}/{node}/messages");
pub(super) static INSIGHTS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/insights");

/// What people are told of these calls, and of Facebook's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/{version}/{node}/feed", "Publish a post"),
        words("POST", "/{version}/{node}/photos", "Send a picture"),
        words("POST", "/{version}/{node}/videos", "Send or publish a video"),
        words("POST", "/{version}/{node}/video_reels", "Begin or publish a reel"),
        words("POST", "/video-upload/{version}/{node}", "Send a reel"),
        words("POST", "/{version}/{node}/comments", "Publish a comment"),
        words("GET", "/{version}/{node}/videos", "Read the Page's videos"),
        words("GET", "/{version}/{node}/video_reels", "Read the Page's reels"),
        words("GET", "/{version}/{node}/published_posts", "Read the Page's posts"),
        words("GET", "/{version}/{node}/scheduled_posts", "Read what the Page publishes later"),
        words("GET", "/{version}/{node}/comments", "Read the comments of a post"),
        words("GET", "/{version}/{node}/tagged", "Read where the Page is named"),
        words("GET", "/{version}/{node}/conversations", "Look for new messages"),
        words("GET", "/{version}/{node}/messages", "Read messages"),
        words("POST", "/{version}/{node}/messages", "Send a message"),
        words("GET", "/{version}/{node}/insights", "Read what a post or the Page came to"),
        words("POST", "/{version}/{node}", "Hide a comment, or show it again"),
        words("POST", "/{version}/{node}/likes", "Like a comment"),
        words("DELETE", "/{version}/{node}/likes", "Take a like back"),
        words("DELETE", "/{version}/{node}", "Take a post down"),
        words("GET", "/{version}/{node}", "Look at the Page or a post"),
    ],
    allowances: &[percentage("page", "This Page"), percentage("app", "The clinic's app")],
    note: "Facebook tells how much is used in percent, not how many posts that leaves.",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

const fn percentage(name: &'static str, what: &'static str) -> AllowanceWords {
    AllowanceWords { name, what, percent: true, main: true, holds_back: true }
}

/// An id of the Graph API: one number, or several joined as `page_post` and `post_comment`.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= 128
        && text.split('_').all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub(super) id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) success: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) paging: Paging,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Paging {
    #[serde(default)]
    pub(super) cursors: Cursors,
    /// Says that there is more. Not followed.
    pub(super) next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Cursors {
    pub(super) after: Option<String>,
}

/// A Page's post or a comment.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) id: String,
    #[serde(default)]
    pub(super) message: String,
    pub(super) created_time: Option<String>,
    pub(super) permalink_url: Option<String>,
    pub(super) from: Option<From>,
    pub(super) is_published: Option<bool>,
    pub(super) is_hidden: Option<bool>,
    #[serde(default)]
    pub(super) attachments: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct From {
    pub(super) id: String,
}

impl Item {
    /// How many pictures it shows. The card of a link is none.
    pub(super) fn pictures(&self) -> usize {
        list(&self.attachments).map(in_attachment).sum()
    }
}

/// What an item shows of videos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Moving {
    Nothing,
    /// A video that may be one of Facebook's own, or the card of a link to one: Facebook does not say which.
    OwnOrCard,
    /// The card of a link to a video.
    Card,
    /// A video of Facebook's own.
    Own,
}

impl Item {
    /// What it shows of videos. Facebook calls the card of a link to YouTube or Vimeo a video as well, and tells it apart
    /// by its type alone.
    pub(super) fn moving(&self) -> Moving {
        let within = |attachment| {
            let parts = list(Value::get(attachment, "subattachments").unwrap_or(&Value::Null));
            parts.chain(std::iter::once(attachment)).map(moving).max()
        };
        list(&self.attachments).filter_map(within).max().unwrap_or(Moving::Nothing)
    }

    /// The addresses whose cards it shows.
    pub(super) fn links(&self) -> Vec<&str> {
        let is_card = |it: &&Value| {
            let said = ["media_type", "type"].iter().any(|key| matches!(text(it, key), Some("link" | "share")));
            said || moving(it) == Moving::Card
        };
        list(&self.attachments)
            .filter(is_card)
            .filter_map(|card| ["unshimmed_url", "url"].iter().find_map(|key| text(card, key)))
            .collect()
    }
}

fn text<'a>(attachment: &'a Value, key: &str) -> Option<&'a str> {
    attachment.get(key).and_then(Value::as_str)
}

fn moving(attachment: &Value) -> Moving {
    match (text(attachment, "type"), text(attachment, "media_type")) {
        (Some("video_inline" | "video_autoplay" | "video"), _) => Moving::Own,
        (Some(kind), _) if kind.starts_with("video_share") => Moving::Card,
        (kind, media) if [kind, media].iter().flatten().any(|word| word.contains("video")) => Moving::OwnOrCard,
        (_, _) => Moving::Nothing,
    }
}

/// A number that Facebook writes as text, or as a number.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Written(Value);

impl Written {
    pub(super) fn number(&self) -> Option<u64> {
        self.0.as_u64().or_else(|| self.0.as_str()?.parse().ok())
    }
}

/// An upload that was begun.
#[derive(Debug, Deserialize)]
pub(super) struct Begun {
    pub(super) video_id: String,
    /// A video's alone.
    pub(super) upload_session_id: Option<String>,
    #[serde(default)]
    pub(super) end_offset: Written,
    /// A reel's alone.
    pub(super) upload_url: Option<String>,
}

/// Which piece is wanted next.
#[derive(Debug, Deserialize)]
pub(super) struct Offsets {
    pub(super) start_offset: Written,
    pub(super) end_offset: Written,
}

/// A video or a reel.
#[derive(Debug, Deserialize)]
pub(super) struct Film {
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) description: String,
    pub(super) updated_time: Option<String>,
    pub(super) created_time: Option<String>,
    pub(super) permalink_url: Option<String>,
    #[serde(default)]
    published: bool,
    #[serde(default)]
    status: Status,
}

#[derive(Debug, Default, Deserialize)]
struct Status {
    #[serde(default)]
    video_status: String,
    #[serde(default)]
    uploading_phase: Phase,
    #[serde(default)]
    processing_phase: Phase,
    #[serde(default)]
    publishing_phase: Phase,
}

#[derive(Debug, Default, Deserialize)]
struct Phase {
    #[serde(default)]
    status: String,
    #[serde(default)]
    publish_status: String,
    /// Meta's guide and Meta's specification do not spell it alike.
    #[serde(default, alias = "bytes_transfered")]
    bytes_transferred: Written,
    #[serde(default, alias = "error")]
    errors: Value,
}

/// How far a film is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// So much of it is there, as far as Facebook says how much.
    Uploading(Option<u64>),
    /// All of it is there, and nothing was made of it.
    Here,
    /// Its upload was ended, and Facebook works on it.
    WorkedOn,
    /// Its upload was ended, and its Page publishes it later by itself.
    Scheduled,
    Public,
    /// Facebook can't use it, in its own words.
    Failed(String),
    /// Its upload is over without an end.
    Over,
    /// Facebook uses words that are not known.
    Unknown,
}

impl Film {
    pub(super) fn stage(&self) -> Stage {
        let Status { video_status, uploading_phase, processing_phase, publishing_phase } = &self.status;
        let public = publishing_phase.publish_status == "published" || (self.published && video_status == "ready");
        let phases = [uploading_phase, processing_phase, publishing_phase];
        if public {
            return Stage::Public;
        }
        if let Some(failed) = phases.iter().find(|phase| phase.status == "error") {
            return Stage::Failed(said(&failed.errors));
        }
        if publishing_phase.publish_status == "scheduled" {
            return Stage::Scheduled;
        }
        let begun = |phase: &Phase| !matches!(phase.status.as_str(), "" | "not_started");
        match video_status.as_str() {
            "expired" | "upload_failed" => Stage::Over,
            "error" => Stage::Failed(video_status.clone()),
            "uploading" => {
                let none_yet = || (uploading_phase.status == "not_started").then_some(0);
                Stage::Uploading(uploading_phase.bytes_transferred.number().or_else(none_yet))
            }
            // What is worked on before its end is not ended by that: only publishing says so.
            "upload_complete" if !begun(publishing_phase) => Stage::Here,
            // A draft: it was ended otherwise than here.
            "ready" if publishing_phase.publish_status == "draft" => Stage::Here,
            "upload_complete" | "processing" | "ready" => Stage::WorkedOn,
            _ => Stage::Unknown,
        }
    }
}

/// An error's words, in a list or alone.
fn said(errors: &Value) -> String {
    let one = errors.get(0).unwrap_or(errors);
    one.get("message").and_then(Value::as_str).map_or_else(|| one.to_string(), str::to_owned)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.get("data").and_then(Value::as_array).into_iter().flatten()
}

/// One picture comes as itself, several as an album with a part for each.
fn in_attachment(attachment: &Value) -> usize {
    let within: usize = attachment.get("subattachments").map_or(0, |parts| list(parts).map(in_attachment).sum());
    let itself = ["media_type", "type"].iter().any(|key| attachment.get(key).and_then(Value::as_str) == Some("photo"));
    if within > 0 { within } else { usize::from(itself) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(attachments: Value, pictures: usize) {
        let item: Item = serde_json::from_value(json!({"id": "1_2", "attachments": attachments})).unwrap();
        assert_eq!(item.pictures(), pictures);
    }

    #[test]
    fn pictures_are_counted_and_cards_are_not() {
        let photo = json!({"media_type": "photo"});
        check(Value::Null, 0);
        check(json!({"data": [{"media_type": "link", "type": "share"}]}), 0);
        check(json!({"data": [photo]}), 1);
        check(json!({"data": [{"media_type": "album", "subattachments": {"data": [photo, photo, photo]}}]}), 3);
    }

    #[test]
    fn the_card_of_a_link_to_a_video_is_no_video_of_the_page() {
        let shown = |attachments: Value| {
            let item: Item = serde_json::from_value(json!({"id": "1_2", "attachments": attachments})).unwrap();
            (item.moving(), item.links().len())
        };
        let of = |kind: &str| json!({"data": [{"media_type": "video", "type": kind, "url": "https://youtu.be/x"}]});
        assert_eq!(shown(Value::Null), (Moving::Nothing, 0));
        assert_eq!(shown(of("video_inline")), (Moving::Own, 0));
        assert_eq!(shown(of("video_autoplay")), (Moving::Own, 0));
        assert_eq!(shown(of("video_share_youtube")), (Moving::Card, 1));
        assert_eq!(shown(of("video_share")), (Moving::Card, 1));
        assert_eq!(shown(of("something_new")), (Moving::OwnOrCard, 0));
        assert_eq!(shown(json!({"data": [{"media_type": "video"}]})), (Moving::OwnOrCard, 0));
        let album = json!({"data": [{"media_type": "album", "subattachments": {"data": [{"type": "video_inline"}]}}]});
        assert_eq!(shown(album), (Moving::Own, 0));
    }

    #[track_caller]
    fn stage(film: Value, expected: &Stage) {
        assert_eq!(&serde_json::from_value::<Film>(film).unwrap().stage(), expected);
    }

    #[test]
    fn a_film_is_public_only_where_facebook_says_so() {
        stage(json!({}), &Stage::Unknown);
        stage(json!({"published": true}), &Stage::Unknown);
        stage(json!({"published": true, "status": {"video_status": "upload_complete"}}), &Stage::Here);
        stage(json!({"published": true, "status": {"video_status": "ready"}}), &Stage::Public);
        stage(json!({"status": {"publishing_phase": {"publish_status": "published"}}}), &Stage::Public);
        stage(json!({"status": {"video_status": "ready"}}), &Stage::WorkedOn);
        let ended = json!({"video_status": "upload_complete", "publishing_phase": {"status": "in_progress"}});
        stage(json!({ "status": ended }), &Stage::WorkedOn);
    }

    #[test]
    fn both_spellings_of_what_was_transferred_and_of_what_went_wrong_are_read() {
        for (name, value) in [("bytes_transferred", json!("70")), ("bytes_transfered", json!(70))] {
            let phase = json!({ "status": "in_progress", name: value });
            stage(
                json!({"status": {"video_status": "uploading", "uploading_phase": phase}}),
                &Stage::Uploading(Some(70)),
            );
        }
        let uploading = |phase: Value| json!({"status": {"video_status": "uploading", "uploading_phase": phase}});
        stage(uploading(json!({"status": "not_started"})), &Stage::Uploading(Some(0)));
        stage(uploading(json!({"status": "in_progress"})), &Stage::Uploading(None));
        for errors in [json!({"errors": [{"code": 1, "message": "codec"}]}), json!({"error": {"message": "codec"}})] {
            let mut phase = errors;
            phase["status"] = json!("error");
            let film = json!({"status": {"video_status": "processing", "processing_phase": phase}});
            stage(film, &Stage::Failed("codec".to_owned()));
        }
        stage(json!({"status": {"video_status": "expired"}}), &Stage::Over);
    }

    #[test]
    fn an_id_is_numbers() {
        assert!(is_id("104857600012345") && is_id("104857600012345_122"));
        for wrong in ["", "_", "1_", "1__2", "me", "1/2", "1?x"] {
            assert!(!is_id(wrong), "{wrong:?}");
        }
    }
}
