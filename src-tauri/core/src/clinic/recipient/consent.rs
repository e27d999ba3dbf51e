//! To what somebody agreed, when and how; and the records of that which a later one took the place of.
//!
//! Invariant: nothing of a record of consent is lost as long as its person is known: a new one takes the place of the one
//! before only after that was kept. Who said stop gives no new consent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LONGEST_NAME, LONGEST_WORDS, RecipientRow, answers, recipient, sought};
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::words::word_enum;
use crate::model::zone::Zone;
use crate::model::{Millis, PersonId, RecipientId, TemplateCategory};
use crate::store::{Tag, Tx, args, by_word};

word_enum! {
    /// What somebody agreed to be written to about.
    pub enum ConsentTo {
        /// Offers, news and invitations, and everything below.
        Marketing = "marketing",
        /// What follows from something they did, such as a reminder of their visit.
        Service = "service",
    }
}

by_word!(ConsentTo);

impl ConsentTo {
    /// Whether somebody who agreed to this may get a template of a category.
    pub const fn covers(self, category: TemplateCategory) -> bool {
        match (self, category) {
            (Self::Marketing, _) | (Self::Service, TemplateCategory::Utility | TemplateCategory::Authentication) => {
                true
            }
            (Self::Service, TemplateCategory::Marketing) => false,
        }
    }

    /// Whether whoever agrees to this agrees to more than `other`.
    pub const fn is_more_than(self, other: Self) -> bool {
        matches!((self, other), (Self::Marketing, Self::Service))
    }
}

/// How somebody agreed to be written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// To what.
    pub to: ConsentTo,
    /// The day, as `YYYY-MM-DD`.
    pub on: String,
    /// How: «signed the form at reception».
    pub how: String,
    /// Where that can be seen; may be empty.
    pub proof: String,
}

/// A record of consent as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentRecord {
    /// What it says.
    pub says: Consent,
    /// Who entered it.
    pub by: PersonId,
    /// When.
    pub at: Millis,
}

/// The records of consent of a recipient that a later one took the place of, the latest first; none of who was forgotten.
///
/// # Errors
/// When the store refuses.
pub fn consents_before(tx: &Tx<'_>, id: RecipientId) -> Result<Vec<ConsentRecord>> {
    let sql = "SELECT * FROM recipient_consent_before WHERE recipient_id = $1 ORDER BY place DESC";
    tx.all(sql, args![id], |row| {
        Ok::<_, Error>(ConsentRecord {
            says: Consent {
                to: row.get("consent_to")?,
                on: row.get("consent_on")?,
                how: row.get("consent_how")?,
                proof: row.get("consent_proof")?,
            },
            by: row.get("consent_by")?,
            at: row.get("consent_at")?,
        })
    })
}

/// Whether a record of consent can be kept like this; otherwise the field and what is wrong. `today` is the day of the
/// clinic.
pub(super) fn fits(consent: &Consent, today: &str) -> Result<(), (&'static str, String)> {
    if consent.on.is_empty() && consent.how.trim().is_empty() {
        return Err(("consent_on", "There is no record of consent: when and how the person agreed.".to_owned()));
    }
    if consent.on.is_empty() {
        return Err(("consent_on", "The day of the consent is missing.".to_owned()));
    }
    if consent.on.parse::<jiff::civil::Date>().is_err() || consent.on.len() != 10 {
        return Err(("consent_on", "The day of the consent has to be written like 2026-11-21.".to_owned()));
    }
    if consent.on.as_str() > today {
        return Err(("consent_on", "The day of the consent lies in the future.".to_owned()));
    }
    if consent.how.trim().is_empty() {
        return Err(("consent_how", "How the person agreed is missing, such as “signed the form”.".to_owned()));
    }
    if answers::is_yes_or_no(&consent.how) {
        return Err((
            "consent_how",
            "This tells whether the person agreed, not how. Write how, such as “signed the form”.".to_owned(),
        ));
    }
    for (field, words) in [("consent_how", &consent.how), ("consent_proof", &consent.proof)] {
        if words.chars().count() > LONGEST_WORDS {
            return Err((field, format!("The record of consent may have {LONGEST_WORDS} characters.")));
        }
    }
    Ok(())
}

