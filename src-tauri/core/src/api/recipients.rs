//! Use cases of recipients: who may be written to, who said stop, lists, files, and whom a list reaches.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::context::Api;
use super::types::{
    AudienceAsk, AudienceChosen, AudienceCountry, AudienceSeen, ConsentShown, Recipient, RecipientAdd,
    RecipientConsent, RecipientFile, RecipientFileProblem, RecipientFileSeen, RecipientFileTake, RecipientList,
    RecipientListRef, RecipientListSave, RecipientNumber, RecipientPage, RecipientPut, RecipientQuery, RecipientRef,
    RecipientRename,
};
use super::views::{here, name_of, names};
use super::when::when;
use crate::clinic::{
    self, AudienceView, Caller, Consent, ConsentRecord, ImportReport, NewRecipient, OptOutSource, RecipientRow,
};
use crate::error::{Error, Result};
use crate::model::zone::{Zone, dated_label};
use crate::model::{PersonId, PhoneNumber, RecipientId};
use crate::store::Tx;

/// How many are shown at once: our own choice.
const PAGE: u32 = 100;

pub(super) fn list(api: &Api, _: &Caller, query: RecipientQuery) -> Result<RecipientPage> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let names = names(tx)?;
        let found = clinic::recipients(tx, &query.search, query.list, query.from, PAGE)?;
        let recipients = found.rows.into_iter().map(|row| shown(tx, row, &zone, &names)).collect::<Result<_>>()?;
        Ok(RecipientPage { recipients, found: found.found })
    })
}

type Names = BTreeMap<PersonId, String>;

fn shown(tx: &Tx<'_>, row: RecipientRow, zone: &Zone, names: &Names) -> Result<Recipient> {
    let earlier = clinic::consents_before(tx, row.id)?;
    Ok(Recipient {
        id: row.id,
        number: row.number.map(|number| number.shown()).unwrap_or_default(),
        name: row.name,
        consent: consent_shown(row.consent, zone, names),
        earlier: earlier.into_iter().map(|record| consent_shown(record, zone, names)).collect(),
        opted_out: row.opted_out.map(|at| when(at, zone)),
        lists: row.lists,
    })
}

fn consent_shown(record: ConsentRecord, zone: &Zone, names: &Names) -> ConsentShown {
    let entered = when(record.at, zone);
    ConsentShown {
        to: record.says.to,
        on_label: dated_label(&record.says.on),
        on: record.says.on,
        how: record.says.how,
        proof: record.says.proof,
        entered_by: name_of(names, record.by),
        entered_label: dated_label(&entered.date),
        entered,
    }
}

fn one(tx: &Tx<'_>, id: RecipientId) -> Result<Recipient> {
    let (_, zone) = here(tx)?;
    shown(tx, clinic::recipient(tx, id)?, &zone, &names(tx)?)
}

pub(super) fn add(api: &Api, caller: &Caller, new: RecipientAdd) -> Result<Recipient> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let recipient = NewRecipient {
            number: number(tx, &new.number)?,
            name: new.name.clone(),
            consent: Consent {
                to: new.consent_to,
                on: new.consent_on.trim().to_owned(),
                how: new.consent_how.clone(),
                proof: new.consent_proof.clone(),
            },
        };
        let id = clinic::add_recipient(tx, &env, by, &recipient)?;
        if let Some(list) = new.list {
            clinic::set_recipient_list(tx, &env, by, list, id, true)?;
        }
        one(tx, id)
    })
}

pub(super) fn renew_consent(api: &Api, caller: &Caller, new: RecipientConsent) -> Result<Recipient> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let consent = Consent {
            to: new.consent_to,
            on: new.consent_on.clone(),
            how: new.consent_how.clone(),
            proof: new.consent_proof.clone(),
        };
        clinic::renew_consent(tx, &env, by, new.id, &consent)?;
        one(tx, new.id)
    })
}

pub(super) fn rename(api: &Api, caller: &Caller, new: RecipientRename) -> Result<Recipient> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        clinic::rename_recipient(tx, &env, by, new.id, &new.name)?;
        one(tx, new.id)
    })
}

pub(super) fn opt_out(api: &Api, caller: &Caller, which: RecipientRef) -> Result<Recipient> {
    let (env, by) = (Arc::clone(&api.env), caller.actor());
    api.db.write(move |tx| {
        clinic::opt_out(tx, &env, by, which.id, OptOutSource::Person)?;
        one(tx, which.id)
    })
}

