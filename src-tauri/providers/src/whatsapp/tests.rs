//! The client against the practice platforms: what each recipient gets, what is found out beforehand, and what is said of
//! each failure.

use countersign_core::gate::{Recipient, SignedPart};
use countersign_core::model::{
    Millis, ParameterPlace, PhoneNumber, PlatformOptions, TemplateParameter, TemplateSlot, TemplateStatus, TemplateUse,
};
use countersign_core::publish::{ArrivalState, RecipientFault};
use countersign_practice::templates::whatsapp as at;
use countersign_practice::{
    Action, NewTemplate, Platform as There, Running, TemplateStanding, WhatsappPerson, WhatsappWire, cast,
};
use serde_json::json;

use super::publish::{UPLOAD, plan};
use super::wire::WORDS;
use super::*;
use crate::testing::{
    Notes, Then, account, among, caller, fault, http, jpeg, noise, part, practice, scripted, search, signed,
};

const ANA: &str = "41791110001";
const BEN: &str = "41791110002";

fn with(running: &Running, settings: WhatsappSettings) -> Whatsapp {
    Whatsapp::new(http(running.base_url(), Some(cast::WHATSAPP_TOKEN)).0, GraphVersion::default(), settings)
}

fn whatsapp(running: &Running) -> Whatsapp {
    with(running, WhatsappSettings::default())
}

fn own() -> Account {
    account(Platform::Whatsapp)
}

/// A template as somebody chose it just now, its places filled in order.
async fn chosen(whatsapp: &Whatsapp, name: &str, values: &[&str]) -> TemplateUse {
    let all = whatsapp.templates(&own()).await.unwrap();
    let seen = all.into_iter().find(|it| it.name == name && it.language == "en").unwrap();
    let parameters = seen.slots().into_iter().zip(values);
    TemplateUse {
        digest: seen.digest(),
        parameters: parameters.map(|(slot, value)| TemplateParameter { slot, value: (*value).to_owned() }).collect(),
        id: seen.id,
        name: seen.name,
        language: seen.language,
        category: seen.category,
        format: seen.format,
        header: seen.header,
        audience: None,
    }
}

fn options(template: &TemplateUse) -> PlatformOptions {
    PlatformOptions::Whatsapp { template: Some(Box::new(template.clone())) }
}

fn to(number: &str, pictures: &[Vec<u8>]) -> SignedPart {
    let mut part = part(PartRole::Main, "as signed");
    part.media = pictures.iter().map(|bytes| signed(bytes, "image/jpeg", "A lake")).collect();
    part.recipient = Some(Recipient {
        id: "01931c2e-5b00-7000-8000-000000000009".parse().unwrap(),
        number: PhoneNumber::of_digits(number).unwrap(),
    });
    part
}

async fn ready(
    whatsapp: &Whatsapp,
    template: &TemplateUse,
    pictures: &[Vec<u8>],
    notes: &Notes,
) -> Result<Prepared, Failure> {
    let bytes = among(pictures);
    whatsapp.make_ready(caller(), &own(), &to(ANA, pictures), &options(template), &bytes, notes).await
}

async fn sent(whatsapp: &Whatsapp, template: &TemplateUse, number: &str) -> Outcome {
    let plan = plan(cast::WHATSAPP_ID, &to(number, &[]), &options(template), &Prepared::default());
    match plan {
        Ok(plan) => whatsapp.create(caller(), plan).await,
        Err(verdict) => refusals::outcome(verdict),
    }
}

fn id(outcome: Outcome) -> String {
    let Outcome::Taken(taken) = outcome else { panic!("{outcome:?}") };
    assert!(!taken.held);
    taken.message_id
}

