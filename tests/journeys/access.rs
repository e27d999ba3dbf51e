//! Who may sign: how many doctors, under whose words, and who knows of whose key. No rule leaves a post without a signature.

use countersign_core::api::types::{
    ApiError, DisplayState, Person, PersonAdd, ReviewQueue, ReviewSheet, SignRequest, SigningKey, SigningRule,
    SigningStanding, Today,
};
use countersign_core::clinic::Doctors;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, PersonId, Platform, PostId, Role};
use countersign_practice::{Action, templates};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, says, with_pictures};
use serde_json::{Value, json};

const SECOND: &str = "Dr. Sam Okafor";

/// A clinic with a second doctor.
async fn stage_with_two_doctors() -> (Stage, PersonId) {
    let stage = Stage::set().await;
    let person = PersonAdd { name: SECOND.into(), roles: vec![Role::Doctor], registration: None };
    stage.clinic().as_doctor();
    let sam = done(stage.clinic().api().add_person(&person, &pin())).id;
    (stage, sam)
}

fn set_rule(stage: &Stage, doctors: Doctors, own_words: bool) {
    stage.clinic().as_doctor();
    let rule: SigningRule = stage.clinic().call("signing_rule_set", SigningRule { doctors, own_words });
    assert_eq!((rule.doctors, rule.own_words), (doctors, own_words));
}

fn sit(stage: &Stage, person: PersonId) {
    done(stage.clinic().api().unlock(person, &pin()));
}

fn sheet(stage: &Stage, post: PostId) -> ReviewSheet {
    stage.clinic().call("review_open", json!({ "id": post }))
}

/// Whoever sits there takes the pen and signs what the screen shows.
fn sign_here(stage: &Stage, post: PostId) -> Result<(), ApiError> {
    stage.sign_by(post, |clinic| {
        done(clinic.api().open_signing(&pin()));
        clinic.sign_shown(SignRequest { post_id: post, manifest: sheet(stage, post).manifest })
    })
}

fn text(words: &str) -> Content {
    Content::of_text(Platform::X, words)
}

fn state(stage: &Stage, post: PostId) -> DisplayState {
    stage.clinic().post(post).summary.state
}

