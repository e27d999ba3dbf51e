//! What a platform refuses: said in a sentence, and not tried again in a loop.

use countersign_core::api::types::{Channel, DisplayState};
use countersign_core::clinic::ChannelConnection;
use countersign_core::model::{Millis, Secret};
use countersign_practice::Action;
use countersign_tests::stage::Stage;
use serde_json::json;

use crate::facts::Facts;

crate::for_every_platform!(
    a_duplicate_fails_with_a_sentence_and_is_not_tried_again,
    an_expired_token_fails_the_post_and_the_channel_until_it_is_connected_again,
    a_pause_that_the_platform_asks_for_is_kept_to_the_second,
    after_three_retries_a_post_has_failed,
    a_platform_that_always_answers_an_error_is_given_up_after_three_retries,
);

crate::for_tiktok!(
    a_duplicate_fails_with_a_sentence_and_is_not_tried_again,
    an_expired_token_fails_the_post_and_the_channel_until_it_is_connected_again,
    a_pause_that_the_platform_asks_for_is_kept_to_the_second,
    after_three_retries_a_post_has_failed,
    a_platform_that_always_answers_an_error_is_given_up_after_three_retries,
);

async fn a_duplicate_fails_with_a_sentence_and_is_not_tried_again(on: &Facts) {
    let stage = Stage::set().await;
    let first = stage.signed(&on.text("We are open."), 5);
    stage.posted(first).await;
    let again = stage.signed(&on.text("We are open."), 5);
    let Some(words) = on.duplicate else {
        // Nothing is refused, and what is public already is not taken for the new one.
        stage.posted(again).await;
        return stage.holds_exactly(&[first, again]);
    };
    let failed = stage.until(again, &[DisplayState::Failed], 15).await;
    let delivery = failed.delivery.unwrap();
    assert!(delivery.message.unwrap().contains(words));
    assert!(delivery.detail.unwrap().to_lowercase().contains("duplicate"), "the platform's own words are kept");
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    assert_eq!((stage.asked(on.commit), delivery.attempts.len()), (2, 1));
    stage.holds_exactly(&[first]);
}

async fn an_expired_token_fails_the_post_and_the_channel_until_it_is_connected_again(on: &Facts) {
    let stage = Stage::set().await;
    let (post, next) = (stage.signed(&on.text("We are open."), 5), stage.signed(&on.text("Still open."), 10));
    let account = stage.control().accounts().into_iter().find(|account| account.platform == on.practice).unwrap();
    stage.control().expire_token(&account).unwrap();
    let failed = stage.until(post, &[DisplayState::Failed], 15).await;
    let sentence = failed.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("connect the channel again"), "{sentence}");
    let channel = stage.clinic().channel(on.platform);
    assert_eq!(channel.connection, ChannelConnection::Refused);
    assert!(channel.problem.unwrap().contains("connect the channel again"));
    stage.clinic().advance_awake(10 * Millis::MINUTE);
    stage.clinic().until(next, &[DisplayState::HandedOver]).await;
    assert_eq!(
        stage.asked(on.commit),
        on.commits_with_a_dead_token,
        "neither this post nor the next one is tried while the channel is refused"
    );
    stage.control().restore_token(&account).unwrap();
    let token = Secret::new(account.token.clone());
    let connected: Channel = stage.clinic().as_doctor().api().connect(on.platform, &token, None).await.unwrap();
    assert_eq!((connected.connection, connected.id), (ChannelConnection::Connected, channel.id));
    // Somebody may have posted it by hand meanwhile, so it is theirs to say that nobody did.
    let _: serde_json::Value = stage.clinic().call("kit_not_posted", json!({ "id": next }));
    for again in [post, next] {
        let _: serde_json::Value = stage.clinic().call("delivery_retry", json!({ "id": again }));
        stage.posted(again).await;
    }
    stage.holds_exactly(&[post, next]);
}

async fn a_pause_that_the_platform_asks_for_is_kept_to_the_second(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 1, Action::TooMany { reset_after_ms: 3 * Millis::MINUTE });
    let waits = stage.until(post, &[DisplayState::Retrying], 15).await;
    let (due, next) = (waits.summary.plan.unwrap().due.at, waits.delivery.unwrap().next_try.unwrap().at);
    // Where the platform names no end, the wait is our own, and shorter than this pause: it is asked for again.
    let reset = due.plus(if on.says_how_long { 3 } else { 2 } * Millis::MINUTE);
    assert!((0..10_000).contains(&next.since(reset)), "{} s after the reset", next.since(reset) / 1000);
    stage.posted(post).await;
    assert!(stage.control().ledger()[0].at_ms >= reset.0, "not before the platform's own time");
    assert_eq!(stage.asked(on.commit), 2);
    stage.holds_exactly(&[post]);
}

async fn after_three_retries_a_post_has_failed(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 100, Action::TooMany { reset_after_ms: Millis::MINUTE });
    let failed = stage.until(post, &[DisplayState::Failed], 30).await.delivery.unwrap();
    assert_eq!((failed.attempts.len(), stage.asked(on.commit)), (4, 4));
    assert!(failed.message.unwrap().contains(on.name));
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    assert_eq!(stage.asked(on.commit), 4, "no loop goes on behind it");
    stage.holds_exactly(&[]);
}

async fn a_platform_that_always_answers_an_error_is_given_up_after_three_retries(on: &Facts) {
    let stage = Stage::set().await;
    let post = stage.signed(&on.text("We are open."), 5);
    stage.fault(on.practice, on.commit, 0, 100, Action::ServerError { after_accept: false, status: 500 });
    let failed = stage.until(post, &[DisplayState::Failed, DisplayState::Missed], 60).await;
    assert_eq!(failed.summary.state, DisplayState::Failed);
    assert_eq!(stage.asked(on.commit), 4);
    assert!(failed.delivery.unwrap().message.unwrap().contains(on.name));
    stage.holds_exactly(&[]);
}
