//! What Instagram alone has: stories, containers, a day's allowance, addresses that are asked for afterwards, and pictures
//! that it fetches itself.

use countersign_core::api::types::{DisplayState, Post};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, InstagramKind, Millis, PlatformOptions};
use countersign_practice::{Action, InstagramWire, templates};
use countersign_tests::stage::{Stage, says, with_pictures};
use serde_json::{Value, json};

use crate::facts::INSTAGRAM;

const NODE: (&str, &str) = ("GET", templates::instagram::NODE);
const STORIES: (&str, &str) = ("GET", templates::instagram::STORIES);

fn story(stage: &Stage, shade: u8) -> Content {
    let content = with_pictures(stage.clinic(), INSTAGRAM.text(""), &[(shade, "")]);
    Content { options: PlatformOptions::Instagram { kind: InstagramKind::Story, cover_ms: None }, ..content }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_whose_answer_is_lost_is_found_by_its_container_beside_another() {
    let stage = Stage::set().await;
    let first = stage.signed(&story(&stage, 10), 5);
    stage.clock.advance(1_000);
    let second = stage.signed(&story(&stage, 20), 5);
    stage.fault(INSTAGRAM.practice, INSTAGRAM.commit, 1, 1, Action::DropAfterAccept);
    stage.posted(first).await;
    stage.until(second, &[DisplayState::Doubt], 15).await;
    stage.posted(second).await;
    assert_eq!(stage.asked(INSTAGRAM.commit), 2);
    assert!(stage.asked(STORIES) > 0);
    stage.holds_exactly(&[first, second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_was_not_taken_is_sent_again_beside_another() {
    let stage = Stage::set().await;
    let first = stage.signed(&story(&stage, 10), 5);
    stage.clock.advance(1_000);
    let second = stage.signed(&story(&stage, 20), 5);
    stage.fault(INSTAGRAM.practice, INSTAGRAM.commit, 1, 1, Action::ServerError { after_accept: false, status: 500 });
    stage.posted(first).await;
    stage.posted(second).await;
    assert_eq!(stage.asked(INSTAGRAM.commit), 3);
    stage.holds_exactly(&[first, second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_pictures_are_one_post() {
    let stage = Stage::set().await;
    let alts: Vec<String> = (0..10).map(|number| format!("Chair {number}")).collect();
    let described: Vec<(u8, &str)> = (0u8..).map(|number| number * 20).zip(alts.iter().map(String::as_str)).collect();
    let post = stage.signed(&with_pictures(stage.clinic(), INSTAGRAM.text("Chairs."), &described), 5);
    stage.posted(post).await;
    assert_eq!((stage.asked(INSTAGRAM.upload), stage.asked(INSTAGRAM.commit)), (11, 1));
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_day_is_waited_for_and_nothing_is_made_meanwhile() {
    let stage = Stage::set().await;
    let post = stage.signed(&INSTAGRAM.text("We are open."), 5);
    stage.control().set_instagram_wire(InstagramWire { quota: 0, ..InstagramWire::default() });
    let missed = stage.until(post, &[DisplayState::Missed], 30).await;
    let sentence = missed.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("as many posts today as Instagram takes"), "{sentence}");
    assert_eq!(stage.asked(INSTAGRAM.upload), 0);
    stage.control().set_instagram_wire(InstagramWire::default());
    // The account rests until the day is over that was used up.
    stage.clock.advance(25 * 60 * Millis::MINUTE);
    stage.clinic().as_receptionist();
    stage.clinic().plan_in(post, 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_instagram_works_on_for_long_is_waited_for() {
    let stage = Stage::set().await;
    stage.control().set_instagram_wire(InstagramWire { in_progress: 4, ..InstagramWire::default() });
    let post = stage.signed(&INSTAGRAM.text("We are open."), 5);
    stage.posted(post).await;
    assert!(stage.asked(NODE) >= 5);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_can_not_be_read_costs_nothing_but_the_address_and_is_asked_for_again() {
    let stage = Stage::set().await;
    let post = stage.signed(&INSTAGRAM.text("We are open."), 5);
    // From the moment it is public on, the next thing that is read of it is its address.
    stage.fault(INSTAGRAM.practice, INSTAGRAM.commit, 0, 1, Action::Hold { after_accept: true });
    stage.clock.advance(5 * Millis::MINUTE);
    stage.control().until_held(1).await;
    stage.fault(INSTAGRAM.practice, NODE, 0, 1, Action::ServerError { after_accept: false, status: 500 });
    stage.control().release_held();
    let posted = stage.posted(post).await;
    assert_eq!(posted.summary.permalink, None);
    stage.holds_exactly(&[post]);
    let later = loop {
        let changed = stage.clinic().changed();
        let now = stage.clinic().post(post);
        if now.summary.permalink.is_some() {
            break now;
        }
        stage.clinic().advance_awake(11 * Millis::MINUTE);
        changed.await;
    };
    assert!(later.summary.permalink.unwrap().starts_with("https://www.instagram.com/p/"));
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_a_picture_is_not_sent_to_the_doctor() {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(INSTAGRAM.platform).id;
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let saved: Post = stage.clinic().call(
        "post_save",
        json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": INSTAGRAM.text("Words.") }),
    );
    let refused = stage.clinic().refused("post_submit", json!({ "id": saved.summary.id }));
    says(&refused, ErrorCode::Invalid, Some("content"), &["takes no post without a picture"]);
    let brief = json!({
        "theme": "World COPD Day", "brand": "", "offer": "", "location": "", "audience": "", "tone": "warm",
        "language": "en", "channels": [channel]
    });
    let batch: Value = stage.clinic().call("batch_create", brief);
    assert_eq!(
        batch["posts"][0]["summary"]["state"], "draft",
        "a draft that wants a picture is no work for the doctor"
    );
    assert!(!batch["posts"][0]["content"]["parts"][0]["text"].as_str().unwrap().is_empty());
    stage.holds_exactly(&[]);
}
