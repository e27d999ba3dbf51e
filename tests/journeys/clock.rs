//! A laptop whose clock is wrong: nothing goes out, it says so, and goes on when the clock is right.

use countersign_core::api::types::{ConnectionState, DisplayState, Status};
use countersign_core::model::{Content, ExecutionState, Millis, Platform, PostId};
use countersign_tests::clock_watch::{until, until_right, warning};
use countersign_tests::stage::{Stage, with_pictures};
use serde_json::Value;

async fn stage_with_a_signed_post(minutes: i64) -> (Stage, PostId) {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), minutes);
    (stage, post)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_ahead_holds_what_seems_due_and_goes_on_when_the_clock_is_right() {
    let (stage, post) = stage_with_a_signed_post(63).await;
    stage.clock.advance_laptop(60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    // In one move, from where nothing is due soon to where it seems due.
    stage.clinic().advance_awake(4 * Millis::MINUTE);
    let sentence = until(&stage, warning).await;
    assert!(
        sentence.contains("60 minutes ahead") && sentence.contains("set it in the system's settings"),
        "{sentence}"
    );
    let denial =
        |stage: &Stage| stage.story(post).into_iter().find(|entry| entry.reason.as_deref() == Some("clock_differs"));
    assert_eq!(until(&stage, denial).await.action, "gate.claimed", "the decision is on record");
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Signed);
    assert!(stage.control().ledger().is_empty());
    stage.clock.advance_laptop(-60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_right(&stage).await;
    stage.clinic().advance_awake(40 * Millis::MINUTE);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_seems_long_past_by_a_wrong_clock_is_not_missed() {
    let (stage, post) = stage_with_a_signed_post(10).await;
    stage.clock.advance_laptop(60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until(&stage, warning).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Signed);
    stage.clock.advance_laptop(-60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_is_opened_on_a_wrong_clock_holds_as_well() {
    let (mut stage, post) = stage_with_a_signed_post(10).await;
    stage.close().await;
    stage.clock.advance_laptop(60 * Millis::MINUTE);
    stage.open();
    until(&stage, warning).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Signed);
    stage.clock.advance_laptop(-60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_that_is_opened_without_a_network_on_a_wrong_clock_misses_nothing_and_sends_nothing_early() {
    let (mut stage, post) = stage_with_a_signed_post(30).await;
    let unsigned = stage.planned(&Content::of_text(Platform::Facebook, "Come in."), 31);
    stage.close().await;
    stage.network_down().await;
    stage.clock.advance_laptop(60 * Millis::MINUTE);
    stage.open();
    // Nobody can say whether half an hour has passed: nothing is missed, expired or sent.
    let offline = |stage: &Stage| {
        let status: Status = stage.clinic().call("status_get", Value::Null);
        (status.connection == ConnectionState::Offline).then_some(())
    };
    until(&stage, offline).await;
    stage.clinic().advance_awake(2 * Millis::MINUTE);
    let state = |stage: &Stage, post| stage.clinic().post(post).summary.state;
    assert!(matches!(state(&stage, post), DisplayState::Signed | DisplayState::Retrying), "{:?}", state(&stage, post));
    assert_eq!(state(&stage, unsigned), DisplayState::Waiting);
    // The network is back, and the clock still wrong: the platform says so before anything goes out.
    stage.network_up().await;
    until(&stage, warning).await;
    assert!(stage.control().ledger().is_empty());
    stage.clock.advance_laptop(-60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_right(&stage).await;
    stage.until(post, &[DisplayState::Posted], 60).await;
    stage.until(unsigned, &[DisplayState::Expired], 120).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_behind_is_noticed_before_the_post_would_go_out_an_hour_late() {
    let (stage, post) = stage_with_a_signed_post(10).await;
    stage.clock.advance_laptop(-60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    // Nothing seems due soon yet; then, in one move, it does.
    stage.clinic().advance_awake(67 * Millis::MINUTE);
    stage.clinic().advance_awake(3 * Millis::MINUTE);
    let sentence = until(&stage, warning).await;
    assert!(sentence.contains("60 minutes behind"), "{sentence}");
    assert!(stage.control().ledger().is_empty());
    stage.clock.advance_laptop(60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    stage.clinic().until(post, &[DisplayState::Missed]).await;
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_minutes_are_no_difference() {
    let (stage, post) = stage_with_a_signed_post(10).await;
    stage.clock.advance_laptop(100_000);
    stage.posted(post).await;
    assert_eq!(warning(&stage), None);
}

/// Five minutes ahead of what a platform said a moment ago: what seems due is not, and nobody has to ask for that first.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_forward_right_after_an_answer_sends_nothing_early() {
    let stage = Stage::set().await;
    let before = stage.signed(&Content::of_text(Platform::Facebook, "We open at eight."), 5);
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 10);
    stage.posted(before).await;
    stage.clock.advance_laptop(5 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let sentence = until(&stage, warning).await;
    assert!(sentence.contains("5 minutes ahead"), "{sentence}");
    stage.holds_exactly(&[before]);
    stage.clock.advance_laptop(-5 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[before, post]);
}

/// It was claimed and made ready by the right clock, and waits for its instant, which the set clock shows at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_while_a_post_waits_for_its_instant_sends_it_no_earlier() {
    let stage = Stage::set().await;
    let content = with_pictures(stage.clinic(), Content::of_text(Platform::X, "The lake."), &[(9, "A lake")]);
    let post = stage.signed(&content, 10);
    stage.until(post, &[DisplayState::Going], 10).await;
    assert_eq!(stage.clinic().post(post).delivery.unwrap().state, ExecutionState::Running);
    stage.clock.advance_laptop(5 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let denied =
        |stage: &Stage| stage.story(post).into_iter().find(|entry| entry.reason.as_deref() == Some("clock_differs"));
    assert_eq!(until(&stage, denied).await.action, "gate.commit_started");
    stage.holds_exactly(&[]);
    stage.clock.advance_laptop(-5 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

/// A laptop that slept looks as if its clock had been set; a platform says that it is right, and nothing waits for more.
#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_slept_asks_and_goes_on() {
    let stage = Stage::set().await;
    let before = stage.signed(&Content::of_text(Platform::Facebook, "We open at eight."), 5);
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 40);
    stage.posted(before).await;
    stage.clock.sleep(30 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    stage.posted(post).await;
    assert_eq!(warning(&stage), None);
    stage.holds_exactly(&[before, post]);
}
