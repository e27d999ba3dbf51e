//! Instagram as a client meets it: containers, two hosts, publishing and its limits, comments and pages.

use std::io::Cursor;

use countersign_practice::{InstagramWire, LedgerKind, Platform, cast};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::common::{Answer, Stage, stage};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([9, 2, 3])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg() -> Vec<u8> {
    picture(40, 30, image::ImageFormat::Jpeg)
}

/// An address on loopback that hands out these bytes, as often as it is asked.
async fn hosted(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/picture?signature=x", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0u8; 2048];
            let count = stream.read(&mut asked).await.unwrap_or(0);
            let found = asked[..count].starts_with(b"GET /picture?signature=x ");
            let status = if found { "200 OK" } else { "404 Not Found" };
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", bytes.len());
            let _ = stream.write_all(&[head.as_bytes(), &bytes].concat()).await;
        }
    });
    address
}

async fn call(stage: &Stage, host: &str, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let url = stage.url(&format!("/instagram/{host}/v25.0{path}"));
    let request = stage.client.request(method, url).bearer_auth(token);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    Answer::read(request.send().await.unwrap()).await
}

async fn get(stage: &Stage, path: &str) -> Answer {
    call(stage, "graph.instagram.com", cast::INSTAGRAM_TOKEN, Method::GET, path, None).await
}

async fn send(stage: &Stage, path: &str, body: Value) -> Answer {
    call(stage, "graph.instagram.com", cast::INSTAGRAM_TOKEN, Method::POST, path, Some(body)).await
}

fn own(edge: &str) -> String {
    format!("/{}{edge}", cast::INSTAGRAM_ID)
}

async fn status(stage: &Stage, container: &str) -> String {
    let answer = get(stage, &format!("/{container}?fields=status_code,status")).await;
    answer.body["status_code"].as_str().unwrap().to_owned()
}

async fn container(stage: &Stage, mut body: Value) -> String {
    if body.get("children").is_none() {
        body["image_url"] = json!(hosted(jpeg()).await);
    }
    let id = send(stage, &own("/media"), body).await.id();
    assert_eq!(status(stage, &id).await, "IN_PROGRESS");
    assert_eq!(status(stage, &id).await, "FINISHED");
    id
}

async fn publish(stage: &Stage, container: &str) -> Answer {
    send(stage, &own("/media_publish"), json!({ "creation_id": container })).await
}

/// A post with one picture.
pub async fn published(stage: &Stage) -> String {
    let container = container(stage, json!({ "caption": "Ask us" })).await;
    publish(stage, &container).await.id()
}

#[tokio::test]
async fn a_container_is_worked_on_then_finished_then_public_once() {
    let stage = stage().await;
    let id =
        send(&stage, &own("/media"), json!({ "image_url": hosted(jpeg()).await, "caption": "Chairs <3" })).await.id();
    assert_eq!(publish(&stage, &id).await.graph_error(), (9_007, 2_207_027), "not before it is finished");
    assert_eq!(status(&stage, &id).await, "IN_PROGRESS");
    assert_eq!(status(&stage, &id).await, "FINISHED");
    assert!(stage.control.ledger().is_empty());
    let media = publish(&stage, &id).await;
    assert_eq!((media.status, status(&stage, &id).await.as_str()), (200, "PUBLISHED"));
    assert_eq!(publish(&stage, &id).await.graph_error(), (24, 2_207_008), "and no second time");
    let entry = stage.control.ledger().remove(0);
    assert_eq!((entry.id, entry.kind, entry.text.as_str()), (media.id(), LedgerKind::PhotoPost, "Chairs <3"));
    let shown = get(&stage, &format!("/{}?fields=permalink,caption,media_type,timestamp", media.id())).await;
    assert_eq!(shown.body["media_type"], "IMAGE");
    let path = shown.body["permalink"].as_str().unwrap().strip_prefix("https://").unwrap().to_owned();
    let page = stage.get(&format!("/instagram/{path}")).await;
    assert!(page.body.as_str().unwrap().contains("Chairs &lt;3"), "{page:?}");
    let list = get(&stage, &own("/media?fields=caption")).await;
    assert_eq!(list.body["data"][0]["id"], json!(media.id()));
    assert!(media.header("x-business-use-case-usage").contains("\"type\":\"instagram\""));
}

