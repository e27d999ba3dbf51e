//! Uploads to X: begin, send in segments, put together, describe.
//!
//! Invariant: the steps come in that order and no other, and what was announced is what has to arrive: so many
//! bytes, of that kind.

use axum::body::Bytes;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::create::{body, strict};
use super::present::bad_id;
use super::problem::{Problem, conflict, forbidden, invalid, not_found, too_large};
use super::state::{Ready, Segment, XMedia, read_id};
use super::{DAY_MS, credits, seconds};
use crate::account::Account;
use crate::call::{Call, Payload};
use crate::picture;
use crate::reply::Reply;
use crate::world::Scene;

const LARGEST_PICTURE: u64 = 5 * 1024 * 1024;
const LARGEST_ANIMATION: u64 = 15 * 1024 * 1024;
/// For everybody; twice as much by subscription.
const LARGEST_FILM: u64 = 8 * 1024 * 1024 * 1024;
/// How often X is asked about a film or an animation until it is done with it.
const FILM_QUESTIONS: u32 = 2;
const LARGEST_SEGMENT: usize = 8 * 1024 * 1024;
const LAST_SEGMENT: u32 = 9_999;
const LONGEST_ALT_TEXT: usize = 1_000;
/// The most of an animation: across and down, how many pictures, and the pixels of all of them together.
const WIDEST: (u32, u32) = (1280, 1080);
const MOST_FRAMES: u32 = 350;
const MOST_PIXELS: u64 = 300_000_000;

const PICTURE_TYPES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/gif"];
const FILM_TYPES: &[&str] = &["video/mp4", "video/quicktime"];
const OTHER_TYPES: &[&str] = &[
    "video/webm",
    "video/mp2t",
    "image/bmp",
    "image/pjpeg",
    "image/tiff",
    "text/srt",
    "text/vtt",
    "model/gltf-binary",
    "model/vnd.usdz+zip",
];

pub(super) fn initialize(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let fields = body(call)?;
    strict(fields, "$", &["media_type", "total_bytes", "media_category", "shared", "additional_owners"])?;
    let media_type = text(fields, "media_type")?;
    let category = text(fields, "media_category")?;
    let total_bytes = fields.get("total_bytes").and_then(Value::as_u64).ok_or_else(|| {
        invalid("total_bytes", &show(fields.get("total_bytes")), "$.total_bytes: integer expected, 0 to 17179869184")
    })?;
    if OTHER_TYPES.contains(&media_type) {
        return Err(forbidden(&format!("Media of the type {media_type} is not enabled for this account.")));
    }
    if !PICTURE_TYPES.contains(&media_type) && !FILM_TYPES.contains(&media_type) {
        return Err(invalid("media_type", media_type, "$.media_type: does not have a value in the enumeration"));
    }
    let most = match category {
        "tweet_image" if PICTURE_TYPES.contains(&media_type) => LARGEST_PICTURE,
        "tweet_video" if FILM_TYPES.contains(&media_type) => LARGEST_FILM * if scene.wire.premium { 2 } else { 1 },
        "tweet_gif" if media_type == "image/gif" => LARGEST_ANIMATION,
        _ => {
            let message = format!("The media category {category} does not go with the media type {media_type}.");
            return Err(invalid("media_category", category, &message));
        }
    };
    if total_bytes == 0 || total_bytes > most {
        let message = format!("File size must be between 1 and {most} bytes for this media category.");
        return Err(invalid("total_bytes", &total_bytes.to_string(), &message));
    }
    let id = scene.world.chance.x_id(scene.now);
    let media = XMedia {
        id,
        owner: account.id.clone(),
        media_type: media_type.to_owned(),
        category: category.to_owned(),
        total_bytes,
        created_ms: scene.now,
        segments: std::collections::BTreeMap::new(),
        ready: None,
        alt_text: None,
    };
    let data = json!({ "id": id.to_string(), "media_key": media.key(), "expires_after_secs": DAY_MS / 1_000 });
    scene.world.x.media.insert(id, media);
    Ok(Reply::ok(json!({ "data": data })))
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, Problem> {
    fields
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| invalid(name, &show(fields.get(name)), &format!("$.{name}: is missing but it is required")))
}

fn show(value: Option<&Value>) -> String {
    value.map(Value::to_string).unwrap_or_default()
}

/// The caller's own upload, while it lives.
fn upload<'a>(scene: &'a mut Scene<'_>, id: &str, account: &Account) -> Result<&'a mut XMedia, Problem> {
    let number = read_id(id).ok_or_else(|| bad_id("id", id))?;
    let now = scene.now;
    let media = scene.world.x.media.get_mut(&number).filter(|media| now < media.created_ms + DAY_MS);
    let media = media.ok_or_else(not_found)?;
    if media.owner != account.id {
        return Err(forbidden("You are not permitted to use this media."));
    }
    Ok(media)
}

