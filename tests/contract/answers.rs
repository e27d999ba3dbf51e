//! Answers to what people write, on every platform that takes them: each is public once, under what it answers, however its own
//! answer was lost.

use countersign_core::api::types::{DisplayState, Post};
use countersign_core::model::{ItemId, Millis, PostId};
use countersign_practice::{Action, LedgerEntry, templates};
use countersign_tests::inbox::public;
use countersign_tests::stage::Stage;
use serde_json::json;

use crate::facts::{At, FACEBOOK, Facts, INSTAGRAM, LINKEDIN, X, YOUTUBE};

const QUESTION: &str = "How much is it for children?";
const ANSWER: &str = "Thank you for asking. Please call us on 080 4718 2210, and we tell you everything.";

/// What platforms differ in when something is answered.
struct Answering {
    on: &'static Facts,
    /// Puts an answer under a comment.
    answer: At,
    /// How many requests to `answer` come before, as the post itself is one on X.
    before: u32,
    /// How many minutes reading may take, and by how many time moves on.
    within: (i64, i64),
}

const ON_X: Answering = Answering { on: &X, answer: ("POST", templates::x::POSTS), before: 1, within: (7, 1) };
const ON_FACEBOOK: Answering =
    Answering { on: &FACEBOOK, answer: ("POST", templates::facebook::COMMENTS), before: 0, within: (7, 1) };
const ON_INSTAGRAM: Answering =
    Answering { on: &INSTAGRAM, answer: ("POST", templates::instagram::REPLIES), before: 0, within: (7, 1) };
const ON_LINKEDIN: Answering =
    Answering { on: &LINKEDIN, answer: ("POST", templates::linkedin::COMMENTS), before: 0, within: (6 * 60, 10) };
const ON_YOUTUBE: Answering =
    Answering { on: &YOUTUBE, answer: ("POST", templates::youtube::COMMENTS), before: 0, within: (7, 1) };

macro_rules! on {
    ($module:ident, $answering:ident) => {
        mod $module {
            #[tokio::test(flavor = "multi_thread")]
            async fn an_answer_is_public_once_under_what_it_answers() {
                super::an_answer_is_public_once_under_what_it_answers(&super::$answering).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn a_dropped_answer_to_an_answer_is_found_and_not_sent_again() {
                super::a_dropped_answer_to_an_answer_is_found_and_not_sent_again(&super::$answering).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn an_error_before_accepting_an_answer_is_proven_absent_and_sent_again() {
                super::an_error_before_accepting_an_answer_is_proven_absent_and_sent_again(&super::$answering).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn an_answer_is_taken_down_like_a_post() {
                super::an_answer_is_taken_down_like_a_post(&super::$answering).await;
            }
        }
    };
}

on!(x, ON_X);
on!(facebook, ON_FACEBOOK);
on!(instagram, ON_INSTAGRAM);
on!(linkedin, ON_LINKEDIN);
on!(youtube, ON_YOUTUBE);

impl Answering {
    /// A clinic with a post under which somebody asked something: the stage, the post, the platform's id of the question, and
    /// which it is here.
    async fn asked(&self) -> (Stage, PostId, String, ItemId) {
        let (stage, post, called) = public(|_| self.on.text("Flu shots from Thursday.")).await;
        let question = stage.says(self.on.practice, &called, "asha", QUESTION);
        let (minutes, step) = self.within;
        stage.until_so(step * Millis::MINUTE, minutes, || stage.open_conversations() == 1).await;
        let item = stage.conversation(&stage.inbox(&json!({})).conversations[0]).items[0].id;
        (stage, post, question, item)
    }

    /// An answer to it that the doctor has signed.
    fn answered(stage: &Stage, item: ItemId) -> PostId {
        let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": ANSWER }));
        let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
        stage.sign(begun.summary.id);
        begun.summary.id
    }
}

fn stands(stage: &Stage, answer: PostId) -> LedgerEntry {
    let called = stage.called(answer, 0);
    stage.control().ledger().into_iter().find(|entry| entry.id == called).unwrap()
}

async fn an_answer_is_public_once_under_what_it_answers(answering: &Answering) {
    let (stage, post, question, item) = answering.asked().await;
    let answer = Answering::answered(&stage, item);
    let shown = stage.posted(answer).await;
    let entry = stands(&stage, answer);
    assert_eq!((entry.parent.as_deref(), entry.text.as_str()), (Some(question.as_str()), ANSWER));
    stage.holds_exactly(&[post, answer]);
    // Its address is known, and it is read back as it was signed.
    stage.until_so(Millis::MINUTE, 30, || stage.clinic().post(answer).summary.permalink.is_some()).await;
    let differs = || stage.clinic().post(answer).summary.shown_otherwise;
    stage.until_so(Millis::MINUTE, 60, || stage.asked(answering.on.read_one) > 0 || differs().is_none()).await;
    assert_eq!(differs(), None, "{shown:#?}");
}

async fn a_dropped_answer_to_an_answer_is_found_and_not_sent_again(answering: &Answering) {
    let (stage, post, question, item) = answering.asked().await;
    stage.fault(answering.on.practice, answering.answer, 0, 1, Action::DropAfterAccept);
    let answer = Answering::answered(&stage, item);
    stage.until(answer, &[DisplayState::Doubt], 15).await;
    stage.posted(answer).await;
    assert_eq!(stage.asked(answering.answer), answering.before as usize + 1);
    assert_eq!(stands(&stage, answer).parent.as_deref(), Some(question.as_str()));
    stage.holds_exactly(&[post, answer]);
}

async fn an_error_before_accepting_an_answer_is_proven_absent_and_sent_again(answering: &Answering) {
    let (stage, post, _, item) = answering.asked().await;
    let failed = Action::ServerError { after_accept: false, status: 500 };
    stage.fault(answering.on.practice, answering.answer, 0, 1, failed);
    let answer = Answering::answered(&stage, item);
    stage.until(answer, &[DisplayState::Doubt], 15).await;
    stage.posted(answer).await;
    assert_eq!(stage.asked(answering.answer), answering.before as usize + 2);
    stage.holds_exactly(&[post, answer]);
}

async fn an_answer_is_taken_down_like_a_post(answering: &Answering) {
    let (stage, post, _, item) = answering.asked().await;
    let answer = Answering::answered(&stage, item);
    stage.posted(answer).await;
    let _: serde_json::Value = stage.clinic().call("post_take_down", json!({ "ids": [answer] }));
    stage.until(answer, &[DisplayState::Removed], 30).await;
    let mut ledger = stage.control().ledger();
    ledger.retain(|entry| entry.removed_at.is_none());
    assert_eq!(ledger.len(), 1, "the post stays, and nothing else: {ledger:#?}");
    assert_eq!(ledger[0].id, stage.called(post, 0));
}
