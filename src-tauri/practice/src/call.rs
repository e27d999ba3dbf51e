//! A request, read to its end before anything is decided about it; only the bytes of a film are taken in as they come.
//!
//! Invariant: once a `Call` exists nothing more is awaited until the work is done, so a client that goes away can
//! only do so before or after the work, never in the middle.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::{HeaderMap, HeaderName, header};
use serde_json::Value;

use crate::instagram::Fetched;

/// More than any endpoint here takes in one request, but for those that take a film: a document on LinkedIn has at most
/// 100 MB. Each refuses in its own words what is too large for itself.
const LARGEST_BODY: usize = 128 * 1024 * 1024;

#[derive(Debug)]
pub(crate) struct Call {
    /// The named segments of the path.
    path: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    /// The path and the query as they came, for a platform that minds how they are encoded.
    pub(crate) raw_path: String,
    pub(crate) raw_query: String,
    headers: HeaderMap,
    /// Scheme (lower case) and credential of the `Authorization` header.
    pub(crate) authorization: Option<(String, String)>,
    pub(crate) body: Payload,
    /// What was fetched from an address that the call names, where the platform does that.
    pub(crate) fetched: Option<Fetched>,
    /// The same where a call names several.
    pub(crate) pictures: Vec<Fetched>,
    /// The body as it came; empty if it was too large.
    pub(crate) bytes: Bytes,
}

#[derive(Debug)]
pub(crate) enum Payload {
    Empty,
    Json(Value),
    Form(Vec<(String, String)>),
    Multipart(Vec<Part>),
    /// The bytes of something that is not read further here.
    Bytes(Bytes),
    TooLarge,
    Unreadable,
}

#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) is_file: bool,
    pub(crate) bytes: Bytes,
}

impl Part {
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

impl Call {
    /// A request whose body has still to come.
    pub(crate) fn begun(path: Vec<(String, String)>, request: Request) -> (Self, Body) {
        let (head, body) = request.into_parts();
        let query = pairs(head.uri.query().unwrap_or_default().as_bytes());
        let authorization = authorization(&head.headers);
        let (raw_path, raw_query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
        let (headers, bytes) = (head.headers, Bytes::new());
        let call = Self {
            path,
            query,
            raw_path,
            raw_query,
            headers,
            authorization,
            body: Payload::Empty,
            bytes,
            fetched: None,
            pictures: Vec::new(),
        };
        (call, body)
    }

    pub(crate) async fn read_body(&mut self, body: Body) {
        let kind = content_type(&self.headers);
        (self.body, self.bytes) = match to_bytes(body, LARGEST_BODY).await {
            Ok(bytes) => (payload(&kind, bytes.clone()).await, bytes),
            Err(_) => (Payload::TooLarge, Bytes::new()),
        };
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn header(&self, name: &'static str) -> Option<&str> {
        self.headers.get(HeaderName::from_static(name))?.to_str().ok()
    }

    pub(crate) fn any_header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn segment(&self, name: &str) -> &str {
        self.path.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    /// The credential that came with the request, wherever that platform allows one.
    pub(crate) fn credential(&self) -> Option<String> {
        let given = |pairs: &[(String, String)]| {
            pairs.iter().find_map(|(key, value)| (key == "access_token").then(|| value.clone()))
        };
        let in_body = match &self.body {
            Payload::Json(value) => value.get("access_token").and_then(Value::as_str).map(str::to_owned),
            Payload::Form(fields) => given(fields),
            Payload::Multipart(parts) => {
                parts.iter().find(|part| part.name == "access_token").and_then(Part::text).map(str::to_owned)
            }
            Payload::Empty | Payload::Bytes(_) | Payload::TooLarge | Payload::Unreadable => None,
        };
        let in_header = self.authorization.as_ref().filter(|(scheme, _)| scheme == "bearer" || scheme == "oauth");
        given(&self.query).or(in_body).or_else(|| in_header.map(|(_, token)| token.clone()))
    }
}

pub(crate) fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(bytes).into_owned().collect()
}

fn authorization(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    Some((scheme.to_ascii_lowercase(), token.trim().to_owned()))
}

fn content_type(headers: &HeaderMap) -> String {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

async fn payload(kind: &str, bytes: Bytes) -> Payload {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "multipart/form-data" {
        return multipart(kind, bytes).await.map_or(Payload::Unreadable, Payload::Multipart);
    }
    if bytes.is_empty() {
        return Payload::Empty;
    }
    match essence.as_str() {
        "application/json" => serde_json::from_slice(&bytes).map_or(Payload::Unreadable, Payload::Json),
        "application/x-www-form-urlencoded" => Payload::Form(pairs(&bytes)),
        "application/octet-stream" | "image/jpeg" | "image/png" | "image/gif" => Payload::Bytes(bytes),
        _ => Payload::Unreadable,
    }
}

async fn multipart(kind: &str, bytes: Bytes) -> Option<Vec<Part>> {
    let mut request = Request::builder().header(header::CONTENT_TYPE, kind).body(Body::from(bytes)).ok()?;
    // The size was limited when the body was read.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut incoming = Multipart::from_request(request, &()).await.ok()?;
    let mut parts = Vec::new();
    while let Some(field) = incoming.next_field().await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        parts.push(Part { name, is_file, bytes: field.bytes().await.ok()? });
    }
    Some(parts)
}
