//! Words of a post that somebody points at.
//!
//! Invariant: an anchor is made upon words that stand there, and is followed by comparing the version it was made upon
//! with the newest: words outside of what changed are where they were, words inside it are found again or are gone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, ErrorCode, Result};
use crate::model::Content;

/// The words that a remark is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Anchor {
    /// In which part, from 0.
    pub part: u32,
    /// The first unit of the words, counted as the web view counts a text: in UTF-16 units.
    pub start: u32,
    /// The unit after the last.
    pub end: u32,
    /// The words as they stood.
    pub quote: String,
}

fn units(content: &Content, part: u32) -> Option<Vec<u16>> {
    let part = content.parts.get(usize::try_from(part).ok()?)?;
    Some(part.text.encode_utf16().collect())
}

fn place(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Anchor {
    /// Whether these words stand there.
    ///
    /// # Errors
    /// [`ErrorCode::Stale`] when they don't.
    pub fn check(&self, content: &Content) -> Result<()> {
        let text = units(content, self.part).unwrap_or_default();
        let quoted: Vec<u16> = self.quote.encode_utf16().collect();
        if !quoted.is_empty() && text.get(place(self.start)..place(self.end)) == Some(&quoted) {
            return Ok(());
        }
        Err(Error::refused(
            ErrorCode::Stale,
            "The words you marked are not in the newest version. Mark them again, or ask about the whole post.",
        ))
    }

    /// Where the words, marked in `then`, stand in `now`; nothing when they are gone.
    pub fn follow(&self, then: &Content, now: &Content) -> Option<Self> {
        let (then, now) = (units(then, self.part)?, units(now, self.part)?);
        let (start, end) = (place(self.start), place(self.end));
        let quoted = then.get(start..end)?;
        let head = then.iter().zip(&now).take_while(|(a, b)| a == b).count();
        let most = then.len().min(now.len()) - head;
        let tail = then.iter().rev().zip(now.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        let at = if end <= head {
            start
        } else if start >= then.len() - tail {
            start + now.len() - then.len()
        } else {
            // Only what changed is searched: the same words elsewhere are other words.
            let (from, to) = (head.min(start), now.len() - tail.min(then.len() - end));
            from + now.get(from..to)?.windows(quoted.len()).position(|words| words == quoted)?
        };
        let at = u32::try_from(at).ok()?;
        Some(Self { start: at, end: at + (self.end - self.start), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Platform;

    fn text(text: &str) -> Content {
        Content::of_text(Platform::X, text)
    }

    fn on(content: &Content, quote: &str) -> Anchor {
        let whole = &content.parts[0].text;
        let start = whole[..whole.find(quote).unwrap()].encode_utf16().count();
        let end = start + quote.encode_utf16().count();
        Anchor { part: 0, start: start.try_into().unwrap(), end: end.try_into().unwrap(), quote: quote.into() }
    }

    #[track_caller]
    fn follows(then: &str, quote: &str, now: &str, expected: Option<u32>) {
        let (then, now) = (text(then), text(now));
        let anchor = on(&then, quote);
        anchor.check(&then).unwrap();
        let found = anchor.follow(&then, &now);
        assert_eq!(found.as_ref().map(|found| found.start), expected);
        if let Some(found) = found {
            found.check(&now).unwrap();
        }
    }

    #[test]
    fn words_are_found_before_within_and_after_a_change() {
        follows("Cough for a month. Call us.", "a month", "Cough for a month. Write to us.", Some(10));
        follows("Cough for a month. Call us.", "Call us", "Cough for three weeks. Call us.", Some(23));
        follows("Cough for a month. Call us.", "a month", "A dry cough for over a month now. Call.", Some(21));
    }

    #[test]
    fn words_that_were_changed_are_gone_even_if_the_same_words_stand_elsewhere() {
        follows("Ask for a month. Rest for a month.", "a month", "Ask for weeks. Rest for a month.", None);
        follows("Cough for a month.", "a month", "Cough for three weeks.", None);
        follows("Cough for a month.", "a month", "", None);
    }

    #[test]
    fn offsets_count_as_the_web_view_counts() {
        follows("🩺 Cough for a month.", "a month", "🩺🩺 Cough for a month.", Some(15));
    }

    #[test]
    fn what_does_not_stand_there_can_not_be_marked() {
        let now = text("Cough for three weeks.");
        let mut anchor = on(&text("Cough for a month."), "a month");
        assert_eq!(anchor.check(&now).unwrap_err().code(), ErrorCode::Stale);
        anchor.part = 7;
        assert!(anchor.check(&now).is_err());
        assert!(Anchor { part: 0, start: 2, end: 2, quote: String::new() }.check(&now).is_err());
        assert!(Anchor { part: 0, start: 9, end: 4, quote: "x".into() }.check(&now).is_err());
    }

    #[test]
    fn a_part_that_went_takes_its_words_along() {
        let then = text("Cough for a month.");
        let anchor = on(&then, "a month");
        let now = Content { parts: Vec::new(), options: then.options.clone() };
        assert_eq!(anchor.follow(&then, &now), None);
    }
}
