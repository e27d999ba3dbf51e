//! Words as rules read them: without case, accents, stretched letters, odd spaces, emoji and what takes no room.
//!
//! Invariant: every byte of what is read knows the letter that it came from, so that whatever a rule finds can be shown in what the
//! person wrote; and a rule is folded as the text is, so that no spelling on the screen hides words from it.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use unicode_normalization::char::decompose_compatible;

/// How often a letter stands in a row in a spelling: more is a voice that is raised.
const IN_A_ROW: usize = 2;
/// A pattern repeats gaps of any letter some dozens of times, which takes more room than the default.
pub(crate) const PATTERN_BYTES: usize = 32 << 20;
/// How much may be remembered of what was read so far. With the default a hundred patterns at once forget faster than they learn, and
/// some messages took twenty times as long.
pub(crate) const MEMORY_BYTES: usize = 64 << 20;

/// A text as rules read it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Folded {
    words: String,
    /// For each byte of `words`, which bytes of the text it stands for.
    origin: Vec<(usize, usize)>,
    /// The emoji that were taken out: which, and where.
    emoji: Vec<(char, Range<usize>)>,
    last: Option<(char, usize)>,
    stretched: bool,
}

impl Folded {
    /// Every way in which `text` is to be read: one, and a second where a letter is stretched, since *sooo* may be meant as *so* or *soo*.
    pub(crate) fn readings(text: &str) -> Vec<Self> {
        let first = Self::read(text, Stretched::ToTwo);
        let second = first.stretched.then(|| Self::read(text, Stretched::ToOne));
        std::iter::once(first).chain(second).collect()
    }

    fn read(text: &str, stretched: Stretched) -> Self {
        let mut folded = Self {
            words: String::with_capacity(text.len()),
            origin: Vec::with_capacity(text.len()),
            emoji: Vec::new(),
            last: None,
            stretched: false,
        };
        for (at, letter) in text.char_indices() {
            folded.letter(letter, (at, at + letter.len_utf8()), stretched);
        }
        folded
    }

    fn letter(&mut self, letter: char, origin: (usize, usize), stretched: Stretched) {
        match kind(letter) {
            Kind::Nothing => {}
            Kind::Line => self.put('\n', origin, stretched),
            Kind::Space => self.put(' ', origin, stretched),
            Kind::Emoji => {
                self.emoji.push((letter, origin.0..origin.1));
                self.put(' ', origin, stretched);
            }
            Kind::Sign(sign) => self.put(sign, origin, stretched),
            Kind::Other => decompose_compatible(letter, |part| {
                for part in part.to_lowercase() {
                    match kind(part) {
                        Kind::Nothing => {}
                        Kind::Line | Kind::Space | Kind::Emoji => self.put(' ', origin, stretched),
                        Kind::Sign(sign) => self.put(sign, origin, stretched),
                        Kind::Other => match spelled_out(part) {
                            Some(letters) => letters.chars().for_each(|part| self.put(part, origin, stretched)),
                            None => self.put(part, origin, stretched),
                        },
                    }
                }
            }),
        }
    }

    fn put(&mut self, letter: char, origin: (usize, usize), stretched: Stretched) {
        let times = self.last.filter(|(last, _)| *last == letter).map_or(0, |(_, times)| times) + 1;
        self.last = Some((letter, times));
        if letter.is_alphabetic() {
            self.stretched |= times > IN_A_ROW;
            match stretched {
                Stretched::ToTwo | Stretched::ToOne if times > IN_A_ROW => {
                    if times == IN_A_ROW + 1 && stretched == Stretched::ToOne {
                        self.words.pop();
                        self.origin.truncate(self.words.len());
                    }
                    return;
                }
                Stretched::ToTwo | Stretched::ToOne | Stretched::Kept => {}
            }
        } else if letter == ' ' && times > 1 {
            return;
        }
        self.words.push(letter);
        self.origin.resize(self.words.len(), origin);
    }

    /// The words, for a pattern made by [`pattern`].
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// The emoji of the text, and where each stands in it.
    pub(crate) fn emoji(&self) -> &[(char, Range<usize>)] {
        &self.emoji
    }

    /// Where in the text stands what was found at `found`: whole letters of it.
    pub(crate) fn origin(&self, found: Range<usize>) -> Range<usize> {
        let bytes = self.origin.get(found).unwrap_or_default();
        let begin = bytes.first().map_or(0, |(begin, _)| *begin);
        begin..bytes.last().map_or(begin, |(_, end)| *end)
    }

    /// The same words with the bytes at `spans` blanked, so that nothing is found in them and all else stays where it is.
    pub(crate) fn without(&self, spans: &[Range<usize>]) -> String {
        let mut words = String::with_capacity(self.words.len());
        for (at, letter) in self.words.char_indices() {
            if spans.iter().any(|span| span.contains(&at)) {
                // A sign and no space: patterns cross spaces.
                words.extend(std::iter::repeat_n('\u{1}', letter.len_utf8()));
            } else {
                words.push(letter);
            }
        }
        words
    }
}

