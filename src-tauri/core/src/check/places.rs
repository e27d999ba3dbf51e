//! Places in a short answer that is kept: words in braces, which something else stands for each time it is used.
//!
//! Invariant: pure, and one reading of what a place is: what an answer is refused for is what a kept answer fills, so that
//! braces never go out under the clinic's name.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::finding::{Finding, FindingCode, Severity};
use crate::model::words::word_enum;

/// The longest name of a place, in letters: longer than any of ours, and than anybody's slip at one.
const LONGEST: usize = 40;

word_enum! {
    /// What can stand in a place.
    pub enum ReplyPlace {
        /// The first name of who wrote.
        FirstName = "first_name",
        /// The clinic's name.
        Clinic = "clinic",
        /// The telephone number in what the clinic says of how it is reached.
        Phone = "phone",
        /// The link in what the clinic says of how it is reached.
        BookingLink = "booking_link",
        /// What the clinic says of how it is reached, whole.
        Contact = "contact",
        /// Where the clinic is.
        Location = "location",
        /// When the clinic opens again, while it is closed.
        Opens = "opens",
    }
}

/// A place in some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap<'a> {
    /// Its bytes, braces included.
    pub span: Range<usize>,
    /// What stands between the braces, without the room around it.
    pub name: &'a str,
}

/// Every place in `text`, in order.
pub fn gaps(text: &str) -> Vec<Gap<'_>> {
    let mut gaps = Vec::new();
    let mut opened = None;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => opened = Some(at),
            '\n' => opened = None,
            '}' => {
                if let Some(from) = opened.take()
                    && let Some(name) = text.get(from + 1..at).map(str::trim)
                    && (1..=LONGEST).contains(&name.chars().count())
                {
                    gaps.push(Gap { span: from..at + 1, name });
                }
            }
            _ => {}
        }
    }
    gaps
}

/// What is said of the places that nobody filled in part 0 of an answer, each once.
pub(super) fn unfilled(text: &str) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for Gap { span, .. } in gaps(text) {
        let shown = text.get(span).unwrap_or_default();
        let message =
            format!("“{shown}” is a place that nothing was put in. Write what belongs there, or take it out.");
        if !found.iter().any(|finding| finding.message == message) {
            found.push(Finding {
                code: FindingCode::PlaceUnfilled,
                severity: Severity::Block,
                part: Some(0),
                message,
                source: None,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_what_stands_in_braces_on_one_line() {
        let text = "Dear { first_name }, {{clinic}} {\n} {} ¡hola {teléfono}! {open";
        let names: Vec<(&str, &str)> = gaps(text).into_iter().map(|gap| (gap.name, &text[gap.span])).collect();
        assert_eq!(names, [("first_name", "{ first_name }"), ("clinic", "{clinic}"), ("teléfono", "{teléfono}")]);
    }

    #[test]
    fn a_place_that_stands_twice_is_said_once() {
        assert_eq!(unfilled("{phone} or {phone} or {clinic}").len(), 2);
        assert_eq!(unfilled("Call 080 4718 2210."), []);
    }
}
