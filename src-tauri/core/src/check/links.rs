//! Finds the links in a text as X finds them, because X counts every one of them the same.
//!
//! Invariant: the rules are those of the published twitter-text library (version 3, rules `extractUrl`, `validDomain`,
//! `validUrlPath`, read 2026-11-20), on the list of top-level domains that the IANA keeps; names that it has retired
//! since that library was published are no links here. A link never overlaps another, and links come in the order of
//! the text.

pub(super) mod chars;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::OnceLock;

use chars::{closes_path, closes_query, is_domain_char, is_latin_accent, is_path_char, is_query_char, may_precede};

/// The longest link that is taken for one, scheme included.
const LONGEST_LINK: usize = 4096;
/// The longest label of a domain, as it goes over the wire (RFC 1035).
const LONGEST_LABEL: usize = 63;
/// The longest name after `t.co/`.
const LONGEST_SHORT_NAME: usize = 40;

/// The byte ranges of the links in `text`.
pub fn links(text: &str) -> Vec<Range<usize>> {
    if !text.contains('.') {
        return Vec::new();
    }
    let text = Text::of(text);
    let mut found = Vec::new();
    let mut next = 0;
    while next < text.chars.len() {
        match candidate(&text, next) {
            Candidate::Link(link) => {
                found.extend(accepted(&text, &link).into_iter().map(|range| text.bytes(&range)));
                next = link.end;
            }
            Candidate::None { resume } => next = resume,
        }
    }
    found
}

/// A text as characters, with the byte offset of each.
struct Text {
    chars: Vec<char>,
    offsets: Vec<usize>,
}

impl Text {
    fn of(text: &str) -> Self {
        let mut offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
        offsets.push(text.len());
        Self { chars: text.chars().collect(), offsets }
    }

    fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    fn is(&self, index: usize, kind: impl Fn(char) -> bool) -> bool {
        self.at(index).is_some_and(kind)
    }

    fn slice(&self, range: Range<usize>) -> &[char] {
        self.chars.get(range).unwrap_or(&[])
    }

    fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let offset = |index: usize| self.offsets.get(index).copied().unwrap_or(0);
        offset(range.start)..offset(range.end)
    }

    /// From where on a link may begin again, when none begins at `start`. Words without a top-level domain are
    /// skipped whole: reading them again from each of their characters would take quadratic time.
    fn skip_hopeless(&self, start: usize) -> usize {
        let mut label = start;
        loop {
            let end = self.run(label, |c| is_domain_char(c) || matches!(c, '-' | '_'));
            match self.at(end) {
                Some('.') if top_level_end(self, end + 1).is_some() => return start,
                Some('.') => label = end + 1,
                // Before a colon the scheme of a link may begin.
                Some(':') => return end.saturating_sub("https:".len()),
                Some(_) | None => return end,
            }
        }
    }

    /// Where the run of characters of `kind` that begins at `index` ends.
    fn run(&self, index: usize, kind: impl Fn(char) -> bool) -> usize {
        let mut end = index;
        while self.is(end, &kind) {
            end += 1;
        }
        end
    }
}

/// What looks like a link, before it is known whether it is one. Indices count characters.
struct Link {
    start: usize,
    /// The end of `http://` or `https://`; equal to `start` where there is none.
    domain: usize,
    domain_end: usize,
    /// The path with its first slash; empty where there is none.
    path: Range<usize>,
    end: usize,
}

enum Candidate {
    Link(Link),
    None { resume: usize },
}

/// The first candidate whose preceding character is at `next`, or that opens the text.
fn candidate(text: &Text, next: usize) -> Candidate {
    if text.is(next, may_precede)
        && let Some(link) = link_at(text, next + 1)
    {
        return Candidate::Link(link);
    }
    if next == 0
        && let Some(link) = link_at(text, 0)
    {
        return Candidate::Link(link);
    }
    Candidate::None { resume: text.skip_hopeless(next + 1).max(next + 1) }
}

