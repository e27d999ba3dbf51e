//! When LinkedIn may be asked again.
//!
//! Invariant: LinkedIn documents no header that says so. The allowance of a day begins again at midnight, UTC; whatever
//! else it refuses for being asked too often is waited out for as long as is careful. (Read 2026-11-20.)

use countersign_core::model::Millis;

use crate::http::Answer;

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
