//! The spine: a theme, a signature, posts that go out by themselves.

use countersign_core::api::types::{ActivityPage, DisplayState, Verification};
use countersign_core::model::{Content, Platform};
use countersign_practice::LedgerKind;
use countersign_tests::clinic::{Clinic, MORNING, SharedClock, With, platforms};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_becomes_posts_that_a_doctor_signs_and_that_go_out_at_their_time() {
    let (clock, folder) = (SharedClock::at(MORNING), tempfile::tempdir().unwrap());
    let running = platforms(&clock).await;
    let clinic = Clinic::make(folder.path(), &With::usual(&clock, &running));
    clinic.as_receptionist();
    let batch = clinic.draft("World COPD Day");
    assert_eq!(batch.posts.len(), clinic.channels().len());
    for post in &batch.posts {
        assert_eq!(post.summary.state, DisplayState::Waiting);
        clinic.plan_in(post.summary.id, 30);
    }
    for post in &batch.posts {
        clinic.sign(post.summary.id).unwrap();
        assert_eq!(clinic.post(post.summary.id).summary.state, DisplayState::Signed);
    }
    assert!(running.control().ledger().is_empty(), "nothing goes out before its time");
    for post in &batch.posts {
        let posted = clinic.until_within(post.summary.id, &[DisplayState::Posted], 40).await;
        assert!(posted.summary.permalink.is_some());
    }
    let ledger = running.control().ledger();
    assert_eq!(ledger.len(), clinic.channels().len());
    for entry in &ledger {
        assert!(entry.at_ms >= MORNING.plus(30 * 60_000).0, "never early");
        assert!(matches!(entry.kind, LedgerKind::Post), "{entry:?}");
    }
    let story: ActivityPage = clinic.call(
        "activity_list",
        json!({ "before": null, "correlation_id": batch.posts[0].correlation_id, "denied_only": false, "text": "" }),
    );
    let actions: Vec<&str> = story.entries.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "post.created",
            "plan.set",
            "approval.signed",
            "gate.claimed",
            "gate.commit_started",
            "part.posted",
            "delivery.settled"
        ]
    );
    let verified: Verification = clinic.call("activity_verify", Value::Null);
    assert_eq!(verified.broken_at, None);
    clinic.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_after_the_signature_holds_the_post() {
    let (clock, folder) = (SharedClock::at(MORNING), tempfile::tempdir().unwrap());
    let running = platforms(&clock).await;
    let clinic = Clinic::make(folder.path(), &With::usual(&clock, &running));
    clinic.as_receptionist();
    let post = clinic.compose(Platform::X, &Content::of_text(Platform::X, "Flu shots from Thursday."));
    clinic.plan_in(post.summary.id, 10);
    clinic.sign(post.summary.id).unwrap();
    let post = clinic.post(post.summary.id);
    let changed = Content::of_text(Platform::X, "Flu shots from Friday.");
    let _: Value = clinic
        .call("post_save", json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": changed }));
    assert_eq!(clinic.post(post.summary.id).summary.state, DisplayState::Waiting);
    let expired = clinic.until_within(post.summary.id, &[DisplayState::Expired], 60).await;
    assert!(expired.delivery.unwrap().message.unwrap().contains("without a signature"));
    assert!(running.control().ledger().is_empty());
    clinic.close().await;
}
