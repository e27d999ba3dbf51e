//! Answers as people write them: begun in the inbox, checked while they are typed, signed like any post, and public once, under what
//! they answer; and what was signed for one sentence is never sent under another.

use countersign_core::api::types::{
    Conversation, ConversationSummary, DisplayState, InboxPage, Post, ReplyStart, ReviewSheet,
};
use countersign_core::check::{FindingCode, Report, Severity};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, ItemId, Millis, Platform, PostId};
use countersign_practice::{Platform as Practised, Said};
use countersign_tests::clinic::pin;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";
const GOOD: &str =
    "We are sorry to hear this. Please call us on 080 4718 2210, so that we can talk about it in private.";
const TELLS: &str = "We are sorry that your visit last month took so long. Please call us on 080 4718 2210.";

/// A clinic with a post that is public, and somebody who complains under it.
async fn complained() -> (Stage, PostId, String, ConversationSummary) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday."), 5);
    stage.posted(post).await;
    let under = stage.called(post, 0);
    stage.clinic().as_receptionist();
    let comment = stage.control().comment(Practised::Facebook, &under, &Said::new("joseph", COMPLAINT)).unwrap();
    until(&stage, || !page(&stage).conversations.is_empty()).await;
    let conversation = page(&stage).conversations.remove(0);
    (stage, post, comment, conversation)
}

fn page(stage: &Stage) -> InboxPage {
    stage.inbox(&json!({}))
}

fn open(stage: &Stage, of: &ConversationSummary) -> Conversation {
    stage.conversation(of)
}

fn first(stage: &Stage, of: &ConversationSummary) -> ItemId {
    open(stage, of).items[0].id
}

/// Moves time on by so much until it is so, for a little more than the day within which all of a post's comments are read again.
async fn until_by(stage: &Stage, step: i64, is: impl Fn() -> bool) {
    stage.until_so(step, 30 * 60, is).await;
}

async fn until(stage: &Stage, is: impl Fn() -> bool) {
    until_by(stage, Millis::MINUTE, is).await;
}

