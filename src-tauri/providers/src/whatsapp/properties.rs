//! Whatever WhatsApp answers, or something in its place: what it said is never more than what it said.
//!
//! Invariant under test: an answer that nobody understands leaves a message in doubt, and it is not sent again; what became
//! of a message is believed of that message alone; a number is in no sentence; every wait ends.

use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::gate::{Recipient, SignedPart};
use countersign_core::model::{
    Digest, ParameterFormat, PartRole, PhoneNumber, PlatformOptions, TemplateCategory, TemplateHeaderKind, TemplateUse,
};
use countersign_core::publish::{ArrivalState, Outcome, Prepared};
use countersign_practice::cast;
use countersign_spoil::cases;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::publish::plan;
use super::*;
use crate::spoilt::{Parrot, Said, graph_refuses, may_follow, nobody, spoilt};
use crate::testing::{account, http, part};

const NUMBER: &str = "41791110001";
const MESSAGE: &str = "wamid.HBgLNDE3OTExMTAwMDEVAgARGBI=";

fn whatsapp(parrot: &Parrot) -> Whatsapp {
    let http = http(&parrot.base, Some(cast::WHATSAPP_TOKEN)).0;
    Whatsapp::new(http, GraphVersion::default(), WhatsappSettings::default())
}

fn to_one() -> SignedPart {
    let mut part = part(PartRole::Main, "as signed");
    part.recipient = Some(Recipient {
        id: "01931c2e-5b00-7000-8000-000000000009".parse().unwrap(),
        number: PhoneNumber::of_digits(NUMBER).unwrap(),
    });
    part
}

fn options() -> PlatformOptions {
    PlatformOptions::Whatsapp {
        template: Some(Box::new(TemplateUse {
            digest: Digest::of(b"template"),
            parameters: Vec::new(),
            id: "594425479261596".to_owned(),
            name: "opening_hours".to_owned(),
            language: "en".to_owned(),
            category: TemplateCategory::Utility,
            format: ParameterFormat::Positional,
            header: TemplateHeaderKind::None,
            audience: None,
        })),
    }
}

#[test]
fn an_answer_that_nobody_understands_leaves_a_message_in_doubt() {
    let parrot = Parrot::new();
    let (whatsapp, part, options) = (whatsapp(&parrot), to_one(), options());
    let answers = [
        json!({"messaging_product": "whatsapp", "contacts": [{"input": format!("+{NUMBER}"), "wa_id": NUMBER}],
            "messages": [{"id": MESSAGE, "message_status": "accepted"}]}),
        json!({"error": {"message": "(#131026) Message undeliverable", "code": 131_026,
            "error_data": {"messaging_product": "whatsapp", "details": format!("Message to +{NUMBER} undeliverable.")}}}),
        json!({"error": {"message": "(#130429) Rate limit hit", "code": 130_429}}),
        json!({"error": {"message": "(#131000) Something went wrong", "code": 131_000, "is_transient": true}}),
    ];
    proptest!(cases(280), |(said in spoilt(&answers))| {
        let now = SystemClock.now();
        let plan = plan(cast::WHATSAPP_ID, &part, &options, &Prepared::default()).unwrap();
        let outcome = parrot.asked(&[&said], whatsapp.create(nobody(), plan));
        let refuses = |said: &Said| graph_refuses(said) || said.status == 401;
        may_follow(&outcome, &said, now, refuses).map_err(TestCaseError::fail)?;
        if let Outcome::Absent(failure) | Outcome::Rejected(failure) | Outcome::Unknown(failure) = &outcome {
            prop_assert!(!format!("{} {}", failure.message, failure.detail).contains(NUMBER), "{failure:?}");
        }
    });
}

#[test]
fn what_became_of_a_message_is_believed_of_that_message_alone() {
    let parrot = Parrot::new();
    let (whatsapp, ids) = (whatsapp(&parrot), [MESSAGE.to_owned()]);
    let account = account(Platform::Whatsapp);
    let sample = json!({"data": [{"id": "1", "message_id": MESSAGE, "events": {"data": [
        {"delivery_status": "SENT", "timestamp": 1_795_165_200, "error_description": ""},
        {"delivery_status": "DELIVERED", "timestamp": "1795165201"},
    ]}}]});
    proptest!(cases(240), |(said in spoilt(std::slice::from_ref(&sample)))| {
        let heard = parrot.asked(&[&said], whatsapp.what_became(nobody(), &account.id, &ids));
        prop_assert!(heard.told.len() <= 1);
        prop_assert!(heard.asked.len() <= 1);
        for arrival in heard.told {
            prop_assert_eq!(&arrival.message_id, MESSAGE);
            prop_assert!(matches!(arrival.state, ArrivalState::Sent | ArrivalState::Delivered), "{arrival:?}");
            prop_assert!(!arrival.opted_out);
            prop_assert!(said.value().is_some_and(|value| value.pointer("/data").and_then(Value::as_array).is_some()));
        }
    });
}

/// What recipients read of a template, as WhatsApp wrote it. Examples are shown to nobody.
fn shown(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields.iter().filter(|(key, _)| *key != "example").map(|(key, it)| (key.clone(), shown(it))).collect(),
        ),
        Value::Array(items) => items.iter().map(shown).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// A template is signed by its digest, so whatever its recipients read is in it.
#[test]
fn a_template_in_which_anything_changed_has_another_digest_or_is_not_read() {
    const TEMPLATE: &str = "594425479261596";
    let parrot = Parrot::new();
    let whatsapp = whatsapp(&parrot);
    let sample = json!({"id": TEMPLATE, "name": "flu_vaccination", "language": "en", "status": "APPROVED",
    "category": "MARKETING", "parameter_format": "POSITIONAL", "components": [
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["x"]}},
        {"type": "BODY", "text": "Flu vaccination begins on {{1}}. Come to {{2}}.", "example": {"body_text": [["a", "b"]]}},
        {"type": "FOOTER", "text": "Answer STOP to hear nothing more."},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "More", "url": "https://lakeside.example/{{1}}"}]},
    ]});
    let read = |said: &Said| parrot.asked(&[said], whatsapp.template_now(nobody(), TEMPLATE)).ok().flatten();
    let signed = read(&Said::json(sample.to_string())).unwrap().digest();
    let words = |value: &Value| shown(&value["components"]);
    proptest!(cases(280), |(said in spoilt(std::slice::from_ref(&sample)))| {
        let said = Said { headers: Vec::new(), status: 200, ..said };
        if let Some(template) = read(&said) {
            let value = said.value().unwrap();
            prop_assert!(template.slots().len() <= said.body.len());
            if words(&value) != words(&sample) {
                prop_assert_ne!(template.digest(), signed, "{}", value);
            }
        }
    });
}

#[test]
fn a_second_part_of_a_kind_is_seen_and_not_sent() {
    const TEMPLATE: &str = "594425479261596";
    let parrot = Parrot::new();
    let whatsapp = whatsapp(&parrot);
    let image = json!({"type": "HEADER", "format": "IMAGE"});
    let body = json!({"type": "BODY", "text": "Come in."});
    let read = |components: &[&Value]| {
        let template = json!({"id": TEMPLATE, "name": "open", "language": "en", "status": "APPROVED", "category": "UTILITY",
            "components": components});
        let said = Said::json(template.to_string());
        parrot.asked(&[&said], whatsapp.template_now(nobody(), TEMPLATE)).unwrap().unwrap()
    };
    let (once, twice) = (read(&[&image, &body]), read(&[&image, &body, &image]));
    assert_ne!(once.digest(), twice.digest());
    assert!(once.unsupported.is_none() && twice.unsupported.is_some());
}
