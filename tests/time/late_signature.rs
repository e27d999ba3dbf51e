//! A signature that comes late, or that is over when its time comes.

use countersign_core::api::types::{DisplayState, PlanResult};
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_tests::clinic::ZONE;
use countersign_tests::stage::Stage;
use serde_json::json;

use crate::{asks, due, set_clock, sleep, state, until, until_right, warning};

const DAY: i64 = 24 * 60 * Millis::MINUTE;

fn words() -> Content {
    Content::of_text(Platform::X, "Flu shots from Thursday.")
}

fn plan_at(stage: &Stage, post: PostId, at: Millis) -> PlanResult {
    let face = Zone::named(ZONE).unwrap().clock_at(at);
    stage.clinic().call("plan_set", json!({ "post_id": post, "date": face.date(), "time": face.time(), "zone": ZONE }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_comes_within_the_grace_sends_the_post_at_once() {
    let stage = Stage::set().await;
    let post = stage.planned(&words(), 10);
    stage.clinic().advance_awake(20 * Millis::MINUTE);
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    stage.sign(post);
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_was_closed_over_the_time_says_that_nobody_had_signed() {
    let mut stage = Stage::set().await;
    let post = stage.planned(&words(), 10);
    stage.close().await;
    stage.clock.advance(DAY);
    stage.open();
    let expired = stage.clinic().until(post, &[DisplayState::Expired]).await;
    asks(&stage, &expired, "without a signature");
    let on_record = stage.story(post).into_iter().filter(|entry| entry.action == "delivery.expired").count();
    assert_eq!(on_record, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_expires_by_a_clock_that_is_wrong() {
    let stage = Stage::set().await;
    let (unsigned, signed) =
        (stage.planned(&words(), 30), stage.signed(&Content::of_text(Platform::X, "We are open."), 10));
    set_clock(&stage, 120 * Millis::MINUTE);
    until(&stage, warning).await;
    assert_eq!((state(&stage, unsigned), state(&stage, signed)), (DisplayState::Waiting, DisplayState::Signed));
    set_clock(&stage, -120 * Millis::MINUTE);
    until_right(&stage).await;
    stage.sign(unsigned);
    for post in [signed, unsigned] {
        stage.posted(post).await;
    }
    stage.holds_exactly(&[signed, unsigned]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_is_over_when_the_laptop_wakes_is_said_and_asked_for_again() {
    let stage = Stage::set().await;
    let post = stage.signed(&words(), 20);
    // The last instant at which the signature counts: the move keeps it.
    let moved = plan_at(&stage, post, due(&stage, post).plus(14 * DAY));
    assert_eq!(moved.signature_kept, Some(true));
    // Within the grace, and the signature is over all the same.
    sleep(&stage, 14 * 24 * 60 + 20 + 5);
    let expired = stage.clinic().until(post, &[DisplayState::Expired]).await;
    asks(&stage, &expired, "The signature does not count at this time any more");
    plan_at(&stage, post, stage.clock.now().plus(10 * Millis::MINUTE));
    assert_eq!(state(&stage, post), DisplayState::Waiting, "a new time alone does not bring a signature back");
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}
