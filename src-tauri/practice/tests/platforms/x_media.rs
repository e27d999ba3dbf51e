//! Uploads to X: the order of the steps, and that what arrives is what was announced.

use serde_json::json;

use crate::common::{Answer, png, stage};
use reqwest::Method;

#[tokio::test]
async fn a_picture_goes_through_its_steps_and_is_described() {
    let stage = stage().await;
    let bytes = png(9);
    let (one, two) = bytes.split_at(20);
    let begun = stage.initialize(bytes.len(), "image/png").await;
    assert_eq!(begun.body["data"]["expires_after_secs"], 86_400);
    let id = begun.data_id();
    assert!(begun.body["data"]["media_key"].as_str().unwrap().ends_with(&id));
    assert!(stage.append(&id, 1, two).await.body["data"]["expires_at"].is_i64());
    assert_eq!(stage.append(&id, 0, one).await.status, 200);
    assert_eq!(stage.append(&id, 0, one).await.status, 200);
    let done = stage.finalize(&id).await;
    assert_eq!(done.body["data"]["size"], bytes.len());
    assert_eq!(done.body["data"]["image"], json!({ "image_type": "image/png", "w": 4, "h": 3 }));
    assert!(done.body["data"].get("processing_info").is_none());
    let status = stage.x_get(&format!("/2/media/upload?command=STATUS&media_id={id}")).await;
    assert_eq!(status.body["data"]["id"], id.as_str());
    let alt = json!({ "id": id, "metadata": { "alt_text": { "text": "A red square" } } });
    let described = stage.x_post("/2/media/metadata", alt).await;
    assert_eq!(described.body["data"]["associated_metadata"]["alt_text"]["text"], "A red square");
    let post = json!({ "text": "See", "media": { "media_ids": [id] } });
    assert_eq!(stage.x_post("/2/tweets", post).await.status, 201);
    assert_eq!(stage.control.ledger()[0].alt_texts, [Some("A red square".to_owned())]);
}

#[tokio::test]
async fn the_steps_keep_their_order() {
    let stage = stage().await;
    let bytes = png(3);
    assert_eq!(stage.append("1234567890123456789", 0, &bytes).await.status, 404);
    assert_eq!(stage.finalize("1234567890123456789").await.status, 404);
    let id = stage.initialize(bytes.len(), "image/png").await.data_id();
    let alt = json!({ "id": id, "metadata": { "alt_text": { "text": "x" } } });
    assert_eq!(stage.x_post("/2/media/metadata", alt.clone()).await.status, 409);
    assert_eq!(stage.finalize(&id).await.status, 400);
    assert_eq!(stage.append(&id, 0, &bytes).await.status, 200);
    assert_eq!(stage.finalize(&id).await.status, 200);
    assert_eq!(stage.append(&id, 1, &bytes).await.status, 409);
    assert_eq!(stage.finalize(&id).await.status, 409);
    assert_eq!(stage.x_post("/2/media/metadata", alt).await.status, 200);
    let long = json!({ "id": id, "metadata": { "alt_text": { "text": "x".repeat(1_001) } } });
    assert_eq!(stage.x_post("/2/media/metadata", long).await.status, 400);
}

#[tokio::test]
async fn sizes_and_kinds_must_be_as_announced() {
    let stage = stage().await;
    let bytes = png(4);
    assert_eq!(stage.initialize(5 * 1024 * 1024 + 1, "image/png").await.status, 400);
    assert_eq!(stage.initialize(0, "image/png").await.status, 400);
    assert_eq!(stage.initialize(10, "image/svg+xml").await.status, 400);
    assert_eq!(stage.initialize(10, "video/mp4").await.status, 400);
    let short = stage.initialize(bytes.len() + 1, "image/png").await.data_id();
    stage.append(&short, 0, &bytes).await;
    assert_eq!(stage.finalize(&short).await.status, 400);
    let over = stage.initialize(bytes.len() - 1, "image/png").await.data_id();
    assert_eq!(stage.append(&over, 0, &bytes).await.status, 400);
    let gap = stage.initialize(bytes.len(), "image/png").await.data_id();
    stage.append(&gap, 1, &bytes).await;
    assert_eq!(stage.finalize(&gap).await.status, 400);
    let lie = stage.initialize(bytes.len(), "image/jpeg").await.data_id();
    stage.append(&lie, 0, &bytes).await;
    assert_eq!(stage.finalize(&lie).await.status, 400);
    assert_eq!(stage.append(&lie, 10_000, b"x").await.status, 400);
}

#[tokio::test]
async fn a_segment_has_at_most_eight_megabytes() {
    let stage = stage().await;
    let four = vec![0; 4 * 1024 * 1024];
    let id = stage.initialize(4 * 1024 * 1024, "image/png").await.data_id();
    assert_eq!(stage.append(&id, 0, &four).await.status, 200);
    assert_eq!(stage.append(&id, 0, &four.repeat(3)).await.status, 413);
    assert_eq!(stage.finalize(&id).await.status, 400);
}

#[tokio::test]
async fn an_animation_is_worked_on_for_a_while() {
    let stage = stage().await;
    let mut gif = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 2).write_to(&mut gif, image::ImageFormat::Gif).unwrap();
    let gif = gif.into_inner();
    let body = json!({ "media_type": "image/gif", "total_bytes": gif.len(), "media_category": "tweet_gif" });
    let id = stage.x_post("/2/media/upload/initialize", body).await.data_id();
    stage.append(&id, 0, &gif).await;
    assert_eq!(stage.finalize(&id).await.body["data"]["processing_info"]["state"], "pending");
    let post = json!({ "text": "Moving", "media": { "media_ids": [id] } });
    assert_eq!(stage.x_post("/2/tweets", post.clone()).await.status, 409);
    let path = format!("/2/media/upload?command=STATUS&media_id={id}");
    assert_eq!(stage.x_get(&path).await.body["data"]["processing_info"]["state"], "in_progress");
    let status = stage.x_get(&path).await;
    assert!(status.body["data"].get("processing_info").is_none());
    assert_eq!(stage.x_post("/2/tweets", post).await.status, 201);
}

#[tokio::test]
async fn a_segment_may_come_as_json() {
    let stage = stage().await;
    let id = stage.initialize(3, "image/png").await.data_id();
    let body = json!({ "media": "YWJj", "segment_index": 0 });
    let path = format!("/2/media/upload/{id}/append");
    assert_eq!(stage.x_post(&path, body).await.status, 200);
    let form = stage.x(Method::POST, &path).form(&[("media", "abc")]);
    assert_eq!(Answer::read(form.send().await.unwrap()).await.status, 400);
}
