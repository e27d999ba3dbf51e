//! A stage: practice platforms that can go away and come back, a clinic that can be closed and opened again, and what the
//! platforms' ledger must hold when a test is over.
//!
//! Invariant: what was signed is remembered when it is signed, so the ledger is compared with that and with nothing that
//! the product says later.

mod lost;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use countersign_core::api::types::{ActivityEntry, ActivityPage, ApiError, DisplayState, Plan, Post, Verification};
use countersign_core::check::capability::capability;
use countersign_core::error::ErrorCode;
use countersign_core::model::{Content, ExecutionState, Login, Millis, Part, PartRole, PartState, Platform, PostId};
use countersign_practice::{
    Action, Control, Endpoint, Fault, LedgerEntry, LedgerKind, Options, PracticePlatforms, RequestRecord, Running, cast,
};
use countersign_record::Verifier;
use countersign_vault::MemorySecretStore;
use serde_json::{Value, json};
use tempfile::TempDir;

mod contents;

pub use contents::{and, platform_of, with_film, with_media, with_pictures};

use crate::clinic::{Clinic, Instead, MORNING, Next, SharedClock, With, done};
use crate::port::OwnPort;
use crate::watched::{is_private, is_told_as_signed};

/// See the module.
pub struct Stage {
    /// The clock of everything on it.
    pub clock: SharedClock,
    folder: TempDir,
    base: String,
    port: OwnPort,
    login_port: OwnPort,
    other_ports: [OwnPort; 2],
    running: Option<Running>,
    control: Control,
    keychain: MemorySecretStore,
    openings: u64,
    clinic: Option<Clinic>,
    /// What was signed, and the time it had then.
    signed: Mutex<BTreeMap<PostId, (Content, Option<Plan>)>>,
    /// How many requests it took to set it: many where it is the first, none where it is a copy.
    set_by: usize,
}

async fn listen(folder: &TempDir, clock: &SharedClock, port: &OwnPort) -> Running {
    let state_file = Some(folder.path().join("platforms.json"));
    let options = Options { port: port.number(), state_file, clock: clock.platforms(), seed: 7 };
    PracticePlatforms::start(options).await.unwrap_or_else(|error| panic!("practice platforms: {error}"))
}

impl Stage {
    /// Everything up, the receptionist signed in, on [`MORNING`].
    ///
    /// # Panics
    /// When anything of it is refused.
    pub async fn set() -> Self {
        let (clock, folder) = (SharedClock::at(MORNING), TempDir::new().unwrap_or_else(|error| panic!("{error}")));
        let port = OwnPort::take();
        let running = listen(&folder, &clock, &port).await;
        let base = running.base_url().to_owned();
        let keychain = MemorySecretStore::new();
        let mut stage = Self {
            control: running.control(),
            running: Some(running),
            openings: 1,
            clinic: None,
            signed: Mutex::default(),
            set_by: 0,
            clock,
            folder,
            base,
            port,
            login_port: OwnPort::take(),
            other_ports: [OwnPort::take(), OwnPort::take()],
            keychain,
        };
        let clinic = Clinic::make(&stage.data(), &stage.with());
        clinic.as_receptionist();
        stage.clinic = Some(clinic);
        stage.set_by = stage.control.request_log().len();
        stage
    }

    /// Everything that the platforms were asked since the stage was set.
    #[must_use]
    pub fn requests(&self) -> Vec<RequestRecord> {
        self.control.request_log().split_off(self.set_by)
    }

    /// The clinic's data folder.
    #[must_use]
    pub fn data(&self) -> std::path::PathBuf {
        let data = self.folder.path().join("clinic");
        std::fs::create_dir_all(&data).unwrap_or_else(|error| panic!("{error}"));
        data
    }

