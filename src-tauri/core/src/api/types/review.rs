//! The review queue, what the doctor reads, and the talk about a post.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ApiError, Post, PostSummary, When, dto};
use crate::model::words::word_enum;
use crate::model::{Content, Digest, PostId, RemarkId, RevisionId};
use crate::review::{Anchor, RemarkKind};

dto! {
    /// What waits for the doctor, by due time; posts without a time come last.
    pub struct ReviewQueue {
        /// The posts.
        pub posts: Vec<PostSummary>,
        /// Those of them that expire unsigned before long, the soonest first.
        pub expiring: Vec<PostId>,
        /// Those of them that wait for another doctor: the reader signed them, or wrote them where that does not count.
        pub for_another: Vec<PostId>,
    }

    /// A post as the doctor reads it: the very revision that will be sent.
    pub struct ReviewSheet {
        /// The post.
        pub post: Post,
        /// The digest of the manifest that a signature will cover; sent back with the signature.
        pub manifest: Digest,
        /// The signature counts from here…
        pub not_before: Option<When>,
        /// …until here.
        pub not_after: Option<When>,
        /// What stands in the way of a signature, in a sentence.
        pub cannot_sign: Option<String>,
        /// The version that was on this reader's screen last, if it differs from this one.
        pub seen_before: Option<SeenBefore>,
        /// The doctor's own note, kept with the signature.
        pub note: String,
        /// The talk.
        pub talk: Vec<Remark>,
        /// The signatures that count, the oldest first.
        pub signatures: Vec<Signature>,
        /// How many doctors have to sign still.
        pub signatures_missing: u32,
    }

    /// Says which version a screen shows to the person who is signed in.
    pub struct ReviewSeen {
        /// Which post.
        pub post_id: PostId,
        /// The version that is on the screen.
        pub revision_id: RevisionId,
    }

    /// What the reader saw last time.
    pub struct SeenBefore {
        /// When.
        pub at: When,
        /// The version's number.
        pub number: u32,
        /// What it said.
        pub content: Content,
    }

    /// A signature as people read it.
    pub struct Signature {
        /// The doctor.
        pub by: String,
        /// The doctor's registration number.
        pub registration: Option<String>,
        /// When.
        pub at: When,
        /// What it covers.
        pub manifest: Digest,
        /// The first digits of the key's fingerprint.
        pub key_fingerprint: String,
        /// Whether it was given beforehand, and `at` is when the answer was given under it.
        pub beforehand: bool,
    }

    /// One remark of the talk.
    pub struct Remark {
        /// Which.
        pub id: RemarkId,
        /// Who.
        pub by: String,
        /// When.
        pub at: When,
        /// What kind of remark.
        pub kind: RemarkKind,
        /// The words.
        pub text: String,
        /// The version it was made upon.
        pub revision_number: u32,
        /// The words it is about: where they stand in the newest version, or, once they are gone, where they stood.
        pub anchor: Option<Anchor>,
        /// How far what it asks for has come; nothing for a remark that asks for nothing.
        pub resolution: Option<Resolution>,
        /// Who said that it is settled.
        pub resolved_by: Option<String>,
        /// When.
        pub resolved: Option<When>,
    }

    /// Says that what a remark asks for is settled, or is open after all.
    pub struct RemarkResolve {
        /// Which.
        pub id: RemarkId,
        /// Whether it is settled.
        pub settled: bool,
    }

    /// A remark, a request for changes, a rejection or a note.
    pub struct ReviewWords {
        /// Which post.
        pub post_id: PostId,
        /// The words.
        pub text: String,
        /// The words of the post that they are about; the whole post when left out.
        pub anchor: Option<Anchor>,
    }

    /// What the doctor signs: the digest that was on the screen.
    pub struct SignRequest {
        /// Which post.
        pub post_id: PostId,
        /// The manifest's digest, as the review sheet showed it.
        pub manifest: Digest,
    }

    /// What became of one signature that was asked for.
    pub struct SignOutcome {
        /// Which post.
        pub post_id: PostId,
        /// The post as it is now, when it was signed.
        pub signed: Option<PostSummary>,
        /// Why it was not.
        pub refused: Option<ApiError>,
    }
}

word_enum! {
    /// How far what a remark asks for has come.
    pub enum Resolution {
        /// Somebody has to do something.
        Open = "open",
        /// The words it was about are not in the newest version any more.
        WordsChanged = "words_changed",
        /// A person said that it is settled.
        Settled = "settled",
    }
}
