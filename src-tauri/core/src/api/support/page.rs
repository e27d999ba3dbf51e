//! The page of a support report, and what may stand on it.
//!
//! Invariant: nothing can be written on it but words that stand in the program itself, numbers, instants, and short marks without
//! a blank that systems give themselves (a version, a zone). No text that a person or a platform wrote has a way onto it.

use std::fmt::Write as _;

use crate::model::Millis;
use crate::model::zone::Zone;

/// How long a mark may be; the longest zone has 32 letters.
const MARK: usize = 40;

/// What may stand on the page.
#[derive(Debug, Clone)]
pub(super) enum Fact {
    /// A word of the program's own.
    Word(&'static str),
    /// A count, or an amount in the unit that its name says.
    Number(i64),
    /// An instant, told in UTC.
    At(Millis),
    /// What a system calls itself.
    Mark(Mark),
}

/// What a system calls itself: letters, digits and a few signs, without a blank.
#[derive(Debug, Clone)]
pub(super) struct Mark(String);

impl Mark {
    /// Takes what is a mark; of anything else only that it is none.
    pub(super) fn of(text: &str) -> Self {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "._+-/".contains(letter);
        let is_mark = !text.is_empty() && text.len() <= MARK && text.chars().all(fits);
        Self(if is_mark { text } else { "unknown" }.to_owned())
    }
}

impl From<&'static str> for Fact {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl From<i64> for Fact {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Fact {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Fact {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Fact {
    fn from(yes: bool) -> Self {
        Self::Word(if yes { "yes" } else { "no" })
    }
}

impl From<Millis> for Fact {
    fn from(at: Millis) -> Self {
        Self::At(at)
    }
}

impl From<Mark> for Fact {
    fn from(mark: Mark) -> Self {
        Self::Mark(mark)
    }
}

impl<T: Into<Self>> From<Option<T>> for Fact {
    fn from(there: Option<T>) -> Self {
        there.map_or(Self::Word("none"), Into::into)
    }
}

impl std::fmt::Display for Fact {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(word) => out.write_str(word),
            Self::Number(number) => write!(out, "{number}"),
            Self::At(at) => {
                let face = Zone::utc().clock_at(*at);
                write!(out, "{} {} UTC", face.date(), face.time())
            }
            Self::Mark(Mark(mark)) => out.write_str(mark),
        }
    }
}

/// The page, from its top.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// A sentence of the program's own.
    pub(super) fn says(&mut self, sentence: &'static str) {
        self.0.push_str(sentence);
        self.0.push('\n');
    }

    /// A heading.
    pub(super) fn chapter(&mut self, name: &'static str) {
        self.0.push('\n');
        self.says(name);
    }

    /// A fact under its name; the name is made of words of the program's own.
    pub(super) fn fact(&mut self, name: &[&'static str], fact: impl Into<Fact>) {
        // Writing into a text does not fail.
        let _ = writeln!(self.0, "  {:<44} {}", name.join(" "), fact.into());
    }

    /// Facts of one kind, in one line.
    pub(super) fn facts(&mut self, facts: &[Fact]) {
        let line = facts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let _ = writeln!(self.0, "  {line}");
    }

    /// The whole of it.
    pub(super) fn text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_mark_is_not_repeated() {
        for mark in ["0.1.0", "linux", "2.48.1-1+deb12", "America/Argentina/ComodRivadavia"] {
            assert_eq!(Fact::from(Mark::of(mark)).to_string(), mark);
        }
        let long = "a".repeat(41);
        for other in ["", "Asha Verma", "+49 176 123 456", "two\nlines", "señal", "<b>", "a@b.example", &long] {
            assert_eq!(Fact::from(Mark::of(other)).to_string(), "unknown", "{other:?}");
        }
    }

    #[test]
    fn each_fact_stands_in_a_line_of_its_own() {
        let mut page = Page::default();
        page.says("A report.");
        page.chapter("Posts");
        page.fact(&["x", "posted"], 3_u32);
        page.fact(&["last"], Some(Millis(0)));
        page.fact(&["next"], None::<Millis>);
        let text = page.text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["A report.", "", "Posts"]);
        assert!(lines[3].starts_with("  x posted  ") && lines[3].ends_with(" 3"));
        assert!(lines[4].ends_with(" 1970-01-01 00:00 UTC") && lines[5].ends_with(" none"), "{text}");
    }
}
