//! What TikTok alone has: drafts that a person finishes, posts that are looked at first, pictures that it fetches, and what
//! its creator has to be asked.

use countersign_core::api::types::{Creator, DisplayState, Post, TakeDown};
use countersign_core::model::{
    Content, Millis, PartState, Platform, PlatformOptions, PostId, TiktokConsent, TiktokPost, TiktokPrivacy, TiktokWay,
};
use countersign_core::publish::TakeDownBegun;
use countersign_practice::{Action, LedgerKind, TiktokWire, templates};
use countersign_providers::Route;
use countersign_tests::http;
use countersign_tests::stage::{Stage, with_film, with_pictures};
use serde_json::{Value, json};

use crate::facts::{At, TIKTOK, on_tiktok};

const BEGIN: At = ("POST", templates::tiktok::VIDEO_INIT);
const PICTURES: At = ("POST", templates::tiktok::CONTENT_INIT);
const CREATOR: At = ("POST", templates::tiktok::CREATOR_INFO);

fn inbox() -> PlatformOptions {
    PlatformOptions::Tiktok(TiktokPost { way: TiktokWay::Inbox, ..TiktokPost::NEW })
}

fn draft(stage: &Stage, number: u8) -> Content {
    with_film(stage.clinic(), Content { options: inbox(), ..TIKTOK.text("Our new rooms.") }, number)
}

fn wire(stage: &Stage, change: impl FnOnce(&mut TiktokWire)) {
    let mut wire = TiktokWire::default();
    change(&mut wire);
    stage.control().set_tiktok_wire(wire);
}

fn pictures(stage: &Stage) -> Content {
    let mut content = with_pictures(stage.clinic(), TIKTOK.text("Two rooms."), &[(10, "One"), (20, "Two")]);
    content.options = on_tiktok();
    content
}

