//! The bytes of a video: piece by piece in order, at an address that is good for an hour.
//!
//! Invariant: a piece is here whole or not at all; the last one makes the post, and nothing makes it twice.

use axum::http::StatusCode;
use serde_json::Value;

use super::state::TtPost;
use crate::call::Call;
use crate::intake::Intake;
use crate::reply::Reply;
use crate::world::Scene;

fn said(status: StatusCode) -> Reply {
    Reply::json(status, Value::Null)
}

/// What is here, in whole pieces.
pub(super) fn stored(scene: &Scene<'_>, post: &TtPost) -> u64 {
    let Some(bytes) = &post.bytes else { return 0 };
    if post.whole_ms.is_some() {
        return bytes.size;
    }
    let received = scene.uploads.received(post.number);
    // The last piece takes what is left over, so it ends nowhere before the end.
    (received / bytes.chunk).min(bytes.count.saturating_sub(1)) * bytes.chunk
}

fn with_range(status: StatusCode, stored: u64, size: u64) -> Reply {
    match stored.checked_sub(1) {
        Some(last) => said(status).with("content-range", format!("bytes 0-{last}/{size}")),
        None => said(status),
    }
}

fn range(call: &Call) -> Option<(u64, u64, u64)> {
    let (span, total) = call.header("content-range")?.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last) = (first.parse::<u64>().ok()?, last.parse::<u64>().ok()?);
    (first <= last).then_some((first, last + 1, total.parse().ok()?))
}

/// Whether the bytes of this call may come in, and to what they belong.
pub(crate) fn intake(scene: &mut Scene<'_>, call: &Call) -> Result<Intake, Box<Reply>> {
    let refuse = |status| Err(Box::new(said(status)));
    let known = call.query("upload_id").and_then(|id| id.parse::<u64>().ok());
    let post = known.and_then(|number| scene.world.tiktok.posts.get(&number)).cloned();
    let Some((post, bytes)) = post.and_then(|post| post.bytes.clone().map(|bytes| (post, bytes))) else {
        return refuse(StatusCode::NOT_FOUND);
    };
    if call.query("upload_token") != Some(bytes.name.as_str()) {
        return refuse(StatusCode::NOT_FOUND);
    }
    if scene.now >= post.begun_ms + scene.world.tiktok.wire.upload_ms {
        return refuse(StatusCode::FORBIDDEN);
    }
    let kind = call.header("content-type").unwrap_or_default();
    let typed = matches!(kind, "video/mp4" | "video/quicktime" | "video/webm");
    let Some((from, until, size)) = range(call).filter(|_| typed && call.authorization.is_none()) else {
        return refuse(StatusCode::BAD_REQUEST);
    };
    let here = stored(scene, &post);
    let end = if from / bytes.chunk + 1 >= bytes.count { bytes.size } else { from + bytes.chunk };
    if size != bytes.size || from != here || until != end || post.whole_ms.is_some() {
        return Err(Box::new(with_range(StatusCode::RANGE_NOT_SATISFIABLE, here, bytes.size)));
    }
    Ok(Intake { number: post.number, offset: from, size: until })
}

/// What is answered once the bytes of a call have come in.
pub(crate) fn taken(scene: &mut Scene<'_>, intake: &Intake) -> Reply {
    let Some(mut post) = scene.world.tiktok.posts.get(&intake.number).cloned() else {
        return said(StatusCode::NOT_FOUND);
    };
    let size = post.bytes.as_ref().map_or(0, |bytes| bytes.size);
    let Some(whole) = scene.uploads.whole(intake.number, size) else {
        let here = stored(scene, &post);
        return with_range(StatusCode::PARTIAL_CONTENT, here, size);
    };
    let entry = post.is_whole(vec![whole.sha256], whole.facts, scene.now);
    let number = post.number;
    scene.world.ledger.extend(entry);
    scene.world.tiktok.posts.insert(number, post);
    with_range(StatusCode::CREATED, size, size).created(number)
}
