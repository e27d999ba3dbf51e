//! LinkedIn's *little text*, the markup of a post's commentary: written and read.
//!
//! Invariant: reading what was written gives the logical text back, letter for letter. A sign that LinkedIn would take for
//! markup never leaves unescaped: LinkedIn would cut the text off there and call that a success. (Format: LinkedIn's
//! little-text page and the practice of public clients, read 2026-11-20.)

use crate::settings::LinkedinHashtags;

/// What means something to LinkedIn.
const RESERVED: &str = "|{}@[]()<>#\\*_~";

/// Writes a text so that a reader sees just that.
pub(super) fn written(text: &str, hashtags: LinkedinHashtags) -> String {
    let mut wire = String::with_capacity(text.len() + 16);
    let mut before = None;
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        let begins_word = !before.is_some_and(|it: char| it.is_alphanumeric() || matches!(it, '_' | '&' | '/' | '#'));
        let tag = match hashtags {
            LinkedinHashtags::Template if sign == '#' && begins_word => tag(rest),
            LinkedinHashtags::Template | LinkedinHashtags::Escaped => "",
        };
        if tag.is_empty() {
            escape(sign, &mut wire);
            before = Some(sign);
        } else {
            wire.push_str("{hashtag|\\#|");
            tag.chars().for_each(|sign| escape(sign, &mut wire));
            wire.push('}');
            before = tag.chars().next_back();
            rest = rest.get(tag.len()..).unwrap_or_default();
        }
    }
    wire
}

fn escape(sign: char, wire: &mut String) {
    if RESERVED.contains(sign) {
        wire.push('\\');
    }
    wire.push(sign);
}

/// The word of a hashtag at the beginning of `rest`; empty where there is none. A number alone is no hashtag.
fn tag(rest: &str) -> &str {
    let end = rest.find(|sign: char| !(sign.is_alphanumeric() || sign == '_')).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    if word.chars().any(char::is_alphabetic) { word } else { "" }
}

/// What a reader sees of a commentary, in whichever way its hashtags and mentions are written.
pub(super) fn read(wire: &str) -> String {
    let mut text = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some(sign) = rest.chars().next() {
        if let Some((words, behind)) = template(rest).or_else(|| mention(rest)) {
            text.push_str(&words);
            rest = behind;
            continue;
        }
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        match rest.chars().next() {
            Some(escaped) if sign == '\\' && RESERVED.contains(escaped) => {
                text.push(escaped);
                rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
            }
            Some(_) | None => text.push(sign),
        }
    }
    text
}

/// `{hashtag|\#|FluShots}`, and what stands behind it.
fn template(rest: &str) -> Option<(String, &str)> {
    let (sign, behind) = rest.strip_prefix("{hashtag|")?.split_once('|')?;
    let (word, behind) = behind.split_once('}')?;
    ["#", "\\#"].contains(&sign).then(|| (format!("#{}", word.replace('\\', "")), behind))
}

/// `@[Lakeside Clinic](urn:li:organization:1)`, and what stands behind it.
fn mention(rest: &str) -> Option<(String, &str)> {
    let (name, behind) = rest.strip_prefix("@[")?.split_once("](urn:li:")?;
    let (_, behind) = behind.split_once(')')?;
    Some((name.replace('\\', ""), behind))
}

#[cfg(test)]
mod tests {
    use super::LinkedinHashtags::{Escaped, Template};
    use super::*;

    #[test]
    fn every_sign_that_means_something_is_escaped() {
        for sign in RESERVED.chars() {
            let text = format!("a {sign} b");
            assert_eq!(written(&text, Template), format!("a \\{sign} b"));
        }
        assert_eq!(written("8–12 (walk in), “free” & 50 %!", Template), "8–12 \\(walk in\\), “free” & 50 %!");
    }

    #[test]
    fn a_hashtag_stays_one() {
        let check = |text: &str, wire: &str| assert_eq!(written(text, Template), wire, "{text}");
        check("#FluShots now", "{hashtag|\\#|FluShots} now");
        check("See (#Flu_2026)!", "See \\({hashtag|\\#|Flu\\_2026}\\)!");
        check("#Grippe #Schutz", "{hashtag|\\#|Grippe} {hashtag|\\#|Schutz}");
        check("No. #1, a#b, ##x, C# and /#part", "No. \\#1, a\\#b, \\#\\#x, C\\# and /\\#part");
        assert_eq!(written("#FluShots", Escaped), "\\#FluShots");
    }

    #[test]
    fn reading_gives_back_what_was_written() {
        for text in [
            "",
            "Coughs & <colds>? Read https://www.example.org/a_b?c=1&d=(2) – café, 1 < 2 💙",
            r"Back\slash, \(already escaped\), {hashtag|\#|x}, @[Name](urn:li:person:1)",
            "#one #two_three #4 a#b ~*_|_*~ @someone [x](y) \\",
            "विश्व सीओपीडी दिवस #स्वास्थ्य",
            "line one\n\nline two\r\n#end",
        ] {
            for hashtags in [Template, Escaped] {
                assert_eq!(read(&written(text, hashtags)), text, "{hashtags:?}");
            }
        }
    }

    #[test]
    fn what_linkedin_writes_in_another_way_is_read_as_well() {
        assert_eq!(read("#Flu by @[Lakeside (Clinic)](urn:li:organization:1)!"), "#Flu by Lakeside (Clinic)!");
        assert_eq!(read("{hashtag|#|Flu} 1 \\n 2"), "#Flu 1 \\n 2");
    }
}
