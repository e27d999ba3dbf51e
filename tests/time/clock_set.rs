//! A clock that is set, forwards or back, while a post waits, is claimed, is being sent, or is in doubt. What seems due by a
//! clock that nobody has compared yet is a story of the journeys.

use countersign_core::api::types::DisplayState;
use countersign_core::model::{Content, ExecutionState, Millis, PartRole, Platform};
use countersign_practice::Action;
use countersign_tests::stage::{Stage, and};

use crate::{
    FACEBOOK, ON_FACEBOOK, ON_X, X, due, set_clock, stage_with_an_upload_on_its_way, state, until, until_right, warning,
};

const HOUR: i64 = 60 * Millis::MINUTE;

fn words() -> Content {
    Content::of_text(Platform::X, "We are open.")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_time_comes_a_second_time_goes_out_once() {
    let stage = Stage::set().await;
    let post = stage.signed(&words(), 10);
    stage.posted(post).await;
    set_clock(&stage, -HOUR);
    stage.clinic().advance_awake(HOUR + 5 * Millis::MINUTE);
    set_clock(&stage, HOUR);
    stage.clinic().advance_awake(HOUR);
    assert_eq!(stage.asked(ON_X), 1);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_post_waits_for_its_time_anew_when_the_clock_is_set_back_a_little() {
    let stage = Stage::set().await;
    let post = stage.signed(&words(), 10);
    stage.clinic().advance_awake(10 * Millis::MINUTE - 3_000);
    stage.clinic().until(post, &[DisplayState::Going]).await;
    // By less than the two clocks may differ.
    set_clock(&stage, -60_000);
    stage.clinic().advance_awake(62_000);
    assert_eq!(state(&stage, post), DisplayState::Going, "a second is left");
    assert!(stage.control().ledger().is_empty());
    stage.clinic().advance_awake(1_000);
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    crate::went_out_at(&stage, post, due(&stage, post));
    stage.holds_exactly(&[post]);
}

/// The clock is set while a post's picture goes up, and the upload's own answers tell of it: the commit is refused, it is
/// said, and the post goes out by itself once the clock is right.
async fn check_during_an_upload(by: i64, way: &str) {
    let (stage, post) = stage_with_an_upload_on_its_way().await;
    set_clock(&stage, by);
    stage.control().release_held();
    // The answer has to come while the clocks stand: one that was on its way for minutes tells of none.
    let sentence = until(&stage, warning).await;
    assert!(sentence.contains(way), "{sentence}");
    // By a clock that was set back its time has to come first.
    if by < 0 {
        stage.clinic().advance_awake(-by + Millis::MINUTE);
    }
    stage.clinic().until(post, &[DisplayState::Signed]).await;
    let denied = stage.story(post).into_iter().find(|entry| entry.action == "gate.commit_started").unwrap();
    assert_eq!((denied.allowed, denied.reason.as_deref()), (false, Some("clock_differs")));
    assert_eq!(stage.asked(ON_X), 0);
    set_clock(&stage, -by);
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_forward_during_an_upload_holds_the_commit_and_lets_it_go_again() {
    check_during_an_upload(5 * Millis::MINUTE, "5 minutes ahead").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_during_an_upload_holds_the_commit_and_lets_it_go_again() {
    check_during_an_upload(-5 * Millis::MINUTE, "5 minutes behind").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_while_a_post_is_being_published_keeps_its_outcome_and_holds_the_next() {
    let stage = Stage::set().await;
    let (post, next) =
        (stage.signed(&words(), 10), stage.signed(&Content::of_text(Platform::X, "And now closed."), 40));
    stage.fault(X, ON_X, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.control().until_held(1).await;
    set_clock(&stage, HOUR);
    stage.control().release_held();
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    until(&stage, warning).await;
    assert_eq!(state(&stage, next), DisplayState::Signed, "by this clock it is late, and that is no reason to miss it");
    set_clock(&stage, -HOUR);
    until_right(&stage).await;
    assert_eq!(stage.asked(ON_X), 1);
    stage.until(next, &[DisplayState::Posted], 45).await;
    stage.holds_exactly(&[post, next]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_a_clock_stopped_in_the_middle_is_finished_and_not_begun_anew() {
    let stage = Stage::set().await;
    let thread = and(and(words(), PartRole::Thread, "From eight."), PartRole::Thread, "Until six.");
    let post = stage.signed(&thread, 10);
    stage.fault(X, ON_X, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.control().until_held(1).await;
    set_clock(&stage, -HOUR);
    stage.control().release_held();
    until(&stage, warning).await;
    until(&stage, |stage| {
        let delivery = stage.clinic().post(post).delivery.unwrap();
        (delivery.state == ExecutionState::Scheduled).then_some(())
    })
    .await;
    assert_eq!(stage.control().ledger().len(), 1, "the first of three");
    set_clock(&stage, HOUR);
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_that_only_the_clock_saw_proves_nothing_absent() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "We are open."), 10);
    // It is public, nobody says so, and the page's own list shows it only at the third look.
    stage.fault(FACEBOOK, ON_FACEBOOK, 0, 1, Action::HideFromRead { reads: 2, at_most_ms: None });
    stage.fault(FACEBOOK, ON_FACEBOOK, 0, 1, Action::DropAfterAccept);
    let doubted = stage.until(post, &[DisplayState::Doubt], 15).await;
    let first = doubted.delivery.unwrap().next_try.unwrap().at;
    stage.clinic().advance_awake(first.since(stage.clock.now()));
    until(&stage, |stage| {
        let next = stage.clinic().post(post).delivery.unwrap().next_try;
        next.filter(|next| next.at > first)
    })
    .await;
    // By the clock alone the page has had long enough to show it.
    set_clock(&stage, HOUR);
    until(&stage, warning).await;
    set_clock(&stage, -HOUR);
    until_right(&stage).await;
    stage.posted(post).await;
    assert_eq!(stage.asked(ON_FACEBOOK), 1, "what is public already was sent again");
    stage.holds_exactly(&[post]);
}

/// A clinic that is opened on a clock that is off by a little more than it may be.
async fn check_at_the_edge(by: i64, way: &str) {
    let mut stage = Stage::set().await;
    let post = stage.signed(&words(), 10);
    stage.close().await;
    stage.clock.advance_laptop(by);
    stage.open();
    stage.clinic().advance_awake(10 * Millis::MINUTE - by.min(0));
    let sentence = until(&stage, warning).await;
    assert!(sentence.contains(way), "{sentence}");
    assert!(stage.control().ledger().is_empty());
    set_clock(&stage, -by);
    until_right(&stage).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_little_more_than_two_minutes_holds_in_either_direction() {
    check_at_the_edge(130_000, "2 minutes ahead").await;
    check_at_the_edge(-130_000, "2 minutes behind").await;
}
