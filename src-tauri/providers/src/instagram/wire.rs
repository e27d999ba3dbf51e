//! Instagram's endpoints on either host, and its JSON.
//!
//! Invariant: the token travels in the header of a call, never in its address; of the addresses that the Graph API answers
//! with (`paging.next` among them, which holds the token) none is called.

use countersign_core::model::Platform;
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::{Answer, Endpoint, Verb};

/// The host that a token belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// `graph.instagram.com`: the token came from an Instagram login.
    Instagram,
    /// `graph.facebook.com`: the token came from a Facebook login.
    Facebook,
}

impl Door {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Instagram => Self::Facebook,
            Self::Facebook => Self::Instagram,
        }
    }
}

/// One endpoint, on both hosts.
#[derive(Debug)]
pub(super) struct Both {
    instagram: Endpoint,
    facebook: Endpoint,
}

impl Both {
    const fn new(verb: Verb, template: &'static str) -> Self {
        let platform = Platform::Instagram;
        Self {
            instagram: Endpoint { platform, host: "graph.instagram.com", verb, template },
            facebook: Endpoint { platform, host: "graph.facebook.com", verb, template },
        }
    }

    pub(super) const fn at(&'static self, door: Door) -> &'static Endpoint {
        match door {
            Door::Instagram => &self.instagram,
            Door::Facebook => &self.facebook,
        }
    }
}

pub(super) static NODE: Both = Both::new(Verb::Get, "/{version}/{node}");
pub(super) static DELETE: Both = Both::new(Verb::Delete, "/{version}/{node}");
pub(super) static CHANGE: Both = Both::new(Verb::Post, "/{version}/{node}");
pub(super) static ACCOUNTS: Both = Both::new(Verb::Get, "/{version}/{node}/accounts");
pub(super) static CREATE: Both = Both::new(Verb::Post, "/{version}/{node}/media");
pub(super) static MEDIA: Both = Both::new(Verb::Get, "/{version}/{node}/media");
pub(super) static STORIES: Both = Both::new(Verb::Get, "/{version}/{node}/stories");
pub(super) static PUBLISH: Both = Both::new(Verb::Post, "/{version}/{node}/media_publish");
pub(super) static LIMIT: Both = Both::new(Verb::Get, "/{version}/{node}/content_publishing_limit");
pub(super) static COMMENT: Both = Both::new(Verb::Post, "/{version}/{node}/comments");
pub(super) static COMMENTS: Both = Both::new(Verb::Get, "/{version}/{node}/comments");
pub(super) static REPLY: Both = Both::new(Verb::Post, "/{version}/{node}/replies");
pub(super) static REPLIES: Both = Both::new(Verb::Get, "/{version}/{node}/replies");
pub(super) static TAGS: Both = Both::new(Verb::Get, "/{version}/{node}/tags");
pub(super) static CONVERSATIONS: Both = Both::new(Verb::Get, "/{version}/{node}/conversations");
pub(super) static MESSAGES: Both = Both::new(Verb::Get, "/{version}/{node}/messages");
pub(super) static SEND: Both = Both::new(Verb::Post, "/{version}/{node}/messages");
pub(super) static INSIGHTS: Both = Both::new(Verb::Get, "/{version}/{node}/insights");

const fn at(host: &'static str, verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Instagram, host, verb, template }
}

/// Takes the tokens of either login.
pub(super) static FILM_BYTES: Endpoint = at("rupload.facebook.com", Verb::Post, "/ig-api-upload/{version}/{node}");
pub(super) static TOKEN: Endpoint = at("api.instagram.com", Verb::Post, "/oauth/access_token");
/// Of a Facebook login.
pub(super) static EXCHANGE: Endpoint = at("graph.facebook.com", Verb::Post, "/{version}/oauth/access_token");
pub(super) static PERMISSIONS: Endpoint = at("graph.facebook.com", Verb::Get, "/{version}/{node}/permissions");
pub(super) static LONG_TOKEN: Endpoint = at("graph.instagram.com", Verb::Get, "/access_token");
pub(super) static REFRESHED: Endpoint = at("graph.instagram.com", Verb::Get, "/refresh_access_token");

/// What people are told of these calls, and of Instagram's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/{version}/{node}/media", "Have a picture fetched, or begin a video"),
        words("POST", "/ig-api-upload/{version}/{node}", "Send a video"),
        words("POST", "/{version}/{node}/media_publish", "Publish a post"),
        words("POST", "/{version}/{node}/comments", "Publish a comment"),
        words("POST", "/{version}/{node}/replies", "Answer a comment"),
        words("GET", "/{version}/{node}/media", "Read the account's posts"),
        words("GET", "/{version}/{node}/stories", "Read the account's stories"),
        words("GET", "/{version}/{node}/comments", "Read the comments of a post"),
        words("GET", "/{version}/{node}/replies", "Read the answers to a comment"),
        words("GET", "/{version}/{node}/tags", "Read who names the account"),
        words("GET", "/{version}/{node}/conversations", "Read who wrote messages"),
        words("GET", "/{version}/{node}/messages", "Read messages"),
        words("POST", "/{version}/{node}/messages", "Send a message"),
        words("GET", "/{version}/{node}/insights", "Read what a post or the account came to"),
        words("GET", "/{version}/{node}/content_publishing_limit", "Ask how many posts are left today"),
        words("GET", "/{version}/{node}/accounts", "Look for the account"),
        words("POST", "/{version}/{node}", "Hide a comment, or show it again"),
        words("DELETE", "/{version}/{node}", "Take a post down"),
        words("GET", "/{version}/{node}", "Look at the account or a post"),
        words("POST", "/oauth/access_token", "Sign in"),
        words("POST", "/{version}/oauth/access_token", "Sign in"),
        words("GET", "/{version}/{node}/permissions", "Ask what was allowed"),
        words("GET", "/access_token", "Sign in"),
        words("GET", "/refresh_access_token", "Renew the sign-in"),
    ],
    allowances: &[percentage("page", "This account"), percentage("app", "The clinic's app")],
    note: "Instagram tells how much is used in percent. How many posts are left today is asked before each post.",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

