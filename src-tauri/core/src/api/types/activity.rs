//! The record as people read it.

use super::{PostSummary, When, dto};
use crate::audit::ActKind;
use crate::model::{ChannelId, CorrelationId, PersonId, Platform, PostId};

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
        /// That post's first words, as it says now.
        pub title: Option<String>,
        /// That post's platform.
        pub platform: Option<Platform>,
        /// That post's channel, as the account is called.
        pub channel_name: Option<String>,
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
        /// Only entries whose sentence, words or post hold this text.
        pub text: String,
        /// Only what this person did.
        pub person_id: Option<PersonId>,
        /// Only acts of this kind.
        pub kind: Option<ActKind>,
        /// Only about posts of this channel.
        pub channel_id: Option<ChannelId>,
        /// Only from this day on, in the clinic's zone: `2026-11-20`.
        pub from: Option<String>,
        /// Only until this day, it among them.
        pub until: Option<String>,
    }

    /// The record by post: each with the newest of its entries that was looked for.
    pub struct StoryPage {
        /// The stories, the newest first.
        pub stories: Vec<Story>,
        /// Ask for stories before this entry to go on. A story that was told already may come again.
        pub next_before: Option<i64>,
    }

    /// The story of one post, as a list shows it.
    pub struct Story {
        /// Ties it together.
        pub correlation_id: CorrelationId,
        /// The post; nothing when it was put away.
        pub post: Option<PostSummary>,
        /// Its first words.
        pub title: String,
        /// How many entries it has.
        pub entries: u32,
        /// The newest entry of it that was looked for.
        pub newest: ActivityEntry,
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

    /// How far the record has come, and what tells of it elsewhere.
    pub struct RecordState {
        /// How many entries it has.
        pub entries: i64,
        /// The hash of the newest.
        pub head: String,
        /// The newest checkpoint.
        pub checkpoint: Option<CheckpointSeen>,
        /// Whether whoever is signed in may export the record and posts' dossiers.
        pub may_export: bool,
    }

    /// A checkpoint as people read it.
    pub struct CheckpointSeen {
        /// The newest entry then.
        pub seq: i64,
        /// That entry's hash.
        pub hash: String,
        /// When.
        pub at: When,
        /// The first digits of the fingerprint of the key that signed it.
        pub key_fingerprint: String,
    }

    /// How far a check of the record has come.
    pub struct RecordProgress {
        /// Entries that were read.
        pub done: u64,
        /// Entries that there are.
        pub total: u64,
    }

    /// What a check of the whole record found.
    pub struct RecordCheck {
        /// What came of it, in a sentence.
        pub sentence: String,
        /// Whether nothing is wrong.
        pub whole: bool,
        /// How many entries were read.
        pub entries: u64,
        /// How many checkpoints that were kept elsewhere agree.
        pub kept: u64,
        /// What is wrong, the first of it first.
        pub findings: Vec<RecordFinding>,
        /// How many things are wrong, those that are not told among them.
        pub wrong: u64,
    }

    /// One thing that is wrong with the record.
    pub struct RecordFinding {
        /// The entry that it is about.
        pub seq: Option<i64>,
        /// The post that it is about.
        pub post_id: Option<String>,
        /// A sentence.
        pub sentence: String,
    }
}
