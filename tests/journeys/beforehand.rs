//! Fixed answers that doctors signed beforehand: given at once to whoever's life may be at risk, word for word, from the accounts that
//! were signed, for as long as the signature stands; and nothing else goes out under it.

use countersign_core::api::types::{
    ConversationSummary, DisplayState, FixedAnswers, FixedAnswersToSign, InboxEmergency, PersonAdd, Post, PostRef,
    ReplyStart, SigningRule,
};
use countersign_core::clinic::Doctors;
use countersign_core::error::ErrorCode;
use countersign_core::gate::LASTS;
use countersign_core::model::{Content, ItemId, Millis, PersonId, Platform, PostId, Role};
use countersign_practice::{LedgerKind, Platform as Practised, Said};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

use crate::tampered::written;

const EMERGENCY: &str = "My father has severe chest pain right now, what should we do?";
const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";

/// A clinic with a post that is public, read by who writes under it.
async fn posted() -> (Stage, PostId, String) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday."), 5);
    stage.posted(post).await;
    let under = stage.called(post, 0);
    stage.clinic().as_receptionist();
    (stage, post, under)
}

fn english(kinds: &[&str]) -> Value {
    let answers: Vec<Value> = kinds.iter().map(|kind| json!({ "kind": kind, "language": "en" })).collect();
    json!({ "answers": answers })
}

/// A doctor reads these fixed answers in English, and signs them.
fn sign_some(stage: &Stage, doctor: PersonId, kinds: &[&str]) -> FixedAnswersToSign {
    let api = stage.clinic().api();
    done(api.unlock(doctor, &pin()));
    let shown: FixedAnswersToSign = stage.clinic().call("fixed_answer_choose", english(kinds));
    done(api.open_signing(&pin()));
    done(api.sign_fixed_answers(shown.digest));
    stage.clinic().as_receptionist();
    shown
}

fn sign_as(stage: &Stage, doctor: PersonId) -> FixedAnswersToSign {
    sign_some(stage, doctor, &["emergency", "crisis"])
}

fn signed(stage: &Stage) -> FixedAnswersToSign {
    sign_as(stage, stage.clinic().person(Role::Doctor))
}

fn emergencies(stage: &Stage) -> Vec<InboxEmergency> {
    stage.clinic().call("inbox_emergencies", Value::Null)
}

/// Somebody writes that a life may be at risk, and it is read.
async fn in_danger(stage: &Stage, under: &str) -> (String, ItemId) {
    let comment = stage.control().comment(Practised::Facebook, under, &Said::new("ravi", EMERGENCY)).unwrap();
    stage.until_so(15_000, 6, || emergencies(stage).len() == 1).await;
    (comment, emergencies(stage)[0].answer.as_ref().unwrap().item_id.unwrap())
}

/// The answer that stands over everything, as somebody presses for it.
fn asked_for(stage: &Stage, item: ItemId) -> Value {
    let text = emergencies(stage).into_iter().find_map(|it| Some(it.answer?.text)).unwrap_or_default();
    json!({ "item_id": item, "text": text })
}

fn give(stage: &Stage, item: ItemId) -> PostId {
    let given: Post = stage.clinic().call("fixed_answer_give", asked_for(stage, item));
    given.summary.id
}

/// It is not given, for this reason, and nothing of it is left behind.
fn is_not_given(stage: &Stage, item: ItemId, because: &str) {
    says(&stage.clinic().refused("fixed_answer_give", asked_for(stage, item)), ErrorCode::Invalid, None, &[because]);
    let begun: Vec<_> = emergencies(stage).into_iter().filter_map(|it| it.answer?.begun).collect();
    assert!(begun.is_empty(), "{begun:#?}");
}

