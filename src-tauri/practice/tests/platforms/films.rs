//! Films as a client meets them: uploads in pieces, what is worked on, what is refused, and what breaks in the middle.

use countersign_practice::{Action, FacebookWire, InstagramWire, LedgerKind, Platform, cast, film, templates};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::common::{Answer, Stage, page, stage};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn some_film(shade: u8) -> Vec<u8> {
    film::film(12_000, (1080, 1920), 50_000, shade)
}

async fn transfer(stage: &Stage, session: &str, start: usize, bytes: &[u8]) -> Answer {
    let form = Form::new()
        .text("upload_phase", "transfer")
        .text("upload_session_id", session.to_owned())
        .text("start_offset", start.to_string())
        .part("video_file_chunk", Part::bytes(bytes.to_vec()).file_name("video"));
    Answer::read(stage.graph(Method::POST, &page("/videos")).multipart(form).send().await.unwrap()).await
}

async fn video_phase(stage: &Stage, phase: &str, more: serde_json::Value) -> Answer {
    let mut body = more;
    body["upload_phase"] = json!(phase);
    stage.graph_post(&page("/videos"), body).await
}

async fn send(stage: &Stage, place: &str, token: &str, offset: usize, size: usize, bytes: &[u8]) -> Option<Answer> {
    let request = stage
        .client
        .post(stage.url(place))
        .header("authorization", format!("OAuth {token}"))
        .header("offset", offset)
        .header("file_size", size)
        .header("content-type", "application/octet-stream")
        .body(bytes.to_vec());
    match request.send().await {
        Ok(response) => Some(Answer::read(response).await),
        Err(_) => None,
    }
}

async fn reel_bytes(stage: &Stage, id: &str, offset: usize, size: usize, bytes: &[u8]) -> Option<Answer> {
    let place = format!("/facebook/rupload.facebook.com/video-upload/v25.0/{id}");
    send(stage, &place, cast::FACEBOOK_PAGE_TOKEN, offset, size, bytes).await
}

async fn begun_reel(stage: &Stage) -> String {
    let begun = stage.graph_post(&page("/video_reels"), json!({ "upload_phase": "start" })).await;
    let id = begun.body["video_id"].as_str().unwrap().to_owned();
    assert_eq!(begun.body["upload_url"], format!("https://rupload.facebook.com/video-upload/v25.0/{id}"));
    id
}

async fn end_reel(stage: &Stage, id: &str) -> Answer {
    let body = json!({ "upload_phase": "finish", "video_id": id, "video_state": "PUBLISHED", "description": "A reel" });
    stage.graph_post(&page("/video_reels"), body).await
}

async fn status(stage: &Stage, id: &str) -> serde_json::Value {
    stage.graph_get(&format!("/{id}?fields=status")).await.body["status"].clone()
}

