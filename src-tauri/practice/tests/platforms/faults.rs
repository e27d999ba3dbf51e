//! The fault script: what goes wrong on purpose, and what has happened nevertheless.

use countersign_practice::{Action, Endpoint, Fault, Platform, cast, templates};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::common::{Answer, Stage, page, png, stage};

const CREATE: &str = templates::x::POSTS;

/// Sends a post byte by byte and reads whatever comes back until the connection is closed.
async fn raw_post(stage: &Stage, text: &str) -> Vec<u8> {
    let address = stage.running.base_url().trim_start_matches("http://").to_owned();
    let body = json!({ "text": text }).to_string();
    let head = format!(
        "POST /x/api.x.com/2/tweets HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        cast::X_TOKEN,
        body.len(),
    );
    let mut stream = TcpStream::connect(&address).await.unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A reset is as good an end as a close.
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

#[tokio::test]
async fn a_drop_after_accept_leaves_the_post_and_no_byte_of_an_answer() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::DropAfterAccept);
    assert!(raw_post(&stage, "Did it go out?").await.is_empty());
    assert_eq!(stage.control.ledger()[0].text, "Did it go out?");
    assert_eq!(stage.control.request_log()[0].status, None);
    assert_eq!(stage.control.request_log()[0].account.as_deref(), Some(cast::X_ID));
    assert_eq!(stage.timeline().await.body["data"][0]["text"], "Did it go out?");
}

#[tokio::test]
async fn a_refusal_before_leaves_nothing_at_all() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::RefuseBefore);
    assert!(raw_post(&stage, "Nothing").await.is_empty());
    assert!(stage.control.ledger().is_empty());
    assert!(stage.control.faults().is_empty());
    assert_eq!(stage.tweet("Nothing").await.status, 201);
}

#[tokio::test]
async fn an_ordinary_client_sees_a_lost_connection() {
    let stage = stage().await;
    stage.fault(Platform::Facebook, "POST", templates::facebook::FEED, Action::DropAfterAccept);
    let request = stage.graph(Method::POST, &page("/feed")).json(&json!({ "message": "Lost" }));
    let error = request.send().await.unwrap_err();
    assert!(error.status().is_none() && !error.is_timeout());
    assert_eq!(stage.control.ledger().len(), 1);
}

#[tokio::test]
async fn a_dropped_upload_is_dropped_after_it_was_read() {
    let stage = stage().await;
    stage.fault(Platform::Facebook, "POST", templates::facebook::PHOTOS, Action::DropAfterAccept);
    let part = reqwest::multipart::Part::bytes(png(1)).file_name("a.png");
    let form = reqwest::multipart::Form::new().part("source", part);
    assert!(stage.graph(Method::POST, &page("/photos")).multipart(form).send().await.is_err());
    assert_eq!(stage.control.ledger().len(), 1);
}

#[tokio::test]
async fn a_fault_skips_and_repeats_as_told() {
    let stage = stage().await;
    let action = Action::ServerError { after_accept: false, status: 503 };
    stage.control.script(Fault { platform: Platform::X, endpoint: Endpoint::Any, skip: 1, times: 2, action });
    let mut statuses = Vec::new();
    for number in 0..4 {
        statuses.push(stage.tweet(&format!("Post {number}")).await.status);
    }
    assert_eq!(statuses, [201, 503, 503, 201]);
    assert_eq!(stage.control.ledger().len(), 2);
}

#[tokio::test]
async fn a_server_error_can_hide_that_the_post_was_made() {
    let stage = stage().await;
    let action = Action::ServerError { after_accept: true, status: 503 };
    stage.fault(Platform::X, "POST", CREATE, action);
    let answer = stage.tweet("Made").await;
    assert_eq!((answer.status, &answer.body["title"]), (503, &json!("Service Unavailable")));
    assert_eq!(stage.control.ledger().len(), 1);
    stage.fault(Platform::Facebook, "POST", templates::facebook::FEED, action);
    let answer = stage.feed("Made").await;
    assert_eq!((answer.status, answer.graph_error().0), (503, 2));
    assert_eq!(stage.control.ledger().len(), 2);
}

