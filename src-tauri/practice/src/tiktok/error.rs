//! How TikTok words an answer.
//!
//! Invariant: whatever is answered stands in one envelope whose code says whether it was done; some refusals come with a
//! status of 200, as TikTok has it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::reply::Reply;

/// A refusal.
#[derive(Debug)]
pub(crate) struct TiktokError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl TiktokError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// As some endpoints say it on purpose.
    pub(super) fn in_200(self) -> Self {
        Self { status: StatusCode::OK, ..self }
    }

    pub(crate) fn into_reply(self) -> Reply {
        envelope(self.status, json!({}), self.code, &self.message)
    }
}

fn envelope(status: StatusCode, data: Value, code: &str, message: &str) -> Reply {
    let error = json!({ "code": code, "message": message, "log_id": "202611210917220100000000000000D59D" });
    Reply::json(status, json!({ "data": data, "error": error }))
}

pub(super) fn ok(data: Value) -> Reply {
    envelope(StatusCode::OK, data, "ok", "")
}

pub(super) fn bad(message: impl Into<String>) -> TiktokError {
    TiktokError::new(StatusCode::BAD_REQUEST, "invalid_params", message)
}

pub(super) fn bad_token() -> TiktokError {
    let words = "The access token is invalid or not found in the request.";
    TiktokError::new(StatusCode::UNAUTHORIZED, "access_token_invalid", words)
}

pub(super) fn not_allowed(scope: &str) -> TiktokError {
    let words = format!("The user did not authorize the scope required for completing this request: {scope}");
    TiktokError::new(StatusCode::UNAUTHORIZED, "scope_not_authorized", words)
}

pub(super) fn forbidden(code: &'static str, words: &str) -> TiktokError {
    TiktokError::new(StatusCode::FORBIDDEN, code, words)
}

pub(super) fn too_fast() -> TiktokError {
    let words = "The API rate limit was exceeded. Please try again later.";
    TiktokError::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", words)
}

pub(super) fn no_publish_id() -> TiktokError {
    TiktokError::new(StatusCode::BAD_REQUEST, "invalid_publish_id", "The publish_id does not exist.")
}

pub(super) fn not_built() -> TiktokError {
    TiktokError::new(StatusCode::NOT_FOUND, "unsupported_path", "Unsupported path(Janus)")
}

pub(super) fn down(status: StatusCode) -> TiktokError {
    TiktokError::new(status, "internal_error", "Something is wrong. Please try again later.")
}
