//! Drafts of answers: with what an answer to somebody may begin, there as soon as that was read.
//!
//! Invariant: whoever drafts, nothing here is more than a proposal: a person chooses and changes it, it is checked as it is typed, and a doctor
//! signs it. Who may be in danger is drafted nothing: the fixed answer stands there, or a doctor's own words.

mod templates;

use super::triage::{AnswerKind, Answers, Rules, Words};
use crate::error::{Error, Result};

use templates::NO_PRAISE_IN;
pub use templates::TemplateReplies;

/// What an answer is drafted from.
#[derive(Debug, Clone, Copy)]
pub struct ReplyBrief<'a> {
    /// What somebody wrote.
    pub words: &'a str,
    /// The first country of the clinic, whose emergency number is named.
    pub country: Option<&'a str>,
    /// The line in which the clinic says how it is reached; empty where it says nothing.
    pub contact: &'a str,
    /// Whether the clinic would rather say it shortly.
    pub plain: bool,
}

/// A beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyDraft {
    /// What it is for, in a few words.
    pub name: String,
    /// The words.
    pub text: String,
}

/// Who drafts answers. Another that drafts otherwise takes the place of this one, and of nothing else.
pub trait ReplyWriter: std::fmt::Debug + Send + Sync {
    /// The drafts, the one that fits best first; none where a person should rather not answer, or find their own words.
    ///
    /// # Errors
    /// When it cannot draft.
    fn drafts(&self, brief: &ReplyBrief<'_>) -> Result<Vec<ReplyDraft>>;
}

/// What staff should know or do beside an answer to these words, in English; nothing for most.
///
/// # Errors
/// When the rules that are built in can't be read.
pub fn note_beside(words: &str, country: Option<&str>) -> Result<Option<&'static str>> {
    let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let answers = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
    let kind = match rules.triage(&Words::new(words)).answer {
        Some(kind) => Some(kind),
        None => (country == Some(NO_PRAISE_IN)).then_some(AnswerKind::Praise),
    };
    Ok(kind.and_then(|kind| answers.staff_note(kind)))
}
