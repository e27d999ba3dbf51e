//! JSON near to a sample: still JSON, but with something missing, of another kind, much too large, or much too deep.
//!
//! Invariant: what comes out is text, so that also what no parser's value can hold is put before a parser.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::bytes::any_text;

/// A number that no machine's number holds.
pub const RAW_HUGE: &str = "1e9999";
/// What stands for [`RAW_HUGE`] until the value is written.
const MARK: &str = "@huge@";

/// Lists in lists, so many levels deep.
#[must_use]
pub fn deep(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

#[derive(Debug, Clone)]
enum Spoiling {
    Remove,
    Become(Value),
    Wrap,
    Double,
    Rename(String),
    Deepen,
}

/// One to three places of a sample, each missing, renamed, doubled, or become something else.
pub fn near_json(sample: &Value) -> impl Strategy<Value = String> + use<> {
    let other = prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(0)),
        Just(json!(-1)),
        Just(json!(1.5)),
        Just(json!(i64::MIN)),
        Just(json!(u64::MAX)),
        Just(json!(MARK)),
        Just(json!("")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([null])),
        Just(json!("9".repeat(400))),
        any_text(12).prop_map(Value::String),
    ];
    let spoiling = prop_oneof![
        3 => Just(Spoiling::Remove),
        6 => other.prop_map(Spoiling::Become),
        1 => Just(Spoiling::Wrap),
        1 => Just(Spoiling::Double),
        1 => any_text(6).prop_map(Spoiling::Rename),
        1 => Just(Spoiling::Deepen),
    ];
    let sample = sample.clone();
    vec((any::<prop::sample::Index>(), spoiling), 1..=3).prop_map(move |all| {
        let mut value = sample.clone();
        for (place, how) in all {
            let places = places(&value);
            spoil(&mut value, &places[place.index(places.len())], how);
        }
        value.to_string().replace(&format!("\"{MARK}\""), RAW_HUGE).replace(&format!("\"{MARK}deep\""), &deep(400))
    })
}

/// The way to each place of a value, the whole of it first.
fn places(value: &Value) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (key, child) in children {
        all.extend(places(child).into_iter().map(|way| [vec![key.clone()], way].concat()));
    }
    all
}

fn spoil(value: &mut Value, way: &[String], how: Spoiling) {
    let Some((last, above)) = way.split_last() else {
        *value = match how {
            Spoiling::Become(other) => other,
            Spoiling::Wrap | Spoiling::Double => json!([value.take()]),
            Spoiling::Remove | Spoiling::Rename(_) => Value::Null,
            Spoiling::Deepen => json!(format!("{MARK}deep")),
        };
        return;
    };
    let mut parent = value;
    for key in above {
        parent = match parent {
            Value::Object(fields) => fields.entry(key.clone()).or_insert(Value::Null),
            Value::Array(items) => {
                let Some(item) = key.parse::<usize>().ok().and_then(|index| items.get_mut(index)) else { return };
                item
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
        };
    }
    match parent {
        Value::Object(fields) => {
            let Some(old) = fields.remove(last) else { return };
            match how {
                Spoiling::Remove => {}
                Spoiling::Become(other) => drop(fields.insert(last.clone(), other)),
                Spoiling::Wrap | Spoiling::Double => drop(fields.insert(last.clone(), json!([old]))),
                Spoiling::Rename(name) => drop(fields.insert(name, old)),
                Spoiling::Deepen => drop(fields.insert(last.clone(), json!(format!("{MARK}deep")))),
            }
        }
        Value::Array(items) => {
            let Some(index) = last.parse::<usize>().ok().filter(|index| *index < items.len()) else { return };
            match how {
                Spoiling::Remove => drop(items.remove(index)),
                Spoiling::Become(other) => items[index] = other,
                Spoiling::Wrap => items[index] = json!([items[index].take()]),
                Spoiling::Double | Spoiling::Rename(_) => items.push(items[index].clone()),
                Spoiling::Deepen => items[index] = json!(format!("{MARK}deep")),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_sample_is_reached() {
        let ways = places(&json!({"a": [1, {"b": null}]}));
        assert_eq!(ways.iter().map(|way| way.join("/")).collect::<Vec<_>>(), ["", "a", "a/0", "a/1", "a/1/b"]);
    }

    #[test]
    fn what_no_value_holds_is_written_nevertheless() {
        let mut value = json!({"a": {"b": 1}});
        spoil(&mut value, &["a".into(), "b".into()], Spoiling::Become(json!(MARK)));
        assert_eq!(value, json!({"a": {"b": MARK}}));
        spoil(&mut value, &["a".into()], Spoiling::Remove);
        assert_eq!(value, json!({}));
    }
}
