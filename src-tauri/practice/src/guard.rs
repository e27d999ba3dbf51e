//! The door of the listener: who may come in at all, and what every answer carries.
//!
//! Invariant: a request that was not addressed to this very listener, or that a page from elsewhere sent, is refused
//! before anything of it is looked at; every answer bears the practice clock's `Date`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::clock::http_date;
use crate::exchange::Shared;
use crate::reply::Reply;

pub(crate) async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&shared, &request) {
        Some(why) => refused(StatusCode::FORBIDDEN, why),
        None => next.run(request).await,
    };
    if let Ok(date) = HeaderValue::try_from(http_date(shared.clock.now_ms())) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

fn refusal(shared: &Shared, request: &Request<Body>) -> Option<&'static str> {
    let own = [format!("127.0.0.1:{}", shared.port), format!("localhost:{}", shared.port)];
    let addressed_here = |authority: &str| own.iter().any(|name| name.eq_ignore_ascii_case(authority));
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !addressed_here(host) {
        return Some("This host is not served here.");
    }
    if let Some(authority) = request.uri().authority()
        && !addressed_here(authority.as_str())
    {
        return Some("This host is not served here.");
    }
    let ours = |origin: &HeaderValue| {
        origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://")).is_some_and(addressed_here)
    };
    if !request.headers().get_all(header::ORIGIN).iter().all(ours) {
        return Some("Requests of other origins are refused.");
    }
    None
}

/// A refusal by the listener itself, not by a platform.
pub(crate) fn refused(status: StatusCode, why: &str) -> Response {
    Reply::json(status, serde_json::json!({ "error": why })).into_response()
}
