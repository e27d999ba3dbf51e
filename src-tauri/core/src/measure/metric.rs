//! What can be counted of a post and of an account, and why a number may be missing.
//!
//! Invariant: a metric is a name and no meaning: what it means is said by each platform for itself
//! ([`definitions`](mod@super::definitions)), so numbers of two platforms are never added or held against each other.

use crate::model::words::word_enum;
use crate::store::by_word;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

word_enum! {
    /// What is counted.
    pub enum Metric {
        /// How often it was seen.
        Views = "views",
        /// By how many it was seen.
        Reach = "reach",
        /// How many like it, or feel anything about it.
        Reactions = "reactions",
        /// How often people answered it.
        Comments = "comments",
        /// How often it was passed on.
        Shares = "shares",
        /// How often it was passed on with words of their own.
        Quotes = "quotes",
        /// How often it was kept.
        Saves = "saves",
        /// How often something in it was pressed.
        Clicks = "clicks",
        /// How often people went from it to the account.
        ProfileVisits = "profile_visits",
        /// How many followed the account because of it.
        Follows = "follows",
        /// All that people did with it.
        Interactions = "interactions",
        /// How often people moved on in a story, or back.
        Navigation = "navigation",
        /// For how long it was watched by all together, in milliseconds.
        WatchTime = "watch_time",
        /// For how long it was watched at a time, in milliseconds.
        AverageWatchTime = "average_watch_time",
        /// How many follow the account.
        Followers = "followers",
        /// How many posts the account has.
        Posts = "posts",
    }
}
by_word!(Metric);

impl Metric {
    /// Whether it is a span of time, in milliseconds, and not a count.
    pub const fn is_time(self) -> bool {
        match self {
            Self::WatchTime | Self::AverageWatchTime => true,
            Self::Views
            | Self::Reach
            | Self::Reactions
            | Self::Comments
            | Self::Shares
            | Self::Quotes
            | Self::Saves
            | Self::Clicks
            | Self::ProfileVisits
            | Self::Follows
            | Self::Interactions
            | Self::Navigation
            | Self::Followers
            | Self::Posts => false,
        }
    }
}

word_enum! {
    /// As what a platform counts something.
    pub enum CountedAs {
        /// A post.
        Post = "post",
        /// A video or a reel, where its platform counts those in another way.
        Film = "film",
        /// A story.
        Story = "story",
        /// The account itself.
        Account = "account",
    }
}
by_word!(CountedAs);

word_enum! {
    /// Over which time a number counts.
    pub enum CountedOver {
        /// From the beginning until now.
        Lifetime = "lifetime",
        /// The last 28 days.
        Days28 = "days_28",
        /// The last twelve months.
        Year = "year",
    }
}
by_word!(CountedOver);

word_enum! {
    /// Why there is no number.
    pub enum WhyMissing {
        /// The platform's answer holds none.
        NotTold = "not_told",
        /// The platform tells it only from so many people on.
        TooFew = "too_few",
        /// It is hidden, or switched off, on the platform.
        Hidden = "hidden",
        /// The sign-in may not read it.
        NoRight = "no_right",
    }
}
by_word!(WhyMissing);

/// What a platform says of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// So much; nought is a number.
    Number(u64),
    /// Nothing, and why.
    Missing(WhyMissing),
}

impl Told {
    /// The largest number that is believed: what a larger one would lose on its way to the window.
    pub const MOST: u64 = (1 << 53) - 1;

    /// A number that was read, where it is one that can be.
    pub const fn of(read: Option<u64>) -> Self {
        match read {
            Some(number) if number <= Self::MOST => Self::Number(number),
            Some(_) | None => Self::Missing(WhyMissing::NotTold),
        }
    }
}
