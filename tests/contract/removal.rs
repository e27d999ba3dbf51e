//! What is taken down: gone from its platform, every part of it, whatever answers get lost; and nothing else is touched.

use countersign_core::api::types::{DisplayState, Post, PostRef, TakeDown, Verification};
use countersign_core::error::ErrorCode;
use countersign_core::model::{PartRole, PostId};
use countersign_core::publish::{RemovalState, TakeDownBegun};
use countersign_practice::Action;
use countersign_tests::stage::{Stage, and, says};
use serde_json::{Value, json};

use crate::facts::{Facts, X};

crate::for_every_platform!(
    a_post_comes_down_with_its_comment_and_nothing_else_does,
    it_comes_down_while_everything_is_stopped,
    what_was_deleted_elsewhere_counts_as_gone,
    a_lost_answer_is_asked_again,
    an_error_is_asked_again,
    a_pause_that_the_platform_asks_for_is_kept,
    a_token_that_ended_leaves_it_to_a_person,
    offline_is_waited_out,
    what_waits_is_called_off_and_may_be_wanted_after_all,
    what_is_in_doubt_comes_down_once_it_is_found,
    a_comment_in_doubt_comes_down_with_its_post,
    what_is_on_its_way_goes_no_further,
);

fn take_down(stage: &Stage, post: PostId) -> TakeDownBegun {
    let down: TakeDown = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(down.posts.len(), 1);
    down.posts[0].begun
}

/// What is on the platforms: these many were ever public, and these texts still are.
#[track_caller]
fn shows(stage: &Stage, ever: usize, still: &[&str]) {
    let ledger = stage.control().ledger();
    assert_eq!(ledger.len(), ever, "{ledger:#?}");
    let left: Vec<&str> =
        ledger.iter().filter(|entry| entry.removed_at.is_none()).map(|entry| entry.text.as_str()).collect();
    assert_eq!(left, still);
    let verified: Verification = stage.clinic().call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{}", verified.sentence);
}

async fn posted(stage: &Stage, on: &Facts) -> PostId {
    let post = stage.signed(&on.text("We are open."), 5);
    stage.posted(post).await;
    post
}

async fn gone(stage: &Stage, post: PostId) -> Post {
    stage.until(post, &[DisplayState::Removed], 60).await
}

async fn a_post_comes_down_with_its_comment_and_nothing_else_does(on: &Facts) {
    let stage = Stage::set().await;
    let other = stage.signed(&on.text("Parking is behind the house."), 4);
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.posted(other).await;
    stage.posted(post).await;
    stage.clinic().as_receptionist();
    assert_eq!(take_down(&stage, post), TakeDownBegun::Removing, "whoever is signed in may");
    let removed = gone(&stage, post).await;
    assert!(removed.summary.needs.is_none());
    shows(&stage, 3, &["Parking is behind the house."]);
    let story: Vec<String> = stage.story(post).into_iter().map(|entry| entry.action).collect();
    assert_eq!(story.iter().filter(|action| *action == "removal.done").count(), 2, "{story:?}");
    let asked = stage.story(post).into_iter().find(|entry| entry.action == "removal.asked").unwrap();
    assert_eq!(asked.by, "Anil Kumar");
    assert_eq!(take_down(&stage, post), TakeDownBegun::Nothing);
    assert_eq!(stage.clinic().refused("delivery_retry", json!({ "id": post })).code, ErrorCode::Stale);
    assert_eq!(stage.clinic().post(other).summary.state, DisplayState::Posted);
}

async fn it_comes_down_while_everything_is_stopped(on: &Facts) {
    let stage = Stage::set().await;
    let post = posted(&stage, on).await;
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    take_down(&stage, post);
    gone(&stage, post).await;
    shows(&stage, 1, &[]);
}

async fn what_was_deleted_elsewhere_counts_as_gone(on: &Facts) {
    let stage = Stage::set().await;
    let post = posted(&stage, on).await;
    let id = stage.control().ledger()[0].id.clone();
    stage.control().remove_post(on.practice, &id).unwrap();
    take_down(&stage, post);
    gone(&stage, post).await;
    let found = stage.story(post).into_iter().find(|entry| entry.action == "removal.done").unwrap();
    assert!(found.sentence.contains("not public any more"), "{}", found.sentence);
}

