//! The weighted length of a post by the published configuration, version 3.
//!
//! Invariant: written from the published numbers and nothing of the product's, so that the two can disagree.

use unicode_normalization::UnicodeNormalization;

use super::links;

/// How much a post may weigh.
pub(crate) const MOST: u32 = 280;
/// What a subscription allows.
pub(crate) const MOST_BY_SUBSCRIPTION: u32 = 25_000;

const LINK: u32 = 23;
const LIGHT: [std::ops::RangeInclusive<u32>; 4] = [0..=4_351, 8_192..=8_205, 8_208..=8_223, 8_242..=8_247];
const FORBIDDEN: [char; 3] = ['\u{fffe}', '\u{feff}', '\u{ffff}'];

/// What a text weighs, after normalisation.
pub(crate) fn weigh(text: &str) -> u32 {
    let text: String = text.nfc().collect();
    let mut weight = 0;
    let mut from = 0;
    for link in links::find(&text) {
        weight += weigh_words(text.get(from..link.start).unwrap_or_default()) + LINK;
        from = link.end;
    }
    weight + weigh_words(text.get(from..).unwrap_or_default())
}

/// How many cashtags a text has: behind a blank or at its beginning a dollar sign and up to six letters, then perhaps a dot
/// or a low line and up to two more, and no letter or digit behind.
pub(crate) fn cashtags(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let counted = letters.iter().enumerate().filter(|(at, letter)| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        **letter == '$' && before.is_none_or(|before| before.is_whitespace()) && is_stock(letters.get(at + 1..))
    });
    counted.count()
}

fn is_stock(rest: Option<&[char]>) -> bool {
    let rest = rest.unwrap_or_default();
    let run = |from: usize| rest.iter().skip(from).take_while(|letter| letter.is_ascii_alphabetic()).count();
    let ends = |at: usize| rest.get(at).is_none_or(|next| !next.is_alphanumeric() && *next != '_');
    let name = run(0);
    if !(1..=6).contains(&name) {
        return false;
    }
    let more = if matches!(rest.get(name), Some('.' | '_')) { run(name + 1) } else { 0 };
    ends(name) || ((1..=2).contains(&more) && ends(name + 1 + more))
}

pub(crate) fn has_forbidden(text: &str) -> bool {
    text.contains(FORBIDDEN)
}

fn weigh_words(text: &str) -> u32 {
    let letters: Vec<char> = text.chars().collect();
    let mut weight = 0;
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        if let Some(length) = emoji_length(rest) {
            weight += 2;
            at += length;
        } else {
            weight += if LIGHT.iter().any(|range| range.contains(&u32::from(*letter))) { 1 } else { 2 };
            at += 1;
        }
    }
    weight
}

/// How many characters the emoji at the start is made of. A chain of pictures with joiners is taken as one picture
/// whether or not fonts know it; the published parser knows only the recommended ones.
fn emoji_length(letters: &[char]) -> Option<usize> {
    let first = *letters.first()?;
    let second = letters.get(1).copied();
    if is_flag_letter(first) {
        return second.filter(|second| is_flag_letter(*second)).map(|_| 2);
    }
    if first.is_ascii_digit() || first == '#' || first == '*' {
        return match (second, letters.get(2)) {
            (Some('\u{fe0f}'), Some('\u{20e3}')) => Some(3),
            (Some('\u{20e3}'), _) => Some(2),
            (_, _) => None,
        };
    }
    let mut length = picture_length(letters)?;
    while letters.get(length) == Some(&'\u{200d}') {
        match picture_length(letters.get(length + 1..).unwrap_or_default()) {
            Some(next) => length += 1 + next,
            None => break,
        }
    }
    Some(length)
}

/// One picture with its variation, skin tone or tags; no joiners.
fn picture_length(letters: &[char]) -> Option<usize> {
    let first = *letters.first()?;
    if !is_picture(first) {
        return None;
    }
    let mut length = 1;
    match letters.get(length) {
        Some('\u{fe0e}') => return None,
        Some('\u{fe0f}') => length += 1,
        Some(_) if matches!(first, '\u{a9}' | '\u{ae}' | '\u{2122}') => return None,
        None if matches!(first, '\u{a9}' | '\u{ae}' | '\u{2122}') => return None,
        Some(_) | None => {}
    }
    if letters.get(length).is_some_and(|next| ('\u{1f3fb}'..='\u{1f3ff}').contains(next)) {
        length += 1;
    }
    while letters.get(length).is_some_and(|next| ('\u{e0020}'..='\u{e007f}').contains(next)) {
        length += 1;
    }
    Some(length)
}

fn is_flag_letter(letter: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&letter)
}

fn is_picture(letter: char) -> bool {
    matches!(
        letter,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{24c2}' | '\u{3030}'
            | '\u{303d}' | '\u{3297}' | '\u{3299}'
            | '\u{2194}'..='\u{2199}' | '\u{21a9}'..='\u{21aa}' | '\u{231a}'..='\u{231b}' | '\u{2328}' | '\u{23cf}'
            | '\u{23e9}'..='\u{23f3}' | '\u{23f8}'..='\u{23fa}' | '\u{25aa}'..='\u{25ab}' | '\u{25b6}' | '\u{25c0}'
            | '\u{25fb}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}' | '\u{2934}'..='\u{2935}' | '\u{2b05}'..='\u{2b07}'
            | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}' | '\u{1f000}'..='\u{1f1e5}' | '\u{1f200}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{cashtags, weigh};

    #[test]
    fn a_cashtag_is_a_stock_and_no_sum() {
        assert_eq!(cashtags("$PFE, and $BRK.B or $brk_b: $MRNA"), 4);
        assert_eq!(cashtags("US$PFE $5 $5k $ $toolongname $PFE1 it's $"), 0);
    }

    #[test]
    fn latin_weighs_one_and_wide_scripts_weigh_two() {
        assert_eq!(weigh("Flu shots today"), 15);
        assert_eq!(weigh("予防接種"), 8);
        assert_eq!(weigh("cafe\u{301}"), 4);
        assert_eq!(weigh("“quoted” – it’s…"), 17);
    }

    #[test]
    fn an_emoji_weighs_two_however_it_is_made() {
        for emoji in ["😷", "👩🏽‍⚕️", "👨‍👩‍👧‍👦", "🇪🇪", "3️⃣", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "©️"]
        {
            assert_eq!(weigh(emoji), 2, "{emoji}");
        }
        assert_eq!(weigh("©"), 1);
        assert_eq!(weigh("3"), 1);
        assert_eq!(weigh("😷😷"), 4);
    }

    #[test]
    fn a_link_weighs_23_whatever_its_length() {
        assert_eq!(weigh("https://example.com/a/very/long/path/indeed/that/goes/on"), 23);
        assert_eq!(weigh("Book: lakeside.clinic now"), 6 + 23 + 4);
    }
}
