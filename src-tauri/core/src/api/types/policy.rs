//! The clinic's own rules, as people set them, and what they mean for what is planned.

use super::{When, dto};
use crate::model::{ChannelId, PostId};

dto! {
    /// The clinic's own rules. What is empty is no rule.
    pub struct PolicyRules {
        /// When and how often each channel posts.
        pub channels: Vec<ChannelPace>,
        /// For how long the same is not said again.
        pub repeats: RepeatRules,
        /// Words and links.
        pub words: WordLists,
        /// What is planned and will be held by these rules, the nearest first.
        pub outside: Vec<PolicyOutside>,
        /// Whether more of it is planned than was looked at.
        pub outside_more: bool,
    }

    /// When and how often a channel posts.
    pub struct ChannelPace {
        /// Whose.
        pub channel_id: ChannelId,
        /// Its hours; without any it posts at any time.
        pub windows: Vec<PolicyWindow>,
        /// The most posts on a day.
        pub most_a_day: Option<u32>,
        /// The least minutes between two posts.
        pub gap_minutes: Option<u32>,
    }

    /// Hours of a day of the week, on the channel's own clock.
    pub struct PolicyWindow {
        /// The day of the week, Monday being 1.
        pub weekday: u8,
        /// `09:00`.
        pub from: String,
        /// `17:00`, which is outside again; `24:00` is the end of the day.
        pub until: String,
    }

    /// For how many days the same is not said again.
    pub struct RepeatRules {
        /// On one channel.
        pub same_days: Option<u32>,
        /// On another channel of the same platform.
        pub across_days: Option<u32>,
        /// Whether what is nearly the same counts as the same.
        pub near: bool,
    }

    /// Words and links that posts may not have, and those that they may.
    pub struct WordLists {
        /// Words and phrases that no post may have; a star at the end of a word stands for any ending.
        pub denied: Vec<String>,
        /// Phrases that are let through although a denied word stands in them.
        pub allowed: Vec<String>,
        /// Hosts that no link may lead to.
        pub denied_hosts: Vec<String>,
        /// If there are any, links may lead to these hosts alone.
        pub allowed_hosts: Vec<String>,
    }

    /// A planned post that the rules will hold at its time.
    pub struct PolicyOutside {
        /// Which.
        pub post_id: PostId,
        /// Its first words.
        pub title: String,
        /// Its channel.
        pub channel_name: String,
        /// Its time, on the clinic's clock.
        pub due: When,
        /// Why, in a sentence.
        pub why: String,
    }

    /// Asks for the next time that the rules let a post out.
    pub struct PolicyNext {
        /// Which post.
        pub post_id: PostId,
        /// Not before this day, `2026-11-20`; from now on, when it is empty.
        pub date: String,
        /// `09:00`.
        pub time: String,
        /// The zone that the time is meant and answered in; the post's own, when it is empty.
        pub zone: String,
    }
}