    /// What the clinic is built with this time.
    #[must_use]
    pub fn with(&self) -> With {
        With {
            clock: self.clock.clone(),
            base: self.base.clone(),
            keychain: self.keychain.clone(),
            steps: std::sync::Arc::new(countersign_core::publish::Unwatched),
            // Another seed each time: the same one would deal the same ids again.
            seed: self.openings,
            login_port: self.login_port.number(),
            other_ports: self.other_ports.each_ref().map(OwnPort::number),
        }
    }

    /// The clinic.
    ///
    /// # Panics
    /// While it is closed.
    #[must_use]
    pub fn clinic(&self) -> &Clinic {
        self.clinic.as_ref().unwrap_or_else(|| panic!("the clinic is closed"))
    }

    /// The hand on the platforms.
    #[must_use]
    pub const fn control(&self) -> &Control {
        &self.control
    }

    /// The address that the browser comes back to after a sign-in, registered with the clinic's own app there.
    ///
    /// # Panics
    /// When the practice platforms know no such app.
    #[must_use]
    pub fn redirect(&self, login: Login) -> String {
        let port = self.login_port.number();
        let (platform, app, path) = match login {
            // Each of its apps may be sent back to any of the ports, by number.
            Login::X => {
                for port in [port, self.other_ports[0].number(), self.other_ports[1].number()] {
                    for app in [cast::X_APP_ID, cast::X_WEB_APP_ID] {
                        self.register(countersign_practice::Platform::X, app, &format!("http://127.0.0.1:{port}/x"));
                    }
                }
                return format!("http://127.0.0.1:{port}/x");
            }
            Login::LinkedinPage | Login::LinkedinMember => {
                let linkedin = countersign_practice::Platform::Linkedin;
                let by_number = format!("http://127.0.0.1:{port}/linkedin");
                self.register(linkedin, cast::LINKEDIN_NATIVE_APP_ID, &by_number);
                self.register(linkedin, cast::LINKEDIN_MEMBER_APP_ID, &format!("http://localhost:{port}/linkedin"));
                (linkedin, cast::LINKEDIN_APP_ID, "linkedin")
            }
            // The same app, and so the same address.
            Login::Facebook | Login::InstagramByFacebook => {
                (countersign_practice::Platform::Facebook, cast::FACEBOOK_APP_ID, "facebook")
            }
            Login::Instagram => (countersign_practice::Platform::Instagram, cast::INSTAGRAM_APP_ID, "instagram"),
            // TikTok takes an app back to any port that a star was registered for.
            Login::Tiktok => return format!("http://127.0.0.1:{port}/tiktok"),
            // Google takes a desktop app back to any port of this computer.
            Login::Youtube => return format!("http://127.0.0.1:{port}/youtube"),
        };
        let redirect = format!("http://localhost:{port}/{path}");
        self.register(platform, app, &redirect);
        redirect
    }

    fn register(&self, platform: countersign_practice::Platform, app: &str, redirect: &str) {
        let registered = self.control.register_redirect(platform, app, redirect);
        registered.unwrap_or_else(|error| panic!("{error}"));
    }

    /// The port that the browser comes back to first.
    #[must_use]
    pub fn first_port(&self) -> u16 {
        self.login_port.number()
    }

    /// The platforms' address.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Closes the clinic in order.
    ///
    /// # Panics
    /// When it is closed.
    pub async fn close(&mut self) {
        let clinic = self.clinic.take().unwrap_or_else(|| panic!("the clinic is closed"));
        clinic.close().await;
    }

    /// Opens the clinic again; the receptionist is signed in.
    pub fn open(&mut self) {
        self.openings += 1;
        let clinic = Clinic::open(&self.data(), &self.with());
        clinic.as_receptionist();
        self.clinic = Some(clinic);
    }

    /// Opens the clinic again, with what people write being read.
    pub fn open_to_people(&mut self) {
        self.open_with(&Instead { inbox: true, ..Instead::default() });
    }

    /// Opens the clinic again, otherwise than usual.
    pub fn open_with(&mut self, instead: &Instead) {
        self.openings += 1;
        let clinic = done(Clinic::open_on(&self.data(), &self.with(), instead));
        clinic.as_receptionist();
        self.clinic = Some(clinic);
    }

