//! What a channel that takes videos signs in with stays in the vault, and the address of an upload, which is worth as much as
//! a token for one video, is told to nobody: not to a log, not to the record of calls, not to an error or an answer.

use countersign_core::api::types::{ApiError, DisplayState};
use countersign_core::model::{
    Content, Login, Platform, PlatformOptions, Secret, TiktokConsent, TiktokPost, TiktokPrivacy, YoutubePrivacy,
    YoutubeVideo,
};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, cast, templates};
use countersign_tests::clinic::{Clinic, MORNING, SharedClock, With, done, platforms};
use countersign_tests::port::OwnPort;
use countersign_tests::scratch::scratch;
use countersign_tests::stage::with_film;
use serde_json::{Value, json};

use super::log;
use super::search::{Canary, Findings};
use super::signs_in::signs_in;

/// A call that goes wrong: its method, its template, and how.
type Wrong = (&'static str, &'static str, Action);

/// One platform.
struct On {
    login: Login,
    platform: Platform,
    practice: Practised,
    /// The app's id and secret, and a secret that was never anybody's.
    app: (&'static str, &'static str, &'static str),
    account: &'static str,
    /// How everything begins that opens something, with a name for it.
    opens: &'static [(&'static str, &'static str)],
    options: fn() -> PlatformOptions,
    /// Where the bytes go.
    upload: &'static str,
    wrong: &'static [Wrong],
    /// What the record of calls tells of it.
    told: [&'static str; 2],
}

const YOUTUBE: On = On {
    login: Login::Youtube,
    platform: Platform::Youtube,
    practice: Practised::Youtube,
    app: (cast::YOUTUBE_APP_ID, cast::YOUTUBE_APP_SECRET, "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gave-out-77"),
    account: cast::YOUTUBE_ID,
    opens: &[
        ("an hour's token", "ya29.practice-youtube-"),
        ("what renews it", "practice-youtube-refresh-"),
        // The id alone opens it, in whatever address or header it stands.
        ("the id of an upload", "practice-upload-"),
    ],
    options: || {
        PlatformOptions::Youtube(YoutubeVideo {
            title: "Our new rooms".into(),
            privacy: Some(YoutubePrivacy::Public),
            made_for_kids: Some(false),
            ..YoutubeVideo::NEW
        })
    },
    upload: templates::youtube::UPLOAD,
    wrong: &[
        ("PUT", templates::youtube::UPLOAD, Action::CutBody { after: 500 }),
        ("PUT", templates::youtube::UPLOAD, Action::ServerError { after_accept: false, status: 500 }),
        ("PUT", templates::youtube::VIDEOS, Action::DropAfterAccept),
    ],
    told: ["Begin the upload of a video", "Publish a video"],
};

const TIKTOK: On = On {
    login: Login::Tiktok,
    platform: Platform::Tiktok,
    practice: Practised::Tiktok,
    app: (cast::TIKTOK_APP_ID, cast::TIKTOK_APP_SECRET, "practice-tiktok-canary-that-nobody-gave-out-78"),
    account: cast::TIKTOK_ID,
    opens: &[
        ("a token", "act.practice-tiktok-"),
        ("what renews it", "rft.practice-tiktok-"),
        ("the token of an upload", "practice-upload-"),
    ],
    options: || {
        PlatformOptions::Tiktok(TiktokPost {
            privacy: Some(TiktokPrivacy::Public),
            consent: Some(TiktokConsent::Music),
            ..TiktokPost::NEW
        })
    },
    upload: templates::tiktok::BYTES,
    wrong: &[
        ("POST", templates::tiktok::VIDEO_INIT, Action::ServerError { after_accept: false, status: 500 }),
        ("PUT", templates::tiktok::BYTES, Action::CutBody { after: 500 }),
        ("PUT", templates::tiktok::BYTES, Action::DropAfterAccept),
    ],
    told: ["Begin a video", "Send a piece of a video"],
};

#[tokio::test(flavor = "multi_thread")]
async fn no_token_of_google_and_no_address_of_an_upload_is_left_anywhere() {
    nothing_is_left_of(&YOUTUBE).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_of_tiktok_and_no_address_of_an_upload_is_left_anywhere() {
    nothing_is_left_of(&TIKTOK).await;
}

async fn nothing_is_left_of(on: &On) {
    let lines = log::all();
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let port = OwnPort::take();
    let with = With { login_port: port.number(), ..With::usual(&clock, &running) };
    let clinic = Clinic::make(folder.path(), &with);
    clinic.as_doctor();
    let (id, app_secret, refused_secret) = on.app;
    let mut everything =
        vec![Canary::text("the app's secret", app_secret), Canary::text("a secret that was refused", refused_secret)];
    everything.extend(on.opens.iter().map(|(name, begins)| Canary::text(name, begins)));
    let mut said = Vec::new();
    for secret in [refused_secret, app_secret] {
        let ended = signs_in(&clinic, on.login, id, Some(secret), &mut everything).await;
        assert_eq!(ended["state"], if secret == refused_secret { "failed" } else { "choosing" });
        said.push(ended.to_string());
    }
    let channel = done(clinic.api().choose_login(on.account));
    said.push(serde_json::to_string(&channel).unwrap());
    let refused = clinic.api().connect(on.platform, &Secret::new(refused_secret.into()), None).await.unwrap_err();
    said.push(format!("{refused} {refused:?}"));
    said.push(serde_json::to_string(&ApiError::from(refused)).unwrap());

    clinic.as_receptionist();
    let content = Content { options: (on.options)(), ..Content::of_text(on.platform, "A look around.") };
    let post = clinic.compose(on.platform, &with_film(&clinic, content, 5)).summary.id;
    clinic.plan_in(post, 5);
    clinic.sign(post).unwrap();
    let script = |cut: bool| {
        for (method, template, action) in on.wrong.iter().filter(|it| matches!(it.2, Action::CutBody { .. }) == cut) {
            let endpoint = Endpoint::at(method, template);
            running.control().script(Fault { platform: on.practice, endpoint, skip: 0, times: 1, action: *action });
        }
    };
    script(true);
    let mut findings = Findings::default();
    // In the middle of the upload that is cut off as well: what goes on with it is kept somewhere then.
    // TikTok takes a small film in one piece, at its commit: whether it came is not known then.
    clinic.until_within(post, &[DisplayState::Retrying, DisplayState::Doubt], 60).await;
    assert!(running.control().request_log().iter().any(|call| call.endpoint == on.upload), "it was begun");
    findings.look_into(folder.path(), &everything);
    findings.look("the log, on the way", &lines.bytes(), &everything);
    for (name, asked) in [("queue_list", json!({ "past": true })), ("post_get", json!({ "id": post }))] {
        findings.look(name, clinic.call::<Value>(name, asked).to_string().as_bytes(), &everything);
    }
    script(false);
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
    assert!(on.told.iter().all(|told| calls.contains(told)), "{calls}");

    assert!(findings.look_into(folder.path(), &everything) > 0);
    clinic.close().await;
    findings.look_into(folder.path(), &everything);
    findings.look("the log", &lines.bytes(), &everything);
    for answer in &said {
        findings.look("an answer", answer.as_bytes(), &everything);
    }
    assert!(findings.0.is_empty(), "{:#?}", findings.0);
    let log = String::from_utf8_lossy(&lines.bytes()).into_owned();
    assert!(log.contains(on.upload), "the calls were logged, without what they carried");
}
