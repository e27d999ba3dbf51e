//! A message to recipients on the practice platform, from their consent to the signed template, through the use cases.
//!
//! Invariant: who got what is read from the practice platform's own ledger, never from what the product says of it.

use countersign_core::api::types::{
    AudienceChosen, Message, MessagePage, MessageSending, RecipientList, TemplateShown, Templates,
};
use countersign_core::model::{
    Audience, Content, MediaRef, Part, PartRole, Platform, PlatformOptions, PostId, RecipientListId, TemplateParameter,
    TemplateUse,
};
use countersign_practice::{Control, LedgerEntry, LedgerKind};
use serde_json::{Value, json};

use crate::clinic::Clinic;

/// Somebody who agreed to be written to.
pub const ANA: &str = "41791110001";
/// Somebody else who did.
pub const BEN: &str = "41791110002";
/// And somebody else.
pub const CLEO: &str = "41791110003";

/// Somebody who agreed to get whatever a clinic may send, as they are taken in.
#[must_use]
pub fn recipient(number: &str, name: &str, list: Option<RecipientListId>) -> Value {
    json!({
        "number": number,
        "name": name,
        "consent_to": "marketing",
        "consent_on": "2026-10-01",
        "consent_how": "Form at reception",
        "consent_proof": "Folder C",
        "list": list,
    })
}

/// A list of people who agreed, as it is chosen for a message.
#[must_use]
pub fn audience(clinic: &Clinic, name: &str, numbers: &[&str]) -> Audience {
    let list: RecipientList = clinic.call("recipient_list_save", json!({ "id": null, "name": name }));
    for (index, number) in numbers.iter().enumerate() {
        let new = recipient(&format!("+{number}"), &format!("Recipient {index}"), Some(list.id));
        let _: Value = clinic.call("recipient_add", new);
    }
    choose(clinic, &list)
}

/// A list as it is chosen for a message.
#[must_use]
pub fn choose(clinic: &Clinic, list: &RecipientList) -> Audience {
    let chosen: AudienceChosen = clinic.call("audience_take", json!({ "id": list.id, "category": "marketing" }));
    chosen.audience
}

/// A template in English, as its platform shows it now.
///
/// # Panics
/// When the platform shows no such template.
#[must_use]
pub fn template(clinic: &Clinic, name: &str) -> TemplateShown {
    let channel = clinic.channel(Platform::Whatsapp).id;
    let all: Templates = clinic.call("template_refresh", json!({ "id": channel }));
    let shown = all.templates.into_iter().find(|it| it.seen.name == name && it.seen.language == "en");
    shown.unwrap_or_else(|| panic!("no template {name}"))
}

/// A message of a template, its places filled in order.
///
/// # Panics
/// When the platform shows no such template in English.
#[must_use]
pub fn message(clinic: &Clinic, name: &str, values: &[&str], audience: Audience, media: Vec<MediaRef>) -> Content {
    let template = filled(template(clinic, name), values, audience);
    Content {
        parts: vec![Part { role: PartRole::Main, text: String::new(), media }],
        options: PlatformOptions::Whatsapp { template: Some(Box::new(template)) },
    }
}

/// A template as it is used for an audience, its places filled in order.
#[must_use]
pub fn filled(shown: TemplateShown, values: &[&str], audience: Audience) -> TemplateUse {
    let filled = shown.slots.into_iter().zip(values);
    TemplateUse {
        digest: shown.digest,
        parameters: filled.map(|(slot, value)| TemplateParameter { slot, value: (*value).to_owned() }).collect(),
        audience: Some(audience),
        id: shown.seen.id,
        name: shown.seen.name,
        language: shown.seen.language,
        category: shown.seen.category,
        format: shown.seen.format,
        header: shown.seen.header,
    }
}

/// What a number got, the oldest first.
#[must_use]
pub fn got(control: &Control, number: &str) -> Vec<LedgerEntry> {
    let of = |entry: &LedgerEntry| {
        entry.kind == LedgerKind::Message && entry.recipient.as_ref().is_some_and(|it| it.number == number)
    };
    control.ledger().into_iter().filter(of).collect()
}

/// How a sending stands, as the product says.
///
/// # Panics
/// Before it began.
#[must_use]
pub fn sending(clinic: &Clinic, post: PostId) -> MessageSending {
    let message: Message = clinic.call("message_get", json!({ "id": post }));
    message.sending.unwrap_or_else(|| panic!("nothing was sent yet"))
}

/// What became of each recipient, as the product says.
#[must_use]
pub fn recipients(clinic: &Clinic, post: PostId) -> MessagePage {
    clinic.call("message_recipients", json!({ "post_id": post, "state": null, "from": 0 }))
}
