//! Holding what a platform shows against what was signed: what platforms are known to do to a text is undone before.
//!
//! Invariant: only rewriting that is known is undone, and each client says beside itself what its platform does and who says
//! so. Two texts that are the same are the same whatever is undone; words are never touched.

use countersign_core::gate::{SignedMedia, SignedPart};
use countersign_core::model::ShownField;
use countersign_core::publish::Aspect;
use url::Url;

use crate::wording::joined;

/// What a platform does to a text between the call and the page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rewriting {
    /// Hosts of short links that it puts in the place of addresses; where they lead is told nowhere in the text.
    pub(crate) shorteners: &'static [&'static str],
    /// Addresses of its own that lead on, and the parameter that says where.
    pub(crate) wrappers: &'static [(&'static str, &'static str)],
    /// Whether `&`, `<`, `>` and quotes may come as HTML writes them.
    pub(crate) escapes: bool,
}

impl Rewriting {
    /// Nothing but what every platform does: one kind of line end, composed letters, no space at ends of lines.
    pub(crate) const NONE: Self = Self { shorteners: &[], wrappers: &[], escapes: false };

    /// Whether a text that is shown is the one that was signed.
    pub(crate) fn is_same(&self, signed: &str, shown: &str) -> bool {
        let (signed, shown) = (settled(signed), settled(shown));
        self.reads(&signed, &shown) || (self.escapes && self.reads(&signed, &settled(&unescaped(&shown))))
    }

    fn reads(&self, signed: &str, shown: &str) -> bool {
        if signed == shown {
            return true;
        }
        let (signed, shown) = (pieces(signed), pieces(shown));
        signed.len() == shown.len() && signed.iter().zip(&shown).all(|(a, b)| a == b || self.is_same_word(a, b))
    }

    /// Whether a word that was signed as an address may be shown as this one.
    fn is_same_word(&self, signed: &str, shown: &str) -> bool {
        let ((signed, after), (shown, behind)) = (address(signed), address(shown));
        if after != behind || !is_address(signed) {
            return false;
        }
        let led = self.wrappers.iter().find_map(|(at, parameter)| leads_to(shown, at, parameter));
        let short = |host: &&str| bare(shown).strip_prefix(*host).is_some_and(|rest| rest.starts_with('/'));
        led.is_some_and(|led| bare(&led) == bare(signed)) || self.shorteners.iter().any(short)
    }

    /// The text, for comparing.
    pub(crate) fn text(&self, signed: &str, shown: &str) -> Aspect {
        self.words(ShownField::Text, signed, shown)
    }

    /// Any words, for comparing.
    pub(crate) fn words(&self, field: ShownField, signed: &str, shown: &str) -> Aspect {
        let signed = settled(signed);
        let shown = if self.is_same(&signed, shown) { signed.clone() } else { settled(shown) };
        Aspect { field, signed, shown }
    }
}

/// Something that is equal, or is not.
pub(crate) fn exactly(field: ShownField, signed: impl Into<String>, shown: impl Into<String>) -> Aspect {
    Aspect { field, signed: signed.into(), shown: shown.into() }
}

/// How many of something.
pub(crate) fn count(field: ShownField, signed: usize, shown: usize) -> Aspect {
    exactly(field, signed.to_string(), shown.to_string())
}

/// How many pictures, videos and documents were signed of a part.
pub(crate) fn counts(part: &SignedPart) -> (usize, usize, usize) {
    let of = |is: fn(&SignedMedia) -> bool| part.media.iter().filter(|media| is(media)).count();
    let (films, documents) = (of(SignedMedia::is_video), of(SignedMedia::is_document));
    (part.media.len() - films - documents, films, documents)
}

/// The descriptions of pictures, a line each.
pub(crate) fn descriptions<'a>(signed: impl Iterator<Item = &'a str>, shown: impl Iterator<Item = &'a str>) -> Aspect {
    let lines = |all: &mut dyn Iterator<Item = &'a str>| {
        all.zip(1..).map(|(words, number)| format!("{number}: {}", settled(words))).collect::<Vec<_>>().join("\n")
    };
    let (mut signed, mut shown) = (signed, shown);
    Aspect { field: ShownField::Descriptions, signed: lines(&mut signed), shown: lines(&mut shown) }
}

/// The form in which texts that are public are compared and shown beside one another: composed letters, one kind of line end,
/// no space at the ends of lines and of the whole.
pub(crate) fn settled(text: &str) -> String {
    let lines: Vec<String> = joined(text).split('\n').map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n").trim().to_owned()
}

/// Undoes what HTML writes otherwise, each escape once.
fn unescaped(text: &str) -> String {
    const ESCAPES: [(&str, char); 6] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&#039;", '\'')];
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').map(|at| rest.split_at(at)) {
        plain.push_str(before);
        let (escape, meant) = ESCAPES.into_iter().find(|(escape, _)| from.starts_with(escape)).unwrap_or(("&", '&'));
        plain.push(meant);
        rest = from.get(escape.len()..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// A text as words and the space between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let space = first.is_whitespace();
        let end = rest.find(|sign: char| sign.is_whitespace() != space).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// A word without the signs around an address, and those behind it.
fn address(word: &str) -> (&str, &str) {
    let word = word.trim_start_matches(['(', '[', '"', '“', '<']);
    let end = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '”', '>', '…']).len();
    word.split_at(end)
}

