//! The reminder that something waits for a doctor's signature.
//!
//! Invariant: a post that waits is a reason once, and each working day's morning is one as long as anything waits; between two
//! reminders for waiting lie the clinic's hours. It knows which posts wait and since when, and no word of them.

use std::collections::BTreeMap;

use super::quiet::QuietHours;
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{Millis, PersonId, PostId};
use crate::publish;
use crate::schedule::Closed;
use crate::store::{Tag, Tx, args};

/// For how long after its time a morning's reminder is still one: a laptop may be opened later than the clinic.
const MORNING_LASTS: i64 = 4 * 60 * Millis::MINUTE;
const HOUR: i64 = 60 * Millis::MINUTE;

/// When doctors are reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderRule {
    /// Whether they are.
    pub wanted: bool,
    /// For how many hours something may wait, from 1 to 72.
    pub after_hours: u8,
    /// At which minute of a working day they are told of all that waits, counted from midnight.
    pub morning: Option<u16>,
}

impl Default for ReminderRule {
    fn default() -> Self {
        Self { wanted: true, after_hours: 4, morning: Some(8 * 60) }
    }
}

/// Something that waits for a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureWait {
    /// Which.
    pub post: PostId,
    /// Since when.
    pub since: Millis,
    /// The time it is planned for.
    pub due: Option<Millis>,
    /// Whether it answers somebody.
    pub answer: bool,
}

/// The rule of now.
///
/// # Errors
/// When the store refuses.
pub fn reminder(tx: &Tx<'_>) -> Result<ReminderRule> {
    let kept = tx.one("SELECT wanted, after_hours, morning_min FROM signing_reminder", &[], |row| {
        Ok::<_, Error>(ReminderRule {
            wanted: row.get("wanted")?,
            after_hours: row.get("after_hours")?,
            morning: row.get("morning_min")?,
        })
    })?;
    Ok(kept.unwrap_or_default())
}

/// Somebody chooses another.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn set_reminder(tx: &Tx<'_>, env: &Env, by: PersonId, new: ReminderRule) -> Result<()> {
    if !(1..=72).contains(&new.after_hours) {
        return Err(Error::invalid("after_hours", "Choose from 1 to 72 hours."));
    }
    if new == reminder(tx)? {
        return Ok(());
    }
    tx.run(
        "INSERT INTO signing_reminder (only_one, wanted, after_hours, morning_min) VALUES (1, $1, $2, $3)
         ON CONFLICT (only_one) DO UPDATE SET wanted = excluded.wanted, after_hours = excluded.after_hours,
                                              morning_min = excluded.morning_min",
        args![new.wanted, new.after_hours, new.morning],
    )?;
    let morning = new.morning.map_or_else(|| "none".to_owned(), |at| format!("{:02}:{:02}", at / 60, at % 60));
    let entry = Entry::done(Actor::Person(by), Action::ReminderSet)
        .fact("wanted", if new.wanted { "yes" } else { "no" })
        .fact("hours", new.after_hours)
        .fact("morning", morning);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Alerts);
    Ok(())
}

/// What waits for a signature, in the order of its times, what has none last.
///
/// # Errors
/// When the store refuses.
pub fn waits(tx: &Tx<'_>) -> Result<Vec<SignatureWait>> {
    tx.all(
        "SELECT signature_wait.post_id, signature_wait.since, plan.due_at, post.answers IS NOT NULL AS answer
         FROM signature_wait CROSS JOIN post ON post.id = signature_wait.post_id
              LEFT JOIN plan ON plan.post_id = post.id AND plan.once_signed = 0
         ORDER BY plan.due_at IS NULL, plan.due_at, post.id",
        &[],
        |row| {
            Ok(SignatureWait {
                post: row.get("post_id")?,
                since: row.get("since")?,
                due: row.get("due_at")?,
                answer: row.get("answer")?,
            })
        },
    )
}

/// What began to wait and what does not any more since the last look; empty where nothing did.
fn news(tx: &Tx<'_>) -> Result<(Vec<PostId>, Vec<PostId>)> {
    let now = publish::waiting_for_signature(tx)?;
    let known: BTreeMap<PostId, ()> = tx
        .all("SELECT post_id FROM signature_wait", &[], |row| row.get::<PostId>("post_id").map_err(Error::from))?
        .into_iter()
        .map(|post| (post, ()))
        .collect();
    let begun = now.iter().copied().filter(|post| !known.contains_key(post)).collect();
    let ended = known.into_keys().filter(|post| !now.contains(post)).collect();
    Ok((begun, ended))
}

/// Writes down since when what waits does. Returns whether there was anything new; with `write` off it is only looked.
///
/// # Errors
/// When the store refuses.
pub fn keep_waits(tx: &Tx<'_>, now: Millis, write: bool) -> Result<bool> {
    let (begun, ended) = news(tx)?;
    if write {
        for post in &ended {
            tx.run("DELETE FROM signature_wait WHERE post_id = $1", args![*post])?;
        }
        for post in &begun {
            tx.run("INSERT INTO signature_wait (post_id, since) VALUES ($1, $2)", args![*post, now])?;
        }
    }
    Ok(!begun.is_empty() || !ended.is_empty())
}

/// When a doctor was last reminded.
///
/// # Errors
/// When the store refuses.
pub fn reminded(tx: &Tx<'_>, person: PersonId) -> Result<Option<Millis>> {
    Ok(tx.one("SELECT sent_at FROM signing_reminder_sent WHERE person_id = $1", args![person], |row| {
        row.get("sent_at")
    })?)
}

