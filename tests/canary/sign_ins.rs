//! What a sign-in in the browser brings stays in the vault, at every platform: nothing of it is told to a log, an answer, an
//! error or the disk, whether it succeeds, is refused, is renewed or is met by a fault.

use countersign_core::api::types::{Channel, DisplayState};
use countersign_core::model::{Content, Login, Millis, Platform};
use countersign_practice::{Action, Platform as Practised, cast, templates};
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

use super::log;
use super::search::{Canary, Findings};
use super::signs_in::signs_in;

const REFUSED: &str = "practice-canary-of-an-app-that-nobody-made-77";

/// One way to sign in.
struct Way {
    login: Login,
    app: &'static str,
    /// The app's own, where it has one.
    secret: Option<&'static str>,
    account: &'static str,
    /// How everything begins that the platform hands out.
    hands_out: &'static [&'static str],
}

const X: [&str; 2] = ["practice-x-user-", "practice-x-renewal-"];
const LINKEDIN: [&str; 2] = ["practice-linkedin-user-", "practice-linkedin-renewal-"];
const META: [&str; 4] =
    ["practice-facebook-user-", "practice-facebook-page-", "practice-instagram-facebook-", "practice-instagram-login-"];

const WAYS: [Way; 7] = [
    Way { login: Login::X, app: cast::X_APP_ID, secret: None, account: cast::X_ID, hands_out: &X },
    Way {
        login: Login::X,
        app: cast::X_WEB_APP_ID,
        secret: Some(cast::X_WEB_APP_SECRET),
        account: cast::X_ID,
        hands_out: &X,
    },
    Way {
        login: Login::LinkedinPage,
        app: cast::LINKEDIN_APP_ID,
        secret: Some(cast::LINKEDIN_APP_SECRET),
        account: cast::LINKEDIN_ORGANIZATION,
        hands_out: &LINKEDIN,
    },
    Way {
        login: Login::LinkedinPage,
        app: cast::LINKEDIN_NATIVE_APP_ID,
        secret: None,
        account: cast::LINKEDIN_ORGANIZATION,
        hands_out: &LINKEDIN,
    },
    Way {
        login: Login::LinkedinMember,
        app: cast::LINKEDIN_MEMBER_APP_ID,
        secret: Some(cast::LINKEDIN_MEMBER_APP_SECRET),
        account: cast::LINKEDIN_PERSON,
        hands_out: &LINKEDIN,
    },
    Way {
        login: Login::Facebook,
        app: cast::FACEBOOK_APP_ID,
        secret: Some(cast::FACEBOOK_APP_SECRET),
        account: cast::FACEBOOK_PAGE_ID,
        hands_out: &META,
    },
    Way {
        login: Login::InstagramByFacebook,
        app: cast::FACEBOOK_APP_ID,
        secret: Some(cast::FACEBOOK_APP_SECRET),
        account: cast::INSTAGRAM_ID,
        hands_out: &META,
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn what_a_sign_in_brings_is_left_nowhere() {
    let lines = log::all();
    for way in &WAYS {
        let stage = Stage::set().await;
        drop(stage.redirect(way.login));
        stage.clinic().as_doctor();
        let mut canaries = vec![Canary::text("a secret that was refused", REFUSED)];
        canaries.extend(way.secret.map(|secret| Canary::text("the app's secret", secret)));
        canaries.extend(way.hands_out.iter().map(|begins| Canary::text(begins, begins)));
        let mut said = Vec::new();
        if way.secret.is_some() {
            let refused = signs_in(stage.clinic(), way.login, way.app, Some(REFUSED), &mut canaries).await;
            assert_eq!(refused["state"], "failed", "{refused}");
            said.push(refused.to_string());
        }
        let taken = signs_in(stage.clinic(), way.login, way.app, way.secret, &mut canaries).await;
        assert_eq!(taken["state"], "choosing", "{taken}");
        said.push(taken.to_string());
        let channel = stage.clinic().api().choose_login(way.account).unwrap();
        if way.login == Login::X {
            renews_and_posts(&stage).await;
        }
        said.extend(answers(&stage, &channel));
        let mut findings = Findings::default();
        assert!(findings.look_into(&stage.data(), &canaries) > 0);
        findings.look("the log", &lines.bytes(), &canaries);
        for answer in &said {
            findings.look("an answer", answer.as_bytes(), &canaries);
        }
        assert!(findings.0.is_empty(), "{:?}: {:#?}", way.login, findings.0);
    }
    assert!(String::from_utf8_lossy(&lines.bytes()).contains(templates::x::TOKEN), "the calls were logged");
}

/// The next morning: the sign-in is renewed, and a post meets an answer that is lost.
async fn renews_and_posts(stage: &Stage) {
    stage.clock.advance(12 * 60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let post = stage.signed(&Content::of_text(Platform::X, "We are open on Saturday."), 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Posted], 60).await;
    assert!(stage.asked(("POST", templates::x::TOKEN)) >= 2, "nothing was renewed");
    stage.clinic().as_doctor();
}

fn answers(stage: &Stage, channel: &Channel) -> Vec<String> {
    let mut said = vec![serde_json::to_string(channel).unwrap()];
    for (name, asked) in [
        ("login_list", Value::Null),
        ("login_state", Value::Null),
        ("channel_list", Value::Null),
        ("channel_readiness", json!({ "id": channel.id })),
        ("activity_list", json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" })),
    ] {
        said.push(stage.clinic().call::<Value>(name, asked).to_string());
    }
    said
}
