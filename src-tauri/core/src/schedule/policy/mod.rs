//! The clinic's own rules for times: when a channel posts, how often, and for how long the same is not said again.
//!
//! Invariant: a rule that nobody set is no rule. Here is what the rules are and what they mean for an instant among others;
//! which posts those others are, the gate finds out.

mod pace;
mod search;

pub use pace::{Breach, Moment, Other, Pace, SLACK, Window};
pub use search::{Search, days_between};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::audit::{self, Action, Actor, Entry};
use crate::draft;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{ChannelId, Millis, PersonId};
use crate::store::{Tag, Tx, args};

/// More windows for one channel than a week has room for people to oversee.
const MOST_WINDOWS: usize = 70;
/// The longest that a text is remembered for a rule, in days.
pub const LONGEST_DAYS: u32 = 365;

word_enum! {
    /// A rule of the clinic's, as the record names it.
    pub enum Rule {
        /// The channel does not post at this time.
        Hours = "outside_hours",
        /// The channel's posts of the day are full.
        DayFull = "day_full",
        /// It is too near to another post of the channel.
        TooSoon = "too_near_to_another",
        /// The channel says the same already.
        SameText = "same_text",
        /// The channel says nearly the same already.
        NearText = "near_text",
        /// Another channel of the platform says the same, or nearly.
        CrossPost = "cross_posted",
        /// A word is not let out.
        Word = "forbidden_word",
        /// A link leads to where none may.
        Link = "forbidden_link",
    }
}

/// Why the clinic's rules do not let a post out at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Which rule.
    pub rule: Rule,
    /// In a sentence, which holds no word of any other post.
    pub message: String,
}

/// For how many days the same is not said again. A day is a day of the channel's calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeats {
    /// On one channel.
    pub same_days: Option<u32>,
    /// On another channel of the same platform.
    pub across_days: Option<u32>,
    /// Whether what is nearly the same counts as the same.
    pub near: bool,
}

impl Repeats {
    /// The farthest that any of its rules reaches, in days; none where there is no rule.
    pub fn reach(&self) -> Option<u32> {
        self.same_days.max(self.across_days)
    }
}

/// When and how often a channel posts.
///
/// # Errors
/// When the store refuses.
pub fn pace(tx: &Tx<'_>, channel: ChannelId) -> Result<Pace> {
    let windows = tx.all(
        "SELECT weekday, opens, closes FROM policy_window WHERE channel_id = $1 ORDER BY weekday, opens",
        args![channel],
        |row| {
            Ok::<_, Error>(Window {
                weekday: row.get("weekday")?,
                opens: row.get("opens")?,
                closes: row.get("closes")?,
            })
        },
    )?;
    let limits =
        tx.one("SELECT most_a_day, gap_minutes FROM policy_pace WHERE channel_id = $1", args![channel], |row| {
            Ok::<_, Error>((row.get::<Option<u32>>("most_a_day")?, row.get::<Option<u32>>("gap_minutes")?))
        })?;
    let (most_a_day, gap_minutes) = limits.unwrap_or_default();
    Ok(Pace { windows, most_a_day, gap_minutes })
}

