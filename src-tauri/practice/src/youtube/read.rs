//! What is read of a channel: itself, and the list of everything that it uploaded.
//!
//! Invariant: the list of uploads holds what is private as well, for its owner alone, the newest first.

use serde_json::{Value, json};

use super::{Ask, YoutubeError, error};
use crate::clock::x_time;
use crate::reply::Reply;
use crate::world::Scene;

/// The list of a channel's uploads.
fn uploads(channel: &str) -> String {
    format!("UU{}", channel.strip_prefix("UC").unwrap_or(channel))
}

pub(super) fn channels(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("id")?;
    if ask.call.query("mine") != Some("true") {
        return Err(error::bad("Only mine=true is practised here"));
    }
    let own = &ask.channel;
    let mut item = json!({
        "kind": "youtube#channel",
        "id": own.id,
        "snippet": { "title": own.name, "customUrl": format!("@{}", own.username) },
        "contentDetails": { "relatedPlaylists": { "uploads": uploads(&own.id) } },
        "status": { "privacyStatus": "public", "longUploadsStatus": "allowed" },
    });
    if ask.part("statistics")? {
        item["statistics"] = super::numbers::of_channel(scene.world, &own.id);
    }
    Ok(Reply::ok(json!({ "kind": "youtube#channelListResponse", "items": [item] })))
}

pub(super) fn playlist_items(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    if ask.needs("playlistId")? != uploads(&ask.channel.id) {
        return Err(error::no_session());
    }
    let mut items = Vec::new();
    let videos = scene.world.youtube.videos.values_mut().rev();
    for video in videos.filter(|video| video.channel == ask.channel.id && !video.removed) {
        if video.hidden_reads > 0 {
            video.hidden_reads -= 1;
            continue;
        }
        items.push(json!({
            "kind": "youtube#playlistItem",
            "snippet": { "title": video.told.title, "description": video.told.description,
                         "publishedAt": x_time(video.created_ms) },
            "contentDetails": { "videoId": video.id, "videoPublishedAt": video.shown_ms.map(x_time) },
            "status": { "privacyStatus": video.told.privacy },
        }));
    }
    page(ask, "youtube#playlistItemListResponse", items)
}

/// One page of a list.
pub(super) fn page(ask: &Ask<'_>, kind: &str, items: Vec<Value>) -> Result<Reply, YoutubeError> {
    let most = ask.call.query("maxResults").and_then(|most| most.parse::<usize>().ok()).unwrap_or(5);
    let from = match ask.call.query("pageToken") {
        Some(token) => token
            .strip_prefix("P")
            .and_then(|at| at.parse::<usize>().ok())
            .ok_or_else(|| error::bad("invalidPageToken"))?,
        None => 0,
    };
    let total = items.len();
    let shown: Vec<Value> = items.into_iter().skip(from).take(most.clamp(1, 100)).collect();
    let next = from + shown.len();
    let mut body =
        json!({ "kind": kind, "items": shown, "pageInfo": { "totalResults": total, "resultsPerPage": most } });
    if next < total {
        body["nextPageToken"] = json!(format!("P{next}"));
    }
    Ok(Reply::ok(body))
}
