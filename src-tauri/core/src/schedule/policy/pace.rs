//! When and how often a channel posts, and what that means for one instant among others.
//!
//! Invariant: pure. A window is hours of a wall clock: an instant lies in it where the clock in the channel's zone shows a
//! time of it, so a change of the clocks moves no window, an hour that comes twice is open twice, and one that never comes
//! is open at no instant.

use std::fmt;

use crate::model::Millis;
use crate::model::zone::{WallTime, Zone};

/// By how much of its gap a post may come nearer to the one before it than was planned, at most: a line may be slow, and
/// what was planned far enough apart is not held for that. Never more than half of the gap. Our own choice.
pub const SLACK: i64 = 5 * Millis::MINUTE;

/// Hours of a day of the week in which a channel posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// The day of the week, Monday being 1.
    pub weekday: u8,
    /// The first minute, from midnight.
    pub opens: u16,
    /// The first minute that is outside again; 1440 is the end of the day.
    pub closes: u16,
}

impl Window {
    /// Whether it is hours of one day.
    pub const fn is_one(&self) -> bool {
        1 <= self.weekday && self.weekday <= 7 && self.opens < self.closes && self.closes <= 1440
    }

    fn holds(&self, wall: WallTime) -> bool {
        self.weekday == wall.weekday() && (self.opens..self.closes).contains(&wall.minute())
    }
}

/// `1 09:00-17:00`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { weekday, opens, closes } = self;
        write!(f, "{weekday} {:02}:{:02}-{:02}:{:02}", opens / 60, opens % 60, closes / 60, closes % 60)
    }
}

/// When and how often a channel posts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pace {
    /// Its hours, in the order of the week; without any it posts at any time.
    pub windows: Vec<Window>,
    /// How many posts go out on a day of its calendar.
    pub most_a_day: Option<u32>,
    /// How many minutes lie between two posts.
    pub gap_minutes: Option<u32>,
}

/// An instant that a post could go out at, and the one that it is planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When it would go out.
    pub at: Millis,
    /// When it is planned for.
    pub due: Millis,
}

impl Moment {
    /// A time that somebody chooses.
    pub const fn planned(at: Millis) -> Self {
        Self { at, due: at }
    }
}

/// Another post of the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Other {
    /// When it went out, or is to.
    pub at: Millis,
    /// When it is planned for.
    pub due: Millis,
}

/// What of a pace an instant is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// The channel does not post then.
    Hours,
    /// So many posts of that day.
    Full(u32),
    /// It is too near to a post at this instant.
    TooSoon(Millis),
}

impl Pace {
    /// Whether it has no rule at all.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }

    /// The gap in milliseconds; none where there is no rule.
    pub fn gap(&self) -> Option<i64> {
        self.gap_minutes.map(|minutes| i64::from(minutes) * Millis::MINUTE)
    }

    /// Whether the channel posts at `at`.
    pub fn is_open(&self, zone: &Zone, at: Millis) -> bool {
        let wall = zone.clock_at(at).wall();
        self.windows.is_empty() || self.windows.iter().any(|window| window.holds(wall))
    }

    /// The first instant from `from` on at which the channel posts, on a whole minute unless it is `from` itself.
    pub fn next_open(&self, zone: &Zone, from: Millis) -> Option<Millis> {
        if self.is_open(zone, from) {
            return Some(from);
        }
        let today = zone.clock_at(from).wall();
        (0..=8).find_map(|day| {
            let date = today.shifted(day, -i32::from(today.minute())).ok()?;
            let windows = self.windows.iter().filter(|window| window.weekday == date.weekday());
            let begins = windows.filter_map(|window| {
                // The clocks may jump over its beginning: it opens with the first minute that comes.
                (window.opens..window.closes).find_map(|minute| {
                    let wall = date.shifted(0, i32::from(minute)).ok()?;
                    zone.resolve(wall).ok().map(|resolved| resolved.at)
                })
            });
            begins.filter(|at| *at > from).min()
        })
    }

