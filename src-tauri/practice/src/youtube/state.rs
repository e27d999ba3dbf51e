//! What YouTube keeps: uploads that were begun, videos and comments.
//!
//! Invariant: a video is public only from the moment at which its privacy says so, and its ledger entry is written in that
//! very step.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::wire::YoutubeWire;
use crate::account::Platform;
use crate::audience::social::{Social, Threads};
use crate::ledger::{LedgerEntry, LedgerKind};

/// Longer ones are no Shorts.
const SHORT_MS: u64 = 180_000;

/// What a video is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YoutubeTold {
    /// Its title.
    pub title: String,
    /// The text under it.
    pub description: String,
    /// The words that it is found by.
    pub tags: Vec<String>,
    /// YouTube's number of what it is about.
    pub category: String,
    /// Who may watch it: `public`, `unlisted` or `private`.
    pub privacy: String,
    /// Whether it is made for children; none where nobody said so.
    pub made_for_kids: Option<bool>,
    /// Whether it was altered or made by a computer; none where nobody said so.
    pub synthetic: Option<bool>,
    /// When it becomes public by itself, in milliseconds.
    #[serde(default)]
    pub publish_at: Option<i64>,
}

/// A video as its channel has it, whether or not anybody else may watch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YoutubeSeen {
    /// What it is told.
    pub told: YoutubeTold,
    /// Whether those who follow the channel were to be told when it was uploaded.
    pub notify: bool,
    /// SHA-256 of its film, then that of the picture before it.
    pub media_sha256: Vec<String>,
}

/// An upload that was begun.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct YtSession {
    pub(crate) number: u64,
    pub(crate) channel: String,
    pub(crate) size: u64,
    pub(crate) told: YoutubeTold,
    pub(crate) notify: bool,
    pub(crate) begun_ms: i64,
    /// The video that it became.
    pub(crate) video: Option<u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct YtVideo {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) channel: String,
    pub(crate) told: YoutubeTold,
    pub(crate) notify: bool,
    pub(crate) sha256: String,
    pub(crate) length_ms: u64,
    pub(crate) upright: bool,
    pub(crate) created_ms: i64,
    /// Why it can't be shown.
    pub(crate) failed: Option<String>,
    pub(crate) rejected: Option<String>,
    /// How many more readings find it being worked on.
    pub(crate) in_progress: u32,
    /// When it was first to be seen by others.
    pub(crate) shown_ms: Option<i64>,
    /// SHA-256 of the picture that stands before it plays.
    pub(crate) cover: Option<String>,
    pub(crate) hidden_reads: u32,
    /// How many readings by its id do not find it yet: what has just come is listed a little later.
    #[serde(default)]
    pub(crate) unlisted_reads: u32,
    pub(crate) removed: bool,
}

impl YtVideo {
    pub(crate) fn is_shown(&self) -> bool {
        self.shown_ms.is_some() && self.told.privacy != "private" && !self.removed && self.rejected.is_none()
    }

    pub(crate) fn is_short(&self) -> bool {
        self.upright && self.length_ms <= SHORT_MS
    }

    /// Puts down what it is told from now on. Tells of it if others see it for the first time.
    pub(super) fn tell(&mut self, told: YoutubeTold, now: i64) -> Option<LedgerEntry> {
        self.told = told;
        // A time that has passed publishes at once.
        if self.told.publish_at.is_some_and(|at| at <= now) {
            return self.come_out(now);
        }
        if self.told.privacy == "private" || self.shown_ms.is_some() {
            return None;
        }
        Some(self.show(now))
    }

    /// Makes it public by itself, as it was told.
    fn come_out(&mut self, at: i64) -> Option<LedgerEntry> {
        self.told.publish_at = None;
        if self.failed.is_some() || self.rejected.is_some() || self.shown_ms.is_some() {
            return None;
        }
        self.told.privacy = "public".to_owned();
        Some(self.show(at))
    }

    fn media(&self) -> Vec<String> {
        std::iter::once(self.sha256.clone()).chain(self.cover.clone()).collect()
    }

    pub(crate) fn seen(&self) -> YoutubeSeen {
        YoutubeSeen { told: self.told.clone(), notify: self.notify, media_sha256: self.media() }
    }

