//! What is half public: goes on where it stopped, and never doubles what is there.

use countersign_core::api::types::DisplayState;
use countersign_core::model::{PartRole, PartState, Secret};
use countersign_practice::Action;
use countersign_tests::stage::{Stage, and};
use serde_json::{Value, json};

use crate::facts::{Facts, X};

crate::for_every_platform!(
    a_comment_that_has_to_wait_comes_later_under_the_same_post,
    a_refused_comment_leaves_the_post_partly_posted_until_somebody_tries_again,
    an_unsent_comment_is_sent_even_past_the_grace,
);

async fn a_comment_that_has_to_wait_comes_later_under_the_same_post(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.comment, on.before_comment, 2, Action::TooMany { reset_after_ms: 60_000 });
    stage.until(post, &[DisplayState::Retrying], 15).await;
    stage.holds_parts(&[(post, 1)]);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

async fn a_refused_comment_leaves_the_post_partly_posted_until_somebody_tries_again(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.comment, on.before_comment, 1, Action::TokenExpired);
    let partly = stage.until(post, &[DisplayState::PartlyPosted], 15).await;
    let delivery = partly.delivery.unwrap();
    let states: Vec<PartState> = delivery.parts.iter().map(|part| part.state).collect();
    assert_eq!(states, [PartState::Posted, PartState::Rejected]);
    assert!(delivery.message.unwrap().contains("connect the channel again"));
    stage.holds_parts(&[(post, 1)]);
    let token = Secret::new(on.token.into());
    stage.clinic().as_doctor().api().connect(on.platform, &token, None).await.unwrap();
    let _: Value = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

async fn an_unsent_comment_is_sent_even_past_the_grace(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.commented("We are open.", "Until six."), 5);
    stage.fault(on.practice, on.comment, on.before_comment, 1, Action::TooMany { reset_after_ms: 20 * 60_000 });
    stage.until(post, &[DisplayState::Retrying], 15).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_broke_off_goes_on_behind_its_last_post() {
    let stage = Stage::set().await;
    let thread = and(and(X.text("One."), PartRole::Thread, "Two."), PartRole::Thread, "Three.");
    let post = stage.signed(&thread, 5);
    stage.fault(X.practice, X.commit, 1, 1, Action::TooMany { reset_after_ms: 60_000 });
    // The third post of the thread, once the second is public: not taken, and proven so.
    stage.fault(X.practice, X.commit, 3, 1, Action::ServerError { after_accept: false, status: 502 });
    stage.posted(post).await;
    assert_eq!(stage.asked(X.commit), 5);
    stage.holds_exactly(&[post]);
}
