//! Triage: how soon somebody has to look at what a person wrote, and why.
//!
//! Invariant: pure, and in one direction. A guard lowers an emergency to *urgent* and never further, it is always shown with what
//! fired, and nothing that is added to a message takes away what fired in the rest of it. Nothing here reads the words' meaning: it is
//! a help to people who look at every message anyway.

mod answers;
mod emergency;
mod guards;
mod numbers;
mod rules;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;

pub(in crate::engage) use answers::fill;
pub use answers::{AnswerKind, Answers};
pub use emergency::{EmergencyKind, FixedAnswer};
pub use numbers::{EmergencyNumbers, VerifiedNumber};
pub use rules::{Rules, RulesFault};

word_enum! {
    /// How soon somebody has to look; what is more urgent is less in the order.
    pub enum Tier {
        /// Somebody's life may be at risk now: it is a matter of seconds.
        LifeAtRisk = "life_at_risk",
        /// Within the hour.
        Urgent = "urgent",
        /// On the same working day.
        SameDay = "same_day",
        /// When there is time.
        WhenThereIsTime = "when_there_is_time",
    }
}

word_enum! {
    /// What a message may be about.
    pub enum TriageCategory {
        /// Suicide or self-harm.
        Suicide = "suicide",
        /// A possible heart attack.
        Cardiac = "cardiac",
        /// A possible stroke.
        Stroke = "stroke",
        /// Trouble breathing, or choking.
        Breathing = "breathing",
        /// Heavy bleeding.
        Bleeding = "bleeding",
        /// Collapse, a fit, somebody who does not wake.
        Collapse = "collapse",
        /// A severe allergic reaction.
        Allergy = "allergy",
        /// An overdose or a poisoning.
        Poison = "poison",
        /// An emergency in pregnancy.
        Pregnancy = "pregnancy",
        /// A very ill baby or child.
        Child = "child",
        /// A serious injury, burn or bite; electrocution, drowning.
        Trauma = "trauma",
        /// Any other sign of an emergency.
        RedFlag = "red_flag",
        /// A threat, violence or abuse.
        Violence = "violence",
        /// A side effect of a medicine, or a device that fails.
        SideEffect = "side_effect",
        /// Trouble after a procedure.
        AfterProcedure = "after_procedure",
        /// The bite of an animal that may have rabies.
        AnimalBite = "animal_bite",
        /// Somebody says that their privacy was broken.
        PrivacyClaim = "privacy_claim",
        /// A legal threat, a regulator, the press.
        Legal = "legal",
        /// A complaint.
        Complaint = "complaint",
        /// The wish for an appointment.
        Appointment = "appointment",
        /// A question for personal medical advice.
        Advice = "advice",
        /// The wish for a prescription or a result.
        RefillOrResult = "refill_or_result",
        /// A question about a price.
        Price = "price",
        /// Spam, or bait.
        Spam = "spam",
    }
}

word_enum! {
    /// What a category asks for.
    pub enum CategoryKind {
        /// The fixed answer, at once.
        Emergency = "emergency",
        /// That people work on it.
        Matter = "matter",
    }
}

word_enum! {
    /// Why an emergency counts as *urgent* only.
    pub enum TriageGuard {
        /// The sentence asks what something is, or tells of a day for it.
        Definitional = "definitional",
        /// The sentence tells of the past, or of the family.
        History = "history",
        /// The sentence asks what to do if it happened.
        Hypothetical = "hypothetical",
    }
}

word_enum! {
    /// The language that something was written in, as far as the rules tell, by its BCP 47 tag.
    pub enum TriageLanguage {
        /// English.
        English = "en",
        /// Hindi.
        Hindi = "hi",
        /// Hindi in Latin letters.
        HindiInLatin = "hi-Latn",
        /// Spanish.
        Spanish = "es",
        /// German.
        German = "de",
        /// French.
        French = "fr",
        /// Arabic.
        Arabic = "ar",
    }
}

impl TriageLanguage {
    /// What English calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Hindi => "Hindi",
            Self::HindiInLatin => "Hindi in Latin letters",
            Self::Spanish => "Spanish",
            Self::German => "German",
            Self::French => "French",
            Self::Arabic => "Arabic",
        }
    }

    /// The language that a tag names, by its first part where the whole is not known: `de-CH` is German.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().replace('_', "-");
        let whole = Self::ALL.iter().find(|language| language.word().eq_ignore_ascii_case(&tag));
        let first = tag.split('-').next().unwrap_or_default();
        whole.or_else(|| Self::ALL.iter().find(|language| language.word().eq_ignore_ascii_case(first))).copied()
    }
}

/// What a person wrote, as it came. It is a patient's for all we know, so it prints as its length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words<'a>(&'a str);

impl<'a> Words<'a> {
    /// Of a comment or message.
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({} bytes)", self.0.len())
    }
}

/// A category that fired, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fired {
    /// What the message may be about.
    pub category: TriageCategory,
    /// What the category asks for.
    pub kind: CategoryKind,
    /// How soon, after the guards.
    pub tier: Tier,
    /// Which bytes of the text fired it; whole letters.
    pub span: Range<usize>,
    /// In which language; none where a sign such as 🆘 fired it.
    pub language: Option<TriageLanguage>,
    /// What lowered it; none where nothing did.
    pub lowered_by: Option<TriageGuard>,
}

/// What triage says of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    /// How soon somebody has to look: the most urgent of what fired, and *when there is time* where nothing did.
    pub tier: Tier,
    /// Every category that fired, once, the most urgent first.
    pub fired: Vec<Fired>,
    /// Which answer to offer; none where nothing fired.
    pub answer: Option<AnswerKind>,
}

impl Triage {
    /// The fixed answer that an emergency gets; none where there is none.
    pub fn emergency(&self) -> Option<EmergencyKind> {
        self.answer.and_then(AnswerKind::emergency).filter(|_| self.tier == Tier::LifeAtRisk)
    }

    /// The fixed answer where somebody's life may be at risk. Where a person saw that and the rules did not, it is the general one;
    /// where the rules did, it is theirs, which may be none.
    pub fn fixed_answer(&self) -> Option<EmergencyKind> {
        match self.tier {
            Tier::LifeAtRisk => self.emergency(),
            Tier::Urgent | Tier::SameDay | Tier::WhenThereIsTime => Some(EmergencyKind::Emergency),
        }
    }

    /// The language to answer in: that of what fired first.
    pub fn language(&self) -> Option<TriageLanguage> {
        self.fired.iter().find_map(|fired| fired.language)
    }
}
