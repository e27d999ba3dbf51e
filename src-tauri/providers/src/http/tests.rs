//! The one way out, against servers that answer badly or not at all.
//!
//! Invariant under test: at most one request for one call, and *offline* exactly when not one byte can have arrived.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign_core::model::Millis;
use countersign_core::publish::{FailureClass, Outcome};
use serde_json::json;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::*;
use crate::testing::{Then, caller, http, scripted, timeouts};

const CANARY: &str = "CANARY-token-that-nobody-may-ever-see";

static POST: Endpoint = Endpoint { platform: Platform::X, host: "api.x.com", verb: Verb::Post, template: "/2/tweets" };
static GET: Endpoint =
    Endpoint { platform: Platform::X, host: "api.x.com", verb: Verb::Get, template: "/2/users/{id}/tweets" };

fn commit() -> Call<'static> {
    Call::new(&POST, caller(), &[]).json(json!({"text": "Breathe easier"})).commits()
}

fn ask() -> Call<'static> {
    Call::new(&GET, caller(), &["1"]).ask("start_time", "secret-query")
}

fn whole(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n{body}", body.len())
}

async fn unclear(then: Then) -> String {
    let server = scripted(then).await;
    let (http, witness) = http(&server.base, Some(CANARY));
    let Err(Verdict::Unclear(_, why)) = http.send(commit()).await else { panic!("the platform may have seen it") };
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.requests.lock().unwrap().len(), 1, "a commit leaves once");
    assert_eq!(*server.connections.lock().unwrap(), 1);
    assert_eq!(*witness.unreachable.lock().unwrap(), 0);
    why
}

#[tokio::test]
async fn nobody_there_means_that_nothing_was_sent() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (http, witness) = http(&format!("http://127.0.0.1:{port}"), Some(CANARY));
    let verdict = http.send(commit()).await.unwrap_err();
    assert!(matches!(verdict.outcome(), Outcome::Absent(failure) if failure.class == FailureClass::Offline));
    assert_eq!(*witness.unreachable.lock().unwrap(), 1);
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_leaves_doubt() {
    assert_eq!(unclear(Then::Close).await, "the connection ended without an answer");
    assert_eq!(unclear(Then::AnswerAndClose("HTTP/1.1 20".to_owned())).await, "the connection ended without an answer");
}

#[tokio::test]
async fn silence_leaves_doubt() {
    assert_eq!(unclear(Then::Silence).await, "no answer in time");
}

#[tokio::test]
async fn half_an_answer_leaves_doubt() {
    let short = "HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{\"data\":{\"id\":\"1\"}}".to_owned();
    assert_eq!(unclear(Then::AnswerAndClose(short.clone())).await, "201, the answer was cut short");
    assert_eq!(unclear(Then::Answer(short)).await, "201, the answer did not end in time");
    let junk = "not http at all\r\n\r\n".to_owned();
    assert_eq!(unclear(Then::AnswerAndClose(junk)).await, "the connection ended without an answer");
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let long = whole("200 OK", &"x".repeat(2 * 1024 * 1024 + 1));
    assert_eq!(unclear(Then::Answer(long)).await, "200, the answer was too long");
}

#[tokio::test]
async fn a_commit_uses_no_connection_that_was_used_before() {
    let server = scripted(Then::Answer(whole("200 OK", "{}"))).await;
    let (http, _) = http(&server.base, Some(CANARY));
    for call in [ask(), ask(), commit(), commit()] {
        assert_eq!(http.send(call).await.unwrap().status, 200);
    }
    assert_eq!(*server.connections.lock().unwrap(), 3, "both reads share one, each commit has its own");
}

#[tokio::test]
async fn a_pooled_connection_that_was_closed_meanwhile_does_not_reach_a_commit() {
    let server = scripted(Then::AnswerAndClose(whole("200 OK", "{}"))).await;
    let (http, _) = http(&server.base, Some(CANARY));
    for call in [ask(), commit(), ask(), commit()] {
        assert_eq!(http.send(call).await.unwrap().status, 200);
    }
    assert_eq!(server.requests.lock().unwrap().len(), 4);
}

