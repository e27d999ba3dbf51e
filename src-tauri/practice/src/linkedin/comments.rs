//! Comments under posts on LinkedIn, and the answers under those.
//!
//! Invariant: a comment hangs under a post that is there; whoever writes one speaks as an account of their own. An answer to an answer
//! hangs under the first comment. Nothing here hides a comment.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{self, LinkedinError};
use super::read::page_of;
use super::state::{LiComment, LiPost};
use super::{Ask, body, object, strict, text};
use crate::account::Platform;
use crate::audience::social::{Social, listed};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::{Scene, World};

const LONGEST_COMMENT: usize = 1_250;

/// What comments hang under.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The post's number.
    pub(super) post: u64,
    /// Who reads the comments there.
    owner: String,
    /// The names by which a comment may say where it hangs.
    names: Vec<String>,
    /// The comment, where the path names one.
    parent: Option<u64>,
    closed: bool,
}

/// What a name stands for: a post, somebody's post that names an organization, or a comment.
pub(super) fn place(world: &World, urn: &str) -> Result<Place, LinkedinError> {
    if let Some(post) = world.linkedin.find(urn) {
        let names = vec![post.urn(), post.activity_urn()];
        return Ok(Place { post: post.number, owner: post.author.clone(), names, parent: None, closed: post.closed });
    }
    let mention =
        world.audience.mentions.values().find(|it| it.platform == Platform::Linkedin && !it.removed && it.id() == urn);
    if let Some(mention) = mention {
        let names = vec![mention.id()];
        return Ok(Place { post: mention.number, owner: mention.account.clone(), names, parent: None, closed: false });
    }
    let comment = world.linkedin.comment(urn).ok_or_else(|| error::not_found(urn))?;
    let top = match comment.parent.and_then(|number| world.linkedin.comments.get(&number)) {
        Some(first) => first,
        None => comment,
    };
    let under = match world.linkedin.posts.get(&comment.post) {
        Some(post) => place(world, &post.urn())?,
        None => place(world, &format!("urn:li:share:{}", comment.post))?,
    };
    let names = under.names.into_iter().chain([urn.to_owned()]).collect();
    Ok(Place { parent: Some(top.number), names, ..under })
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let fields = body(ask.call)?;
    strict(fields, "", &["actor", "object", "message", "parentComment"])?;
    let actor = text(fields, "actor")?;
    if !ask.caller.comments_as(actor) {
        return Err(error::denied("partnerApiSocialActions.CREATE"));
    }
    let urn = ask.call.segment("urn");
    let mut place = place(scene.world, urn)?;
    let object = text(fields, "object")?;
    if !place.names.iter().any(|name| name == object) {
        return Err(error::illegal("The object is not the post that the path names"));
    }
    let mut under = place.names.first().cloned().unwrap_or_default();
    if place.parent.is_some() {
        urn.clone_into(&mut under);
    }
    if let Some(parent) = fields.get("parentComment").and_then(Value::as_str) {
        place = self::place(scene.world, parent)?;
        parent.clone_into(&mut under);
    }
    if place.closed {
        return Err(error::denied("partnerApiSocialActions.CREATE"));
    }
    let words = words(fields)?;
    if let Some(left) = scene.world.linkedin.wire.early_comments.checked_sub(1) {
        scene.world.linkedin.wire.early_comments = left;
        return Err(if left % 2 == 0 { error::forbidden_yet() } else { error::no_activity_yet() });
    }
    let comment = LiComment {
        number: scene.world.chance.linkedin_id(scene.now),
        post: place.post,
        parent: place.parent,
        actor: actor.to_owned(),
        text: words,
        created_ms: scene.now,
        removed: false,
        social: Social::default(),
    };
    let (id, of) = (scene.world.linkedin.comment_urn(&comment), (Platform::Linkedin, actor));
    let entry = LedgerEntry::under(&under, LedgerKind::Comment, scene.now, of, id).saying(&comment.text);
    scene.world.ledger.push(entry);
    let body = shown(scene.world, &comment);
    let number = comment.number;
    scene.world.linkedin.put_comment(comment);
    Ok(Reply::json(StatusCode::CREATED, body).with("x-restli-id", number).created(number))
}

/// The words of a comment.
fn words(fields: &serde_json::Map<String, Value>) -> Result<String, LinkedinError> {
    let message = object(fields, "message")?;
    strict(message, "/message", &["text", "attributes"])?;
    checked(text(message, "text")?)
}

fn checked(words: &str) -> Result<String, LinkedinError> {
    if words.trim().is_empty() {
        return Err(error::required("/message/text"));
    }
    let length = words.chars().count();
    if length > LONGEST_COMMENT {
        return Err(error::too_long("/message/text", length, LONGEST_COMMENT));
    }
    Ok(words.to_owned())
}