/// A doctor is reminded now, or, with an earlier instant or none, was not after all.
///
/// # Errors
/// When the store refuses.
pub fn remember(tx: &Tx<'_>, person: PersonId, at: Option<Millis>) -> Result<()> {
    match at {
        None => tx.run("DELETE FROM signing_reminder_sent WHERE person_id = $1", args![person])?,
        Some(at) => tx.run(
            "INSERT INTO signing_reminder_sent (person_id, sent_at) VALUES ($1, $2)
             ON CONFLICT (person_id) DO UPDATE SET sent_at = excluded.sent_at",
            args![person, at],
        )?,
    };
    Ok(())
}

/// Whether somebody who was last reminded at `last` is to be reminded at `now` of what waits since `since`.
pub fn is_due(
    rule: ReminderRule,
    (now, zone): (Millis, &Zone),
    closed: &Closed,
    quiet: Option<QuietHours>,
    last: Option<Millis>,
    since: &[Millis],
) -> bool {
    if !rule.wanted || since.is_empty() || quiet.is_some_and(|quiet| quiet.ends(now, zone).is_some()) {
        return false;
    }
    let after = i64::from(rule.after_hours) * HOUR;
    // What is to come was never: a clock was put back.
    let last = last.filter(|last| *last <= now);
    let rested = last.is_none_or(|last| now.since(last) >= after);
    let new = |since: &Millis| since.plus(after) <= now && last.is_none_or(|last| since.plus(after) > last);
    (rested && since.iter().any(new)) || is_morning(rule, now, zone, closed, last)
}

fn is_morning(rule: ReminderRule, now: Millis, zone: &Zone, closed: &Closed, last: Option<Millis>) -> bool {
    let today = zone.clock_at(now).wall();
    let Some(minute) = rule.morning.filter(|_| closed.on(today).is_none()) else { return false };
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    let morning = WallTime::parse(&today.date(), &clock).ok().and_then(|wall| zone.resolve(wall).ok());
    morning.is_some_and(|morning| {
        let passed = now.since(morning.at);
        (0..MORNING_LASTS).contains(&passed) && last.is_none_or(|last| last < morning.at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        Zone::named("Asia/Kolkata").unwrap()
    }

    fn at(date: &str, time: &str) -> Millis {
        zone().resolve(WallTime::parse(date, time).unwrap()).unwrap().at
    }

    /// Without mornings.
    const HOURS: ReminderRule = ReminderRule { wanted: true, after_hours: 4, morning: None };

    fn due(rule: ReminderRule, now: Millis, last: Option<Millis>, since: &[Millis]) -> bool {
        is_due(rule, (now, &zone()), &Closed::default(), None, last, since)
    }

    #[test]
    fn what_waits_is_a_reason_once_and_the_next_one_waits_its_turn() {
        let nine = at("2026-11-20", "09:00");
        let hours = |hours: i64| nine.plus(hours * HOUR);
        assert!(!due(HOURS, hours(4).plus(-1), None, &[nine]));
        assert!(due(HOURS, hours(4), None, &[nine]));
        assert!(!due(HOURS, hours(30), Some(hours(4)), &[nine]), "the same one is no reason again");
        // Another one has waited long enough an hour after that.
        assert!(!due(HOURS, hours(5), Some(hours(4)), &[nine, hours(1)]), "two emails an hour apart would be noise");
        assert!(due(HOURS, hours(8), Some(hours(4)), &[nine, hours(1)]));
        assert!(!due(HOURS, hours(8), None, &[]));
        assert!(!due(ReminderRule { wanted: false, ..HOURS }, hours(8), None, &[nine]));
    }

    #[test]
    fn each_working_morning_tells_of_what_waits_and_no_morning_does_twice() {
        let rule = ReminderRule { morning: Some(8 * 60), ..HOURS };
        let evening = at("2026-11-19", "19:30");
        let friday = at("2026-11-20", "08:00");
        assert!(!due(ReminderRule { after_hours: 72, ..rule }, friday.plus(-1), None, &[evening]));
        let only_mornings = ReminderRule { after_hours: 72, ..rule };
        assert!(due(only_mornings, friday, None, &[evening]));
        assert!(due(only_mornings, friday.plus(3 * HOUR), Some(evening), &[evening]), "the laptop was opened late");
        assert!(!due(only_mornings, friday.plus(4 * HOUR), None, &[evening]));
        assert!(!due(only_mornings, friday.plus(HOUR), Some(friday), &[evening]));
        assert!(due(only_mornings, at("2026-11-21", "08:00"), Some(friday), &[evening]));
        let closed = Closed { weekdays: [6].into(), ..Closed::default() };
        let saturday = at("2026-11-21", "08:00");
        assert!(!is_due(only_mornings, (saturday, &zone()), &closed, None, Some(friday), &[evening]));
    }

    #[test]
    fn quiet_hours_hold_it() {
        let nine = at("2026-11-20", "09:00");
        let quiet = QuietHours::between(12 * 60, 15 * 60);
        let due = |now| is_due(HOURS, (now, &zone()), &Closed::default(), quiet, None, &[nine]);
        assert!(!due(at("2026-11-20", "13:00")));
        assert!(due(at("2026-11-20", "15:00")));
    }
}
