//! What a reply must not tell: that somebody is, or is not, a patient; what ails them; and what they should take for it.
//!
//! Invariant: pure. It looks at words alone and knows nobody's record, so what it says tells nothing of anybody; a finding points at the
//! words that made it, in the reply as it was written, and nothing that is added to a reply takes a block away.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::finding::{Finding, FindingCode, Severity};
use super::folded::Folded;
use super::patterns::Patterns;

const BUILT_IN: &str = include_str!("patient_safe.json");

/// A draft of a reply, and what it answers.
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    /// The words of the draft.
    pub text: &'a str,
    /// Whether everybody can read it, as under a post; a message to one person is not public.
    pub public: bool,
    /// The last message of the thread, if it is known.
    pub answers: Option<&'a str>,
}

/// What a reply tells that it must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientSafeFinding {
    /// What was found.
    pub code: FindingCode,
    /// Whether the reply can go out like this.
    pub severity: Severity,
    /// Which bytes of the reply say it; whole letters.
    pub span: Range<usize>,
    /// In a sentence, for whoever wrote it.
    pub message: String,
    /// Where the rule comes from.
    pub source: String,
}

impl PatientSafeFinding {
    /// As a finding like any other, about a part of a post.
    pub fn in_part(self, part: Option<u32>) -> Finding {
        Finding { code: self.code, severity: self.severity, part, message: self.message, source: Some(self.source) }
    }
}

/// Why the rules can't be used.
#[derive(Debug, thiserror::Error)]
pub enum PatientSafeFault {
    /// The file is none of ours.
    #[error("the rules for replies can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A pattern is none.
    #[error("a pattern for replies can't be read: {0}")]
    Pattern(#[from] regex::Error),
}

#[derive(Deserialize)]
struct File {
    version: u32,
    date: String,
    let_through: LetThroughFile,
    rules: Vec<RuleFile>,
    repeated: RepeatedFile,
    offline: OfflineFile,
}

#[derive(Deserialize)]
struct LetThroughFile {
    patterns: Vec<String>,
}

#[derive(Deserialize)]
struct RuleFile {
    code: FindingCode,
    public: Severity,
    private: Severity,
    message: String,
    source: String,
    patterns: Vec<String>,
    #[serde(default)]
    unless_before: Vec<String>,
    #[serde(default)]
    unless_match: Vec<String>,
    #[serde(default)]
    unless_after: Vec<String>,
}

#[derive(Deserialize)]
struct RepeatedFile {
    code: FindingCode,
    source: String,
    told: String,
    named: String,
    ties: Vec<String>,
    terms: Vec<String>,
}

#[derive(Deserialize)]
struct OfflineFile {
    code: FindingCode,
    source: String,
    message: String,
    offers: Vec<String>,
    ways: Vec<String>,
}

/// One rule, and what takes it back in the same sentence.
struct Rule {
    code: FindingCode,
    public: Severity,
    private: Severity,
    message: String,
    source: String,
    unless_before: Patterns,
    unless_match: Patterns,
    unless_after: Patterns,
}

/// What of somebody's health may stand in both, the message and its answer.
struct Repeated {
    code: FindingCode,
    source: String,
    told: String,
    named: String,
    /// What ties a word behind it to a person.
    ties: Patterns,
    terms: Patterns,
}

/// What is offered, and the ways on which it goes on in private.
struct Offline {
    code: FindingCode,
    source: String,
    message: String,
    offers: Patterns,
    ways: Patterns,
}

/// The rules for what a reply must not tell.
pub struct PatientSafeRules {
    version: u32,
    date: String,
    let_through: Patterns,
    patterns: Patterns,
    /// Whose each pattern is.
    rule_of: Vec<usize>,
    rules: Vec<Rule>,
    repeated: Repeated,
    offline: Offline,
}

impl PatientSafeRules {
    /// The rules that come with this version.
    pub fn built_in() -> Result<&'static Self, &'static PatientSafeFault> {
        static RULES: LazyLock<Result<PatientSafeRules, PatientSafeFault>> =
            LazyLock::new(|| PatientSafeRules::read(BUILT_IN));
        RULES.as_ref()
    }

    /// Reads rules written as `patient_safe.json` is.
    fn read(json: &str) -> Result<Self, PatientSafeFault> {
        let file: File = serde_json::from_str(json)?;
        let written = file.rules.iter().flat_map(|rule| rule.patterns.iter());
        let patterns = Patterns::of(written.map(String::as_str))?;
        let rule_of =
            (0..).zip(&file.rules).flat_map(|(place, rule)| rule.patterns.iter().map(move |_| place)).collect();
        let rules = file.rules.into_iter().map(Rule::read).collect::<Result<_, _>>()?;
        let RepeatedFile { code, source, told, named, ties, terms } = file.repeated;
        let repeated = Repeated { code, source, told, named, ties: of(&ties)?, terms: of(&terms)? };
        let OfflineFile { code, source, message, offers, ways } = file.offline;
        Ok(Self {
            version: file.version,
            date: file.date,
            let_through: of(&file.let_through.patterns)?,
            patterns,
            rule_of,
            rules,
            repeated,
            offline: Offline { code, source, message, offers: of(&offers)?, ways: of(&ways)? },
        })
    }

