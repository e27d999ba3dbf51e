//! What leaves the laptop: alerts by email and on Slack within minutes of their cause and once, the doctor's reminder, what is done
//! where a server does not take them; and never a word that anybody wrote.

use countersign_core::alert::AlertKind;
use countersign_core::api::types::{
    ActivityPage, Alert, AlertSettings, MailServer, MailSettings, Post, SigningReminder, SlackSettings, Telling,
    TellingKind,
};
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, Millis, Platform, PostId, Role, Secret};
use countersign_core::ports::MailEncryption;
use countersign_practice::{
    Action, MailManners, Platform as Practised, PracticeEmail, Said, SlackManners, cast, templates,
};
use countersign_tests::clinic::done;
use countersign_tests::stage::{Stage, says};
use serde_json::{Value, json};

const EMERGENCY: &str = "My father has severe chest pain right now, what should we do? Quokka.";
/// Words and names that must not be found in anything that leaves.
const CANARIES: [&str; 7] = ["quokka", "chest", "father", "ravi", "asha", "zebrafinch", "flu shots"];
const DOCTOR: &str = "doctor@lakeside.example";
const DESK: &str = "desk@lakeside.example";

fn server() -> MailServer {
    MailServer {
        host: cast::MAIL_HOST.into(),
        port: 465,
        encryption: MailEncryption::Tls,
        user_name: cast::MAIL_USER.into(),
        from_address: cast::MAIL_USER.into(),
    }
}

fn password() -> Secret {
    Secret::new(cast::MAIL_PASSWORD.into())
}

fn webhook() -> Secret {
    Secret::new(cast::SLACK_WEBHOOK.into())
}

fn set_address(stage: &Stage, role: Role, address: &str) {
    let person = stage.clinic().person(role);
    let asked = json!({ "person_id": person, "address": address, "alerts": true, "reminders": true });
    let _: MailSettings = stage.clinic().call("mail_person_set", asked);
}

/// The doctor, who administrates, sets email up, and gets them.
async fn with_mail(stage: &Stage) {
    stage.clinic().as_doctor();
    let _: MailSettings = stage.clinic().call("mail_set", server());
    let mail = done(stage.clinic().api().connect_mail(&password()).await);
    assert!(mail.state.set_up && mail.state.problem.is_none(), "{mail:?}");
    set_address(stage, Role::Doctor, DOCTOR);
    stage.clinic().as_receptionist();
}

async fn with_slack(stage: &Stage) {
    stage.clinic().as_doctor();
    let slack = done(stage.clinic().api().connect_slack(&webhook()).await);
    assert!(slack.state.set_up && slack.state.sent.is_some(), "{slack:?}");
    stage.clinic().as_receptionist();
}

/// The emails so far; nothing of them gives anything away.
fn emails(stage: &Stage) -> Vec<PracticeEmail> {
    let emails = stage.control().emails();
    for email in &emails {
        gives_nothing_away(&format!("{} {} {}", email.subject(), email.text(), email.raw));
    }
    emails
}

fn messages(stage: &Stage) -> Vec<String> {
    let messages = stage.control().slack_messages();
    messages.iter().for_each(|message| gives_nothing_away(message));
    messages
}

fn gives_nothing_away(words: &str) {
    let words = words.to_lowercase();
    for canary in CANARIES {
        assert!(!words.contains(canary), "{canary}: {words}");
    }
}

fn mail(stage: &Stage) -> MailSettings {
    stage.clinic().call("mail_get", Value::Null)
}

fn going_on(stage: &Stage, kind: AlertKind) -> Option<Alert> {
    let alerts: Vec<Alert> = stage.clinic().call("alert_list", Value::Null);
    alerts.into_iter().find(|it| it.kind == kind && it.cleared.is_none())
}

fn recorded(stage: &Stage) -> ActivityPage {
    let asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
    stage.clinic().call("activity_list", asked)
}

/// Moves time on until it is so. Returns how much of it passed.
async fn until(stage: &Stage, minutes: i64, is: impl Fn() -> bool) -> i64 {
    let step = match minutes {
        ..=15 => 15_000,
        16..=60 => Millis::MINUTE,
        61..=360 => 5 * Millis::MINUTE,
        _ => 20 * Millis::MINUTE,
    };
    stage.until_so(step, minutes, is).await
}

