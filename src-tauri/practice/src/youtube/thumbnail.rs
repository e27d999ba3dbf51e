//! The picture that stands in a video's place before it plays.
//!
//! Invariant: it is a JPEG or a PNG by its own bytes, of a channel that may have one; whatever is refused, the video stays.

use serde_json::json;

use super::{Ask, YoutubeError, error};
use crate::reply::Reply;
use crate::world::Scene;

const LARGEST: usize = 50 * 1024 * 1024;

pub(super) fn set(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let id = ask.needs("videoId")?.to_owned();
    let bytes = ask.call.bytes.clone();
    let picture = crate::picture::read(&bytes).filter(|it| it.mime == "image/jpeg" || it.mime == "image/png");
    let Some(picture) = picture.filter(|_| bytes.len() <= LARGEST) else { return Err(error::no_picture()) };
    if !scene.world.youtube.wire.custom_thumbnails {
        return Err(error::forbidden(
            "The authenticated user doesn't have permissions to upload and set custom video thumbnails.",
        ));
    }
    let video = scene.world.youtube.video(&id).filter(|video| video.channel == ask.channel.id);
    let video = video.ok_or_else(error::no_video)?;
    // A Short has one only once it was worked on.
    if video.is_short() && video.in_progress > 0 {
        return Err(error::forbidden(
            "The thumbnail can't be set for the specified video. The request might not be properly authorized.",
        ));
    }
    let digest = scene.blobs.keep(bytes);
    if let Some(video) = scene.world.youtube.video_mut(&id) {
        video.cover = Some(digest);
    }
    let size = json!({ "url": format!("https://i.ytimg.com/vi/{id}/default.jpg"), "width": picture.width, "height": picture.height });
    Ok(Reply::ok(json!({ "kind": "youtube#thumbnailSetResponse", "items": [{ "default": size }] })))
}
