//! Recipients from a CSV file: looked at first, row by row, and taken in only as a person saw it.
//!
//! Invariant: looking changes nothing; taking is one transaction, over the very report that was on the screen. Every row
//! is answered: taken, known, or named by its line with what is wrong.

use std::collections::BTreeMap;

use serde::Serialize;

use super::numbers::NumberKey;
use super::{Consent, NewRecipient, OptOutSource, day, fits, has_opted_out, insert, known, say_stop};
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Digest, PersonId, PhoneNumber, RecipientId, RecipientListId};
use crate::store::{Tag, Tx, args};

/// The largest file, in bytes, and the most rows: our own choice, ten times what a large clinic has.
const LARGEST: usize = 20_000_000;
const MOST_ROWS: u32 = 100_000;

/// What taking a file in would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows of the file, its first line not counted.
    pub rows: u32,
    /// New recipients.
    pub new: u32,
    /// Recipients who are known already.
    pub known: u32,
    /// Numbers whose owners say stop in this file, and had not before.
    pub opt_outs: u32,
    /// Rows that are not taken, by line.
    pub problems: Vec<ImportProblem>,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportProblem {
    /// The line of the file, from 1.
    pub line: u32,
    /// What is wrong, in a sentence. It quotes no number.
    pub why: String,
}

impl ImportReport {
    /// Names what was on the screen.
    pub fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// What becomes of the rows of a file.
struct Looked {
    report: ImportReport,
    new: Vec<(NewRecipient, String)>,
    known: Vec<RecipientId>,
    opt_outs: Vec<String>,
}

/// Looks at a file and changes nothing but making the key that numbers are hashed with.
///
/// # Errors
/// When it is no CSV file that can be read, with the reason and what to do; when the store refuses.
pub fn check_import(tx: &Tx<'_>, env: &Env, bytes: &[u8]) -> Result<ImportReport> {
    Ok(look(tx, env, bytes)?.report)
}

/// Takes a file in as it was seen: the good rows become recipients of `list`, and whoever says stop in it is kept so.
///
/// # Errors
/// [`ErrorCode::Stale`] when it would not do what was on the screen any more; nothing is taken then.
pub fn take_import(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    bytes: &[u8],
    list: RecipientListId,
    on_screen: Digest,
) -> Result<ImportReport> {
    let looked = look(tx, env, bytes)?;
    if looked.report.digest() != on_screen {
        return Err(Error::refused(
            ErrorCode::Stale,
            "The recipients were changed since this file was looked at. Nothing was taken; look at it again.",
        ));
    }
    let mut ids = looked.known;
    for (new, hash) in &looked.new {
        ids.push(insert(tx, env, by, new, hash)?);
    }
    for id in ids {
        tx.run(
            "INSERT INTO recipient_list_member (list_id, recipient_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            args![list, id],
        )?;
    }
    for hash in &looked.opt_outs {
        say_stop(tx, env, Actor::Person(by), hash, OptOutSource::Import)?;
    }
    let report = looked.report;
    let entry = Entry::done(Actor::Person(by), Action::RecipientsImported)
        .fact("list", list)
        .fact("taken", report.new)
        .fact("known", report.known)
        .fact("not_taken", u32::try_from(report.problems.len()).unwrap_or(u32::MAX));
    audit::record(tx, env, &entry)?;
    if report.opt_outs > 0 {
        let entry = Entry::done(Actor::Person(by), Action::RecipientOptedOut)
            .fact("source", OptOutSource::Import.word())
            .fact("count", report.opt_outs);
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Recipients);
    Ok(report)
}

fn look(tx: &Tx<'_>, env: &Env, bytes: &[u8]) -> Result<Looked> {
    let text = text_of(bytes)?;
    let key = NumberKey::of(tx, env)?;
    let today = day(tx, env)?;
    let country = clinic::profile(tx)?.countries.first().cloned();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|error| unreadable(&error))?)?;
    let mut looked = Looked {
        report: ImportReport { rows: 0, new: 0, known: 0, opt_outs: 0, problems: Vec::new() },
        new: Vec::new(),
        known: Vec::new(),
        opt_outs: Vec::new(),
    };
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        looked.report.rows += 1;
        if looked.report.rows > MOST_ROWS {
            return Err(refused(&format!("This file has more than {MOST_ROWS} rows. Split it.")));
        }
        let line = record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        let mut wrong = |why: String| looked.report.problems.push(ImportProblem { line, why });
        let number = match PhoneNumber::parse(columns.number.of(&record), country.as_deref()) {
            Ok(number) => number,
            Err(why) => {
                wrong(why.to_string());
                continue;
            }
        };
        let hash = key.hash(&number);
        if let Some(first) = lines.get(&hash) {
            wrong(format!("This is the number of line {first} again. It is taken once."));
            continue;
        }
        lines.insert(hash.clone(), line);
        if has_opted_out(tx, &hash)? {
            wrong("This person said stop. That is never reversed, so the row is left out.".to_owned());
            continue;
        }
        match says_yes(columns.stopped.of(&record)) {
            Some(true) => {
                looked.report.opt_outs += 1;
                looked.opt_outs.push(hash);
                continue;
            }
            Some(false) => {}
            None => {
                wrong("In the column for opt-outs stands neither yes nor no.".to_owned());
                continue;
            }
        }
        if let Some(id) = known(tx, &hash)? {
            looked.report.known += 1;
            looked.known.push(id);
            continue;
        }
        let new = NewRecipient {
            number,
            name: columns.name.of(&record).to_owned(),
            consent: Consent {
                on: columns.consent_on.of(&record).to_owned(),
                how: columns.consent_how.of(&record).to_owned(),
                proof: columns.consent_proof.of(&record).to_owned(),
            },
        };
        match fits(&new, &today) {
            Ok(()) => {
                looked.report.new += 1;
                looked.new.push((new, hash));
            }
            Err((_, why)) => wrong(why),
        }
    }
    if looked.report.rows == 0 {
        return Err(refused("This file has no rows below its first line."));
    }
    Ok(looked)
}

