//! What a video on YouTube is told beside its description: title, who may see it, and what the law and YouTube ask of
//! whoever publishes it.
//!
//! Invariant: what would publish by surprise has no default. Who may see it, and whether it is made for children, are none
//! until a person says so; YouTube itself would make a video public where nobody does.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::words::word_enum;

word_enum! {
    /// Who can watch a video.
    pub enum YoutubePrivacy {
        /// Everybody; it appears on the channel and in searches.
        Public = "public",
        /// Whoever has its address.
        Unlisted = "unlisted",
        /// Nobody but the people of the channel.
        Private = "private",
    }
}

word_enum! {
    /// What a video is about, in YouTube's own categories: those that can be assigned everywhere and that a clinic's video
    /// may belong to. (videoCategories.list, read 2026-11-20.)
    #[derive(Default)]
    pub enum YoutubeCategory {
        /// People and blogs; what YouTube takes where nobody says anything.
        #[default]
        People = "people",
        /// Education.
        Education = "education",
        /// How-to and style.
        Howto = "howto",
        /// Science and technology.
        Science = "science",
        /// Non-profits and activism.
        Nonprofits = "nonprofits",
        /// News and politics.
        News = "news",
    }
}

impl YoutubeCategory {
    /// YouTube's number of it.
    pub const fn number(self) -> &'static str {
        match self {
            Self::People => "22",
            Self::Education => "27",
            Self::Howto => "26",
            Self::Science => "28",
            Self::Nonprofits => "29",
            Self::News => "25",
        }
    }
}

/// Everything that a video on YouTube is told beside its description, which is the text of its post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct YoutubeVideo {
    /// The title.
    pub title: String,
    /// Who can watch it; none as long as nobody said so.
    pub privacy: Option<YoutubePrivacy>,
    /// Whether it is made for children, which the law asks of whoever publishes it; none as long as nobody said so.
    pub made_for_kids: Option<bool>,
    /// Whether it shows what looks real and is altered or made by a computer.
    pub synthetic: bool,
    /// What it is about.
    pub category: YoutubeCategory,
    /// Whether those who follow the channel are told of it.
    pub notify: bool,
    /// Words that it is found by.
    pub tags: Vec<String>,
}

impl YoutubeVideo {
    /// What a new one begins with.
    pub const NEW: Self = Self {
        title: String::new(),
        privacy: None,
        made_for_kids: None,
        synthetic: false,
        category: YoutubeCategory::People,
        notify: true,
        tags: Vec::new(),
    };

    /// Whether those who follow the channel are told of it: YouTube tells nobody of a video that not everybody can watch.
    pub const fn tells_followers(&self) -> bool {
        self.notify && matches!(self.privacy, Some(YoutubePrivacy::Public))
    }

    /// How much the tags count, in YouTube's own way: the commas between them as well, and for one with a space the
    /// quotation marks that YouTube puts around it.
    pub fn tags_count(&self) -> usize {
        let each = |tag: &String| tag.chars().count() + if tag.contains(char::is_whitespace) { 2 } else { 0 };
        self.tags.iter().map(each).sum::<usize>() + self.tags.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Content, Platform, PlatformOptions};
    use super::*;

    #[test]
    fn tags_count_with_their_commas_and_the_marks_around_spaces() {
        let tags = |tags: &[&str]| {
            YoutubeVideo { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..YoutubeVideo::NEW }.tags_count()
        };
        assert_eq!((tags(&[]), tags(&["flu"]), tags(&["flu", "clinic"])), (0, 3, 10));
        assert_eq!(tags(&["flu shot", "clinic"]), 8 + 2 + 1 + 6);
    }

    #[test]
    fn followers_are_told_of_what_everybody_can_watch_alone() {
        let tells = |privacy, notify| YoutubeVideo { privacy, notify, ..YoutubeVideo::NEW }.tells_followers();
        assert!(tells(Some(YoutubePrivacy::Public), true) && !tells(Some(YoutubePrivacy::Public), false));
        for privacy in [None, Some(YoutubePrivacy::Unlisted), Some(YoutubePrivacy::Private)] {
            assert!(!tells(privacy, true), "{privacy:?}");
        }
    }

    #[test]
    fn nothing_is_public_or_for_children_before_somebody_says_so() {
        let PlatformOptions::Youtube(new) = PlatformOptions::of(Platform::Youtube) else { unreachable!() };
        assert_eq!((new.privacy, new.made_for_kids), (None, None));
        let content = Content::of_text(Platform::Youtube, "A look around.");
        let kept = serde_json::to_string(&content).unwrap();
        assert!(kept.contains(r#""platform":"youtube","title":"","privacy":null"#), "{kept}");
        assert_eq!(serde_json::from_str::<Content>(&kept).unwrap(), content);
    }
}
