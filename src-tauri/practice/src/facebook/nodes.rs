//! Single objects: read them by id, delete them.
//!
//! Invariant: what a token may not see answers exactly as what does not exist, unless the platform says otherwise.

use serde_json::json;

use super::error::{self, GraphError};
use super::state::Found;
use super::{Ask, messages, present};
use crate::account::{Grant, Holder, Platform, Standing};
use crate::reply::Reply;
use crate::world::Scene;

pub(super) fn get(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    if ask.node == "debug_token" {
        return debug_token(scene, ask);
    }
    let fields = present::fields(ask)?;
    let world = &*scene.world;
    let own = &ask.caller.account;
    let person = own.owner.as_ref();
    let is_person =
        ask.caller.holder == Holder::Owner && (ask.node == "me" || person.is_some_and(|person| person.id == ask.node));
    if let Some(person) = person.filter(|_| is_person) {
        return present::person(person, &fields).map(Reply::ok);
    }
    let page_id = if ask.node == "me" { own.id.as_str() } else { ask.node };
    if let Some(page) = world.account(Platform::Facebook, page_id) {
        return present::page(world, page, page.id == own.id, &fields).map(Reply::ok);
    }
    if let Some(film) = world.facebook.film(ask.node) {
        ask.must_be_page(&film.page)?;
        let number = film.number;
        return present::film(scene, number, &fields).map(Reply::ok);
    }
    let unloadable =
        matches!(world.facebook.find(ask.node), Some(Found::Post(_))) && world.facebook.wire.unloadable > 0;
    if unloadable {
        scene.world.facebook.wire.unloadable -= 1;
        return Err(error::no_such_object(ask.node));
    }
    let world = &*scene.world;
    let shown = match world.facebook.find(ask.node) {
        Some(Found::Post(post)) => {
            ask.must_be_page(&post.page)?;
            present::post(world, ask, post, &fields)
        }
        Some(Found::Photo(photo)) => {
            ask.must_be_page(&photo.page)?;
            present::photo(photo, &fields)
        }
        Some(Found::Comment(comment)) => {
            ask.must_be_page(&comment.page)?;
            present::comment(world, comment, &fields)
        }
        Some(Found::Film(_)) | None => {
            if let Some(mention) = present::mention_of(world, own, ask.node) {
                return present::mention(world, mention, &fields).map(Reply::ok);
            }
            let of = messages::inbox_of(scene, own);
            let letters = (ask.caller.holder == Holder::Account)
                .then(|| messages::node(world, of, ask.node, &fields, scene.now))
                .flatten();
            letters.unwrap_or_else(|| Err(error::no_such_object(ask.node)))
        }
    };
    shown.map(Reply::ok)
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = match scene.world.facebook.find(ask.node) {
        Some(Found::Post(post)) => &post.page,
        Some(Found::Photo(photo)) => &photo.page,
        Some(Found::Comment(comment)) => &comment.page,
        Some(Found::Film(film)) => &film.page,
        None => return Err(error::no_such_object(ask.node)),
    };
    ask.must_be_page(page)?;
    scene.world.remove(Platform::Facebook, ask.node, scene.now);
    Ok(Reply::ok(json!({ "success": true })))
}

/// What a token is good for.
fn debug_token(scene: &Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let token =
        ask.params.text("input_token")?.ok_or_else(|| error::invalid("The parameter input_token is required"))?;
    let grant = scene.world.grant(Platform::Facebook, &token);
    let Some(Grant { account, holder, standing, .. }) = grant.filter(|it| it.account == ask.caller.account.id) else {
        let problem = json!({ "code": 190, "message": "Invalid OAuth access token." });
        return Ok(Reply::ok(json!({ "data": { "is_valid": false, "scopes": [], "error": problem } })));
    };
    let person = ask.caller.account.owner.as_ref().map(|owner| owner.id.clone());
    let kind = match holder {
        Holder::Account => "PAGE",
        Holder::Owner => "USER",
    };
    let mut data = json!({
        "type": kind,
        "application": "Practice",
        "is_valid": *standing == Standing::Good,
        "expires_at": 0,
        "data_access_expires_at": 0,
        "user_id": person,
        "scopes": ["pages_show_list", "pages_manage_posts", "pages_read_engagement", "pages_manage_engagement"],
    });
    if *holder == Holder::Account {
        data["profile_id"] = json!(account);
    }
    Ok(Reply::ok(json!({ "data": data })))
}
