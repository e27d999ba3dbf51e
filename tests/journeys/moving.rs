//! Many posts at once: shifted, held, released, put away; and undone, with the signatures they had.

use countersign_core::api::types::{DisplayState, PlanDone, PlanOutcome, PlanResult, Post};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, PartRole, Platform, PostId, Role};
use countersign_practice::{Action, templates};
use countersign_tests::clinic::{done as done_well, pin};
use countersign_tests::stage::{Stage, and, says, with_pictures};
use serde_json::{Value, json};

const X: countersign_practice::Platform = countersign_practice::Platform::X;

fn all(stage: &Stage, command: &str, posts: &[PostId]) -> PlanDone {
    stage.clinic().call(command, json!({ "post_ids": posts }))
}

fn shift(stage: &Stage, posts: &[PostId], days: i32, minutes: i32) -> PlanDone {
    stage.clinic().call("plan_shift", json!({ "post_ids": posts, "days": days, "minutes": minutes }))
}

fn undo(stage: &Stage, done: &PlanDone) -> Vec<PlanOutcome> {
    let undone: PlanDone = stage.clinic().call("plan_undo", json!({ "undo": done.undo }));
    assert!(undone.undo.is_none());
    undone.outcomes
}

#[track_caller]
fn undone(stage: &Stage, done: &PlanDone) {
    let outcomes = undo(stage, done);
    assert!(outcomes.iter().all(|outcome| outcome.refused.is_none()), "{outcomes:?}");
}

fn state(stage: &Stage, post: PostId) -> DisplayState {
    stage.clinic().post(post).summary.state
}

/// A post's time as it stands: date, time, zone.
fn time(stage: &Stage, post: PostId) -> Option<(String, String, String)> {
    stage.clinic().post(post).summary.plan.map(|plan| (plan.due.date, plan.due.time, plan.due.zone))
}

fn draft(stage: &Stage, platform: Platform, words: &str, date: &str, at: &str, zone: &str) -> PostId {
    let id = stage.clinic().compose(platform, &Content::of_text(platform, words)).summary.id;
    let _: PlanResult =
        stage.clinic().call("plan_set", json!({ "post_id": id, "date": date, "time": at, "zone": zone }));
    id
}

