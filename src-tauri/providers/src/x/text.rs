//! Whether a post on X says exactly what was signed, in spite of what X does to a text.
//!
//! Invariant: only rewriting that X is known to do is undone: its short links stand for the links that were written, a
//! link to the post's own media at its end was never written, and `&`, `<` and `>` come escaped. Everything else has to
//! be equal, character by character.

use countersign_core::model::PartRole;

use super::wire::{Entities, Link, Post};
use crate::wording::{joined, plain};

/// A piece of X's text: words, or a link in any of the ways in which it may have been written.
#[derive(Debug)]
enum Piece {
    Words(String),
    Link(Vec<String>),
}

/// Whose names an answer may begin with that nobody wrote.
#[derive(Debug, Clone, Copy)]
pub(super) enum InFront<'a> {
    /// The account's own, of what answers oneself.
    Own(&'a str),
    /// Those of everybody in the conversation, of what answers somebody else.
    Anybodys,
}

impl<'a> InFront<'a> {
    /// Of a part with this role, on the account with this name.
    pub(super) const fn of(role: PartRole, username: &'a str) -> Self {
        match role {
            PartRole::Reply | PartRole::Message | PartRole::PrivateReply => Self::Anybodys,
            PartRole::Main | PartRole::Thread | PartRole::FirstComment => Self::Own(username),
        }
    }

    fn allows(self, name: &str) -> bool {
        match self {
            Self::Own(username) => name.eq_ignore_ascii_case(username),
            Self::Anybodys => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
        }
    }
}

/// Whether `post` says `signed`, but for names that X put in front.
pub(super) fn says(post: &Post, signed: &str, names: InFront<'_>) -> bool {
    let (text, entities) = match &post.note_post {
        Some(note) => (&note.text, &note.entities),
        None => (&post.text, &post.entities),
    };
    let signed = plain(signed);
    let mut pieces = trimmed(pieces(text, entities, !post.attachments.media_keys.is_empty()));
    let answers = post.referenced_posts.iter().any(|reference| reference.kind == "replied_to");
    while !reads(&pieces, &signed) {
        if !answers || !takes_a_name_off(&mut pieces, names) {
            return false;
        }
        pieces = trimmed(pieces);
    }
    true
}

/// What a post says, its links written out.
pub(super) fn read_out(post: &Post) -> String {
    let (text, entities) = match &post.note_post {
        Some(note) => (&note.text, &note.entities),
        None => (&post.text, &post.entities),
    };
    let pieces = trimmed(pieces(text, entities, !post.attachments.media_keys.is_empty()));
    let words = pieces.into_iter().map(|piece| match piece {
        Piece::Words(words) => words,
        Piece::Link(ways) => ways.into_iter().next().unwrap_or_default(),
    });
    words.collect()
}

/// What a message says, its links written out.
pub(super) fn read_message(text: &str, entities: &Entities) -> String {
    let pieces = pieces(text, entities, false).into_iter().map(|piece| match piece {
        Piece::Words(words) => words,
        Piece::Link(ways) => ways.into_iter().next().unwrap_or_default(),
    });
    pieces.collect()
}

fn pieces(text: &str, entities: &Entities, has_media: bool) -> Vec<Piece> {
    let mut links: Vec<&Link> = entities.urls.iter().filter(|link| !link.url.is_empty()).collect();
    links.sort_by_key(|link| link.start);
    let mut pieces = Vec::new();
    let mut rest = text;
    for link in links {
        // Found by its text, not by its place: X counts places in units of its own.
        let Some((before, after)) = rest.split_once(link.url.as_str()) else { continue };
        pieces.push(words(before));
        if !(has_media && is_media(link)) {
            pieces.push(Piece::Link(ways_to_write(link)));
        }
        rest = after;
    }
    pieces.push(words(if has_media { without_short_link(rest) } else { rest }));
    pieces
}

fn words(text: &str) -> Piece {
    Piece::Words(joined(&unescaped(text)))
}

