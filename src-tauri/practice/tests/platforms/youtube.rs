//! YouTube as a client meets it: resumable uploads, what is overwritten, who sees what is private, and the day's allowance.

use countersign_practice::{LedgerKind, Platform, YoutubeWire, cast, film};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, Stage, png, stage};

const STEP: usize = 262_144;

pub fn api(stage: &Stage, method: Method, path: &str) -> reqwest::RequestBuilder {
    let address = stage.url(&format!("/youtube/youtube.googleapis.com/youtube/v3{path}"));
    stage.client.request(method, address).bearer_auth(cast::YOUTUBE_TOKEN)
}

fn told(privacy: &str) -> Value {
    json!({
        "snippet": { "title": "Our rooms", "description": "A look around", "tags": ["clinic"], "categoryId": "27" },
        "status": { "privacyStatus": privacy, "selfDeclaredMadeForKids": false },
    })
}

async fn begin(stage: &Stage, size: usize, body: &Value) -> Answer {
    let place = "/youtube/www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status";
    let request = stage
        .client
        .post(stage.url(place))
        .bearer_auth(cast::YOUTUBE_TOKEN)
        .header("x-upload-content-length", size)
        .header("x-upload-content-type", "video/mp4")
        .json(body);
    Answer::read(request.send().await.unwrap()).await
}

async fn session(stage: &Stage, size: usize, body: &Value) -> String {
    let begun = begin(stage, size, body).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.header("location").replacen("https://", "/youtube/", 1)
}

async fn put(stage: &Stage, session: &str, range: &str, bytes: &[u8]) -> Answer {
    let request = stage.client.put(stage.url(session)).header("content-range", range);
    let request = request.header("content-length", bytes.len()).body(bytes.to_vec());
    Answer::read(request.send().await.unwrap()).await
}

/// A video that came in whole.
pub async fn uploaded(stage: &Stage, privacy: &str, shade: u8) -> Answer {
    let bytes = film::film(12_000, (1920, 1080), 50_000, shade);
    let session = session(stage, bytes.len(), &told(privacy)).await;
    let made = put(stage, &session, &format!("bytes 0-{}/{}", bytes.len() - 1, bytes.len()), &bytes).await;
    assert_eq!(made.status, 201, "{made:?}");
    made
}

