//! A support report holds nothing that anybody wrote and nothing that anybody keeps secret: not from the clinic, not from the log, and
//! not from what the computer says of itself.

use std::collections::BTreeSet;

use countersign_core::api::support_report;
use countersign_core::api::types::{ChannelRef, DisplayState, PersonAdd, TopicHits, Topics};
use countersign_core::model::{
    AltText, Content, Login, MediaRef, Part, PartRole, Pin, Platform, PlatformOptions, Role, Secret,
};
use countersign_core::store::{Db, StoreError, StoreOptions};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, Said, cast};
use countersign_tests::broadcast::audience;
use countersign_tests::clinic::{Clinic, Instead, MORNING, SharedClock, With, done, pin, platforms, vault_options};
use countersign_tests::scratch::scratch;
use countersign_tests::support::surroundings;
use countersign_vault::Vault;
use serde_json::{Value, json};

use super::log;
use super::search::{Canary, Findings};

const PIN: &str = "918273645546";
const TOKEN: &str = "practice-x-canary-that-nobody-gave-out-5c1d";
const APP_SECRET: &str = "canary-secret-of-an-app-8842";
const NUMBER: &str = "4917698765432";
const WORDS: [&str; 16] = [
    "World Canary Week at the ward",
    "The canary came in for its flu shot",
    "Ask the canary for the way",
    "Why does the canary cough at night",
    "A canary on the doctor's shoulder",
    "Canaria Featherstone-Rao",
    "CANARY-REG-4711",
    "the-canary-of-room-nine.png",
    "Note of a canary to its doctor",
    "Canary Lane Practice",
    "Canary offers of the season",
    "Canary Lane 9, first floor",
    "Parents of young canaries",
    "https://canary-lane.example/contact",
    "Canary friends",
    "canary-word-not-let-out",
];
/// The platforms' own word of the accounts.
const ACCOUNT: &str = "Songbird Canary House";
/// What the clinic looks for on X, what somebody wrote of it there, and who.
const TOPIC: &str = "canary song in wards";
const FOUND: &str = "Has anybody heard the canary song in wards nine and ten?";
const WRITER: &str = "canary_songs";
/// What the computer says of itself and of its clinics.
const AROUND: &str = "Laptop of Canaria Featherstone";

/// A clinic in which every text that a person can write is one that must not be found.
async fn filled(clinic: &Clinic, with: &With, tokens: &[(Platform, String, String)]) -> Vec<Canary> {
    let [
        theme,
        text,
        comment,
        remark,
        alt,
        person,
        registration,
        file,
        note,
        name,
        offer,
        location,
        audience_word,
        contact,
        list,
        word,
    ] = WORDS;
    clinic.as_doctor();
    let mut profile: Value = clinic.call("clinic_get", Value::Null);
    for (field, value) in
        [("name", name), ("offer", offer), ("location", location), ("audience", audience_word), ("contact", contact)]
    {
        profile[field] = json!(value);
    }
    let _: Value = clinic.call("clinic_update", profile);
    for (platform, id, token) in tokens {
        done(clinic.api().connect(*platform, &Secret::new(token.clone()), Some(id)).await);
    }
    clinic.api().connect(Platform::X, &Secret::new(TOKEN.into()), None).await.unwrap_err();
    done(clinic.api().set_login_app(Login::Facebook, "1234567890123", Some(&Secret::new(APP_SECRET.into()))));
    let new = PersonAdd {
        name: person.into(),
        roles: vec![Role::Doctor, Role::Staff],
        registration: Some(registration.into()),
    };
    let doctor = done(clinic.api().add_person(&new, &pin()));
    let typed = || Pin::parse(PIN.into()).unwrap();
    done(clinic.api().set_pin(doctor.id, &pin(), &typed()));
    let words =
        json!({ "denied": [word], "allowed": [], "denied_hosts": ["canary-lane.example"], "allowed_hosts": [] });
    let _: Value = clinic.call("policy_set_words", words);
    let _: Value = clinic.call("hashtag_save", json!({ "id": null, "name": list, "tags": "#canary #songbird" }));
    let _ = audience(clinic, list, &[NUMBER]);

    let _ = clinic.draft(theme);
    let digest = done(clinic.api().import_picture(file, &countersign_tests::pictures::png(64, 48, 9))).digest;
    let media = vec![MediaRef { digest, alt: AltText(alt.into()), crop: None }];
    let content = Content {
        parts: vec![
            Part { role: PartRole::Main, text: text.into(), media },
            Part { role: PartRole::FirstComment, text: comment.into(), media: Vec::new() },
        ],
        options: PlatformOptions::of(Platform::Facebook),
    };
    let post = clinic.compose(Platform::Facebook, &content).summary.id;
    clinic.plan_in(post, 3);
    let _: Value = clinic.call("review_remark", json!({ "post_id": post, "text": remark }));
    done(clinic.api().unlock(doctor.id, &typed()));
    clinic.api().open_signing(&pin()).unwrap_err();
    done(clinic.api().open_signing(&typed()));
    let _: Value = clinic.call("review_note", json!({ "post_id": post, "text": note }));
    let sheet: Value = clinic.call("review_open", json!({ "id": post }));
    let request = serde_json::from_value(json!({ "post_id": post, "manifest": sheet["manifest"] })).unwrap();
    clinic.sign_shown(request).unwrap();
    clinic.until_within(post, &[DisplayState::Posted], 30).await;
    for channel in clinic.channels() {
        done(clinic.api().test_channel(&ChannelRef { id: channel.id }).await);
    }

    let mut canaries: Vec<Canary> =
        WORDS.iter().chain([&ACCOUNT, &AROUND, &PIN, &NUMBER]).map(|it| Canary::text(it, it)).collect();
    let secrets = tokens.iter().map(|(_, _, token)| token.as_str()).chain([TOKEN, APP_SECRET, cast::BUCKET_SECRET]);
    canaries.extend(secrets.flat_map(pieces));
    canaries.extend(digits(NUMBER).chain(digits(PIN)));
    let vault = Vault::open(&vault_options(clinic.folder(), with, &Instead::default())).unwrap();
    canaries.push(Canary::bytes("the data key", vault.data_key().expose()));
    canaries
}