#[tokio::test]
async fn a_container_lives_for_a_day() {
    let stage = stage().await;
    let id = container(&stage, json!({})).await;
    stage.control.advance(DAY_MS);
    assert_eq!(status(&stage, &id).await, "EXPIRED");
    assert_eq!(publish(&stage, &id).await.graph_error(), (24, 2_207_008));
    assert_eq!(publish(&stage, "1").await.graph_error(), (24, 2_207_006));
}

#[tokio::test]
async fn a_picture_is_really_fetched_and_looked_at() {
    let stage = stage().await;
    let refused =
        async |address: String| send(&stage, &own("/media"), json!({ "image_url": address })).await.graph_error();
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for nowhere in
        [format!("http://{free}/a"), "https://example.org/a.jpg".into(), "http://10.0.0.1/a".into(), "a".into()]
    {
        assert_eq!(refused(nowhere).await, (9_004, 2_207_052));
    }
    let gone = hosted(jpeg()).await.replace("signature=x", "signature=y");
    assert_eq!(refused(gone).await, (9_004, 2_207_052), "an answer that is none is no picture");
    let png = picture(40, 30, image::ImageFormat::Png);
    assert_eq!(refused(hosted(png).await).await, (36_001, 2_207_005));
    assert_eq!(refused(hosted(vec![0; 9 * 1024 * 1024]).await).await, (36_000, 2_207_004));
    for (width, height) in [(30, 40), (40, 20)] {
        let shape = picture(width, height, image::ImageFormat::Jpeg);
        assert_eq!(refused(hosted(shape.clone()).await).await, (36_003, 2_207_009));
        let story = json!({ "image_url": hosted(shape).await, "media_type": "STORIES" });
        assert_eq!(send(&stage, &own("/media"), story).await.status, 200, "a story may have any shape");
    }
    let long = json!({ "image_url": hosted(jpeg()).await, "caption": "a".repeat(2_201) });
    assert_eq!(send(&stage, &own("/media"), long).await.graph_error(), (36_004, 2_207_010));
    assert_eq!(send(&stage, &own("/media"), json!({})).await.graph_error(), (100, 0));
    let reel = json!({ "media_type": "REELS", "image_url": hosted(jpeg()).await });
    assert_eq!(send(&stage, &own("/media"), reel).await.graph_error(), (100, 0), "what is not practised is refused");
}