async fn a_lost_answer_is_asked_again(on: &Facts) {
    let stage = Stage::set().await;
    let post = posted(&stage, on).await;
    stage.fault(on.practice, on.delete, 0, 1, Action::DropAfterAccept);
    take_down(&stage, post);
    gone(&stage, post).await;
    assert_eq!(stage.asked(on.delete), 2);
    shows(&stage, 1, &[]);
}

async fn an_error_is_asked_again(on: &Facts) {
    let stage = Stage::set().await;
    let post = posted(&stage, on).await;
    stage.fault(on.practice, on.delete, 0, 3, Action::ServerError { after_accept: false, status: 503 });
    take_down(&stage, post);
    gone(&stage, post).await;
    assert_eq!(stage.asked(on.delete), 4);
    shows(&stage, 1, &[]);
}

async fn a_pause_that_the_platform_asks_for_is_kept(on: &Facts) {
    let stage = Stage::set().await;
    let post = posted(&stage, on).await;
    stage.fault(on.practice, on.delete, 0, 1, Action::TooMany { reset_after_ms: 60_000 });
    take_down(&stage, post);
    gone(&stage, post).await;
    assert_eq!(stage.asked(on.delete), 2, "not asked before the platform said so");
    shows(&stage, 1, &[]);
}

async fn a_token_that_ended_leaves_it_to_a_person(on: &Facts) {
    let stage = Stage::set().await;
    let post = posted(&stage, on).await;
    stage.fault(on.practice, on.delete, 0, 1, Action::TokenExpired);
    take_down(&stage, post);
    let stuck = loop {
        let changed = stage.clinic().changed();
        let now = stage.clinic().post(post);
        if now.summary.needs.is_some() {
            break now;
        }
        changed.await;
    };
    let part = &stuck.delivery.unwrap().parts[0];
    assert_eq!(part.removal.as_ref().unwrap().state, RemovalState::ByHand);
    assert!(part.permalink.as_ref().unwrap().starts_with("https://"), "a person is led to it");
    assert_eq!(stuck.summary.state, DisplayState::Posted, "it is still public, and is not said to be anything else");
    let today: Value = stage.clinic().call("today_get", Value::Null);
    assert_eq!(today["needs_decision"][0]["id"], json!(post));
    shows(&stage, 1, &["We are open."]);
    stage.control().remove_post(on.practice, part.platform_id.as_ref().unwrap()).unwrap();
    let _: Post = stage.clinic().call("removal_confirm", PostRef { id: post });
    let removed = stage.clinic().post(post);
    assert_eq!(removed.summary.state, DisplayState::Removed);
    let said = stage.story(post).into_iter().find(|entry| entry.action == "removal.done").unwrap();
    assert_eq!(said.by, "Dr. Meera Rao");
    let refused = stage.clinic().refused("removal_confirm", PostRef { id: post });
    says(&refused, ErrorCode::Stale, None, &["Nothing of this post waits"]);
}

async fn offline_is_waited_out(on: &Facts) {
    let mut stage = Stage::set().await;
    let post = posted(&stage, on).await;
    stage.network_down().await;
    take_down(&stage, post);
    // More looks than a platform that answers would get.
    for _ in 0..20 {
        stage.steps(1).await;
    }
    let waiting = stage.clinic().post(post).delivery.unwrap().parts[0].removal.clone().unwrap();
    assert_eq!(waiting.state, RemovalState::Asked, "{waiting:?}");
    stage.network_up().await;
    gone(&stage, post).await;
    shows(&stage, 1, &[]);
}

async fn what_waits_is_called_off_and_may_be_wanted_after_all(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    assert_eq!(take_down(&stage, post), TakeDownBegun::CalledOff);
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Cancelled);
    stage.clinic().advance_awake(30 * 60_000);
    shows(&stage, 0, &[]);
    let _: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
    stage.posted(post).await;
    shows(&stage, 1, &["We are open."]);
}

