//! A person in a browser at a practice platform's own page.
//!
//! Invariant: it does what the page's form does, and goes where the platform sends it, and nowhere else.

use crate::http::{Answer, get, submit};

/// Opens a sign-in, allows all but `declined`, and returns where the browser is sent.
///
/// # Panics
/// When the page is not there, or sends the browser nowhere.
pub async fn allow_but(address: &str, declined: &[&str]) -> String {
    decide(address, declined, "allow").await
}

/// Opens a sign-in and cancels it; returns where the browser is sent.
///
/// # Panics
/// As [`allow_but`].
pub async fn cancel(address: &str) -> String {
    decide(address, &[], "cancel").await
}

async fn decide(address: &str, declined: &[&str], decision: &str) -> String {
    let page = get(address).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let mut fields = format!("decision={decision}");
    let mut seen_person = false;
    for input in page.body.split("<input ").skip(1) {
        let (kind, name, value) = (attribute(input, "type"), attribute(input, "name"), attribute(input, "value"));
        let wanted = match kind {
            "radio" => !std::mem::replace(&mut seen_person, true),
            "checkbox" => !declined.contains(&value),
            _ => true,
        };
        if wanted {
            fields.push_str(&format!("&{name}={}", escaped(value)));
        }
    }
    let action = address.split('?').next().unwrap_or_default();
    let answer: Answer = submit(action, &fields).await;
    answer.location.unwrap_or_else(|| panic!("{} {}", answer.status, answer.body))
}

fn attribute<'a>(input: &'a str, name: &str) -> &'a str {
    let tag = input.split('>').next().unwrap_or_default();
    tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"')).map_or("", |(value, _)| value)
}

fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
