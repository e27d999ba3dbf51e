//! When LinkedIn may be asked again.
//!
//! Invariant: LinkedIn documents no header that says so. The allowance of a day begins again at midnight, UTC; whatever
//! else it refuses for being asked too often is waited out for as long as is careful. (Read 2026-11-20.)

use countersign_core::model::Millis;
use countersign_core::publish::Allowance;

use super::wire;
use crate::http::{Answer, Endpoint};

/// Our own choice where LinkedIn says nothing: it clears by itself within minutes.
const USUAL: i64 = 2 * Millis::MINUTE;
/// After midnight, for clocks that differ.
const MARGIN: i64 = Millis::MINUTE;
/// Longer than any wait that LinkedIn has; more is not believed.
const LONGEST: i64 = 25 * 60 * Millis::MINUTE;

/// The instant at which LinkedIn is worth asking again. `words` are its own.
pub(super) fn again_at(answer: &Answer, words: &str) -> Millis {
    if words.to_ascii_lowercase().contains("day limit") {
        let since_midnight = answer.at.0.rem_euclid(Millis::DAY);
        return answer.at.plus(Millis::DAY - since_midnight + MARGIN);
    }
    let told = answer.header("retry-after").and_then(|text| text.trim().parse::<i64>().ok());
    let wait = told.map(|seconds| seconds.saturating_mul(1000)).filter(|wait| (1..=LONGEST).contains(wait));
    answer.at.plus(wait.unwrap_or(USUAL))
}

/// What LinkedIn states for a member in the development tier; it publishes no number for apps beyond that. (Comments API
/// and Community Management overview, read 2026-11-20; unverified for any other tier, so it holds nothing back.)
const A_DAY: u32 = 100;

/// LinkedIn says nothing of what is left, so the calls of a day are counted here. Where pictures go is no part of the API.
pub(crate) fn allowances(endpoint: &Endpoint, answer: &Answer) -> Vec<Allowance> {
    if std::ptr::eq(endpoint, &wire::UPLOAD) {
        return Vec::new();
    }
    let midnight = answer.at.plus(Millis::DAY - answer.at.0.rem_euclid(Millis::DAY));
    vec![Allowance { name: "day".to_owned(), used: None, allowed: A_DAY, opens_at: Some(midnight) }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_of_a_day_is_waited_for_until_midnight() {
        let answer = Answer::of(429, &[], "");
        let at =
            again_at(&answer, "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.");
        assert_eq!(at.0.rem_euclid(Millis::DAY), MARGIN);
        assert!((1..=Millis::DAY + MARGIN).contains(&at.since(answer.at)));
    }

    #[test]
    fn calls_are_counted_until_midnight_in_utc_and_pictures_are_not() {
        let answer = Answer::of(429, &[], "");
        let said = allowances(&wire::CREATE, &answer);
        assert_eq!((said[0].used, said[0].allowed), (None, 100));
        let opens = said[0].opens_at.unwrap();
        assert!(opens.0.rem_euclid(Millis::DAY) == 0 && opens.since(answer.at) <= Millis::DAY, "{opens:?}");
        assert_eq!(allowances(&wire::UPLOAD, &answer), []);
    }

    #[test]
    fn without_a_word_it_is_two_minutes_and_a_believable_number_counts() {
        let check = |headers: &[(&'static str, &str)], wait: i64| {
            let answer = Answer::of(429, headers, "");
            assert_eq!(again_at(&answer, "Too many requests").since(answer.at), wait);
        };
        check(&[], USUAL);
        check(&[("retry-after", "30")], 30_000);
        for nonsense in ["", "soon", "0", "-5", "99999999"] {
            check(&[("retry-after", nonsense)], USUAL);
        }
    }
}