    /// Opens the clinic once more while it is open: what a run does that does not know that it was replaced.
    pub fn another(&mut self) -> Clinic {
        self.openings += 1;
        let clinic = Clinic::open(&self.data(), &self.with());
        clinic.as_receptionist();
        clinic
    }

    /// From here on nobody answers at the platforms' address.
    ///
    /// # Panics
    /// When they are away already.
    pub async fn network_down(&mut self) {
        let running = self.running.take().unwrap_or_else(|| panic!("the platforms are away"));
        running.shutdown().await;
    }

    /// The platforms answer again, with everything that was on them.
    pub async fn network_up(&mut self) {
        let running = listen(&self.folder, &self.clock, &self.port).await;
        self.control = running.control();
        self.running = Some(running);
    }

    /// Has the next request to an endpoint go wrong.
    pub fn fault(
        &self,
        platform: countersign_practice::Platform,
        at: (&str, &str),
        skip: u32,
        times: u32,
        action: Action,
    ) {
        let endpoint = Endpoint::at(at.0, at.1);
        self.control.script(Fault { platform, endpoint, skip, times, action });
    }

    /// How often an endpoint was asked.
    #[must_use]
    pub fn asked(&self, at: (&str, &str)) -> usize {
        self.control.request_log().iter().filter(|call| (call.method.as_str(), call.endpoint.as_str()) == at).count()
    }

    /// A post that the receptionist wrote for a time `minutes` from now.
    pub fn planned(&self, content: &Content, minutes: i64) -> PostId {
        let content = self.whole(content);
        let id = self.clinic().compose(platform_of(&content), &content).summary.id;
        self.clinic().plan_in(id, minutes);
        id
    }

    /// The content with a picture, or with a video, where its platform takes none without.
    fn whole(&self, content: &Content) -> Content {
        let row = capability(platform_of(content));
        let film = row.watch.is_some() || row.platform == Platform::Tiktok;
        if film && content.media().next().is_none() {
            return with_film(self.clinic(), content.clone(), 77);
        }
        let least = row.pictures.least.value;
        if least == 0 || content.media().next().is_some() {
            return content.clone();
        }
        with_pictures(self.clinic(), content.clone(), &[(77, "The lake behind the house")])
    }

    /// The same, signed by the doctor.
    pub fn signed(&self, content: &Content, minutes: i64) -> PostId {
        let id = self.planned(content, minutes);
        self.sign(id);
        id
    }

    /// The doctor signs a post as it is.
    pub fn sign(&self, post: PostId) {
        self.sign_by(post, |clinic| clinic.sign(post)).unwrap_or_else(|refused| panic!("{refused:?}"));
    }

    /// A post is signed by `signing` as it is, and has to go out like that.
    ///
    /// # Errors
    /// What signing refuses.
    pub fn sign_by(&self, post: PostId, signing: impl FnOnce(&Clinic) -> Result<(), ApiError>) -> Result<(), ApiError> {
        let before = self.clinic().post(post);
        signing(self.clinic())?;
        let signed = (before.content, before.summary.plan);
        self.signed.lock().unwrap_or_else(PoisonError::into_inner).insert(post, signed);
        Ok(())
    }

    /// Waits until a post is public; nothing takes longer than half an hour here.
    pub async fn posted(&self, post: PostId) -> Post {
        self.until(post, &[DisplayState::Posted], 30).await
    }

    /// Moves time on, from one instant at which the engine has something to do to the next, until a post is in one of
    /// `states`. For clinics whose channels are connected and not paused.
    ///
    /// # Panics
    /// When it is not after `minutes`.
    pub async fn until(&self, post: PostId, states: &[DisplayState], minutes: i64) -> Post {
        let end = self.clock.now().plus(minutes * Millis::MINUTE);
        loop {
            let changed = self.clinic().changed();
            // Read before the post: time must not move on past a state that the engine came to between the two.
            let next = self.clinic().next();
            let now = self.clinic().post(post);
            if states.contains(&now.summary.state) {
                return now;
            }
            assert!(self.clock.now() < end, "waited for {states:?}, is {now:#?}");
            self.step(next, changed).await;
        }
    }

