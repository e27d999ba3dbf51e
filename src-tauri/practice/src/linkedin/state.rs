//! What LinkedIn keeps: posts, pictures and comments.
//!
//! Invariant: a post has two names, one of its own (`share` or `ugcPost`) and one of the activity that shows it, with
//! another number; what was removed stays here, so that no number is given out again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::documents::LiDocument;
use super::videos::LiVideo;
use super::wire::LinkedinWire;
use crate::audience::social::{Social, Threads};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct LinkedinState {
    /// By number, and so by age.
    pub(crate) posts: BTreeMap<u64, LiPost>,
    pub(crate) images: BTreeMap<String, LiImage>,
    /// Missing in what was saved before there were videos.
    #[serde(default)]
    pub(crate) videos: BTreeMap<String, LiVideo>,
    /// Missing in what was saved before there were documents.
    #[serde(default)]
    pub(crate) documents: BTreeMap<String, LiDocument>,
    pub(crate) comments: BTreeMap<u64, LiComment>,
    #[serde(default)]
    pub(crate) wire: LinkedinWire,
    /// What organizations and their people feel: by whom, a blank, and of what.
    #[serde(default)]
    pub(crate) reactions: BTreeMap<String, LiReaction>,
    /// Worked out anew when the state is loaded.
    #[serde(skip)]
    pub(crate) threads: Threads,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiPost {
    pub(crate) number: u64,
    pub(crate) activity: u64,
    pub(crate) author: String,
    /// In little text, as far as it was taken.
    pub(crate) commentary: String,
    /// As a reader sees it.
    pub(crate) text: String,
    pub(crate) images: Vec<Shown>,
    /// The video that it shows.
    #[serde(default)]
    pub(crate) video: Option<String>,
    /// The document that it shows, and what stands above its pages.
    #[serde(default)]
    pub(crate) document: Option<(String, String)>,
    pub(crate) article: Option<LiArticle>,
    pub(crate) visibility: String,
    pub(crate) created_ms: i64,
    /// How many more reads of the author's posts miss it.
    pub(crate) hidden_reads: u32,
    /// Whether comments are closed.
    #[serde(default)]
    pub(crate) closed: bool,
    pub(crate) removed: bool,
}

/// A picture in a post.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Shown {
    pub(crate) image: String,
    pub(crate) alt_text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LiArticle {
    pub(crate) source: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiImage {
    pub(crate) id: String,
    pub(crate) owner: String,
    /// What the address for its bytes ends in.
    pub(crate) upload: String,
    pub(crate) created_ms: i64,
    pub(crate) bytes: Option<Bytes>,
}

/// What was uploaded for a picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bytes {
    pub(crate) sha256: String,
    /// From when on a post can show it; never, where it is no picture that LinkedIn takes.
    pub(crate) usable_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiComment {
    pub(crate) number: u64,
    pub(crate) post: u64,
    /// The comment that it answers.
    #[serde(default)]
    pub(crate) parent: Option<u64>,
    pub(crate) actor: String,
    pub(crate) text: String,
    pub(crate) created_ms: i64,
    pub(crate) removed: bool,
    #[serde(default)]
    pub(crate) social: Social,
}

/// What somebody feels about a post or a comment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiReaction {
    pub(crate) actor: String,
    pub(crate) entity: String,
    pub(crate) kind: String,
    pub(crate) created_ms: i64,
}

impl LiPost {
    /// Several pictures, videos and documents make a `ugcPost`, everything else a `share`.
    pub(crate) fn urn(&self) -> String {
        let kind =
            if self.images.len() > 1 || self.video.is_some() || self.document.is_some() { "ugcPost" } else { "share" };
        format!("urn:li:{kind}:{}", self.number)
    }

    pub(crate) fn activity_urn(&self) -> String {
        format!("urn:li:activity:{}", self.activity)
    }
}

impl LiImage {
    pub(crate) fn urn(&self) -> String {
        format!("urn:li:image:{}", self.id)
    }

    pub(crate) fn status(&self, now: i64) -> &'static str {
        match &self.bytes {
            None => "WAITING_UPLOAD",
            Some(Bytes { usable_ms: None, .. }) => "PROCESSING_FAILED",
            Some(Bytes { usable_ms: Some(at), .. }) if now < *at => "PROCESSING",
            Some(_) => "AVAILABLE",
        }
    }
}

