//! When somebody of the clinic is there to answer: its opening hours, without its closed days.
//!
//! Invariant: without any hours the clinic is always there, so nothing ever waits for a time that never comes. Hours are those of
//! a wall clock: a change of the clocks moves no opening. An emergency knows no hours.

use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{Millis, PersonId};
use crate::schedule::policy::Window;
use crate::schedule::{self, Closed};
use crate::store::{Tag, Tx, args};

use super::waiting::reckon_anew;

/// How many days ahead are looked at: a clinic that is closed for longer answers by the clock.
const LOOKED_AT: i32 = 400;
/// As many hours of a week as anybody keeps.
const MOST_WINDOWS: usize = 28;

/// When the clinic is open.
#[derive(Debug, Clone)]
pub struct Opening {
    windows: Vec<Window>,
    closed: Closed,
    zone: Zone,
}

/// The clinic's opening hours.
///
/// # Errors
/// When the store refuses.
pub fn opening(tx: &Tx<'_>) -> Result<Opening> {
    let windows = tx.all("SELECT weekday, opens, closes FROM opening_hours ORDER BY weekday, opens", &[], |row| {
        Ok::<_, Error>(Window { weekday: row.get("weekday")?, opens: row.get("opens")?, closes: row.get("closes")? })
    })?;
    if windows.is_empty() {
        // Then nothing else is asked: this is read with every page of what people write.
        return Ok(Opening { windows, closed: Closed::default(), zone: Zone::utc() });
    }
    // UTC for a zone that newer data dropped.
    let zone = Zone::named(&clinic::profile(tx)?.zone).unwrap_or_else(|_| Zone::utc());
    Ok(Opening { windows, closed: schedule::closed(tx)?, zone })
}

/// Puts other hours in the place of those that were; none are no rule.
///
/// # Errors
/// When hours are none, or overlap; or the store refuses.
pub fn set_opening(tx: &Tx<'_>, env: &Env, by: PersonId, new: &[Window]) -> Result<()> {
    let mut windows = new.to_vec();
    windows.sort();
    windows.dedup();
    if windows.len() > MOST_WINDOWS {
        return Err(Error::invalid("windows", format!("Keep to {MOST_WINDOWS} hours in a week.")));
    }
    if windows.iter().any(|window| !window.is_one()) {
        let message = "Hours begin before they end, on one day: from 09:00 until 17:00.";
        return Err(Error::invalid("windows", message));
    }
    if windows
        .windows(2)
        .any(|two| matches!(two, [one, next] if one.weekday == next.weekday && next.opens < one.closes))
    {
        return Err(Error::invalid("windows", "Two hours of one day overlap. Let one of them end earlier."));
    }
    if windows == opening(tx)?.windows {
        return Ok(());
    }
    tx.run("DELETE FROM opening_hours", &[])?;
    for Window { weekday, opens, closes } in &windows {
        tx.run(
            "INSERT INTO opening_hours (weekday, opens, closes) VALUES ($1, $2, $3)",
            args![*weekday, *opens, *closes],
        )?;
    }
    let told = windows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::OpeningHoursSet).fact("hours", told))?;
    tx.changed(Tag::Clinic);
    reckon_anew(tx)
}

impl Opening {
    /// The hours of the week, in order.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The clinic's zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// When the clinic opens again; none while it is open, and where nobody set any hours.
    pub fn opens(&self, now: Millis) -> Option<Millis> {
        let next = self.spans(now).next()?;
        (next.0 > now).then_some(next.0)
    }

    /// When `ms` milliseconds of opening hours are over, counted from `from`.
    pub(super) fn after(&self, from: Millis, ms: i64) -> Millis {
        let mut left = ms;
        for (opens, closes) in self.spans(from) {
            let begins = opens.max(from);
            let open = closes.since(begins);
            if left <= open {
                return begins.plus(left);
            }
            left -= open;
        }
        from.plus(ms)
    }

