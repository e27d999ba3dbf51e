//! When Facebook may be asked again, read from its usage headers.
//!
//! Invariant: calling on while throttled makes the block longer, so a throttled answer always leads to a wait, and where
//! no header says how long, to a careful one.

use countersign_core::model::Millis;
use serde_json::Value;

use crate::http::Answer;

/// Our own choice where Facebook says nothing.
const USUAL: i64 = 15 * Millis::MINUTE;
/// Longer than any of Facebook's windows; more is not believed.
const LONGEST: i64 = 25 * 60 * Millis::MINUTE;

/// The instant at which every business use case that is throttled is open again.
pub(crate) fn again_at(answer: &Answer) -> Millis {
    let usage: Value =
        answer.header("x-business-use-case-usage").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let minutes = usage
        .as_object()
        .into_iter()
        .flat_map(|objects| objects.values())
        .filter_map(Value::as_array)
        .flatten()
        .filter_map(|case| case.get("estimated_time_to_regain_access").and_then(Value::as_i64))
        .max()
        .unwrap_or(0);
    let wait = minutes.saturating_mul(Millis::MINUTE);
    answer.at.plus(if (1..=LONGEST).contains(&wait) { wait } else { USUAL })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(usage: &str, minutes: i64) {
        let answer = Answer::of(400, &[("x-business-use-case-usage", usage)], "");
        assert_eq!(again_at(&answer).since(answer.at), minutes * Millis::MINUTE, "{usage}");
    }

    #[test]
    fn the_longest_estimate_counts_in_minutes() {
        check(r#"{"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7}]}"#, 7);
        check(
            r#"{"1":[{"estimated_time_to_regain_access":7},{"estimated_time_to_regain_access":19}],"2":[{"estimated_time_to_regain_access":3}]}"#,
            19,
        );
    }

    #[test]
    fn without_a_believable_estimate_it_is_a_quarter_of_an_hour() {
        for usage in [
            "",
            "{}",
            "[]",
            "nonsense",
            r#"{"1":[{"estimated_time_to_regain_access":0}]}"#,
            r#"{"1":[{"estimated_time_to_regain_access":-5}]}"#,
            r#"{"1":[{"estimated_time_to_regain_access":900000}]}"#,
        ] {
            check(usage, 15);
        }
    }
}
