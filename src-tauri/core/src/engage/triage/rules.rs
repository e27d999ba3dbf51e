//! The rules of triage: read once from `rules.json`, asked for every message.
//!
//! Invariant: there are rules for each category, exactly once, and every pattern can be read; otherwise there are no rules at all and
//! whoever wants to triage hears of it before the first message.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::check::{Folded, Patterns};

use super::guards::Guards;
use super::{AnswerKind, CategoryKind, Fired, Tier, Triage, TriageCategory, TriageGuard, TriageLanguage, Words};

const BUILT_IN: &str = include_str!("rules.json");

/// Why rules can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RulesFault {
    /// The file is none of ours.
    #[error("the rules of triage can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A pattern is none.
    #[error("a pattern of triage can't be read: {0}")]
    Pattern(#[from] regex::Error),
    /// A category has no rules, or has them twice.
    #[error("the category {} has not exactly one set of rules", .0.word())]
    Category(TriageCategory),
    /// What the file says contradicts itself.
    #[error("the rules of triage contradict themselves: {0}")]
    Contradiction(String),
}

#[derive(Deserialize)]
struct File {
    version: u32,
    date: String,
    lowered_to: Tier,
    lowered_answer: AnswerKind,
    clauses: Listed,
    guards: GuardsFile,
    signs: Signs,
    categories: Vec<CategoryFile>,
}

#[derive(Deserialize)]
struct Listed {
    patterns: Vec<String>,
}

#[derive(Deserialize)]
struct GuardsFile {
    definitional: Vec<String>,
    history: Vec<String>,
    hypothetical: Vec<String>,
    present: Vec<String>,
    denials: Vec<String>,
    idioms: Vec<String>,
}

#[derive(Deserialize)]
struct Signs {
    emoji: Vec<char>,
    category: TriageCategory,
    symptoms: Vec<String>,
}

#[derive(Deserialize)]
struct CategoryFile {
    id: TriageCategory,
    kind: CategoryKind,
    tier: Tier,
    source: String,
    answer: AnswerKind,
    may_be_lowered: bool,
    denials_count: bool,
    is_symptom: bool,
    patterns: Vec<PatternFile>,
}

#[derive(Deserialize)]
struct PatternFile {
    language: TriageLanguage,
    pattern: String,
}

/// What is known of one category.
struct Rule {
    kind: CategoryKind,
    tier: Tier,
    answer: AnswerKind,
    may_be_lowered: bool,
    /// Whether *I am not suicidal* takes it back.
    denials_count: bool,
    /// Whether it tells of a body that is unwell: an ambulance beside it is meant.
    is_symptom: bool,
    source: String,
}

/// The rules of triage.
pub struct Rules {
    version: u32,
    date: String,
    lowered_to: Tier,
    lowered_answer: AnswerKind,
    guards: Guards,
    denials: Patterns,
    idioms: Patterns,
    emoji: Vec<char>,
    sign_of: TriageCategory,
    symptoms: Patterns,
    patterns: Patterns,
    /// Whose each pattern is, and its language.
    meanings: Vec<(TriageCategory, TriageLanguage)>,
    by_category: BTreeMap<TriageCategory, Rule>,
}

impl Rules {
    /// The rules that come with this version.
    pub fn built_in() -> Result<&'static Self, &'static RulesFault> {
        static RULES: LazyLock<Result<Rules, RulesFault>> = LazyLock::new(|| Rules::read(BUILT_IN));
        RULES.as_ref()
    }

