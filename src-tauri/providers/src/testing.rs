//! What the tests of this crate stand on: a credential store, a witness of answers, practice platforms, and a server
//! that answers what it is told to, byte by byte.
//!
//! Invariant: everything listens on 127.0.0.1 and ends with its test.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_core::env::{Moment, SystemClock};
use countersign_core::gate::{Account, SignedMedia, SignedPart};
use countersign_core::model::{
    ChannelId, CredentialRef, Digest, Millis, PartId, PartRole, Platform, PlatformOptions, Secret,
};
use countersign_core::ports::{Credentials, SealedReader, VaultFault};
use countersign_core::publish::{Allowance, AnswerWatch, ApiCall, Book, Failure, Journal, Search, Waiting};
use countersign_practice::{Action, Endpoint, Fault, Options, PracticeClock, PracticePlatforms, Running, cast};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::http::{Caller, Http};
use crate::route::Route;
use crate::settings::Timeouts;

/// One credential, whatever it is asked for.
pub(crate) struct OneToken(pub(crate) Option<&'static str>);

impl Credentials for OneToken {
    fn seal(&self, _: &CredentialRef, _: &Secret) -> Result<(), VaultFault> {
        Ok(())
    }

    fn reveal(&self, _: &CredentialRef) -> Result<Secret, VaultFault> {
        self.0.map(|token| Secret::new(token.to_owned())).ok_or(VaultFault::NotThere)
    }

    fn forget(&self, _: &CredentialRef) -> Result<(), VaultFault> {
        Ok(())
    }
}

/// Remembers what it heard.
#[derive(Default)]
pub(crate) struct Witness {
    pub(crate) dates: Mutex<Vec<Option<Millis>>>,
    pub(crate) unreachable: Mutex<usize>,
    pub(crate) calls: Mutex<Vec<ApiCall>>,
    pub(crate) book: Book,
}

impl AnswerWatch for Witness {
    fn answered(&self, platform_time: Option<Millis>, _: Moment) {
        self.dates.lock().unwrap().push(platform_time);
    }

    fn unreachable(&self, _: Moment) {
        *self.unreachable.lock().unwrap() += 1;
    }

    fn called(&self, call: ApiCall) {
        self.calls.lock().unwrap().push(call);
    }

    fn allowed(&self, channel: ChannelId, local: Millis, said: Vec<Allowance>) {
        self.book.note_allowances(channel, local, said);
    }

    fn closed_until(&self, channel: ChannelId, names: &[String], now: Millis) -> Option<Millis> {
        self.book.closed_until(channel, names, now)
    }

    fn waits(&self, _: ChannelId, _: Millis) -> Option<Waiting> {
        None
    }

    fn refused(&self, _: ChannelId, _: Millis, _: Millis) -> bool {
        false
    }
}

/// Remembers what was written down, and lends from a host of its own where it was given one.
#[derive(Default)]
pub(crate) struct Notes(pub(crate) Mutex<Vec<(String, String)>>, pub(crate) Option<String>, pub(crate) Pieces);

/// What was told of the pieces of an upload.
#[derive(Default)]
pub(crate) struct Pieces {
    pub(crate) told: Mutex<Vec<u64>>,
    /// The sending is called off once so much was sent.
    pub(crate) stop_at: Option<u64>,
    /// The names of what was sealed.
    pub(crate) sealed: Mutex<Vec<String>>,
}

impl Notes {
    /// The latest that was written down under a name.
    pub(crate) fn of(&self, name: &str) -> Option<String> {
        self.0.lock().unwrap().iter().rev().find(|(kept, _)| kept == name).map(|(_, value)| value.clone())
    }
}

/// A file in memory, which can be read as a sealed one is.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl SealedReader for Bytes {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, into: &mut [u8]) -> Result<usize, VaultFault> {
        let rest = self.0.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

/// Opens these files by their digest.
pub(crate) fn opening(
    files: &[Vec<u8>],
) -> impl Fn(&SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> + Send + Sync {
    let find = among(files);
    move |media| find(media).map(|bytes| Box::new(Bytes(bytes)) as Box<dyn SealedReader>)
}

#[async_trait]
impl Journal for Notes {
    async fn record(&self, _: PartId, name: &str, value: &str) -> Result<(), Failure> {
        self.0.lock().unwrap().push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    async fn record_secret(&self, part: PartId, name: &str, public: &str, secret: &Secret) -> Result<(), Failure> {
        self.2.sealed.lock().unwrap().push(name.to_owned());
        self.record(part, name, &format!("{public} {}", secret.expose())).await
    }

    async fn lend(&self, media: &SignedMedia) -> Result<Secret, Failure> {
        let base = self.1.as_deref().unwrap_or("https://files.example");
        Ok(Secret::new(format!("{base}/{}?signature=CANARY", media.digest)))
    }

    async fn recall(&self, _: PartId, name: &str) -> Result<Option<String>, Failure> {
        Ok(self.of(name))
    }

    async fn recall_of_file(&self, _: PartId, name: &str) -> Result<Option<String>, Failure> {
        Ok(self.of(name))
    }

    async fn progress(&self, _: PartId, sent: u64, _: u64) -> Result<(), Failure> {
        self.2.told.lock().unwrap().push(sent);
        match self.2.stop_at {
            Some(stop) if sent >= stop => {
                Err(crate::errors::failure(countersign_core::publish::FailureClass::Local, "Called off.", "called off"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// A host on loopback that hands out each of these files under its digest.
pub(crate) async fn file_host(files: &[Vec<u8>]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let files: Vec<(String, Vec<u8>)> =
        files.iter().map(|bytes| (Digest::of(bytes).to_string(), bytes.clone())).collect();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut seen = Vec::new();
            let mut buffer = [0u8; 4096];
            while !is_whole(&seen) {
                match stream.read(&mut buffer).await {
                    Ok(count) if count > 0 => seen.extend_from_slice(&buffer[..count]),
                    _ => break,
                }
            }
            let asked = String::from_utf8_lossy(&seen).into_owned();
            let file = files.iter().find(|(name, _)| asked.starts_with(&format!("GET /{name}?signature=CANARY ")));
            let (head, body) = match file {
                Some((_, bytes)) => ("200 OK", bytes.as_slice()),
                None => ("404 Not Found", [].as_slice()),
            };
            let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _ = stream.write_all(&[head.as_bytes(), body].concat()).await;
        }
    });
    base
}

pub(crate) fn timeouts() -> Timeouts {
    Timeouts {
        connect: std::time::Duration::from_secs(2),
        call: std::time::Duration::from_millis(700),
        upload: std::time::Duration::from_secs(20),
        ..Timeouts::default()
    }
}

pub(crate) fn http(base: &str, token: Option<&'static str>) -> (Arc<Http>, Arc<Witness>) {
    let witness = Arc::new(Witness::default());
    let watch: Arc<dyn AnswerWatch> = Arc::clone(&witness) as _;
    let route = Route::practice(base).unwrap();
    let http = Http::new(route, Arc::new(OneToken(token)), Arc::new(SystemClock), watch, timeouts());
    (Arc::new(http), witness)
}

/// Practice platforms on the system's clock.
pub(crate) async fn practice() -> Running {
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    PracticePlatforms::start(options).await.unwrap()
}

pub(crate) fn fault(platform: countersign_practice::Platform, method: &str, template: &str, action: Action) -> Fault {
    Fault { platform, endpoint: Endpoint::at(method, template), skip: 0, times: 1, action }
}

pub(crate) fn account(platform: Platform) -> Account {
    let (id, name) = match platform {
        Platform::X => (cast::X_ID, format!("@{}", cast::X_USERNAME)),
        Platform::Facebook => (cast::FACEBOOK_PAGE_ID, cast::CLINIC_NAME.to_owned()),
        Platform::Linkedin => (cast::LINKEDIN_ORGANIZATION, cast::CLINIC_NAME.to_owned()),
        Platform::Instagram => (cast::INSTAGRAM_ID, format!("@{}", cast::INSTAGRAM_USERNAME)),
        Platform::Tiktok => (cast::TIKTOK_ID, format!("@{}", cast::TIKTOK_USERNAME)),
        Platform::Youtube => (cast::YOUTUBE_ID, cast::CLINIC_NAME.to_owned()),
        Platform::Whatsapp => (cast::WHATSAPP_ID, format!("{} (+41 44 555 0142)", cast::CLINIC_NAME)),
    };
    Account {
        channel: "01931c2e-5b00-7000-8000-000000000001".parse().unwrap(),
        platform,
        id: id.to_owned(),
        name,
        credential: reference(),
        sign_in: 1,
    }
}

pub(crate) fn reference() -> CredentialRef {
    CredentialRef::from("channel/test".to_owned())
}

/// A caller that lasts for the test.
pub(crate) fn caller() -> Caller<'static> {
    Caller::of(Box::leak(Box::new(account(Platform::X))), None)
}

pub(crate) fn part(role: PartRole, text: &str) -> SignedPart {
    SignedPart {
        id: "01931c2e-5b00-7000-8000-000000000002".parse().unwrap(),
        ordinal: 0,
        role,
        text: text.to_owned(),
        media: Vec::new(),
        platform_id: None,
        recipient: None,
    }
}

pub(crate) fn search<'a>(
    account: &'a Account,
    part: &'a SignedPart,
    parent: Option<&'a str>,
    since: Millis,
) -> Search<'a> {
    let options = Box::leak(Box::new(PlatformOptions::of(account.platform)));
    Search { account, part, options, parent, under: None, since, correlation: None, handles: &[] }
}

pub(crate) fn a_minute_ago() -> Millis {
    use countersign_core::env::Clock as _;
    SystemClock.now().plus(-Millis::MINUTE)
}

/// A JPEG of one colour, so that several differ.
pub(crate) fn jpeg(shade: u8) -> Vec<u8> {
    encoded(image::RgbImage::from_pixel(64, 48, image::Rgb([shade, 120, 90])), image::ImageFormat::Jpeg)
}

/// A PNG that can't be made smaller than its pixels.
pub(crate) fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let mut byte = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    encoded(
        image::RgbImage::from_fn(width, height, |_, _| image::Rgb([byte(), byte(), byte()])),
        image::ImageFormat::Png,
    )
}

fn encoded(picture: image::RgbImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn signed(bytes: &[u8], mime: &str, alt: &str) -> SignedMedia {
    SignedMedia { digest: Digest::of(bytes), mime: mime.to_owned(), bytes: bytes.len() as u64, alt: alt.to_owned() }
}

/// Looks a picture's bytes up by its digest.
pub(crate) fn among(pictures: &[Vec<u8>]) -> impl Fn(&SignedMedia) -> Result<Vec<u8>, VaultFault> + Send + Sync {
    let pictures = pictures.to_vec();
    move |media| pictures.iter().find(|bytes| Digest::of(bytes) == media.digest).cloned().ok_or(VaultFault::NotThere)
}

/// A server that answers every request on every connection with the same bytes.
pub(crate) struct Scripted {
    pub(crate) base: String,
    pub(crate) connections: Arc<Mutex<usize>>,
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
}

/// What a scripted server does once it has read a request.
#[derive(Clone)]
pub(crate) enum Then {
    /// Answers, and waits for the next request on the same connection.
    Answer(String),
    /// Answers, and closes the connection behind it.
    AnswerAndClose(String),
    /// Closes the connection.
    Close,
    /// Says nothing.
    Silence,
}

pub(crate) async fn scripted(then: Then) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = Scripted { base, connections: Arc::default(), requests: Arc::default() };
    let (connections, requests) = (Arc::clone(&server.connections), Arc::clone(&server.requests));
    tokio::spawn(async move {
        loop {
            let Ok((mut stream, _)) = listener.accept().await else { break };
            *connections.lock().unwrap() += 1;
            let (then, requests) = (then.clone(), Arc::clone(&requests));
            tokio::spawn(async move {
                let mut seen = Vec::new();
                let mut buffer = [0u8; 4096];
                while let Ok(count) = stream.read(&mut buffer).await {
                    if count == 0 {
                        break;
                    }
                    seen.extend_from_slice(&buffer[..count]);
                    if !is_whole(&seen) {
                        continue;
                    }
                    requests.lock().unwrap().push(String::from_utf8_lossy(&seen).into_owned());
                    seen.clear();
                    match &then {
                        Then::Answer(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap(),
                        Then::AnswerAndClose(bytes) => {
                            stream.write_all(bytes.as_bytes()).await.unwrap();
                            break;
                        }
                        Then::Close => break,
                        Then::Silence => std::future::pending().await,
                    }
                }
            });
        }
    });
    server
}

/// Whether a request with a counted body, or none, has come in full.
fn is_whole(seen: &[u8]) -> bool {
    let text = String::from_utf8_lossy(seen).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length:")).map_or(0, |n| n.trim().parse().unwrap());
    body.len() >= length
}
