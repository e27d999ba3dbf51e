//! What a platform can be asked about a post that is out, one word for each.
//!
//! Invariant: a field is named here, and compared where the platform tells it; how a platform rewrites it is its client's.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// Something of a post that its platform shows.
    pub enum ShownField {
        /// Whose it is.
        Account = "account",
        /// The words.
        Text = "text",
        /// The title.
        Title = "title",
        /// The address whose card it shows.
        Link = "link",
        /// How many pictures.
        Pictures = "pictures",
        /// How many videos.
        Videos = "videos",
        /// How many documents.
        Documents = "documents",
        /// What the pictures are described as.
        Descriptions = "descriptions",
        /// Who may see it.
        Visibility = "visibility",
        /// Whether it is made for children.
        MadeForKids = "made_for_kids",
        /// The words that it is found by.
        Tags = "tags",
        /// What it is filed under.
        Category = "category",
        /// What it answers.
        Answers = "answers",
    }
}

impl ShownField {
    /// As people read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Text => "text",
            Self::Title => "title",
            Self::Link => "link",
            Self::Pictures => "number of pictures",
            Self::Videos => "number of videos",
            Self::Documents => "number of documents",
            Self::Descriptions => "descriptions of the pictures",
            Self::Visibility => "who may see it",
            Self::MadeForKids => "made for children",
            Self::Tags => "tags",
            Self::Category => "category",
            Self::Answers => "what it answers",
        }
    }
}
