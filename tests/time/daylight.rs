//! Clocks that go forward and back between the plan and its time, in Berlin: on 28 March 2027 from 02:00 to 03:00, on
//! 31 October 2027 from 03:00 to 02:00.

use countersign_core::api::types::{DisplayState, PlanDone, PlanOutcome, Post};
use countersign_core::model::zone::{WallTime, Zone};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

use crate::{ON_X, due, state, went_out_at};

const BERLIN: &str = "Europe/Berlin";
const HOUR: i64 = 60 * Millis::MINUTE;

/// The instant of a time in Berlin; the first of two.
fn berlin(date: &str, time: &str) -> Millis {
    Zone::named(BERLIN).unwrap().resolve(WallTime::parse(date, time).unwrap()).unwrap().at
}

/// A stage at this instant.
async fn stage_at(at: Millis) -> Stage {
    let stage = Stage::set().await;
    stage.clock.advance(at.since(stage.clock.now()));
    stage.clinic().as_receptionist();
    stage
}

fn signed_for(stage: &Stage, date: &str, time: &str) -> PostId {
    let post = stage.clinic().compose(Platform::X, &Content::of_text(Platform::X, "We are open.")).summary.id;
    let _: Value =
        stage.clinic().call("plan_set", json!({ "post_id": post, "date": date, "time": time, "zone": BERLIN }));
    stage.sign(post);
    post
}

fn shift(stage: &Stage, post: PostId, days: i32, minutes: i32) -> PlanOutcome {
    let done: PlanDone =
        stage.clinic().call("plan_shift", json!({ "post_ids": [post], "days": days, "minutes": minutes }));
    done.outcomes.into_iter().next().unwrap()
}

async fn goes_out_at(stage: &Stage, post: PostId, at: Millis) {
    assert_eq!(due(stage, post), at);
    stage.clinic().advance_awake(at.since(stage.clock.now()) - 10 * Millis::MINUTE);
    assert!(stage.control().ledger().is_empty(), "an hour early is early");
    stage.posted(post).await;
    went_out_at(stage, post, at);
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_in_the_morning_is_nine_in_the_morning_after_the_clocks_went_forward() {
    let stage = stage_at(berlin("2027-03-27", "12:00")).await;
    let post = signed_for(&stage, "2027-03-28", "09:00");
    goes_out_at(&stage, post, berlin("2027-03-27", "09:00").plus(23 * HOUR)).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_moved_across_the_change_keeps_its_clock_time_and_its_signature() {
    let stage = stage_at(berlin("2027-03-26", "12:00")).await;
    let post = signed_for(&stage, "2027-03-27", "09:00");
    let moved = shift(&stage, post, 1, 0);
    assert_eq!((moved.refused, moved.signature_kept), (None, Some(true)));
    goes_out_at(&stage, post, berlin("2027-03-27", "09:00").plus(23 * HOUR)).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_be_moved_into_the_hour_that_never_comes_stays_and_goes_out_when_it_was_to() {
    let stage = stage_at(berlin("2027-03-26", "12:00")).await;
    let post = signed_for(&stage, "2027-03-27", "02:30");
    let refused = shift(&stage, post, 1, 0).refused.unwrap();
    assert!(refused.contains("02:30 never comes") && refused.contains("03:00"), "{refused}");
    goes_out_at(&stage, post, berlin("2027-03-27", "02:30")).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_comes_twice_goes_out_the_first_time_and_not_the_second() {
    let stage = stage_at(berlin("2027-10-30", "22:00")).await;
    let post = signed_for(&stage, "2027-10-31", "02:30");
    let first = berlin("2027-10-31", "01:30").plus(HOUR);
    goes_out_at(&stage, post, first).await;
    stage.clinic().advance_awake(2 * HOUR);
    assert_eq!(stage.asked(ON_X), 1);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_now_in_the_second_of_the_two_hours_goes_out_now_and_is_not_an_hour_late() {
    let stage = stage_at(berlin("2027-10-30", "22:00")).await;
    let post = signed_for(&stage, "2027-10-31", "02:10");
    // Twenty minutes past two, for the second time.
    let now = berlin("2027-10-31", "02:20").plus(HOUR);
    stage.clock.advance(now.since(stage.clock.now()));
    stage.clinic().as_receptionist();
    stage.clinic().until(post, &[DisplayState::Missed]).await;
    let again: Post = stage.clinic().call("delivery_retry", json!({ "id": post }));
    assert_eq!(again.summary.plan.unwrap().due.at, now);
    stage.clinic().until(post, &[DisplayState::Posted]).await;
    assert_eq!(state(&stage, post), DisplayState::Posted);
    assert_eq!(stage.control().ledger().len(), 1);
}