/// Lets so many minutes pass, and whatever is done in them.
async fn pass(stage: &Stage, minutes: i64) {
    let end = stage.clock.now().plus(minutes * Millis::MINUTE);
    until(stage, minutes + 1, || stage.clock.now() >= end).await;
}

/// A clinic that reads what people write, with a public post on Facebook. Returns what that is called there.
async fn posted() -> (Stage, String) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    let post = stage.signed(&Content::of_text(Platform::Facebook, "Flu shots from Thursday. Zebrafinch."), 5);
    stage.posted(post).await;
    let called = stage.called(post, 0);
    (stage, called)
}

/// The sign-in at X, or at Facebook, is refused when the next post goes out there.
fn sign_in_ends(stage: &Stage, platform: Platform) {
    stage.signed(&Content::of_text(platform, "Open again on Monday. Zebrafinch."), 5);
    let (practised, template) = if platform == Platform::X {
        (Practised::X, templates::x::POSTS)
    } else {
        (Practised::Facebook, templates::facebook::FEED)
    };
    stage.fault(practised, ("POST", template), 0, 1, Action::TokenExpired);
    stage.clinic().advance_awake(5 * Millis::MINUTE);
}

#[tokio::test(flavor = "multi_thread")]
async fn email_is_set_up_with_a_password_that_works_tried_and_taken_away() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    for (field, wrong) in [
        ("host", MailServer { host: "https://smtp.practice.example".into(), ..server() }),
        ("host", MailServer { host: "127.0.0.1".into(), ..server() }),
        ("port", MailServer { port: 0, ..server() }),
        ("user_name", MailServer { user_name: " ".into(), ..server() }),
        ("from_address", MailServer { from_address: "the clinic".into(), ..server() }),
    ] {
        says(&stage.clinic().refused("mail_set", wrong), ErrorCode::Invalid, Some(field), &["Write"]);
    }
    let set: MailSettings = stage.clinic().call("mail_set", server());
    assert!(!set.state.set_up && set.server.is_some());
    let wrong = stage.clinic().api().connect_mail(&Secret::new("guessed".into())).await.unwrap_err();
    says(&wrong.into(), ErrorCode::Invalid, Some("password"), &["user name and password", "app password"]);
    assert!(!mail(&stage).state.set_up, "nothing is kept that did not work");
    done(stage.clinic().api().connect_mail(&password()).await);

    says(&stage.clinic().refused("mail_test", Value::Null), ErrorCode::Invalid, Some("address"), &["your own"]);
    let wrong = json!({ "person_id": stage.clinic().person(Role::Doctor), "address": "doctor", "alerts": true, "reminders": true });
    says(&stage.clinic().refused("mail_person_set", wrong), ErrorCode::Invalid, Some("address"), &["email address"]);
    set_address(&stage, Role::Doctor, DOCTOR);
    let tested: MailSettings = stage.clinic().call("mail_test", Value::Null);
    assert!(tested.state.sent.is_some());
    let [test] = emails(&stage).try_into().unwrap();
    assert_eq!((test.to.as_slice(), test.from.as_str()), ([DOCTOR.to_owned()].as_slice(), cast::MAIL_USER));
    assert!(test.subject().contains("test from Countersign"), "{}", test.subject());
    assert_eq!(test.header("auto-submitted"), "auto-generated");

    stage.control().set_mail_manners(MailManners { takes_sender: false, ..MailManners::default() });
    let refused = stage.clinic().refused("mail_test", Value::Null);
    says(&refused, ErrorCode::Invalid, Some("from_address"), &["does not let the clinic send from this address"]);
    assert!(mail(&stage).state.problem.unwrap().contains("553"), "what the server said is shown");
    stage.control().set_mail_manners(MailManners { refused: vec![DOCTOR.into()], ..MailManners::default() });
    let refused = stage.clinic().refused("mail_test", Value::Null);
    says(&refused, ErrorCode::Invalid, Some("address"), &["any of these addresses"]);
    assert!(!mail(&stage).state.problem.unwrap().contains('@'), "and no address of it");

    let other = MailServer { host: "smtp2.practice.example".into(), ..server() };
    let changed: MailSettings = stage.clinic().call("mail_set", other);
    assert!(!changed.state.set_up, "the password was for another server");
    let gone: MailSettings = stage.clinic().call("mail_forget", Value::Null);
    assert!(gone.server.is_none());
    says(&stage.clinic().refused("mail_test", Value::Null), ErrorCode::Stale, None, &["not set up"]);
    let record = recorded(&stage);
    let all = json!(record).to_string();
    for secret in [cast::MAIL_PASSWORD, "guessed", DOCTOR] {
        assert!(!all.contains(secret), "{secret} is on record");
    }
    for action in ["mail.set", "mail.connected", "mail.tested", "mail.forgotten", "person.email_set"] {
        assert!(record.entries.iter().any(|entry| entry.action == action), "{action}");
    }
    stage.is_on_record();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_told_by_email_and_on_slack_within_five_minutes_also_in_quiet_hours_and_once() {
    let (mut stage, called) = posted().await;
    with_mail(&stage).await;
    with_slack(&stage).await;
    let said = messages(&stage).len();
    stage.clinic().as_doctor();
    // It is eight in the morning.
    let quiet = json!({ "quiet": { "from": "07:00", "until": "12:00" }, "rules": [] });
    let _: AlertSettings = stage.clinic().call("alert_settings_set", quiet);
    stage.clinic().as_receptionist();
    let cause = stage.clock.now();
    stage.control().comment(Practised::Facebook, &called, &Said::new("ravi", EMERGENCY)).unwrap();
    until(&stage, 6, || !emails(&stage).is_empty() && messages(&stage).len() > said).await;
    let [email] = emails(&stage).try_into().unwrap();
    let passed = email.at_ms - cause.0;
    assert!((0..=5 * Millis::MINUTE).contains(&passed), "{passed} ms from the cause to the email");
    assert!(email.subject().contains("Emergency on Facebook"), "{}", email.subject());
    assert!(email.text().contains("life may be at risk") && email.text().contains("Since "), "{}", email.text());
    assert_eq!(email.to, [DOCTOR]);
    assert!(messages(&stage).last().unwrap().contains("Emergency on Facebook"));
    stage.close().await;
    stage.open_to_people();
    pass(&stage, 3).await;
    assert_eq!((emails(&stage).len(), messages(&stage).len()), (1, said + 1), "a restart repeats nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_tried_again_told_at_the_desktop_and_goes_in_one_email_once_the_server_takes_it() {
    let stage = Stage::set().await;
    with_mail(&stage).await;
    stage.control().set_mail_manners(MailManners { busy: 1_000, ..MailManners::default() });
    sign_in_ends(&stage, Platform::X);
    until(&stage, 10, || going_on(&stage, AlertKind::SignInEnded).is_some()).await;
    sign_in_ends(&stage, Platform::Facebook);
    until(&stage, 15, || going_on(&stage, AlertKind::EmailNotSent).is_some()).await;
    let shown = mail(&stage);
    assert!(shown.state.failing.is_some() && shown.state.problem.unwrap().contains("451"));
    let tellings: Vec<Telling> = done(stage.clinic().api().take_tellings());
    let told = tellings.iter().find(|it| it.kind == TellingKind::Alert(AlertKind::EmailNotSent)).unwrap();
    assert_eq!((told.title.as_str(), told.screen.as_str()), ("Practice: Emails do not go out", "settings"));
    let tried = 1_000 - mail_busy(&stage);
    assert!((2..=6).contains(&tried), "{tried} tries in a quarter of an hour");
    assert!(emails(&stage).is_empty());
    stage.control().set_mail_manners(MailManners::default());
    until(&stage, 31, || !emails(&stage).is_empty()).await;
    let [email] = emails(&stage).try_into().unwrap();
    assert!(email.subject().contains("2 posts need somebody"), "both in one: {}", email.subject());
    assert!(email.text().contains("2 sign-ins are over"), "{}", email.text());
    until(&stage, 2, || going_on(&stage, AlertKind::EmailNotSent).is_none()).await;
    pass(&stage, 5).await;
    assert_eq!(emails(&stage).len(), 1);
}

fn mail_busy(stage: &Stage) -> u32 {
    stage.control().mail_manners().busy
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_repeats_no_email_but_an_emergencys() {
    let (stage, called) = posted().await;
    with_mail(&stage).await;
    stage.control().set_mail_manners(MailManners { hangs_up_after: 1, ..MailManners::default() });
    sign_in_ends(&stage, Platform::X);
    until(&stage, 10, || emails(&stage).len() == 1).await;
    pass(&stage, 10).await;
    assert_eq!(emails(&stage).len(), 1, "nobody knows whether it arrived, and it can wait");
    assert!(mail(&stage).state.problem.unwrap().contains("nobody knows"));
    // What broke off before the words was certainly not taken.
    stage.control().set_mail_manners(MailManners {
        hangs_up_before: 1,
        hangs_up_after: 1_000,
        ..MailManners::default()
    });
    stage.control().comment(Practised::Facebook, &called, &Said::new("ravi", EMERGENCY)).unwrap();
    let emergencies = || emails(&stage).iter().filter(|it| it.subject().contains("Emergency on")).count();
    until(&stage, 59, || emergencies() == 3).await;
    pass(&stage, 59).await;
    assert_eq!(emergencies(), 3, "three times at most");
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_hold_what_can_wait_and_each_way_tells_what_was_chosen_for_it() {
    let stage = Stage::set().await;
    with_mail(&stage).await;
    with_slack(&stage).await;
    let said = messages(&stage).len();
    stage.clinic().as_doctor();
    let chosen = json!({
        "quiet": { "from": "07:00", "until": "09:00" },
        "rules": [
            { "kind": "sign_in_ended", "ways": ["desktop", "email"] },
            { "kind": "post_failed", "ways": ["desktop", "email"] },
            { "kind": "email_not_sent", "ways": ["email", "slack"] },
        ],
    });
    let settings: AlertSettings = stage.clinic().call("alert_settings_set", chosen);
    let own = settings.rules.iter().find(|it| it.kind == AlertKind::EmailNotSent).unwrap();
    assert_eq!(json!(own.ways), json!(["slack"]), "that emails fail is not told by email");
    stage.clinic().as_receptionist();
    sign_in_ends(&stage, Platform::X);
    until(&stage, 10, || going_on(&stage, AlertKind::SignInEnded).is_some()).await;
    pass(&stage, 20).await;
    assert!(emails(&stage).is_empty());
    until(&stage, 61, || !emails(&stage).is_empty()).await;
    let time = stage.clock.now();
    assert_eq!(emails(&stage).len(), 1);
    assert!(time.since(countersign_tests::clinic::MORNING) >= 60 * Millis::MINUTE, "not before nine");
    assert_eq!(messages(&stage).len(), said, "not chosen for Slack");
}

fn submitted(stage: &Stage, words: &str, minutes: i64) -> PostId {
    let post = stage.planned(&Content::of_text(Platform::X, words), minutes);
    let _: Post = stage.clinic().call("post_submit", json!({ "id": post }));
    post
}

fn reminder(stage: &Stage, rule: SigningReminder) {
    stage.clinic().as_doctor();
    let _: MailSettings = stage.clinic().call("mail_reminder_set", rule);
    stage.clinic().as_receptionist();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_is_reminded_once_of_what_waits_for_hours_and_on_the_next_working_morning() {
    let stage = Stage::set().await;
    let hours = |hours, morning: Option<&str>| SigningReminder {
        wanted: true,
        after_hours: hours,
        morning: morning.map(str::to_owned),
    };
    // It is eight, and the day's morning would be reason enough.
    reminder(&stage, hours(2, None));
    with_mail(&stage).await;
    set_address_of_the_desk(&stage);
    submitted(&stage, "Zebrafinch: open on Monday.", 60 * 30);
    submitted(&stage, "Zebrafinch: closed on Sunday.", 60 * 40);
    let passed = until(&stage, 200, || !emails(&stage).is_empty()).await;
    assert!((110..=130).contains(&(passed / Millis::MINUTE)), "{passed}");
    let [email] = emails(&stage).try_into().unwrap();
    assert_eq!(email.to, [DOCTOR], "the reception signs nothing");
    assert!(email.subject().contains("2 posts wait for your signature"), "{}", email.subject());
    assert!(email.text().contains("The earliest is planned for Sun 22 Nov, 14:00"), "{}", email.text());
    pass(&stage, 300).await;
    assert_eq!(emails(&stage).len(), 1, "the same ones are no reason again");
    reminder(&stage, hours(72, Some("08:00")));
    until(&stage, 60 * 20, || emails(&stage).len() == 2).await;
    let clock = stage.clock.now().since(countersign_tests::clinic::MORNING) / Millis::MINUTE;
    assert!((24 * 60..24 * 60 + 25).contains(&clock), "{clock} minutes after yesterday's eight");
    reminder(&stage, SigningReminder { wanted: false, after_hours: 2, morning: None });
    submitted(&stage, "Zebrafinch: a third.", 60 * 50);
    pass(&stage, 240).await;
    assert_eq!(emails(&stage).len(), 2);
}

fn set_address_of_the_desk(stage: &Stage) {
    stage.clinic().as_receptionist();
    set_address(stage, Role::Staff, DESK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_its_owners_and_the_administrators_and_leaves_with_its_owner() {
    let stage = Stage::set().await;
    with_mail(&stage).await;
    set_address_of_the_desk(&stage);
    let shown = json!(mail(&stage)).to_string();
    assert!(shown.contains(DESK) && !shown.contains(DOCTOR), "{shown}");
    let of_the_doctor =
        json!({ "person_id": stage.clinic().person(Role::Doctor), "address": DESK, "alerts": true, "reminders": true });
    assert_eq!(stage.clinic().refused("mail_person_set", of_the_doctor).code, ErrorCode::NotAllowed);
    // One address that the server does not take keeps the email from nobody else.
    stage.control().set_mail_manners(MailManners { refused: vec![DESK.into()], ..MailManners::default() });
    sign_in_ends(&stage, Platform::X);
    until(&stage, 10, || !emails(&stage).is_empty()).await;
    assert_eq!(emails(&stage)[0].to, [DOCTOR]);
    stage.clinic().as_doctor();
    until(&stage, 2, || mail(&stage).people.iter().any(|it| it.refused.is_some())).await;
    let staff = stage.clinic().person(Role::Staff);
    assert!(mail(&stage).people.iter().all(|it| it.refused.is_some() == (it.person_id == staff)));
    let _: Value = stage.clinic().call("person_leave", json!({ "id": staff }));
    assert!(!json!(mail(&stage)).to_string().contains(DESK));
}

#[tokio::test(flavor = "multi_thread")]
async fn slack_is_set_up_with_an_address_that_takes_messages_tried_and_taken_away() {
    let stage = Stage::set().await;
    stage.clinic().as_doctor();
    let connect = async |address: &str| {
        stage.clinic().api().connect_slack(&Secret::new(address.into())).await.map(|_| ()).map_err(Into::into)
    };
    let elsewhere = connect("https://slack.example/services/T0/B0/word").await.unwrap_err();
    says(&elsewhere, ErrorCode::Invalid, Some("webhook"), &["no webhook of Slack’s"]);
    let unknown = connect("https://hooks.slack.com/services/T0/B0/word").await.unwrap_err();
    says(&unknown, ErrorCode::Invalid, Some("webhook"), &["does not know this webhook"]);
    connect(cast::SLACK_WEBHOOK).await.unwrap();
    assert!(messages(&stage)[0].contains("Countersign is connected"));
    let _: SlackSettings = stage.clinic().call("slack_test", Value::Null);
    assert_eq!(messages(&stage).len(), 2);
    stage.control().set_slack_manners(SlackManners { gone: true, ..SlackManners::default() });
    let gone = stage.clinic().refused("slack_test", Value::Null);
    says(&gone, ErrorCode::Invalid, Some("webhook"), &["Make a new one"]);
    let shown: SlackSettings = stage.clinic().call("slack_get", Value::Null);
    assert!(shown.state.problem.unwrap().contains("no_service"));
    let shown: SlackSettings = stage.clinic().call("slack_forget", Value::Null);
    assert!(!shown.state.set_up);
    let all = json!(recorded(&stage)).to_string();
    assert!(!all.contains("practice-slack") && all.contains("slack.connected") && all.contains("slack.forgotten"));
}