pub(super) fn append(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let (bytes, index) = segment(call)?;
    let id = call.segment("id");
    let media = upload(scene, id, account)?;
    if media.ready.is_some() {
        return Err(conflict("The media was finalized already."));
    }
    let length = bytes.len() as u64;
    if bytes.len() > LARGEST_SEGMENT {
        return Err(too_large("A segment has at most 8 MB."));
    }
    let others: u64 = media.segments.iter().filter(|(at, _)| **at != index).map(|(_, it)| it.length).sum();
    if others + length > media.total_bytes {
        return Err(invalid("media", &length.to_string(), "More bytes were sent than total_bytes announced."));
    }
    let sha256 = if media.is_film() {
        // Segments come in order, and one that came before may come again.
        let (number, before) = (media.id, media.segments.range(..index).map(|(_, it)| it.length).sum());
        if !scene.uploads.take(number, before, &bytes) {
            return Err(invalid("segment_index", &index.to_string(), "A segment before this one is missing."));
        }
        String::new()
    } else {
        scene.blobs.keep(bytes)
    };
    let media = upload(scene, id, account)?;
    media.segments.insert(index, Segment { sha256, length });
    let expires_at = seconds(media.created_ms + DAY_MS);
    Ok(Reply::ok(json!({ "data": { "expires_at": expires_at } })))
}

fn segment(call: &Call) -> Result<(Bytes, u32), Problem> {
    let index = |text: &str| {
        text.parse()
            .ok()
            .filter(|index| *index <= LAST_SEGMENT)
            .ok_or_else(|| invalid("segment_index", text, "$.segment_index: must have a value from 0 to 9999"))
    };
    let required = |name: &str| invalid(name, "", &format!("$.{name}: is missing but it is required"));
    match &call.body {
        Payload::Multipart(parts) => {
            let part = |name: &str| parts.iter().find(|part| part.name == name).ok_or_else(|| required(name));
            let bytes = part("media")?.bytes.clone();
            Ok((bytes, index(part("segment_index")?.text().unwrap_or_default())?))
        }
        Payload::Json(Value::Object(fields)) => {
            strict(fields, "$", &["media", "segment_index"])?;
            let encoded = text(fields, "media")?;
            let bytes = STANDARD.decode(encoded).map_err(|_| invalid("media", "", "$.media: base64 expected"))?;
            let given = fields.get("segment_index").ok_or_else(|| required("segment_index"))?;
            let number = given.as_str().map_or_else(|| given.to_string(), str::to_owned);
            Ok((Bytes::from(bytes), index(&number)?))
        }
        Payload::TooLarge => Err(too_large("A segment has at most 8 MB.")),
        Payload::Empty | Payload::Json(_) | Payload::Form(_) | Payload::Bytes(_) | Payload::Unreadable => {
            Err(required("media"))
        }
    }
}

pub(super) fn finalize(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("id");
    let refuses_films = scene.wire.refuses_films;
    let media = upload(scene, id, account)?.clone();
    if media.ready.is_some() {
        return Err(conflict("The media was finalized already."));
    }
    let sent: u64 = media.segments.values().map(|segment| segment.length).sum();
    if sent != media.total_bytes {
        let message = format!("{sent} of {} bytes were sent.", media.total_bytes);
        return Err(invalid("total_bytes", &media.total_bytes.to_string(), &message));
    }
    if !media.segments.keys().copied().eq(0..media.segments.len() as u32) {
        return Err(invalid("segment_index", "", "The segments do not follow each other from 0."));
    }
    if media.is_film() && refuses_films {
        return Err(invalid("media", id, "The media is not supported: its video track can not be read."));
    }
    if media.is_film() {
        let whole = scene.uploads.whole(media.id, media.total_bytes);
        let whole = whole.ok_or_else(|| invalid("media", id, "A segment is missing."))?;
        let now = scene.now;
        let media = upload(scene, id, account)?;
        let (width, height) = whole.facts.map(|facts| (facts.width, facts.height)).unwrap_or_default();
        media.ready = Some(Ready {
            sha256: whole.sha256,
            width,
            height,
            finalized_ms: now,
            usable_ms: now,
            questions: FILM_QUESTIONS,
            duration_ms: whole.facts.map(|facts| facts.duration_ms).unwrap_or_default(),
            failed: whole.facts.is_none(),
        });
        return Ok(Reply::ok(json!({ "data": state(media, now) })));
    }
    let mut whole = Vec::new();
    for segment in media.segments.values() {
        let lost = || invalid("media", id, "A segment is missing.");
        whole.extend_from_slice(&scene.blobs.get(&segment.sha256).ok_or_else(lost)?);
    }
    let picture = picture::read(&whole).filter(|picture| picture.mime == media.media_type).ok_or_else(|| {
        let message = format!("The bytes are not a picture of the type {}.", media.media_type);
        invalid("media_type", &media.media_type, &message)
    })?;
    let frames = if media.is_animated() { picture::frames(&whole, MOST_FRAMES) } else { Some(1) };
    let pixels = u64::from(picture.width) * u64::from(picture.height) * u64::from(frames.unwrap_or_default());
    let fits = frames.is_some()
        && (!media.is_animated() || (picture.width <= WIDEST.0 && picture.height <= WIDEST.1 && pixels <= MOST_PIXELS));
    let sha256 = scene.blobs.keep(Bytes::from(whole));
    let now = scene.now;
    let media = upload(scene, id, account)?;
    media.ready = Some(Ready {
        sha256,
        width: picture.width,
        height: picture.height,
        finalized_ms: now,
        usable_ms: now,
        questions: if media.is_animated() { FILM_QUESTIONS } else { 0 },
        duration_ms: 0,
        failed: !fits,
    });
    Ok(Reply::ok(json!({ "data": state(media, now) })))
}

