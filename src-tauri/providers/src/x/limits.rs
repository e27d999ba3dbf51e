//! When X may be asked again, read from its rate headers.
//!
//! Invariant: an answer that says *too often* always leads to a wait. A header that can't be true is not believed, and
//! where none says when, the wait is one whole window of X's.

use countersign_core::model::Millis;
use countersign_core::publish::Allowance;

use super::wire;
use crate::http::{Answer, Endpoint};
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

/// What X calls the endpoint that an allowance is of: each has windows of its own.
fn family(endpoint: &Endpoint) -> Option<&'static str> {
    wire::FAMILIES.iter().find(|(of, _)| std::ptr::eq(*of, endpoint)).map(|(_, family)| *family)
}

/// The names of the allowances of an endpoint, in the order of [`FAMILIES`].
fn names(family: &str) -> [String; 3] {
    [family.to_owned(), format!("{family}/day"), format!("{family}/app_day")]
}

/// The allowances that a call needs.
pub(crate) fn needed(endpoint: &Endpoint) -> Vec<String> {
    family(endpoint).map(|family| names(family).to_vec()).unwrap_or_default()
}

/// What an answer says of the allowances of its endpoint. A window that can't be true is not believed.
pub(crate) fn allowances(endpoint: &Endpoint, answer: &Answer) -> Vec<Allowance> {
    let Some(family) = family(endpoint) else { return Vec::new() };
    let read = |((left, reset), name): (&(&str, &str), String)| {
        let count = |header: &str| answer.header(header)?.trim().parse::<u32>().ok();
        let allowed = count(&left.replace("-remaining", "-limit"))?;
        let left = count(left)?;
        let opens_at =
            unix(answer.header(reset)?).filter(|at| (answer.at.plus(1)..=answer.at.plus(LONGEST)).contains(at))?;
        Some(Allowance { name, used: Some(allowed.saturating_sub(left)), allowed, opens_at: Some(opens_at) })
    };
    FAMILIES.iter().zip(names(family)).filter_map(read).collect()
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
    fn what_is_left_is_read_for_the_endpoint_and_each_window() {
        let (minutes, day) = ((NOW + 300).to_string(), (NOW + 40_000).to_string());
        let headers = [
            ("x-rate-limit-limit", "100"),
            ("x-rate-limit-remaining", "97"),
            ("x-rate-limit-reset", minutes.as_str()),
            ("x-app-limit-24hour-limit", "10000"),
            ("x-app-limit-24hour-remaining", "0"),
            ("x-app-limit-24hour-reset", day.as_str()),
        ];
        let told = |name: &str, used, allowed, seconds: i64| Allowance {
            name: name.to_owned(),
            used: Some(used),
            allowed,
            opens_at: Some(Millis((NOW + seconds) * 1000)),
        };
        let answer = Answer::of(201, &headers, "");
        assert_eq!(
            allowances(&wire::CREATE, &answer),
            [told("posts", 3, 100, 300), told("posts/app_day", 10_000, 10_000, 40_000)]
        );
        assert_eq!(allowances(&wire::ME, &answer)[0].name, "account");
        assert_eq!(needed(&wire::CREATE), ["posts", "posts/day", "posts/app_day"]);
    }

    #[test]
    fn a_window_that_can_not_be_true_says_nothing() {
        for reset in ["", "soon", "0", "-1", "1795165199", "99999999999999999999", "1795999999"] {
            let headers =
                [("x-rate-limit-limit", "100"), ("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", reset)];
            assert_eq!(allowances(&wire::CREATE, &Answer::of(200, &headers, "")), [], "{reset:?}");
        }
        let without_a_limit = [("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", "1795165500")];
        assert_eq!(allowances(&wire::CREATE, &Answer::of(429, &without_a_limit, "")), []);
    }

    #[test]
    fn a_retry_after_is_heard() {
        check(&[("retry-after", 120)], 120);
        check(&[("retry-after", 120), ("x-rate-limit-remaining", 0), ("x-rate-limit-reset", NOW + 300)], 300);
    }
}