#[tokio::test]
async fn every_recipient_gets_the_filled_template_and_the_picture_that_was_uploaded_once() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    let template = chosen(&whatsapp, "flu_vaccination", &["Monday <3", "the {{place}}", "2026"]).await;
    assert_eq!(template.parameters.len(), 3, "{:?}", template.parameters);
    let (pictures, notes) = ([jpeg(40)], Notes::default());
    let prepared = ready(&whatsapp, &template, &pictures, &notes).await.unwrap();
    assert_eq!(*notes.0.lock().unwrap(), [(UPLOAD.to_owned(), prepared.media_ids[0].clone())]);
    assert!(running.control().ledger().is_empty(), "preparing reaches nobody");
    for number in [ANA, BEN] {
        let plan = plan(cast::WHATSAPP_ID, &to(number, &pictures), &options(&template), &prepared).unwrap();
        let id = id(whatsapp.create(caller(), plan).await);
        let entry = running.control().ledger().pop().unwrap();
        assert_eq!((entry.id, entry.account.as_str()), (id, own().id.as_str()));
        assert!(
            entry.text.starts_with("Flu vaccination begins on Monday <3. Come to the {{place}} without"),
            "{}",
            entry.text
        );
        assert_eq!(entry.link.as_deref(), Some("https://lakeside.example/flu/2026"));
        assert_eq!(entry.media_sha256, [signed(&pictures[0], "", "").digest.to_string()]);
        let recipient = entry.recipient.unwrap();
        assert_eq!((recipient.number.as_str(), recipient.template.as_deref()), (number, Some("flu_vaccination")));
    }
    let uploads = running.control().request_log().iter().filter(|it| it.endpoint == at::MEDIA).count();
    assert_eq!(uploads, 1);
}

#[tokio::test]
async fn numbered_places_are_filled_in_the_order_of_their_numbers() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    let body = (1..=11).map(|number| format!("{{{{{number}}}}}")).collect::<Vec<_>>().join(" and ");
    running.control().hand_in_template(
        &cast::whatsapp_account(),
        NewTemplate {
            name: "many".to_owned(),
            language: "en".to_owned(),
            category: "UTILITY".to_owned(),
            named: false,
            components: json!([{ "type": "BODY", "text": format!("All: {body}.") }]),
        },
    );
    running.control().set_template("many", "en", TemplateStanding::Approved).unwrap();
    let values = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let mut template = chosen(&whatsapp, "many", &values).await;
    template.parameters.reverse();
    id(sent(&whatsapp, &template, ANA).await);
    let entry = running.control().ledger().pop().unwrap();
    assert_eq!(entry.text, format!("All: {}.", values.join(" and ")));
}

#[tokio::test]
async fn a_template_that_is_not_what_was_signed_is_not_sent() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    let template = chosen(&whatsapp, "closing_days", &["24 December", "2 January"]).await;
    let notes = Notes::default();
    ready(&whatsapp, &template, &[], &notes).await.unwrap();
    let control = running.control();
    let refused = async |template: &TemplateUse, detail: &str| {
        let failure = ready(&whatsapp, template, &[], &notes).await.unwrap_err();
        assert_eq!((failure.class, failure.detail.as_str()), (FailureClass::FixContent, detail));
        assert!(failure.message.contains("othing was sent"), "{failure}");
    };
    for (standing, detail) in [
        (TemplateStanding::PendingUntil(i64::MAX), "pending"),
        (TemplateStanding::Paused, "paused"),
        (TemplateStanding::Rejected, "not approved"),
        (TemplateStanding::Disabled, "not approved"),
    ] {
        control.set_template("closing_days", "en", standing).unwrap();
        refused(&template, detail).await;
    }
    control.set_template("closing_days", "en", TemplateStanding::Approved).unwrap();
    let mut unfilled = template.clone();
    unfilled.parameters.pop();
    refused(&unfilled, "not sent").await;
    unfilled.parameters.push(TemplateParameter {
        slot: TemplateSlot { place: ParameterPlace::Body, button: 0, name: "2".to_owned() },
        value: " ".to_owned(),
    });
    refused(&unfilled, "not sent").await;
    let again = async || whatsapp.look_again(caller(), &to(ANA, &[]), &options(&template)).await;
    assert!(again().await.is_ok());
    let other = json!([{ "type": "BODY", "text": "Open from {{1}} to {{2}}, for once." }]);
    control.rewrite_template("closing_days", "en", other).unwrap();
    refused(&template, "another digest").await;
    let middle = again().await.unwrap_err().failure();
    assert_eq!(middle.class, FailureClass::FixContent);
    assert!(middle.message.contains("nothing more was sent"), "in the middle of a sending some have it: {middle}");
    let gone = TemplateUse { id: "1".to_owned(), ..template };
    refused(&gone, "the template is gone").await;
    assert!(notes.0.lock().unwrap().is_empty() && control.ledger().is_empty());
}

