//! How a person likes a screen: small choices that are kept for each of them.
//!
//! Invariant: only names of the list are kept, and no value is longer than its name allows. A preference decides nothing but how things are
//! shown, so it is not on record.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};
use crate::model::PersonId;
use crate::model::words::word_enum;
use crate::store::{Tx, args, by_word};

/// The longest value, in bytes.
const LONGEST: usize = 200;
/// The same of one that is a list.
const LONGEST_LIST: usize = 8_000;

word_enum! {
    /// A choice that is kept.
    pub enum PreferenceName {
        /// How the queue of *Review* is grouped.
        ReviewGroups = "review.groups",
        /// Whether *Activity* tells by post or entry by entry.
        ActivityView = "activity.view",
        /// Whether *Set up my clinic* was put away.
        SetupGuide = "setup.guide",
        /// The views of the inbox that somebody gave a name.
        InboxViews = "inbox.views",
    }
}
by_word!(PreferenceName);

impl PreferenceName {
    /// The longest value, in bytes.
    const fn longest(self) -> usize {
        match self {
            Self::ReviewGroups | Self::ActivityView | Self::SetupGuide => LONGEST,
            Self::InboxViews => LONGEST_LIST,
        }
    }
}

/// What a person chose, if they ever did.
///
/// # Errors
/// When the store refuses.
pub fn preference(tx: &Tx<'_>, person: PersonId, name: PreferenceName) -> Result<Option<String>> {
    tx.one("SELECT value FROM preference WHERE person_id = $1 AND name = $2", args![person, name], |row| {
        row.get("value").map_err(Error::from)
    })
}

/// Keeps what a person chose.
///
/// # Errors
/// When the value is no choice, or the store refuses.
pub fn set_preference(tx: &Tx<'_>, person: PersonId, name: PreferenceName, value: &str) -> Result<()> {
    if value.len() > name.longest() || value.chars().any(char::is_control) {
        return Err(Error::invalid("value", "This is no choice that can be kept."));
    }
    tx.run(
        "INSERT INTO preference (person_id, name, value) VALUES ($1, $2, $3)
         ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value",
        args![person, name, value],
    )?;
    Ok(())
}
