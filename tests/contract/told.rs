//! What LinkedIn tells in a way of its own: texts that it cuts, cards that it rewrites, comments that it is not ready for,
//! names that only addresses carry, and scopes that only comments need.

use countersign_core::api::types::{Channel, DisplayState, Post, PostRef};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, LinkedinArticle, Platform, PlatformOptions, PostId, Secret};
use countersign_core::publish::RemovalState;
use countersign_practice::{Action, LinkedinArticles, LinkedinWire, cast, templates};
use countersign_tests::stage::{Stage, says, with_pictures};
use serde_json::{Value, json};

use crate::facts::LINKEDIN;

const READ_COMMENTS: (&str, &str) = ("GET", templates::linkedin::COMMENTS);

fn public(post: PostId, address: &str) -> Value {
    json!({ "post_id": post, "found": { "kind": "public", "address": address } })
}

fn share(stage: &Stage) -> String {
    stage.control().ledger()[0].id.clone()
}

/// LinkedIn takes a post, its answer is lost, and it shows the post in its own way: that is no proof that it is not there.
async fn left_to_a_person(wire: LinkedinWire, content: impl FnOnce(&Stage) -> Content) {
    let stage = Stage::set().await;
    stage.control().set_linkedin_wire(wire);
    let post = stage.signed(&content(&stage), 5);
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.steps(20).await;
    let doubt = stage.clinic().post(post);
    assert_eq!(doubt.summary.state, DisplayState::Doubt, "{wire:?}");
    assert!(doubt.delivery.unwrap().message.unwrap().contains("say whether it is there"));
    assert_eq!(stage.asked(LINKEDIN.commit), 1, "sent again: {wire:?}");
    assert!(stage.asked(LINKEDIN.read_back) > 2, "it was looked for");
    let address = format!("https://www.linkedin.com/feed/update/{}/", share(&stage));
    let _: Value = stage.clinic().call("delivery_decide", public(post, &address));
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_linkedin_cut_is_not_sent_again() {
    let wire = LinkedinWire { longest: Some(12), ..LinkedinWire::default() };
    left_to_a_person(wire, |_| LINKEDIN.text("We are open (on Saturday) until six.")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_linkedin_rewrote_or_left_out_is_not_sent_again() {
    for articles in [LinkedinArticles::Marked, LinkedinArticles::Missing] {
        let article = LinkedinArticle { link: "https://www.example.org/breathe".into(), title: "Breathe".into() };
        let options = PlatformOptions::Linkedin { article: Some(article), document_title: String::new() };
        let wire = LinkedinWire { articles, ..LinkedinWire::default() };
        left_to_a_person(wire, |_| Content { options, ..LINKEDIN.text("Breathe easier.") }).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_linkedin_does_not_show_is_not_sent_again() {
    let wire = LinkedinWire { without_a_picture: true, ..LinkedinWire::default() };
    left_to_a_person(wire, |stage| {
        with_pictures(stage.clinic(), LINKEDIN.text("Come in."), &[(40, "The door"), (50, "The garden")])
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_linkedin_cut_is_not_sent_again() {
    let stage = Stage::set().await;
    let post = stage.signed(&LINKEDIN.commented("We are open.", "Until six on Saturday."), 5);
    stage.fault(LINKEDIN.practice, LINKEDIN.comment, 0, 1, Action::DropAfterAccept);
    stage.control().set_linkedin_wire(LinkedinWire { longest: Some(9), ..LinkedinWire::default() });
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.steps(20).await;
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Doubt);
    assert_eq!(stage.asked(LINKEDIN.comment), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_linkedin_is_not_ready_for_goes_out_all_the_same() {
    let stage = Stage::set().await;
    stage.control().set_linkedin_wire(LinkedinWire { early_comments: 2, ..LinkedinWire::default() });
    let post = stage.signed(&LINKEDIN.commented("We are open.", "Until six."), 5);
    stage.posted(post).await;
    assert_eq!(stage.asked(LINKEDIN.comment), 3);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_a_person_found_by_its_activity_is_taken_down_by_hand() {
    let stage = Stage::set().await;
    let post = stage.signed(&LINKEDIN.text("We are open."), 5);
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::HideFromRead { reads: 1, at_most_ms: None });
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    let activity = stage.control().linkedin_activity(&share(&stage)).unwrap();
    let address = format!("https://www.linkedin.com/posts/lakeside_open-{}-AbCd", &activity[7..].replace(':', "-"));
    let _: Value = stage.clinic().call("delivery_decide", public(post, &address));
    let delivery = stage.clinic().post(post).delivery.unwrap();
    assert_eq!(delivery.parts[0].platform_id.as_ref(), Some(&activity));

    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    for _ in 0..40 {
        if stage.clinic().post(post).summary.needs.is_some() {
            break;
        }
        stage.steps(1).await;
    }
    let stuck = stage.clinic().post(post);
    assert_eq!(stuck.summary.state, DisplayState::Posted, "it is still public");
    let removal = stuck.delivery.unwrap().parts[0].removal.clone().unwrap();
    assert_eq!(removal.state, RemovalState::Refused);
    assert!(removal.message.unwrap().contains("delete it there"));
    assert!(stage.control().ledger()[0].removed_at.is_none());
    assert_eq!(stage.asked(LINKEDIN.delete), 0, "no answer would say anything of this post");
    stage.control().remove_post(LINKEDIN.practice, &share(&stage)).unwrap();
    let removed: Post = stage.clinic().call("removal_confirm", PostRef { id: post });
    assert_eq!(removed.summary.state, DisplayState::Removed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_found_only_at_a_comment_s_address() {
    let stage = Stage::set().await;
    let post = stage.signed(&LINKEDIN.commented("We are open.", "Until six."), 5);
    stage.fault(LINKEDIN.practice, LINKEDIN.comment, 0, 1, Action::DropAfterAccept);
    stage.fault(LINKEDIN.practice, READ_COMMENTS, 0, 50, Action::ServerError { after_accept: false, status: 503 });
    stage.until(post, &[DisplayState::Doubt], 15).await;
    let activity = stage.control().linkedin_activity(&share(&stage)).unwrap();
    let at = |urn: &str| format!("https://www.linkedin.com/feed/update/{urn}/");
    for its_post in [at(&activity), at(&share(&stage))] {
        let refused = stage.clinic().refused("delivery_decide", public(post, &its_post));
        says(&refused, ErrorCode::Invalid, Some("address"), &["address of a post", "comment"]);
    }
    let comment = stage.control().ledger()[1].id.clone();
    let _: Value =
        stage.clinic().call("delivery_decide", public(post, &format!("{}?commentUrn={comment}", at(&activity))));
    stage.holds_exactly(&[post]);
}

/// The scopes in the sentence that asks for a token, for a page and for a person.
fn told(stage: &Stage) -> (Vec<String>, Vec<String>) {
    let fields = stage.clinic().as_doctor().api().connect_fields(Platform::Linkedin).unwrap();
    let help = &fields.iter().find(|field| field.name == "token").unwrap().help;
    let (page, person) = help.split_once("for a person").unwrap();
    let scopes = |words: &str| {
        let words = words.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'));
        let is_scope = |word: &&str| {
            ["r_", "w_", "rw_"].iter().any(|it| word.starts_with(it)) || ["openid", "profile"].contains(word)
        };
        words.filter(is_scope).map(str::to_owned).collect()
    };
    (scopes(page), scopes(person))
}

async fn connect(stage: &Stage, token: &str, scopes: &[String]) -> Channel {
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    stage.control().limit_linkedin_token(token, &scopes).unwrap();
    let given = Secret::new(token.into());
    stage.clinic().as_doctor().api().connect(Platform::Linkedin, &given, None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scopes_that_people_are_told_are_enough_for_a_page() {
    let stage = Stage::set().await;
    let (page, _) = told(&stage);
    assert_eq!(connect(&stage, cast::LINKEDIN_TOKEN, &page).await.account_id, cast::LINKEDIN_ORGANIZATION);
    stage.clinic().as_receptionist();
    let content = with_pictures(stage.clinic(), LINKEDIN.commented("We are open.", "Until six."), &[(40, "The door")]);
    let post = stage.signed(&content, 5);
    stage.fault(LINKEDIN.practice, LINKEDIN.commit, 0, 1, Action::DropAfterAccept);
    stage.fault(LINKEDIN.practice, LINKEDIN.comment, 0, 1, Action::DropAfterAccept);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let _: Value = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    stage.until(post, &[DisplayState::Removed], 60).await;
    assert!(stage.control().ledger().iter().all(|entry| entry.removed_at.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scopes_that_people_are_told_are_enough_for_a_person() {
    let stage = Stage::set().await;
    let (_, person) = told(&stage);
    let channel = connect(&stage, cast::LINKEDIN_MEMBER_TOKEN, &person).await;
    assert_eq!(channel.account_id, cast::LINKEDIN_PERSON);
    stage.clinic().as_receptionist();
    let post: Post = stage.clinic().call("post_create", json!({ "channel_id": channel.id }));
    let id = post.summary.id;
    let content = LINKEDIN.commented("We are open.", "Until six.");
    let save = json!({ "id": id, "base_revision": post.revision_id, "content": content });
    let _: Post = stage.clinic().call("post_save", save);
    stage.clinic().plan_in(id, 5);
    stage.sign(id);
    stage.posted(id).await;
    stage.holds_exactly(&[id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_may_not_comment_says_which_scopes_are_missing() {
    let stage = Stage::set().await;
    let scopes = ["w_organization_social", "r_organization_social"];
    stage.control().limit_linkedin_token(cast::LINKEDIN_TOKEN, &scopes).unwrap();
    let post = stage.signed(&LINKEDIN.commented("We are open.", "Until six."), 5);
    let partly = stage.until(post, &[DisplayState::PartlyPosted], 15).await;
    let message = partly.delivery.unwrap().message.unwrap();
    assert!(message.contains("w_organization_social_feed"), "{message}");
    stage.holds_parts(&[(post, 1)]);
}
