//! Closed and opened again, at any moment: drafts, times and signatures are as they were, and nothing is doubled.

use countersign_core::api::types::{DisplayState, Post, PostSummary};
use countersign_core::model::{Content, Millis, Platform};
use countersign_practice::{Action, templates};
use countersign_tests::stage::{Stage, with_pictures};
use serde_json::{Value, json};

/// Everything that the clinic knows of its posts.
fn everything(stage: &Stage) -> Value {
    let posts: Vec<PostSummary> = stage.clinic().call("post_list", json!({ "batch_id": null, "states": [] }));
    let whole: Vec<Post> = posts.iter().map(|post| stage.clinic().post(post.id)).collect();
    let versions: Vec<Value> =
        posts.iter().map(|post| stage.clinic().call("post_versions", json!({ "id": post.id }))).collect();
    json!([whole, versions])
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_times_and_signatures_survive() {
    let mut stage = Stage::set().await;
    let batch = stage.clinic().draft("World COPD Day");
    let draft = batch.posts[0].summary.id;
    stage.clinic().plan_in(draft, 120);
    let signed = stage.signed(&Content::of_text(Platform::X, "We are open."), 20);
    let pictured = with_pictures(stage.clinic(), Content::of_text(Platform::Facebook, "Come in."), &[(8, "The door")]);
    let with_picture = stage.signed(&pictured, 20);
    let before = everything(&stage);
    stage.close().await;
    stage.clock.advance(2 * Millis::MINUTE);
    stage.open();
    assert_eq!(everything(&stage), before);
    for post in [signed, with_picture] {
        stage.posted(post).await;
    }
    stage.holds_exactly(&[signed, with_picture]);
    stage.close().await;
    stage.open();
    stage.clinic().advance_awake(20 * Millis::MINUTE);
    stage.close().await;
    stage.open();
    stage.holds_exactly(&[signed, with_picture]);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_while_a_post_waits_for_its_second_puts_it_back() {
    let mut stage = Stage::set().await;
    let content = with_pictures(stage.clinic(), Content::of_text(Platform::X, "Come in."), &[(8, "The door")]);
    let post = stage.signed(&content, 10);
    // Pictures are uploaded a minute ahead.
    stage.clinic().advance_awake(9 * Millis::MINUTE + 30_000);
    stage.clinic().until(post, &[DisplayState::Going]).await;
    stage.close().await;
    stage.open();
    assert!(stage.control().ledger().is_empty());
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_while_a_platform_thinks_waits_for_its_answer() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 10);
    stage.fault(
        countersign_practice::Platform::X,
        ("POST", templates::x::POSTS),
        0,
        1,
        Action::Hold { after_accept: true },
    );
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.control().until_held(1).await;
    let control = stage.control().clone();
    tokio::join!(stage.close(), async { control.release_held() });
    stage.open();
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Posted);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_survives_and_is_looked_into_afterwards() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "We are open."), 10);
    let commit = ("POST", templates::facebook::FEED);
    stage.fault(countersign_practice::Platform::Facebook, commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.close().await;
    stage.clock.advance(3 * 60 * Millis::MINUTE);
    stage.open();
    stage.posted(post).await;
    assert_eq!(stage.asked(commit), 1);
    stage.holds_exactly(&[post]);
}
