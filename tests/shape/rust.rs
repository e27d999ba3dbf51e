//! Just enough of Rust's grammar to tell code from comments and from texts.
//!
//! Invariant: what was blanked keeps its length, so that a position in the code is the same position in the file.

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

    /// The code without the unit tests at its end.
    pub fn without_tests(&self) -> &str {
        self.bare.split("#[cfg(test)]").next().unwrap_or_default()
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
        let gone = &self.source[self.at..self.at + length];
        self.bare.extend(gone.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        self.at += length;
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
    fn a_name_is_a_whole_word() {
        let code = Code::read("use tauri::App; // rusqlite\nlet tokio_ish = 1; todo!()");
        assert!(code.names("tauri"));
        assert!(code.names("todo!"));
        assert!(!code.names("rusqlite"), "only in a comment");
        assert!(!code.names("tokio"), "only the beginning of another name");
    }
}
