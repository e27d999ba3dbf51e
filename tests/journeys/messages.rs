//! Answers that one person alone reads, and answers at a time of their own: begun in the inbox, signed like any other, sent to nobody
//! else, and never once their time is over.

use countersign_core::api::types::{
    Conversation, DisplayState, PlanResult, Post, ReplyOutgoing, ReplyStart, ReviewSheet,
};
use countersign_core::check::{FindingCode, Report, Severity};
use countersign_core::error::ErrorCode;
use countersign_core::model::zone::Zone;
use countersign_core::model::{AnswerWay, Content, ItemId, Millis, PartRole, Platform, PostId};
use countersign_practice::{LedgerEntry, LedgerKind, Platform as Practised, Said};
use countersign_tests::stage::{Stage, says};
use serde_json::json;

const QUESTION: &str = "Do you have an appointment on Friday?";
const ANSWER: &str = "Thank you for asking. Please call us on 080 4718 2210, and we find a time.";
const TELLS: &str = "We are sorry that your visit last month took so long. Please call us on 080 4718 2210.";

/// A clinic that is open to people, with a Page.
async fn opened() -> Stage {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    stage.clinic().as_receptionist();
    stage
}

/// The same, to whose Page somebody wrote.
async fn asked(by: &str, text: &str) -> (Stage, ItemId) {
    let stage = opened().await;
    writes(&stage, by, text);
    until(&stage, || stage.open_conversations() == 1).await;
    let item = only(&stage).items[0].id;
    (stage, item)
}

fn writes(stage: &Stage, by: &str, text: &str) {
    stage.control().message(&stage.own(Practised::Facebook), &Said::new(by, text)).unwrap();
}

fn only(stage: &Stage) -> Conversation {
    stage.conversation(&stage.inbox(&json!({})).conversations[0])
}

async fn until(stage: &Stage, is: impl Fn() -> bool) {
    stage.until_so(Millis::MINUTE, 15, is).await;
}

fn begun(stage: &Stage, item: ItemId, text: &str, privately: bool) -> Post {
    stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text, "privately": privately }))
}

fn sent(stage: &Stage, item: ItemId, text: &str) -> PostId {
    let id = begun(stage, item, text, false).summary.id;
    let _: Post = stage.clinic().call("reply_send", json!({ "id": id }));
    id
}

fn messages(stage: &Stage) -> Vec<LedgerEntry> {
    stage.control().ledger().into_iter().filter(|entry| entry.kind == LedgerKind::Message).collect()
}