pub fn reason(answer: &Answer) -> &str {
    answer.body["error"]["errors"][0]["reason"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_upload_goes_on_where_it_ended_and_answers_the_same_again() {
    let stage = stage().await;
    let bytes = film::film(12_000, (1920, 1080), 2 * STEP + 100, 1);
    let size = bytes.len();
    let session = session(&stage, size, &told("private")).await;
    let whole = format!("bytes */{size}");
    let unsized_question = stage.client.put(stage.url(&session)).header("content-range", &whole).send().await.unwrap();
    assert_eq!(unsized_question.status(), 411, "also nothing has a length");
    let nothing = put(&stage, &session, &whole, &[]).await;
    assert_eq!((nothing.status, nothing.header("range")), (308, ""));
    let odd = put(&stage, &session, &format!("bytes 0-99/{size}"), &bytes[..100]).await;
    assert_eq!(odd.status, 400, "a piece that is not the last has a size of its own");
    let first = put(&stage, &session, &format!("bytes 0-{}/{size}", STEP - 1), &bytes[..STEP]).await;
    assert_eq!((first.status, first.header("range")), (308, format!("bytes=0-{}", STEP - 1).as_str()));
    let ahead = put(&stage, &session, &format!("bytes {}-{}/{size}", 2 * STEP, size - 1), &bytes[2 * STEP..]).await;
    assert_eq!((ahead.status, ahead.header("range")), (308, format!("bytes=0-{}", STEP - 1).as_str()), "no gap");
    let made = put(&stage, &session, &format!("bytes {STEP}-{}/{size}", size - 1), &bytes[STEP..]).await;
    assert_eq!((made.status, made.body["status"]["privacyStatus"].as_str()), (201, Some("private")));
    let again = put(&stage, &session, &whole, &[]).await;
    assert_eq!((again.status, again.id()), (201, made.id()), "the same video, however often it is asked");
    assert!(stage.control.ledger().is_empty(), "what is private is not public");
    stage.control.advance(8 * 24 * 60 * 60 * 1_000);
    assert_eq!(put(&stage, &session, &whole, &[]).await.status, 404);
}

#[tokio::test]
async fn an_update_overwrites_what_it_names_and_shows_it_once() {
    let stage = stage().await;
    let id = uploaded(&stage, "private", 2).await.id();
    let watch = format!("/youtube/www.youtube.com/watch?v={id}");
    assert_eq!(stage.get(&watch).await.status, 404);
    let update = |body: Value| {
        let request = api(&stage, Method::PUT, "/videos?part=snippet,status").json(&body);
        async move { Answer::read(request.send().await.unwrap()).await }
    };
    let without = json!({ "id": id, "snippet": { "title": "Our rooms" }, "status": {} });
    assert_eq!(reason(&update(without).await), "invalidCategoryId");
    let mut body = json!({ "id": id, "snippet": { "title": "Our rooms", "categoryId": "22" } });
    body["status"] = json!({ "privacyStatus": "unlisted" });
    for _ in 0..2 {
        let shown = update(body.clone()).await;
        assert_eq!((shown.status, shown.body["snippet"]["description"].as_str()), (200, Some("")), "it was left out");
    }
    let ledger = stage.control.ledger();
    assert_eq!((ledger.len(), ledger[0].kind, ledger[0].id.as_str()), (1, LedgerKind::Video, id.as_str()));
    assert_eq!(stage.get(&watch).await.status, 200);
    let wall = stage.get(&format!("/youtube/www.youtube.com/channel/{}", cast::YOUTUBE_ID)).await;
    assert!(!wall.body.as_str().unwrap().contains(&id), "what is unlisted is on no page of the channel");
    let other = stage.control.add_account(Platform::Youtube, "Another one");
    let foreign = stage
        .client
        .delete(stage.url(&format!("/youtube/youtube.googleapis.com/youtube/v3/videos?id={id}")))
        .bearer_auth(&other.token);
    assert_eq!(Answer::read(foreign.send().await.unwrap()).await.status, 403);
    let gone = api(&stage, Method::DELETE, &format!("/videos?id={id}")).send().await.unwrap();
    assert_eq!(gone.status(), 204);
    assert_eq!(stage.get(&watch).await.status, 404);
}

#[tokio::test]
async fn what_youtube_does_not_take_is_refused_by_its_reason() {
    let stage = stage().await;
    let refused = |change: fn(&mut Value)| {
        let mut body = told("private");
        change(&mut body);
        let stage = &stage;
        async move { reason(&begin(stage, 10, &body).await).to_owned() }
    };
    assert_eq!(refused(|body| body["snippet"]["title"] = json!("")).await, "invalidTitle");
    assert_eq!(refused(|body| body["snippet"]["title"] = json!("1 < 2")).await, "invalidTitle");
    assert_eq!(refused(|body| body["snippet"]["description"] = json!("ä".repeat(2_501))).await, "invalidDescription");
    assert_eq!(refused(|body| body["snippet"]["tags"] = json!(["a".repeat(499), "b"])).await, "invalidTags");
    assert_eq!(refused(|body| body["status"]["privacyStatus"] = json!("friends")).await, "badRequest");
    let no_part = api(&stage, Method::GET, "/videos?id=x").send().await.unwrap();
    assert_eq!(reason(&Answer::read(no_part).await), "required");
    let public = uploaded(&stage, "public", 3).await.id();
    assert_eq!(stage.control.ledger().len(), 1, "without anything else said the last byte publishes");
    let place = format!("/youtube/www.googleapis.com/upload/youtube/v3/thumbnails/set?videoId={public}");
    let send = |bytes: Vec<u8>| {
        let request = stage.client.post(stage.url(&place)).bearer_auth(cast::YOUTUBE_TOKEN);
        let request = request.header("content-type", "image/png").body(bytes);
        async move { Answer::read(request.send().await.unwrap()).await }
    };
    assert_eq!(reason(&send(vec![7; 100]).await), "invalidImage");
    assert_eq!(send(png(9)).await.status, 200);
    stage.control.set_youtube_wire(YoutubeWire { custom_thumbnails: false, ..YoutubeWire::default() });
    assert_eq!(reason(&send(png(10)).await), "forbidden");
}

#[tokio::test]
async fn a_day_has_so_many_units_and_ends_at_midnight_in_los_angeles() {
    let stage = stage().await;
    stage.control.set_youtube_wire(YoutubeWire { units_a_day: 51, uploads_a_day: 1, ..YoutubeWire::default() });
    let id = uploaded(&stage, "private", 4).await.id();
    let again = begin(&stage, 10, &told("private")).await;
    assert_eq!((again.status, reason(&again)), (403, "quotaExceeded"));
    let look = || async {
        let request = api(&stage, Method::GET, &format!("/videos?part=status&id={id}"));
        Answer::read(request.send().await.unwrap()).await
    };
    assert_eq!(look().await.body["items"][0]["status"]["uploadStatus"], "uploaded");
    assert_eq!(look().await.body["items"][0]["status"]["uploadStatus"], "processed");
    let delete = || async {
        let request = api(&stage, Method::DELETE, &format!("/videos?id={id}"));
        Answer::read(request.send().await.unwrap()).await
    };
    assert_eq!(reason(&delete().await), "quotaExceeded", "49 units are left, and it costs 50");
    // From ten in the morning, UTC, to eight the next day.
    stage.control.advance(21 * 60 * 60 * 1_000 + 59 * 60 * 1_000);
    assert_eq!(reason(&delete().await), "quotaExceeded");
    stage.control.advance(60 * 1_000);
    assert_eq!(delete().await.status, 204);
}
