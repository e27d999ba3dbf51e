//! Comments under posts on LinkedIn.
//!
//! Invariant: a comment hangs under a post that is there; whoever writes one speaks as an account of their own.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{self, LinkedinError};
use super::read::page_of;
use super::state::{LiComment, LiPost};
use super::{Ask, body, object, strict, text};
use crate::account::Platform;
use crate::audience::social::Social;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::{Scene, World};

const LONGEST_COMMENT: usize = 1_250;

fn post<'a>(world: &'a World, ask: &Ask<'_>) -> Result<&'a LiPost, LinkedinError> {
    let urn = ask.call.segment("urn");
    world.linkedin.find(urn).ok_or_else(|| error::not_found(urn))
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let fields = body(ask.call)?;
    strict(fields, "", &["actor", "object", "message"])?;
    let actor = text(fields, "actor")?;
    if !ask.caller.comments_as(actor) {
        return Err(error::denied("partnerApiSocialActions.CREATE"));
    }
    let (number, urn, activity) = {
        let post = post(scene.world, ask)?;
        (post.number, post.urn(), post.activity_urn())
    };
    if ![urn.as_str(), activity.as_str()].contains(&text(fields, "object")?) {
        return Err(error::illegal("The object is not the post that the path names"));
    }
    let message = object(fields, "message")?;
    strict(message, "/message", &["text", "attributes"])?;
    let words = text(message, "text")?;
    if words.trim().is_empty() {
        return Err(error::required("/message/text"));
    }
    let length = words.chars().count();
    if length > LONGEST_COMMENT {
        return Err(error::too_long("/message/text", length, LONGEST_COMMENT));
    }
    if let Some(left) = scene.world.linkedin.wire.early_comments.checked_sub(1) {
        scene.world.linkedin.wire.early_comments = left;
        return Err(if left % 2 == 0 { error::forbidden_yet() } else { error::no_activity_yet() });
    }
    let comment = LiComment {
        number: scene.world.chance.linkedin_id(scene.now),
        post: number,
        parent: None,
        actor: actor.to_owned(),
        text: words.to_owned(),
        created_ms: scene.now,
        removed: false,
        social: Social::default(),
    };
    scene.world.ledger.push(LedgerEntry {
        at_ms: scene.now,
        platform: Platform::Linkedin,
        account: comment.actor.clone(),
        id: scene.world.linkedin.comment_urn(&comment),
        kind: LedgerKind::Comment,
        text: comment.text.clone(),
        link: None,
        media_sha256: Vec::new(),
        alt_texts: Vec::new(),
        parent: Some(urn),
        recipient: None,
        removed_at: None,
    });
    let body = shown(scene.world, &comment);
    let number = comment.number;
    scene.world.linkedin.put_comment(comment);
    Ok(Reply::json(StatusCode::CREATED, body).with("x-restli-id", number).created(number))
}

fn shown(world: &World, comment: &LiComment) -> Value {
    let object = world.linkedin.posts.get(&comment.post).map(LiPost::activity_urn);
    json!({
        "$URN": world.linkedin.comment_urn(comment),
        "id": comment.number.to_string(),
        "actor": comment.actor,
        "object": object,
        "message": { "text": world.linkedin.wire.cut(&comment.text), "attributes": [] },
        "created": { "actor": comment.actor, "time": comment.created_ms },
        "lastModified": { "actor": comment.actor, "time": comment.created_ms },
    })
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let world = &*scene.world;
    let post = post(world, ask)?;
    if !ask.caller.reads_comments(&post.author) {
        return Err(error::denied("partnerApiSocialActions.GET_ALL"));
    }
    page_of(ask.call, world.linkedin.comments_of(post.number).map(|comment| shown(world, comment)).collect())
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (post, id) = (post(scene.world, ask)?, ask.call.segment("id"));
    let comment = scene.world.linkedin.comments_of(post.number).find(|comment| comment.number.to_string() == id);
    let comment = comment.ok_or_else(|| error::not_found(id))?;
    let actor = ask.call.query("actor").ok_or_else(|| error::required("actor"))?;
    if comment.actor != actor || !ask.caller.comments_as(actor) {
        return Err(error::denied("partnerApiSocialActions.DELETE"));
    }
    let urn = scene.world.linkedin.comment_urn(comment);
    scene.world.remove(Platform::Linkedin, &urn, scene.now);
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}
