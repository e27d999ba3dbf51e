//! What the tests share: running platforms on a driven clock, and the calls of an ordinary client.
//!
//! Invariant: every test starts platforms of its own, and talks to nothing else.

use std::io::Cursor;
use std::path::PathBuf;

use countersign_practice::{Action, Control, Endpoint, Fault, Options, Platform, PracticeClock, PracticePlatforms};
use countersign_practice::{Running, cast};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// Friday, 20 November 2026, 10:00:00 UTC.
pub const START_MS: i64 = 1_795_168_800_000;

pub struct Stage {
    pub running: Running,
    pub control: Control,
    pub client: Client,
}

pub async fn stage() -> Stage {
    stage_with(None).await
}

pub async fn stage_with(state_file: Option<PathBuf>) -> Stage {
    let clock = PracticeClock::driven(START_MS);
    let running = PracticePlatforms::start(Options { port: 0, state_file, clock, seed: 11 }).await.unwrap();
    let control = running.control();
    // A client cannot be built without a provider, though nothing here is ever encrypted. It can be installed once.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Stage { running, control, client: Client::builder().no_proxy().build().unwrap() }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    headers: reqwest::header::HeaderMap,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn data_id(&self) -> String {
        self.body["data"]["id"].as_str().unwrap().to_owned()
    }

    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap().to_owned()
    }

    /// Status, code and subcode of a refusal by Facebook.
    pub fn graph_error(&self) -> (u64, u64) {
        let error = &self.body["error"];
        assert!(error["fbtrace_id"].is_string(), "{error}");
        (error["code"].as_u64().unwrap(), error["error_subcode"].as_u64().unwrap_or(0))
    }
}

impl Stage {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base_url())
    }

    pub fn x(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(&format!("/x/api.x.com{path}"))).bearer_auth(cast::X_TOKEN)
    }

    pub async fn x_get(&self, path: &str) -> Answer {
        Answer::read(self.x(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn x_post(&self, path: &str, body: Value) -> Answer {
        Answer::read(self.x(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    pub async fn tweet(&self, text: &str) -> Answer {
        self.x_post("/2/tweets", json!({ "text": text })).await
    }

    pub async fn timeline(&self) -> Answer {
        self.x_get(&format!("/2/users/{}/tweets", cast::X_ID)).await
    }

    pub async fn initialize(&self, total_bytes: usize, media_type: &str) -> Answer {
        let body = json!({ "media_type": media_type, "total_bytes": total_bytes, "media_category": "tweet_image" });
        self.x_post("/2/media/upload/initialize", body).await
    }

    pub async fn append(&self, id: &str, index: u32, bytes: &[u8]) -> Answer {
        let form = Form::new()
            .text("segment_index", index.to_string())
            .part("media", Part::bytes(bytes.to_vec()).file_name("media"));
        let request = self.x(Method::POST, &format!("/2/media/upload/{id}/append")).multipart(form);
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn finalize(&self, id: &str) -> Answer {
        let request = self.x(Method::POST, &format!("/2/media/upload/{id}/finalize"));
        Answer::read(request.send().await.unwrap()).await
    }

    /// A finished upload to X.
    pub async fn uploaded(&self, bytes: &[u8]) -> String {
        let id = self.initialize(bytes.len(), "image/png").await.data_id();
        assert_eq!(self.append(&id, 0, bytes).await.status, 200);
        assert_eq!(self.finalize(&id).await.status, 200);
        id
    }

    pub fn graph(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, self.url(&format!("/facebook/graph.facebook.com/v25.0{path}")))
            .bearer_auth(cast::FACEBOOK_PAGE_TOKEN)
    }

    pub async fn graph_get(&self, path: &str) -> Answer {
        Answer::read(self.graph(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn graph_post(&self, path: &str, body: Value) -> Answer {
        Answer::read(self.graph(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    pub async fn feed(&self, message: &str) -> Answer {
        self.graph_post(&page("/feed"), json!({ "message": message })).await
    }

    pub async fn photo(&self, bytes: Vec<u8>, fields: &[(&str, &str)]) -> Answer {
        let mut form = Form::new().part("source", Part::bytes(bytes).file_name("picture.png"));
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        Answer::read(self.graph(Method::POST, &page("/photos")).multipart(form).send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::read(self.client.get(self.url(path)).send().await.unwrap()).await
    }

    pub fn fault(&self, platform: Platform, method: &str, template: &str, action: Action) {
        self.control.script(Fault { platform, endpoint: Endpoint::at(method, template), skip: 0, times: 1, action });
    }
}

pub fn page(edge: &str) -> String {
    format!("/{}{edge}", cast::FACEBOOK_PAGE_ID)
}

/// A small real picture; the shade makes its bytes its own.
pub fn png(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(4, 3, image::Rgb([shade, 2, 3]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
