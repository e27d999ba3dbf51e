//! A laptop that sleeps in the middle of something, and wakes.

use countersign_core::api::types::DisplayState;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised};
use countersign_tests::stage::Stage;

use crate::{
    DESCRIBING, FACEBOOK, ON_FACEBOOK, ON_X, X, asks, sleep, stage_with_an_upload_on_its_way, state, until,
    until_right, warning,
};

/// Whoever could tell the time.
const PLATFORMS: [Practised; 7] = [
    Practised::X,
    Practised::Facebook,
    Practised::Instagram,
    Practised::Linkedin,
    Practised::Youtube,
    Practised::Tiktok,
    Practised::Whatsapp,
];

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_slept_past_its_time_within_the_grace_goes_out_once() {
    let (stage, post) = stage_with_an_upload_on_its_way().await;
    sleep(&stage, 15);
    stage.control().release_held();
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_slept_beyond_the_grace_publishes_nothing_and_asks() {
    let (stage, post) = stage_with_an_upload_on_its_way().await;
    sleep(&stage, 17);
    stage.control().release_held();
    let missed = stage.clinic().until(post, &[DisplayState::Missed]).await;
    asks(&stage, &missed, "Choose a new time");
    assert_eq!(stage.asked(ON_X), 0);
}

/// The line is gone when the laptop wakes: the call that was under way ends in nothing.
async fn wakes_without_its_line(minutes: i64) -> (Stage, PostId) {
    let (stage, post) = stage_with_an_upload_on_its_way().await;
    stage.fault(X, DESCRIBING, 0, 1, Action::RefuseBefore);
    stage.fault(X, ON_X, 0, 1, Action::RefuseBefore);
    sleep(&stage, minutes);
    stage.control().release_held();
    (stage, post)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_did_not_outlive_the_sleep_is_tried_again_within_the_grace() {
    let (stage, post) = wakes_without_its_line(3).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_did_not_outlive_a_long_sleep_is_not_tried_again() {
    let (stage, post) = wakes_without_its_line(20).await;
    let missed = stage.clinic().until(post, &[DisplayState::Missed]).await;
    asks(&stage, &missed, "hoose a new time");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_because_nobody_tells_the_time_after_a_sleep_is_said_until_somebody_does() {
    let stage = Stage::set().await;
    let before = stage.signed(&Content::of_text(Platform::X, "We are open."), 5);
    stage.posted(before).await;
    assert_eq!(warning(&stage), None);
    let post = stage.signed(&Content::of_text(Platform::X, "We are open until eight."), 5);
    // The line is gone when the laptop wakes.
    for platform in PLATFORMS {
        let action = Action::RefuseBefore;
        stage.control().script(Fault { platform, endpoint: Endpoint::Any, skip: 0, times: 10_000, action });
    }
    stage.clock.sleep(7 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let sentence = until(&stage, warning).await;
    assert!(sentence.contains("nobody knows whether the clock is right"), "{sentence}");
    assert_eq!(state(&stage, post), DisplayState::Signed);
    assert_eq!(stage.asked(ON_X), 1, "the one before");
    stage.control().clear_faults();
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[before, post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_answers_after_the_sleep_is_believed() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 10);
    stage.fault(X, ON_X, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.control().until_held(1).await;
    sleep(&stage, 9 * 60);
    stage.control().release_held();
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    assert_eq!(stage.asked(ON_X), 1);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_slept_away_is_looked_for_and_never_sent_for_again() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "We are open."), 10);
    stage.fault(FACEBOOK, ON_FACEBOOK, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    sleep(&stage, 9 * 60);
    stage.posted(post).await;
    assert_eq!(stage.asked(ON_FACEBOOK), 1);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_over_several_posts_asks_about_what_is_late_and_sends_what_is_not() {
    let stage = Stage::set().await;
    let post = |words: &str, minutes| stage.signed(&Content::of_text(Platform::X, words), minutes);
    let (late, in_time, ahead) = (post("In the evening.", 10), post("At breakfast.", 590), post("At noon.", 700));
    sleep(&stage, 600);
    stage.clinic().until(late, &[DisplayState::Missed]).await;
    stage.posted(in_time).await;
    assert_eq!(stage.clinic().post(ahead).summary.state, DisplayState::Signed);
    stage.until(ahead, &[DisplayState::Posted], 120).await;
    stage.holds_exactly(&[in_time, ahead]);
}
