//! Quiet hours: when only an emergency is told.
//!
//! Invariant: they never hold an emergency, nor an adverse event beyond its day on the clinic's clock; and what they hold is
//! told when they end.

use super::kind::AlertKind;
use crate::error::{Error, Result};
use crate::model::Millis;
use crate::model::zone::Zone;
use crate::store::{Tx, args};

const DAY: u16 = 24 * 60;

/// From one minute of a day, counted from midnight, until before another; over midnight where that is the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: u16,
    until: u16,
}

impl QuietHours {
    /// Those between two minutes of the day; none where there are no such minutes, or where nothing would be left of the day.
    pub const fn between(from: u16, until: u16) -> Option<Self> {
        if from < DAY && until < DAY && from != until { Some(Self { from, until }) } else { None }
    }

    /// Their first minute, counted from midnight.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// The first minute that is not quiet any more.
    pub const fn until(self) -> u16 {
        self.until
    }

    /// When those end that hold at `now` on the clock in `zone`; none where it is not quiet.
    pub(super) fn ends(self, now: Millis, zone: &Zone) -> Option<Millis> {
        let minute = zone.clock_at(now).wall().minute();
        let quiet = if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        };
        if !quiet {
            return None;
        }
        let left = (self.until + DAY - minute) % DAY;
        // Where the clocks change meanwhile they end an hour off, once; what has to be told at once is not held at all.
        let into = now.0.rem_euclid(Millis::MINUTE);
        Some(now.plus(i64::from(left) * Millis::MINUTE - into))
    }
}

/// From when on something that was raised at `now` may be told.
pub(super) fn not_before(kind: AlertKind, now: Millis, quiet: Option<QuietHours>, zone: &Zone) -> Millis {
    let Some(end) = quiet.and_then(|quiet| quiet.ends(now, zone)) else { return now };
    match kind {
        AlertKind::Emergency | AlertKind::EmergencyUnread | AlertKind::EmergencyUnanswered => now,
        AlertKind::AdverseEvent if zone.clock_at(end).date() != zone.clock_at(now).date() => now,
        AlertKind::AdverseEvent
        | AlertKind::PostLate
        | AlertKind::PostFailed
        | AlertKind::PostShownOtherwise
        | AlertKind::GestureNotMade
        | AlertKind::SignInEnded
        | AlertKind::SignInEnds
        | AlertKind::QuotaNearlyUsed
        | AlertKind::ComplaintsRising
        | AlertKind::NotRead
        | AlertKind::AnswersLate
        | AlertKind::PostUnseen
        | AlertKind::NumbersDropped
        | AlertKind::NumbersSpiked
        | AlertKind::EmailNotSent
        | AlertKind::SlackNotSent => end,
    }
}

/// The clinic's quiet hours, if it has any.
pub(super) fn quiet_hours(tx: &Tx<'_>) -> Result<Option<QuietHours>> {
    let kept = tx.one("SELECT from_min, until_min FROM quiet_hours", &[], |row| {
        Ok::<_, Error>(QuietHours::between(row.get("from_min")?, row.get("until_min")?))
    })?;
    Ok(kept.flatten())
}

pub(super) fn set_quiet_hours(tx: &Tx<'_>, quiet: Option<QuietHours>) -> Result<()> {
    match quiet {
        None => tx.run("DELETE FROM quiet_hours", &[])?,
        Some(quiet) => tx.run(
            "INSERT INTO quiet_hours (from_min, until_min) VALUES ($1, $2)
             ON CONFLICT (only_one) DO UPDATE SET from_min = excluded.from_min, until_min = excluded.until_min",
            args![quiet.from, quiet.until],
        )?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;
    use crate::model::zone::WallTime;

    fn at(date: &str, time: &str) -> Millis {
        zone().resolve(WallTime::parse(date, time).unwrap()).unwrap().at
    }

    fn zone() -> Zone {
        Zone::named("Asia/Kolkata").unwrap()
    }

    fn night() -> Option<QuietHours> {
        QuietHours::between(21 * 60, 7 * 60)
    }

    #[test]
    fn the_night_holds_what_can_wait_until_the_morning() {
        let evening = at("2026-11-21", "22:15");
        let told = |kind| not_before(kind, evening, night(), &zone());
        assert_eq!(told(AlertKind::SignInEnds), at("2026-11-22", "07:00"));
        assert_eq!(told(AlertKind::Emergency), evening);
        assert_eq!(told(AlertKind::EmergencyUnread), evening);
        assert_eq!(told(AlertKind::AdverseEvent), evening, "the morning is another day");
        let morning = at("2026-11-22", "05:30");
        assert_eq!(not_before(AlertKind::AdverseEvent, morning, night(), &zone()), at("2026-11-22", "07:00"));
        let day = at("2026-11-22", "07:00");
        assert_eq!(not_before(AlertKind::SignInEnds, day, night(), &zone()), day, "they end before their last minute");
    }

    #[test]
    fn hours_that_would_be_the_whole_day_are_none() {
        assert_eq!(QuietHours::between(600, 600), None);
        assert_eq!(QuietHours::between(0, DAY), None);
    }

    #[test]
    fn an_emergency_waits_for_nothing_and_nothing_waits_a_day() {
        proptest!(cases(400), |(from in 0..DAY, until in 0..DAY, ms in 1_700_000_000_000..1_900_000_000_000_i64)| {
            let (quiet, now) = (QuietHours::between(from, until), Millis(ms));
            for kind in AlertKind::ALL.iter().copied() {
                let told = not_before(kind, now, quiet, &zone());
                prop_assert!(told >= now && told.since(now) < Millis::DAY);
                if matches!(kind, AlertKind::Emergency | AlertKind::EmergencyUnread) {
                    prop_assert_eq!(told, now);
                }
                if kind == AlertKind::AdverseEvent {
                    prop_assert_eq!(zone().clock_at(told).date(), zone().clock_at(now).date());
                }
                // When they end it is not quiet any more.
                prop_assert_eq!(not_before(kind, told, quiet, &zone()), told);
            }
        });
    }
}
