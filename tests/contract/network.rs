//! Without a network: nothing is used up, nothing goes out late by itself.

use countersign_core::api::types::{ConnectionState, DisplayState, Status};
use countersign_core::model::Millis;
use countersign_practice::Action;
use countersign_tests::stage::Stage;
use serde_json::Value;

use crate::facts::Facts;

crate::for_every_platform!(
    without_a_network_a_post_waits_and_uses_up_no_retry,
    what_is_still_offline_after_the_grace_is_missed_and_stays_so,
);

crate::for_tiktok!(
    without_a_network_a_post_waits_and_uses_up_no_retry,
    what_is_still_offline_after_the_grace_is_missed_and_stays_so,
);

async fn without_a_network_a_post_waits_and_uses_up_no_retry(on: &Facts) {
    let mut stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.network_down().await;
    let waits = stage.until(post, &[DisplayState::Retrying], 15).await;
    let sentence = waits.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("could not be reached") && sentence.contains("connection to the internet"), "{sentence}");
    let tries = |stage: &Stage| stage.clinic().post(post).delivery.unwrap().attempts.len();
    while tries(&stage) < 6 {
        stage.steps(1).await;
    }
    stage.until(post, &[DisplayState::Retrying], 5).await;
    let status: Status = stage.clinic().call("status_get", Value::Null);
    assert_eq!(status.connection, ConnectionState::Offline);
    stage.network_up().await;
    // All three retries are still there for what the platform itself may do.
    stage.fault(on.practice, on.commit, 0, 3, Action::TooMany { reset_after_ms: 30_000 });
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let status: Status = stage.clinic().call("status_get", Value::Null);
    assert_eq!(status.connection, ConnectionState::Online);
}

async fn what_is_still_offline_after_the_grace_is_missed_and_stays_so(on: &Facts) {
    let mut stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.network_down().await;
    let missed = stage.until(post, &[DisplayState::Missed], 40).await;
    assert!(missed.delivery.unwrap().message.unwrap().to_lowercase().contains("choose a new time"));
    stage.network_up().await;
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    assert_eq!((stage.asked(on.commit), stage.clinic().post(post).summary.state), (0, DisplayState::Missed));
    stage.holds_exactly(&[]);
    stage.clinic().plan_in(post, 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}
