//! Recipients from a CSV file: looked at first, row by row, and taken in only as a person saw it.
//!
//! Invariant: looking changes nothing; taking is one transaction, over the very report that was on the screen. Every row
//! is answered: taken, known, or named by its line with what is wrong. A stop anywhere in the file counts for its number,
//! whatever the other rows of that number say. Of somebody who is known only a newer consent counts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answers::{is_no, says_stop};
use super::numbers::NumberKey;
use super::table::{Table, TableRow};
use super::{
    Consent, ConsentTo, NewRecipient, OptOutSource, consent, day, fits, has_opted_out, insert, known, list, recipient,
    say_stop,
};
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{Digest, PersonId, PhoneNumber, RecipientId, RecipientListId};
use crate::store::{Tag, Tx, args};

/// What taking a file in would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows of the file, its first line not counted.
    pub rows: u32,
    /// New recipients.
    pub new: u32,
    /// Recipients who are known already, and of whom nothing changes.
    pub known: u32,
    /// Recipients who are known already, and of whom the file has a newer consent.
    pub renewed: u32,
    /// How many of `renewed` agreed to marketing before, and to service messages alone from now on.
    pub lowered: u32,
    /// Numbers whose owners say stop in this file, and had not before.
    pub opt_outs: u32,
    /// How many of the new and the newer consents are kept as to service messages alone, because the file does not tell.
    pub assumed: u32,
    /// Columns that nothing is read from, as the file names them.
    pub unread: Vec<String>,
    /// Rows that are not taken, by line.
    pub problems: Vec<ImportProblem>,
    /// The very file.
    pub file: Digest,
    /// Who is taken, who is known and who says stop, each by the hash of the number.
    pub whom: Digest,
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
    fn of(table: &Table, bytes: &[u8]) -> Self {
        Self {
            rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX),
            new: 0,
            known: 0,
            renewed: 0,
            lowered: 0,
            opt_outs: 0,
            assumed: 0,
            unread: table.unread.clone(),
            problems: Vec::new(),
            file: Digest::of(bytes),
            whom: Digest::of(&[]),
        }
    }

    /// Names what was on the screen, and what it was of: another file, or the same with other recipients, has another name
    /// even where the figures are the same.
    pub fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// What becomes of the rows of a file.
struct Looked {
    report: ImportReport,
    new: Vec<(NewRecipient, String)>,
    known: Vec<RecipientId>,
    renewed: Vec<(RecipientId, Consent)>,
    opt_outs: Vec<String>,
}

impl Looked {
    /// Writes into the report what became of the rows.
    fn count(&mut self) {
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        self.report.new = count(self.new.len());
        self.report.known = count(self.known.len());
        self.report.renewed = count(self.renewed.len());
        self.report.opt_outs = count(self.opt_outs.len());
        let mut whom = String::new();
        let new = self.new.iter().map(|(_, hash)| hash.clone());
        let known = self.known.iter().map(ToString::to_string);
        let renewed = self.renewed.iter().map(|(id, _)| format!("renewed {id}"));
        for one in new.chain(known).chain(renewed).chain(self.opt_outs.iter().cloned()) {
            whom.push_str(&one);
            whom.push('\n');
        }
        self.report.whom = Digest::of(whom.as_bytes());
    }
}

/// Looks at a file and changes nothing.
///
/// # Errors
/// When it is no CSV file that can be read, with the reason and what to do; when the store refuses.
pub fn check_import(tx: &Tx<'_>, env: &Env, bytes: &[u8]) -> Result<ImportReport> {
    Ok(look(tx, env, bytes)?.report)
}

