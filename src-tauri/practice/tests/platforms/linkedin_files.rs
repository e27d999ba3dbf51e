//! Films and documents on LinkedIn that stand at the edge of what it takes: it works on them first, and says afterwards
//! whether it can.

use countersign_practice::{cast, film};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::common::{Answer, Stage, stage};

const KB: usize = 1024;

fn rest(stage: &Stage, method: Method, path: &str) -> RequestBuilder {
    let address = stage.url(&format!("/linkedin/api.linkedin.com{path}"));
    let request = stage.client.request(method, address).header("LinkedIn-Version", "202609");
    request.header("X-Restli-Protocol-Version", "2.0.0").bearer_auth(cast::LINKEDIN_TOKEN)
}

async fn asked(stage: &Stage, path: &str, body: &Value) -> Value {
    let answer = Answer::read(rest(stage, Method::POST, path).json(body).send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["value"].clone()
}

async fn put(stage: &Stage, address: &Value, bytes: Vec<u8>) -> Answer {
    let address = address.as_str().unwrap().replacen("https://", "/linkedin/", 1);
    let request = stage.client.put(stage.url(&address)).header("content-type", "application/octet-stream");
    Answer::read(request.body(bytes).send().await.unwrap()).await
}

/// What has become of something once it was worked on.
async fn became(stage: &Stage, kind: &str, urn: &Value) -> String {
    stage.control.advance(60_000);
    let path = format!("/rest/{kind}/{}", urn.as_str().unwrap().replace(':', "%3A"));
    let answer = Answer::read(rest(stage, Method::GET, &path).send().await.unwrap()).await;
    answer.body["status"].as_str().unwrap().to_owned()
}

async fn filmed(size: usize) -> String {
    let stage = stage().await;
    let mut bytes = film::film(12_000, (1920, 1080), size, 1);
    bytes.resize(size, 0);
    let wanted = json!({ "owner": cast::LINKEDIN_ORGANIZATION, "fileSizeBytes": size, "uploadCaptions": false, "uploadThumbnail": false });
    let begin = json!({ "initializeUploadRequest": wanted });
    let begun = asked(&stage, "/rest/videos?action=initializeUpload", &begin).await;
    let part = put(&stage, &begun["uploadInstructions"][0]["uploadUrl"], bytes).await;
    let mark = part.header("etag").trim_matches('"').to_owned();
    let told = json!({ "video": begun["video"], "uploadToken": begun["uploadToken"], "uploadedPartIds": [mark] });
    asked(&stage, "/rest/videos?action=finalizeUpload", &json!({ "finalizeUploadRequest": told })).await;
    became(&stage, "videos", &begun["video"]).await
}

#[tokio::test]
async fn a_film_has_75_kilobytes_at_least() {
    assert_eq!(filmed(75 * KB - 1).await, "PROCESSING_FAILED");
    assert_eq!(filmed(75 * KB).await, "AVAILABLE");
}

async fn documented(size: usize) -> String {
    let stage = stage().await;
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(size, b' ');
    let begin = json!({ "initializeUploadRequest": { "owner": cast::LINKEDIN_ORGANIZATION } });
    let begun = asked(&stage, "/rest/documents?action=initializeUpload", &begin).await;
    assert_eq!(put(&stage, &begun["uploadUrl"], bytes).await.status, 201);
    became(&stage, "documents", &begun["document"]).await
}

#[tokio::test]
async fn a_document_has_100_megabytes_at_most() {
    assert_eq!(documented(100 * KB * KB).await, "AVAILABLE");
    assert_eq!(documented(100 * KB * KB + 1).await, "PROCESSING_FAILED");
}
