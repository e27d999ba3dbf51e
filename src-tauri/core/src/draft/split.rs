//! Splits a text that is too long for one post into the posts of a thread.
//!
//! Invariant: nothing is lost and nothing is made up: the pieces, put together again, say the same words in the same order; no
//! piece is empty, and each fits, unless not even one character would. A text is cut where it pauses: between paragraphs, else
//! after a sentence, else after a word; within a word only where the word alone is too long.

use unicode_segmentation::UnicodeSegmentation as _;

/// How a thread takes a text.
pub struct Thread<'a> {
    /// Whether a text fits into one of its posts.
    pub fits: &'a dyn Fn(&str) -> bool,
    /// The most posts it may have.
    pub most: usize,
}

/// Abbreviations after which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "dr.", "dra.", "mr.", "mrs.", "ms.", "prof.", "sr.", "sra.", "st.", "fr.", "hr.", "e.g.", "i.e.", "z.b.", "p.ej.",
    "vs.", "approx.", "ca.", "bzw.", "tel.",
];

impl Thread<'_> {
    /// `text` as the posts of a thread, with their numbers («(1/3)») if `numbered`; one post where it fits into one. Nothing
    /// where even the longest thread is too short for it.
    pub fn split(&self, text: &str, numbered: bool) -> Option<Vec<String>> {
        let text = text.trim();
        if text.is_empty() || (self.fits)(text) {
            return Some(vec![text.to_owned()]);
        }
        if !numbered {
            return Some(pieces(text, self.fits)).filter(|pieces| pieces.len() <= self.most);
        }
        // The number takes room, and how much depends on how many posts there come to be.
        for digits in 1..=self.most.to_string().len() {
            let nines = "9".repeat(digits);
            let room = |piece: &str| (self.fits)(&format!("{piece} ({nines}/{nines})"));
            let split = pieces(text, &room);
            let of = split.len();
            if of <= self.most && of.to_string().len() <= digits {
                return Some((1..).zip(split).map(|(at, piece): (usize, _)| with_number(&piece, at, of)).collect());
            }
        }
        None
    }
}

/// A post of a thread with its number at the end.
pub fn with_number(text: &str, at: usize, of: usize) -> String {
    format!("{} ({at}/{of})", text.trim_end())
}

/// A post of a thread without the number at its end, and whether it had one.
pub fn without_number(text: &str) -> (&str, bool) {
    let bare = text.trim_end();
    let number = bare.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).filter(|(_, inner)| {
        inner.split_once('/').is_some_and(|(at, of)| {
            let count = |part: &str| part.len() <= 3 && part.parse::<u32>().is_ok_and(|number| number > 0);
            count(at) && count(of)
        })
    });
    number.map_or((text, false), |(before, _)| (before.trim_end(), true))
}

fn pieces(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(first_piece(rest, fits));
        pieces.push(piece.trim_end().to_owned());
        rest = after.trim_start();
    }
    pieces
}

/// How strongly a text pauses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pause {
    Word,
    Sentence,
    Paragraph,
}

/// Where the first piece of `text` ends, in bytes; always after its beginning.
fn first_piece(text: &str, fits: &dyn Fn(&str) -> bool) -> usize {
    if fits(text) {
        return text.len();
    }
    let (mut word, mut sentence, mut paragraph) = (0, 0, 0);
    for (at, pause) in pauses(text) {
        if !text.get(..at).is_some_and(fits) {
            break;
        }
        word = at;
        if pause >= Pause::Sentence {
            sentence = at;
        }
        if pause == Pause::Paragraph {
            paragraph = at;
        }
    }
    // A stronger pause is worth a shorter post, but not one of a few words.
    if word > 0 {
        return [paragraph, sentence].into_iter().find(|at| *at * 2 >= word).unwrap_or(word);
    }
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = at + grapheme.len();
        if end > 0 && !text.get(..next).is_some_and(fits) {
            break;
        }
        end = next;
    }
    end
}

/// Where `text` pauses, and how strongly, in order. The text may be cut at each of these places.
fn pauses(text: &str) -> impl Iterator<Item = (usize, Pause)> {
    let mut word_start = 0;
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((at, c)) = chars.next() {
            let after = at + c.len_utf8();
            if matches!(c, '。' | '！' | '？' | '।') && chars.peek().is_some_and(|(_, next)| !next.is_whitespace())
            {
                return Some((after, Pause::Sentence));
            }
            if !c.is_whitespace() {
                continue;
            }
            let word = text.get(word_start..at).unwrap_or_default();
            let mut lines = usize::from(c == '\n');
            word_start = after;
            while let Some((space, next)) = chars.next_if(|(_, next)| next.is_whitespace()) {
                lines += usize::from(next == '\n');
                word_start = space + next.len_utf8();
            }
            let pause = match lines {
                0 if ends_sentence(word) => Pause::Sentence,
                0 => Pause::Word,
                1 => Pause::Sentence,
                _ => Pause::Paragraph,
            };
            return Some((at, pause));
        }
        None
    })
}

