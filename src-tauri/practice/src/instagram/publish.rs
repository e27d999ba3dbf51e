//! Publishing a container, and how much an account may still publish.
//!
//! Invariant: a post and its ledger entry come into being together, after every reason to refuse was looked at; a
//! container becomes public once.

use serde_json::{Value, json};

use super::state::{IgKind, IgMedia};
use super::{Ask, DAY_MS, error};
use crate::account::Platform;
use crate::facebook::error::{self as graph, GraphError};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::Scene;

pub(super) fn publish(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let account = ask.own_account(scene)?.id.clone();
    let id = ask.params.text("creation_id")?.ok_or_else(|| graph::invalid("The parameter creation_id is required"))?;
    let instagram = &scene.world.instagram;
    let container =
        instagram.container(&id).filter(|it| it.account == account).ok_or_else(error::no_such_container)?.clone();
    if container.published || container.is_expired(scene.now) {
        return Err(error::container_gone());
    }
    if container.kind == IgKind::CarouselItem {
        return Err(graph::invalid("A carousel item is published in its carousel only"));
    }
    if container.is_worked_on(scene.now) || container.fault.is_some() {
        return Err(error::not_ready());
    }
    if instagram.published_lately(&account, scene.now) >= instagram.wire.quota {
        return Err(error::daily_limit());
    }
    let number = scene.world.chance.facebook_id(scene.now);
    let shortcode = match container.kind {
        // Addresses of stories end in a number of their own.
        IgKind::Story => scene.world.chance.linkedin_id(scene.now).to_string(),
        IgKind::Image | IgKind::Carousel | IgKind::CarouselItem | IgKind::Reel => {
            format!("D{}-{}_{}", scene.world.chance.word(4), scene.world.chance.word(3), scene.world.chance.word(1))
        }
    };
    for taken in container.children.iter().chain([&container.number]) {
        if let Some(taken) = scene.world.instagram.containers.get_mut(taken) {
            taken.published = true;
        }
    }
    scene.world.ledger.push(LedgerEntry {
        at_ms: scene.now,
        platform: Platform::Instagram,
        account: account.clone(),
        id: number.to_string(),
        kind: match container.kind {
            IgKind::Story => LedgerKind::Story,
            IgKind::Reel => LedgerKind::Reel,
            IgKind::Image | IgKind::Carousel | IgKind::CarouselItem => LedgerKind::PhotoPost,
        },
        text: container.caption.clone(),
        link: None,
        media_sha256: container
            .pictures
            .iter()
            .map(|picture| picture.sha256.clone())
            .chain(container.film.clone())
            .collect(),
        alt_texts: container
            .pictures
            .iter()
            .map(|picture| picture.alt_text.clone())
            .chain(container.film.iter().map(|_| None))
            .collect(),
        parent: None,
        recipient: None,
        removed_at: None,
    });
    let media = IgMedia {
        number,
        account,
        kind: container.kind,
        caption: container.caption,
        pictures: container.pictures,
        film: container.film,
        cover_ms: container.cover_ms,
        created_ms: scene.now,
        shortcode,
        hidden_reads: 0,
        comments_off: false,
        removed: false,
    };
    scene.world.instagram.media.insert(number, media);
    Ok(Reply::ok(json!({ "id": number.to_string() })).created(number))
}

pub(super) fn limit(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let account = &ask.own_account(scene)?.id;
    let used = scene.world.instagram.published_lately(account, scene.now);
    let wanted = ask.params.text("fields")?.unwrap_or_else(|| "quota_usage".to_owned());
    let mut shown = serde_json::Map::new();
    for field in wanted.split(',').map(str::trim) {
        let value: Value = match field {
            "quota_usage" => json!(used),
            "config" => json!({ "quota_total": scene.world.instagram.wire.quota, "quota_duration": DAY_MS / 1_000 }),
            _ => return Err(graph::no_such_field(field, "IGContentPublishingLimit")),
        };
        shown.insert(field.to_owned(), value);
    }
    Ok(Reply::ok(json!({ "data": [shown] })))
}
