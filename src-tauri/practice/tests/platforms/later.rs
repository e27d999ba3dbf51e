//! What Facebook and YouTube publish later by themselves: when it may be asked for, that it is seen by nobody before, and that
//! it is public at its own time, once, whoever looks.

use countersign_practice::{FacebookWire, LedgerKind, Platform, cast, film};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{Answer, page, stage};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[tokio::test]
async fn facebook_takes_ten_minutes_to_thirty_days_and_publishes_at_the_second() {
    let stage = stage().await;
    let now = stage.control.clock().now_ms();
    let at = |ms: i64| (now + ms) / 1_000;
    let later = |ms: i64| json!({ "message": "Later", "published": false, "scheduled_publish_time": at(ms) });
    for wrong in [0, 9 * MINUTE_MS, 31 * DAY_MS] {
        assert_eq!(stage.graph_post(&page("/feed"), later(wrong)).await.graph_error().0, 100, "{wrong}");
    }
    let published = json!({ "message": "Both", "published": true, "scheduled_publish_time": at(DAY_MS) });
    assert_eq!(stage.graph_post(&page("/feed"), published).await.graph_error().0, 100);
    let id = stage.graph_post(&page("/feed"), later(20 * MINUTE_MS)).await.id();
    let fields = format!("/{id}?fields=id,is_published,scheduled_publish_time");
    let shown = stage.graph_get(&fields).await.body;
    assert_eq!((&shown["is_published"], &shown["scheduled_publish_time"]), (&json!(false), &json!(at(20 * MINUTE_MS))));
    let listed = stage.graph_get(&page("/scheduled_posts?fields=id,message,scheduled_publish_time")).await;
    assert_eq!(listed.body["data"][0]["id"], json!(id));
    stage.control.clock().advance(20 * MINUTE_MS - 1_000);
    assert!(stage.control.ledger().is_empty());
    assert_eq!(stage.graph_get(&page("/published_posts")).await.body["data"], json!([]));
    stage.control.clock().advance(3 * DAY_MS);
    let ledger = stage.control.ledger();
    assert_eq!((ledger.len(), ledger[0].id.as_str(), ledger[0].at_ms / 1_000), (1, id.as_str(), at(20 * MINUTE_MS)));
    assert_eq!(stage.graph_get(&fields).await.body["is_published"], json!(true));
    assert_eq!(stage.graph_get(&page("/scheduled_posts")).await.body["data"], json!([]));
    assert_eq!(stage.control.ledger().len(), 1, "once, however often anybody looks");
}

#[tokio::test]
async fn what_is_deleted_or_forgotten_before_its_time_is_never_public() {
    let stage = stage().await;
    let at = (stage.control.clock().now_ms() + 20 * MINUTE_MS) / 1_000;
    let body = |text: &str| json!({ "message": text, "published": false, "scheduled_publish_time": at });
    let gone = stage.graph_post(&page("/feed"), body("Gone")).await.id();
    let deleted = stage.graph(Method::DELETE, &format!("/{gone}")).send().await.unwrap();
    assert_eq!(deleted.status(), 200);
    stage.graph_post(&page("/feed"), body("Forgotten")).await.id();
    stage.control.set_facebook_wire(FacebookWire { forgets_schedules: true, ..FacebookWire::default() });
    stage.control.clock().advance(DAY_MS);
    assert!(stage.control.ledger().is_empty());
}

fn told(privacy: &str, at: Option<&str>) -> Value {
    let mut body = json!({
        "snippet": { "title": "Our rooms", "description": "A look around", "tags": [], "categoryId": "27" },
        "status": { "privacyStatus": privacy, "selfDeclaredMadeForKids": false },
    });
    if let Some(at) = at {
        body["status"]["publishAt"] = json!(at);
    }
    body
}

#[tokio::test]
async fn youtube_makes_a_private_video_public_at_its_time_unless_it_is_told_otherwise() {
    let stage = stage().await;
    let bytes = film::film(12_000, (1920, 1080), 50_000, 3);
    let place = "/youtube/www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status";
    let begin = stage.client.post(stage.url(place)).bearer_auth(cast::YOUTUBE_TOKEN);
    let begin = begin.header("x-upload-content-length", bytes.len()).header("x-upload-content-type", "video/mp4");
    let begun = Answer::read(begin.json(&told("private", None)).send().await.unwrap()).await;
    let session = begun.header("location").replacen("https://", "/youtube/", 1);
    let range = format!("bytes 0-{}/{}", bytes.len() - 1, bytes.len());
    let sent = stage.client.put(stage.url(&session)).header("content-range", range).body(bytes);
    let id = Answer::read(sent.send().await.unwrap()).await.id();
    let update = async |mut body: Value| {
        body["id"] = json!(id);
        let url = stage.url("/youtube/youtube.googleapis.com/youtube/v3/videos?part=snippet,status");
        let call = stage.client.put(url).bearer_auth(cast::YOUTUBE_TOKEN).json(&body);
        Answer::read(call.send().await.unwrap()).await
    };
    let now = stage.control.clock().now_ms();
    let at = |ms: i64| written(now + ms);
    let refused = update(told("public", Some(&at(DAY_MS)))).await;
    assert_eq!(
        (refused.status, refused.body["error"]["errors"][0]["reason"].as_str()),
        (400, Some("invalidPublishAt"))
    );
    assert_eq!(update(told("private", Some(&at(DAY_MS)))).await.status, 200);
    // An update overwrites all of it, the time among it.
    assert_eq!(update(told("private", None)).await.body["status"]["publishAt"], Value::Null);
    stage.control.clock().advance(2 * DAY_MS);
    assert!(stage.control.ledger().is_empty());
    assert_eq!(update(told("private", Some(&at(3 * DAY_MS)))).await.status, 200);
    stage.control.clock().advance(9 * DAY_MS);
    let ledger = stage.control.ledger();
    assert_eq!((ledger.len(), ledger[0].kind, ledger[0].at_ms), (1, LedgerKind::Video, now + 3 * DAY_MS));
    assert_eq!(ledger[0].platform, Platform::Youtube);
    let again = update(told("private", Some(&at(20 * DAY_MS)))).await;
    assert_eq!(again.status, 400, "what was public is told no time any more");
}

fn written(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap().to_string()
}