async fn what_is_in_doubt_comes_down_once_it_is_found(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    assert_eq!(take_down(&stage, post), TakeDownBegun::Following);
    gone(&stage, post).await;
    shows(&stage, 1, &[]);
}

async fn a_comment_in_doubt_comes_down_with_its_post(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.comment, on.before_comment, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    assert_eq!(take_down(&stage, post), TakeDownBegun::Removing);
    gone(&stage, post).await;
    shows(&stage, 2, &[]);
}

async fn what_is_on_its_way_goes_no_further(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(5 * 60_000);
    stage.control().until_held(1).await;
    assert_eq!(take_down(&stage, post), TakeDownBegun::Following);
    stage.control().release_held();
    gone(&stage, post).await;
    shows(&stage, 1, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_comes_down_from_its_end() {
    let stage = Stage::set().await;
    let thread = and(and(X.text("One."), PartRole::Thread, "Two."), PartRole::Thread, "Three.");
    let post = stage.signed(&and(thread, PartRole::FirstComment, "Four."), 5);
    stage.posted(post).await;
    // The last but one can't be taken down at first; that holds up none of the others.
    stage.fault(X.practice, X.delete, 1, 2, Action::ServerError { after_accept: false, status: 503 });
    take_down(&stage, post);
    gone(&stage, post).await;
    let mut ledger = stage.control().ledger();
    assert!(ledger.iter().all(|entry| entry.removed_at.is_some()), "{ledger:#?}");
    let done: Vec<i64> =
        stage.story(post).iter().filter(|entry| entry.action == "removal.done").map(|entry| entry.seq).collect();
    assert_eq!(done.len(), 4);
    ledger.sort_by_key(|entry| entry.removed_at);
    assert!(ledger[3].text == "Three." || ledger[3].text == "Two.", "what had to wait came last: {ledger:#?}");
    shows(&stage, 4, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_s_word_counts_only_for_what_waits_for_a_person() {
    let stage = Stage::set().await;
    let post = stage.signed(&and(X.text("One."), PartRole::Thread, "Two."), 5);
    stage.posted(post).await;
    // The last part waits for a person, and the first is on its way down.
    stage.fault(X.practice, X.delete, 0, 1, Action::TokenExpired);
    stage.fault(X.practice, X.delete, 0, 1, Action::Hold { after_accept: false });
    take_down(&stage, post);
    stage.control().until_held(1).await;
    let confirmed: Post = stage.clinic().call("removal_confirm", PostRef { id: post });
    let parts = confirmed.delivery.unwrap().parts;
    let states: Vec<RemovalState> = parts.iter().map(|part| part.removal.as_ref().unwrap().state).collect();
    assert_eq!(states, [RemovalState::Asked, RemovalState::Removed], "nobody said anything of the first");
    stage.control().release_held();
    gone(&stage, post).await;
    let said: Vec<String> =
        stage.story(post).into_iter().filter(|entry| entry.action == "removal.done").map(|entry| entry.by).collect();
    assert_eq!(said, ["Dr. Meera Rao", "Countersign"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_comes_down_with_one_command() {
    let stage = Stage::set().await;
    let posts = [X, crate::facts::FACEBOOK].map(|on| stage.signed(&on.text("Closed on Monday."), 10));
    for post in posts {
        stage.posted(post).await;
    }
    let waiting = stage.signed(&X.text("Closed on Tuesday."), 60);
    let draft: Post =
        stage.clinic().call("post_create", json!({ "channel_id": stage.clinic().channel(X.platform).id }));
    let ids = json!({ "ids": [posts[0], posts[1], waiting, draft.summary.id] });
    let down: TakeDown = stage.clinic().call("post_take_down", ids);
    let begun: Vec<TakeDownBegun> = down.posts.iter().map(|post| post.begun).collect();
    use TakeDownBegun as B;
    assert_eq!(begun, [B::Removing, B::Removing, B::CalledOff, B::Nothing]);
    for post in posts {
        gone(&stage, post).await;
    }
    shows(&stage, 2, &[]);
}
