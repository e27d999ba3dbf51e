//! TikTok's endpoints and JSON, as far as an account's posts need them.
//!
//! Invariant: the token travels in the header of a call; the address of an upload, which is worth as much, is never told to
//! anybody. Ids of posts are whole numbers of 64 bits and are never read as anything less exact.

use countersign_core::model::{Platform, TiktokPost, TiktokPrivacy};
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::{Endpoint, Verb};

const fn endpoint(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Tiktok, host: "open.tiktokapis.com", verb, template }
}

pub(super) static CREATOR: Endpoint = endpoint(Verb::Post, "/v2/post/publish/creator_info/query/");
pub(super) static VIDEO_INIT: Endpoint = endpoint(Verb::Post, "/v2/post/publish/video/init/");
pub(super) static INBOX_INIT: Endpoint = endpoint(Verb::Post, "/v2/post/publish/inbox/video/init/");
pub(super) static CONTENT_INIT: Endpoint = endpoint(Verb::Post, "/v2/post/publish/content/init/");
pub(super) static STATUS: Endpoint = endpoint(Verb::Post, "/v2/post/publish/status/fetch/");
pub(super) static CANCEL: Endpoint = endpoint(Verb::Post, "/v2/post/publish/cancel/");
pub(super) static USER: Endpoint = endpoint(Verb::Get, "/v2/user/info/");
pub(super) static VIDEOS: Endpoint = endpoint(Verb::Post, "/v2/video/list/");
pub(super) static VIDEO: Endpoint = endpoint(Verb::Post, "/v2/video/query/");
pub(super) static TOKEN: Endpoint = endpoint(Verb::Post, "/v2/oauth/token/");
/// TikTok itself says where bytes go; the template is for the log alone.
pub(super) static BYTES: Endpoint =
    Endpoint { platform: Platform::Tiktok, host: "open-upload.tiktokapis.com", verb: Verb::Put, template: "/video/" };

/// What people are told of these calls, and of TikTok's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/v2/post/publish/creator_info/query/", "Ask what may be chosen for a post"),
        words("POST", "/v2/post/publish/video/init/", "Begin a video"),
        words("POST", "/v2/post/publish/inbox/video/init/", "Begin a video for the app's inbox"),
        words("POST", "/v2/post/publish/content/init/", "Publish pictures"),
        words("PUT", "/video/", "Send a piece of a video"),
        words("POST", "/v2/post/publish/status/fetch/", "Look how a post is doing"),
        words("POST", "/v2/post/publish/cancel/", "Call a post off"),
        words("GET", "/v2/user/info/", "Look at the account"),
        words("POST", "/v2/video/list/", "Read the account's public videos"),
        words("POST", "/v2/video/query/", "Look for a post's address, or what it came to"),
        words("POST", "/v2/oauth/token/", "Renew the sign-in"),
    ],
    allowances: &[
        counted(super::limits::POSTS, "Posts in a day", true),
        counted(super::limits::DRAFTS, "Drafts in the app's inbox in a day", true),
        held(super::limits::BEGINNINGS, "Posts begun in a minute"),
        held(super::limits::CREATORS, "Questions what may be chosen, in a minute"),
        held(super::limits::STATUSES, "Looks how posts are doing, in a minute"),
    ],
    note: "TikTok does not tell how much is left: what Countersign asked for is counted here. About 15 posts a day is what TikTok takes for an account from all programs together, and five drafts may wait in its inbox.",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

const fn counted(name: &'static str, what: &'static str, main: bool) -> AllowanceWords {
    AllowanceWords { name, what, percent: false, main, holds_back: false }
}

const fn held(name: &'static str, what: &'static str) -> AllowanceWords {
    AllowanceWords { name, what, percent: false, main: false, holds_back: true }
}

/// What TikTok says around everything.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) log_id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Whole<T> {
    pub(super) data: T,
}

/// What may be chosen for a post, in TikTok's words. The picture's address is over after two hours and is not read.
#[derive(Debug, Deserialize)]
pub(super) struct CreatorInfo {
    #[serde(default)]
    pub(super) creator_username: String,
    #[serde(default)]
    pub(super) creator_nickname: String,
    #[serde(default)]
    pub(super) privacy_level_options: Vec<String>,
    #[serde(default)]
    pub(super) comment_disabled: bool,
    #[serde(default)]
    pub(super) duet_disabled: bool,
    #[serde(default)]
    pub(super) stitch_disabled: bool,
    #[serde(default)]
    pub(super) max_video_post_duration_sec: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Begun {
    pub(super) publish_id: String,
    #[serde(default)]
    pub(super) upload_url: Option<String>,
}

/// How a post stands.
#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    #[serde(default)]
    status: String,
    #[serde(default)]
    pub(super) fail_reason: String,
    /// TikTok misspells it; the right spelling is taken as well.
    #[serde(default, alias = "publicly_available_post_id")]
    publicaly_available_post_id: Vec<Value>,
    #[serde(default)]
    pub(super) uploaded_bytes: Option<u64>,
}

/// How far a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// TikTok waits for bytes of it, or works on them.
    Uploading,
    /// TikTok fetches and works on it.
    Working,
    /// It waits in the app's inbox.
    Inbox,
    /// It is posted.
    Posted,
    /// It came to nothing.
    Failed,
}

