//! The record as people read it.

use super::{When, dto};
use crate::model::{CorrelationId, PostId};

dto! {
    /// One entry of the record.
    pub struct ActivityEntry {
        /// Its place in the chain, from 1.
        pub seq: i64,
        /// When.
        pub at: When,
        /// Who, as shown; *Countersign* when the application acted by itself.
        pub by: String,
        /// What was done: a word of the record, such as `post.signed`.
        pub action: String,
        /// The sentence people read.
        pub sentence: String,
        /// Whether it was allowed.
        pub allowed: bool,
        /// Why not, when it was not: a word of the record.
        pub reason: Option<String>,
        /// The post it is about.
        pub post_id: Option<PostId>,
        /// Ties it to the post's other entries.
        pub correlation_id: Option<CorrelationId>,
        /// Codes, ids and digests, for *Details*.
        pub detail: Vec<ActivityFact>,
        /// The personal words that belong to it, unless they were erased.
        pub words: Option<String>,
        /// The entry's hash in the chain.
        pub hash: String,
    }

    /// A fact of an entry.
    pub struct ActivityFact {
        /// What it is.
        pub name: String,
        /// Its value.
        pub value: String,
    }

    /// A page of the record, newest first.
    pub struct ActivityPage {
        /// The entries.
        pub entries: Vec<ActivityEntry>,
        /// Ask for entries before this one to go on.
        pub next_before: Option<i64>,
    }

    /// Which entries to show.
    pub struct ActivityRequest {
        /// Only before this entry.
        pub before: Option<i64>,
        /// Only of this post's story.
        pub correlation_id: Option<CorrelationId>,
        /// Only what was refused.
        pub denied_only: bool,
        /// Only entries whose sentence or words hold this text.
        pub text: String,
    }

    /// What verifying the chain found.
    pub struct Verification {
        /// How many entries were read.
        pub entries: i64,
        /// The first entry that does not fit, if any.
        pub broken_at: Option<i64>,
        /// A sentence.
        pub sentence: String,
        /// The hash of the newest entry.
        pub head: String,
    }
}
