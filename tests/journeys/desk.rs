//! What the desktop is told while nobody looks at the window: once, without a word of any post, and it can only stop.

use countersign_core::api::types::{DisplayState, PostRef, Status, Telling, TellingKind, Today};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_core::publish::NoticeKind;
use countersign_practice::{Action, Platform as Practised, templates};
use countersign_tests::clinic::done;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

const WORDS: &str = "Flu shots from Thursday.";

fn content(on: Platform) -> Content {
    Content::of_text(on, WORDS)
}

fn told(stage: &Stage) -> Vec<Telling> {
    done(stage.clinic().api().take_notices())
}

fn kinds(tellings: &[Telling]) -> Vec<NoticeKind> {
    let kind = |telling: &Telling| match telling.kind {
        TellingKind::Post(kind) => kind,
        TellingKind::Alert(other) => panic!("{other:?}"),
    };
    tellings.iter().map(kind).collect()
}

async fn refused(stage: &Stage, minutes: i64) -> PostId {
    let post = stage.signed(&content(Platform::X), minutes);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    stage.until(post, &[DisplayState::Failed], 30).await;
    post
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_post_is_told_once_also_across_a_restart() {
    let mut stage = Stage::set().await;
    let post = refused(&stage, 5).await;
    let tellings = told(&stage);
    assert_eq!(kinds(&tellings), [NoticeKind::Failed]);
    let [telling] = tellings.as_slice() else { panic!("{tellings:?}") };
    assert_eq!((telling.screen.as_str(), telling.post_id), ("compose", Some(post)));
    assert!(telling.title.contains("X") && telling.text.contains("08:05"), "{telling:?}");
    assert!(!json!(tellings).to_string().contains("Flu"), "a notification shows no word of a post");
    assert!(told(&stage).is_empty());
    stage.close().await;
    stage.open();
    assert!(told(&stage).is_empty(), "it was told before the restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_again_is_told_again() {
    let stage = Stage::set().await;
    let post = refused(&stage, 5).await;
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Failed]);
    let token = countersign_core::model::Secret::new(countersign_practice::cast::X_TOKEN.into());
    stage.clinic().as_doctor();
    done(stage.clinic().api().connect(Platform::X, &token, None).await);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    let _: Value = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.until(post, &[DisplayState::Failed], 30).await;
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Failed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_told_as_one() {
    let stage = Stage::set().await;
    for _ in 0..3 {
        stage.planned(&content(Platform::X), 60);
    }
    let tellings = told(&stage);
    assert_eq!(kinds(&tellings), [NoticeKind::Waiting]);
    assert_eq!(tellings[0].title, "Practice: 3 posts wait for the doctor");
    assert_eq!((tellings[0].screen.as_str(), tellings[0].post_id), ("review", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_nobody_signs_is_told_again_before_its_time_and_when_it_passed() {
    let stage = Stage::set().await;
    let post = stage.planned(&content(Platform::Facebook), 3 * 60);
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Waiting]);
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    assert!(told(&stage).is_empty(), "it was told half an hour ago");
    stage.clinic().advance_awake(60 * Millis::MINUTE);
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Expiring]);
    assert!(told(&stage).is_empty());
    stage.clinic().advance_awake(120 * Millis::MINUTE);
    stage.clinic().until(post, &[DisplayState::Expired]).await;
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Missed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_again_after_a_signature_is_told_again_and_a_change_while_it_waits_is_not() {
    let stage = Stage::set().await;
    let post = stage.planned(&content(Platform::X), 600);
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Waiting]);
    let edit = |words: &str| {
        let base = stage.clinic().post(post).revision_id;
        let save = json!({ "id": post, "base_revision": base, "content": Content::of_text(Platform::X, words) });
        let _: Value = stage.clinic().call("post_save", save);
    };
    edit("Flu shots on Thursday.");
    assert!(told(&stage).is_empty(), "every pause in writing saves a version");
    stage.sign(post);
    assert!(told(&stage).is_empty());
    edit("Flu shots on Friday.");
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Waiting], "the signature is gone, and the doctor is asked again");
    stage.sign(post);
    stage.clinic().as_doctor();
    done(stage.clinic().api().revoke(&PostRef { id: post }));
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Waiting]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_back_is_not_urged_upon_the_doctor() {
    let stage = Stage::set().await;
    let post = stage.planned(&content(Platform::Facebook), 3 * 60);
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Waiting]);
    let _: Value = stage.clinic().call("post_hold", json!({ "post_ids": [post] }));
    stage.clinic().advance_awake(90 * Millis::MINUTE);
    assert!(told(&stage).is_empty());
    let _: Value = stage.clinic().call("post_release", json!({ "post_ids": [post] }));
    assert_eq!(kinds(&told(&stage)), [NoticeKind::Expiring]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_taken_down_is_told_and_counted_as_it_is_shown() {
    let stage = Stage::set().await;
    let post = stage.signed(&content(Platform::X), 5);
    stage.posted(post).await;
    stage.fault(Practised::X, ("DELETE", templates::x::POST), 0, 1, Action::TokenExpired);
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    loop {
        let changed = stage.clinic().changed();
        if stage.clinic().post(post).summary.needs.is_some() {
            break;
        }
        changed.await;
    }
    let tellings = told(&stage);
    assert_eq!(kinds(&tellings), [NoticeKind::StillPublic]);
    assert!(tellings[0].title.contains("could not be taken down"), "{tellings:?}");
    assert_eq!(tellings[0].post_id, Some(post));
    assert!(told(&stage).is_empty());
    let today: Today = stage.clinic().call("today_get", Value::Null);
    let status: Status = stage.clinic().call("status_get", Value::Null);
    let desk = done(stage.clinic().api().desk());
    assert_eq!((today.needs_decision.len(), status.needs_decision, desk.decisions), (1, 1, 1));
    let _: Value = stage.clinic().call("removal_confirm", PostRef { id: post });
    assert_eq!(done(stage.clinic().api().desk()).decisions, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_post_needs_nobody() {
    let stage = Stage::set().await;
    let post = stage.signed(&content(Platform::X), 60);
    assert!(told(&stage).is_empty());
    let desk = done(stage.clinic().api().desk());
    assert_eq!((desk.ahead, desk.waiting, desk.decisions, desk.stopped), (1, 0, 0, false));
    assert_eq!(desk.next.map(|next| (next.post_id, next.platform)), Some((post, Platform::X)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_stops_with_nobody_signed_in_and_that_is_on_record() {
    let stage = Stage::set().await;
    let post = stage.signed(&content(Platform::X), 5);
    done(stage.clinic().api().lock());
    done(stage.clinic().api().stop_from_desk());
    let desk = done(stage.clinic().api().desk());
    assert!(desk.stopped);
    let tellings = told(&stage);
    assert_eq!(kinds(&tellings), [NoticeKind::Stopped]);
    assert_eq!(tellings[0].post_id, None);
    stage.clock.advance(5 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    let status: Value = stage.clinic().call("status_get", Value::Null);
    assert_eq!(status["stopped"]["by"], "Somebody at the tray");
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Signed);
    assert!(stage.control().ledger().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_laptop_stays_awake_from_two_minutes_before_a_post_until_it_is_out() {
    let stage = Stage::set().await;
    let awake = |stage: &Stage| done(stage.clinic().api().keeps_awake());
    assert_eq!(awake(&stage), (false, None));
    let post = stage.signed(&content(Platform::X), 10);
    let due = stage.clinic().post(post).summary.plan.unwrap().due.at;
    let from = due.plus(-2 * Millis::MINUTE);
    assert_eq!(awake(&stage), (false, Some(from)));
    stage.clinic().advance_awake(from.since(stage.clock.now()));
    assert!(awake(&stage).0);
    done(stage.clinic().api().stop_from_desk());
    assert!(!awake(&stage).0, "nothing goes out while everything is stopped");
    stage.clinic().as_doctor();
    done(stage.clinic().api().resume(false));
    assert!(awake(&stage).0);
    stage.posted(post).await;
    assert_eq!(awake(&stage), (false, None));
}
