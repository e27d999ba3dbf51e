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
pub(super) static FEED: Endpoint = endpoint(Verb::Post, "/{version}/{node}/feed");
pub(super) static PHOTOS: Endpoint = endpoint(Verb::Post, "/{version}/{node}/photos");
pub(super) static COMMENT: Endpoint = endpoint(Verb::Post, "/{version}/{node}/comments");
pub(super) static POSTS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/published_posts");
pub(super) static COMMENTS: Endpoint = endpoint(Verb::Get, "/{version}/{node}/comments");

/// What people are told of these calls, and of Facebook's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/{version}/{node}/feed", "Publish a post"),
        words("POST", "/{version}/{node}/photos", "Send a picture"),
        words("POST", "/{version}/{node}/comments", "Publish a comment"),
        words("GET", "/{version}/{node}/published_posts", "Read the Page's posts"),
        words("GET", "/{version}/{node}/comments", "Read the comments of a post"),
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

impl Item {
    /// The addresses whose cards it shows.
    pub(super) fn links(&self) -> Vec<&str> {
        let is_card = |it: &&Value| {
            ["media_type", "type"]
                .iter()
                .any(|key| matches!(it.get(key).and_then(Value::as_str), Some("link" | "share")))
        };
        list(&self.attachments)
            .filter(is_card)
            .filter_map(|card| ["unshimmed_url", "url"].iter().find_map(|key| card.get(key).and_then(Value::as_str)))
            .collect()
    }
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
    fn an_id_is_numbers() {
        assert!(is_id("104857600012345") && is_id("104857600012345_122"));
        for wrong in ["", "_", "1_", "1__2", "me", "1/2", "1?x"] {
            assert!(!is_id(wrong), "{wrong:?}");
        }
    }
}
