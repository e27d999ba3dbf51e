//! When the clinic is closed: single days with a name, and days of the week.
//!
//! Invariant: a day here is a square of the calendar in the clinic's zone, and no instant.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::PersonId;
use crate::model::zone::WallTime;
use crate::store::{Tag, Tx, args};

/// The days on which nothing should go out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closed {
    /// Dates such as `2026-12-25`, and what is celebrated.
    pub days: BTreeMap<String, String>,
    /// Days of the week, Monday being 1.
    pub weekdays: BTreeSet<u8>,
}

impl Closed {
    /// Whether the clinic is closed on the day of `wall`: the day's name, or nothing to name for a day of the week.
    pub fn on(&self, wall: WallTime) -> Option<&str> {
        let named = self.days.get(&wall.date()).map(String::as_str);
        named.or_else(|| self.weekdays.contains(&wall.weekday()).then_some(""))
    }
}

/// The clinic's closed days.
///
/// # Errors
/// When the store refuses.
pub fn closed(tx: &Tx<'_>) -> Result<Closed> {
    let days = tx.all("SELECT date, label FROM closed_day ORDER BY date", &[], |row| {
        Ok::<_, Error>((row.get("date")?, row.get("label")?))
    })?;
    let weekdays = tx.all("SELECT weekday FROM closed_weekday ORDER BY weekday", &[], |row| {
        Ok::<_, Error>(u8::try_from(row.get::<u32>("weekday")?).unwrap_or(1))
    })?;
    Ok(Closed { days: days.into_iter().collect(), weekdays: weekdays.into_iter().collect() })
}

/// Puts other closed days in the place of those that were.
///
/// # Errors
/// When a day is none, or the store refuses.
pub fn set_closed(tx: &Tx<'_>, env: &Env, by: PersonId, new: &Closed) -> Result<()> {
    if let Some(day) = new.days.keys().find(|day| WallTime::parse(day, "12:00").map(WallTime::date).as_ref() != Ok(day))
    {
        return Err(Error::invalid("days", format!("“{day}” is no date. Write it as 2026-12-25.")));
    }
    if new.weekdays.iter().any(|day| !(1..=7).contains(day)) {
        return Err(Error::invalid("weekdays", "A week has seven days, from 1, Monday, to 7, Sunday."));
    }
    if new.weekdays.len() == 7 {
        return Err(Error::invalid("weekdays", "Leave one day of the week open; nothing could go out otherwise."));
    }
    if *new == closed(tx)? {
        return Ok(());
    }
    tx.run("DELETE FROM closed_day", &[])?;
    tx.run("DELETE FROM closed_weekday", &[])?;
    for (date, label) in &new.days {
        tx.run("INSERT INTO closed_day (date, label) VALUES ($1, $2)", args![date, label.trim()])?;
    }
    for weekday in &new.weekdays {
        tx.run("INSERT INTO closed_weekday (weekday) VALUES ($1)", args![u32::from(*weekday)])?;
    }
    let weekdays: Vec<String> = new.weekdays.iter().map(u8::to_string).collect();
    let entry = Entry::done(Actor::Person(by), Action::ClosedDaysSet)
        .fact("days", new.days.len())
        .fact("weekdays", weekdays.join(" "));
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Clinic);
    tx.changed(Tag::Queue);
    Ok(())
}
