//! The story: a clinic is set up, connected, writes, argues, signs, publishes, and meets every trouble on the way.

use std::path::Path;

use countersign_core::api::COMMANDS;
use countersign_core::api::types::{
    ApiError, Batch, Channel, ChannelRef, DisplayState, Person, PersonAdd, Post, PostRef,
};
use countersign_core::error::Error;
use countersign_core::model::{
    AltText, Content, Login, MediaRef, Part, PartRole, Pin, Platform, PlatformOptions, PostId, Role, Secret,
};
use countersign_core::publish::Listener;
use countersign_practice::{
    Account, Action, Control, Endpoint, Fault, MailManners, Platform as Practised, SlackManners, cast, templates,
};
use countersign_providers::{Parts, Route, Settings, clients};
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, done, pin, platforms, vault_options};
use countersign_tests::port::OwnPort;
use countersign_tests::scratch::scratch;
use countersign_vault::{SecretStore, Vault};
use serde_json::{Value, json};

use super::log;
use super::search::{Canary, Findings};
use super::signs_in::signs_in;

const PIN: &str = "918273645546";
const REFUSED_TOKEN: &str = "practice-x-canary-that-nobody-gave-out-77aa";
const THEME: &str = "World Canary Day in the waiting room";
const TEXT: &str = "A canary sings for flu shots";
const COMMENT: &str = "The canary answers its own post";
const REMARK: &str = "The doctor asks about the canary";
const ALT: &str = "A yellow canary beside a syringe";
const PERSON: &str = "Canaria Songbird-Rao";
const FILE: &str = "canary-of-ward-nine.png";
const NOTE: &str = "Note of the canary to itself";
const CLINIC: &str = "Canary Court Practice";
const ADDRESS: &str = "canary-doctor@songbird.example";

/// What the product said on the way.
#[derive(Default)]
struct Heard {
    answers: Vec<String>,
    errors: Vec<String>,
}

impl Heard {
    fn error(&mut self, error: Error) {
        self.errors.push(format!("{error} {error:?} {error:#?}"));
        self.api_error(&ApiError::from(error));
    }

    fn api_error(&mut self, error: &ApiError) {
        self.errors.push(format!("{} {error:?}", serde_json::to_string(error).unwrap()));
    }

    fn call(&mut self, clinic: &Clinic, name: &str, request: Value) -> Value {
        match clinic.api().call(name, request) {
            Ok(answer) => {
                self.answers.push(answer.to_string());
                answer
            }
            Err(error) => {
                self.api_error(&error);
                Value::Null
            }
        }
    }
}

fn typed() -> Pin {
    Pin::parse(PIN.into()).unwrap()
}

/// The keys of the vault, and everything else that is secret from the start.
fn keys(folder: &Path, with: &With) -> Vec<Canary> {
    let vault = Vault::open(&vault_options(folder, with, &Instead::default())).unwrap();
    let recovery = vault.renew_recovery().unwrap();
    vault.confirm_recovery().unwrap();
    let mut canaries = vec![
        Canary::bytes("the data key", vault.data_key().expose()),
        Canary::text("the recovery key", &recovery.groups().concat()),
        Canary::text("the recovery key in groups", &recovery.groups().join("-")),
        Canary::text("the recovery key as it is shown", &recovery.groups().join(" ")),
        Canary::text("the PIN", PIN),
        Canary::text("the hash of a PIN", "$argon2id$v=19$"),
        Canary::text("a token that was refused", REFUSED_TOKEN),
    ];
    for name in with.keychain.names() {
        canaries.push(Canary::bytes(&format!("the keychain's {name}"), &with.keychain.get(&name).unwrap().unwrap()));
    }
    assert_eq!(canaries.len(), 9, "one for the data key, one for the doctors' keys");
    canaries
}

fn tokens(account: &Account) -> Vec<Canary> {
    let owner = account.owner.as_ref().map(|owner| Canary::text("a manager's token", &owner.token));
    std::iter::once(Canary::text("a token", &account.token)).chain(owner).collect()
}

fn fault(platform: Practised, template: &str, action: Action) -> Fault {
    Fault { platform, endpoint: Endpoint::at("POST", template), skip: 0, times: 1, action }
}

