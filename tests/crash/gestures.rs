//! The process really ends while something is done without words, at every step of it: afterwards it stands, and it came to stand once.

use std::time::Duration;

use countersign_core::api::types::{Channel, Conversation, FixedAnswersToSign, GestureShown, InboxPage, Verification};
use countersign_core::model::{Gesture, Millis, Platform, Role};
use countersign_core::publish::Step;
use countersign_practice::{LedgerKind, Platform as Practised, Said};
use countersign_tests::clinic::{Clinic, done, pin};
use serde_json::{Value, json};

use super::child::Ended;
use super::stage::{Case, Prepared};
use countersign_tests::kinds::Kind;

/// How long nothing happens before time goes on.
const QUIET: Duration = Duration::from_millis(250);
/// How many minutes after the end the clinic is opened again.
const LATER: [i64; 2] = [0, 20];

/// Moves time on until it `is` so.
async fn until(clinic: &Clinic, mut is: impl FnMut() -> bool) {
    for _ in 0..200 {
        let changed = clinic.changed();
        if is() {
            return;
        }
        if tokio::time::timeout(QUIET, changed).await.is_err() {
            clinic.advance_awake(15_000);
        }
    }
    panic!("it is not so");
}

/// A post is public, somebody wrote under it, a doctor signed beforehand that it may be answered without words, and that is to be done in
/// half an hour. Returns what the platform calls the comment.
async fn asked(case: &mut Case, prepared: &Prepared, gesture: Gesture) -> String {
    let clinic = case.finish(&prepared.signed).await;
    let post = clinic.post(prepared.signed[0].post).delivery.unwrap().parts[0].platform_id.clone().unwrap();
    clinic.close().await;
    let clinic = case.open_to_people();
    let said = Said::new("asha", "My cousin sells these pills for half of that. Write to me!");
    let comment = case.running.control().comment(Practised::Facebook, &post, &said).unwrap();
    let mut item = None;
    until(&clinic, || {
        let query = json!({ "view": "open", "channel_id": null, "kind": null, "tier": null, "tag": null, "text": null,
            "unread": false, "late": false, "after": null });
        let page: InboxPage = clinic.call("inbox_list", query);
        item = page.conversations.first().map(|of| {
            let open: Conversation = clinic.call("inbox_open", json!({ "id": of.id }));
            open.items[0].id
        });
        item.is_some()
    })
    .await;
    let channel: Channel = clinic.channel(Platform::Facebook);
    done(clinic.api().unlock(clinic.person(Role::Doctor), &pin()));
    let chosen = json!({ "answers": [], "gestures": [{ "channel_id": channel.id, "gesture": gesture.word() }] });
    let shown: FixedAnswersToSign = clinic.call("fixed_answer_choose", chosen);
    done(clinic.api().open_signing(&pin()));
    done(clinic.api().sign_fixed_answers(shown.digest));
    clinic.as_receptionist();
    let zone = countersign_core::model::zone::Zone::named("Asia/Kolkata").unwrap();
    let face = zone.clock_at(case.clock.now().plus(30 * Millis::MINUTE));
    let at = json!({ "date": face.date(), "time": face.time() });
    let _: Value = clinic.call("gesture_ask", json!({ "item_id": item, "gesture": gesture.word(), "at": at }));
    clinic.close().await;
    comment
}

fn judge(name: &str, case: &Case, clinic: &Clinic, (kind, comment): (LedgerKind, &str)) {
    let mut signs = case.running.control().ledger();
    signs.retain(|it| it.kind == kind && it.parent.as_deref() == Some(comment));
    assert_eq!(signs.len(), 1, "{name}: {signs:#?}");
    assert!(signs[0].removed_at.is_none(), "{name}");
    let verified: Verification = clinic.call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{name}: {}", verified.sentence);
}

async fn sweep(gesture: Gesture, kind: LedgerKind) {
    let prepared = Prepared::make(&[(Platform::Facebook, Kind::Text, 3)]).await;
    for step in Step::OF_A_GESTURE {
        for minutes in LATER {
            let name = format!("{gesture:?}, ended at {step}, opened {minutes} minutes later");
            let mut case = Case::of(&prepared).await;
            let comment = asked(&mut case, &prepared, gesture).await;
            let mut child = case.child(Some((step.to_string(), 1)));
            // Nothing but the gesture is left to wait for, and the dispatcher knows of none.
            child.advance(&case.clock, 31 * Millis::MINUTE).await;
            assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::AtStep, "{name}");
            child.kill().await;
            case.clock.advance(minutes * Millis::MINUTE);
            let clinic = case.open();
            until(&clinic, || clinic.call::<Vec<GestureShown>>("gesture_list", Value::Null).is_empty()).await;
            judge(&name, &case, &clinic, (kind, &comment));
            clinic.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_hidden_wherever_the_process_ends() {
    sweep(Gesture::Hide, LedgerKind::Hide).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_liked_once_wherever_the_process_ends() {
    sweep(Gesture::Like, LedgerKind::Like).await;
}
