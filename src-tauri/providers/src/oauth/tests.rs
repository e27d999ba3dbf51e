//! The listener by itself: what it says to a browser that comes late, and how long it waits.

use std::time::Duration;

use countersign_core::model::Secret;
use countersign_core::publish::FailureClass;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::listener::Listener;

/// A port that was free a moment ago.
async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn bound(port: u16) -> Listener {
    Listener::bind(port, "/back", Secret::new("the-state".to_owned()), "Facebook").await.unwrap()
}

async fn ask(port: u16, method: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn one_answer_is_taken_and_nothing_of_it_is_repeated() {
    let port = free_port().await;
    let waiting = tokio::spawn(bound(port).await.wait(Duration::from_secs(20)));
    let posted = ask(port, "POST", "/back?state=the-state&code=first").await;
    assert!(posted.starts_with("HTTP/1.1 405"), "{posted}");
    let said = ask(port, "GET", "/back?state=the-state&code=AQ-first%23_").await;
    assert!(said.starts_with("HTTP/1.1 200") && !said.contains("AQ-first"), "{said}");
    assert!(said.contains("default-src 'none'") && said.contains("no-referrer") && said.contains("no-store"), "{said}");
    assert_eq!(waiting.await.unwrap().unwrap().expose(), "AQ-first", "without what Meta appends");
}

#[tokio::test]
async fn nobody_is_waited_for_longer_than_agreed() {
    let port = free_port().await;
    let ended = bound(port).await.wait(Duration::from_millis(1)).await.unwrap_err();
    assert_eq!(ended.class, FailureClass::TryAgain);
    assert!(ended.message.contains("in time"), "{ended}");
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "nothing listens any more");
}

#[tokio::test]
async fn what_a_platform_says_against_it_is_told_apart() {
    for (said, class) in [
        ("error=access_denied&error_description=Permissions+error", FailureClass::Reconnect),
        ("error=server_error", FailureClass::SetUp),
        ("nothing=at-all", FailureClass::SetUp),
    ] {
        let port = free_port().await;
        let waiting = tokio::spawn(bound(port).await.wait(Duration::from_secs(20)));
        ask(port, "GET", &format!("/back?state=the-state&{said}")).await;
        assert_eq!(waiting.await.unwrap().unwrap_err().class, class, "{said}");
    }
}
