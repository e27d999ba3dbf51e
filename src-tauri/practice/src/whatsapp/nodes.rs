//! Single objects: a phone number, a business account, a template, an upload.
//!
//! Invariant: only what belongs to the token's own business account is shown.

use serde_json::{Value, json};

use super::{Ask, DAY_MS, business_of, phone_of, templates};
use crate::account::{Account, Platform};
use crate::facebook::error::{self as graph, GraphError};
use crate::facebook::fields::Field;
use crate::facebook::present::shown;
use crate::reply::Reply;
use crate::world::Scene;

pub(super) fn get(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let fields = templates::fields(ask)?;
    let own = &ask.caller.account;
    if ask.node == ask.caller.phone() {
        return phone(own, &fields).map(Reply::ok);
    }
    if ask.node == ask.caller.business() {
        return business(scene, own, &fields).map(Reply::ok);
    }
    let number: Option<u64> = ask.node.parse().ok();
    let template = number.and_then(|number| scene.world.whatsapp.templates.get(&number));
    if let Some(template) = template.filter(|it| it.business == ask.caller.business()) {
        return templates::present(template, scene.now, &fields).map(Reply::ok);
    }
    if let Some(media) = scene.world.whatsapp.upload(ask.caller.phone(), ask.node, scene.now) {
        return Ok(Reply::ok(json!({
            "messaging_product": "whatsapp",
            "url": format!("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={}", media.number),
            "mime_type": media.mime,
            "sha256": media.sha256,
            "file_size": media.bytes,
            "id": media.number.to_string(),
        })));
    }
    Err(graph::no_such_object(ask.node))
}

fn phone(account: &Account, fields: &[Field]) -> Result<Value, GraphError> {
    let usual = ["id", "display_phone_number", "verified_name", "quality_rating"];
    shown("WhatsAppBusinessPhoneNumber", fields, &usual, |field| match field.name.as_str() {
        "id" => Some(json!(phone_of(account))),
        "display_phone_number" => Some(json!(displayed(&account.username))),
        "verified_name" => Some(json!(account.name)),
        "quality_rating" => Some(json!("GREEN")),
        "code_verification_status" => Some(json!("VERIFIED")),
        "name_status" => Some(json!("APPROVED")),
        "status" => Some(json!("CONNECTED")),
        _ => None,
    })
}

/// `41445551200` as people read it.
fn displayed(digits: &str) -> String {
    let (country, rest) = digits.split_at_checked(2).unwrap_or((digits, ""));
    let (area, rest) = rest.split_at_checked(2).unwrap_or((rest, ""));
    let (first, rest) = rest.split_at_checked(3).unwrap_or((rest, ""));
    format!("+{country} {area} {first} {rest}")
}

fn business(scene: &Scene<'_>, account: &Account, fields: &[Field]) -> Result<Value, GraphError> {
    let whatsapp = &scene.world.whatsapp;
    let tier = whatsapp.wire.people_a_day;
    let own = format!("{} ", business_of(account));
    let reached = whatsapp.reached.iter().filter(|(key, at)| key.starts_with(&own) && **at > scene.now - DAY_MS);
    let full = reached.count() >= tier as usize;
    let able = if full { "LIMITED" } else { "AVAILABLE" };
    shown("WhatsAppBusinessAccount", fields, &["id", "name"], |field| match field.name.as_str() {
        "id" => Some(json!(business_of(account))),
        "name" => Some(json!(account.name)),
        "whatsapp_business_manager_messaging_limit" => Some(json!(format!("TIER_{tier}"))),
        "account_review_status" => Some(json!("APPROVED")),
        "business_verification_status" => Some(json!("verified")),
        "health_status" => Some(json!({
            "can_send_message": able,
            "entities": [{ "entity_type": "WABA", "id": business_of(account), "can_send_message": able }],
        })),
        _ => None,
    })
}

pub(super) fn phone_numbers(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_be_own_business()?;
    let fields = templates::fields(ask)?;
    let numbers = scene
        .world
        .accounts
        .iter()
        .filter(|account| account.platform == Platform::Whatsapp && business_of(account) == ask.caller.business());
    let data: Vec<Value> = numbers.map(|account| phone(account, &fields)).collect::<Result<_, _>>()?;
    Ok(Reply::ok(json!({ "data": data })))
}
