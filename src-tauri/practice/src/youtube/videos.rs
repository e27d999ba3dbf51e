//! Videos: what is shown of them, what is changed about them, and how they go.
//!
//! Invariant: an update overwrites every field of each part that it names; what is left out is erased.

use serde_json::{Value, json};

use super::numbers::of_video;
use super::state::{YoutubeTold, YtVideo};
use super::{Ask, YoutubeError, error};
use crate::account::Platform;
use crate::clock::{read_rfc3339, x_time};
use crate::reply::Reply;
use crate::world::Scene;

const LONGEST_TITLE: usize = 100;
const LONGEST_DESCRIPTION: usize = 5_000;
const LONGEST_TAGS: usize = 500;
const PRIVACIES: [&str; 3] = ["public", "unlisted", "private"];

/// Reads what a body tells of a video.
pub(super) fn tell(told: &mut YoutubeTold, body: &Value, snippet: bool, status: bool) -> Result<(), YoutubeError> {
    let text = |of: &str, name: &str| body[of][name].as_str().map(str::to_owned);
    if snippet {
        told.title = text("snippet", "title").unwrap_or_default();
        told.description = text("snippet", "description").unwrap_or_default();
        let tags = body["snippet"]["tags"].as_array().cloned().unwrap_or_default();
        told.tags = tags.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        if let Some(category) = text("snippet", "categoryId") {
            told.category = category;
        }
        fits(told)?;
    }
    if status {
        if let Some(privacy) = text("status", "privacyStatus") {
            if !PRIVACIES.contains(&privacy.as_str()) {
                return Err(error::bad(format!("'{privacy}' is not a privacy status")));
            }
            told.privacy = privacy;
        }
        told.publish_at = match text("status", "publishAt") {
            None => None,
            Some(at) => {
                let at = read_rfc3339(&at).filter(|_| told.privacy == "private").ok_or_else(no_time)?;
                Some(at)
            }
        };
        told.made_for_kids = body["status"]["selfDeclaredMadeForKids"].as_bool();
        told.synthetic = body["status"]["containsSyntheticMedia"].as_bool();
    }
    Ok(())
}

fn no_time() -> YoutubeError {
    error::invalid(
        "invalidPublishAt",
        "The request metadata specifies an invalid scheduled publishing time, or the video is not private.",
    )
}

fn fits(told: &YoutubeTold) -> Result<(), YoutubeError> {
    let marked = |text: &str| text.contains(['<', '>']);
    if told.title.trim().is_empty() || told.title.chars().count() > LONGEST_TITLE || marked(&told.title) {
        return Err(error::invalid("invalidTitle", "The request metadata specifies an invalid or empty video title."));
    }
    if told.description.len() > LONGEST_DESCRIPTION || marked(&told.description) {
        let words = "The request metadata specifies an invalid video description.";
        return Err(error::invalid("invalidDescription", words));
    }
    let each = |tag: &String| tag.chars().count() + if tag.contains(' ') { 2 } else { 0 };
    if told.tags.iter().map(each).sum::<usize>() + told.tags.len().saturating_sub(1) > LONGEST_TAGS {
        return Err(error::invalid("invalidTags", "The request metadata specifies invalid video keywords."));
    }
    if told.category.parse::<u32>().is_err() {
        return Err(error::invalid(
            "invalidCategoryId",
            "The snippet.categoryId property specifies an invalid category ID.",
        ));
    }
    Ok(())
}

