//! Fixed answers and what staff should know beside an answer, read once from `answers.json`.
//!
//! Invariant: there is an English text for each fixed answer, each text has only places that are known, and those are filled from verified
//! numbers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;

use super::emergency::{EmergencyKind, EmergencyTexts, EmergencyTextsFile};
use super::{EmergencyNumbers, TriageLanguage};

const TEXTS: &str = include_str!("answers.json");
const NUMBERS: &str = include_str!("emergency_numbers.json");

word_enum! {
    /// Which answer is offered.
    pub enum AnswerKind {
        /// The fixed answer to an emergency.
        Emergency = "emergency",
        /// The fixed answer to somebody who thinks of suicide.
        Crisis = "crisis",
        /// The fixed answer to somebody who may be in danger from another person; a threat against the clinic gets none.
        Violence = "violence",
        /// To somebody who tells of a side effect.
        SideEffect = "side_effect",
        /// To somebody who should call at once.
        UrgentCall = "urgent_call",
        /// To a complaint.
        Complaint = "complaint",
        /// To praise. Triage never offers it: praise is what is left.
        Praise = "praise",
        /// To whoever wrote, whatever it was. Triage never offers it.
        Thanks = "thanks",
        /// To the wish for an appointment.
        Appointment = "appointment",
        /// To a question for advice.
        NoAdvice = "no_advice",
        /// To what belongs elsewhere, such as a result.
        SecureChannel = "secure_channel",
        /// To a question about a price.
        Price = "price",
        /// To somebody who says that their privacy was broken.
        Privacy = "privacy",
        /// To a legal threat.
        Legal = "legal",
        /// No answer: a person decides whether it is hidden.
        Hide = "hide",
    }
}

impl AnswerKind {
    /// The fixed answer that this is; none where it is a draft like any other.
    pub fn emergency(self) -> Option<EmergencyKind> {
        match self {
            Self::Emergency => Some(EmergencyKind::Emergency),
            Self::Crisis => Some(EmergencyKind::Crisis),
            Self::Violence => Some(EmergencyKind::Violence),
            Self::SideEffect | Self::UrgentCall | Self::Complaint | Self::Praise | Self::Thanks => None,
            Self::Appointment
            | Self::NoAdvice
            | Self::SecureChannel
            | Self::Price
            | Self::Privacy
            | Self::Legal
            | Self::Hide => None,
        }
    }
}

/// Why answers can't be used.
#[derive(Debug, thiserror::Error)]
pub enum AnswersFault {
    /// The file is none of ours.
    #[error("the answers can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A text is not there.
    #[error("the answers lack {0}")]
    Missing(String),
    /// A text has a place that nobody fills.
    #[error("an answer has the place {{{0}}}, which is none")]
    Place(String),
    /// A number can't be what it is said to be.
    #[error("the emergency numbers contradict themselves: {0}")]
    Number(String),
}

/// A text in several languages, English always among them.
pub(super) struct Wording {
    english: String,
    others: BTreeMap<TriageLanguage, String>,
}

/// A text as it stands in the file.
pub(super) type Written = BTreeMap<TriageLanguage, String>;

impl Wording {
    /// Reads `what`, which may have `places`.
    pub(super) fn read(what: &str, mut written: Written, places: &[&str]) -> Result<Self, AnswersFault> {
        for text in written.values() {
            fill(text, |place| match places.contains(&place) {
                true => Ok(String::new()),
                false => Err(AnswersFault::Place(place.to_owned())),
            })?;
        }
        let english = written.remove(&TriageLanguage::English);
        let english = english.ok_or_else(|| AnswersFault::Missing(format!("{what} in English")))?;
        Ok(Self { english, others: written })
    }

    /// The text in `language`, in Hindi's own script where there is none in Latin letters, and else in English.
    pub(super) fn closest(&self, language: TriageLanguage) -> (TriageLanguage, &str) {
        let own = self.others.get_key_value(&language);
        let own = own.or_else(|| {
            self.others.get_key_value(&TriageLanguage::Hindi).filter(|_| language == TriageLanguage::HindiInLatin)
        });
        own.map_or((TriageLanguage::English, &self.english), |(language, text)| (*language, text))
    }

    /// The languages that there are.
    pub(super) fn languages(&self) -> impl Iterator<Item = TriageLanguage> {
        self.others.keys().copied().chain([TriageLanguage::English])
    }
}

/// `text` with every `{place}` filled, once: what is filled in is not looked at again.
pub(in crate::engage) fn fill<E>(text: &str, mut with: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((place, after)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        filled.push_str(&with(place)?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[derive(Deserialize)]
struct File {
    local_number: Written,
    emergency: BTreeMap<EmergencyKind, EmergencyTextsFile>,
    staff: BTreeMap<AnswerKind, String>,
}

/// Every fixed answer, and the numbers in them.
pub struct Answers {
    pub(super) numbers: EmergencyNumbers,
    pub(super) emergency: EmergencyTexts,
    staff: BTreeMap<AnswerKind, String>,
}

impl Answers {
    /// The answers that come with this version.
    pub fn built_in() -> Result<&'static Self, &'static AnswersFault> {
        static ANSWERS: LazyLock<Result<Answers, AnswersFault>> = LazyLock::new(|| Answers::read(TEXTS, NUMBERS));
        ANSWERS.as_ref()
    }

    /// Reads answers written as `answers.json` is, and numbers as `emergency_numbers.json`.
    pub(super) fn read(texts: &str, numbers: &str) -> Result<Self, AnswersFault> {
        let file: File = serde_json::from_str(texts)?;
        Ok(Self {
            numbers: EmergencyNumbers::read(numbers)?,
            emergency: EmergencyTexts::read(file.local_number, file.emergency)?,
            staff: file.staff,
        })
    }

    /// The numbers that answers are filled with.
    pub fn numbers(&self) -> &EmergencyNumbers {
        &self.numbers
    }

    /// What staff should know or do beside a fixed answer, in English.
    pub fn emergency_note(&self, kind: EmergencyKind) -> Option<&str> {
        self.emergency.staff_note(kind)
    }

    /// What staff should know or do beside the answer, in English.
    pub fn staff_note(&self, kind: AnswerKind) -> Option<&str> {
        match kind.emergency() {
            Some(kind) => self.emergency.staff_note(kind),
            None => self.staff.get(&kind).map(String::as_str),
        }
    }
}
