//! The pace of a driven clock: time moves on only when the engine has nothing left to do at the present instant.
//!
//! What the engine waits for is read from the posts themselves, so that nobody has to guess how long it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use countersign_core::api::types::{KeepingState, Post, PostSummary};
use countersign_core::clinic::{ChannelConnection, ChannelWay};
use countersign_core::gate::claim_ahead;
use countersign_core::model::{ExecutionState, Millis};
use countersign_core::publish::RemovalState;
use serde_json::{Value, json};
use tokio::sync::futures::Notified;

use super::Clinic;

/// The longest that the engine may take for what it has to do at one instant, in real time.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the engine changes nothing, in real time, until it counts as having nothing left to do: what it works with is this
/// process and loopback.
const QUIET: Duration = Duration::from_millis(250);

/// What the engine waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// For nothing: it is at work.
    Working,
    /// For this instant.
    At(Millis),
    /// For a person, if for anything.
    Nothing,
}

/// A delivery that is not over.
struct Open {
    state: ExecutionState,
    due: Millis,
    next_try: Option<Millis>,
    has_media: bool,
    video_bytes: i64,
    order: String,
    /// When a part of it is asked to be taken down again.
    removal: Option<Millis>,
    /// When its platform is handed it, or asked after it.
    keeping: Option<Millis>,
}

impl Clinic {
    /// What the engine waits for, as far as the posts tell. For clinics whose channels are connected and not paused.
    #[must_use]
    pub fn next(&self) -> Next {
        let now = self.clock().now();
        let at = |at: Millis| if at > now { Next::At(at) } else { Next::Working };
        let mut channels: BTreeMap<String, Vec<Open>> = BTreeMap::new();
        for summary in self.call::<Vec<PostSummary>>("post_list", json!({ "batch_id": Value::Null, "states": [] })) {
            let post = self.post(summary.id);
            if let Some(open) = open(&post) {
                channels.entry(summary.channel_id.to_string()).or_default().push(open);
            }
        }
        let mut next = Next::Nothing;
        let all = self.channels();
        let by_hand: BTreeSet<String> = all
            .iter()
            .filter(|it| it.way == ChannelWay::ByHand || it.connection != ChannelConnection::Connected)
            .map(|it| it.id.to_string())
            .collect();
        let resting: BTreeMap<String, Millis> =
            all.iter().filter_map(|it| Some((it.id.to_string(), it.rests_until.as_ref()?.at))).collect();
        for (channel, open) in &mut channels {
            open.sort_by(|a, b| (a.due, &a.order).cmp(&(b.due, &b.order)));
            let mut busy = false;
            for delivery in open.iter() {
                use ExecutionState as S;
                if delivery.state == S::Running {
                    // Nothing waits for its time that its platform is handed.
                    busy |= delivery.keeping.is_none();
                    next = next.min(at(delivery.keeping.map_or(delivery.due, |_| Millis(0))));
                }
                if let (S::InDoubt | S::Processing, Some(look)) = (delivery.state, delivery.next_try) {
                    next = next.min(at(look));
                }
                if let Some(removal) = delivery.removal {
                    next = next.min(at(removal));
                }
                if let Some(keeping) = delivery.keeping {
                    next = next.min(at(keeping));
                }
            }
            // One sending at a time on a channel, in the order of their times.
            let first = open
                .iter()
                .filter(|it| it.keeping.is_none())
                .find(|it| matches!(it.state, ExecutionState::Scheduled | ExecutionState::Retrying));
            if let Some(first) = first.filter(|_| !busy) {
                // Nobody prepares what a person posts.
                let ahead = if by_hand.contains(channel) { 0 } else { claim_ahead(first.has_media, first.video_bytes) };
                let ripe = first.due.plus(-ahead);
                // Nobody who posts by hand waits for a channel that rests.
                let rests = resting.get(channel).filter(|_| !by_hand.contains(channel)).copied();
                next = next.min(at([first.next_try, rests].into_iter().flatten().fold(ripe, Millis::max)));
            }
        }
        next
    }

