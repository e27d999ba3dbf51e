//! Gestures: asked for by whoever answers, made under what a doctor signed beforehand, at once or at a time, stopped and told like everything
//! that leaves the laptop.

use countersign_core::api::types::{
    ActivityPage, Channel, Conversation, DisplayState, FixedAnswersToSign, PersonAdd, Post, SigningRule,
};
use countersign_core::clinic::Doctors;
use countersign_core::engage::GestureState;
use countersign_core::error::ErrorCode;
use countersign_core::model::{ChannelId, Content, Gesture, ItemId, Millis, PersonId, Platform, Role, Secret};
use countersign_practice::{Action, LedgerKind, Platform as Practised, templates};
use countersign_tests::clinic::{done, pin};
use countersign_tests::inbox::public;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const COMMENT: &str = "My cousin sells these pills for half of that. Write to me!";
const CHANGE: (&str, &str) = ("POST", templates::facebook::NODE);
const LIKE: (&str, &str) = ("POST", templates::facebook::LIKES);

/// A clinic under whose post somebody wrote: the stage, what Facebook calls that, which item it is, and the channel.
async fn written() -> (Stage, String, ItemId, ChannelId) {
    let (stage, _, called) = public(|_| Content::of_text(Platform::Facebook, "Flu shots from Thursday.")).await;
    let comment = stage.says(Practised::Facebook, &called, "asha", COMMENT);
    stage.until_so(Millis::MINUTE, 12, || stage.open_conversations() == 1).await;
    let (item, channel) = (stage.first_item().id, stage.clinic().channel(Platform::Facebook).id);
    (stage, comment, item, channel)
}

async fn signed(gestures: &[Gesture]) -> (Stage, String, ItemId, ChannelId) {
    let (stage, comment, item, channel) = written().await;
    stage.let_make(channel, gestures);
    (stage, comment, item, channel)
}

fn ask(item: ItemId, gesture: Gesture) -> Value {
    json!({ "item_id": item, "gesture": gesture.word(), "at": null })
}

fn hidden(stage: &Stage, comment: &str) -> bool {
    stage.signs(LedgerKind::Hide, Practised::Facebook, comment).iter().any(|it| it.removed_at.is_none())
}

