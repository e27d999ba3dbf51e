//! Which platforms are let in: a name that is none is refused wherever it stands, and a platform that the clinic does not
//! use is refused at its door, at the claim and at the very commit. Nothing is asked of anybody, and each refusal is on record.

use countersign_core::api::types::{ActivityPage, DisplayState, PlatformUse, Post};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Login, Platform, Secret};
use countersign_practice::{Action, Platform as Practised, cast, templates};
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

const FEED: (&str, &str) = ("POST", templates::facebook::FEED);

fn choose(stage: &Stage, platforms: &[&str]) -> Vec<PlatformUse> {
    stage.clinic().as_doctor();
    let uses = stage.clinic().call("platform_choose", json!({ "platforms": platforms }));
    stage.clinic().as_receptionist();
    uses
}

/// The last refusal on record under this number: its reason and its command.
fn refusal(stage: &Stage, correlation: &str) -> (String, String) {
    let asked = json!({ "before": null, "correlation_id": correlation, "denied_only": true, "text": "" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    let [entry] = page.entries.as_slice() else { panic!("{:#?}", page.entries) };
    let command = entry.detail.iter().find(|fact| fact.name == "command").map(|fact| fact.value.clone());
    (entry.reason.clone().unwrap(), command.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_no_platform_is_refused_by_every_command_that_takes_one() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let channel = stage.clinic().channel(Platform::Facebook).id;
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let id = post.summary.id;
    let foreign =
        json!({ "parts": [{ "role": "main", "text": "Hello", "media": [] }], "options": { "platform": "myspace" } });
    let before = stage.control().request_log().len();
    let table: [(&str, Value); 6] = [
        ("post_save", json!({ "id": id, "base_revision": post.revision_id, "content": foreign })),
        ("content_check", json!({ "channel_id": channel, "content": foreign })),
        ("thread_split", json!({ "channel_id": channel, "content": foreign, "text": "Hello" })),
        ("calendar_get", json!({ "from": "2026-11-20", "to": "2026-11-21", "platforms": ["x", "myspace"] })),
        (
            "channel_add_by_hand",
            json!({ "platform": "myspace", "name": "", "account_name": "", "address": "https://x.com/a" }),
        ),
        ("platform_choose", json!({ "platforms": ["facebook", "myspace"] })),
    ];
    for (command, request) in table {
        let refused = stage.clinic().api().call(command, request).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{command}: {refused:?}");
        assert!(refused.message.contains("“myspace”"), "{command}: {refused:?}");
        let correlation = refused.correlation_id.unwrap().to_string();
        assert_eq!(refusal(&stage, &correlation), ("unknown_platform".to_owned(), command.to_owned()));
    }
    assert!(stage.clinic().api().platform_named("myspace", "channel_connect").is_err());
    assert_eq!(stage.control().request_log().len(), before, "nobody was asked anything");
    assert_eq!(stage.clinic().post(id).revision_id, post.revision_id, "nothing was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_none_is_refused_by_every_command_that_takes_one() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let before = stage.control().request_log().len();
    let none = "01a1fbf0-6c40-7789-b2af-e975e9631036";
    let content = Content::of_text(Platform::X, "Hello");
    let table: [(&str, Value); 9] = [
        ("batch_begin", json!({ "channels": [none] })),
        (
            "channel_update",
            json!({ "id": none, "name": "A", "max_hashtags": null, "zone": null, "tier": null, "paused": false }),
        ),
        ("post_create", json!({ "channel_id": none })),
        ("channel_readiness", json!({ "id": none })),
        ("channel_remove", json!({ "id": none })),
        ("content_check", json!({ "channel_id": none, "content": content })),
        ("slot_next", json!({ "channel_id": none, "after": null })),
        ("template_list", json!({ "id": none })),
        ("template_refresh", json!({ "id": none })),
    ];
    for (command, request) in table {
        let refused = stage.clinic().api().call(command, request).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotFound, "{command}: {refused:?}");
        let asked = json!({ "before": null, "correlation_id": null, "denied_only": true, "text": "" });
        let page: ActivityPage = stage.clinic().call("activity_list", asked);
        let (entry, fact) = (&page.entries[0], |name: &str| {
            page.entries[0].detail.iter().find(|fact| fact.name == name).map(|fact| fact.value.clone())
        });
        assert_eq!(entry.reason.as_deref(), Some("unknown_channel"), "{command}: {entry:?}");
        assert_eq!(fact("command").as_deref(), Some(command));
        assert!(entry.correlation_id.is_some());
    }
    assert_eq!(stage.control().request_log().len(), before, "nobody was asked anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_clinic_does_not_use_is_neither_signed_in_nor_sent() {
    let stage = Stage::set().await;
    let uses: Vec<PlatformUse> = stage.clinic().call("platform_list", ());
    assert!(uses.iter().all(|it| it.allowed == (it.channels > 0) && !it.chosen), "with nobody's choice: {uses:?}");
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Monday."), 30);
    let uses = choose(&stage, &["x", "linkedin"]);
    assert!(uses.iter().all(|it| it.allowed == matches!(it.platform, Platform::X | Platform::Linkedin)), "{uses:?}");
    stage.clinic().as_doctor();
    let before = stage.control().request_log().len();
    let api = stage.clinic().api();
    let refused = api.begin_login(Login::Facebook, None).await.unwrap_err();
    assert!(refused.words().0.contains("does not use Facebook"), "{refused:?}");
    let token = Secret::new(cast::FACEBOOK_PAGE_TOKEN.to_owned());
    api.connect(Platform::Facebook, &token, None).await.unwrap_err();
    api.connect_fields(Platform::Facebook).unwrap_err();
    let by_hand = json!({ "platform": "facebook", "name": "", "account_name": "", "address": "https://www.facebook.com/lakeside" });
    let refused = api.call("channel_add_by_hand", by_hand).unwrap_err();
    let correlation = refused.correlation_id.unwrap().to_string();
    assert_eq!(refusal(&stage, &correlation).0, "platform_not_allowed");
    assert_eq!(stage.control().request_log().len(), before, "nobody was asked anything");
    stage.clinic().as_receptionist();
    // Its time comes and goes; nothing was sent.
    stage.clock.advance(50 * 60_000);
    stage.clinic().as_receptionist();
    let missed = stage.until(post, &[DisplayState::Missed], 60).await;
    assert!(missed.summary.needs.unwrap().contains("does not use"), "people are told why");
    assert_eq!(stage.asked(FEED), 0);
    // Allowed again, it goes out.
    choose(&stage, &["x", "facebook"]);
    let _: Post = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    assert_eq!(stage.control().ledger().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn between_the_claim_and_the_commit_it_is_asked_once_more() {
    let stage = Stage::set().await;
    let content = countersign_tests::stage::with_pictures(
        stage.clinic(),
        Content::of_text(Platform::Facebook, "Our new rooms."),
        &[(4, "The garden")],
    );
    let post = stage.signed(&content, 10);
    let photos = ("POST", templates::facebook::PHOTOS);
    stage.fault(Practised::Facebook, photos, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(9 * 60_000 + 30_000);
    let held = tokio::time::timeout(std::time::Duration::from_secs(20), stage.control().until_held(1)).await;
    assert!(held.is_ok(), "its picture is on its way");
    choose(&stage, &["x"]);
    stage.control().release_held();
    // Its time comes while its picture is there and nothing is committed yet.
    stage.clinic().advance_awake(40_000);
    let refused = async {
        loop {
            let changed = stage.clinic().changed();
            if stage.clinic().post(post).summary.state == DisplayState::Signed {
                return;
            }
            changed.await;
        }
    };
    let put_back = tokio::time::timeout(std::time::Duration::from_secs(30), refused).await;
    assert!(put_back.is_ok(), "{}", stage.clinic().open_posts());
    stage.clock.advance(60 * 60_000);
    stage.clinic().as_receptionist();
    stage.until(post, &[DisplayState::Missed], 60).await;
    assert_eq!(stage.asked(FEED), 0);
    assert!(stage.control().ledger().is_empty());
}
