//! A practice clinic on a driven clock, over the real vault, the real clients and the practice platforms.

mod below;
mod clock;
mod media;
mod opening;
mod pace;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_core::api::Api;
use countersign_core::api::types::{
    ApiError, Batch, BatchCreate, Channel, DisplayState, LockPerson, PlanResult, PlanSet, Post, PostRef, ReviewSheet,
    SignRequest,
};
use countersign_core::check::PlatformMeasure;
use countersign_core::draft::writer::TemplateWriter;
use countersign_core::engage::TemplateReplies;
use countersign_core::engine::{Engine, Parts};
use countersign_core::env::{Clock, Env, PinHashCost};
use countersign_core::error::Error;
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, PersonId, Pin, Platform, PostId, Role, WorkspaceKind};
use countersign_core::publish::{AnswerWatch, Listener, StepWatch, Unwatched};
use countersign_core::store::{DataKey, Tag};
use countersign_practice::{Options, PracticePlatforms, Running};
use countersign_providers::{
    Clients, FacebookSettings, InstagramSettings, LinkedinSettings, LoginSettings, Route, Settings, TiktokSettings,
    Timeouts, XSettings, YoutubeSettings, clients, courier, media_host,
};
use countersign_vault::{MemorySecretStore, Vault};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub use below::below;
pub use clock::SharedClock;
pub use media::Onward;
pub use opening::{EachClient, Instead, RestoreRefused, bucket, vault_options};
pub use pace::Next;

/// Everybody's PIN.
pub const PIN: &str = "2468";
/// When the driven clock begins: Saturday 21 November 2026, 08:00 in Kolkata.
pub const MORNING: Millis = Millis(1_795_228_200_000);
/// The clinic's zone.
pub const ZONE: &str = "Asia/Kolkata";

/// What a clinic is built with, beyond its folder.
pub struct With {
    /// The clock.
    pub clock: SharedClock,
    /// The address of the practice platforms.
    pub base: String,
    /// The keychain.
    pub keychain: MemorySecretStore,
    /// Hears of every step.
    pub steps: Arc<dyn StepWatch>,
    /// The seed of everything random.
    pub seed: u64,
    /// Where the browser comes back to after a sign-in.
    pub login_port: u16,
    /// Where it comes back to where that one is taken.
    pub other_ports: [u16; 2],
}

/// An open practice clinic.
pub struct Clinic {
    engine: Engine,
    key: DataKey,
    folder: PathBuf,
    clock: SharedClock,
    told: Arc<Mutex<Vec<Tag>>>,
    changed: Arc<tokio::sync::Notify>,
}

/// Practice platforms on the shared clock.
///
/// # Panics
/// When loopback can't be listened on.
pub async fn platforms(clock: &SharedClock) -> Running {
    let options = Options { port: 0, state_file: None, clock: clock.platforms(), seed: 7 };
    PracticePlatforms::start(options).await.unwrap_or_else(|error| panic!("practice platforms: {error}"))
}

/// As usual, but for the pauses between questions: what works on pictures here works by the driven clock, or by being
/// asked.
fn settings(port: u16, other_ports: [u16; 2]) -> Settings {
    let first_pause = Duration::from_millis(1);
    Settings {
        instagram: InstagramSettings { first_pause, patience: 500 * first_pause, ..InstagramSettings::default() },
        facebook: FacebookSettings { first_pause, patience: 500 * first_pause, until_public: 50 * first_pause },
        tiktok: TiktokSettings { first_pause, longest_pause: first_pause, until_public: 20 * first_pause },
        youtube: YoutubeSettings { first_pause, patience: 50 * first_pause },
        login: LoginSettings { port, other_ports, ..LoginSettings::default() },
        x: XSettings { longest_pause: first_pause, ..XSettings::default() },
        linkedin: LinkedinSettings { first_pause, member_film_grace: first_pause, ..LinkedinSettings::default() },
        ..Settings::default()
    }
}

