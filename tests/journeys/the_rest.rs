//! A post of which part is public when its signature is lost: the rest is signed again word for word, or is not sent.

use countersign_core::api::types::{DisplayState, Post, PostRef, Resolve, Today};
use countersign_core::model::{Content, ExecutionState, PartRole, Platform, PostId, Role};
use countersign_practice::{Action, Platform as Practised, templates};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, and};
use serde_json::{Value, json};

/// A thread whose second post waits for X when the doctor's key is retired.
async fn half_public_without_a_key(stage: &Stage) -> PostId {
    let thread = and(Content::of_text(Platform::X, "One."), PartRole::Thread, "Two.");
    let post = stage.signed(&thread, 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 1, 1, Action::TooMany { reset_after_ms: 120_000 });
    stage.until(post, &[DisplayState::Retrying], 10).await;
    let doctor = stage.clinic().person(Role::Doctor);
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    let held = stage.clinic().post(post);
    assert_eq!(held.delivery.unwrap().state, ExecutionState::Held, "nothing goes out without a signature");
    post
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_signed_again_and_goes_on_under_the_first_part() {
    let stage = Stage::set().await;
    let post = half_public_without_a_key(&stage).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Waiting, "the doctor is asked");
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_dropped_and_may_be_wanted_after_all() {
    let stage = Stage::set().await;
    let post = half_public_without_a_key(&stage).await;
    stage.clinic().as_receptionist();
    let dropped: Post = stage.clinic().call("delivery_cancel", PostRef { id: post });
    assert_eq!(dropped.summary.state, DisplayState::PartlyPosted, "it is not said to be off: part of it is public");
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.is_empty() && today.to_sign.is_empty());
    stage.clinic().advance_awake(60 * 60_000);
    stage.holds_parts(&[(post, 1)]);
    let resolve: Resolve = stage.clinic().call("resolve_get", PostRef { id: post });
    assert!(resolve.rest_dropped && resolve.partly_public && !resolve.signed);
    let _: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
    stage.sign(post);
    stage.posted(post).await;
    let texts: Vec<String> = stage.control().ledger().into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, ["One.", "Two."], "the first part stayed as it was, and the second came once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_half_public_comes_down_whole_and_the_rest_never_goes_out() {
    let stage = Stage::set().await;
    let post = half_public_without_a_key(&stage).await;
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    stage.until(post, &[DisplayState::Removed], 10).await;
    assert!(stage.clinic().sign(post).is_err(), "what was taken down is not signed again");
    stage.clinic().advance_awake(60 * 60_000);
    let ledger = stage.control().ledger();
    assert_eq!(ledger.len(), 1);
    assert!(ledger[0].removed_at.is_some());
}