/// Every stretch of a secret that is long enough not to be found by chance.
fn pieces(secret: &str) -> Vec<Canary> {
    let letters: Vec<char> = secret.chars().collect();
    letters.windows(12).map(|piece| Canary::text("a piece of a secret", &piece.iter().collect::<String>())).collect()
}

/// The same of a number: its last digits, as they might be told for short.
fn digits(number: &str) -> impl Iterator<Item = Canary> {
    [number.get(number.len() - 12..).unwrap_or(number)].into_iter().map(|end| Canary::text("the end of a number", end))
}

/// Whether a stored text says something: no code, no id, no digest, no instant, no zone.
fn says_something(text: &str) -> bool {
    let code = text.chars().all(|letter| letter.is_ascii_lowercase() || "_./{}".contains(letter));
    text.chars().count() >= 6 && !code && !["Asia/Kolkata", "en-IN"].contains(&text)
}

/// Every text that the clinic's database holds, also inside of what it holds as JSON.
fn stored(db: &Db) -> BTreeSet<String> {
    fn leaves(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(into.insert(text.clone())),
            Value::Array(values) => values.iter().for_each(|value| leaves(value, into)),
            Value::Object(fields) => fields.values().for_each(|value| leaves(value, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    db.read(|tx| {
        let columns = tx.all(
            // What is asked of a platform stands in the program itself; and the days on which it was are no news beside the report's own.
            "SELECT schema.name AS holder, field.name AS field FROM sqlite_schema AS schema, pragma_table_info(schema.name) AS field
             WHERE schema.type = 'table' AND NOT (schema.name IN ('api_call', 'call_tally') AND field.name = 'template')
               AND NOT (schema.name = 'call_tally' AND field.name = 'day')",
            &[],
            |row| Ok::<_, StoreError>((row.get::<String>("holder")?, row.get::<String>("field")?)),
        )?;
        let mut texts = BTreeSet::new();
        for (table, field) in columns {
            let statement = format!("SELECT DISTINCT {field} AS text FROM {table} WHERE typeof({field}) = 'text'");
            for text in tx.all(&statement, &[], |row| row.get::<String>("text"))? {
                match serde_json::from_str::<Value>(&text) {
                    Ok(value @ (Value::Array(_) | Value::Object(_))) => leaves(&value, &mut texts),
                    _ => drop(texts.insert(text)),
                }
            }
        }
        Ok::<_, StoreError>(texts)
    })
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_support_report_holds_nothing_that_anybody_wrote_or_keeps_secret() {
    let lines = log::all();
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let control = running.control();
    let with = With::usual(&clock, &running);
    let clinic = Clinic::make(folder.path(), &with);
    clinic.as_doctor();
    for channel in clinic.channels() {
        let _: Value = clinic.call("channel_remove", json!({ "id": channel.id }));
    }
    let accounts = [(Practised::X, Platform::X), (Practised::Facebook, Platform::Facebook)];
    let tokens: Vec<_> = accounts
        .iter()
        .map(|(practised, platform)| {
            let account = control.add_account(*practised, ACCOUNT);
            (*platform, account.id, account.token)
        })
        .collect();
    for action in [Action::ErrorIn200, Action::TokenExpired] {
        control.script(Fault { platform: Practised::X, endpoint: Endpoint::Any, skip: 0, times: 1, action });
        clinic.api().connect(Platform::X, &Secret::new(TOKEN.into()), None).await.unwrap_err();
    }
    control.clear_faults();
    let mut canaries = filled(&clinic, &with, &tokens).await;
    canaries.extend([TOPIC, FOUND, WRITER].map(|it| Canary::text(it, it)));
    control.post_on_x(&Said::new(WRITER, FOUND));
    let topics: Topics = clinic.call("topic_save", json!({ "id": null, "words": TOPIC, "language": "any" }));
    let asked = json!({ "id": topics.topics[0].id, "channel_id": clinic.channel(Platform::X).id, "most": 10, "older": false, "pays": true });
    let found: TopicHits = clinic.call("topic_search", asked);
    assert_eq!(found.hits[0].words, FOUND);

    // The log at its loudest, and with lines that a careless step might have written.
    let mut log = String::from_utf8_lossy(&lines.bytes()).into_owned();
    for words in WORDS.iter().chain([&TOKEN, &NUMBER, &PIN]) {
        log.push_str(&format!(
            "2026-11-20T04:00:00Z  WARN countersign_core::publish: a sending could not be concluded error={words}\n{words}\n\
             2026-11-20T04:00:01Z  INFO countersign_core::api: {words}\n\
             2026-11-20T04:00:02Z  INFO countersign_providers::http: call answered platform=\"{words}\" template=\"/{words}\" status=200\n"
        ));
    }
    let around = surroundings(AROUND, &log);
    let report = done(clinic.api().support_report(&around));
    let without = support_report(&around);
    let mut findings = Findings::default();
    for file in [&report, &without] {
        findings.look("the report", file.text.as_bytes(), &canaries);
        findings.look("the report's name", file.name.as_bytes(), &canaries);
    }
    assert!(findings.0.is_empty(), "{:#?}\n{}", findings.0, report.text);

    clinic.close().await;
    let vault = Vault::open(&vault_options(folder.path(), &with, &Instead::default())).unwrap();
    let path = folder.path().join("countersign.db");
    let db = Db::open(StoreOptions { path, key: vault.data_key().clone(), max_pages: None }, |_| {}).unwrap();
    let stored = stored(&db);
    for text in WORDS.iter().filter(|text| **text != WORDS[7]).chain([&TOPIC, &FOUND]) {
        assert!(stored.iter().any(|stored| stored.contains(text)), "{text} is in the clinic to be found");
    }
    let told: Vec<&String> =
        stored.iter().filter(|text| says_something(text)).filter(|text| report.text.contains(text.as_str())).collect();
    assert!(told.is_empty(), "of what the database holds the report repeats {told:#?}\n{}", report.text);
    it_is_worth_something(&report.text);
}

/// What helps is in it.
fn it_is_worth_something(report: &str) {
    for line in [
        ["version", "0.1.0"],
        ["real clinic can’t be opened", "damaged"],
        ["zone", "Asia/Kolkata"],
        ["facebook api connected not paused", "1"],
        ["facebook pending_review posted", "1"],
        ["recipients", "1"],
        ["people: doctor", "2"],
        ["broken at entry", "none"],
        ["INFO countersign_providers call answered platform x method GET", "status"],
    ] {
        let found = report.lines().any(|told| line.iter().all(|part| told.contains(part)));
        assert!(found, "{line:?} is not in\n{report}");
    }
    assert!(report.contains("call answered status 200"), "of a careless line what is known is kept\n{report}");
}