    /// Which edition these are.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// When they were last looked through, as a calendar date.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// What `reply` tells that it must not, the weightiest first; each code at most once for the same words.
    pub fn check(&self, reply: &Reply<'_>) -> Vec<PatientSafeFinding> {
        let mut found = Found { reply, findings: Vec::new() };
        let terms = self.terms_of(reply.answers.unwrap_or_default());
        for reading in Folded::readings(reply.text) {
            let words = reading.without(&self.let_through.all_spans(reading.words()));
            self.told(&reading, &words, &mut found);
            self.repeated(&reading, &words, &terms, &mut found);
            if reply.public {
                self.left_public(&reading, &words, &mut found);
            }
        }
        found.sorted()
    }

    fn told(&self, reading: &Folded, words: &str, found: &mut Found<'_>) {
        for place in self.patterns.occurring(words) {
            let Some(rule) = self.rule_of.get(place).and_then(|rule| self.rules.get(*rule)) else { continue };
            let mut from = 0;
            while let Some(span) = self.patterns.first_from(place, words, from) {
                if rule.is_taken_back(words, &span) {
                    // Another one may begin within what this one swallowed.
                    from = next_letter(words, span.start);
                    continue;
                }
                from = span.end.max(next_letter(words, span.start));
                let severity = if found.reply.public { rule.public } else { rule.private };
                found.add(rule.code, severity, reading.origin(span), &rule.message, &rule.source);
            }
        }
    }

    /// Which of the known terms stand in what somebody wrote.
    fn terms_of(&self, text: &str) -> BTreeSet<usize> {
        Folded::readings(text).iter().flat_map(|reading| self.repeated.terms.occurring(reading.words())).collect()
    }

    fn repeated(&self, reading: &Folded, words: &str, terms: &BTreeSet<usize>, found: &mut Found<'_>) {
        let Repeated { code, source, told, named, ties, terms: known } = &self.repeated;
        for place in known.occurring(words).into_iter().filter(|place| terms.contains(place)) {
            for span in known.spans(place, words) {
                let before = words.get(sentence(words, &span).start..span.start).unwrap_or_default();
                let origin = reading.origin(span);
                match (ties.any(before), found.reply.public) {
                    (true, true) => found.add(*code, Severity::Block, origin, told, source),
                    (true, false) => found.add(*code, Severity::Hint, origin, told, source),
                    (false, true) => found.add(*code, Severity::Hint, origin, named, source),
                    (false, false) => {}
                }
            }
        }
    }

    fn left_public(&self, reading: &Folded, words: &str, found: &mut Found<'_>) {
        let offer = self.offline.offers.all_spans(words).into_iter().min_by_key(|span| span.start);
        if let Some(offer) = offer.filter(|_| !self.offline.ways.any(reading.words())) {
            let Offline { code, source, message, .. } = &self.offline;
            found.add(*code, Severity::Hint, reading.origin(offer), message, source);
        }
    }
}

impl Rule {
    fn read(file: RuleFile) -> Result<Self, PatientSafeFault> {
        Ok(Self {
            code: file.code,
            public: file.public,
            private: file.private,
            message: file.message,
            source: file.source,
            unless_before: of(&file.unless_before)?,
            unless_match: of(&file.unless_match)?,
            unless_after: of(&file.unless_after)?,
        })
    }

    /// Whether the sentence around a match says the opposite of it, or says it of nobody.
    fn is_taken_back(&self, words: &str, span: &Range<usize>) -> bool {
        let sentence = sentence(words, span);
        let says = |patterns: &Patterns, piece: Range<usize>| words.get(piece).is_some_and(|words| patterns.any(words));
        says(&self.unless_before, sentence.start..span.start)
            || says(&self.unless_match, span.clone())
            || says(&self.unless_after, span.end..sentence.end)
    }
}

/// What was found so far in one reply.
struct Found<'a> {
    reply: &'a Reply<'a>,
    findings: Vec<PatientSafeFinding>,
}

impl Found<'_> {
    fn add(&mut self, code: FindingCode, severity: Severity, span: Range<usize>, message: &str, source: &str) {
        let shown = self.reply.text.get(span.clone()).unwrap_or_default();
        let message = format!("“{shown}” {message}");
        self.findings.push(PatientSafeFinding { code, severity, span, message, source: source.to_owned() });
    }

    fn sorted(mut self) -> Vec<PatientSafeFinding> {
        self.findings.sort_by_key(|it| (it.severity, it.span.start, std::cmp::Reverse(it.span.end)));
        let mut kept: Vec<PatientSafeFinding> = Vec::new();
        for finding in self.findings {
            let (begin, end) = (finding.span.start, finding.span.end);
            let said =
                |old: &PatientSafeFinding| old.code == finding.code && old.span.start < end && begin < old.span.end;
            if !kept.iter().any(said) {
                kept.push(finding);
            }
        }
        kept
    }
}

fn of(written: &[String]) -> Result<Patterns, regex::Error> {
    Patterns::of(written.iter().map(String::as_str))
}

/// The sentence around `span`.
fn sentence(words: &str, span: &Range<usize>) -> Range<usize> {
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | ';' | '\n');
    let begin = words.get(..span.start).and_then(|before| before.rfind(ends)).map_or(0, |at| at + 1);
    let end = words.get(span.end..).and_then(|after| after.find(ends)).map_or(words.len(), |at| span.end + at);
    begin..end
}

fn next_letter(words: &str, at: usize) -> usize {
    at + words.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests;