/// Undoes X's escaping, each escape once: a written `&amp;` comes as `&amp;amp;`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let known =
            [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')].into_iter().find(|(escape, _)| from.starts_with(escape));
        let (escape, meant) = known.unwrap_or(("&", '&'));
        plain.push(meant);
        rest = from.strip_prefix(escape).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// A link that X puts behind the text for the post's own pictures.
fn is_media(link: &Link) -> bool {
    let leads_to_media = |address: &String| {
        let path = address.strip_prefix("https://x.com/").or_else(|| address.strip_prefix("https://twitter.com/"));
        path.is_some_and(|path| path.contains("/status/") && (path.contains("/photo/") || path.contains("/video/")))
    };
    link.media_key.is_some() || link.expanded_url.as_ref().is_some_and(leads_to_media)
}

/// The same link where X leaves it out of the entities: a last short link that nothing explains.
fn without_short_link(text: &str) -> &str {
    let text = text.trim_end();
    let start =
        text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let last = &text[start..];
    match last.strip_prefix("https://t.co/") {
        Some(name) if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => &text[..start],
        Some(_) | None => text,
    }
}

/// X expands a link to its whole address: with a scheme that may not have been written, and perhaps a last slash.
fn ways_to_write(link: &Link) -> Vec<String> {
    let mut ways = Vec::new();
    for address in link.expanded_url.iter().chain([&link.url]) {
        let address = unescaped(address);
        let bare =
            address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(&address).to_owned();
        for way in [address, bare] {
            ways.push(way.trim_end_matches('/').to_owned());
            ways.push(joined(&way));
        }
    }
    ways.retain(|way| !way.is_empty());
    // The longest first, so that a slash after a link is not left over.
    ways.sort_by_key(|way| std::cmp::Reverse(way.len()));
    ways.dedup();
    ways
}

/// Takes one of the names in front off, which X adds to an answer on some ways in. Tells whether there was one.
fn takes_a_name_off(pieces: &mut [Piece], names: InFront<'_>) -> bool {
    let Some(Piece::Words(words)) = pieces.first_mut() else { return false };
    let Some((name, said)) = words.strip_prefix('@').and_then(|rest| rest.split_once(' ')) else { return false };
    let allowed = names.allows(name);
    if allowed {
        *words = said.to_owned();
    }
    allowed
}

/// Without space at the edges of the whole.
fn trimmed(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for from_end in [false, true] {
        loop {
            let edge = if from_end { pieces.len().wrapping_sub(1) } else { 0 };
            match pieces.get_mut(edge) {
                Some(Piece::Words(words)) => {
                    let kept = if from_end { words.trim_end() } else { words.trim_start() };
                    if kept.is_empty() {
                        pieces.remove(edge);
                    } else {
                        *words = kept.to_owned();
                        break;
                    }
                }
                Some(Piece::Link(_)) | None => break,
            }
        }
    }
    pieces
}

/// Whether `signed` can be read as `pieces`, one after the other, with nothing left over.
fn reads(pieces: &[Piece], signed: &str) -> bool {
    match pieces.split_first() {
        None => signed.is_empty(),
        Some((Piece::Words(words), rest)) => {
            signed.strip_prefix(words.as_str()).is_some_and(|signed| reads(rest, signed))
        }
        Some((Piece::Link(ways), rest)) => ways.iter().any(|way| {
            let (Some(written), Some(after)) = (signed.get(..way.len()), signed.get(way.len()..)) else { return false };
            // The host may have been written with capitals, which X does not always keep.
            written.eq_ignore_ascii_case(way) && reads(rest, after)
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(post: Value, signed: &str, expected: bool) {
        let post: Post = serde_json::from_value(post).unwrap();
        assert_eq!(says(&post, signed, InFront::Own("lakeside_clinic")), expected, "{post:?}\nagainst {signed:?}");
    }

    fn linked(text: &str, links: &[(&str, &str)]) -> Value {
        let urls: Vec<Value> = links
            .iter()
            .enumerate()
            .map(|(at, (url, full))| json!({"start": at, "url": url, "expanded_url": full}))
            .collect();
        json!({"id": "1", "text": text, "entities": {"urls": urls}})
    }

    #[test]
    fn words_have_to_be_equal() {
        check(json!({"id":"1","text":"Breathe easier"}), "Breathe easier", true);
        check(json!({"id":"1","text":"Breathe easier"}), "Breathe easier\n", true);
        check(json!({"id":"1","text":"Café"}), "Cafe\u{301}", true);
        check(json!({"id":"1","text":"a\nb"}), "a\r\nb", true);
        check(json!({"id":"1","text":"Breathe easier"}), "Breathe easier!", false);
        check(json!({"id":"1","text":"Breathe easier"}), "breathe easier", false);
        check(json!({"id":"1","text":"Breathe  easier"}), "Breathe easier", false);
        check(json!({"id":"1","text":""}), "", true);
        check(json!({"id":"1","text":"a"}), "", false);
    }

    #[test]
    fn escapes_are_undone_once() {
        check(json!({"id":"1","text":"5 &lt; 6 &amp; 7 &gt; 6"}), "5 < 6 & 7 > 6", true);
        check(json!({"id":"1","text":"&amp;lt; is an escape"}), "&lt; is an escape", true);
        check(json!({"id":"1","text":"&amp;lt; is an escape"}), "< is an escape", false);
        check(json!({"id":"1","text":"R&D &nbsp; &"}), "R&D &nbsp; &", true);
    }

    #[test]
    fn short_links_stand_for_what_was_written() {
        let one = |full| linked("Read https://t.co/a1 now", &[("https://t.co/a1", full)]);
        check(one("https://riverside.example.org/a"), "Read https://riverside.example.org/a now", true);
        check(one("http://riverside.example.org"), "Read riverside.example.org now", true);
        check(one("http://riverside.example.org/"), "Read Riverside.Example.org now", true);
        check(
            one("https://riverside.example.org/?a=1&amp;b=2"),
            "Read https://riverside.example.org/?a=1&b=2 now",
            true,
        );
        check(one("https://riverside.example.org/a"), "Read https://riverside.example.org/b now", false);
        check(one("https://riverside.example.org/a"), "Read https://riverside.example.org/a/b now", false);
        check(linked("Read https://t.co/a1 now", &[]), "Read https://riverside.example.org/a now", false);
    }

    #[test]
    fn several_links_are_each_compared() {
        let twice = |second| {
            linked(
                "https://t.co/a1, https://t.co/b2.",
                &[("https://t.co/a1", "https://a.example.org"), ("https://t.co/b2", second)],
            )
        };
        check(twice("http://b.example.org/x/"), "https://a.example.org, b.example.org/x/.", true);
        check(twice("http://b.example.org"), "https://a.example.org, c.example.org.", false);
        let same = linked("https://t.co/a1 https://t.co/a1", &[("https://t.co/a1", "https://a.example.org"); 2]);
        check(same, "https://a.example.org https://a.example.org", true);
    }

    #[test]
    fn the_link_to_a_post_s_own_picture_was_never_written() {
        let pictured = |urls: Value| json!({"id":"1","text":"Breathe easier https://t.co/m1","attachments":{"media_keys":["3_1"]},"entities":{"urls":urls}});
        check(
            pictured(
                json!([{"url":"https://t.co/m1","expanded_url":"https://x.com/lakeside_clinic/status/1/photo/1","media_key":"3_1"}]),
            ),
            "Breathe easier",
            true,
        );
        check(
            pictured(
                json!([{"url":"https://t.co/m1","expanded_url":"https://twitter.com/lakeside_clinic/status/1/photo/1"}]),
            ),
            "Breathe easier",
            true,
        );
        check(pictured(json!([])), "Breathe easier", true);
        check(json!({"id":"1","text":"Breathe easier https://t.co/m1"}), "Breathe easier", false);
        check(json!({"id":"1","text":"https://t.co/m1","attachments":{"media_keys":["3_1"]}}), "", true);
    }

    #[test]
    fn a_long_text_is_read_in_full() {
        let long =
            json!({"id":"1","text":"The first half…","note_post":{"text":"The first half and the second &amp; last"}});
        check(long, "The first half and the second & last", true);
    }

    #[test]
    fn an_answer_to_oneself_may_begin_with_one_s_name() {
        let answer = |text: &str| json!({"id":"2","text":text,"referenced_posts":[{"type":"replied_to","id":"1"}]});
        check(answer("@Lakeside_Clinic Second"), "Second", true);
        check(answer("@lakeside_clinic Second"), "@lakeside_clinic Second", true);
        check(answer("@somebody Second"), "Second", false);
        check(json!({"id":"2","text":"@lakeside_clinic Second"}), "Second", false);
    }

    #[test]
    fn an_answer_to_others_may_begin_with_everybodys_names() {
        let answers = |text: &str, signed: &str| {
            let post = json!({"id":"2","text":text,"referenced_posts":[{"type":"replied_to","id":"1"}]});
            says(&serde_json::from_value(post).unwrap(), signed, InFront::Anybodys)
        };
        assert!(answers("@asha @lakeside_clinic Please call us.", "Please call us."));
        assert!(answers("@asha Please call us.", "@asha Please call us."));
        assert!(!answers("@asha Please call them.", "Please call us."));
        assert!(!answers("Dear @asha Please call us.", "Please call us."));
    }
}