    /// Lets the engine do so many steps, whatever they are.
    pub async fn steps(&self, count: usize) {
        for _ in 0..count {
            let changed = self.clinic().changed();
            self.step(self.clinic().next(), changed).await;
        }
    }

    /// Waits for the engine if it is at work, and moves time on if it is not.
    async fn step(&self, next: Next, changed: tokio::sync::futures::Notified<'_>) {
        match next {
            Next::Working => {
                let moved = tokio::time::timeout(Duration::from_secs(30), changed).await;
                assert!(moved.is_ok(), "the engine stands still: {}", self.clinic().open_posts());
            }
            Next::At(at) => self.clinic().advance_awake(at.since(self.clock.now())),
            Next::Nothing => self.clinic().advance_awake(Millis::MINUTE / 2),
        }
    }

    /// The record's entries about a post, the oldest first.
    #[must_use]
    pub fn story(&self, post: PostId) -> Vec<ActivityEntry> {
        let correlation = self.clinic().post(post).correlation_id;
        let asked = json!({ "before": null, "correlation_id": correlation, "denied_only": false, "text": "" });
        let page: ActivityPage = self.clinic().call("activity_list", asked);
        page.entries.into_iter().rev().collect()
    }

    /// The platforms hold each of `posts` as it was signed, every part once and in order, and nothing else; and the
    /// record is whole.
    ///
    /// # Panics
    /// When anything else is so.
    #[track_caller]
    pub fn holds_exactly(&self, posts: &[PostId]) {
        let posts: Vec<(PostId, usize)> = posts.iter().map(|post| (*post, usize::MAX)).collect();
        self.holds_parts(&posts);
        for (post, _) in posts {
            let delivery = self.clinic().post(post).delivery.unwrap_or_else(|| panic!("{post} was never planned"));
            assert_eq!(delivery.state, ExecutionState::Posted, "{delivery:#?}");
        }
    }

    /// The same for posts of which only the first parts are public.
    ///
    /// # Panics
    /// When anything else is so.
    #[track_caller]
    pub fn holds_parts(&self, posts: &[(PostId, usize)]) {
        let ledger = self.control.ledger();
        let mut parts = 0;
        for (post, count) in posts {
            parts += self.is_as_signed(*post, *count, &ledger);
        }
        assert_eq!(ledger.len(), parts, "something is public that was not signed, or twice: {ledger:#?}");
        let verified: Verification = self.clinic().call("activity_verify", Value::Null);
        assert_eq!(verified.broken_at, None, "{}", verified.sentence);
        self.is_on_record();
    }

