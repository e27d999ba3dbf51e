//! An answer, read to its end and no further than allowed.
//!
//! Invariant: an answer never holds the credential that it answers, even where the platform repeats it.

use countersign_core::model::{Millis, Secret};
use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::instants::http_date;

use crate::errors::{REDIRECT, WEB_PAGE};

/// No answer of the endpoints that are called here comes near it.
const LARGEST: usize = 2 * 1024 * 1024;

pub(crate) struct Answer {
    pub(crate) status: u16,
    /// When it came, by the local clock.
    pub(crate) at: Millis,
    headers: HeaderMap,
    text: String,
    /// Whether it is text at all. JSON is UTF-8 (RFC 8259), so bytes that are not are damaged, and are not read as any.
    is_text: bool,
    sealed: bool,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = if self.sealed { "…" } else { self.text.as_str() };
        f.debug_struct("Answer").field("status", &self.status).field("text", &text).finish_non_exhaustive()
    }
}

/// Why an answer that had begun can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoilt {
    CutShort,
    TooLong,
    TooSlow,
}

impl Answer {
    /// Reads an answer to its end, without `secrets`, which its call carried. One that is `sealed` holds another.
    pub(crate) async fn read(
        mut response: Response,
        at: Millis,
        secrets: &[(&str, Secret)],
        sealed: bool,
    ) -> Result<Self, Spoilt> {
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() > LARGEST => return Err(Spoilt::TooLong),
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) if error.is_timeout() => return Err(Spoilt::TooSlow),
                Err(_) => return Err(Spoilt::CutShort),
            }
        }
        let headers = std::mem::take(response.headers_mut());
        let is_text = std::str::from_utf8(&bytes).is_ok();
        let read = String::from_utf8_lossy(&bytes).into_owned();
        let text = secrets.iter().fold(read, |text, (_, secret)| without(&text, secret));
        Ok(Self { status, at, headers, text, is_text, sealed })
    }

    pub(crate) const fn succeeded(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// How it can be told that something on the way answered in the platform's place: the sign-in page of a network, a
    /// proxy. A refusal to sign in, a pause and a fault are judged by their status, whatever stands in them.
    pub(crate) fn foreign(&self) -> Option<&'static str> {
        match self.status {
            // How a resumable upload says that it goes on: it leads nowhere.
            308 if self.header("location").is_none() => None,
            300..=399 => Some(REDIRECT),
            401 | 429 | 500.. => None,
            _ => {
                let start: String = self.text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
                (start.starts_with("<html") || start == "<!doctype html").then_some(WEB_PAGE)
            }
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// When it was answered by the platform's own clock; by the local one where it does not say.
    pub(crate) fn dated(&self) -> Millis {
        self.header("date").and_then(http_date).unwrap_or(self.at)
    }

    /// The error that stands in it under that very name. A list in the place of an error is none, though a list of the
    /// right length would do for its fields.
    pub(crate) fn error(&self) -> Option<Value> {
        self.json()?.get_mut("error").map(Value::take).filter(Value::is_object)
    }

    /// What it says, as an object: no platform answers with anything else, and a list would be read as the fields of
    /// whatever is expected, in their order.
    pub(crate) fn json(&self) -> Option<Value> {
        self.is_text.then(|| serde_json::from_str(&self.text).ok()).flatten().filter(Value::is_object)
    }
}

/// What is shorter is no token of either platform, and might stand in an answer by itself.
const SHORTEST_TOKEN: usize = 16;

/// What stands in an answer in place of a secret that the call carried.
pub(crate) const HIDDEN: &str = "…";

/// Graph answers repeat a token that they can't read.
fn without(text: &str, secret: &Secret) -> String {
    let token = secret.expose().trim();
    if token.len() < SHORTEST_TOKEN { text.to_owned() } else { text.replace(token, HIDDEN) }
}

#[cfg(test)]
impl Answer {
    /// An answer as a table test needs it.
    pub(crate) fn of(status: u16, headers: &[(&'static str, &str)], body: &str) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                (reqwest::header::HeaderName::from_static(name), reqwest::header::HeaderValue::from_str(value).unwrap())
            })
            .collect();
        Self { status, at: Millis(1_795_165_200_000), headers, text: body.to_owned(), is_text: true, sealed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_object_says_nothing_and_what_is_no_object_beside_it_is_no_error() {
        for body in ["", "[]", r#"["1489201733550108672"]"#, "7", "null", "{", r#"{"a":1}{"#] {
            assert_eq!(Answer::of(200, &[], body).json(), None, "{body}");
        }
        for body in [r#"{"error":[4]}"#, r#"{"error":"x"}"#, r#"{"error":null}"#, "{}"] {
            assert_eq!(Answer::of(200, &[], body).error(), None, "{body}");
        }
        assert!(Answer::of(200, &[], r#"{"error":{"code":4}}"#).error().is_some());
    }

    #[test]
    fn bytes_that_are_no_text_are_no_answer() {
        let spoilt = Answer { is_text: false, ..Answer::of(200, &[], r#"{"id":"1"}"#) };
        assert_eq!(spoilt.json(), None);
    }

    #[test]
    fn a_repeated_token_is_taken_out() {
        let secret = Secret::new("CANARY-0123456789\n".to_owned());
        assert_eq!(without("Malformed access token CANARY-0123456789", &secret), "Malformed access token …");
        assert_eq!(without("nothing", &Secret::new(String::new())), "nothing");
        assert_eq!(without("next_token", &Secret::new("token".to_owned())), "next_token", "an answer stays readable");
    }
}
