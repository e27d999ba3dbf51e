//! What the numbers need of a platform's client: what it says of some posts, and of an account.
//!
//! Invariant: a client reads and changes nothing. What a platform does not tell is missing with a reason; *gone* is said only where
//! it says so; and a post that it says nothing of is not in the answer.

use async_trait::async_trait;

use crate::gate::Account;
use crate::model::{Millis, PartId, Platform};
use crate::publish::Failure;

use super::metric::{CountedAs, Metric, Told};

/// A post that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostAsked {
    /// Which part of ours it is.
    pub part: PartId,
    /// What the platform calls it.
    pub platform_id: String,
    /// Where the public sees it, as far as that is known.
    pub permalink: Option<String>,
    /// As what it is counted.
    pub form: CountedAs,
    /// When it became public.
    pub posted_at: Millis,
}

/// What a platform says of one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostReading {
    /// Which part of ours it is.
    pub part: PartId,
    /// What it says.
    pub said: Said,
}

/// See [`PostReading`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// These numbers, each as it is told; what is not among them was not in the answer.
    Numbers(Vec<(Metric, Told)>),
    /// That there is no such thing.
    Gone,
    /// Nothing, as long as it stands as it does, and why, in a sentence.
    Nothing(String),
}

/// A platform's client, as the numbers use it.
#[async_trait]
pub trait Meter: Send + Sync {
    /// The platform it speaks to.
    fn platform(&self) -> Platform;

    /// Reads the numbers of posts of one account, as many as the platform tells of at once.
    ///
    /// # Errors
    /// When none of them can be read.
    async fn posts(&self, account: &Account, asked: &[PostAsked]) -> Result<Vec<PostReading>, Failure>;

    /// Reads the numbers of an account. `now` is where spans of days end.
    ///
    /// # Errors
    /// When none of them can be read.
    async fn account(&self, account: &Account, now: Millis) -> Result<Vec<(Metric, Told)>, Failure>;
}
