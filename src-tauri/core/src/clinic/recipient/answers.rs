//! Yes and no, as people write them into a table.
//!
//! Invariant: a no is only what is known as one. Whatever else stands where somebody may have said stop is taken for a stop:
//! a day, a `ja`, a name.

/// No, in the languages of those who make the tables, and as table programs write it.
const NO: &[&str] = &[
    "no", "n", "false", "0", "-", "–", "—", "nein", "falsch", "non", "faux", "não", "nao", "falso", "nee", "onwaar",
    "nej", "nei", "ne", "nie", "hayır",
];
/// Yes, likewise.
const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "1",
    "x",
    "ok",
    "ja",
    "j",
    "wahr",
    "oui",
    "o",
    "vrai",
    "si",
    "sì",
    "sí",
    "s",
    "sim",
    "vero",
    "verdadero",
    "verdadeiro",
    "waar",
    "tak",
    "da",
    "evet",
    "✓",
    "✔",
];

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether a text says no, in so many words.
pub(super) fn is_no(text: &str) -> bool {
    NO.contains(&plain(text).as_str())
}

/// Whether a text says yes or no and nothing else.
pub(super) fn is_yes_or_no(text: &str) -> bool {
    is_no(text) || YES.contains(&plain(text).as_str())
}

/// Whether what stands in a column for those who said stop is a stop.
pub(super) fn says_stop(text: &str) -> bool {
    !text.trim().is_empty() && !is_no(text)
}
