//! Shared texts, copies, threads and hashtag sets, as the interface sees them.

use super::{Picture, dto};
use crate::check::Report;
use crate::model::{BatchId, ChannelId, Content, HashtagSetId, PostId, RevisionId};

dto! {
    /// Blank posts for several channels that share a text.
    pub struct BatchBegin {
        /// Where they are meant to go.
        pub channels: Vec<ChannelId>,
    }

    /// Posts that begin as copies of another.
    pub struct BatchCopy {
        /// The post to copy; it may be public already.
        pub post_id: PostId,
        /// Where the copies are meant to go.
        pub channels: Vec<ChannelId>,
    }

    /// A new text for the posts that follow their batch's.
    pub struct SharedSave {
        /// Which batch.
        pub batch_id: BatchId,
        /// The shared text that the change was made upon; another one is refused as stale.
        pub base: String,
        /// The new one.
        pub text: String,
    }

    /// A shared text to try on without keeping it.
    pub struct SharedCheck {
        /// Which batch.
        pub batch_id: BatchId,
        /// The text.
        pub text: String,
    }

    /// What a shared text is on one of its channels.
    pub struct SharedFit {
        /// The post that follows.
        pub post_id: PostId,
        /// What it would say.
        pub content: Content,
        /// What the checks say of that.
        pub report: Report,
    }

    /// Lets a post follow its batch's shared text again.
    pub struct PostFollow {
        /// Which.
        pub id: PostId,
        /// The revision that is on the screen; another head is refused as stale.
        pub base_revision: RevisionId,
    }

    /// A content whose too long posts are to become a thread.
    pub struct ThreadSplit {
        /// For which channel.
        pub channel_id: ChannelId,
        /// The content.
        pub content: Content,
        /// Whether every post ends with its number: «(1/3)».
        pub numbered: bool,
    }

    /// Words to find posts of the past by.
    pub struct PostFind {
        /// All of them have to occur; none at all finds the newest.
        pub words: String,
    }

    /// What came of several pictures that were chosen together.
    pub struct PicturesTaken {
        /// Those that were taken in.
        pub pictures: Vec<Picture>,
        /// Those that were not.
        pub refused: Vec<PictureNotTaken>,
        /// Whether a person stopped one; those behind it were not looked at.
        pub stopped: bool,
    }

    /// A picture that was not taken in.
    pub struct PictureNotTaken {
        /// The file's name, for the person who chose it.
        pub file_name: String,
        /// Why, in a sentence.
        pub message: String,
    }

    /// How far a video has come in.
    pub struct MediaComing {
        /// The file's name.
        pub file_name: String,
        /// The bytes that are kept.
        pub done: u64,
        /// The bytes of the file.
        pub total: u64,
    }

    /// Asks the window for a piece of a video that it offered.
    pub struct MediaWanted {
        /// Which of its offers.
        pub turn: u32,
        /// The program's own number of this very piece, which is never given twice: the window hands the piece over by it.
        pub ticket: u32,
        /// Where the piece begins.
        pub from: u64,
        /// How long it is.
        pub bytes: u64,
    }

    /// A set of hashtags.
    pub struct HashtagSet {
        /// Which.
        pub id: HashtagSetId,
        /// What people call it.
        pub name: String,
        /// The tags, each with its sign.
        pub tags: Vec<String>,
    }

    /// A set of hashtags to keep.
    pub struct HashtagSetSave {
        /// Which; a new one when none.
        pub id: Option<HashtagSetId>,
        /// What people call it.
        pub name: String,
        /// The tags as somebody typed them, with or without signs.
        pub tags: String,
    }

    /// Names a set of hashtags.
    pub struct HashtagSetRef {
        /// Which.
        pub id: HashtagSetId,
    }
}
