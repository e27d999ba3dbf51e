//! What leaves the laptop: alerts by email and on Slack, the doctor's reminder, and tests; their sentences and their sending.
//!
//! Invariant: a message is made of the clinic's name, kinds, platforms, counts and instants. That it may have left is on disk
//! before it leaves. Alerts that are found in one look go in one message.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::task::block_in_place;

use super::super::alerts::about;
use super::super::signing::for_another_doctor;
use super::super::views::here;
use super::{Api, refusal};
use crate::alert::{self, AlertKind, AlertRow, AlertWay, Sending, SignatureWait};
use crate::backup;
use crate::clinic::{self, Profile};
use crate::env::LONGEST_NAP;
use crate::error::{Error, ErrorCode, Result};
use crate::model::zone::Zone;
use crate::model::{AlertId, CredentialRef, Millis, PersonId, Role, Secret, WorkspaceKind};
use crate::ports::{Letter, MailAccount, SendFault, VaultFault};
use crate::schedule;
use crate::store::Tx;

/// What is said where a secret can't be had.
const NO_SECRET: &str =
    "What Countersign signs in with is not in the vault any more. Enter it again under Settings, Alerts.";

/// What a message says, before it is an email or anything else.
struct Words {
    clinic: String,
    subject: String,
    text: String,
}

/// Where messages of one way go.
enum Door {
    Mail { account: MailAccount, password: Secret },
    Slack { webhook: Secret },
}

/// What came of a message, and the addresses that did not get it.
type Sent = std::result::Result<Vec<String>, SendFault>;

