//! What can be said of a text's words without knowing what they mean: hashtags, and shouting.
//!
//! Invariant: a finding from here is a hint at most, because a machine is often wrong about manner.

/// How many hashtags `text` has: a sign, and a word with at least one letter that begins a word.
pub(super) fn hashtags(text: &str) -> usize {
    marked(text, &['#', '＃'])
}

/// How many accounts `text` names with an at sign; the one of a mail address is none.
pub(super) fn mentions(text: &str) -> usize {
    marked(text, &['@', '＠'])
}

fn marked(text: &str, signs: &[char]) -> usize {
    let mut before = None;
    let mut count = 0;
    for (at, c) in text.char_indices() {
        let opens =
            signs.contains(&c) && !before.is_some_and(|b: char| b.is_alphanumeric() || matches!(b, '_' | '&' | '/'));
        if opens {
            let word = text.get(at + c.len_utf8()..).unwrap_or_default();
            let mut letters = word.chars().take_while(|c| c.is_alphanumeric() || *c == '_');
            count += usize::from(letters.any(char::is_alphabetic));
        }
        before = Some(c);
    }
    count
}

/// Whether `text` shouts: four words of capitals in a row that are no mere abbreviations, or nothing but capitals.
pub(super) fn shouts(text: &str) -> bool {
    const WORDS: usize = 4;
    const LETTERS: usize = 16;
    let (mut words, mut letters, mut all, mut any_small) = (0, 0, 0, false);
    for word in text.split_whitespace() {
        let cased = word.chars().filter(|c| c.is_uppercase() || c.is_lowercase()).count();
        let small = word.chars().any(char::is_lowercase);
        any_small |= small && !word.contains("://");
        if small {
            (words, letters) = (0, 0);
        } else if cased >= 2 {
            words += 1;
            letters += cased;
            all += cased;
            if words >= WORDS && letters >= LETTERS {
                return true;
            }
        }
    }
    !any_small && all >= LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashtags_are_counted_where_they_begin_a_word() {
        assert_eq!(hashtags("#FluShot and #Corazón, not #1 nor a#b nor who.int/#top"), 2);
        assert_eq!(hashtags("##double #健康 ＃健康"), 3);
        assert_eq!(hashtags(""), 0);
    }

    #[test]
    fn accounts_are_counted_where_a_sign_begins_a_word() {
        assert_eq!(mentions("Thanks @dr_rao and ＠lakeside, write to desk@lakeside.example, @ 9 or @9"), 2);
    }

    #[test]
    fn capitals_shout_and_abbreviations_do_not() {
        assert!(shouts("COME IN TODAY FOR YOUR VACCINE"));
        assert!(shouts("Hello, PLEASE DO NOT WAIT ANY longer"));
        assert!(shouts("VACCINATION TODAY"));
        assert!(!shouts("World COPD Day: ask us about COPD"));
        assert!(!shouts("COPD, HIV, RSV, BMI: what they mean"));
        assert!(!shouts("呼吸を楽に"));
        assert!(!shouts("OK"));
    }
}
