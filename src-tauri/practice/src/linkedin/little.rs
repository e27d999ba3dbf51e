//! LinkedIn's *little text*: the markup that a post's commentary is written in.
//!
//! Invariant: a sign that means something and is not escaped ends the text where it stands, without a word; that is how
//! LinkedIn treats it, and why a client has to escape.

/// What means something unless a backslash stands before it.
const RESERVED: &str = "|{}@[]()<>#\\*_~";

/// A commentary as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    /// The words.
    pub(crate) text: String,
    /// The commentary itself, as far as it was taken.
    pub(crate) taken: String,
}

/// Reads a commentary up to its end, or to the first sign that should have been escaped.
pub(crate) fn read(commentary: &str) -> Read {
    let mut text = String::new();
    let mut rest = commentary;
    while let Some(first) = rest.chars().next() {
        let Some((words, length)) = piece(rest, first) else { break };
        text.push_str(&words);
        rest = rest.get(length..).unwrap_or_default();
    }
    let taken = commentary.strip_suffix(rest).unwrap_or(commentary).to_owned();
    Read { text, taken }
}

/// What stands at the beginning of `rest`, and how many bytes of it that is.
fn piece(rest: &str, first: char) -> Option<(String, usize)> {
    match first {
        '\\' => {
            let escaped = rest.chars().nth(1).filter(|sign| RESERVED.contains(*sign))?;
            Some((escaped.to_string(), 1 + escaped.len_utf8()))
        }
        '{' => template(rest),
        '@' => mention(rest),
        '#' => rest.chars().nth(1).is_some_and(char::is_alphanumeric).then(|| ("#".to_owned(), 1)),
        sign if RESERVED.contains(sign) => None,
        sign => Some((sign.to_string(), sign.len_utf8())),
    }
}

/// `{hashtag|\#|FluShots}`.
fn template(rest: &str) -> Option<(String, usize)> {
    let inner = rest.strip_prefix("{hashtag|")?;
    let (sign, tag) = inner.split_once('|')?;
    let (tag, _) = tag.split_once('}')?;
    if !["#", "\\#", "＃"].contains(&sign) {
        return None;
    }
    let mut plain = String::new();
    let mut signs = tag.chars();
    while let Some(letter) = signs.next() {
        plain.push(if letter == '\\' { signs.next()? } else { letter });
    }
    let good = !plain.is_empty() && plain.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    good.then(|| (format!("#{plain}"), "{hashtag|".len() + sign.len() + 1 + tag.len() + 1))
}

/// `@[Name](urn:li:organization:1)`.
fn mention(rest: &str) -> Option<(String, usize)> {
    let (name, behind) = rest.strip_prefix("@[")?.split_once("](")?;
    let (urn, _) = behind.split_once(')')?;
    let known = ["urn:li:organization:", "urn:li:person:"].iter().any(|kind| urn.starts_with(kind));
    (known && !name.is_empty()).then(|| (name.to_owned(), 2 + name.len() + 2 + urn.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(commentary: &str, text: &str, taken: &str) {
        assert_eq!(read(commentary), Read { text: text.to_owned(), taken: taken.to_owned() });
    }

    #[test]
    fn what_is_escaped_is_read_as_it_was_meant() {
        let wire = r"Coughs \(and\) \<colds\>: 1 \| 2 \* \_3\_ \~ \[a\] \{b\} \@c \\ \#";
        check(wire, r"Coughs (and) <colds>: 1 | 2 * _3_ ~ [a] {b} @c \ #", wire);
    }

    #[test]
    fn hashtags_and_mentions_are_read_in_both_ways() {
        check("#Flu now", "#Flu now", "#Flu now");
        check(r"{hashtag|\#|Flu\_2026}!", "#Flu_2026!", r"{hashtag|\#|Flu\_2026}!");
        check("@[Lakeside](urn:li:organization:1) here", "Lakeside here", "@[Lakeside](urn:li:organization:1) here");
    }

    #[test]
    fn an_unescaped_sign_ends_the_text_without_a_word() {
        for sign in ["(", ")", "<", ">", "|", "{", "}", "@", "[", "]", "*", "_", "~", "# ", r"\n"] {
            check(&format!("Open daily {sign}8 to 5"), "Open daily ", "Open daily ");
        }
    }
}
