//! Connecting, and being without a network.

use countersign_core::api::types::{ApiError, Channel, ConnectionState, DisplayState, Status};
use countersign_core::clinic::ChannelConnection;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform, Secret};
use countersign_practice::cast;
use countersign_tests::clinic::done;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

/// Connecting with this token is refused in these words; the channels stay as they are.
async fn check(stage: &Stage, platform: Platform, token: &str, words: &[&str]) {
    stage.clinic().as_doctor();
    let before = json!(stage.clinic().channels());
    let outcome = stage.clinic().api().connect(platform, &Secret::new(token.into()), None).await;
    let refused = ApiError::from(outcome.unwrap_err());
    says(&refused, ErrorCode::Invalid, Some("token"), words);
    let told = format!("{refused:?}");
    assert!(token.is_empty() || !told.contains(token), "a token is never repeated");
    assert_eq!(json!(stage.clinic().channels()), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_platform_refuses_is_not_kept() {
    let stage = Stage::set().await;
    check(
        &stage,
        Platform::X,
        "nobody-knows-this-token-0123456789",
        &["X does not accept", "connect the channel again"],
    )
    .await;
    check(&stage, Platform::Facebook, "nobody-knows-this-token-0123456789", &["Facebook does not accept"]).await;
    check(&stage, Platform::X, "not\na\ntoken", &["characters that no token has", "paste the token anew"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_token_is_not_a_pages() {
    let stage = Stage::set().await;
    let words = ["a person's token", "a Page token is needed", "Choose the clinic's Page"];
    check(&stage, Platform::Facebook, cast::FACEBOOK_USER_TOKEN, &words).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_connected_without_a_network() {
    let mut stage = Stage::set().await;
    let before = stage.clinic().channels().len();
    stage.network_down().await;
    check(&stage, Platform::X, cast::X_TOKEN, &["could not be reached", "check the connection"]).await;
    stage.network_up().await;
    let token = Secret::new(cast::X_TOKEN.into());
    let channel: Channel = done(stage.clinic().api().connect(Platform::X, &token, None).await);
    assert_eq!((channel.connection, channel.account_name.as_str()), (ChannelConnection::Connected, "@lakeside_clinic"));
    assert_eq!(stage.clinic().channels().len(), before, "the same account is the same channel");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disconnected_channel_sends_nothing_and_gets_its_post_back_when_it_is_connected() {
    let mut stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 10);
    let channel = stage.clinic().channel(Platform::X).id;
    let off = done(stage.clinic().api().disconnect(&countersign_core::api::types::ChannelRef { id: channel }));
    assert_eq!(off.connection, ChannelConnection::Disconnected);
    stage.clinic().advance_awake(11 * 60_000);
    stage.close().await;
    assert!(stage.control().ledger().is_empty());
    stage.open();
    stage.clinic().until(post, &[DisplayState::HandedOver]).await;
    stage.clinic().as_doctor();
    done(stage.clinic().api().connect(Platform::X, &Secret::new(cast::X_TOKEN.into()), None).await);
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::HandedOver, "somebody may have posted it");
    let _: Value = stage.clinic().call("kit_not_posted", json!({ "id": post }));
    let _: Value = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_goes_and_comes_back_and_everything_goes_out_once() {
    let mut stage = Stage::set().await;
    let posts = [Platform::X, Platform::Facebook].map(|on| stage.signed(&Content::of_text(on, "We are open."), 5));
    let connection = |stage: &Stage| stage.clinic().call::<Status>("status_get", Value::Null).connection;
    assert_eq!(connection(&stage), ConnectionState::Idle);
    stage.network_down().await;
    for post in posts {
        let waits = stage.until(post, &[DisplayState::Retrying], 10).await;
        assert!(waits.summary.needs.unwrap().contains("could not be reached"));
    }
    assert_eq!(connection(&stage), ConnectionState::Offline);
    stage.network_up().await;
    for post in posts {
        stage.posted(post).await;
    }
    assert_eq!(connection(&stage), ConnectionState::Online);
    stage.holds_exactly(&posts);
}
