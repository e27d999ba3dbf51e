//! When X may be asked again, read from its rate headers.
//!
//! Invariant: an answer that says *too often* always leads to a wait. A header that can't be true is not believed, and
//! where none says when, the wait is one whole window of X's.

use countersign_core::model::Millis;

use crate::http::Answer;
use crate::instants::http_date;

/// Most of X's windows are this long.
const WINDOW: i64 = 15 * Millis::MINUTE;
/// X's longest window, and an hour for clocks that differ.
const LONGEST: i64 = Millis::DAY + 60 * Millis::MINUTE;

/// Limit headers come in families; each says what is left and when it starts anew.
const FAMILIES: [(&str, &str); 3] = [
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("x-user-limit-24hour-remaining", "x-user-limit-24hour-reset"),
    ("x-app-limit-24hour-remaining", "x-app-limit-24hour-reset"),
];

/// Whether the answer carries X's own rate headers, and so comes from X and not from something on the way.
pub(super) fn counted(answer: &Answer) -> bool {
    FAMILIES.iter().any(|(_, reset)| answer.header(reset).is_some())
}

/// The latest instant at which a used-up limit starts anew.
pub(super) fn again_at(answer: &Answer) -> Millis {
    let used_up = FAMILIES
        .iter()
        .filter(|(left, _)| {
            answer.header(left).and_then(|left| left.trim().parse::<i64>().ok()).is_none_or(|left| left <= 0)
        })
        .filter_map(|(_, reset)| unix(answer.header(reset)?));
    let asked = answer.header("retry-after").and_then(|after| retry_after(after, answer.at));
    let soonest = answer.at.plus(1);
    let latest = answer.at.plus(LONGEST);
    used_up.chain(asked).filter(|at| (soonest..=latest).contains(at)).max().unwrap_or_else(|| answer.at.plus(WINDOW))
}

fn unix(seconds: &str) -> Option<Millis> {
    seconds.trim().parse::<i64>().ok()?.checked_mul(1000).map(Millis)
}

/// X documents no `Retry-After`; whatever stands before X may send one.
fn retry_after(text: &str, now: Millis) -> Option<Millis> {
    text.trim()
        .parse::<i64>()
        .ok()
        .and_then(|seconds| seconds.checked_mul(1000))
        .map(|ms| now.plus(ms))
        .or_else(|| http_date(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_165_200;

    #[track_caller]
    fn check(headers: &[(&'static str, i64)], seconds: i64) {
        let headers: Vec<(&'static str, String)> =
            headers.iter().map(|(name, value)| (*name, value.to_string())).collect();
        let headers: Vec<(&'static str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = Answer::of(429, &headers, "");
        assert_eq!(again_at(&answer).since(answer.at), seconds * 1000, "{headers:?}");
    }

    #[test]
    fn the_used_up_window_says_when() {
        check(&[("x-rate-limit-remaining", 0), ("x-rate-limit-reset", NOW + 300)], 300);
        check(&[("x-rate-limit-reset", NOW + 300)], 300);
    }

    #[test]
    fn the_latest_of_several_windows_counts() {
        check(
            &[
                ("x-rate-limit-remaining", 0),
                ("x-rate-limit-reset", NOW + 300),
                ("x-user-limit-24hour-remaining", 0),
                ("x-user-limit-24hour-reset", NOW + 40_000),
                ("x-app-limit-24hour-remaining", 7),
                ("x-app-limit-24hour-reset", NOW + 80_000),
            ],
            40_000,
        );
    }

    #[test]
    fn without_a_believable_header_it_is_a_whole_window() {
        check(&[], 900);
        check(&[("x-rate-limit-remaining", 5), ("x-rate-limit-reset", NOW + 300)], 900);
        check(&[("x-rate-limit-remaining", 0), ("x-rate-limit-reset", NOW - 300)], 900);
        check(&[("x-rate-limit-remaining", 0), ("x-rate-limit-reset", NOW * 1000)], 900);
        check(&[("x-rate-limit-remaining", 0), ("x-rate-limit-reset", i64::MAX)], 900);
    }

    #[test]
    fn a_retry_after_is_heard() {
        check(&[("retry-after", 120)], 120);
        check(&[("retry-after", 120), ("x-rate-limit-remaining", 0), ("x-rate-limit-reset", NOW + 300)], 300);
    }
}
