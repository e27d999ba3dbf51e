//! The inbox as people work with it: what is written under the clinic's posts and to its accounts arrives within minutes, in the
//! order of the work, once; what is changed and taken back is followed; and the work on it is on record.

use countersign_core::api::types::{
    ActivityPage, Conversation, ConversationRef, ConversationSummary, InboxChannel, InboxEmergency, InboxPage, Status,
};
use countersign_core::engage::triage::{Tier, TriageCategory};
use countersign_core::engage::{ConversationKind, FeedKind};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, PostId, Role};
use countersign_practice::{Account, Platform as Practised, Said, templates};
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

const EMERGENCY: &str = "My father has severe chest pain right now, what should we do?";
const COMPLAINT: &str = "Worst service ever, I waited three hours and want to complain.";
const PRAISE: &str = "Lovely picture!";

/// A post that is public on Facebook, in a clinic that reads what people write.
async fn posted() -> (Stage, PostId, String) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday."), 5);
    stage.posted(post).await;
    let called = stage.called(post, 0);
    // The doctor signed it.
    stage.clinic().as_receptionist();
    (stage, post, called)
}

fn says(stage: &Stage, under: &str, by: &str, text: &str) -> String {
    stage.control().comment(Practised::Facebook, under, &Said::new(by, text)).unwrap()
}

fn page(stage: &Stage, more: &Value) -> InboxPage {
    stage.inbox(more)
}

fn open(stage: &Stage, of: &ConversationSummary) -> Conversation {
    stage.conversation(of)
}

/// Moves time on until the inbox is like this. Returns how much of it passed.
async fn until(stage: &Stage, minutes: i64, is: impl Fn() -> bool) -> i64 {
    // What takes a day is not watched by the second.
    let step = if minutes > 60 { 20 * Millis::MINUTE } else { 15_000 };
    stage.until_so(step, minutes, is).await
}

fn words(page: &InboxPage) -> Vec<&str> {
    page.conversations.iter().map(|it| it.words.as_str()).collect()
}

