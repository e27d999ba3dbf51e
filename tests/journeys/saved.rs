//! Saved replies as people use them: kept once for everybody, checked before they are kept, filled for one person, and never sent
//! with a place still in braces.

use countersign_core::api::types::{
    ActivityPage, ConversationSummary, Post, SavedReplies, SavedReplyFilled, SavedReplyRef,
};
use countersign_core::check::{FindingCode, Report};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, ItemId, Platform, PostId, Role, SavedReplyId};
use countersign_practice::Platform as Practised;
use countersign_tests::inbox::public;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";
const WORDS: &str =
    "Hello {first_name}, we are sorry to hear this. Please call {clinic} on {phone}, so that we can talk.";

async fn complained(by: &str) -> (Stage, PostId, ConversationSummary) {
    let (stage, post, called) = public(|_| Content::of_text(Platform::Facebook, "Flu shots from Thursday.")).await;
    stage.says(Practised::Facebook, &called, by, COMPLAINT);
    stage.until_so(60_000, 30 * 60, || stage.open_conversations() == 1).await;
    let conversation = stage.inbox(&json!({})).conversations.remove(0);
    (stage, post, conversation)
}

/// The clinic says how it is reached.
fn reached(stage: &Stage, contact: &str) {
    stage.clinic().as_doctor();
    let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
    clinic["contact"] = json!(contact);
    clinic["name"] = json!("Lakeside Clinic");
    let _: Value = stage.clinic().call("clinic_update", clinic);
    stage.clinic().as_receptionist();
}

fn save(stage: &Stage, title: &str, words: &str) -> SavedReplyId {
    let request = json!({ "id": null, "title": title, "words": words });
    let saved: SavedReplies = stage.clinic().call("saved_reply_save", request);
    saved.replies.iter().find(|it| it.title == title.trim()).unwrap().id
}

fn filled(stage: &Stage, id: SavedReplyId, item: ItemId) -> SavedReplyFilled {
    stage.clinic().call("saved_reply_fill", json!({ "id": id, "item_id": item }))
}

