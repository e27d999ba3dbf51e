//! Review: words that are asked about, many posts signed from one sheet, a post that would expire, choices that are kept.

use countersign_core::api::types::{
    DisplayState, Post, Preference, Resolution, ReviewQueue, ReviewSheet, SignRequest, Today,
};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Platform, PostId};
use countersign_core::store::Tag;
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

fn text(text: &str) -> Content {
    Content::of_text(Platform::X, text)
}

fn sheet(stage: &Stage, post: PostId) -> ReviewSheet {
    stage.clinic().call("review_open", json!({ "id": post }))
}

fn save(stage: &Stage, id: PostId, words: &str) -> Post {
    let base = stage.clinic().post(id).revision_id;
    stage.clinic().call("post_save", json!({ "id": id, "base_revision": base, "content": text(words) }))
}

fn ask_about(post: PostId, quote: &str, start: usize) -> Value {
    let anchor = json!({ "part": 0, "start": start, "end": start + quote.len(), "quote": quote });
    json!({ "post_id": post, "text": "Three weeks, not a month.", "anchor": anchor })
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_asked_about_are_followed_until_they_are_changed() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("A cough for a month? Call us."), 60);
    stage.clinic().as_doctor();
    let asked: ReviewSheet = stage.clinic().call("review_request_changes", ask_about(id, "a month", 12));
    assert_eq!(asked.post.summary.state, DisplayState::Changes);
    assert_eq!(asked.post.summary.needs.as_deref(), Some("“a month”: Three weeks, not a month."));
    let remark = &asked.talk[0];
    assert_eq!((remark.anchor.as_ref().unwrap().start, remark.resolution), (12, Some(Resolution::Open)));

    stage.clinic().as_receptionist();
    save(&stage, id, "Breathless, or a cough for a month? Call us.");
    let moved = sheet(&stage, id).talk.remove(0);
    assert_eq!((moved.anchor.unwrap().start, moved.resolution), (27, Some(Resolution::Open)));

    save(&stage, id, "Breathless, or a cough for three weeks? Call us.");
    let gone = sheet(&stage, id).talk.remove(0);
    assert_eq!(gone.resolution, Some(Resolution::WordsChanged));
    assert_eq!(gone.anchor.unwrap().quote, "a month", "what was asked about stays readable");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_do_not_stand_there_are_refused_and_nothing_is_asked() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("A cough for a month? Call us."), 60);
    stage.clinic().as_doctor();
    let refused = stage.clinic().refused("review_request_changes", ask_about(id, "a month", 13));
    says(&refused, ErrorCode::Stale, None, &["not in the newest version", "Mark them again"]);
    assert_eq!(stage.clinic().post(id).summary.state, DisplayState::Waiting);
    assert!(sheet(&stage, id).talk.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_says_what_is_settled_and_takes_it_back_on_record() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("A cough for a month? Call us."), 60);
    stage.clinic().as_doctor();
    let asked: ReviewSheet = stage.clinic().call("review_request_changes", ask_about(id, "a month", 12));
    stage.clock.advance(1_000);
    let _: ReviewSheet = stage.clinic().call("review_remark", json!({ "post_id": id, "text": "By the way." }));
    stage.clinic().as_receptionist();
    let remark = asked.talk[0].id;
    let settled: ReviewSheet = stage.clinic().call("review_resolve", json!({ "id": remark, "settled": true }));
    assert_eq!(settled.talk[0].resolution, Some(Resolution::Settled));
    assert_eq!(settled.talk[0].resolved_by.as_deref(), Some("Anil Kumar"));
    assert_eq!(settled.talk[1].resolution, None, "what asks for nothing can't be settled");
    let open: ReviewSheet = stage.clinic().call("review_resolve", json!({ "id": remark, "settled": false }));
    assert_eq!((open.talk[0].resolution, open.talk[0].resolved.is_none()), (Some(Resolution::Open), true));
    let story: Vec<String> = stage.story(id).into_iter().map(|entry| entry.action).collect();
    assert_eq!(story[story.len() - 2..], ["review.resolved", "review.reopened"]);
    stage.holds_exactly(&[]);
}

