//! How a bucket refuses: status, code and words as in Amazon's reference of S3's errors, in its XML.

use axum::body::Bytes;
use axum::http::StatusCode;

use crate::html::escape;
use crate::reply::Reply;

/// A refusal.
#[derive(Debug)]
pub(crate) struct S3Error {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// More elements, by name.
    more: Vec<(&'static str, String)>,
}

impl S3Error {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), more: Vec::new() }
    }

    fn and(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    pub(crate) fn reply(self) -> Reply {
        let more: String =
            self.more.iter().map(|(name, value)| format!("<{name}>{}</{name}>", escape(value))).collect();
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>{more}\
             <RequestId>4442587FB7D0A2F9</RequestId><HostId>practice</HostId></Error>",
            self.code,
            escape(&self.message),
        );
        Reply::raw(self.status, "application/xml", Bytes::from(xml))
    }
}

pub(super) fn denied(message: &str) -> S3Error {
    S3Error::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

pub(super) fn expired(expires: String, now: String) -> S3Error {
    denied("Request has expired").and("Expires", expires).and("ServerTime", now)
}

/// Amazon words this as `AccessDenied` where the signature is in the address; others, such as Ceph, by this code.
pub(super) fn too_skewed(request: String, now: String) -> S3Error {
    S3Error::new(
        StatusCode::FORBIDDEN,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
    )
    .and("RequestTime", request)
    .and("ServerTime", now)
    .and("MaxAllowedSkewMilliseconds", "900000")
}

pub(super) fn unknown_key() -> S3Error {
    S3Error::new(
        StatusCode::FORBIDDEN,
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
    )
}

/// It repeats what was signed, as theirs does.
pub(super) fn wrong_signature(key_id: &str, to_sign: &str) -> S3Error {
    S3Error::new(
        StatusCode::FORBIDDEN,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    )
    .and("AWSAccessKeyId", key_id)
    .and("StringToSign", to_sign)
}

pub(super) fn wrong_region(given: &str, own: &str) -> S3Error {
    S3Error::new(
        StatusCode::BAD_REQUEST,
        "AuthorizationQueryParametersError",
        format!("Error parsing the X-Amz-Credential parameter; the region '{given}' is wrong; expecting '{own}'"),
    )
    .and("Region", own)
}

pub(super) fn malformed(what: &str) -> S3Error {
    S3Error::new(StatusCode::BAD_REQUEST, "AuthorizationQueryParametersError", what)
}

pub(super) fn no_such_bucket() -> S3Error {
    S3Error::new(StatusCode::NOT_FOUND, "NoSuchBucket", "The specified bucket does not exist")
}

pub(super) fn no_such_key() -> S3Error {
    S3Error::new(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
}

pub(super) fn too_large() -> S3Error {
    S3Error::new(
        StatusCode::BAD_REQUEST,
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed object size.",
    )
}

pub(super) fn not_allowed() -> S3Error {
    S3Error::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
    )
}

pub(super) fn slow_down() -> S3Error {
    S3Error::new(StatusCode::SERVICE_UNAVAILABLE, "SlowDown", "Please reduce your request rate.")
}

pub(super) fn internal(status: StatusCode) -> S3Error {
    S3Error::new(status, "InternalError", "We encountered an internal error. Please try again.")
}
