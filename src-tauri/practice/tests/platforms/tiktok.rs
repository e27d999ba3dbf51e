//! TikTok as a client meets it: an envelope whose code decides, a creator who is asked first, pieces of both readings, posts
//! that are looked at before anybody sees them, drafts, and what not everybody may watch.

use countersign_practice::{LedgerKind, TiktokChunks, TiktokWire, cast, film};
use serde_json::{Value, json};

use crate::common::{Answer, Stage, stage};

const CREATOR: &str = "/v2/post/publish/creator_info/query/";
const VIDEO: &str = "/v2/post/publish/video/init/";
const INBOX: &str = "/v2/post/publish/inbox/video/init/";
const STATUS: &str = "/v2/post/publish/status/fetch/";

pub async fn ask(stage: &Stage, path: &str, body: Value) -> Answer {
    let address = stage.url(&format!("/tiktok/open.tiktokapis.com{path}"));
    let request = stage.client.post(address).bearer_auth(cast::TIKTOK_TOKEN).json(&body);
    Answer::read(request.send().await.unwrap()).await
}

pub fn code(answer: &Answer) -> &str {
    answer.body["error"]["code"].as_str().unwrap_or_default()
}

fn source(size: usize, chunk: usize, count: usize) -> Value {
    json!({ "source": "FILE_UPLOAD", "video_size": size, "chunk_size": chunk, "total_chunk_count": count })
}

fn direct(privacy: &str, source: Value) -> Value {
    json!({ "post_info": { "title": "A look around", "privacy_level": privacy }, "source_info": source })
}

fn wire(stage: &Stage, change: impl FnOnce(&mut TiktokWire)) {
    let mut wire = TiktokWire::default();
    change(&mut wire);
    stage.control.set_tiktok_wire(wire);
}

pub async fn put(stage: &Stage, begun: &Answer, range: &str, bytes: &[u8]) -> Answer {
    let address = begun.body["data"]["upload_url"].as_str().unwrap().replacen("https://", "/tiktok/", 1);
    let request = stage.client.put(stage.url(&address)).header("content-type", "video/mp4");
    Answer::read(request.header("content-range", range).body(bytes.to_vec()).send().await.unwrap()).await
}

pub async fn begun(stage: &Stage, privacy: &str, size: usize) -> Answer {
    assert_eq!(code(&ask(stage, CREATOR, json!({})).await), "ok");
    let begun = ask(stage, VIDEO, direct(privacy, source(size, size, 1))).await;
    assert_eq!((begun.status, code(&begun)), (200, "ok"), "{begun:?}");
    begun
}

async fn standing(stage: &Stage, begun: &Answer) -> Value {
    let answer = ask(stage, STATUS, json!({ "publish_id": begun.body["data"]["publish_id"] })).await;
    assert_eq!(code(&answer), "ok");
    answer.body["data"].clone()
}

#[tokio::test]
async fn a_video_is_out_with_its_last_byte_and_seen_once_it_was_looked_at() {
    let stage = stage().await;
    let bytes = film::film(12_000, (1080, 1920), 50_000, 1);
    let begun = begun(&stage, "PUBLIC_TO_EVERYONE", bytes.len()).await;
    let short = put(&stage, &begun, "bytes 0-9/50000", &bytes[..10]).await;
    assert_eq!(short.status, 416, "a piece is a whole one");
    assert_eq!(stage.control.ledger().len(), 0);
    let whole = put(&stage, &begun, "bytes 0-49999/50000", &bytes).await;
    assert_eq!((whole.status, whole.header("content-range")), (201, "bytes 0-49999/50000"));
    let again = put(&stage, &begun, "bytes 0-49999/50000", &bytes).await;
    assert_eq!((again.status, again.header("content-range")), (416, "bytes 0-49999/50000"), "nothing comes twice");
    assert_eq!(stage.control.ledger()[0].kind, LedgerKind::Video);
    let (first, second, third) =
        (standing(&stage, &begun).await, standing(&stage, &begun).await, standing(&stage, &begun).await);
    assert_eq!(first["status"], "PROCESSING_UPLOAD");
    assert_eq!((&second["status"], &second["publicaly_available_post_id"]), (&json!("PUBLISH_COMPLETE"), &Value::Null));
    let id = third["publicaly_available_post_id"][0].as_u64().unwrap();
    let page = stage.url(&format!("/tiktok/www.tiktok.com/@{}/video/{id}", cast::TIKTOK_USERNAME));
    let shown = stage.client.get(page).send().await.unwrap();
    assert!(shown.text().await.unwrap().contains("A look around"));
    let listed = ask(&stage, "/v2/video/list/?fields=id,share_url", json!({ "max_count": 20 })).await;
    assert_eq!(listed.body["data"]["videos"][0]["id"], json!(id.to_string()));
}