    fn show(&mut self, now: i64) -> LedgerEntry {
        self.shown_ms = Some(now);
        let media = self.media();
        LedgerEntry {
            at_ms: now,
            platform: Platform::Youtube,
            account: self.channel.clone(),
            id: self.id.clone(),
            kind: LedgerKind::Video,
            text: self.told.description.clone(),
            link: None,
            alt_texts: vec![None; media.len()],
            media_sha256: media,
            parent: None,
            recipient: None,
            removed_at: None,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct YtComment {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) video: String,
    /// The comment that it answers.
    #[serde(default)]
    pub(crate) parent: Option<String>,
    pub(crate) channel: String,
    pub(crate) text: String,
    pub(crate) created_ms: i64,
    pub(crate) hidden_reads: u32,
    pub(crate) removed: bool,
    /// `published`, `heldForReview` or `rejected`.
    #[serde(default = "published")]
    pub(crate) moderation: String,
    #[serde(default)]
    pub(crate) social: Social,
}

fn published() -> String {
    "published".to_owned()
}

impl YtComment {
    pub(super) fn entry(&self, at_ms: i64) -> LedgerEntry {
        LedgerEntry {
            at_ms,
            platform: Platform::Youtube,
            account: self.channel.clone(),
            id: self.id.clone(),
            kind: LedgerKind::Comment,
            text: self.text.clone(),
            link: None,
            media_sha256: Vec::new(),
            alt_texts: Vec::new(),
            parent: Some(self.parent.clone().unwrap_or_else(|| self.video.clone())),
            recipient: None,
            removed_at: None,
        }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct YoutubeState {
    pub(crate) sessions: BTreeMap<String, YtSession>,
    pub(crate) videos: BTreeMap<u64, YtVideo>,
    pub(crate) comments: BTreeMap<u64, YtComment>,
    pub(crate) wire: YoutubeWire,
    /// Which apps were let in for which accounts before: an id, a blank, an id.
    #[serde(default)]
    pub(crate) asked_before: BTreeSet<String>,
    /// The codes that what renews is given for.
    #[serde(default)]
    pub(crate) lasting_codes: BTreeSet<String>,
    /// What channels think of videos: a channel, a blank, a video; `like` or `dislike`.
    #[serde(default)]
    pub(crate) ratings: BTreeMap<String, String>,
    /// Worked out anew when the state is loaded.
    #[serde(skip)]
    pub(crate) threads: Threads,
    /// The numbers of comments by what they are called.
    #[serde(skip)]
    pub(crate) called: BTreeMap<String, u64>,
}

impl YoutubeState {
    /// Makes public whose time has come.
    pub(crate) fn ripen(&mut self, now: i64) -> Vec<LedgerEntry> {
        if self.wire.forgets_schedules {
            return Vec::new();
        }
        let mut due: Vec<&mut YtVideo> = self
            .videos
            .values_mut()
            .filter(|video| !video.removed && video.told.publish_at.is_some_and(|at| at <= now))
            .collect();
        due.sort_by_key(|video| video.told.publish_at);
        let shown: Vec<LedgerEntry> =
            due.into_iter().filter_map(|video| video.come_out(video.told.publish_at.unwrap_or(now))).collect();
        shown.into_iter().flat_map(|video| self.with_comments(video)).collect()
    }

    /// A video that others see for the first time, and the comments that stood under it before.
    pub(super) fn with_comments(&self, video: LedgerEntry) -> Vec<LedgerEntry> {
        let ours = self.comments_of(&video.id).filter(|comment| comment.social.by.is_none());
        let under = ours.map(|comment| comment.entry(video.at_ms)).collect::<Vec<_>>();
        std::iter::once(video).chain(under).collect()
    }

    pub(crate) fn video(&self, id: &str) -> Option<&YtVideo> {
        self.videos.values().find(|video| video.id == id && !video.removed)
    }

    pub(super) fn video_mut(&mut self, id: &str) -> Option<&mut YtVideo> {
        self.videos.values_mut().find(|video| video.id == id && !video.removed)
    }

    pub(crate) fn put_comment(&mut self, comment: YtComment) {
        self.place(&comment);
        self.comments.insert(comment.number, comment);
    }

    fn place(&mut self, comment: &YtComment) {
        let under = match &comment.parent {
            Some(parent) => self.called.get(parent).copied(),
            None => self.videos.values().find(|video| video.id == comment.video).map(|video| video.number),
        };
        if let Some(under) = under {
            self.threads.put(under, comment.number);
        }
        self.called.insert(comment.id.clone(), comment.number);
    }

    /// Finds out again what hangs under what.
    pub(crate) fn thread(&mut self) {
        for comment in self.comments.values().cloned().collect::<Vec<_>>() {
            self.place(&comment);
        }
    }

    /// A comment by its name, while its video is there.
    pub(crate) fn comment(&self, id: &str) -> Option<&YtComment> {
        self.comments.get(self.called.get(id)?).filter(|comment| !comment.removed)
    }

    pub(crate) fn comment_mut(&mut self, id: &str) -> Option<&mut YtComment> {
        self.comments.get_mut(self.called.get(id)?).filter(|comment| !comment.removed)
    }

    pub(crate) fn comments_of<'a>(&'a self, video: &'a str) -> impl Iterator<Item = &'a YtComment> {
        self.comments.values().filter(move |comment| comment.video == video && !comment.removed)
    }

    /// Takes a video with its comments away, or a comment; false if there is none.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        if let Some(video) = self.video_mut(id) {
            video.removed = true;
            self.comments.values_mut().filter(|it| it.video == id).for_each(|it| it.removed = true);
            return true;
        }
        let Some(comment) = self.comment(id).map(|comment| comment.number) else { return false };
        // The answers under a comment go with it.
        for number in self.threads.under(comment).chain([comment]) {
            if let Some(comment) = self.comments.get_mut(&number) {
                comment.removed = true;
            }
        }
        true
    }

    pub(crate) fn hide(&mut self, number: u64, reads: u32) {
        if let Some(video) = self.videos.get_mut(&number) {
            video.hidden_reads = reads;
            if video.shown_ms.is_none() {
                video.unlisted_reads = reads;
            }
        }
        if let Some(comment) = self.comments.get_mut(&number) {
            comment.hidden_reads = reads;
        }
    }
}
