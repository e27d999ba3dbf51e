//! Finds the addresses in a text that X makes into links, each of which it shortens.
//!
//! Invariant: written from the published description of twitter-text and nothing of the product's, so that the two
//! can disagree. The list of endings is short: an address without a scheme counts only with a common one.

/// A link, by byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) has_scheme: bool,
}

const COMMON_ENDINGS: &[&str] = &[
    "aero",
    "agency",
    "app",
    "art",
    "asia",
    "bank",
    "beauty",
    "best",
    "bio",
    "biz",
    "blog",
    "business",
    "cafe",
    "care",
    "cat",
    "center",
    "city",
    "clinic",
    "club",
    "com",
    "community",
    "company",
    "coop",
    "dental",
    "dentist",
    "design",
    "dev",
    "digital",
    "doctor",
    "edu",
    "email",
    "events",
    "expert",
    "family",
    "fitness",
    "gov",
    "group",
    "guru",
    "health",
    "healthcare",
    "help",
    "hospital",
    "info",
    "int",
    "jobs",
    "life",
    "link",
    "live",
    "mil",
    "mobi",
    "museum",
    "name",
    "net",
    "network",
    "news",
    "one",
    "online",
    "org",
    "page",
    "pharmacy",
    "photo",
    "pro",
    "site",
    "social",
    "space",
    "store",
    "support",
    "surgery",
    "team",
    "tech",
    "tel",
    "today",
    "travel",
    "video",
    "website",
    "wiki",
    "world",
    "xyz",
];

/// Country endings, two letters each.
const COUNTRY_ENDINGS: &str = "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybzcacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsiskslsmsnsosrssstsvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/// Endings that were set aside so that they never lead anywhere.
const RESERVED_ENDINGS: &[&str] = &["example", "internal", "invalid", "local", "localhost", "onion", "test"];

pub(crate) fn find(text: &str) -> Vec<Link> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let reader = Reader { text, letters: &letters };
    let mut links = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        match reader.link_at(at) {
            Some((end, has_scheme)) => {
                links.push(Link { start: reader.byte(at), end: reader.byte(end), has_scheme });
                at = end;
            }
            None => at += 1,
        }
    }
    links
}

struct Reader<'a> {
    text: &'a str,
    letters: &'a [(usize, char)],
}