#[tokio::test]
async fn the_creator_is_asked_first_and_gets_what_is_offered_alone() {
    let stage = stage().await;
    let source = || source(50_000, 50_000, 1);
    let unasked = ask(&stage, VIDEO, direct("SELF_ONLY", source())).await;
    assert_eq!((unasked.status, code(&unasked)), (400, "invalid_params"));
    ask(&stage, CREATOR, json!({})).await;
    let strange = ask(&stage, VIDEO, direct("FOLLOWER_OF_CREATOR", source())).await;
    assert_eq!((strange.status, code(&strange)), (403, "privacy_level_option_mismatch"));
    wire(&stage, |wire| wire.audited = false);
    let public = ask(&stage, VIDEO, direct("SELF_ONLY", source())).await;
    assert_eq!(code(&public), "unaudited_client_can_only_post_to_private_accounts");
    wire(&stage, |wire| (wire.audited, wire.private_account) = (false, true));
    assert_eq!(code(&ask(&stage, VIDEO, direct("SELF_ONLY", source())).await), "ok");
    wire(&stage, |wire| wire.banned = true);
    let banned = ask(&stage, CREATOR, json!({})).await;
    assert_eq!((banned.status, code(&banned)), (200, "spam_risk_user_banned_from_posting"), "with 200 on purpose");
}

#[tokio::test]
async fn what_only_the_account_may_watch_has_no_page_and_no_id() {
    let stage = stage().await;
    let bytes = film::film(12_000, (1080, 1920), 50_000, 2);
    let begun = begun(&stage, "SELF_ONLY", bytes.len()).await;
    put(&stage, &begun, "bytes 0-49999/50000", &bytes).await;
    for _ in 0..4 {
        assert_eq!(standing(&stage, &begun).await["publicaly_available_post_id"], Value::Null);
    }
    let listed = ask(&stage, "/v2/video/list/?fields=id", json!({})).await;
    assert_eq!(listed.body["data"]["videos"], json!([]));
}

#[tokio::test]
async fn pieces_come_in_order_and_an_address_is_good_for_an_hour() {
    let stage = stage().await;
    wire(&stage, |wire| wire.chunks = TiktokChunks::Classic);
    ask(&stage, CREATOR, json!({})).await;
    let bytes = film::film(12_000, (1080, 1920), 11_000_123, 3);
    let begun = ask(&stage, VIDEO, direct("PUBLIC_TO_EVERYONE", source(11_000_123, 5_000_000, 2))).await;
    assert_eq!(code(&begun), "ok");
    let early = put(&stage, &begun, "bytes 5000000-11000122/11000123", &bytes[5_000_000..]).await;
    assert_eq!((early.status, early.header("content-range")), (416, ""), "nothing is here yet");
    let first = put(&stage, &begun, "bytes 0-4999999/11000123", &bytes[..5_000_000]).await;
    assert_eq!((first.status, first.header("content-range")), (206, "bytes 0-4999999/11000123"));
    assert_eq!(standing(&stage, &begun).await["uploaded_bytes"], 5_000_000);
    stage.control.advance(60 * 60 * 1_000);
    let late = put(&stage, &begun, "bytes 5000000-11000122/11000123", &bytes[5_000_000..]).await;
    assert_eq!(late.status, 403);
    wire(&stage, |_| {});
    let uneven = ask(&stage, VIDEO, direct("PUBLIC_TO_EVERYONE", source(11_000_123, 5_000_000, 2))).await;
    assert_eq!((uneven.status, code(&uneven)), (400, "invalid_params"), "by the newer reading");
    assert!(uneven.body["error"]["message"].as_str().unwrap().contains("chunk size is invalid"));
}

#[tokio::test]
async fn a_draft_waits_until_somebody_posts_it_and_five_may_wait() {
    let stage = stage().await;
    let told = json!({ "post_info": { "title": "x" }, "source_info": source(50_000, 50_000, 1) });
    assert_eq!(code(&ask(&stage, INBOX, told).await), "invalid_params", "no caption goes along");
    let bytes = film::film(12_000, (1080, 1920), 50_000, 4);
    let draft = ask(&stage, INBOX, json!({ "source_info": source(50_000, 50_000, 1) })).await;
    put(&stage, &draft, "bytes 0-49999/50000", &bytes).await;
    standing(&stage, &draft).await;
    assert_eq!(standing(&stage, &draft).await["status"], "SEND_TO_USER_INBOX");
    let id = draft.body["data"]["publish_id"].as_str().unwrap();
    stage.control.finish_on_tiktok(id, "In our own words", "PUBLIC_TO_EVERYONE").unwrap();
    assert!(stage.control.finish_on_tiktok(id, "Twice", "PUBLIC_TO_EVERYONE").is_err());
    assert_eq!(standing(&stage, &draft).await["status"], "PUBLISH_COMPLETE");
    wire(&stage, |wire| wire.drafts = 0);
    let full = ask(&stage, INBOX, json!({ "source_info": source(50_000, 50_000, 1) })).await;
    assert_eq!((full.status, code(&full)), (403, "spam_risk_too_many_pending_share"));
}

#[tokio::test]
async fn each_minute_has_its_number_of_beginnings_and_each_day_its_posts() {
    let stage = stage().await;
    ask(&stage, CREATOR, json!({})).await;
    let begin = || ask(&stage, VIDEO, direct("SELF_ONLY", source(50_000, 50_000, 1)));
    for _ in 0..6 {
        assert_eq!(code(&begin().await), "ok");
    }
    let seventh = begin().await;
    assert_eq!((seventh.status, code(&seventh)), (429, "rate_limit_exceeded"));
    stage.control.advance(60_000);
    assert_eq!(code(&begin().await), "ok");
    wire(&stage, |wire| wire.posts_a_day = 0);
    let capped = ask(&stage, CREATOR, json!({})).await;
    assert_eq!((capped.status, code(&capped)), (200, "spam_risk_too_many_posts"));
}