#[tokio::test]
async fn a_picture_that_is_not_taken_stops_before_anybody_is_written_to() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    let template = chosen(&whatsapp, "flu_vaccination", &["1", "2", "3"]).await;
    let picture = [noise(8, 8)];
    let failure = ready(&whatsapp, &template, &picture, &Notes::default()).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::FixContent, "a PNG that says it is a JPEG: {failure}");
    let none = ready(&whatsapp, &template, &[], &Notes::default()).await.unwrap_err();
    assert_eq!(none.class, FailureClass::FixContent);
    running.control().script(fault(There::Whatsapp, "POST", at::MEDIA, Action::DropAfterAccept));
    let notes = Notes::default();
    let lost = ready(&whatsapp, &template, &[jpeg(1)], &notes).await.unwrap_err();
    assert_eq!((lost.class, notes.0.lock().unwrap().len()), (FailureClass::TryAgain, 0));
    let unready = plan(cast::WHATSAPP_ID, &to(ANA, &[jpeg(1)]), &options(&template), &Prepared::default());
    assert!(matches!(unready.map_err(Verdict::outcome), Err(Outcome::Absent(_))));
    let words = chosen(&whatsapp, "open_day", &[]).await;
    let pictured = ready(&whatsapp, &words, &[jpeg(1)], &Notes::default()).await.unwrap_err();
    assert_eq!(pictured.class, FailureClass::FixContent, "a template without a place for a picture");
    assert!(running.control().ledger().is_empty());
}

#[tokio::test]
async fn what_became_of_a_message_is_said_as_it_is() {
    let cases: [(Action, &str, Option<FailureClass>, usize); 8] = [
        (Action::DropAfterAccept, "unknown", Some(FailureClass::Unknown), 1),
        (Action::RefuseBefore, "unknown", Some(FailureClass::Unknown), 0),
        (Action::ServerError { after_accept: true, status: 503 }, "unknown", Some(FailureClass::Unknown), 1),
        (Action::ServerError { after_accept: false, status: 500 }, "unknown", Some(FailureClass::Unknown), 0),
        (Action::ErrorIn200, "unknown", Some(FailureClass::Unknown), 0),
        (Action::Hold { after_accept: true }, "unknown", Some(FailureClass::Unknown), 1),
        (Action::TokenExpired, "rejected", Some(FailureClass::Reconnect), 0),
        (Action::TooMany { reset_after_ms: 600_000 }, "absent", None, 0),
    ];
    for (action, expected, class, reached) in cases {
        let running = practice().await;
        let whatsapp = whatsapp(&running);
        let template = chosen(&whatsapp, "open_day", &[]).await;
        running.control().script(fault(There::Whatsapp, "POST", at::MESSAGES, action));
        let (said, failure) = match sent(&whatsapp, &template, ANA).await {
            Outcome::Published(_) | Outcome::Taken(_) | Outcome::Working(_) | Outcome::WithPerson(_) => {
                panic!("{action:?} was no success")
            }
            Outcome::Rejected(failure) => ("rejected", failure),
            Outcome::Absent(failure) => ("absent", failure),
            Outcome::Unknown(failure) => ("unknown", failure),
        };
        assert_eq!(said, expected, "{action:?} {failure:?}");
        match (class, failure.class) {
            (Some(class), said) => assert_eq!(said, class, "{action:?}"),
            (None, FailureClass::WaitUntil(_)) => {}
            (None, other) => panic!("{other:?}"),
        }
        let asked = running.control().request_log().iter().filter(|it| it.endpoint == at::MESSAGES).count();
        assert_eq!((running.control().ledger().len(), asked), (reached, 1), "{action:?} is asked once");
        let part = to(ANA, &[]);
        let seen = whatsapp.find(&search(&own(), &part, None, Millis(0))).await.unwrap();
        assert!(seen.matches.is_empty() && !seen.complete, "nothing there proves anything");
    }
}

