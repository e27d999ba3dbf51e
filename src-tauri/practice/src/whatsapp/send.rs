//! Sending a message to one person.
//!
//! Invariant: a message and its ledger entry come into being together, after every reason to refuse was looked at; an
//! accepted message is on its way and can't be taken back. Nothing here knows whether it was sent before: whoever sends it
//! again has sent it twice.

use serde_json::{Value, json};

use super::fill::{Filled, fill};
use super::state::{Fate, WaMessage, pair};
use super::wire::WhatsappPerson;
use super::{Ask, DAY_MS, business_of, error};
use crate::account::Platform;
use crate::facebook::error::{self as graph, GraphError};
use crate::ledger::{LedgerEntry, LedgerKind, Recipient};
use crate::reply::Reply;
use crate::world::Scene;

const LONGEST_TEXT: usize = 4_096;

/// What is to be sent, found to be in order.
struct Ready {
    filled: Filled,
    template: Option<String>,
    /// Whether it is an offer, which some people do not get.
    offer: bool,
}

pub(super) fn send(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_be_own_phone()?;
    if ask.params.text("messaging_product")?.as_deref() != Some("whatsapp") {
        return Err(graph::invalid("The parameter messaging_product is required."));
    }
    let input = ask.params.text("to")?.ok_or_else(|| error::missing("to"))?;
    let to = input.trim_start_matches('+').to_owned();
    if !(7..=15).contains(&to.len()) || !to.bytes().all(|byte| byte.is_ascii_digit()) || to.starts_with('0') {
        return Err(error::wrong_value("to: this is no phone number"));
    }
    if to == ask.caller.account.username {
        return Err(error::to_itself());
    }
    let (phone, now) = (ask.caller.phone().to_owned(), scene.now);
    if !scene.world.whatsapp.take_token(&phone, now) {
        return Err(error::throughput());
    }
    let both = pair(&phone, &to);
    let wire = scene.world.whatsapp.wire;
    if scene.world.whatsapp.written.get(&both).is_some_and(|last| now < last + wire.pair_ms) {
        return Err(error::pair_limit());
    }
    let open = scene.world.whatsapp.window_is_open(&phone, &to, now);
    let ready = match ask.params.text("type")?.as_deref() {
        Some("template") => template(scene, ask)?,
        Some("text") | None => free_text(ask, open)?,
        Some(_) => return Err(error::unsupported_type()),
    };
    let fate = fate(scene, &to, ready.offer)?;
    let business = business_of(&ask.caller.account).to_owned();
    if !open {
        if !scene.world.whatsapp.may_reach(&business, &to, now) {
            return Err(error::too_many_people());
        }
        scene.world.whatsapp.reached.insert(pair(&business, &to), now);
    }
    scene.world.whatsapp.written.insert(both, now);
    Ok(accept(scene, ask, to, input, ready, fate))
}

fn accept(scene: &mut Scene<'_>, ask: &Ask<'_>, to: String, input: String, ready: Ready, fate: Fate) -> Reply {
    let number = scene.world.chance.facebook_id(scene.now);
    let id = format!("wamid.HBgL{}", scene.world.chance.word(28));
    let Ready { filled: Filled { text, link, media }, template, .. } = ready;
    let sha256 = media.as_ref().map(|(_, sha256)| sha256.clone());
    scene.world.ledger.push(LedgerEntry {
        at_ms: scene.now,
        platform: Platform::Whatsapp,
        account: ask.caller.account.id.clone(),
        id: id.clone(),
        kind: LedgerKind::Message,
        text: text.clone(),
        link: link.clone(),
        alt_texts: sha256.iter().map(|_| None).collect(),
        media_sha256: sha256.into_iter().collect(),
        parent: None,
        recipient: Some(Recipient { number: to.clone(), template: template.clone() }),
        removed_at: None,
    });
    let message = WaMessage {
        number,
        id: id.clone(),
        account: ask.caller.account.id.clone(),
        to: to.clone(),
        template,
        text,
        link,
        media,
        created_ms: scene.now,
        fate,
        hidden_reads: 0,
    };
    scene.world.whatsapp.messages.insert(number, message);
    Reply::ok(json!({
        "messaging_product": "whatsapp",
        "contacts": [{ "input": input, "wa_id": to }],
        "messages": [{ "id": id, "message_status": "accepted" }],
    }))
    .created(number)
}

fn template(scene: &Scene<'_>, ask: &Ask<'_>) -> Result<Ready, GraphError> {
    let asked = ask.params.value("template").ok_or_else(|| error::missing("template"))?;
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = word(asked, "name");
    let language = word(asked.get("language").unwrap_or(&Value::Null), "code");
    let whatsapp = &scene.world.whatsapp;
    let template = whatsapp
        .template(ask.caller.business(), &name, &language)
        .ok_or_else(|| error::no_such_template(&name, &language))?;
    match template.status(scene.now) {
        "APPROVED" => {}
        "PAUSED" => return Err(error::paused()),
        "DISABLED" => return Err(error::disabled()),
        _ => return Err(error::no_such_template(&name, &language)),
    }
    let upload = |id: &str| whatsapp.upload(ask.caller.phone(), id, scene.now).cloned();
    let filled = fill(template, asked.get("components").unwrap_or(&Value::Null), upload)?;
    Ok(Ready { filled, template: Some(name), offer: template.category == "MARKETING" })
}

/// Words of one's own go only to whoever wrote in the last 24 hours.
fn free_text(ask: &Ask<'_>, open: bool) -> Result<Ready, GraphError> {
    let body = ask.params.value("text").and_then(|text| text.get("body")).and_then(Value::as_str).unwrap_or_default();
    if body.is_empty() {
        return Err(error::missing("text.body"));
    }
    if body.chars().count() > LONGEST_TEXT {
        return Err(error::wrong_value("text.body: at most 4096 characters"));
    }
    if !open {
        return Err(error::outside_window());
    }
    let filled = Filled { text: body.to_owned(), link: None, media: None };
    Ok(Ready { filled, template: None, offer: false })
}

/// What becomes of a message to this person, or why it is not taken.
fn fate(scene: &mut Scene<'_>, to: &str, offer: bool) -> Result<Fate, GraphError> {
    match scene.world.whatsapp.person(to) {
        WhatsappPerson::Unreachable => Err(error::of_recipient(131_026)),
        WhatsappPerson::StoppedOffers if offer => Err(error::of_recipient(131_050)),
        WhatsappPerson::HadEnoughOffers if offer => {
            let since = *scene.world.whatsapp.enough_since.entry(to.to_owned()).or_insert(scene.now);
            if scene.now < since + DAY_MS { Err(error::of_recipient(131_049)) } else { Ok(Fate::Read) }
        }
        WhatsappPerson::FailsLater => Ok(Fate::Failed { code: 131_026 }),
        WhatsappPerson::LeavesUnread => Ok(Fate::Delivered),
        WhatsappPerson::Reads | WhatsappPerson::StoppedOffers | WhatsappPerson::HadEnoughOffers => Ok(Fate::Read),
    }
}