fn checked(stage: &Stage, item: ItemId, text: &str) -> Report {
    stage.clinic().call("reply_check", json!({ "item_id": item, "text": text }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_reply_is_filled_for_who_wrote_and_goes_out_under_the_same_signature() {
    let (stage, post, joseph) = complained("joseph").await;
    reached(&stage, "Call 080 4718 2210 or book at https://lakeside.example/book.");
    let item = stage.conversation(&joseph).items[0].id;
    let sorry = save(&stage, "Sorry, and call us", WORDS);
    let SavedReplyFilled { text, missing } = filled(&stage, sorry, item);
    assert_eq!(
        (text.as_str(), missing.len()),
        (
            "Hello joseph, we are sorry to hear this. Please call Lakeside Clinic on 080 4718 2210, so that we can talk.",
            0
        )
    );
    // Filling it began nothing.
    assert!(stage.conversation(&joseph).replies.is_empty());
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let sent: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    stage.sign(sent.summary.id);
    stage.posted(sent.summary.id).await;
    let called = stage.called(sent.summary.id, 0);
    let entry = stage.control().ledger().into_iter().find(|entry| entry.id == called).unwrap();
    assert_eq!(entry.text, text);
    stage.holds_exactly(&[post, sent.summary.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_known_is_told_and_never_goes_out_in_braces() {
    let (stage, post, shop) = complained("cheap_flights").await;
    let item = stage.conversation(&shop).items[0].id;
    reached(&stage, "at the desk");
    let id = save(&stage, "Book", "Hello {first_name}, please book at {booking_link} or on {phone}. Yours, {clinic}");
    let SavedReplyFilled { text, missing } = filled(&stage, id, item);
    assert_eq!(text, "Hello {first_name}, please book at {booking_link} or on {phone}. Yours, Lakeside Clinic");
    let said = missing.join("\n");
    assert_eq!(missing.len(), 3, "{said}");
    for word in ["first name", "no link", "no telephone number"] {
        assert!(said.contains(word), "{said}");
    }
    let report = checked(&stage, item, &text);
    let unfilled = report.findings.iter().filter(|finding| finding.code == FindingCode::PlaceUnfilled).count();
    assert_eq!((unfilled, report.blocks()), (3, true), "{report:#?}");
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let refused = stage.clinic().refused("reply_send", json!({ "id": begun.summary.id }));
    says(&refused, ErrorCode::Invalid, Some("content"), &["{first_name}", "place"]);
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_tell_of_a_patient_or_holds_a_place_that_is_none_is_not_kept() {
    let stage = Stage::set().await;
    let refused = |title: &str, words: &str, field: &str, sentence: &[&str]| {
        let request = json!({ "id": null, "title": title, "words": words });
        let refused = stage.clinic().refused("saved_reply_save", request);
        says(&refused, ErrorCode::Invalid, Some(field), sentence);
    };
    refused("Visit", "We are sorry that your last visit took so long.", "words", &["your last visit"]);
    refused("Name", "Hello {firstname}!", "words", &["{firstname}", "{first_name}"]);
    refused("Brace", "Hello {first_name!", "words", &["brace"]);
    refused(" ", "Hello!", "title", &["title"]);
    refused(&"t".repeat(61), "Hello!", "title", &["60"]);
    refused("Empty", " \n ", "words", &["words"]);
    refused("Long", &"word ".repeat(201), "words", &["1000"]);
    let id = save(&stage, "Thank you", "Thank you for your kind words!");
    refused("  thank   YOU ", "Thanks!", "title", &["already"]);
    let typed: Report =
        stage.clinic().call("saved_reply_check", json!({ "words": "We are sorry that your last visit took so long." }));
    assert!(typed.blocks(), "it is said while it is typed as well: {typed:#?}");
    // Its own title is nobody else's.
    let request = json!({ "id": id, "title": "Thank YOU", "words": "Thank you!" });
    let saved: SavedReplies = stage.clinic().call("saved_reply_save", request);
    assert_eq!((saved.replies.len(), saved.replies[0].words.as_str()), (1, "Thank you!"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saved_and_removed_a_reply_is_on_record_and_one_that_is_gone_says_so() {
    let stage = Stage::set().await;
    let id = save(&stage, "Thank you", "Thank you for your kind words!");
    let _: SavedReplies = stage
        .clinic()
        .call("saved_reply_save", json!({ "id": id, "title": "Thank you", "words": "Thank you very much!" }));
    stage.clinic().as_doctor();
    let left: SavedReplies = stage.clinic().call("saved_reply_remove", SavedReplyRef { id });
    assert!(left.replies.is_empty());
    says(&stage.clinic().refused("saved_reply_remove", SavedReplyRef { id }), ErrorCode::NotFound, None, &[]);
    let changed = json!({ "id": id, "title": "Thank you", "words": "Thanks!" });
    says(&stage.clinic().refused("saved_reply_save", changed), ErrorCode::NotFound, None, &[]);
    let asked =
        json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "Thank you", "kind": "inbox" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    let acts: Vec<&str> = page.entries.iter().map(|entry| entry.sentence.as_str()).collect();
    assert_eq!(acts, ["removed a saved reply", "changed a saved reply", "saved a reply for others to use"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_were_saved_stay_those_of_who_wrote_them() {
    let (stage, _, joseph) = complained("joseph").await;
    let item = stage.conversation(&joseph).items[0].id;
    stage.clinic().as_doctor();
    let thanks = save(&stage, "Sorry", "We are sorry to hear this.");
    stage.clinic().as_receptionist();
    let text = filled(&stage, thanks, item).text;
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let story = stage.story(begun.summary.id);
    let of = story.iter().flat_map(|entry| &entry.detail).find(|fact| fact.name == "words_of").unwrap();
    let doctor = stage.clinic().person(Role::Doctor);
    assert!(of.value.contains(&doctor.to_string()), "a doctor could sign their own words: {of:?}");
}
