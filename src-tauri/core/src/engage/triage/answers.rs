//! Answers that are offered: texts with places, read once from `answers.json`.
//!
//! Invariant: there is an English text for each kind but *hide*, each text has only places that are known, and those of numbers are filled
//! from verified numbers, whatever whoever fills the others says.

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
            Self::SideEffect | Self::UrgentCall | Self::Complaint | Self::Praise | Self::Appointment => None,
            Self::NoAdvice | Self::SecureChannel | Self::Price | Self::Privacy | Self::Legal | Self::Hide => None,
        }
    }
}

word_enum! {
    /// What the clinic fills into an answer.
    pub enum AnswerPlace {
        /// The clinic's telephone number.
        Phone = "phone",
        /// The clinic's mail address.
        Email = "email",
        /// Who listens to complaints.
        ContactPerson = "contact_person",
        /// Where appointments are made.
        BookingUrl = "booking_url",
        /// Where people can write safely.
        SecureFormUrl = "secure_form_url",
        /// Who looks after privacy.
        PrivacyContact = "privacy_contact",
    }
}

impl AnswerPlace {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "the clinic's telephone number",
            Self::Email => "the clinic's mail address",
            Self::ContactPerson => "the person who listens to complaints",
            Self::BookingUrl => "the page where appointments are made",
            Self::SecureFormUrl => "the page where people can write safely",
            Self::PrivacyContact => "the person who looks after privacy",
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

/// Nobody said what belongs into a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This answer has a place for {}, and nobody said what stands there.", .0.name())]
pub struct MissingPlace(pub AnswerPlace);

/// A text in several languages, English always among them.
pub(super) struct Wording {
    english: String,
    others: BTreeMap<TriageLanguage, String>,
}

/// A text as it stands in the file.
pub(super) type Written = BTreeMap<TriageLanguage, String>;

impl Wording {
    /// Reads `what`, which may have `places` and those of the clinic.
    pub(super) fn read(what: &str, mut written: Written, places: &[&str]) -> Result<Self, AnswersFault> {
        for text in written.values() {
            fill(text, |place| match places.contains(&place) || AnswerPlace::from_word(place).is_some() {
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
pub(super) fn fill<E>(text: &str, mut with: impl FnMut(&str) -> Result<String, E>) -> Result<String, E> {
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
    suggestions: BTreeMap<AnswerKind, SuggestionFile>,
}

#[derive(Deserialize)]
struct SuggestionFile {
    text: Option<Written>,
    without_side_effects: Option<Written>,
    staff: Option<String>,
}

struct SuggestionTexts {
    text: Option<Wording>,
    without_side_effects: Option<Wording>,
    staff: Option<String>,
}

/// An answer that is offered as a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Which answer.
    pub kind: AnswerKind,
    /// The language it is in.
    pub language: TriageLanguage,
    /// The words.
    pub text: String,
}

/// Every answer, and the numbers in them.
pub struct Answers {
    pub(super) numbers: EmergencyNumbers,
    pub(super) emergency: EmergencyTexts,
    suggestions: BTreeMap<AnswerKind, SuggestionTexts>,
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
        let mut suggestions = BTreeMap::new();
        for (kind, it) in file.suggestions {
            let read = |written: Option<Written>, places: &[&str]| {
                written.map(|written| Wording::read(kind.word(), written, places)).transpose()
            };
            let text = read(it.text, &["emergency", "side_effects"])?;
            let without_side_effects = read(it.without_side_effects, &["emergency"])?;
            suggestions.insert(kind, SuggestionTexts { text, without_side_effects, staff: it.staff });
        }
        for kind in AnswerKind::ALL.iter().filter(|kind| kind.emergency().is_none()) {
            let texts = suggestions.get(kind);
            if texts.and_then(|it| it.text.as_ref()).is_none() && *kind != AnswerKind::Hide {
                return Err(AnswersFault::Missing(kind.word().to_owned()));
            }
        }
        Ok(Self {
            numbers: EmergencyNumbers::read(numbers)?,
            emergency: EmergencyTexts::read(file.local_number, file.emergency)?,
            suggestions,
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
            None => self.suggestions.get(&kind)?.staff.as_deref(),
        }
    }

    /// The draft of an answer: `place` says what the clinic fills in. None for an emergency, whose answer is fixed ([`Self::fixed`]),
    /// and where there is nothing to say.
    ///
    /// # Errors
    /// If `place` says nothing for a place that the text has.
    pub fn suggestion(
        &self,
        kind: AnswerKind,
        country: Option<&str>,
        language: TriageLanguage,
        place: impl Fn(AnswerPlace) -> Option<String>,
    ) -> Result<Option<Suggestion>, MissingPlace> {
        let Some(texts) = self.suggestions.get(&kind) else { return Ok(None) };
        let side_effects = country.and_then(|country| self.numbers.side_effects(country));
        let shorter = texts.without_side_effects.as_ref().filter(|_| side_effects.is_none());
        let Some(wording) = shorter.or(texts.text.as_ref()) else { return Ok(None) };
        let (language, text) = wording.closest(language);
        let text = fill(text, |name| match AnswerPlace::from_word(name) {
            Some(known) => place(known).filter(|it| !it.trim().is_empty()).ok_or(MissingPlace(known)),
            None if name == "side_effects" => Ok(side_effects.map_or_else(String::new, |it| it.number().to_owned())),
            None => Ok(self.emergency_number(country, language).1),
        })?;
        Ok(Some(Suggestion { kind, language, text }))
    }
}
