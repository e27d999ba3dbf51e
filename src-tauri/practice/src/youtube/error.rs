//! How Google words a refusal.
//!
//! Invariant: every refusal carries status, domain and reason; whoever reads it decides by the reason.

use axum::http::StatusCode;
use serde_json::json;

use crate::reply::Reply;

/// A refusal.
#[derive(Debug)]
pub(crate) struct YoutubeError {
    status: StatusCode,
    domain: &'static str,
    reason: &'static str,
    message: String,
    retry_after_s: Option<i64>,
}

impl YoutubeError {
    fn new(status: StatusCode, domain: &'static str, reason: &'static str, message: impl Into<String>) -> Self {
        Self { status, domain, reason, message: message.into(), retry_after_s: None }
    }

    pub(crate) fn into_reply(self) -> Reply {
        let named = match self.status.as_u16() {
            400 => "INVALID_ARGUMENT",
            401 => "UNAUTHENTICATED",
            403 => "PERMISSION_DENIED",
            404 => "NOT_FOUND",
            429 => "RESOURCE_EXHAUSTED",
            _ => "INTERNAL",
        };
        let one = json!({ "message": self.message, "domain": self.domain, "reason": self.reason });
        let body = json!({ "error": {
            "code": self.status.as_u16(), "message": self.message, "errors": [one], "status": named
        } });
        let reply = Reply::json(self.status, body);
        match self.retry_after_s {
            Some(seconds) => reply.with("retry-after", seconds),
            None => reply,
        }
    }
}

pub(super) fn bad_token() -> YoutubeError {
    YoutubeError::new(StatusCode::UNAUTHORIZED, "global", "authError", "Invalid Credentials")
}

pub(super) fn no_token() -> YoutubeError {
    YoutubeError::new(StatusCode::UNAUTHORIZED, "global", "required", "Login Required")
}

pub(super) fn not_allowed() -> YoutubeError {
    let words = "Request had insufficient authentication scopes.";
    YoutubeError::new(StatusCode::FORBIDDEN, "global", "insufficientPermissions", words)
}

pub(super) fn no_channel() -> YoutubeError {
    let words = "Unauthorized: this Google account has no YouTube channel.";
    YoutubeError::new(StatusCode::UNAUTHORIZED, "youtube.header", "youtubeSignupRequired", words)
}

pub(super) fn required(name: &str) -> YoutubeError {
    let words = format!("Required parameter: {name}");
    YoutubeError::new(StatusCode::BAD_REQUEST, "global", "required", words)
}

pub(super) fn bad(words: impl Into<String>) -> YoutubeError {
    YoutubeError::new(StatusCode::BAD_REQUEST, "global", "badRequest", words)
}

/// What a field of a video holds is not taken.
pub(super) fn invalid(reason: &'static str, words: impl Into<String>) -> YoutubeError {
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.video", reason, words)
}

pub(super) fn quota() -> YoutubeError {
    let words = "The request cannot be completed because you have exceeded your quota.";
    YoutubeError::new(StatusCode::FORBIDDEN, "youtube.quota", "quotaExceeded", words)
}

pub(super) fn too_many_uploads() -> YoutubeError {
    let words = "The user has exceeded the number of videos they may upload.";
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.video", "uploadLimitExceeded", words)
}

pub(super) fn too_fast(after_ms: i64) -> YoutubeError {
    let words = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user'.";
    let mut error = YoutubeError::new(StatusCode::TOO_MANY_REQUESTS, "usageLimits", "rateLimitExceeded", words);
    error.retry_after_s = Some((after_ms + 999) / 1_000);
    error
}

pub(super) fn no_video() -> YoutubeError {
    let words = "The video that you are trying to reach cannot be found.";
    YoutubeError::new(StatusCode::NOT_FOUND, "youtube.video", "videoNotFound", words)
}

pub(super) fn no_comment() -> YoutubeError {
    let words = "The comment cannot be found.";
    YoutubeError::new(StatusCode::NOT_FOUND, "youtube.comment", "commentNotFound", words)
}

pub(super) fn no_words() -> YoutubeError {
    let words = "Your comment does not have any content.";
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.comment", "commentTextRequired", words)
}

pub(super) fn too_many_words() -> YoutubeError {
    let words = "The comment resource that is being inserted contains too many characters.";
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.comment", "commentTextTooLong", words)
}

pub(super) fn comments_disabled() -> YoutubeError {
    let words = "The video has disabled comments.";
    YoutubeError::new(StatusCode::FORBIDDEN, "youtube.commentThread", "commentsDisabled", words)
}

pub(super) fn forbidden(words: &str) -> YoutubeError {
    YoutubeError::new(StatusCode::FORBIDDEN, "youtube.common", "forbidden", words)
}

pub(super) fn no_picture() -> YoutubeError {
    let words = "The provided image content is invalid.";
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.thumbnail", "invalidImage", words)
}

pub(super) fn no_session() -> YoutubeError {
    YoutubeError::new(StatusCode::NOT_FOUND, "global", "notFound", "Not Found")
}

pub(super) fn not_built() -> YoutubeError {
    YoutubeError::new(StatusCode::NOT_FOUND, "global", "notFound", "This is not practised here.")
}

pub(super) fn down(status: StatusCode) -> YoutubeError {
    YoutubeError::new(status, "global", "backendError", "Backend Error")
}

pub(super) fn no_parent() -> YoutubeError {
    let words = "The comment resource that is being inserted must specify a value for the snippet.parentId property.";
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.comment", "parentIdMissing", words)
}

pub(super) fn not_supported() -> YoutubeError {
    let words = "An answer can not be answered: answers are one level deep.";
    YoutubeError::new(StatusCode::BAD_REQUEST, "youtube.comment", "operationNotSupported", words)
}

pub(super) fn no_such_channel() -> YoutubeError {
    let words = "The channel specified by the channelId parameter could not be found.";
    YoutubeError::new(StatusCode::NOT_FOUND, "youtube.commentThread", "channelNotFound", words)
}