/// Takes a file in as it was seen: the good rows become recipients of `list`, and whoever says stop in it is kept so. A
/// file of nothing but stops needs no list.
///
/// # Errors
/// [`ErrorCode::Stale`] when it would not do what was on the screen any more, and a refusal at `list` where one is needed;
/// nothing is taken then.
pub fn take_import(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    bytes: &[u8],
    list: Option<RecipientListId>,
    on_screen: Digest,
) -> Result<ImportReport> {
    let looked = look(tx, env, bytes)?;
    if looked.report.digest() != on_screen {
        return Err(Error::refused(
            ErrorCode::Stale,
            "The recipients were changed since this file was looked at. Nothing was taken; look at it again.",
        ));
    }
    match list {
        Some(list) => list::is_there(tx, list)?,
        None if looked.known.len() + looked.renewed.len() + looked.new.len() > 0 => {
            return Err(Error::invalid("list", "Choose a list for the people of this file."));
        }
        None => {}
    }
    let mut ids = looked.known;
    for (id, newer) in &looked.renewed {
        consent::put(tx, env, by, &recipient(tx, *id)?, newer, "import")?;
        ids.push(*id);
    }
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
    if let Some(list) = list {
        let entry = Entry::done(Actor::Person(by), Action::RecipientsImported)
            .fact("list", list)
            .fact("file", report.file)
            .fact("taken", report.new)
            .fact("known", report.known)
            .fact("newer_consent", report.renewed)
            .fact("agreed_to_service", report.assumed)
            .fact("not_taken", u32::try_from(report.problems.len()).unwrap_or(u32::MAX));
        audit::record(tx, env, &entry)?;
    }
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
    let table = Table::read(bytes)?;
    let key = NumberKey::known(tx)?.ok_or_else(|| Error::internal("no key for numbers"))?;
    let today = day(tx, env)?;
    let country = clinic::profile(tx)?.countries.first().cloned();
    let numbers: Vec<_> = table
        .rows
        .iter()
        .map(|row| row.broken.map_or_else(|| parsed(row, country.as_deref(), &key), |why| Err(why.to_owned())))
        .collect();
    // A stop counts for its number wherever in the file it stands.
    let mut stops: BTreeMap<&str, u32> = BTreeMap::new();
    for (row, number) in table.rows.iter().zip(&numbers) {
        if let (Ok((_, hash)), true) = (number, says_stop(row.stopped())) {
            stops.entry(hash).or_insert(row.line);
        }
    }
    let mut looked = Looked {
        report: ImportReport::of(&table, bytes),
        new: Vec::new(),
        known: Vec::new(),
        renewed: Vec::new(),
        opt_outs: Vec::new(),
    };
    // The line from which a number was taken.
    let mut taken: BTreeMap<&str, u32> = BTreeMap::new();
    for (row, number) in table.rows.iter().zip(&numbers) {
        let became = match number {
            Ok((number, hash)) => match (taken.get(hash.as_str()), stops.get(hash.as_str())) {
                (Some(first), _) => {
                    Err(format!("This is the number of line {first} again. It is taken once, as it stands there."))
                }
                (None, _) if has_opted_out(tx, hash)? => {
                    Err("This person said stop. That is never reversed, so the row is left out.".to_owned())
                }
                (None, Some(_)) if says_stop(row.stopped()) => Ok(Became::Stopped),
                (None, Some(line)) => {
                    Err(format!("Line {line} tells that this person said stop, so this row is left out."))
                }
                (None, None) => became(tx, row, number, hash, &today)?,
            }
            .inspect(|_| {
                taken.insert(hash, row.line);
            })
            .map(|became| (became, hash.clone())),
            Err(why) if row.broken.is_none() && says_stop(row.stopped()) => {
                Err(format!("{why} The row says stop, which counts only once its number is right."))
            }
            Err(why) => Err(why.clone()),
        };
        match became {
            Ok((Became::Known(id), _)) => looked.known.push(id),
            Ok((Became::Renewed { id, newer, assumed, lowered }, _)) => {
                looked.report.assumed += u32::from(assumed);
                looked.report.lowered += u32::from(lowered);
                looked.renewed.push((id, newer));
            }
            Ok((Became::Stopped, hash)) => looked.opt_outs.push(hash),
            Ok((Became::New { new, assumed }, hash)) => {
                looked.report.assumed += u32::from(assumed);
                looked.new.push((new, hash));
            }
            Err(why) => looked.report.problems.push(ImportProblem { line: row.line, why }),
        }
    }
    looked.count();
    Ok(looked)
}

fn parsed(row: &TableRow, country: Option<&str>, key: &NumberKey) -> Result<(PhoneNumber, String), String> {
    let number = PhoneNumber::parse(row.number(), country).map_err(|why| why.to_string())?;
    let hash = key.hash(&number);
    Ok((number, hash))
}

/// What a row is taken for.
enum Became {
    New { new: NewRecipient, assumed: bool },
    Known(RecipientId),
    Renewed { id: RecipientId, newer: Consent, assumed: bool, lowered: bool },
    Stopped,
}

/// What becomes of a row whose number nobody stopped.
fn became(
    tx: &Tx<'_>,
    row: &TableRow,
    number: &PhoneNumber,
    hash: &str,
    today: &str,
) -> Result<Result<Became, String>> {
    // Also of somebody who is known: nobody is put on a list by a row that says that they did not agree.
    if is_no(row.consent_how()) || is_no(row.consent_to()) {
        return Ok(Err("The row says that this person did not agree, so it is left out.".to_owned()));
    }
    let to = row.consent_to().to_lowercase();
    let assumed = to.is_empty();
    let said = if assumed { Some(ConsentTo::Service) } else { ConsentTo::from_word(&to) };
    let Some(agreed_to) = said else {
        return Ok(Err("In the column Consent to stands neither marketing nor service.".to_owned()));
    };
    let known = known(tx, hash)?.map(|id| recipient(tx, id)).transpose()?;
    let changes = |kept: &Consent| {
        let lowers = !assumed && kept.to.is_more_than(agreed_to);
        may_be_newer(row.consent_on(), &kept.on)
            || (lowers && (row.consent_on().is_empty() || row.consent_on() == kept.on))
    };
    if let Some(now) = known.as_ref().filter(|now| !changes(&now.consent.says)) {
        return Ok(Ok(Became::Known(now.id)));
    }
    let consent = Consent {
        to: agreed_to,
        on: row.consent_on().to_owned(),
        how: row.consent_how().to_owned(),
        proof: row.consent_proof().to_owned(),
    };
    let became = match known {
        Some(now) => consent::fits(&consent, today).map(|()| {
            let lowered = now.consent.says.to.is_more_than(consent.to);
            Became::Renewed { id: now.id, newer: consent, assumed, lowered }
        }),
        None => {
            let new = NewRecipient { number: number.clone(), name: row.name().to_owned(), consent };
            fits(&new, today).map(|()| Became::New { new, assumed })
        }
    };
    Ok(became.map_err(|(_, why)| why))
}

/// Whether the day of a consent may be later than the one that is kept. A day that can't be read may be.
fn may_be_newer(on: &str, kept: &str) -> bool {
    !on.is_empty() && (on.parse::<jiff::civil::Date>().is_err() || on > kept)
}
