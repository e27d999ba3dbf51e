//! The door: hosts, origins, the control path and the clock.

use countersign_practice::{Account, LedgerEntry, Options, PracticeClock, PracticePlatforms, StartError, cast};
use serde_json::json;

use crate::common::{Answer, START_MS, Stage, stage};

async fn control(stage: &Stage, method: &str, path: &str, body: Option<serde_json::Value>) -> Answer {
    let method = method.parse().unwrap();
    let mut request = stage.client.request(method, stage.url(path)).bearer_auth(stage.running.control_token());
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn other_hosts_and_foreign_origins_are_refused_everywhere() {
    let stage = stage().await;
    let port = stage.running.base_url().rsplit(':').next().unwrap().to_owned();
    let paths =
        ["/x/api.x.com/2/users/me", "/facebook/graph.facebook.com/v25.0/me", "/control/ledger", "/x/x.com/a/status/1"];
    for path in paths {
        let with = async |name: &'static str, value: &str| {
            let request = stage.client.get(stage.url(path)).bearer_auth(cast::X_TOKEN).header(name, value);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(with("host", "practice.example").await, 403);
        assert_eq!(with("host", "127.0.0.1:1").await, 403);
        assert_ne!(with("host", &format!("localhost:{port}")).await, 403);
        for origin in ["https://example.com", "null", "http://127.0.0.1:1", &format!("https://127.0.0.1:{port}")] {
            assert_eq!(with("origin", origin).await, 403, "{origin}");
        }
        assert_ne!(with("origin", &format!("http://127.0.0.1:{port}")).await, 403);
    }
}

#[tokio::test]
async fn the_control_path_needs_the_token_of_this_run() {
    let stage = stage().await;
    for (method, path) in [
        ("GET", "/control/ledger"),
        ("PUT", "/control/ledger"),
        ("POST", "/control/clock"),
        ("DELETE", "/control/faults"),
        ("GET", "/control/nothing/here"),
    ] {
        for token in ["", "wrong", cast::X_TOKEN] {
            let request = stage.client.request(method.parse().unwrap(), stage.url(path)).bearer_auth(token);
            assert_eq!(request.send().await.unwrap().status(), 401, "{method} {path}");
        }
    }
    assert_eq!(control(&stage, "GET", "/control/nothing/here", None).await.status, 404);
    assert!(stage.running.control_token().len() >= 32);
}

#[tokio::test]
async fn the_control_path_does_what_the_handle_does() {
    let stage = stage().await;
    let new = json!({ "platform": "x", "name": "Hillside Dental" });
    let added = control(&stage, "POST", "/control/accounts", Some(new)).await;
    let added: Account = serde_json::from_value(added.body).unwrap();
    assert_eq!(added.username, "hillsidedent");
    assert!(stage.control.accounts().contains(&added));
    let fault = json!({
        "platform": "x", "endpoint": { "at": { "method": "POST", "template": "/2/tweets" } },
        "action": { "kind": "server_error", "after_accept": true, "status": 500 },
    });
    assert_eq!(control(&stage, "POST", "/control/faults", Some(fault.clone())).await.status, 204);
    assert_eq!(stage.control.faults().len(), 1);
    let mut wrong = fault;
    wrong["endpoint"]["at"]["template"] = json!("/2/twets");
    assert_eq!(control(&stage, "POST", "/control/faults", Some(wrong)).await.status, 400);
    assert_eq!(stage.tweet("Seen").await.status, 500);
    let ledger = control(&stage, "GET", "/control/ledger", None).await;
    let ledger: Vec<LedgerEntry> = serde_json::from_value(ledger.body).unwrap();
    assert_eq!(ledger, stage.control.ledger());
    assert_eq!(control(&stage, "GET", "/control/requests", None).await.body[0]["endpoint"], "/2/tweets");
    let moved = control(&stage, "POST", "/control/clock", Some(json!({ "advance_ms": 5_000 }))).await;
    assert_eq!(moved.body["now_ms"], START_MS + 5_000);
    let expire = format!("/control/accounts/x/{}/expire", cast::X_ID);
    assert_eq!(control(&stage, "POST", &expire, None).await.status, 204);
    assert_eq!(stage.tweet("Later").await.status, 401);
    let remove = format!("/control/posts/x/{}", ledger[0].id);
    assert_eq!(control(&stage, "DELETE", &remove, None).await.status, 204);
    assert_eq!(control(&stage, "DELETE", &remove, None).await.status, 404);
    let wire = json!({ "names": "mixed" });
    assert_eq!(control(&stage, "POST", "/control/x-wire", Some(wire)).await.status, 204);
    assert_eq!(control(&stage, "POST", "/control/release", None).await.status, 204);
    assert_eq!(control(&stage, "DELETE", "/control/faults", None).await.status, 204);
}

#[tokio::test]
async fn every_answer_bears_the_date_of_the_practice_clock() {
    let stage = stage().await;
    stage.control.set_now(784_111_777_000);
    for path in ["/x/api.x.com/2/users/me", "/control/ledger", "/x/x.com/a/status/1", "/elsewhere"] {
        assert_eq!(stage.get(path).await.header("date"), "Sun, 06 Nov 1994 08:49:37 GMT", "{path}");
    }
    stage.control.advance(1_000);
    assert_eq!(stage.get("/elsewhere").await.header("date"), "Sun, 06 Nov 1994 08:49:38 GMT");
}

#[tokio::test]
async fn a_taken_port_is_a_clear_refusal_to_start() {
    let stage = stage().await;
    let port = stage.running.base_url().rsplit(':').next().unwrap().parse().unwrap();
    let options = Options { port, state_file: None, clock: PracticeClock::system(), seed: 1 };
    assert!(matches!(PracticePlatforms::start(options).await, Err(StartError::Listen(_))));
}

#[tokio::test]
async fn the_same_seed_makes_the_same_platforms() {
    let (one, two) = (stage().await, stage().await);
    assert_eq!(one.tweet("Same").await.body, two.tweet("Same").await.body);
    assert_eq!(one.feed("Same").await.body, two.feed("Same").await.body);
    assert_ne!(one.running.control_token(), two.running.control_token());
}