/// Whether a sentence ends with `word`.
fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches([')', ']', '"', '”', '»', '’', '\'']);
    let closed = bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।']);
    closed && !ABBREVIATIONS.contains(&bare.trim_start_matches(['(', '„', '“', '"']).to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;

    fn at_most(limit: usize) -> impl Fn(&str) -> bool {
        move |text| text.chars().count() <= limit
    }

    #[track_caller]
    fn check(text: &str, limit: usize, expected: &[&str]) {
        let fits = at_most(limit);
        let split = Thread { fits: &fits, most: 25 }.split(text, false);
        assert_eq!(
            split.as_deref(),
            Some(expected.iter().map(|piece| (*piece).to_owned()).collect::<Vec<_>>().as_slice())
        );
    }

    #[test]
    fn what_fits_stays_one_post() {
        check("  Flu shots from Thursday. ", 40, &["Flu shots from Thursday."]);
        check("", 40, &[""]);
    }

    #[test]
    fn a_text_is_cut_where_it_pauses() {
        check(
            "One paragraph here.\n\nAnother one. It goes on.",
            36,
            &["One paragraph here.", "Another one. It goes on."],
        );
        check("First sentence here. Second sentence here.", 30, &["First sentence here.", "Second sentence here."]);
        check("Ask Dr. Rao about it today and tomorrow", 24, &["Ask Dr. Rao about it", "today and tomorrow"]);
        check("No. But this sentence has no end in sight", 24, &["No. But this sentence", "has no end in sight"]);
        check("(Really.) Come in and ask", 16, &["(Really.)", "Come in and ask"]);
    }

    #[test]
    fn a_word_is_cut_only_where_it_alone_is_too_long() {
        check("supercalifragilistic", 8, &["supercal", "ifragili", "stic"]);
        check("呼吸を楽に。薬を飲む。", 6, &["呼吸を楽に。", "薬を飲む。"]);
        check("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 7, &["👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"]);
        check("👨‍👩‍👧‍👦", 2, &["👨‍👩‍👧‍👦"]);
    }

    #[test]
    fn numbers_take_room_of_their_own() {
        let fits = at_most(20);
        let thread = Thread { fits: &fits, most: 25 };
        let text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
        let split = thread.split(text, true).unwrap();
        assert_eq!(split.first().map(String::as_str), Some("one two three (1/7)"));
        assert!(split.iter().all(|post| fits(post)), "{split:?}");
        let bare: Vec<&str> = split.iter().map(|post| without_number(post).0).collect();
        assert_eq!(bare.join(" "), text);
        let long = (0..60).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
        let many = Thread { fits: &at_most(32), most: 25 }.split(&long, true).unwrap();
        assert!(many.len() >= 10 && many.last().unwrap().ends_with(&format!("({0}/{0})", many.len())), "{many:?}");
    }

    #[test]
    fn what_no_thread_can_hold_is_refused() {
        let fits = at_most(10);
        assert_eq!(Thread { fits: &fits, most: 2 }.split("one two three four five six seven", false), None);
        assert_eq!(Thread { fits: &fits, most: 2 }.split("one two three four five six seven", true), None);
    }

    #[test]
    fn numbers_are_told_from_what_was_written() {
        assert_eq!(without_number("Flu shots (2/3)"), ("Flu shots", true));
        for text in ["Flu shots", "Open (Mon/Tue)", "(a/3)", "2/3", "Dose (0/3)"] {
            assert_eq!(without_number(text), (text, false));
        }
    }

    proptest! {
        // The same cases each time: what a run finds, the next one finds again.
        #![proptest_config(cases(256))]

        #[test]
        fn nothing_is_lost(text in "([a-zé呼👍🏽.!?]{0,12}[ \n]{0,3}){0,30}", limit in 3usize..40, numbered: bool) {
            // One sign may be longer than a post: it is sent whole, and does not fit.
            prop_assume!(text.graphemes(true).all(|sign| sign.chars().count() <= limit));
            let fits = at_most(limit + 8);
            let Some(split) = (Thread { fits: &fits, most: 999 }).split(&text, numbered) else { return Ok(()) };
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let several = split.len() > 1;
            let said: String = split
                .iter()
                .map(|post| bare(if several && numbered { without_number(post).0 } else { post }))
                .collect();
            prop_assert_eq!(said, bare(&text));
            prop_assert!(!several || split.iter().all(|post| !post.is_empty() && fits(post)), "{:?}", split);
        }
    }
}
