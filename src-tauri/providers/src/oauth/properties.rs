//! Whatever comes back from a sign-in: by the browser, and by the platform that turns a code into a token.
//!
//! Invariant under test: only the answer that carries this sign-in's own state ends it, whatever else calls the listener; a
//! token is given only where the platform gave one; a sign-in is said to be over only where the platform itself said so; and
//! what lasts is told to last for a time that clocks can show.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::env::{Clock as _, SystemClock};
use countersign_core::model::{Login, Millis, Secret, Token};
use countersign_core::publish::{App, Code, Connector, FailureClass, Granted, Unfinished};
use countersign_spoil::{any_bytes, any_text, cases, near};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::listener::Listener;
use crate::spoilt::{Parrot, Said, spoilt};
use crate::testing::{OneToken, Witness, account, timeouts};
use crate::{Parts, Route, Settings, clients};

const STATE: &str = "the-state-of-this-very-sign-in";

async fn knocks(port: u16, request: &[u8]) {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_millis(300), stream.read_to_end(&mut answer)).await;
}

/// A listener stands through all of these, and takes the right answer after them.
#[test]
fn nothing_but_the_state_of_a_sign_in_ends_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        let listener = Listener::bind(port, "/back", Secret::new(STATE.to_owned()), "Facebook").await.unwrap();
        let waiting = tokio::spawn(listener.wait(Duration::from_secs(60)));
        let good = format!("GET /back?code=AQ&state={STATE} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        let wrong = good.replace(STATE, "the-state-of-another-sign-in!!");
        let elsewhere = good.replace("Host: 127.0.0.1", "Host: evil.example");
        let mut runner = proptest::test_runner::TestRunner::new(cases(1));
        let requests = prop_oneof![
            3 => near(wrong.as_bytes()),
            2 => near(elsewhere.replace("127.0.0.1", "evil.example").as_bytes()),
            1 => any_bytes(120),
            1 => any_text(40).prop_map(|text| format!("GET /back?state={text} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").into_bytes()),
        ];
        for _ in 0..150 {
            let request = proptest::strategy::ValueTree::current(&requests.new_tree(&mut runner).unwrap());
            knocks(port, &request).await;
            assert!(!waiting.is_finished(), "{}", String::from_utf8_lossy(&request));
        }
        knocks(port, good.as_bytes()).await;
        assert_eq!(waiting.await.unwrap().unwrap().expose(), "AQ");
    });
}

fn connectors(parrot: &Parrot) -> Vec<Arc<dyn Connector>> {
    let parts = Parts {
        route: Route::practice(&parrot.base).unwrap(),
        credentials: Arc::new(OneToken(Some("token"))),
        clock: Arc::new(SystemClock),
        watch: Arc::new(Witness::default()),
        settings: Settings { timeouts: timeouts(), ..Settings::default() },
    };
    clients(parts).connectors
}

fn samples() -> [Value; 5] {
    [
        json!({"access_token": "fresh-token-0123456789", "token_type": "bearer", "expires_in": 5_183_944, "scope": "tweet.read users.read",
            "refresh_token": "fresh-refresh-0123456789", "refresh_token_expires_in": 31_535_999, "refresh_expires_in": 31_536_000,
            "open_id": "o-1", "user_id": 17_841_400_008_460_056_i64, "permissions": "a,b"}),
        json!({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}),
        json!({"error": "invalid_request", "error_description": "Value passed for the token was invalid.", "log_id": "2026"}),
        json!({"error": {"message": "Session has expired", "type": "OAuthException", "code": 190, "error_subcode": 463}}),
        json!({"data": [{"id": "1", "name": "Lakeside", "access_token": "page-token-0123456789", "permission": "a", "status": "granted"}]}),
    ]
}

fn is_sane(granted: &Granted, said: &Said, begun: Millis) -> Result<(), String> {
    let access = granted.token.access().expose();
    let given = |value: &Value| value.get("access_token").and_then(Value::as_str).map(str::trim) == Some(access);
    let named = said.value().is_some_and(|value| {
        given(&value) || value.get("data").and_then(Value::as_array).is_some_and(|all| all.iter().any(given))
    });
    if access.is_empty() || !(named || access == "kept-access") || !matches!(said.status, 200..=299) {
        return Err(format!(
            "a token that was not given, after {} {:?}",
            said.status,
            String::from_utf8_lossy(&said.body)
        ));
    }
    let far = begun.plus(200 * 365 * Millis::DAY);
    for at in [granted.ends_at, granted.carried_until, granted.renew_at].into_iter().flatten() {
        if at < begun || at > far {
            return Err(format!("at {} while it is {}: {:?}", at.0, begun.0, String::from_utf8_lossy(&said.body)));
        }
    }
    Ok(())
}

