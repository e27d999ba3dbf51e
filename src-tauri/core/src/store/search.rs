//! Searching words: what a person types as a question to the database's own index.
//!
//! Invariant: whatever is typed is words that are looked for, and never the index's language: nothing can make it fail.

/// The items whose words match, to be read from where [`asked`] asks.
pub const MATCHING: &str = "item_words CROSS JOIN item ON item.number = item_words.rowid";

/// What they are ordered by: later ones came in later. The index hands them out in this order and in its reverse, and so stops where
/// whoever reads does.
pub const NUMBER: &str = "item_words.rowid";

/// Those that match what [`question`] made, and came in before a number; both as the statement calls them.
pub fn asked(question: &str, before: &str) -> String {
    format!("item_words MATCH {question} AND item_words.rowid < {before}")
}

/// What is looked for where somebody typed this: all of its words, each of them perhaps the beginning of one. None where there
/// is no word in it.
pub fn question(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split(|letter: char| !letter.is_alphanumeric() && !is_mark(letter))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{word}\"*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Signs that belong to the letter before them, as in Devanagari.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}' | '\u{0900}'..='\u{0903}' | '\u{093a}'..='\u{094f}' | '\u{064b}'..='\u{065f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_words_and_never_the_language_of_the_index() {
        assert_eq!(question("flu shot").as_deref(), Some("\"flu\"* \"shot\"*"));
        assert_eq!(question("a\" OR words: NEAR(x*)").as_deref(), Some("\"a\"* \"OR\"* \"words\"* \"NEAR\"* \"x\"*"));
        assert_eq!(question("दर्द").as_deref(), Some("\"दर्द\"*"));
        assert_eq!(question("  -- \"*\" "), None);
    }
}
