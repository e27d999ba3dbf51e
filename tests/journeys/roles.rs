//! Roles: every command, for every role, either is carried out or is refused as not allowed; and for nobody at all, it is
//! locked.

use countersign_core::api::types::{ActivityPage, ApiError, ChannelRef, PersonAdd, PostRef};
use countersign_core::api::{COMMANDS, Who};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Content, Digest, PersonId, Platform, Role, Secret};
use countersign_tests::clinic::{done, pin};
use countersign_tests::stage::{Stage, says};
use countersign_tests::support::surroundings;
use serde_json::{Value, json};

/// The commands that not everybody may call. Whatever joins the list for doctors or administrators alone joins this one.
const DOCTORS: [&str; 5] =
    ["review_request_changes", "review_reject", "review_note", "key_known", "fixed_answer_choose"];
const ADMINISTRATORS: [&str; 28] = [
    "clinic_update",
    "person_update",
    "person_leave",
    "signing_rule_set",
    "channel_update",
    "channel_remove",
    "channel_add_by_hand",
    "platform_choose",
    "linkedin_version_set",
    "alert_settings_set",
    "alert_numbers_set",
    "answer_target_set",
    "opening_hours_set",
    "closed_day_set",
    "policy_set_pace",
    "policy_set_repeats",
    "policy_set_words",
    "mail_set",
    "mail_test",
    "mail_forget",
    "mail_reminder_set",
    "slack_test",
    "slack_forget",
    "media_host_set",
    "media_host_test",
    "media_host_forget",
    "login_list",
    "login_state",
];

/// One person for each role, who has no other.
fn one_each(stage: &Stage) -> Vec<(Role, PersonId)> {
    let names = [(Role::Doctor, "Dr. Sam Okafor"), (Role::Administrator, "Ruth Weber")];
    for (role, name) in names {
        let person = PersonAdd { name: name.into(), roles: vec![role], registration: None };
        done(stage.clinic().engine().seed_person(&person, &pin()));
    }
    let people = done(stage.clinic().api().lock_people(None));
    let only = |role: Role| people.iter().find(|person| person.roles == [role]).unwrap().id;
    Role::ALL.iter().map(|role| (*role, only(*role))).collect()
}

