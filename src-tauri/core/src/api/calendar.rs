//! The calendar's one question: what stands between two days of the clinic, what is free there, and what has no time yet.
//!
//! Invariant: it reads what lies between the two days and nothing else, so that years of posts don't make a month slow; and
//! every date and time in its answer is the clinic's wall clock.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Api;
use super::place::Calendar as Place;
use super::types::{
    Calendar, CalendarEntry, CalendarRequest, CalendarSlot, ClosedDay, DisplayState, OwnClock, SignedWindow,
};
use super::views::display_state;
use super::when::{when, zone_or_utc};
use crate::clinic::{self, Caller};
use crate::draft;
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{ChannelId, Content, ExecutionState, Millis, Platform, ReviewStatus};
use crate::schedule;
use crate::store::{Row, Tx, Value, args};

/// A year is more than any screen shows.
const MOST_DAYS: usize = 400;
/// How many posts without a time are shown at once.
const DRAWER: usize = 200;

const ENTRY: &str = "
    post.id, post.batch_id, batch.theme, post.channel_id, channel.account_name, channel.platform, post.review,
    post.held_at, post.created_by, revision.content, delivery.state, delivery.message,
    CASE WHEN delivery.state IS NULL OR delivery.state IN ('held', 'scheduled') THEN
        EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id) ELSE 0 END AS approved,
    CASE WHEN delivery.state IN ('held', 'scheduled', 'retrying', 'failed', 'missed', 'expired', 'cancelled') THEN
        EXISTS (SELECT 1 FROM part WHERE part.delivery_id = delivery.id AND part.state NOT IN ('waiting', 'rejected'))
        ELSE 0 END AS begun,
    manifest.not_before, manifest.not_after";

const JOINS: &str = "
    JOIN channel ON channel.id = post.channel_id
    JOIN revision ON revision.id = post.head_revision
    LEFT JOIN batch ON batch.id = post.batch_id
    LEFT JOIN delivery ON delivery.post_id = post.id
    LEFT JOIN manifest ON manifest.digest = post.head_manifest";

pub(super) fn get(api: &Api, _: &Caller, asked: CalendarRequest) -> Result<Calendar> {
    api.db.read(|tx| {
        let place = Place::read(tx, api.env.now())?;
        let days = days(&asked)?;
        let (from, until) = span(&place.zone, &days)?;
        let (drawer, drawer_total) = drawer(tx, &place, &asked)?;
        let entries = entries(tx, &place, from, until)?;
        let slots = free_slots(tx, &place, &days, &entries)?;
        Ok(Calendar {
            now: when(place.now, &place.zone),
            slots: slots.into_iter().filter(|slot| fits_channel(slot, &asked)).map(|(slot, _)| slot).collect(),
            closed: days
                .iter()
                .filter_map(|day| {
                    let label = place.closed.on(*day)?.to_owned();
                    Some(ClosedDay { date: day.date(), label })
                })
                .collect(),
            entries: entries.into_iter().map(|(_, entry)| entry).filter(|entry| fits(entry, &asked)).collect(),
            drawer,
            drawer_total,
        })
    })
}

/// Every day asked for.
fn days(asked: &CalendarRequest) -> Result<Vec<WallTime>> {
    let read = |field, date: &str| {
        WallTime::parse(date, "00:00")
            .map_err(|_| Error::invalid(field, format!("“{date}” is no date. Write it as 2026-11-20.")))
    };
    let (mut day, last) = (read("from", &asked.from)?, read("to", &asked.to)?);
    let mut days = Vec::new();
    while day <= last {
        if days.len() == MOST_DAYS {
            return Err(Error::invalid("to", "Ask for a year at most."));
        }
        days.push(day);
        let Ok(next) = day.shifted(1, 0) else { break };
        day = next;
    }
    if days.is_empty() {
        return Err(Error::invalid("to", "The last day lies before the first."));
    }
    Ok(days)
}

fn span(zone: &Zone, days: &[WallTime]) -> Result<(Millis, Millis)> {
    let start = |day: Option<WallTime>| {
        let day = day.ok_or_else(|| Error::internal("a span without days"))?;
        zone.day_start(&day.date()).map_err(|refused| Error::invalid("from", refused.to_string()))
    };
    let after = days.last().and_then(|day| day.shifted(1, 0).ok());
    Ok((start(days.first().copied())?, start(after)?))
}

