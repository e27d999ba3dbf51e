//! Signing: only what was on the screen, only with the pen out, only by a doctor.

use countersign_core::api::types::{ActivityPage, ApiError, DisplayState, Post, ReviewSheet, Session, SignRequest};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Digest, Millis, Platform, PostId};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn text(text: &str) -> Content {
    Content::of_text(Platform::X, text)
}

/// What the doctor's screen shows of a post.
fn sheet(stage: &Stage, post: PostId) -> ReviewSheet {
    stage.clinic().call("review_open", json!({ "id": post }))
}

/// Signs what this digest names.
fn sign(stage: &Stage, post_id: PostId, manifest: Digest) -> Result<(), ApiError> {
    let request = SignRequest { post_id, manifest };
    stage.clinic().sign_shown(request)
}

fn pen_out(stage: &Stage) -> Session {
    done(stage.clinic().as_doctor().api().open_signing(&pin()))
}

fn save(stage: &Stage, id: PostId, words: &str) {
    let post = stage.clinic().post(id);
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": text(words) });
    let _: Value = stage.clinic().call("post_save", save);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_edited_while_it_is_read_is_not_signed() {
    let mut stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 10);
    pen_out(&stage);
    let shown = sheet(&stage, id).manifest;
    save(&stage, id, "Flu shots from Friday.");
    let refused = sign(&stage, id, shown).unwrap_err();
    says(
        &refused,
        ErrorCode::Stale,
        None,
        &["changed while you were reading it", "Nothing was signed", "read the new version"],
    );
    assert_eq!(stage.clinic().post(id).summary.state, DisplayState::Waiting);
    assert!(sheet(&stage, id).signatures.is_empty());
    let denied = stage.story(id).into_iter().find(|entry| !entry.allowed).unwrap();
    assert_eq!((denied.action.as_str(), denied.reason.as_deref()), ("approval.signed", Some("not_what_was_on_screen")));
    stage.clock.advance(10 * Millis::MINUTE);
    stage.close().await;
    stage.open();
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_that_is_not_the_posts_own_head_is_refused() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 10);
    let other = stage.planned(&text("We are open."), 12);
    pen_out(&stage);
    let (old, foreign) = (sheet(&stage, id).manifest, sheet(&stage, other).manifest);
    save(&stage, id, "Flu shots from Friday.");
    let new = sheet(&stage, id).manifest;
    for digest in [old, foreign, Digest::of(b"anything"), Digest::of(b"")] {
        assert_eq!(sign(&stage, id, digest).unwrap_err().code, ErrorCode::Stale, "{digest}");
    }
    assert_eq!(stage.clinic().post(id).summary.state, DisplayState::Waiting);
    sign(&stage, id, new).unwrap();
    assert_eq!(stage.clinic().post(id).summary.state, DisplayState::Signed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_or_another_time_window_is_another_digest() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 10);
    pen_out(&stage);
    let shown = sheet(&stage, id).manifest;
    let noted: ReviewSheet =
        stage.clinic().call("review_note", json!({ "post_id": id, "text": "Checked with the pharmacy." }));
    assert_ne!(noted.manifest, shown);
    assert_eq!(sign(&stage, id, shown).unwrap_err().code, ErrorCode::Stale);
    sign(&stage, id, noted.manifest).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_is_what_was_on_the_screen() {
    let stage = Stage::set().await;
    let id = stage.signed(&text("Flu shots from Thursday."), 10);
    let sheet = sheet(&stage, id);
    let [signature] = &sheet.signatures[..] else { panic!("one signature") };
    assert_eq!((signature.manifest, signature.by.as_str()), (sheet.manifest, "Dr. Meera Rao"));
    assert_eq!(signature.registration.as_deref(), Some("KMC 48213"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_pen_nothing_is_signed() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 10);
    stage.clinic().as_doctor();
    let shown = sheet(&stage, id).manifest;
    says(&sign(&stage, id, shown).unwrap_err(), ErrorCode::PinNeeded, None, &["Enter your PIN to sign"]);
    assert_eq!(stage.clinic().post(id).summary.state, DisplayState::Waiting);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pen_is_put_away_after_twenty_signatures() {
    let stage = Stage::set().await;
    let posts: Vec<PostId> = (0..21).map(|n| stage.planned(&text(&format!("Tip {n}.")), 60 + n)).collect();
    assert_eq!(pen_out(&stage).signatures_left, 20);
    for (n, id) in (0..).zip(&posts[..20]) {
        assert_eq!(done(stage.clinic().api().session()).signatures_left, 20 - n);
        sign(&stage, *id, sheet(&stage, *id).manifest).unwrap();
    }
    let last = sheet(&stage, posts[20]).manifest;
    assert_eq!(sign(&stage, posts[20], last).unwrap_err().code, ErrorCode::PinNeeded);
    let signed = posts.iter().filter(|id| stage.clinic().post(**id).summary.state == DisplayState::Signed).count();
    assert_eq!(signed, 20);
    pen_out(&stage);
    sign(&stage, posts[20], last).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pen_is_put_away_after_five_minutes() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 60);
    let until = pen_out(&stage).signing_until.unwrap().at;
    assert_eq!(until.since(stage.clock.now()), 5 * Millis::MINUTE);
    let shown = sheet(&stage, id).manifest;
    stage.clinic().advance_awake(5 * Millis::MINUTE);
    assert_eq!(sign(&stage, id, shown).unwrap_err().code, ErrorCode::PinNeeded);
    assert!(done(stage.clinic().api().session()).person.is_some(), "the doctor is still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pen_is_put_away_when_the_laptop_is_locked_or_handed_over() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 60);
    pen_out(&stage);
    let shown = sheet(&stage, id).manifest;
    done(stage.clinic().api().lock());
    says(&sign(&stage, id, shown).unwrap_err(), ErrorCode::Locked, None, &["Unlock it with your PIN"]);
    stage.clinic().as_doctor();
    assert_eq!(sign(&stage, id, shown).unwrap_err().code, ErrorCode::PinNeeded);
    pen_out(&stage);
    stage.clinic().as_receptionist();
    assert_eq!(sign(&stage, id, shown).unwrap_err().code, ErrorCode::PinNeeded, "another person has no pen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receptionist_can_neither_take_out_the_pen_nor_see_a_post_as_signable() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 60);
    let refused = ApiError::from(stage.clinic().api().open_signing(&pin()).unwrap_err());
    says(&refused, ErrorCode::NotAllowed, None, &["Only a doctor can sign"]);
    assert_eq!(sheet(&stage, id).cannot_sign.as_deref(), Some("Only a doctor can sign."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_does_not_take_out_the_pen() {
    let stage = Stage::set().await;
    let wrong = countersign_core::model::Pin::parse("1357".into()).unwrap();
    let refused = ApiError::from(stage.clinic().as_doctor().api().open_signing(&wrong).unwrap_err());
    says(&refused, ErrorCode::WrongPin, Some("pin"), &["not the PIN"]);
    assert!(done(stage.clinic().api().session()).signing_until.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_a_time_says_that_it_needs_one() {
    let stage = Stage::set().await;
    let post: Post = stage.clinic().compose(Platform::X, &text("Flu shots from Thursday."));
    pen_out(&stage);
    let sheet = sheet(&stage, post.summary.id);
    assert!(sheet.cannot_sign.unwrap().contains("Give this post a time first"));
    assert_eq!(sign(&stage, post.summary.id, sheet.manifest).unwrap_err().code, ErrorCode::Stale);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_keeps_moving_is_never_locked_out() {
    let stage = Stage::set().await;
    // The automatic lock looks again and again meanwhile, from a thread of its own.
    stage.clinic().advance_awake(60 * Millis::DAY);
    assert!(stage.clinic().api().session().unwrap().person.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_laptop_locks_itself_after_the_clinics_minutes() {
    let stage = Stage::set().await;
    let locked = |stage: &Stage| stage.clinic().api().call("status_get", Value::Null).is_err();
    stage.clock.advance(10 * Millis::MINUTE);
    assert!(!locked(&stage), "ten minutes are the default");
    stage.clock.advance(1_000);
    says(&stage.clinic().refused("status_get", Value::Null), ErrorCode::Locked, None, &["Unlock it with your PIN"]);
    stage.clinic().as_doctor();
    let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
    clinic["lock_after_minutes"] = json!(2);
    let _: Value = stage.clinic().call("clinic_update", clinic);
    stage.clinic().as_receptionist();
    for _ in 0..5 {
        stage.clock.advance(Millis::MINUTE);
        stage.clinic().api().touch();
    }
    assert!(!locked(&stage), "whoever moves is not locked out");
    stage.clock.advance(2 * Millis::MINUTE + 1_000);
    assert!(locked(&stage));
    stage.clinic().as_receptionist();
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "locked Countersign" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    assert!(page.entries.iter().any(|entry| entry.action == "session.unlocked"));
}
