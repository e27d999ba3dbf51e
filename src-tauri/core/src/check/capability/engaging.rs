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
    /// The same of what everybody sees, in the first hours of a post.
    pub fresh: Sourced<i64>,
    /// Whether what is known is read again, which finds what was changed or deleted.
    pub again: Sourced<bool>,
    /// How far back the first reading goes, in milliseconds; none where it goes to the beginning.
    pub back: Sourced<Option<i64>>,
    /// What reading leaves of the platform's allowances.
    pub reserves: &'static [Reserve],
    /// What can't be read, in a sentence; empty where all of it can.
    pub not_told: &'static str,
}

/// What of an allowance reading never uses: publishing, reading back and answering live on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    /// The client's own name of the allowance.
    pub allowance: &'static str,
    /// How much of it, in its own unit: calls, units, percent.
    pub keep: Sourced<u32>,
    /// Whether messages need it.
    pub messages: bool,
    /// Whether all else needs it.
    pub others: bool,
}

impl Reserve {
    const fn of_all(allowance: &'static str, keep: Sourced<u32>) -> Self {
        Self { allowance, keep, messages: true, others: true }
    }
}

impl Engaging {
    /// Whether anything can be read.
    pub const fn any(&self) -> bool {
        self.comments.value || self.mentions.value || self.messages.value
    }
}

/// Our goal: what is new is seen within five minutes. Half of it leaves room for an answer that is lost.
const OFTEN: Sourced<i64> = Sourced::chosen(2 * Millis::MINUTE, "so that what is new is seen within five minutes");
const FRESH: Sourced<i64> = Sourced::chosen(Millis::MINUTE, "most comments come in the first hours of a post");
const AGAIN: Sourced<bool> = Sourced::chosen(true, "calls are limited, and free");
const ALL: Sourced<Option<i64>> = Sourced::chosen(None, "calls are limited, and free");
/// Meta tells in percent; what is closed opens within the hour, and a post takes a few calls.
const QUARTER: Sourced<u32> =
    Sourced::chosen(25, "Meta closes a whole account at 100 percent; posts, read-backs and answers share it");
static META: [Reserve; 2] = [Reserve::of_all("page", QUARTER), Reserve::of_all("app", QUARTER)];
static OF_X: [Reserve; 2] = [
    Reserve {
        allowance: "mentions",
        keep: Sourced::chosen(30, "of 300 in 15 minutes: an answer looks for what it answers"),
        messages: false,
        others: true,
    },
    Reserve {
        allowance: "messages",
        keep: Sourced::chosen(3, "of 15 in 15 minutes: whoever answers looks at the conversation first"),
        messages: true,
        others: false,
    },
];
static OF_LINKEDIN: [Reserve; 1] = [Reserve::of_all(
    "day",
    Sourced::chosen(
        60,
        "LinkedIn states 100 calls a day in development and no number else; a post with pictures takes about ten",
    ),
)];
static OF_YOUTUBE: [Reserve; 1] = [Reserve::of_all(
    "units",
    Sourced::chosen(
        3_000,
        "of 10,000 units a day: a video takes about 200, its reading back and its comments included",
    ),
)];