impl LinkedinState {
    /// The post that is called this, unless it was removed: the name of its activity is none that posts are served by.
    pub(crate) fn post(&self, urn: &str) -> Option<&LiPost> {
        self.posts.values().rev().find(|post| post.urn() == urn).filter(|post| !post.removed)
    }

    /// The post that either of its names stands for, unless it was removed.
    pub(crate) fn find(&self, urn: &str) -> Option<&LiPost> {
        let named = |post: &&LiPost| post.urn() == urn || post.activity_urn() == urn;
        self.posts.values().rev().find(named).filter(|post| !post.removed)
    }

    pub(crate) fn image(&self, urn: &str) -> Option<&LiImage> {
        self.images.get(urn.strip_prefix("urn:li:image:")?)
    }

    /// Whether nothing becomes of the file that has just come.
    pub(super) fn spoils(&mut self) -> bool {
        let left = self.wire.spoils.checked_sub(1);
        self.wire.spoils = left.unwrap_or_default();
        left.is_some()
    }

    pub(crate) fn video(&self, urn: &str) -> Option<&LiVideo> {
        self.videos.get(urn.strip_prefix("urn:li:video:")?)
    }

    pub(crate) fn document(&self, urn: &str) -> Option<&LiDocument> {
        self.documents.get(urn.strip_prefix("urn:li:document:")?)
    }

    pub(crate) fn put_comment(&mut self, comment: LiComment) {
        self.threads.put(comment.parent.unwrap_or(comment.post), comment.number);
        self.comments.insert(comment.number, comment);
    }

    /// Finds out again what hangs under what.
    pub(crate) fn thread(&mut self) {
        for comment in self.comments.values() {
            self.threads.put(comment.parent.unwrap_or(comment.post), comment.number);
        }
    }

    /// A comment by its name, while its post is there.
    pub(crate) fn comment(&self, urn: &str) -> Option<&LiComment> {
        let number = urn.strip_prefix("urn:li:comment:(")?.strip_suffix(')')?.rsplit(',').next()?;
        let comment = self.comments.get(&number.parse().ok()?).filter(|it| !it.removed)?;
        let there = self.posts.get(&comment.post).is_none_or(|post| !post.removed);
        (there && self.comment_urn(comment) == urn).then_some(comment)
    }

    /// The comments under a post, oldest first.
    pub(crate) fn comments_of(&self, post: u64) -> impl Iterator<Item = &LiComment> {
        self.comments.values().filter(move |comment| comment.post == post && !comment.removed)
    }

    pub(crate) fn comment_urn(&self, comment: &LiComment) -> String {
        let known = self.posts.get(&comment.post).map(LiPost::activity_urn);
        // What is no organization's own post goes by its number.
        let activity = known.unwrap_or_else(|| format!("urn:li:activity:{}", comment.post));
        format!("urn:li:comment:({activity},{})", comment.number)
    }

    /// The posts of an author that this read misses; each is missed once less from now on.
    pub(crate) fn withdraw_hidden(&mut self, author: &str) -> Vec<u64> {
        let mut hidden = Vec::new();
        for post in self.posts.values_mut().filter(|post| post.author == author && post.hidden_reads > 0) {
            post.hidden_reads -= 1;
            hidden.push(post.number);
        }
        hidden
    }

    pub(crate) fn remove(&mut self, urn: &str) -> bool {
        let comment = self.comment(urn).map(|it| it.number);
        if let Some(comment) = comment {
            // The answers under a comment go with it.
            for number in self.threads.under(comment).chain([comment]) {
                if let Some(comment) = self.comments.get_mut(&number) {
                    comment.removed = true;
                }
            }
            return true;
        }
        let Some(number) = self.find(urn).map(|post| post.number) else { return false };
        if let Some(post) = self.posts.get_mut(&number) {
            post.removed = true;
        }
        true
    }
}
