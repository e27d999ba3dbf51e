//! Documents on LinkedIn: an address is asked for, the bytes are put there, and then LinkedIn works on them.
//!
//! Invariant: a document belongs to whom it was begun for, can be shown only once LinkedIn is done with it, and of its bytes
//! nothing is kept but what they were.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::{self, LinkedinError};
use super::{Ask, body, object, strict, text};
use crate::blobs::sha256_hex;
use crate::call::{Call, Payload};
use crate::reply::Reply;
use crate::world::Scene;

/// How long an address takes bytes.
const ADDRESS_LIFE_MS: i64 = 60 * 60 * 1_000;
const LARGEST: usize = 100 * 1024 * 1024;
/// How often LinkedIn is asked about one until it is done with it, or for how long it works where nobody asks: a member may
/// not.
const QUESTIONS: u32 = 2;
const PROCESSING_MS: i64 = 10_000;

/// A document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiDocument {
    pub(crate) id: String,
    pub(crate) owner: String,
    /// What the address for its bytes ends in.
    upload: String,
    created_ms: i64,
    pub(crate) kept: Option<LiPages>,
}

/// A document that came in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LiPages {
    pub(crate) sha256: String,
    questions: u32,
    worked_until_ms: i64,
    failed: bool,
}

impl LiDocument {
    pub(crate) fn urn(&self) -> String {
        format!("urn:li:document:{}", self.id)
    }

    pub(crate) fn status(&self, now: i64) -> &'static str {
        match &self.kept {
            None => "WAITING_UPLOAD",
            Some(kept) if kept.questions > 0 && now < kept.worked_until_ms => "PROCESSING",
            Some(kept) if kept.failed => "PROCESSING_FAILED",
            Some(_) => "AVAILABLE",
        }
    }
}

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
        return Err(error::denied("documents.ACTION-initializeUpload"));
    }
    let (id, upload) = (format!("D4E1FAQ{}", scene.world.chance.word(18)), scene.world.chance.word(24));
    let document = LiDocument {
        id: id.clone(),
        owner: owner.to_owned(),
        upload: upload.clone(),
        created_ms: scene.now,
        kept: None,
    };
    let value = json!({
        "uploadUrlExpiresAt": scene.now + ADDRESS_LIFE_MS,
        "uploadUrl": format!("https://www.linkedin.com/dms-uploads/{upload}/document?ca=vector_ads&v=beta"),
        "document": document.urn(),
    });
    scene.world.linkedin.documents.insert(id, document);
    Ok(Reply::ok(json!({ "value": value })))
}

pub(super) fn upload(scene: &mut Scene<'_>, call: &Call) -> Result<Reply, LinkedinError> {
    let (now, address) = (scene.now, call.segment("upload"));
    let Payload::Bytes(bytes) = &call.body else {
        return Err(error::illegal("The bytes of a document are expected"));
    };
    let spoiled = scene.world.linkedin.spoils();
    let known = scene
        .world
        .linkedin
        .documents
        .values_mut()
        .find(|it| it.upload == address && now < it.created_ms + ADDRESS_LIFE_MS);
    let document = known.filter(|it| it.kept.is_none()).ok_or_else(|| error::not_found("of this upload"))?;
    let head = bytes.get(..1_024).unwrap_or(bytes);
    document.kept = Some(LiPages {
        sha256: sha256_hex(bytes),
        questions: QUESTIONS,
        worked_until_ms: now + PROCESSING_MS,
        failed: spoiled || bytes.len() > LARGEST || !head.windows(5).any(|window| window == b"%PDF-"),
    });
    Ok(Reply::json(StatusCode::CREATED, Value::Null))
}

pub(super) fn status(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let (now, urn) = (scene.now, ask.call.segment("urn"));
    let id = scene.world.linkedin.document(urn).ok_or_else(|| error::not_found(urn))?.id.clone();
    let document = scene.world.linkedin.documents.get_mut(&id).ok_or_else(|| error::not_found(urn))?;
    if !ask.caller.reads_posts(&document.owner) {
        return Err(error::denied("documents.GET"));
    }
    if let Some(kept) = &mut document.kept {
        kept.questions = kept.questions.saturating_sub(1);
    }
    Ok(Reply::ok(json!({ "id": document.urn(), "owner": document.owner, "status": document.status(now) })))
}