#[tokio::test]
async fn a_carousel_is_two_to_ten_items_and_one_post() {
    let stage = stage().await;
    let mut items = Vec::new();
    for alt in ["A door", "A desk"] {
        items.push(container(&stage, json!({ "is_carousel_item": true, "alt_text": alt })).await);
    }
    let carousel = async |children: &[String]| {
        let body = json!({ "media_type": "CAROUSEL", "children": children, "caption": "Come in" });
        send(&stage, &own("/media"), body).await
    };
    assert_eq!(carousel(&items[..1]).await.graph_error(), (100, 2_207_028));
    assert_eq!(publish(&stage, &items[0]).await.graph_error(), (100, 0), "an item is not published by itself");
    let id = carousel(&items).await.id();
    for _ in 0..2 {
        status(&stage, &id).await;
    }
    assert_eq!(publish(&stage, &id).await.status, 200);
    assert_eq!(carousel(&items).await.graph_error(), (24, 2_207_008), "an item goes into one carousel");
    let entry = stage.control.ledger().remove(0);
    assert_eq!(entry.alt_texts, [Some("A door".to_owned()), Some("A desk".to_owned())]);
    let list = get(&stage, &own("/media?fields=media_type,children{id}")).await;
    assert_eq!(list.body["data"][0]["media_type"], "CAROUSEL_ALBUM");
    assert_eq!(list.body["data"][0]["children"]["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_day_has_fifty_posts_and_four_hundred_containers() {
    let stage = stage().await;
    stage.control.set_instagram_wire(InstagramWire { in_progress: 0, ..InstagramWire::default() });
    let address = hosted(jpeg()).await;
    let make = async || send(&stage, &own("/media"), json!({ "image_url": address })).await;
    for _ in 0..50 {
        let id = make().await.id();
        assert_eq!(publish(&stage, &id).await.status, 200);
    }
    let limit = get(&stage, &own("/content_publishing_limit?fields=config,quota_usage")).await;
    assert_eq!(
        limit.body["data"][0],
        json!({ "quota_usage": 50, "config": { "quota_total": 50, "quota_duration": 86_400 } })
    );
    let id = make().await.id();
    assert_eq!(publish(&stage, &id).await.graph_error(), (9, 2_207_042));
    for _ in 51..400 {
        assert_eq!(make().await.status, 200);
    }
    assert_eq!(make().await.graph_error().0, 17);
    stage.control.advance(DAY_MS);
    let id = make().await.id();
    assert_eq!(publish(&stage, &id).await.status, 200, "the window rolls on");
}

#[tokio::test]
async fn each_host_takes_the_tokens_of_its_own_login() {
    let stage = stage().await;
    let (instagram, facebook) = ("graph.instagram.com", "graph.facebook.com");
    let me = get(&stage, "/me?fields=user_id,username").await;
    assert_eq!(
        (&me.body["user_id"], &me.body["username"]),
        (&json!(cast::INSTAGRAM_ID), &json!(cast::INSTAGRAM_USERNAME))
    );
    for (host, token) in [(instagram, cast::INSTAGRAM_FACEBOOK_TOKEN), (facebook, cast::INSTAGRAM_TOKEN)] {
        let answer = call(&stage, host, token, Method::GET, &own(""), None).await;
        assert_eq!(answer.graph_error().0, 190, "{host}");
    }
    let token = cast::INSTAGRAM_FACEBOOK_TOKEN;
    let fields = "/me/accounts?fields=instagram_business_account{id,username}";
    let pages = call(&stage, facebook, token, Method::GET, fields, None).await;
    assert_eq!(pages.body["data"][0]["instagram_business_account"]["id"], cast::INSTAGRAM_ID);
    let id = container(&stage, json!({})).await;
    let media = publish(&stage, &id).await.id();
    let path = format!("/{media}");
    let refused = call(&stage, instagram, cast::INSTAGRAM_TOKEN, Method::DELETE, &path, None).await;
    assert_eq!(refused.graph_error(), (100, 33), "one of the two hosts deletes no posts");
    assert_eq!(stage.control.ledger()[0].removed_at, None);
    assert_eq!(call(&stage, facebook, token, Method::DELETE, &path, None).await.body["success"], true);
    assert!(stage.control.ledger()[0].removed_at.is_some());
    assert_eq!(get(&stage, &path).await.graph_error(), (100, 33));
}

#[tokio::test]
async fn comments_hang_under_posts_and_not_under_stories() {
    let stage = stage().await;
    let post = publish(&stage, &container(&stage, json!({ "caption": "Come in" })).await).await.id();
    let comment = send(&stage, &format!("/{post}/comments"), json!({ "message": "Book here" })).await.id();
    let list = get(&stage, &format!("/{post}/comments?fields=text,from,media{{permalink}}")).await;
    assert_eq!(list.body["data"][0]["text"], "Book here");
    assert_eq!(list.body["data"][0]["from"]["id"], cast::INSTAGRAM_ID);
    assert!(list.body["data"][0]["media"]["permalink"].as_str().unwrap().starts_with("https://www.instagram.com/p/"));
    let long = json!({ "message": "a".repeat(301) });
    assert_eq!(send(&stage, &format!("/{post}/comments"), long).await.graph_error(), (100, 0));
    assert_eq!(get(&stage, &format!("/{comment}?fields=permalink")).await.graph_error(), (100, 0));
    let story = publish(&stage, &container(&stage, json!({ "media_type": "STORIES" })).await).await.id();
    let under = send(&stage, &format!("/{story}/comments"), json!({ "message": "Book here" })).await;
    assert_eq!(under.graph_error().0, 10);
    let stories = get(&stage, &own("/stories?fields=permalink")).await;
    assert_eq!(stories.body["data"][0]["id"], json!(story));
    stage.control.advance(DAY_MS);
    assert_eq!(get(&stage, &own("/stories")).await.body["data"], json!([]), "a story is gone after a day");
    assert!(stage.control.remove_post(Platform::Instagram, &post).is_ok());
    let ledger = stage.control.ledger();
    assert!(ledger.iter().filter(|entry| entry.id != story).all(|entry| entry.removed_at.is_some()));
}