#[tokio::test]
async fn what_is_about_one_recipient_says_so_and_goes_on_with_the_next() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    let offer = chosen(&whatsapp, "open_day", &[]).await;
    let class = async |number: &str| match sent(&whatsapp, &offer, number).await {
        Outcome::Rejected(failure) => {
            let shown = format!("{failure} {failure:?}");
            assert!(!shown.contains(number), "{shown}");
            ("rejected", failure.class)
        }
        Outcome::Absent(failure) => ("absent", failure.class),
        other @ (Outcome::Published(_)
        | Outcome::Taken(_)
        | Outcome::Working(_)
        | Outcome::WithPerson(_)
        | Outcome::Unknown(_)) => panic!("{other:?}"),
    };
    use RecipientFault as Fault;
    assert_eq!(class(cast::WHATSAPP_UNREACHABLE).await, ("rejected", FailureClass::Recipient(Fault::Unreachable)));
    assert_eq!(class(cast::WHATSAPP_STOPPED).await, ("rejected", FailureClass::Recipient(Fault::OptedOut)));
    assert_eq!(class(cast::WHATSAPP_NUMBER).await, ("rejected", FailureClass::Recipient(Fault::Unreachable)));
    let ("absent", FailureClass::Recipient(Fault::WaitUntil(_))) = class(cast::WHATSAPP_HAD_ENOUGH).await else {
        panic!()
    };
    id(sent(&whatsapp, &offer, ANA).await);
    let ("absent", FailureClass::Recipient(Fault::WaitUntil(_))) = class(ANA).await else { panic!("a pair limit") };
    id(sent(&whatsapp, &offer, BEN).await);
    running.control().set_template("open_day", "en", TemplateStanding::Paused).unwrap();
    assert_eq!(class("41791110003").await, ("rejected", FailureClass::SetUp));
    running.control().set_template("open_day", "en", TemplateStanding::Approved).unwrap();
    running.control().set_whatsapp_wire(WhatsappWire { people_a_day: 2, ..WhatsappWire::default() });
    assert_eq!(class("41791110003").await, ("rejected", FailureClass::SetUp), "as many people as it may");
    running.control().set_whatsapp_wire(WhatsappWire { per_second: 0, ..WhatsappWire::default() });
    let ("absent", FailureClass::WaitUntil(_)) = class("41791110003").await else { panic!("throughput") };
}

#[tokio::test]
async fn a_message_without_a_readable_id_is_in_doubt() {
    let template = {
        let running = practice().await;
        chosen(&whatsapp(&running), "open_day", &[]).await
    };
    for body in ["{}", r#"{"messages":[{"id":""}]}"#, r#"{"messages":[]}"#, "<html></html>"] {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let server = scripted(Then::Answer(answer)).await;
        let whatsapp =
            Whatsapp::new(http(&server.base, Some("token")).0, GraphVersion::default(), WhatsappSettings::default());
        let outcome = sent(&whatsapp, &template, ANA).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{body}: {outcome:?}");
        let requests = server.requests.lock().unwrap();
        let head = requests[0].split_once("\r\n\r\n").unwrap().0.to_owned();
        assert_eq!(requests.len(), 1);
        assert!(!head.contains(ANA), "a number is in no address and no header: {head}");
    }
}

#[tokio::test]
async fn templates_are_read_to_the_last_page_and_a_list_with_a_gap_is_none() {
    let running = practice().await;
    let account = cast::whatsapp_account();
    for number in 0..120 {
        running.control().hand_in_template(
            &account,
            NewTemplate {
                name: format!("news_{number}"),
                language: "en".to_owned(),
                category: "MARKETING".to_owned(),
                named: false,
                components: json!([{ "type": "BODY", "text": "News." }]),
            },
        );
    }
    let all = whatsapp(&running).templates(&own()).await.unwrap();
    assert_eq!(all.len(), 126);
    let of = |status| all.iter().filter(|it| it.status == status).count();
    assert_eq!((of(TemplateStatus::Approved), of(TemplateStatus::Pending), of(TemplateStatus::Paused)), (4, 121, 1));
    let pages = running.control().request_log().iter().filter(|it| it.endpoint == at::TEMPLATES).count();
    assert_eq!(pages, 3);
    let body = r#"{"data":[],"paging":{"next":"https://graph.facebook.com/?access_token=x"}}"#;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = scripted(Then::Answer(answer)).await;
    let client =
        Whatsapp::new(http(&server.base, Some("token")).0, GraphVersion::default(), WhatsappSettings::default());
    assert_eq!(client.templates(&own()).await.unwrap_err().class, FailureClass::TryAgain);
    let endless = r#"{"data":[],"paging":{"next":"x","cursors":{"after":"a"}}}"#;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{endless}", endless.len());
    let server = scripted(Then::Answer(answer)).await;
    let client =
        Whatsapp::new(http(&server.base, Some("token")).0, GraphVersion::default(), WhatsappSettings::default());
    assert_eq!(client.templates(&own()).await.unwrap_err().class, FailureClass::SetUp, "it does not read for ever");
    assert_eq!(server.requests.lock().unwrap().len(), 130);
}

