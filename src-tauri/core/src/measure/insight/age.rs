//! The ages at which posts are compared, and a number as it stood when its post was that old.
//!
//! Invariant: a number at an age lies on the line between two readings, one before that age and one after it, the nearer of them
//! within [`Age::nearness`]. Where there are no such readings there is no number, and it is written once and never again; what a clock
//! that was ahead wrote of ages that are not reached is taken back.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::measure::metric::{CountedAs, Metric, Told};
use crate::measure::samples;
use crate::model::words::word_enum;
use crate::model::{Millis, PartId};
use crate::store::{Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

const HOUR: i64 = 60 * Millis::MINUTE;

word_enum! {
    /// How old a post is when it is held against others.
    pub enum Age {
        /// 20 hours: a story, which is told of for a day.
        Hours20 = "hours_20",
        /// 48 hours.
        Hours48 = "hours_48",
        /// 7 days.
        Days7 = "days_7",
        /// 28 days.
        Days28 = "days_28",
    }
}
by_word!(Age);

impl Age {
    /// The ages at which what is counted like that is compared, the youngest first.
    pub const fn of(form: CountedAs) -> &'static [Self] {
        match form {
            CountedAs::Post | CountedAs::Film => &[Self::Hours48, Self::Days7, Self::Days28],
            CountedAs::Story => &[Self::Hours20],
            CountedAs::Account => &[],
        }
    }

    /// In milliseconds after the post became public.
    pub const fn ms(self) -> i64 {
        match self {
            Self::Hours20 => 20 * HOUR,
            Self::Hours48 => 48 * HOUR,
            Self::Days7 => 7 * Millis::DAY,
            Self::Days28 => 28 * Millis::DAY,
        }
    }

    /// How far from the age the nearer of the two readings may lie, in milliseconds. Our own choice: a quarter of the age at most.
    pub const fn nearness(self) -> i64 {
        match self {
            Self::Hours20 => 4 * HOUR,
            Self::Hours48 => 12 * HOUR,
            Self::Days7 => 36 * HOUR,
            Self::Days28 => 4 * Millis::DAY,
        }
    }

    /// As people say it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hours20 => "20 hours",
            Self::Hours48 => "48 hours",
            Self::Days7 => "7 days",
            Self::Days28 => "28 days",
        }
    }
}

/// A reading of a part, and the one before it.
#[derive(Debug, Clone, Copy)]
pub(in crate::measure) struct Reading {
    pub(in crate::measure) part: PartId,
    pub(in crate::measure) form: CountedAs,
    pub(in crate::measure) posted_at: Millis,
    /// The reading before; none where this is the first.
    pub(in crate::measure) before: Option<Millis>,
    pub(in crate::measure) now: Millis,
}

impl Reading {
    /// The ages that the part reached between the two readings.
    fn passed(self) -> impl Iterator<Item = (Age, Millis)> {
        let before = self.before;
        Age::of(self.form).iter().filter_map(move |age| {
            let at = self.posted_at.plus(age.ms());
            (before.is_some_and(|before| before < at) && at <= self.now).then_some((*age, at))
        })
    }
}

/// Keeps each number as it stood at the ages that passed since the reading before. `known` is how the numbers stood by then.
pub(in crate::measure) fn keep(tx: &Tx<'_>, reading: Reading, known: &BTreeMap<Metric, Told>) -> Result<()> {
    if reading.before.is_some_and(|before| before > reading.now) {
        take_back(tx, reading)?;
    }
    for (age, at) in reading.passed() {
        let Some(before) = reading.before else { continue };
        let near = at.since(before).min(reading.now.since(at)) <= age.nearness();
        let series = tx.all(
            "SELECT id, metric, value, missing FROM number_series WHERE part_id = $1",
            args![reading.part],
            |row| Ok::<_, Error>((row.get::<i64>("id")?, row.get::<Metric>("metric")?, samples::told(row)?)),
        )?;
        for (series, metric, after) in series.into_iter().filter(|_| near) {
            let Some(first) = known.get(&metric) else { continue };
            let (value, missing) = samples::columns(between((*first, before), (after, reading.now), at));
            tx.run(
                "INSERT INTO number_at_age (series_id, age, value, missing) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (series_id, age) DO NOTHING",
                args![series, age, value, missing],
            )?;
        }
    }
    Ok(())
}

