//! A member of LinkedIn: what went out as a person can't be read back by any app, so only a person can say what became of it.

use countersign_core::api::types::{Channel, DisplayState, Post, PostRef};
use countersign_core::model::{Content, Platform, PlatformOptions, PostId, Secret};
use countersign_practice::{Action, LedgerKind, LinkedinWire, cast, templates};
use countersign_tests::stage::{Stage, with_film, with_media};
use serde_json::{Value, json};

use crate::facts::LINKEDIN;

/// A stage with the receptionist's own account beside the clinic's page, and a post on it that was signed.
async fn signed(text: &str) -> (Stage, PostId) {
    let stage = Stage::set().await;
    let token = Secret::new(cast::LINKEDIN_MEMBER_TOKEN.into());
    let api = stage.clinic().as_doctor().api();
    let channel: Channel = api.connect(Platform::Linkedin, &token, None).await.unwrap();
    assert_eq!((&*channel.account_id, &*channel.account_name), (cast::LINKEDIN_PERSON, cast::LINKEDIN_PERSON_NAME));
    stage.clinic().as_receptionist();
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let id = post.summary.id;
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": LINKEDIN.text(text) });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(id, 5);
    stage.sign(id);
    (stage, id)
}

/// Whatever time passes, the post stays in doubt, a person is asked, and nothing is sent or looked up.
async fn asks_a_person(stage: &Stage, post: PostId) {
    stage.until(post, &[DisplayState::Doubt], 15).await;
    let (commits, public) = (stage.asked(LINKEDIN.commit), stage.control().ledger().len());
    stage.steps(20).await;
    let doubt = stage.clinic().post(post);
    assert_eq!(doubt.summary.state, DisplayState::Doubt);
    let sentence = doubt.delivery.unwrap().message.unwrap();
    assert!(sentence.contains("LinkedIn does not show Countersign"), "{sentence}");
    assert!(sentence.contains("say whether it is there"), "{sentence}");
    assert_eq!((stage.asked(LINKEDIN.commit), stage.control().ledger().len()), (commits, public));
    assert_eq!(stage.asked(LINKEDIN.read_back), 0, "LinkedIn would refuse");
}

fn decide(stage: &Stage, post: PostId, found: Value) {
    let _: Value = stage.clinic().call("delivery_decide", json!({ "post_id": post, "found": found }));
}

/// A person says that it is not there and wants it sent all the same; its time is over by now, so it gets a new one.
async fn send_again(stage: &Stage, post: PostId) {
    decide(stage, post, json!({ "kind": "not_public" }));
    stage.until(post, &[DisplayState::Missed], 5).await;
    let _: Post = stage.clinic().call("delivery_retry", PostRef { id: post });
}

/// The address as a person copies it: LinkedIn shows a post under the name of its activity.
fn there(stage: &Stage) -> Value {
    let id = stage.control().ledger()[0].id.clone();
    json!({ "kind": "public", "address": format!("https://www.linkedin.com/feed/update/{id}/?utm_source=share") })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_video_goes_out_without_being_asked_after() {
    let (stage, _) = signed("We are open.").await;
    let channel = stage.clinic().channels().into_iter().find(|it| it.account_id == cast::LINKEDIN_PERSON).unwrap();
    // Whoever may not ask how it is doing finds it ready, or is refused as long as it is not.
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let id = post.summary.id;
    let content = with_film(stage.clinic(), LINKEDIN.text("Our new rooms."), 3);
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(id, 6);
    stage.sign(id);
    stage.posted(id).await;
    assert_eq!(stage.asked(("GET", templates::linkedin::VIDEO)), 0, "LinkedIn would refuse");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_document_goes_out_without_being_asked_after() {
    let (stage, _) = signed("We are open.").await;
    let channel = stage.clinic().channels().into_iter().find(|it| it.account_id == cast::LINKEDIN_PERSON).unwrap();
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let id = post.summary.id;
    let options = PlatformOptions::Linkedin { article: None, document_title: "Our house".into() };
    let content = Content { options, ..LINKEDIN.text("Our new rooms, page by page.") };
    let content = with_media(content, &stage.clinic().document(4), "");
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(id, 6);
    stage.sign(id);
    stage.posted(id).await;
    let ledger = stage.control().ledger();
    let entry = ledger.iter().find(|entry| entry.kind == LedgerKind::Document).unwrap();
    assert_eq!(entry.media_sha256, [content.parts[0].media[0].digest.to_string()]);
    assert_eq!(stage.asked(("GET", templates::linkedin::DOCUMENT)), 0, "LinkedIn would refuse");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_linkedin_makes_nothing_of_is_brought_anew_for_a_member_who_is_told_nothing() {
    for document in [false, true] {
        let (stage, _) = signed("We are open.").await;
        stage.control().set_linkedin_wire(LinkedinWire { spoils: 1, ..LinkedinWire::default() });
        let channel = stage.clinic().channels().into_iter().find(|it| it.account_id == cast::LINKEDIN_PERSON).unwrap();
        let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
        let id = post.summary.id;
        let content = if document {
            let options = PlatformOptions::Linkedin { article: None, document_title: "Our house".into() };
            with_media(Content { options, ..LINKEDIN.text("Page by page.") }, &stage.clinic().document(5), "")
        } else {
            with_film(stage.clinic(), LINKEDIN.text("Our new rooms."), 4)
        };
        let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
        let _: Post = stage.clinic().call("post_save", save);
        stage.clinic().plan_in(id, 6);
        stage.sign(id);
        stage.posted(id).await;
        let bytes = if document { templates::linkedin::DOCUMENT_BYTES } else { templates::linkedin::VIDEO_PART };
        assert_eq!(stage.asked(("PUT", bytes)), 2, "once more, and not for each refusal");
        // The other post, two refusals, one while LinkedIn works on the new one, and the one that it was taken with.
        assert_eq!(stage.asked(LINKEDIN.commit), 5);
        assert_eq!(stage.control().ledger().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_post_goes_out() {
    let (stage, post) = signed("We are (still) open. #Saturday").await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.control().ledger()[0].account, cast::LINKEDIN_PERSON);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_never_sent_again_until_a_person_says_what_is_there() {
    let (stage, post) = signed("We are open.").await;
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::DropAfterAccept);
    asks_a_person(&stage, post).await;
    assert_eq!(stage.control().ledger().len(), 1);
    decide(&stage, post, there(&stage));
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(LINKEDIN.commit), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_arrived_is_sent_when_a_person_says_so() {
    let (stage, post) = signed("We are open.").await;
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::RefuseBefore);
    asks_a_person(&stage, post).await;
    send_again(&stage, post).await;
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(LINKEDIN.commit), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_was_wrong_is_told_by_linkedin_that_it_is_there() {
    let (mut stage, post) = signed("We are open.").await;
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::DropAfterAccept);
    asks_a_person(&stage, post).await;
    send_again(&stage, post).await;
    asks_a_person(&stage, post).await;
    let delivery = stage.clinic().post(post).delivery.unwrap();
    let first = stage.control().ledger()[0].id.clone();
    assert!(delivery.detail.unwrap().contains(&first), "LinkedIn's own words name the post that is there");
    decide(&stage, post, there(&stage));
    stage.close().await;
    stage.open();
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(LINKEDIN.commit), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_s_post_comes_down() {
    let (stage, post) = signed("We are open.").await;
    stage.posted(post).await;
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    stage.until(post, &[DisplayState::Removed], 60).await;
    assert!(stage.control().ledger()[0].removed_at.is_some());
    assert_eq!(stage.asked(("DELETE", templates::linkedin::POST)), 1);
}