impl Standing {
    pub(super) fn stage(&self) -> Stage {
        match self.status.as_str() {
            "PROCESSING_UPLOAD" => Stage::Uploading,
            "SEND_TO_USER_INBOX" => Stage::Inbox,
            "PUBLISH_COMPLETE" => Stage::Posted,
            "FAILED" => Stage::Failed,
            // A word that is not known yet is no reason to give a post up.
            _ => Stage::Working,
        }
    }

    /// The post's own id, once moderation let the public see it.
    pub(super) fn post_id(&self) -> Option<String> {
        let id = self.publicaly_available_post_id.first()?;
        let id = match id {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.as_u64()?.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        is_post(&id).then_some(id)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct UserData {
    pub(super) user: User,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    #[serde(default)]
    pub(super) open_id: String,
    #[serde(default)]
    pub(super) display_name: String,
    #[serde(default)]
    pub(super) username: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct VideoList {
    #[serde(default)]
    pub(super) videos: Vec<Video>,
    #[serde(default)]
    pub(super) cursor: i64,
    #[serde(default)]
    pub(super) has_more: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Video {
    pub(super) id: String,
    /// In seconds.
    #[serde(default)]
    pub(super) create_time: i64,
    #[serde(default)]
    pub(super) share_url: String,
    #[serde(default)]
    pub(super) video_description: String,
}

/// What is told of a post that is published as it was signed.
pub(super) fn video_info(post: &TiktokPost, privacy: TiktokPrivacy, caption: &str) -> Value {
    let mut info = json!({
        "title": caption,
        "privacy_level": privacy.level(),
        "disable_comment": !post.comments,
        "disable_duet": !post.duets,
        "disable_stitch": !post.stitches,
        "brand_content_toggle": post.branded,
        "brand_organic_toggle": post.own_brand,
        "is_aigc": post.made_by_ai,
    });
    if let Some(at) = post.cover_ms {
        info["video_cover_timestamp_ms"] = json!(at);
    }
    info
}

/// The same of pictures, which have other words; who watches them and who may comment is for the app where it finishes them.
pub(super) fn photo_info(post: &TiktokPost, privacy: Option<TiktokPrivacy>, text: &str) -> Value {
    let mut info = json!({ "title": post.title.trim(), "description": text });
    if let Some(privacy) = privacy {
        info["privacy_level"] = json!(privacy.level());
        info["disable_comment"] = json!(!post.comments);
        info["auto_add_music"] = json!(post.music);
        info["brand_content_toggle"] = json!(post.branded);
        info["brand_organic_toggle"] = json!(post.own_brand);
    }
    info
}

/// A post's own id is a number.
pub(super) fn is_post(id: &str) -> bool {
    (15..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// What TikTok calls a post on its way.
pub(super) fn is_publish_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && !is_post(id)
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~'))
}

/// The name of an account, without its at sign.
pub(super) fn is_username(name: &str) -> bool {
    (2..=24).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_to_the_last_digit_however_it_is_spelt() {
        let id = |body: &str| serde_json::from_str::<Standing>(body).unwrap().post_id();
        let exact = Some("7512345678901234567".to_owned());
        assert_eq!(id(r#"{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":[7512345678901234567]}"#), exact);
        assert_eq!(id(r#"{"publicly_available_post_id":["7512345678901234567"]}"#), exact);
        for none in [r#"{}"#, r#"{"publicaly_available_post_id":[]}"#, r#"{"publicaly_available_post_id":[1.5]}"#] {
            assert_eq!(id(none), None, "{none}");
        }
    }

    #[test]
    fn a_word_that_is_not_known_gives_nothing_up() {
        let stage = |word: &str| serde_json::from_value::<Standing>(json!({ "status": word })).unwrap().stage();
        assert_eq!(stage("PROCESSING_UPLOAD"), Stage::Uploading);
        assert_eq!(stage("FAILED"), Stage::Failed);
        assert_eq!((stage("PROCESSING_DOWNLOAD"), stage("SOMETHING_NEW")), (Stage::Working, Stage::Working));
    }

    #[test]
    fn ids_are_told_apart_by_what_they_look_like() {
        assert!(is_publish_id("v_pub_file~v2-1.7512345678901234567") && is_publish_id("p_pub_url~v2.75"));
        assert!(!is_publish_id("") && !is_publish_id("7512345678901234567") && !is_publish_id("v/../x"));
        assert!(is_username("lakeside.clinic_1") && !is_username("@lakeside") && !is_username("a b"));
    }

    #[test]
    fn everything_that_was_chosen_is_told_and_nothing_is_allowed_unsaid() {
        let post = TiktokPost { stitches: true, branded: true, cover_ms: Some(1_000), ..TiktokPost::NEW };
        let info = video_info(&post, TiktokPrivacy::Public, "A look around #flu");
        assert_eq!(
            info,
            json!({
                "title": "A look around #flu", "privacy_level": "PUBLIC_TO_EVERYONE", "disable_comment": true,
                "disable_duet": true, "disable_stitch": false, "brand_content_toggle": true,
                "brand_organic_toggle": false, "is_aigc": false, "video_cover_timestamp_ms": 1_000,
            })
        );
        assert_eq!(photo_info(&TiktokPost::NEW, None, "Words"), json!({ "title": "", "description": "Words" }));
    }
}
