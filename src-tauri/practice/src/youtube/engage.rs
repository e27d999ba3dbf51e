//! What a channel does without words: it holds comments back, and likes videos.
//!
//! Invariant: only the channel whose video it is decides about a comment; comments cannot be liked here.

use axum::http::StatusCode;
use serde_json::Value;

use super::{Ask, YoutubeError, error};
use crate::account::Platform;
use crate::audience::signs::Sign;
use crate::ledger::LedgerKind;
use crate::reply::Reply;
use crate::world::Scene;

pub(super) fn moderate(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let ids: Vec<&str> = ask.needs("id")?.split(',').collect();
    let to = ask.needs("moderationStatus")?;
    if !["heldForReview", "published", "rejected"].contains(&to) {
        return Err(error::bad("Invalid value for the parameter moderationStatus"));
    }
    if ask.call.query("banAuthor") == Some("true") && to != "rejected" {
        return Err(error::bad("banAuthor can be set only where moderationStatus is rejected"));
    }
    for id in &ids {
        let comment = scene.world.youtube.comment(id).ok_or_else(error::no_comment)?;
        let owner = scene.world.youtube.video(&comment.video).map(|video| video.channel.as_str());
        if owner != Some(ask.channel.id.as_str()) {
            return Err(error::forbidden("The comment's moderation status could not be set by this channel."));
        }
    }
    for id in ids {
        let account = &ask.channel.id;
        let hidden = to != "published";
        Sign { kind: LedgerKind::Hide, platform: Platform::Youtube, account, target: id }.set(scene, hidden);
        if let Some(comment) = scene.world.youtube.comment_mut(id) {
            to.clone_into(&mut comment.moderation);
            comment.social.hidden = hidden;
        }
    }
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}

pub(super) fn rate(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let id = ask.needs("id")?.to_owned();
    let rating = ask.needs("rating")?;
    if !["like", "dislike", "none"].contains(&rating) {
        return Err(error::bad("Invalid value for the parameter rating"));
    }
    let video = scene.world.youtube.video(&id).filter(|it| it.is_shown() || it.channel == ask.channel.id);
    video.ok_or_else(error::no_video)?;
    let account = &ask.channel.id;
    Sign { kind: LedgerKind::Like, platform: Platform::Youtube, account, target: &id }.set(scene, rating == "like");
    scene.world.youtube.ratings.insert(format!("{account} {id}"), rating.to_owned());
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}
