//! The phones of those who were written to: on the real platform each recipient sees their own and nobody else does.
//!
//! Invariant: a phone shows what was accepted for it and did not fail, and nothing that was sent to another.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::response::Response;

use super::state::{Fate, WaMessage};
use crate::account::Platform;
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::{WHATSAPP_PICTURES, WHATSAPP_WEB};
use crate::world::{Scene, World};

/// What one phone received, newest first; of a business's own number, what it sent.
pub(crate) fn phone(world: &World, now: i64, number: &str) -> Response {
    if let Some(own) = world.accounts.iter().find(|it| it.platform == Platform::Whatsapp && it.username == number) {
        let sent = world.whatsapp.messages.values().rev().filter(|it| it.account == own.id);
        let items = sent.map(|it| (item(world, it), format!("{WHATSAPP_WEB}/{}", it.to))).collect();
        return html::Wall { platform: "WhatsApp", name: own.name.clone(), items }.into_response();
    }
    let mut items: Vec<Item> = arrived(world, now).filter(|it| it.to == number).map(|it| item(world, it)).collect();
    items.reverse();
    match items.first_mut() {
        None => html::not_found(),
        Some(newest) => {
            newest.asked = true;
            Page { platform: "WhatsApp", items }.into_response()
        }
    }
}

/// Every phone that received something.
pub(crate) fn phones(world: &World, now: i64) -> Response {
    let mut newest: BTreeMap<&str, &WaMessage> = BTreeMap::new();
    for message in arrived(world, now) {
        newest.insert(&message.to, message);
    }
    let items = newest.values().map(|it| (item(world, it), format!("{WHATSAPP_WEB}/{}", it.to))).collect();
    html::Wall { platform: "WhatsApp", name: "Phones".to_owned(), items }.into_response()
}

fn arrived(world: &World, now: i64) -> impl Iterator<Item = &WaMessage> {
    let after = world.whatsapp.wire.delivered_after_ms;
    world
        .whatsapp
        .messages
        .values()
        .filter(move |it| !matches!(it.fate, Fate::Failed { .. }) && it.created_ms + after <= now)
}

fn item(world: &World, message: &WaMessage) -> Item {
    let sender = world.account(Platform::Whatsapp, &message.account);
    Item {
        name: sender.map(|account| account.name.clone()).unwrap_or_default(),
        handle: format!("to +{}", message.to),
        time: page_time(message.created_ms),
        text: message.text.clone(),
        link: message.link.clone(),
        pictures: message
            .media
            .iter()
            .filter(|(number, _)| is_picture(world, *number))
            .map(|(number, _)| (format!("{WHATSAPP_PICTURES}/{number}"), None))
            .collect(),
        asked: false,
        under: false,
    }
}

fn is_picture(world: &World, number: u64) -> bool {
    world.whatsapp.media.get(&number).is_some_and(|media| media.mime.starts_with("image/"))
}

/// A picture that a message shows. It stays when its upload is deleted: the phones have it.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let number: u64 = id.parse().ok()?;
    let mut shown = scene.world.whatsapp.messages.values().filter_map(|message| message.media.as_ref());
    let (_, sha256) = shown.find(|(media, _)| *media == number)?.clone();
    let mime = match scene.world.whatsapp.media.get(&number)?.mime.as_str() {
        "image/jpeg" => "image/jpeg",
        "image/png" => "image/png",
        _ => return None,
    };
    Some((scene.blobs.get(&sha256)?, mime))
}
