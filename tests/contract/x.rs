//! What X takes for a post, and what it refuses once nothing is left of what was paid for.
//!
//! Invariant: a sum that the product tells is held against what the practice platform took by X's own price list.

use countersign_core::api::types::{DisplayState, Post};
use countersign_core::model::PartRole;
use countersign_practice::XWire;
use countersign_tests::http;
use countersign_tests::stage::{Stage, and, with_pictures};
use serde_json::{Value, json};

use crate::facts::X;

/// The sum that a sentence tells, in tenths of a cent.
fn told(sentence: &str) -> u64 {
    let sum = sentence.split_once('$').unwrap().1;
    let sum: String = sum.chars().take_while(|sign| sign.is_ascii_digit() || *sign == '.').collect();
    let (dollars, cents) = sum.trim_end_matches('.').split_once('.').unwrap();
    dollars.parse::<u64>().unwrap() * 1_000 + format!("{cents:0<3}").parse::<u64>().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_post_is_told_to_cost_is_what_x_takes() {
    let stage = Stage::set().await;
    let plain = X.text("We are open on Saturday.");
    let described = with_pictures(stage.clinic(), X.text("Our new rooms."), &[(1, "A lake"), (2, "A door")]);
    let thread = and(X.text("Two things about flu shots:"), PartRole::Thread, "Book at lakeside.com, any day.");
    let thread = and(thread, PartRole::FirstComment, "Parking is behind the house.");
    let mut posts = Vec::new();
    for (content, mills) in [(plain, 15), (described, 25), (thread, 230)] {
        let before = stage.control().spent_on_x();
        let post = stage.planned(&content, 5);
        let cost = stage.clinic().post(post).report.cost.unwrap();
        stage.sign(post);
        stage.posted(post).await;
        let taken = stage.control().spent_on_x() - before;
        assert_eq!((told(&cost), taken), (mills, mills), "{cost}");
        posts.push(post);
    }
    stage.holds_exactly(&posts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_nothing_is_left_for_fails_with_what_to_do_and_goes_out_once_it_was_paid_for() {
    let stage = Stage::set().await;
    // Enough for one post without a link.
    stage.control().set_x_wire(XWire { credits: Some(20), ..XWire::default() });
    let first = stage.signed(&X.text("We are open."), 5);
    stage.posted(first).await;
    let post = stage.signed(&X.text("We are open on Saturday."), 5);
    let failed = stage.until(post, &[DisplayState::Failed], 15).await.delivery.unwrap();
    assert!(failed.message.as_ref().unwrap().contains("Add credits in X's developer console"), "{failed:?}");
    assert!(failed.detail.as_ref().unwrap().contains("402 CreditsDepleted"), "{failed:?}");
    assert_eq!(failed.attempts.len(), 1, "it is not tried again in a loop");
    stage.holds_exactly(&[first]);
    stage.control().set_x_wire(XWire::default());
    let _: Value = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    stage.holds_exactly(&[first, post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stocks_in_a_post_are_refused_here_and_by_x() {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(X.platform).id;
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let id = post.summary.id;
    let content = X.text("Up: $PFE and $MRNA.");
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    let refused = stage.clinic().refused("post_submit", json!({ "id": id }));
    assert!(refused.message.contains("names 2 stocks"), "{refused:?}");
    let (path, body, _) = X.past_the_product;
    let answer = http::post(&format!("{}{path}", stage.base()), X.token, &body("Up: $PFE and $MRNA.")).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("cashtag"), "{}", answer.body);
    stage.holds_exactly(&[]);
}
