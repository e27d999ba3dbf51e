//! LinkedIn's endpoints and JSON, as far as posts need them.
//!
//! Invariant: what LinkedIn calls a thing is a URN, and only a URN of the expected kind is taken for one.

use countersign_core::model::Platform;
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords};
use serde::Deserialize;
use serde_json::Value;

use crate::http::{Endpoint, Verb};

const fn endpoint(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Linkedin, host: "api.linkedin.com", verb, template }
}

pub(super) static USERINFO: Endpoint = endpoint(Verb::Get, "/v2/userinfo");
pub(super) static ACLS: Endpoint = endpoint(Verb::Get, "/rest/organizationAcls");
pub(super) static ORGANIZATION: Endpoint = endpoint(Verb::Get, "/rest/organizations/{id}");
pub(super) static CREATE: Endpoint = endpoint(Verb::Post, "/rest/posts");
pub(super) static POSTS: Endpoint = endpoint(Verb::Get, "/rest/posts");
pub(super) static POST: Endpoint = endpoint(Verb::Get, "/rest/posts/{urn}");
pub(super) static DELETE: Endpoint = endpoint(Verb::Delete, "/rest/posts/{urn}");
pub(super) static INITIALIZE: Endpoint = endpoint(Verb::Post, "/rest/images");
pub(super) static IMAGE: Endpoint = endpoint(Verb::Get, "/rest/images/{urn}");
pub(super) static VIDEOS: Endpoint = endpoint(Verb::Post, "/rest/videos");
pub(super) static VIDEO: Endpoint = endpoint(Verb::Get, "/rest/videos/{urn}");
pub(super) static DOCUMENTS: Endpoint = endpoint(Verb::Post, "/rest/documents");
pub(super) static DOCUMENT: Endpoint = endpoint(Verb::Get, "/rest/documents/{urn}");
pub(super) static COMMENT: Endpoint = endpoint(Verb::Post, "/rest/socialActions/{urn}/comments");
pub(super) static COMMENTS: Endpoint = endpoint(Verb::Get, "/rest/socialActions/{urn}/comments");
pub(super) static NOTIFICATIONS: Endpoint = endpoint(Verb::Get, "/rest/organizationalEntityNotifications");
pub(super) static STATISTICS: Endpoint = endpoint(Verb::Get, "/rest/organizationalEntityShareStatistics");
pub(super) static NETWORK: Endpoint = endpoint(Verb::Get, "/rest/networkSizes/{urn}");
pub(super) static REACT: Endpoint = endpoint(Verb::Post, "/rest/reactions");
pub(super) static UNREACT: Endpoint = endpoint(Verb::Delete, "/rest/reactions/(actor:{actor},entity:{entity})");
pub(super) static DELETE_COMMENT: Endpoint = endpoint(Verb::Delete, "/rest/socialActions/{urn}/comments/{id}");

/// What people are told of these calls, and of LinkedIn's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/rest/posts", "Publish a post"),
        words("POST", "/rest/socialActions/{urn}/comments", "Publish a comment"),
        words("POST", "/rest/reactions", "Like a comment"),
        words("DELETE", "/rest/reactions/(actor:{actor},entity:{entity})", "Take a like back"),
        words("POST", "/rest/images", "Begin a picture"),
        words("PUT", "/dms-uploads/{upload}", "Send a picture"),
        words("GET", "/rest/images/{urn}", "Ask how a picture is doing"),
        words("POST", "/rest/videos", "Begin or finish a video"),
        words("PUT", "/dms-uploads/{upload}/{part}", "Send a part of a video"),
        words("GET", "/rest/videos/{urn}", "Ask how a video is doing"),
        words("POST", "/rest/documents", "Begin a document"),
        words("PUT", "/dms-uploads/{upload}/document", "Send a document"),
        words("GET", "/rest/documents/{urn}", "Ask how a document is doing"),
        words("GET", "/rest/posts", "Read the account's posts"),
        words("GET", "/rest/posts/{urn}", "Look at a post"),
        words("GET", "/rest/socialActions/{urn}/comments", "Read the comments of a post"),
        words("GET", "/rest/organizationalEntityNotifications", "Ask who commented on the page's posts, or named it"),
        words("GET", "/rest/organizationalEntityShareStatistics", "Read what the page's posts came to"),
        words("GET", "/rest/networkSizes/{urn}", "Ask how many follow the page"),
        words("DELETE", "/rest/posts/{urn}", "Take a post down"),
        words("DELETE", "/rest/socialActions/{urn}/comments/{id}", "Take a comment down"),
        words("GET", "/rest/organizationAcls", "Ask which pages it may post for"),
        words("GET", "/rest/organizations/{id}", "Ask for the page's name"),
        words("GET", "/v2/userinfo", "Ask whose sign-in it is"),
        words("POST", "/oauth/v2/accessToken", "Get or renew the sign-in"),
    ],
    allowances: &[AllowanceWords {
        name: "day",
        what: "Calls today, counted here",
        percent: false,
        main: true,
        holds_back: false,
    }],
    note: "LinkedIn does not say how much is left. It states 100 calls a day for an app in development and no number for others, so this one holds nothing back. Its day begins at midnight, UTC.",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