/// Keeps the stop of whoever has a number, also of somebody who is no recipient.
pub(super) fn stop_number(api: &Api, caller: &Caller, which: RecipientNumber) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.actor());
    api.db.write(move |tx| clinic::opt_out_number(tx, &env, by, &number(tx, &which.number)?, OptOutSource::Person))
}

/// A number as a person of the clinic writes it.
fn number(tx: &Tx<'_>, written: &str) -> Result<PhoneNumber> {
    let country = clinic::profile(tx)?.countries.first().cloned();
    PhoneNumber::parse(written, country.as_deref()).map_err(|why| Error::invalid("number", why.to_string()))
}

pub(super) fn forget(api: &Api, caller: &Caller, which: RecipientRef) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| clinic::forget_recipient(tx, &env, by, which.id))
}

pub(super) fn put(api: &Api, caller: &Caller, put: RecipientPut) -> Result<Recipient> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        clinic::set_recipient_list(tx, &env, by, put.list, put.id, put.on)?;
        one(tx, put.id)
    })
}

pub(super) fn lists(api: &Api, _: &Caller, (): ()) -> Result<Vec<RecipientList>> {
    api.db.read(all_lists)
}

fn all_lists(tx: &Tx<'_>) -> Result<Vec<RecipientList>> {
    let shown = |row: clinic::ListRow| RecipientList {
        id: row.id,
        name: row.name,
        members: row.members,
        opted_out: row.opted_out,
    };
    Ok(clinic::recipient_lists(tx)?.into_iter().map(shown).collect())
}

pub(super) fn save_list(api: &Api, caller: &Caller, list: RecipientListSave) -> Result<RecipientList> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let id = clinic::save_recipient_list(tx, &env, by, list.id, &list.name)?;
        all_lists(tx)?.into_iter().find(|list| list.id == id).ok_or_else(|| Error::not_found("list"))
    })
}

pub(super) fn remove_list(api: &Api, caller: &Caller, which: RecipientListRef) -> Result<Vec<RecipientList>> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        clinic::remove_recipient_list(tx, &env, by, which.id)?;
        all_lists(tx)
    })
}

fn bytes(file: &str) -> Result<Vec<u8>> {
    STANDARD.decode(file).map_err(|_| Error::internal("a file that is not base 64"))
}

fn seen(report: ImportReport) -> RecipientFileSeen {
    RecipientFileSeen {
        seen: report.digest(),
        rows: report.rows,
        new: report.new,
        known: report.known,
        renewed: report.renewed,
        lowered: report.lowered,
        opt_outs: report.opt_outs,
        assumed: report.assumed,
        unread: report.unread,
        problems: report
            .problems
            .into_iter()
            .map(|problem| RecipientFileProblem { line: problem.line, why: problem.why })
            .collect(),
    }
}

pub(super) fn check_file(api: &Api, _: &Caller, file: RecipientFile) -> Result<RecipientFileSeen> {
    let (env, bytes) = (Arc::clone(&api.env), bytes(&file.file)?);
    Ok(seen(api.db.read(|tx| clinic::check_import(tx, &env, &bytes))?))
}

pub(super) fn take_file(api: &Api, caller: &Caller, take: RecipientFileTake) -> Result<RecipientFileSeen> {
    let (env, by, bytes) = (Arc::clone(&api.env), caller.person, bytes(&take.file)?);
    Ok(seen(api.db.write(move |tx| clinic::take_import(tx, &env, by, &bytes, take.list, take.seen))?))
}

pub(super) fn audience(api: &Api, _: &Caller, ask: AudienceAsk) -> Result<AudienceSeen> {
    api.db.read(|tx| Ok(to_audience(clinic::list_audience(tx, ask.id, ask.category)?)))
}

pub(super) fn take_audience(api: &Api, caller: &Caller, ask: AudienceAsk) -> Result<AudienceChosen> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let taken = api.db.write(move |tx| clinic::take_audience(tx, &env, by, ask.id, ask.category))?;
    Ok(AudienceChosen { audience: taken.audience, seen: to_audience(taken.view) })
}

fn to_audience(view: AudienceView) -> AudienceSeen {
    AudienceSeen {
        count: view.count,
        left_out: view.left_out.iter().map(|left| format!("{} {}.", left.count, left.why)).collect(),
        countries: to_countries(&view.countries),
    }
}

pub(super) fn to_countries(countries: &[(u16, u32)]) -> Vec<AudienceCountry> {
    countries.iter().map(|(code, count)| AudienceCountry { code: format!("+{code}"), count: *count }).collect()
}
