//! Hashtags from a theme and its topic.
//!
//! Invariant: a hashtag is letters and digits only, has a letter, and is short enough to be read.

use super::theme::{Shape, Theme};

const LONGEST: usize = 28;
const MOST_WORDS: usize = 5;

/// The hashtags that fit, the more particular first; at most two, with their signs.
pub(super) fn hashtags(theme: &Theme, topic_tag: Option<&str>) -> Vec<String> {
    let own = match theme.shape {
        Shape::Day => from_words(&theme.name, MOST_WORDS),
        // The topic's own tag is the one that people search for.
        Shape::Topic if topic_tag.is_none() => from_words(&theme.name, 3),
        Shape::Topic | Shape::Statement | Shape::Question | Shape::Label => None,
    };
    let mut tags: Vec<String> = Vec::new();
    for tag in own.into_iter().chain(topic_tag.filter(|tag| !tag.is_empty()).map(str::to_owned)) {
        // «#Diabetes» says nothing more beside «#WorldDiabetesDay».
        if !tags.iter().any(|known| known.to_lowercase().contains(&tag.to_lowercase())) {
            tags.push(tag);
        }
    }
    tags.into_iter().map(|tag| format!("#{tag}")).collect()
}

/// The words of `name` run together, each with a capital; nothing when that would be hard to read.
fn from_words(name: &str, most: usize) -> Option<String> {
    let words: Vec<String> =
        name.split([' ', '-', '–', '&', ',']).map(letters).filter(|word| !word.is_empty()).collect();
    let tag: String = words.iter().map(|word| with_capital(word)).collect();
    let readable = (1..=most).contains(&words.len())
        && (3..=LONGEST).contains(&tag.chars().count())
        && tag.starts_with(char::is_alphabetic);
    readable.then_some(tag)
}

fn letters(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn with_capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Language, phrases::phrasebook};
    use super::*;

    fn tags(theme: &str, topic: Option<&str>) -> Vec<String> {
        hashtags(&Theme::read(theme, Language::English, phrasebook(Language::English).grammar), topic)
    }

    #[test]
    fn a_theme_becomes_one_word_with_capitals() {
        assert_eq!(tags("World COPD Day", Some("LungHealth")), ["#WorldCOPDDay", "#LungHealth"]);
        assert_eq!(tags("children's eye health", None), ["#ChildrensEyeHealth"]);
        assert_eq!(tags("Sleep", Some("Sleep")), ["#Sleep"]);
    }

    #[test]
    fn what_would_be_hard_to_read_is_left_out() {
        assert_eq!(tags("antibiotics do not cure a cold", Some("Antibiotics")), ["#Antibiotics"]);
        assert_eq!(tags("flu shots for everyone over sixty", None), Vec::<String>::new());
        assert_eq!(tags("2026", None), Vec::<String>::new());
        assert_eq!(tags("{{ theme }}", None), Vec::<String>::new());
    }
}
