//! Taking down, posting by hand and deciding, as the interface sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Post, PostSummary, When, dto};
use crate::model::words::word_enum;
use crate::model::{ChannelId, Digest, PartRole, Platform, PlatformOptions, PostId};
use crate::publish::{RemovalState, TakeDownBegun};

word_enum! {
    /// What a file is to a post that a person posts by hand.
    pub enum HandMediaKind {
        /// A picture that the post shows.
        Picture = "picture",
        /// A video.
        Video = "video",
        /// The picture that stands there before a video plays.
        Cover = "cover",
        /// A document that is read page by page.
        Document = "document",
    }
}

dto! {
    /// Names posts.
    pub struct PostsRef {
        /// Which.
        pub ids: Vec<PostId>,
    }

    /// What asking for posts to be taken down set going.
    pub struct TakeDown {
        /// Each post, in the order asked.
        pub posts: Vec<TakenDown>,
    }

    /// One post of a take-down.
    pub struct TakenDown {
        /// The post as it is now.
        pub post: PostSummary,
        /// What was set going.
        pub begun: TakeDownBegun,
    }

    /// How the removal of one part stands.
    pub struct PartRemoval {
        /// How far it has come.
        pub state: RemovalState,
        /// Who asked.
        pub asked_by: String,
        /// When.
        pub asked: When,
        /// What happened and what to do, while it is not gone.
        pub message: Option<String>,
        /// The platform's own words, for *Details*.
        pub detail: Option<String>,
        /// When it is tried again by itself.
        pub next_try: Option<When>,
    }

    /// A new channel that a person serves by hand.
    pub struct ChannelByHand {
        /// The platform.
        pub platform: Platform,
        /// What the clinic calls it; empty for the account's own name.
        pub name: String,
        /// The account's name as people know it; empty for what its address says.
        pub account_name: String,
        /// The address of the account's own page.
        pub address: String,
    }

    /// What a person needs to post by hand: what was signed, and where it goes.
    pub struct HandKit {
        /// The post.
        pub post_id: PostId,
        /// The platform.
        pub platform: Platform,
        /// The channel.
        pub channel_id: ChannelId,
        /// The account's name.
        pub account_name: String,
        /// The address of the account's own page.
        pub account_page: String,
        /// Why a person has to: the channel's own problem, or nothing where it is always so.
        pub problem: Option<String>,
        /// Whether it waits in the platform's own app, where a person finishes it; its files are there already.
        pub in_app: bool,
        /// Why nothing more of it may be posted, if so. What was posted before can still be said; no words are here then.
        pub over: Option<String>,
        /// Since when it may be posted.
        pub since: When,
        /// Who signed it.
        pub signed_by: Option<String>,
        /// The link that goes beside the text.
        pub link: Option<String>,
        /// Everything that was chosen beside the text, as signed: whoever posts by hand chooses it there. Nothing where no more
        /// of it may be posted.
        pub options: Option<PlatformOptions>,
        /// The parts to post, in order.
        pub parts: Vec<HandPart>,
    }

    /// One part to post by hand.
    pub struct HandPart {
        /// Its place in the post, from 0.
        pub ordinal: u32,
        /// What it is to the post.
        pub role: PartRole,
        /// The text, as signed.
        pub text: String,
        /// Its pictures, in order.
        pub media: Vec<HandMedia>,
    }

    /// One picture or video to post by hand.
    pub struct HandMedia {
        /// What it is to the post.
        pub kind: HandMediaKind,
        /// The digest of the signed bytes.
        pub digest: Digest,
        /// The picture it was made of, to show.
        pub master: Option<Digest>,
        /// A name for the file.
        pub file_name: String,
        /// In bytes.
        pub bytes: u64,
        /// What is told to people who can't see it.
        pub alt: String,
    }

    /// A person posted what was handed over.
    pub struct HandPosted {
        /// Which post.
        pub post_id: PostId,
        /// The address of each part that was handed over, in order; empty for one that was not posted.
        pub addresses: Vec<String>,
    }

    /// All that is known about a post that a person has to decide about.
    pub struct Resolve {
        /// The post, its attempts among it.
        pub post: Post,
        /// The address of the account's own page, where a person can look.
        pub account_page: Option<String>,
        /// The account's name.
        pub account_name: String,
        /// How often the platform was looked at, when the post is in doubt.
        pub looks: u32,
        /// How many of those looks were complete and showed nothing.
        pub empty_looks: u32,
        /// Whether part of it is public.
        pub partly_public: bool,
        /// Whether a signature covers it as it stands.
        pub signed: bool,
        /// Whether a person was content with what is public of it.
        pub rest_dropped: bool,
    }
}
