//! What the platforms differ in, one row each.

use countersign_core::model::{
    Content, PartRole, Platform, PlatformOptions, TiktokConsent, TiktokPost, TiktokPrivacy, YoutubePrivacy,
    YoutubeVideo,
};
use countersign_practice::{cast, templates};
use countersign_tests::stage::and;
use serde_json::{Value, json};

/// A method and a template.
pub type At = (&'static str, &'static str);

/// One platform.
pub struct Facts {
    pub platform: Platform,
    pub practice: countersign_practice::Platform,
    pub name: &'static str,
    /// Makes a post public.
    pub commit: At,
    /// Makes a first comment public.
    pub comment: At,
    /// How many requests to `comment` come before a first comment.
    pub before_comment: u32,
    /// Takes something down.
    pub delete: At,
    /// Carries a picture's bytes.
    pub upload: At,
    /// Reads the account's posts back.
    pub read_back: At,
    /// Reads one post.
    pub read_one: At,
    /// How many requests to `read_back` a sending makes before its commit.
    pub before_read_back: u32,
    /// The longest text, in plain letters.
    pub longest: usize,
    /// Where a text is posted to, past the product, as what, and words of the refusal.
    pub past_the_product: (&'static str, fn(&str) -> Value, &'static str),
    /// Whether the platform says when it may be asked again.
    pub says_how_long: bool,
    /// The token of the account.
    pub token: &'static str,
    /// Words of the sentence that a duplicate is refused with; none where the same may be posted again.
    pub duplicate: Option<&'static str>,
    /// How often a commit is tried with a token that is no good: not at all where something is asked with it before.
    pub commits_with_a_dead_token: usize,
}

pub const X: Facts = Facts {
    platform: Platform::X,
    practice: countersign_practice::Platform::X,
    name: "X",
    commit: ("POST", templates::x::POSTS),
    comment: ("POST", templates::x::POSTS),
    before_comment: 1,
    delete: ("DELETE", templates::x::POST),
    upload: ("POST", templates::x::MEDIA_APPEND),
    read_back: ("GET", templates::x::TIMELINE),
    read_one: ("GET", templates::x::POST),
    before_read_back: 0,
    longest: 280,
    past_the_product: ("/x/api.x.com/2/tweets", |text| json!({ "text": text }), "too long"),
    says_how_long: true,
    token: cast::X_TOKEN,
    duplicate: Some("posted exactly this text already"),
    commits_with_a_dead_token: 1,
};

pub const FACEBOOK: Facts = Facts {
    platform: Platform::Facebook,
    practice: countersign_practice::Platform::Facebook,
    name: "Facebook",
    commit: ("POST", templates::facebook::FEED),
    comment: ("POST", templates::facebook::COMMENTS),
    before_comment: 0,
    delete: ("DELETE", templates::facebook::NODE),
    upload: ("POST", templates::facebook::PHOTOS),
    read_back: ("GET", templates::facebook::PUBLISHED_POSTS),
    read_one: ("GET", templates::facebook::NODE),
    before_read_back: 0,
    longest: 63_206,
    past_the_product: ("/facebook/graph.facebook.com/v25.0/me/feed", |text| json!({ "message": text }), "too long"),
    says_how_long: true,
    token: cast::FACEBOOK_PAGE_TOKEN,
    duplicate: Some("has just posted exactly this"),
    commits_with_a_dead_token: 1,
};

pub const LINKEDIN: Facts = Facts {
    platform: Platform::Linkedin,
    practice: countersign_practice::Platform::Linkedin,
    name: "LinkedIn",
    commit: ("POST", templates::linkedin::POSTS),
    comment: ("POST", templates::linkedin::COMMENTS),
    before_comment: 0,
    delete: ("DELETE", templates::linkedin::POST),
    upload: ("PUT", templates::linkedin::UPLOAD),
    read_back: ("GET", templates::linkedin::POSTS),
    read_one: ("GET", templates::linkedin::POST),
    before_read_back: 0,
    longest: 3_000,
    past_the_product: ("/linkedin/api.linkedin.com/rest/posts", on_linkedin, "exceeded the maximum allowed"),
    says_how_long: false,
    token: cast::LINKEDIN_TOKEN,
    duplicate: Some("has posted exactly this already"),
    commits_with_a_dead_token: 1,
};

/// By a Facebook login, which may also delete.
pub const INSTAGRAM: Facts = Facts {
    platform: Platform::Instagram,
    practice: countersign_practice::Platform::Instagram,
    name: "Instagram",
    commit: ("POST", templates::instagram::MEDIA_PUBLISH),
    comment: ("POST", templates::instagram::COMMENTS),
    before_comment: 0,
    delete: ("DELETE", templates::instagram::NODE),
    upload: ("POST", templates::instagram::MEDIA),
    read_back: ("GET", templates::instagram::MEDIA),
    read_one: ("GET", templates::instagram::NODE),
    before_read_back: 0,
    longest: 2_200,
    past_the_product: (
        "/instagram/graph.facebook.com/v25.0/17841400008460056/media",
        |text| json!({ "caption": text, "image_url": "http://127.0.0.1:1/picture.jpg" }),
        "too long",
    ),
    says_how_long: true,
    token: cast::INSTAGRAM_FACEBOOK_TOKEN,
    duplicate: None,
    commits_with_a_dead_token: 0,
};

