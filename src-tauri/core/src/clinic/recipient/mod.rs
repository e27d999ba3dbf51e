//! Whom the clinic may write to: people who agreed to it, and who of them said stop.
//!
//! Invariant: a recipient has a record of consent, and an opt-out wins over everything: it is only ever added, and asked
//! for again wherever somebody could be written to. A number never leaves for the record or the log.

mod answers;
mod audience;
mod consent;
mod import;
mod list;
mod numbers;
mod same;
mod stops;
mod table;
#[cfg(test)]
mod tests;

pub use audience::{
    AudienceTaken, AudienceView, LeftOut, audience_recipients, audience_stops, is_audience, is_excluded, list_audience,
    take_audience,
};
pub use consent::{Consent, ConsentRecord, ConsentTo, consents_before, rename_recipient, renew_consent};
pub use import::{ImportProblem, ImportReport, check_import, take_import};
pub use list::{
    ListRow, recipient_list_name, recipient_lists, remove_recipient_list, save_recipient_list, set_recipient_list,
};
pub use same::{known_as, same_person};
pub use stops::{KeptStop, count_stops, stops, take_over_stops};

use consent::day;
use numbers::NumberKey;
pub use numbers::make_number_key;

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::words::word_enum;
use crate::model::{Digest, Millis, PersonId, PhoneNumber, RecipientId, RecipientListId};
use crate::store::{Row, StoreError, Tag, Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest name, in characters: our own choice.
const LONGEST_NAME: usize = 80;
/// The longest that is kept of how somebody agreed, and of the proof, in characters: our own choice.
const LONGEST_WORDS: usize = 300;

word_enum! {
    /// Where an opt-out came from.
    pub enum OptOutSource {
        /// Somebody of the clinic wrote it down.
        Person = "person",
        /// A file that was taken in says so.
        Import = "import",
        /// The platform said that the recipient told it to stop.
        Platform = "platform",
    }
}

by_word!(OptOutSource);

/// Somebody to add.
#[derive(Debug, Clone)]
pub struct NewRecipient {
    /// The number.
    pub number: PhoneNumber,
    /// The name; may be empty.
    pub name: String,
    /// How they agreed.
    pub consent: Consent,
}

/// A recipient as stored.
#[derive(Debug, Clone)]
pub struct RecipientRow {
    /// Who.
    pub id: RecipientId,
    /// The number; none of somebody who was forgotten.
    pub number: Option<PhoneNumber>,
    /// The name; may be empty.
    pub name: String,
    /// How they agreed, as it counts now.
    pub consent: ConsentRecord,
    /// When they said stop.
    pub opted_out: Option<Millis>,
    /// The lists they are on.
    pub lists: Vec<RecipientListId>,
}

/// Some recipients of many.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// Those asked for.
    pub rows: Vec<RecipientRow>,
    /// How many fit the search.
    pub found: u32,
}

const COLUMNS: &str = "
    recipient.*, opt_out.at AS opted_out_at,
    (SELECT json_group_array(list_id) FROM recipient_list_member WHERE recipient_id = recipient.id) AS lists
    FROM recipient LEFT JOIN opt_out ON opt_out.number_hash = recipient.number_hash";

fn read(row: &Row<'_>) -> Result<RecipientRow> {
    let digits: Option<String> = row.get("number")?;
    let number = digits
        .map(|digits| PhoneNumber::of_digits(&digits))
        .transpose()
        .map_err(|_| Error::Store(StoreError::Damaged("a recipient's number".to_owned())))?;
    Ok(RecipientRow {
        id: row.get("id")?,
        number,
        name: row.get("name")?,
        consent: ConsentRecord {
            says: Consent {
                // Who was forgotten agreed to nothing any more.
                to: row.get::<Option<ConsentTo>>("consent_to")?.unwrap_or(ConsentTo::Service),
                on: row.get("consent_on")?,
                how: row.get("consent_how")?,
                proof: row.get("consent_proof")?,
            },
            by: row.get("consent_by")?,
            at: row.get("consent_at")?,
        },
        opted_out: row.get("opted_out_at")?,
        lists: row.json("lists")?,
    })
}

