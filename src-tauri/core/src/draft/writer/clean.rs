//! Makes text that people typed fit to stand in a sentence, without changing what it says.
//!
//! Invariant: what comes out has no control characters, no line ends, no marks that turn the reading direction of the
//! text after it, and nothing that a platform refuses; every visible character stays.

use unicode_segmentation::UnicodeSegmentation as _;

/// `text` on one line, without invisible characters that could do harm.
pub(super) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_harmful(*c)) {
        if !(c.is_whitespace() || c.is_control()) {
            cleaned.push(c);
        } else if !cleaned.ends_with(' ') && !cleaned.is_empty() {
            cleaned.push(' ');
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Byte order marks and non-characters, which X refuses, and marks that set the reading direction.
const fn is_harmful(c: char) -> bool {
    matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// Whether `text` has nothing that a reader would take for a word or a picture.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || c.is_ascii_punctuation()
            || is_harmful(c)
            || matches!(c, '¡' | '¿' | '«' | '»' | '\u{AD}' | '\u{2000}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}')
    })
}

/// `text` without the punctuation that ends a phrase. A question mark is part of what is said.
pub(super) fn without_end(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | '!' | '…'));
    if bare.is_empty() { text } else { bare }
}

/// Whether `text` ends as a sentence does.
pub(super) fn is_closed(text: &str) -> bool {
    let inner = text.trim_end_matches([')', ']', '"', '”', '»', '’', '\'']);
    inner.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।'])
}

/// A mark that opens, and therefore can't be followed by a full stop.
pub(super) const fn is_opening_mark(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '“' | '„' | '¿' | '¡')
}

/// `text` with a capital first letter, unless it begins with something that is written its own way, as «mRNA».
pub(super) fn capitalised(text: &str) -> String {
    let Some((at, first)) = text.char_indices().find(|(_, c)| !is_opening_mark(*c)) else { return text.to_owned() };
    let word = text.get(at..).unwrap_or_default().split_whitespace().next().unwrap_or_default();
    if word.chars().skip(1).any(char::is_uppercase) || !first.is_lowercase() {
        return text.to_owned();
    }
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + first.len_utf8()..).unwrap_or_default());
    format!("{before}{}{after}", first.to_uppercase())
}

/// `text` as a sentence that ends with a full stop, if it does not end already.
pub(super) fn sentence(text: &str) -> String {
    let mut sentence = capitalised(text);
    if !is_closed(&sentence) && sentence.ends_with(char::is_alphanumeric) {
        sentence.push('.');
    }
    sentence
}

/// The longest beginning of `text` that `fits`, cut after a word if there is one to cut after.
pub(super) fn beginning(text: &str, fits: impl Fn(&str) -> bool) -> &str {
    let mut end = 0;
    let mut word_end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = at + grapheme.len();
        if !text.get(..next).is_some_and(&fits) {
            break;
        }
        if grapheme.chars().all(char::is_whitespace) {
            word_end = at;
        }
        end = next;
    }
    let cut = if end < text.len() && word_end * 2 > end { word_end } else { end };
    text.get(..cut).unwrap_or_default().trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_on_one_line_and_harmless() {
        assert_eq!(clean("  flu\n\tshots \r\n today\u{0} "), "flu shots today");
        assert_eq!(clean("\u{202E}abc\u{202C}\u{FEFF}\u{FFFF}"), "abc");
        assert_eq!(clean("👩\u{200D}⚕️ می\u{200C}خواهم"), "👩\u{200D}⚕️ می\u{200C}خواهم", "joiners belong to the word");
        assert_eq!(clean(" \n "), "");
    }

    #[test]
    fn punctuation_alone_is_blank_and_an_emoji_is_not() {
        assert!(["", " ", "...", "¿?", "!!! — …", "\u{FE0F}\u{200D}"].into_iter().all(is_blank));
        assert!(!["a", "7", "😷", "肺", "«x»"].into_iter().any(is_blank));
    }

    #[test]
    fn phrases_become_sentences() {
        assert_eq!(sentence("free checks on Saturday"), "Free checks on Saturday.");
        assert_eq!(sentence("free checks!"), "Free checks!");
        assert_eq!(sentence("mRNA, explained (“simply.”)"), "mRNA, explained (“simply.”)");
        assert_eq!(sentence("¿dudas?"), "¿Dudas?");
        assert_eq!(sentence("handwashing 🧼"), "Handwashing 🧼");
        assert_eq!(without_end("back pain at work..."), "back pain at work");
    }

    #[test]
    fn a_text_is_cut_after_a_word() {
        assert_eq!(beginning("one two three four", |text| text.len() <= 12), "one two");
        assert_eq!(beginning("one", |_| true), "one");
        assert_eq!(beginning("supercalifragilistic", |text| text.len() <= 5), "super");
        assert_eq!(beginning("👨‍👩‍👧‍👦x", |text| text.len() <= 8), "");
    }
}
