//! What Instagram keeps: containers, media and comments.
//!
//! Invariant: what was removed or published stays here, so that no id is ever given out again and a container tells what
//! became of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::DAY_MS;
use super::wire::InstagramWire;
use crate::audience::social::{Social, Threads};

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct InstagramState {
    pub(crate) containers: BTreeMap<u64, IgContainer>,
    /// By id, and so by age.
    pub(crate) media: BTreeMap<u64, IgMedia>,
    pub(crate) comments: BTreeMap<u64, IgComment>,
    #[serde(default)]
    pub(crate) wire: InstagramWire,
    /// Worked out anew when the state is loaded.
    #[serde(skip)]
    pub(crate) threads: Threads,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IgKind {
    Image,
    CarouselItem,
    Carousel,
    Story,
    Reel,
}

/// A picture as it was fetched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IgPicture {
    pub(crate) number: u64,
    pub(crate) sha256: String,
    pub(crate) alt_text: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IgContainer {
    pub(crate) number: u64,
    pub(crate) account: String,
    pub(crate) kind: IgKind,
    pub(crate) caption: String,
    pub(crate) pictures: Vec<IgPicture>,
    /// The items of a carousel.
    pub(crate) children: Vec<u64>,
    pub(crate) created_ms: i64,
    /// How many more readings find it in progress.
    pub(crate) in_progress: u32,
    /// It became public, by itself or in a carousel.
    pub(crate) published: bool,
    /// Its film comes in byte by byte.
    #[serde(default)]
    pub(crate) waits_for_bytes: bool,
    /// How many bytes there will be, as told with them.
    #[serde(default)]
    pub(crate) size: Option<u64>,
    /// The digest of its film, once all of it is here.
    #[serde(default)]
    pub(crate) film: Option<String>,
    /// The instant of its film that stands as its cover.
    #[serde(default)]
    pub(crate) cover_ms: Option<u64>,
    /// The number of what is wrong with its film.
    #[serde(default)]
    pub(crate) fault: Option<u32>,
    /// When its film has been worked on.
    #[serde(default)]
    pub(crate) ready_ms: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IgMedia {
    pub(crate) number: u64,
    pub(crate) account: String,
    pub(crate) kind: IgKind,
    pub(crate) caption: String,
    pub(crate) pictures: Vec<IgPicture>,
    /// The digest of its film.
    #[serde(default)]
    pub(crate) film: Option<String>,
    /// The instant of its film that stands as its cover.
    #[serde(default)]
    pub(crate) cover_ms: Option<u64>,
    pub(crate) created_ms: i64,
    /// What addresses call it: no part of its id.
    pub(crate) shortcode: String,
    /// How many more reads of the account's media miss it.
    pub(crate) hidden_reads: u32,
    /// Whether comments are closed.
    #[serde(default)]
    pub(crate) comments_off: bool,
    pub(crate) removed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IgComment {
    pub(crate) number: u64,
    pub(crate) account: String,
    pub(crate) media: u64,
    /// The comment that it answers.
    #[serde(default)]
    pub(crate) parent: Option<u64>,
    pub(crate) text: String,
    pub(crate) created_ms: i64,
    pub(crate) removed: bool,
    #[serde(default)]
    pub(crate) social: Social,
}

impl IgContainer {
    pub(crate) fn is_expired(&self, now: i64) -> bool {
        !self.published && now >= self.created_ms + DAY_MS
    }

    /// Whether there is still something to wait for before it can become public.
    pub(crate) fn is_worked_on(&self, now: i64) -> bool {
        self.in_progress > 0 || (self.waits_for_bytes && (self.film.is_none() || now < self.ready_ms))
    }
}

impl IgMedia {
    /// Whether the public sees it: a story is gone after a day.
    pub(crate) fn is_public(&self, now: i64) -> bool {
        !self.removed && (self.kind != IgKind::Story || now < self.created_ms + DAY_MS)
    }
}

impl InstagramState {
    pub(crate) fn container(&self, id: &str) -> Option<&IgContainer> {
        self.containers.get(&id.parse().ok()?)
    }

    pub(crate) fn medium(&self, id: &str) -> Option<&IgMedia> {
        self.media.get(&id.parse().ok()?).filter(|media| !media.removed)
    }

    /// A comment, while its post is there.
    pub(crate) fn comment(&self, id: &str) -> Option<&IgComment> {
        let comment = self.comments.get(&id.parse().ok()?).filter(|comment| !comment.removed)?;
        // What is no post of an account's is somebody else's that names it.
        self.media.get(&comment.media).is_none_or(|media| !media.removed).then_some(comment)
    }

    pub(crate) fn put_comment(&mut self, comment: IgComment) {
        self.threads.put(comment.parent.unwrap_or(comment.media), comment.number);
        self.comments.insert(comment.number, comment);
    }

    /// Finds out again what hangs under what.
    pub(crate) fn thread(&mut self) {
        for comment in self.comments.values() {
            self.threads.put(comment.parent.unwrap_or(comment.media), comment.number);
        }
    }

    /// The comments under a post, oldest first.
    pub(crate) fn comments_of(&self, media: u64) -> impl DoubleEndedIterator<Item = &IgComment> {
        self.comments.values().filter(move |comment| comment.media == media && !comment.removed)
    }

    /// How many posts of an account became public in the last day, those that were taken away among them.
    pub(crate) fn published_lately(&self, account: &str, now: i64) -> u32 {
        let lately = |media: &&IgMedia| media.account == account && media.created_ms > now - DAY_MS;
        u32::try_from(self.media.values().filter(lately).count()).unwrap_or(u32::MAX)
    }

    /// How many containers an account made in the last day.
    pub(crate) fn containers_lately(&self, account: &str, now: i64) -> usize {
        let lately = |it: &&IgContainer| it.account == account && it.created_ms > now - DAY_MS;
        self.containers.values().filter(lately).count()
    }

    /// The posts of an account that this read misses; each is missed once less from now on.
    pub(crate) fn withdraw_hidden(&mut self, account: &str) -> Vec<u64> {
        let mut hidden = Vec::new();
        for media in self.media.values_mut().filter(|media| media.account == account && media.hidden_reads > 0) {
            media.hidden_reads -= 1;
            hidden.push(media.number);
        }
        hidden
    }

    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let (media, comment) = (self.medium(id).map(|it| it.number), self.comment(id).map(|it| it.number));
        if let Some(media) = media.and_then(|number| self.media.get_mut(&number)) {
            media.removed = true;
            return true;
        }
        let Some(comment) = comment else { return false };
        // The answers under a comment go with it.
        for number in self.threads.under(comment).chain([comment]) {
            if let Some(comment) = self.comments.get_mut(&number) {
                comment.removed = true;
            }
        }
        true
    }
}
