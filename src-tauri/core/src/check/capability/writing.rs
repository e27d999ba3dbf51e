//! Where a program may write messages to one person: how long, until when, and whether also to whoever wrote a comment.
//!
//! Invariant: that of the whole table. A platform that is not named here is written no messages, and people are told so.

use super::{Sourced, TextLimit, TextUnit};
use crate::model::{Millis, Platform};

/// What a platform takes of messages to people who wrote first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    /// How long a message may be.
    pub text: TextLimit,
    /// How long after the person wrote last, in milliseconds; none where it takes messages for ever.
    pub window: Option<Sourced<i64>>,
    /// How long after a comment its writer may be written to, once, in milliseconds; none where nobody may be.
    pub private_reply: Option<Sourced<i64>>,
}

const fn plain(limit: Sourced<u32>, unit: Sourced<TextUnit>) -> TextLimit {
    TextLimit { limit, unit, link_weight: None, near: None }
}

static FACEBOOK: Writing = Writing {
    text: plain(
        Sourced::stated(2_000, "Messenger Platform, Send API: message.text, 2000 characters"),
        Sourced::unverified(TextUnit::Utf16, "no source says what a character is there"),
    ),
    window: Some(Sourced::stated(
        Millis::DAY,
        "Messenger Platform policy: 24 hours from what the person did last; the right to answer as a human being for seven days is Meta's to give, and not asked for",
    )),
    private_reply: Some(Sourced::unverified(
        7 * Millis::DAY,
        "Messenger Platform, private replies: within 7 days, one message a comment",
    )),
};

static INSTAGRAM: Writing = Writing {
    text: plain(
        Sourced::stated(1_000, "Instagram messaging: message.text, 1000 bytes"),
        Sourced::stated(TextUnit::Utf8, "Instagram messaging: UTF-8 bytes"),
    ),
    window: Some(Sourced::stated(Millis::DAY, "Instagram messaging: 24 hours from what the person wrote last")),
    private_reply: Some(Sourced::unverified(
        7 * Millis::DAY,
        "Instagram private replies: within 7 days, one message a comment",
    )),
};

static X: Writing = Writing {
    text: plain(
        Sourced::unverified(
            10_000,
            "X Help Center: 10,000 characters; the API's specification names a refusal and no number",
        ),
        Sourced::unverified(TextUnit::Utf16, "no source says what a character is there"),
    ),
    window: None,
    private_reply: None,
};

/// What a platform takes of messages; none where a program can send none.
pub const fn writing(platform: Platform) -> Option<&'static Writing> {
    match platform {
        Platform::Facebook => Some(&FACEBOOK),
        Platform::Instagram => Some(&INSTAGRAM),
        Platform::X => Some(&X),
        // LinkedIn opens its messages to partners alone; WhatsApp tells nothing of what comes in to who asks, so no window can be known;
        // YouTube and TikTok have none for programs.
        Platform::Linkedin | Platform::Whatsapp | Platform::Youtube | Platform::Tiktok => None,
    }
}
