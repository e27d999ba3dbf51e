//! The ways that leave the laptop, email and Slack: whether each is set up, and how it fares.
//!
//! Invariant: a way is set up once its secret was seen to work and is in the vault. What failed is tried again after a pause that
//! grows, and the first thing that gets through ends it; nobody is told of a failure before it has lasted for a while.

use super::causes::Cause;
use super::kind::AlertWay;
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Millis, PersonId};
use crate::store::{Row, StoreError, Tag, Tx, args};

/// For how long a way may fail before somebody is told at the desktop.
const BROKEN_AFTER: i64 = 10 * Millis::MINUTE;

/// The pauses after each failure in a row, in minutes; the last one goes on.
const PAUSES: [i64; 6] = [1, 2, 5, 10, 30, LONGEST_PAUSE];
const LONGEST_PAUSE: i64 = 60;

/// The longest pause while an emergency is to be told, in minutes: it is to be heard of within five.
const PAUSE_IN_AN_EMERGENCY: i64 = 4;

/// A way that is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayRow {
    /// Which.
    pub way: AlertWay,
    /// Since when.
    pub set_at: Millis,
    /// When something last got through.
    pub sent_at: Option<Millis>,
    /// How often in a row it failed.
    pub failures: u32,
    /// Since when it does.
    pub failing_since: Option<Millis>,
    /// Before when it is not tried again.
    pub next_at: Option<Millis>,
    /// Why it failed last.
    pub problem: Option<String>,
}

impl WayRow {
    /// Until when it is not tried, if that is after `now`. A pause that is longer than any is one of a clock that was put back.
    pub fn rests_until(&self, now: Millis) -> Option<Millis> {
        self.next_at.filter(|at| *at > now && at.since(now) <= LONGEST_PAUSE * Millis::MINUTE)
    }
}

fn read(row: &Row<'_>) -> std::result::Result<WayRow, StoreError> {
    Ok(WayRow {
        way: row.get("way")?,
        set_at: row.get("set_at")?,
        sent_at: row.get("sent_at")?,
        failures: row.get("failures")?,
        failing_since: row.get("failing_since")?,
        next_at: row.get("next_at")?,
        problem: row.get("problem")?,
    })
}

/// A way that leaves the laptop, if it is set up.
///
/// # Errors
/// When the store refuses.
pub fn way(tx: &Tx<'_>, which: AlertWay) -> Result<Option<WayRow>> {
    Ok(tx.one("SELECT * FROM telling_way WHERE way = $1", args![which], read)?)
}

/// The ways by which something can be told now. An email that nobody would get is none.
///
/// # Errors
/// When the store refuses.
pub fn set_up(tx: &Tx<'_>) -> Result<Vec<AlertWay>> {
    let mut ways = vec![AlertWay::Desktop];
    ways.extend(tx.all(
        "SELECT way FROM telling_way
         WHERE way <> 'email' OR EXISTS (SELECT 1 FROM person_email JOIN person ON person.id = person_email.person_id
                                         WHERE person_email.alerts = 1 AND person.left_at IS NULL)
         ORDER BY way",
        &[],
        |row| row.get::<AlertWay>("way").map_err(Error::from),
    )?);
    Ok(ways)
}

/// The ways that have been failing for a while.
pub(super) fn broken(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let failing =
        // One failure that nothing followed says little: a second try has to have come to nothing as well.
        tx.all(
            "SELECT way FROM telling_way WHERE failing_since <= $1 AND failures >= 2",
            args![now.plus(-BROKEN_AFTER)],
            |row| row.get::<AlertWay>("way").map_err(Error::from),
        )?;
    let cause = |way: AlertWay| {
        let kind = way.broken()?;
        Some(Cause { kind, subject: way.word().to_owned(), channel: None, post: None, conversation: None })
    };
    Ok(failing.into_iter().filter_map(cause).collect())
}

/// Something got through.
///
/// # Errors
/// When the store refuses.
pub fn arrived(tx: &Tx<'_>, env: &Env, which: AlertWay) -> Result<()> {
    tx.run(
        "UPDATE telling_way SET sent_at = $1, failures = 0, failing_since = NULL, next_at = NULL, problem = NULL
         WHERE way = $2",
        args![env.now(), which],
    )?;
    tx.changed(Tag::Alerts);
    Ok(())
}

