//! Whose signatures a post needs: how many doctors', and whether one counts under words that the same doctor wrote; and whether
//! there are so many who can sign.
//!
//! Invariant: no rule leaves less than one signature. The type, the table and the view that the last wall asks
//! (`post_approval`) each say so.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::PersonId;
use crate::model::words::word_enum;
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
    /// Whether a doctor's signature counts where words of the same doctor stand in the post.
    pub own_words: bool,
}

/// What the rule asks for and nobody at the clinic can give: as long as it is so, posts wait for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// No post can get the signatures it needs.
    Every {
        /// How many doctors have to sign.
        doctors: Doctors,
        /// How many can.
        can_sign: usize,
    },
    /// A post with words of a doctor in it can't: that doctor does not count, and too few others are there.
    OwnWords {
        /// How many doctors have to sign.
        doctors: Doctors,
    },
}

impl Shortfall {
    /// What it means for people, and what they can do.
    pub fn sentence(self) -> String {
        match self {
            Self::Every { doctors: Doctors::Two, can_sign } => format!(
                "Two doctors have to sign each post, and {}. No post can be signed until another doctor can sign, or an administrator changes the rule under Settings, People.",
                if can_sign == 1 { "only one can" } else { "nobody can" }
            ),
            Self::Every { doctors: Doctors::One, .. } => {
                "A doctor has to sign each post, and nobody can. No post can be signed until there is a doctor with a signing key: a new PIN makes one.".to_owned()
            }
            Self::OwnWords { doctors: Doctors::One } => {
                "Another doctor has to sign what a doctor wrote, and there is no other who can. Posts with the doctor's words in them can't be signed until there is one, or an administrator changes the rule under Settings, People.".to_owned()
            }
            Self::OwnWords { doctors: Doctors::Two } => {
                "Two other doctors have to sign what a doctor wrote, and only one other can. Posts with a doctor's words in them can't be signed until there is a third, or an administrator changes the rule under Settings, People.".to_owned()
            }
        }
    }
}

impl SigningRule {
    /// What is missing where so many doctors can sign.
    pub fn short_of(self, can_sign: usize) -> Option<Shortfall> {
        let needed = match self.doctors {
            Doctors::One => 1,
            Doctors::Two => 2,
        };
        if can_sign < needed {
            Some(Shortfall::Every { doctors: self.doctors, can_sign })
        } else {
            (!self.own_words && can_sign == needed).then_some(Shortfall::OwnWords { doctors: self.doctors })
        }
    }
}

/// The doctors who can sign here: at the clinic, with a signing key in use on this laptop.
///
/// # Errors
/// When the store refuses.
pub fn doctors_who_can_sign(tx: &Tx<'_>) -> Result<BTreeSet<PersonId>> {
    let doctors = tx.all(
        "SELECT person.id FROM person
         JOIN person_role ON person_role.person_id = person.id AND person_role.role = 'doctor'
         JOIN person_key ON person_key.person_id = person.id AND person_key.retired_at IS NULL
         JOIN clinic ON clinic.installation_id = person_key.device
         WHERE person.left_at IS NULL",
        &[],
        |row| row.get("id").map_err(Error::from),
    )?;
    Ok(doctors.into_iter().collect())
}

/// What the rule asks for that nobody can give; without these people, where some are about to go. A clinic that never had a
/// signing key is being set up, and lacks nothing yet.
///
/// # Errors
/// When the store refuses.
pub fn shortfall(tx: &Tx<'_>, without: Option<PersonId>) -> Result<Option<Shortfall>> {
    let can_sign = doctors_who_can_sign(tx)?.into_iter().filter(|doctor| Some(*doctor) != without).count();
    let ever: Option<i64> = tx.one("SELECT 1 AS one FROM person_key LIMIT 1", &[], |row| row.get("one"))?;
    Ok(signing_rule(tx)?.short_of(can_sign).filter(|_| ever.is_some()))
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
    let before = signing_rule(tx)?;
    if before == rule {
        return Ok(());
    }
    if rule.doctors == Doctors::Two && before.doctors == Doctors::One && doctors_who_can_sign(tx)?.len() < 2 {
        return Err(Error::invalid(
            "doctors",
            "Two doctors can only be asked for where two can sign. Add the second one first; one without a signing key gets it with a new PIN.",
        ));
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