#[test]
fn what_a_platform_gives_for_a_sign_in_is_never_more_than_it_gave() {
    let parrot = Parrot::new();
    let connectors = connectors(&parrot);
    assert_eq!(connectors.len(), Login::ALL.len());
    let app = App { id: "app-1".to_owned(), secret: Some(Secret::new("app-secret-0123456789".to_owned())) };
    let code =
        Code { code: Secret::new("code".to_owned()), redirect: "http://localhost:1/back".to_owned(), verifier: None };
    let kept = Token::new(Secret::new("kept-access".to_owned()), Some(Secret::new("kept-refresh".to_owned())));
    let channel = account(countersign_core::model::Platform::X).channel;
    proptest!(cases(240), |(said in spoilt(&samples()), which in 0..connectors.len(), renews in any::<bool>())| {
        let (connector, begun) = (&connectors[which], SystemClock.now());
        if renews {
            match parrot.asked(&[&said], connector.renew(Some(&app), channel, &kept)) {
                Ok(granted) => is_sane(&granted, &said, begun).map_err(TestCaseError::fail)?,
                Err(failure) if failure.class == FailureClass::Reconnect => {
                    let refused = said.value().is_some_and(|value| value.get("error").is_some() || value.get("error_code").is_some());
                    prop_assert!(refused || said.status == 401, "{failure:?} after {} {}", said.status, String::from_utf8_lossy(&said.body));
                }
                Err(_) => {}
            }
        } else {
            match parrot.asked(&[&said], connector.finish(&app, &code)) {
                Ok(offers) => {
                    for offer in offers {
                        prop_assert!(!offer.account_id.is_empty());
                        is_sane(&offer.granted, &said, begun).map_err(TestCaseError::fail)?;
                    }
                }
                Err(Unfinished::App(failure) | Unfinished::Failed(failure)) => {
                    prop_assert!(!format!("{failure:?}").contains("fresh-token"), "{failure:?}");
                }
            }
        }
    });
}

/// How long something lasts is told by numbers that nobody checked.
#[test]
fn however_long_a_sign_in_is_said_to_last_clocks_can_show_its_end() {
    let parrot = Parrot::new();
    let connectors = connectors(&parrot);
    let app = App { id: "app-1".to_owned(), secret: Some(Secret::new("app-secret-0123456789".to_owned())) };
    let kept = Token::new(Secret::new("kept-access".to_owned()), Some(Secret::new("kept-refresh".to_owned())));
    let channel = account(countersign_core::model::Platform::X).channel;
    let number = prop_oneof![
        3 => proptest::sample::select(vec![i64::MIN, -1, 0, 1, 59, 3_600, 5_183_944, 1 << 33, 1 << 50, i64::MAX]),
        1 => any::<i64>(),
    ];
    proptest!(cases(180), |(lasts in number.clone(), renews in number, which in 0..connectors.len())| {
        let given = json!({"access_token": "fresh-token-0123456789", "token_type": "bearer", "expires_in": lasts,
            "refresh_token": "fresh-refresh-0123456789", "refresh_token_expires_in": renews, "refresh_expires_in": renews,
            "scope": "a b", "open_id": "o-1", "user_id": "17841400008460056", "permissions": "a"});
        let (said, begun) = (Said::json(given.to_string()), SystemClock.now());
        if let Ok(granted) = parrot.asked(&[&said], connectors[which].renew(Some(&app), channel, &kept)) {
            is_sane(&granted, &said, begun).map_err(TestCaseError::fail)?;
        }
    });
}

#[test]
fn a_time_that_no_sign_in_lasts_is_not_believed() {
    for (seconds, ms) in [(3_600, 3_600_000), (0, 7), (-1, 7), (i64::MIN, 7), (i64::MAX, 7), (11 * 365 * 86_400, 7)] {
        assert_eq!(super::lasting(seconds, 7), ms, "{seconds}");
    }
}
