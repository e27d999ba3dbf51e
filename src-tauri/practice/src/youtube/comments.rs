//! Comments under videos.
//!
//! Invariant: a comment hangs under a video that others can watch, or that is its writer's own, and that is not made for
//! children. One under a private video is public no sooner than the video.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::state::{YtComment, YtVideo};
use super::{Ask, YoutubeError, error};
use crate::account::Platform;
use crate::audience::social::Social;
use crate::clock::x_time;
use crate::reply::Reply;
use crate::world::Scene;

const LONGEST: usize = 10_000;

/// A video that may be commented on: to others than its channel what is private is not there.
fn open(scene: &Scene<'_>, ask: &Ask<'_>, id: &str) -> Result<YtVideo, YoutubeError> {
    let video = scene.world.youtube.video(id).filter(|it| it.is_shown() || it.channel == ask.channel.id);
    let video = video.ok_or_else(error::no_video)?;
    if video.rejected.is_some() || video.told.made_for_kids == Some(true) {
        return Err(error::comments_disabled());
    }
    Ok(video.clone())
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let snippet = &ask.body()?["snippet"];
    let text = snippet["topLevelComment"]["snippet"]["textOriginal"].as_str().unwrap_or_default().to_owned();
    let video = open(scene, ask, snippet["videoId"].as_str().unwrap_or_default())?;
    if text.trim().is_empty() {
        return Err(error::no_words());
    }
    if text.chars().count() > LONGEST {
        return Err(error::too_many_words());
    }
    let comment = YtComment {
        number: scene.world.chance.facebook_id(scene.now),
        id: format!("Ug{}AaABAg", scene.world.chance.word(18)),
        video: video.id.clone(),
        parent: None,
        channel: ask.channel.id.clone(),
        text,
        created_ms: scene.now,
        hidden_reads: 0,
        removed: false,
        moderation: "published".to_owned(),
        social: Social::default(),
    };
    if video.is_shown() {
        scene.world.ledger.push(comment.entry(scene.now));
    }
    let reply = Reply::ok(thread(&comment)).created(comment.number);
    scene.world.youtube.put_comment(comment);
    Ok(reply)
}

fn thread(comment: &YtComment) -> Value {
    json!({
        "kind": "youtube#commentThread",
        "id": comment.id,
        "snippet": {
            "channelId": comment.channel,
            "videoId": comment.video,
            "topLevelComment": {
                "kind": "youtube#comment",
                "id": comment.id,
                "snippet": {
                    "textOriginal": comment.text,
                    "textDisplay": comment.text,
                    "authorChannelId": { "value": comment.channel },
                    "publishedAt": x_time(comment.created_ms),
                },
            },
        },
    })
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let id = ask.needs("videoId")?.to_owned();
    open(scene, ask, &id)?;
    let mut items = Vec::new();
    let comments = scene.world.youtube.comments.values_mut().rev();
    for comment in comments.filter(|comment| comment.video == id && !comment.removed) {
        if comment.hidden_reads > 0 {
            comment.hidden_reads -= 1;
        } else {
            items.push(thread(comment));
        }
    }
    super::read::page(ask, "youtube#commentThreadListResponse", items)
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let id = ask.needs("id")?.to_owned();
    let mut comments = scene.world.youtube.comments.values();
    let comment = comments.find(|it| it.id == id && !it.removed).ok_or_else(error::no_comment)?;
    if comment.channel != ask.channel.id {
        return Err(error::forbidden("The comment could not be deleted by this channel."));
    }
    scene.world.remove(Platform::Youtube, &id, scene.now);
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}
