//! Numbers, as the interface sees them: how often what is public was seen and liked, and how many follow an account.
//!
//! Invariant: each number comes with what its own platform means by it, and what is missing has no value and a reason.

use super::{When, dto};
use crate::measure::{CountedAs, CountedOver, Metric, WhyMissing};
use crate::model::{ChannelId, Platform, PostId};

dto! {
    /// What a number means on its platform.
    pub struct NumberDefinition {
        /// Its stable name, such as `x.post.views`.
        pub id: String,
        /// What is counted, for choosing a picture beside it; it says nothing of what it means.
        pub metric: Metric,
        /// What the platform calls it, such as *Impressions*.
        pub name: String,
        /// What the platform counts, in a sentence.
        pub says: String,
        /// Over which time it counts.
        pub span: CountedOver,
        /// The platform's own field.
        pub field: String,
        /// Where that stands, and the day it was read there.
        pub source: String,
        /// Whether it is a span of time in milliseconds, and not a count.
        pub is_time: bool,
    }

    /// What a number was from an instant on, until the next.
    pub struct NumberPoint {
        /// From when on.
        pub at: When,
        /// How many; none where that was not known.
        pub value: Option<u64>,
    }

    /// A number as it stands.
    pub struct PostNumber {
        /// What it means: the `id` of one of the definitions beside it.
        pub definition: String,
        /// How many, or milliseconds; none where the platform does not tell it, which is not nought.
        pub value: Option<u64>,
        /// Why there is none; none where there is a number.
        pub missing: Option<WhyMissing>,
        /// The same in a sentence.
        pub why: Option<String>,
        /// Since when it stands like that; none where it was never read.
        pub since: Option<When>,
        /// What it was, the oldest first: 60 points at most. The last is how it stands.
        pub history: Vec<NumberPoint>,
    }

    /// The numbers of one public part of a post: the post itself, or one of a thread.
    pub struct PartNumbers {
        /// Its place in the post, from 0.
        pub ordinal: u32,
        /// Where the public sees it.
        pub permalink: Option<String>,
        /// As what its platform counts it; none until it was first asked for.
        pub form: Option<CountedAs>,
        /// Its numbers, in the order in which they are shown; empty until it was first read.
        pub numbers: Vec<PostNumber>,
        /// When its platform last answered.
        pub read: Option<When>,
        /// When it is asked next by itself; none where nobody asks any more.
        pub next: Option<When>,
        /// Since when its platform says that there is no such thing. Its last numbers stay.
        pub gone: Option<When>,
        /// How its reading stands, in a sentence; empty where there is nothing to say.
        pub sentence: String,
    }

    /// The numbers of a post.
    pub struct PostNumbers {
        /// Which post.
        pub id: PostId,
        /// Its platform: numbers of two platforms are never one number.
        pub platform: Platform,
        /// Its channel.
        pub channel_id: ChannelId,
        /// One by one; never added, since each part is a post of its own. Empty where nothing is public, or nothing is counted.
        pub parts: Vec<PartNumbers>,
        /// What the numbers mean.
        pub definitions: Vec<NumberDefinition>,
        /// What the platform does not tell at all, in a sentence.
        pub not_told: String,
        /// What reading now costs, in a sentence; none where it is free.
        pub cost: Option<String>,
        /// Whether it can be read now.
        pub can_look: bool,
    }

    /// Asks for the headline numbers of several posts.
    pub struct NumbersGlanceAsk {
        /// Which: 500 at most.
        pub post_ids: Vec<PostId>,
    }

    /// A number where there is little room.
    pub struct GlanceNumber {
        /// What is counted.
        pub metric: Metric,
        /// What the platform calls it.
        pub name: String,
        /// What it means on its platform, and over which time, in a sentence.
        pub says: String,
        /// How many; none where the platform does not tell it, which is not nought.
        pub value: Option<u64>,
        /// Why there is none, in a sentence; none where there is a number.
        pub why: Option<String>,
    }

    /// The one or two headline numbers of a post: those of its first part.
    pub struct NumbersGlance {
        /// Which post.
        pub id: PostId,
        /// Its platform.
        pub platform: Platform,
        /// Its numbers.
        pub numbers: Vec<GlanceNumber>,
        /// When its platform last answered.
        pub read: Option<When>,
        /// Whether its platform says that there is no such thing.
        pub gone: bool,
    }

    /// The numbers of an account.
    pub struct ChannelNumbers {
        /// Which channel.
        pub id: ChannelId,
        /// Its platform.
        pub platform: Platform,
        /// Its numbers, followers first; empty until they were first read.
        pub numbers: Vec<PostNumber>,
        /// What they mean.
        pub definitions: Vec<NumberDefinition>,
        /// When its platform last answered.
        pub read: Option<When>,
        /// When it is asked next by itself.
        pub next: Option<When>,
        /// How its reading stands, in a sentence; empty where there is nothing to say.
        pub sentence: String,
        /// What the platform does not tell at all, in a sentence.
        pub not_told: String,
    }

    /// Has the numbers of a post read now.
    pub struct NumbersLook {
        /// Which post.
        pub id: PostId,
        /// Whether the person saw what it costs; needed where it is not free.
        pub pays: bool,
    }
}