fn parts(
    folder: &Path,
    with: &With,
    vault: &Vault,
    told: &Arc<Mutex<Vec<Tag>>>,
    changed: &Arc<tokio::sync::Notify>,
) -> Parts {
    let listener = Arc::new(Listener::default());
    let clock: Arc<dyn Clock> = Arc::new(with.clock.engine.clone());
    let watch: Arc<dyn AnswerWatch> = listener.clone();
    let route = Route::practice(&with.base).unwrap_or_else(|refused| panic!("{refused}"));
    let (told, changed) = (Arc::clone(told), Arc::clone(changed));
    let Clients { publishers, readers, gestures, meters, searchers, connectors } =
        clients(countersign_providers::Parts {
            route: route.clone(),
            credentials: vault.credentials(),
            clock: Arc::clone(&clock),
            watch,
            settings: settings(with.login_port, with.other_ports),
        });
    Parts {
        kind: WorkspaceKind::Practice,
        backups: vault.backups(),
        database: folder.join("countersign.db"),
        key: vault.data_key().clone(),
        max_pages: None,
        env: Env::with_pins_at(
            PinHashCost::TRIFLING,
            Arc::clone(&clock),
            Box::new(ChaCha20Rng::seed_from_u64(with.seed)),
        ),
        keys: vault.keys(),
        record_key: vault.record_key(),
        files: vault.files(),
        credentials: vault.credentials(),
        media_host: media_host(route.clone(), Arc::clone(&clock), Timeouts::default()),
        courier: courier(route.clone(), Timeouts::default()),
        writer: Arc::new(TemplateWriter::new(Arc::new(PlatformMeasure))),
        reply_writer: Arc::new(TemplateReplies),
        publishers,
        readers,
        meters,
        gestures,
        searchers,
        connectors,
        listener,
        steps: Arc::clone(&with.steps),
        changed: Arc::new(move |tags| {
            told.lock().unwrap_or_else(PoisonError::into_inner).extend(tags);
            changed.notify_waiters();
        }),
    }
}

impl With {
    /// The usual: everything seeded with 1, no steps watched.
    #[must_use]
    pub fn usual(clock: &SharedClock, platforms: &Running) -> Self {
        Self {
            clock: clock.clone(),
            base: platforms.base_url().to_owned(),
            keychain: MemorySecretStore::new(),
            steps: Arc::new(Unwatched),
            seed: 1,
            login_port: LoginSettings::default().port,
            other_ports: LoginSettings::default().other_ports,
        }
    }
}

impl Clinic {
    /// Makes a clinic in `folder`: a doctor who administrates, a receptionist, a channel on each platform, and a media host.
    ///
    /// # Panics
    /// When anything of it is refused.
    #[must_use]
    pub fn make(folder: &Path, with: &With) -> Self {
        Self::make_on(folder, with, &Instead::default())
    }

    /// Opens the clinic that lies in `folder`.
    ///
    /// # Panics
    /// When it can't be opened.
    #[must_use]
    pub fn open(folder: &Path, with: &With) -> Self {
        done(Self::open_on(folder, with, &Instead::default()))
    }

    /// Closes it in order.
    pub async fn close(self) {
        self.engine.close().await;
    }

