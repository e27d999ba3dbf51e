//! The search for the next time that the rules let a post out.
//!
//! Invariant: pure, and what it finds is against no rule: it steps from one instant to the next at which the rule that was in
//! the way lets go, and ends where none is.

use crate::model::Millis;
use crate::model::zone::Zone;

use super::pace::{Breach, Moment, Other, Pace};

/// Two posts further apart than this are in nobody's way by the gap (a day at most) or by the day, however late one was (half
/// a day at most).
const NEAR: i64 = 3 * Millis::DAY;

/// What a free time is looked for among.
pub struct Search<'a> {
    /// The channel's pace.
    pub pace: &'a Pace,
    /// The zone of its calendar.
    pub zone: &'a Zone,
    /// Its other posts, in the order of their instants.
    pub others: &'a [Other],
    /// Posts that say the same: when, and how many days have to lie between.
    pub same: &'a [(Millis, u32)],
    /// Until when nothing goes out for another reason, if so: a day on which the clinic is closed.
    pub shut: &'a dyn Fn(Millis) -> Option<Millis>,
}

impl Search<'_> {
    /// The first whole minute from `from` until `until` that nothing is against.
    pub fn next(&self, from: Millis, until: Millis) -> Option<Millis> {
        let mut at = whole_minute(from);
        while at <= until {
            match self.until(at) {
                None => return Some(at),
                // Always on: a rule that would not let go would look for ever.
                Some(later) => at = whole_minute(later).max(at.plus(Millis::MINUTE)),
            }
        }
        None
    }

    /// Until when something is against `at`; nothing, if nothing is.
    fn until(&self, at: Millis) -> Option<Millis> {
        let wall = self.zone.clock_at(at).wall();
        // The second time that a clock shows a time: whoever plans by the clock means the first.
        if self.zone.resolve(wall).is_ok_and(|first| first.at < at) {
            return Some(at.plus(Millis::MINUTE));
        }
        if let Some(later) = (self.shut)(at) {
            return Some(later);
        }
        let near = self.near(at);
        match self.pace.breach(self.zone, Moment::planned(at), near, 0) {
            Some(Breach::Hours) => return Some(self.pace.next_open(self.zone, at).unwrap_or(Millis(i64::MAX))),
            Some(Breach::Full(_)) => return Some(self.day_after(at, 1)),
            Some(Breach::TooSoon(other)) => return Some(other.plus(self.pace.gap().unwrap_or(Millis::MINUTE))),
            None => {}
        }
        if near.iter().any(|other| (at..at.plus(Millis::MINUTE)).contains(&other.due)) {
            return Some(at.plus(Millis::MINUTE));
        }
        self.same
            .iter()
            .filter(|(other, days)| days_between(self.zone, at, *other) < *days)
            .find_map(|(other, days)| Some(self.day_after(*other, i32::try_from(*days).ok()?)))
    }

    fn near(&self, at: Millis) -> &[Other] {
        let from = self.others.partition_point(|other| other.at < at.plus(-NEAR));
        let to = self.others.partition_point(|other| other.at <= at.plus(NEAR));
        self.others.get(from..to).unwrap_or_default()
    }

    /// The first instant of the day so many days after that of `at`.
    fn day_after(&self, at: Millis, days: i32) -> Millis {
        let day = self.zone.clock_at(at).wall().shifted(days, 0);
        day.and_then(|day| self.zone.day_start(&day.date())).unwrap_or_else(|_| at.plus(i64::from(days) * Millis::DAY))
    }
}

/// How many days of the calendar in `zone` lie between two instants, whichever is first.
pub fn days_between(zone: &Zone, one: Millis, other: Millis) -> u32 {
    let day = |at: Millis| zone.clock_at(at).wall().day_number();
    day(one).abs_diff(day(other))
}