/// A video as its owner sees it.
pub(super) fn resource(video: &YtVideo) -> Value {
    let state = match (&video.rejected, &video.failed) {
        _ if video.in_progress > 0 => "uploaded",
        (Some(_), _) => "rejected",
        (None, Some(_)) => "failed",
        (None, None) => "processed",
    };
    let mut status = json!({
        "uploadStatus": state,
        "privacyStatus": video.told.privacy,
        "license": "youtube",
        "embeddable": true,
        "publicStatsViewable": true,
        "madeForKids": video.told.made_for_kids.unwrap_or(false),
    });
    let processing = match state {
        "uploaded" => "processing",
        "failed" => "failed",
        _ => "succeeded",
    };
    for (name, value) in [
        ("selfDeclaredMadeForKids", video.told.made_for_kids.map(Value::from)),
        ("containsSyntheticMedia", video.told.synthetic.map(Value::from)),
        ("publishAt", video.told.publish_at.map(|at| Value::from(x_time(at)))),
        ("rejectionReason", video.rejected.clone().filter(|_| state == "rejected").map(Value::from)),
        ("failureReason", video.failed.clone().filter(|_| state == "failed").map(Value::from)),
    ] {
        if let Some(value) = value {
            status[name] = value;
        }
    }
    json!({
        "kind": "youtube#video",
        "id": video.id,
        "snippet": {
            "publishedAt": x_time(video.shown_ms.unwrap_or(video.created_ms)),
            "channelId": video.channel,
            "title": video.told.title,
            "description": video.told.description,
            "tags": video.told.tags,
            "categoryId": video.told.category,
        },
        "status": status,
        "processingDetails": { "processingStatus": processing },
        "fileDetails": { "fileSize": "0" },
    })
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("id")?;
    let ids: Vec<&str> = ask.needs("id")?.split(',').collect();
    let channel = ask.channel.id.clone();
    let videos = scene.world.youtube.videos.values_mut();
    let mut items = Vec::new();
    for video in videos.filter(|video| !video.removed && ids.contains(&video.id.as_str())) {
        if video.unlisted_reads > 0 {
            video.unlisted_reads -= 1;
            continue;
        }
        // Of what is private others are told nothing.
        if video.channel == channel || video.is_shown() {
            items.push(resource(video));
            video.in_progress = video.in_progress.saturating_sub(1);
        }
    }
    let count = items.len();
    if ask.part("statistics")? {
        for item in &mut items {
            let video = item["id"].as_str().and_then(|id| scene.world.youtube.video(id));
            item["statistics"] = video.map_or(Value::Null, |it| of_video(scene.world, it, it.channel == channel));
        }
    }
    Ok(Reply::ok(json!({
        "kind": "youtube#videoListResponse",
        "items": items,
        "pageInfo": { "totalResults": count, "resultsPerPage": count },
    })))
}

pub(super) fn update(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let (snippet, status) = (ask.part("snippet")?, ask.part("status")?);
    let body = ask.body()?;
    let id = body["id"].as_str().ok_or_else(|| error::required("id"))?;
    if snippet && !body["snippet"]["categoryId"].is_string() {
        return Err(error::invalid("invalidCategoryId", "The snippet.categoryId property is required."));
    }
    let (now, locked) = (scene.now, scene.world.youtube.wire.locked_private);
    let video = scene.world.youtube.video_mut(id).ok_or_else(error::no_video)?;
    if video.channel != ask.channel.id {
        return Err(error::forbidden("The request is not properly authorized to update this video."));
    }
    let mut told = video.told.clone();
    tell(&mut told, body, snippet, status)?;
    if told.publish_at.is_some() && video.shown_ms.is_some() {
        return Err(no_time());
    }
    if locked {
        told.publish_at = None;
        told.privacy = "private".to_owned();
    }
    let entry = video.tell(told, now);
    let (number, resource) = (video.number, resource(video));
    let shown = entry.map(|entry| scene.world.youtube.with_comments(entry));
    scene.world.ledger.extend(shown.into_iter().flatten());
    Ok(Reply::ok(resource).created(number))
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let id = ask.needs("id")?.to_owned();
    let video = scene.world.youtube.video(&id).ok_or_else(error::no_video)?;
    if video.channel != ask.channel.id {
        return Err(error::forbidden("The video cannot be deleted by this channel."));
    }
    scene.world.remove(Platform::Youtube, &id, scene.now);
    Ok(Reply::json(axum::http::StatusCode::NO_CONTENT, Value::Null))
}
