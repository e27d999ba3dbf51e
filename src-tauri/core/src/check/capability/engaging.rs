//! What each platform lets a program read of what people write, and how often it is asked.
//!
//! Invariant: that of the whole table. What is not named here is not read, and people are told so.

use super::Sourced;
use crate::model::{Millis, Platform};

/// What can be read of what people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engaging {
    /// Whether comments under the account's posts can be read.
    pub comments: Sourced<bool>,
    /// Whether it can be read where somebody names the account.
    pub mentions: Sourced<bool>,
    /// Whether messages to the account can be read.
    pub messages: Sourced<bool>,
    /// How long is waited between two readings, in milliseconds.
    pub every: Sourced<i64>,
    /// What can't be read, in a sentence; empty where all of it can.
    pub not_told: &'static str,
}

impl Engaging {
    /// Whether anything can be read.
    pub const fn any(&self) -> bool {
        self.comments.value || self.mentions.value || self.messages.value
    }
}

/// Our goal: what is new is seen within five minutes. Half of it leaves room for an answer that is lost.
const OFTEN: Sourced<i64> = Sourced::chosen(2 * Millis::MINUTE, "so that what is new is seen within five minutes");

static X: Engaging = Engaging {
    comments: Sourced::stated(true, "X API v2, GET /2/users/{id}/mentions includes answers to one's own posts"),
    mentions: Sourced::stated(true, "X API v2, GET /2/users/{id}/mentions, 300 in 15 minutes"),
    messages: Sourced::stated(true, "X API v2, GET /2/dm_events, 15 in 15 minutes, 30 days back"),
    every: Sourced::chosen(
        4 * Millis::MINUTE,
        "GET /2/dm_events may be asked 15 times in 15 minutes; what is read is paid for",
    ),
    not_told: "X tells programs no encrypted messages, and what names the account only among its last 800.",
};
static FACEBOOK: Engaging = Engaging {
    comments: Sourced::stated(true, "Graph API v25.0, GET /{post}/comments"),
    mentions: Sourced::stated(true, "Graph API v25.0, GET /{page}/tagged"),
    messages: Sourced::stated(true, "Graph API v25.0, GET /{page}/conversations"),
    every: OFTEN,
    not_told: "Facebook hides who wrote a comment where that person did not agree to be named to apps.",
};
static INSTAGRAM: Engaging = Engaging {
    comments: Sourced::stated(true, "Graph API v25.0, GET /{media}/comments"),
    mentions: Sourced::unverified(true, "Graph API v25.0, GET /{ig}/tags, with Facebook Login alone"),
    messages: Sourced::stated(true, "Graph API v25.0, GET /{page}/conversations?platform=instagram"),
    every: OFTEN,
    not_told: "Instagram tells a program that asks only of pictures and videos that name the account, not of comments or stories.",
};
static LINKEDIN: Engaging = Engaging {
    comments: Sourced::stated(true, "LinkedIn Comments API, GET /rest/socialActions/{urn}/comments"),
    mentions: Sourced::stated(true, "LinkedIn, GET /rest/organizationalEntityNotifications, SHARE_MENTION"),
    messages: Sourced::stated(false, "LinkedIn has no messages for programs of organisations"),
    every: Sourced::chosen(5 * Millis::MINUTE, "LinkedIn counts calls by the day and tells nobody how many there are"),
    not_told: "LinkedIn tells programs of no messages, and of a Page's comments and mentions alone, not of a member's.",
};
static YOUTUBE: Engaging = Engaging {
    comments: Sourced::stated(true, "YouTube Data API v3, commentThreads.list, allThreadsRelatedToChannelId"),
    mentions: Sourced::stated(false, "YouTube Data API v3 has no mentions"),
    messages: Sourced::stated(false, "YouTube has no messages"),
    every: Sourced::chosen(4 * Millis::MINUTE, "commentThreads.list costs one of 10,000 units of a day for each page"),
    not_told: "YouTube has no messages, and tells of nobody who names the channel elsewhere.",
};
static TIKTOK: Engaging = Engaging {
    comments: Sourced::stated(false, "TikTok: Content Posting and Display API tell no comments"),
    mentions: Sourced::stated(false, "TikTok: Content Posting and Display API tell no mentions"),
    messages: Sourced::stated(false, "TikTok: Content Posting and Display API tell no messages"),
    every: OFTEN,
    not_told: "TikTok tells programs no comments and no messages. Please read them in the app.",
};
static WHATSAPP: Engaging = Engaging {
    comments: Sourced::stated(false, "WhatsApp has no comments"),
    mentions: Sourced::stated(false, "WhatsApp has no mentions"),
    messages: Sourced::stated(false, "WhatsApp Cloud API: incoming messages reach a web server alone"),
    every: OFTEN,
    not_told: "WhatsApp hands what people write only to a web server, which a laptop is not. Please read it on the phone.",
};

/// What a platform lets be read of what people write.
pub const fn engaging(platform: Platform) -> &'static Engaging {
    match platform {
        Platform::X => &X,
        Platform::Facebook => &FACEBOOK,
        Platform::Linkedin => &LINKEDIN,
        Platform::Instagram => &INSTAGRAM,
        Platform::Whatsapp => &WHATSAPP,
        Platform::Youtube => &YOUTUBE,
        Platform::Tiktok => &TIKTOK,
    }
}