fn link_at(text: &Text, start: usize) -> Option<Link> {
    let with_scheme = scheme_end(text, start).and_then(|domain| Some((domain, domain_end(text, domain)?)));
    let (domain, domain_end) = match with_scheme {
        Some(found) => found,
        None => (start, domain_end(text, start)?),
    };
    let mut end = domain_end;
    if text.at(end) == Some(':') {
        let digits = text.run(end + 1, |c| c.is_ascii_digit());
        if digits > end + 1 {
            end = digits;
        }
    }
    let path = if text.at(end) == Some('/') { end..path_end(text, end) } else { end..end };
    end = path.end;
    if text.at(end) == Some('?') {
        end = query_end(text, end).unwrap_or(end);
    }
    Some(Link { start, domain, domain_end, path, end })
}

fn scheme_end(text: &Text, start: usize) -> Option<usize> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let end = start + scheme.len();
        let here = text.slice(start..end);
        let same =
            here.len() == scheme.len() && here.iter().zip(scheme.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b));
        same.then_some(end)
    })
}

/// The end of the longest domain that begins at `start`: labels, and a top-level domain that exists.
fn domain_end(text: &Text, start: usize) -> Option<usize> {
    let mut label = start;
    let mut best = None;
    loop {
        let end = text.run(label, |c| is_domain_char(c) || matches!(c, '-' | '_'));
        let closed = end > label
            && text.is(label, is_domain_char)
            && text.is(end - 1, is_domain_char)
            && text.at(end) == Some('.');
        if !closed {
            return best;
        }
        // An underscore is allowed in a subdomain, and not in the label before the top-level domain.
        if !text.slice(label..end).contains(&'_')
            && let Some(top) = top_level_end(text, end + 1)
        {
            best = Some(top);
        }
        label = end + 1;
    }
}

/// The end of the top-level domain that begins at `start`.
fn top_level_end(text: &Text, start: usize) -> Option<usize> {
    let closes = |index: usize| !text.is(index, |c| c.is_ascii_alphanumeric() || matches!(c, '@' | '+' | '-'));
    let word = text.run(start, |c| c.is_ascii_alphanumeric());
    if word > start && closes(word) {
        let name: String = text.slice(start..word).iter().collect();
        if tld::exist(&name.to_ascii_lowercase()) {
            return Some(word);
        }
    }
    if text.slice(start..start + 4).iter().map(char::to_ascii_lowercase).eq("xn--".chars()) {
        let end = text.run(start + 4, |c| c.is_ascii_alphanumeric() || c == '-');
        return (end > start + 4).then_some(end);
    }
    let names = unicode_names();
    // Scripts without spaces run on after the name, so it need not fill its label.
    (start + 1..=start + names.longest).rev().find(|end| {
        *end <= text.chars.len()
            && closes(*end)
            && names.names.contains(&text.slice(start..*end).iter().collect::<String>().to_lowercase())
    })
}

struct UnicodeNames {
    names: HashSet<String>,
    longest: usize,
}

/// The top-level domains that are not ASCII, as people write them.
fn unicode_names() -> &'static UnicodeNames {
    static NAMES: OnceLock<UnicodeNames> = OnceLock::new();
    NAMES.get_or_init(|| {
        let names: HashSet<String> = tld::TLD
            .iter()
            .filter_map(|name| name.strip_prefix("xn--"))
            .filter_map(idna::punycode::decode_to_string)
            .collect();
        let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
        UnicodeNames { names, longest }
    })
}

/// The end of the path whose first slash is at `slash`: what follows has to end with a character that closes a
/// path, so that the full stop after a link stays outside it.
fn path_end(text: &Text, slash: usize) -> usize {
    let mut here = slash + 1;
    let mut end = here;
    while let Some(c) = text.at(here) {
        if c == '(' {
            let Some(after) = parentheses_end(text, here) else { break };
            here = after;
            end = after;
        } else if is_path_char(c) {
            here += 1;
            if closes_path(c) {
                end = here;
            }
        } else {
            break;
        }
    }
    end
}

