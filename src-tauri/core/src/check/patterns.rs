//! Many patterns over one text: which of them occur is asked of all at once, where is asked only of those that do.
//!
//! Invariant: what the set says occurs is what each pattern alone would find, since both are made of the same words.

use std::ops::Range;

use regex::{Regex, RegexSet, RegexSetBuilder};

use super::folded::{MEMORY_BYTES, PATTERN_BYTES, pattern};

/// Patterns in a fixed order.
pub(crate) struct Patterns {
    all: RegexSet,
    each: Vec<Regex>,
}

impl Patterns {
    /// Makes them of what is written, each as [`pattern`] reads it.
    pub(crate) fn of<'a>(written: impl IntoIterator<Item = &'a str>) -> Result<Self, regex::Error> {
        let each = written.into_iter().map(pattern).collect::<Result<Vec<Regex>, _>>()?;
        let all = RegexSetBuilder::new(each.iter().map(Regex::as_str))
            .size_limit(PATTERN_BYTES)
            .dfa_size_limit(MEMORY_BYTES)
            .build()?;
        Ok(Self { all, each })
    }

    /// Whether any occurs in `words`.
    pub(crate) fn any(&self, words: &str) -> bool {
        self.all.is_match(words)
    }

    /// The places of those that occur in `words`.
    pub(crate) fn occurring(&self, words: &str) -> Vec<usize> {
        self.all.matches(words).into_iter().collect()
    }

    /// Where the pattern at `place` stands in `words`; they don't overlap.
    pub(crate) fn spans<'a>(&'a self, place: usize, words: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.each.get(place).into_iter().flat_map(|pattern| pattern.find_iter(words)).map(|found| found.range())
    }

    /// Where the pattern at `place` first stands in `words` from the byte `from` on.
    pub(crate) fn first_from(&self, place: usize, words: &str, from: usize) -> Option<Range<usize>> {
        let pattern = self.each.get(place).filter(|_| from <= words.len())?;
        pattern.find_at(words, from).map(|found| found.range())
    }

    /// Where any of them stands in `words`.
    pub(crate) fn all_spans(&self, words: &str) -> Vec<Range<usize>> {
        self.occurring(words).into_iter().flat_map(|place| self.spans(place, words)).collect()
    }
}