#[tokio::test(flavor = "multi_thread")]
async fn where_two_doctors_sign_the_first_signature_lets_nothing_out() {
    let (stage, sam) = stage_with_two_doctors().await;
    set_rule(&stage, Doctors::Two, true);
    let post = stage.planned(&text("Flu shots from Thursday."), 20);
    sit(&stage, sam);
    sign_here(&stage, post).unwrap();
    let half = stage.clinic().post(post).summary;
    assert_eq!(half.state, DisplayState::Waiting);
    assert_eq!(half.needs.as_deref(), Some("Signed by Dr. Sam Okafor. The signature of a second doctor is missing."));
    let read = sheet(&stage, post);
    assert_eq!((read.signatures.len(), read.signatures_missing), (1, 1));
    assert!(read.cannot_sign.unwrap().contains("another doctor"));

    stage.clinic().as_doctor();
    let read = sheet(&stage, post);
    assert_eq!(read.cannot_sign, None, "the second doctor may sign");
    sign_here(&stage, post).unwrap();
    assert_eq!(state(&stage, post), DisplayState::Signed);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_pair_of_signatures_expires_and_nothing_goes_out() {
    let (mut stage, sam) = stage_with_two_doctors().await;
    set_rule(&stage, Doctors::Two, true);
    let post = stage.planned(&text("Flu shots from Thursday."), 20);
    sit(&stage, sam);
    sign_here(&stage, post).unwrap();
    stage.clinic().advance_awake(25 * Millis::MINUTE);
    stage.close().await;
    assert!(stage.control().ledger().is_empty());
    stage.open();
    stage.until(post, &[DisplayState::Expired], 120).await;
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_doctor_with_two_keys_is_one_doctor() {
    let (stage, sam) = stage_with_two_doctors().await;
    set_rule(&stage, Doctors::Two, true);
    let post = stage.planned(&text("Flu shots from Thursday."), 20);
    sit(&stage, sam);
    sign_here(&stage, post).unwrap();
    sign_here(&stage, post).unwrap();
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    done(stage.clinic().api().set_pin(sam, &pin(), &pin()));
    sign_here(&stage, post).unwrap();
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    assert_eq!(sheet(&stage, post).signatures.len(), 1, "the retired key's signature counts no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_doctors_are_asked_for_only_where_there_are_two() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let asked = SigningRule { doctors: Doctors::Two, own_words: true };
    let refused = stage.clinic().refused("signing_rule_set", asked);
    says(&refused, ErrorCode::Invalid, Some("doctors"), &["Add the second one first"]);
    let rule: SigningRule = stage.clinic().call("signing_rule_get", Value::Null);
    assert_eq!((rule.doctors, rule.own_words), (Doctors::One, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_leaves_no_signature_is_no_request() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    for doctors in [json!("none"), json!(0), Value::Null] {
        let refused = stage.clinic().refused("signing_rule_set", json!({ "doctors": doctors, "own_words": true }));
        assert_eq!(refused.code, ErrorCode::Internal, "{doctors}");
    }
    let post = stage.planned(&text("Flu shots from Thursday."), 20);
    stage.clinic().advance_awake(30 * Millis::MINUTE);
    stage.until(post, &[DisplayState::Expired], 120).await;
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_does_not_sign_their_own_words_where_another_has_to() {
    let (stage, sam) = stage_with_two_doctors().await;
    set_rule(&stage, Doctors::One, false);
    stage.clinic().as_receptionist();
    let post = stage.planned(&text("Flu shots from Thursday."), 20);
    sit(&stage, sam);
    let written = stage.clinic().post(post);
    let save = json!({ "id": post, "base_revision": written.revision_id, "content": text("Flu shots from Friday.") });
    let _: Value = stage.clinic().call("post_save", save);
    let _: Value = stage.clinic().call("post_submit", json!({ "id": post }));
    let refused = sign_here(&stage, post).unwrap_err();
    says(&refused, ErrorCode::NotAllowed, None, &["Words of yours stand in this post", "another doctor"]);
    let denied = stage.story(post).into_iter().find(|entry| !entry.allowed).unwrap();
    assert_eq!((denied.action.as_str(), denied.reason.as_deref()), ("approval.signed", Some("own_words")));
    let queue: ReviewQueue = stage.clinic().call("review_queue", Value::Null);
    assert_eq!(queue.for_another, [post]);
    let today: Today = stage.clinic().call("today_get", Value::Null);
    assert!(today.to_sign.is_empty(), "nothing that this doctor can do");

    stage.clinic().as_doctor();
    let queue: ReviewQueue = stage.clinic().call("review_queue", Value::Null);
    assert!(queue.for_another.is_empty());
    sign_here(&stage, post).unwrap();
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_asks_for_more_holds_what_was_signed_for_less() {
    let (stage, sam) = stage_with_two_doctors().await;
    let post = stage.signed(&text("Flu shots from Thursday."), 20);
    assert_eq!(state(&stage, post), DisplayState::Signed);
    set_rule(&stage, Doctors::Two, true);
    assert_eq!(state(&stage, post), DisplayState::Waiting);
    sit(&stage, sam);
    sign_here(&stage, post).unwrap();
    assert_eq!(state(&stage, post), DisplayState::Signed);
    stage.posted(post).await;
    stage.holds_exactly(&[post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_asks_for_less_lets_out_what_one_doctor_signed() {
    let (stage, sam) = stage_with_two_doctors().await;
    set_rule(&stage, Doctors::Two, true);
    let signed = stage.planned(&text("Flu shots from Thursday."), 20);
    let unsigned = stage.planned(&text("We are open."), 20);
    sit(&stage, sam);
    sign_here(&stage, signed).unwrap();
    set_rule(&stage, Doctors::One, true);
    assert_eq!((state(&stage, signed), state(&stage, unsigned)), (DisplayState::Signed, DisplayState::Waiting));
    stage.posted(signed).await;
    stage.holds_exactly(&[signed]);
}

/// The rule is asked at the gate's second opening too, by the gate and by the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_asks_for_more_after_the_post_was_taken_up_holds_it() {
    let (stage, _) = stage_with_two_doctors().await;
    let content = with_pictures(stage.clinic(), text("Come in."), &[(8, "The door")]);
    let post = stage.signed(&content, 10);
    let upload = ("POST", templates::x::MEDIA_METADATA);
    stage.fault(countersign_practice::Platform::X, upload, 0, 1, Action::Hold { after_accept: true });
    stage.clinic().advance_awake(9 * Millis::MINUTE + 10_000);
    stage.control().until_held(1).await;
    set_rule(&stage, Doctors::Two, true);
    stage.control().release_held();
    stage.clinic().advance_awake(Millis::MINUTE);
    stage.clinic().until(post, &[DisplayState::Waiting]).await;
    let denied = stage.story(post).into_iter().find(|entry| !entry.allowed).unwrap();
    assert_eq!(denied.reason.as_deref(), Some("approval_required"));
    stage.holds_exactly(&[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_who_asks_for_changes_takes_the_others_signature_back() {
    let (stage, sam) = stage_with_two_doctors().await;
    set_rule(&stage, Doctors::Two, true);
    let post = stage.planned(&text("Flu shots from Thursday."), 20);
    sit(&stage, sam);
    sign_here(&stage, post).unwrap();
    stage.clinic().as_doctor();
    let asked = json!({ "post_id": post, "text": "Say which flu shot.", "anchor": null });
    let read: ReviewSheet = stage.clinic().call("review_request_changes", asked);
    assert!(read.signatures.is_empty());
    assert_eq!(state(&stage, post), DisplayState::Changes);
}

fn news(stage: &Stage) -> Vec<(String, Option<String>)> {
    let today: Today = stage.clinic().call("today_get", Value::Null);
    today.new_keys.into_iter().map(|key| (key.person, key.enrolled_by)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn doctors_are_told_of_a_key_that_somebody_else_enrolled_until_they_know() {
    let (mut stage, sam) = stage_with_two_doctors().await;
    // Meera, who is an administrator, enrolled it herself.
    stage.clinic().as_doctor();
    assert!(news(&stage).is_empty());
    // Sam sets a new PIN: another key signs in his name from now on, and Meera is told.
    stage.clock.advance(Millis::MINUTE);
    sit(&stage, sam);
    done(stage.clinic().api().set_pin(sam, &pin(), &pin()));
    assert!(news(&stage).is_empty(), "nobody is told of their own key");
    stage.clinic().as_receptionist();
    assert!(news(&stage).is_empty(), "who does not sign is not asked");
    stage.clinic().as_doctor();
    assert_eq!(news(&stage), [(SECOND.to_owned(), Some(SECOND.to_owned()))]);
    stage.close().await;
    stage.open();
    stage.clinic().as_doctor();
    let keys: Vec<SigningKey> = stage.clinic().call("key_list", Value::Null);
    let of_sam: Vec<_> = keys.iter().filter(|key| key.person == SECOND).collect();
    assert_eq!(of_sam.iter().map(|key| key.retired.is_some()).collect::<Vec<_>>(), [false, true]);
    let new = of_sam[0].id;
    let _: Vec<SigningKey> = stage.clinic().call("key_known", json!({ "keys": [new] }));
    assert!(news(&stage).is_empty());
    // Meera gives Sam a PIN, and could sign as Sam with it: Sam is told.
    stage.clock.advance(Millis::MINUTE);
    done(stage.clinic().api().set_pin(sam, &pin(), &pin()));
    sit(&stage, sam);
    assert_eq!(news(&stage), [(SECOND.to_owned(), Some("Dr. Meera Rao".to_owned()))]);
    stage.clinic().as_receptionist();
    assert_eq!(stage.clinic().refused("key_known", json!({ "keys": [new] })).code, ErrorCode::NotAllowed);
}

/// What is said of the rule for signatures: on Today, and beside the rule.
fn missing(stage: &Stage) -> Option<String> {
    let today: Today = stage.clinic().call("today_get", Value::Null);
    let standing: SigningStanding = stage.clinic().call("signing_standing", Value::Null);
    assert_eq!(today.signing_problem, standing.problem);
    standing.problem
}

fn if_gone(stage: &Stage, id: PersonId) -> Option<String> {
    let people: Vec<Person> = stage.clinic().call("person_list", Value::Null);
    people.into_iter().find(|person| person.id == id).unwrap().if_gone
}

#[tokio::test(flavor = "multi_thread")]
async fn that_too_few_doctors_can_sign_is_said_before_and_after_one_goes() {
    let (stage, sam) = stage_with_two_doctors().await;
    stage.clinic().as_doctor();
    let meera = stage.clinic().person(Role::Doctor);
    assert_eq!((missing(&stage), if_gone(&stage, sam)), (None, None), "one doctor has to sign, and another stays");
    set_rule(&stage, Doctors::Two, true);
    assert_eq!(missing(&stage), None);
    let says = if_gone(&stage, sam).unwrap();
    assert!(says.contains("Two doctors have to sign each post, and only one can"), "{says}");
    assert_eq!(if_gone(&stage, stage.clinic().person(Role::Staff)), None);

    // The role is taken away, nothing is refused, and it is said until the role is back.
    let entry = |roles: &[&str]| json!({ "id": sam, "name": SECOND, "roles": roles, "registration": null });
    let _: Person = stage.clinic().call("person_update", entry(&["staff"]));
    assert_eq!(missing(&stage), Some(says.clone()));
    assert_eq!(if_gone(&stage, sam), None, "it is missing already");
    let _: Person = stage.clinic().call("person_update", entry(&["doctor"]));
    assert_eq!(missing(&stage), None);

    let gone: Person = stage.clinic().call("person_leave", json!({ "id": sam }));
    assert!(gone.left);
    assert_eq!(missing(&stage), Some(says));
    // One doctor is enough again: but not for what that doctor writes, where another has to sign.
    set_rule(&stage, Doctors::One, true);
    assert_eq!(missing(&stage), None);
    set_rule(&stage, Doctors::One, false);
    assert!(missing(&stage).unwrap().contains("there is no other who can"));
    assert!(if_gone(&stage, meera).unwrap().contains("nobody can"));
}