impl Api {
    /// Tells by one way what is to be told now. Returns when to look again.
    pub(crate) async fn tell_by(&self, way: AlertWay) -> Result<Millis> {
        let now = self.env.now();
        let nap = now.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE));
        let row = block_in_place(|| {
            self.db.read(|tx| {
                // What the other laptop tells as well is told by it alone, until somebody says that it is off.
                let held = backup::other_laptop_may_run(tx)?;
                Ok::<_, Error>(alert::way(tx, way)?.filter(|_| !held))
            })
        })?;
        let Some(row) = row else { return Ok(nap) };
        if let Some(at) = row.rests_until(now) {
            return Ok(at.min(nap));
        }
        let sound = self.tell_alerts(way).await?;
        if sound && way == AlertWay::Email {
            self.remind().await?;
        }
        let next = block_in_place(|| self.db.read(|tx| alert::next_telling(tx, way)))?;
        Ok(next.filter(|at| *at > now).map_or(nap, |at| at.min(nap)))
    }

    /// Tells the alerts that are to be told by this way. Returns whether the way works, as far as is known.
    async fn tell_alerts(&self, way: AlertWay) -> Result<bool> {
        let now = self.env.now();
        if !block_in_place(|| self.db.read(|tx| alert::anything_untold(tx, way, now)))? {
            return Ok(true);
        }
        if way == AlertWay::Email && block_in_place(|| self.db.read(receivers))?.is_empty() {
            // Who got them left, or wants none any more: there is nobody to tell, and nothing is wrong.
            block_in_place(|| self.db.write(move |tx| alert::tell_nobody(tx, way)))?;
            return Ok(true);
        }
        let Some(door) = block_in_place(|| self.door(way))? else { return Ok(false) };
        let env = Arc::clone(&self.env);
        let taken = block_in_place(|| {
            self.db.write(move |tx| {
                let alerts = alert::begin(tx, &env, way)?;
                let to = if way == AlertWay::Email { receivers(tx)? } else { Vec::new() };
                let (profile, zone) = here(tx)?;
                Ok::<_, Error>((words_of(&profile, &zone, &alerts), alerts, to))
            })
        })?;
        let (words, alerts, to) = taken;
        if alerts.is_empty() {
            return Ok(true);
        }
        let sent = self.send(&door, &words, to.clone()).await;
        let ids: Vec<AlertId> = alerts.iter().map(|alert| alert.id).collect();
        block_in_place(|| self.settle(way, ids, to, sent))
    }

    fn settle(&self, way: AlertWay, ids: Vec<AlertId>, to: Vec<String>, sent: Sent) -> Result<bool> {
        let env = Arc::clone(&self.env);
        let outcome = match &sent {
            Ok(_) => Sending::Taken,
            Err(fault) if fault.certain => Sending::NotTaken,
            Err(_) => Sending::InDoubt,
        };
        self.db.write(move |tx| {
            alert::settle(tx, &env, way, &ids, outcome)?;
            match &sent {
                Ok(refused) => {
                    note_refused(tx, &env, &to, refused)?;
                    alert::arrived(tx, &env, way)?;
                }
                Err(fault) => alert::failed(tx, &env, way, &problem(fault))?,
            }
            Ok::<_, Error>(sent.is_ok())
        })
    }

    /// Reminds each doctor of what waits for them, if it is time.
    async fn remind(&self) -> Result<()> {
        let now = self.env.now();
        block_in_place(|| {
            if self.db.read(|tx| alert::keep_waits(tx, now, false))? {
                self.db.write(move |tx| alert::keep_waits(tx, now, true).map(drop))?;
            }
            Ok::<_, Error>(())
        })?;
        let due = block_in_place(|| self.db.read(|tx| reminders(tx, now)))?;
        if due.is_empty() {
            return Ok(());
        }
        let Some(door) = block_in_place(|| self.door(AlertWay::Email))? else { return Ok(()) };
        for Reminder { person, address, last, words } in due {
            block_in_place(|| self.db.write(move |tx| alert::remember(tx, person, Some(now))))?;
            let to = vec![address];
            let sent = self.send(&door, &words, to.clone()).await;
            let env = Arc::clone(&self.env);
            let sound = block_in_place(|| {
                self.db.write(move |tx| {
                    match &sent {
                        Ok(refused) => {
                            note_refused(tx, &env, &to, refused)?;
                            alert::arrived(tx, &env, AlertWay::Email)?;
                        }
                        // The server does not take this one address: the others are reminded all the same, and emails do go out.
                        Err(fault) if fault.certain && fault.field == Some("address") => {
                            note_refused(tx, &env, &to, &to)?;
                            return Ok(true);
                        }
                        Err(fault) => {
                            // Of what nobody knows, it counts as sent.
                            if fault.certain {
                                alert::remember(tx, person, last)?;
                            }
                            alert::failed(tx, &env, AlertWay::Email, &problem(fault))?;
                        }
                    }
                    Ok::<_, Error>(sent.is_ok())
                })
            })?;
            if !sound {
                break;
            }
        }
        Ok(())
    }

    /// Sends a test to whoever asks for one.
    pub(super) async fn send_test_email(&self, by: PersonId, address: &str) -> Result<()> {
        let words = self.db.read(|tx| {
            let (profile, _) = here(tx)?;
            Ok::<_, Error>(Words {
                subject: named(&profile, "A test from Countersign"),
                text: "This is a test: emails from Countersign arrive here.".to_owned(),
                clinic: profile.name,
            })
        })?;
        self.send_test(AlertWay::Email, by, &words, vec![address.to_owned()]).await
    }

    /// Sends a test to Slack.
    pub(super) async fn send_test_to_slack(&self, by: PersonId) -> Result<()> {
        let words = self.db.read(|tx| {
            let (profile, _) = here(tx)?;
            Ok::<_, Error>(Words {
                subject: named(&profile, "A test from Countersign"),
                text: "This is a test: messages from Countersign arrive here.".to_owned(),
                clinic: profile.name,
            })
        })?;
        self.send_test(AlertWay::Slack, by, &words, Vec::new()).await
    }

    async fn send_test(&self, way: AlertWay, by: PersonId, words: &Words, to: Vec<String>) -> Result<()> {
        if self.db.read(|tx| alert::way(tx, way))?.is_none() {
            return Err(Error::refused(ErrorCode::Stale, "This is not set up any more. Set it up first."));
        }
        let Some(door) = self.door(way)? else { return Err(Error::refused(ErrorCode::Invalid, NO_SECRET)) };
        let sent = self.send(&door, words, to).await;
        let (env, told) = (Arc::clone(&self.env), sent.as_ref().err().map(problem));
        self.db.write(move |tx| alert::tested(tx, &env, by, way, told.as_deref()))?;
        sent.map(drop).map_err(refusal)
    }

    /// The way out, with its secret. None where that can't be had; that is noted as a failure.
    fn door(&self, way: AlertWay) -> Result<Option<Door>> {
        let reveal = |reference: CredentialRef| match self.credentials.reveal(&reference) {
            Ok(secret) => Some(secret),
            Err(VaultFault::NotThere) => None,
            // Whatever the vault's fault is: nothing goes out, people are told that, and it is tried again as after any failure.
            Err(fault) => {
                tracing::error!(why = %fault, "a secret for telling people elsewhere can't be had");
                None
            }
        };
        let door = match way {
            AlertWay::Desktop => return Ok(None),
            AlertWay::Email => {
                let account = self.db.read(alert::mail_account)?;
                let password = reveal(CredentialRef::for_mail());
                account.zip(password).map(|(account, password)| Door::Mail { account, password })
            }
            AlertWay::Slack => reveal(CredentialRef::for_slack()).map(|webhook| Door::Slack { webhook }),
        };
        if door.is_none() {
            let env = Arc::clone(&self.env);
            self.db.write(move |tx| alert::failed(tx, &env, way, NO_SECRET))?;
        }
        Ok(door)
    }

    /// Hands a message over, once.
    async fn send(&self, door: &Door, words: &Words, to: Vec<String>) -> Sent {
        let (way, outcome) = match door {
            Door::Mail { account, password } => {
                let letter = Letter {
                    from_name: words.clinic.clone(),
                    to,
                    subject: words.subject.clone(),
                    text: email_text(words),
                    at: self.env.now(),
                    id: self.env.unguessable(),
                };
                let sent = self.courier.mail(account, password, &letter).await;
                (AlertWay::Email, sent.map(|refused| refused.into_iter().map(|address| address.0).collect()))
            }
            Door::Slack { webhook } => {
                let text = format!("{}\n{}", words.subject, words.text);
                (AlertWay::Slack, self.courier.slack(webhook, &text).await.map(|()| Vec::new()))
            }
        };
        match &outcome {
            Ok(_) => tracing::info!(way = way.word(), "people were told elsewhere"),
            Err(fault) => {
                tracing::warn!(way = way.word(), certain = fault.certain, "people could not be told elsewhere");
            }
        }
        outcome
    }
}

