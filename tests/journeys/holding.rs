//! What is held: a signature taken back, a move, a stop, a pause, a call-off. Nothing of it goes out, and it goes on when
//! it may.

use countersign_core::api::types::{Channel, DisplayState, PlanResult, Post, PostRef, Status};
use countersign_core::error::ErrorCode;
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_tests::clinic::{ZONE, done};
use countersign_tests::stage::{Stage, says, with_pictures};
use serde_json::{Value, json};

async fn stage_with_a_signed_post() -> (Stage, PostId) {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "Flu shots from Thursday."), 10);
    (stage, post)
}

fn state(stage: &Stage, post: PostId) -> DisplayState {
    stage.clinic().post(post).summary.state
}

/// Time goes to `minutes` from now, and the clinic is closed and opened again; nothing was sent meanwhile.
async fn nothing_goes_out(stage: &mut Stage, minutes: i64) {
    stage.clinic().advance_awake(minutes * Millis::MINUTE);
    stage.close().await;
    assert!(stage.control().ledger().is_empty());
    stage.open();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_taken_back_holds_the_post_until_it_is_signed_again() {
    let (mut stage, post) = stage_with_a_signed_post().await;
    stage.clinic().as_doctor();
    let summary = done(stage.clinic().api().revoke(&PostRef { id: post }));
    assert_eq!(summary.state, DisplayState::Waiting);
    let again = stage.clinic().api().revoke(&PostRef { id: post }).unwrap_err();
    assert_eq!(again.code(), ErrorCode::Stale);
    nothing_goes_out(&mut stage, 12).await;
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let refused = stage.clinic().api().revoke(&PostRef { id: post }).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Invalid, "what is public is not taken back by taking a signature back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_can_be_taken_back_until_the_very_commit() {
    let stage = Stage::set().await;
    let content = with_pictures(stage.clinic(), Content::of_text(Platform::X, "Come in."), &[(40, "The door")]);
    let post = stage.signed(&content, 10);
    // A post with pictures is taken up a minute ahead, to upload them.
    stage.clinic().advance_awake(9 * Millis::MINUTE + 30_000);
    stage.clinic().until(post, &[DisplayState::Going]).await;
    stage.clinic().as_doctor();
    done(stage.clinic().api().revoke(&PostRef { id: post }));
    let held = stage.until(post, &[DisplayState::Waiting], 5).await;
    assert!(held.delivery.unwrap().message.unwrap().contains("the signature was taken back"));
    stage.holds_exactly(&[]);
    stage.sign(post);
    let again = stage.clinic().post(post);
    let state = again.summary.state;
    // Its time is so near that it may be taken up again by now.
    assert!(matches!(state, DisplayState::Signed | DisplayState::Going), "{state:?}");
    assert_eq!(again.delivery.unwrap().message, None);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_post_that_was_mended_waits_for_the_doctor_and_goes_out() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 5);
    let at = ("POST", countersign_practice::templates::x::POSTS);
    let twice = stage.signed(&Content::of_text(Platform::X, "We are open."), 6);
    stage.posted(post).await;
    stage.until(twice, &[DisplayState::Failed], 15).await;
    assert_eq!(stage.asked(at), 2, "X takes no text twice");
    let now = stage.clinic().post(twice);
    let content = Content::of_text(Platform::X, "We are open until six.");
    let save = json!({ "id": twice, "base_revision": now.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    let sent: Post = stage.clinic().call("post_submit", json!({ "id": twice }));
    assert_eq!(sent.summary.state, DisplayState::Waiting);
    stage.sign(twice);
    stage.posted(twice).await;
    stage.holds_exactly(&[post, twice]);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_asked_or_a_rejection_hold_the_post() {
    for (command, expected) in
        [("review_request_changes", DisplayState::Changes), ("review_reject", DisplayState::Rejected)]
    {
        let (mut stage, post) = stage_with_a_signed_post().await;
        let empty = stage.clinic().refused(command, json!({ "post_id": post, "text": " " }));
        says(&empty, ErrorCode::Invalid, Some("text"), &["Say "]);
        let _: Value = stage.clinic().call(command, json!({ "post_id": post, "text": "Name the price." }));
        assert_eq!(state(&stage, post), expected);
        assert_eq!(stage.clinic().post(post).summary.needs.as_deref(), Some("Name the price."));
        nothing_goes_out(&mut stage, 12).await;
        stage.holds_exactly(&[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_takes_back_also_what_was_signed_for_another_time() {
    for (command, expected) in
        [("review_request_changes", DisplayState::Changes), ("review_reject", DisplayState::Rejected)]
    {
        let stage = Stage::set().await;
        let post = stage.planned(&Content::of_text(Platform::X, "Flu shots from Thursday."), 10);
        let at_nine = |days| moved(&stage, post, days);
        at_nine(1);
        stage.sign(post);
        // Out of the signed window, where the signature covers nothing; and back, after the doctor said no.
        assert_eq!(at_nine(20).signature_kept, Some(false));
        let _: Value = stage.clinic().call(command, json!({ "post_id": post, "text": "Name the price." }));
        at_nine(1);
        let _: Value = stage.clinic().call("review_open", json!({ "id": post }));
        assert_eq!(state(&stage, post), expected);
        stage.clinic().advance_awake(Millis::DAY + 2 * 60 * Millis::MINUTE);
        stage.holds_exactly(&[]);
    }
}

/// Moves a post to `days` from now.
fn moved(stage: &Stage, post: PostId, days: i64) -> PlanResult {
    let face = Zone::named(ZONE).unwrap().clock_at(stage.clock.now().plus(days * Millis::DAY));
    stage.clinic().call("plan_set", json!({ "post_id": post, "date": face.date(), "time": "09:00", "zone": ZONE }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_within_two_weeks_keeps_the_signature() {
    let (stage, post) = stage_with_a_signed_post().await;
    for days in [3, 13, 1] {
        assert_eq!(moved(&stage, post, days).signature_kept, Some(true), "{days} days");
        assert_eq!(state(&stage, post), DisplayState::Signed);
    }
    stage.clinic().advance_awake(Millis::DAY + 50 * Millis::MINUTE);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_beyond_two_weeks_voids_the_signature() {
    let (stage, post) = stage_with_a_signed_post().await;
    assert_eq!(moved(&stage, post, 15).signature_kept, Some(false));
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    assert_eq!(moved(&stage, post, 16).signature_kept, None, "there is none to keep any more");
    stage.sign(post);
    assert_eq!(moved(&stage, post, 20).signature_kept, Some(true), "the new one counts around the new time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_is_taken_away_holds_the_post_and_a_new_one_lets_it_go() {
    let (mut stage, post) = stage_with_a_signed_post().await;
    let _: Value = stage.clinic().call("plan_clear", json!({ "id": post }));
    nothing_goes_out(&mut stage, 12).await;
    stage.clinic().plan_in(post, 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

fn status(stage: &Stage) -> Status {
    stage.clinic().call("status_get", Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_everything_survives_a_restart_and_ends_only_when_somebody_resumes() {
    let (mut stage, post) = stage_with_a_signed_post().await;
    stage.clinic().as_receptionist();
    let stopped: Status = stage.clinic().call("publishing_stop", Value::Null);
    assert_eq!(stopped.stopped.unwrap().by, "Anil Kumar");
    nothing_goes_out(&mut stage, 11).await;
    assert_eq!(status(&stage).stopped.unwrap().by, "Anil Kumar");
    nothing_goes_out(&mut stage, 2).await;
    assert!(done(stage.clinic().api().resume(false)).stopped.is_none());
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_past_its_grace_is_missed_and_not_sent_when_somebody_resumes() {
    let (mut stage, post) = stage_with_a_signed_post().await;
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    nothing_goes_out(&mut stage, 26).await;
    stage.clinic().until(post, &[DisplayState::Missed]).await;
    done(stage.clinic().api().resume(false));
    nothing_goes_out(&mut stage, 30).await;
    assert_eq!(state(&stage, post), DisplayState::Missed);
}

fn set_paused(stage: &Stage, paused: bool) {
    stage.clinic().as_doctor();
    let channel = stage.clinic().channel(Platform::X);
    let update =
        json!({ "id": channel.id, "name": channel.name, "max_hashtags": null, "zone": null, "paused": paused });
    let updated: Channel = stage.clinic().call("channel_update", update);
    assert_eq!(updated.paused, paused);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_channel_holds_its_posts_and_no_others() {
    let (mut stage, post) = stage_with_a_signed_post().await;
    let other = stage.signed(&Content::of_text(Platform::Facebook, "We are open."), 10);
    set_paused(&stage, true);
    stage.clinic().until_within(other, &[DisplayState::Posted], 15).await;
    stage.close().await;
    stage.open();
    stage.holds_exactly(&[other]);
    set_paused(&stage, false);
    stage.posted(post).await;
    stage.holds_exactly(&[other, post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_called_off_does_not_go_out_until_somebody_wants_it_after_all() {
    let (mut stage, post) = stage_with_a_signed_post().await;
    let off: Post = stage.clinic().call("delivery_cancel", json!({ "id": post }));
    assert_eq!(off.summary.state, DisplayState::Cancelled);
    says(
        &stage.clinic().refused("delivery_cancel", json!({ "id": post })),
        ErrorCode::Stale,
        None,
        &["can't be called off"],
    );
    nothing_goes_out(&mut stage, 40).await;
    let _: Value = stage.clinic().call("delivery_retry", json!({ "id": post }));
    stage.posted(post).await;
    says(&stage.clinic().refused("delivery_cancel", json!({ "id": post })), ErrorCode::Stale, None, &["is public"]);
    says(
        &stage.clinic().refused("delivery_retry", json!({ "id": post })),
        ErrorCode::Stale,
        None,
        &["nothing to try again"],
    );
    stage.holds_exactly(&[post]);
}