/// Everything there is a video: the texts are descriptions.
pub const YOUTUBE: Facts = Facts {
    platform: Platform::Youtube,
    practice: countersign_practice::Platform::Youtube,
    name: "YouTube",
    commit: ("PUT", templates::youtube::VIDEOS),
    comment: ("POST", templates::youtube::COMMENT_THREADS),
    before_comment: 0,
    delete: ("DELETE", templates::youtube::VIDEOS),
    upload: ("PUT", templates::youtube::UPLOAD),
    read_back: ("GET", templates::youtube::VIDEOS),
    read_one: ("GET", templates::youtube::VIDEOS),
    // It is looked at until YouTube has worked on it, which here is the second time.
    before_read_back: 2,
    longest: 5_000,
    past_the_product: (
        "/youtube/www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status",
        |text| json!({ "snippet": { "title": "A look around", "description": text }, "status": { "privacyStatus": "private" } }),
        "invalid video description",
    ),
    says_how_long: true,
    token: cast::YOUTUBE_TOKEN,
    duplicate: None,
    commits_with_a_dead_token: 0,
};

/// Everything there is a video, or pictures: the texts are captions. The last piece of a video publishes.
pub const TIKTOK: Facts = Facts {
    platform: Platform::Tiktok,
    practice: countersign_practice::Platform::Tiktok,
    name: "TikTok",
    commit: ("PUT", templates::tiktok::BYTES),
    comment: ("PUT", templates::tiktok::BYTES),
    before_comment: 0,
    delete: ("POST", templates::tiktok::CANCEL),
    upload: ("PUT", templates::tiktok::BYTES),
    read_back: ("POST", templates::tiktok::STATUS),
    read_one: ("POST", templates::tiktok::VIDEO_QUERY),
    before_read_back: 0,
    longest: 2_200,
    past_the_product: (
        "/tiktok/open.tiktokapis.com/v2/post/publish/video/init/",
        |text| json!({ "post_info": { "title": text, "privacy_level": "SELF_ONLY" } }),
        "too long",
    ),
    says_how_long: false,
    token: cast::TIKTOK_TOKEN,
    duplicate: None,
    commits_with_a_dead_token: 0,
};

/// What a person chose for a post on TikTok.
pub fn on_tiktok() -> PlatformOptions {
    PlatformOptions::Tiktok(TiktokPost {
        privacy: Some(TiktokPrivacy::Public),
        consent: Some(TiktokConsent::Music),
        comments: true,
        ..TiktokPost::NEW
    })
}

/// What a person chose for a video.
pub fn on_youtube() -> PlatformOptions {
    PlatformOptions::Youtube(YoutubeVideo {
        title: "A look around".into(),
        privacy: Some(YoutubePrivacy::Public),
        made_for_kids: Some(false),
        tags: vec!["flu shot".into(), "clinic".into()],
        ..YoutubeVideo::NEW
    })
}

fn on_linkedin(text: &str) -> Value {
    json!({
        "author": cast::LINKEDIN_ORGANIZATION,
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": { "feedDistribution": "MAIN_FEED" },
        "lifecycleState": "PUBLISHED",
    })
}

impl Facts {
    /// A post of one text.
    pub fn text(&self, text: &str) -> Content {
        let plain = Content::of_text(self.platform, text);
        match self.platform {
            Platform::Youtube => Content { options: on_youtube(), ..plain },
            Platform::Tiktok => Content { options: on_tiktok(), ..plain },
            Platform::X | Platform::Facebook | Platform::Linkedin | Platform::Instagram | Platform::Whatsapp => plain,
        }
    }

    /// A text as the platform takes it: YouTube takes no angle brackets.
    pub fn taken(&self, text: &str) -> String {
        match self.platform {
            Platform::Youtube => text.replace('<', "‹").replace('>', "›"),
            Platform::X
            | Platform::Facebook
            | Platform::Linkedin
            | Platform::Instagram
            | Platform::Whatsapp
            | Platform::Tiktok => text.to_owned(),
        }
    }

    /// A post with a first comment.
    pub fn commented(&self, text: &str, comment: &str) -> Content {
        and(self.text(text), PartRole::FirstComment, comment)
    }

    /// The body that posts a text past the product.
    pub fn body(&self, text: &str) -> Value {
        (self.past_the_product.1)(text)
    }
}