fn problem(fault: &SendFault) -> String {
    if fault.detail.is_empty() { fault.message.clone() } else { format!("{} ({})", fault.message, fault.detail) }
}

/// Notes of each address that an email was for whether the server took it.
fn note_refused(tx: &Tx<'_>, env: &crate::env::Env, to: &[String], refused: &[String]) -> Result<()> {
    for address in to {
        alert::refuse_address(tx, env, address, refused.contains(address))?;
    }
    Ok(())
}

fn receivers(tx: &Tx<'_>) -> Result<Vec<String>> {
    let mut to: Vec<String> =
        alert::person_emails(tx)?.into_iter().filter(|email| email.alerts).map(|email| email.address).collect();
    to.sort();
    to.dedup();
    Ok(to)
}

/// A line with the clinic's name, so that who works for two knows which.
fn named(profile: &Profile, line: &str) -> String {
    let practice = if profile.kind == WorkspaceKind::Practice { "Practice: " } else { "" };
    format!("{practice}{line} · {}", profile.name)
}

fn words_of(profile: &Profile, zone: &Zone, alerts: &[AlertRow]) -> Words {
    let mut by_kind: BTreeMap<AlertKind, Vec<AlertRow>> = BTreeMap::new();
    for alert in alerts {
        by_kind.entry(alert.kind).or_default().push(alert.clone());
    }
    let mut titles = Vec::new();
    let mut paragraphs = Vec::new();
    for (kind, alerts) in &by_kind {
        let words = about(*kind, alerts);
        let since = alerts.iter().map(|alert| alert.raised).min();
        let since = since.map(|at| {
            let face = zone.clock_at(at);
            format!("Since {}, {}.", face.day_label(), face.time())
        });
        let lines = [words.title.clone(), words.text, since.unwrap_or_default()];
        paragraphs.push(lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"));
        titles.push(words.title);
    }
    let first = titles.first().cloned().unwrap_or_default();
    let subject = match titles.len() {
        0 | 1 => first,
        2 => format!("{first}, and one more alert"),
        more => format!("{first}, and {} more alerts", more - 1),
    };
    Words { clinic: profile.name.clone(), subject: named(profile, &subject), text: paragraphs.join("\n\n") }
}

fn email_text(words: &Words) -> String {
    format!(
        "{}\n\n{}\n\nWritten by Countersign on the clinic’s laptop, where the rest of it is. This email holds nothing that anybody wrote. Who gets which emails is chosen there, under Settings, Alerts.\n",
        words.clinic, words.text
    )
}

/// What Slack is told first.
pub(super) fn first_on_slack(tx: &Tx<'_>) -> Result<String> {
    let (profile, _) = here(tx)?;
    Ok(format!("{}\nFrom now on Countersign tells alerts here.", named(&profile, "Countersign is connected")))
}

/// A doctor's reminder that is to be sent.
struct Reminder {
    person: PersonId,
    address: String,
    last: Option<Millis>,
    words: Words,
}

fn reminders(tx: &Tx<'_>, now: Millis) -> Result<Vec<Reminder>> {
    let (rule, waits) = (alert::reminder(tx)?, alert::waits(tx)?);
    if waits.is_empty() || !rule.wanted {
        return Ok(Vec::new());
    }
    let (profile, zone) = here(tx)?;
    let (closed, quiet) = (schedule::closed(tx)?, alert::rules(tx)?.quiet);
    let people = clinic::people(tx)?;
    let is_doctor = |id| people.iter().any(|it| it.id == id && it.roles.contains(&Role::Doctor));
    let mut due = Vec::new();
    for email in alert::person_emails(tx)? {
        if !email.reminders || !is_doctor(email.person) {
            continue;
        }
        let last = alert::reminded(tx, email.person)?;
        let since: Vec<Millis> = waits.iter().map(|wait| wait.since).collect();
        if !alert::is_due(rule, (now, &zone), &closed, quiet, last, &since) {
            continue;
        }
        // Asked only of those whose turn it may be: what another doctor has to sign is no reason for this one.
        let mut own = Vec::new();
        for wait in &waits {
            if for_another_doctor(tx, email.person, wait.post)?.is_none() {
                own.push(*wait);
            }
        }
        let since: Vec<Millis> = own.iter().map(|wait| wait.since).collect();
        if alert::is_due(rule, (now, &zone), &closed, quiet, last, &since) {
            let words = waiting_words(&profile, &zone, &own, now);
            due.push(Reminder { person: email.person, address: email.address, last, words });
        }
    }
    Ok(due)
}

fn waiting_words(profile: &Profile, zone: &Zone, waits: &[SignatureWait], now: Millis) -> Words {
    let answers = waits.iter().filter(|wait| wait.answer).count();
    let counted = |count: usize, one: &str, several: &str| match count {
        0 => None,
        1 => Some(format!("one {one}")),
        more => Some(format!("{more} {several}")),
    };
    let counts: Vec<String> = [counted(waits.len() - answers, "post", "posts"), counted(answers, "answer", "answers")]
        .into_iter()
        .flatten()
        .collect();
    let counts = counts.join(" and ");
    let what = counts.get(..1).map(str::to_uppercase).unwrap_or_default() + counts.get(1..).unwrap_or_default();
    let verb = if waits.len() == 1 { "waits" } else { "wait" };
    let line = format!("{what} {verb} for your signature");
    let earliest = waits.iter().filter_map(|wait| wait.due).filter(|due| *due > now).min();
    let planned = earliest.map(|due| {
        let face = zone.clock_at(due);
        format!(" The earliest is planned for {}, {}.", face.day_label(), face.time())
    });
    let passed = waits.iter().any(|wait| wait.due.is_some_and(|due| due <= now));
    let passed = if passed { " The time of at least one has passed." } else { "" };
    let text = format!(
        "{line}.{}{passed}\nOpen Countersign on the clinic’s laptop to read and sign.",
        planned.unwrap_or_default()
    );
    Words { clinic: profile.name.clone(), subject: named(profile, &line), text }
}

/// What would be told of all that goes on.
#[cfg(test)]
pub(super) fn all_that_goes_on(tx: &Tx<'_>) -> Result<String> {
    let (profile, zone) = here(tx)?;
    let words = words_of(&profile, &zone, &alert::shown(tx)?);
    Ok(format!("{}\n{}", words.subject, words.text))
}
