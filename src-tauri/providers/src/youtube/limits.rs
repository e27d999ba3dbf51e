//! When YouTube may be asked again, and what of a day is used up.
//!
//! Invariant: a day of Google's begins at midnight in Los Angeles, also on the days when the clocks there are changed. What is
//! counted here holds nothing back; that it is used up only YouTube says.

use std::iter::repeat_n;

use countersign_core::model::Millis;
use countersign_core::model::zone::Zone;
use countersign_core::publish::Allowance;

use super::wire;
use crate::http::{Answer, Endpoint, Verb};

pub(super) const UPLOADS: &str = "uploads";
pub(super) const UNITS: &str = "units";

/// What a project has in a day unless Google gave it more. (Official quota pages, 2026-09-11.)
const UPLOADS_A_DAY: u32 = 100;
const UNITS_A_DAY: u32 = 10_000;
const READING: usize = 1;
const WRITING: usize = 50;

/// After midnight, for clocks that differ.
const MARGIN: i64 = Millis::MINUTE;
/// Our own choice where YouTube says nothing.
const USUAL: i64 = 2 * Millis::MINUTE;
/// Longer than any wait that YouTube has; more is not believed.
const LONGEST: i64 = 25 * 60 * Millis::MINUTE;
/// Midnights are between 23 and 25 hours apart.
const INTO_TOMORROW: i64 = 26 * 60 * Millis::MINUTE;

/// The next midnight in Los Angeles; a day later where nothing is known of that place.
pub(super) fn midnight(after: Millis) -> Millis {
    Zone::named("America/Los_Angeles").map_or_else(
        |_| after.plus(Millis::DAY),
        |zone| zone.clock_at(zone.clock_at(after).day_start().plus(INTO_TOMORROW)).day_start(),
    )
}

/// When a day's allowance that is used up is worth asking for again.
pub(super) fn tomorrow(answer: &Answer) -> Millis {
    midnight(answer.at).plus(MARGIN)
}

/// When YouTube is worth asking again after it was asked too often.
pub(super) fn again_at(answer: &Answer) -> Millis {
    let told = answer.header("retry-after").and_then(|text| text.trim().parse::<i64>().ok());
    let wait = told.map(|seconds| seconds.saturating_mul(1000)).filter(|wait| (1..=LONGEST).contains(wait));
    answer.at.plus(wait.unwrap_or(USUAL))
}

/// What an answer says of the day's allowances: one more video, or so many units of everything else; all of it where YouTube
/// says that it is used up.
pub(crate) fn allowances(endpoint: &Endpoint, answer: &Answer) -> Vec<Allowance> {
    let (name, allowed, cost) = if std::ptr::eq(endpoint, &wire::BEGIN) {
        (UPLOADS, UPLOADS_A_DAY, 1)
    } else if std::ptr::eq(endpoint, &wire::BYTES) || std::ptr::eq(endpoint, &wire::TOKEN) {
        return Vec::new();
    } else if endpoint.verb == Verb::Get {
        (UNITS, UNITS_A_DAY, READING)
    } else {
        (UNITS, UNITS_A_DAY, WRITING)
    };
    let opens_at = Some(midnight(answer.at));
    let over = super::refusals::is_used_up(answer);
    let one = Allowance { name: name.to_owned(), used: over.then_some(allowed), allowed, opens_at };
    repeat_n(one, if over { 1 } else { cost }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instants::written;

    #[track_caller]
    fn check(at: &str, expected: &str) {
        assert_eq!(midnight(written(at).unwrap()), written(expected).unwrap(), "{at}");
    }

    #[test]
    fn a_day_ends_at_midnight_in_los_angeles_whatever_the_clocks_there_do() {
        check("2026-11-20T18:00:00Z", "2026-11-21T08:00:00Z");
        check("2026-11-21T07:59:59Z", "2026-11-21T08:00:00Z");
        check("2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z");
        check("2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z");
        // The clocks go on, and back.
        check("2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z");
        check("2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z");
    }

    #[test]
    fn what_is_asked_is_counted_by_its_price_and_bytes_cost_nothing() {
        let answer = Answer::of(200, &[], "{}");
        let said = |endpoint: &Endpoint| {
            let said = allowances(endpoint, &answer);
            (said.first().map(|it| (it.name.clone(), it.used, it.allowed)), said.len())
        };
        let of = |name: &str, allowed| Some((name.to_owned(), None, allowed));
        assert_eq!(said(&wire::BEGIN), (of(UPLOADS, 100), 1));
        assert_eq!(said(&wire::VIDEOS), (of(UNITS, 10_000), 1));
        assert_eq!(said(&wire::UPDATE), (of(UNITS, 10_000), 50));
        assert_eq!(said(&wire::THUMBNAIL), (of(UNITS, 10_000), 50));
        assert_eq!(said(&wire::BYTES), (None, 0));
        let over = Answer::of(403, &[], r#"{"error":{"code":403,"errors":[{"reason":"quotaExceeded"}]}}"#);
        let said = allowances(&wire::BEGIN, &over);
        assert_eq!((said.len(), said[0].used, said[0].opens_at), (1, Some(100), Some(midnight(over.at))));
    }

    #[test]
    fn a_believable_number_counts_and_nothing_else_does() {
        let wait = |headers: &[(&'static str, &str)]| {
            let answer = Answer::of(429, headers, "");
            again_at(&answer).since(answer.at)
        };
        assert_eq!(wait(&[("retry-after", "30")]), 30_000);
        for nonsense in ["", "soon", "0", "-5", "99999999"] {
            assert_eq!(wait(&[("retry-after", nonsense)]), USUAL);
        }
    }
}