#[tokio::test]
async fn the_history_tells_how_far_a_message_came_and_nothing_where_it_may_not() {
    let running = practice().await;
    let client = whatsapp(&running);
    let template = chosen(&client, "open_day", &[]).await;
    running.control().set_whatsapp_person(BEN, WhatsappPerson::FailsLater);
    let read = id(sent(&client, &template, ANA).await);
    let failed = id(sent(&client, &template, BEN).await);
    let ids = [read.clone(), failed.clone(), "wamid.other".to_owned(), "7".to_owned()];
    running.control().advance(2_000);
    let states = async |client: &Whatsapp| {
        let heard = client.arrivals(&own(), &ids).await;
        assert!(heard.stopped.is_none() && heard.asked == ids, "{heard:?}");
        heard.told.into_iter().map(|it| (it.message_id, it.state)).collect::<Vec<_>>()
    };
    assert_eq!(states(&client).await, [(read.clone(), ArrivalState::Sent), (failed.clone(), ArrivalState::Sent)]);
    running.control().advance(60_000);
    assert_eq!(states(&client).await, [(read, ArrivalState::Read), (failed.clone(), ArrivalState::Failed)]);
    let told = client.arrivals(&own(), &[failed]).await.told.remove(0);
    assert!(told.detail.contains("131026"), "{told:?}");
    let age = told.at.since(crate::testing::a_minute_ago());
    assert!((50_000..=130_000).contains(&age), "{age}");
    assert!(
        states(&with(&running, WhatsappSettings { reads_history: false, ..WhatsappSettings::default() }))
            .await
            .is_empty()
    );
    running.control().set_whatsapp_wire(WhatsappWire { tells_history: false, ..WhatsappWire::default() });
    assert!(states(&client).await.is_empty(), "an account that is told nothing goes on without");
    running.control().expire_token(&cast::whatsapp_account()).unwrap();
    let heard = client.arrivals(&own(), &ids).await;
    assert_eq!(heard.stopped.unwrap().class, FailureClass::Reconnect);
    assert!(heard.asked.is_empty(), "they were not asked after");
}

#[tokio::test]
async fn one_answer_that_can_not_be_read_costs_nothing_of_the_others() {
    let running = practice().await;
    let client = whatsapp(&running);
    let template = chosen(&client, "open_day", &[]).await;
    let mut ids = Vec::new();
    for number in [ANA, BEN, "41791110003", "41791110004", "41791110005"] {
        ids.push(id(sent(&client, &template, number).await));
    }
    running.control().advance(120_000);
    let broken = |count| {
        for _ in 0..count {
            let action = Action::ServerError { after_accept: false, status: 500 };
            running.control().script(fault(There::Whatsapp, "GET", at::HISTORY, action));
        }
    };
    broken(1);
    let heard = client.arrivals(&own(), &ids).await;
    assert!(heard.stopped.is_none(), "{heard:?}");
    assert_eq!((heard.asked.len(), heard.told.len()), (5, 4), "{heard:?}");
    broken(9);
    let heard = client.arrivals(&own(), &ids).await;
    assert!(heard.told.is_empty() && heard.stopped.is_some());
    assert_eq!(heard.asked, ids[..3], "the others are asked after first the next time");
}

#[tokio::test]
async fn a_stop_that_comes_to_light_later_is_told() {
    let told = |code: i64, status: &str| {
        let event = json!({ "delivery_status": status, "timestamp": 7, "error_description": format!("({code}) x") });
        json!({ "data": [{ "id": "1", "message_id": "wamid.a", "events": { "data": [event] } }] }).to_string()
    };
    for (code, status, stop) in [(131_050, "FAILED", true), (131_026, "FAILED", false), (131_050, "SENT", false)] {
        let body = told(code, status);
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let server = scripted(Then::Answer(answer)).await;
        let client =
            Whatsapp::new(http(&server.base, Some("token")).0, GraphVersion::default(), WhatsappSettings::default());
        let heard = client.arrivals(&own(), &["wamid.a".to_owned()]).await;
        assert_eq!(heard.told.iter().map(|it| it.opted_out).collect::<Vec<_>>(), [stop], "{code} {status}");
    }
}