    /// The record, as it would be exported, is found to be whole by the verifier, which shares nothing with the product.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn is_on_record(&self) {
        let mut verifier = Verifier::new(Vec::new());
        done(self.clinic().api().record_to_check(&mut verifier));
        let report = verifier.finish();
        assert!(report.is_whole(), "{:#?}", report.findings);
    }

    #[track_caller]
    fn is_as_signed(&self, post: PostId, count: usize, ledger: &[LedgerEntry]) -> usize {
        let signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner).get(&post).cloned();
        let (content, plan) = signed.unwrap_or_else(|| panic!("{post} was not signed"));
        let sent = self.clinic().post(post).delivery.unwrap_or_else(|| panic!("{post} was never planned"));
        let (mut ids, mut unseen): (Vec<String>, usize) = (Vec::new(), 0);
        for (part, known) in content.parts.iter().zip(&sent.parts).take(count) {
            assert_eq!(known.state, PartState::Posted, "{known:?}");
            let id = known.platform_id.clone().unwrap_or_default();
            if platform_of(&content) == Platform::Youtube && part.role == PartRole::Main {
                is_told_as_signed(&self.control, &id, &content);
            }
            // Nothing of it is public, nor what stands under it.
            if is_private(&content) {
                unseen += 1;
                continue;
            }
            let entry =
                ledger.iter().find(|entry| entry.id == id).unwrap_or_else(|| panic!("{id} is not public: {ledger:#?}"));
            assert_eq!(entry.text, part.text);
            let pictures: Vec<String> = part.media.iter().map(|media| media.digest.to_string()).collect();
            assert_eq!(entry.media_sha256, pictures);
            // Only films and stories are without a description here, and no platform takes one of them.
            let described =
                !content.options.is_story() && !is_film(&content, part) && platform_of(&content) != Platform::Tiktok;
            let alts: Vec<Option<String>> =
                part.media.iter().map(|media| Some(media.alt.0.clone()).filter(|_| described)).collect();
            assert_eq!(entry.alt_texts, alts);
            let (parent, link) = match part.role {
                PartRole::Main => (None, link_of(&content)),
                PartRole::Thread => (ids.last().cloned(), None),
                PartRole::FirstComment => (ids.first().cloned(), None),
                // It hangs on what somebody else wrote: whoever begins an answer looks at that.
                PartRole::Reply | PartRole::Message | PartRole::PrivateReply => (entry.parent.clone(), None),
            };
            assert_eq!((&entry.parent, &entry.link), (&parent, &link));
            assert_eq!(entry.kind, kind_of(&content, part));
            assert!(plan.as_ref().is_none_or(|plan| entry.at_ms >= plan.due.at.0), "it went out early: {entry:?}");
            ids.push(id);
        }
        assert_eq!(ids.len() + unseen, content.parts.len().min(count), "{sent:#?}");
        ids.len()
    }
}

/// What the ledger calls a part.
fn kind_of(content: &Content, part: &Part) -> LedgerKind {
    let has_pictures = !part.media.is_empty();
    match (platform_of(content), part.role) {
        (Platform::X, PartRole::Main) => LedgerKind::Post,
        (Platform::X, PartRole::Thread | PartRole::FirstComment | PartRole::Reply) => LedgerKind::Reply,
        (_, PartRole::Message | PartRole::PrivateReply) => LedgerKind::Message,
        (_, PartRole::FirstComment | PartRole::Reply) => LedgerKind::Comment,
        (_, PartRole::Main | PartRole::Thread) if content.options.is_story() => LedgerKind::Story,
        (_, PartRole::Main | PartRole::Thread) if content.options.is_reel() => LedgerKind::Reel,
        (_, PartRole::Main | PartRole::Thread)
            if content.options.document_title().is_some_and(|title| !title.is_empty()) =>
        {
            LedgerKind::Document
        }
        (_, PartRole::Main | PartRole::Thread) if is_film(content, part) => LedgerKind::Video,
        (_, PartRole::Main | PartRole::Thread) if has_pictures => LedgerKind::PhotoPost,
        (_, PartRole::Main | PartRole::Thread) => LedgerKind::Post,
    }
}

/// Whether a part shows a video: on the stage what has no description is one.
fn is_film(content: &Content, part: &Part) -> bool {
    !content.options.is_story() && part.media.iter().any(|media| media.alt.0.is_empty())
}

fn link_of(content: &Content) -> Option<String> {
    content.options.link().map(str::to_owned)
}

/// A refusal has this code and field, and a sentence that holds these words.
///
/// # Panics
/// When it has not.
#[track_caller]
pub fn says(refused: &countersign_core::api::types::ApiError, code: ErrorCode, field: Option<&str>, words: &[&str]) {
    assert_eq!((refused.code, refused.field.as_deref()), (code, field), "{refused:?}");
    for words in words {
        assert!(refused.message.contains(words), "“{}” does not say “{words}”", refused.message);
    }
}
