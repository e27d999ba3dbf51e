//! The gate opens twice: what changes after a post was taken up, and before it is public, still holds it.

use countersign_core::api::types::{DisplayState, Post, ReviewSheet};
use countersign_core::model::{Content, Millis, Platform, PostId, Role};
use countersign_practice::{Action, templates};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, with_pictures};
use serde_json::{Value, json};

const X: countersign_practice::Platform = countersign_practice::Platform::X;
const COMMIT: (&str, &str) = ("POST", templates::x::POSTS);

/// A signed post with a picture, taken up a minute ahead: its upload is on its way, and ends when it is let go.
async fn stage_with_a_post_taken_up() -> (Stage, PostId) {
    let stage = Stage::set().await;
    let content = Content::of_text(Platform::X, "Come in.");
    let post = stage.signed(&with_pictures(stage.clinic(), content, &[(8, "The door")]), 10);
    stage.fault(X, ("POST", templates::x::MEDIA_METADATA), 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(9 * Millis::MINUTE + 10_000);
    stage.control().until_held(1).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Going);
    (stage, post)
}

/// The upload ends and the time comes: the gate stays shut for this reason, and the post is in this state.
async fn check(stage: &Stage, post: PostId, reason: &str, state: DisplayState) -> Post {
    stage.control().release_held();
    stage.clinic().advance_awake(Millis::MINUTE);
    let held = stage.clinic().until(post, &[state]).await;
    let denied = stage.story(post).into_iter().find(|entry| !entry.allowed && entry.action == "gate.commit_started");
    assert_eq!(denied.unwrap().reason.as_deref(), Some(reason));
    assert_eq!(stage.asked(COMMIT), 0);
    stage.holds_exactly(&[]);
    held
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_retired_after_the_post_was_taken_up_holds_it() {
    let (stage, post) = stage_with_a_post_taken_up().await;
    let doctor = stage.clinic().as_doctor().person(Role::Doctor);
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    let held = check(&stage, post, "approval_required", DisplayState::Waiting).await;
    assert!(held.delivery.unwrap().message.unwrap().contains("waits for the doctor"));
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_after_the_post_was_taken_up_holds_it() {
    let (stage, post) = stage_with_a_post_taken_up().await;
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    check(&stage, post, "stopped", DisplayState::Signed).await;
    done(stage.clinic().api().resume(false));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_after_the_post_was_taken_up_holds_it() {
    let (stage, post) = stage_with_a_post_taken_up().await;
    stage.clinic().as_doctor();
    let channel = stage.clinic().channel(Platform::X);
    let update = |paused: bool| json!({ "id": channel.id, "name": channel.name, "max_hashtags": null, "zone": null, "paused": paused });
    let _: Value = stage.clinic().call("channel_update", update(true));
    check(&stage, post, "channel_paused", DisplayState::Signed).await;
    let _: Value = stage.clinic().call("channel_update", update(false));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

/// Every file of the clinic's media store loses its last byte.
fn spoil_the_pictures(folder: &std::path::Path) -> usize {
    let mut spoilt = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            spoilt += spoil_the_pictures(&path);
        } else {
            let bytes = std::fs::read(&path).unwrap();
            std::fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
            spoilt += 1;
        }
    }
    spoilt
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_not_what_was_signed_any_more_stops_the_post() {
    let (stage, post) = stage_with_a_post_taken_up().await;
    assert!(spoil_the_pictures(&stage.data().join("media")) > 0);
    let failed = check(&stage, post, "media_changed", DisplayState::Failed).await;
    let sentence = failed.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("Nothing was sent") && sentence.contains("Add the picture again"), "{sentence}");
}

fn pictured(stage: &Stage) -> Content {
    with_pictures(stage.clinic(), Content::of_text(Platform::X, "Come in."), &[(8, "The door")])
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_a_damaged_picture_again_mends_the_post() {
    let stage = Stage::set().await;
    let post = stage.planned(&pictured(&stage), 10);
    stage.clinic().as_doctor();
    let sheet = |stage: &Stage| -> ReviewSheet { stage.clinic().call("review_open", json!({ "id": post })) };
    assert_eq!(sheet(&stage).cannot_sign, None);
    assert!(spoil_the_pictures(&stage.data().join("media")) > 0);
    let told = sheet(&stage).cannot_sign.unwrap();
    assert!(told.contains("Add the picture again"), "{told}");
    // The same pictures as before.
    let _ = pictured(&stage);
    assert_eq!(sheet(&stage).cannot_sign, None);
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_replaced_changes_nothing_any_more() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 10);
    stage.fault(X, COMMIT, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.control().until_held(1).await;
    let newer = stage.another();
    newer.until_within(post, &[DisplayState::Posted], 5).await;
    let whole = |story: Vec<countersign_core::api::types::ActivityEntry>| -> Vec<String> {
        story.into_iter().map(|entry| entry.action).filter(|action| !action.starts_with("delivery.")).collect()
    };
    let before = whole(stage.story(post));
    // The first run gets its answer only now; what became of the post is no longer its to say.
    let control = stage.control().clone();
    tokio::join!(stage.close(), async { control.release_held() });
    newer.close().await;
    stage.open();
    assert_eq!(whole(stage.story(post)), before);
    assert_eq!(stage.clinic().post(post).delivery.unwrap().attempts.len(), 1);
    stage.holds_exactly(&[post]);
}
