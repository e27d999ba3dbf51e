//! A delivery that nobody knows about: a person looks at the platform and says what is there.

use countersign_core::api::types::{DisplayState, Today};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform, PostId};
use countersign_practice::{Action, templates};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

/// Where a platform's posts are made and read, and the address that a person copies there.
struct On {
    platform: Platform,
    practice: countersign_practice::Platform,
    commit: (&'static str, &'static str),
    read_back: (&'static str, &'static str),
    address: fn(&str) -> String,
}

const BOTH: [On; 2] = [
    On {
        platform: Platform::X,
        practice: countersign_practice::Platform::X,
        commit: ("POST", templates::x::POSTS),
        read_back: ("GET", templates::x::TIMELINE),
        address: |id| format!("https://x.com/lakeside_clinic/status/{id}?s=20"),
    },
    On {
        platform: Platform::Facebook,
        practice: countersign_practice::Platform::Facebook,
        commit: ("POST", templates::facebook::FEED),
        read_back: ("GET", templates::facebook::PUBLISHED_POSTS),
        address: |id| format!("https://www.facebook.com/{id}"),
    },
];

impl On {
    /// A post of which the platform says nothing, neither when it is sent nor when it is looked for.
    async fn in_doubt(&self, stage: &Stage, action: Action) -> PostId {
        let post = stage.signed(&Content::of_text(self.platform, "Flu shots from Thursday."), 5);
        stage.fault(self.practice, self.commit, 0, 1, action);
        stage.fault(self.practice, self.read_back, 0, 1_000, Action::ServerError { after_accept: false, status: 503 });
        stage.until(post, &[DisplayState::Doubt], 10).await;
        stage.steps(12).await;
        assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Doubt, "what can't be read proves nothing");
        let today: Today = stage.clinic().call("today_get", Value::Null);
        assert!(today.needs_decision.iter().any(|summary| summary.id == post));
        post
    }
}

fn public(post: PostId, address: &str) -> Value {
    json!({ "post_id": post, "found": { "kind": "public", "address": address } })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_saw_is_public_and_is_never_sent_again() {
    for on in &BOTH {
        let stage = Stage::set().await;
        let before = stage.signed(&Content::of_text(on.platform, "We are open."), 3);
        stage.posted(before).await;
        let post = on.in_doubt(&stage, Action::DropAfterAccept).await;
        let ids: Vec<String> = stage.control().ledger().into_iter().map(|entry| entry.id).collect();
        for nonsense in
            ["", "yes", "https://example.org/1", "https://x.com/lakeside_clinic", "https://www.facebook.com/"]
        {
            let refused = stage.clinic().refused("delivery_decide", public(post, nonsense));
            says(&refused, ErrorCode::Invalid, Some("address"), &["no address of a post", "copy its address"]);
        }
        let refused = stage.clinic().refused("delivery_decide", public(post, &(on.address)(&ids[0])));
        says(&refused, ErrorCode::Invalid, Some("address"), &["another post of yours", "Copy the address of this one"]);
        assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Doubt);
        let _: Value = stage.clinic().call("delivery_decide", public(post, &(on.address)(&ids[1])));
        assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Posted);
        stage.control().clear_faults();
        stage.clinic().advance_awake(60 * 60_000);
        stage.holds_exactly(&[before, post]);
        let refused = stage.clinic().refused("delivery_decide", public(post, &(on.address)(&ids[1])));
        says(&refused, ErrorCode::Stale, None, &["nothing to decide"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_did_not_see_is_sent_once_more() {
    for on in &BOTH {
        let stage = Stage::set().await;
        stage.clinic().as_doctor();
        // A person may take longer than the usual grace.
        let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
        clinic["grace_minutes"] = json!(720);
        let _: Value = stage.clinic().call("clinic_update", clinic);
        let post = on.in_doubt(&stage, Action::RefuseBefore).await;
        let found = json!({ "post_id": post, "found": { "kind": "not_public" } });
        let _: Value = stage.clinic().call("delivery_decide", found);
        stage.posted(post).await;
        assert_eq!(stage.asked(on.commit), 2);
        stage.holds_exactly(&[post]);
        let decided = stage.story(post).into_iter().find(|entry| entry.action == "delivery.decided").unwrap();
        assert_eq!(decided.by, "Dr. Meera Rao");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_in_doubt_can_be_neither_changed_nor_called_off_nor_sent_again() {
    let on = &BOTH[0];
    let stage = Stage::set().await;
    let post = on.in_doubt(&stage, Action::DropAfterAccept).await;
    let now = stage.clinic().post(post);
    assert!(now.locked_because.unwrap().contains("Nobody knows yet"));
    let save = json!({ "id": post, "base_revision": now.revision_id, "content": Content::of_text(on.platform, "No.") });
    assert_eq!(stage.clinic().refused("post_save", save).code, ErrorCode::Invalid);
    assert_eq!(stage.clinic().refused("delivery_cancel", json!({ "id": post })).code, ErrorCode::Stale);
    assert_eq!(stage.clinic().refused("delivery_retry", json!({ "id": post })).code, ErrorCode::Stale);
    assert_eq!(stage.clinic().refused("post_discard", json!({ "id": post })).code, ErrorCode::Invalid);
    assert_eq!(stage.asked(on.commit), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_not_wanted_any_more_is_not_sent() {
    for on in &BOTH {
        let stage = Stage::set().await;
        let post = on.in_doubt(&stage, Action::RefuseBefore).await;
        let found = json!({ "post_id": post, "found": { "kind": "not_public", "drop": true } });
        let _: Value = stage.clinic().call("delivery_decide", found);
        assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Cancelled);
        stage.control().clear_faults();
        stage.clinic().advance_awake(60 * 60_000);
        assert_eq!(stage.asked(on.commit), 1);
        stage.holds_exactly(&[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_and_is_wanted_down_can_be_settled() {
    for on in &BOTH {
        let stage = Stage::set().await;
        let post = on.in_doubt(&stage, Action::RefuseBefore).await;
        let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
        let found = json!({ "post_id": post, "found": { "kind": "not_public", "drop": true } });
        let _: Value = stage.clinic().call("delivery_decide", found);
        assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Cancelled);
        stage.control().clear_faults();
        stage.clinic().advance_awake(60 * 60_000);
        stage.holds_exactly(&[]);
    }
}