fn own(stage: &Stage, platform: Practised) -> Account {
    stage.own(platform)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_is_here_within_five_minutes_in_the_order_of_the_work() {
    let (stage, post, called) = posted().await;
    says(&stage, &called, "asha", PRAISE);
    says(&stage, &called, "joseph", COMPLAINT);
    let first = says(&stage, &called, "ravi", EMERGENCY);
    let passed = until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 3).await;
    assert!(passed <= 5 * Millis::MINUTE, "{passed}");
    let seen = page(&stage, &json!({}));
    assert_eq!(words(&seen), [EMERGENCY, COMPLAINT, PRAISE]);
    let tiers: Vec<Tier> = seen.conversations.iter().map(|it| it.tier).collect();
    assert_eq!(tiers, [Tier::LifeAtRisk, Tier::SameDay, Tier::WhenThereIsTime]);
    let [ravi, joseph, _] = seen.conversations.as_slice() else { panic!("{seen:#?}") };
    assert!(
        ravi.categories.contains(&TriageCategory::Cardiac) && joseph.categories.contains(&TriageCategory::Complaint)
    );
    assert_eq!((ravi.author.as_str(), ravi.kind, ravi.unread), ("ravi", ConversationKind::Comment, true));
    let totals = stage.inbox_totals();
    assert_eq!((totals.open, totals.mine, totals.emergencies), (3, 0, 1));
    let whole = open(&stage, ravi);
    assert_eq!(whole.post.as_ref().and_then(|it| it.post_id), Some(post), "it hangs on our own post");
    let mark = whole.items[0].marks[0].clone();
    let said: Vec<u16> = EMERGENCY.encode_utf16().collect();
    let found = String::from_utf16(&said[mark.from as usize..mark.until as usize]).unwrap();
    assert!(found.to_lowercase().contains("chest"), "what fired is shown: {found}");
    // Somebody answers underneath: it is the same conversation, and still an emergency.
    says(&stage, &first, "prakash", "Call somebody!");
    until(&stage, 6, || open(&stage, ravi).items.len() == 2).await;
    assert_eq!(page(&stage, &json!({})).conversations[0].tier, Tier::LifeAtRisk);
    let _: Value = stage.clinic().call("inbox_read", ConversationRef { id: ravi.id });
    let unread = page(&stage, &json!({ "unread": true }));
    assert_eq!(words(&unread), [COMPLAINT, PRAISE]);
    stage.clinic().as_doctor();
    assert_eq!(page(&stage, &json!({ "unread": true })).conversations.len(), 3, "the doctor has read nothing yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_reading_asks_for_nothing_and_writes_nothing_that_is_here() {
    let (stage, _, called) = posted().await;
    says(&stage, &called, "asha", PRAISE);
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 1).await;
    until(&stage, 6, || stage.asked(("GET", templates::facebook::COMMENTS)) > 0).await;
    stage.clinic().advance_awake(Millis::MINUTE);
    until(&stage, 6, || stage.asked(("GET", templates::facebook::COMMENTS)) > 0).await;
    let (comments, posts) = (
        stage.asked(("GET", templates::facebook::COMMENTS)),
        stage.asked(("GET", templates::facebook::PUBLISHED_POSTS)),
    );
    stage.clinic().told();
    until(&stage, 30, || stage.asked(("GET", templates::facebook::PUBLISHED_POSTS)) >= posts + 5).await;
    assert_eq!(stage.asked(("GET", templates::facebook::COMMENTS)), comments, "the post says that nothing changed");
    let since = stage.clinic().told();
    assert!(!since.contains(&countersign_core::store::Tag::Inbox), "{since:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_or_taken_back_is_followed_and_nothing_of_it_is_lost() {
    let (stage, _, called) = posted().await;
    let first = says(&stage, &called, "asha", "How mch is it?");
    let second = says(&stage, &called, "joseph", COMPLAINT);
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 2).await;
    stage.control().delete_remark(Practised::Facebook, &second).unwrap();
    until(&stage, 10, || stage.inbox_totals().open == 1).await;
    let seen = page(&stage, &json!({}));
    let joseph = seen.conversations.iter().find(|it| it.author == "joseph").unwrap();
    let whole = open(&stage, joseph);
    assert_eq!((whole.items[0].words.as_str(), whole.items[0].gone.is_some()), (COMPLAINT, true));
    assert_eq!(whole.summary.answer_by.map(|it| it.at), None, "nobody waits any more");
    // An edit changes no count: it is found when all of the post's comments are read again.
    stage.control().edit_remark(Practised::Facebook, &first, EMERGENCY).unwrap();
    let asha = seen.conversations.iter().find(|it| it.author == "asha").unwrap().clone();
    until(&stage, 26 * 60, || open(&stage, &asha).items[0].edited.is_some()).await;
    let whole = open(&stage, &asha);
    assert_eq!(
        (whole.items[0].words.as_str(), whole.items[0].before.as_slice()),
        (EMERGENCY, ["How mch is it?".to_owned()].as_slice())
    );
    assert_eq!(whole.summary.tier, Tier::LifeAtRisk);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_with_very_many_comments_is_read_page_by_page_also_across_a_restart_and_each_of_them_once() {
    let (mut stage, _, called) = posted().await;
    let all = stage.control().comments(Practised::Facebook, &called, 1_200).unwrap();
    until(&stage, 20, || stage.inbox_totals().open >= 300).await;
    stage.close().await;
    stage.open_to_people();
    // What is new is here although most of the old is not.
    says(&stage, &called, "ravi", EMERGENCY);
    until(&stage, 20, || stage.inbox_totals().emergencies == 1).await;
    until(&stage, 60, || stage.inbox_totals().open as usize == all.len() + 1).await;
    let (mut seen, mut after) = (std::collections::BTreeSet::new(), Value::Null);
    loop {
        let part = page(&stage, &json!({ "after": after }));
        let before = seen.len();
        seen.extend(part.conversations.iter().map(|it| it.id));
        assert_eq!(seen.len(), before + part.conversations.len(), "nothing stands on two pages");
        match part.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), all.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_looked_for_is_found_the_latest_first_and_once_however_many_pages_it_has() {
    let (stage, _, called) = posted().await;
    let first = says(&stage, &called, "asha", "Is there parking?");
    until(&stage, 6, || stage.inbox_totals().open == 1).await;
    for number in 1..=130 {
        says(&stage, &called, &format!("guest{number}"), &format!("Parking for {number}, please."));
    }
    until(&stage, 20, || stage.inbox_totals().open == 131).await;
    // The oldest is the one that got such words last.
    stage.clinic().advance_awake(Millis::MINUTE);
    says(&stage, &first, "prakash", "The parking is behind the house.");
    let asha = |found: &InboxPage| found.conversations.first().is_some_and(|it| it.author == "asha");
    until(&stage, 6, || asha(&page(&stage, &json!({ "text": "park" })))).await;
    let (mut seen, mut after, mut pages) = (Vec::new(), Value::Null, 0);
    loop {
        let part = page(&stage, &json!({ "text": "park", "after": after }));
        seen.extend(part.conversations.iter().map(|it| it.id));
        pages += 1;
        match part.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (131, 3));
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 131, "nothing stands on two pages");
    let one = page(&stage, &json!({ "text": "parking 77" }));
    assert_eq!(words(&one), ["Parking for 77, please."]);
    let unread = page(&stage, &json!({ "text": "park", "unread": true, "kind": "comment" }));
    assert_eq!(unread.conversations.len(), 50);
    assert!(page(&stage, &json!({ "text": "park", "view": "done" })).conversations.is_empty());

    // By whom it is with, before those in whose words it stands; nothing twice, and done or not.
    says(&stage, &first, "prakash", "Ask guest13, or guest1300.");
    let authors = |found: &InboxPage| {
        let mut all: Vec<String> = found.conversations.iter().map(|it| it.author.clone()).collect();
        let people = all.iter().take_while(|it| it.starts_with("guest")).count();
        all[..people].sort();
        all
    };
    let found = || page(&stage, &json!({ "text": "guest13" }));
    until(&stage, 6, || authors(&found()) == ["guest13", "guest130", "asha"]).await;
    let done = json!({ "ids": [found().conversations[0].id], "act": { "act": "done" } });
    let _: Value = stage.clinic().call("inbox_change", done);
    assert_eq!(authors(&found()), ["guest13", "guest130", "asha"]);
    assert!(found().conversations[0].done.is_some());
    let done = page(&stage, &json!({ "text": "@Guest13", "view": "done" }));
    assert_eq!((authors(&done).len(), done.conversations[0].id), (1, found().conversations[0].id));
    let (mut named, mut after) = (std::collections::BTreeSet::new(), Value::Null);
    loop {
        let part = page(&stage, &json!({ "text": "guest", "after": after }));
        let before = named.len();
        named.extend(part.conversations.iter().map(|it| it.id));
        assert_eq!(named.len() - before, part.conversations.len(), "nobody stands on two pages");
        match part.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    assert_eq!(named.len(), 131, "all hundred and thirty, and the one in whose words it stands");
    assert_eq!(authors(&page(&stage, &json!({ "text": "guest_3" }))), Vec::<String>::new(), "a sign is no joker");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_what_names_the_clinic_arrive_as_conversations_of_their_own() {
    let (stage, _, _) = posted().await;
    let account = own(&stage, Practised::Facebook);
    stage.control().message(&account, &Said::new("lakshmi", "Can I book an appointment for Monday?")).unwrap();
    stage.control().message(&account, &Said::new("lakshmi", "In the morning, please.")).unwrap();
    stage.control().mention(&account, &Said::new("farah", "Thanks to Lakeside for the talk at school!")).unwrap();
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 2).await;
    let messages = page(&stage, &json!({ "kind": "message" }));
    let [lakshmi] = messages.conversations.as_slice() else { panic!("{messages:#?}") };
    until(&stage, 6, || open(&stage, lakshmi).items.len() == 2).await;
    let whole = open(&stage, lakshmi);
    assert_eq!(whole.items[0].words, "Can I book an appointment for Monday?");
    assert!(whole.post.is_none() && whole.summary.categories.contains(&TriageCategory::Appointment));
    let mentions = page(&stage, &json!({ "kind": "mention" }));
    let [mention] = mentions.conversations.as_slice() else { panic!("{mentions:#?}") };
    assert!(mention.words.ends_with("Thanks to Lakeside for the talk at school!"), "{}", mention.words);
    let channels: Vec<InboxChannel> = stage.clinic().call("inbox_state", Value::Null);
    let facebook = channels.iter().find(|it| it.platform == Platform::Facebook).unwrap();
    let kinds: Vec<FeedKind> = facebook.feeds.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [FeedKind::Conversations, FeedKind::Mentions, FeedKind::Posts, FeedKind::Reels]);
    assert!(facebook.feeds.iter().all(|feed| feed.next.is_some() && feed.reason.is_none()), "{facebook:#?}");
    assert!(facebook.not_told.contains("hides who wrote"), "{facebook:#?}");
    let whatsapp = channels.iter().find(|it| it.platform == Platform::Whatsapp);
    assert!(whatsapp.is_none_or(|it| it.feeds.is_empty() && it.not_told.contains("on the phone")), "{whatsapp:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_on_a_conversation_is_kept_and_on_record_and_a_new_word_takes_it_up_again() {
    let (stage, _, called) = posted().await;
    let first = says(&stage, &called, "joseph", COMPLAINT);
    says(&stage, &called, "asha", PRAISE);
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 2).await;
    let joseph = page(&stage, &json!({})).conversations.remove(0);
    let me = stage.clinic().person(Role::Staff);
    let act = |act: Value| -> Value { stage.clinic().call("inbox_change", json!({ "ids": [joseph.id], "act": act })) };
    act(json!({ "act": "assign", "to": me }));
    act(json!({ "act": "tag", "tag": "  Waiting   time " }));
    let _: Conversation = stage.clinic().call("inbox_note", json!({ "id": joseph.id, "words": "Told Dr. Rao." }));
    let mine = page(&stage, &json!({ "view": "mine" }));
    assert_eq!(words(&mine), [COMPLAINT]);
    assert_eq!(
        (mine.conversations[0].assignee.as_deref(), mine.tags),
        (Some("Anil Kumar"), vec!["Waiting time".to_owned()])
    );
    assert_eq!(words(&page(&stage, &json!({ "tag": "Waiting time" }))), [COMPLAINT]);
    assert_eq!(words(&page(&stage, &json!({ "text": "wait comp" }))), [COMPLAINT], "by the beginnings of words");
    assert!(page(&stage, &json!({ "text": "\"wait OR" })).conversations.is_empty());
    assert_eq!(open(&stage, &joseph).notes[0].words, "Told Dr. Rao.");
    act(json!({ "act": "snooze", "until": "hour" }));
    assert_eq!(words(&page(&stage, &json!({}))), [PRAISE]);
    assert_eq!(words(&page(&stage, &json!({ "view": "snoozed" }))), [COMPLAINT]);
    stage.clinic().advance_awake(61 * Millis::MINUTE);
    assert_eq!(page(&stage, &json!({})).conversations.len(), 2, "it is back");
    act(json!({ "act": "done" }));
    assert_eq!(words(&page(&stage, &json!({ "view": "done" }))), [COMPLAINT]);
    says(&stage, &first, "joseph", "Nobody called me back!");
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 2).await;
    let none = json!({ "id": joseph.id, "tier": "urgent", "why": "  " });
    let refused = stage.clinic().refused("inbox_choose_tier", none);
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("why")));
    let chosen = json!({ "id": joseph.id, "tier": "urgent", "why": "He writes for the newspaper." });
    let whole: Conversation = stage.clinic().call("inbox_choose_tier", chosen);
    assert_eq!(
        (whole.summary.tier, whole.chosen.as_deref()),
        (Tier::Urgent, Some("Anil Kumar: He writes for the newspaper."))
    );
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
    let acts: ActivityPage = stage.clinic().call("activity_list", asked);
    let sentences: Vec<String> = acts.entries.into_iter().map(|it| it.sentence).collect();
    for sentence in [
        "gave a conversation to somebody",
        "put a conversation off",
        "was done with a conversation",
        "chose that a conversation is “within the hour” and not “the same day”",
    ] {
        assert!(sentences.iter().any(|it| it == sentence), "{sentence}: {sentences:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_told_with_its_fixed_answer_until_it_is_answered_done_or_put_off() {
    let (stage, _, called) = posted().await;
    let emergencies = || -> Vec<InboxEmergency> { stage.clinic().call("inbox_emergencies", Value::Null) };
    assert!(emergencies().is_empty());
    says(&stage, &called, "joseph", COMPLAINT);
    let first = says(&stage, &called, "ravi", EMERGENCY);
    until(&stage, 6, || emergencies().len() == 1).await;
    let [ravi] = emergencies().try_into().unwrap();
    assert_eq!((ravi.summary.author.as_str(), ravi.words.as_str()), ("ravi", EMERGENCY));
    assert_eq!(ravi.under.as_deref(), Some("Flu shots from Thursday."));
    assert!(ravi.permalink.is_some(), "it can be answered where it stands");
    let answer = ravi.answer.unwrap();
    assert_eq!((answer.number.as_str(), answer.country.as_deref()), ("112", Some("IN")), "of the clinic's country");
    assert!(answer.text.contains("112") && !answer.source.is_empty(), "{answer:#?}");
    let status: Status = stage.clinic().call("status_get", Value::Null);
    assert_eq!((status.inbox.open, status.inbox.emergencies), (2, 1));
    // Others write underneath: the words that matter are still the first ones.
    says(&stage, &first, "prakash", "Call somebody!");
    until(&stage, 6, || open(&stage, &ravi.summary).items.len() == 2).await;
    assert_eq!(emergencies()[0].words, EMERGENCY);
    let act =
        |act: Value| -> Value { stage.clinic().call("inbox_change", json!({ "ids": [ravi.summary.id], "act": act })) };
    act(json!({ "act": "snooze", "until": "hour" }));
    assert_eq!((emergencies().len(), stage.inbox_totals().snoozed), (0, 1));
    act(json!({ "act": "reopen" }));
    assert_eq!((emergencies().len(), stage.inbox_totals().snoozed), (1, 0));
    act(json!({ "act": "done" }));
    assert!(emergencies().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_to_a_reader_is_told_item_by_item_and_where_a_person_sees_an_emergency_there_is_an_answer() {
    let (stage, _, called) = posted().await;
    let first = says(&stage, &called, "asha", PRAISE);
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 1).await;
    let asha = page(&stage, &json!({})).conversations.remove(0);
    let _: Value = stage.clinic().call("inbox_read", ConversationRef { id: asha.id });
    stage.clinic().advance_awake(Millis::MINUTE);
    says(&stage, &first, "prakash", "Indeed.");
    until(&stage, 6, || open(&stage, &asha).items.len() == 2).await;
    let whole = open(&stage, &asha);
    assert_eq!(whole.items.iter().map(|it| it.unread).collect::<Vec<_>>(), [false, true]);
    assert_eq!(whole.earlier, 0);
    let chosen = json!({ "id": asha.id, "tier": "life_at_risk", "why": "She called: her husband fell." });
    let _: Conversation = stage.clinic().call("inbox_choose_tier", chosen);
    let seen: Vec<InboxEmergency> = stage.clinic().call("inbox_emergencies", Value::Null);
    assert!(seen.iter().all(|it| it.answer.as_ref().is_some_and(|answer| answer.text.contains("112"))), "{seen:#?}");
    assert_eq!(seen.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_how_soon_had_not_seen_what_came_after_so_an_emergency_is_one_again() {
    let (stage, _, called) = posted().await;
    let first = says(&stage, &called, "joseph", COMPLAINT);
    until(&stage, 6, || page(&stage, &json!({})).conversations.len() == 1).await;
    let joseph = page(&stage, &json!({})).conversations.remove(0);
    let chosen = json!({ "id": joseph.id, "tier": "when_there_is_time", "why": "We called him." });
    let whole: Conversation = stage.clinic().call("inbox_choose_tier", chosen);
    let by = |of: &ConversationSummary| of.answer_by.as_ref().map(|it| it.at).unwrap();
    assert!(by(&whole.summary) > by(&joseph), "and an answer may take longer");
    stage.clinic().advance_awake(Millis::MINUTE);
    says(&stage, &first, "joseph", "Thank you for the call.");
    until(&stage, 6, || open(&stage, &joseph).items.len() == 2).await;
    assert_eq!(open(&stage, &joseph).summary.tier, Tier::WhenThereIsTime, "what is no more urgent changes nothing");
    says(&stage, &first, "joseph", EMERGENCY);
    until(&stage, 6, || open(&stage, &joseph).items.len() == 3).await;
    let now = open(&stage, &joseph);
    assert_eq!((now.summary.tier, now.chosen), (Tier::LifeAtRisk, None));
}