async fn connect(clinic: &Clinic, heard: &mut Heard, account: &Account) {
    let platform = if account.platform == Practised::X { Platform::X } else { Platform::Facebook };
    let secret = Secret::new(account.token.clone());
    let channel = done(clinic.api().connect(platform, &secret, Some(account.id.as_str())).await);
    heard.answers.push(serde_json::to_string(&channel).unwrap());
}

/// Refusals while connecting, and what a client says by itself about a token that is not taken.
async fn refused_connections(clinic: &Clinic, heard: &mut Heard, control: &Control, base: &str, vault: &Vault) {
    let secret = Secret::new(REFUSED_TOKEN.into());
    for platform in Platform::ALL {
        heard.error(clinic.api().connect(*platform, &secret, None).await.unwrap_err());
        let practised = if *platform == Platform::X { Practised::X } else { Practised::Facebook };
        for action in [
            Action::RefuseBefore,
            Action::DropAfterAccept,
            Action::ServerError { after_accept: false, status: 500 },
            Action::TooMany { reset_after_ms: 1_000 },
            Action::ErrorIn200,
            Action::TokenExpired,
        ] {
            control.script(Fault { platform: practised, endpoint: Endpoint::Any, skip: 0, times: 1, action });
            heard.error(clinic.api().connect(*platform, &secret, None).await.unwrap_err());
            control.clear_faults();
        }
    }
    // Nobody listens there.
    for base in [base, "http://127.0.0.1:9"] {
        let clients = clients(Parts {
            route: Route::practice(base).unwrap(),
            credentials: vault.credentials(),
            clock: std::sync::Arc::new(countersign_core::env::DrivenClock::at(MORNING)),
            watch: std::sync::Arc::new(Listener::default()),
            settings: Settings::default(),
        });
        for client in clients.publishers {
            for token in [REFUSED_TOKEN.to_owned(), format!("{REFUSED_TOKEN}\nwith a line")] {
                let failure = client.identify(&Secret::new(token), None).await.unwrap_err();
                heard.errors.push(format!("{failure} {failure:?} {failure:#?}"));
            }
        }
    }
}

/// The media host is tested, with a key that is not taken and with every trouble on the way.
async fn media_host(clinic: &Clinic, heard: &mut Heard, control: &Control) {
    heard.call(clinic, "media_host_test", Value::Null);
    let refused = clinic.api().connect_media_host(&Secret::new(REFUSED_TOKEN.into())).await;
    heard.error(refused.unwrap_err());
    for action in [
        Action::RefuseBefore,
        Action::DropAfterAccept,
        Action::ServerError { after_accept: false, status: 500 },
        Action::TokenExpired,
        Action::ErrorIn200,
    ] {
        control.script(Fault { platform: Practised::Bucket, endpoint: Endpoint::Any, skip: 0, times: 2, action });
        heard.call(clinic, "media_host_test", Value::Null);
        control.clear_faults();
    }
}

/// Email and Slack are set up, with secrets that are not taken among them, and go through every trouble on the way.
async fn told_elsewhere(clinic: &Clinic, heard: &mut Heard, control: &Control) {
    heard.call(
        clinic,
        "mail_set",
        json!({ "host": cast::MAIL_HOST, "port": 587, "encryption": "starttls", "user_name": cast::MAIL_USER,
                "from_address": cast::MAIL_USER }),
    );
    heard.error(clinic.api().connect_mail(&Secret::new(REFUSED_TOKEN.into())).await.unwrap_err());
    done(clinic.api().connect_mail(&Secret::new(cast::MAIL_PASSWORD.into())).await);
    let doctor = clinic.person(Role::Doctor);
    heard.call(
        clinic,
        "mail_person_set",
        json!({ "person_id": doctor, "address": ADDRESS, "alerts": true, "reminders": true }),
    );
    for manners in [
        MailManners { lets_in: false, ..MailManners::default() },
        MailManners { refused: vec![ADDRESS.into()], ..MailManners::default() },
        MailManners { busy: 1, ..MailManners::default() },
        MailManners { hangs_up_before: 1, ..MailManners::default() },
        MailManners { hangs_up_after: 1, ..MailManners::default() },
        MailManners::default(),
    ] {
        control.set_mail_manners(manners);
        heard.call(clinic, "mail_test", Value::Null);
    }
    let nowhere = format!("https://hooks.slack.com/services/T0/B0/{REFUSED_TOKEN}");
    heard.error(clinic.api().connect_slack(&Secret::new(nowhere)).await.unwrap_err());
    done(clinic.api().connect_slack(&Secret::new(cast::SLACK_WEBHOOK.into())).await);
    for manners in [
        SlackManners { gone: true, ..SlackManners::default() },
        SlackManners { hangs_up_after: 1, ..SlackManners::default() },
        SlackManners::default(),
    ] {
        control.set_slack_manners(manners);
        heard.call(clinic, "slack_test", Value::Null);
    }
    heard.call(clinic, "slack_get", Value::Null);
}