/// What somebody who only asked is told.
async fn told(then: Then) -> (String, String) {
    let server = scripted(then).await;
    let (http, _) = http(&server.base, Some(CANARY));
    let failure = match http.send(ask()).await {
        Ok(answer) => panic!("{} was taken for the platform's own", answer.status),
        Err(verdict) => verdict.failure(),
    };
    assert_eq!(server.requests.lock().unwrap().len(), 1, "nothing is asked twice in here");
    assert_eq!(failure.class, FailureClass::TryAgain);
    (failure.message, failure.detail)
}

#[tokio::test]
async fn a_web_page_is_told_as_the_network_s_own() {
    for status in ["200 OK", "201 Created", "403 Forbidden", "404 Not Found", "511 Network Authentication Required"] {
        for page in ["<!DOCTYPE html><title>Welcome to the clinic's guest network</title>", "\n <html></html>"] {
            let server = scripted(Then::Answer(whole(status, page))).await;
            let (http, _) = http(&server.base, Some(CANARY));
            let told = http.send(ask()).await;
            // A fault of the other side's is judged by its status, whatever stands in it.
            if status.starts_with('5') {
                assert_eq!(told.unwrap().status, 511);
                continue;
            }
            let failure = told.unwrap_err().failure();
            assert!(failure.message.contains("sign-in page of a network"), "{status}: {failure}");
            assert!(failure.detail.ends_with("a web page in place of an answer"), "{failure}");
        }
    }
    let (message, detail) = told(Then::Answer(
        "HTTP/1.1 302 Found\r\nlocation: https://portal.example/?a=secret-place\r\ncontent-length: 0\r\n\r\n"
            .to_owned(),
    ))
    .await;
    assert!(message.contains("Open any page in a browser"), "{message}");
    assert_eq!(detail, "302, a redirect, which was not followed");
}

#[tokio::test]
async fn a_sign_in_that_is_refused_on_a_web_page_is_refused_all_the_same() {
    let server = scripted(Then::Answer(whole("401 Unauthorized", "<html></html>"))).await;
    let (http, _) = http(&server.base, Some(CANARY));
    assert_eq!(http.send(ask()).await.unwrap().status, 401);
}

#[tokio::test]
async fn half_a_body_and_a_body_without_end_are_told_as_no_proper_answer() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"data\":{\"id\"".to_owned();
    for then in [Then::AnswerAndClose(half), Then::Answer(whole("200 OK", &"1".repeat(3 * 1024 * 1024)))] {
        let (message, detail) = told(then).await;
        assert_eq!(message, "X did not answer as it should. This usually passes by itself.");
        assert!(detail.starts_with("200, the answer was"), "{detail}");
    }
}

#[tokio::test]
async fn of_a_hundred_megabytes_no_more_is_taken_than_an_answer_may_have() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let sent = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n[").await;
        let piece = vec![b'1'; 64 * 1024];
        while stream.write_all(&piece).await.is_ok() {
            counted.fetch_add(piece.len(), std::sync::atomic::Ordering::Relaxed);
        }
    });
    let (http, witness) = http(&base, Some(CANARY));
    let verdict = http.send(ask()).await.unwrap_err();
    assert!(matches!(&verdict, Verdict::Unclear(_, why) if why == "200, the answer was too long"), "{verdict:?}");
    // What lies in the two sockets was sent as well, and read by nobody.
    let sent = sent.load(std::sync::atomic::Ordering::Relaxed);
    assert!(sent < 30 * 1024 * 1024, "{sent} bytes of 100 MB went out");
    assert_eq!(witness.calls.lock().unwrap()[0].why.as_deref(), Some("200, the answer was too long"));
}