/// Whether a name can be kept; otherwise what is wrong.
pub(super) fn name_fits(name: &str) -> Result<(), (&'static str, String)> {
    if name.trim().chars().count() > LONGEST_NAME {
        return Err(("name", format!("The name may have {LONGEST_NAME} characters.")));
    }
    Ok(())
}

/// The day of the clinic, as `YYYY-MM-DD`.
pub(super) fn day(tx: &Tx<'_>, env: &Env) -> Result<String> {
    let zone = clinic::profile(tx)?.zone;
    let zone = Zone::named(&zone).map_err(|refused| Error::internal(refused.to_string()))?;
    Ok(zone.clock_at(env.now()).date())
}

/// Keeps a new record of consent of somebody who is known; the one before stays with it.
///
/// # Errors
/// A refusal at the field that has to be mended; when the record says nothing new, or widens what a newer one says; when
/// they said stop, or there is no such recipient any more.
pub fn renew_consent(tx: &Tx<'_>, env: &Env, by: PersonId, id: RecipientId, consent: &Consent) -> Result<()> {
    let now = known(tx, id)?;
    if now.opted_out.is_some() {
        return Err(Error::refused(
            ErrorCode::Stale,
            "This person said stop. That is never reversed here, so no new consent of theirs can be kept.",
        ));
    }
    let consent = Consent {
        to: consent.to,
        on: consent.on.trim().to_owned(),
        how: consent.how.trim().to_owned(),
        proof: consent.proof.trim().to_owned(),
    };
    fits(&consent, &day(tx, env)?).map_err(|(field, why)| Error::invalid(field, why))?;
    if consent == now.consent.says {
        return Err(Error::invalid("consent_on", "This is the record of consent that is kept already."));
    }
    // Whoever took back a part of their consent since would be written to by what they had said before.
    if consent.to.is_more_than(now.consent.says.to) && consent.on < now.consent.says.on {
        return Err(Error::invalid(
            "consent_on",
            "There is a newer record of consent, which is to service messages only. An older one can't make it marketing.",
        ));
    }
    put(tx, env, by, &now, &consent, "person")
}

/// Puts a record of consent in the place of the one that is kept, which stays as an earlier one.
pub(super) fn put(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    now: &RecipientRow,
    consent: &Consent,
    source: &'static str,
) -> Result<()> {
    let (id, before) = (now.id, &now.consent.says);
    tx.run(
        "INSERT INTO recipient_consent_before
           (recipient_id, place, consent_to, consent_on, consent_how, consent_proof, consent_by, consent_at)
         SELECT id, (SELECT count(*) FROM recipient_consent_before WHERE recipient_id = $1),
                consent_to, consent_on, consent_how, consent_proof, consent_by, consent_at
         FROM recipient WHERE id = $1",
        args![id],
    )?;
    tx.run(
        "UPDATE recipient SET consent_to = $1, consent_on = $2, consent_how = $3, consent_proof = $4, consent_by = $5,
                consent_at = $6 WHERE id = $7",
        args![consent.to, &consent.on, consent.how.trim(), consent.proof.trim(), by, env.now(), id],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::RecipientConsentRenewed)
        .fact("recipient", id)
        .fact("source", source)
        .fact("before", before.to.word())
        .fact("to", consent.to.word());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Recipients);
    Ok(())
}

/// Mends the name of a recipient.
///
/// # Errors
/// A refusal at `name`; when there is no such recipient any more.
pub fn rename_recipient(tx: &Tx<'_>, env: &Env, by: PersonId, id: RecipientId, name: &str) -> Result<()> {
    let now = known(tx, id)?;
    name_fits(name).map_err(|(field, why)| Error::invalid(field, why))?;
    let name = name.trim();
    if name == now.name {
        return Ok(());
    }
    tx.run("UPDATE recipient SET name = $1, sought = $2 WHERE id = $3", args![name, sought(name), id])?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::RecipientRenamed).fact("recipient", id))?;
    tx.changed(Tag::Recipients);
    Ok(())
}

/// A recipient who was not forgotten.
fn known(tx: &Tx<'_>, id: RecipientId) -> Result<RecipientRow> {
    let row = recipient(tx, id)?;
    if row.number.is_none() {
        return Err(Error::refused(ErrorCode::Stale, "This recipient was erased already."));
    }
    Ok(row)
}
