//! The numbers of a clinic on the stage: opened so that they are read, and asked for as the window asks.
//!
//! Invariant: what a platform holds of a post is set by hand, so that what is read can be held against it.

use countersign_core::api::types::{ChannelNumbers, ChannelRef, PartNumbers, PostNumber, PostNumbers, PostRef};
use countersign_core::measure::Metric;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::Platform as Practised;

use crate::clinic::Instead;
use crate::stage::Stage;

/// A post that is public, in a clinic that reads numbers: the stage, the post, and the id that its platform counts it under.
pub async fn counted(content: impl FnOnce(&Stage) -> Content) -> (Stage, PostId, String) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_numbers();
    let content = content(&stage);
    let post = stage.signed(&content, 5);
    stage.posted(post).await;
    // The doctor signed it.
    stage.clinic().as_receptionist();
    let called = stage.counted_as(post).await;
    (stage, post, called)
}

/// A number of one of its parts.
///
/// # Panics
/// When the platform defines no such number.
#[must_use]
pub fn number(part: &PartNumbers, metric: Metric) -> PostNumber {
    let ending = format!(".{}", metric.word());
    let found = part.numbers.iter().find(|it| it.definition.ends_with(&ending));
    found.unwrap_or_else(|| panic!("{metric:?} is not among {:#?}", part.numbers)).clone()
}

impl Stage {
    /// Opens the clinic again, with numbers being read.
    ///
    /// # Panics
    /// When it can't be opened.
    pub fn open_to_numbers(&mut self) {
        self.open_with(&Instead { numbers: true, ..Instead::default() });
    }

    /// The id that a post's platform counts it under.
    ///
    /// # Panics
    /// When TikTok tells no address of it.
    pub async fn counted_as(&self, post: PostId) -> String {
        let called = self.called(post, 0);
        if self.clinic().post(post).summary.platform != Platform::Tiktok {
            return called;
        }
        let address = || self.clinic().post(post).summary.permalink;
        self.until_so(Millis::MINUTE, 60, || address().is_some()).await;
        let address = address().unwrap_or_default();
        let path = address.split('?').next().unwrap_or_default();
        path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// The numbers of a post.
    #[must_use]
    pub fn numbers(&self, post: PostId) -> PostNumbers {
        self.clinic().call("post_numbers", PostRef { id: post })
    }

    /// Those of its first part.
    ///
    /// # Panics
    /// When nothing of it is counted.
    #[must_use]
    pub fn first(&self, post: PostId) -> PartNumbers {
        self.numbers(post).parts.into_iter().next().unwrap_or_else(|| panic!("nothing of it is counted"))
    }

    /// What the first part of a post has of something; none where that is not told.
    #[must_use]
    pub fn value(&self, post: PostId, metric: Metric) -> Option<u64> {
        number(&self.first(post), metric).value
    }

    /// Waits until nothing changes any more at this instant.
    pub async fn at_rest(&self) {
        let _: Option<()> = self.clinic().or_quiet(|| None).await;
    }

    /// Moves time on until a post was read after `since`, from one look to the next. Returns the instant.
    ///
    /// # Panics
    /// When nobody reads it.
    pub async fn read_after(&self, post: PostId, since: Millis) -> Millis {
        for _ in 0..300 {
            self.at_rest().await;
            let part = self.first(post);
            if let Some(read) = part.read.filter(|read| read.at > since) {
                return read.at;
            }
            let left = part.next.map_or(0, |next| next.at.since(self.clock.now()));
            self.clinic().advance_awake((left - 2_000).clamp(5_000, Millis::DAY));
        }
        panic!("nobody reads it: {:#?}\n{:#?}", self.numbers(post), self.clinic().channels());
    }

    /// The numbers of the channel on a platform.
    #[must_use]
    pub fn of_channel(&self, platform: Platform) -> ChannelNumbers {
        let id = self.clinic().channel(platform).id;
        self.clinic().call("channel_numbers", ChannelRef { id })
    }

    /// Sets how many follow the clinic's account on a platform.
    pub fn followed_by(&self, platform: Practised, many: u64) {
        self.control().set_followers(&self.own(platform), many);
    }
}
