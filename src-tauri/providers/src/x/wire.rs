//! X's endpoints and JSON, in either of its vocabularies.
//!
//! Invariant: an answer is read tolerantly, and what is not understood is absent, never invented. X renamed *tweet* to
//! *post* field by field, and one object may carry both names: keys are brought to the new names before anything is
//! read, the new name winning.

use countersign_core::model::Platform;
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::http::{Answer, Endpoint, Verb};
use crate::settings::XNames;

const fn endpoint(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::X, host: "api.x.com", verb, template }
}

pub(super) static ME: Endpoint = endpoint(Verb::Get, "/2/users/me");
pub(super) static TOKEN: Endpoint = endpoint(Verb::Post, "/2/oauth2/token");
pub(super) static CREATE: Endpoint = endpoint(Verb::Post, "/2/tweets");
pub(super) static SEVERAL: Endpoint = endpoint(Verb::Get, "/2/tweets");
pub(super) static ONE: Endpoint = endpoint(Verb::Get, "/2/tweets/{id}");
pub(super) static DELETE: Endpoint = endpoint(Verb::Delete, "/2/tweets/{id}");
pub(super) static TIMELINE: Endpoint = endpoint(Verb::Get, "/2/users/{id}/tweets");
pub(super) static MENTIONS: Endpoint = endpoint(Verb::Get, "/2/users/{id}/mentions");
pub(super) static SEARCH: Endpoint = endpoint(Verb::Get, "/2/tweets/search/recent");
pub(super) static MESSAGES: Endpoint = endpoint(Verb::Get, "/2/dm_events");
pub(super) static MESSAGES_WITH: Endpoint = endpoint(Verb::Get, "/2/dm_conversations/with/{id}/dm_events");
pub(super) static SEND: Endpoint = endpoint(Verb::Post, "/2/dm_conversations/with/{id}/messages");
pub(super) static HIDDEN: Endpoint = endpoint(Verb::Put, "/2/tweets/{id}/hidden");
pub(super) static LIKES: Endpoint = endpoint(Verb::Post, "/2/users/{id}/likes");
pub(super) static LIKE: Endpoint = endpoint(Verb::Delete, "/2/users/{id}/likes/{target}");
pub(super) static REPOSTS: Endpoint = endpoint(Verb::Post, "/2/users/{id}/retweets");
pub(super) static REPOST: Endpoint = endpoint(Verb::Delete, "/2/users/{id}/retweets/{target}");
pub(super) static INITIALIZE: Endpoint = endpoint(Verb::Post, "/2/media/upload/initialize");
pub(super) static APPEND: Endpoint = endpoint(Verb::Post, "/2/media/upload/{id}/append");
pub(super) static FINALIZE: Endpoint = endpoint(Verb::Post, "/2/media/upload/{id}/finalize");
pub(super) static STATUS: Endpoint = endpoint(Verb::Get, "/2/media/upload");
pub(super) static METADATA: Endpoint = endpoint(Verb::Post, "/2/media/metadata");

/// Each endpoint has allowances of its own, under these names.
pub(super) static FAMILIES: [(&Endpoint, &str); 21] = [
    (&CREATE, "posts"),
    (&DELETE, "removals"),
    (&TIMELINE, "timeline"),
    (&SEVERAL, "several"),
    (&ONE, "one"),
    (&ME, "account"),
    (&MENTIONS, "mentions"),
    (&MESSAGES, "messages"),
    (&MESSAGES_WITH, "messages_with"),
    (&SEND, "sent_messages"),
    (&SEARCH, "search"),
    (&HIDDEN, "hidden"),
    (&LIKES, "likes"),
    (&LIKE, "unlikes"),
    (&REPOSTS, "reposts"),
    (&REPOST, "unreposts"),
    (&INITIALIZE, "initialize"),
    (&APPEND, "append"),
    (&FINALIZE, "finalize"),
    (&STATUS, "status"),
    (&METADATA, "metadata"),
];