    /// The use cases.
    #[must_use]
    pub fn api(&self) -> &Arc<Api> {
        self.engine.api()
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What was told to have changed since the last call.
    pub fn told(&self) -> Vec<Tag> {
        std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A person by role.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn person(&self, role: Role) -> PersonId {
        let people: Vec<LockPerson> = done(self.api().lock_people(None));
        people
            .iter()
            .find(|person| person.roles.contains(&role))
            .map(|person| person.id)
            .unwrap_or_else(|| panic!("no {role:?}"))
    }

    /// Unlocks as the receptionist.
    pub fn as_receptionist(&self) -> &Self {
        done(self.api().unlock(self.person(Role::Staff), &pin()));
        self
    }

    /// Unlocks as the doctor.
    pub fn as_doctor(&self) -> &Self {
        done(self.api().unlock(self.person(Role::Doctor), &pin()));
        self
    }

    /// Calls a command that must succeed.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn call<T: DeserializeOwned>(&self, name: &str, request: impl Serialize) -> T {
        let answer = self.api().call(name, json!(request)).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        serde_json::from_value(answer).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Calls a command that must be refused.
    ///
    /// # Panics
    /// When it succeeds.
    #[track_caller]
    pub fn refused(&self, name: &str, request: impl Serialize) -> ApiError {
        match self.api().call(name, json!(request)) {
            Ok(answer) => panic!("{name} was not refused: {answer}"),
            Err(error) => error,
        }
    }

    /// The channels.
    #[must_use]
    pub fn channels(&self) -> Vec<Channel> {
        self.call("channel_list", Value::Null)
    }

    /// The channel on a platform. Those of Instagram and WhatsApp are connected when they are first asked for: what is
    /// written for every channel of a clinic stays as plain as words.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn channel(&self, platform: Platform) -> Channel {
        let find = || self.channels().into_iter().find(|channel| channel.platform == platform);
        if find().is_none() {
            opening::seat_later(&self.engine, platform);
        }
        find().unwrap_or_else(|| panic!("no {platform:?}"))
    }

    /// Drafts a theme for every channel, but those that write to people one by one: as the form begins.
    #[must_use]
    pub fn draft(&self, theme: &str) -> Batch {
        let channels = self.channels();
        let channels = channels.iter().filter(|it| !it.platform.has_recipients()).map(|it| it.id).collect();
        let empty = String::new;
        let brief = BatchCreate {
            theme: theme.into(),
            brand: empty(),
            offer: empty(),
            location: empty(),
            audience: empty(),
            tone: empty(),
            language: empty(),
            channels,
        };
        self.call("batch_create", brief)
    }

    /// Begins a post with `content` and sends it to the doctor.
    #[must_use]
    pub fn compose(&self, platform: Platform, content: &Content) -> Post {
        let post: Post = self.call("post_create", json!({ "channel_id": self.channel(platform).id }));
        let post: Post = self
            .call("post_save", json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content }));
        self.call("post_submit", PostRef { id: post.summary.id })
    }

    /// Gives a post a time, `minutes` from now.
    pub fn plan_in(&self, post: PostId, minutes: i64) -> PlanResult {
        let zone = Zone::named(ZONE).unwrap_or_else(|refused| panic!("{refused}"));
        let face = zone.clock_at(self.clock.now().plus(minutes * Millis::MINUTE));
        self.call("plan_set", PlanSet { post_id: post, date: face.date(), time: face.time(), zone: ZONE.into() })
    }

    /// Reads a post as the doctor and signs what is on the screen.
    ///
    /// # Errors
    /// When it is refused.
    pub fn sign(&self, post: PostId) -> Result<(), ApiError> {
        self.as_doctor();
        self.api().open_signing(&pin())?;
        let sheet: ReviewSheet = self.call("review_open", PostRef { id: post });
        self.sign_shown(SignRequest { post_id: post, manifest: sheet.manifest })
    }

    /// Signs what a sheet showed.
    ///
    /// # Errors
    /// When it is refused.
    pub fn sign_shown(&self, shown: SignRequest) -> Result<(), ApiError> {
        self.api().sign_each(&[shown])?.into_iter().find_map(|outcome| outcome.refused).map_or(Ok(()), Err)
    }

    /// A post as it is.
    #[must_use]
    pub fn post(&self, id: PostId) -> Post {
        self.call("post_get", PostRef { id })
    }

    /// Waits until a post is in one of `states`, as the engine works on it. Time stands still meanwhile.
    ///
    /// # Panics
    /// When nothing of the kind happens within a minute of real time.
    pub async fn until(&self, id: PostId, states: &[DisplayState]) -> Post {
        let waited = tokio::time::timeout(Duration::from_secs(60), async {
            loop {
                let changed = self.changed.notified();
                let post = self.post(id);
                if states.contains(&post.summary.state) {
                    return post;
                }
                changed.await;
            }
        });
        match waited.await {
            Ok(post) => post,
            Err(_) => panic!("waited for {states:?}, is {:#?}", self.post(id)),
        }
    }

    /// Moves time on until a post is in one of `states`: always to the next instant at which something of it is due, once
    /// the engine has nothing left to do at the present one.
    ///
    /// # Panics
    /// When it is not after `minutes`.
    pub async fn until_within(&self, id: PostId, states: &[DisplayState], minutes: i64) -> Post {
        let end = self.clock.now().plus(minutes * Millis::MINUTE);
        loop {
            let reached = || Some(self.post(id)).filter(|post| states.contains(&post.summary.state));
            if let Some(post) = self.or_quiet(reached).await {
                return post;
            }
            let now = self.clock.now();
            assert!(now < end, "waited for {states:?}, is {:#?}", self.post(id));
            let post = self.post(id);
            let due = post.summary.plan.map(|plan| plan.due.at);
            let next_try = post.delivery.and_then(|delivery| delivery.next_try).map(|when| when.at);
            let next = [due, next_try].into_iter().flatten().filter(|at| *at > now).min();
            let step = next.map_or(30_000, |at| at.since(now));
            self.advance_awake(step);
        }
    }

    /// Moves time on as somebody works: the automatic lock does not come in between.
    pub fn advance_awake(&self, ms: i64) {
        let mut left = ms;
        while left > 0 {
            let step = left.min(4 * Millis::MINUTE);
            self.clock.advance(step);
            self.api().touch();
            left -= step;
        }
    }
}

/// The PIN.
///
/// # Panics
/// Never: it is one.
#[must_use]
pub fn pin() -> Pin {
    Pin::parse(PIN.into()).unwrap_or_else(|error| panic!("{error}"))
}

/// What must have worked.
///
/// # Panics
/// When it did not.
#[track_caller]
pub fn done<T>(result: Result<T, Error>) -> T {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}