pub(super) fn entries(tx: &Tx<'_>, place: &Place, from: Millis, until: Millis) -> Result<Vec<(Millis, CalendarEntry)>> {
    let zones = Zones::default();
    // The plans of these days lead; CROSS JOIN keeps the planner from beginning anywhere else.
    let sql = format!(
        "SELECT plan.wall, plan.zone, plan.due_at, {ENTRY}
         FROM plan CROSS JOIN post ON post.id = plan.post_id AND post.discarded_at IS NULL AND post.answers IS NULL {JOINS}
         WHERE plan.due_at >= $1 AND plan.due_at < $2 ORDER BY plan.due_at, post.id"
    );
    tx.all(&sql, args![from, until], |row| {
        let due: Millis = row.get("due_at")?;
        let (wall, zone): (String, String) = (row.get("wall")?, row.get("zone")?);
        let shown = place.zone.clock_at(due).wall();
        let mut entry = entry(row, place)?;
        (entry.date, entry.time) = (shown.date(), shown.time());
        entry.past = due <= place.now;
        if zone != place.zone.name() {
            entry.own = Some(zones.own(&zone, due, &wall));
        }
        Ok((due, entry))
    })
}

/// The newest posts without a time that fit, and how many fit.
pub(super) fn drawer(tx: &Tx<'_>, place: &Place, asked: &CalendarRequest) -> Result<(Vec<CalendarEntry>, u32)> {
    let (narrow, values) = narrowed(asked);
    // It is narrowed before it is cut, so that nothing which fits lies behind what does not.
    let fitting = format!(
        "FROM post JOIN channel ON channel.id = post.channel_id LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE post.planned = 0 AND post.answers IS NULL AND post.discarded_at IS NULL{narrow}"
    );
    let total = tx.one(&format!("SELECT count(*) AS n {fitting}"), &values, |row| row.get("n"))?;
    let sql = format!(
        "SELECT {ENTRY} FROM (SELECT post.id {fitting} ORDER BY post.id DESC LIMIT {DRAWER}) AS shown
         CROSS JOIN post ON post.id = shown.id {JOINS} ORDER BY post.id DESC"
    );
    Ok((tx.all(&sql, &values, |row| entry(row, place))?, total.unwrap_or(0)))
}

/// The filter as conditions over post, channel and delivery, and their values.
fn narrowed(asked: &CalendarRequest) -> (String, Vec<Value>) {
    let (mut sql, mut values) = (String::new(), Vec::new());
    let mut among = |what: &str, wanted: Vec<Value>| {
        if !wanted.is_empty() {
            let places: Vec<String> = wanted.iter().zip(values.len() + 1..).map(|(_, n)| format!("${n}")).collect();
            sql.push_str(&format!(" AND {what} IN ({})", places.join(", ")));
            values.extend(wanted);
        }
    };
    among("post.channel_id", asked.channels.iter().map(|id| (*id).into()).collect());
    among("channel.platform", asked.platforms.iter().map(|platform| (*platform).into()).collect());
    among("post.created_by", asked.people.iter().map(|id| (*id).into()).collect());
    if !asked.states.is_empty() {
        among(STANDING, standings(&asked.states));
    }
    (sql, values)
}

/// How far a post has come with its readers and with its delivery, in two words.
const STANDING: &str = "
    (CASE WHEN EXISTS (SELECT 1 FROM post_approval WHERE post_approval.post_id = post.id) THEN 'approved' ELSE post.review END
     || ' ' || coalesce(delivery.state, ''))";

/// Every standing that is shown as one of `states`.
fn standings(states: &[DisplayState]) -> Vec<Value> {
    let deliveries = || std::iter::once(None).chain(ExecutionState::ALL.iter().copied().map(Some));
    let all = ReviewStatus::ALL.iter().flat_map(|review| deliveries().map(|state| (*review, state)));
    all.filter(|(review, state)| states.contains(&display_state(*review, *state)))
        .map(|(review, state)| format!("{} {}", review.word(), state.map_or("", ExecutionState::word)).into())
        .collect()
}