/// The answer is public, beside the post alone, and the verifier finds a signature behind it.
fn is_public_once(stage: &Stage, given: PostId, post: PostId) {
    let public: Vec<String> = stage.control().ledger().into_iter().map(|entry| entry.id).collect();
    assert_eq!(public, [stage.called(post, 0), stage.called(given, 0)]);
    stage.is_on_record();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_gets_the_answer_that_was_signed_beforehand_without_waiting_for_a_doctor() {
    let (stage, post, under) = posted().await;
    let shown = signed(&stage);
    let (comment, item) = in_danger(&stage, &under).await;
    let answer = emergencies(&stage).remove(0).answer.unwrap();
    assert!(answer.signed_until.is_some() && shown.texts.contains(&answer.text), "{answer:#?}");
    let start: ReplyStart = stage.clinic().call("reply_start", json!({ "id": item }));
    assert!(start.offers[0].fixed && start.offers[0].signed_until.is_some(), "{start:#?}");
    let begun = stage.clock.now();
    let given = give(&stage, item);
    stage.posted(given).await;
    assert!(stage.clock.now().since(begun) < Millis::MINUTE, "it is due at once");
    let called = stage.called(given, 0);
    let entry = stage.control().ledger().into_iter().find(|entry| entry.id == called).unwrap();
    assert_eq!((entry.parent.as_deref(), entry.text.as_str()), (Some(comment.as_str()), answer.text.as_str()));
    is_public_once(&stage, given, post);
    // Somebody else presses the same a moment later.
    let again = stage.clinic().refused("fixed_answer_give", asked_for(&stage, item));
    says(&again, ErrorCode::Invalid, None, &["answered this already"]);
    let told: Vec<String> = stage.story(given).into_iter().map(|entry| entry.action).collect();
    assert!(told.iter().any(|action| action == "beforehand.used"), "{told:?}");
    // Until the platform's own list brings it back it is shown where it stands, and then nobody is in danger any more.
    assert_eq!(emergencies(&stage)[0].answer.as_ref().unwrap().begun.as_ref().map(|it| it.id), Some(given));
    stage.until_so(Millis::MINUTE, 30, || emergencies(&stage).is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_in_a_message_gets_the_answer_that_was_signed_beforehand_as_a_message() {
    let (stage, post, _) = posted().await;
    signed(&stage);
    stage.control().message(&stage.own(Practised::Facebook), &Said::new("ravi", EMERGENCY)).unwrap();
    stage.until_so(15_000, 20, || emergencies(&stage).len() == 1).await;
    let answer = emergencies(&stage).remove(0).answer.unwrap();
    assert!(answer.signed_until.is_some(), "{answer:#?}");
    let given = give(&stage, answer.item_id.unwrap());
    stage.posted(given).await;
    let called = stage.called(given, 0);
    let entry = stage.control().ledger().into_iter().find(|entry| entry.id == called).unwrap();
    assert_eq!((entry.kind, entry.text.as_str()), (LedgerKind::Message, answer.text.as_str()));
    is_public_once(&stage, given, post);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_signed_beforehand_waits_for_a_doctor() {
    let (stage, post, under) = posted().await;
    let (_, item) = in_danger(&stage, &under).await;
    assert!(emergencies(&stage)[0].answer.as_ref().unwrap().signed_until.is_none());
    is_not_given(&stage, item, "not signed beforehand for this channel");
    // Nobody but a doctor puts it together, and nobody at all signs it without a PIN.
    let refused = stage.clinic().refused("fixed_answer_choose", english(&["emergency"]));
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    stage.clinic().as_doctor();
    let shown: FixedAnswersToSign = stage.clinic().call("fixed_answer_choose", english(&["emergency"]));
    assert_eq!(stage.clinic().api().sign_fixed_answers(shown.digest).unwrap_err().code(), ErrorCode::PinNeeded);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_an_emergency_gets_it() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    stage.control().comment(Practised::Facebook, &under, &Said::new("joseph", COMPLAINT)).unwrap();
    stage.until_so(15_000, 6, || stage.open_conversations() == 1).await;
    let joseph: ConversationSummary = stage.inbox(&json!({})).conversations.remove(0);
    is_not_given(&stage, stage.conversation(&joseph).items[0].id, "There is no fixed answer to this");
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_was_taken_back_or_is_over_lets_nothing_out() {
    let (mut stage, post, under) = posted().await;
    signed(&stage);
    let (_, item) = in_danger(&stage, &under).await;
    // It was given, and before it can go out the doctor takes the signature back.
    stage.network_down().await;
    let given = give(&stage, item);
    stage.clinic().as_doctor();
    let after = done(stage.clinic().api().revoke_fixed_answers());
    assert!(after.signed_by.is_empty() && after.answers.iter().all(|answer| !answer.signed), "{after:#?}");
    stage.network_up().await;
    stage.clinic().advance_awake(5 * Millis::MINUTE);
    stage.steps(3).await;
    assert_eq!(stage.clinic().post(given).summary.state, DisplayState::Waiting);
    stage.clinic().as_receptionist();
    let _: Value = stage.clinic().call("post_discard", PostRef { id: given });
    is_not_given(&stage, item, "not signed beforehand for this channel");
    // What is signed anew counts for half a year.
    signed(&stage);
    stage.clinic().advance_awake(LASTS + Millis::MINUTE);
    let now: FixedAnswers = stage.clinic().call("fixed_answer_list", Value::Null);
    assert!(now.until.is_none() && now.signed_by.is_empty(), "{now:#?}");
    is_not_given(&stage, item, "not signed beforehand for this channel");
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_signature_leaves_out_does_not_come_back_by_itself() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    let doctor = stage.clinic().person(Role::Doctor);
    sign_some(&stage, doctor, &["crisis"]);
    let (_, item) = in_danger(&stage, &under).await;
    is_not_given(&stage, item, "not signed beforehand for this channel");
    let now: FixedAnswers = stage.clinic().call("fixed_answer_list", Value::Null);
    assert_eq!(now.answers.iter().filter(|answer| answer.signed).count(), 1, "{now:#?}");
    // The newer one goes with its key; what it ended stays ended.
    stage.clinic().as_doctor();
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    stage.clinic().as_receptionist();
    is_not_given(&stage, item, "not signed beforehand for this channel");
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_is_what_was_on_the_screen() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    let (comment, item) = in_danger(&stage, &under).await;
    let other = json!({ "item_id": item, "text": "Please call 911 now." });
    says(&stage.clinic().refused("fixed_answer_give", other), ErrorCode::Stale, None, &["Nothing was sent"]);
    // Somebody else wrote beneath it, and is in no danger: they get no fixed answer.
    let [ravi] = emergencies(&stage).try_into().unwrap();
    assert_eq!(ravi.author, "ravi");
    stage.control().comment(Practised::Facebook, &comment, &Said::new("prakash", "Call somebody!")).unwrap();
    stage.until_so(15_000, 6, || stage.conversation(&ravi.summary).items.len() == 2).await;
    let prakash = stage.conversation(&ravi.summary).items.into_iter().find(|it| it.author == "prakash").unwrap().id;
    let start: ReplyStart = stage.clinic().call("reply_start", json!({ "id": prakash }));
    assert!(start.offers.iter().all(|offer| !offer.fixed), "{start:#?}");
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_who_decided_against_it_is_not_overruled() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    let (_, item) = in_danger(&stage, &under).await;
    let text = emergencies(&stage).remove(0).answer.unwrap().text;
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    stage.clinic().as_doctor();
    let why = json!({ "post_id": begun.summary.id, "text": "She was here an hour ago. I call her.", "anchor": null });
    let _: Value = stage.clinic().call("review_reject", why);
    stage.clinic().as_receptionist();
    let refused = stage.clinic().refused("fixed_answer_give", asked_for(&stage, item));
    says(&refused, ErrorCode::Invalid, None, &["A doctor decided against this answer"]);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_doctors_have_to_sign_the_second_signs_the_very_same() {
    let (stage, post, under) = posted().await;
    stage.clinic().as_doctor();
    let person = PersonAdd { name: "Dr. Sam Okafor".into(), roles: vec![Role::Doctor], registration: None };
    let sam = done(stage.clinic().api().add_person(&person, &pin())).id;
    let rule = SigningRule { doctors: Doctors::Two, own_words: true };
    let _: SigningRule = stage.clinic().call("signing_rule_set", rule);
    let first = signed(&stage);
    let (_, item) = in_danger(&stage, &under).await;
    is_not_given(&stage, item, "not signed beforehand for this channel");
    let waits: FixedAnswers = stage.clinic().call("fixed_answer_list", Value::Null);
    assert_eq!((waits.needed, waits.waits.len(), waits.signed_by.len()), (2, 1, 0));
    let second = sign_as(&stage, sam);
    assert_eq!(second.digest, first.digest, "it is one text with two signatures, and not two texts with one");
    let given = give(&stage, item);
    stage.posted(given).await;
    is_public_once(&stage, given, post);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_pin_ends_what_was_signed_with_the_old_one() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    let (_, item) = in_danger(&stage, &under).await;
    let doctor = stage.clinic().person(Role::Doctor);
    stage.clinic().as_doctor();
    done(stage.clinic().api().set_pin(doctor, &pin(), &pin()));
    stage.clinic().as_receptionist();
    is_not_given(&stage, item, "not signed beforehand for this channel");
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_go_out_now_does_not_look_as_if_it_did() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    let (_, item) = in_danger(&stage, &under).await;
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    is_not_given(&stage, item, "Everything is stopped, so nothing goes out");
    stage.clinic().as_doctor();
    done(stage.clinic().api().resume(false));
    stage.clinic().as_receptionist();
    // Whoever began an answer of their own decides what becomes of it.
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": "Please call us." }));
    let refused = stage.clinic().refused("fixed_answer_give", asked_for(&stage, item));
    says(&refused, ErrorCode::Invalid, None, &["Somebody has begun another answer"]);
    let _: Value = stage.clinic().call("post_discard", PostRef { id: begun.summary.id });
    let given = give(&stage, item);
    stage.posted(given).await;
    is_public_once(&stage, given, post);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_is_changed_in_it_needs_a_signature_of_its_own() {
    let (stage, post, under) = posted().await;
    signed(&stage);
    let (_, item) = in_danger(&stage, &under).await;
    let text = format!("{} It will pass.", emergencies(&stage).remove(0).answer.unwrap().text);
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let sent: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    assert_eq!(sent.summary.state, DisplayState::Waiting);
    stage.clinic().advance_awake(5 * Millis::MINUTE);
    stage.steps(3).await;
    assert_eq!(stage.clinic().post(begun.summary.id).summary.state, DisplayState::Waiting);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_given_beforehand_lets_no_other_post_out() {
    let mut stage = Stage::set().await;
    signed(&stage);
    let other = stage.planned(&Content::of_text(Platform::Facebook, "Nobody signed this."), 30);
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("review_open", json!({ "id": other }));
    stage.close().await;
    written(
        &stage,
        &[
            "INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at, beforehand)
             SELECT '01931c2e-5b00-7000-8000-00000000f0e3', post.id, post.head_manifest, given.person_id, given.key_id,
                    given.signature, given.signed_at, given.beforehand FROM beforehand_approval AS given, post
             WHERE post.head_manifest IS NOT NULL",
            "UPDATE delivery SET state = 'scheduled' WHERE state = 'held'",
        ],
    );
    stage.open();
    stage.clinic().advance_awake(31 * Millis::MINUTE);
    stage.steps(3).await;
    assert_ne!(stage.clinic().post(other).summary.state, DisplayState::Posted);
    assert!(stage.control().ledger().is_empty(), "{:#?}", stage.control().ledger());
}
