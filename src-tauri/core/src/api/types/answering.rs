//! How the clinic answers, as the interface sees it: how long an answer may take, and when somebody is there.

use super::{PolicyWindow, When, dto};
use crate::engage::triage::Tier;

dto! {
    /// How long answers may take.
    pub struct AnswerTargets {
        /// By how soon somebody has to look, the most urgent first.
        pub tiers: Vec<AnswerTarget>,
    }

    /// How long an answer to one tier may take, in minutes.
    pub struct AnswerTarget {
        /// To which.
        pub tier: Tier,
        /// So long.
        pub minutes: u32,
        /// So long as long as nobody chooses.
        pub usual: u32,
        /// The least that can be chosen.
        pub least: u32,
        /// The most that can be chosen.
        pub most: u32,
    }

    /// How long somebody wants answers to take at most; what is not named stays.
    pub struct AnswerTargetsSet {
        /// By tier.
        pub tiers: Vec<AnswerTargetChoice>,
    }

    /// How long somebody wants an answer to one tier to take at most.
    pub struct AnswerTargetChoice {
        /// To which.
        pub tier: Tier,
        /// In minutes.
        pub minutes: u32,
    }

    /// When the clinic is open.
    pub struct OpeningHours {
        /// Hours of the week on the clinic's clock, in order; without any it is always open.
        pub windows: Vec<PolicyWindow>,
        /// When it opens again; none while it is open.
        pub opens: Option<When>,
    }

    /// When the clinic is to be open.
    pub struct OpeningHoursSet {
        /// Hours of the week; none for no rule.
        pub windows: Vec<PolicyWindow>,
    }
}