#[tokio::test]
async fn a_token_is_of_a_number_that_its_account_has() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    let token = Secret::new(cast::WHATSAPP_TOKEN.to_owned());
    let known = Identity { id: cast::WHATSAPP_ID.to_owned(), name: own().name };
    assert_eq!(whatsapp.identify(&token, Some(cast::WHATSAPP_ID)).await.unwrap(), known);
    assert_eq!(whatsapp.identify(&token, Some(cast::WHATSAPP_BUSINESS_ID)).await.unwrap(), known);
    assert_eq!(whatsapp.owner(&own()).await.unwrap(), known);
    let asked = running.control().request_log().len();
    for typed in [None, Some(""), Some("me"), Some("1@2@3")] {
        assert_eq!(whatsapp.identify(&token, typed).await.unwrap_err().class, FailureClass::SetUp, "{typed:?}");
    }
    assert_eq!(running.control().request_log().len(), asked, "nothing is asked with half an id");
    let foreign = format!("1@{}", cast::WHATSAPP_BUSINESS_ID);
    for typed in ["1", "1@2", foreign.as_str()] {
        assert_eq!(whatsapp.identify(&token, Some(typed)).await.unwrap_err().class, FailureClass::SetUp, "{typed}");
    }
    let wrong = Secret::new("another".to_owned());
    assert_eq!(whatsapp.identify(&wrong, Some("1")).await.unwrap_err().class, FailureClass::Reconnect);
    running.control().limit_whatsapp_token(cast::WHATSAPP_TOKEN, &["whatsapp_business_messaging"]).unwrap();
    assert_eq!(whatsapp.owner(&own()).await.unwrap_err().class, FailureClass::SetUp);
}

#[tokio::test]
async fn nothing_there_is_public_and_nothing_can_be_taken_back() {
    let running = practice().await;
    let whatsapp = whatsapp(&running);
    assert!(!whatsapp.reads_back(&own()));
    let asked = running.control().request_log().len();
    let Removal::Refused(failure) = whatsapp.remove(&own(), "wamid.x").await else { panic!("nothing takes it back") };
    assert!(failure.message.contains("can't be taken back"), "{failure}");
    for address in ["https://wa.me/41445550142", "https://www.whatsapp.com/channel/1"] {
        assert_eq!(whatsapp.sighting_at(&own(), PartRole::Main, address), Err(NoSighting::NoPost));
        assert_eq!(whatsapp.account_at(address), None);
    }
    assert_eq!(whatsapp.page_of(&own()), "https://wa.me/41445550142");
    assert_eq!(running.control().request_log().len(), asked);
}

#[tokio::test]
async fn what_managing_used_up_holds_no_message_back() {
    let running = practice().await;
    let (http, witness) = http(running.base_url(), Some(cast::WHATSAPP_TOKEN));
    let whatsapp = Whatsapp::new(http, GraphVersion::default(), WhatsappSettings::default());
    let template = chosen(&whatsapp, "open_day", &[]).await;
    running.control().script(fault(There::Whatsapp, "GET", at::TEMPLATES, Action::TooMany { reset_after_ms: 420_000 }));
    let refused = whatsapp.templates(&own()).await.unwrap_err();
    let FailureClass::WaitUntil(_) = refused.class else { panic!("{refused:?}") };
    let asked = running.control().request_log().len();
    assert!(matches!(whatsapp.templates(&own()).await.unwrap_err().class, FailureClass::WaitUntil(_)));
    assert_eq!(running.control().request_log().len(), asked, "it is not asked again before it opens");
    id(sent(&whatsapp, &template, ANA).await);
    let calls = witness.calls.lock().unwrap();
    for call in calls.iter() {
        assert!(WORDS.calls.iter().any(|it| it.method == call.method && it.template == call.template), "{call:?}");
        assert!(!format!("{call:?}").contains(ANA));
    }
}
