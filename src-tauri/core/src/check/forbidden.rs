//! What the clinic itself does not let out: words and phrases, and links to hosts.
//!
//! Invariant: pure. Words are compared as the fingerprint of a post reads them (without case and signs, and without what
//! takes no room), so that nothing is let through for its spelling on the screen; a phrase is found as whole words.

use crate::clinic::WordRules;
use crate::draft::words_of;
use crate::model::Content;

use super::finding::FindingCode;
use super::links::links;

/// Something that the clinic does not let out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Whether a word or a link.
    pub code: FindingCode,
    /// In which part; none for a title or a card.
    pub part: Option<u32>,
    /// In a sentence.
    pub message: String,
}

/// Everything in `content` that `rules` do not let out, in the order of the post.
pub fn forbidden(content: &Content, rules: &WordRules) -> Vec<Forbidden> {
    if rules.is_empty() {
        return Vec::new();
    }
    let lists = Lists {
        rules,
        denied: rules.denied.iter().map(|text| (text.as_str(), pattern(text))).collect(),
        allowed: rules.allowed.iter().map(|text| pattern(text)).collect(),
    };
    let mut found = Vec::new();
    for (part, shown) in (0u32..).zip(&content.parts) {
        let alts = shown.media.iter().map(|media| media.alt.0.as_str());
        for text in std::iter::once(shown.text.as_str()).chain(alts) {
            lists.look(text, Some(part), &mut found);
        }
    }
    if let Some(title) = content.options.title() {
        lists.look(title, None, &mut found);
    }
    if let Some(link) = content.options.link() {
        found.extend(host_of(link).and_then(|host| lists.link(&host)).map(|message| Forbidden {
            code: FindingCode::ForbiddenLink,
            part: None,
            message,
        }));
    }
    found.dedup();
    found
}

/// A word, and whether it may go on.
type Pattern = Vec<(String, bool)>;

struct Lists<'a> {
    rules: &'a WordRules,
    denied: Vec<(&'a str, Pattern)>,
    allowed: Vec<Pattern>,
}

impl Lists<'_> {
    fn look(&self, text: &str, part: Option<u32>, found: &mut Vec<Forbidden>) {
        let words = words_of(text);
        for (shown, pattern) in &self.denied {
            let let_through = |at: usize| {
                self.allowed.iter().any(|allowed| {
                    let from = at.saturating_sub(allowed.len());
                    (from..=at)
                        .any(|begin| begin + allowed.len() >= at + pattern.len() && stands(allowed, &words, begin))
                })
            };
            if (0..words.len()).any(|at| stands(pattern, &words, at) && !let_through(at)) {
                let message =
                    format!("“{shown}” is on the clinic's list of words that are not posted. Write it differently.");
                found.push(Forbidden { code: FindingCode::ForbiddenWord, part, message });
            }
        }
        for host in hosts(text) {
            if let Some(message) = self.link(&host) {
                found.push(Forbidden { code: FindingCode::ForbiddenLink, part, message });
            }
        }
    }

    /// Why a link may not lead to `host`, if so.
    fn link(&self, host: &str) -> Option<String> {
        let below = |known: &String| {
            host.strip_suffix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if self.rules.denied_hosts.iter().any(below) {
            return Some(format!("The clinic's posts may not lead to {host}. Take the link out."));
        }
        let open = self.rules.allowed_hosts.is_empty() || self.rules.allowed_hosts.iter().any(below);
        (!open).then(|| {
            format!("{host} is not among the hosts that the clinic's posts may lead to. Take the link out, or have an administrator add the host.")
        })
    }
}

fn pattern(phrase: &str) -> Pattern {
    let mut pattern = Pattern::new();
    for word in phrase.split(' ') {
        pattern.extend(words_of(word).into_iter().map(|word| (word, false)));
        if let Some(last) = pattern.last_mut().filter(|_| word.ends_with('*')) {
            last.1 = true;
        }
    }
    pattern
}

fn stands(pattern: &Pattern, words: &[String], at: usize) -> bool {
    let Some(there) = words.get(at..at + pattern.len()).filter(|_| !pattern.is_empty()) else { return false };
    there.iter().zip(pattern).all(|(word, (wanted, goes_on))| match goes_on {
        true => word.starts_with(wanted.as_str()),
        false => word == wanted,
    })
}

