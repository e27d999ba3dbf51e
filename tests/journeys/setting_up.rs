//! Setting up: from an empty clinic of one's own to the first signed post, left and taken up again on the way.

use countersign_core::api::types::{DisplayState, PersonAdd, SetupGuide, SetupStep, SetupTask};
use countersign_core::model::{Millis, Platform, PostId, Role};
use countersign_tests::clinic::{Clinic, MORNING, SharedClock, With, done, pin, platforms};
use serde_json::{Value, json};

/// A new clinic, with whoever set it up signed in.
async fn clinic(roles: &[Role], folder: &std::path::Path) -> (Clinic, With, countersign_practice::Running) {
    let clock = SharedClock::at(MORNING);
    let running = platforms(&clock).await;
    let with = With::usual(&clock, &running);
    let clinic = Clinic::set_up(folder, &with, roles);
    sign_in(&clinic, Role::Administrator);
    (clinic, with, running)
}

fn sign_in(clinic: &Clinic, role: Role) {
    done(clinic.api().unlock(clinic.person(role), &pin()));
}

fn guide(clinic: &Clinic) -> SetupGuide {
    clinic.call("setup_get", Value::Null)
}

fn step(clinic: &Clinic, task: SetupTask) -> SetupStep {
    guide(clinic).steps.into_iter().find(|step| step.task == task).unwrap()
}

fn by_hand(clinic: &Clinic) {
    let new = json!({ "platform": Platform::X, "name": "", "account_name": "", "address": "https://x.com/lakeside" });
    let _: Value = clinic.call("channel_add_by_hand", new);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_clinic_finds_its_way_to_the_first_signed_post() {
    let folder = tempfile::tempdir().unwrap();
    let (clinic, with, running) = clinic(&[], folder.path()).await;

    // Whoever set it up is no doctor: a doctor comes first, and nothing later has what it needs.
    let first = guide(&clinic);
    assert_eq!(first.steps.iter().map(|step| step.task).collect::<Vec<_>>(), SetupTask::ALL);
    assert_eq!(first.next, Some(SetupTask::Doctor));
    let open: Vec<_> = first.steps.iter().filter(|step| step.ready && !step.done).map(|step| step.task).collect();
    assert_eq!(open, [SetupTask::Doctor, SetupTask::People, SetupTask::Channel]);
    let doctor = PersonAdd { name: "Dr. Sam Okafor".into(), roles: vec![Role::Doctor], registration: None };
    done(clinic.api().add_person(&doctor, &pin()));
    assert_eq!(guide(&clinic).next, Some(SetupTask::Channel));
    assert!(step(&clinic, SetupTask::People).done, "two people are here");

    by_hand(&clinic);
    assert_eq!(guide(&clinic).next, Some(SetupTask::Theme));
    // Left in the middle, and taken up again.
    clinic.close().await;
    let clinic = Clinic::open(folder.path(), &with);
    sign_in(&clinic, Role::Administrator);
    assert_eq!(guide(&clinic).next, Some(SetupTask::Theme));

    let batch = clinic.draft("World Diabetes Day");
    let post: PostId = batch.posts[0].summary.id;
    let time = step(&clinic, SetupTask::Time);
    assert_eq!((guide(&clinic).next, time.post_id), (Some(SetupTask::Time), Some(post)));
    assert!(!step(&clinic, SetupTask::Signature).ready, "a signature needs a time");
    clinic.plan_in(post, 60);
    let signature = step(&clinic, SetupTask::Signature);
    assert_eq!((guide(&clinic).next, signature.post_id), (Some(SetupTask::Signature), Some(post)));
    assert!(signature.ready && !signature.mine, "an administrator does not sign");
    clinic.sign(post).unwrap();
    let end = guide(&clinic);
    assert_eq!(end.next, None);
    assert!(end.steps.iter().all(|step| step.done));
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_time_passed_is_given_a_new_one_before_it_is_signed() {
    let folder = tempfile::tempdir().unwrap();
    let (clinic, _, running) = clinic(&[Role::Doctor], folder.path()).await;
    by_hand(&clinic);
    let post = clinic.draft("World Diabetes Day").posts[0].summary.id;
    clinic.plan_in(post, 60);
    assert_eq!(guide(&clinic).next, Some(SetupTask::Signature));
    clinic.advance_awake(2 * 60 * Millis::MINUTE);
    clinic.until(post, &[DisplayState::Expired]).await;
    let time = step(&clinic, SetupTask::Time);
    assert_eq!((guide(&clinic).next, time.ready, time.post_id), (Some(SetupTask::Time), true, Some(post)));
    assert!(!step(&clinic, SetupTask::Signature).ready, "signed now, it would never go out");
    clinic.plan_in(post, 60);
    assert_eq!(guide(&clinic).next, Some(SetupTask::Signature));
    assert_eq!(step(&clinic, SetupTask::Signature).post_id, Some(post));
    clinic.close().await;
    running.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_undone_is_to_do_again_and_one_person_puts_it_away_for_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let (clinic, _, running) = clinic(&[Role::Doctor], folder.path()).await;
    assert_eq!(guide(&clinic).next, Some(SetupTask::Channel), "the doctor set it up, and has a key");
    assert!(!step(&clinic, SetupTask::People).done);
    let anil = PersonAdd { name: "Anil Kumar".into(), roles: vec![Role::Staff], registration: None };
    done(clinic.api().add_person(&anil, &pin()));

    by_hand(&clinic);
    let channel = clinic.channel(Platform::X);
    let _: Value = clinic.call("channel_remove", json!({ "id": channel.id }));
    assert_eq!(guide(&clinic).next, Some(SetupTask::Channel));

    let _: Value = clinic.call("preference_set", json!({ "name": "setup.guide", "value": "away" }));
    assert!(guide(&clinic).away);
    sign_in(&clinic, Role::Staff);
    assert!(!guide(&clinic).away, "each for themselves");
    assert!(!step(&clinic, SetupTask::Channel).mine, "staff add no channels");
    clinic.close().await;
    running.shutdown().await;
}
