//! How LinkedIn words a refusal.
//!
//! Invariant: every refusal carries status, code and words; which numbers LinkedIn gives them is kept as far as it is known.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::reply::Reply;

/// A refusal.
#[derive(Debug)]
pub(crate) struct LinkedinError {
    status: StatusCode,
    code: &'static str,
    service: Option<u32>,
    message: String,
    /// What of the request is wrong, for a validation.
    inputs: Value,
}

impl LinkedinError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, service: None, message: message.into(), inputs: Value::Null }
    }

    fn service(mut self, number: u32) -> Self {
        self.service = Some(number);
        self
    }

    pub(crate) fn into_reply(self) -> Reply {
        let mut body = json!({ "status": self.status.as_u16(), "code": self.code, "message": self.message });
        if let Some(number) = self.service {
            body["serviceErrorCode"] = json!(number);
        }
        if !self.inputs.is_null() {
            body["errorDetailType"] = json!("com.linkedin.common.error.BadRequest");
            body["errorDetails"] = json!({ "inputErrors": self.inputs });
        }
        Reply::json(self.status, body)
    }
}

pub(super) fn no_token() -> LinkedinError {
    LinkedinError::new(StatusCode::UNAUTHORIZED, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token").service(65_604)
}

pub(super) fn bad_token() -> LinkedinError {
    LinkedinError::new(StatusCode::UNAUTHORIZED, "INVALID_ACCESS_TOKEN", "Invalid access token").service(65_600)
}

pub(super) fn revoked_token() -> LinkedinError {
    let words = "The token used in the request has been revoked by the user";
    LinkedinError::new(StatusCode::UNAUTHORIZED, "REVOKED_ACCESS_TOKEN", words).service(65_601)
}

pub(super) fn expired_token() -> LinkedinError {
    let words = "The token used in the request has expired";
    LinkedinError::new(StatusCode::UNAUTHORIZED, "EXPIRED_ACCESS_TOKEN", words).service(65_602)
}

pub(super) fn denied(what: &str) -> LinkedinError {
    LinkedinError::new(StatusCode::FORBIDDEN, "ACCESS_DENIED", format!("Not enough permissions to access: {what}"))
        .service(100)
}

/// What a comment under a post of a moment ago may be answered with; it passes by itself.
pub(super) fn forbidden_yet() -> LinkedinError {
    LinkedinError::new(StatusCode::FORBIDDEN, "ACCESS_DENIED", "resource is forbidden")
}

/// The same, in other words.
pub(super) fn no_activity_yet() -> LinkedinError {
    LinkedinError::new(StatusCode::BAD_REQUEST, "ILLEGAL_ARGUMENT", "Unable to obtain activity")
}

pub(super) fn not_found(what: &str) -> LinkedinError {
    LinkedinError::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", format!("Could not find entity {what}"))
}

pub(super) fn no_resource() -> LinkedinError {
    LinkedinError::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "No virtual resource found")
}

pub(super) fn no_version() -> LinkedinError {
    let words = "A version must be present. Please specify a version by adding the LinkedIn-Version header.";
    LinkedinError::new(StatusCode::BAD_REQUEST, "VERSION_MISSING", words)
}

pub(super) fn old_version(version: &str) -> LinkedinError {
    let status = StatusCode::UPGRADE_REQUIRED;
    LinkedinError::new(status, "NONEXISTENT_VERSION", format!("Requested version {version} is not active"))
}

pub(super) fn illegal(words: impl Into<String>) -> LinkedinError {
    LinkedinError::new(StatusCode::BAD_REQUEST, "ILLEGAL_ARGUMENT", words)
}

pub(super) fn required(field: &str) -> LinkedinError {
    let words = format!("ERROR :: {field} :: field is required but not found and has no default value");
    LinkedinError::new(StatusCode::BAD_REQUEST, "FIELD_REQUIRED", words)
}

pub(super) fn unprocessable(code: &'static str, field: &str, words: &str) -> LinkedinError {
    let mut error = LinkedinError::new(StatusCode::UNPROCESSABLE_ENTITY, code, words);
    let input = json!({ "inputPath": { "fieldPath": field } });
    error.inputs = json!([{ "description": words, "input": input, "code": code }]);
    error
}

pub(super) fn too_long(field: &str, length: usize, most: usize) -> LinkedinError {
    let words =
        format!("text length ({length} characters) exceeded the maximum allowed ({most} characters) at {field}");
    unprocessable("FIELD_LENGTH_TOO_LONG", field, &words)
}

/// Names the post that is the same.
pub(super) fn duplicate(urn: &str) -> LinkedinError {
    let mut error = unprocessable("DUPLICATE_POST", "", &format!("Content is a duplicate of {urn}"));
    error.inputs = json!([{ "description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST" }]);
    error
}

/// The day's allowance is used up; it begins again at midnight, UTC.
pub(super) fn day_is_over() -> LinkedinError {
    let words = "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource is reached.";
    LinkedinError::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", words).service(101)
}

/// The servers are busy; that clears by itself.
pub(super) fn throttled() -> LinkedinError {
    LinkedinError::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", "Too many requests").service(101)
}

pub(super) fn service_down(status: StatusCode) -> LinkedinError {
    LinkedinError::new(status, "INTERNAL_SERVER_ERROR", "Internal Server Error")
}
