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

/// How many cashtags `text` has: a dollar sign and one to six letters, as stocks are called. A sum of money is none.
pub(super) fn cashtags(text: &str) -> usize {
    let mut before = None;
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if c == '$' && !before.is_some_and(|b: char| b.is_alphanumeric() || b == '_') {
            let word = text.get(at + 1..).unwrap_or_default();
            let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
            let ends = word.chars().nth(letters).is_none_or(|next| !next.is_alphanumeric());
            count += usize::from((1..=6).contains(&letters) && ends);
        }
        before = Some(c);
    }
    count
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
    fn a_cashtag_is_letters_behind_a_dollar_sign_and_no_sum() {
        assert_eq!(cashtags("$PFE and $MRNA, not $5, $5k, US$PFE, $ PFE, $toolongname nor $PFE1"), 2);
        assert_eq!(cashtags("It costs $200."), 0);
    }

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
