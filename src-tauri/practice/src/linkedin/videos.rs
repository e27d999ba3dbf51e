//! Videos on LinkedIn: where each part goes is asked for, the parts are put there, and only when LinkedIn is told what each
//! was marked with does it work on the whole.
//!
//! Invariant: each part has exactly the bytes that were asked of it, and of a film nothing is kept but what it was.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::{self, LinkedinError};
use super::{Ask, body, object, strict, text};
use crate::blobs::sha256_hex;
use crate::call::{Call, Payload};
use crate::reply::Reply;
use crate::world::Scene;

/// How long addresses take bytes.
const ADDRESS_LIFE_MS: i64 = 60 * 60 * 1_000;
/// What LinkedIn usually asks for in one part.
const PART: u64 = 4 * 1024 * 1024;
const SMALLEST: u64 = 75 * 1024;
const LARGEST: u64 = 500 * 1024 * 1024;
const SHORTEST_MS: u64 = 3_000;
const LONGEST_MS: u64 = 30 * 60 * 1_000;
/// How often LinkedIn is asked about a film until it is done with it, or for how long it works where nobody asks: a member
/// may not.
const QUESTIONS: u32 = 2;
const PROCESSING_MS: i64 = 10_000;

/// A video.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiVideo {
    pub(crate) id: String,
    /// The number of its upload.
    number: u64,
    pub(crate) owner: String,
    token: String,
    size: u64,
    created_ms: i64,
    /// By what their addresses end in: the number of the part, and what it was marked with once it came.
    parts: BTreeMap<String, LiPart>,
    pub(crate) film: Option<LiFilm>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct LiPart {
    place: u64,
    mark: Option<String>,
}

/// A video that came in whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiFilm {
    pub(crate) sha256: String,
    pub(crate) duration_ms: u64,
    questions: u32,
    worked_until_ms: i64,
    failed: Option<String>,
}

impl LiVideo {
    pub(crate) fn urn(&self) -> String {
        format!("urn:li:video:{}", self.id)
    }

    pub(crate) fn status(&self, now: i64) -> &'static str {
        match &self.film {
            None => "WAITING_UPLOAD",
            Some(film) if film.questions > 0 && now < film.worked_until_ms => "PROCESSING",
            Some(LiFilm { failed: Some(_), .. }) => "PROCESSING_FAILED",
            Some(_) => "AVAILABLE",
        }
    }

    /// From where to before where a part reaches.
    fn range(&self, place: u64) -> (u64, u64) {
        (place * PART, ((place + 1) * PART).min(self.size))
    }
}

/// What is done with a video, besides looking at it.
pub(super) fn act(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    match ask.call.query("action") {
        Some("initializeUpload") => initialize(scene, ask),
        Some("finalizeUpload") => finalize(scene, ask),
        _ => Err(error::illegal("The actions initializeUpload and finalizeUpload are the only ones here")),
    }
}

fn initialize(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let fields = body(ask.call)?;
    strict(fields, "", &["initializeUploadRequest"])?;
    let request = object(fields, "initializeUploadRequest")?;
    let known = ["owner", "fileSizeBytes", "uploadCaptions", "uploadThumbnail"];
    strict(request, "/initializeUploadRequest", &known)?;
    let owner = text(request, "owner")?;
    if !ask.caller.posts_as(owner) {
        return Err(error::denied("videos.ACTION-initializeUpload"));
    }
    let size = request.get("fileSizeBytes").and_then(Value::as_u64).filter(|size| (1..=LARGEST).contains(size));
    let size = size.ok_or_else(|| error::required("/initializeUploadRequest/fileSizeBytes"))?;
    let id = format!("C4E10AQ{}", scene.world.chance.word(18));
    let token = scene.world.chance.word(20);
    let mut video = LiVideo {
        id: id.clone(),
        number: scene.world.chance.linkedin_id(scene.now),
        owner: owner.to_owned(),
        token: token.clone(),
        size,
        created_ms: scene.now,
        parts: BTreeMap::new(),
        film: None,
    };
    let mut instructions = Vec::new();
    for place in 0..size.div_ceil(PART) {
        let (upload, (from, until)) = (scene.world.chance.word(24), video.range(place));
        instructions.push(json!({
            "uploadUrl": format!("https://www.linkedin.com/dms-uploads/{upload}/uploadedVideo?sau=aHR0&app={place}"),
            "firstByte": from,
            "lastByte": until - 1,
        }));
        video.parts.insert(upload, LiPart { place, mark: None });
    }
    let value = json!({
        "uploadUrlsExpireAt": scene.now + ADDRESS_LIFE_MS,
        "video": video.urn(),
        "uploadInstructions": instructions,
        "uploadToken": token,
    });
    scene.world.linkedin.videos.insert(id, video);
    Ok(Reply::ok(json!({ "value": value })))
}