impl Reader<'_> {
    fn char(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|(_, letter)| *letter)
    }

    fn byte(&self, at: usize) -> usize {
        self.letters.get(at).map_or(self.text.len(), |(byte, _)| *byte)
    }

    fn link_at(&self, at: usize) -> Option<(usize, bool)> {
        let before = at.checked_sub(1).and_then(|before| self.char(before));
        if before
            .is_some_and(|letter| letter.is_ascii_alphanumeric() || "@＠$#＃\u{fffe}\u{feff}\u{ffff}".contains(letter))
        {
            return None;
        }
        if let Some(host) = self.after_scheme(at) {
            return self.host_end(host, true).map(|end| (self.tail_end(end), true));
        }
        if before.is_some_and(|letter| "-_./".contains(letter)) {
            return None;
        }
        self.host_end(at, false).map(|end| (self.tail_end(end), false))
    }

    fn after_scheme(&self, at: usize) -> Option<usize> {
        let rest = self.text.get(self.byte(at)..)?;
        ["https://", "http://"]
            .into_iter()
            .find(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
            .map(|scheme| at + scheme.len())
    }

    /// The end of the longest host that begins here.
    fn host_end(&self, start: usize, has_scheme: bool) -> Option<usize> {
        let belongs = |letter: char| {
            letter.is_ascii_alphanumeric()
                || "-_.".contains(letter)
                || (has_scheme && !letter.is_ascii() && letter.is_alphabetic())
        };
        let mut labels: Vec<(usize, usize)> = Vec::new();
        let mut label = start;
        let mut at = start;
        loop {
            let letter = self.char(at);
            match letter {
                Some('.') => {
                    labels.push((label, at));
                    label = at + 1;
                }
                Some(letter) if belongs(letter) => {}
                Some(_) | None => {
                    labels.push((label, at));
                    break;
                }
            }
            at += 1;
        }
        (2..=labels.len()).rev().find_map(|count| {
            let (last, before) = labels.get(..count)?.split_last()?;
            let ending = self.slice(*last).to_lowercase();
            let followed = self.char(last.1).is_none_or(|next| !(next.is_ascii_alphanumeric() || "@+-".contains(next)));
            let good = before.iter().enumerate().all(|(place, label)| {
                let may_have_underscore = place + 1 < before.len();
                is_label(self.slice(*label), may_have_underscore)
            });
            (followed && good && is_ending(&ending, has_scheme)).then_some(last.1)
        })
    }

    fn slice(&self, (start, end): (usize, usize)) -> &str {
        self.text.get(self.byte(start)..self.byte(end)).unwrap_or_default()
    }

    /// The end of port, path and query.
    fn tail_end(&self, host_end: usize) -> usize {
        let mut end = host_end;
        if self.char(end) == Some(':') {
            let digits =
                (end + 1..).take_while(|at| self.char(*at).is_some_and(|letter| letter.is_ascii_digit())).count();
            if digits > 0 {
                end += 1 + digits;
            }
        }
        if self.char(end) == Some('/') {
            end = self.path_end(end);
        }
        if self.char(end) == Some('?') {
            end = self.query_end(end);
        }
        end
    }

    fn path_end(&self, start: usize) -> usize {
        let mut good = start + 1;
        let mut at = start + 1;
        while let Some(letter) = self.char(at) {
            if letter == '(' {
                let Some(close) = self.balanced(at) else { break };
                at = close;
                good = close;
                continue;
            }
            let word = letter.is_alphanumeric();
            if !(word || "!*';:=+,.$/%#[]-–_~@|&".contains(letter)) {
                break;
            }
            at += 1;
            if word || "+-=_#/".contains(letter) {
                good = at;
            }
        }
        good
    }

    /// The place after the bracket that closes the one here; brackets may hold one more pair.
    fn balanced(&self, open: usize) -> Option<usize> {
        let mut depth = 0;
        for at in open..self.letters.len() {
            match self.char(at)? {
                '(' => depth += 1,
                ')' if depth == 1 => return Some(at + 1),
                ')' => depth -= 1,
                letter if letter.is_whitespace() => return None,
                _ => {}
            }
            if depth > 2 {
                return None;
            }
        }
        None
    }

    fn query_end(&self, start: usize) -> usize {
        let mut good = start;
        let mut at = start + 1;
        while let Some(letter) = self.char(at) {
            if !(letter.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(letter)) {
                break;
            }
            at += 1;
            if letter.is_ascii_alphanumeric() || "-_&=#/".contains(letter) {
                good = at;
            }
        }
        good
    }
}

fn is_label(label: &str, may_have_underscore: bool) -> bool {
    let edge = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    edge(label.chars().next()) && edge(label.chars().next_back()) && (may_have_underscore || !label.contains('_'))
}

fn is_ending(ending: &str, has_scheme: bool) -> bool {
    let letters = ending.chars().all(char::is_alphabetic) || ending.starts_with("xn--");
    let country = ending.len() == 2 && COUNTRY_ENDINGS.as_bytes().chunks(2).any(|country| country == ending.as_bytes());
    if has_scheme {
        letters && ending.chars().count() >= 2 && (ending.len() != 2 || country) && !RESERVED_ENDINGS.contains(&ending)
    } else {
        country || COMMON_ENDINGS.contains(&ending)
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|link| &text[link.start..link.end]).collect()
    }

    #[test]
    fn addresses_with_a_scheme_are_found_to_their_true_end() {
        assert_eq!(found("See https://example.com/a_(b)?c=d&e=1#f."), ["https://example.com/a_(b)?c=d&e=1#f"]);
        assert_eq!(found("(HTTPS://Example.org/path/)"), ["HTTPS://Example.org/path/"]);
        assert_eq!(found("http://clinic.example.com:8080/x, then"), ["http://clinic.example.com:8080/x"]);
        assert_eq!(found("a https://münchen.de/straße b"), ["https://münchen.de/straße"]);
        assert!(found("https://lakeside.example or http://localhost/").is_empty());
    }

    #[test]
    fn addresses_without_a_scheme_need_a_common_ending() {
        assert_eq!(found("lakeside.clinic and www.example.co.uk/flu!"), ["lakeside.clinic", "www.example.co.uk/flu"]);
        assert!(found("one.two file.txt 3.5 e.g.").is_empty());
    }

    #[test]
    fn mail_addresses_handles_and_tags_are_no_links() {
        assert!(found("desk@lakeside.com @lakeside.com #a.com x.y@z.org").is_empty());
    }
}