fn shown(world: &World, comment: &LiComment) -> Value {
    let state = &world.linkedin;
    let object = state.posts.get(&comment.post).map(LiPost::activity_urn);
    let urn = state.comment_urn(comment);
    let there = |number: &u64| state.comments.get(number).is_some_and(|it| !it.removed);
    let answers = state.threads.under(comment.number).filter(there).count();
    let ours = state.reactions.values().filter(|it| it.entity == urn).count() as u64;
    let mut value = json!({
        "$URN": urn,
        "id": comment.number.to_string(),
        "actor": comment.actor,
        "object": object,
        "message": { "text": state.wire.cut(&comment.text), "attributes": [] },
        "created": { "actor": comment.actor, "time": comment.created_ms },
        "lastModified": {
            "actor": comment.actor,
            "time": comment.social.edited_ms.unwrap_or(comment.created_ms),
        },
    });
    if let Some(parent) = comment.parent.and_then(|number| state.comments.get(&number)) {
        value["parentComment"] = json!(state.comment_urn(parent));
    }
    if answers > 0 {
        value["commentsSummary"] = json!({ "aggregatedTotalComments": answers, "totalFirstLevelComments": answers });
    }
    if comment.social.likes + ours > 0 {
        value["likesSummary"] = json!({ "totalLikes": comment.social.likes + ours, "likedByCurrentUser": ours > 0 });
    }
    value
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let world = &*scene.world;
    let place = place(world, ask.call.segment("urn"))?;
    if !ask.caller.reads_comments(&place.owner) {
        return Err(error::denied("partnerApiSocialActions.GET_ALL"));
    }
    let there = |number: &u64| world.linkedin.comments.get(number).is_some_and(|it| !it.removed);
    let numbers: Vec<u64> = world.linkedin.threads.under(place.parent.unwrap_or(place.post)).filter(there).collect();
    let numbers = listed(&mut scene.world.linkedin.comments, numbers, |comment| &mut comment.social);
    let (total, world) = (numbers.len(), &*scene.world);
    // What is not on the page is not worked out.
    let mut reply = page_of(ask.call, numbers.into_iter().map(|number| json!(number)).collect())?;
    if let Some(elements) = reply.body["elements"].as_array_mut() {
        for element in elements {
            let comment = element.as_u64().and_then(|number| world.linkedin.comments.get(&number));
            *element = comment.map_or(Value::Null, |comment| shown(world, comment));
        }
    }
    reply.body["paging"]["total"] = json!(total);
    Ok(reply)
}

/// The comment that the path names under a post or a comment.
fn named<'w>(world: &'w World, ask: &Ask<'_>) -> Result<(&'w LiComment, Place), LinkedinError> {
    let place = place(world, ask.call.segment("urn"))?;
    let id = ask.call.segment("id");
    let comment = id.parse().ok().and_then(|number: u64| world.linkedin.comments.get(&number));
    let comment = comment.filter(|it| it.post == place.post && !it.removed);
    comment.map(|comment| (comment, place)).ok_or_else(|| error::not_found(id))
}

pub(super) fn one(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (comment, place) = named(scene.world, ask)?;
    if !ask.caller.reads_comments(&place.owner) {
        return Err(error::denied("partnerApiSocialActions.GET"));
    }
    Ok(Reply::ok(shown(scene.world, comment)))
}

/// Gives a comment of one's own other words.
pub(super) fn update(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.header("x-restli-method") != Some("PARTIAL_UPDATE") {
        return Err(error::illegal("X-RestLi-Method: PARTIAL_UPDATE is needed"));
    }
    let (comment, _) = named(scene.world, ask)?;
    let urn = scene.world.linkedin.comment_urn(comment);
    if comment.social.by.is_some() || !ask.caller.comments_as(&comment.actor) {
        return Err(error::denied("partnerApiSocialActions.PARTIAL_UPDATE"));
    }
    let patch = object(body(ask.call)?, "patch")?;
    let set = object(object(patch, "message")?, "$set")?;
    let words = checked(text(set, "text")?)?;
    scene.world.edit(Platform::Linkedin, &urn, &words, scene.now);
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (comment, place) = named(scene.world, ask)?;
    let actor = ask.call.query("actor").ok_or_else(|| error::required("actor"))?;
    let by_the_page = scene.world.linkedin.wire.pages_delete_comments && actor == place.owner;
    if (comment.actor != actor && !by_the_page) || !ask.caller.comments_as(actor) {
        return Err(error::denied("partnerApiSocialActions.DELETE"));
    }
    let urn = scene.world.linkedin.comment_urn(comment);
    scene.world.remove(Platform::Linkedin, &urn, scene.now);
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}
