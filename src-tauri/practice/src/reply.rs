//! What an endpoint answers, before it becomes an HTTP response.
//!
//! Invariant: an endpoint decides the whole answer in memory; whether it is sent at all is decided elsewhere.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Null stands for no body at all.
    pub(crate) body: Value,
    /// What is sent in its place, for those that do not speak JSON.
    pub(crate) raw: Option<Bytes>,
    /// The platform's number of the post that this call made, for what a fault may do with it.
    pub(crate) created: Option<u64>,
}

impl Reply {
    pub(crate) fn json(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            content_type: "application/json; charset=utf-8",
            headers: Vec::new(),
            body,
            raw: None,
            created: None,
        }
    }

    pub(crate) fn raw(status: StatusCode, content_type: &'static str, bytes: Bytes) -> Self {
        Self { content_type, raw: Some(bytes), ..Self::json(status, Value::Null) }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(crate) fn created(mut self, id: u64) -> Self {
        self.created = Some(id);
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn into_response(self) -> Response {
        let bytes = match self.raw {
            Some(bytes) => bytes,
            None if self.body.is_null() => Bytes::new(),
            None => Bytes::from(self.body.to_string()),
        };
        let empty = bytes.is_empty();
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = self.status;
        if !empty {
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
