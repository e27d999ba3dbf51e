//! Kept answers, as the interface sees them: short words with places for what differs each time.

use super::{When, dto};
use crate::check::ReplyPlace;
use crate::model::{ItemId, SavedReplyId};

dto! {
    /// A short answer that the clinic keeps.
    pub struct SavedReply {
        /// Which.
        pub id: SavedReplyId,
        /// What people call it.
        pub title: String,
        /// Its words, with places in braces.
        pub words: String,
        /// Who changed it last.
        pub by: String,
        /// When.
        pub at: When,
    }

    /// Every kept answer, and what can stand in their places.
    pub struct SavedReplies {
        /// They, by title.
        pub replies: Vec<SavedReply>,
        /// What can stand in a place.
        pub places: Vec<ReplyPlace>,
    }

    /// Words that somebody types to keep them.
    pub struct SavedReplyWords {
        /// They.
        pub words: String,
    }

    /// A kept answer as somebody wants it.
    pub struct SavedReplySave {
        /// Which is changed; none for a new one.
        pub id: Option<SavedReplyId>,
        /// What people call it.
        pub title: String,
        /// Its words.
        pub words: String,
    }

    /// Names a kept answer.
    pub struct SavedReplyRef {
        /// Which.
        pub id: SavedReplyId,
    }

    /// A kept answer that is wanted as an answer to something.
    pub struct SavedReplyFill {
        /// Which.
        pub id: SavedReplyId,
        /// What it answers.
        pub item_id: ItemId,
    }

    /// The words of a kept answer for whoever wrote.
    pub struct SavedReplyFilled {
        /// They; what is not known still stands in braces, and can't be sent.
        pub text: String,
        /// What is not known, a sentence a place.
        pub missing: Vec<String>,
    }
}
