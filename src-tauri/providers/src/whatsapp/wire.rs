//! WhatsApp's endpoints and its JSON.
//!
//! Invariant: the token travels in the header of a call, never in its address; of the addresses that the Graph API answers
//! with (`paging.next` among them, which holds the token) none is called. Nobody's telephone number is part of an address.

use countersign_core::model::Platform;
use countersign_core::publish::{AllowanceWords, CallWords, PlatformWords, Taken};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::{Answer, Endpoint, Verb};

const fn at(verb: Verb, template: &'static str) -> Endpoint {
    Endpoint { platform: Platform::Whatsapp, host: "graph.facebook.com", verb, template }
}

pub(super) static NODE: Endpoint = at(Verb::Get, "/{version}/{node}");
pub(super) static PHONE_NUMBERS: Endpoint = at(Verb::Get, "/{version}/{node}/phone_numbers");
pub(super) static TEMPLATES: Endpoint = at(Verb::Get, "/{version}/{node}/message_templates");
pub(super) static MESSAGES: Endpoint = at(Verb::Post, "/{version}/{node}/messages");
pub(super) static MEDIA: Endpoint = at(Verb::Post, "/{version}/{node}/media");
pub(super) static HISTORY: Endpoint = at(Verb::Get, "/{version}/{node}/message_history");

/// What people are told of these calls, and of WhatsApp's allowances.
pub(super) static WORDS: PlatformWords = PlatformWords {
    calls: &[
        words("POST", "/{version}/{node}/messages", "Send a message to one recipient"),
        words("POST", "/{version}/{node}/media", "Upload a picture"),
        words("GET", "/{version}/{node}/message_templates", "Read the templates"),
        words("GET", "/{version}/{node}/message_history", "Ask what became of a message"),
        words("GET", "/{version}/{node}/phone_numbers", "Look for the phone number"),
        words("GET", "/{version}/{node}", "Look at a template"),
    ],
    allowances: &[AllowanceWords {
        name: "page",
        what: "Reading templates and settings",
        percent: true,
        main: true,
        holds_back: true,
    }],
    note: "WhatsApp also limits how many people the business may begin to write to in 24 hours, and how fast. It does not tell how much of that is left; Countersign stops when WhatsApp says so, and nobody gets a message twice.",
};

const fn words(method: &'static str, template: &'static str, what: &'static str) -> CallWords {
    CallWords { method, template, what }
}

/// Whether a call counts against the allowance of managing the business account. Messages do not.
pub(super) fn manages(endpoint: &Endpoint) -> bool {
    endpoint.verb == Verb::Get && endpoint.template != HISTORY.template
}

/// What a template is asked for.
pub(super) const TEMPLATE_FIELDS: &str = "id,name,language,status,category,parameter_format,components";

/// What an answer says, if it can be read as that.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    answer.json().and_then(|body| serde_json::from_value(body).ok())
}

/// An id of the Graph API: a number.
pub(super) fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) paging: Paging,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Paging {
    #[serde(default)]
    pub(super) cursors: Cursors,
    /// Says that there is more. Not followed.
    pub(super) next: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Cursors {
    pub(super) after: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Phone {
    pub(super) id: String,
    #[serde(default)]
    pub(super) display_phone_number: String,
    #[serde(default)]
    pub(super) verified_name: String,
}

/// A template, as it is answered.
#[derive(Debug, Deserialize)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) language: String,
    pub(super) status: String,
    pub(super) category: String,
    #[serde(default)]
    pub(super) parameter_format: String,
    #[serde(default)]
    pub(super) components: Vec<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub(super) id: String,
}

/// What is answered when a message was taken. It holds a telephone number, so it can't be printed.
#[derive(Deserialize)]
pub(super) struct Accepted {
    messages: Vec<AcceptedMessage>,
    /// Whatever stands here, the message was taken.
    #[serde(default)]
    contacts: Value,
}

#[derive(Deserialize)]
struct AcceptedMessage {
    id: String,
    #[serde(default)]
    message_status: Value,
}

impl Accepted {
    /// The one message that was taken, and the one that it goes to.
    pub(super) fn taken(self) -> Option<Taken> {
        let mut messages = self.messages.into_iter();
        let only = match (messages.next(), messages.next()) {
            (Some(only), None) => only,
            (Some(_), Some(_)) | (None, _) => return None,
        };
        let known_as = match self.contacts.as_array().map(Vec::as_slice) {
            Some([contact]) => contact.get("wa_id").and_then(Value::as_str),
            Some(_) | None => None,
        };
        let is_number = |id: &&str| (7..=15).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
        Some(Taken {
            known_as: known_as.filter(is_number).map(str::to_owned),
            held: HOLDS.iter().any(|word| only.message_status == *word),
            message_id: Some(only.id).filter(|id| is_message_id(id))?,
        })
    }
}

/// How WhatsApp says that it took a message and holds it back: it may send it later, or drop it. (Read 2026-11-20.)
const HOLDS: [&str; 2] = ["held_for_quality_assessment", "paused"];

/// `wamid.` and signs of Base64.
pub(super) fn is_message_id(id: &str) -> bool {
    id.strip_prefix("wamid.").is_some_and(|rest| (1..=500).contains(&rest.len()))
        && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A message in the history.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    pub(super) message_id: String,
    pub(super) events: Option<Events>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Events {
    #[serde(default)]
    pub(super) data: Vec<Event>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(default)]
    pub(super) delivery_status: String,
    #[serde(default)]
    pub(super) timestamp: Value,
    #[serde(default)]
    pub(super) error_description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Option<Taken> {
        serde_json::from_str::<Accepted>(text).ok().and_then(Accepted::taken)
    }

    #[test]
    fn one_message_has_one_id() {
        let id = |text: &str| taken(text).map(|taken| taken.message_id);
        assert_eq!(id(r#"{"messages":[{"id":"wamid.HBgL=="}]}"#).as_deref(), Some("wamid.HBgL=="));
        for wrong in [
            r#"{"messages":[]}"#,
            r#"{"messages":[{"id":"7"}]}"#,
            r#"{"messages":[{"id":"wamid."}]}"#,
            r#"{"messages":[{"id":"wamid.a b"}]}"#,
            r#"{"messages":[{"id":"wamid.a"},{"id":"wamid.b"}]}"#,
            "{}",
        ] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn it_is_read_whom_a_message_goes_to_and_whether_it_is_held_back() {
        let read = |contacts: &str, status: &str| {
            let taken = taken(&format!(
                r#"{{"contacts":{contacts},"messages":[{{"id":"wamid.a","message_status":{status}}}]}}"#
            ));
            taken.map(|taken| (taken.known_as, taken.held))
        };
        let known = Some("5215512345678".to_owned());
        let contact = r#"[{"input":"+525512345678","wa_id":"5215512345678"}]"#;
        assert_eq!(read(contact, r#""accepted""#), Some((known.clone(), false)));
        assert_eq!(read(contact, r#""held_for_quality_assessment""#), Some((known.clone(), true)));
        assert_eq!(read(contact, r#""paused""#), Some((known, true)));
        // Whatever else stands there, the message is on its way.
        for odd in ["null", "[]", r#"[{"wa_id":"IN.12"}]"#, r#"[{"wa_id":"1234567"},{"wa_id":"1234568"}]"#, "7"] {
            assert_eq!(read(odd, "7"), Some((None, false)), "{odd}");
        }
    }
}