#[tokio::test]
async fn every_call_is_told_with_its_channel_and_without_anything_that_is_private() {
    let story: CorrelationId = "01931c2e-5b00-7000-8000-000000000009".parse().unwrap();
    let of = |mut call: Call<'static>| {
        call.caller.correlation = Some(story);
        call
    };
    let server = scripted(Then::Answer(whole("201 Created", "{}"))).await;
    let (http, witness) = http(&server.base, Some(CANARY));
    assert_eq!(http.send(of(commit())).await.unwrap().status, 201);
    assert_eq!(http.send(ask()).await.unwrap().status, 201);
    let calls = std::mem::take(&mut *witness.calls.lock().unwrap());
    let shown: Vec<_> = calls.iter().map(|it| (it.method.as_str(), it.template.as_str(), it.status)).collect();
    assert_eq!(shown, [("POST", "/2/tweets", Some(201)), ("GET", "/2/users/{id}/tweets", Some(201))]);
    assert_eq!(calls[0].correlation, Some(story));
    assert!(calls.iter().all(|it| it.channel == Some(crate::testing::account(Platform::X).channel)));
    let said = format!("{calls:?}");
    for private in [CANARY, "Breathe easier", "secret-query", "127.0.0.1", "/2/users/1/"] {
        assert!(!said.contains(private), "{private:?} is on record: {said}");
    }
}

#[tokio::test]
async fn what_was_not_sent_is_told_as_not_sent_and_what_was_lost_as_lost() {
    let server = scripted(Then::Close).await;
    let (lost, heard) = http(&server.base, Some(CANARY));
    lost.send(ask()).await.unwrap_err();
    let why = heard.calls.lock().unwrap()[0].why.clone();
    assert_eq!(why.as_deref(), Some("the connection ended without an answer"));
    let (unsent, heard) = http(&server.base, None);
    unsent.send(ask()).await.unwrap_err();
    let why = heard.calls.lock().unwrap()[0].why.clone();
    assert_eq!(why.as_deref(), Some("not sent: not in the vault"));
}