fn refused(why: &str) -> Error {
    Error::invalid("file", why)
}

fn unreadable(error: &csv::Error) -> Error {
    refused("This is no CSV file that can be read. Save the table as CSV (UTF-8) and choose that file.")
        .with(|refusal| refusal.detail = Some(format!("{:?}", error.position().map(csv::Position::line))))
}

/// The text of a file, or what kind of file it is instead.
fn text_of(bytes: &[u8]) -> Result<&str> {
    if bytes.len() > LARGEST {
        return Err(refused("This file is larger than 20 MB. Split it."));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(refused(
            "This is a spreadsheet, not a CSV file. Open it, save it as CSV (UTF-8), and choose that file.",
        ));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(refused("This file is written as UTF-16. Save it as CSV (UTF-8) and choose that file."));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(refused("This is no CSV file. Save the table as CSV (UTF-8) and choose that file."));
    }
    std::str::from_utf8(bytes).map_err(|_| {
        refused(
            "This file is not written as UTF-8, so names would be read wrongly (perhaps it is Windows-1252). Save it as CSV (UTF-8) and choose that file.",
        )
    })
}

/// What stands between the columns: whatever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| first.bytes().filter(|byte| byte == sign).count()).unwrap_or(b',')
}

/// Whether a column says yes; empty is no.
fn says_yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Some(true),
        "" | "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Where a column is; it may be missing.
struct Column(Option<usize>);

impl Column {
    fn of<'r>(&self, record: &'r csv::StringRecord) -> &'r str {
        self.0.and_then(|index| record.get(index)).unwrap_or_default()
    }
}

/// Where each column is, by its name in the first line, in any order.
struct Columns {
    number: Column,
    name: Column,
    consent_on: Column,
    consent_how: Column,
    consent_proof: Column,
    stopped: Column,
}

impl Columns {
    fn of(headers: &csv::StringRecord) -> Result<Self> {
        let plain = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let named: Vec<String> = headers.iter().map(plain).collect();
        let find = |names: &[&str]| Column(named.iter().position(|name| names.contains(&name.as_str())));
        let columns = Self {
            number: find(&["number", "phonenumber", "phone", "mobile", "telephone", "whatsapp"]),
            name: find(&["name", "fullname"]),
            consent_on: find(&["consentdate", "consenton", "consentedon", "dateofconsent"]),
            consent_how: find(&["consenthow", "howtheyagreed", "consent", "consentmethod"]),
            consent_proof: find(&["consentproof", "proof", "evidence"]),
            stopped: find(&["optout", "optedout", "saidstop", "stop"]),
        };
        let missing: Vec<&str> =
            [(&columns.number, "Number"), (&columns.consent_on, "Consent date"), (&columns.consent_how, "Consent how")]
                .into_iter()
                .filter(|(column, _)| column.0.is_none())
                .map(|(_, name)| name)
                .collect();
        if missing.is_empty() {
            return Ok(columns);
        }
        Err(refused(&format!(
            "The first line names no column {}. Save the example, and name the columns as it does.",
            missing.join(", ")
        )))
    }
}
