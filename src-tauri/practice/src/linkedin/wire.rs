//! How LinkedIn shows what it keeps where that is not what it was sent, and what it refuses for a moment only.
//!
//! Invariant: this decides what is shown and when, never what is true: the ledger holds what became public.

use serde::{Deserialize, Serialize};

/// What comes back for the address of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedinArticles {
    /// What was sent.
    #[default]
    AsSent,
    /// The address with a mark of LinkedIn's own.
    Marked,
    /// Nothing: the card is not shown.
    Missing,
}

/// How LinkedIn writes what it answers. The usual way is as things were sent, at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkedinWire {
    /// After how many signs a commentary or a comment ends, without a word.
    pub longest: Option<usize>,
    /// What becomes of an article's address.
    pub articles: LinkedinArticles,
    /// The last picture of a post is not shown.
    pub without_a_picture: bool,
    /// How many more comments are refused because LinkedIn has not made up its mind about the post. It says so in two
    /// ways; which status the second one carries is written nowhere.
    pub early_comments: u32,
    /// Of how many more videos and documents LinkedIn makes nothing, however good they are.
    pub spoils: u32,
    /// Whether an app is given what renews a sign-in, which LinkedIn does for few.
    pub renews: bool,
    /// Whether whoever manages a page deletes what others wrote under its posts; nobody says so.
    pub pages_delete_comments: bool,
    /// Whether an app is told who somebody is by their number.
    pub tells_names: bool,
}

impl LinkedinWire {
    /// A text, as far as it is shown.
    pub(crate) fn cut<'a>(&self, text: &'a str) -> &'a str {
        let end = self.longest.and_then(|longest| text.char_indices().nth(longest));
        end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
    }

    /// The address of an article, as far as it is shown.
    pub(crate) fn article(&self, source: &str) -> Option<String> {
        match self.articles {
            LinkedinArticles::AsSent => Some(source.to_owned()),
            LinkedinArticles::Marked => Some(format!("{source}?trk=public_post")),
            LinkedinArticles::Missing => None,
        }
    }
}
