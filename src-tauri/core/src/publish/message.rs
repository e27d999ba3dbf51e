//! What a platform tells of a message to one recipient: that it took it, and what became of it.
//!
//! Invariant: what was not told is not in here, and what may hold a number is printed nowhere.

use crate::model::Millis;
use crate::model::words::word_enum;
use crate::store::by_word;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::answers::Failure;

/// What a platform answers when it takes a message to a recipient. It may hold a number, so it is printed nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Taken {
    /// The platform's id of the message.
    pub message_id: String,
    /// The number that the platform knows the recipient by, digits alone, where it told one.
    pub known_as: Option<String>,
    /// Whether the platform holds the message back for now.
    pub held: bool,
}

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Taken").field("held", &self.held).finish_non_exhaustive()
    }
}

/// What was told of messages, and of which of them it was asked.
#[derive(Debug, Default)]
pub struct Arrivals {
    /// The ids of those that were asked after, whatever came of it.
    pub asked: Vec<String>,
    /// What was told. Of the others of `asked` the platform told nothing that could be read.
    pub told: Vec<Arrival>,
    /// What kept the rest from being asked after; none where nothing did.
    pub stopped: Option<Failure>,
}

/// What became of a message after the platform took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The platform's id of the message.
    pub message_id: String,
    /// How far it came.
    pub state: ArrivalState,
    /// When, by the platform's clock.
    pub at: Millis,
    /// The platform's own words about a failure, without a number; empty where there are none.
    pub detail: String,
    /// Whether it failed because the recipient told the platform to stop. It is kept as an opt-out.
    pub opted_out: bool,
}

word_enum! {
    /// How far a message came; a later one counts more.
    pub enum ArrivalState {
        /// The platform took it and holds it back; it may still drop it.
        Held = "held",
        /// The platform sent it on.
        Sent = "sent",
        /// It did not arrive, as far as the platform tells. What was delivered did not fail, whatever else is told of it.
        Failed = "failed",
        /// It is on the recipient's telephone.
        Delivered = "delivered",
        /// The recipient opened it.
        Read = "read",
    }
}

by_word!(ArrivalState);
