//! The store: what the stages know of a database, and no more.
//!
//! Invariant: a stage sees [`Db`], [`Tx`], [`Row`] and [`Value`]; only `store/sqlite/` names the library behind them.
//! A write is serializable, short and durable when it returns; nothing waits for network, files or hashing inside one.

mod error;
pub mod search;
mod sqlite;
mod value;

pub use error::StoreError;
pub use sqlite::{DataKey, Db, Row, Schema, StoreOptions, Tx};
/// Copies of a database file: made, read back, and asked what they are.
pub mod file {
    pub use super::sqlite::{check, copy, look, schema};
}
pub use value::{FromValue, Value};
pub(crate) use value::{args, by_word};

use crate::model::words::word_enum;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

word_enum! {
    /// What a change touched, so that screens which show it can read it again.
    pub enum Tag {
        /// The clinic's profile.
        Clinic = "clinic",
        /// People and their keys.
        People = "people",
        /// Channels and their connection.
        Channels = "channels",
        /// Posts and their revisions.
        Posts = "posts",
        /// What waits for a doctor, and the talk.
        Review = "review",
        /// Times.
        Queue = "queue",
        /// Deliveries.
        Publishing = "publishing",
        /// The record.
        Activity = "activity",
        /// Who is signed in.
        Session = "session",
        /// What is kept to be used again: sets of hashtags.
        Library = "library",
        /// Recipients, their lists, and templates.
        Recipients = "recipients",
        /// Calls of the platforms, and what is left of their allowances.
        Calls = "calls",
        /// How far the uploads of this moment are.
        Uploads = "uploads",
        /// Backups.
        Backups = "backups",
        /// What people wrote, and the work on it.
        Inbox = "inbox",
        /// What people must hear of, and how they hear of it.
        Alerts = "alerts",
        /// How often what is public was seen and liked, and how many follow.
        Numbers = "numbers",
        /// Topics, and what was found of them.
        Discovery = "discovery",
        /// What is done without words to what people write.
        Gestures = "gestures",
    }
}