#[tokio::test]
async fn a_video_comes_in_pieces_and_is_public_by_its_end_alone() {
    let stage = stage().await;
    stage.control.set_facebook_wire(FacebookWire { piece: 20_000, processing_ms: 5_000, ..FacebookWire::default() });
    let bytes = some_film(1);
    let begun = video_phase(&stage, "start", json!({ "file_size": bytes.len() })).await;
    let (session, id) =
        (begun.body["upload_session_id"].as_str().unwrap(), begun.body["video_id"].as_str().unwrap().to_owned());
    assert_eq!((&begun.body["start_offset"], &begun.body["end_offset"]), (&json!("0"), &json!("20000")));
    assert_eq!(transfer(&stage, session, 30_000, &bytes[30_000..]).await.graph_error(), (6_001, 1_363_037));
    assert_eq!(transfer(&stage, session, 0, &bytes[..20_000]).await.body["start_offset"], "20000");
    assert_eq!(transfer(&stage, session, 0, &bytes[..20_000]).await.body["start_offset"], "20000", "twice is once");
    assert_eq!(video_phase(&stage, "finish", json!({ "upload_session_id": session })).await.graph_error().0, 6_001);
    assert_eq!(status(&stage, &id).await["uploading_phase"]["bytes_transferred"], 20_000);
    transfer(&stage, session, 20_000, &bytes[20_000..40_000]).await;
    let last = transfer(&stage, session, 40_000, &bytes[40_000..]).await;
    assert_eq!(last.body["start_offset"], last.body["end_offset"]);
    assert_eq!(status(&stage, &id).await["video_status"], "upload_complete");
    assert!(stage.control.ledger().is_empty());

    let end = json!({ "upload_session_id": session, "description": "Our rooms", "published": true });
    assert_eq!(video_phase(&stage, "finish", end.clone()).await.body, json!({ "success": true }));
    assert_eq!(status(&stage, &id).await["video_status"], "processing");
    assert!(stage.control.ledger().is_empty(), "it is worked on");
    stage.control.advance(5_000);
    assert_eq!(video_phase(&stage, "finish", end).await.body, json!({ "success": true }), "ending it twice is once");
    let ledger = stage.control.ledger();
    assert_eq!((ledger.len(), ledger[0].kind, ledger[0].id.as_str()), (1, LedgerKind::Video, id.as_str()));
    assert_eq!(ledger[0].media_sha256.len(), 1);
    assert_eq!(status(&stage, &id).await["publishing_phase"]["publish_status"], "published");

    let posts = stage.graph_get(&page("/published_posts?fields=message,attachments{media_type}")).await;
    assert_eq!(posts.body["data"][0]["attachments"]["data"][0]["media_type"], "video");
    assert_eq!(stage.graph_get(&page("/videos")).await.body["data"][0]["id"], id);
    assert_eq!(stage.graph_get(&page("/video_reels")).await.body["data"], json!([]));
    let address = stage.graph_get(&format!("/{id}?fields=permalink_url")).await.body["permalink_url"].clone();
    let shown = stage.get(&format!("/facebook/www.facebook.com{}", address.as_str().unwrap())).await;
    assert!(shown.body.as_str().unwrap().contains("Our rooms"));
    assert_eq!(Answer::read(stage.graph(Method::DELETE, &format!("/{id}")).send().await.unwrap()).await.status, 200);
    assert!(stage.control.ledger()[0].removed_at.is_some());
    assert_eq!(stage.graph_get(&page("/published_posts")).await.body["data"], json!([]));
}

#[tokio::test]
async fn the_bytes_of_a_reel_are_taken_where_they_belong_and_stay_when_they_are_cut_off() {
    let stage = stage().await;
    let (bytes, id) = (some_film(2), begun_reel(&stage).await);
    let place = format!("/facebook/rupload.facebook.com/video-upload/v25.0/{id}");
    let wrong = send(&stage, &place, "nobody", 0, bytes.len(), &bytes).await.unwrap();
    assert_eq!(wrong.graph_error().0, 190);
    stage.fault(Platform::Facebook, "POST", templates::facebook::REEL_BYTES, Action::CutBody { after: 10_000 });
    assert!(reel_bytes(&stage, &id, 0, bytes.len(), &bytes).await.is_none(), "the connection is closed");
    let has = status(&stage, &id).await["uploading_phase"]["bytes_transferred"].as_u64().unwrap();
    assert_eq!(has, 10_000);
    let again = reel_bytes(&stage, &id, 0, bytes.len(), &bytes).await.unwrap();
    assert_eq!(again.body["debug_info"]["type"], "OffsetInvalidError");
    let rest = reel_bytes(&stage, &id, 10_000, bytes.len(), &bytes[10_000..30_000]).await.unwrap();
    assert_eq!(rest.body["debug_info"]["type"], "PartialRequestError");
    assert_eq!(end_reel(&stage, &id).await.graph_error().0, 6_001, "not all of it is there");
    let rest = reel_bytes(&stage, &id, 30_000, bytes.len(), &bytes[30_000..]).await.unwrap();
    assert_eq!(rest.body, json!({ "success": true }));
    assert_eq!(end_reel(&stage, &id).await.body, json!({ "success": true }));
    assert_eq!(stage.control.ledger()[0].kind, LedgerKind::Reel);
    assert_eq!(stage.graph_get(&page("/published_posts")).await.body["data"], json!([]), "a reel is no post");
    assert_eq!(stage.graph_get(&page("/video_reels")).await.body["data"][0]["id"], id);
}

#[tokio::test]
async fn a_film_that_is_no_reel_fails_after_its_end_and_an_upload_lives_for_a_day() {
    let stage = stage().await;
    let long = film::film(91_000, (1080, 1920), 20_000, 1);
    let id = begun_reel(&stage).await;
    reel_bytes(&stage, &id, 0, long.len(), &long).await.unwrap();
    assert_eq!(end_reel(&stage, &id).await.status, 200, "success is only an acknowledgement");
    status(&stage, &id).await;
    let failed = status(&stage, &id).await;
    assert_eq!((&failed["video_status"], &failed["processing_phase"]["status"]), (&json!("error"), &json!("error")));
    assert!(stage.control.ledger().is_empty());

    let bytes = some_film(3);
    let late = begun_reel(&stage).await;
    stage.control.advance(DAY_MS);
    assert_eq!(status(&stage, &late).await["video_status"], "expired");
    assert_eq!(reel_bytes(&stage, &late, 0, bytes.len(), &bytes).await.unwrap().status, 400);
}

