//! What a request carried, as lines that two runs have in common: headers, query and the shape of the body.
//!
//! Invariant: no secret, no id and no words of a person get into them. A value is kept only where it is one of the few
//! that a client spells out in its code (`PUBLIC`, `fields=id,permalink`, `video/mp4`); all others leave their kind.

use axum::http::HeaderMap;
use serde_json::Value;

use crate::call::{Call, Payload};

/// Headers that say nothing of what was meant.
const UNTOLD: [&str; 3] = ["host", "connection", "content-length"];
/// Headers whose digits are the point: a version of an API, or a kind of content.
const SPELLED_OUT: [&str; 4] = ["linkedin-version", "x-restli-protocol-version", "x-goog-api-format-version", "accept"];
/// In the name of a field: what it holds opens something.
const OPENING: [&str; 7] = ["secret", "token", "verifier", "proof", "password", "signature", "credential"];
const SECRET: &str = "‹secret›";
const ID: &str = "‹id›";

/// The lines of a request, the headers first.
pub(crate) fn lines(call: &Call) -> Vec<String> {
    let mut lines = headers(call.headers());
    lines.extend(fields("?", &call.query));
    lines.extend(body(&call.body));
    lines
}

fn headers(headers: &HeaderMap) -> Vec<String> {
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| !UNTOLD.contains(&name.as_str()))
        .map(|(name, value)| {
            let value = value.to_str().unwrap_or_default();
            let told = match name.as_str() {
                "authorization" => {
                    format!("{} {SECRET}", value.split_once(' ').map_or(value, |(scheme, _)| scheme))
                }
                // A boundary is dealt anew each time.
                kind if kind.ends_with("content-type") => {
                    value.split("; boundary").next().unwrap_or_default().to_owned()
                }
                spelled if SPELLED_OUT.contains(&spelled) => value.to_owned(),
                opening if opens(opening) => SECRET.to_owned(),
                _ => without_ids(value),
            };
            format!("{name}: {told}")
        })
        .collect();
    lines.sort();
    lines
}

fn fields(mark: &str, fields: &[(String, String)]) -> Vec<String> {
    let mut lines: Vec<String> =
        fields.iter().map(|(name, value)| format!("{mark} {} = {}", without_ids(name), field(name, value))).collect();
    lines.sort();
    lines
}

/// A code, and what says whose answer it is, open something where a sign-in hands them over, and only there.
fn field(name: &str, value: &str) -> String {
    let capitals = value.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
    if name == "code" || (name == "state" && !capitals) { SECRET.to_owned() } else { told(name, value) }
}

fn body(body: &Payload) -> Vec<String> {
    match body {
        Payload::Empty => Vec::new(),
        Payload::Json(value) => {
            let shape = serde_json::to_string_pretty(&shape("", value)).unwrap_or_default();
            shape.lines().map(str::to_owned).collect()
        }
        Payload::Form(form) => fields("form", form),
        Payload::Multipart(parts) => parts
            .iter()
            .map(|part| {
                let told = match part.text().filter(|_| !part.is_file) {
                    Some(text) => told(&part.name, text),
                    None => "‹file›".to_owned(),
                };
                format!("part {} = {told}", without_ids(&part.name))
            })
            .collect(),
        Payload::Bytes(_) => vec!["‹bytes›".to_owned()],
        Payload::TooLarge => vec!["‹too large›".to_owned()],
        Payload::Unreadable => vec!["‹bytes of another kind›".to_owned()],
    }
}

fn shape(name: &str, value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        Value::Number(_) => Value::from("‹number›"),
        Value::String(text) => Value::from(told(name, text)),
        Value::Array(items) => {
            let mut kinds: Vec<Value> = Vec::new();
            for item in items {
                let kind = shape(name, item);
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            Value::Array(kinds)
        }
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (without_ids(name), shape(name, value))).collect())
        }
    }
}

fn opens(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "key" || OPENING.iter().any(|word| name.contains(word) && !name.contains("type"))
}

