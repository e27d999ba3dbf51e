//! When a post is asked for its numbers: densely while it is young, then ever more seldom, and after a year not any more.
//!
//! Invariant: a pure function of how old the post is, so that what was slept through is made up for by one look and not by many;
//! whatever a clock says, the next look is never further away than [`LONGEST`].

use super::metric::CountedAs;
use crate::model::Millis;

const HOUR: i64 = 60 * Millis::MINUTE;
/// The first look at a post, as the trigger `part_is_measured` has it too.
const FIRST: i64 = 15 * Millis::MINUTE;
/// The looks of the first day.
const DENSE: [i64; 6] = [FIRST, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/// Those of a story. Instagram tells of it for 24 hours, so the last one is the one that counts.
const STORY: [i64; 7] = [FIRST, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 18 * HOUR, 23 * HOUR];
/// How long a story is told of.
const STORY_LIVES: i64 = 24 * HOUR;
/// Those where each is paid for, once a day by UTC: nine, on eight or nine days. Clicks are told for thirty days alone.
const PAID: [i64; 9] = [
    HOUR,
    6 * HOUR,
    24 * HOUR,
    2 * Millis::DAY,
    3 * Millis::DAY,
    5 * Millis::DAY,
    7 * Millis::DAY,
    14 * Millis::DAY,
    28 * Millis::DAY,
];
/// On how many days a post is paid for at most, whatever happens to the clock.
pub(super) const MOST_PAID: u32 = 10;
const DAILY_FOR: i64 = 14 * Millis::DAY;
const WEEKLY_FOR: i64 = 90 * Millis::DAY;
const ASKED_FOR: i64 = 365 * Millis::DAY;
const WEEK: i64 = 7 * Millis::DAY;
const MONTH: i64 = 30 * Millis::DAY;
/// How often an account is asked.
pub(super) const ACCOUNT: i64 = Millis::DAY;
/// No wait between two looks is as long: one that is further away was set by a clock that was wrong.
pub(super) const LONGEST: i64 = 32 * Millis::DAY;

/// How a post is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// As what it is counted.
    pub(super) form: CountedAs,
    /// Whether each look is paid for.
    pub(super) paid: bool,
}

/// The next look at what became public at `posted_at`; none where nobody asks any more.
pub(super) fn next(pace: Pace, posted_at: Millis, now: Millis) -> Option<Millis> {
    // What became public later than now did so by a clock that was wrong: it is as young as can be.
    let posted_at = posted_at.min(now);
    let age = now.since(posted_at);
    let listed = |looks: &[i64]| looks.iter().copied().find(|look| *look > age);
    let at = match pace {
        Pace { form: CountedAs::Story, .. } => listed(&STORY)?,
        Pace { paid: true, .. } => listed(&PAID)?,
        Pace { .. } => listed(&DENSE).or_else(|| seldom(age))?,
    };
    Some(posted_at.plus(at))
}

/// The looks after the first day, by the age of the post.
fn seldom(age: i64) -> Option<i64> {
    let step = if age < DAILY_FOR {
        Millis::DAY
    } else if age < WEEKLY_FOR {
        WEEK
    } else {
        MONTH
    };
    // On a grid, so that looks that came late don't push the others on.
    let at = (age / step + 1).saturating_mul(step);
    (at <= ASKED_FOR).then_some(at)
}

/// Whether nobody pays for a look at it any more: the last of those that are paid for is past, with two days of patience for a laptop
/// that slept.
pub(super) fn is_too_old_to_pay(posted_at: Millis, now: Millis) -> bool {
    now.since(posted_at) > PAID[PAID.len() - 1] + 2 * Millis::DAY
}

/// Whether its platform tells nothing of it any more.
pub(super) fn is_over(form: CountedAs, posted_at: Millis, now: Millis) -> bool {
    form == CountedAs::Story && now.since(posted_at) >= STORY_LIVES
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Pace = Pace { form: CountedAs::Post, paid: false };
    const AT: Millis = Millis(1_795_168_800_000);

    /// All looks, each made when it is due.
    fn looks(pace: Pace) -> Vec<i64> {
        let mut now = AT;
        let all = std::iter::from_fn(|| {
            now = next(pace, AT, now)?;
            Some(now.since(AT))
        });
        all.collect()
    }

    #[test]
    fn looks_are_dense_then_seldom_and_end_after_a_year() {
        let all = looks(FREE);
        assert_eq!(all[..6], DENSE);
        assert!(all.is_sorted() && all.windows(2).all(|two| two[1] - two[0] < LONGEST));
        assert_eq!(all.iter().filter(|at| **at <= DAILY_FOR).count(), 5 + 14);
        assert!(all.last().is_some_and(|last| (335 * Millis::DAY..=ASKED_FOR).contains(last)), "{all:?}");
        assert!(all.len() < 45, "a post is not asked without measure: {}", all.len());
    }

    #[test]
    fn a_story_is_looked_at_just_before_its_numbers_go() {
        let all = looks(Pace { form: CountedAs::Story, paid: false });
        assert_eq!(all.last(), Some(&(23 * HOUR)));
        assert!(
            !is_over(CountedAs::Story, AT, AT.plus(23 * HOUR)) && is_over(CountedAs::Story, AT, AT.plus(24 * HOUR))
        );
        assert!(!is_over(CountedAs::Post, AT, AT.plus(900 * Millis::DAY)));
    }

    #[test]
    fn what_is_paid_for_is_looked_at_nine_times() {
        let all = looks(Pace { form: CountedAs::Post, paid: true });
        assert_eq!(all, PAID);
        let days: std::collections::BTreeSet<i64> = all.iter().map(|at| AT.plus(*at).0 / Millis::DAY).collect();
        assert!(days.len() <= MOST_PAID as usize);
    }

    #[test]
    fn a_laptop_that_slept_makes_one_look_and_not_all_of_them() {
        let woke = AT.plus(5 * HOUR);
        assert_eq!(next(FREE, AT, woke), Some(AT.plus(6 * HOUR)));
        assert_eq!(next(FREE, AT, AT.plus(10 * Millis::DAY + 1)), Some(AT.plus(11 * Millis::DAY)));
        assert_eq!(next(FREE, AT, AT.plus(400 * Millis::DAY)), None);
    }

    #[test]
    fn whatever_a_clock_says_the_next_look_is_within_reach() {
        for now in [i64::MIN, -1, 0, AT.0 - 900 * Millis::DAY, AT.0, AT.0 + 1, i64::MAX - 1, i64::MAX] {
            for form in CountedAs::ALL {
                for paid in [false, true] {
                    let at = next(Pace { form: *form, paid }, AT, Millis(now));
                    assert!(at.is_none_or(|at| at > Millis(now) && at.since(Millis(now)) < LONGEST), "{now}: {at:?}");
                }
            }
        }
    }
}
