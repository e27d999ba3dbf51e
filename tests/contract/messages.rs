//! Answers that one person alone reads, on every platform that takes them: each is sent once, to whoever wrote, however its own answer
//! was lost, and never once its platform takes none any more.

use countersign_core::api::types::{DisplayState, Post, ReplyStart, ReviewSheet};
use countersign_core::model::{AnswerWay, ItemId, Millis, PostId};
use countersign_practice::{Action, LedgerEntry, LedgerKind, Said, templates};
use countersign_tests::inbox::public;
use countersign_tests::stage::Stage;
use serde_json::json;

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, X};

const QUESTION: &str = "Do you have an appointment on Friday?";
const ANSWER: &str = "Thank you for asking. Please call us on 080 4718 2210, and we find a time.";

/// What platforms differ in when a message is answered.
struct Writing {
    on: &'static Facts,
    /// Sends a message.
    send: At,
    /// How long it takes them after the person wrote, in hours; none where it always does.
    hours: Option<i64>,
    /// Whether whoever wrote a comment can be written to.
    privately: bool,
}

const ON_X: Writing = Writing { on: &X, send: ("POST", templates::x::DM_SEND), hours: None, privately: false };
const ON_FACEBOOK: Writing =
    Writing { on: &FACEBOOK, send: ("POST", templates::facebook::MESSAGES), hours: Some(24), privately: true };
const ON_INSTAGRAM: Writing =
    Writing { on: &INSTAGRAM, send: ("POST", templates::instagram::MESSAGES), hours: Some(24), privately: true };