/// A value as it may be told: itself, if it is spelled out in a client's code.
fn told(name: &str, value: &str) -> String {
    let letters = |value: &str| value.chars().all(|letter| letter.is_ascii_alphabetic() || "_,.{}()".contains(letter));
    // `PUBLIC`, `published`, `feedDistribution`, but not `Monday`.
    let words = |value: &str| {
        let sentence = value.starts_with(|letter: char| letter.is_ascii_uppercase())
            && value.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
        letters(value) && !sentence
    };
    if value.is_empty() {
        return "‹empty›".to_owned();
    }
    if opens(name) {
        return SECRET.to_owned();
    }
    if let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str::<Value>(value) {
        return shape(name, &value).to_string();
    }
    if name == "id" || name.ends_with("_id") || name.ends_with("Id") {
        return ID.to_owned();
    }
    if words(value) || is_media_type(value) || value == "S256" {
        return value.to_owned();
    }
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return "‹number›".to_owned();
    }
    match value.split_once("://") {
        Some((scheme, _)) if words(scheme) => format!("{scheme}://‹address›"),
        _ if value.starts_with("urn:") => without_ids(value),
        _ => "‹text›".to_owned(),
    }
}

fn is_media_type(value: &str) -> bool {
    value.split_once('/').is_some_and(|(kind, rest)| {
        ["image", "video", "application", "text"].contains(&kind)
            && rest.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    })
}

/// A value without what is another one each time: every word of it that has a digit.
fn without_ids(value: &str) -> String {
    let mut told = String::new();
    let mut word = String::new();
    let end = |word: &mut String, told: &mut String| {
        let numbered = word.bytes().any(|byte| byte.is_ascii_digit());
        told.push_str(if numbered { ID } else { word });
        word.clear();
    };
    for letter in value.chars() {
        if letter.is_ascii_alphanumeric() || "_.".contains(letter) {
            word.push(letter);
        } else {
            end(&mut word, &mut told);
            told.push(letter);
        }
    }
    end(&mut word, &mut told);
    told
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_told_only_where_a_client_spells_it_out() {
        for (name, value, expected) in [
            ("visibility", "PUBLIC", "PUBLIC"),
            ("fields", "id,permalink{url}", "id,permalink{url}"),
            ("text", "We are open.", "‹text›"),
            ("name", "Anil Kumar", "‹text›"),
            ("total_bytes", "51200", "‹number›"),
            ("media_type", "video/mp4", "video/mp4"),
            ("image_url", "https://lakeside.example/a.jpg", "https://‹address›"),
            ("author", "urn:li:organization:5515715", "urn:li:organization:‹id›"),
            ("access_token", "practice", SECRET),
            ("client_secret", "practice", SECRET),
            ("creation_id", "UHjkEmWOWYq", ID),
            ("text", "Monday", "‹text›"),
            ("token_type_hint", "refresh_token", "refresh_token"),
        ] {
            assert_eq!(told(name, value), expected, "{name}");
        }
    }

    #[test]
    fn what_a_sign_in_hands_over_is_no_word_of_a_client() {
        assert_eq!(field("code", "abc"), SECRET);
        assert_eq!(field("state", "abc"), SECRET);
        assert_eq!(field("state", "APPROVED"), "APPROVED");
    }

    #[test]
    fn a_body_leaves_its_shape_and_the_kinds_of_what_it_lists() {
        let sent = json!({ "ids": ["1", "22"], "made_for_kids": false, "access_token": "x", "n": 3 });
        let shape = shape("", &sent);
        assert_eq!(
            shape,
            json!({ "ids": ["‹number›"], "made_for_kids": false, "access_token": SECRET, "n": "‹number›" })
        );
    }

    #[test]
    fn what_is_dealt_anew_is_left_out_of_a_header() {
        assert_eq!(without_ids("bytes 0-511/5120"), "bytes ‹id›-‹id›/‹id›");
        assert_eq!(without_ids("Countersign/0.1.0 (desktop)"), "Countersign/‹id› (desktop)");
    }
}
