//! Reads numbers out of what platforms answer.
//!
//! Invariant: a number is one that stood there, whole and not below nought; whatever else stands in its place is no number, and no
//! nought either.

use countersign_core::measure::{CountedAs, PostAsked, PostReading, Said};
use countersign_core::measure::{Metric, Told, WhyMissing, definitions};
use countersign_core::model::Platform;
use serde_json::Value;

/// A number that stands as one.
pub(crate) fn number(value: Option<&Value>) -> Option<u64> {
    value.and_then(Value::as_u64)
}

/// A number that stands as text: digits alone.
pub(crate) fn digits(value: Option<&Value>) -> Option<u64> {
    let text = value?.as_str()?;
    let whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| text.parse().ok()).flatten()
}

/// A number, or the parts of one by where it came from, all of them numbers.
pub(crate) fn number_or_parts(value: Option<&Value>) -> Option<u64> {
    let Some(Value::Object(parts)) = value else { return number(value) };
    if parts.is_empty() {
        return None;
    }
    parts.values().try_fold(0u64, |sum, part| sum.checked_add(part.as_u64()?))
}

/// Every number that a platform defines of something, as `read` finds it by the platform's own field.
pub(crate) fn all(
    platform: Platform,
    form: CountedAs,
    read: impl Fn(&'static str) -> Option<u64>,
) -> Vec<(Metric, Told)> {
    definitions(platform, form).iter().map(|it| (it.metric, Told::of(read(it.field)))).collect()
}

/// Every one of them missing, for this reason.
pub(crate) fn none(platform: Platform, form: CountedAs, why: WhyMissing) -> Vec<(Metric, Told)> {
    definitions(platform, form).iter().map(|it| (it.metric, Told::Missing(why))).collect()
}

/// What was said of one of those that were asked for.
pub(crate) fn of(asked: &PostAsked, said: Said) -> PostReading {
    PostReading { part: asked.part, said }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_a_whole_number_is_one() {
        assert_eq!(number(Some(&json!(0))), Some(0));
        for wrong in [json!(-1), json!(1.5), json!("7"), json!(null), json!([7]), json!({"value": 7})] {
            assert_eq!(number(Some(&wrong)), None, "{wrong}");
        }
        assert_eq!((digits(Some(&json!("0"))), digits(Some(&json!("1234")))), (Some(0), Some(1_234)));
        for wrong in [json!(7), json!(""), json!("-1"), json!("+1"), json!("1.5"), json!("99999999999999999999999")] {
            assert_eq!(digits(Some(&wrong)), None, "{wrong}");
        }
        assert_eq!(number_or_parts(Some(&json!({"paid": 2, "organic": 5}))), Some(7));
        for wrong in [json!({}), json!({"paid": "2", "organic": 5}), json!({"paid": u64::MAX, "organic": 5})] {
            assert_eq!(number_or_parts(Some(&wrong)), None, "{wrong}");
        }
    }
}
