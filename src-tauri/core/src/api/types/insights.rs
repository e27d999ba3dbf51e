//! Insights, as the interface sees them: how channels went over a span, and what can be said of the posts of one of them.
//!
//! Invariant: nothing here adds or compares numbers of two channels, two definitions or two ages; each statement names its posts,
//! and one that rests on too few posts says so.

use super::{NumberDefinition, NumberPoint, UsageOutcomes, When, dto};
use crate::measure::insight::{Age, Shows};
use crate::measure::{CountedAs, Metric};
use crate::model::{ChannelId, Platform, PostId};

dto! {
    /// Of how many days insights are asked for.
    pub struct InsightsQuery {
        /// This many of the clinic's days, today being the last: 1 to 730.
        pub days: u32,
    }

    /// A month of the clinic's calendar.
    pub struct InsightMonth {
        /// Such as `2026-11`.
        pub month: String,
        /// Such as *November 2026*.
        pub label: String,
    }

    /// How many posts became public in a month.
    pub struct InsightMonthCount {
        /// Such as `2026-11`.
        pub month: String,
        /// Such as *November 2026*.
        pub label: String,
        /// How many.
        pub posts: u32,
    }

    /// A number of an account over the span.
    pub struct InsightAccountNumber {
        /// What it means.
        pub definition: NumberDefinition,
        /// How it stood, the oldest first, thinned out to what a chart can show.
        pub points: Vec<NumberPoint>,
        /// What it was as it was first told in the span, and as it was told last; none where it was not told.
        pub first: Option<u64>,
        /// The newest of them.
        pub last: Option<u64>,
        /// What is said of the two, in a sentence; why there is nothing to say, where there is not.
        pub says: String,
    }

    /// What a channel's posts can be compared by.
    pub struct InsightForm {
        /// As what the platform counts them.
        pub form: CountedAs,
        /// How many posts of the span that is.
        pub posts: u32,
        /// By which numbers.
        pub definitions: Vec<NumberDefinition>,
        /// At which ages.
        pub ages: Vec<Age>,
    }

    /// How a channel went.
    pub struct InsightChannel {
        /// Which.
        pub id: ChannelId,
        /// What the clinic calls it.
        pub name: String,
        /// Its platform.
        pub platform: Platform,
        /// Whether it was removed since.
        pub removed: bool,
        /// How many posts became public by month, the oldest first, months without any among them. Empty where its platform has no
        /// public posts.
        pub published: Vec<InsightMonthCount>,
        /// What became of what was to go out, with the two rates.
        pub outcomes: UsageOutcomes,
        /// The numbers of its account, in the platform's order; empty where none was ever read.
        pub account: Vec<InsightAccountNumber>,
        /// What its posts can be compared by, the most frequent first; empty where nothing of it is counted yet.
        pub forms: Vec<InsightForm>,
        /// What the platform does not tell at all, in a sentence.
        pub not_told: String,
    }

    /// How all channels went.
    pub struct Insights {
        /// The first day.
        pub from: String,
        /// How many posts a statement is made from at least.
        pub enough: u32,
        /// Each by itself: nothing of two channels is added.
        pub channels: Vec<InsightChannel>,
        /// The months of which a report can be made, the newest first.
        pub months: Vec<InsightMonth>,
    }

    /// Which posts are compared, by what.
    pub struct InsightAsk {
        /// The channel.
        pub channel_id: ChannelId,
        /// As what its platform counts them.
        pub form: CountedAs,
        /// The number.
        pub metric: Metric,
        /// The age at which each is looked at.
        pub age: Age,
        /// Of how many of the clinic's days, today being the last: 1 to 730.
        pub days: u32,
    }

    /// A post that is compared.
    pub struct InsightPost {
        /// Which post.
        pub id: PostId,
        /// Its first words.
        pub title: String,
        /// When it became public.
        pub published: When,
        /// Where the public sees it.
        pub permalink: Option<String>,
        /// The theme that it was drafted from; none where it was begun without one.
        pub theme: Option<String>,
        /// What it shows beside its words.
        pub shows: Shows,
        /// The number at the age.
        pub value: u64,
    }

    /// A sentence about posts, and the posts.
    pub struct InsightStatement {
        /// The sentence; what is still wanted, where there are too few posts for one.
        pub says: String,
        /// Whether there are enough posts for it.
        pub enough: bool,
        /// The posts that it was made from: all of them, by `id` of those beside it.
        pub posts: Vec<PostId>,
    }

    /// Posts that have something in common.
    pub struct InsightGroup {
        /// What they have in common: a theme, what they show, or a month.
        pub name: String,
        /// The posts.
        pub posts: Vec<PostId>,
        /// The median; none where there are too few posts.
        pub median: Option<u64>,
        /// The same in a sentence, or what is still wanted.
        pub says: String,
    }

    /// The posts that became public in an hour of the week.
    pub struct InsightHour {
        /// Monday is 1.
        pub weekday: u8,
        /// The hour on the clinic's wall clock, from 0.
        pub hour: u8,
        /// The posts.
        pub posts: Vec<PostId>,
        /// The median; none where there are too few posts.
        pub median: Option<u64>,
        /// The same in a sentence, or what is still wanted.
        pub says: String,
    }

    /// What can be said of the posts of one channel, by one number at one age.
    pub struct InsightComparison {
        /// What the number means.
        pub definition: NumberDefinition,
        /// The age.
        pub age: Age,
        /// The posts that are compared, the oldest first.
        pub posts: Vec<InsightPost>,
        /// How many posts are not compared, and why, in a sentence; empty where there are none.
        pub left_out: String,
        /// The posts of the older and of the newer half of the span, held against each other.
        pub trend: InsightStatement,
        /// The median of each month, the oldest first.
        pub months: Vec<InsightGroup>,
        /// Those with the most.
        pub best: InsightStatement,
        /// Those with the least.
        pub weakest: InsightStatement,
        /// What is said of the themes.
        pub theme: InsightStatement,
        /// The themes, by how many posts each has.
        pub themes: Vec<InsightGroup>,
        /// What is said of what posts show.
        pub shown: InsightStatement,
        /// The same of what posts show.
        pub shows: Vec<InsightGroup>,
        /// What is said of the hours of the week.
        pub hour: InsightStatement,
        /// The hours of the clinic's week in which posts became public.
        pub hours: Vec<InsightHour>,
        /// The clinic's zone.
        pub zone: String,
    }
}
