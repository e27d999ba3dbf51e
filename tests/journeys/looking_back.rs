//! What happened: since a person was last here, and in the record, by post and by what somebody looks for.

use countersign_core::api::types::{ActivityEntry, ActivityPage, Status, StoryPage, Today};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, Role};
use countersign_tests::clinic::done;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn text(text: &str) -> Content {
    Content::of_text(Platform::X, text)
}

fn today(stage: &Stage) -> Today {
    stage.clinic().call("today_get", Value::Null)
}

/// The record through a filter; what is left out narrows nothing.
fn asked(narrow: &Value) -> Value {
    let mut all = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
    for (name, value) in narrow.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn entries(stage: &Stage, narrow: &Value) -> Vec<ActivityEntry> {
    stage.clinic().call::<ActivityPage>("activity_list", asked(narrow)).entries
}

#[tokio::test(flavor = "multi_thread")]
async fn posted_since_counts_from_when_this_person_left() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    assert!(today(&stage).last_here.is_none(), "a first visit has nothing before it");
    let post = stage.signed(&text("Flu shots from Thursday."), 20);
    stage.clinic().as_doctor();
    let left = stage.clock.now();
    done(stage.clinic().api().lock());
    stage.clinic().as_receptionist();
    stage.posted(post).await;
    assert!(today(&stage).posted_since.is_empty(), "the receptionist was here all the time");

    stage.clinic().advance_awake(3 * 60 * Millis::MINUTE);
    stage.clinic().as_doctor();
    let back = today(&stage);
    assert_eq!(back.last_here.unwrap().at, left);
    assert_eq!(back.posted_since.iter().map(|post| post.id).collect::<Vec<_>>(), [post]);

    // A coffee is no absence.
    done(stage.clinic().api().lock());
    stage.clock.advance(20 * Millis::MINUTE);
    stage.clinic().as_doctor();
    assert_eq!(today(&stage).last_here.unwrap().at, left);

    done(stage.clinic().api().lock());
    stage.clock.advance(40 * Millis::MINUTE);
    stage.clinic().as_doctor();
    assert!(today(&stage).posted_since.is_empty(), "this was told the time before");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_beside_today_is_what_today_shows() {
    let stage = Stage::set().await;
    let post = stage.planned(&text("Flu shots from Thursday."), 10);
    stage.until(post, &[countersign_core::api::types::DisplayState::Expired], 120).await;
    let _ = stage.planned(&text("We are open."), 600);
    let status: Status = stage.clinic().call("status_get", Value::Null);
    let day = today(&stage);
    assert_eq!(usize::try_from(status.needs_decision).unwrap(), day.needs_decision.len());
    assert_eq!(usize::try_from(status.waiting_for_doctor).unwrap(), day.to_sign.len());
    assert_eq!((status.needs_decision, status.waiting_for_doctor), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_narrowed_by_person_kind_channel_and_day() {
    let stage = Stage::set().await;
    let first = stage.signed(&text("Flu shots from Thursday."), 600);
    stage.clinic().advance_awake(24 * 60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let page = stage.clinic().compose(Platform::Facebook, &Content::of_text(Platform::Facebook, "We are open."));
    let doctor = stage.clinic().person(Role::Doctor);

    let by_doctor = entries(&stage, &json!({ "person_id": doctor }));
    assert!(by_doctor.len() > 2 && by_doctor.iter().all(|entry| entry.by == "Dr. Meera Rao"));

    let signing = entries(&stage, &json!({ "kind": "signing", "person_id": doctor }));
    let actions: Vec<&str> = signing.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["approval.signed", "signing.opened"]);
    assert_eq!(signing[0].title.as_deref(), Some("Flu shots from Thursday."));
    assert_eq!((signing[0].platform, signing[0].post_id), (Some(Platform::X), Some(first)));

    let channel = page.summary.channel_id;
    let on_facebook = entries(&stage, &json!({ "channel_id": channel }));
    assert!(!on_facebook.is_empty());
    assert!(on_facebook.iter().all(|entry| entry.post_id == Some(page.summary.id)));

    let day = |date: &str| entries(&stage, &json!({ "from": date, "until": date }));
    let (saturday, sunday) = (day("2026-11-21"), day("2026-11-22"));
    assert!(saturday.iter().all(|entry| entry.at.date == "2026-11-21"));
    assert!(sunday.iter().all(|entry| entry.at.date == "2026-11-22"));
    assert_eq!(saturday.len() + sunday.len(), entries(&stage, &json!({})).len());
    assert!(!saturday.is_empty() && !sunday.is_empty());
    let refused = stage.clinic().refused("activity_list", asked(&json!({ "from": "tomorrow" })));
    says(&refused, ErrorCode::Invalid, Some("from"), &["not a date"]);

    let titled = entries(&stage, &json!({ "text": "we are open" }));
    assert!(titled.iter().any(|entry| entry.action == "post.created"), "a post is found by what it says");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_is_told_by_post_and_page_by_page() {
    let stage = Stage::set().await;
    let posts: Vec<_> = (0..45).map(|n| stage.planned(&text(&format!("Tip {n}.")), 600 + n)).collect();
    let first: StoryPage = stage.clinic().call("activity_stories", asked(&json!({})));
    assert_eq!(first.stories.len(), 40);
    let newest = &first.stories[0];
    assert_eq!((newest.title.as_str(), newest.newest.action.as_str()), ("Tip 44.", "plan.set"));
    assert_eq!(newest.post.as_ref().unwrap().id, posts[44]);
    let whole = entries(&stage, &json!({ "correlation_id": newest.correlation_id }));
    assert_eq!(usize::try_from(newest.entries).unwrap(), whole.len());
    let rest: StoryPage = stage.clinic().call("activity_stories", asked(&json!({ "before": first.next_before })));
    let told: std::collections::BTreeSet<_> =
        first.stories.iter().chain(&rest.stories).map(|story| story.correlation_id).collect();
    assert_eq!((told.len(), rest.next_before), (45, None), "nothing is left out");

    let one: StoryPage = stage.clinic().call("activity_stories", asked(&json!({ "text": "tip 17." })));
    assert_eq!(one.stories.iter().map(|story| story.title.as_str()).collect::<Vec<_>>(), ["Tip 17."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_found_alone() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 600);
    let words = json!({ "post_id": id, "text": "Shorter." });
    assert_eq!(stage.clinic().refused("review_reject", words).code, ErrorCode::NotAllowed);
    let denied = entries(&stage, &json!({ "denied_only": true, "kind": "clinic" }));
    assert_eq!(denied.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["command.denied"]);
    assert!(entries(&stage, &json!({ "denied_only": true, "kind": "signing" })).is_empty());
}