fn requests(stage: &Stage, posts: &[PostId]) -> Vec<SignRequest> {
    posts.iter().map(|id| SignRequest { post_id: *id, manifest: sheet(stage, *id).manifest }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_posts_are_signed_from_one_sheet_and_one_that_changed_is_refused_alone() {
    let stage = Stage::set().await;
    let posts: Vec<PostId> = (0..4).map(|n| stage.planned(&text(&format!("Tip {n}.")), 60 + n)).collect();
    stage.clinic().as_doctor();
    let on_screen = requests(&stage, &posts);
    let refused = stage.clinic().api().sign_each(&on_screen).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PinNeeded, "without the pen nothing is signed");
    assert!(posts.iter().all(|id| stage.clinic().post(*id).summary.state == DisplayState::Waiting));

    save(&stage, posts[1], "Another tip.");
    done(stage.clinic().api().open_signing(&pin()));
    let outcomes = done(stage.clinic().api().sign_each(&on_screen));
    for (at, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.post_id, posts[at]);
        let now = stage.clinic().post(posts[at]).summary.state;
        if at == 1 {
            says(outcome.refused.as_ref().unwrap(), ErrorCode::Stale, None, &["changed while you were reading it"]);
            assert_eq!((now, outcome.signed.is_none()), (DisplayState::Waiting, true));
        } else {
            assert_eq!((now, outcome.refused.is_none()), (DisplayState::Signed, true));
            assert_eq!(sheet(&stage, posts[at]).signatures[0].manifest, on_screen[at].manifest);
        }
    }
    assert_eq!(done(stage.clinic().api().session()).signatures_left, 16, "a refused one is used up as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pen_ends_after_twenty_signatures_in_the_middle_of_a_sheet() {
    let stage = Stage::set().await;
    let posts: Vec<PostId> = (0..22).map(|n| stage.planned(&text(&format!("Tip {n}.")), 60 + n)).collect();
    stage.clinic().as_doctor();
    done(stage.clinic().api().open_signing(&pin()));
    let outcomes = done(stage.clinic().api().sign_each(&requests(&stage, &posts)));
    let signed = outcomes.iter().filter(|outcome| outcome.signed.is_some()).count();
    assert_eq!((outcomes.len(), signed), (22, 20));
    for outcome in &outcomes[20..] {
        assert_eq!(outcome.refused.as_ref().unwrap().code, ErrorCode::PinNeeded);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_told_that_a_signature_was_used() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("Flu shots from Thursday."), 60);
    stage.clinic().as_doctor();
    done(stage.clinic().api().open_signing(&pin()));
    let request = requests(&stage, &[id]);
    stage.clinic().told();
    done(stage.clinic().api().sign_each(&request));
    assert!(stage.clinic().told().contains(&Tag::Session));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_would_expire_unsigned_is_reminded_of() {
    let stage = Stage::set().await;
    let late = stage.planned(&text("Flu shots from Thursday."), 5 * 60);
    let soon = stage.planned(&text("We are open."), 60);
    let far = stage.planned(&text("World COPD Day."), 3 * 24 * 60);
    let signed = stage.signed(&text("Vaccines are in."), 90);
    let reminded = |stage: &Stage| {
        let (queue, today): (ReviewQueue, Today) =
            (stage.clinic().call("review_queue", Value::Null), stage.clinic().call("today_get", Value::Null));
        assert_eq!(queue.expiring, today.expiring);
        queue.expiring
    };
    assert_eq!(reminded(&stage), [soon, late]);
    assert!(![far, signed].iter().any(|id| reminded(&stage).contains(id)));
    stage.sign(soon);
    assert_eq!(reminded(&stage), [late]);
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("review_reject", json!({ "post_id": late, "text": "We do not say this." }));
    assert!(reminded(&stage).is_empty(), "what was rejected asks for no signature");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_kept_for_each_person() {
    let mut stage = Stage::set().await;
    let chosen =
        |stage: &Stage| stage.clinic().call::<Preference>("preference_get", json!({ "name": "review.groups" })).value;
    assert_eq!(chosen(&stage), None);
    let _: Preference = stage.clinic().call("preference_set", json!({ "name": "review.groups", "value": "batch" }));
    stage.clinic().as_doctor();
    assert_eq!(chosen(&stage), None);
    stage.close().await;
    stage.open();
    assert_eq!(chosen(&stage).as_deref(), Some("batch"));
    let long = json!({ "name": "review.groups", "value": "x".repeat(201) });
    says(&stage.clinic().refused("preference_set", long), ErrorCode::Invalid, Some("value"), &["no choice"]);
    let unknown = json!({ "name": "anything", "value": "x" });
    assert_eq!(stage.clinic().refused("preference_set", unknown).code, ErrorCode::Internal);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_told_until_a_screen_has_shown_it() {
    let stage = Stage::set().await;
    let id = stage.planned(&text("A cough for a month? Call us."), 60);
    let show = |sheet: &ReviewSheet| {
        let shown = json!({ "post_id": id, "revision_id": sheet.post.revision_id });
        stage.clinic().call::<()>("review_seen", shown);
    };
    let changed_since = |sheet: &ReviewSheet| sheet.seen_before.as_ref().map(|seen| seen.number);

    stage.clinic().as_doctor();
    let first = sheet(&stage, id);
    assert_eq!(changed_since(&first), None);
    show(&first);
    let shown = Some(first.post.revision_number);
    stage.clock.advance(60_000);
    stage.clinic().as_receptionist();
    save(&stage, id, "A cough for three weeks? Call us.");
    let stranger = sheet(&stage, id);
    assert_eq!(changed_since(&stranger), None, "who saw nothing of it is told of no change");

    // The window reads again at every change, and the screen goes on showing the version that is read.
    stage.clinic().as_doctor();
    let read = sheet(&stage, id);
    let again = sheet(&stage, id);
    assert_eq!((changed_since(&read), changed_since(&again)), (shown, shown));
    stage.clinic().as_receptionist();
    save(&stage, id, "Breathless, or a cough for three weeks? Call us.");
    stage.clinic().as_doctor();
    let newest = sheet(&stage, id);
    assert_eq!(changed_since(&newest), shown, "the version between was never on the screen");

    show(&newest);
    stage.clock.advance(60_000);
    assert_eq!(changed_since(&sheet(&stage, id)), shown, "the marks stay while the version does");
    // What comes late is about a screen that is gone.
    show(&first);
    assert_eq!(changed_since(&sheet(&stage, id)), shown);

    let elsewhere = stage.planned(&text("Flu shots from Thursday."), 90);
    let wrong = json!({ "post_id": elsewhere, "revision_id": newest.post.revision_id });
    says(&stage.clinic().refused("review_seen", wrong), ErrorCode::NotFound, None, &[]);
}
