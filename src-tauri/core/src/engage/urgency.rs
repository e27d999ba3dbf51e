//! How soon somebody has to look at a conversation: the rules' tiers as the database keeps them.
//!
//! Invariant: one order for all of it, from 0, the most urgent; the tiers, the database and the list agree.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};

use super::triage::{Tier, Triage, TriageCategory, TriageGuard};

/// The place of a tier in the order.
pub(super) const fn urgency(tier: Tier) -> u8 {
    match tier {
        Tier::LifeAtRisk => 0,
        Tier::Urgent => 1,
        Tier::SameDay => 2,
        Tier::WhenThereIsTime => 3,
    }
}

/// The tier that stands at a place of the order.
pub(super) const fn tier(urgency: u8) -> Tier {
    match urgency {
        0 => Tier::LifeAtRisk,
        1 => Tier::Urgent,
        2 => Tier::SameDay,
        _ => Tier::WhenThereIsTime,
    }
}

/// What fired in an item, as it is kept and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Mark {
    /// What the words may be about.
    pub category: TriageCategory,
    /// How soon, by that alone.
    pub tier: Tier,
    /// The words that say so.
    pub from: u32,
    /// Behind their last letter; both count UTF-16 units of the item's words.
    pub until: u32,
    /// Why an emergency counts for less.
    pub lowered_by: Option<TriageGuard>,
}

/// What fired, as JSON.
pub(super) fn marks(triage: &Triage, words: &str) -> Result<String> {
    let units = |bytes: usize| {
        let text = words.get(..bytes).unwrap_or(words);
        u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
    };
    let marks: Vec<Mark> = triage
        .fired
        .iter()
        .map(|fired| Mark {
            category: fired.category,
            tier: fired.tier,
            from: units(fired.span.start),
            until: units(fired.span.end),
            lowered_by: fired.lowered_by,
        })
        .collect();
    serde_json::to_string(&marks).map_err(|error| Error::internal(error.to_string()))
}