#[tokio::test]
async fn an_allowance_that_is_used_up_is_asked_of_again_only_when_it_opens() {
    use countersign_core::env::{Clock as _, SystemClock};
    let now = SystemClock.now();
    let reset = now.0 / 1000 + 600;
    let answer = format!(
        "HTTP/1.1 429 Too Many Requests\r\nx-rate-limit-limit: 100\r\nx-rate-limit-remaining: 0\r\nx-rate-limit-reset: {reset}\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let server = scripted(Then::Answer(answer)).await;
    let (http, witness) = http(&server.base, Some(CANARY));
    let post = || Call::new(crate::x::testing_create(), caller(), &[]).json(json!({})).commits();
    assert_eq!(http.send(post()).await.unwrap().status, 429);
    let refused = http.send(post()).await.unwrap_err();
    let Outcome::Absent(failure) = refused.outcome() else { panic!("nothing was sent") };
    assert_eq!(failure.class, FailureClass::WaitUntil(Millis(reset * 1000)));
    assert!(failure.message.contains("allows this channel no more calls for now"), "{failure}");
    assert_eq!(server.requests.lock().unwrap().len(), 1, "the call is not made");
    assert_eq!(http.send(ask()).await.unwrap().status, 429, "another endpoint has its own");
    let mut connecting = post();
    connecting.caller.channel = None;
    assert_eq!(http.send(connecting).await.unwrap().status, 429, "what is being connected has none yet");
    let whys: Vec<_> = witness.calls.lock().unwrap().iter().map(|it| it.why.clone()).collect();
    assert_eq!(whys[1].as_deref(), Some("not sent: the allowance is used up"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = scripted(Then::Answer(whole("200 OK", "{}"))).await;
    let redirect =
        format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {}/x\r\ncontent-length: 0\r\n\r\n", elsewhere.base);
    let server = scripted(Then::Answer(redirect)).await;
    let (http, _) = http(&server.base, Some(CANARY));
    for call in [commit(), ask()] {
        let verdict = http.send(call).await.unwrap_err();
        assert!(matches!(verdict, Verdict::Unclear(_, why) if why == "307, a redirect, which was not followed"));
    }
    assert_eq!(*elsewhere.connections.lock().unwrap(), 0, "a token must not travel on");
}

#[tokio::test]
async fn the_platform_s_time_is_passed_on() {
    let server = scripted(Then::Answer(whole("503 Service Unavailable", ""))).await;
    let (http, witness) = http(&server.base, Some(CANARY));
    assert_eq!(http.send(ask()).await.unwrap().status, 503);
    assert_eq!(*witness.dates.lock().unwrap(), [Some(Millis(784_111_777_000))]);
}

#[tokio::test]
async fn without_a_usable_credential_nobody_is_called() {
    let server = scripted(Then::Answer(whole("200 OK", "{}"))).await;
    for token in [None, Some("two\nlines")] {
        let (http, _) = http(&server.base, token);
        let verdict = http.send(commit()).await.unwrap_err();
        assert!(matches!(verdict.outcome(), Outcome::Rejected(failure) if failure.class == FailureClass::Reconnect));
    }
    assert_eq!(*server.connections.lock().unwrap(), 0);
}

#[tokio::test]
async fn encryption_and_a_proxy_fail_before_the_first_byte() {
    let plain = scripted(Then::AnswerAndClose("HTTP/1.1 400 Bad Request\r\n\r\n".to_owned())).await;
    let secure = plain.base.replace("http://", "https://");
    let (http, _) = http("http://127.0.0.1:9", Some(CANARY));
    let real = Clients::build(&Route::Real, timeouts()).unwrap();
    // A server that hears the first words of the encryption and closes; then one that answers them in plain text.
    let closing = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let deaf = format!("https://{}/", closing.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = closing.accept().await {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = real.fresh.get(deaf).send().await.unwrap_err();
    assert!(distrusted(&error), "{error:?}");
    assert!(
        matches!(http.no_answer(Platform::X, error), Verdict::Later(failure) if failure.class == FailureClass::Offline)
    );

    let refusing =
        scripted(Then::AnswerAndClose("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n".to_owned())).await;
    let proxied = reqwest::Client::builder()
        .proxy(reqwest::Proxy::https(&refusing.base).unwrap())
        .http1_only()
        .pool_max_idle_per_host(0)
        .build()
        .unwrap();
    let error = proxied.post(secure).body("x").send().await.unwrap_err();
    assert_eq!(refusing.requests.lock().unwrap().len(), 1);
    assert!(
        matches!(http.no_answer(Platform::X, error), Verdict::Later(failure) if failure.class == FailureClass::Offline)
    );
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_is_in_no_log_and_in_no_failure() {
    let log = Log::default();
    let writer = log.clone();
    let _guard = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish()
        .set_default();
    let repeating = json!({"title": "Forbidden", "detail": format!("Malformed access token {CANARY}")}).to_string();
    let mut shown = String::new();
    for then in [Then::Answer(whole("403 Forbidden", &repeating)), Then::Close, Then::Silence] {
        let server = scripted(then).await;
        let (http, _) = http(&server.base, Some(CANARY));
        for call in [ask(), commit()] {
            match http.send(call).await {
                Ok(answer) => shown.push_str(&format!("{answer:?}")),
                Err(verdict) => {
                    shown.push_str(&format!("{verdict:?}"));
                    let failure = verdict.failure();
                    shown.push_str(&format!("{failure} {failure:?}"));
                }
            }
        }
        assert!(server.requests.lock().unwrap().iter().all(|request| request.contains(CANARY)), "it did travel");
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(shown.contains("Malformed access token …") && log.contains("/2/users/{id}/tweets"), "{log}");
    for (place, text) in [("log", &log), ("failure", &shown)] {
        assert!(!text.contains(CANARY), "the token is in the {place}:\n{text}");
    }
    for private in ["Breathe easier", "secret-query", "/2/users/1/"] {
        assert!(!log.contains(private), "{private:?} is in the log:\n{log}");
    }
}
