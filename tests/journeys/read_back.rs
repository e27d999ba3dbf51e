//! Reading back as people live with it: told once and without a word, across restarts, beside everything else; and a doubt
//! that resolves itself long after a person was asked.

use countersign_core::api::types::{DisplayState, Post, ReadBackSeen, Telling, TellingKind, Today};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_core::publish::{NoticeKind, ReadBackOutcome as Outcome};
use countersign_practice::{Action, Alteration, Platform as Practised, templates};
use countersign_tests::clinic::done;
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

use crate::tampered::written;

const WORDS: &str = "Flu shots from Thursday.";

fn told(stage: &Stage) -> Vec<Telling> {
    done(stage.clinic().api().take_notices())
}

async fn posted(stage: &Stage) -> PostId {
    let post = stage.signed(&Content::of_text(Platform::Facebook, WORDS), 5);
    stage.posted(post).await;
    post
}

fn edit(stage: &Stage, post: PostId) {
    let change = Alteration::Edited { text: "No flu shots.".to_owned() };
    stage.control().alter_post(Practised::Facebook, &stage.called(post, 0), &change).unwrap();
}

/// That a person has seen what stands there of a post now.
fn seen_as_shown(stage: &Stage, post: PostId) -> ReadBackSeen {
    let parts = stage.clinic().post(post).delivery.unwrap().parts;
    let findings = parts.into_iter().filter_map(|part| part.read_back?.finding).collect();
    ReadBackSeen { id: post, findings }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_after_the_sheet_was_opened_stays_to_be_seen() {
    let stage = Stage::set().await;
    let post = posted(&stage).await;
    edit(&stage, post);
    stage.looked(post).await;
    let on_the_sheet = seen_as_shown(&stage, post);
    assert_eq!(on_the_sheet.findings.len(), 1);
    // Somebody deletes it there while the sheet is open, and the next reading finds that.
    stage.control().remove_post(Practised::Facebook, &stage.called(post, 0)).unwrap();
    assert_eq!(stage.looked_again(post).await[0].outcome, Some(Outcome::Gone));
    let refused = stage.clinic().refused("read_back_seen", &on_the_sheet);
    assert_eq!(refused.code, ErrorCode::Stale);
    assert!(refused.message.contains("read again meanwhile"), "{refused:?}");
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert_eq!(today.needs_decision.len(), 1, "nobody has seen that it is gone");
    let _: Post = stage.clinic().call("read_back_seen", seen_as_shown(&stage, post));
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_difference_is_told_once_without_a_word_and_is_over_once_somebody_has_seen_it() {
    let mut stage = Stage::set().await;
    let post = posted(&stage).await;
    edit(&stage, post);
    stage.looked(post).await;
    let tellings = told(&stage);
    let [telling] = tellings.as_slice() else { panic!("{tellings:?}") };
    assert_eq!(
        (telling.kind, telling.screen.as_str(), telling.post_id),
        (TellingKind::Post(NoticeKind::ShownOtherwise), "compose", Some(post))
    );
    assert!(!json!(tellings).to_string().to_lowercase().contains("flu"), "{tellings:?}");
    stage.close().await;
    stage.open();
    assert!(told(&stage).is_empty(), "it was told before the restart");
    let seen: Post = stage.clinic().call("read_back_seen", seen_as_shown(&stage, post));
    let known = seen.delivery.unwrap().parts[0].read_back.clone().unwrap();
    assert_eq!((known.outcome, known.seen_by.as_deref()), (Some(Outcome::Differs), Some("Anil Kumar")));
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.needs_decision.is_empty());
    let sentences: Vec<String> = stage.story(post).into_iter().map(|entry| entry.sentence).collect();
    assert!(sentences.iter().any(|it| it == "has seen that the post is not shown as it was signed"), "{sentences:?}");
    // The same finding once more is no news; another one is.
    assert_eq!(stage.looked_again(post).await[0].seen_by.as_deref(), Some("Anil Kumar"));
    assert!(told(&stage).is_empty());
    stage.control().remove_post(Practised::Facebook, &stage.called(post, 0)).unwrap();
    assert_eq!(stage.looked_again(post).await[0].outcome, Some(Outcome::Gone));
    assert_eq!(told(&stage).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_seen_stays_to_be_seen_when_reading_back_is_switched_off() {
    let stage = Stage::set().await;
    let post = posted(&stage).await;
    edit(&stage, post);
    stage.looked(post).await;
    stage.clinic().as_doctor();
    let channel = stage.clinic().channel(Platform::Facebook);
    let update = json!({ "id": channel.id, "name": channel.name, "paused": false, "read_back": false });
    let _: Value = stage.clinic().call("channel_update", update);
    let known = stage.looked_again(post).await;
    assert_eq!(known[0].outcome, Some(Outcome::Differs), "{known:?}");
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert_eq!(today.needs_decision.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_a_wrong_clock_put_weeks_away_is_due() {
    let mut stage = Stage::set().await;
    let post = posted(&stage).await;
    stage.close().await;
    written(&stage, &["UPDATE read_back SET next_look_at = next_look_at + 3000000000"]);
    stage.open();
    let looked = async {
        loop {
            let changed = stage.clinic().changed();
            let known = stage.clinic().post(post).delivery.unwrap().parts[0].read_back.clone().unwrap();
            if known.looked.is_some() {
                break known.outcome;
            }
            changed.await;
        }
    };
    let outcome = tokio::time::timeout(std::time::Duration::from_secs(30), looked).await.unwrap();
    assert_eq!(outcome, Some(Outcome::Same));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_to_be_read_while_nobody_ran_is_read_after_the_restart() {
    let mut stage = Stage::set().await;
    let post = posted(&stage).await;
    edit(&stage, post);
    let waits = stage.clinic().post(post).delivery.unwrap().parts[0].read_back.clone().unwrap();
    assert!(waits.outcome.is_none() && waits.next_look.unwrap().at > stage.clock.now());
    stage.close().await;
    stage.clock.advance(6 * 60 * Millis::MINUTE);
    stage.open();
    assert_eq!(stage.looked(post).await[0].outcome, Some(Outcome::Differs));
}

#[tokio::test(flavor = "multi_thread")]
async fn while_its_channel_rests_nothing_is_read_and_afterwards_it_is() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, WORDS), 5);
    let next = stage.signed(&Content::of_text(Platform::Facebook, "Come in."), 5);
    let pause = Action::TooMany { reset_after_ms: 10 * Millis::MINUTE };
    stage.fault(Practised::Facebook, ("POST", templates::facebook::FEED), 1, 1, pause);
    stage.until(next, &[DisplayState::Retrying], 15).await;
    let rests = stage.clinic().channel(Platform::Facebook).rests_until.unwrap().at;
    stage.posted(next).await;
    let known = stage.looked(post).await;
    assert_eq!(known[0].outcome, Some(Outcome::Same));
    assert!(known[0].looked.as_ref().unwrap().at >= rests, "the Page wanted to be left alone until {rests:?}");
    stage.holds_exactly(&[post, next]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_that_nobody_decided_resolves_itself_days_later() {
    let stage = Stage::set().await;
    let list = ("GET", templates::facebook::PUBLISHED_POSTS);
    let post = stage.signed(&Content::of_text(Platform::Facebook, WORDS), 5);
    stage.fault(Practised::Facebook, ("POST", templates::facebook::FEED), 0, 1, Action::DropAfterAccept);
    stage.fault(Practised::Facebook, list, 0, 26, Action::ServerError { after_accept: false, status: 500 });
    stage.until(post, &[DisplayState::Doubt], 15).await;
    let began = stage.clock.now();
    let next = stage.clinic().post(post).delivery.unwrap().next_try.unwrap();
    assert!(next.at.since(began) <= 6_000, "the first look comes after seconds");
    stage.until(post, &[DisplayState::Posted], 14 * 24 * 60).await;
    assert!(stage.clock.now().since(began) > Millis::DAY, "it was still looked for");
    assert_eq!(stage.asked(list), 27);
    stage.holds_exactly(&[post]);
}