static X: Engaging = Engaging {
    comments: Sourced::stated(true, "X API v2, GET /2/users/{id}/mentions includes answers to one's own posts"),
    mentions: Sourced::stated(true, "X API v2, GET /2/users/{id}/mentions, 300 in 15 minutes"),
    messages: Sourced::stated(true, "X API v2, GET /2/dm_events, 15 in 15 minutes, 30 days back"),
    every: Sourced::chosen(
        4 * Millis::MINUTE,
        "GET /2/dm_events may be asked 15 times in 15 minutes; what is read is paid for",
    ),
    fresh: FRESH,
    again: Sourced::chosen(false, "X API pricing: each post that is read is paid for, and again the day after"),
    back: Sourced::chosen(
        Some(7 * Millis::DAY),
        "what is older is nobody's work, and each post that is read is paid for",
    ),
    reserves: &OF_X,
    not_told: "X tells programs no encrypted messages, and nothing of what the clinic itself writes on X: whoever answers there presses Done here. What is read there is paid for, so it is read once: what somebody changes or deletes later is not seen.",
};
static FACEBOOK: Engaging = Engaging {
    comments: Sourced::stated(true, "Graph API v25.0, GET /{post}/comments, of a post or a reel"),
    mentions: Sourced::stated(true, "Graph API v25.0, GET /{page}/tagged"),
    messages: Sourced::stated(true, "Graph API v25.0, GET /{page}/conversations"),
    every: OFTEN,
    fresh: FRESH,
    again: AGAIN,
    back: ALL,
    reserves: &META,
    not_told: "Facebook hides who wrote a comment where that person did not agree to be named to apps.",
};
static INSTAGRAM: Engaging = Engaging {
    comments: Sourced::stated(true, "Graph API v25.0, GET /{media}/comments"),
    mentions: Sourced::unverified(true, "Graph API v25.0, GET /{ig}/tags, with Facebook Login alone"),
    messages: Sourced::stated(true, "Graph API v25.0, GET /{page}/conversations?platform=instagram"),
    every: OFTEN,
    fresh: FRESH,
    again: AGAIN,
    back: ALL,
    reserves: &META,
    not_told: "Instagram tells a program that asks only of pictures and videos that name the account, not of comments or stories.",
};
static LINKEDIN: Engaging = Engaging {
    comments: Sourced::stated(true, "LinkedIn Comments API, GET /rest/socialActions/{urn}/comments"),
    mentions: Sourced::stated(true, "LinkedIn, GET /rest/organizationalEntityNotifications, SHARE_MENTION"),
    messages: Sourced::stated(false, "LinkedIn has no messages for programs of organisations"),
    every: Sourced::chosen(5 * Millis::MINUTE, "LinkedIn counts calls by the day and tells nobody how many there are"),
    fresh: Sourced::chosen(5 * Millis::MINUTE, "LinkedIn counts calls by the day and tells nobody how many there are"),
    again: AGAIN,
    back: ALL,
    reserves: &OF_LINKEDIN,
    not_told: "LinkedIn tells programs of no messages, and of a Page's comments and mentions alone, not of a member's; and of who wrote no name.",
};
static YOUTUBE: Engaging = Engaging {
    comments: Sourced::stated(true, "YouTube Data API v3, commentThreads.list, allThreadsRelatedToChannelId"),
    mentions: Sourced::stated(false, "YouTube Data API v3 has no mentions"),
    messages: Sourced::stated(false, "YouTube has no messages"),
    every: Sourced::chosen(4 * Millis::MINUTE, "commentThreads.list costs one of 10,000 units of a day for each page"),
    fresh: Sourced::chosen(Millis::MINUTE, "two hours of it are 120 of 10,000 units of a day"),
    again: AGAIN,
    back: ALL,
    reserves: &OF_YOUTUBE,
    not_told: "YouTube has no messages, and tells of nobody who names the channel elsewhere. Comments that YouTube holds for review are not read: please look for them in YouTube Studio.",
};
static TIKTOK: Engaging = Engaging {
    comments: Sourced::stated(false, "TikTok: Content Posting and Display API tell no comments"),
    mentions: Sourced::stated(false, "TikTok: Content Posting and Display API tell no mentions"),
    messages: Sourced::stated(false, "TikTok: Content Posting and Display API tell no messages"),
    every: OFTEN,
    fresh: FRESH,
    again: AGAIN,
    back: ALL,
    reserves: &[],
    not_told: "TikTok tells programs no comments and no messages. Please read them in the app.",
};
static WHATSAPP: Engaging = Engaging {
    comments: Sourced::stated(false, "WhatsApp has no comments"),
    mentions: Sourced::stated(false, "WhatsApp has no mentions"),
    messages: Sourced::stated(false, "WhatsApp Cloud API: incoming messages reach a web server alone"),
    every: OFTEN,
    fresh: FRESH,
    again: AGAIN,
    back: ALL,
    reserves: &[],
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
