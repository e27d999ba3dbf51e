//! The plainest HTTP there is, for a look at the practice platforms from outside the product.
//!
//! Invariant: speaks to 127.0.0.1 only.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// Opens an address as a browser would.
///
/// # Panics
/// When it is not on loopback, or nobody answers.
pub async fn get(address: &str) -> Answer {
    ask("GET", address, "", "").await
}

/// Asks an address as it is, with a method and headers of one's own.
///
/// # Panics
/// When it is not on loopback, or nobody answers.
pub async fn plainly(method: &str, address: &str, headers: &str) -> Answer {
    ask(method, address, headers, "").await
}

/// Sends a JSON body in somebody's name.
///
/// # Panics
/// When it is not on loopback, or nobody answers.
pub async fn post(address: &str, token: &str, body: &Value) -> Answer {
    // LinkedIn answers nobody who names no version; the others don't mind.
    let version = "LinkedIn-Version: 202609\r\nX-Restli-Protocol-Version: 2.0.0\r\n";
    let headers = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n{version}");
    ask("POST", address, &headers, &body.to_string()).await
}

/// Fetches a file as a platform would that was given its address.
///
/// # Panics
/// When it is not on loopback, or nobody answers.
pub async fn fetch(address: &str) -> (u16, Vec<u8>) {
    let (host, path) = on_loopback(address);
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    exchange("the address", host, request.as_bytes()).await
}

fn on_loopback(address: &str) -> (&str, &str) {
    let (host, path) = address
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .unwrap_or_else(|| panic!("{address} is no address"));
    assert!(host.starts_with("127.0.0.1:"), "{address} is not on loopback");
    (host, path)
}

async fn ask(method: &str, address: &str, headers: &str, body: &str) -> Answer {
    let (host, path) = on_loopback(address);
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let (status, body) = exchange(address, host, request.as_bytes()).await;
    let body = String::from_utf8(body).unwrap_or_else(|error| panic!("{address}: {error}"));
    Answer { status, body }
}

async fn exchange(address: &str, host: &str, request: &[u8]) -> (u16, Vec<u8>) {
    let exchange = async {
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(request).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let answer = exchange.await.unwrap_or_else(|error| panic!("{address}: {error}"));
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.unwrap_or_else(|| panic!("{address}: no whole answer")) + 4);
    let head = String::from_utf8_lossy(head);
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| panic!("{head}")), body.to_vec())
}