    /// What is open and not over at `from`, in order.
    fn spans(&self, from: Millis) -> impl Iterator<Item = (Millis, Millis)> + '_ {
        let today = self.zone.clock_at(from).wall();
        let days = if self.windows.is_empty() { 0 } else { LOOKED_AT };
        let midnights = (0..days).filter_map(move |day| today.shifted(day, -i32::from(today.minute())).ok());
        let open = midnights.filter(|midnight| self.closed.on(*midnight).is_none());
        let spans = open.flat_map(move |midnight| {
            let of_day = self.windows.iter().filter(move |window| window.weekday == midnight.weekday());
            of_day.filter_map(move |window| Some((self.at(midnight, window.opens)?, self.at(midnight, window.closes)?)))
        });
        spans.filter(move |(opens, closes)| *closes > from && closes > opens)
    }

    /// The first instant from this minute of a day on: the clocks may jump over it.
    fn at(&self, midnight: WallTime, minute: u16) -> Option<Millis> {
        (0..180).find_map(|later| {
            let wall = midnight.shifted(0, i32::from(minute) + later).ok()?;
            self.zone.resolve(wall).ok().map(|resolved| resolved.at)
        })
    }
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;

    fn zone() -> Zone {
        Zone::named("Europe/Berlin").unwrap()
    }

    fn at(date: &str, time: &str) -> Millis {
        zone().resolve(WallTime::parse(date, time).unwrap()).unwrap().at
    }

    /// Monday to Friday, with a pause at noon.
    fn weekdays() -> Opening {
        let day = |weekday| [(540, 720), (840, 1080)].map(|(opens, closes)| Window { weekday, opens, closes });
        Opening { windows: (1..=5).flat_map(day).collect(), closed: Closed::default(), zone: zone() }
    }

    #[test]
    fn hours_count_while_the_clinic_is_open_and_go_on_on_the_next_open_day() {
        let opening = weekdays();
        let hour = 60 * Millis::MINUTE;
        // Friday 20 November 2026; the pause and the weekend count nothing.
        assert_eq!(opening.after(at("2026-11-20", "11:30"), hour), at("2026-11-20", "14:30"));
        assert_eq!(opening.after(at("2026-11-20", "17:30"), hour), at("2026-11-23", "09:30"));
        assert_eq!(opening.after(at("2026-11-21", "03:00"), 8 * hour), at("2026-11-24", "10:00"));
        assert_eq!(opening.opens(at("2026-11-20", "12:00")), Some(at("2026-11-20", "14:00")));
        assert_eq!(opening.opens(at("2026-11-20", "11:59")), None);
        let mut holiday = weekdays();
        holiday.closed.days.insert("2026-11-23".to_owned(), "Founders’ day".to_owned());
        assert_eq!(holiday.opens(at("2026-11-20", "18:00")), Some(at("2026-11-24", "09:00")));
    }

    #[test]
    fn without_hours_the_clinic_is_always_there() {
        let always = Opening { windows: Vec::new(), closed: Closed::default(), zone: zone() };
        let night = at("2026-11-21", "03:00");
        assert_eq!((always.opens(night), always.after(night, 5)), (None, night.plus(5)));
    }

    #[test]
    fn more_time_is_never_over_sooner_and_nothing_is_over_while_it_is_closed() {
        let opening = weekdays();
        proptest!(cases(200), |(ms in 1_750_000_000_000..1_850_000_000_000_i64, less in 1..9_000_000_i64, more in 1..9_000_000_i64)| {
            let from = Millis(ms);
            let (one, other) = (opening.after(from, less), opening.after(from, less + more));
            prop_assert!(from < one && one < other);
            // What was written later is never wanted sooner.
            prop_assert!(opening.after(from.plus(more), less) >= one);
            prop_assert!(opening.opens(one.plus(-1)).is_none());
        });
    }
}