/// Whether a word names a host, so that a platform makes a link of it: a time or an abbreviation has a dot as well.
fn is_address(word: &str) -> bool {
    let whole = bare(word);
    let host = whole.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((names, last)) = host.rsplit_once('.') else { return false };
    let named = names.split('.').all(|name| !name.is_empty());
    named && last.chars().count() >= 2 && last.chars().all(char::is_alphabetic)
}

/// An address without what platforms write otherwise.
pub(crate) fn bare(address: &str) -> String {
    let address = address.trim();
    let address = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    let address = address.trim_end_matches('/');
    let (host, path) = address.split_once('/').map_or((address, None), |(host, path)| (host, Some(path)));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    path.map_or_else(|| host.to_owned(), |path| format!("{host}/{path}"))
}

/// Where an address leads on to, if it is one of `at` that says so in `parameter`.
fn leads_to(shown: &str, at: &str, parameter: &str) -> Option<String> {
    bare(shown).starts_with(at).then_some(())?;
    let address = Url::parse(shown).ok()?;
    let target = address.query_pairs().find_map(|(key, value)| (key == parameter).then(|| value.into_owned()))?;
    // Facebook notes who clicked.
    let target = target.split(['?', '&']).fold(String::new(), |whole, part| match (whole.is_empty(), part) {
        (true, part) => part.to_owned(),
        (false, part) if part.starts_with("fbclid=") => whole,
        (false, part) if whole.contains('?') => format!("{whole}&{part}"),
        (false, part) => format!("{whole}?{part}"),
    });
    Some(target)
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;

    const ALL: Rewriting =
        Rewriting { shorteners: &["lnkd.in", "t.co"], wrappers: &[("l.facebook.com/l.php", "u")], escapes: true };

    #[track_caller]
    fn check(signed: &str, shown: &str, same: bool) {
        assert_eq!(ALL.is_same(signed, shown), same, "{signed:?} shown as {shown:?}");
    }

    #[test]
    fn what_a_platform_is_known_to_do_is_no_difference() {
        check("We are open. \nCome in.\n", "We are open.\r\nCome in.", true);
        check("Cafe\u{301} & more", "Caf\u{e9} &amp; more", true);
        check("Write &amp; for &.", "Write &amp; for &.", true);
        check("Read https://lakeside.example/flu?no=1.", "Read https://lnkd.in/eAb3.", true);
        check("Read (lakeside.example/flu) now", "Read (https://t.co/a1B2) now", true);
        let led = "https://l.facebook.com/l.php?u=https%3A%2F%2Flakeside.example%2Fflu%3Fno%3D1%26fbclid%3DIwA&h=AT";
        check("Read https://lakeside.example/flu?no=1 now", &format!("Read {led} now"), true);
    }

    #[test]
    fn what_somebody_did_is_a_difference() {
        check("We are open.", "We are closed.", false);
        check("We are open.", "We are open", false);
        check("a  b", "a b", false);
        check("Read https://lakeside.example/flu", "Read https://lakeside.example/sale", false);
        check("Read this", "Read https://lnkd.in/eAb3", false);
        for word in ["9.30", "e.g.", "a.m.", "1.5", ".", "a..", "..de"] {
            check(&format!("Come at {word} please"), "Come at https://lnkd.in/eAb3 please", false);
        }
        let led = "https://l.facebook.com/l.php?u=https%3A%2F%2Felsewhere.example%2F&h=AT";
        check("Read https://lakeside.example/flu now", &format!("Read {led} now"), false);
        check("Read https://lakeside.example", "Read https://lnkd.in.elsewhere.example/eAb3", false);
    }

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn the_settled_form_is_settled_and_equal_texts_stay_equal(text in any::<String>(), other in any::<String>()) {
            let once = settled(&text);
            prop_assert_eq!(settled(&once), once.clone());
            for rewriting in [Rewriting::NONE, ALL] {
                prop_assert!(rewriting.is_same(&text, &text));
                prop_assert!(rewriting.is_same(&text, &once) && rewriting.is_same(&once, &text));
                let padded = format!("\r\n{text} \n");
                prop_assert!(rewriting.is_same(&text, &padded));
                let aspect = rewriting.text(&text, &other);
                prop_assert_eq!(aspect.signed == aspect.shown, rewriting.is_same(&text, &other));
            }
        }

        #[test]
        fn any_other_word_is_told(words in proptest::collection::vec("[a-zA-Zäß]{1,8}", 1..12), at in any::<prop::sample::Index>()) {
            let signed = words.join(" ");
            let mut changed = words.clone();
            changed[at.index(words.len())].push('x');
            prop_assert!(!ALL.is_same(&signed, &changed.join(" ")));
            let longer = format!("{signed} more");
            prop_assert!(!ALL.is_same(&signed, &longer));
        }
    }
}
