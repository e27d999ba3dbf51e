//! Usage: what was asked of the platforms is counted by endpoint and outlasts the calls; a rate is told of what was to go out
//! and has ended, and what is paid for is told as a sum.

use countersign_core::api::types::{DisplayState, EndpointUse, Usage, UsageQuery};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform};
use countersign_practice::{Action, Platform as Practised, templates};
use countersign_tests::stage::{Stage, says};
use serde_json::Value;

const X_POSTS: (&str, &str) = ("POST", templates::x::POSTS);

fn usage(stage: &Stage, days: u32) -> Usage {
    stage.clinic().call("usage_get", UsageQuery { days })
}

fn posting(usage: &Usage) -> EndpointUse {
    let found = usage.endpoints.iter().find(|one| one.template == X_POSTS.1 && one.method == X_POSTS.0);
    found.unwrap_or_else(|| panic!("posting on X is not among {:?}", usage.endpoints)).clone()
}

fn counts(endpoint: &EndpointUse) -> (usize, u32, u32) {
    (usize::try_from(endpoint.calls).unwrap(), endpoint.failed, endpoint.not_sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_is_counted_by_endpoint_across_a_restart_and_after_the_calls_are_let_go_of() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 5);
    stage.fault(Practised::X, X_POSTS, 0, 1, Action::TooMany { reset_after_ms: Millis::MINUTE });
    stage.posted(post).await;
    let first = posting(&usage(&stage, 1));
    assert_eq!(counts(&first), (stage.asked(X_POSTS), 1, 0), "each call once, and the refused one among them");
    assert_eq!((first.what.as_str(), first.platform), ("Publish a post", Platform::X));
    assert!(first.half_within_ms.is_some(), "a practice platform takes no four seconds");
    stage.close().await;
    stage.open();
    assert_eq!(counts(&posting(&usage(&stage, 1))), counts(&first), "a restart counts nothing again");
    // The calls are kept for thirty days, and trimmed with the next one.
    stage.clinic().advance_awake(31 * Millis::DAY);
    stage.close().await;
    stage.open();
    let later = stage.signed(&Content::of_text(Platform::X, "We are open again."), 5);
    stage.posted(later).await;
    assert_eq!(posting(&usage(&stage, 1)).calls, 1, "of today there is one");
    let long = usage(&stage, 90);
    assert_eq!(counts(&posting(&long)), (stage.asked(X_POSTS), 1, 0), "what was counted went with the calls");
    assert!(long.counted_from.is_some(), "there was no clinic yet ninety days ago");
}

#[tokio::test(flavor = "multi_thread")]
async fn rates_are_of_what_was_to_go_out_and_what_nobody_signed_is_in_neither() {
    let mut stage = Stage::set().await;
    let nothing = usage(&stage, 7);
    assert_eq!((nothing.outcomes.success_in_thousand, nothing.outcomes.in_time_in_thousand), (None, None));
    assert_eq!(nothing.costs, [] as [String; 0], "nothing was sent, so nothing is owed");
    let good = stage.signed(&Content::of_text(Platform::X, "Flu shots from Monday."), 5);
    let linked = stage.signed(&Content::of_text(Platform::X, "Book at https://lakeside.com/book"), 8);
    stage.posted(good).await;
    stage.posted(linked).await;
    let unsigned = stage.planned(&Content::of_text(Platform::X, "Nobody signs this."), 10);
    let late = stage.signed(&Content::of_text(Platform::Facebook, "We close at noon."), 15);
    stage.network_down().await;
    stage.until(late, &[DisplayState::Missed], 24 * 60).await;
    stage.until(unsigned, &[DisplayState::Expired], 10 * 24 * 60).await;
    let told = usage(&stage, 30);
    let outcomes = &told.outcomes;
    assert_eq!((outcomes.public, outcomes.missed, outcomes.held, outcomes.failed), (2, 1, 1, 0), "{outcomes:?}");
    assert_eq!(outcomes.success_in_thousand, Some(666), "two of three that were signed");
    assert_eq!((outcomes.sent, outcomes.in_time_in_thousand), (2, Some(1_000)));
    assert_eq!((told.steps.written, told.steps.signed, told.steps.public), (4, 3, 2));
    let [cost] = told.costs.as_slice() else { panic!("X alone charges: {:?}", told.costs) };
    assert!(cost.starts_with("About $0.215 on X: 1 post without a web address, 1 post with a web address."), "{cost}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_that_is_none_is_answered_with_a_sentence() {
    let stage = Stage::set().await;
    for days in [0, 91, u32::MAX] {
        let refused = stage.clinic().refused("usage_get", UsageQuery { days });
        says(&refused, ErrorCode::Invalid, Some("days"), &["1 to 90 days"]);
    }
    let _: Value = stage.clinic().call("usage_get", UsageQuery { days: 90 });
}