/// What becomes of a letter that stands in a row more often than in any spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretched {
    /// It is read twice.
    ToTwo,
    /// It is read once.
    ToOne,
    /// It stays: a pattern means what it says.
    Kept,
}

/// What a letter is to a rule.
enum Kind {
    /// It takes no room, or is a mark on another letter.
    Nothing,
    /// It ends a line.
    Line,
    /// It parts words.
    Space,
    /// A picture among letters.
    Emoji,
    /// A sign or digit that has a plainer form.
    Sign(char),
    /// Anything else.
    Other,
}

fn kind(letter: char) -> Kind {
    match letter {
        'a'..='z' | '0'..='9' => Kind::Other,
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::Line,
        '\u{AD}'
        | '\u{61C}'
        | '\u{640}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{FEFF}' => Kind::Nothing,
        '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}' => Kind::Nothing,
        // Accents, the vowel signs of Arabic, and the dot below of Devanagari, which many leave out.
        '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{93C}' => Kind::Nothing,
        '’' | '‘' | 'ʼ' | '′' | '´' | '`' => Kind::Sign('\''),
        '“' | '”' | '„' | '«' | '»' => Kind::Sign('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '−' => Kind::Sign('-'),
        '।' | '॥' | '۔' | '。' => Kind::Sign('.'),
        '؟' => Kind::Sign('?'),
        '؛' => Kind::Sign(';'),
        '،' => Kind::Sign(','),
        'º' | '˚' => Kind::Sign('°'),
        '٠'..='٩' => digit(letter, '٠'),
        '۰'..='۹' => digit(letter, '۰'),
        '०'..='९' => digit(letter, '०'),
        '\u{20E3}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' => Kind::Emoji,
        _ if letter.is_whitespace() || letter.is_control() => Kind::Space,
        _ => Kind::Other,
    }
}

fn digit(letter: char, zero: char) -> Kind {
    let value = u32::from(letter).saturating_sub(u32::from(zero));
    char::from_digit(value, 10).map_or(Kind::Other, Kind::Sign)
}

/// Letters that are another letter, or several, to those who write in haste.
fn spelled_out(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        'ى' | 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        '\u{901}' => "\u{902}",
        _ => return None,
    })
}

/// A rule's pattern, for [`Folded::words`]. It is written in small letters in the spelling of its language; `\b` and `\w` mean
/// the letters a to z, the digits and `_`, between which and any other script a word ends; what ends a sentence may stand in
/// brackets only.
pub(crate) fn pattern(written: &str) -> Result<Regex, regex::Error> {
    let folded = Folded::read(written, Stretched::Kept).words;
    let plain = folded.replace(r"\b", r"(?-u:\b)").replace(r"\w", "[0-9a-z_]");
    RegexBuilder::new(&plain).size_limit(PATTERN_BYTES).dfa_size_limit(MEMORY_BYTES).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        Folded::readings(text).into_iter().map(|folded| folded.words).collect()
    }

    #[test]
    fn case_accents_signs_and_digits_are_folded() {
        assert_eq!(read("Ça  va?\u{A0}ÜBER—Straße ‘x’"), ["ca va? uber-strasse 'x'"]);
        assert_eq!(read("１２ ٣٤ ५६ “Ｂ”"), ["12 34 56 \"b\""]);
        assert_eq!(read("क्या? हाँ। ज़हर"), ["क्या? हां. जहर"]);
        assert_eq!(read("أُرِيدُ مساعدةً؟"), ["اريد مساعده?"]);
        assert_eq!(read("a\u{200B}b\u{AD}c\u{301}\u{FE0F}"), ["abc"]);
        assert_eq!(read("a\r\nb\u{2028}c"), ["a\n\nb\nc"]);
    }

    #[test]
    fn a_stretched_word_is_read_in_two_ways() {
        assert_eq!(read("Heeeelp meee"), ["heelp mee", "help me"]);
        assert_eq!(read("kill all 1000"), ["kill all 1000"]);
        assert_eq!(read("yourrr appointment"), ["yourr appointment", "your appointment"]);
    }

    #[test]
    fn what_is_found_is_shown_as_whole_letters_of_the_text() {
        let text = "Ein 😱 großer ﬁsch";
        let folded = &Folded::readings(text)[0];
        assert_eq!(folded.words(), "ein grosser fisch");
        assert_eq!(&text[folded.origin(4..11)], "großer");
        assert_eq!(&text[folded.origin(7..8)], "ß");
        assert_eq!(&text[folded.origin(12..13)], "ﬁ");
        assert_eq!(folded.emoji(), [('😱', 4..8)]);
        assert_eq!(folded.without(std::slice::from_ref(&(4..11))), "ein \u{1}\u{1}\u{1}\u{1}\u{1}\u{1}\u{1} fisch");
    }

    #[test]
    fn a_pattern_is_folded_as_the_text_is() {
        let pattern = pattern(r"\b[eé]touff\w+\b|ज़हर").unwrap();
        for text in ["J'ÉTOUFFE!", "etouffer", "जहर", "ज़हर"] {
            assert!(Folded::readings(text).iter().any(|folded| pattern.is_match(folded.words())), "{text}");
        }
        assert!(!pattern.is_match("xetouffe"));
    }
}