/// A code, or what renews a sign-in, becomes a token.
pub(super) static TOKEN: Endpoint = Endpoint {
    platform: Platform::Linkedin,
    host: "www.linkedin.com",
    verb: Verb::Post,
    template: "/oauth/v2/accessToken",
};

/// LinkedIn says where a picture's bytes go; the template is for the log alone.
pub(super) static UPLOAD: Endpoint = Endpoint {
    platform: Platform::Linkedin,
    host: "www.linkedin.com",
    verb: Verb::Put,
    template: "/dms-uploads/{upload}",
};

/// LinkedIn says where each part of a video goes; the template is for the log alone.
pub(super) static VIDEO_PART: Endpoint = Endpoint {
    platform: Platform::Linkedin,
    host: "www.linkedin.com",
    verb: Verb::Put,
    template: "/dms-uploads/{upload}/{part}",
};

/// LinkedIn says where a document's bytes go; the template is for the log alone.
pub(super) static DOCUMENT_BYTES: Endpoint = Endpoint {
    platform: Platform::Linkedin,
    host: "www.linkedin.com",
    verb: Verb::Put,
    template: "/dms-uploads/{upload}/document",
};

pub(super) const ORGANIZATION_URN: &str = "urn:li:organization:";
pub(super) const PERSON_URN: &str = "urn:li:person:";

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of an organization, from its URN.
pub(super) fn organization_number(urn: &str) -> Option<&str> {
    urn.strip_prefix(ORGANIZATION_URN).filter(|number| is_number(number))
}

pub(super) fn is_person(urn: &str) -> bool {
    urn.strip_prefix(PERSON_URN).is_some_and(is_word)
}

/// What LinkedIn names people and pictures with.
pub(super) fn is_word(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A post has a name of its own, and one of the activity that shows it.
pub(super) fn is_post(urn: &str) -> bool {
    let named = urn.strip_prefix("urn:li:").and_then(|rest| rest.split_once(':'));
    named.is_some_and(|(kind, number)| ["share", "ugcPost", "activity"].contains(&kind) && is_number(number))
}

/// Whether a name is that of the activity which shows a post. Addresses carry it; the endpoint of posts knows it not.
pub(super) fn is_activity(urn: &str) -> bool {
    is_post(urn) && urn.starts_with("urn:li:activity:")
}

pub(super) fn is_image(urn: &str) -> bool {
    urn.strip_prefix("urn:li:image:").is_some_and(is_word)
}

pub(super) fn is_video(urn: &str) -> bool {
    urn.strip_prefix("urn:li:video:").is_some_and(is_word)
}

pub(super) fn is_document(urn: &str) -> bool {
    urn.strip_prefix("urn:li:document:").is_some_and(is_word)
}

/// A comment, as the post it hangs under and its own number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CommentName {
    pub(super) post: String,
    pub(super) number: String,
}

impl CommentName {
    /// `urn:li:comment:(urn:li:activity:1,2)`, and in addresses `urn:li:comment:(activity:1,2)` or
    /// `urn:li:fsd_comment:(2,urn:li:activity:1)`.
    pub(super) fn read(urn: &str) -> Option<Self> {
        let (first, second) = ["urn:li:comment:(", "urn:li:fsd_comment:("]
            .iter()
            .find_map(|kind| urn.strip_prefix(kind))?
            .strip_suffix(')')?
            .split_once(',')?;
        let (post, number) = if is_number(first) { (second, first) } else { (first, second) };
        let post = if post.starts_with("urn:li:") { post.to_owned() } else { format!("urn:li:{post}") };
        (is_post(&post) && is_number(number)).then(|| Self { post, number: number.to_owned() })
    }

