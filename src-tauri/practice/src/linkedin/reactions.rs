//! Reactions, and what is known in sum of a post's reactions and comments.
//!
//! Invariant: whoever reacts does so once to one thing; another kind takes the place of the one before. Comments that are closed are
//! gone.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::comments::place;
use super::error::{self, LinkedinError};
use super::read::page_of;
use super::state::LiReaction;
use super::{Ask, body, object, text};
use crate::account::Platform;
use crate::audience::signs::Sign;
use crate::ledger::LedgerKind;
use crate::reply::Reply;
use crate::world::{Scene, World};

const KINDS: [&str; 6] = ["LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT"];

/// How many of the people react to something: each by their place.
fn people(world: &World, urn: &str) -> u64 {
    match (world.linkedin.find(urn), world.linkedin.comment(urn)) {
        (Some(post), _) => world.counts(Platform::Linkedin, &post.urn(), post.created_ms).likes,
        (None, Some(comment)) => comment.social.likes,
        (None, None) => 0,
    }
}

/// The kind of reaction that the reader of this place feels.
fn kind(place: u64) -> &'static str {
    match place % 10 {
        6 => "PRAISE",
        7 => "EMPATHY",
        8 => "INTEREST",
        9 => "APPRECIATION",
        _ => "LIKE",
    }
}

/// The one name of two that reactions are kept by.
fn kept_by(world: &World, urn: &str) -> Result<String, LinkedinError> {
    place(world, urn)?;
    Ok(world.linkedin.find(urn).map_or_else(|| urn.to_owned(), |post| post.urn()))
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let actor = ask.call.query("actor").ok_or_else(|| error::required("actor"))?.to_owned();
    if !ask.caller.comments_as(&actor) {
        return Err(error::denied("reactions.CREATE"));
    }
    let fields = body(ask.call)?;
    let kind = text(fields, "reactionType")?;
    if !KINDS.contains(&kind) {
        return Err(error::illegal(format!("reactionType: {kind} is not an enum symbol")));
    }
    let entity = kept_by(scene.world, text(fields, "root")?)?;
    Sign { kind: LedgerKind::Like, platform: Platform::Linkedin, account: &actor, target: &entity }.set(scene, true);
    let key = format!("{actor} {entity}");
    let reaction =
        LiReaction { actor: actor.clone(), entity: entity.clone(), kind: kind.to_owned(), created_ms: scene.now };
    scene.world.linkedin.reactions.insert(key, reaction);
    if let Some(social) = scene.world.social_mut(Platform::Linkedin, &entity) {
        social.liked = true;
    }
    let id = format!("urn:li:reaction:({actor},{entity})");
    Ok(Reply::json(StatusCode::CREATED, json!({ "id": id, "reactionType": kind, "root": entity })))
}

/// The names in a key: `(actor:…,entity:…)` or `(entity:…)`.
fn key(text: &str) -> Result<(Option<&str>, &str), LinkedinError> {
    let wrong = || error::illegal("Syntax exception in path variables: a key of a reaction is needed");
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).ok_or_else(wrong)?;
    match inner.strip_prefix("entity:") {
        Some(entity) => Ok((None, entity)),
        None => {
            let (actor, entity) = inner.split_once(",entity:").ok_or_else(wrong)?;
            Ok((Some(actor.strip_prefix("actor:").ok_or_else(wrong)?), entity))
        }
    }
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (actor, entity) = key(ask.call.segment("key"))?;
    if actor.is_some() || ask.call.query("q") != Some("entity") {
        return Err(error::illegal("The finder entity is the only one here"));
    }
    let world = &*scene.world;
    let entity = kept_by(world, entity)?;
    let own = world.linkedin.find(&entity).map(|post| post.author.clone());
    if own.is_some_and(|author| !ask.caller.reads_comments(&author)) {
        return Err(error::denied("reactions.FINDER-entity"));
    }
    let shown = |actor: &str, kind: &str, at_ms: i64| {
        json!({
            "id": format!("urn:li:reaction:({actor},{entity})"),
            "created": { "actor": actor, "time": at_ms },
            "lastModified": { "actor": actor, "time": at_ms },
            "reactionType": kind,
            "root": entity,
        })
    };
    let ours = world.linkedin.reactions.values().filter(|it| it.entity == entity);
    let mut all: Vec<Value> = ours.map(|it| shown(&it.actor, &it.kind, it.created_ms)).collect();
    all.extend((1..=people(world, &entity)).map(|place| {
        let person = world.audience.liker(world.chance.seed(), &entity, place);
        shown(&person.id(Platform::Linkedin), kind(place), world.audience.now_ms)
    }));
    page_of(ask.call, all)
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (actor, entity) = key(ask.call.segment("key"))?;
    let actor = actor.ok_or_else(|| error::illegal("The key names no actor"))?;
    if !ask.caller.comments_as(actor) {
        return Err(error::denied("reactions.DELETE"));
    }
    let entity = kept_by(scene.world, entity)?;
    let removed = scene.world.linkedin.reactions.remove(&format!("{actor} {entity}"));
    removed.ok_or_else(|| error::not_found(&entity))?;
    Sign { kind: LedgerKind::Like, platform: Platform::Linkedin, account: actor, target: &entity }.set(scene, false);
    let others = scene.world.linkedin.reactions.values().any(|it| it.entity == entity);
    if let Some(social) = scene.world.social_mut(Platform::Linkedin, &entity) {
        social.liked = others;
    }
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}

