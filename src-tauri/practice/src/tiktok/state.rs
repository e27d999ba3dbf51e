//! What TikTok keeps: posts on their way, in inboxes and out.
//!
//! Invariant: a post is out, or in an inbox, from the moment at which all of it is here; its ledger entry is written in that
//! very step. Its own id is told to nobody before it was looked at, and never where not everybody may watch it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::wire::TiktokWire;
use crate::account::Platform;
use crate::film::Facts;
use crate::ledger::{LedgerEntry, LedgerKind};

/// How long TikTok looks at a post at most, here.
const LOOKED_AT_MS: i64 = 10 * 60_000;

/// What a post is, and where its bytes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TtKind {
    Video,
    Photos,
}

/// What a post is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The caption of a video, the description of pictures.
    pub(crate) text: String,
    pub(crate) title: String,
    pub(crate) privacy: String,
    pub(crate) ai: bool,
    /// The instant of a video that stands as its cover.
    #[serde(default)]
    pub(crate) cover_ms: Option<u64>,
}

/// The bytes of a video, as they were announced.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bytes {
    /// Names the upload in its address.
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) chunk: u64,
    pub(crate) count: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TtPost {
    pub(crate) number: u64,
    pub(crate) publish_id: String,
    pub(crate) account: String,
    pub(crate) kind: TtKind,
    /// Whether it goes into the inbox.
    pub(crate) draft: bool,
    pub(crate) told: Told,
    pub(crate) bytes: Option<Bytes>,
    pub(crate) begun_ms: i64,
    /// When all of it was here.
    pub(crate) whole_ms: Option<i64>,
    pub(crate) media: Vec<String>,
    pub(crate) length_ms: u64,
    /// How many more readings find it being worked on.
    pub(crate) in_progress: u32,
    /// How many more readings of one that is out have no id.
    pub(crate) moderation: u32,
    pub(crate) failed: Option<String>,
    /// When somebody posted in the app what was in the inbox.
    pub(crate) finished_ms: Option<i64>,
    pub(crate) hidden_reads: u32,
    pub(crate) removed: bool,
}

impl TtPost {
    /// Whether it is out: as it was told, or by somebody in the app.
    pub(crate) fn is_out(&self) -> bool {
        self.failed.is_none() && !self.removed && self.whole_ms.is_some() && (!self.draft || self.finished_ms.is_some())
    }

    /// Whether everybody may watch it, and it was looked at.
    pub(crate) fn is_public(&self) -> bool {
        self.is_out() && self.told.privacy == "PUBLIC_TO_EVERYONE" && self.in_progress == 0 && self.moderation == 0
    }

    pub(crate) fn out_ms(&self) -> i64 {
        self.finished_ms.or(self.whole_ms).unwrap_or(self.begun_ms)
    }

    /// All of it is here. Tells of it unless it comes to nothing.
    pub(super) fn is_whole(&mut self, media: Vec<String>, facts: Option<Facts>, now: i64) -> Option<LedgerEntry> {
        self.whole_ms = Some(now);
        self.media = media;
        self.length_ms = facts.map_or(0, |facts| facts.duration_ms);
        if self.kind == TtKind::Video && facts.is_none() {
            self.failed = Some("file_format_check_failed".to_owned());
        }
        if self.failed.is_some() {
            return None;
        }
        let kind = match (self.draft, self.kind) {
            (true, _) => LedgerKind::Draft,
            (false, TtKind::Video) => LedgerKind::Video,
            (false, TtKind::Photos) => LedgerKind::PhotoPost,
        };
        Some(self.entry(kind, now))
    }

    pub(super) fn entry(&self, kind: LedgerKind, now: i64) -> LedgerEntry {
        LedgerEntry {
            at_ms: now,
            platform: Platform::Tiktok,
            account: self.account.clone(),
            id: self.publish_id.clone(),
            kind,
            text: self.told.text.clone(),
            link: None,
            alt_texts: vec![None; self.media.len()],
            media_sha256: self.media.clone(),
            parent: None,
            recipient: None,
            removed_at: None,
        }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TiktokState {
    pub(crate) posts: BTreeMap<u64, TtPost>,
    /// The accounts that were asked about before a post.
    pub(crate) asked: BTreeSet<String>,
    pub(crate) wire: TiktokWire,
}

impl TiktokState {
    pub(crate) fn by_publish_id(&mut self, publish_id: &str) -> Option<&mut TtPost> {
        self.posts.values_mut().find(|post| post.publish_id == publish_id)
    }

    /// Whoever asks or not, what is here was worked on and looked at after a while.
    pub(crate) fn ripen(&mut self, now: i64) {
        for post in self.posts.values_mut().filter(|post| post.is_out() && now >= post.out_ms() + LOOKED_AT_MS) {
            (post.in_progress, post.moderation) = (0, 0);
        }
    }

    /// Somebody posts in the app what was in the inbox, with words of their own.
    pub(crate) fn finish(&mut self, publish_id: &str, text: &str, privacy: &str, now: i64) -> Option<LedgerEntry> {
        let moderation = self.wire.moderation;
        let post = self.by_publish_id(publish_id)?;
        if !post.draft || post.whole_ms.is_none() || post.failed.is_some() || post.finished_ms.is_some() {
            return None;
        }
        post.finished_ms = Some(now);
        post.moderation = moderation;
        post.told = Told { text: text.to_owned(), privacy: privacy.to_owned(), ..post.told.clone() };
        let kind = match post.kind {
            TtKind::Video => LedgerKind::Video,
            TtKind::Photos => LedgerKind::PhotoPost,
        };
        Some(post.entry(kind, now))
    }

    /// Somebody deletes a post in the app; false if there is none.
    pub(crate) fn remove(&mut self, publish_id: &str) -> bool {
        let post = self.by_publish_id(publish_id).filter(|post| post.is_out());
        post.map(|post| post.removed = true).is_some()
    }

    pub(crate) fn hide(&mut self, number: u64, reads: u32) {
        if let Some(post) = self.posts.get_mut(&number) {
            post.hidden_reads = reads;
        }
    }
}