fn signed(stage: &Stage, words: &str) -> PostId {
    stage.signed(&Content::of_text(Platform::X, words), 10)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_keeps_each_posts_own_clock_over_a_change_of_the_clocks() {
    let stage = Stage::set().await;
    let berlin = draft(&stage, Platform::X, "Berlin.", "2027-03-26", "09:00", "Europe/Berlin");
    let here = draft(&stage, Platform::Facebook, "Here.", "2027-03-26", "09:00", "Asia/Kolkata");
    let done = shift(&stage, &[berlin, here], 7, 90);
    assert!(done.outcomes.iter().all(|outcome| outcome.refused.is_none()));
    let at = |zone: &str| Some(("2027-04-02".to_owned(), "10:30".to_owned(), zone.to_owned()));
    assert_eq!((time(&stage, berlin), time(&stage, here)), (at("Europe/Berlin"), at("Asia/Kolkata")));
    let gap = shift(&stage, &[berlin], -5, -8 * 60);
    assert!(gap.outcomes[0].refused.as_deref().unwrap().contains("02:30 never comes"), "{gap:?}");
    undone(&stage, &done);
    assert_eq!(time(&stage, berlin).unwrap().1, "09:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_shifted_says_why_and_stops_no_other() {
    let stage = Stage::set().await;
    let first = draft(&stage, Platform::X, "First.", "2026-11-24", "09:00", "");
    let second = draft(&stage, Platform::X, "Second.", "2026-11-25", "09:00", "");
    let standing = draft(&stage, Platform::X, "Standing.", "2026-11-27", "09:00", "");
    let loose = stage.clinic().compose(Platform::X, &Content::of_text(Platform::X, "Loose.")).summary.id;
    // The first takes the second's place, which moves on along with it; the second's next place is taken.
    let done = shift(&stage, &[first, second, loose], 1, 0);
    let refused: Vec<Option<&str>> = done.outcomes.iter().map(|outcome| outcome.refused.as_deref()).collect();
    assert_eq!(refused[0], None);
    assert_eq!(refused[1], None);
    assert!(refused[2].unwrap().contains("no time yet"));
    let done = shift(&stage, &[second], 1, 0);
    assert!(done.outcomes[0].refused.as_deref().unwrap().contains("“Standing.” goes out"), "{done:?}");
    let past = shift(&stage, &[first, standing], -5, 0);
    assert!(past.outcomes[0].refused.as_deref().unwrap().contains("has passed"));
    assert_eq!(past.outcomes[1].refused, None);
    assert_eq!(time(&stage, standing).unwrap().0, "2026-11-22");
    undone(&stage, &past);
    assert_eq!(
        (time(&stage, first).unwrap().0.as_str(), time(&stage, standing).unwrap().0.as_str()),
        ("2026-11-25", "2026-11-27")
    );
    let many: Vec<PostId> = vec![first; 501];
    let refused = stage.clinic().refused("plan_shift", json!({ "post_ids": many, "days": 1, "minutes": 0 }));
    says(&refused, ErrorCode::Invalid, Some("post_ids"), &["500 posts at most"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_a_move_out_of_the_signed_window_gives_the_signature_back() {
    let stage = Stage::set().await;
    let post = signed(&stage, "Flu shots.");
    // First a move that keeps the signature, so that its window is not centred on the time any more.
    shift(&stage, &[post], 1, 0);
    let done = shift(&stage, &[post], 20, 0);
    assert_eq!(done.outcomes[0].signature_kept, Some(false));
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    undone(&stage, &done);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    stage.clinic().advance_awake(Millis::DAY);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_was_only_opened_meanwhile_does_not_cost_the_signature() {
    let stage = Stage::set().await;
    let post = signed(&stage, "Flu shots.");
    let done = shift(&stage, &[post], 40, 0);
    let _: Value = stage.clinic().call("review_open", json!({ "id": post }));
    let outcomes = undo(&stage, &done);
    assert_eq!((outcomes[0].signature_kept, state(&stage, post)), (Some(true), DisplayState::Signed));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_called_off_goes_out_after_all_only_when_it_is_moved_by_itself() {
    let stage = Stage::set().await;
    let (off, other) =
        (signed(&stage, "Called off."), stage.signed(&Content::of_text(Platform::Facebook, "Other."), 12));
    let _: Post = stage.clinic().call("delivery_cancel", json!({ "id": off }));
    let done = shift(&stage, &[off, other], 1, 0);
    assert!(done.outcomes[0].refused.as_deref().unwrap().contains("was called off"), "{done:?}");
    assert_eq!((done.outcomes[1].refused.as_deref(), state(&stage, off)), (None, DisplayState::Cancelled));
    let done = shift(&stage, &[off], 1, 0);
    assert!(done.outcomes[0].issues.iter().any(|issue| issue.message.contains("goes out after all")), "{done:?}");
    assert_eq!(state(&stage, off), DisplayState::Signed);
    undone(&stage, &done);
    assert_eq!(state(&stage, off), DisplayState::Cancelled);
    let story: Vec<String> = stage.story(off).into_iter().map(|entry| entry.action).collect();
    assert_eq!(story.last().map(String::as_str), Some("delivery.ended_again"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_put_away_meanwhile_stops_no_other() {
    let stage = Stage::set().await;
    let away = draft(&stage, Platform::X, "Away.", "2026-11-24", "09:00", "");
    let stays = draft(&stage, Platform::X, "Stays.", "2026-11-25", "09:00", "");
    let _: Value = stage.clinic().call("post_discard", json!({ "id": away }));
    let done = shift(&stage, &[away, stays], 1, 0);
    assert!(done.outcomes[0].refused.as_deref().unwrap().contains("put this post away"), "{done:?}");
    assert_eq!(time(&stage, stays).unwrap().0, "2026-11-26");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_come_to_stand_at_one_minute_are_told() {
    let stage = Stage::set().await;
    let stays = draft(&stage, Platform::X, "Stays.", "2026-11-25", "09:00", "");
    let moves = draft(&stage, Platform::X, "Moves.", "2026-11-24", "09:00", "");
    let to = |post: PostId, date: &str| json!({ "post_id": post, "date": date, "time": "09:00" });
    // The one in the way is asked to move as well, into the past; so it stays.
    let done: PlanDone =
        stage.clinic().call("plan_move", json!({ "moves": [to(moves, "2026-11-25"), to(stays, "2026-11-01")] }));
    assert!(done.outcomes[1].refused.is_some());
    assert!(
        done.outcomes[0].issues.iter().any(|issue| issue.message.contains("“Stays.” goes out at this minute")),
        "{done:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_comes_back_only_if_nothing_else_happened_to_the_post() {
    let stage = Stage::set().await;
    let moved = |days: i32| {
        stage.clinic().as_receptionist();
        let post = signed(&stage, "Flu shots.");
        let done = shift(&stage, &[post], days, 0);
        assert_eq!(state(&stage, post), DisplayState::Waiting);
        (post, done)
    };
    // The doctor asked for changes, and somebody sent the same words to the doctor again.
    let (post, done) = moved(40);
    let _: Value = stage.clinic().call("review_request_changes", json!({ "post_id": post, "text": "Name the price." }));
    let _: Post = stage.clinic().call("post_submit", json!({ "id": post }));
    undone(&stage, &done);
    assert_eq!(state(&stage, post), DisplayState::Waiting, "the doctor wanted something else");
    // The note that is signed with it changed.
    let (post, done) = moved(41);
    let _: Value = stage.clinic().call("review_note", json!({ "post_id": post, "text": "Only until Friday." }));
    undone(&stage, &done);
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    // The text changed: then it is not undone at all.
    let (post, done) = moved(42);
    let now = stage.clinic().post(post);
    let save = json!({ "id": post, "base_revision": now.revision_id, "content": Content::of_text(Platform::X, "Other words.") });
    let _: Post = stage.clinic().call("post_save", save);
    assert!(undo(&stage, &done)[0].refused.as_deref().unwrap().contains("Somebody changed this post meanwhile"));
    // The signature was taken back.
    let (post, done) = moved(43);
    undone(&stage, &done);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    let done = shift(&stage, &[post], 44, 0);
    let doctor = stage.clinic().as_doctor().person(Role::Doctor);
    done_well(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    undone(&stage, &done);
    assert_eq!(state(&stage, post), DisplayState::Waiting, "the key that signed is retired");
    stage.clinic().advance_awake(20 * Millis::MINUTE);
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_is_good_once_and_only_for_whoever_did_it() {
    let stage = Stage::set().await;
    let post = draft(&stage, Platform::X, "Flu shots.", "2026-11-24", "09:00", "");
    let done = shift(&stage, &[post], 1, 0);
    stage.clinic().as_doctor();
    let refused = stage.clinic().refused("plan_undo", json!({ "undo": done.undo }));
    says(&refused, ErrorCode::Stale, None, &["can't be undone any more"]);
    stage.clinic().as_receptionist();
    undone(&stage, &done);
    let refused = stage.clinic().refused("plan_undo", json!({ "undo": done.undo }));
    says(&refused, ErrorCode::Stale, None, &["Nothing was changed"]);
    let first = shift(&stage, &[post], 1, 0);
    shift(&stage, &[post], 1, 0);
    assert!(undo(&stage, &first)[0].refused.is_some(), "it was moved once more");
    assert_eq!(time(&stage, post).unwrap().0, "2026-11-26");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_passed_meanwhile_does_not_come_back() {
    let stage = Stage::set().await;
    let post = signed(&stage, "Flu shots.");
    let done = shift(&stage, &[post], 1, 0);
    stage.clinic().advance_awake(12 * Millis::MINUTE);
    let outcome = undo(&stage, &done).remove(0);
    assert!(outcome.refused.unwrap().contains("has passed meanwhile"));
    assert_eq!(time(&stage, post).unwrap().0, "2026-11-22");
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_a_time_away_and_planning_by_hand_can_be_undone() {
    let stage = Stage::set().await;
    let post = signed(&stage, "Flu shots.");
    let was = time(&stage, post);
    let done = all(&stage, "plan_drop", &[post]);
    assert_eq!(time(&stage, post), None);
    undone(&stage, &done);
    assert_eq!((time(&stage, post), state(&stage, post)), (was.clone(), DisplayState::Signed));
    let far = json!({ "post_id": post, "date": "2027-02-01", "time": "09:00", "zone": "" });
    let set: PlanResult = stage.clinic().call("plan_set", far);
    assert_eq!(set.signature_kept, Some(false));
    let _: PlanDone = stage.clinic().call("plan_undo", json!({ "undo": set.undo }));
    assert_eq!((time(&stage, post), state(&stage, post)), (was, DisplayState::Signed));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_post_does_not_go_out_until_it_is_released() {
    let mut stage = Stage::set().await;
    let (held, free) = (signed(&stage, "Held."), signed(&stage, "Free."));
    stage.clinic().as_receptionist();
    let done = all(&stage, "post_hold", &[held]);
    assert!(done.outcomes[0].refused.is_none() && done.undo.is_some());
    assert_eq!(done.outcomes[0].signature_kept, Some(true));
    stage.posted(free).await;
    stage.close().await;
    stage.open();
    assert!(stage.clinic().post(held).summary.held, "a hold outlives a restart");
    stage.holds_exactly(&[free]);
    all(&stage, "post_release", &[held]);
    stage.posted(held).await;
    stage.holds_exactly(&[free, held]);
    let story: Vec<String> = stage.story(held).into_iter().map(|entry| entry.action).collect();
    assert!(story.contains(&"post.held".to_owned()) && story.contains(&"post.released".to_owned()), "{story:?}");
    assert!(all(&stage, "post_hold", &[held]).outcomes[0].refused.as_deref().unwrap().contains("has gone out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_can_be_undone_and_so_can_a_release() {
    let stage = Stage::set().await;
    let post = signed(&stage, "Flu shots.");
    let held = all(&stage, "post_hold", &[post]);
    undone(&stage, &held);
    assert!(!stage.clinic().post(post).summary.held);
    all(&stage, "post_hold", &[post]);
    let released = all(&stage, "post_release", &[post]);
    undone(&stage, &released);
    assert!(stage.clinic().post(post).summary.held);
    stage.clinic().advance_awake(12 * Millis::MINUTE);
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_between_claim_and_commit_keeps_the_gate_shut() {
    let stage = Stage::set().await;
    let content = Content::of_text(Platform::X, "Come in.");
    let post = stage.signed(&with_pictures(stage.clinic(), content, &[(8, "The door")]), 10);
    stage.fault(X, ("POST", templates::x::MEDIA_METADATA), 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(9 * Millis::MINUTE + 10_000);
    stage.control().until_held(1).await;
    assert_eq!(state(&stage, post), DisplayState::Going);
    assert!(all(&stage, "post_hold", &[post]).outcomes[0].refused.is_none());
    stage.control().release_held();
    stage.clinic().advance_awake(Millis::MINUTE);
    let held = stage.clinic().until(post, &[DisplayState::Signed]).await;
    let denied = stage.story(post).into_iter().find(|entry| !entry.allowed && entry.action == "gate.commit_started");
    assert_eq!(denied.unwrap().reason.as_deref(), Some("held_by_a_person"));
    assert_eq!(held.delivery.unwrap().message, None, "the hold is told by the post itself");
    stage.holds_exactly(&[]);
    all(&stage, "post_release", &[post]);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_put_away_comes_back_with_its_time_and_its_signature() {
    let stage = Stage::set().await;
    let (post, other) = (signed(&stage, "Flu shots."), signed(&stage, "Opening hours."));
    let done = all(&stage, "post_put_away", &[post, other]);
    assert!(done.outcomes.iter().all(|outcome| outcome.refused.is_none()));
    stage.clinic().advance_awake(5 * Millis::MINUTE);
    undone(&stage, &done);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    stage.posted(post).await;
    stage.posted(other).await;
    stage.holds_exactly(&[post, other]);
    assert!(all(&stage, "post_put_away", &[post]).outcomes[0].refused.as_deref().unwrap().contains("has gone out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_post_that_is_moved_and_undone_is_missed_again_and_is_not_sent() {
    let mut stage = Stage::set().await;
    let post = signed(&stage, "Flu shots.");
    stage.close().await;
    stage.clock.advance(40 * Millis::MINUTE);
    stage.open();
    let missed = stage.clinic().until(post, &[DisplayState::Missed]).await;
    let was = missed.delivery.unwrap().message;
    let done = shift(&stage, &[post], 1, 0);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    undone(&stage, &done);
    let again = stage.clinic().post(post);
    assert_eq!((again.summary.state, again.delivery.unwrap().message), (DisplayState::Missed, was));
    stage.steps(3).await;
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_post_that_is_moved_and_undone_has_failed_again() {
    let stage = Stage::set().await;
    let content = and(Content::of_text(Platform::X, "First."), PartRole::Thread, "Second.");
    let post = stage.signed(&content, 5);
    stage.fault(X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    let failed = stage.until(post, &[DisplayState::Failed], 10).await;
    let done = shift(&stage, &[post], 1, 0);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    undone(&stage, &done);
    let again = stage.clinic().post(post);
    assert_eq!(again.summary.state, DisplayState::Failed);
    assert_eq!(again.delivery.unwrap().message, failed.delivery.unwrap().message);
    stage.steps(3).await;
    stage.holds_exactly(&[]);
}
