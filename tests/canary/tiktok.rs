//! What an account on TikTok signs in with stays in the vault, and the address of an upload, which is worth as much as a token
//! for one post, is told to nobody: not to a log, not to the record of calls, not to an error or an answer.

use countersign_core::api::types::{ApiError, DisplayState};
use countersign_core::model::{
    Content, Login, Platform, PlatformOptions, Secret, TiktokConsent, TiktokPost, TiktokPrivacy,
};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, cast, templates};
use countersign_tests::browser::allow_but;
use countersign_tests::clinic::{Clinic, MORNING, SharedClock, With, done, platforms};
use countersign_tests::http::get;
use countersign_tests::port::OwnPort;
use countersign_tests::scratch::scratch;
use countersign_tests::stage::with_film;
use serde_json::{Value, json};

use super::log;
use super::search::{Canary, Findings};

const REFUSED: &str = "practice-tiktok-canary-that-nobody-gave-out-78";

#[tokio::test(flavor = "multi_thread")]
async fn no_token_of_tiktok_and_no_address_of_an_upload_is_left_anywhere() {
    let lines = log::all();
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let control = running.control();
    let port = OwnPort::take();
    let with = With { login_port: port.number(), ..With::usual(&clock, &running) };
    let clinic = Clinic::make(folder.path(), &with);
    clinic.as_doctor();
    let mut everything = vec![
        Canary::text("the app's secret", cast::TIKTOK_APP_SECRET),
        Canary::text("a secret that was refused", REFUSED),
        Canary::text("a token", "act.practice-tiktok-"),
        Canary::text("what renews it", "rft.practice-tiktok-"),
        Canary::text("the address of an upload", "upload_token="),
    ];
    let mut said = Vec::new();
    for secret in [REFUSED, cast::TIKTOK_APP_SECRET] {
        let api = clinic.api();
        done(api.set_login_app(Login::Tiktok, cast::TIKTOK_APP_ID, Some(&Secret::new(secret.into()))));
        let address = done(api.begin_login(Login::Tiktok, None).await);
        let back = allow_but(&address, &[]).await;
        for (what, name) in [("a code", "code="), ("the state of a sign-in", "state=")] {
            let value = back.split(['?', '&', '#']).find_map(|pair| pair.strip_prefix(name)).unwrap();
            everything.push(Canary::text(what, value));
        }
        assert_eq!(get(&back).await.status, 200);
        let ended = async {
            loop {
                let changed = clinic.changed();
                let state: Value = clinic.call("login_state", Value::Null);
                if ["choosing", "failed"].iter().any(|it| state["state"] == *it) {
                    return state;
                }
                changed.await;
            }
        };
        let ended = tokio::time::timeout(std::time::Duration::from_secs(20), ended).await.unwrap();
        assert_eq!(ended["state"], if secret == REFUSED { "failed" } else { "choosing" });
        said.push(ended.to_string());
    }
    let channel = done(clinic.api().choose_login(cast::TIKTOK_ID));
    said.push(serde_json::to_string(&channel).unwrap());
    let refused = clinic.api().connect(Platform::Tiktok, &Secret::new(REFUSED.into()), None).await.unwrap_err();
    said.push(format!("{refused} {refused:?}"));
    said.push(serde_json::to_string(&ApiError::from(refused)).unwrap());

    clinic.as_receptionist();
    let options = PlatformOptions::Tiktok(TiktokPost {
        privacy: Some(TiktokPrivacy::Public),
        consent: Some(TiktokConsent::Music),
        ..TiktokPost::NEW
    });
    let content = Content { options, ..Content::of_text(Platform::Tiktok, "A look around.") };
    let post = clinic.compose(Platform::Tiktok, &with_film(&clinic, content, 5)).summary.id;
    clinic.plan_in(post, 5);
    clinic.sign(post).unwrap();
    let (upload, begin) = (templates::tiktok::BYTES, templates::tiktok::VIDEO_INIT);
    for (method, template, action) in [
        ("POST", begin, Action::ServerError { after_accept: false, status: 500 }),
        ("PUT", upload, Action::CutBody { after: 500 }),
        ("PUT", upload, Action::DropAfterAccept),
    ] {
        let endpoint = Endpoint::at(method, template);
        control.script(Fault { platform: Practised::Tiktok, endpoint, skip: 0, times: 1, action });
    }
    clinic.until_within(post, &[DisplayState::Posted], 60).await;
    for (name, asked) in [
        ("activity_list", json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" })),
        ("queue_list", json!({ "past": true })),
        ("post_get", json!({ "id": post })),
        ("channel_readiness", json!({ "id": channel.id })),
    ] {
        said.push(clinic.call::<Value>(name, asked).to_string());
    }
    let calls = said.last().unwrap();
    assert!(calls.contains("Begin a video") && calls.contains("Send a piece of a video"), "{calls}");

    let mut findings = Findings::default();
    assert!(findings.look_into(folder.path(), &everything) > 0);
    clinic.close().await;
    findings.look_into(folder.path(), &everything);
    findings.look("the log", &lines.bytes(), &everything);
    for answer in &said {
        findings.look("an answer", answer.as_bytes(), &everything);
    }
    assert!(findings.0.is_empty(), "{:#?}", findings.0);
    let log = String::from_utf8_lossy(&lines.bytes()).into_owned();
    assert!(log.contains(upload), "the calls were logged, without what they carried");
}