/// How many like and comment on something: in the shape of the older endpoint.
pub(super) fn totals(world: &World, urn: &str) -> Result<(u64, u64, u64), LinkedinError> {
    let place = place(world, urn)?;
    let entity = kept_by(world, urn)?;
    let ours = world.linkedin.reactions.values().filter(|it| it.entity == entity).count() as u64;
    let there = |number: &u64| world.linkedin.comments.get(number).is_some_and(|it| !it.removed);
    let first = world.linkedin.threads.under(place.post).filter(there).count() as u64;
    let all = world.linkedin.comments_of(place.post).count() as u64;
    Ok((people(world, &entity) + ours, first, all))
}

pub(super) fn metadata(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let world = &*scene.world;
    let urn = ask.call.segment("urn");
    let (likes, first, all) = totals(world, urn)?;
    let entity = kept_by(world, urn)?;
    let mut summaries = json!({});
    for name in KINDS {
        let theirs = (1..=people(world, &entity)).filter(|place| kind(*place) == name).count();
        let ours = world.linkedin.reactions.values().filter(|it| it.entity == entity && it.kind == name).count();
        if theirs + ours > 0 {
            summaries[name] = json!({ "reactionType": name, "count": theirs + ours });
        }
    }
    let closed = world.linkedin.find(urn).is_some_and(|post| post.closed);
    Ok(Reply::ok(json!({
        "entity": entity,
        "reactionSummaries": summaries,
        "commentSummary": { "count": all, "topLevelCount": first },
        "commentsState": if closed { "CLOSED" } else { "OPEN" },
        "totalReactions": likes,
    })))
}

/// Closes the comments of a post, which takes those away that there are; or opens them.
pub(super) fn close(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.header("x-restli-method") != Some("PARTIAL_UPDATE") {
        return Err(error::illegal("X-RestLi-Method: PARTIAL_UPDATE is needed"));
    }
    let actor = ask.call.query("actor").ok_or_else(|| error::required("actor"))?;
    let urn = ask.call.segment("urn");
    let post = scene.world.linkedin.find(urn).ok_or_else(|| error::not_found(urn))?;
    if post.author != actor || !ask.caller.comments_as(actor) {
        return Err(error::denied("socialMetadata.PARTIAL_UPDATE"));
    }
    let set = object(object(body(ask.call)?, "patch")?, "$set")?;
    let closed = match text(set, "commentsState")? {
        "CLOSED" => true,
        "OPEN" => false,
        other => return Err(error::illegal(format!("commentsState: {other} is not an enum symbol"))),
    };
    let number = post.number;
    if closed {
        let urns: Vec<String> =
            scene.world.linkedin.comments_of(number).map(|it| scene.world.linkedin.comment_urn(it)).collect();
        for urn in urns {
            scene.world.remove(Platform::Linkedin, &urn, scene.now);
        }
    }
    if let Some(post) = scene.world.linkedin.posts.get_mut(&number) {
        post.closed = closed;
    }
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}

/// The same in the older shape.
pub(super) fn legacy(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let urn = ask.call.segment("urn");
    let (likes, first, all) = totals(scene.world, urn)?;
    Ok(Reply::ok(json!({
        "likesSummary": { "totalLikes": likes, "aggregatedTotalLikes": likes },
        "commentsSummary": { "totalFirstLevelComments": first, "aggregatedTotalComments": all },
        "target": urn,
    })))
}