fn whole_minute(at: Millis) -> Millis {
    Millis(at.0.saturating_add(Millis::MINUTE - 1).div_euclid(Millis::MINUTE).saturating_mul(Millis::MINUTE))
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;
    use crate::model::zone::WallTime;
    use crate::schedule::policy::Window;

    /// Monday 22 March 2027, the week in which Berlin's clocks go forward.
    const MONDAY: Millis = Millis(1_805_673_600_000);

    fn pace() -> impl Strategy<Value = Pace> {
        let window = (1u8..=7, 0u16..24, 1u16..=24).prop_map(|(weekday, from, hours)| Window {
            weekday,
            opens: from * 60,
            closes: ((from + hours) * 60).min(1440),
        });
        let windows = prop::collection::vec(window, 0..6);
        (windows, prop::option::of(1u32..4), prop::option::of(1u32..600))
            .prop_map(|(windows, most_a_day, gap_minutes)| Pace { windows, most_a_day, gap_minutes })
    }

    fn others() -> impl Strategy<Value = Vec<Other>> {
        let other = (0i64..10 * 24 * 60, 0i64..30).prop_map(|(minute, late)| {
            let due = MONDAY.plus(minute * Millis::MINUTE);
            Other { due, at: due.plus(late * 20_000) }
        });
        prop::collection::vec(other, 0..12).prop_map(|mut others| {
            others.sort_by_key(|other| other.at);
            others
        })
    }

    /// Whether anything is against `at`, said without the search.
    fn is_free(search: &Search<'_>, at: Millis) -> bool {
        let day = |at: Millis| search.zone.clock_at(at).wall().day_number();
        search.pace.breach(search.zone, Moment::planned(at), search.others, 0).is_none()
            && search.same.iter().all(|(other, days)| day(at).abs_diff(day(*other)) >= *days)
            && search.others.iter().all(|other| !(at..at.plus(Millis::MINUTE)).contains(&other.due))
            && (search.shut)(at).is_none()
            && search.zone.resolve(search.zone.clock_at(at).wall()).is_ok_and(|first| first.at == at)
    }

    proptest! {
        #![proptest_config(cases(64))]

        #[test]
        fn the_next_free_time_is_against_no_rule_and_no_earlier_one_is_free(
            (pace, others) in (pace(), others()),
            same in prop::option::of((0i64..10, 1u32..5)),
            zone in prop::sample::select(vec!["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"]),
            from in 0i64..8 * 24 * 60,
            closed in 0i32..10,
        ) {
            let zone = Zone::named(zone).unwrap();
            let shut_day = zone.clock_at(MONDAY).wall().day_number() + closed;
            let shut = |at: Millis| {
                let wall = zone.clock_at(at).wall();
                let next = wall.shifted(1, 0).and_then(|day| zone.day_start(&day.date()));
                next.ok().filter(|_| wall.day_number() == shut_day)
            };
            let same: Vec<(Millis, u32)> = same.map(|(day, days)| (MONDAY.plus(day * Millis::DAY), days)).into_iter().collect();
            let search = Search { pace: &pace, zone: &zone, others: &others, same: &same, shut: &shut };
            let from = MONDAY.plus(from * Millis::MINUTE + 17);
            let until = from.plus(20 * Millis::DAY);
            let found = search.next(from, until);
            let end = found.unwrap_or(until);
            prop_assert!(found.is_none_or(|at| at >= from && at.0 % Millis::MINUTE == 0 && is_free(&search, at)), "{found:?}");
            // Every five minutes and the minute right before will do.
            let mut earlier = whole_minute(from);
            while earlier < end {
                prop_assert!(!is_free(&search, earlier), "{earlier:?} is free as well, before {found:?}");
                earlier = earlier.plus(5 * Millis::MINUTE);
            }
            if let Some(found) = found.filter(|found| found.plus(-Millis::MINUTE) >= from) {
                prop_assert!(!is_free(&search, found.plus(-Millis::MINUTE)));
            }
        }
    }

    #[test]
    fn where_no_time_is_ever_free_nothing_is_found() {
        let shut = |at: Millis| Some(at.plus(Millis::DAY));
        let (pace, zone) = (Pace::default(), Zone::utc());
        let search = Search { pace: &pace, zone: &zone, others: &[], same: &[], shut: &shut };
        assert_eq!(search.next(MONDAY, MONDAY.plus(366 * Millis::DAY)), None);
    }

    #[test]
    fn the_same_may_be_said_again_at_the_same_hour_so_many_days_later() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = |date, time| berlin.resolve(WallTime::parse(date, time).unwrap()).unwrap().at;
        let (pace, shut) = (Pace::default(), |_| None);
        let same = [(at("2027-03-22", "09:00"), 7)];
        let search = Search { pace: &pace, zone: &berlin, others: &[], same: &same, shut: &shut };
        // The week has an hour less; nine o'clock is nine o'clock.
        assert_eq!(
            search.next(at("2027-03-29", "09:00"), MONDAY.plus(30 * Millis::DAY)),
            Some(at("2027-03-29", "09:00"))
        );
        assert_eq!(
            search.next(at("2027-03-28", "09:00"), MONDAY.plus(30 * Millis::DAY)),
            Some(at("2027-03-29", "00:00"))
        );
    }
}
