//! Just enough of Rust's grammar to tell code from comments and from texts.
//!
//! Invariant: what was blanked keeps its length, so that a position in the code is the same position in the file.

const TESTS_ONLY: &str = "#[cfg(test)]";

/// A Rust file, taken apart.
pub struct Code {
    /// The file with every comment, text and character literal blanked.
    pub bare: String,
    /// The texts, as they were typed between their quotes, in order.
    pub texts: Vec<String>,
}

impl Code {
    /// Takes a file apart.
    pub fn read(source: &str) -> Self {
        let mut reading = Reading { source, at: 0, bare: String::with_capacity(source.len()), texts: Vec::new() };
        while reading.step() {}
        Self { bare: reading.bare, texts: reading.texts }
    }

    /// The code with every item blanked that only tests have, wherever it stands.
    pub fn without_tests(&self) -> String {
        let (mut kept, mut at) = (String::with_capacity(self.bare.len()), 0);
        while let Some(found) = self.bare[at..].find(TESTS_ONLY) {
            let begin = at + found;
            let end = begin + TESTS_ONLY.len() + item(&self.bare[begin + TESTS_ONLY.len()..]);
            kept.push_str(&self.bare[at..begin]);
            kept.push_str(&blanked(&self.bare[begin..end]));
            at = end;
        }
        kept.push_str(&self.bare[at..]);
        kept
    }

    /// Whether `name` stands in the code as a whole name, or as the beginning of a path.
    pub fn names(&self, name: &str) -> bool {
        self.bare.match_indices(name).any(|(at, _)| {
            let before = self.bare[..at].chars().next_back();
            let after = self.bare[at + name.len()..].chars().next();
            let joins = |letter: Option<char>| letter.is_some_and(|it| it.is_alphanumeric() || it == '_');
            let begins_inside = name.starts_with(char::is_alphabetic) && joins(before);
            let goes_on = name.ends_with(char::is_alphabetic) && joins(after);
            !begins_inside && !goes_on
        })
    }
}

struct Reading<'s> {
    source: &'s str,
    at: usize,
    bare: String,
    texts: Vec<String>,
}

impl Reading<'_> {
    fn step(&mut self) -> bool {
        let rest = &self.source[self.at..];
        let Some(letter) = rest.chars().next() else { return false };
        if rest.starts_with("//") {
            self.blank(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            self.blank(comment(rest));
        } else if let Some((open, inside, close)) = text(rest) {
            self.texts.push(rest[open..open + inside].to_owned());
            self.blank(open + inside + close);
        } else if let Some(length) = character(rest) {
            self.blank(length);
        } else if letter.is_alphabetic() || letter == '_' {
            // Whole names at once: the `r` at the end of one begins no raw text.
            let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
            self.keep(end);
        } else {
            self.keep(letter.len_utf8());
        }
        true
    }

    fn keep(&mut self, length: usize) {
        self.bare.push_str(&self.source[self.at..self.at + length]);
        self.at += length;
    }

    fn blank(&mut self, length: usize) {
        self.bare.push_str(&blanked(&self.source[self.at..self.at + length]));
        self.at += length;
    }
}

/// As long, and on as many lines.
fn blanked(gone: &str) -> String {
    gone.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// The length of what an attribute stands before: to the end of its block, to its semicolon, or, where it is a field or an
/// arm, to its comma or to what it is the last of.
fn item(after: &str) -> usize {
    let kind = Kind::of(after);
    let mut depth = 0_usize;
    for (at, letter) in after.char_indices() {
        let end = at + letter.len_utf8();
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return at,
            ')' | ']' | '}' => {
                depth -= 1;
                if depth == 0 && letter == '}' && kind == Kind::Block {
                    return end;
                }
            }
            ';' if depth == 0 => return end,
            ',' if depth == 0 && kind == Kind::OneOfMany => return end,
            _ => {}
        }
    }
    after.len()
}

/// How an item ends.
#[derive(PartialEq, Eq)]
enum Kind {
    /// With its block, or with a semicolon where it has none.
    Block,
    /// With its semicolon, whatever braces come before.
    Semicolon,
    /// With a comma, as a field and an arm do.
    OneOfMany,
}

