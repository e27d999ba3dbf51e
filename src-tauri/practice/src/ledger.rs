//! The ledger: what became public on the practice platforms or went to somebody, and when.
//!
//! Invariant: an entry is written in the same step that makes a post public, whether or not its sender ever hears of
//! it; it is never deleted, only marked as removed.

use serde::{Deserialize, Serialize};

use crate::account::Platform;

/// What kind of thing became public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// A post of its own, on X with or without pictures.
    Post,
    /// A post on X under another one: a thread's part or an answer.
    Reply,
    /// A post on a Page, of an organization or on Instagram that carries pictures.
    PhotoPost,
    /// A story on Instagram.
    Story,
    /// A video among the posts of a Page.
    Video,
    /// A draft in the inbox of TikTok's app, which its account alone sees.
    Draft,
    /// A document of an organization or a member.
    Document,
    /// A reel on a Page or on Instagram.
    Reel,
    /// A comment under a post on Facebook, LinkedIn or Instagram.
    Comment,
    /// A message on WhatsApp, which one person sees.
    Message,
}

/// Whom a message went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Their phone number, in digits.
    pub number: String,
    /// The name of the template that it was made of; none if it was written freely.
    pub template: Option<String>,
}

/// One thing that became public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// When, in milliseconds of the practice clock.
    pub at_ms: i64,
    /// Where.
    pub platform: Platform,
    /// The platform's id of the account.
    pub account: String,
    /// The platform's id of what became public.
    pub id: String,
    /// What kind.
    pub kind: LedgerKind,
    /// The text as it was sent.
    pub text: String,
    /// The link that was sent beside the text.
    pub link: Option<String>,
    /// SHA-256 (hex) of the bytes of each picture or film as they were uploaded, in order.
    pub media_sha256: Vec<String>,
    /// The description of each, in the same order.
    pub alt_texts: Vec<Option<String>>,
    /// What it hangs under.
    pub parent: Option<String>,
    /// Whom it went to; none where it is public.
    #[serde(default)]
    pub recipient: Option<Recipient>,
    /// When it was taken away again.
    pub removed_at: Option<i64>,
}
