//! Answering as people share it: how long an answer may take is the clinic's to choose, within bounds, and counts at once; and what
//! somebody typed is there for whoever comes after, with their name on it.

use countersign_core::api::types::{
    ActivityPage, AnswerTargets, ConversationSummary, OpeningHours, Post, ReplyOffer, ReplyStart, ReplyTyped,
    ReplyWords, SavedReplies, SavedReplyFilled,
};
use countersign_core::check::Report;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, ItemId, Millis, Platform, Role};
use countersign_practice::Platform as Practised;
use countersign_tests::inbox::public;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const EMERGENCY: &str = "My father has severe chest pain right now, what should we do?";
const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";

async fn written(words: &[(&str, &str)]) -> (Stage, Vec<ConversationSummary>) {
    let (stage, _, called) = public(|_| Content::of_text(Platform::Facebook, "Flu shots from Thursday.")).await;
    for (by, text) in words {
        stage.says(Practised::Facebook, &called, by, text);
    }
    stage.until_so(15_000, 6, || stage.open_conversations() == words.len()).await;
    let conversations = stage.inbox(&json!({})).conversations;
    (stage, conversations)
}

/// How long after it was written an answer is wanted, in minutes.
fn within(stage: &Stage, of: &ConversationSummary) -> i64 {
    let whole = stage.conversation(of);
    whole.summary.answer_by.unwrap().at.since(whole.items[0].written.at) / Millis::MINUTE
}

