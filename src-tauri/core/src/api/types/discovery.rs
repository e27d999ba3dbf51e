//! Topics and what was found of them, as the interface sees them.
//!
//! Invariant: what a search costs stands beside everything that starts one; what was found is somebody else's, and says whose.

use super::{BatchCreate, Choice, When, dto};
use crate::engage::discovery::TopicLanguage;
use crate::model::{BatchId, ChannelId, Platform, TopicId};

dto! {
    /// What the clinic looks for among what others write.
    pub struct Topic {
        /// Which.
        pub id: TopicId,
        /// Its words.
        pub words: String,
        /// In which language.
        pub language: TopicLanguage,
        /// Who changed it last.
        pub by: String,
        /// When.
        pub at: When,
    }

    /// A channel through which can be searched.
    pub struct SearchChannel {
        /// Which.
        pub id: ChannelId,
        /// What the clinic calls it.
        pub name: String,
        /// Its platform.
        pub platform: Platform,
        /// Why it can't be searched through; none where it can.
        pub cannot: Option<String>,
        /// Until when its platform asked not to be asked; none where it did not.
        pub paused: Option<When>,
    }

    /// How many posts a search may ask for, and what that costs.
    pub struct SearchCost {
        /// How many posts at most.
        pub most: u32,
        /// What they cost at most, in a sentence.
        pub costs: String,
    }

    /// Every topic, and how they can be searched for.
    pub struct Topics {
        /// They, by their words.
        pub topics: Vec<Topic>,
        /// The channels on platforms that can be searched.
        pub channels: Vec<SearchChannel>,
        /// How many posts a search may ask for, the fewest first.
        pub costs: Vec<SearchCost>,
        /// Where the prices stand, and when they were read there.
        pub source: String,
        /// The languages that can be asked for.
        pub languages: Vec<Choice>,
        /// How many posts may still be read today.
        pub left_today: u32,
        /// How many may be read on a day.
        pub most_a_day: u32,
        /// When the day of that ends.
        pub day_ends: When,
    }

    /// A topic as somebody wants it.
    pub struct TopicSave {
        /// Which is changed; none for a new one.
        pub id: Option<TopicId>,
        /// Its words.
        pub words: String,
        /// In which language.
        pub language: TopicLanguage,
    }

    /// Names a topic.
    pub struct TopicRef {
        /// Which.
        pub id: TopicId,
    }

    /// Asks what is known of a topic through a channel.
    pub struct TopicAsk {
        /// Which.
        pub id: TopicId,
        /// Through which.
        pub channel_id: ChannelId,
    }

    /// Asks for a search, which costs.
    pub struct TopicSearch {
        /// Of which topic.
        pub id: TopicId,
        /// Through which channel.
        pub channel_id: ChannelId,
        /// For how many posts at most.
        pub most: u32,
        /// Whether for what the last search left over, and not for what is new.
        pub older: bool,
        /// That what it costs is all right.
        pub pays: bool,
    }

    /// A post that was found.
    pub struct Hit {
        /// The platform's id.
        pub id: String,
        /// Who wrote it, without the sign before a handle; none where the platform did not tell.
        pub handle: Option<String>,
        /// What they call themselves.
        pub name: Option<String>,
        /// What it says, as far as that is kept.
        pub words: String,
        /// When it was written.
        pub written: When,
        /// Where the public sees it.
        pub permalink: String,
        /// How often it was shown; none where that was not told, as for the other numbers.
        pub views: Option<u64>,
        /// How many liked it.
        pub likes: Option<u64>,
        /// How many answered it.
        pub replies: Option<u64>,
        /// How many posted it on.
        pub reposts: Option<u64>,
        /// When it is forgotten here.
        pub kept_until: When,
        /// What was drafted from it.
        pub batch_id: Option<BatchId>,
    }

    /// What was found of a topic.
    pub struct TopicHits {
        /// Which topic.
        pub id: TopicId,
        /// Through which channel.
        pub channel_id: ChannelId,
        /// The newest first: 200 at most.
        pub hits: Vec<Hit>,
        /// When its newest were read; none where nobody searched yet.
        pub read: Option<When>,
        /// Until when whoever asks again sees this, and pays nothing; none where asking again asks the platform.
        pub fresh_until: Option<When>,
        /// Whether older posts can be asked for.
        pub has_more: bool,
        /// How many posts the search that was just asked for paid for; none where nobody was asked.
        pub paid: Option<u32>,
    }

    /// Drafts posts from a hit: on its topic, in words of the clinic's own.
    pub struct HitDraft {
        /// Of which topic.
        pub topic_id: TopicId,
        /// Through which channel it was found.
        pub channel_id: ChannelId,
        /// The platform's id of it.
        pub hit_id: String,
        /// What the posts are drafted from.
        pub brief: BatchCreate,
    }
}