/// Calls a command with a request that is none: whoever is let in gets no further, so that nothing changes.
fn knock(stage: &Stage, command: &str) -> ErrorCode {
    stage.clinic().api().call(command, json!("nonsense")).unwrap_err().code
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_lets_in_exactly_the_roles_it_names() {
    let stage = Stage::set().await;
    for (role, person) in one_each(&stage) {
        done(stage.clinic().api().unlock(person, &pin()));
        for command in COMMANDS {
            let may = match role {
                Role::Doctor => !ADMINISTRATORS.contains(&command.name),
                Role::Staff => !ADMINISTRATORS.contains(&command.name) && !DOCTORS.contains(&command.name),
                Role::Administrator => !DOCTORS.contains(&command.name),
            };
            assert_eq!(command.who.roles().contains(&role), may, "{} for {role:?}", command.name);
            let expected = if may { ErrorCode::Internal } else { ErrorCode::NotAllowed };
            assert_eq!(knock(&stage, command.name), expected, "{} as {role:?}", command.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_while_nobody_is_signed_in() {
    let stage = Stage::set().await;
    let (post, channel) =
        (stage.signed(&Content::of_text(Platform::X, "We are open."), 10), stage.clinic().channels()[0].id);
    let api = stage.clinic().api();
    let doctor = stage.clinic().person(Role::Doctor);
    done(api.lock());
    for command in COMMANDS {
        assert_eq!(knock(&stage, command.name), ErrorCode::Locked, "{}", command.name);
    }
    let new = PersonAdd { name: "Eve".into(), roles: vec![Role::Doctor], registration: None };
    let digest = Digest::of(b"");
    let acts: Vec<(&str, Result<(), Error>)> = vec![
        ("open_signing", api.open_signing(&pin()).map(|_| ())),
        (
            "sign_each",
            api.sign_each(&[countersign_core::api::types::SignRequest { post_id: post, manifest: digest }]).map(|_| ()),
        ),
        ("revoke", api.revoke(&PostRef { id: post }).map(|_| ())),
        ("sign_fixed_answers", api.sign_fixed_answers(digest).map(|_| ())),
        ("revoke_fixed_answers", api.revoke_fixed_answers().map(|_| ())),
        ("add_person", api.add_person(&new, &pin()).map(|_| ())),
        ("set_pin", api.set_pin(doctor, &pin(), &pin()).map(|_| ())),
        ("resume", api.resume(false).map(|_| ())),
        ("connect_fields", api.connect_fields(Platform::X).map(|_| ())),
        ("connect", api.connect(Platform::X, &Secret::new("token".into()), None).await.map(|_| ())),
        ("mail_fields", api.mail_fields().map(|_| ())),
        ("connect_mail", api.connect_mail(&Secret::new("word".into())).await.map(|_| ())),
        ("slack_fields", api.slack_fields().map(|_| ())),
        ("connect_slack", api.connect_slack(&Secret::new("word".into())).await.map(|_| ())),
        ("disconnect", api.disconnect(&ChannelRef { id: channel }).map(|_| ())),
        ("import_picture", api.import_picture("a.png", &countersign_tests::pictures::png(64, 48, 1)).map(|_| ())),
        ("picture", api.picture(digest, None, true).map(|_| ())),
        ("choose_backup_place", api.choose_backup_place(None).map(|_| ())),
        ("record_to_check", api.record_to_check(&mut Vec::new())),
        ("export_record", api.export_record(false, &mut Vec::new())),
        ("save_checkpoint", api.save_checkpoint().map(|_| ())),
        ("dossier", api.dossier(post).map(|_| ())),
        ("support_report", api.support_report(&surroundings("words", "")).map(|_| ())),
        ("support_report_saved", api.support_report_saved()),
    ];
    for (name, outcome) in acts {
        assert_eq!(outcome.unwrap_err().code(), ErrorCode::Locked, "{name}");
    }
}

/// Somebody with these roles alone is refused, with these words.
#[track_caller]
fn refused(outcome: Result<(), Error>, words: &str) {
    says(&ApiError::from(outcome.unwrap_err()), ErrorCode::NotAllowed, None, &[words]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_window_may_do_asks_for_the_role_as_well() {
    let stage = Stage::set().await;
    let post = stage.signed(&Content::of_text(Platform::X, "We are open."), 10);
    let people = one_each(&stage);
    let as_role = |role: Role| {
        let id = people.iter().find(|(has, _)| *has == role).unwrap().1;
        done(stage.clinic().api().unlock(id, &pin()));
        stage.clinic().api()
    };
    let channel = stage.clinic().channels()[0].id;
    let doctor = stage.clinic().person(Role::Doctor);
    let new = PersonAdd { name: "Eve".into(), roles: vec![Role::Doctor], registration: None };
    for role in [Role::Staff, Role::Administrator] {
        let api = as_role(role);
        refused(api.open_signing(&pin()).map(|_| ()), "Only a doctor");
        refused(api.revoke(&PostRef { id: post }).map(|_| ()), "Only a doctor");
        refused(api.sign_fixed_answers(Digest::of(b"")).map(|_| ()), "Only a doctor");
        refused(api.revoke_fixed_answers().map(|_| ()), "Only a doctor");
    }
    for role in [Role::Staff, Role::Doctor] {
        let api = as_role(role);
        refused(api.add_person(&new, &pin()).map(|_| ()), "Only an administrator");
        refused(api.set_pin(doctor, &pin(), &pin()).map(|_| ()), "Only an administrator");
        refused(api.connect_fields(Platform::X).map(|_| ()), "Only an administrator");
        let connected = api.connect(Platform::X, &Secret::new("token".into()), None).await;
        refused(connected.map(|_| ()), "Only an administrator");
        refused(api.disconnect(&ChannelRef { id: channel }).map(|_| ()), "Only an administrator");
    }
    assert_eq!(stage.asked(("GET", countersign_practice::templates::x::ME)), 0, "no platform was asked");
    assert!(done(stage.clinic().api().lock_people(None)).iter().all(|person| person.name != "Eve"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receptionist_is_refused_in_a_sentence_and_it_is_on_record() {
    let stage = Stage::set().await;
    let post = stage.clinic().compose(Platform::X, &Content::of_text(Platform::X, "We are open."));
    let words = json!({ "post_id": post.summary.id, "text": "Make it shorter." });
    says(
        &stage.clinic().refused("review_request_changes", words),
        ErrorCode::NotAllowed,
        None,
        &["Only a doctor can do this"],
    );
    let person = json!({ "id": stage.clinic().person(Role::Staff), "name": "Anil", "roles": ["administrator"], "registration": null });
    says(
        &stage.clinic().refused("person_update", person),
        ErrorCode::NotAllowed,
        None,
        &["Only an administrator can do this"],
    );
    let denied = json!({ "before": null, "correlation_id": null, "denied_only": true, "text": "Anil" });
    let page: ActivityPage = stage.clinic().call("activity_list", denied);
    let tried: Vec<&str> = page
        .entries
        .iter()
        .filter(|entry| entry.action == "command.denied")
        .flat_map(|entry| &entry.detail)
        .filter(|fact| fact.name == "command")
        .map(|fact| fact.value.as_str())
        .collect();
    assert_eq!(tried, ["person_update", "review_request_changes"]);
    assert!(
        stage.clinic().call::<Value>("post_get", PostRef { id: post.summary.id })["summary"]["review"]
            == "pending_review"
    );
}

#[test]
fn no_command_is_open_to_nobody() {
    for command in COMMANDS {
        assert!(!command.who.roles().is_empty(), "{}", command.name);
    }
    assert!(Who::Doctor.roles() == [Role::Doctor] && Who::Administrator.roles() == [Role::Administrator]);
}
