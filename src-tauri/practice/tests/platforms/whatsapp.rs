//! WhatsApp as a client meets it: templates, uploads, messages to one person each, limits, and what became of each.

use countersign_practice::{
    Action, LedgerKind, NewTemplate, Platform, TemplateStanding, WhatsappPerson, WhatsappWire, cast,
};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::common::{Answer, Stage, png, stage};

const ANA: &str = "41791110001";
const BEN: &str = "41791110002";
const CLEO: &str = "41791110003";

async fn call(stage: &Stage, method: Method, path: &str, body: Option<Value>) -> Answer {
    let url = stage.url(&format!("/whatsapp/graph.facebook.com/v25.0{path}"));
    let request = stage.client.request(method, url).bearer_auth(cast::WHATSAPP_TOKEN);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    Answer::read(request.send().await.unwrap()).await
}

async fn get(stage: &Stage, path: &str) -> Answer {
    call(stage, Method::GET, path, None).await
}

fn phone(edge: &str) -> String {
    format!("/{}{edge}", cast::WHATSAPP_PHONE_ID)
}

fn business(edge: &str) -> String {
    format!("/{}{edge}", cast::WHATSAPP_BUSINESS_ID)
}

async fn send(stage: &Stage, to: &str, name: &str, components: Value) -> Answer {
    let body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to,
        "type": "template",
        "template": { "name": name, "language": { "code": "en" }, "components": components },
    });
    call(stage, Method::POST, &phone("/messages"), Some(body)).await
}

async fn open_day(stage: &Stage, to: &str) -> Answer {
    send(stage, to, "open_day", json!([])).await
}

fn wamid(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.body["messages"][0]["message_status"], "accepted");
    answer.body["messages"][0]["id"].as_str().unwrap().to_owned()
}

fn code(answer: &Answer) -> i64 {
    let error = &answer.body["error"];
    assert!(error["fbtrace_id"].is_string() && error.get("error_subcode").is_none(), "{error}");
    error["code"].as_i64().unwrap()
}

async fn upload(stage: &Stage, bytes: Vec<u8>, mime: &str) -> Answer {
    let url = stage.url(&format!("/whatsapp/graph.facebook.com/v25.0{}", phone("/media")));
    let file = Part::bytes(bytes).file_name("picture").mime_str(mime).unwrap();
    let form = Form::new().text("messaging_product", "whatsapp").text("type", mime.to_owned()).part("file", file);
    let request = stage.client.post(url).bearer_auth(cast::WHATSAPP_TOKEN).multipart(form);
    Answer::read(request.send().await.unwrap()).await
}

