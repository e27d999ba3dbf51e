//! Alerts about how often posts are seen: not at all, or far less or far more than the channel's own posts before.
//!
//! Invariant: only what a platform told is a cause; what is missing never is. A post is one cause, told once, and held against none but
//! earlier posts of its own account that are counted as the same (`measure/marks.rs`).

use std::collections::BTreeSet;

use super::causes::Cause;
use super::kind::AlertKind;
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::measure::{self, Unusual};
use crate::model::{ChannelId, Millis, PersonId, PostId};
use crate::store::{Tag, Tx, args};

/// The fewest and the most hours that can be chosen: up to a week.
const HOURS: std::ops::RangeInclusive<u32> = 1..=168;
/// The fewest and the most times as much, or as little, that can be chosen: less is the weather, more is never.
const TIMES: std::ops::RangeInclusive<u32> = 2..=20;

/// When people hear of a post's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberRules {
    /// After so many hours in which nobody saw it.
    pub unseen_hours: u32,
    /// From so many times as much as usual on.
    pub spike_times: u32,
    /// From one so-many-th of what is usual on.
    pub drop_times: u32,
}

impl NumberRules {
    /// As long as nobody chose: a day, and four times. Our own choice.
    pub const USUAL: Self = Self { unseen_hours: 24, spike_times: 4, drop_times: 4 };
}

/// The rules of now.
///
/// # Errors
/// When the store refuses.
pub fn number_rules(tx: &Tx<'_>) -> Result<NumberRules> {
    let chosen = tx.one("SELECT unseen_hours, spike_times, drop_times FROM alert_numbers", &[], |row| {
        Ok::<_, Error>(NumberRules {
            unseen_hours: row.get("unseen_hours")?,
            spike_times: row.get("spike_times")?,
            drop_times: row.get("drop_times")?,
        })
    })?;
    Ok(chosen.unwrap_or(NumberRules::USUAL))
}

/// Somebody chooses.
///
/// # Errors
/// A refusal at `unseen_hours`, `spike_times` or `drop_times`; when the store refuses.
pub fn set_number_rules(tx: &Tx<'_>, env: &Env, by: PersonId, new: NumberRules) -> Result<()> {
    if !HOURS.contains(&new.unseen_hours) {
        let message = format!("Choose {} to {} hours.", HOURS.start(), HOURS.end());
        return Err(Error::invalid("unseen_hours", message));
    }
    for (field, chosen) in [("spike_times", new.spike_times), ("drop_times", new.drop_times)] {
        if !TIMES.contains(&chosen) {
            return Err(Error::invalid(field, format!("Choose {} to {} times.", TIMES.start(), TIMES.end())));
        }
    }
    if number_rules(tx)? == new {
        return Ok(());
    }
    tx.run(
        "INSERT INTO alert_numbers (only_one, unseen_hours, spike_times, drop_times) VALUES (1, $1, $2, $3)
         ON CONFLICT (only_one) DO UPDATE SET unseen_hours = excluded.unseen_hours,
             spike_times = excluded.spike_times, drop_times = excluded.drop_times",
        args![new.unseen_hours, new.spike_times, new.drop_times],
    )?;
    let entry = Entry::done(Actor::Person(by), Action::AlertNumbersSet)
        .fact("unseen_hours", new.unseen_hours)
        .fact("spike_times", new.spike_times)
        .fact("drop_times", new.drop_times);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Alerts);
    Ok(())
}

/// What goes on at `now`. A post is told of once: by what came first of it, also where that is over.
pub(super) fn causes(tx: &Tx<'_>, now: Millis) -> Result<Vec<Cause>> {
    let rules = number_rules(tx)?;
    let mut told: BTreeSet<PostId> = BTreeSet::new();
    let mut all = Vec::new();
    let mut add = |kind: AlertKind, post: PostId, channel: ChannelId| {
        if told.insert(post) {
            all.push(Cause {
                kind,
                subject: post.to_string(),
                channel: Some(channel),
                post: Some(post),
                conversation: None,
            });
        }
    };
    for held in measure::held(tx, now)? {
        match held.is(rules.spike_times, rules.drop_times) {
            Some(Unusual::Spike) => add(AlertKind::NumbersSpiked, held.post, held.channel),
            Some(Unusual::Drop) => add(AlertKind::NumbersDropped, held.post, held.channel),
            None => {}
        }
    }
    for (post, channel) in measure::unseen(tx, now, rules.unseen_hours)? {
        add(AlertKind::PostUnseen, post, channel);
    }
    let mut untold = Vec::new();
    for cause in all {
        if !was_told_otherwise(tx, &cause)? {
            untold.push(cause);
        }
    }
    Ok(untold)
}

/// Whether people heard of a post's numbers by another alert than the one that goes on.
fn was_told_otherwise(tx: &Tx<'_>, cause: &Cause) -> Result<bool> {
    let told: Option<i64> = tx.one(
        "SELECT 1 AS one FROM alert
         WHERE post_id = $1 AND kind IN ($2, $3, $4) AND NOT (kind = $5 AND cleared_at IS NULL) LIMIT 1",
        args![cause.post, AlertKind::PostUnseen, AlertKind::NumbersDropped, AlertKind::NumbersSpiked, cause.kind],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(told.is_some())
}
