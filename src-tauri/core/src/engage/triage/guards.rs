//! Guards: what tells that an emergency is talked about and not happening.
//!
//! Invariant: a hit is lowered only if every clause that it reaches into says so and none of them speaks of the present.

use std::ops::Range;

use crate::check::Patterns;

use super::TriageGuard;

/// The patterns of the guards.
pub(super) struct Guards {
    pub(super) clauses: Patterns,
    pub(super) marks: Vec<(TriageGuard, Patterns)>,
    pub(super) present: Patterns,
}

/// The clauses of one text, and what lowers a hit in each.
pub(super) struct Clauses(Vec<(Range<usize>, Option<TriageGuard>)>);

impl Guards {
    /// Divides `words` where a sentence or a thought ends.
    pub(super) fn clauses(&self, words: &str) -> Clauses {
        let mut breaks = self.clauses.all_spans(words);
        breaks.sort_unstable_by_key(|found| (found.start, found.end));
        let ends = breaks.iter().skip(1).map(|next| next.start).chain([words.len()]);
        let is_word = |text: Option<&str>| text.is_some_and(|text| text.chars().any(char::is_alphanumeric));
        // *right now* at the end of a sentence begins nothing: it is what the sentence says of the time.
        let begins = breaks.iter().zip(ends).filter(|(found, end)| {
            !is_word(words.get((*found).clone())) || is_word(words.get(found.end..(*end).max(found.end)))
        });
        let mut begins: Vec<usize> = begins.map(|(found, _)| found.start).collect();
        begins.extend([0, words.len()]);
        begins.sort_unstable();
        begins.dedup();
        let clauses = begins.windows(2).filter_map(|pair| match pair {
            [begin, end] => Some((*begin..*end, self.guard(words.get(*begin..*end).unwrap_or_default()))),
            _ => None,
        });
        Clauses(clauses.collect())
    }

    /// What lowers a hit in a clause that reads `words`.
    fn guard(&self, words: &str) -> Option<TriageGuard> {
        let mark = self.marks.iter().find(|(_, marks)| marks.any(words)).map(|(guard, _)| *guard)?;
        (!self.present.any(words)).then_some(mark)
    }
}

impl Clauses {
    /// What lowers a hit at `span`; none if it stands.
    pub(super) fn lowering(&self, span: &Range<usize>) -> Option<TriageGuard> {
        let mut touched = self.0.iter().filter(|(clause, _)| clause.start < span.end && span.start < clause.end);
        let first = touched.next()?.1?;
        touched.all(|(_, guard)| guard.is_some()).then_some(first)
    }
}
