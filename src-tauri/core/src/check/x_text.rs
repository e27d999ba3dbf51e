//! Counts a text as X counts it: weighted characters.
//!
//! Invariant: the weights are those of twitter-text's published configuration, version 3 (`config/v3.json`, read
//! 2026-11-20). The text is normalised (NFC) before it is counted; a link counts as 23, an emoji as 2 however many
//! code points it takes, and what Unicode does not list as one emoji is counted piece by piece.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::links::{chars::is_invalid, links};

/// The weights are written in hundredths of a character.
const SCALE: u32 = 100;
const LIGHT: u32 = 100;
const HEAVY: u32 = 200;
/// What any link counts: X replaces it by a short one of its own.
pub const LINK_WEIGHT: u32 = 23;
/// The most code points in one emoji: two people with skin tones, a heart and a kiss between them.
const LONGEST_EMOJI: usize = 10;

/// What counting a text showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The length that X compares with its limit.
    pub length: u32,
    /// How many links were counted as 23 each.
    pub links: u32,
    /// Whether something other than a link counted more than one a character.
    pub heavy: bool,
    /// The first character that X refuses, if there is one.
    pub invalid: Option<char>,
}

/// Counts `text`.
pub fn weigh(text: &str) -> Weighed {
    if is_nfc(text) { weigh_normalised(text) } else { weigh_normalised(&text.nfc().collect::<String>()) }
}

/// The weighted length of `text`.
pub fn weighted_length(text: &str) -> u32 {
    weigh(text).length
}

fn weigh_normalised(text: &str) -> Weighed {
    let mut weighed = Weighed { length: 0, links: 0, heavy: false, invalid: None };
    let mut hundredths: u32 = 0;
    let mut links = links(text).into_iter().peekable();
    let mut here = 0;
    while let Some(rest) = text.get(here..)
        && let Some(c) = rest.chars().next()
    {
        if let Some(link) = links.next_if(|link| link.start == here) {
            hundredths = hundredths.saturating_add(LINK_WEIGHT * SCALE);
            weighed.links += 1;
            here = link.end;
        } else if let Some(bytes) = emoji_at(rest, c) {
            hundredths = hundredths.saturating_add(HEAVY);
            weighed.heavy = true;
            here += bytes;
        } else {
            let weight = weight(c);
            hundredths = hundredths.saturating_add(weight);
            weighed.heavy |= weight > LIGHT;
            if is_invalid(c) && weighed.invalid.is_none() {
                weighed.invalid = Some(c);
            }
            here += c.len_utf8();
        }
    }
    weighed.length = hundredths.div_ceil(SCALE);
    weighed
}

const fn weight(c: char) -> u32 {
    match c as u32 {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => LIGHT,
        _ => HEAVY,
    }
}

/// How many bytes the emoji takes that `rest` begins with, `first` being its first character.
fn emoji_at(rest: &str, first: char) -> Option<usize> {
    let keycap = matches!(first, '0'..='9' | '#' | '*');
    if !keycap && weight(first) == LIGHT && !matches!(first, '©' | '®') && first != '\u{203C}' {
        return None;
    }
    let ends: Vec<usize> = rest.char_indices().take(LONGEST_EMOJI).map(|(at, c)| at + c.len_utf8()).collect();
    // The single characters that are light as text, such as the copyright sign, are emoji only with a selector.
    let shortest = if weight(first) == LIGHT { 2 } else { 1 };
    ends.iter()
        .skip(shortest - 1)
        .rev()
        .copied()
        .find(|end| rest.get(..*end).is_some_and(|piece| emojis::get(piece).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, length: u32) {
        assert_eq!(weighted_length(text), length, "{text:?}");
    }

    #[test]
    fn scripts_weigh_one_or_two() {
        check("", 0);
        check("Breathe easier", 14);
        check("¿Cómo está?", 11);
        check("Füße über Öl", 12);
        check("Дышите легче", 12);
        check("تنفس", 4);
        check("साँस", 4);
        check("呼吸を楽に", 10);
        check("숨쉬기", 6);
        check("A呼B", 4);
    }

    #[test]
    fn punctuation_weighs_by_its_range() {
        check("“Well” – ‘said’ — fine", 22);
        check("…", 2);
        check("€", 2);
        check("a\u{200B}b\u{200D}c", 5);
        check("5′ 6″", 5);
        check("a\u{2011}b", 3);
    }

    #[test]
    fn combining_marks_are_composed_before_they_are_counted() {
        check("e\u{301}", 1);
        check("u\u{308}ber", 4);
        check("x\u{301}", 2);
        check("\u{FB2C}", 3);
        check("\u{1100}\u{1161}\u{11A8}", 2);
    }

    #[test]
    fn an_emoji_weighs_two_whatever_it_is_made_of() {
        for emoji in ["😷", "☺", "☺️", "❤️", "👍🏽", "👩‍⚕️", "👩🏾‍⚕️", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇪🇸", "1️⃣", "#⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "©️", "👩🏻‍❤️‍💋‍👨🏿", "‼️"]
        {
            check(emoji, 2);
        }
    }

    #[test]
    fn what_only_resembles_an_emoji_is_counted_by_its_pieces() {
        check("1", 1);
        check("#1", 2);
        check("©", 1);
        check("®2026", 5);
        check("👩‍👩", 5);
        check("🇪", 2);
        check("🇪🇸🇪", 4);
        check("☺\u{FE0E}", 4);
    }

    #[test]
    fn every_link_weighs_the_same() {
        check("https://riverside.example.org/a/very/long/path?with=a&long=query", 23);
        check("who.int", 23);
        check("Read who.int.", 5 + 23 + 1);
        check("https://who.int https://nhs.uk", 23 + 1 + 23);
        check("desk@who.int", 12);
    }

    #[test]
    fn mixed_texts_add_up() {
        check("😷 mask?呼吸 who.int/ü 👍🏽!", 2 + 1 + 5 + 4 + 1 + 23 + 1 + 2 + 1);
        check("cafe\u{301}.es 1️⃣", 23 + 1 + 2);
        check("https://who.int/❤️", 23 + 2);
        check("🇪🇸who.int", 2 + 23);
        check("#❤️Día呼", 1 + 2 + 3 + 2);
    }

    #[test]
    fn the_limit_is_met_exactly_by_280_letters_or_140_heavy_ones() {
        check(&"a".repeat(280), 280);
        check(&"気".repeat(140), 280);
        check(&"👨‍👩‍👧‍👦".repeat(140), 280);
    }

    #[test]
    fn refused_characters_are_named() {
        assert_eq!(weigh("a\u{FEFF}b").invalid, Some('\u{FEFF}'));
        assert_eq!(weigh("a\u{FFFF}b\u{FFFE}").invalid, Some('\u{FFFF}'));
        assert_eq!(weigh("\u{2067}عيادة\u{2069}").invalid, None);
        check("\u{202A}a\u{202C}", 5);
    }

    #[test]
    fn what_was_counted_otherwise_is_reported() {
        let weighed = weigh("who.int and nhs.uk");
        assert_eq!((weighed.links, weighed.heavy), (2, false));
        assert!(weigh("呼").heavy);
    }
}
