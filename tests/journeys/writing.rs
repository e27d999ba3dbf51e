//! Writing: versions by sitting, and two who write in the same post.

use countersign_core::api::types::{Post, Version};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn text(text: &str) -> Content {
    Content::of_text(Platform::X, text)
}

fn save(stage: &Stage, post: &Post, words: &str) -> Post {
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": text(words) });
    stage.clinic().call("post_save", save)
}

/// What each version says, the oldest first, and whether it is signed.
fn versions(stage: &Stage, post: &Post) -> Vec<(String, bool)> {
    let mut versions: Vec<Version> = stage.clinic().call("post_versions", json!({ "id": post.summary.id }));
    versions.sort_by_key(|version| version.number);
    versions.into_iter().map(|version| (version.content.parts[0].text.clone(), version.signed)).collect()
}

fn expected(versions: &[(&str, bool)]) -> Vec<(String, bool)> {
    versions.iter().map(|(text, signed)| ((*text).to_owned(), *signed)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn autosaves_of_one_sitting_are_one_version() {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(Platform::X).id;
    let mut post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    for words in ["Flu", "Flu shots", "Flu shots from Thursday."] {
        post = save(&stage, &post, words);
        stage.clinic().advance_awake(2_000);
    }
    assert_eq!(versions(&stage, &post), expected(&[("Flu shots from Thursday.", false)]));
    stage.clinic().advance_awake(11 * Millis::MINUTE);
    post = save(&stage, &post, "Flu shots from Friday.");
    let both = [("Flu shots from Thursday.", false), ("Flu shots from Friday.", false)];
    assert_eq!(versions(&stage, &post), expected(&both));
    stage.clinic().as_doctor();
    post = save(&stage, &post, "Flu vaccination from Friday.");
    assert_eq!(versions(&stage, &post).len(), 3, "another person's sitting is another version");
    assert_eq!(post.revision_number, 6, "every save is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_version_stays_apart_from_what_is_written_after_it() {
    let stage = Stage::set().await;
    let id = stage.signed(&text("Flu shots from Thursday."), 30);
    stage.clinic().as_receptionist();
    let post = save(&stage, &stage.clinic().post(id), "Flu shots from Friday.");
    let both = [("Flu shots from Thursday.", true), ("Flu shots from Friday.", false)];
    assert_eq!(versions(&stage, &post), expected(&both));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_upon_an_older_version_takes_nothing_away() {
    let stage = Stage::set().await;
    let mine = stage.clinic().compose(Platform::X, &text("Flu shots from Thursday."));
    stage.clinic().as_doctor();
    let theirs = save(&stage, &mine, "Flu vaccination from Thursday.");
    stage.clinic().as_receptionist();
    let late =
        json!({ "id": mine.summary.id, "base_revision": mine.revision_id, "content": text("Flu shots from Friday.") });
    let refused = stage.clinic().refused("post_save", &late);
    says(&refused, ErrorCode::Stale, None, &["Somebody else changed this post", "Yours is still on your screen"]);
    assert_eq!(stage.clinic().post(mine.summary.id).content, theirs.content, "theirs stands");
    let merged = save(&stage, &stage.clinic().post(mine.summary.id), "Flu shots from Friday.");
    let all = [
        ("Flu shots from Thursday.", false),
        ("Flu vaccination from Thursday.", false),
        ("Flu shots from Friday.", false),
    ];
    assert_eq!(versions(&stage, &merged), expected(&all), "both are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_public_can_not_be_changed_or_put_away() {
    let stage = Stage::set().await;
    let id = stage.signed(&text("Flu shots from Thursday."), 5);
    let post = stage.posted(id).await;
    assert!(post.locked_because.unwrap().contains("Begin a new one"));
    let change = json!({ "id": id, "base_revision": post.revision_id, "content": text("No flu shots.") });
    says(&stage.clinic().refused("post_save", change), ErrorCode::Invalid, None, &["has gone out", "Begin a new one"]);
    says(&stage.clinic().refused("post_discard", json!({ "id": id })), ErrorCode::Invalid, None, &["has gone out"]);
    stage.holds_exactly(&[id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_put_away_does_not_go_out() {
    let mut stage = Stage::set().await;
    let (away, stays) = (stage.signed(&text("Flu shots from Thursday."), 5), stage.signed(&text("We are open."), 6));
    let _: Value = stage.clinic().call("post_discard", json!({ "id": away }));
    stage.posted(stays).await;
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    stage.close().await;
    stage.open();
    stage.holds_exactly(&[stays]);
}