/// The end of a balanced pair of parentheses, with at most one pair inside.
fn parentheses_end(text: &Text, open: usize) -> Option<usize> {
    let first = text.run(open + 1, is_path_char);
    match text.at(first) {
        Some(')') if first > open + 1 => Some(first + 1),
        Some('(') => {
            let inner = text.run(first + 1, is_path_char);
            if inner == first + 1 || text.at(inner) != Some(')') {
                return None;
            }
            let last = text.run(inner + 1, is_path_char);
            (text.at(last) == Some(')')).then_some(last + 1)
        }
        Some(_) | None => None,
    }
}

/// The end of the query whose question mark is at `mark`, if there is one.
fn query_end(text: &Text, mark: usize) -> Option<usize> {
    let run = text.run(mark + 1, is_query_char);
    (mark + 1..run).rev().find(|index| text.is(*index, closes_query)).map(|last| last + 1)
}

/// What of a candidate is counted as links.
fn accepted(text: &Text, link: &Link) -> Vec<Range<usize>> {
    let domain = link.domain..link.domain_end;
    let plain = plain_domains(text, domain.clone());
    if !is_sendable(text, link, plain.is_empty()) {
        return Vec::new();
    }
    if link.domain > link.start {
        return short_link(text, link).into_iter().collect();
    }
    let stuck_to_a_word = link.start.checked_sub(1).is_some_and(|before| text.is(before, |c| "-_./".contains(c)));
    if stuck_to_a_word {
        return Vec::new();
    }
    // Without a scheme only what is written in Latin letters is a link; a path belongs to the last one.
    let mut found = plain;
    if !link.path.is_empty()
        && let Some(last) = found.last_mut()
    {
        last.end = link.end;
    }
    found
}

/// Whether every label fits the wire, and the whole link is not longer than any link may be.
fn is_sendable(text: &Text, link: &Link, no_plain_domain: bool) -> bool {
    let domain: String = text.slice(link.domain..link.domain_end).iter().collect();
    if domain.starts_with("xn--") && no_plain_domain {
        return false;
    }
    let labels_fit = domain.split('.').all(|label| {
        let length = if label.is_ascii() {
            label.len()
        } else {
            idna::punycode::encode_str(&label.to_lowercase()).map_or(usize::MAX, |encoded| encoded.len() + "xn--".len())
        };
        (1..=LONGEST_LABEL).contains(&length)
    });
    let units: usize = text.slice(link.start..link.end).iter().map(|c| c.len_utf16()).sum();
    let scheme = if link.domain > link.start { link.domain - link.start } else { "https://".len() };
    labels_fit && units + scheme <= LONGEST_LINK
}

/// The whole link, or only the part of a `t.co` link that X itself would have written.
fn short_link(text: &Text, link: &Link) -> Option<Range<usize>> {
    let whole = link.start..link.end;
    let domain: String = text.slice(link.domain..link.domain_end).iter().collect();
    let name = link.domain_end + 1;
    if !domain.eq_ignore_ascii_case("t.co") || text.at(link.domain_end) != Some('/') {
        return Some(whole);
    }
    let name_end = text.run(name, |c| c.is_ascii_alphanumeric());
    if name_end == name {
        return Some(whole);
    }
    if name_end - name > LONGEST_SHORT_NAME {
        return None;
    }
    let end = if text.at(name_end) == Some('?') { query_end(text, name_end).unwrap_or(name_end) } else { name_end };
    Some(link.start..end)
}

/// The domains inside `range` that are written in Latin letters.
fn plain_domains(text: &Text, range: Range<usize>) -> Vec<Range<usize>> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || is_latin_accent(c);
    let mut found = Vec::new();
    let mut here = range.start;
    while here < range.end {
        let mut label = here;
        let mut best = None;
        loop {
            let end = text.run(label, plain).min(range.end);
            if end == label || end >= range.end || text.at(end) != Some('.') {
                break;
            }
            best = top_level_end(text, end + 1).filter(|top| *top <= range.end).or(best);
            label = end + 1;
        }
        match best {
            Some(end) => {
                found.push(here..end);
                here = end;
            }
            None => here += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests;
