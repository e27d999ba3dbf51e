//! What people must hear of although nobody looks at the window: within minutes of its cause, once, until the cause is gone; in
//! quiet hours only what cannot wait; and never a word that anybody wrote, or the name of anybody who wrote.

use countersign_core::alert::AlertKind;
use countersign_core::api::types::{
    Alert, AlertSettings, Conversation, ConversationRef, DisplayState, InboxPage, Post, ReadBackSeen, Telling,
    TellingKind,
};
use countersign_core::engage::GestureState;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, ConversationId, Gesture, Millis, Platform, PostId, Secret};
use countersign_core::publish::NoticeKind;
use countersign_practice::{Action, Alteration, Platform as Practised, Said, cast, templates};
use countersign_tests::clinic::done;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const EMERGENCY: &str = "My father has severe chest pain right now, what should we do? Quokka.";
const SIDE_EFFECT: &str = "Got a rash after starting the new tablet. Quokka.";
const QUESTION: &str = "Can I book an appointment for Monday? Quokka.";
/// Words and names that must not be found in anything that is told.
const CANARIES: [&str; 6] = ["quokka", "chest", "rash", "ravi", "asha", "zebrafinch"];

/// A post that is public on Facebook, in a clinic that reads what people write.
async fn posted() -> (Stage, PostId, String) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday. Zebrafinch."), 5);
    stage.posted(post).await;
    let called = stage.called(post, 0);
    // The doctor signed it.
    stage.clinic().as_receptionist();
    told(&stage);
    (stage, post, called)
}

fn writes(stage: &Stage, under: &str, by: &str, text: &str) {
    stage.control().comment(Practised::Facebook, under, &Said::new(by, text)).unwrap();
}

fn alerts(stage: &Stage) -> Vec<Alert> {
    stage.clinic().call("alert_list", Value::Null)
}

fn going_on(stage: &Stage, kind: AlertKind) -> Option<Alert> {
    alerts(stage).into_iter().find(|it| it.kind == kind && it.cleared.is_none())
}

/// What the desktop is told of alerts now; nothing of it gives anything away.
fn told(stage: &Stage) -> Vec<Telling> {
    let tellings = done(stage.clinic().api().take_tellings());
    let (all, shown) = (json!(tellings).to_string().to_lowercase(), json!(alerts(stage)).to_string().to_lowercase());
    for canary in CANARIES {
        assert!(!all.contains(canary) && !shown.contains(canary), "{canary}: {all} {shown}");
    }
    tellings.into_iter().filter(|it| matches!(it.kind, TellingKind::Alert(_))).collect()
}

fn kinds(tellings: &[Telling]) -> Vec<AlertKind> {
    let kind = |telling: &Telling| match telling.kind {
        TellingKind::Alert(kind) => kind,
        TellingKind::Post(other) => panic!("{other:?}"),
    };
    tellings.iter().map(kind).collect()
}

fn open(stage: &Stage) -> InboxPage {
    let query = json!({
        "view": "open", "channel_id": null, "kind": null, "tier": null, "tag": null, "text": null, "unread": false, "late": false, "after": null,
    });
    stage.clinic().call("inbox_list", query)
}

fn only(stage: &Stage) -> ConversationId {
    let page = open(stage);
    let [one] = page.conversations.as_slice() else { panic!("{page:#?}") };
    one.id
}

/// Moves time on until it is so. Returns how much of it passed.
async fn until(stage: &Stage, minutes: i64, is: impl Fn() -> bool) -> i64 {
    // What takes a day is not watched by the second.
    let step = if minutes > 60 { 20 * Millis::MINUTE } else { 15_000 };
    stage.until_so(step, minutes, is).await
}

/// Whatever began is told within five minutes, and once.
async fn is_told_once(stage: &Stage, kind: AlertKind) -> Alert {
    let passed = until(stage, 6, || going_on(stage, kind).is_some()).await;
    assert!(passed <= 5 * Millis::MINUTE, "{passed}");
    let alert = going_on(stage, kind).unwrap();
    assert!(alert.told.is_none(), "{alert:?}");
    assert!(kinds(&told(stage)).contains(&kind));
    assert!(going_on(stage, kind).unwrap().told.is_some());
    assert!(told(stage).is_empty(), "it is told once");
    alert
}

