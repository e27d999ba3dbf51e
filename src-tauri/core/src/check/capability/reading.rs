//! What each platform tells of a post that is out, so that it can be compared with what was signed.
//!
//! Invariant: that of the whole table. What is not named here is not compared, and people are told so.

use super::Sourced;
use crate::model::{Platform, ShownField as Field};

/// What can be read of a post that is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// What the platform tells, of some kinds of posts at least; nothing where it can't be asked.
    pub fields: Sourced<&'static [Field]>,
    /// What it does not tell, in a sentence.
    pub not_told: &'static str,
    /// Whether each reading costs something, so that it is read once and never to make sure.
    pub costs: Sourced<bool>,
}

impl Reading {
    /// What a person should know before they choose whether to have posts read back.
    pub fn note(&self) -> String {
        if self.costs.value {
            format!("Each reading is paid for, so a post is read once, shortly after it went out. {}", self.not_told)
        } else {
            self.not_told.to_owned()
        }
    }
}

/// Reading is limited in calls and not in money.
const FREE: Sourced<bool> = Sourced::chosen(false, "the platform's own terms: calls are limited, and free");

const X_FIELDS: &[Field] =
    &[Field::Account, Field::Text, Field::Pictures, Field::Videos, Field::Descriptions, Field::Answers];
const FACEBOOK_FIELDS: &[Field] =
    &[Field::Account, Field::Text, Field::Link, Field::Pictures, Field::Videos, Field::Visibility];
const LINKEDIN_FIELDS: &[Field] = &[
    Field::Account,
    Field::Text,
    Field::Link,
    Field::Pictures,
    Field::Videos,
    Field::Documents,
    Field::Descriptions,
    Field::Visibility,
];
const INSTAGRAM_FIELDS: &[Field] = &[Field::Account, Field::Text, Field::Pictures, Field::Videos, Field::Descriptions];
const YOUTUBE_FIELDS: &[Field] =
    &[Field::Account, Field::Title, Field::Text, Field::Tags, Field::Category, Field::Visibility, Field::MadeForKids];
const TIKTOK_FIELDS: &[Field] = &[Field::Text];

static X: Reading = Reading {
    fields: Sourced::stated(X_FIELDS, "X API v2, GET /2/tweets/{id}: fields of posts, and of media by their expansion"),
    not_told: "X tells programs no descriptions of videos.",
    costs: Sourced::stated(true, "X API pricing: each post that is read is paid for"),
};
static FACEBOOK: Reading = Reading {
    fields: Sourced::stated(FACEBOOK_FIELDS, "Graph API v25.0, PagePost, Comment and Video nodes"),
    not_told: "Facebook tells the descriptions of pictures only picture by picture, so they are not compared.",
    costs: FREE,
};
static LINKEDIN: Reading = Reading {
    fields: Sourced::stated(LINKEDIN_FIELDS, "LinkedIn Posts API, GET /rest/posts/{urn}; Comments API"),
    not_told: "LinkedIn shows no app the posts of a member: those of a Page alone can be read back.",
    costs: FREE,
};
static INSTAGRAM: Reading = Reading {
    fields: Sourced::unverified(INSTAGRAM_FIELDS, "Graph API v25.0, IG Media and IG Comment nodes; alt_text of images"),
    not_told: "Of a story Instagram tells no words, and after a day nothing.",
    costs: FREE,
};
static YOUTUBE: Reading = Reading {
    fields: Sourced::stated(YOUTUBE_FIELDS, "YouTube Data API v3, videos.list (snippet, status), commentThreads.list"),
    not_told: "YouTube does not tell which picture stands before a video.",
    costs: Sourced::stated(false, "YouTube Data API v3: videos.list is one of 10,000 units of a day"),
};
static TIKTOK: Reading = Reading {
    fields: Sourced::stated(TIKTOK_FIELDS, "TikTok Display API, video/query: video_description of public posts"),
    not_told: "TikTok tells programs the words alone, and only of what everybody may watch, after moderation.",
    costs: FREE,
};
static WHATSAPP: Reading = Reading {
    fields: Sourced::stated(&[], "WhatsApp Cloud API: there is no call that reads a message back"),
    not_told: "WhatsApp shows no program what it sent. What arrived, and was read, is asked message by message.",
    costs: Sourced::chosen(false, "nothing is read"),
};

/// What a platform tells of a post that is out.
pub const fn reading(platform: Platform) -> &'static Reading {
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