pub(super) fn status(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    if call.query("command") != Some("STATUS") {
        let given = call.query("command").unwrap_or_default();
        return Err(super::present::unknown_value("command", given, &["STATUS"]));
    }
    let now = scene.now;
    let media = upload(scene, call.query("media_id").unwrap_or_default(), account)?;
    if let Some(ready) = &mut media.ready {
        ready.questions = ready.questions.saturating_sub(1);
    }
    Ok(Reply::ok(json!({ "data": state(media, now) })))
}

/// An upload as finalize and STATUS show it; without `processing_info` it is ready.
fn state(media: &XMedia, now: i64) -> Value {
    let left = (media.created_ms + DAY_MS - now) / 1_000;
    let mut data = json!({
        "id": media.id.to_string(),
        "media_key": media.key(),
        "size": media.total_bytes,
        "expires_after_secs": left,
    });
    match &media.ready {
        None => data["processing_info"] = json!({ "state": "pending", "check_after_secs": 1 }),
        Some(ready) => {
            if media.is_film() {
                data["video"] = json!({ "video_type": media.media_type });
            } else {
                data["image"] = json!({ "image_type": media.media_type, "w": ready.width, "h": ready.height });
            }
            if ready.failed && ready.questions == 0 {
                let error = json!({ "code": 1, "name": "InvalidMedia", "message": "Unsupported media format" });
                data["processing_info"] = json!({ "state": "failed", "error": error });
            } else if ready.questions > 0 {
                let stage = if ready.questions == FILM_QUESTIONS { "pending" } else { "in_progress" };
                data["processing_info"] = json!({ "state": stage, "check_after_secs": 1, "progress_percent": 50 });
            } else if now < ready.usable_ms {
                let stage = if now == ready.finalized_ms { "pending" } else { "in_progress" };
                data["processing_info"] = json!({ "state": stage, "check_after_secs": 1 });
            }
        }
    }
    data
}

pub(super) fn describe(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let fields = body(call)?;
    strict(fields, "$", &["id", "metadata"])?;
    let id = text(fields, "id")?;
    let required = || invalid("metadata", "", "$.metadata.alt_text.text: is missing but it is required");
    let metadata = fields.get("metadata").and_then(Value::as_object).ok_or_else(required)?;
    strict(metadata, "$.metadata", &["alt_text"])?;
    let alt = metadata.get("alt_text").and_then(Value::as_object).ok_or_else(required)?;
    strict(alt, "$.metadata.alt_text", &["text"])?;
    let words = alt.get("text").and_then(Value::as_str).ok_or_else(required)?;
    if words.chars().count() > LONGEST_ALT_TEXT {
        return Err(invalid("metadata.alt_text.text", "", "$.metadata.alt_text.text: at most 1000 characters long"));
    }
    let describes_films = scene.wire.describes_films;
    let media = upload(scene, id, account)?;
    if media.is_film() && !describes_films {
        return Err(invalid("id", id, "Alt text is not supported for this media type."));
    }
    if media.ready.is_none() {
        return Err(conflict("The media was not finalized yet."));
    }
    credits::last_for(scene, account, credits::DESCRIPTION)?;
    scene.world.x.spent += credits::DESCRIPTION;
    upload(scene, id, account)?.alt_text = Some(words.to_owned());
    Ok(Reply::ok(json!({ "data": { "id": id, "associated_metadata": { "alt_text": { "text": words } } } })))
}