/// Takes one part. What it is marked with is in a header, between quotation marks.
pub(super) fn upload(scene: &mut Scene<'_>, call: &Call) -> Result<Reply, LinkedinError> {
    let (now, address) = (scene.now, call.segment("upload"));
    if call.authorization.is_some() {
        return Err(error::illegal("Only one auth mechanism is allowed: the address itself"));
    }
    let videos = &scene.world.linkedin.videos;
    let found = videos.values().find(|it| it.parts.contains_key(address) && now < it.created_ms + ADDRESS_LIFE_MS);
    let video = found.filter(|it| it.film.is_none()).ok_or_else(|| error::not_found("of this upload"))?.clone();
    let place = video.parts.get(address).map(|part| part.place).unwrap_or_default();
    let Payload::Bytes(bytes) = &call.body else { return Err(error::illegal("The bytes of a part are expected")) };
    let (from, until) = video.range(place);
    if bytes.len() as u64 != until - from {
        return Err(error::illegal(format!("This part has the bytes {from} to {}", until - 1)));
    }
    if !scene.uploads.take(video.number, from, bytes) {
        return Err(error::not_found("of this upload"));
    }
    let mark: String = sha256_hex(bytes).chars().take(32).collect();
    if let Some(part) = scene.world.linkedin.videos.get_mut(&video.id).and_then(|it| it.parts.get_mut(address)) {
        part.mark = Some(mark.clone());
    }
    Ok(Reply::json(StatusCode::OK, Value::Null).with("etag", format!("\"{mark}\"")))
}

fn finalize(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let fields = body(ask.call)?;
    strict(fields, "", &["finalizeUploadRequest"])?;
    let request = object(fields, "finalizeUploadRequest")?;
    strict(request, "/finalizeUploadRequest", &["video", "uploadToken", "uploadedPartIds"])?;
    let urn = text(request, "video")?;
    let video = scene.world.linkedin.video(urn).ok_or_else(|| error::not_found(urn))?.clone();
    if !ask.caller.posts_as(&video.owner) {
        return Err(error::denied("videos.ACTION-finalizeUpload"));
    }
    if text(request, "uploadToken")? != video.token {
        return Err(error::illegal("The upload token is not this video's"));
    }
    let mut parts: Vec<_> = video.parts.values().collect();
    parts.sort_by_key(|part| part.place);
    let told: Vec<Option<&str>> = match request.get("uploadedPartIds").and_then(Value::as_array) {
        Some(told) => told.iter().map(Value::as_str).collect(),
        None => return Err(error::required("/finalizeUploadRequest/uploadedPartIds")),
    };
    if told.iter().any(Option::is_none) || !told.iter().copied().eq(parts.iter().map(|part| part.mark.as_deref())) {
        let words = "The uploaded part ids are not those of the parts, in their order";
        return Err(error::unprocessable("INVALID_VALUE", "/finalizeUploadRequest/uploadedPartIds", words));
    }
    if video.film.is_some() {
        return Ok(Reply::json(StatusCode::OK, Value::Null));
    }
    let whole = scene.uploads.whole(video.number, video.size).ok_or_else(|| error::not_found("of this upload"))?;
    let duration_ms = whole.facts.map(|facts| facts.duration_ms).unwrap_or_default();
    let failed = match whole.facts {
        None => Some("UNSUPPORTED_FORMAT".to_owned()),
        Some(_) if video.size < SMALLEST => Some("INVALID_FILE_SIZE".to_owned()),
        Some(_) if !(SHORTEST_MS..=LONGEST_MS).contains(&duration_ms) => Some("INVALID_DURATION".to_owned()),
        Some(_) => None,
    };
    let failed = failed.or_else(|| scene.world.linkedin.spoils().then(|| "UNKNOWN".to_owned()));
    let film = LiFilm {
        sha256: whole.sha256,
        duration_ms,
        questions: QUESTIONS,
        worked_until_ms: scene.now + PROCESSING_MS,
        failed,
    };
    if let Some(video) = scene.world.linkedin.videos.get_mut(&video.id) {
        video.film = Some(film);
    }
    Ok(Reply::json(StatusCode::OK, Value::Null))
}

pub(super) fn status(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (now, urn) = (scene.now, ask.call.segment("urn"));
    let id = scene.world.linkedin.video(urn).ok_or_else(|| error::not_found(urn))?.id.clone();
    let video = scene.world.linkedin.videos.get_mut(&id).ok_or_else(|| error::not_found(urn))?;
    if !ask.caller.reads_posts(&video.owner) {
        return Err(error::denied("videos.GET"));
    }
    if let Some(film) = &mut video.film {
        film.questions = film.questions.saturating_sub(1);
    }
    let mut shown = json!({ "id": video.urn(), "owner": video.owner, "status": video.status(now) });
    if let Some(why) = video.film.as_ref().and_then(|film| film.failed.as_ref()) {
        shown["processingFailureReason"] = json!(why);
    }
    Ok(Reply::ok(shown))
}
