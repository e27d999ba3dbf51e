//! What X keeps: posts and uploads.
//!
//! Invariant: a removed post stays here, so that it is known to be removed and its id is never given out again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::audience::social::Social;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct XState {
    /// By id, and so by age.
    pub(crate) posts: BTreeMap<u64, XPost>,
    pub(crate) media: BTreeMap<u64, XMedia>,
    /// What was taken for all calls so far, in tenths of a US cent.
    #[serde(default)]
    pub(crate) spent: u64,
    /// What readings came to, in the same.
    #[serde(default)]
    pub(crate) spent_reading: u64,
    /// The day, by UTC, on which these were read.
    #[serde(default)]
    pub(crate) read_day: i64,
    #[serde(default)]
    pub(crate) read_today: BTreeSet<u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct XPost {
    pub(crate) id: u64,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) created_ms: i64,
    pub(crate) conversation: u64,
    pub(crate) reply_to: Option<u64>,
    pub(crate) media: Vec<u64>,
    pub(crate) reply_settings: String,
    pub(crate) made_with_ai: bool,
    pub(crate) paid_partnership: bool,
    /// How many more timeline reads miss it.
    pub(crate) hidden_reads: u32,
    pub(crate) removed: bool,
    #[serde(default)]
    pub(crate) social: Social,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct XMedia {
    pub(crate) id: u64,
    pub(crate) owner: String,
    pub(crate) media_type: String,
    pub(crate) category: String,
    pub(crate) total_bytes: u64,
    pub(crate) created_ms: i64,
    pub(crate) segments: BTreeMap<u32, Segment>,
    pub(crate) ready: Option<Ready>,
    pub(crate) alt_text: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Segment {
    pub(crate) sha256: String,
    pub(crate) length: u64,
}

/// An upload that was put together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) sha256: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) finalized_ms: i64,
    /// When X is done working on it; the same instant for a still picture.
    pub(crate) usable_ms: i64,
    /// How often it is still asked about until X is done working on it: a film takes some questions, whatever the clock says.
    #[serde(default)]
    pub(crate) questions: u32,
    /// How long a film lasts; 0 for a picture.
    #[serde(default)]
    pub(crate) duration_ms: u64,
    /// X can't work with it.
    #[serde(default)]
    pub(crate) failed: bool,
}

impl Ready {
    /// Whether a post can show it.
    pub(crate) fn is_usable(&self, now: i64) -> bool {
        now >= self.usable_ms && self.questions == 0 && !self.failed
    }
}

/// An id as X writes them: 1 to 19 digits.
pub(crate) fn read_id(text: &str) -> Option<u64> {
    let digits = (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

impl XState {
    /// A post that is there for everybody to see.
    pub(crate) fn live(&self, id: u64) -> Option<&XPost> {
        self.posts.get(&id).filter(|post| !post.removed)
    }

    /// The posts of an account that this timeline read misses; each is missed once less from now on.
    pub(crate) fn withdraw_hidden(&mut self, author: &str) -> Vec<u64> {
        let mut hidden = Vec::new();
        for post in self.posts.values_mut().filter(|post| post.author == author && post.hidden_reads > 0) {
            post.hidden_reads -= 1;
            hidden.push(post.id);
        }
        hidden
    }

    pub(crate) fn remove(&mut self, id: &str) -> bool {
        match read_id(id).and_then(|id| self.posts.get_mut(&id)).filter(|post| !post.removed) {
            Some(post) => {
                post.removed = true;
                true
            }
            None => false,
        }
    }
}

impl XMedia {
    pub(crate) fn key(&self) -> String {
        let kind = match self.category.as_str() {
            "tweet_gif" => 16,
            "tweet_video" => 13,
            _ => 3,
        };
        format!("{kind}_{}", self.id)
    }

    pub(crate) fn is_animated(&self) -> bool {
        self.category == "tweet_gif"
    }

    pub(crate) fn is_film(&self) -> bool {
        self.category == "tweet_video"
    }
}