fn outgoing(stage: &Stage) -> Vec<ReplyOutgoing> {
    stage.clinic().call("reply_outgoing", json!(null))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_sees_that_nobody_else_reads_a_message_and_until_when_it_can_go_out() {
    let (stage, item) = asked("asha", QUESTION).await;
    let answer = sent(&stage, item, ANSWER);
    stage.clinic().as_doctor();
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": answer }));
    let target = sheet.post.target.unwrap();
    let until = target.until.as_ref().map(|it| it.at);
    assert_eq!((target.way, target.words.as_str()), (AnswerWay::Message, QUESTION));
    // No signature counts for longer than the platform takes the message.
    assert_eq!(sheet.not_after.map(|it| it.at), until);
    assert_eq!(until, Some(target.written.at.plus(Millis::DAY)));
    stage.sign(answer);
    stage.posted(answer).await;
    assert_eq!(messages(&stage).len(), 1);
    stage.holds_exactly(&[answer]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_in_time_does_not_go_out_once_the_time_is_over() {
    let (stage, item) = asked("asha", QUESTION).await;
    let answer = sent(&stage, item, ANSWER);
    let _: serde_json::Value = stage.clinic().call("publishing_stop", json!(null));
    stage.sign(answer);
    stage.clinic().advance_awake(25 * 60 * Millis::MINUTE);
    stage.clinic().api().resume(false).unwrap();
    stage.until(answer, &[DisplayState::Expired, DisplayState::Missed], 30).await;
    assert!(messages(&stage).is_empty());
    // The person writes once more: whoever asks again gets another day, and a doctor signs for that.
    stage.clinic().as_receptionist();
    writes(&stage, "asha", "Hello? Are you there?");
    until(&stage, || only(&stage).items.len() == 2).await;
    let _: Post = stage.clinic().call("reply_send", json!({ "id": answer }));
    stage.sign(answer);
    stage.posted(answer).await;
    assert_eq!(messages(&stage).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_that_somebody_is_a_patient_is_told_to_whoever_signs_a_message() {
    let (stage, item) = asked("asha", QUESTION).await;
    let typed: Report = stage.clinic().call("reply_check", json!({ "item_id": item, "text": TELLS }));
    // Nobody else reads it, so it is not stopped; who is not sure who writes there is told.
    let found = typed.findings.iter().find(|finding| finding.code == FindingCode::PatientHinted).unwrap();
    assert!(found.severity != Severity::Block && found.message.contains("your visit"), "{typed:#?}");
    let answer = sent(&stage, item, TELLS);
    stage.clinic().as_doctor();
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": answer }));
    assert!(sheet.post.report.findings.iter().any(|finding| finding.code == FindingCode::PatientHinted));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_for_one_person_never_becomes_something_that_everybody_reads() {
    let stage = opened().await;
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday."), 5);
    stage.posted(post).await;
    stage.clinic().as_receptionist();
    stage.says(Practised::Facebook, &stage.called(post, 0), "asha", QUESTION);
    until(&stage, || stage.open_conversations() == 1).await;
    let item = only(&stage).items[0].id;
    let start: ReplyStart = stage.clinic().call("reply_start", json!({ "id": item, "privately": true }));
    assert_eq!((start.cannot, start.way), (None, AnswerWay::Privately));
    // What is typed for her alone stands there as that, whoever goes on with it.
    let _: () = stage.clinic().call("reply_keep", json!({ "item_id": item, "text": "Dear Asha", "privately": true }));
    assert!(only(&stage).typed[0].privately);
    let begun = begun(&stage, item, ANSWER, true);
    let mut content = begun.content.clone();
    assert_eq!(content.parts[0].role, PartRole::PrivateReply);
    content.parts[0].role = PartRole::Reply;
    let _: Post = stage
        .clinic()
        .call("post_save", json!({ "id": begun.summary.id, "base_revision": begun.revision_id, "content": content }));
    let refused = stage.clinic().refused("reply_send", json!({ "id": begun.summary.id }));
    says(&refused, ErrorCode::Invalid, Some("content"), &["Begin it in the inbox"]);
    // Nobody who answers for everybody writes into it.
    let other = json!({ "item_id": item, "text": "Dear all" });
    says(&stage.clinic().refused("reply_begin", other), ErrorCode::Stale, None, &["another answer to this already"]);
}

/// An answer that goes out in three hours, and when that is.
fn planned(stage: &Stage, item: ItemId) -> (PostId, Millis) {
    let id = begun(stage, item, ANSWER, false).summary.id;
    let until = only(stage).replies[0].until.clone().unwrap();
    let at = stage.clock.now().plus(3 * 60 * Millis::MINUTE);
    let clock = Zone::named(&until.zone).unwrap().clock_at(at);
    let wanted = json!({ "post_id": id, "date": clock.date(), "time": clock.time(), "zone": "" });
    let planned: PlanResult = stage.clinic().call("plan_set", wanted);
    let _: Post = stage.clinic().call("reply_send", json!({ "id": id }));
    (id, planned.plan.due.at)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_goes_out_at_the_time_that_it_was_given_and_stands_among_those_on_their_way() {
    let (stage, item) = asked("asha", QUESTION).await;
    let (id, due) = planned(&stage, item);
    // Behind the platform's own time there is none.
    let late = json!({ "post_id": id, "date": "2028-12-24", "time": "10:00", "zone": "" });
    says(&stage.clinic().refused("plan_set", late), ErrorCode::Invalid, Some("time"), &["takes this answer until"]);
    let rows = outgoing(&stage);
    assert_eq!((rows.len(), rows[0].reply.post_id, rows[0].once_signed), (1, id, false));
    assert_eq!(rows[0].conversation_id, only(&stage).summary.id);
    stage.sign(id);
    assert_eq!(stage.clinic().post(id).summary.state, DisplayState::Signed);
    let near = || stage.clock.now() >= due.plus(-30 * Millis::MINUTE);
    stage.until_so(5 * Millis::MINUTE, 180, near).await;
    assert!(messages(&stage).is_empty(), "it is not early");
    let out = || stage.clinic().post(id).summary.state == DisplayState::Posted;
    stage.until_so(Millis::MINUTE, 45, out).await;
    assert!(messages(&stage)[0].at_ms >= due.0);
    assert!(outgoing(&stage).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_has_its_time_is_called_off_and_never_goes_out() {
    let (stage, item) = asked("asha", QUESTION).await;
    let (id, _) = planned(&stage, item);
    stage.sign(id);
    stage.clinic().as_receptionist();
    let _: Post = stage.clinic().call("delivery_cancel", json!({ "id": id }));
    assert!(outgoing(&stage).is_empty());
    stage.clinic().advance_awake(5 * 60 * Millis::MINUTE);
    stage.until_so(Millis::MINUTE, 5, || stage.clinic().post(id).summary.state == DisplayState::Cancelled).await;
    assert!(messages(&stage).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_had_a_time_goes_out_with_its_signature_after_all() {
    let (stage, item) = asked("asha", QUESTION).await;
    let (id, due) = planned(&stage, item);
    let _: Post = stage.clinic().call("plan_clear", json!({ "id": id }));
    let _: Post = stage.clinic().call("reply_send", json!({ "id": id }));
    assert!(outgoing(&stage)[0].once_signed);
    stage.sign(id);
    stage.posted(id).await;
    assert!(messages(&stage)[0].at_ms < due.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_sent_is_not_taken_down_and_says_so() {
    let (stage, item) = asked("asha", QUESTION).await;
    let answer = sent(&stage, item, ANSWER);
    stage.sign(answer);
    stage.posted(answer).await;
    let told: serde_json::Value = stage.clinic().call("post_take_down", json!({ "ids": [answer] }));
    assert_eq!(told["posts"][0]["begun"], "kept", "{told}");
    assert_eq!(stage.clinic().post(answer).summary.state, DisplayState::Posted);
    assert_eq!(messages(&stage).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_message_of_theirs_gives_the_doctor_another_day_to_sign() {
    let (stage, item) = asked("asha", QUESTION).await;
    let answer = sent(&stage, item, ANSWER);
    stage.clinic().advance_awake(23 * 60 * Millis::MINUTE);
    writes(&stage, "asha", "Hello? Are you there?");
    until(&stage, || only(&stage).items.len() == 2).await;
    stage.clinic().advance_awake(2 * 60 * Millis::MINUTE);
    // The first day is over, the second one is not.
    stage.sign(answer);
    stage.posted(answer).await;
    assert_eq!(messages(&stage).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_past_its_time_is_not_tried_again() {
    let (stage, item) = asked("asha", QUESTION).await;
    let answer = sent(&stage, item, ANSWER);
    stage.clinic().advance_awake(26 * 60 * Millis::MINUTE);
    stage.until(answer, &[DisplayState::Expired], 15).await;
    let refused = stage.clinic().refused("delivery_retry", json!({ "id": answer }));
    says(&refused, ErrorCode::Stale, None, &["that is over"]);
}