/// What people are told of them.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/2/tweets", "Publish a post"),
        words("GET", "/2/users/me", "Ask whose sign-in it is"),
        words("POST", "/2/oauth2/token", "Get or renew the sign-in"),
        words("GET", "/2/tweets", "Read what posts came to"),
        words("GET", "/2/tweets/{id}", "Look at a post"),
        words("DELETE", "/2/tweets/{id}", "Take a post down"),
        words("POST", "/2/dm_conversations/with/{id}/messages", "Send a message"),
        words("GET", "/2/dm_conversations/with/{id}/dm_events", "Look for a message that was sent"),
        words("GET", "/2/users/{id}/tweets", "Read the account's posts"),
        words("GET", "/2/users/{id}/mentions", "Read who names the account or answers it"),
        words("GET", "/2/dm_events", "Read messages"),
        words("GET", "/2/tweets/search/recent", "Search what others wrote"),
        words("PUT", "/2/tweets/{id}/hidden", "Hide an answer, or show it again"),
        words("POST", "/2/users/{id}/likes", "Like a post"),
        words("DELETE", "/2/users/{id}/likes/{target}", "Take a like back"),
        words("POST", "/2/users/{id}/retweets", "Post on what somebody wrote"),
        words("DELETE", "/2/users/{id}/retweets/{target}", "Take back what was posted on"),
        words("POST", "/2/media/upload/initialize", "Begin a picture or a video"),
        words("POST", "/2/media/upload/{id}/append", "Send a picture, or a piece of a video"),
        words("POST", "/2/media/upload/{id}/finalize", "Finish a picture or a video"),
        words("GET", "/2/media/upload", "Ask how a picture or a video is doing"),
        words("POST", "/2/media/metadata", "Describe a picture"),
    ],
    allowances: &[
        allowance("posts", "Posts in 15 minutes", true),
        allowance("posts/day", "Posts in 24 hours", true),
        allowance("posts/app_day", "Posts of the clinic's app in 24 hours", true),
        allowance("removals", "Take-downs in 15 minutes", false),
        allowance("timeline", "Reading the account's posts, in 15 minutes", false),
        allowance("mentions", "Reading who names or answers the account, in 15 minutes", false),
        allowance("messages", "Reading messages, in 15 minutes", false),
        allowance("search", "Searching what others wrote, in 15 minutes", false),
        allowance("hidden", "Hiding answers, in 15 minutes", false),
        allowance("likes", "Likes in 15 minutes", false),
        allowance("reposts", "Posting on, in 15 minutes", false),
        allowance("several", "Reading what posts came to, in 15 minutes", false),
        allowance("one", "Looking at single posts, in 15 minutes", false),
        allowance("account", "Asking whose sign-in it is, in 15 minutes", false),
        allowance("initialize", "Pictures begun in 15 minutes", false),
        allowance("append", "Pieces of pictures in 15 minutes", false),
        allowance("finalize", "Pictures finished in 15 minutes", false),
        allowance("status", "Asking after pictures, in 15 minutes", false),
        allowance("metadata", "Descriptions of pictures in 15 minutes", false),
        allowance("initialize/app_day", "Pictures of the clinic's app in 24 hours", false),
    ],
    note: "",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

const fn allowance(name: &'static str, what: &'static str, main: bool) -> AllowanceWords {
    AllowanceWords { name, what, percent: false, main, holds_back: true }
}

/// The parameter that asks for fields of posts, and the fields that reading back needs.
pub(super) const fn post_fields(names: XNames) -> (&'static str, &'static str) {
    match names {
        XNames::Post => ("post.fields", "created_at,entities,referenced_posts,attachments,note_post"),
        XNames::Tweet => ("tweet.fields", "created_at,entities,referenced_tweets,attachments,note_tweet"),
    }
}

/// The old names of what is read here.
const RENAMED: [(&str, &str); 5] = [
    ("referenced_tweets", "referenced_posts"),
    ("note_tweet", "note_post"),
    ("retweet_count", "repost_count"),
    ("tweet_count", "post_count"),
    ("edit_history_tweet_ids", "edit_history_post_ids"),
];

/// The answer's JSON under the new names.
pub(super) fn json(answer: &Answer) -> Option<Value> {
    answer.json().map(in_new_names)
}

fn in_new_names(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(in_new_names).collect()),
        Value::Object(fields) => {
            let (old, mut new): (Map<_, _>, Map<_, _>) = fields
                .into_iter()
                .map(|(key, value)| (key, in_new_names(value)))
                .partition(|(key, _)| new_name(key).is_some());
            for (key, value) in old {
                if let Some(name) = new_name(&key) {
                    let slot = new.entry(name).or_insert(Value::Null);
                    if slot.is_null() {
                        *slot = value;
                    }
                }
            }
            Value::Object(new)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

fn new_name(key: &str) -> Option<&'static str> {
    RENAMED.iter().find_map(|(old, new)| (*old == key).then_some(*new))
}

