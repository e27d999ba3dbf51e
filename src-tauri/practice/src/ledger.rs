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
    /// A message, which one person sees; under a comment where that was answered in private.
    Message,
    /// An account likes what it hangs under, for as long as it is not taken back.
    Like,
    /// An account hides what it hangs under, for as long as it is not taken back.
    Hide,
    /// An account on X passes on what it hangs under, for as long as it is not taken back.
    Repost,
}

/// Whom a message went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Their phone number, in digits; elsewhere what the platform calls them.
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

impl LedgerEntry {
    /// Words, or a sign, under something else.
    pub(crate) fn under(parent: &str, kind: LedgerKind, at_ms: i64, of: (Platform, &str), id: String) -> Self {
        Self {
            at_ms,
            platform: of.0,
            account: of.1.to_owned(),
            id,
            kind,
            text: String::new(),
            link: None,
            media_sha256: Vec::new(),
            alt_texts: Vec::new(),
            parent: Some(parent.to_owned()),
            recipient: None,
            removed_at: None,
        }
    }

    pub(crate) fn saying(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    pub(crate) fn to(mut self, person: &str) -> Self {
        self.recipient = Some(Recipient { number: person.to_owned(), template: None });
        self
    }
}
