//! The token of WhatsApp stays in the vault, and nobody's telephone number leaves the database: not into a log, not into
//! the record of calls, not into an error, not into a file.

use countersign_core::api::types::{ApiError, DisplayState};
use countersign_core::model::{Platform, Secret};
use countersign_practice::{Action, Endpoint, Fault, Platform as Practised, WhatsappPerson, cast, templates};
use countersign_tests::broadcast::{audience, got, message, recipients};
use countersign_tests::clinic::{Clinic, MORNING, SharedClock, With, done, platforms};
use countersign_tests::scratch::scratch;
use serde_json::{Value, json};

use super::log;
use super::search::{Canary, Findings};

const REFUSED_TOKEN: &str = "practice-whatsapp-canary-that-nobody-gave-out-41";
/// Long enough not to be found by chance.
const GETS_IT: &str = "4917612345678";
const UNREACHABLE: &str = "4917687654321";
const LOST: &str = "4917655544433";

#[tokio::test(flavor = "multi_thread")]
async fn no_token_of_whatsapp_and_no_telephone_number_is_left_anywhere() {
    let lines = log::all();
    let (folder, clock) = (scratch(), SharedClock::at(MORNING));
    let running = platforms(&clock).await;
    let control = running.control();
    let clinic = Clinic::make(folder.path(), &With::usual(&clock, &running));
    clinic.as_doctor();
    let mut errors = Vec::new();
    let refused = Secret::new(REFUSED_TOKEN.into());
    for action in [None, Some(Action::ErrorIn200), Some(Action::DropAfterAccept), Some(Action::TokenExpired)] {
        if let Some(action) = action {
            control.script(Fault { platform: Practised::Whatsapp, endpoint: Endpoint::Any, skip: 0, times: 1, action });
        }
        let error = clinic.api().connect(Platform::Whatsapp, &refused, Some(cast::WHATSAPP_ID)).await.unwrap_err();
        errors.push(format!("{error} {error:?}"));
        errors.push(serde_json::to_string(&ApiError::from(error)).unwrap());
        control.clear_faults();
    }
    let token = Secret::new(cast::WHATSAPP_TOKEN.into());
    let channel = done(clinic.api().connect(Platform::Whatsapp, &token, Some(cast::WHATSAPP_ID)).await);
    let mut answers = vec![serde_json::to_string(&channel).unwrap()];

    clinic.as_receptionist();
    control.set_whatsapp_person(UNREACHABLE, WhatsappPerson::Unreachable);
    let audience = audience(&clinic, "News", &[GETS_IT, UNREACHABLE, LOST]);
    let content = message(&clinic, "open_day", &[], audience, Vec::new());
    let post = clinic.compose(Platform::Whatsapp, &content).summary.id;
    clinic.plan_in(post, 5);
    clinic.sign(post).unwrap();
    let endpoint = Endpoint::at("POST", templates::whatsapp::MESSAGES);
    let lost = Fault { platform: Practised::Whatsapp, endpoint, skip: 2, times: 1, action: Action::DropAfterAccept };
    control.script(lost);
    clinic.until_within(post, &[DisplayState::Posted, DisplayState::PartlyPosted], 60).await;
    assert_eq!(got(&control, GETS_IT).len() + got(&control, LOST).len(), 2);
    clinic.advance_awake(120_000);
    let _: Value = clinic.call("message_refresh", json!({ "id": post }));
    let shown = recipients(&clinic, post);
    assert!(shown.recipients.iter().all(|it| it.number.is_some()), "the window shows whom it was sent to");
    for name in ["activity_list", "queue_list"] {
        let asked = match name {
            "activity_list" => json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" }),
            _ => json!({ "past": true }),
        };
        answers.push(clinic.call::<Value>(name, asked).to_string());
    }
    answers.push(clinic.call::<Value>("post_get", json!({ "id": post })).to_string());
    let calls = clinic.call::<Value>("channel_readiness", json!({ "id": channel.id }))["calls"].to_string();
    assert!(calls.contains("Send a message to one recipient"), "{calls}");

    let secrets = [Canary::text("the token", cast::WHATSAPP_TOKEN), Canary::text("a refused token", REFUSED_TOKEN)];
    let mut numbers: Vec<Canary> = [GETS_IT, UNREACHABLE, LOST].map(|number| Canary::text("a number", number)).to_vec();
    numbers.push(Canary::text("a number as it is shown", "+49 176 123 456"));
    let everything = [secrets.to_vec(), numbers.clone()].concat();
    let mut findings = Findings::default();
    assert!(findings.look_into(folder.path(), &everything) > 0);
    clinic.close().await;
    findings.look_into(folder.path(), &everything);
    findings.look("the log", &lines.bytes(), &everything);
    findings.look("the record of calls", calls.as_bytes(), &everything);
    for (what, said) in errors.iter().map(|it| ("an error", it)).chain(answers.iter().map(|it| ("an answer", it))) {
        findings.look(what, said.as_bytes(), &everything);
    }
    assert!(findings.0.is_empty(), "{:#?}", findings.0);
    let log = String::from_utf8_lossy(&lines.bytes()).into_owned();
    assert!(log.contains("/{version}/{node}/messages"), "the calls were logged, without what they carried");
}
