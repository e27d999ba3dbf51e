//! Times that can't be: past, in a gap, in no zone; and the hour that comes twice.

use countersign_core::api::types::{PlanResult, Post};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn draft(stage: &Stage) -> Post {
    stage.clinic().compose(Platform::X, &Content::of_text(Platform::X, "Flu shots from Thursday."))
}

fn at(post: &Post, date: &str, time: &str, zone: &str) -> Value {
    json!({ "post_id": post.summary.id, "date": date, "time": time, "zone": zone })
}

/// This time is refused for this field, in a sentence with these words; the post keeps its text and has no time.
async fn check((date, time, zone): (&str, &str, &str), field: &str, words: &[&str]) {
    let stage = Stage::set().await;
    let post = draft(&stage);
    let refused = stage.clinic().refused("plan_set", at(&post, date, time, zone));
    says(&refused, ErrorCode::Invalid, Some(field), words);
    let after = stage.clinic().post(post.summary.id);
    assert!(after.summary.plan.is_none() && after.content == post.content);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_has_passed_is_refused_with_the_time_it_is() {
    check(
        ("2026-11-21", "07:58", "Asia/Kolkata"),
        "time",
        &["has passed", "it is 08:00 on Sat 21 Nov", "Choose a later"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_has_passed_elsewhere_is_told_in_that_zone() {
    check(("2026-11-20", "20:00", "America/New_York"), "time", &["In America/New_York it is 21:30 on Fri 20 Nov"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_the_clocks_jump_over_is_refused_with_the_next_one() {
    let words = ["02:30 never comes", "Choose 03:00 or later", "Europe/Berlin"];
    check(("2027-03-28", "02:30", "Europe/Berlin"), "time", &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_zone_is_refused_by_its_name() {
    check(("2026-11-22", "09:00", "Asia/Bangalore"), "zone", &["“Asia/Bangalore”", "Choose one from the list"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_time_is_refused_with_how_to_write_one() {
    check(("2026-02-30", "09:00", ""), "time", &["not a time", "Write the date as"]).await;
    check(("2026-11-22", "9 o'clock", ""), "time", &["Write the date as"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_hour_that_comes_twice_is_taken_and_said() {
    let stage = Stage::set().await;
    let post = draft(&stage);
    let result: PlanResult = stage.clinic().call("plan_set", at(&post, "2027-10-31", "02:30", "Europe/Berlin"));
    let notice = result.notice.unwrap();
    assert!(notice.contains("02:30 comes twice") && notice.contains("first"), "{notice}");
    assert_eq!((result.plan.due.time.as_str(), result.plan.due.offset.as_str()), ("02:30", "UTC+02:00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_zone_the_clinics_own_is_meant() {
    let stage = Stage::set().await;
    let post = draft(&stage);
    let result: PlanResult = stage.clinic().call("plan_set", at(&post, "2026-11-22", "09:00", " "));
    assert_eq!((result.plan.due.zone.as_str(), result.plan.due.offset.as_str()), ("Asia/Kolkata", "UTC+05:30"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_post_of_the_same_minute_is_taken_and_said() {
    let stage = Stage::set().await;
    let (first, second) = (draft(&stage), draft(&stage));
    let result: PlanResult = stage.clinic().call("plan_set", at(&first, "2026-11-22", "09:00", ""));
    assert_eq!(result.notice, None);
    let result: PlanResult = stage.clinic().call("plan_set", at(&second, "2026-11-22", "09:00", ""));
    assert!(result.notice.unwrap().contains("same minute"));
}
