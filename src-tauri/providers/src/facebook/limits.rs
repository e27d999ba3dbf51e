//! When Facebook may be asked again, read from its usage headers.
//!
//! Invariant: calling on while throttled makes the block longer, so a throttled answer always leads to a wait, and where
//! no header says how long, to a careful one.

use countersign_core::model::Millis;
use countersign_core::publish::Allowance;
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

const PAGE: &str = "page";
const APP: &str = "app";
/// Facebook tells both in percent.
const WHOLE: u32 = 100;
const COUNTS: [&str; 3] = ["call_count", "total_cputime", "total_time"];

/// The allowance that every call in a Page's name needs. The app's own has no instant at which it opens, so nothing waits
/// for it before Facebook refuses.
pub(crate) fn needed() -> Vec<String> {
    vec![PAGE.to_owned()]
}

/// How Meta names the business use case that publishing in a channel's name counts as.
pub(crate) const PAGES: &str = "pages";
pub(crate) const INSTAGRAM: &str = "instagram";

/// What an answer says of the allowance that publishing counts against, and of the app's. What the same app or account
/// used for something else, such as advertisements, closes nothing here; a case without a type counts.
pub(crate) fn allowances(answer: &Answer, of: &str) -> Vec<Allowance> {
    let header = |name: &str| answer.header(name).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let most = |usage: &Value| COUNTS.iter().filter_map(|count| usage.get(count)?.as_u64()).max();
    let percent = |used: u64| u32::try_from(used).unwrap_or(u32::MAX);
    let mut said = Vec::new();
    let cases = header("x-business-use-case-usage").unwrap_or_default();
    let cases: Vec<&Value> = cases
        .as_object()
        .into_iter()
        .flat_map(|objects| objects.values())
        .filter_map(Value::as_array)
        .flatten()
        .filter(|case| case.get("type").and_then(Value::as_str).is_none_or(|kind| kind == of))
        .collect();
    if let Some(used) = cases.iter().filter_map(|case| most(case)).max() {
        let minutes = cases.iter().filter_map(|case| case.get("estimated_time_to_regain_access")?.as_i64()).max();
        let wait = minutes.map(|minutes| minutes.saturating_mul(Millis::MINUTE));
        let opens_at = wait.filter(|wait| (1..=LONGEST).contains(wait)).map(|wait| answer.at.plus(wait));
        // As long as Facebook says how long it takes to open again, it is closed, whatever the percentage.
        let used = percent(used).max(if opens_at.is_some() { WHOLE } else { 0 });
        said.push(Allowance { name: PAGE.to_owned(), used: Some(used), allowed: WHOLE, opens_at });
    }
    if let Some(used) = header("x-app-usage").as_ref().and_then(most) {
        said.push(Allowance { name: APP.to_owned(), used: Some(percent(used)), allowed: WHOLE, opens_at: None });
    }
    said
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

    #[track_caller]
    fn says(headers: &[(&'static str, &str)], expected: &[(&str, u32, Option<i64>)]) {
        let answer = Answer::of(200, headers, "");
        let said = allowances(&answer, PAGES);
        let said: Vec<_> = said
            .iter()
            .map(|it| {
                let opens = it.opens_at.map(|at| at.since(answer.at) / Millis::MINUTE);
                (it.name.as_str(), it.used.unwrap(), opens)
            })
            .collect();
        assert_eq!(said, expected, "{headers:?}");
    }

    #[test]
    fn the_fullest_count_is_what_is_used_and_only_a_closed_page_opens_again() {
        let page = "x-business-use-case-usage";
        says(
            &[
                (
                    page,
                    r#"{"1":[{"type":"pages","call_count":28,"total_cputime":31,"total_time":25,"estimated_time_to_regain_access":0}]}"#,
                ),
                ("x-app-usage", r#"{"call_count":12,"total_time":3,"total_cputime":40}"#),
            ],
            &[("page", 31, None), ("app", 40, None)],
        );
        says(
            &[(page, r#"{"1":[{"call_count":90,"estimated_time_to_regain_access":7},{"call_count":3}]}"#)],
            &[("page", 100, Some(7))],
        );
        says(
            &[(page, r#"{"1":[{"call_count":120,"estimated_time_to_regain_access":999999}]}"#)],
            &[("page", 120, None)],
        );
        for nonsense in ["", "{}", "[]", "null", "nonsense", r#"{"1":[{}]}"#, r#"{"1":7}"#] {
            says(&[(page, nonsense), ("x-app-usage", nonsense)], &[]);
        }
    }

    #[test]
    fn what_was_used_for_something_else_closes_nothing() {
        let usage = r#"{"1":[{"type":"pages","call_count":3,"estimated_time_to_regain_access":0},
            {"type":"ads_management","call_count":100,"estimated_time_to_regain_access":40}],
            "2":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":7}]}"#
            .replace('\n', "");
        let answer = Answer::of(200, &[("x-business-use-case-usage", &usage)], "");
        let said =
            |of| allowances(&answer, of).into_iter().map(|it| (it.used, it.opens_at.is_some())).collect::<Vec<_>>();
        assert_eq!(said(PAGES), [(Some(3), false)]);
        assert_eq!(said(INSTAGRAM), [(Some(100), true)]);
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
