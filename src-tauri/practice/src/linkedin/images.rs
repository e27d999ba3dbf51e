//! Pictures on LinkedIn: an address is asked for, the bytes are put there, and then LinkedIn works on them.
//!
//! Invariant: a picture belongs to whom it was begun for, and can be shown only once LinkedIn is done with it.

use serde_json::{Value, json};

use axum::http::StatusCode;

use super::error::{self, LinkedinError};
use super::state::{Bytes, LiImage};
use super::{Ask, body, object, strict, text};
use crate::call::{Call, Payload};
use crate::picture;
use crate::reply::Reply;
use crate::world::Scene;

/// How long an address takes bytes.
const ADDRESS_LIFE_MS: i64 = 60 * 60 * 1_000;
/// How long LinkedIn works on an animation; still pictures are ready at once here.
const PROCESSING_MS: i64 = 1_000;
const MOST_PIXELS: u64 = 36_152_320;

pub(super) fn initialize(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.query("action") != Some("initializeUpload") {
        return Err(error::illegal("The action initializeUpload is the only one here"));
    }
    let fields = body(ask.call)?;
    strict(fields, "", &["initializeUploadRequest"])?;
    let request = object(fields, "initializeUploadRequest")?;
    strict(request, "/initializeUploadRequest", &["owner"])?;
    let owner = text(request, "owner")?;
    if !ask.caller.posts_as(owner) {
        return Err(error::denied("images.ACTION-initializeUpload"));
    }
    let id = format!("D4D10AQ{}", scene.world.chance.word(18));
    let upload = scene.world.chance.word(24);
    let image =
        LiImage { id: id.clone(), owner: owner.to_owned(), upload: upload.clone(), created_ms: scene.now, bytes: None };
    let value = json!({
        "uploadUrlExpiresAt": scene.now + ADDRESS_LIFE_MS,
        "uploadUrl": format!("https://www.linkedin.com/dms-uploads/{upload}/image?ca=vector_feedshare&v=beta"),
        "image": image.urn(),
    });
    scene.world.linkedin.images.insert(id, image);
    Ok(Reply::ok(json!({ "value": value })))
}

pub(super) fn upload(scene: &mut Scene<'_>, call: &Call) -> Result<Reply, LinkedinError> {
    let (now, address) = (scene.now, call.segment("upload"));
    let known = scene
        .world
        .linkedin
        .images
        .values()
        .find(|image| image.upload == address && now < image.created_ms + ADDRESS_LIFE_MS)
        .map(|image| image.id.clone())
        .ok_or_else(|| error::not_found("of this upload"))?;
    let Payload::Bytes(bytes) = &call.body else {
        return Err(error::illegal("The bytes of a picture are expected"));
    };
    let read = picture::read(bytes).filter(|picture| {
        let pixels = u64::from(picture.width) * u64::from(picture.height);
        ["image/jpeg", "image/png", "image/gif"].contains(&picture.mime) && pixels < MOST_PIXELS
    });
    let usable_ms = read.map(|picture| if picture.mime == "image/gif" { now + PROCESSING_MS } else { now });
    let sha256 = scene.blobs.keep(bytes.clone());
    if let Some(image) = scene.world.linkedin.images.get_mut(&known) {
        image.bytes = Some(Bytes { sha256, usable_ms });
    }
    Ok(Reply::json(StatusCode::CREATED, Value::Null))
}

pub(super) fn status(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let urn = ask.call.segment("urn");
    let image = scene.world.linkedin.image(urn).ok_or_else(|| error::not_found(urn))?;
    if !ask.caller.reads_posts(&image.owner) {
        return Err(error::denied("images.GET"));
    }
    Ok(Reply::ok(json!({ "id": image.urn(), "owner": image.owner, "status": image.status(scene.now) })))
}
