//! The fixed answer to an emergency: words that a doctor signed beforehand, with a verified number in them.
//!
//! Invariant: nothing but a [`VerifiedNumber`] is ever filled in. Where the country or its number is not known, the answer says *your local
//! emergency number* beside the one that works in many countries; where no line for a crisis is verified, it names none.

use std::collections::BTreeMap;
use std::convert::Infallible;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;

use super::answers::{AnswersFault, Wording, Written, fill};
use super::{Answers, TriageLanguage, VerifiedNumber};

word_enum! {
    /// Which fixed answer.
    pub enum EmergencyKind {
        /// To a possible emergency of the body.
        Emergency = "emergency",
        /// To somebody who thinks of suicide.
        Crisis = "crisis",
        /// To somebody who may be in danger from another person.
        Violence = "violence",
    }
}

/// A fixed answer. It can be made by [`Answers::fixed`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedAnswer {
    kind: EmergencyKind,
    language: TriageLanguage,
    text: String,
    number: VerifiedNumber,
    helpline: Option<VerifiedNumber>,
}

impl FixedAnswer {
    /// Which answer.
    pub fn kind(&self) -> EmergencyKind {
        self.kind
    }

    /// The language it is in.
    pub fn language(&self) -> TriageLanguage {
        self.language
    }

    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The emergency number in them.
    pub fn number(&self) -> &VerifiedNumber {
        &self.number
    }

    /// The line for a crisis in them.
    pub fn helpline(&self) -> Option<&VerifiedNumber> {
        self.helpline.as_ref()
    }
}

#[derive(Deserialize)]
pub(super) struct EmergencyTextsFile {
    text: Written,
    without_helpline: Option<Written>,
    staff: Option<String>,
}

/// The texts of one kind.
struct Texts {
    text: Wording,
    /// What is said instead where no line is verified.
    without_helpline: Option<Wording>,
    staff: Option<String>,
}

/// The texts of fixed answers.
pub(super) struct EmergencyTexts {
    emergency: Texts,
    crisis: Texts,
    violence: Texts,
    local_number: Wording,
}

impl EmergencyTexts {
    pub(super) fn read(
        local_number: Written,
        mut files: BTreeMap<EmergencyKind, EmergencyTextsFile>,
    ) -> Result<Self, AnswersFault> {
        let mut texts = |kind: EmergencyKind| {
            let file = files.remove(&kind).ok_or_else(|| AnswersFault::Missing(kind.word().to_owned()))?;
            Texts::read(kind, file)
        };
        let texts = Self {
            emergency: texts(EmergencyKind::Emergency)?,
            crisis: texts(EmergencyKind::Crisis)?,
            violence: texts(EmergencyKind::Violence)?,
            local_number: Wording::read("the local number", local_number, &["number"])?,
        };
        for kind in EmergencyKind::ALL {
            let of_kind = texts.of(*kind);
            let languages =
                of_kind.text.languages().chain(of_kind.without_helpline.iter().flat_map(Wording::languages));
            for language in languages {
                if texts.local_number.closest(language).0 != language {
                    return Err(AnswersFault::Missing(format!("the local number in {}", language.word())));
                }
                if of_kind.without_helpline.as_ref().is_some_and(|it| it.closest(language).0 != language) {
                    return Err(AnswersFault::Missing(format!(
                        "{} without a line in {}",
                        kind.word(),
                        language.word()
                    )));
                }
            }
        }
        Ok(texts)
    }

    fn of(&self, kind: EmergencyKind) -> &Texts {
        match kind {
            EmergencyKind::Emergency => &self.emergency,
            EmergencyKind::Crisis => &self.crisis,
            EmergencyKind::Violence => &self.violence,
        }
    }

    pub(super) fn staff_note(&self, kind: EmergencyKind) -> Option<&str> {
        self.of(kind).staff.as_deref()
    }
}

impl Texts {
    fn read(kind: EmergencyKind, file: EmergencyTextsFile) -> Result<Self, AnswersFault> {
        let fixed = |written: Written, places: &[&str]| {
            for text in written.values() {
                // What the clinic fills in elsewhere has no place in words that are signed once for all.
                fill(text, |place| match places.contains(&place) {
                    true => Ok(String::new()),
                    false => Err(AnswersFault::Place(place.to_owned())),
                })?;
            }
            Wording::read(kind.word(), written, places)
        };
        let names_a_line = file.text.values().any(|text| text.contains("{helpline}"));
        if names_a_line != file.without_helpline.is_some() {
            return Err(AnswersFault::Missing(format!("{} with and without a line", kind.word())));
        }
        Ok(Self {
            text: fixed(file.text, &["emergency", "helpline"])?,
            without_helpline: file.without_helpline.map(|written| fixed(written, &["emergency"])).transpose()?,
            staff: file.staff,
        })
    }
}

impl Answers {
    /// The fixed answer in `country` (ISO 3166-1, two letters), if it is known, and in `language` or else in English.
    pub fn fixed(&self, kind: EmergencyKind, country: Option<&str>, language: TriageLanguage) -> FixedAnswer {
        let texts = self.emergency.of(kind);
        let helpline = country.and_then(|country| self.numbers.crisis_line(country));
        let instead = texts.without_helpline.as_ref().filter(|_| helpline.is_none());
        let (language, text) = instead.unwrap_or(&texts.text).closest(language);
        let (number, said) = self.emergency_number(country, language);
        let mut named = None;
        let Ok(text) = fill(text, |place| {
            Ok::<_, Infallible>(match (place, helpline) {
                ("helpline", Some(line)) => {
                    named = Some(line.clone());
                    line.number().to_owned()
                }
                _ => said.clone(),
            })
        });
        FixedAnswer { kind, language, text, number: number.clone(), helpline: named }
    }

    /// The emergency number of `country`, and how it is said in `language`.
    pub(in crate::engage) fn emergency_number(
        &self,
        country: Option<&str>,
        language: TriageLanguage,
    ) -> (&VerifiedNumber, String) {
        match country.and_then(|country| self.numbers.emergency(country)) {
            Some(own) => (own, own.number().to_owned()),
            None => {
                let anywhere = self.numbers.anywhere();
                let (_, phrase) = self.emergency.local_number.closest(language);
                (anywhere, phrase.replace("{number}", anywhere.number()))
            }
        }
    }
}
