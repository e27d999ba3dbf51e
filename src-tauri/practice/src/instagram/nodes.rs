//! Single objects: read them by id, delete them; and whom a person may act for.
//!
//! Invariant: nothing is deleted by a token of an Instagram login: that host has no such call.

use serde_json::json;

use super::{Ask, Door, containers, messages, present};
use crate::account::Platform;
use crate::facebook::error::{self as graph, GraphError};
use crate::facebook::messages as letters;
use crate::facebook::present::person;
use crate::reply::Reply;
use crate::world::Scene;

pub(super) fn get(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let fields = present::fields(ask)?;
    if let (Door::Facebook, "me", Some(owner)) = (ask.caller.door, ask.node, &ask.caller.account.owner) {
        return person(owner, &fields).map(Reply::ok);
    }
    if ask.node == "me" || scene.world.account(Platform::Instagram, ask.node).is_some() {
        let account = ask.own_account(scene)?;
        return present::account(scene.world, account, ask.node == "me", &fields).map(Reply::ok);
    }
    if let Some(container) = scene.world.instagram.container(ask.node).cloned() {
        ask.must_own(&container.account)?;
        let asked = fields.iter().any(|field| ["status_code", "status"].contains(&field.name.as_str()));
        let status = if asked { containers::status(scene, container.number) } else { "" };
        let received = scene.uploads.received(container.number);
        let told = scene.world.instagram.wire.says_how_much.then_some(received);
        return present::container(&container, status, told, &fields).map(Reply::ok);
    }
    let world = &*scene.world;
    if let Some(media) = world.instagram.medium(ask.node) {
        ask.must_own(&media.account)?;
        return present::media(world, media, &fields).map(Reply::ok);
    }
    if let Some(comment) = world.instagram.comment(ask.node) {
        ask.must_own(&comment.account)?;
        return present::comment(world, comment, &fields).map(Reply::ok);
    }
    for account in ask.caller.reaches.iter().filter_map(|id| world.account(Platform::Instagram, id)) {
        let of = messages::inbox_of(scene, account);
        if let Some(found) = letters::node(world, of, ask.node, &fields, scene.now) {
            ask.must_manage_messages()?;
            return found.map(Reply::ok);
        }
    }
    Err(graph::no_such_object(ask.node))
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let instagram = &scene.world.instagram;
    let (media, comment) = (instagram.medium(ask.node), instagram.comment(ask.node));
    let account = match (media, comment) {
        // Posts can be deleted on one of the two hosts only, comments on both.
        (Some(media), _) if ask.caller.door == Door::Facebook => &media.account,
        // A comment goes with whoever wrote it, and with the post that it hangs under.
        (None, Some(comment)) => &comment.account,
        (Some(_), _) => return Err(graph::unsupported_request()),
        (None, None) => return Err(graph::no_such_object(ask.node)),
    };
    ask.must_own(account)?;
    scene.world.remove(Platform::Instagram, ask.node, scene.now);
    Ok(Reply::ok(json!({ "success": true })))
}

pub(super) fn accounts(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    if ask.caller.door == Door::Instagram || ask.node != "me" {
        return Err(graph::no_such_field("accounts", "IGUser"));
    }
    let fields = present::fields(ask)?;
    let accounts = scene.world.accounts.iter();
    let shown: Vec<_> = accounts
        .filter(|it| it.platform == Platform::Instagram && ask.caller.reaches.contains(&it.id))
        .map(|account| present::managed_page(account, &fields))
        .collect::<Result<_, GraphError>>()?;
    Ok(Reply::ok(json!({ "data": shown })))
}
