//! Time that misbehaves: a laptop that sleeps, a clock that is set, a zone that changes, clocks that go forward and back,
//! zone data that is mended, a signature that comes late. Beside what the journeys say of a wrong clock (`clock.rs`), of
//! lateness (`late.rs`) and of times that can't be (`times.rs`).
//!
//! Invariant: never silently late, never early, never twice, whatever a clock shows; each on a driven clock.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that can not go on has failed")]

mod clock_set;
mod daylight;
mod laptop_zone;
mod late_signature;
mod sleeping;
mod zone_data;

use countersign_core::api::types::{DisplayState, Post, Today};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Action, templates};
use countersign_tests::clock_watch::{until, until_right, warning};
use countersign_tests::stage::{Stage, with_pictures};
use serde_json::Value;

const X: countersign_practice::Platform = countersign_practice::Platform::X;
const FACEBOOK: countersign_practice::Platform = countersign_practice::Platform::Facebook;
const ON_X: (&str, &str) = ("POST", templates::x::POSTS);
const ON_FACEBOOK: (&str, &str) = ("POST", templates::facebook::FEED);
const DESCRIBING: (&str, &str) = ("POST", templates::x::MEDIA_METADATA);

/// The laptop sleeps for so long: time jumps, and nobody is signed in when it wakes.
fn sleep(stage: &Stage, minutes: i64) {
    stage.clock.advance(minutes * Millis::MINUTE);
    stage.clinic().as_receptionist();
}

/// Somebody, or something, sets the laptop's clock: the platforms' goes on as it was.
fn set_clock(stage: &Stage, by: i64) {
    stage.clock.advance_laptop(by);
    stage.clinic().as_receptionist();
}

/// A signed post with a picture, due in ten minutes and taken up: its upload is on its way, and ends when it is let go.
async fn stage_with_an_upload_on_its_way() -> (Stage, PostId) {
    let stage = Stage::set().await;
    let content = Content::of_text(Platform::X, "Come in.");
    let post = stage.signed(&with_pictures(stage.clinic(), content, &[(8, "The door")]), 10);
    stage.fault(X, DESCRIBING, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(9 * Millis::MINUTE + 10_000);
    stage.control().until_held(1).await;
    (stage, post)
}

fn state(stage: &Stage, post: PostId) -> DisplayState {
    stage.clinic().post(post).summary.state
}

fn due(stage: &Stage, post: PostId) -> Millis {
    stage.clinic().post(post).summary.plan.unwrap().due.at
}

fn asks_for_a_decision(stage: &Stage, post: PostId) -> bool {
    let today: Today = stage.clinic().call("today_get", Value::Null);
    today.needs_decision.iter().any(|summary| summary.id == post)
}

/// It asks, in a sentence with these words, and nothing is public.
fn asks(stage: &Stage, post: &Post, words: &str) {
    let sentence = post.summary.needs.clone().unwrap();
    assert!(sentence.contains(words), "{sentence}");
    assert!(asks_for_a_decision(stage, post.summary.id));
    stage.holds_exactly(&[]);
}

/// Went out at this very instant, by the laptop's clock.
fn went_out_at(stage: &Stage, post: PostId, at: Millis) {
    let delivery = stage.clinic().post(post).delivery.unwrap();
    assert_eq!(delivery.parts[0].posted.as_ref().map(|posted| posted.at), Some(at), "{delivery:#?}");
}
