//! What can be set about WhatsApp: its limits, its pace, and how people there behave.
//!
//! Invariant: this decides when and whether a message arrives, never what was sent.

use serde::{Deserialize, Serialize};

/// What can be set about WhatsApp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatsappWire {
    /// How long a new template is looked at before it is approved.
    pub approval_ms: i64,
    /// How many messages a phone number sends in a second.
    pub per_second: u32,
    /// How long the same person is not written to again.
    pub pair_ms: i64,
    /// How many people the business may begin to write to in 24 hours.
    pub people_a_day: u32,
    /// After how long an accepted message is sent on.
    pub sent_after_ms: i64,
    /// After how long it is on the recipient's phone, or has failed.
    pub delivered_after_ms: i64,
    /// After how long it is read.
    pub read_after_ms: i64,
    /// Whether the history of messages is told. On a real account that is not sure.
    pub tells_history: bool,
}

impl Default for WhatsappWire {
    fn default() -> Self {
        Self {
            approval_ms: 10 * super::MINUTE_MS,
            per_second: 80,
            pair_ms: 6_000,
            people_a_day: 250,
            sent_after_ms: 1_000,
            delivered_after_ms: 3_000,
            read_after_ms: 60_000,
            tells_history: true,
        }
    }
}

/// How somebody with a phone behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhatsappPerson {
    /// Gets what is sent, and reads it.
    #[default]
    Reads,
    /// Gets what is sent, and does not open it.
    LeavesUnread,
    /// Is not on WhatsApp: refused at once.
    Unreachable,
    /// Told WhatsApp that this business shall send no more offers: refused at once, for offers.
    StoppedOffers,
    /// Got as many offers as WhatsApp lets through: refused for 24 hours from the first try, for offers.
    HadEnoughOffers,
    /// Is accepted, and fails later: the phone is not reachable.
    FailsLater,
}

/// A template that is handed in to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewTemplate {
    /// Letters, digits and underscores.
    pub name: String,
    /// Such as `en_US`.
    pub language: String,
    /// `MARKETING`, `UTILITY` or `AUTHENTICATION`.
    pub category: String,
    /// Whether its places have names instead of numbers.
    pub named: bool,
    /// As the Graph API writes them.
    pub components: serde_json::Value,
}

/// How far a template has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateStanding {
    /// It is looked at until this instant, in milliseconds of the practice clock, and approved then.
    PendingUntil(i64),
    /// It can be sent.
    Approved,
    /// It was refused.
    Rejected,
    /// It is held back for a while.
    Paused,
    /// It was taken out of use.
    Disabled,
}