macro_rules! on {
    ($module:ident, $writing:ident) => {
        mod $module {
            #[tokio::test(flavor = "multi_thread")]
            async fn a_message_is_answered_once_for_its_writer_alone() {
                super::a_message_is_answered_once_for_its_writer_alone(&super::$writing).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn a_dropped_answer_to_a_message_is_found_and_not_sent_again() {
                super::a_dropped_answer_to_a_message_is_found_and_not_sent_again(&super::$writing).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn a_link_that_its_platform_may_write_otherwise_is_never_sent_twice() {
                super::a_link_that_its_platform_may_write_otherwise_is_never_sent_twice(&super::$writing).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn an_error_before_accepting_a_message_is_proven_absent_and_sent_again() {
                super::an_error_before_accepting_a_message_is_proven_absent_and_sent_again(&super::$writing).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn nothing_is_sent_once_the_time_to_answer_is_over() {
                super::nothing_is_sent_once_the_time_to_answer_is_over(&super::$writing).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn whoever_commented_is_written_to_once_where_the_platform_lets_anybody() {
                super::whoever_commented_is_written_to_once_where_the_platform_lets_anybody(&super::$writing).await;
            }
        }
    };
}

on!(x, ON_X);
on!(facebook, ON_FACEBOOK);
on!(instagram, ON_INSTAGRAM);

impl Writing {
    /// A clinic to whose account somebody wrote: the stage, and which message it is.
    async fn asked(&self) -> (Stage, ItemId) {
        let (stage, ..) = public(|_| self.on.text("Flu shots from Thursday.")).await;
        let account = stage.own(self.on.practice);
        stage.control().message(&account, &Said::new("asha", QUESTION)).unwrap();
        stage.until_so(Millis::MINUTE, 12, || stage.open_conversations() == 1).await;
        let item = stage.conversation(&stage.inbox(&json!({})).conversations[0]).items[0].id;
        (stage, item)
    }

    /// The messages that the platform has of the clinic.
    fn sent(&self, stage: &Stage) -> Vec<LedgerEntry> {
        let mut all = stage.control().ledger();
        all.retain(|entry| entry.kind == LedgerKind::Message);
        all
    }
}

fn start(stage: &Stage, item: ItemId, privately: bool) -> ReplyStart {
    stage.clinic().call("reply_start", json!({ "id": item, "privately": privately }))
}

/// An answer that the doctor has signed.
fn answered(stage: &Stage, item: ItemId, privately: bool) -> PostId {
    let begun: Post =
        stage.clinic().call("reply_begin", json!({ "item_id": item, "text": ANSWER, "privately": privately }));
    let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    stage.sign(begun.summary.id);
    begun.summary.id
}

async fn a_message_is_answered_once_for_its_writer_alone(writing: &Writing) {
    let (stage, item) = writing.asked().await;
    let offered = start(&stage, item, false);
    assert_eq!((offered.cannot, offered.way), (None, AnswerWay::Message));
    assert_eq!(offered.until.is_some(), writing.hours.is_some());
    assert!(offered.private.is_none(), "it is private already");
    let with = stage.inbox(&json!({})).conversations.remove(0);
    let answer = answered(&stage, item, false);
    stage.posted(answer).await;
    let sent = writing.sent(&stage);
    assert_eq!(sent.len(), 1, "{sent:#?}");
    assert_eq!((sent[0].text.as_str(), sent[0].id.as_str()), (ANSWER, stage.called(answer, 0).as_str()));
    let stood = stage.control().messages(&stage.own(writing.on.practice));
    let (asked, answered) = (stood.iter().find(|it| !it.ours).unwrap(), stood.iter().find(|it| it.ours).unwrap());
    assert_eq!((&asked.person, answered.text.as_str()), (&answered.person, ANSWER));
    // Nobody else sees it, so it has no address, is not read back and counts nothing.
    let shown = stage.clinic().post(answer).summary;
    assert_eq!((shown.permalink, shown.shown_otherwise), (None, None));
    // The conversation brings it back as the clinic's word.
    let ours = || stage.conversation(&with).items.iter().any(|it| it.ours);
    stage.until_so(Millis::MINUTE, 15, ours).await;
}

async fn a_dropped_answer_to_a_message_is_found_and_not_sent_again(writing: &Writing) {
    let (stage, item) = writing.asked().await;
    stage.fault(writing.on.practice, writing.send, 0, 1, Action::DropAfterAccept);
    let answer = answered(&stage, item, false);
    stage.until(answer, &[DisplayState::Doubt], 15).await;
    stage.posted(answer).await;
    assert_eq!((stage.asked(writing.send), writing.sent(&stage).len()), (1, 1));
    assert_eq!(writing.sent(&stage)[0].id, stage.called(answer, 0));
}

async fn a_link_that_its_platform_may_write_otherwise_is_never_sent_twice(writing: &Writing) {
    let (stage, item) = writing.asked().await;
    stage.fault(writing.on.practice, writing.send, 0, 1, Action::DropAfterAccept);
    let text = "Thank you & welcome. Please look at https://lakeside.example/hours for our <hours>.";
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    stage.sign(begun.summary.id);
    stage.until(begun.summary.id, &[DisplayState::Doubt, DisplayState::Posted], 15).await;
    let asked_until = stage.clock.now().plus(2 * 60 * Millis::MINUTE);
    stage.until_so(10 * Millis::MINUTE, 180, || stage.clock.now() >= asked_until).await;
    assert_eq!((stage.asked(writing.send), writing.sent(&stage).len()), (1, 1));
}

async fn an_error_before_accepting_a_message_is_proven_absent_and_sent_again(writing: &Writing) {
    let (stage, item) = writing.asked().await;
    let failed = Action::ServerError { after_accept: false, status: 500 };
    stage.fault(writing.on.practice, writing.send, 0, 1, failed);
    let answer = answered(&stage, item, false);
    stage.until(answer, &[DisplayState::Doubt], 15).await;
    stage.posted(answer).await;
    assert_eq!((stage.asked(writing.send), writing.sent(&stage).len()), (2, 1));
}

async fn nothing_is_sent_once_the_time_to_answer_is_over(writing: &Writing) {
    let (stage, item) = writing.asked().await;
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": ANSWER }));
    let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    stage.clinic().advance_awake(writing.hours.unwrap_or(24 * 5) * 60 * Millis::MINUTE);
    match writing.hours {
        None => {
            stage.sign(begun.summary.id);
            stage.posted(begun.summary.id).await;
        }
        Some(_) => {
            stage.clinic().as_doctor();
            let sheet: ReviewSheet = stage.clinic().call("review_open", json!({ "id": begun.summary.id }));
            assert!(sheet.cannot_sign.is_some_and(|why| why.contains("only for some time")));
            let over = start(&stage, item, false);
            assert!(over.cannot.is_some_and(|why| why.contains("that is over")));
            assert!(writing.sent(&stage).is_empty());
        }
    }
}

async fn whoever_commented_is_written_to_once_where_the_platform_lets_anybody(writing: &Writing) {
    let (stage, post, called) = public(|_| writing.on.text("Flu shots from Thursday.")).await;
    stage.says(writing.on.practice, &called, "asha", QUESTION);
    stage.until_so(Millis::MINUTE, 12, || stage.open_conversations() == 1).await;
    let item = stage.conversation(&stage.inbox(&json!({})).conversations[0]).items[0].id;
    let public = start(&stage, item, false);
    assert_eq!((public.cannot, public.way, public.private.is_some()), (None, AnswerWay::Public, writing.privately));
    if !writing.privately {
        assert!(start(&stage, item, true).cannot.is_some());
        return;
    }
    // Nothing tells in which conversation it would stand, and somebody else may have got the same words: a person looks.
    stage.fault(writing.on.practice, writing.send, 0, 1, Action::DropAfterAccept);
    let answer = answered(&stage, item, true);
    stage.until(answer, &[DisplayState::Doubt], 15).await;
    let asked_until = stage.clock.now().plus(2 * 60 * Millis::MINUTE);
    stage.until_so(10 * Millis::MINUTE, 180, || stage.clock.now() >= asked_until).await;
    assert_eq!(stage.clinic().post(answer).summary.state, DisplayState::Doubt);
    assert_eq!((stage.asked(writing.send), writing.sent(&stage).len()), (1, 1));
    let there = json!({ "post_id": answer, "found": { "kind": "public", "address": "" } });
    let decided: Post = stage.clinic().call("delivery_decide", there);
    assert_eq!(decided.summary.state, DisplayState::Posted);
    let again = start(&stage, item, true);
    assert!(again.cannot.is_some_and(|why| why.contains("one private answer")), "{:?}", again.way);
    // Everybody may be told as well.
    let all = answered(&stage, item, false);
    stage.posted(all).await;
    assert_eq!(writing.sent(&stage).len(), 1);
    assert_eq!(stage.called(post, 0), called);
}