/// Puts another pace in the place of a channel's.
///
/// # Errors
/// When a window is none or overlaps another, a number is out of its range, or the store refuses.
pub fn set_pace(tx: &Tx<'_>, env: &Env, by: PersonId, channel: ChannelId, new: &Pace) -> Result<()> {
    let mut windows = new.windows.clone();
    windows.sort();
    windows.dedup();
    if windows.len() > MOST_WINDOWS {
        return Err(Error::invalid("windows", format!("Keep to {MOST_WINDOWS} times of day for one channel.")));
    }
    if windows.iter().any(|window| !window.is_one()) {
        return Err(Error::invalid(
            "windows",
            "A time of day begins before it ends, on one day: from 09:00 until 17:00. For the night, give each day its part: until 24:00, and from 00:00.",
        ));
    }
    if windows
        .windows(2)
        .any(|two| matches!(two, [one, next] if one.weekday == next.weekday && next.opens < one.closes))
    {
        return Err(Error::invalid(
            "windows",
            "Two times of one day overlap. Make one of them, or let one end earlier.",
        ));
    }
    if new.most_a_day.is_some_and(|most| !(1..=100).contains(&most)) {
        return Err(Error::invalid(
            "most_a_day",
            "Choose between 1 and 100 posts a day, or leave it empty for no rule.",
        ));
    }
    if new.gap_minutes.is_some_and(|gap| !(1..=1440).contains(&gap)) {
        return Err(Error::invalid("gap_minutes", "Choose between 1 and 1440 minutes, or leave it empty for no rule."));
    }
    let new = Pace { windows, ..*new };
    if new == pace(tx, channel)? {
        return Ok(());
    }
    tx.run("DELETE FROM policy_window WHERE channel_id = $1", args![channel])?;
    for window in &new.windows {
        tx.run(
            "INSERT INTO policy_window (channel_id, weekday, opens, closes) VALUES ($1, $2, $3, $4)",
            args![channel, window.weekday, window.opens, window.closes],
        )?;
    }
    tx.run(
        "INSERT INTO policy_pace (channel_id, most_a_day, gap_minutes) VALUES ($1, $2, $3)
         ON CONFLICT (channel_id) DO UPDATE SET most_a_day = excluded.most_a_day, gap_minutes = excluded.gap_minutes",
        args![channel, new.most_a_day, new.gap_minutes],
    )?;
    let told = |number: Option<u32>| number.map_or_else(|| "none".to_owned(), |number| number.to_string());
    let windows: Vec<String> = new.windows.iter().map(Window::to_string).collect();
    let entry = Entry::done(Actor::Person(by), Action::PaceSet)
        .fact("channel", channel)
        .fact("windows", windows.join(" "))
        .fact("most_a_day", told(new.most_a_day))
        .fact("gap_minutes", told(new.gap_minutes));
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Clinic);
    tx.changed(Tag::Queue);
    Ok(())
}

/// For how long the same is not said again.
///
/// # Errors
/// When the store refuses.
pub fn repeats(tx: &Tx<'_>) -> Result<Repeats> {
    let repeats = tx.one("SELECT same_days, across_days, near FROM policy_repeats", &[], |row| {
        Ok::<_, Error>(Repeats {
            same_days: row.get("same_days")?,
            across_days: row.get("across_days")?,
            near: row.get("near")?,
        })
    })?;
    Ok(repeats.unwrap_or_default())
}

/// Puts other rules in the place of those that were.
///
/// # Errors
/// When a number is out of its range, or the store refuses.
pub fn set_repeats(tx: &Tx<'_>, env: &Env, by: PersonId, new: Repeats) -> Result<()> {
    for (field, days) in [("same_days", new.same_days), ("across_days", new.across_days)] {
        if days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
            let message = format!("Choose between 1 and {LONGEST_DAYS} days, or leave it empty for no rule.");
            return Err(Error::invalid(field, message));
        }
    }
    if new == repeats(tx)? {
        return Ok(());
    }
    // What was written before there were fingerprints counts as well.
    draft::keep_missing_fingerprints(tx, env.now().plus(-i64::from(LONGEST_DAYS + 1) * Millis::DAY))?;
    tx.run(
        "INSERT INTO policy_repeats (only_one, same_days, across_days, near) VALUES (1, $1, $2, $3)
         ON CONFLICT (only_one) DO UPDATE
         SET same_days = excluded.same_days, across_days = excluded.across_days, near = excluded.near",
        args![new.same_days, new.across_days, new.near],
    )?;
    let told = |days: Option<u32>| days.map_or_else(|| "none".to_owned(), |days| days.to_string());
    let entry = Entry::done(Actor::Person(by), Action::RepeatsSet)
        .fact("same_days", told(new.same_days))
        .fact("across_days", told(new.across_days))
        .fact("near", if new.near { "yes" } else { "no" });
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Clinic);
    tx.changed(Tag::Queue);
    Ok(())
}
