//! What platforms do to a text on its way to the page, undone on both sides before two texts are compared.
//!
//! Invariant: two texts with the same plain form look the same to a reader. Words, spaces between words and the order of
//! lines are never touched.

use unicode_normalization::UnicodeNormalization as _;

/// The form in which texts are compared: composed characters, one kind of line end, no space at the edges.
pub(crate) fn plain(text: &str) -> String {
    joined(text).trim().to_owned()
}

/// As [`plain`], for a piece of a text whose edges are not the text's.
pub(crate) fn joined(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_can_not_tell_apart_is_the_same() {
        assert_eq!(plain("Cafe\u{301} \r\nopen\n"), "Café \nopen");
    }

    #[test]
    fn what_a_reader_can_tell_apart_is_not() {
        assert_ne!(plain("a  b"), plain("a b"));
        assert_ne!(plain("a\n\nb"), plain("a\nb"));
        assert_ne!(plain("Open"), plain("open"));
    }
}
