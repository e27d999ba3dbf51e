//! Accounts on the practice platforms, and what their tokens may do.
//!
//! Invariant: a token belongs to exactly one account for as long as the state lives; ending it changes its standing,
//! never its owner.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A platform that is practised here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// X, API v2.
    X,
    /// Facebook Pages, Graph API.
    Facebook,
    /// LinkedIn, versioned REST API.
    Linkedin,
    /// Instagram professional accounts, Graph API.
    Instagram,
    /// WhatsApp, Cloud API: a phone number of a business account.
    Whatsapp,
    /// YouTube, Data API v3.
    Youtube,
    /// TikTok, Content Posting API.
    Tiktok,
    /// No platform: the clinic's bucket, which platforms fetch pictures from. Its accounts are keys.
    Bucket,
}

/// An account that posts: a user of X, a Page of Facebook, an organization on LinkedIn, a professional account on
/// Instagram, or a phone number on WhatsApp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Where it lives.
    pub platform: Platform,
    /// The platform's own id; on WhatsApp those of the phone number and of its business account, with an at sign between.
    pub id: String,
    /// The name that readers see.
    pub name: String,
    /// The name in addresses, without an at sign; on WhatsApp the phone number's digits.
    pub username: String,
    /// The token that acts as this account.
    pub token: String,
    /// The person who manages it, where the platform tells the two apart (Facebook, LinkedIn, Instagram).
    pub owner: Option<Owner>,
}

/// A person who manages a Page or an organization, with a token of their own kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The platform's own id of the person.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// On Facebook a user token: it lists Pages, and the endpoints of a Page refuse it. On LinkedIn one that shares as
    /// the member and reads nothing back. On Instagram one of a Facebook login, which opens another host than the
    /// account's own.
    pub token: String,
}

/// Whom a token speaks for, and whether it still does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) platform: Platform,
    pub(crate) account: String,
    pub(crate) holder: Holder,
    pub(crate) standing: Standing,
    /// What it was made for, where that is less than such a token usually may. X does not heed it.
    #[serde(default)]
    pub(crate) scopes: Option<BTreeSet<String>>,
    /// When it ends by itself.
    #[serde(default)]
    pub(crate) ends_ms: Option<i64>,
    /// The app that it was given to, where the platform goes by it: YouTube counts a day's units so.
    #[serde(default)]
    pub(crate) app: Option<String>,
}

impl Grant {
    pub(crate) fn is_over(&self, now: i64) -> bool {
        self.ends_ms.is_some_and(|end| end <= now)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Holder {
    Account,
    Owner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Good,
    Expired,
    Revoked,
}