/// Somebody signs in at Instagram in the browser, once with an app that is refused. Returns what must not be found.
async fn sign_in(clinic: &Clinic, heard: &mut Heard, control: &Control, port: u16) -> Vec<Canary> {
    let redirect = format!("http://localhost:{port}/instagram");
    control.register_redirect(Practised::Instagram, cast::INSTAGRAM_APP_ID, &redirect).unwrap();
    let mut canaries = vec![
        Canary::text("the app's secret", cast::INSTAGRAM_APP_SECRET),
        Canary::text("what a sign-in gave", "practice-instagram-login-"),
    ];
    for secret in [REFUSED_TOKEN, cast::INSTAGRAM_APP_SECRET] {
        let ended = signs_in(clinic, Login::Instagram, cast::INSTAGRAM_APP_ID, Some(secret), &mut canaries).await;
        heard.answers.push(ended.to_string());
        assert_eq!(ended["state"], if secret == REFUSED_TOKEN { "failed" } else { "choosing" });
    }
    heard.call(clinic, "login_list", Value::Null);
    let channel = done(clinic.api().choose_login(cast::INSTAGRAM_ID));
    heard.answers.push(serde_json::to_string(&channel).unwrap());
    canaries
}

fn content(clinic: &Clinic, platform: Platform, number: usize, with_picture: bool) -> Content {
    let digest = done(clinic.api().import_picture(FILE, &countersign_tests::pictures::png(64, 48, 9))).digest;
    let media = with_picture.then(|| MediaRef { digest, alt: AltText(ALT.into()), crop: None });
    Content {
        parts: vec![
            Part { role: PartRole::Main, text: format!("{TEXT}, verse {number}."), media: media.into_iter().collect() },
            Part { role: PartRole::FirstComment, text: format!("{COMMENT}, verse {number}."), media: Vec::new() },
        ],
        options: PlatformOptions::of(platform),
    }
}

/// Writes, argues, signs. Returns the posts.
fn write_and_sign(clinic: &Clinic, heard: &mut Heard, doctor: &Person) -> Vec<PostId> {
    let batch: Batch = clinic.draft(THEME);
    let mut posts: Vec<PostId> = Vec::new();
    for (number, (platform, picture)) in
        [(Platform::X, true), (Platform::Facebook, true), (Platform::X, false), (Platform::Facebook, false)]
            .into_iter()
            .enumerate()
    {
        posts.push(clinic.compose(platform, &content(clinic, platform, number, picture)).summary.id);
    }
    for (minute, post) in (2..).zip(&posts) {
        clinic.plan_in(*post, minute);
        heard.call(clinic, "review_remark", json!({ "post_id": post, "text": REMARK }));
    }
    heard.call(clinic, "batch_get", json!({ "id": batch.id }));
    done(clinic.api().unlock(doctor.id, &typed()));
    heard.error(clinic.api().open_signing(&Pin::parse("000000".into()).unwrap()).unwrap_err());
    done(clinic.api().open_signing(&typed()));
    for post in &posts {
        heard.call(clinic, "review_note", json!({ "post_id": post, "text": NOTE }));
        let sheet = heard.call(clinic, "review_open", json!({ "id": post }));
        let request = serde_json::from_value(json!({ "post_id": post, "manifest": sheet["manifest"] })).unwrap();
        clinic.sign_shown(request).unwrap();
    }
    posts
}