/// The clock was ahead: forgets what was kept of ages that the part has not reached.
fn take_back(tx: &Tx<'_>, reading: Reading) -> Result<()> {
    for age in Age::of(reading.form).iter().filter(|age| reading.posted_at.plus(age.ms()) > reading.now) {
        tx.run(
            "DELETE FROM number_at_age WHERE age = $1 AND series_id IN (SELECT id FROM number_series WHERE part_id = $2)",
            args![*age, reading.part],
        )?;
    }
    Ok(())
}

/// What a number was at an instant between two readings; missing where either is.
fn between((first, from): (Told, Millis), (last, until): (Told, Millis), at: Millis) -> Told {
    match (first, last) {
        (Told::Missing(missing), _) | (_, Told::Missing(missing)) => Told::Missing(missing),
        (Told::Number(first), Told::Number(last)) => {
            let span = i128::from(until.since(from));
            if span <= 0 {
                return Told::Number(last);
            }
            let grown = i128::from(last) - i128::from(first);
            let value = i128::from(first) + (grown * i128::from(at.since(from)) + span.div_euclid(2)).div_euclid(span);
            Told::of(u64::try_from(value).ok())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::metric::WhyMissing;

    const POSTED: Millis = Millis(1_795_168_800_000);

    fn after(hours: i64) -> Millis {
        POSTED.plus(hours * HOUR)
    }

    #[test]
    fn a_number_between_two_readings_lies_on_their_line_and_missing_stays_missing() {
        let at = |first, last| between((first, after(40)), (last, after(56)), after(48));
        assert_eq!(at(Told::Number(100), Told::Number(200)), Told::Number(150));
        assert_eq!(at(Told::Number(200), Told::Number(100)), Told::Number(150), "numbers go down too");
        assert_eq!(at(Told::Number(0), Told::Number(0)), Told::Number(0));
        let missing = Told::Missing(WhyMissing::TooFew);
        assert_eq!(
            (at(missing, Told::Number(9)), at(Told::Number(9), missing)),
            (missing, missing),
            "and is no nought"
        );
        let most = Told::Number(Told::MOST);
        assert_eq!(at(most, most), most);
    }

    #[test]
    fn an_age_is_passed_once_and_only_between_two_readings() {
        let passed = |form, before: Option<i64>, now| -> Vec<Age> {
            let reading = Reading {
                part: "10000000-0000-7000-8000-000000000001".parse().unwrap(),
                form,
                posted_at: POSTED,
                before: before.map(after),
                now: after(now),
            };
            reading.passed().map(|(age, _)| age).collect()
        };
        assert_eq!(passed(CountedAs::Post, Some(24), 49), [Age::Hours48]);
        assert_eq!(passed(CountedAs::Post, Some(49), 50), []);
        assert_eq!(passed(CountedAs::Post, Some(24), 47), []);
        assert_eq!(passed(CountedAs::Post, Some(24), 48), [Age::Hours48], "to the instant");
        assert_eq!(passed(CountedAs::Post, Some(24), 24 * 400), [Age::Hours48, Age::Days7, Age::Days28]);
        assert_eq!(passed(CountedAs::Post, None, 49), [], "one reading is no line");
        assert_eq!(passed(CountedAs::Story, Some(18), 23), [Age::Hours20]);
        assert_eq!(passed(CountedAs::Account, Some(18), 49), []);
    }

    #[test]
    fn the_nearer_reading_lies_within_a_quarter_of_the_age() {
        for age in Age::ALL {
            assert!(age.nearness() * 4 <= age.ms() && Age::from_word(age.word()) == Some(*age));
        }
    }
}
