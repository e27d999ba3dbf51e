//! The process ends after the platform refused and before the refusal was concluded: the reason is kept, the platform is
//! not asked again by itself, and a person can have it sent again.

use countersign_core::api::types::{DisplayState, Post, PostRef};
use countersign_core::model::{PartState, Platform};
use countersign_core::publish::Step;
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, templates};

use super::child::Ended;
use super::stage::{Case, Prepared};
use countersign_tests::kinds::Kind;

/// How often X was asked to make a post.
fn asked(case: &Case) -> usize {
    let log = case.running.control().request_log();
    log.iter().filter(|call| call.method == "POST" && call.endpoint == templates::x::POSTS).count()
}

/// X refuses the token at `part` of a post, and the process ends at `step`.
async fn check(kind: Kind, part: u32, step: Step, expected: DisplayState) {
    let prepared = Prepared::make(&[(Platform::X, kind, 3)]).await;
    let post = prepared.signed[0].post;
    let mut case = Case::of(&prepared).await;
    let control = case.running.control();
    let endpoint = Endpoint::at("POST", templates::x::POSTS);
    control.script(Fault { platform: Practised::X, endpoint, skip: part, times: 1, action: Action::TokenExpired });
    let mut child = case.child(Some((step.to_string(), usize::try_from(part).unwrap() + 1)));
    assert_eq!(child.run(&case.clock, &control).await, Ended::AtStep);
    child.kill().await;
    let before = asked(&case);

    let clinic = case.open();
    clinic.settle(10).await;
    let left = clinic.post(post);
    assert_eq!(left.summary.state, expected, "{left:#?}");
    let delivery = left.delivery.unwrap();
    assert!(delivery.message.unwrap().contains("X does not accept"), "the platform's reason is kept");
    assert_eq!(delivery.parts[usize::try_from(part).unwrap()].state, PartState::Rejected);
    assert_eq!(asked(&case), before, "nothing was sent again by itself");

    let _: Post = clinic.call("delivery_retry", PostRef { id: post });
    clinic.settle(24 * 60).await;
    assert_eq!(clinic.post(post).summary.state, DisplayState::Posted);
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_was_not_concluded_is_a_failure_with_its_reason() {
    check(Kind::Text, 0, Step::Settled, DisplayState::Failed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_first_comment_that_was_not_concluded_is_not_lost() {
    check(Kind::FirstComment, 1, Step::Settled, DisplayState::PartlyPosted).await;
}