/// Where the links of a text lead: those that platforms make of plain names, and whatever is written with a scheme.
fn hosts(text: &str) -> Vec<String> {
    let plain = links(text).into_iter().filter_map(|range| text.get(range));
    let written = text.split_whitespace().filter_map(|token| token.find("http").and_then(|at| token.get(at..)));
    let mut hosts: Vec<String> =
        plain.chain(written.filter(|token| token.contains("://"))).filter_map(host_of).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

fn host_of(link: &str) -> Option<String> {
    let whole = if link.contains("://") { link.to_owned() } else { format!("https://{link}") };
    let host = url::Url::parse(&whole).ok()?.host_str()?.trim_end_matches('.').to_owned();
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Part, PartRole, Platform, PlatformOptions};

    fn rules(denied: &[&str], allowed: &[&str], denied_hosts: &[&str], allowed_hosts: &[&str]) -> WordRules {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        WordRules::read(&owned(denied), &owned(allowed), &owned(denied_hosts), &owned(allowed_hosts)).unwrap()
    }

    fn found(text: &str, rules: &WordRules) -> Vec<String> {
        forbidden(&Content::of_text(Platform::X, text), rules).into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn a_phrase_is_found_as_whole_words_however_it_is_written() {
        let rules = rules(&["guaranteed cure", "painless"], &[], &[], &[]);
        for text in
            ["A GUARANTEED\u{200B} cure!", "guaran\u{AD}teed — cure", "#Painless", "Ｐainless and quick", "(painless)"]
        {
            assert_eq!(found(text, &rules).len(), 1, "{text}");
        }
        for text in ["A cure that is guaranteed", "guaranteed cures", "painlessly", "", "Guaranteed."] {
            assert_eq!(found(text, &rules), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_star_stands_for_any_ending_and_an_allowed_phrase_lets_its_words_through() {
        let rules = rules(&["guarantee*", "free"], &["sugar free", "free of charge for members"], &[], &[]);
        assert_eq!(found("We guaranteed it, guaranteeing more", &rules).len(), 1);
        for text in ["Sugar-free sweets", "It is free of charge for members."] {
            assert_eq!(found(text, &rules), Vec::<String>::new(), "{text}");
        }
        for text in ["Free of charge", "sugar free and free", "free sugar"] {
            assert_eq!(found(text, &rules).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_link_is_judged_by_its_host_and_the_hosts_above_it() {
        let denied = rules(&[], &[], &["spam.example", "bit.ly"], &[]);
        for text in
            ["see http://spam.example/x", "WWW.bit.ly/abc", "https://me@Shop.Spam.Example:8443/?q", "(https://bit.ly)"]
        {
            assert_eq!(found(text, &denied).len(), 1, "{text}");
        }
        for text in ["https://notspam.example", "spam example", "https://spam.example.com"] {
            assert_eq!(found(text, &denied), Vec::<String>::new(), "{text}");
        }
        let only = rules(&[], &[], &[], &["lakeside.example"]);
        assert_eq!(found("https://book.lakeside.example/flu", &only), Vec::<String>::new());
        assert_eq!(found("https://lakeside.example.evil.com and who.int", &only).len(), 2);
        assert_eq!(found("http://192.0.2.1/x", &only).len(), 1, "an address without a name as well");
    }

    #[test]
    fn titles_cards_comments_and_descriptions_of_pictures_are_looked_through() {
        let rules = rules(&["painless"], &[], &["spam.example"], &[]);
        let mut content = Content::of_text(Platform::Facebook, "Fine.");
        content.options =
            PlatformOptions::Facebook { link: Some("https://spam.example/a".into()), kind: Default::default() };
        content.parts.push(Part { role: PartRole::FirstComment, text: "Painless!".into(), media: Vec::new() });
        let found = forbidden(&content, &rules);
        assert_eq!(found.iter().map(|it| it.part).collect::<Vec<_>>(), [Some(1), None]);
        let media = crate::model::MediaRef {
            digest: crate::model::Digest::of(b"chairs"),
            alt: crate::model::AltText("Painless chairs".into()),
            crop: None,
        };
        content.parts[0].media.push(media);
        assert_eq!(forbidden(&content, &rules)[0].part, Some(0));
    }
}
