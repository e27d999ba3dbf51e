//! The process really ends while something is taken down, at every step of it, and while something is handed over. What was
//! asked to come down is gone, nothing else is touched, and what is in a person's hand is there once.

use countersign_core::api::types::{Channel, DisplayState, Post, PostRef, Verification};
use countersign_core::model::{Content, Platform, PostId};
use countersign_core::publish::Step;
use countersign_tests::apart::Told;
use countersign_tests::clinic::Clinic;
use serde_json::{Value, json};

use super::child::Ended;
use super::stage::{Case, Prepared};
use countersign_tests::kinds::Kind;

/// How many minutes after the end the clinic is opened again.
const LATER: [i64; 2] = [0, 20];

/// Two posts are public, and one of them comes down.
async fn sweep(platform: Platform, kind: Kind) {
    let prepared = Prepared::make(&[(platform, Kind::Text, 3), (platform, kind, 4)]).await;
    let (stays, goes) = (prepared.signed[0].post, prepared.signed[1].post);
    for step in Step::OF_A_REMOVAL {
        for nth in 1..=kind.parts() {
            for minutes in LATER {
                let name = format!("{platform:?} {kind:?}, ended at {step} {nth}, opened {minutes} minutes later");
                let mut case = Case::of(&prepared).await;
                case.finish(&prepared.signed).await.close().await;
                let mut child = case.child(Some((step.to_string(), nth)));
                child.tell(&Told::TakeDown { post: goes }).await;
                assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::AtStep, "{name}");
                child.kill().await;
                case.clock.advance(minutes * 60_000);
                let clinic = case.open();
                clinic.settle(60).await;
                judge(&name, &case, &clinic, (stays, goes), kind.parts());
                clinic.close().await;
            }
        }
    }
}

fn judge(name: &str, case: &Case, clinic: &Clinic, (stays, goes): (PostId, PostId), parts: usize) {
    let ledger = case.running.control().ledger();
    assert_eq!(ledger.len(), 1 + parts, "{name}: nothing went out twice");
    let id = |post: &Post| post.delivery.as_ref().unwrap().parts[0].platform_id.clone().unwrap();
    let (kept, gone) = (clinic.post(stays), clinic.post(goes));
    assert_eq!(
        (kept.summary.state, gone.summary.state),
        (DisplayState::Posted, DisplayState::Removed),
        "{name}: {gone:#?}"
    );
    for entry in &ledger {
        assert_eq!(entry.removed_at.is_none(), entry.id == id(&kept), "{name}: {entry:?}");
    }
    let verified: Verification = clinic.call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None, "{name}: {}", verified.sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_on_x_is_down_wherever_the_process_ends() {
    sweep(Platform::X, Kind::ThreadAndComment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_with_a_comment_on_facebook_is_down_wherever_the_process_ends() {
    sweep(Platform::Facebook, Kind::PictureAndComment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_over_is_in_hand_once_wherever_the_process_ends() {
    let prepared = Prepared::make(&[]).await;
    for minutes in LATER {
        let mut case = Case::of(&prepared).await;
        let clinic = case.open();
        clinic.as_doctor();
        let new = json!({ "platform": "x", "name": "", "account_name": "", "address": "https://x.com/lakeside_kids" });
        let channel: Channel = clinic.call("channel_add_by_hand", new);
        let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }));
        let content = Content::of_text(Platform::X, "We are open.");
        let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
        let post = clinic.call::<Post>("post_save", save).summary.id;
        clinic.plan_in(post, 5);
        clinic.sign(post).unwrap();
        clinic.close().await;
        let mut child = case.child(Some((Step::HandedOver.to_string(), 1)));
        assert_eq!(child.run(&case.clock, &case.running.control()).await, Ended::AtStep);
        child.kill().await;
        case.clock.advance(minutes * 60_000);
        let clinic = case.open();
        clinic.settle(60).await;
        assert_eq!(clinic.post(post).summary.state, DisplayState::HandedOver);
        let _: Value = clinic.call("kit_get", PostRef { id: post });
        let said = json!({ "post_id": post, "addresses": ["https://x.com/lakeside_kids/status/12"] });
        assert_eq!(clinic.call::<Post>("kit_posted", said).summary.state, DisplayState::Posted);
        let asked = case.running.control().request_log();
        assert!(asked.iter().all(|request| request.method == "GET"), "no platform heard of it: {asked:?}");
        let verified: Verification = clinic.call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None);
        clinic.close().await;
    }
}