#[tokio::test]
async fn thirty_reels_are_a_day_s() {
    let stage = stage().await;
    for shade in 0..30 {
        let (bytes, id) = (some_film(shade), begun_reel(&stage).await);
        reel_bytes(&stage, &id, 0, bytes.len(), &bytes).await.unwrap();
        assert_eq!(end_reel(&stage, &id).await.status, 200);
    }
    let (bytes, id) = (some_film(40), begun_reel(&stage).await);
    reel_bytes(&stage, &id, 0, bytes.len(), &bytes).await.unwrap();
    assert_eq!(end_reel(&stage, &id).await.graph_error().0, 613);
    stage.control.advance(DAY_MS - 1);
    assert_eq!(stage.control.ledger().len(), 30);
}

async fn instagram(stage: &Stage, method: Method, path: &str, body: Option<serde_json::Value>) -> Answer {
    let url = stage.url(&format!("/instagram/graph.facebook.com/v25.0{path}"));
    let request = stage.client.request(method, url).bearer_auth(cast::INSTAGRAM_FACEBOOK_TOKEN);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn a_container_waits_for_its_bytes_is_worked_on_and_fails_where_the_film_is_wrong() {
    let stage = stage().await;
    stage.control.set_instagram_wire(InstagramWire {
        processing_ms: 5_000,
        in_progress: 0,
        ..InstagramWire::default()
    });
    let media = format!("/{}/media", cast::INSTAGRAM_ID);
    for (media_type, seconds, expected) in
        [("REELS", 30, "FINISHED"), ("STORIES", 59, "FINISHED"), ("STORIES", 61, "ERROR")]
    {
        let body = json!({ "media_type": media_type, "upload_type": "resumable" });
        let made = instagram(&stage, Method::POST, &media, Some(body)).await;
        let id = made.id();
        assert_eq!(made.body["uri"], format!("https://rupload.facebook.com/ig-api-upload/v25.0/{id}"));
        let asked = format!("/{id}?fields=status_code,video_status");
        assert_eq!(instagram(&stage, Method::GET, &asked, None).await.body["status_code"], "IN_PROGRESS");
        let bytes = film::film(seconds * 1_000, (1080, 1920), 30_000, 1);
        let place = format!("/instagram/rupload.facebook.com/ig-api-upload/v25.0/{id}");
        stage.fault(Platform::Instagram, "POST", templates::instagram::FILM_BYTES, Action::CutBody { after: 8_000 });
        let token = cast::INSTAGRAM_FACEBOOK_TOKEN;
        assert!(send(&stage, &place, token, 0, bytes.len(), &bytes).await.is_none());
        let half = instagram(&stage, Method::GET, &asked, None).await;
        assert_eq!(half.body["video_status"]["uploading_phase"]["bytes_transferred"], 8_000);
        let rest = send(&stage, &place, token, 8_000, bytes.len(), &bytes[8_000..]).await.unwrap();
        assert_eq!(rest.body["success"], true);
        assert_eq!(instagram(&stage, Method::GET, &asked, None).await.body["status_code"], "IN_PROGRESS");
        stage.control.advance(5_000);
        assert_eq!(instagram(&stage, Method::GET, &asked, None).await.body["status_code"], expected);
        let publish = format!("/{}/media_publish", cast::INSTAGRAM_ID);
        let published = instagram(&stage, Method::POST, &publish, Some(json!({ "creation_id": id }))).await;
        assert_eq!(published.status == 200, expected == "FINISHED", "{published:?}");
    }
    let kinds: Vec<LedgerKind> = stage.control.ledger().iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [LedgerKind::Reel, LedgerKind::Story]);
}

#[tokio::test]
async fn an_account_that_signed_in_at_instagram_itself_can_not_send_bytes() {
    let stage = stage().await;
    let url = stage.url(&format!("/instagram/graph.instagram.com/v25.0/{}/media", cast::INSTAGRAM_ID));
    let body = json!({ "media_type": "REELS", "upload_type": "resumable" });
    let request = stage.client.post(url).bearer_auth(cast::INSTAGRAM_TOKEN).json(&body);
    assert_eq!(Answer::read(request.send().await.unwrap()).await.graph_error().0, 10);
}
