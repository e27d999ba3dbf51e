//! Keys that end: somebody leaves, a PIN is set anew, a role is taken. What they signed and was not sent waits again.

use countersign_core::api::types::{DisplayState, Person, PersonAdd};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, PersonId, Platform, PostId, Role};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::Stage;
use serde_json::{Value, json};

const SECOND: &str = "Dr. Sam Okafor";

/// A second doctor, who has just signed a post.
fn signed_by_a_second_doctor(stage: &Stage) -> (PersonId, PostId) {
    let person = PersonAdd { name: SECOND.into(), roles: vec![Role::Doctor], registration: None };
    done(stage.clinic().engine().seed_person(&person, &pin()));
    let people = done(stage.clinic().api().lock_people(None));
    let sam = people.iter().find(|person| person.name == SECOND).unwrap().id;
    let post = stage.planned(&Content::of_text(Platform::X, "Flu shots from Thursday."), 20);
    done(stage.clinic().api().unlock(sam, &pin()));
    done(stage.clinic().api().open_signing(&pin()));
    let sheet: countersign_core::api::types::ReviewSheet = stage.clinic().call("review_open", json!({ "id": post }));
    let request = countersign_core::api::types::SignRequest { post_id: post, manifest: sheet.manifest };
    stage.clinic().sign_shown(request).unwrap();
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Signed);
    (sam, post)
}

fn person(stage: &Stage, id: PersonId) -> Person {
    let people: Vec<Person> = stage.clinic().call("person_list", Value::Null);
    people.into_iter().find(|person| person.id == id).unwrap()
}

/// The post waits for a doctor again: nothing of it goes out, until somebody who may signs it.
async fn waits_again(stage: &mut Stage, post: PostId) {
    assert_eq!(stage.clinic().post(post).summary.state, DisplayState::Waiting);
    stage.clinic().advance_awake(25 * Millis::MINUTE);
    stage.close().await;
    assert!(stage.control().ledger().is_empty(), "what nobody stands behind any more went out");
    stage.open();
    stage.sign(post);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_signed_who_leaves_waits_again() {
    let mut stage = Stage::set().await;
    let (sam, post) = signed_by_a_second_doctor(&stage);
    stage.clinic().as_doctor();
    let gone: Person = stage.clinic().call("person_leave", json!({ "id": sam }));
    assert!(gone.left && gone.key_fingerprint.is_none());
    assert!(done(stage.clinic().api().lock_people(None)).iter().all(|person| person.id != sam));
    assert_eq!(stage.clinic().api().unlock(sam, &pin()).unwrap_err().code(), ErrorCode::NotFound);
    stage.clinic().as_doctor();
    waits_again(&mut stage, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_with_a_key_whose_pin_is_set_anew_waits_again() {
    let mut stage = Stage::set().await;
    let (sam, post) = signed_by_a_second_doctor(&stage);
    stage.clinic().as_doctor();
    let before = person(&stage, sam).key_fingerprint.unwrap();
    let after = done(stage.clinic().api().set_pin(sam, &pin(), &pin())).key_fingerprint.unwrap();
    assert_ne!(before, after, "a new key, never the old one under a new PIN");
    waits_again(&mut stage, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_by_somebody_who_is_no_doctor_any_more_waits_again() {
    let mut stage = Stage::set().await;
    let (sam, post) = signed_by_a_second_doctor(&stage);
    stage.clinic().as_doctor();
    let update = json!({ "id": sam, "name": SECOND, "roles": ["staff"], "registration": null });
    let _: Value = stage.clinic().call("person_update", update);
    waits_again(&mut stage, post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_doctor_signed_goes_out_after_all_when_the_role_is_given_back_in_time() {
    let mut stage = Stage::set().await;
    let (sam, post) = signed_by_a_second_doctor(&stage);
    let set_role = |stage: &Stage, role: &str| {
        stage.clinic().as_doctor();
        let update = json!({ "id": sam, "name": SECOND, "roles": [role], "registration": null });
        let _: Value = stage.clinic().call("person_update", update);
    };
    set_role(&stage, "staff");
    stage.clinic().advance_awake(22 * Millis::MINUTE);
    stage.close().await;
    assert!(stage.control().ledger().is_empty());
    stage.open();
    set_role(&stage, "doctor");
    stage.posted(post).await;
    let texts: Vec<String> = stage.control().ledger().into_iter().map(|entry| entry.text).collect();
    assert_eq!(texts, ["Flu shots from Thursday."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_doctors_signature_is_not_touched() {
    let stage = Stage::set().await;
    let mine = stage.signed(&Content::of_text(Platform::Facebook, "We are open."), 20);
    let (sam, theirs) = signed_by_a_second_doctor(&stage);
    stage.clinic().as_doctor();
    let _: Value = stage.clinic().call("person_leave", json!({ "id": sam }));
    let state = |post| stage.clinic().post(post).summary.state;
    assert_eq!((state(mine), state(theirs)), (DisplayState::Signed, DisplayState::Waiting));
    stage.posted(mine).await;
    stage.holds_exactly(&[mine]);
}