/// Calls every command that changes nothing, for every post that there is.
fn read_everything(clinic: &Clinic, heard: &mut Heard) {
    let posts: Vec<Value> = clinic.call("post_list", json!({ "batch_id": null, "states": [] }));
    let channels: Vec<Value> = clinic.call("channel_list", Value::Null);
    let mut asked = 0;
    for command in COMMANDS {
        let requests = match command.name {
            "post_list" => vec![json!({ "batch_id": null, "states": [] })],
            "queue_list" => vec![json!({ "past": true }), json!({ "past": false })],
            "activity_list" => {
                vec![json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" })]
            }
            "post_get" | "post_versions" | "review_open" => {
                posts.iter().map(|post| json!({ "id": post["id"] })).collect()
            }
            "channel_readiness" => channels.iter().map(|channel| json!({ "id": channel["id"] })).collect(),
            // What changes something was called on the way.
            name if command.reads.is_empty() && name != "zone_list" && name != "writer_choices" => continue,
            _ => vec![Value::Null],
        };
        for request in requests {
            asked += 1;
            heard.call(clinic, command.name, request);
        }
    }
    assert!(asked > 30, "{asked} readings");
    let mut before = Value::Null;
    loop {
        let request = json!({ "before": before, "correlation_id": null, "denied_only": false, "text": "" });
        before = heard.call(clinic, "activity_list", request)["next_before"].clone();
        if before.is_null() {
            return;
        }
    }
}

/// Tests every connection, and returns what is on record of all calls: nobody's words and nobody's credential.
async fn test_and_read_calls(clinic: &Clinic, heard: &mut Heard) -> String {
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null);
    let mut calls = String::new();
    for channel in channels {
        let tested = done(clinic.api().test_channel(&ChannelRef { id: channel.id }).await);
        heard.answers.push(serde_json::to_string(&tested).unwrap());
        let page = heard.call(clinic, "channel_readiness", json!({ "id": channel.id }));
        calls.push_str(&page["calls"].to_string());
    }
    calls
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_leaves_the_vault_and_no_text_leaves_the_database() {
    let lines = log::all();
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let control = running.control();
    let with = With::usual(&clock, &running);
    Clinic::make(folder.path(), &with).close().await;
    let mut secrets = keys(folder.path(), &with);
    let accounts = [Practised::X, Practised::Facebook].map(|platform| control.add_account(platform, "Songbird"));
    secrets.push(Canary::text("the media host's secret", cast::BUCKET_SECRET));
    secrets.push(Canary::text("a signed address", "X-Amz-Signature"));
    secrets.push(Canary::text("the mail server's password", cast::MAIL_PASSWORD));
    secrets.push(Canary::text("Slack's address", cast::SLACK_WEBHOOK.rsplit('/').next().unwrap()));
    secrets.extend(accounts.iter().flat_map(tokens));
    let words = [THEME, TEXT, COMMENT, REMARK, ALT, PERSON, FILE, NOTE, CLINIC, ADDRESS];
    let words = words.map(|text| Canary::text(text, text)).to_vec();

    let port = OwnPort::take();
    let again =
        With { seed: 2, keychain: with.keychain.clone(), login_port: port.number(), ..With::usual(&clock, &running) };
    let clinic = Clinic::open(folder.path(), &again);
    let mut heard = Heard::default();
    clinic.as_doctor();
    let administrator = clinic.person(Role::Administrator);
    for channel in clinic.channels() {
        heard.call(&clinic, "channel_remove", json!({ "id": channel.id }));
    }
    let vault = Vault::open(&vault_options(folder.path(), &again, &Instead::default())).unwrap();
    refused_connections(&clinic, &mut heard, &control, running.base_url(), &vault).await;
    media_host(&clinic, &mut heard, &control).await;
    told_elsewhere(&clinic, &mut heard, &control).await;
    secrets.extend(sign_in(&clinic, &mut heard, &control, port.number()).await);
    for account in &accounts {
        connect(&clinic, &mut heard, account).await;
    }
    let mut profile = heard.call(&clinic, "clinic_get", Value::Null);
    profile["name"] = json!(CLINIC);
    heard.call(&clinic, "clinic_update", profile);
    let new = PersonAdd { name: PERSON.into(), roles: vec![Role::Doctor, Role::Staff], registration: None };
    let doctor = done(clinic.api().add_person(&new, &pin()));
    let doctor = done(clinic.api().set_pin(doctor.id, &pin(), &typed()));
    heard.error(clinic.api().unlock(doctor.id, &pin()).unwrap_err());
    let posts = write_and_sign(&clinic, &mut heard, &doctor);

    // Two answers get lost, one is a pause, and one ends a connection.
    control.script(fault(Practised::X, templates::x::POSTS, Action::DropAfterAccept));
    control.script(fault(Practised::Facebook, templates::facebook::FEED, Action::TooMany { reset_after_ms: 30_000 }));
    control.script(fault(
        Practised::X,
        templates::x::MEDIA_APPEND,
        Action::ServerError { after_accept: false, status: 500 },
    ));
    control.script(fault(Practised::Facebook, templates::facebook::COMMENTS, Action::RefuseBefore));
    for post in &posts {
        clinic.until_within(*post, &[DisplayState::Posted], 240).await;
    }
    read_everything(&clinic, &mut heard);
    let last = clinic.compose(Platform::Facebook, &content(&clinic, Platform::Facebook, 9, false)).summary.id;
    clinic.plan_in(last, 2);
    done(clinic.api().unlock(doctor.id, &typed()));
    done(clinic.api().open_signing(&typed()));
    let sheet = heard.call(&clinic, "review_open", json!({ "id": last }));
    let shown = json!({ "post_id": last, "manifest": sheet["manifest"] });
    clinic.sign_shown(serde_json::from_value(shown).unwrap()).unwrap();
    control.revoke_token(&accounts[1]).unwrap();
    clinic.until_within(last, &[DisplayState::Failed], 60).await;
    read_everything(&clinic, &mut heard);
    let calls = test_and_read_calls(&clinic, &mut heard).await;
    control.restore_token(&accounts[1]).unwrap();
    done(clinic.api().unlock(administrator, &pin()));
    let sealed = || std::fs::metadata(folder.path().join("credentials.sealed")).unwrap().len();
    let before = sealed();
    connect(&clinic, &mut heard, &accounts[1]).await;
    assert_eq!(sealed(), before, "the credential before is gone");
    let _: Post = clinic.call("delivery_retry", PostRef { id: last });
    clinic.until_within(last, &[DisplayState::Posted], 60).await;
    read_everything(&clinic, &mut heard);

    let everything = [secrets.clone(), words.clone()].concat();
    let mut findings = Findings::default();
    let open = findings.look_into(folder.path(), &everything);
    let told = format!("{:?}", clinic.told());
    clinic.close().await;
    let closed = findings.look_into(folder.path(), &everything);
    assert!(open > closed && closed >= 6, "{open} files with the log of the database, {closed} without");
    findings.look("what the window is told", told.as_bytes(), &everything);
    findings.look("the log", &lines.bytes(), &everything);
    assert!(calls.len() > 2_000 && calls.contains("Publish a post"), "{calls}");
    findings.look("the record of calls", calls.as_bytes(), &everything);
    for error in &heard.errors {
        findings.look(&format!("the error {error}"), error.as_bytes(), &secrets);
        // An error may name what somebody typed into a field, and nothing else that people wrote.
        findings.look(&format!("the error {error}"), error.as_bytes(), &words);
    }
    for answer in &heard.answers {
        findings.look(&format!("the answer {answer:.200}"), answer.as_bytes(), &secrets);
    }
    assert!(findings.0.is_empty(), "{:#?}", findings.0);
    the_search_was_worth_something(folder.path(), &lines, &heard, &everything);
}

/// What was searched was all there, and a canary in any of it would have been found.
fn the_search_was_worth_something(folder: &Path, lines: &log::Lines, heard: &Heard, canaries: &[Canary]) {
    assert!(heard.errors.len() >= 20 && heard.answers.len() >= 100, "{}, {}", heard.errors.len(), heard.answers.len());
    let log = String::from_utf8_lossy(&lines.bytes()).into_owned();
    for said in [
        "media host answered",
        "media host did not answer",
        "call answered",
        "call without an answer",
        "call not sent",
        "TRACE",
        "committing",
    ] {
        assert!(log.contains(said), "the log has no {said:?}");
    }
    // The texts were there to be found: the answers have them, as they must.
    assert!(heard.answers.iter().any(|answer| answer.contains(TEXT) && answer.contains(ALT)));
    let mut findings = Findings::default();
    tracing::trace!(target: "canary", text = TEXT, "a careless line");
    findings.look("the log", &lines.bytes(), canaries);
    assert_eq!(findings.0.len(), 1, "{:#?}", findings.0);
    std::fs::write(folder.join("left-behind.tmp"), format!("{{\"token\":\"{REFUSED_TOKEN}\"}}")).unwrap();
    findings.look_into(folder, canaries);
    assert_eq!(findings.0.len(), 2, "{:#?}", findings.0);
}
