//! What comes late: a sleeping laptop, a signature that never came. It asks, and does not go out by itself.

use countersign_core::api::types::{Channel, DisplayState, Post, Today};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

fn content(on: Platform) -> Content {
    Content::of_text(on, "Flu shots from Thursday.")
}

/// The laptop sleeps for so long: time jumps, and nobody is signed in when it wakes.
fn sleep(stage: &Stage, minutes: i64) {
    stage.clock.advance(minutes * Millis::MINUTE);
    stage.clinic().as_receptionist();
}

fn asks_for_a_decision(stage: &Stage, post: PostId) -> bool {
    let today: Today = stage.clinic().call("today_get", Value::Null);
    today.needs_decision.iter().any(|summary| summary.id == post)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_slept_through_within_the_grace_goes_out_on_waking() {
    for platform in [Platform::X, Platform::Facebook] {
        let stage = Stage::set().await;
        let post = stage.signed(&content(platform), 10);
        sleep(&stage, 10 + 15);
        stage.posted(post).await;
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_slept_through_beyond_the_grace_is_missed_and_asks() {
    for platform in [Platform::X, Platform::Facebook] {
        let mut stage = Stage::set().await;
        let post = stage.signed(&content(platform), 10);
        sleep(&stage, 10 + 16);
        let missed = stage.clinic().until(post, &[DisplayState::Missed]).await;
        let sentence = missed.summary.needs.unwrap();
        assert!(sentence.contains("the laptop slept") && sentence.contains("Choose a new time"), "{sentence}");
        assert!(asks_for_a_decision(&stage, post));
        stage.close().await;
        assert!(stage.control().ledger().is_empty());
        stage.open();
        let _: Value = stage.clinic().call("delivery_retry", json!({ "id": post }));
        stage.posted(post).await;
        assert!(!asks_for_a_decision(&stage, post));
        stage.holds_exactly(&[post]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_back_or_posted_by_hand_and_missed_is_told_for_what_it_was() {
    let mut stage = Stage::set().await;
    let held = stage.signed(&content(Platform::Facebook), 10);
    let _: Value = stage.clinic().call("post_hold", json!({ "post_ids": [held] }));
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.next.iter().all(|summary| summary.id != held), "it does not go out by itself");

    stage.clinic().as_doctor();
    let new = json!({ "platform": "x", "name": "", "account_name": "", "address": "https://x.com/lakeside_kids" });
    let channel: Channel = stage.clinic().call("channel_add_by_hand", new);
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let by_hand = post.summary.id;
    let save = json!({ "id": by_hand, "base_revision": post.revision_id, "content": content(Platform::X) });
    let _: Post = stage.clinic().call("post_save", save);
    let _: Post = stage.clinic().call("post_submit", json!({ "id": by_hand }));
    stage.clinic().plan_in(by_hand, 10);
    stage.sign(by_hand);

    // The clinic is closed over the time and its grace.
    stage.close().await;
    stage.clock.advance(60 * Millis::MINUTE);
    stage.open();
    let why = |post: Post| post.summary.needs.unwrap();
    let held = why(stage.clinic().until(held, &[DisplayState::Missed]).await);
    assert!(held.contains("somebody held it back") && !held.contains("slept"), "{held}");
    let by_hand = why(stage.clinic().until(by_hand, &[DisplayState::Missed]).await);
    assert!(by_hand.contains("the laptop slept") && !by_hand.contains("Connect"), "{by_hand}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clinics_own_grace_counts() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
    clinic["grace_minutes"] = json!(120);
    let _: Value = stage.clinic().call("clinic_update", clinic);
    let post = stage.signed(&content(Platform::X), 10);
    sleep(&stage, 10 + 119);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_signed_in_time_expires_and_goes_out_only_after_both_a_signature_and_a_time() {
    let mut stage = Stage::set().await;
    let post = stage.planned(&content(Platform::X), 10);
    sleep(&stage, 10 + 16);
    let expired = stage.clinic().until(post, &[DisplayState::Expired]).await;
    let sentence = expired.summary.needs.unwrap();
    assert!(sentence.contains("without a signature") && sentence.contains("Choose a new time"), "{sentence}");
    assert!(asks_for_a_decision(&stage, post));
    stage.sign(post);
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.close().await;
    assert!(stage.control().ledger().is_empty(), "a late signature sends nothing by itself");
    stage.open();
    stage.clinic().plan_in(post, 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_was_closed_over_the_time_asks_when_it_is_opened() {
    let mut stage = Stage::set().await;
    let (late, fine) = (stage.signed(&content(Platform::X), 10), stage.signed(&content(Platform::Facebook), 60));
    stage.close().await;
    stage.clock.advance(50 * Millis::MINUTE);
    stage.open();
    stage.clinic().until(late, &[DisplayState::Missed]).await;
    stage.posted(fine).await;
    stage.holds_exactly(&[fine]);
}