#[tokio::test]
async fn too_many_tells_when_to_come_back() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::TooMany { reset_after_ms: 30_500 });
    let answer = stage.tweet("Soon").await;
    assert_eq!((answer.status, answer.header("x-rate-limit-remaining")), (429, "0"));
    assert_eq!(answer.header("x-rate-limit-reset"), (crate::common::START_MS / 1_000 + 31).to_string());
}

#[tokio::test]
async fn an_expired_token_and_an_error_under_200_are_answered_once() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::TokenExpired);
    assert_eq!(stage.tweet("a").await.status, 401);
    stage.fault(Platform::X, "POST", CREATE, Action::ErrorIn200);
    let partial = stage.tweet("a").await;
    assert_eq!(partial.status, 200);
    assert!(partial.body.get("data").is_none() && partial.body["errors"].is_array());
    stage.fault(Platform::Facebook, "POST", templates::facebook::FEED, Action::TokenExpired);
    assert_eq!(stage.feed("a").await.graph_error(), (190, 463));
    stage.fault(Platform::Facebook, "POST", templates::facebook::FEED, Action::ErrorIn200);
    let inside = stage.feed("a").await;
    assert_eq!((inside.status, inside.graph_error().0), (200, 2));
    assert!(stage.control.ledger().is_empty());
    assert_eq!(stage.tweet("a").await.status, 201);
    assert_eq!(stage.feed("a").await.status, 200);
}

#[tokio::test]
async fn a_held_answer_waits_for_its_release_with_the_work_before_or_after() {
    let stage = stage().await;
    for after_accept in [true, false] {
        stage.fault(Platform::X, "POST", CREATE, Action::Hold { after_accept });
        let text = format!("Held {after_accept}");
        let request = stage.x(Method::POST, "/2/tweets").json(&json!({ "text": text }));
        let sending = tokio::spawn(async move { Answer::read(request.send().await.unwrap()).await });
        stage.control.until_held(1).await;
        assert_eq!(stage.control.ledger().iter().any(|entry| entry.text == text), after_accept);
        stage.control.release_held();
        assert_eq!(sending.await.unwrap().status, 201);
        assert!(stage.control.ledger().iter().any(|entry| entry.text == text));
    }
}

#[tokio::test]
async fn a_slow_answer_still_comes() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::Slow { ms: 1 });
    assert_eq!(stage.tweet("Slow").await.status, 201);
}

#[tokio::test]
async fn hiding_goes_together_with_a_lost_answer() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::DropAfterAccept);
    stage.fault(Platform::X, "POST", CREATE, Action::HideFromRead { reads: 1, at_most_ms: None });
    assert!(raw_post(&stage, "Where is it?").await.is_empty());
    assert_eq!(stage.timeline().await.body["meta"]["result_count"], 0);
    assert_eq!(stage.timeline().await.body["meta"]["result_count"], 1);
}

#[tokio::test]
async fn hiding_ends_with_its_span_however_seldom_its_list_was_read() {
    let stage = stage().await;
    let action = Action::HideFromRead { reads: 9, at_most_ms: Some(30_000) };
    stage.fault(Platform::X, "POST", CREATE, action);
    assert_eq!(stage.tweet("Slow to show").await.status, 201);
    stage.control.advance(29_999);
    assert_eq!(stage.timeline().await.body["meta"]["result_count"], 0);
    stage.control.advance(1);
    assert_eq!(stage.timeline().await.body["meta"]["result_count"], 1);
}

#[tokio::test]
async fn shutting_down_ends_what_is_held() {
    let stage = stage().await;
    stage.fault(Platform::X, "POST", CREATE, Action::Hold { after_accept: true });
    let request = stage.x(Method::POST, "/2/tweets").json(&json!({ "text": "Held" }));
    let sending = tokio::spawn(request.send());
    stage.control.until_held(1).await;
    stage.running.shutdown().await;
    assert!(sending.await.unwrap().is_err());
}
