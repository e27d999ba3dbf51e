//! A video that YouTube still works on once it is told to be shown.
//!
//! Invariant under test: it counts as posted only once people can watch it, what YouTube rejects meanwhile is said, and neither
//! sends anything twice. What somebody wants down comes down without waiting for YouTube.

use countersign_core::api::types::{DisplayState, Post, PostRef, TakeDown};
use countersign_practice::{Action, YoutubeWire, templates};
use countersign_tests::stage::{Stage, with_film, with_pictures};
use serde_json::{Value, json};

use crate::facts::YOUTUBE;

const UPLOAD: (&str, &str) = ("POST", templates::youtube::UPLOAD);
/// More readings than the client has patience for before it is shown.
const FOR_LONG: u32 = 10;

async fn stage(in_progress: u32, rejects: Option<&str>) -> Stage {
    let stage = Stage::set().await;
    let rejects = rejects.map(str::to_owned);
    stage.control().set_youtube_wire(YoutubeWire { in_progress, rejects, ..YoutubeWire::default() });
    stage
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_posted_once_people_can_watch_it_and_its_comment_follows() {
    let stage = stage(FOR_LONG, None).await;
    let post = stage.signed(&YOUTUBE.commented("Our new rooms.", "Parking is behind the house."), 5);
    let shown = stage.until(post, &[DisplayState::Processing], 15).await;
    assert!(shown.delivery.unwrap().message.unwrap().contains("still working"));
    assert_eq!(stage.asked(YOUTUBE.comment), 0, "nobody can watch it yet");
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!((stage.asked(UPLOAD), stage.asked(YOUTUBE.commit)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_youtube_rejects_afterwards_is_said_and_sent_again_by_a_person_alone() {
    let stage = stage(FOR_LONG, Some("length")).await;
    let post = stage.signed(&YOUTUBE.text("Our new rooms."), 5);
    stage.until(post, &[DisplayState::Processing], 15).await;
    let failed = stage.until(post, &[DisplayState::Failed], 60).await;
    assert!(failed.delivery.unwrap().message.unwrap().contains("longer than 15 minutes"));
    stage.steps(6).await;
    assert_eq!((stage.asked(UPLOAD), stage.asked(YOUTUBE.commit)), (1, 1));
    stage.control().set_youtube_wire(YoutubeWire::default());
    let _: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
    stage.posted(post).await;
    assert_eq!((stage.asked(UPLOAD), stage.asked(YOUTUBE.commit)), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_meanwhile_is_found_and_followed() {
    let stage = stage(FOR_LONG, None).await;
    let post = stage.signed(&YOUTUBE.text("Our new rooms."), 5);
    stage.fault(YOUTUBE.practice, YOUTUBE.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.until(post, &[DisplayState::Processing], 15).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!((stage.asked(UPLOAD), stage.asked(YOUTUBE.commit)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wanted_down_does_not_wait_for_youtube() {
    let stage = stage(100_000, None).await;
    let post = stage.signed(&YOUTUBE.text("Our new rooms."), 5);
    stage.until(post, &[DisplayState::Processing], 15).await;
    let _: TakeDown = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    stage.until(post, &[DisplayState::Removed], 15).await;
    assert!(stage.control().ledger().iter().all(|entry| entry.removed_at.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_film_under_another_signature_is_the_same_video_unless_it_has_a_picture_before_it() {
    for (picture, uploads) in [(false, 1), (true, 2)] {
        let stage = Stage::set().await;
        let film = with_film(stage.clinic(), YOUTUBE.text("Our new roms."), 21);
        let content = if picture { with_pictures(stage.clinic(), film, &[(21, "")]) } else { film };
        let post = stage.signed(&content, 5);
        stage.fault(YOUTUBE.practice, YOUTUBE.commit, 0, 1, Action::TooMany { reset_after_ms: 120_000 });
        let waiting = stage.until(post, &[DisplayState::Retrying], 15).await;
        let mut mended = waiting.content.clone();
        mended.parts[0].text = "Our new rooms.".to_owned();
        let save = json!({ "id": post, "base_revision": waiting.revision_id, "content": mended });
        let _: Value = stage.clinic().call("post_save", save);
        stage.sign(post);
        stage.posted(post).await;
        stage.holds_exactly(&[post]);
        assert_eq!(stage.asked(UPLOAD), uploads);
    }
}