async fn is_over(stage: &Stage, kind: AlertKind) {
    until(stage, 6, || going_on(stage, kind).is_none()).await;
    assert!(alerts(stage).iter().any(|it| it.kind == kind && it.cleared.is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_told_at_once_also_in_quiet_hours_and_once_also_across_a_restart() {
    let (mut stage, _, called) = posted().await;
    stage.clinic().as_doctor();
    // It is eight in the morning.
    let _: AlertSettings = stage
        .clinic()
        .call("alert_settings_set", json!({ "quiet": { "from": "07:00", "until": "12:00" }, "rules": [] }));
    stage.clinic().as_receptionist();
    writes(&stage, &called, "ravi", EMERGENCY);
    let alert = is_told_once(&stage, AlertKind::Emergency).await;
    let conversation = only(&stage);
    assert_eq!((alert.conversation_id, alert.screen.as_str()), (Some(conversation), "inbox"));
    let whole: Conversation = stage.clinic().call("inbox_open", json!({ "id": conversation }));
    assert!(alert.raised.at.since(whole.items[0].written.at) <= 5 * Millis::MINUTE);
    assert_eq!(done(stage.clinic().api().desk()).emergencies, 1, "the tray says so");
    stage.close().await;
    stage.open_to_people();
    assert!(told(&stage).is_empty(), "it was told before the restart");
    let _: Value = stage.clinic().call("inbox_change", json!({ "ids": [conversation], "act": { "act": "done" } }));
    is_over(&stage, AlertKind::Emergency).await;
    assert_eq!(done(stage.clinic().api().desk()).emergencies, 0);
    // Somebody writes again: that is another occurrence.
    writes(&stage, &called, "asha", EMERGENCY);
    is_told_once(&stage, AlertKind::Emergency).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_that_nobody_reads_is_told_again_after_five_minutes_and_so_is_one_that_was_read_and_not_answered()
{
    let (stage, _, called) = posted().await;
    writes(&stage, &called, "ravi", EMERGENCY);
    let first = is_told_once(&stage, AlertKind::Emergency).await;
    until(&stage, 10, || going_on(&stage, AlertKind::EmergencyUnread).is_some()).await;
    let again = going_on(&stage, AlertKind::EmergencyUnread).unwrap();
    let waited = again.raised.at.since(first.raised.at);
    assert!((5 * Millis::MINUTE..6 * Millis::MINUTE).contains(&waited), "{waited}");
    assert_eq!(kinds(&told(&stage)), [AlertKind::EmergencyUnread]);
    let read = ConversationRef { id: only(&stage) };
    let _: Value = stage.clinic().call("inbox_read", read);
    is_over(&stage, AlertKind::EmergencyUnread).await;
    assert!(going_on(&stage, AlertKind::Emergency).is_some(), "nobody answered");
    assert!(told(&stage).is_empty());
    until(&stage, 10, || going_on(&stage, AlertKind::EmergencyUnanswered).is_some()).await;
    let waited = going_on(&stage, AlertKind::EmergencyUnanswered).unwrap().raised.at.since(again.raised.at);
    assert!((5 * Millis::MINUTE..7 * Millis::MINUTE).contains(&waited), "{waited}");
    let tellings = told(&stage);
    assert_eq!(kinds(&tellings), [AlertKind::EmergencyUnanswered]);
    assert_eq!((tellings[0].screen.as_str(), tellings[0].conversation_id), ("inbox", Some(only(&stage))));
    let _: Value = stage.clinic().call("inbox_change", json!({ "ids": [only(&stage)], "act": { "act": "done" } }));
    is_over(&stage, AlertKind::EmergencyUnanswered).await;
    assert!(told(&stage).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_side_effect_waits_for_a_doctor_and_for_nobody_else() {
    let (stage, _, called) = posted().await;
    writes(&stage, &called, "asha", SIDE_EFFECT);
    is_told_once(&stage, AlertKind::AdverseEvent).await;
    let id = only(&stage);
    let _: Value = stage.clinic().call("inbox_read", ConversationRef { id });
    let _: Value = stage.clinic().call("inbox_change", json!({ "ids": [id], "act": { "act": "done" } }));
    stage.clinic().advance_awake(Millis::MINUTE);
    until(&stage, 1, || open(&stage).conversations.is_empty()).await;
    assert!(going_on(&stage, AlertKind::AdverseEvent).is_some(), "the reception is no doctor");
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("inbox_read", ConversationRef { id });
    is_over(&stage, AlertKind::AdverseEvent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_is_told_once_for_a_channel_and_after_the_quiet_hours() {
    let (stage, _, called) = posted().await;
    stage.clinic().as_doctor();
    // Ten in the morning of two days on is quiet.
    let quiet = json!({ "quiet": { "from": "07:30", "until": "11:00" }, "rules": [] });
    let _: AlertSettings = stage.clinic().call("alert_settings_set", quiet);
    writes(&stage, &called, "asha", QUESTION);
    writes(&stage, &called, "ravi", QUESTION);
    until(&stage, 6, || open(&stage).conversations.len() == 2).await;
    assert!(going_on(&stage, AlertKind::AnswersLate).is_none());
    let passed = until(&stage, 60 * 49, || going_on(&stage, AlertKind::AnswersLate).is_some()).await;
    assert!(passed >= 8 * 60 * Millis::MINUTE, "{passed}");
    let late = alerts(&stage).into_iter().filter(|it| it.kind == AlertKind::AnswersLate).count();
    assert_eq!(late, 1, "two answers on one channel are one alert");
    let alert = going_on(&stage, AlertKind::AnswersLate).unwrap();
    let quiet = ("07:30".to_owned()..="10:59".to_owned()).contains(&alert.raised.time);
    if quiet {
        assert!(told(&stage).is_empty(), "{alert:?}");
        until(&stage, 60 * 4, || stage.clinic().clock().now().since(alert.raised.at) >= 4 * 60 * Millis::MINUTE).await;
    }
    assert_eq!(kinds(&told(&stage)), [AlertKind::AnswersLate]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_does_not_get_through_and_a_sign_in_that_is_over_are_told() {
    let (mut stage, _, _) = posted().await;
    let late = stage.signed(&Content::of_text(Platform::X, "Closed on Friday. Zebrafinch."), 5);
    stage.network_down().await;
    stage.clinic().advance_awake(6 * Millis::MINUTE);
    let alert = is_told_once(&stage, AlertKind::PostLate).await;
    assert_eq!((alert.post_id, alert.screen.as_str()), (Some(late), "compose"));
    stage.network_up().await;
    until(&stage, 30, || going_on(&stage, AlertKind::PostLate).is_none()).await;
    stage.signed(&Content::of_text(Platform::X, "Open again on Monday."), 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    stage.clinic().advance_awake(5 * Millis::MINUTE);
    let alert = is_told_once(&stage, AlertKind::SignInEnded).await;
    assert!(alert.title.contains("X"), "{alert:?}");
    // Somebody signs in again.
    let token = Secret::new(cast::X_TOKEN.into());
    stage.clinic().as_doctor();
    done(stage.clinic().api().connect(Platform::X, &token, None).await);
    is_over(&stage, AlertKind::SignInEnded).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_turned_off_is_not_told_and_what_cannot_wait_is_told_whatever_is_chosen() {
    let (stage, _, called) = posted().await;
    let off = json!({ "quiet": null, "rules": [{ "kind": "sign_in_ended", "ways": [] }, { "kind": "emergency", "ways": [] }] });
    let refused = stage.clinic().api().call("alert_settings_set", off.clone()).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed, "the reception does not choose");
    stage.clinic().as_doctor();
    let settings: AlertSettings = stage.clinic().call("alert_settings_set", off);
    let ways = |kind| settings.rules.iter().find(|it| it.kind == kind).map(|it| it.ways.len()).unwrap();
    assert_eq!((ways(AlertKind::SignInEnded), ways(AlertKind::Emergency), ways(AlertKind::PostLate)), (0, 1, 3));
    stage.signed(&Content::of_text(Platform::X, "Open again on Monday."), 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    stage.clinic().advance_awake(5 * Millis::MINUTE);
    until(&stage, 6, || going_on(&stage, AlertKind::SignInEnded).is_some()).await;
    assert!(told(&stage).is_empty());
    writes(&stage, &called, "ravi", EMERGENCY);
    is_told_once(&stage, AlertKind::Emergency).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_that_are_none_are_refused_with_a_sentence() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let set = |from: &str, until: &str| {
        let asked = json!({ "quiet": { "from": from, "until": until }, "rules": [] });
        stage.clinic().api().call("alert_settings_set", asked)
    };
    says(&set("25:00", "07:00").unwrap_err(), ErrorCode::Invalid, Some("from"), &["time of the day"]);
    says(&set("07:00", "07:00").unwrap_err(), ErrorCode::Invalid, Some("until"), &["whole day"]);
    let settings: AlertSettings = stage.clinic().call("alert_settings_get", Value::Null);
    assert!(settings.quiet.is_none());
}

/// What is told of posts on this computer now.
fn notices(stage: &Stage) -> Vec<NoticeKind> {
    let kind = |telling: Telling| match telling.kind {
        TellingKind::Post(kind) => kind,
        TellingKind::Alert(other) => panic!("{other:?} is told here by its notice"),
    };
    done(stage.clinic().api().take_tellings()).into_iter().map(kind).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_refused_or_shown_otherwise_is_told_here_by_its_notice_and_elsewhere_within_minutes() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    done(stage.clinic().api().connect_slack(&Secret::new(cast::SLACK_WEBHOOK.into())).await);
    let elsewhere = || stage.control().slack_messages();
    let before = elsewhere().len();

    let public = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday. Zebrafinch."), 5);
    stage.posted(public).await;
    let changed = Alteration::Edited { text: "No flu shots. Quokka.".to_owned() };
    stage.control().alter_post(Practised::Facebook, &stage.called(public, 0), &changed).unwrap();
    stage.looked(public).await;
    let passed = until(&stage, 6, || elsewhere().len() > before).await;
    assert!(passed <= 5 * Millis::MINUTE, "{passed}");
    let alert = going_on(&stage, AlertKind::PostShownOtherwise).unwrap();
    assert_eq!((alert.post_id, alert.screen.as_str()), (Some(public), "compose"));
    assert_eq!(notices(&stage), [NoticeKind::ShownOtherwise]);
    let parts = stage.clinic().post(public).delivery.unwrap().parts;
    let findings = parts.into_iter().filter_map(|part| part.read_back?.finding).collect();
    let _: Post = stage.clinic().call("read_back_seen", ReadBackSeen { id: public, findings });
    is_over(&stage, AlertKind::PostShownOtherwise).await;

    let refused = stage.signed(&Content::of_text(Platform::X, "Open again on Monday. Zebrafinch."), 5);
    stage.fault(Practised::X, ("POST", templates::x::POSTS), 0, 1, Action::TokenExpired);
    stage.until(refused, &[DisplayState::Failed], 15).await;
    let passed = until(&stage, 6, || elsewhere().iter().any(|it| it.contains("needs somebody"))).await;
    assert!(passed <= 5 * Millis::MINUTE, "{passed}");
    let alert = going_on(&stage, AlertKind::PostFailed).unwrap();
    assert_eq!((alert.post_id, alert.screen.as_str()), (Some(refused), "compose"));
    let all = json!([elsewhere(), alerts(&stage)]).to_string().to_lowercase();
    assert!(CANARIES.iter().all(|canary| !all.contains(canary)), "{all}");
    let mut here = done(stage.clinic().api().take_tellings());
    here.retain(|it| it.kind != TellingKind::Alert(AlertKind::SignInEnded));
    let here: Vec<TellingKind> = here.into_iter().map(|it| it.kind).collect();
    assert_eq!(here, [TellingKind::Post(NoticeKind::Failed)]);
    assert!(going_on(&stage, AlertKind::PostFailed).unwrap().told.is_some(), "its notice told of it");
    // A stop and its end tell nothing anew.
    stage.clinic().api().stop_from_desk().unwrap();
    stage.clinic().advance_awake(2 * Millis::MINUTE);
    stage.clinic().as_doctor();
    done(stage.clinic().api().resume(false));
    stage.clinic().advance_awake(2 * Millis::MINUTE);
    assert!(going_on(&stage, AlertKind::PostFailed).is_some());
    let _: Value = stage.clinic().call("post_discard", json!({ "id": refused }));
    is_over(&stage, AlertKind::PostFailed).await;
    let told: Vec<String> = elsewhere().into_iter().filter(|it| it.contains("needs somebody")).collect();
    assert_eq!(told.len(), 1, "once: {told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_to_be_done_without_words_at_a_time_and_was_not_is_told_until_somebody_decides() {
    let (stage, _, called) = posted().await;
    stage.says(Practised::Facebook, &called, "asha", "Very kind people. Quokka.");
    until(&stage, 12, || open(&stage).conversations.len() == 1).await;
    stage.let_make(stage.clinic().channel(Platform::Facebook).id, &[Gesture::Like]);
    let zone = countersign_core::model::zone::Zone::named("Asia/Kolkata").unwrap();
    let face = zone.clock_at(stage.clock.now().plus(30 * Millis::MINUTE));
    let at = json!({ "date": face.date(), "time": face.time() });
    let item = stage.first_item().id;
    let _: Value =
        stage.clinic().call("gesture_ask", json!({ "item_id": item, "gesture": Gesture::Like.word(), "at": at }));
    stage.clinic().as_doctor();
    done(stage.clinic().api().revoke_fixed_answers());
    stage.clinic().as_receptionist();
    stage.until_so(Millis::MINUTE, 40, || stage.gestures()[0].state == GestureState::Refused).await;
    let alert = is_told_once(&stage, AlertKind::GestureNotMade).await;
    assert_eq!((alert.conversation_id, alert.screen.as_str()), (Some(only(&stage)), "inbox"));
    let _: Value = stage.clinic().call("gesture_call_off", json!({ "id": stage.gestures()[0].id }));
    is_over(&stage, AlertKind::GestureNotMade).await;
}