/// One recipient, even one who was forgotten.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn recipient(tx: &Tx<'_>, id: RecipientId) -> Result<RecipientRow> {
    tx.one(&format!("SELECT {COLUMNS} WHERE recipient.id = $1"), args![id], read)?
        .ok_or_else(|| Error::not_found("recipient"))
}

/// The recipients whose name or number holds `search`, of one list or of all, by name; those who were forgotten are not
/// among them.
///
/// # Errors
/// When the store refuses.
pub fn recipients(
    tx: &Tx<'_>,
    search: &str,
    list: Option<RecipientListId>,
    from: u32,
    most: u32,
) -> Result<Recipients> {
    let name = sought(search);
    // A digit among letters is part of a name.
    let digits: String = search.chars().filter(char::is_ascii_digit).collect();
    let digits = if search.chars().any(char::is_alphabetic) { "" } else { digits.trim_start_matches('0') }.to_owned();
    let found = tx
        .one(
            "SELECT count(*) AS n FROM recipient WHERE recipient.forgotten_at IS NULL
             AND ($1 = '' OR instr(recipient.sought, $1) > 0 OR ($2 <> '' AND instr(recipient.number, $2) > 0))
             AND ($3 IS NULL OR EXISTS (SELECT 1 FROM recipient_list_member AS m
                                        WHERE m.list_id = $3 AND m.recipient_id = recipient.id))",
            args![&name, &digits, list],
            |row| row.get::<u32>("n").map_err(Error::from),
        )?
        .unwrap_or(0);
    let rows = tx.all(
        &format!(
            "SELECT {COLUMNS} WHERE recipient.forgotten_at IS NULL
             AND ($1 = '' OR instr(recipient.sought, $1) > 0 OR ($2 <> '' AND instr(recipient.number, $2) > 0))
             AND ($3 IS NULL OR EXISTS (SELECT 1 FROM recipient_list_member AS m
                                        WHERE m.list_id = $3 AND m.recipient_id = recipient.id))
             ORDER BY recipient.sought, recipient.id LIMIT $4 OFFSET $5"
        ),
        args![&name, &digits, list, most, from],
        read,
    )?;
    Ok(Recipients { rows, found })
}

/// A name as it is looked for: in small letters of every alphabet, which the database does not know.
fn sought(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Adds somebody who agreed to be written to.
///
/// # Errors
/// A refusal at the field that has to be mended; when the number is known, or belongs to somebody who said stop.
pub fn add_recipient(tx: &Tx<'_>, env: &Env, by: PersonId, new: &NewRecipient) -> Result<RecipientId> {
    let key = NumberKey::of(tx, env)?;
    fits(new, &day(tx, env)?).map_err(|(field, why)| Error::invalid(field, why))?;
    let hash = key.hash(&new.number);
    if has_opted_out(tx, &hash)? {
        return Err(Error::invalid(
            "number",
            "This person said stop. That is never reversed here: nothing can be sent to this number.",
        ));
    }
    if known(tx, &hash)?.is_some() {
        return Err(Error::invalid("number", "This number is one of the recipients already."));
    }
    let id = insert(tx, env, by, new, &hash)?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::RecipientAdded).fact("recipient", id))?;
    tx.changed(Tag::Recipients);
    Ok(id)
}

