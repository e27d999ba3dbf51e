//! How X words its answers while its vocabulary moves from tweets to posts.
//!
//! Invariant: names and spelling, and what hangs on how somebody signed up; never what is true.

use serde::{Deserialize, Serialize};

/// Which names the answers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum XNames {
    /// The names of the current specification (`edit_history_post_ids`, `referenced_posts`).
    #[default]
    New,
    /// As the live wire was last observed: new names, but `edit_history_tweet_ids: [""]` for a fresh post and
    /// `tweet_count` for a user.
    Mixed,
    /// The names from before (`edit_history_tweet_ids`, `referenced_tweets`).
    Old,
}

/// How X writes what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct XWire {
    /// Which names.
    pub names: XNames,
    /// Whether `&`, `<` and `>` in a text come back as `&amp;`, `&lt;` and `&gt;`, as they do.
    pub escaped: bool,
    /// Whether the text of a post with pictures ends with a shortened link to them, as it does.
    pub picture_link: bool,
    /// Whether the accounts have subscribed to what allows longer posts and videos.
    pub premium: bool,
    /// Whether it takes descriptions of films; nobody says that it does.
    pub describes_films: bool,
    /// What was ever paid for, in tenths of a US cent; none where there is always enough.
    pub credits: Option<u32>,
    /// Whether it refuses every film for good once it is put together, as one that is not what X takes.
    pub refuses_films: bool,
    /// Whether the app may do what is for enterprises: like posts.
    pub enterprise: bool,
    /// Whether an account may write to people who never wrote to it.
    pub open_messages: bool,
    /// Whether a post can be answered only where its author named or answered the account, as for whoever signed up by
    /// themselves.
    pub replies_need_engagement: bool,
    /// Whether authors are told more of their own posts of the last thirty days.
    pub tells_authors: bool,
    /// Whether what was read is taken from what was paid for as well.
    pub reads_cost: bool,
    /// Whether the app may search.
    pub searches: bool,
}

impl Default for XWire {
    fn default() -> Self {
        Self {
            names: XNames::New,
            escaped: true,
            picture_link: true,
            premium: false,
            describes_films: true,
            credits: None,
            refuses_films: false,
            enterprise: false,
            open_messages: false,
            replies_need_engagement: true,
            tells_authors: true,
            reads_cost: false,
            searches: true,
        }
    }
}

impl XWire {
    /// One of a pair of names.
    pub(crate) fn name(self, new: &'static str, old: &'static str) -> &'static str {
        match self.names {
            XNames::New | XNames::Mixed => new,
            XNames::Old => old,
        }
    }

    /// One of a pair of names of which the live wire still shows the old one.
    pub(crate) fn lagging_name(self, new: &'static str, old: &'static str) -> &'static str {
        match self.names {
            XNames::New => new,
            XNames::Mixed | XNames::Old => old,
        }
    }
}