/// An answer that waits for the doctor.
fn sent(stage: &Stage, item: ItemId, text: &str) -> PostId {
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let sent: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    assert_eq!((sent.summary.state, sent.summary.answers.as_deref()), (DisplayState::Waiting, Some("joseph")));
    begun.summary.id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_signed_and_is_public_once_under_what_it_answers() {
    let (stage, post, comment, joseph) = complained().await;
    let item = first(&stage, &joseph);
    let start: ReplyStart = stage.clinic().call("reply_start", json!({ "id": item }));
    assert!(start.cannot.is_none(), "{start:#?}");
    let answer = sent(&stage, item, GOOD);
    let whole = open(&stage, &joseph);
    assert_eq!((whole.replies[0].post_id, whole.replies[0].text.as_str()), (answer, GOOD));
    // Whoever begins another one finds this one.
    let again: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": "Another." }));
    assert_eq!((again.summary.id, again.content.parts[0].text.as_str()), (answer, GOOD));
    // Three hours pass: the clinic's grace for a post that is late is over, and an answer waits for its doctor all the same.
    stage.clinic().advance_awake(180 * Millis::MINUTE);
    assert_eq!(stage.clinic().post(answer).summary.state, DisplayState::Waiting);
    stage.clinic().as_doctor();
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": answer }));
    let target = sheet.post.target.as_ref().unwrap();
    assert_eq!(
        (target.author.as_str(), target.words.as_str()),
        ("joseph", COMPLAINT),
        "the doctor sees what is answered"
    );
    stage.sign(answer);
    stage.posted(answer).await;
    let called = stage.called(answer, 0);
    let entry = stage.control().ledger().into_iter().find(|entry| entry.id == called).unwrap();
    assert_eq!((entry.parent.as_deref(), entry.text.as_str()), (Some(comment.as_str()), GOOD));
    stage.holds_exactly(&[post, answer]);
    // The platform's own list brings it back as the clinic's word, and nobody waits any more.
    until(&stage, || open(&stage, &joseph).items.iter().any(|item| item.ours)).await;
    assert_eq!(open(&stage, &joseph).summary.answer_by.map(|it| it.at), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hint_that_somebody_is_a_patient_is_stopped_while_it_is_typed_when_it_is_sent_and_at_the_gate() {
    let (stage, _, _, joseph) = complained().await;
    let item = first(&stage, &joseph);
    let typed: Report = stage.clinic().call("reply_check", json!({ "item_id": item, "text": TELLS }));
    let found = typed.findings.iter().find(|finding| finding.code == FindingCode::PatientHinted).unwrap();
    assert_eq!((found.severity, found.part), (Severity::Block, Some(0)), "{typed:#?}");
    assert!(found.message.contains("your visit"), "{}", found.message);
    let good: Report = stage.clinic().call("reply_check", json!({ "item_id": item, "text": GOOD }));
    assert!(!good.blocks(), "{good:#?}");
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": TELLS }));
    let refused = stage.clinic().refused("reply_send", json!({ "id": begun.summary.id }));
    says(&refused, ErrorCode::Invalid, Some("content"), &["your visit"]);
    // The way that posts take leads to the same check.
    says(
        &stage.clinic().refused("post_submit", json!({ "id": begun.summary.id })),
        ErrorCode::Invalid,
        Some("content"),
        &["your visit"],
    );
    let mut content = begun.content.clone();
    content.parts[0].text = GOOD.to_owned();
    let _: Post = stage
        .clinic()
        .call("post_save", json!({ "id": begun.summary.id, "base_revision": begun.revision_id, "content": content }));
    let answer = sent(&stage, item, GOOD);
    assert_eq!(answer, begun.summary.id, "what was begun is gone on with");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_for_one_sentence_is_not_sent_under_another() {
    let (stage, post, comment, joseph) = complained().await;
    let answer = sent(&stage, first(&stage, &joseph), GOOD);
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": answer }));
    stage.control().edit_remark(Practised::Facebook, &comment, "Best service ever!").unwrap();
    // An edit changes no count.
    until_by(&stage, 20 * Millis::MINUTE, || open(&stage, &joseph).items[0].edited.is_some()).await;
    // What the doctor had on the screen is not what is there now.
    stage.clinic().as_doctor();
    stage.clinic().api().open_signing(&pin()).unwrap();
    let request = json!({ "post_id": answer, "manifest": sheet.manifest });
    let refused = stage.clinic().sign_shown(serde_json::from_value(request).unwrap()).unwrap_err();
    says(&refused, ErrorCode::Stale, None, &["changed"]);
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": answer }));
    assert_eq!(sheet.post.target.unwrap().words, "Best service ever!");
    stage.sign(answer);
    stage.posted(answer).await;
    stage.holds_exactly(&[post, answer]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_answers_what_was_taken_back() {
    let (stage, post, comment, joseph) = complained().await;
    let answer = sent(&stage, first(&stage, &joseph), GOOD);
    stage.control().delete_remark(Practised::Facebook, &comment).unwrap();
    until(&stage, || open(&stage, &joseph).items[0].gone.is_some()).await;
    stage.clinic().as_doctor();
    let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": answer }));
    assert!(
        sheet.cannot_sign.as_deref().is_some_and(|why| why.contains("not there any more")),
        "{:?}",
        sheet.cannot_sign
    );
    stage.clinic().as_receptionist();
    let start: ReplyStart = stage.clinic().call("reply_start", json!({ "id": first(&stage, &joseph) }));
    assert!(start.cannot.is_some_and(|why| why.contains("not on Facebook any more")));
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_no_posts_to_the_calendar_and_to_the_rules_for_posts() {
    let (stage, _, _, joseph) = complained().await;
    let answer = sent(&stage, first(&stage, &joseph), GOOD);
    let asked = json!({ "from": "2026-01-01", "to": "2026-12-31", "channels": [], "platforms": [], "states": [], "people": [] });
    let calendar: Value = stage.clinic().call("calendar_get", asked);
    let text = calendar.to_string();
    assert!(!text.contains(&answer.to_string()), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_waits_for_its_signature_past_the_grace_for_posts_and_goes_out_with_it() {
    let (stage, post, _, joseph) = complained().await;
    let answer = sent(&stage, first(&stage, &joseph), GOOD);
    let begun = stage.clock.now();
    until_by(&stage, 30 * Millis::MINUTE, || stage.clock.now().since(begun) > 20 * 60 * Millis::MINUTE).await;
    assert_eq!(stage.clinic().post(answer).summary.state, DisplayState::Waiting, "nothing of it is late");
    stage.sign(answer);
    stage.posted(answer).await;
    stage.holds_exactly(&[post, answer]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_missed_goes_out_once_somebody_sends_it_again() {
    let (stage, post, _, joseph) = complained().await;
    let item = first(&stage, &joseph);
    let answer = sent(&stage, item, GOOD);
    let _: Value = stage.clinic().call("publishing_stop", Value::Null);
    stage.sign(answer);
    until_by(&stage, 30 * Millis::MINUTE, || stage.clinic().post(answer).summary.state == DisplayState::Missed).await;
    stage.clinic().as_doctor();
    stage.clinic().api().resume(false).unwrap();
    stage.clinic().as_receptionist();
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": GOOD }));
    assert_eq!(begun.summary.id, answer, "it is the same that is gone on with");
    let again: Post = stage.clinic().call("reply_send", json!({ "id": answer }));
    if again.summary.state == DisplayState::Waiting {
        stage.sign(answer);
    }
    stage.posted(answer).await;
    stage.holds_exactly(&[post, answer]);
}