    /// What of it `moment` is against, among the channel's other posts; `slack` is by how much it may be later than it was
    /// planned, and come nearer to another by that.
    pub fn breach(&self, zone: &Zone, moment: Moment, others: &[Other], slack: i64) -> Option<Breach> {
        // What was planned for the last minute is not held for a slow line.
        let day_of = if moment.at.since(moment.due) <= slack { moment.due } else { moment.at };
        if !self.is_open(zone, day_of) {
            return Some(Breach::Hours);
        }
        if let Some(most) = self.most_a_day {
            let day = |at: Millis| zone.clock_at(at).wall().day_number();
            let today = day(day_of);
            let there = others.iter().filter(|other| day(other.at) == today).count();
            if there >= most as usize {
                return Some(Breach::Full(u32::try_from(there).unwrap_or(u32::MAX)));
            }
        }
        let gap = self.gap()?;
        let near = |one: Millis, other: Millis, gap: i64| one.since(other).abs() < gap;
        let least = gap - slack.min(gap / 2);
        others.iter().find_map(|other| {
            if near(moment.due, other.due, gap) {
                return Some(Breach::TooSoon(other.due));
            }
            near(moment.at, other.at, least).then_some(Breach::TooSoon(other.at))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn at(zone: &Zone, date: &str, time: &str) -> Millis {
        zone.resolve(WallTime::parse(date, time).unwrap()).unwrap().at
    }

    fn hours(weekdays: &[u8], opens: u16, closes: u16) -> Pace {
        let windows =
            weekdays.iter().map(|weekday| Window { weekday: *weekday, opens: opens * 60, closes: closes * 60 });
        Pace { windows: windows.collect(), ..Pace::default() }
    }

    #[test]
    fn without_a_rule_every_instant_will_do() {
        let others = [Other { at: Millis(0), due: Millis(0) }];
        assert_eq!(Pace::default().breach(&Zone::utc(), Moment::planned(Millis(0)), &others, 0), None);
        assert!(Pace::default().is_free());
    }

    #[test]
    fn a_window_begins_with_its_first_minute_and_ends_before_its_last() {
        let berlin = zone("Europe/Berlin");
        let pace = hours(&[5], 9, 17);
        let open = |time| pace.is_open(&berlin, at(&berlin, "2026-11-20", time));
        assert_eq!([open("08:59"), open("09:00"), open("16:59"), open("17:00")], [false, true, true, false]);
        assert!(!pace.is_open(&berlin, at(&berlin, "2026-11-21", "10:00")), "not on Saturday");
        assert!(hours(&[5], 0, 24).is_open(&berlin, at(&berlin, "2026-11-20", "23:59")));
    }

    #[test]
    fn a_window_stays_on_the_wall_clock_when_the_clocks_change_and_counts_in_its_own_zone() {
        let berlin = zone("Europe/Berlin");
        let pace = hours(&[1, 2, 3, 4, 5, 6, 7], 9, 17);
        for date in ["2027-03-27", "2027-03-28", "2027-03-29", "2026-10-24", "2026-10-25", "2026-10-26"] {
            assert!(pace.is_open(&berlin, at(&berlin, date, "09:00")), "{date}");
            assert!(!pace.is_open(&berlin, at(&berlin, date, "17:00")), "{date}");
        }
        let nine = at(&berlin, "2026-11-20", "09:00");
        assert!(!pace.is_open(&zone("America/New_York"), nine), "three in the morning there");
    }

    #[test]
    fn an_hour_that_comes_twice_is_open_twice_and_one_that_never_comes_opens_with_the_next() {
        let berlin = zone("Europe/Berlin");
        let night = hours(&[7], 2, 3);
        let first = at(&berlin, "2026-10-25", "02:30");
        assert!(night.is_open(&berlin, first) && night.is_open(&berlin, first.plus(60 * Millis::MINUTE)));
        assert!(!night.is_open(&berlin, first.plus(90 * Millis::MINUTE)));
        // In spring the clocks jump from two to three: the window has no instant that Sunday, and opens a week later.
        let before = at(&berlin, "2027-03-28", "01:59");
        assert_eq!(night.next_open(&berlin, before), Some(at(&berlin, "2027-04-04", "02:00")));
        let longer = hours(&[7], 2, 4);
        assert_eq!(longer.next_open(&berlin, before), Some(at(&berlin, "2027-03-28", "03:00")));
    }

    #[test]
    fn a_day_is_full_by_the_channels_own_calendar() {
        let kolkata = zone("Asia/Kolkata");
        let pace = Pace { most_a_day: Some(2), ..Pace::default() };
        let other = |time| {
            let at = at(&kolkata, "2026-11-20", time);
            Other { at, due: at }
        };
        let others = [other("00:10"), other("23:50")];
        let breach = |date, time| pace.breach(&kolkata, Moment::planned(at(&kolkata, date, time)), &others, 0);
        assert_eq!(breach("2026-11-20", "12:00"), Some(Breach::Full(2)));
        assert_eq!([breach("2026-11-19", "23:59"), breach("2026-11-21", "00:00")], [None, None]);
    }

    #[test]
    fn a_gap_is_kept_to_both_sides_and_a_slow_line_is_forgiven_so_far() {
        let pace = Pace { gap_minutes: Some(30), ..Pace::default() };
        let minutes = |minutes: i64| Millis(minutes * Millis::MINUTE);
        let utc = Zone::utc();
        let planned = |at: i64| {
            pace.breach(&utc, Moment::planned(minutes(at)), &[Other { at: minutes(60), due: minutes(60) }], 0)
        };
        assert_eq!([planned(30), planned(90)], [None, None]);
        assert_eq!([planned(31), planned(89)], [Some(Breach::TooSoon(minutes(60))); 2]);
        // Planned half an hour apart; the first was late.
        let late = |by: i64| {
            let first = Other { at: minutes(60 + by), due: minutes(60) };
            pace.breach(&utc, Moment::planned(minutes(90)), &[first], SLACK)
        };
        assert_eq!([late(5), late(6)], [None, Some(Breach::TooSoon(minutes(66)))]);
        // What was planned too near is against it, however late the two are.
        let far = Moment { at: minutes(200), due: minutes(70) };
        assert!(pace.breach(&utc, far, &[Other { at: minutes(60), due: minutes(60) }], SLACK).is_some());
    }
}