fn decide(stage: &Stage, post: PostId, found: Value) {
    let _: Value = stage.clinic().call("delivery_decide", json!({ "post_id": post, "found": found }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_has_the_cover_that_was_signed() {
    let stage = Stage::set().await;
    let PlatformOptions::Tiktok(told) = on_tiktok() else { panic!("not for TikTok") };
    let options = PlatformOptions::Tiktok(TiktokPost { cover_ms: Some(1_500), ..told });
    let post = stage.signed(&with_film(stage.clinic(), Content { options, ..TIKTOK.text("Our new rooms.") }, 9), 5);
    let posted = stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let page = Route::practice(stage.base()).unwrap().page(Platform::Tiktok, &posted.summary.permalink.unwrap());
    let shown = http::get(page.unwrap().as_str()).await;
    assert!(shown.body.contains("cover at 1500 ms"), "{}", shown.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_finished_on_the_phone_and_followed_until_it_is_out() {
    let stage = Stage::set().await;
    let post = stage.signed(&draft(&stage, 1), 5);
    let handed = stage.until(post, &[DisplayState::HandedOver], 15).await;
    assert!(handed.delivery.unwrap().message.unwrap().contains("TikTok's app"));
    let ledger = stage.control().ledger();
    assert_eq!((ledger.len(), ledger[0].kind), (1, LedgerKind::Draft));
    assert_eq!((stage.asked(CREATOR), stage.asked(BEGIN)), (0, 0), "nothing is chosen for a draft");
    let kit: Value = stage.clinic().call("kit_get", json!({ "id": post }));
    assert_eq!(kit["parts"][0]["text"], "Our new rooms.", "the caption to be copied");
    assert_eq!((&kit["in_app"], &kit["parts"][0]["media"]), (&json!(true), &json!([])), "its video is there");
    stage.clinic().advance_awake(3 * 60 * Millis::MINUTE);
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::HandedOver, "however long");
    stage.control().finish_on_tiktok(&ledger[0].id, "Our new rooms.", "PUBLIC_TO_EVERYONE").unwrap();
    let posted = stage.until(post, &[DisplayState::Posted], 300).await;
    let id = posted.delivery.unwrap().parts[0].platform_id.clone();
    assert_eq!(id.as_deref(), Some(ledger[0].id.as_str()));
    assert_eq!(stage.control().ledger().len(), 2, "a draft, and what a person made of it");
    for wanted in ["delivery.handed_over", "part.posted"] {
        assert!(stage.story(post).iter().any(|entry| entry.action == wanted), "{wanted} is on record");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_says_where_a_draft_went_or_that_it_did_not() {
    let stage = Stage::set().await;
    let post = stage.signed(&draft(&stage, 2), 5);
    stage.until(post, &[DisplayState::HandedOver], 15).await;
    let address = "https://www.tiktok.com/@lakesideclinic/video/7512345678901234567";
    let _: Value = stage.clinic().call("kit_posted", json!({ "post_id": post, "addresses": [address] }));
    let posted = stage.clinic().post(post);
    assert_eq!(posted.summary.state, DisplayState::Posted);
    assert_eq!(posted.summary.permalink.as_deref(), Some(address));

    let other = stage.signed(&draft(&stage, 3), 5);
    stage.until(other, &[DisplayState::HandedOver], 15).await;
    let _: Value = stage.clinic().call("kit_not_posted", json!({ "id": other }));
    assert_eq!(stage.clinic().post(other).summary.state, DisplayState::Cancelled);
    let asked = stage.asked(TIKTOK.read_back);
    stage.clinic().advance_awake(6 * 60 * Millis::MINUTE);
    assert_eq!(stage.asked(TIKTOK.read_back), asked, "what was decided is asked about no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_drafts_wait_and_the_sixth_waits_for_the_person() {
    let stage = Stage::set().await;
    wire(&stage, |wire| wire.drafts = 0);
    let post = stage.signed(&draft(&stage, 4), 5);
    let waits = stage.until(post, &[DisplayState::Missed, DisplayState::Retrying], 15).await;
    assert!(waits.delivery.unwrap().message.unwrap().contains("Five drafts"));
    assert!(stage.control().ledger().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tiktok_works_on_for_long_is_processing_and_then_posted() {
    let stage = Stage::set().await;
    wire(&stage, |wire| wire.in_progress = 60);
    let post = stage.signed(&TIKTOK.text("Our new rooms."), 5);
    let working = stage.until(post, &[DisplayState::Processing], 15).await;
    assert!(working.delivery.unwrap().message.unwrap().contains("Nothing is sent twice"));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    assert_eq!(stage.asked(BEGIN), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_to_nothing_later_has_failed_and_a_fault_of_tiktoks_is_tried_again() {
    let stage = Stage::set().await;
    wire(&stage, |wire| wire.fails = Some("spam_risk_text".to_owned()));
    let refused = stage.signed(&TIKTOK.text("Our new rooms."), 5);
    let failed = stage.until(refused, &[DisplayState::Failed], 15).await;
    assert!(failed.delivery.unwrap().message.unwrap().contains("takes the words of this post for spam"));
    assert!(stage.control().ledger().is_empty());
    wire(&stage, |wire| wire.fails = Some("internal".to_owned()));
    let again = stage.signed(&TIKTOK.text("Our newer rooms."), 5);
    stage.until(again, &[DisplayState::Retrying], 15).await;
    wire(&stage, |_| {});
    stage.posted(again).await;
    stage.holds_parts(&[(again, 1)]);
    assert_eq!(stage.asked(BEGIN), 3, "what came to nothing is begun anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_account_may_watch_is_posted_without_an_address() {
    let stage = Stage::set().await;
    wire(&stage, |wire| (wire.audited, wire.private_account) = (false, true));
    let alone =
        TiktokPost { privacy: Some(TiktokPrivacy::Only), consent: Some(TiktokConsent::Music), ..TiktokPost::NEW };
    let content = Content { options: PlatformOptions::Tiktok(alone), ..TIKTOK.text("For ourselves.") };
    let post = stage.signed(&content, 5);
    let posted = stage.posted(post).await;
    assert_eq!(posted.summary.permalink, None, "TikTok tells the id of what is public alone");
    stage.holds_exactly(&[post]);
    // What an app that was not audited may not do is said with what it may.
    let public = stage.signed(&TIKTOK.text("For all."), 5);
    let failed = stage.until(public, &[DisplayState::Failed], 15).await;
    let message = failed.delivery.unwrap().message.unwrap();
    assert!(message.contains("does not offer") || message.contains("audited"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_account_does_not_offer_any_more_is_refused_before_anything_is_begun_and_asks_a_person() {
    let stage = Stage::set().await;
    let channel = stage.clinic().channel(TIKTOK.platform).id;
    let known: Creator = stage.clinic().call("creator_ask", json!({ "id": channel }));
    let seen = known.seen.unwrap();
    assert_eq!((seen.username.as_str(), seen.privacy.len()), ("lakesideclinic", 3));
    let post = stage.signed(&TIKTOK.text("Our new rooms."), 5);
    wire(&stage, |wire| wire.private_account = true);
    let failed = stage.until(post, &[DisplayState::Failed], 15).await;
    assert!(failed.delivery.unwrap().message.unwrap().contains("ask TikTok again"));
    assert_eq!(stage.asked(BEGIN), 0, "nothing was begun");
    // Once it was asked again the checks say it as well.
    let _: Creator = stage.clinic().call("creator_ask", json!({ "id": channel }));
    let content = with_film(stage.clinic(), TIKTOK.text("Another one."), 9);
    let other: Post = stage.clinic().call("post_create", json!({ "channel_id": channel }));
    let save = json!({ "id": other.summary.id, "base_revision": other.revision_id, "content": content });
    let _: Value = stage.clinic().call("post_save", save);
    let refused = stage.clinic().refused("post_submit", json!({ "id": other.summary.id }));
    assert!(refused.message.contains("does not offer this account"), "{refused:?}");
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_fetched_in_their_order_and_nothing_is_left_behind() {
    let stage = Stage::set().await;
    let post = stage.signed(&pictures(&stage), 5);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
    let entry = &stage.control().ledger()[0];
    assert_eq!((entry.kind, entry.media_sha256.len()), (LedgerKind::PhotoPost, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_whose_beginning_got_no_answer_are_looked_for_and_never_sent_again() {
    let stage = Stage::set().await;
    let post = stage.signed(&pictures(&stage), 5);
    stage.fault(TIKTOK.practice, PICTURES, 0, 1, Action::DropAfterAccept);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.until(post, &[DisplayState::Posted], 60).await;
    assert_eq!((stage.asked(PICTURES), stage.control().ledger().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_no_list_shows_ask_a_person() {
    let stage = Stage::set().await;
    let post = stage.signed(&pictures(&stage), 5);
    stage.fault(TIKTOK.practice, PICTURES, 0, 1, Action::RefuseBefore);
    stage.until(post, &[DisplayState::Doubt], 15).await;
    stage.steps(4).await;
    let doubt = stage.clinic().post(post);
    assert_eq!(doubt.summary.state, DisplayState::Doubt, "no list proves anything");
    assert!(doubt.delivery.unwrap().message.unwrap().contains("say whether it is there"));
    assert_eq!(stage.asked(PICTURES), 1);
    decide(&stage, post, json!({ "kind": "not_public" }));
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_comes_down_by_a_persons_hand_alone() {
    let stage = Stage::set().await;
    let post = stage.signed(&TIKTOK.text("Our new rooms."), 5);
    stage.posted(post).await;
    let down: TakeDown = stage.clinic().call("post_take_down", json!({ "ids": [post] }));
    assert_eq!(down.posts[0].begun, TakeDownBegun::Removing);
    stage.steps(6).await;
    let kept = stage.clinic().post(post);
    assert_eq!(kept.summary.state, DisplayState::Posted);
    assert_eq!(kept.delivery.unwrap().parts[0].state, PartState::Posted, "TikTok deletes nothing for a program");
    let _: Value = stage.clinic().call("removal_confirm", json!({ "id": post }));
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Removed);
}