fn choose(stage: &Stage, tier: &str, minutes: u32) -> AnswerTargets {
    stage.clinic().call("answer_target_set", json!({ "tiers": [{ "tier": tier, "minutes": minutes }] }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_changed_counts_for_what_is_open_and_for_what_is_taken_up_again() {
    let (stage, conversations) = written(&[("joseph", COMPLAINT), ("ravi", EMERGENCY), ("asha", COMPLAINT)]).await;
    let [ravi, joseph, asha] = conversations.as_slice() else { panic!("{conversations:#?}") };
    assert_eq!((within(&stage, ravi), within(&stage, joseph)), (5, 480), "as usual");
    let act =
        |id, act: &str| -> Value { stage.clinic().call("inbox_change", json!({ "ids": [id], "act": { "act": act } })) };
    act(asha.id, "done");
    stage.clinic().as_doctor();
    let told = choose(&stage, "same_day", 90);
    assert_eq!((told.tiers[2].minutes, told.tiers[2].usual), (90, 480));
    assert_eq!((within(&stage, ravi), within(&stage, joseph)), (5, 90));
    // Somebody is done with it, so nobody reckons it; taken up again it counts like the others.
    act(asha.id, "reopen");
    assert_eq!(within(&stage, asha), 90);
    assert_eq!(stage.inbox_totals().late, 0);
    stage.clinic().advance_awake(91 * Millis::MINUTE);
    assert_eq!(stage.inbox_totals().late, 3);
    // What is new follows it too.
    choose(&stage, "same_day", 480);
    assert_eq!((within(&stage, joseph), stage.inbox_totals().late), (480, 1));
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "", "kind": "inbox" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    let said: Vec<&str> = page.entries.iter().map(|it| it.sentence.as_str()).collect();
    assert_eq!(said[0], "put back how long answers may take usually");
    assert!(said.contains(&"changed how long answers may take"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_can_be_given_less_time_and_never_more() {
    let (stage, conversations) = written(&[("ravi", EMERGENCY)]).await;
    stage.clinic().as_doctor();
    let refused = |tier: &str, minutes: u32, words: &str| {
        let request = json!({ "tiers": [{ "tier": tier, "minutes": minutes }] });
        says(&stage.clinic().refused("answer_target_set", request), ErrorCode::Invalid, Some(tier), &[words]);
    };
    refused("life_at_risk", 6, "between 1 minute and 5 minutes");
    refused("life_at_risk", 0, "between 1 minute");
    refused("urgent", 4, "between 5 minutes and 1 day");
    refused("same_day", 45, "less urgent");
    choose(&stage, "life_at_risk", 2);
    assert_eq!(within(&stage, &conversations[0]), 2);
}

fn typed(stage: &Stage, of: &ConversationSummary) -> Vec<ReplyTyped> {
    stage.conversation(of).typed
}

fn types(stage: &Stage, item: ItemId, text: &str) {
    let _: Value = stage.clinic().call("reply_keep", json!({ "item_id": item, "text": text }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_began_to_answer_is_there_for_whoever_comes_after_and_after_a_restart() {
    let (mut stage, conversations) = written(&[("joseph", COMPLAINT)]).await;
    let joseph = &conversations[0];
    let item = stage.conversation(joseph).items[0].id;
    types(&stage, item, "We are so");
    stage.clinic().advance_awake(3 * Millis::MINUTE);
    types(&stage, item, "We are sorry. Please call us on 080 4718 2210.");
    stage.clinic().advance_awake(Millis::MINUTE);
    // The window locks in the middle of a word, and the doctor unlocks it.
    stage.clinic().as_doctor();
    let [anil] = typed(&stage, joseph).try_into().unwrap();
    assert_eq!((anil.by.as_str(), anil.mine, anil.begun_minutes_ago), ("Anil Kumar", false, 4));
    assert_eq!(anil.text, "We are sorry. Please call us on 080 4718 2210.");
    assert_eq!(anil.changed.at.since(anil.begun.at), 3 * Millis::MINUTE);
    assert!(stage.conversation(joseph).replies.is_empty(), "nothing was begun by it");
    types(&stage, item, "Mine.");
    stage.close().await;
    stage.open();
    stage.clinic().as_receptionist();
    let both = typed(&stage, joseph);
    let words: Vec<(&str, bool)> = both.iter().map(|it| (it.text.as_str(), it.mine)).collect();
    assert_eq!(words, [("Mine.", false), ("We are sorry. Please call us on 080 4718 2210.", true)]);
    // Whoever puts theirs away puts away nobody else's.
    types(&stage, item, " ");
    assert_eq!(typed(&stage, joseph).len(), 1);
    let long = json!({ "item_id": item, "text": "a".repeat(20_001) });
    says(&stage.clinic().refused("reply_keep", long), ErrorCode::Invalid, Some("text"), &["20000"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_somebody_goes_on_with_stay_those_of_who_typed_them() {
    let (stage, conversations) = written(&[("joseph", COMPLAINT)]).await;
    let joseph = &conversations[0];
    let item = stage.conversation(joseph).items[0].id;
    let (anil, doctor) = (stage.clinic().person(Role::Staff), stage.clinic().person(Role::Doctor));
    types(&stage, item, "We are sorry.");
    stage.clinic().as_doctor();
    let taken: ReplyWords = stage.clinic().call("reply_take", json!({ "item_id": item, "person_id": anil }));
    assert_eq!(taken.text, "We are sorry.");
    let text = "We are sorry. Please call us on 080 4718 2210.";
    types(&stage, item, text);
    assert_eq!(typed(&stage, joseph).len(), 2, "Anil finds his as he left it");
    // Cutting them out and putting them in again makes them nobody else's.
    types(&stage, item, "");
    assert_eq!(typed(&stage, joseph).len(), 1, "nothing stands in hers");
    types(&stage, item, text);
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": text }));
    let story = stage.story(begun.summary.id);
    let of = story.iter().flat_map(|entry| &entry.detail).find(|fact| fact.name == "words_of").unwrap();
    assert!(of.value.contains(&anil.to_string()) && of.value.contains(&doctor.to_string()), "{of:?}");
    // What Anil put away is nobody's to go on with.
    stage.clinic().as_receptionist();
    types(&stage, item, "");
    stage.clinic().as_doctor();
    let gone = stage.clinic().refused("reply_take", json!({ "item_id": item, "person_id": anil }));
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_gone_on_with_and_sent_is_nobody_s_beginning_any_more() {
    let (stage, conversations) = written(&[("joseph", COMPLAINT)]).await;
    let joseph = &conversations[0];
    let item = stage.conversation(joseph).items[0].id;
    let anil = stage.clinic().person(Role::Staff);
    types(&stage, item, "We are sorry. Please call us on 080 4718 2210.");
    stage.clinic().advance_awake(Millis::MINUTE);
    stage.clinic().as_doctor();
    let taken: ReplyWords = stage.clinic().call("reply_take", json!({ "item_id": item, "person_id": anil }));
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": taken.text }));
    types(&stage, item, "");
    let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    assert!(typed(&stage, joseph).is_empty(), "{:#?}", typed(&stage, joseph));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_be_in_danger_is_offered_no_saved_reply_and_is_not_told_to_wait() {
    let (stage, conversations) = written(&[("ravi", EMERGENCY)]).await;
    let item = stage.conversation(&conversations[0]).items[0].id;
    stage.clinic().as_doctor();
    open_on(&stage, &[1]);
    let request = json!({ "id": null, "title": "Thanks", "words": "Thank you for your kind words!" });
    let saved: Value = stage.clinic().call("saved_reply_save", request);
    let fill = json!({ "id": saved["replies"][0]["id"], "item_id": item });
    let refused = stage.clinic().refused("saved_reply_fill", fill);
    says(&refused, ErrorCode::Invalid, None, &["in danger"]);
    let start: Value = stage.clinic().call("reply_start", json!({ "id": item }));
    let offers: Vec<bool> = start["offers"].as_array().unwrap().iter().map(|it| it["fixed"] == true).collect();
    assert_eq!(offers, [true], "the fixed answer and nothing else: {start:#}");
}

fn open_on(stage: &Stage, weekdays: &[u8]) -> OpeningHours {
    let windows: Vec<Value> =
        weekdays.iter().map(|day| json!({ "weekday": day, "from": "09:00", "until": "17:00" })).collect();
    stage.clinic().call("opening_hours_set", json!({ "windows": windows }))
}

/// Until when an answer is wanted, on the clinic's clock.
fn wanted(stage: &Stage, of: &ConversationSummary) -> String {
    let by = stage.conversation(of).summary.answer_by.unwrap();
    format!("{} {}", by.date, by.time)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_wanted_within_opening_hours_and_an_emergency_knows_none() {
    // It is Saturday morning.
    let (stage, conversations) = written(&[("joseph", COMPLAINT), ("ravi", EMERGENCY)]).await;
    let [ravi, joseph] = conversations.as_slice() else { panic!("{conversations:#?}") };
    stage.clinic().as_doctor();
    let hours = open_on(&stage, &[1, 2, 3, 4, 5]);
    let opens = hours.opens.unwrap();
    assert_eq!((opens.date.as_str(), opens.time.as_str()), ("2026-11-23", "09:00"));
    assert_eq!(wanted(&stage, joseph), "2026-11-23 17:00", "eight hours of Monday");
    assert_eq!(within(&stage, ravi), 5);
    let closed = json!({ "days": [{ "date": "2026-11-23", "label": "Founders’ day" }], "weekdays": [] });
    let _: Value = stage.clinic().call("closed_day_set", closed);
    assert_eq!(wanted(&stage, joseph), "2026-11-24 17:00");
    let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
    clinic["zone"] = json!("UTC");
    let _: Value = stage.clinic().call("clinic_update", clinic);
    assert_eq!(wanted(&stage, joseph), "2026-11-24 17:00", "on the clock that the clinic has now");
    assert!(open_on(&stage, &[]).opens.is_none());
    assert_eq!(within(&stage, joseph), 480, "without hours somebody is always there");
    let overlap = json!({ "windows": [
        { "weekday": 1, "from": "09:00", "until": "12:00" }, { "weekday": 1, "from": "11:00", "until": "17:00" },
    ] });
    says(&stage.clinic().refused("opening_hours_set", overlap), ErrorCode::Invalid, Some("windows"), &["overlap"]);
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "opening hours" });
    let page: ActivityPage = stage.clinic().call("activity_list", asked);
    let acts: Vec<&str> = page.entries.iter().map(|it| it.sentence.as_str()).collect();
    assert_eq!(acts, ["took the clinic’s opening hours away", "changed the clinic’s opening hours"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_it_is_closed_an_answer_may_begin_with_when_it_opens_and_nothing_is_sent_by_itself() {
    let (stage, conversations) = written(&[("joseph", COMPLAINT), ("ravi", EMERGENCY)]).await;
    let [ravi, joseph] = conversations.as_slice() else { panic!("{conversations:#?}") };
    let item = stage.conversation(joseph).items[0].id;
    let offered = |item: ItemId| -> Vec<ReplyOffer> {
        stage.clinic().call::<ReplyStart>("reply_start", json!({ "id": item })).offers
    };
    let says_closed = |offers: &[ReplyOffer]| offers.iter().any(|offer| offer.text.contains("closed"));
    assert!(!says_closed(&offered(item)), "nobody said when it is open");
    let request = json!({ "id": null, "title": "Closed", "words": "We are closed and here again on {opens}." });
    let saved: SavedReplies = stage.clinic().call("saved_reply_save", request);
    let fill = || -> SavedReplyFilled {
        stage.clinic().call("saved_reply_fill", json!({ "id": saved.replies[0].id, "item_id": item }))
    };
    assert_eq!((fill().missing.len(), fill().text.contains("{opens}")), (1, true));
    stage.clinic().as_doctor();
    open_on(&stage, &[1, 2, 3, 4, 5]);
    stage.clinic().as_receptionist();
    let offers = offered(item);
    let notice = offers.iter().find(|offer| offer.text.contains("outside our opening hours")).unwrap();
    assert!(notice.text.contains("Monday 23 November, 09:00") && !notice.fixed, "{notice:?}");
    let report: Report = stage.clinic().call("reply_check", json!({ "item_id": item, "text": notice.text }));
    assert!(!report.blocks(), "{report:#?}");
    assert_eq!(fill().text, "We are closed and here again on Monday 23 November, 09:00.");
    // Who may be in danger is not told to wait.
    assert!(!says_closed(&offered(stage.conversation(ravi).items[0].id)));
    stage.clinic().advance_awake(60 * Millis::MINUTE);
    assert!(stage.conversation(joseph).replies.is_empty(), "nothing goes out by itself");
    assert!(stage.conversation(joseph).items.iter().all(|item| !item.ours));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wrote_is_drafted_an_answer_before_two_minutes_have_passed_that_may_go_out_as_it_is() {
    let said = [("joseph", COMPLAINT), ("maria", "¿Puedo pedir una cita para el lunes?"), ("asha", "Lovely talk!")];
    let (stage, conversations) = written(&said).await;
    let drafts = |of: &ConversationSummary| -> (ItemId, Vec<ReplyOffer>) {
        let item = stage.conversation(of).items[0].id;
        (item, stage.clinic().call::<ReplyStart>("reply_start", json!({ "id": item })).offers)
    };
    let mut clinic: Value = stage.clinic().call("clinic_get", Value::Null);
    let of = |author: &str| conversations.iter().find(|it| it.author == author);
    for (author, without, with) in [
        ("joseph", "Please contact us directly", "Please call 080 4718 2210"),
        ("maria", "contacte con nuestra recepción", "llame al 080 4718 2210"),
        ("asha", "Thank you for your kind words", "Thank you for your kind words"),
    ] {
        let summary = of(author).unwrap_or_else(|| panic!("{author}: {conversations:#?}"));
        for (contact, words) in [("", without), ("Call 080 4718 2210 or ask at the desk", with)] {
            stage.clinic().as_doctor();
            clinic["contact"] = json!(contact);
            let _: Value = stage.clinic().call("clinic_update", &clinic);
            stage.clinic().as_receptionist();
            let (item, offers) = drafts(summary);
            assert!(offers[0].text.contains(words), "{author}: {offers:#?}");
            for offer in &offers {
                let typed = json!({ "item_id": item, "text": offer.text });
                let report: Report = stage.clinic().call("reply_check", typed);
                assert!(!report.blocks(), "{offer:?}: {report:#?}");
            }
        }
    }
}
