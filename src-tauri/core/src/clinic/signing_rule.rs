//! Whose signatures a post needs: how many doctors', and whether one counts under words that the same doctor wrote.
//!
//! Invariant: no rule leaves less than one signature. The type, the table and the view that the last wall asks
//! (`post_approval`) each say so.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{PersonId, Role};
use crate::store::{StoreError, Tag, Tx, args};

word_enum! {
    /// How many doctors have to sign a post.
    pub enum Doctors {
        /// One.
        One = "one",
        /// Two, who are not the same person.
        Two = "two",
    }
}

impl Doctors {
    /// As a number.
    pub const fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// Whose signatures a post needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningRule {
    /// How many doctors have to sign.
    pub doctors: Doctors,
    /// Whether a doctor's signature counts where the same doctor wrote a version of the post.
    pub own_words: bool,
}

/// The rule that the clinic signs by.
///
/// # Errors
/// When the store refuses.
pub fn signing_rule(tx: &Tx<'_>) -> Result<SigningRule> {
    let rule = tx.one("SELECT doctors_to_sign, own_words_count FROM clinic", &[], |row| {
        let doctors = match row.get::<u32>("doctors_to_sign")? {
            1 => Doctors::One,
            2 => Doctors::Two,
            other => return Err(StoreError::Damaged(format!("{other} doctors have to sign"))),
        };
        Ok(SigningRule { doctors, own_words: row.get("own_words_count")? })
    })?;
    rule.ok_or_else(|| Error::internal("a workspace without a clinic"))
}

/// Sets the rule. The caller looks at what waits again: a signature may count from now on, or not any more.
///
/// # Errors
/// When two doctors have to sign and the clinic has fewer, or the store refuses.
pub fn set_signing_rule(tx: &Tx<'_>, env: &Env, by: PersonId, rule: SigningRule) -> Result<()> {
    let doctors = super::people(tx)?
        .into_iter()
        .filter(|person| person.left_at.is_none() && person.roles.contains(&Role::Doctor))
        .count();
    if rule.doctors == Doctors::Two && doctors < 2 {
        return Err(Error::invalid(
            "doctors",
            "Two doctors can only be asked for where there are two. Add the second one first.",
        ));
    }
    if signing_rule(tx)? == rule {
        return Ok(());
    }
    tx.run(
        "UPDATE clinic SET doctors_to_sign = $1, own_words_count = $2",
        args![rule.doctors.number(), rule.own_words],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::SigningRuleSet)
        .fact("doctors", rule.doctors.number())
        .fact("own_words", if rule.own_words { "count" } else { "do_not_count" });
    audit::record(tx, env, &entry)?;
    for tag in [Tag::Clinic, Tag::Review, Tag::Posts, Tag::Queue, Tag::Publishing] {
        tx.changed(tag);
    }
    Ok(())
}