/// Something did not get through, or nobody knows. `problem` is a sentence for people.
///
/// # Errors
/// When the store refuses.
pub fn failed(tx: &Tx<'_>, env: &Env, which: AlertWay, problem: &str) -> Result<()> {
    let Some(row) = way(tx, which)? else { return Ok(()) };
    let now = env.now();
    let pause = PAUSES.get(row.failures as usize).copied().unwrap_or(LONGEST_PAUSE);
    let pause = if is_urgent(tx, which)? { pause.min(PAUSE_IN_AN_EMERGENCY) } else { pause };
    tx.run(
        "UPDATE telling_way SET failures = failures + 1, failing_since = coalesce(failing_since, $1), next_at = $2,
                problem = $3
         WHERE way = $4",
        args![now, now.plus(pause * Millis::MINUTE), problem, which],
    )?;
    tx.changed(Tag::Alerts);
    Ok(())
}

/// Whether an emergency is still to be told by this way.
fn is_urgent(tx: &Tx<'_>, which: AlertWay) -> Result<bool> {
    let urgent: Option<i64> = tx.one(
        "SELECT 1 AS one FROM alert_telling CROSS JOIN alert ON alert.id = alert_telling.alert_id
         WHERE alert_telling.way = $1 AND alert_telling.told_at IS NULL AND alert_telling.going_at IS NULL
           AND alert.kind IN ('emergency', 'emergency_unread') LIMIT 1",
        args![which],
        |row| row.get("one"),
    )?;
    Ok(urgent.is_some())
}

/// An emergency waits for no pause.
pub(super) fn try_now(tx: &Tx<'_>, now: Millis) -> Result<()> {
    tx.run("UPDATE telling_way SET next_at = $1 WHERE next_at > $1", args![now])?;
    Ok(())
}

/// The way is set up from now on, or anew: what was wrong before says nothing of it.
pub(super) fn begin_way(tx: &Tx<'_>, env: &Env, which: AlertWay) -> Result<()> {
    tx.run(
        "INSERT INTO telling_way (way, set_at) VALUES ($1, $2)
         ON CONFLICT (way) DO UPDATE SET set_at = excluded.set_at, failures = 0, failing_since = NULL, next_at = NULL,
                                         problem = NULL",
        args![which, env.now()],
    )?;
    super::book::tell_what_goes_on(tx, env, which)?;
    tx.changed(Tag::Alerts);
    Ok(())
}

/// What was still to be told by this way is told to nobody by it.
///
/// # Errors
/// When the store refuses.
pub fn tell_nobody(tx: &Tx<'_>, which: AlertWay) -> Result<()> {
    tx.run("DELETE FROM alert_telling WHERE way = $1 AND told_at IS NULL AND going_at IS NULL", args![which])?;
    Ok(())
}

/// The way is gone, and what was still to be told by it. Returns whether it was there.
pub(super) fn end_way(tx: &Tx<'_>, which: AlertWay) -> Result<bool> {
    tx.run("DELETE FROM alert_telling WHERE way = $1 AND told_at IS NULL", args![which])?;
    let gone = tx.run("DELETE FROM telling_way WHERE way = $1", args![which])? > 0;
    tx.changed(Tag::Alerts);
    Ok(gone)
}

/// Slack took a message at the address that is in the vault now.
///
/// # Errors
/// When the store refuses.
pub fn keep_slack(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    begin_way(tx, env, AlertWay::Slack)?;
    arrived(tx, env, AlertWay::Slack)?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::SlackConnected))?;
    Ok(())
}

/// Nothing is told on Slack any more.
///
/// # Errors
/// When the store refuses.
pub fn forget_slack(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    if end_way(tx, AlertWay::Slack)? {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::SlackForgotten))?;
    }
    Ok(())
}

/// Somebody had a test sent. What came of it also ends, or begins, a failing.
///
/// # Errors
/// When the store refuses.
pub fn tested(tx: &Tx<'_>, env: &Env, by: PersonId, which: AlertWay, problem: Option<&str>) -> Result<()> {
    let action = match which {
        AlertWay::Email => Action::MailTested,
        AlertWay::Slack => Action::SlackTested,
        AlertWay::Desktop => return Ok(()),
    };
    let entry = match problem {
        None => {
            arrived(tx, env, which)?;
            Entry::done(Actor::Person(by), action)
        }
        Some(problem) => {
            failed(tx, env, which, problem)?;
            Entry::denied(Actor::Person(by), action, "not_taken")
        }
    };
    audit::record(tx, env, &entry)?;
    Ok(())
}