const fn percentage(name: &'static str, what: &'static str) -> AllowanceWords {
    AllowanceWords { name, what, percent: true, main: true, holds_back: true }
}

/// The journal's name of the container that a part is published from.
pub(super) const CONTAINER: &str = "container";

/// An id of Instagram's in the Graph API: a number.
pub(super) fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What an answer says, if it can be read as that.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    answer.json().and_then(|body| serde_json::from_value(body).ok())
}

#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub(super) id: String,
    /// Where its bytes go, if it waits for any.
    pub(super) uri: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) success: bool,
}

/// Who an Instagram login is.
#[derive(Debug, Deserialize)]
pub(super) struct Me {
    pub(super) user_id: Value,
    pub(super) username: String,
}

/// A Page, for the account it is linked with.
#[derive(Debug, Deserialize)]
pub(super) struct LinkedPage {
    /// The Page's own, where it is asked for.
    #[serde(default)]
    pub(super) id: String,
    pub(super) instagram_business_account: Option<LinkedAccount>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LinkedAccount {
    pub(super) id: String,
    #[serde(default)]
    pub(super) username: String,
}

/// How a container is doing.
#[derive(Debug, Deserialize)]
pub(super) struct Container {
    pub(super) status_code: String,
    /// Free words, or the number of an error.
    #[serde(default)]
    pub(super) status: Value,
    #[serde(default)]
    pub(super) video_status: VideoStatus,
}

/// How far the bytes of a film are.
#[derive(Debug, Default, Deserialize)]
pub(super) struct VideoStatus {
    #[serde(default)]
    uploading_phase: Value,
}

impl VideoStatus {
    /// How many bytes Instagram has. Meta's guide and Meta's specification do not spell it alike.
    pub(super) fn received(&self) -> Option<u64> {
        let told = ["bytes_transferred", "bytes_transfered"].iter().find_map(|name| self.uploading_phase.get(name));
        let count = told.and_then(|told| told.as_u64().or_else(|| told.as_str()?.parse().ok()));
        count.or_else(|| (self.phase() == "not_started").then_some(0))
    }

    /// Whether Instagram says that it has all of them.
    pub(super) fn is_complete(&self) -> bool {
        self.phase() == "complete"
    }

    fn phase(&self) -> &str {
        self.uploading_phase.get("status").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What is used of the day's allowance.
#[derive(Debug, Deserialize)]
pub(super) struct Allowance {
    pub(super) quota_usage: u32,
    pub(super) config: AllowanceConfig,
}

#[derive(Debug, Deserialize)]
pub(super) struct AllowanceConfig {
    pub(super) quota_total: u32,
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

/// A post or a story.
#[derive(Debug, Deserialize)]
pub(super) struct Media {
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) caption: String,
    pub(super) timestamp: Option<String>,
    pub(super) permalink: Option<String>,
    #[serde(default)]
    pub(super) media_type: String,
    pub(super) username: Option<String>,
    pub(super) alt_text: Option<String>,
    /// The items of a carousel.
    #[serde(default)]
    pub(super) children: Value,
}

impl Media {
    /// Whether it shows a film; none where Instagram has a word for it that is not known.
    pub(super) fn is_film(&self) -> Option<bool> {
        match self.media_type.as_str() {
            "VIDEO" => Some(true),
            "IMAGE" | "CAROUSEL_ALBUM" => Some(false),
            _ => None,
        }
    }

    /// How many pictures it shows; none if it shows something else.
    pub(super) fn pictures(&self) -> Option<usize> {
        match self.media_type.as_str() {
            "IMAGE" => Some(1),
            "CAROUSEL_ALBUM" => self.children.get("data").and_then(Value::as_array).map(Vec::len),
            _ => None,
        }
    }
}

/// A comment.
#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub(super) id: String,
    #[serde(default)]
    pub(super) text: String,
    pub(super) timestamp: Option<String>,
    pub(super) username: Option<String>,
    pub(super) from: Option<From>,
}

#[derive(Debug, Deserialize)]
pub(super) struct From {
    pub(super) id: String,
}

/// What a comment hangs under.
#[derive(Debug, Deserialize)]
pub(super) struct Under {
    pub(super) media: Option<Media>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number() {
        assert!(is_id("17841400008460056"));
        for wrong in ["", "me", "1_2", "p3141592653589", "1/2"] {
            assert!(!is_id(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn pictures_are_counted_where_they_are_shown() {
        let of = |value: Value| serde_json::from_value::<Media>(value).unwrap().pictures();
        assert_eq!(of(serde_json::json!({"media_type": "IMAGE"})), Some(1));
        let album =
            serde_json::json!({"media_type": "CAROUSEL_ALBUM", "children": {"data": [{"id": "1"}, {"id": "2"}]}});
        assert_eq!(of(album), Some(2));
        assert_eq!(of(serde_json::json!({"media_type": "CAROUSEL_ALBUM"})), None);
        assert_eq!(of(serde_json::json!({"media_type": "VIDEO"})), None);
    }
}