/// So many minutes from now, on the clinic's clock.
fn at(stage: &Stage, minutes: i64) -> Value {
    let zone = countersign_core::model::zone::Zone::named("Asia/Kolkata").unwrap();
    let face = zone.clock_at(stage.clock.now().plus(minutes * Millis::MINUTE));
    json!({ "date": face.date(), "time": face.time() })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_waits_for_no_answer_and_is_shown_again() {
    let (stage, comment, item, _) = signed(&[Gesture::Hide, Gesture::Like]).await;
    let offered: Vec<Gesture> = stage.gesture_offers(item).into_iter().map(|it| it.gesture).collect();
    assert_eq!(offered, [Gesture::Hide, Gesture::Like], "what somebody else wrote is not the clinic's to delete");
    stage.gesture(item, Gesture::Hide);
    stage.gestures_end().await;
    assert!(hidden(&stage, &comment) && stage.first_item().hidden);
    let totals = stage.inbox_totals();
    assert_eq!(
        (totals.late, stage.inbox(&json!({})).conversations.iter().filter(|it| it.answer_by.is_some()).count()),
        (0, 0)
    );
    let offered: Vec<Gesture> = stage.gesture_offers(item).into_iter().map(|it| it.gesture).collect();
    assert_eq!(offered, [Gesture::Show, Gesture::Like]);
    says(
        &stage.clinic().refused("gesture_ask", ask(item, Gesture::Hide)),
        ErrorCode::Invalid,
        Some("gesture"),
        &["done already"],
    );
    stage.gesture(item, Gesture::Show);
    stage.gestures_end().await;
    assert!(!hidden(&stage, &comment) && !stage.first_item().hidden);
    let page: ActivityPage = stage
        .clinic()
        .call("activity_list", json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" }));
    let told: Vec<&str> = page.entries.iter().map(|entry| entry.action.as_str()).collect();
    for action in ["gesture.asked", "gesture.let", "gesture.settled"] {
        assert_eq!(told.iter().filter(|it| **it == action).count(), 2, "{action}: {told:?}");
    }
    assert!(!json!(page).to_string().contains("cousin"), "nobody's words are on record");
    stage.is_on_record();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_like_is_made_at_its_time_moved_and_called_off() {
    let (stage, comment, item, _) = signed(&[Gesture::Like]).await;
    let mut at_a_time = ask(item, Gesture::Like);
    at_a_time["at"] = at(&stage, 30);
    let _: Value = stage.clinic().call("gesture_ask", &at_a_time);
    let listed = stage.gestures();
    assert_eq!((listed.len(), listed[0].state, listed[0].planned), (1, GestureState::Waiting, true));
    assert_eq!((listed[0].author.as_str(), listed[0].words.as_str()), ("asha", COMMENT));
    let shown = stage.first_item();
    assert_eq!((shown.gestures.len(), shown.gestures[0].gesture), (1, Gesture::Like));
    says(
        &stage.clinic().refused("gesture_ask", ask(item, Gesture::Like)),
        ErrorCode::Invalid,
        Some("gesture"),
        &["at a time"],
    );
    stage.clinic().advance_awake(20 * Millis::MINUTE);
    assert_eq!(stage.asked(LIKE), 0);
    let _: Value = stage.clinic().call("gesture_plan", json!({ "id": listed[0].id, "at": at(&stage, 60) }));
    stage.clinic().advance_awake(20 * Millis::MINUTE);
    assert_eq!(stage.asked(LIKE), 0, "its first time has passed, and it has another");
    let due = stage.gestures()[0].due.at;
    stage.gestures_end_within(60).await;
    let signs = stage.signs(LedgerKind::Like, Practised::Facebook, &comment);
    assert_eq!(signs.len(), 1);
    assert!((0..2 * Millis::MINUTE).contains(&(signs[0].at_ms - due.0)), "{} of {}", signs[0].at_ms, due.0);
    assert_eq!(stage.first_item().gestures[0].state, GestureState::Done, "that it is liked stands beside it");

    let mut back = ask(item, Gesture::Unlike);
    back["at"] = at(&stage, 30);
    let _: Value = stage.clinic().call("gesture_ask", &back);
    let waiting = stage.gestures().remove(0);
    let _: Value = stage.clinic().call("gesture_call_off", json!({ "id": waiting.id }));
    stage.an_hour_passes();
    assert!(stage.gestures().is_empty() && signs[0].removed_at.is_none());
    says(
        &stage.clinic().refused("gesture_plan", json!({ "id": waiting.id, "at": at(&stage, 9) })),
        ErrorCode::Stale,
        None,
        &["called this off"],
    );
    for wrong in [json!({ "date": "2026-11-31", "time": "09:00" }), json!({ "date": "2020-01-01", "time": "09:00" })] {
        back["at"] = wrong;
        assert_eq!(stage.clinic().refused("gesture_ask", &back).code, ErrorCode::Invalid);
    }
    back["at"] = at(&stage, 200 * 24 * 60);
    says(&stage.clinic().refused("gesture_ask", &back), ErrorCode::Invalid, Some("time"), &["ends before that"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_holds_gestures_and_what_waited_for_more_than_a_day_is_missed() {
    let (stage, comment, item, _) = signed(&[Gesture::Hide]).await;
    stage.clinic().api().stop_from_desk().unwrap();
    stage.gesture(item, Gesture::Hide);
    stage.until_so(15_000, 5, || stage.gestures()[0].message.is_some()).await;
    assert!(stage.gestures()[0].message.as_ref().unwrap().contains("Everything is stopped"));
    stage.an_hour_passes();
    assert_eq!(stage.asked(CHANGE), 0);
    stage.clinic().as_doctor();
    done(stage.clinic().api().resume(false));
    stage.clinic().as_receptionist();
    stage.gestures_end().await;
    assert!(hidden(&stage, &comment));

    stage.clinic().api().stop_from_desk().unwrap();
    stage.gesture(item, Gesture::Show);
    stage.until_so(60 * Millis::MINUTE, 26 * 60, || stage.gestures()[0].state == GestureState::Missed).await;
    stage.clinic().as_doctor();
    done(stage.clinic().api().resume(false));
    stage.clinic().as_receptionist();
    stage.an_hour_passes();
    assert!(hidden(&stage, &comment), "nothing is made that late by itself");
    let missed = stage.gestures().remove(0);
    let _: Value = stage.clinic().call("gesture_again", json!({ "id": missed.id }));
    stage.gestures_end().await;
    assert!(!hidden(&stage, &comment));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_was_taken_back_lets_nothing_out() {
    let (stage, comment, item, channel) = signed(&[Gesture::Hide]).await;
    let mut later = ask(item, Gesture::Hide);
    later["at"] = at(&stage, 30);
    let _: Value = stage.clinic().call("gesture_ask", &later);
    stage.clinic().as_doctor();
    done(stage.clinic().api().revoke_fixed_answers());
    stage.clinic().as_receptionist();
    stage.until_so(5 * Millis::MINUTE, 40, || stage.gestures()[0].state == GestureState::Refused).await;
    let refused = stage.gestures().remove(0);
    assert!(refused.message.unwrap().contains("No doctor's signature covers this"));
    assert_eq!((stage.asked(CHANGE), hidden(&stage, &comment)), (0, false));
    says(
        &stage.clinic().refused("gesture_again", json!({ "id": refused.id })),
        ErrorCode::Invalid,
        Some("gesture"),
        &["No doctor has signed"],
    );
    stage.let_make(channel, &[Gesture::Hide]);
    let _: Value = stage.clinic().call("gesture_again", json!({ "id": refused.id }));
    stage.gestures_end().await;
    assert!(hidden(&stage, &comment));
    stage.is_on_record();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_doctors_sign_one_alone_lets_nothing_out() {
    let (stage, comment, item, channel) = written().await;
    stage.clinic().as_doctor();
    let second = second_doctor(&stage);
    let rule = SigningRule { doctors: Doctors::Two, own_words: true };
    let _: SigningRule = stage.clinic().call("signing_rule_set", rule);
    stage.let_make(channel, &[Gesture::Hide]);
    let refused = stage.clinic().refused("gesture_ask", ask(item, Gesture::Hide));
    assert!(refused.message.contains("No doctor has signed"), "{}", refused.message);
    let rows = stage.signed_beforehand().gestures;
    let row = rows.iter().find(|it| it.channel_id == channel && it.gesture == Gesture::Hide).unwrap();
    assert_eq!((row.signed, row.proposed), (false, true), "the other doctor is asked to sign the same");
    let shown: FixedAnswersToSign = stage.sign_gestures(second, channel, &[Gesture::Hide]);
    assert_eq!((shown.gestures.len(), shown.gestures[0].gesture), (1, Gesture::Hide));
    stage.gesture(item, Gesture::Hide);
    stage.gestures_end().await;
    assert!(hidden(&stage, &comment));
    stage.is_on_record();
}

fn second_doctor(stage: &Stage) -> PersonId {
    let person = PersonAdd { name: "Dr. Sam Okafor".into(), roles: vec![Role::Doctor], registration: None };
    done(stage.clinic().api().add_person(&person, &pin())).id
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_it_waits_and_a_restart_forgets_nothing() {
    let (mut stage, comment, item, _) = signed(&[Gesture::Hide]).await;
    stage.network_down().await;
    stage.gesture(item, Gesture::Hide);
    stage.until_so(15_000, 5, || stage.gestures()[0].message.is_some()).await;
    stage.clinic().advance_awake(3 * 60 * Millis::MINUTE);
    assert_eq!(stage.gestures()[0].state, GestureState::Waiting, "nobody was reached, so no try is used up");
    stage.close().await;
    stage.network_up().await;
    stage.open();
    stage.clinic().as_receptionist();
    stage.gestures_end().await;
    assert!(hidden(&stage, &comment));
}

#[tokio::test(flavor = "multi_thread")]
async fn praise_that_became_something_else_is_not_liked() {
    let (stage, comment, item, _) = signed(&[Gesture::Like]).await;
    let mut later = ask(item, Gesture::Like);
    later["at"] = at(&stage, 40 * 60);
    let _: Value = stage.clinic().call("gesture_ask", &later);
    let words = "Their pills cured my cancer in a week!";
    stage.control().edit_remark(Practised::Facebook, &comment, words).unwrap();
    stage.until_so(20 * Millis::MINUTE, 27 * 60, || stage.first_item().words == words).await;
    stage.until_so(60 * Millis::MINUTE, 40 * 60, || stage.gestures()[0].state == GestureState::Refused).await;
    let refused = stage.gestures().remove(0);
    assert!(refused.message.unwrap().contains("was changed since"));
    assert_eq!(stage.asked(LIKE), 0);
    // Whoever looks at it again may want it all the same.
    let _: Value = stage.clinic().call("gesture_again", json!({ "id": refused.id }));
    stage.gestures_end().await;
    assert_eq!(stage.asked(LIKE), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_done_already_is_not_called_off_and_can_be_taken_back() {
    let (stage, comment, item, _) = signed(&[Gesture::Like]).await;
    // The platform did it, and nobody hears of it.
    stage.fault(Practised::Facebook, LIKE, 0, 100, Action::DropAfterAccept);
    stage.gesture(item, Gesture::Like);
    stage.until_so(1_000, 5, || stage.gestures()[0].message.is_some()).await;
    let open = stage.gestures().remove(0);
    let refused = stage.clinic().refused("gesture_call_off", json!({ "id": open.id }));
    says(&refused, ErrorCode::Stale, None, &["may be done already"]);
    stage.until_so(Millis::MINUTE, 120, || stage.gestures()[0].state == GestureState::Refused).await;
    assert!(stage.gestures()[0].message.as_ref().unwrap().contains("It may have been done"));
    let liking = || stage.gesture_offers(item).into_iter().find(|it| it.gesture.signed_as() == Gesture::Like).unwrap();
    assert_eq!((liking().gesture, liking().cannot), (Gesture::Unlike, None));
    let _: Value = stage.clinic().call("gesture_call_off", json!({ "id": open.id }));
    stage.gesture(item, Gesture::Unlike);
    stage.gestures_end().await;
    let signs = stage.signs(LedgerKind::Like, Practised::Facebook, &comment);
    assert!(signs.iter().all(|it| it.removed_at.is_some()), "{signs:#?}");
    assert_eq!(liking().gesture, Gesture::Like);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_lost_holds_it_until_somebody_signs_in_again() {
    let (stage, comment, item, _) = signed(&[Gesture::Hide]).await;
    let page = stage.own(Practised::Facebook);
    stage.control().revoke_token(&page).unwrap();
    stage.gesture(item, Gesture::Hide);
    let told = || stage.gestures()[0].message.as_ref().is_some_and(|it| it.contains("not signed in"));
    stage.until_so(Millis::MINUTE, 10, told).await;
    assert_eq!((stage.gestures()[0].state, hidden(&stage, &comment)), (GestureState::Waiting, false));
    stage.control().restore_token(&page).unwrap();
    let token = Secret::new(page.token);
    let _: Channel = stage.clinic().as_doctor().api().connect(Platform::Facebook, &token, None).await.unwrap();
    stage.clinic().as_receptionist();
    stage.gestures_end().await;
    assert!(hidden(&stage, &comment));
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_what_went_out_from_here_are_offered_no_gestures() {
    let (stage, post, called) = public(|_| Content::of_text(Platform::Facebook, "Flu shots from Thursday.")).await;
    stage.let_make(stage.clinic().channel(Platform::Facebook).id, &[Gesture::Hide, Gesture::Like, Gesture::Delete]);
    stage.says(Practised::Facebook, &called, "asha", "Is it open on Sunday?");
    stage.until_so(Millis::MINUTE, 12, || stage.open_conversations() == 1).await;
    let summary = stage.inbox(&json!({})).conversations.remove(0);
    let item = stage.conversation(&summary).items[0].id;
    let begun: Post = stage.clinic().call("reply_begin", json!({ "item_id": item, "text": "Yes, from nine to noon." }));
    let _: Post = stage.clinic().call("reply_send", json!({ "id": begun.summary.id }));
    stage.sign(begun.summary.id);
    stage.until(begun.summary.id, &[DisplayState::Posted], 10).await;
    let ours = || -> Option<ItemId> {
        let open: Conversation = stage.conversation(&summary);
        open.items.into_iter().find(|it| it.ours).map(|it| it.id)
    };
    stage.until_so(Millis::MINUTE, 30, || ours().is_some()).await;
    assert!(stage.gesture_offers(ours().unwrap()).is_empty(), "it is taken down as posts are");
    stage.holds_exactly(&[post, begun.summary.id]);
    let account = stage.own(Practised::Facebook);
    stage.control().message(&account, &countersign_practice::Said::new("ravi", "Hello?")).unwrap();
    let message = || stage.inbox(&json!({ "kind": "message" })).conversations.into_iter().next();
    stage.until_so(Millis::MINUTE, 12, || message().is_some()).await;
    assert!(stage.gesture_offers(stage.conversation(&message().unwrap()).items[0].id).is_empty());
}
