//! A draft for YouTube: a title, and the description of a video that a person still has to film and add.
//!
//! Invariant: the title is the theme in one line, never longer than YouTube takes; nothing that only a person can say is
//! said here: neither who may watch the video, nor whether it is made for children.

use super::compose::Composer;
use super::{WriteError, facebook};
use crate::model::{Content, Platform, PlatformOptions, YoutubeVideo};

/// YouTube's own limit is the check's to know; titles are cut off in lists long before it.
const LONGEST_TITLE: usize = 100;

/// Writes the title and the description.
pub(super) fn write(composer: &Composer<'_>) -> Result<Content, WriteError> {
    // A description asks, tells and invites as a Page's post does.
    let text = without_brackets(&facebook::write(composer)?);
    let title = title(&without_brackets(&composer.theme.sentence));
    Ok(Content {
        options: PlatformOptions::Youtube(YoutubeVideo { title, ..YoutubeVideo::NEW }),
        ..Content::of_text(Platform::Youtube, text)
    })
}

/// YouTube takes no angle brackets anywhere.
fn without_brackets(text: &str) -> String {
    text.replace('<', "‹").replace('>', "›")
}

/// The theme without its full stop, whole words up to the limit.
fn title(theme: &str) -> String {
    let theme = theme.trim().trim_end_matches('.');
    if theme.chars().count() <= LONGEST_TITLE {
        return theme.to_owned();
    }
    let mut title = String::new();
    for word in theme.split_whitespace() {
        if title.chars().count() + 1 + word.chars().count() > LONGEST_TITLE {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    if title.is_empty() { theme.chars().take(LONGEST_TITLE).collect() } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_whole_words_and_no_longer_than_it_may_be() {
        assert_eq!(title("Flu shots for over-60s."), "Flu shots for over-60s");
        let long = title(&"word ".repeat(60));
        assert!(long.chars().count() <= LONGEST_TITLE && long.ends_with("word"), "{long}");
        assert_eq!(title(&"x".repeat(150)).chars().count(), LONGEST_TITLE);
    }
}
