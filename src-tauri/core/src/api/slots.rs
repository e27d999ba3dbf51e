//! Use cases of weekly times and closed days, and the search for the next weekly time that is free.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Api;
use super::place::Calendar;
use super::policy::is_free;
use super::types::{ChannelSlots, ClosedDay, ClosedDays, Slot, SlotNext, When};
use super::when::{when, zone_or_utc};
use crate::clinic::{self, Caller, ChannelRow};
use crate::engage;
use crate::error::{Error, Result};
use crate::gate::Policy;
use crate::model::zone::WallTime;
use crate::model::{ChannelId, Millis};
use crate::schedule::{self, Closed};
use crate::store::{Tx, args};

/// How far ahead a free time is looked for.
const HORIZON_DAYS: i32 = 366;

pub(super) fn list(api: &Api, _: &Caller, (): ()) -> Result<Vec<ChannelSlots>> {
    api.db.read(listed)
}

fn listed(tx: &Tx<'_>) -> Result<Vec<ChannelSlots>> {
    let mut known: BTreeMap<ChannelId, Vec<Slot>> = BTreeMap::new();
    for slot in schedule::slots(tx)? {
        known.entry(slot.channel).or_default().push(Slot { weekday: slot.weekday, time: slot.time });
    }
    let channels = clinic::channels(tx)?.into_iter();
    Ok(channels
        .map(|channel| ChannelSlots { channel_id: channel.id, slots: known.remove(&channel.id).unwrap_or_default() })
        .collect())
}

pub(super) fn set(api: &Api, caller: &Caller, asked: ChannelSlots) -> Result<Vec<ChannelSlots>> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let channel = clinic::channel(tx, asked.channel_id)?;
        let slots: Vec<(u8, String)> = asked.slots.iter().map(|slot| (slot.weekday, slot.time.clone())).collect();
        schedule::set_slots(tx, &env, by, channel.id, &slots)?;
        listed(tx)
    })
}

pub(super) fn next(api: &Api, _: &Caller, asked: SlotNext) -> Result<When> {
    api.db.read(|tx| {
        let calendar = Calendar::read(tx, api.env.now())?;
        let channel = clinic::channel(tx, asked.channel_id)?;
        let after = match &asked.after {
            None => calendar.now,
            Some(cell) => {
                let wall = WallTime::parse(&cell.date, &cell.time);
                let resolved = wall.and_then(|wall| calendar.zone.resolve(wall));
                resolved.map_err(|refused| Error::invalid("after", refused.to_string()))?.at.max(calendar.now)
            }
        };
        match next_free(tx, &calendar, &channel, &Policy::of_channel(tx, &channel)?, after)? {
            Ok((zone, at)) => Ok(when(at, &zone_or_utc(&zone))),
            Err(none) => Err(Error::invalid("channel_id", none)),
        }
    })
}

fn is_taken(tx: &Tx<'_>, channel: ChannelId, due: Millis) -> Result<bool> {
    let taken: Option<i64> = tx.one(
        "SELECT 1 AS one FROM plan JOIN post ON post.id = plan.post_id LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE plan.due_at >= $1 AND plan.due_at < $2 AND post.channel_id = $3 AND post.discarded_at IS NULL
           AND coalesce(delivery.state, 'held') NOT IN ('cancelled', 'removed')",
        args![due, due.plus(Millis::MINUTE), channel],
        |row| row.get("one"),
    )?;
    Ok(taken.is_some())
}

/// The zone and the instant of a channel's next weekly time after `after` that nothing takes and `rules` let out; or why
/// there is none.
pub(super) fn next_free(
    tx: &Tx<'_>,
    calendar: &Calendar,
    channel: &ChannelRow,
    rules: &Policy,
    after: Millis,
) -> Result<Result<(String, Millis), String>> {
    let zone = channel.zone.as_deref().map_or_else(|| calendar.zone.clone(), zone_or_utc);
    let mut slots = schedule::slots(tx)?;
    slots.retain(|slot| slot.channel == channel.id);
    if slots.is_empty() {
        return Ok(Err(format!("{} has no weekly times yet. Set them in Settings.", channel.name)));
    }
    for (_, at) in schedule::coming(&slots, &zone, zone.clock_at(after).wall(), HORIZON_DAYS) {
        let open = calendar.closed.on(calendar.zone.clock_at(at).wall()).is_none();
        if at > after && open && !is_taken(tx, channel.id, at)? && is_free(tx, rules, at)? {
            return Ok(Ok((zone.name().to_owned(), at)));
        }
    }
    Ok(Err(format!(
        "Every weekly time of {} is taken, or the clinic is closed then, or its rules let nothing out.",
        channel.name
    )))
}

pub(super) fn closed(api: &Api, _: &Caller, (): ()) -> Result<ClosedDays> {
    api.db.read(|tx| Ok(told(schedule::closed(tx)?)))
}

pub(super) fn set_closed(api: &Api, caller: &Caller, asked: ClosedDays) -> Result<ClosedDays> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let days = asked.days.iter().map(|day| (day.date.trim().to_owned(), day.label.trim().to_owned()));
        let new = Closed { days: days.collect(), weekdays: asked.weekdays.iter().copied().collect() };
        let before = schedule::closed(tx)?;
        schedule::set_closed(tx, &env, by, &new)?;
        // On a closed day nobody is there to answer, where anybody said when somebody is.
        if schedule::closed(tx)? != before && !engage::opening(tx)?.windows().is_empty() {
            engage::reckon_anew(tx)?;
        }
        Ok(told(schedule::closed(tx)?))
    })
}

fn told(closed: Closed) -> ClosedDays {
    ClosedDays {
        days: closed.days.into_iter().map(|(date, label)| ClosedDay { date, label }).collect(),
        weekdays: closed.weekdays.into_iter().collect(),
    }
}