fn insert(tx: &Tx<'_>, env: &Env, by: PersonId, new: &NewRecipient, hash: &str) -> Result<RecipientId> {
    let id: RecipientId = env.id();
    tx.run(
        "INSERT INTO recipient
           (id, number, number_hash, blind, name, sought, consent_to, consent_on, consent_how, consent_proof, consent_by, consent_at,
            created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        args![
            id, new.number.digits(), hash, Digest::of(&env.bytes::<32>()).to_string(), new.name.trim(), sought(&new.name),
            new.consent.to, &new.consent.on, new.consent.how.trim(), new.consent.proof.trim(), by, env.now()
        ],
    )?;
    Ok(id)
}

/// Whether a recipient can be kept like this. `today` is the day of the clinic.
fn fits(new: &NewRecipient, today: &str) -> Result<(), (&'static str, String)> {
    consent::name_fits(&new.name)?;
    consent::fits(&new.consent, today)
}

fn known(tx: &Tx<'_>, hash: &str) -> Result<Option<RecipientId>> {
    Ok(tx.one("SELECT id FROM recipient WHERE number_hash = $1", args![hash], |row| row.get("id"))?)
}

fn has_opted_out(tx: &Tx<'_>, hash: &str) -> Result<bool> {
    let out: Option<i64> =
        tx.one("SELECT 1 AS one FROM opt_out WHERE number_hash = $1", args![hash], |row| row.get("one"))?;
    Ok(out.is_some())
}

/// Writes down that a recipient said stop. It counts at once, and nothing here takes it back.
///
/// # Errors
/// When there is no such recipient, or the store refuses.
pub fn opt_out(tx: &Tx<'_>, env: &Env, by: Actor, id: RecipientId, source: OptOutSource) -> Result<()> {
    let Some(number) = recipient(tx, id)?.number else {
        return Err(Error::refused(ErrorCode::Stale, "This recipient was erased already."));
    };
    opt_out_number(tx, env, by, &number, source)
}

/// Writes down that whoever has a number said stop, also where they are no recipient, or none any more.
///
/// # Errors
/// When the store refuses.
pub fn opt_out_number(tx: &Tx<'_>, env: &Env, by: Actor, number: &PhoneNumber, source: OptOutSource) -> Result<()> {
    let hash = NumberKey::of(tx, env)?.hash(number);
    if say_stop(tx, env, by, &hash, source)? {
        let mut entry = Entry::done(by, Action::RecipientOptedOut).fact("source", source.word());
        if let Some(id) = known(tx, &hash)? {
            entry = entry.fact("recipient", id);
        }
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Recipients);
    Ok(())
}

/// Adds an opt-out; tells whether it is a new one.
fn say_stop(tx: &Tx<'_>, env: &Env, by: Actor, hash: &str, source: OptOutSource) -> Result<bool> {
    let person = match by {
        Actor::Person(person) => Some(person),
        Actor::Application => None,
    };
    let added = tx.run(
        "INSERT INTO opt_out (number_hash, at, source, entered_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (number_hash) DO NOTHING",
        args![hash, env.now(), source, person],
    )?;
    same::stop_the_others(tx, env, by, hash, source)?;
    Ok(added > 0)
}

/// Erases a recipient: number, name and every record of consent. An opt-out of theirs stays, as a hash of the number.
///
/// # Errors
/// When there is no such recipient, or the store refuses.
pub fn forget_recipient(tx: &Tx<'_>, env: &Env, by: PersonId, id: RecipientId) -> Result<()> {
    tx.run("DELETE FROM recipient_list_member WHERE recipient_id = $1", args![id])?;
    // A message's id holds the number that it went to.
    tx.run("UPDATE recipient_part SET message_id = NULL, detail = NULL WHERE recipient_id = $1", args![id])?;
    let forgotten = tx.run(
        "UPDATE recipient SET number = NULL, number_hash = NULL, wa_hash = NULL, blind = NULL, name = '', sought = '', consent_to = NULL, consent_on = '',
                consent_how = '', consent_proof = '', forgotten_at = $1 WHERE id = $2 AND forgotten_at IS NULL",
        args![env.now(), id],
    )?;
    if forgotten == 0 {
        return Err(Error::not_found("recipient"));
    }
    tx.run("DELETE FROM recipient_consent_before WHERE recipient_id = $1", args![id])?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::RecipientForgotten).fact("recipient", id))?;
    tx.changed(Tag::Recipients);
    Ok(())
}