    /// Reads rules written as `rules.json` is.
    pub(super) fn read(json: &str) -> Result<Self, RulesFault> {
        let file: File = serde_json::from_str(json)?;
        if let Some(category) = TriageCategory::ALL
            .iter()
            .find(|category| file.categories.iter().filter(|rule| rule.id == **category).count() != 1)
        {
            return Err(RulesFault::Category(*category));
        }
        if file.lowered_to == Tier::LifeAtRisk || file.lowered_answer.emergency().is_some() {
            return Err(RulesFault::Contradiction("what is lowered is still an emergency".to_owned()));
        }
        let patterns = || file.categories.iter().flat_map(|rule| rule.patterns.iter().map(move |it| (rule.id, it)));
        let meanings = patterns().map(|(category, it)| (category, it.language)).collect();
        let all = Patterns::of(patterns().map(|(_, it)| it.pattern.as_str()))?;
        let mut by_category = BTreeMap::new();
        for it in file.categories {
            let emergency = it.kind == CategoryKind::Emergency;
            if emergency != (it.tier == Tier::LifeAtRisk) || emergency != it.answer.emergency().is_some() {
                let what =
                    format!("{} is an emergency by its kind, its tier or its answer, and not by all", it.id.word());
                return Err(RulesFault::Contradiction(what));
            }
            let CategoryFile { kind, tier, answer, may_be_lowered, denials_count, is_symptom, source, .. } = it;
            by_category.insert(it.id, Rule { kind, tier, answer, may_be_lowered, denials_count, is_symptom, source });
        }
        let guards = Guards {
            clauses: of(&file.clauses.patterns)?,
            marks: vec![
                (TriageGuard::Definitional, of(&file.guards.definitional)?),
                (TriageGuard::History, of(&file.guards.history)?),
                (TriageGuard::Hypothetical, of(&file.guards.hypothetical)?),
            ],
            present: of(&file.guards.present)?,
        };
        Ok(Self {
            version: file.version,
            date: file.date,
            lowered_to: file.lowered_to,
            lowered_answer: file.lowered_answer,
            guards,
            denials: of(&file.guards.denials)?,
            idioms: of(&file.guards.idioms)?,
            emoji: file.signs.emoji,
            sign_of: file.signs.category,
            symptoms: of(&file.signs.symptoms)?,
            patterns: all,
            meanings,
            by_category,
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

    /// Where the rules of a category come from.
    pub fn source(&self, category: TriageCategory) -> Option<&str> {
        self.by_category.get(&category).map(|rule| rule.source.as_str())
    }

    /// How soon somebody has to look at what a person wrote, and why.
    pub fn triage(&self, words: &Words<'_>) -> Triage {
        let mut found = BTreeMap::new();
        for reading in Folded::readings(words.0) {
            self.read_words(&reading, &mut found);
            self.read_signs(&reading, &mut found);
        }
        let mut fired: Vec<Fired> = found.into_values().collect();
        fired.sort_by_key(|it| (it.tier, it.lowered_by.is_some(), it.category));
        let answer = fired.first().and_then(|first| match first.lowered_by {
            Some(_) => Some(self.lowered_answer),
            None => self.by_category.get(&first.category).map(|rule| rule.answer),
        });
        Triage { tier: fired.first().map_or(Tier::WhenThereIsTime, |first| first.tier), fired, answer }
    }

    fn read_words(&self, reading: &Folded, found: &mut BTreeMap<TriageCategory, Fired>) {
        let idioms = self.idioms.all_spans(reading.words());
        let said = match idioms.as_slice() {
            [] => Cow::Borrowed(reading.words()),
            idioms => Cow::Owned(reading.without(idioms)),
        };
        let hits = self.patterns.occurring(&said);
        if hits.is_empty() {
            return;
        }
        let clauses = self.guards.clauses(reading.words());
        let denials = self.denials.all_spans(reading.words());
        for place in hits {
            let Some((category, language)) = self.meanings.get(place).copied() else { continue };
            let Some(rule) = self.by_category.get(&category) else { continue };
            let said = match denials.as_slice() {
                [] => Cow::Borrowed(said.as_ref()),
                denials if rule.denials_count => Cow::Owned(reading.without(&[idioms.as_slice(), denials].concat())),
                _ => Cow::Borrowed(said.as_ref()),
            };
            for span in self.patterns.spans(place, &said) {
                let can_be_lowered = rule.may_be_lowered && rule.tier < self.lowered_to;
                let lowered_by = if can_be_lowered { clauses.lowering(&span) } else { None };
                let tier = if lowered_by.is_some() { self.lowered_to } else { rule.tier };
                let span = reading.origin(span);
                keep(found, Fired { category, kind: rule.kind, tier, span, language: Some(language), lowered_by });
            }
        }
    }

    /// An ambulance or 🆘 counts where it says everything, or stands beside something that is wrong with a body.
    fn read_signs(&self, reading: &Folded, found: &mut BTreeMap<TriageCategory, Fired>) {
        let Some((_, span)) = reading.emoji().iter().find(|(emoji, _)| self.emoji.contains(emoji)) else { return };
        let Some(rule) = self.by_category.get(&self.sign_of) else { return };
        let alone = !reading.words().chars().any(char::is_alphanumeric);
        let beside = found.keys().any(|it| self.by_category.get(it).is_some_and(|rule| rule.is_symptom));
        if alone || beside || self.symptoms.any(reading.words()) {
            let (category, span) = (self.sign_of, span.clone());
            keep(found, Fired { category, kind: rule.kind, tier: rule.tier, span, language: None, lowered_by: None });
        }
    }
}

fn of(written: &[String]) -> Result<Patterns, RulesFault> {
    Ok(Patterns::of(written.iter().map(String::as_str))?)
}

/// Keeps of each category what is most urgent, and of that what comes first in the text.
fn keep(found: &mut BTreeMap<TriageCategory, Fired>, new: Fired) {
    let worse = found
        .get(&new.category)
        .is_none_or(|old| (new.tier, new.span.start, new.span.end) < (old.tier, old.span.start, old.span.end));
    if worse {
        found.insert(new.category, new);
    }
}