/// What `data` holds, if it is there and can be read.
pub(super) fn data<T: for<'de> Deserialize<'de>>(answer: &Answer) -> Option<T> {
    let mut value = json(answer)?;
    T::deserialize(value.get_mut("data")?.take()).ok()
}

/// An id of X, which is nothing but digits.
pub(super) fn is_id(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[derive(Debug, Deserialize)]
pub(super) struct Created {
    pub(super) id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Deleted {
    #[serde(default)]
    pub(super) deleted: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) username: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Media {
    pub(super) id: String,
    pub(super) processing_info: Option<Processing>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Processing {
    pub(super) state: String,
    pub(super) check_after_secs: Option<u64>,
    #[serde(default)]
    pub(super) error: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub(super) data: Vec<Post>,
    pub(super) meta: Option<Meta>,
    #[serde(default)]
    pub(super) errors: Vec<Value>,
    #[serde(default)]
    pub(super) includes: Includes,
}

/// What was asked for along with the posts.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Includes {
    #[serde(default)]
    pub(super) users: Vec<Person>,
}

/// Somebody who writes.
#[derive(Debug, Deserialize)]
pub(super) struct Person {
    pub(super) id: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) username: String,
}

impl Page {
    /// Whether it holds as many posts as X says beside them. X leaves `data` out where there are none, so without that
    /// number a page of none can't be told from a damaged one.
    pub(super) fn is_as_long_as_it_says(&self) -> bool {
        let said = self.meta.as_ref().and_then(|meta| meta.result_count);
        said.map_or(!self.data.is_empty(), |count| count == self.data.len() as u64)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    pub(super) next_token: Option<String>,
    pub(super) result_count: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Post {
    pub(super) id: String,
    #[serde(default)]
    pub(super) author_id: String,
    pub(super) conversation_id: Option<String>,
    pub(super) in_reply_to_user_id: Option<String>,
    #[serde(default)]
    pub(super) text: String,
    pub(super) created_at: Option<String>,
    #[serde(default)]
    pub(super) entities: Entities,
    pub(super) note_post: Option<Note>,
    #[serde(default)]
    pub(super) referenced_posts: Vec<Reference>,
    #[serde(default)]
    pub(super) attachments: Attachments,
}

#[derive(Debug, Deserialize)]
pub(super) struct Note {
    pub(super) text: String,
    #[serde(default)]
    pub(super) entities: Entities,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Entities {
    #[serde(default)]
    pub(super) urls: Vec<Link>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    pub(super) start: u64,
    /// As it stands in the text: X's own short link.
    pub(super) url: String,
    /// As it was written.
    pub(super) expanded_url: Option<String>,
    pub(super) media_key: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Attachments {
    #[serde(default)]
    pub(super) media_keys: Vec<String>,
}

/// A picture or a video of a post, where its expansion is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Attached {
    #[serde(default)]
    pub(super) media_key: String,
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) alt_text: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_vocabularies_are_read_and_the_new_one_wins() {
        let both = Answer::of(
            200,
            &[],
            r#"{"data":[
                {"id":"1","text":"a","referenced_tweets":[{"type":"replied_to","id":"9"}],"note_tweet":{"text":"long"}},
                {"id":"2","text":"b","referenced_posts":[{"type":"replied_to","id":"8"}],"referenced_tweets":[],"edit_history_tweet_ids":[""]},
                {"id":"3","text":"c","note_post":null,"note_tweet":{"text":"longer"}}
            ],"meta":{"result_count":3,"next_token":"t"}}"#,
        );
        let page: Page = serde_json::from_value(json(&both).unwrap()).unwrap();
        assert_eq!(page.data[0].referenced_posts[0].id, "9");
        assert_eq!(page.data[0].note_post.as_ref().unwrap().text, "long");
        assert_eq!(page.data[1].referenced_posts[0].id, "8");
        assert_eq!(page.data[2].note_post.as_ref().unwrap().text, "longer");
        assert_eq!(page.meta.unwrap().next_token.as_deref(), Some("t"));
    }

    #[test]
    fn an_id_is_digits() {
        assert!(is_id("1489201733550108672"));
        for wrong in ["", "12345678901234567890", "1a", "1/2", "-1", " 1"] {
            assert!(!is_id(wrong), "{wrong:?}");
        }
    }
}