async fn events(stage: &Stage, wamid: &str) -> Vec<String> {
    let fields = "id,message_id,events{delivery_status,timestamp,error_description}";
    let answer = get(stage, &phone(&format!("/message_history?message_id={wamid}&fields={fields}"))).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let Some(found) = answer.body["data"].get(0) else { return Vec::new() };
    assert_eq!(found["message_id"], wamid);
    let events = found["events"]["data"].as_array().unwrap();
    events.iter().map(|event| event["delivery_status"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_number_and_its_business_tell_who_they_are() {
    let stage = stage().await;
    let own = get(&stage, &phone("")).await;
    assert_eq!(own.body["verified_name"], "Lakeside Family Clinic");
    assert_eq!(own.body["display_phone_number"], "+41 44 555 0142");
    assert!(own.header("x-business-use-case-usage").contains("\"estimated_time_to_regain_access\":0"));
    let numbers = get(&stage, &business("/phone_numbers?fields=id,display_phone_number")).await;
    assert_eq!(numbers.body["data"][0]["id"], cast::WHATSAPP_PHONE_ID);
    let fields = "whatsapp_business_manager_messaging_limit,health_status,account_review_status";
    let account = get(&stage, &business(&format!("?fields={fields}"))).await;
    assert_eq!(account.body["whatsapp_business_manager_messaging_limit"], "TIER_250");
    let other = stage.control.add_account(Platform::Whatsapp, "Another clinic");
    let foreign = other.id.split('@').next().unwrap();
    assert_eq!(code_of_node(&stage, foreign).await, 100);
    assert_eq!(code(&send(&stage, ANA, "open_day", json!("x")).await), 131_009);
}

async fn code_of_node(stage: &Stage, node: &str) -> u64 {
    get(stage, &format!("/{node}")).await.graph_error().0
}

#[tokio::test]
async fn templates_come_page_by_page_and_each_once() {
    let stage = stage().await;
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let fields = "name,language,status,category,components,parameter_format";
        let page = get(&stage, &business(&format!("/message_templates?fields={fields}&limit=4{after}"))).await;
        for it in page.body["data"].as_array().unwrap() {
            names.push(format!("{} {} {}", it["name"], it["language"], it["status"]).replace('"', ""));
        }
        match page.body["paging"].get("next") {
            Some(_) => after = format!("&after={}", page.body["paging"]["cursors"]["after"].as_str().unwrap()),
            None => break,
        }
    }
    let expected = [
        "summer_offer en PAUSED",
        "spring_check en PENDING",
        "open_day en APPROVED",
        "flu_vaccination en APPROVED",
        "closing_days de APPROVED",
        "closing_days en APPROVED",
    ];
    assert_eq!(names, expected);
    let approved = get(&stage, &business("/message_templates?status=PAUSED&fields=name,parameter_format")).await;
    assert_eq!(approved.body["data"][0]["parameter_format"], "POSITIONAL");
}

#[tokio::test]
async fn a_template_is_sent_once_it_is_approved_and_as_long_as_it_is() {
    let stage = stage().await;
    let account = cast::whatsapp_account();
    let components = json!([{ "type": "BODY", "text": "We have moved." }]);
    let id = stage.control.hand_in_template(
        &account,
        NewTemplate {
            name: "moved".to_owned(),
            language: "en".to_owned(),
            category: "UTILITY".to_owned(),
            named: false,
            components,
        },
    );
    assert_eq!(get(&stage, &format!("/{id}?fields=status")).await.body["status"], "PENDING");
    let refused = send(&stage, ANA, "moved", json!([])).await;
    assert_eq!((refused.status, code(&refused)), (404, 132_001));
    stage.control.advance(10 * 60 * 1_000);
    wamid(&send(&stage, ANA, "moved", json!([])).await);
    stage.control.set_template("moved", "en", TemplateStanding::Paused).unwrap();
    assert_eq!(code(&send(&stage, BEN, "moved", json!([])).await), 132_015);
    stage.control.set_template("moved", "en", TemplateStanding::Disabled).unwrap();
    assert_eq!(code(&send(&stage, BEN, "moved", json!([])).await), 132_016);
    stage.control.set_template("moved", "en", TemplateStanding::Approved).unwrap();
    let rewritten = json!([{ "type": "BODY", "text": "We have moved to {{1}}." }]);
    stage.control.rewrite_template("moved", "en", rewritten).unwrap();
    assert_eq!(code(&send(&stage, BEN, "moved", json!([])).await), 132_000);
    assert_eq!(stage.control.ledger().len(), 1);
}

#[tokio::test]
async fn the_words_the_picture_and_the_button_are_on_the_phone_of_that_person_alone() {
    let stage = stage().await;
    let media = upload(&stage, png(3), "image/png").await.id();
    let text = |name: &str, text: &str| json!({ "type": "text", "parameter_name": name, "text": text });
    let components = json!([
        { "type": "header", "parameters": [{ "type": "image", "image": { "id": media } }] },
        { "type": "body", "parameters": [text("place", "the <b>lab</b>"), text("start_date", "Monday")] },
        { "type": "button", "sub_type": "url", "index": "0", "parameters": [{ "type": "text", "text": "2026" }] },
    ]);
    let sent = wamid(&send(&stage, ANA, "flu_vaccination", components).await);
    let entry = stage.control.ledger().remove(0);
    assert_eq!(
        (entry.id.as_str(), entry.kind, entry.account.as_str()),
        (sent.as_str(), LedgerKind::Message, cast::WHATSAPP_ID)
    );
    assert!(
        entry.text.starts_with("Flu vaccination begins on Monday. Come to the <b>lab</b> without"),
        "{}",
        entry.text
    );
    assert_eq!(entry.link.as_deref(), Some("https://lakeside.example/flu/2026"));
    let to = entry.recipient.unwrap();
    assert_eq!((to.number.as_str(), to.template.as_deref()), (ANA, Some("flu_vaccination")));
    let known = get(&stage, &format!("/{media}")).await;
    assert_eq!(entry.media_sha256, [known.body["sha256"].as_str().unwrap()]);

    let page = format!("/whatsapp/wa.me/{ANA}");
    assert_eq!(stage.get(&page).await.status, 404, "it has not arrived yet");
    stage.control.advance(3_000);
    let shown = stage.get(&page).await;
    let html = shown.body.as_str().unwrap();
    assert!(html.contains("the &lt;b&gt;lab&lt;/b&gt;") && !html.contains("<b>"), "{html}");
    assert!(html.contains(&format!("/whatsapp/mmg.whatsapp.net/v/{media}")));
    assert_eq!(stage.get(&format!("/whatsapp/wa.me/{BEN}")).await.status, 404);
    assert!(stage.get("/whatsapp/wa.me/").await.body.as_str().unwrap().contains(ANA));
    assert_eq!(call(&stage, Method::DELETE, &format!("/{media}"), None).await.body["success"], true);
    assert_eq!(code_of_node(&stage, &media).await, 100);
    assert_eq!(stage.get(&format!("/whatsapp/mmg.whatsapp.net/v/{media}")).await.status, 200, "the phone has it");
}

#[tokio::test]
async fn an_upload_is_what_it_says_and_not_too_large() {
    let stage = stage().await;
    assert_eq!(code(&upload(&stage, png(1), "image/jpeg").await), 131_053);
    assert_eq!(code(&upload(&stage, b"GIF89a".to_vec(), "image/gif").await), 100);
    let mut large = png(1);
    large.resize(5 * 1_024 * 1_024 + 1, 0);
    assert_eq!(code(&upload(&stage, large, "image/png").await), 131_053);
    let id = upload(&stage, png(1), "image/png").await.id();
    stage.control.advance(30 * 24 * 60 * 60 * 1_000);
    assert_eq!(code_of_node(&stage, &id).await, 100, "it is kept for 30 days");
}

#[tokio::test]
async fn the_same_person_is_not_written_to_twice_in_six_seconds() {
    let stage = stage().await;
    wamid(&open_day(&stage, ANA).await);
    assert_eq!(code(&open_day(&stage, ANA).await), 131_056);
    wamid(&open_day(&stage, BEN).await);
    stage.control.advance(5_999);
    assert_eq!(code(&open_day(&stage, ANA).await), 131_056);
    stage.control.advance(1);
    wamid(&open_day(&stage, ANA).await);
    let to_ana = stage.control.ledger().iter().filter(|it| it.recipient.as_ref().unwrap().number == ANA).count();
    assert_eq!(to_ana, 2, "nothing there keeps anybody from sending twice");
}

#[tokio::test]
async fn a_number_sends_so_many_in_a_second_and_to_so_many_people_in_a_day() {
    let stage = stage().await;
    let wire = WhatsappWire { per_second: 2, people_a_day: 3, ..WhatsappWire::default() };
    stage.control.set_whatsapp_wire(wire);
    wamid(&open_day(&stage, ANA).await);
    wamid(&open_day(&stage, BEN).await);
    assert_eq!(code(&open_day(&stage, CLEO).await), 130_429);
    stage.control.advance(6_000);
    wamid(&open_day(&stage, CLEO).await);
    assert_eq!(code(&open_day(&stage, "41791110004").await), 131_048, "a fourth person");
    stage.control.advance(1_000);
    wamid(&open_day(&stage, ANA).await);
    stage.control.advance(24 * 60 * 60 * 1_000);
    wamid(&open_day(&stage, "41791110004").await);
}

#[tokio::test]
async fn some_people_are_refused_at_once_and_some_later() {
    let stage = stage().await;
    for (to, expected) in [
        (cast::WHATSAPP_UNREACHABLE, 131_026),
        (cast::WHATSAPP_STOPPED, 131_050),
        (cast::WHATSAPP_HAD_ENOUGH, 131_049),
        (cast::WHATSAPP_NUMBER, 131_021),
        ("0791110001", 131_009),
        ("+41 79", 131_009),
    ] {
        assert_eq!(code(&open_day(&stage, to).await), expected, "{to}");
    }
    let hours =
        json!([{ "type": "body", "parameters": [{ "type": "text", "text": "1" }, { "type": "text", "text": "2" }] }]);
    wamid(&send(&stage, cast::WHATSAPP_STOPPED, "closing_days", hours).await);
    stage.control.advance(24 * 60 * 60 * 1_000);
    wamid(&open_day(&stage, cast::WHATSAPP_HAD_ENOUGH).await);

    let (failed, unread) = (
        wamid(&open_day(&stage, cast::WHATSAPP_FAILS_LATER).await),
        wamid(&open_day(&stage, cast::WHATSAPP_LEAVES_UNREAD).await),
    );
    let read = wamid(&open_day(&stage, ANA).await);
    assert!(events(&stage, &read).await.is_empty());
    stage.control.advance(1_000);
    assert_eq!(events(&stage, &read).await, ["SENT"]);
    stage.control.advance(60_000);
    assert_eq!(events(&stage, &read).await, ["SENT", "DELIVERED", "READ"]);
    assert_eq!(events(&stage, &unread).await, ["SENT", "DELIVERED"]);
    assert_eq!(events(&stage, &failed).await, ["SENT", "FAILED"]);
    assert!(events(&stage, "wamid.nobody").await.is_empty());
    assert_eq!(stage.get(&format!("/whatsapp/wa.me/{}", cast::WHATSAPP_FAILS_LATER)).await.status, 404);
    stage.control.set_whatsapp_wire(WhatsappWire { tells_history: false, ..WhatsappWire::default() });
    let refused = get(&stage, &phone(&format!("/message_history?message_id={read}"))).await;
    assert_eq!((refused.status, code(&refused)), (403, 131_005));
    stage.control.set_whatsapp_person(ANA, WhatsappPerson::Unreachable);
    stage.control.advance(6_000);
    assert_eq!(code(&open_day(&stage, ANA).await), 131_026);
}

#[tokio::test]
async fn words_of_ones_own_go_only_to_whoever_wrote_in_the_last_day() {
    let stage = stage().await;
    let body =
        json!({ "messaging_product": "whatsapp", "to": ANA, "type": "text", "text": { "body": "Yes, at ten." } });
    let free = || call(&stage, Method::POST, "/106540352242922/messages", Some(body.clone()));
    assert_eq!(code(&free().await), 131_047);
    stage.control.write_to_whatsapp(&cast::whatsapp_account(), ANA);
    wamid(&free().await);
    stage.control.advance(24 * 60 * 60 * 1_000);
    assert_eq!(code(&free().await), 131_047);
    for missing in ["/106540352242922/conversations", "/106540352242922/inbox"] {
        assert_eq!(get(&stage, missing).await.graph_error().0, 100, "nothing lists what people wrote");
    }
}

#[tokio::test]
async fn an_answer_can_be_lost_before_and_after_the_message_was_taken() {
    let stage = stage().await;
    let template = "/{version}/{node}/messages";
    let url = stage.url(&format!("/whatsapp/graph.facebook.com/v25.0{}", phone("/messages")));
    let body = json!({
        "messaging_product": "whatsapp", "to": ANA, "type": "template",
        "template": { "name": "open_day", "language": { "code": "en" } },
    });
    for (action, taken) in [(Action::RefuseBefore, 0), (Action::DropAfterAccept, 1)] {
        stage.fault(Platform::Whatsapp, "POST", template, action);
        let sent = stage.client.post(&url).bearer_auth(cast::WHATSAPP_TOKEN).json(&body).send().await;
        assert!(sent.is_err(), "{action:?}");
        assert_eq!(stage.control.ledger().len(), taken);
    }
    stage.fault(Platform::Whatsapp, "POST", template, Action::ErrorIn200);
    let odd = open_day(&stage, BEN).await;
    assert_eq!((odd.status, odd.graph_error().0), (200, 2));
    stage.fault(Platform::Whatsapp, "POST", template, Action::TooMany { reset_after_ms: 7 * 60_000 });
    let many = open_day(&stage, BEN).await;
    assert_eq!(code(&many), 80_007);
    assert!(many.header("x-business-use-case-usage").contains("\"estimated_time_to_regain_access\":7"));
}

#[tokio::test]
async fn a_token_opens_what_it_is_for_and_no_more() {
    let stage = stage().await;
    stage.control.limit_whatsapp_token(cast::WHATSAPP_TOKEN, &["whatsapp_business_management"]).unwrap();
    let refused = open_day(&stage, ANA).await;
    assert_eq!((refused.status, code(&refused)), (403, 131_005));
    assert_eq!(get(&stage, &phone("")).await.status, 200);
    stage.control.revoke_token(&cast::whatsapp_account()).unwrap();
    let ended = get(&stage, &phone("")).await;
    assert_eq!((ended.status, ended.graph_error().0), (401, 190));
    let bare = stage.get(&format!("/whatsapp/graph.facebook.com/v25.0{}", phone(""))).await;
    assert_eq!((bare.status, bare.body["error"]["code"].as_i64()), (401, Some(0)));
}