fn entry(row: &Row<'_>, place: &Place) -> Result<CalendarEntry> {
    let content: Content = row.json("content")?;
    let approved: bool = row.get("approved")?;
    let review = if approved { ReviewStatus::Approved } else { row.get("review")? };
    let state: Option<ExecutionState> = row.get("state")?;
    let fixed = draft::frozen_as(state, row.get("begun")?);
    let window: Option<(Millis, Millis)> = match (row.get("not_before")?, row.get("not_after")?) {
        (Some(from), Some(until)) if approved => Some((from, until)),
        (_, _) => None,
    };
    let clock = |at: Millis| place.zone.clock_at(at).wall().to_stored();
    Ok(CalendarEntry {
        id: row.get("id")?,
        batch_id: row.get("batch_id")?,
        theme: row.get("theme")?,
        channel_id: row.get("channel_id")?,
        channel_name: row.get("account_name")?,
        platform: row.get("platform")?,
        title: draft::title(&content),
        picture: content.media().next().map(|media| media.digest),
        state: display_state(review, state),
        held: row.get::<Option<Millis>>("held_at")?.is_some(),
        person_id: row.get("created_by")?,
        date: String::new(),
        time: String::new(),
        own: None,
        past: false,
        fixed_because: fixed
            .filter(|_| !matches!(state, Some(ExecutionState::PartlyPosted | ExecutionState::AtPlatform)))
            .map(str::to_owned),
        window: window.map(|(from, until)| SignedWindow { not_before: clock(from), not_after: clock(until) }),
        needs: row.get("message")?,
    })
}

/// Zones met on the way: each is looked up once.
#[derive(Default)]
struct Zones(std::cell::RefCell<BTreeMap<String, Zone>>);

impl Zones {
    fn own(&self, name: &str, due: Millis, wall: &str) -> OwnClock {
        let mut known = self.0.borrow_mut();
        let zone = known.entry(name.to_owned()).or_insert_with(|| zone_or_utc(name));
        let own = WallTime::from_stored(wall).unwrap_or_else(|_| zone.clock_at(due).wall());
        OwnClock { zone: name.to_owned(), date: own.date(), time: own.time() }
    }
}

fn fits(entry: &CalendarEntry, asked: &CalendarRequest) -> bool {
    (asked.channels.is_empty() || asked.channels.contains(&entry.channel_id))
        && (asked.platforms.is_empty() || asked.platforms.contains(&entry.platform))
        && (asked.states.is_empty() || asked.states.contains(&entry.state))
        && (asked.people.is_empty() || asked.people.contains(&entry.person_id))
}

fn fits_channel((slot, platform): &(CalendarSlot, Platform), asked: &CalendarRequest) -> bool {
    (asked.channels.is_empty() || asked.channels.contains(&slot.channel_id))
        && (asked.platforms.is_empty() || asked.platforms.contains(platform))
}

/// Weekly times on these days that nothing takes, that are still to come, and on which the clinic is open.
fn free_slots(
    tx: &Tx<'_>,
    place: &Place,
    days: &[WallTime],
    entries: &[(Millis, CalendarEntry)],
) -> Result<Vec<(CalendarSlot, Platform)>> {
    let gone = [DisplayState::Cancelled, DisplayState::Removed];
    let taken: BTreeSet<(ChannelId, Millis)> = entries
        .iter()
        .filter(|(_, entry)| !gone.contains(&entry.state))
        .map(|(due, entry)| (entry.channel_id, *due))
        .collect();
    let all = schedule::slots(tx)?;
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let mut free = Vec::new();
    if all.is_empty() {
        return Ok(free);
    }
    for channel in clinic::channels(tx)? {
        let zone = channel.zone.as_deref().map_or_else(|| place.zone.clone(), zone_or_utc);
        let own: Vec<_> = all.iter().filter(|slot| slot.channel == channel.id).cloned().collect();
        // A day here may be another one where the channel is, so it begins a day early and ends a day late.
        let begin = first.shifted(-1, 0).unwrap_or(*first);
        let count = i32::try_from(days.len()).unwrap_or(i32::MAX).saturating_add(2);
        for (_, at) in schedule::coming(&own, &zone, begin, count) {
            let wall = place.zone.clock_at(at).wall();
            let shown = wall.date() >= first.date() && wall.date() <= last.date();
            if shown && at > place.now && place.closed.on(wall).is_none() && !taken.contains(&(channel.id, at)) {
                let slot = CalendarSlot { channel_id: channel.id, date: wall.date(), time: wall.time() };
                free.push((slot, channel.platform));
            }
        }
    }
    Ok(free)
}