impl Kind {
    fn of(after: &str) -> Self {
        let mut rest = after.trim_start();
        // Other attributes, and how far it can be seen.
        while let Some(more) = rest.strip_prefix("#[") {
            rest = more.split_once(']').map_or("", |(_, then)| then).trim_start();
        }
        if let Some(more) = rest.strip_prefix("pub") {
            rest = more.trim_start();
            rest = rest.strip_prefix('(').and_then(|it| it.split_once(')')).map_or(rest, |(_, then)| then).trim_start();
        }
        let mut names = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        match (names.next().unwrap_or_default(), names.next().unwrap_or_default()) {
            ("const", "fn" | "unsafe" | "async" | "extern") => Self::Block,
            ("use" | "const" | "static" | "type" | "let", _) => Self::Semicolon,
            ("mod" | "fn" | "impl" | "struct" | "enum" | "union" | "trait" | "unsafe" | "async" | "extern", _)
            | ("macro_rules", _) => Self::Block,
            _ => Self::OneOfMany,
        }
    }
}

/// The length of a comment; such comments can hold others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The lengths of a text's opening, inside and closing.
fn text(rest: &str) -> Option<(usize, usize, usize)> {
    let bare = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let prefix = rest.len() - bare.len();
    if let Some(raw) = bare.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inside = raw[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        return Some((prefix + 1 + hashes + 1, inside.find(&close).unwrap_or(inside.len()), close.len()));
    }
    let inside = bare.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.find(|letter| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    });
    Some((prefix + 1, end.unwrap_or(inside.len()), 1))
}

/// The length of a character literal; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let first = escape.chars().next()?.len_utf8();
        return Some(2 + first + escape[first..].find('\'')? + 1);
    }
    let letter = inside.chars().next()?;
    inside[letter.len_utf8()..].starts_with('\'').then_some(letter.len_utf8() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, bare: &str, texts: &[&str]) {
        let code = Code::read(source);
        assert_eq!(code.bare.split_whitespace().collect::<Vec<_>>().join(" "), bare);
        assert_eq!(code.texts, texts);
        assert_eq!(code.bare.len(), source.len(), "positions stay");
    }

    #[test]
    fn comments_and_texts_are_no_code() {
        check("a(); // b();\n/* c /* d */ e */ f();", "a(); f();", &[]);
        check(r#"a("b \" c", 'd', '\'', '"') + e"#, "a( , , , ) + e", &[r#"b \" c"#]);
        check("r#\"a \" b\"# + br\"c\" + c\"d\"", "+ +", &["a \" b", "c", "d"]);
        check("fn a<'b>(c: &'b str) { 'd: loop {} }", "fn a<'b>(c: &'b str) { 'd: loop {} }", &[]);
        check("let ü = \"…\"; for r in car {}", "let ü = ; for r in car {}", &["…"]);
    }

    #[test]
    fn what_only_tests_have_is_left_out_wherever_it_stands_and_nothing_after_it() {
        for (source, left) in [
            ("#[cfg(test)]\nmod tests;\nfn a() {}", "fn a() {}"),
            ("#[cfg(test)] mod tests { fn b() {} } fn a() {}", "fn a() {}"),
            (
                "#[cfg(test)]\n#[allow(dead_code)]\npub(super) fn b<C: D<E, F>>(g: [u8; 3]) -> (H, I) { {} }\nfn a() {}",
                "fn a() {}",
            ),
            ("#[cfg(test)] use b::{c, d}; fn a() {}", "fn a() {}"),
            ("#[cfg(test)] const B: C = C { d: [0; 2] }; fn a() {}", "fn a() {}"),
            ("#[cfg(test)] const fn b() -> [u8; 2] { [0; 2] } fn a() {}", "fn a() {}"),
            ("#[cfg(test)] impl B<C, D> for E { fn f(&self); } fn a() {}", "fn a() {}"),
            ("struct A { #[cfg(test)] b: C<[D; 2]>, e: F }", "struct A { e: F }"),
            ("struct A { e: F, #[cfg(test)] b: C }", "struct A { e: F, }"),
            ("fn a() { #[cfg(test)] b.c(d, { e }); f(); }", "fn a() { f(); }"),
        ] {
            let code = Code::read(source);
            let kept = code.without_tests();
            assert_eq!(kept.split_whitespace().collect::<Vec<_>>().join(" "), left, "{source}");
            assert_eq!(kept.len(), source.len(), "positions stay");
        }
    }

    #[test]
    fn a_name_is_a_whole_word() {
        let code = Code::read("use tauri::App; // rusqlite\nlet tokio_ish = 1; todo!()");
        assert!(code.names("tauri"));
        assert!(code.names("todo!"));
        assert!(!code.names("rusqlite"), "only in a comment");
        assert!(!code.names("tokio"), "only the beginning of another name");
    }
}