    pub(super) fn urn(&self) -> String {
        format!("urn:li:comment:({},{})", self.post, self.number)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Begun {
    pub(super) value: BegunValue,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BegunValue {
    pub(super) upload_url: String,
    pub(super) image: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct DocumentBegun {
    pub(super) value: DocumentBegunValue,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentBegunValue {
    pub(super) upload_url: String,
    pub(super) document: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct FilmBegun {
    pub(super) value: FilmBegunValue,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FilmBegunValue {
    pub(super) video: String,
    #[serde(default)]
    pub(super) upload_token: String,
    pub(super) upload_instructions: Vec<Instruction>,
}

/// Where which bytes go, the last one among them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Instruction {
    pub(super) upload_url: String,
    pub(super) first_byte: u64,
    pub(super) last_byte: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Film {
    pub(super) status: String,
    #[serde(default)]
    pub(super) processing_failure_reason: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Image {
    pub(super) status: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) sub: String,
    #[serde(default)]
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) elements: Vec<T>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Acl {
    pub(super) role: String,
    #[serde(default)]
    pub(super) state: String,
    #[serde(alias = "organizationTarget")]
    pub(super) organization: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organization {
    #[serde(default)]
    pub(super) localized_name: String,
}

/// A post as it is read back.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) id: String,
    #[serde(default)]
    pub(super) author: String,
    #[serde(default)]
    pub(super) commentary: String,
    pub(super) created_at: Option<i64>,
    pub(super) published_at: Option<i64>,
    #[serde(default)]
    pub(super) lifecycle_state: String,
    #[serde(default)]
    pub(super) visibility: String,
    #[serde(default)]
    pub(super) content: Value,
}

impl Item {
    /// How many pictures it shows.
    pub(super) fn pictures(&self) -> usize {
        let one = self.content.pointer("/media/id").and_then(Value::as_str).is_some_and(is_image);
        let several = self.content.pointer("/multiImage/images").and_then(Value::as_array).map_or(0, Vec::len);
        usize::from(one) + several
    }

    /// How many videos it shows.
    pub(super) fn films(&self) -> usize {
        usize::from(self.content.pointer("/media/id").and_then(Value::as_str).is_some_and(is_video))
    }

    /// How many documents it shows.
    pub(super) fn documents(&self) -> usize {
        usize::from(self.content.pointer("/media/id").and_then(Value::as_str).is_some_and(is_document))
    }

    /// What its pictures are described as, in order.
    pub(super) fn descriptions(&self) -> Vec<&str> {
        let several = self.content.pointer("/multiImage/images").and_then(Value::as_array);
        let one = self.content.pointer("/media").filter(|_| self.pictures() == 1);
        let of = |it| Value::get(it, "altText").and_then(Value::as_str).unwrap_or_default();
        several.into_iter().flatten().chain(one).map(of).collect()
    }

    /// The address whose card it shows.
    pub(super) fn article(&self) -> Option<&str> {
        self.content.pointer("/article/source").and_then(Value::as_str)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    #[serde(rename = "$URN", default)]
    pub(super) urn: String,
    #[serde(default)]
    pub(super) actor: String,
    #[serde(default)]
    pub(super) message: Message,
    #[serde(default)]
    pub(super) created: Created,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Message {
    #[serde(default)]
    pub(super) text: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Created {
    pub(super) time: Option<i64>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_of_the_expected_kind_or_none() {
        for urn in ["urn:li:share:7141138937766391808", "urn:li:ugcPost:1", "urn:li:activity:22"] {
            assert!(is_post(urn), "{urn}");
        }
        assert!(
            is_activity("urn:li:activity:22") && !is_activity("urn:li:share:22") && !is_activity("urn:li:activity:x")
        );
        for urn in ["", "1", "urn:li:share:", "urn:li:share:x", "urn:li:shareX:1", "urn:li:image:1", "urn:li:share:1/2"]
        {
            assert!(!is_post(urn), "{urn}");
        }
        assert!(is_image("urn:li:image:D4D10AQHx_y-Z") && !is_image("urn:li:image:") && !is_image("urn:li:image:a/b"));
        assert!(is_person("urn:li:person:rT4q-Reception") && !is_person("urn:li:person:"));
        assert_eq!(organization_number("urn:li:organization:5515715"), Some("5515715"));
        assert_eq!(organization_number("urn:li:organization:x"), None);
    }

    #[test]
    fn a_comment_is_read_in_each_of_its_forms() {
        let whole = "urn:li:comment:(urn:li:activity:1,2)";
        for urn in [whole, "urn:li:comment:(activity:1,2)", "urn:li:fsd_comment:(2,urn:li:activity:1)"] {
            assert_eq!(CommentName::read(urn).unwrap().urn(), whole, "{urn}");
        }
        for urn in
            ["", "urn:li:comment:(1,2)", "urn:li:comment:(urn:li:activity:1)", "urn:li:comment:(urn:li:image:1,2)"]
        {
            assert_eq!(CommentName::read(urn), None, "{urn}");
        }
    }

    #[test]
    fn pictures_are_counted_and_cards_are_not() {
        let item = |content: Value| serde_json::from_value::<Item>(json!({ "id": "x", "content": content })).unwrap();
        assert_eq!(item(json!({})).pictures(), 0);
        assert_eq!(item(json!({ "media": { "id": "urn:li:image:a" } })).pictures(), 1);
        let film = item(json!({ "media": { "id": "urn:li:video:a" } }));
        assert_eq!((film.pictures(), film.films(), film.documents()), (0, 1, 0));
        let document = item(json!({ "media": { "id": "urn:li:document:a", "title": "Our house" } }));
        assert_eq!((document.pictures(), document.films(), document.documents()), (0, 0, 1));
        assert_eq!(item(json!({ "multiImage": { "images": [{}, {}, {}] } })).pictures(), 3);
        let card = item(json!({ "article": { "source": "https://lakeside.example" } }));
        assert_eq!((card.pictures(), card.article()), (0, Some("https://lakeside.example")));
    }
}