    /// Becomes ready at the next commit. Ask for it before looking at what it is about.
    pub fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// Waits until `seen` sees it, or until the engine has changed nothing for a while: what is seen, if anything is. A busy
    /// machine makes it wait longer, and never lets it give up while something still happens.
    pub async fn or_quiet<T>(&self, seen: impl Fn() -> Option<T>) -> Option<T> {
        loop {
            let changed = self.changed();
            if let Some(seen) = seen() {
                return Some(seen);
            }
            tokio::time::timeout(QUIET, changed).await.ok()?;
        }
    }

    /// Waits until `seen` sees it. Time stands still meanwhile.
    ///
    /// # Panics
    /// When the engine stands still before.
    pub async fn once<T>(&self, seen: impl Fn() -> Option<T>) -> T {
        loop {
            let changed = self.changed();
            if let Some(seen) = seen() {
                return seen;
            }
            let moved = tokio::time::timeout(PATIENCE, changed).await;
            assert!(moved.is_ok(), "the engine stands still: {}", self.open_posts());
        }
    }

    /// Moves time on until the engine waits for nothing but people.
    ///
    /// # Panics
    /// When that takes more than `minutes` of driven time, or the engine stands still.
    pub async fn settle(&self, minutes: i64) {
        let end = self.clock().now().plus(minutes * Millis::MINUTE);
        loop {
            let changed = self.changed();
            match self.next() {
                Next::Nothing => return,
                Next::At(at) => {
                    assert!(at <= end, "not settled within {minutes} minutes: {}", self.open_posts());
                    self.advance_awake(at.since(self.clock().now()));
                }
                Next::Working => {
                    let moved = tokio::time::timeout(PATIENCE, changed).await;
                    assert!(moved.is_ok(), "the engine stands still: {}", self.open_posts());
                }
            }
        }
    }

    /// The deliveries that are not over, for whoever has to find out why.
    #[must_use]
    pub fn open_posts(&self) -> String {
        let posts: Vec<PostSummary> = self.call("post_list", json!({ "batch_id": Value::Null, "states": [] }));
        let posts: Vec<Post> =
            posts.iter().map(|post| self.post(post.id)).filter(|post| open(post).is_some()).collect();
        format!("at {:?}: {posts:#?}", self.clock().now())
    }
}

fn open(post: &Post) -> Option<Open> {
    let delivery = post.delivery.as_ref()?;
    // What its platform keeps comes back where its time was taken away.
    let due =
        post.summary.plan.as_ref().map(|plan| plan.due.at).or_else(|| post.keeping.as_ref().map(|_| Millis(0)))?;
    let asked =
        delivery.parts.iter().filter_map(|part| part.removal.as_ref()).filter(|it| it.state == RemovalState::Asked);
    let removal = asked.map(|it| it.next_try.as_ref().map_or(Millis(0), |next| next.at)).min();
    use ExecutionState as S;
    use KeepingState as K;
    let keeping = post.keeping.as_ref().and_then(|keeping| {
        let next = keeping.next_try.as_ref().map(|next| next.at);
        match keeping.state {
            K::Wanted => Some(next.unwrap_or(Millis(0))),
            // What is to come back and is not asked for yet is seen at the next look.
            K::ComingBack if !post.keeping.as_ref().is_some_and(|it| it.asked_back) => Some(Millis(0)),
            K::Kept | K::ComingBack => next.or_else(|| Some(keeping.told.as_ref()?.at.plus(20_000))),
            K::Laptop | K::Offered => None,
        }
    });
    let is_open = matches!(delivery.state, S::Scheduled | S::Running | S::Retrying | S::InDoubt | S::AtPlatform)
        || removal.is_some();
    is_open.then(|| Open {
        state: delivery.state,
        due,
        next_try: delivery.next_try.as_ref().map(|next| next.at),
        has_media: post.content.media().next().is_some(),
        video_bytes: post
            .pictures
            .iter()
            .filter(|it| it.video.is_some())
            .map(|it| it.bytes.cast_signed())
            .max()
            .unwrap_or(0),
        order: delivery.id.to_string(),
        removal,
        keeping,
    })
}
