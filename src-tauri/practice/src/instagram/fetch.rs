//! Fetching a picture from the address that a call names, as Instagram does when a container is made.
//!
//! Invariant: nothing but an IP address on loopback is ever asked, no redirect is followed, and nothing of the address is
//! kept or logged: it may be one that only its holder may know.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use url::{Host, Url};

use crate::call::{Call, Payload};

/// The largest picture that Instagram takes.
const LARGEST: usize = 8 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// What came of fetching.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// The bytes.
    Picture(Bytes),
    /// More than Instagram takes.
    TooLarge,
    /// Nothing.
    Nothing,
}

/// Fetches the picture that a call names; none if it names none.
pub(crate) async fn fetch(call: &Call) -> Option<Fetched> {
    let address = named(call)?;
    let fetched = tokio::time::timeout(PATIENCE, get(&address)).await;
    Some(fetched.ok().flatten().unwrap_or(Fetched::Nothing))
}

/// Fetches all pictures that a call names, in order.
pub(crate) async fn fetch_all(call: &Call) -> Vec<Fetched> {
    let Payload::Json(body) = &call.body else { return Vec::new() };
    let named = body["source_info"]["photo_images"].as_array().cloned().unwrap_or_default();
    let mut pictures = Vec::new();
    for address in named.iter().map(|address| address.as_str().unwrap_or_default()) {
        let fetched = tokio::time::timeout(PATIENCE, get(address)).await;
        pictures.push(fetched.ok().flatten().unwrap_or(Fetched::Nothing));
    }
    pictures
}

fn named(call: &Call) -> Option<String> {
    let among = |pairs: &[(String, String)]| {
        pairs.iter().find_map(|(name, value)| (name == "image_url").then(|| value.clone()))
    };
    let in_body = match &call.body {
        Payload::Json(body) => body.get("image_url").and_then(Value::as_str).map(str::to_owned),
        Payload::Form(fields) => among(fields),
        Payload::Empty | Payload::Multipart(_) | Payload::Bytes(_) | Payload::TooLarge | Payload::Unreadable => None,
    };
    in_body.or_else(|| among(&call.query))
}

async fn get(address: &str) -> Option<Fetched> {
    // Instagram takes addresses in US-ASCII only.
    let url = Url::parse(address).ok().filter(|url| url.scheme() == "http" && address.is_ascii())?;
    let ip = match url.host()? {
        Host::Ipv4(ip) if ip.is_loopback() => ip.into(),
        Host::Ipv6(ip) if ip.is_loopback() => ip.into(),
        Host::Ipv4(_) | Host::Ipv6(_) | Host::Domain(_) => return None,
    };
    let place = SocketAddr::new(ip, url.port_or_known_default()?);
    let stream = TcpStream::connect(place).await.ok()?;
    let (mut ask, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    // It ends with the answer; what goes wrong with it shows there.
    let driving = tokio::spawn(async move {
        let _ = connection.await;
    });
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let request = Request::get(target).header(header::HOST, place.to_string()).body(Body::empty()).ok()?;
    let answer = ask.send_request(request).await.ok().filter(|answer| answer.status().is_success())?;
    let told = answer.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if told.is_some_and(|length: usize| length > LARGEST) {
        return Some(Fetched::TooLarge);
    }
    let bytes = to_bytes(Body::new(answer.into_body()), LARGEST + 1).await;
    driving.abort();
    Some(match bytes {
        Ok(bytes) if bytes.len() <= LARGEST => Fetched::Picture(bytes),
        Ok(_) => Fetched::TooLarge,
        Err(_) => Fetched::Nothing,
    })
}
