//! What discovery needs of a platform's client: the newest posts of anybody's that hold some words.
//!
//! Invariant: a client reads and changes nothing. It tells how many posts were read, since each is paid for, also of what it did not
//! understand; and the words of a topic are words to it, never orders of the platform's own.

use async_trait::async_trait;

use crate::gate::Account;
use crate::model::{Millis, Platform};
use crate::publish::Failure;

use super::super::reader::AuthorSeen;
use super::topics::TopicLanguage;

/// One search.
#[derive(Debug, Clone, Copy)]
pub struct SearchAsk<'a> {
    /// By whom; what they wrote themselves is not looked for.
    pub account: &'a Account,
    /// What has to be in a post: each word, and what stands between quotation marks as it stands there.
    pub words: &'a str,
    /// In which language.
    pub language: TopicLanguage,
    /// How many posts at most.
    pub most: u32,
    /// Only what is newer than this post.
    pub newer_than: Option<&'a str>,
    /// Only what is older than this post.
    pub older_than: Option<&'a str>,
}

/// What came of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What was found, the newest first.
    pub hits: Vec<HitSeen>,
    /// How many posts were read, and so paid for: as many as that, or more.
    pub read: u32,
    /// Whether there is more, which is older.
    pub more: bool,
    /// Something could not be understood.
    pub doubtful: bool,
}

/// A post that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitSeen {
    /// The platform's id.
    pub platform_id: String,
    /// Who wrote it; none where the platform did not tell.
    pub author: Option<AuthorSeen>,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub written_at: Millis,
    /// Where the public sees it.
    pub permalink: String,
    /// How many saw and liked it.
    pub counts: HitCounts,
}

/// Numbers of a post as they were told; what is none was not told, which is not nought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HitCounts {
    /// How often it was shown.
    pub views: Option<u64>,
    /// How many liked it.
    pub likes: Option<u64>,
    /// How many answered it.
    pub replies: Option<u64>,
    /// How many posted it on.
    pub reposts: Option<u64>,
}

/// A platform's client, as discovery uses it.
#[async_trait]
pub trait Searcher: Send + Sync {
    /// The platform it speaks to.
    fn platform(&self) -> Platform;

    /// Searches once.
    ///
    /// # Errors
    /// When nothing was found out. A [`FailureClass::SetUp`](crate::publish::FailureClass) is what this account may not search at all, and
    /// its words say why.
    async fn search(&self, ask: &SearchAsk<'_>) -> Result<Found, Failure>;
}
