//! The engine of one workspace: builds the parts and owns the loops.
//!
//! Invariant: no globals, so that two workspaces can run in one process. Closing settles what is on its way.

mod loops;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, Weak};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::alert::{self, AlertWay, Lookout};
use crate::api::types::{PersonAdd, SetUp};
use crate::api::{Api, Changed, LoginDesk};
use crate::audit::{self, Action, Actor, Entry};
use crate::backup::{self, BackupDesk, Origin};
use crate::clinic::{self, Desktop, MediaHostSettings, NewChannel, NewToken, Profile};
use crate::draft::writer::Writer;
use crate::engage::discovery::Searcher;
use crate::engage::{Collector, Gesturer, Gestures, Reader, ReplyWriter};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate;
use crate::measure::{Meter, Sampler};
use crate::model::zone::{Zone, data_version};
use crate::model::{CredentialRef, Login, Pin, Role, Secret, WorkspaceId, WorkspaceKind};
use crate::ports::{
    BackupFault, BackupTaken, Backups, Courier, Credentials, KeyCustody, MediaHost, RecordKey, SealedFiles,
};
use crate::publish::{self, Connector, Dispatcher, Listener, Parts as DispatcherParts, Publisher, Renewal, StepWatch};
use crate::schedule;
use crate::store::{self, DataKey, Db, StoreOptions, Tag};

/// What an engine is built from.
pub struct Parts {
    /// Practice or real.
    pub kind: WorkspaceKind,
    /// The database file.
    pub database: PathBuf,
    /// Its key.
    pub key: DataKey,
    /// The most pages the database may have; for tests that fill a disk.
    pub max_pages: Option<u32>,
    /// Time and randomness.
    pub env: Arc<Env>,
    /// Doctors' keys.
    pub keys: Arc<dyn KeyCustody>,
    /// The installation's own key.
    pub record_key: Arc<dyn RecordKey>,
    /// Pictures.
    pub files: Arc<dyn SealedFiles>,
    /// Credentials.
    pub credentials: Arc<dyn Credentials>,
    /// Backups.
    pub backups: Arc<dyn Backups>,
    /// Speaks to the clinic's media host.
    pub media_host: Arc<dyn MediaHost>,
    /// Takes emails and messages to where people read them.
    pub courier: Arc<dyn Courier>,
    /// Writes drafts.
    pub writer: Arc<dyn Writer>,
    /// Drafts answers.
    pub reply_writer: Arc<dyn ReplyWriter>,
    /// The platforms' clients; they tell `listener` what they heard.
    pub publishers: Vec<Arc<dyn Publisher>>,
    /// The same clients, as the inbox uses them; none for a platform that tells nothing.
    pub readers: Vec<Arc<dyn Reader>>,
    /// The same clients, as gestures use them; none for a platform that takes none.
    pub gestures: Vec<Arc<dyn Gestures>>,
    /// The same clients, as the numbers use them; none for a platform that counts nothing.
    pub meters: Vec<Arc<dyn Meter>>,
    /// The same clients, as discovery uses them; none for a platform that no program can search.
    pub searchers: Vec<Arc<dyn Searcher>>,
    /// The ways of signing in at a platform in the browser.
    pub connectors: Vec<Arc<dyn Connector>>,
    /// What the clients heard.
    pub listener: Arc<Listener>,
    /// Hears of every step of a sending.
    pub steps: Arc<dyn StepWatch>,
    /// Told what each commit changed.
    pub changed: Changed,
}

/// An open workspace.
pub struct Engine {
    api: Arc<Api>,
    loops: Vec<JoinHandle<()>>,
    /// Held while a sign-in is renewed.
    renewing: Arc<tokio::sync::Mutex<()>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// Whether a workspace could be made from this, before anything is.
///
/// # Errors
/// With the field to mend.
pub fn check_set_up(set_up: &SetUp) -> Result<()> {
    if set_up.clinic_name.trim().is_empty() {
        return Err(Error::invalid("clinic_name", "Write the clinic's name."));
    }
    if set_up.person_name.trim().is_empty() {
        return Err(Error::invalid("person_name", "Write your name."));
    }
    Zone::named(&set_up.zone).map_err(|refused| Error::invalid("zone", refused.to_string()))?;
    let country = |code: &&String| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(code) = set_up.countries.iter().find(country) {
        return Err(Error::invalid("countries", format!("“{code}” is no country code. Use two letters, such as IN.")));
    }
    Ok(())
}

/// Makes the database of the workspace `id`, with its clinic and its first person.
///
/// # Errors
/// When a field has to be mended, or vault or disk refuse.
pub fn create(parts: &Parts, id: WorkspaceId, kind: WorkspaceKind, set_up: &SetUp, pin: &Pin) -> Result<()> {
    check_set_up(set_up)?;
    let db = open_database(parts, |_| {})?;
    let (env, asked) = (Arc::clone(&parts.env), set_up.clone());
    let mut roles = asked.roles.clone();
    if !roles.contains(&Role::Administrator) {
        roles.push(Role::Administrator);
    }
    let person = PersonAdd { name: asked.person_name.clone(), roles, registration: asked.registration.clone() };
    let hash = clinic::hash_pin(&env, pin)?;
    let key = if person.roles.contains(&Role::Doctor) {
        let key = env.id();
        Some((key, parts.keys.create(key, pin)?))
    } else {
        None
    };
    db.write(move |tx| {
        let profile = Profile {
            id,
            kind,
            installation: env.id(),
            name: asked.clinic_name.trim().to_owned(),
            zone: asked.zone.clone(),
            language: asked.language.clone(),
            countries: asked.countries.clone(),
            offer: String::new(),
            location: String::new(),
            audience: String::new(),
            tone: "warm".to_owned(),
            contact: String::new(),
            lock_after_minutes: 10,
            grace_minutes: 15,
            stopped: None,
            zone_data: data_version().to_owned(),
        };
        clinic::create(tx, &env, &profile)?;
        let new = clinic::NewPerson {
            name: person.name.clone(),
            roles: person.roles.clone(),
            registration: person.registration.clone(),
            pin_hash: hash.clone(),
        };
        let id = clinic::add_person(tx, &env, Actor::Application, &new)?;
        if let Some((key, public_key)) = key {
            clinic::enrol(tx, &env, None, id, key, public_key)?;
        }
        Ok(())
    })
}

/// Makes the database that a backup held into the one of this laptop's clinic, before it is opened for the first time.
/// Everything that could go out waits afterwards.
///
/// # Errors
/// When the database does not open or is newer, or is another workspace's; it is to be thrown away then.
pub fn restore(parts: &Parts, taken: &BackupTaken) -> Result<()> {
    Db::is_there(&parts.database)?;
    store::file::check(&options(parts))?;
    let db = open_database(parts, |_| {})?;
    let found = db.read(clinic::profile)?;
    if found.id != taken.workspace || found.kind != parts.kind {
        return Err(backup::refusal(BackupFault::Damaged("its database is another clinic's".to_owned())));
    }
    let (env, from) = (Arc::clone(&parts.env), Origin::gather(taken, &options(parts)));
    db.write(move |tx| backup::settle_in(tx, &env, &from))
}

fn options(parts: &Parts) -> StoreOptions {
    StoreOptions { path: parts.database.clone(), key: parts.key.clone(), max_pages: parts.max_pages }
}

fn open_database(parts: &Parts, changed: impl Fn(&[Tag]) + Send + 'static) -> Result<Db> {
    Ok(Db::open(options(parts), changed)?)
}

impl Engine {
    /// Opens a workspace and starts its loops on `runtime`, which must be a multi-threaded one.
    ///
    /// # Errors
    /// When the database can't be opened; it is as it was then.
    pub fn open(parts: Parts, runtime: &Handle) -> Result<Self> {
        // An empty database in the place of a clinic's would look as if all were in order.
        Db::is_there(&parts.database)?;
        backup::before_migration(&options(&parts), &parts.env, parts.kind, &*parts.backups)?;
        // Weak, because the store tells the dispatcher and the dispatcher holds the store: neither would ever be closed.
        let woken: Arc<OnceLock<Weak<Dispatcher>>> = Arc::default();
        let alerted: Arc<OnceLock<Weak<Lookout>>> = Arc::default();
        let tellers: Arc<loops::Tellers> = Arc::default();
        let tells = Arc::clone(&tellers);
        let (wakes, looks, told) = (Arc::clone(&woken), Arc::clone(&alerted), Arc::clone(&parts.changed));
        let db = open_database(&parts, move |tags| {
            if tags.iter().any(|tag| Lookout::is_news(*tag))
                && let Some(lookout) = looks.get().and_then(Weak::upgrade)
            {
                lookout.wake();
            }
            if tags.iter().any(|tag| matters_to_dispatcher(*tag))
                && let Some(dispatcher) = wakes.get().and_then(Weak::upgrade)
            {
                dispatcher.wake();
            }
            if tags.contains(&Tag::Alerts) {
                tells.wake();
            }
            told(tags);
        })?;
        opened(&db, &parts.env)?;
        use_versions(&db, &parts.publishers)?;
        db.read(|tx| publish::open_book(tx, parts.listener.book()))?;
        let dispatcher = Dispatcher::new(DispatcherParts {
            db: db.clone(),
            env: Arc::clone(&parts.env),
            files: Arc::clone(&parts.files),
            credentials: Arc::clone(&parts.credentials),
            media_host: Arc::clone(&parts.media_host),
            publishers: parts.publishers.clone(),
            listener: Arc::clone(&parts.listener),
            steps: Arc::clone(&parts.steps),
        })?;
        // Set once, here: nobody else has this cell.
        let _ = woken.set(Arc::downgrade(&dispatcher));
        let desktop = Arc::new(Desktop::new(db.clone(), Arc::clone(&parts.env), Arc::clone(&parts.keys)));
        let publishers: BTreeMap<_, _> =
            parts.publishers.into_iter().map(|publisher| (publisher.platform(), publisher)).collect();
        let connectors: BTreeMap<_, _> =
            parts.connectors.into_iter().map(|connector| (connector.facts().login, connector)).collect();
        let renewals = Arc::new(Notify::new());
        let sign_ins: Arc<Mutex<()>> = Arc::default();
        let renewing: Arc<tokio::sync::Mutex<()>> = Arc::default();
        let renewal = Renewal {
            db: db.clone(),
            env: Arc::clone(&parts.env),
            credentials: Arc::clone(&parts.credentials),
            connectors: connectors.clone(),
            turn: Arc::clone(&sign_ins),
            woken: Arc::clone(&renewals),
            listener: Arc::clone(&parts.listener),
            going: Arc::clone(&renewing),
        };
        let backups = BackupDesk::new(
            db.clone(),
            Arc::clone(&parts.env),
            Arc::clone(&parts.backups),
            Arc::clone(&parts.changed),
        )?;
        let backups = Arc::new(backups);
        let lookout = Lookout::new(db.clone(), Arc::clone(&parts.env), Arc::clone(&parts.changed));
        let _ = alerted.set(Arc::downgrade(&lookout));
        let collector = Collector::new(db.clone(), Arc::clone(&parts.env), parts.readers)?;
        let gesturer = Gesturer::new(db.clone(), Arc::clone(&parts.env), parts.gestures, parts.steps)?;
        let sampler = Sampler::new(db.clone(), Arc::clone(&parts.env), parts.meters);
        // Before anything is sent: what is over since the last time is renewed first.
        renewal.tell()?;
        let api = Arc::new(Api {
            db,
            env: parts.env,
            files: parts.files,
            keys: parts.keys,
            record_key: parts.record_key,
            credentials: parts.credentials,
            media_host: parts.media_host,
            courier: parts.courier,
            writer: parts.writer,
            reply_writer: parts.reply_writer,
            desktop,
            dispatcher: Arc::clone(&dispatcher),
            collector: Arc::clone(&collector),
            gesturer: Arc::clone(&gesturer),
            sampler: Arc::clone(&sampler),
            lookout: Arc::clone(&lookout),
            listener: Arc::clone(&parts.listener),
            publishers,
            searchers: parts.searchers.into_iter().map(|searcher| (searcher.platform(), searcher)).collect(),
            connectors: connectors.clone(),
            login: LoginDesk::default(),
            backups: Arc::clone(&backups),
            sign_ins,
            renewals: Arc::clone(&renewals),
            changed: Arc::clone(&parts.changed),
            undos: Default::default(),
        });
        let loops = vec![
            runtime.spawn(Arc::clone(&dispatcher).run()),
            runtime.spawn(loops::lock_when_idle(Arc::clone(&api))),
            runtime.spawn(renewal.run()),
            runtime.spawn(backups.run()),
            runtime.spawn(collector.run()),
            runtime.spawn(gesturer.run()),
            runtime.spawn(sampler.run()),
            runtime.spawn(lookout.run()),
            runtime.spawn(loops::tell_by(AlertWay::Email, Arc::clone(&api), Arc::clone(&tellers))),
            runtime.spawn(loops::tell_by(AlertWay::Slack, Arc::clone(&api), tellers)),
            runtime.spawn(loops::keep_what_was_called(Arc::clone(&api))),
            runtime.spawn(loops::tell_how_far_uploads_are(Arc::clone(&dispatcher), Arc::clone(&parts.changed))),
            runtime.spawn(loops::tell_what_was_heard(parts.listener, parts.changed, Arc::clone(&api))),
            runtime.spawn(loops::keep_checkpoints(Arc::clone(&api))),
            runtime.spawn(loops::let_go_of_hits(Arc::clone(&api))),
        ];
        Ok(Self { api, loops, renewing })
    }

    /// The use cases.
    pub const fn api(&self) -> &Arc<Api> {
        &self.api
    }

    /// How many durable commits were made since the start.
    pub fn durable_commits(&self) -> u64 {
        self.api.db.durable_commits()
    }

    /// Adds a person without anybody being signed in; for making the practice clinic.
    ///
    /// # Errors
    /// When a field has to be mended, or vault or disk refuse.
    pub fn seed_person(&self, new: &PersonAdd, pin: &Pin) -> Result<()> {
        self.only_in_practice()?;
        self.api.add(Actor::Application, None, new, pin).map(|_| ())
    }

    /// Connects a channel without asking its platform; for making the practice clinic.
    ///
    /// # Errors
    /// When vault or disk refuse.
    pub fn seed_channel(&self, credential: &Secret, new: NewChannel) -> Result<()> {
        self.only_in_practice()?;
        self.api.keep_channel(Actor::Application, credential, new, NewToken::PASTED).map(|_| ())
    }

    /// Keeps the app that sign-ins go through, without anybody being signed in; for making the practice clinic.
    ///
    /// # Errors
    /// When vault or disk refuse.
    pub fn seed_app(&self, login: Login, id: &str, secret: Option<&Secret>) -> Result<()> {
        self.only_in_practice()?;
        if let Some(secret) = secret {
            self.api.credentials.seal(&CredentialRef::for_app(login), secret)?;
        }
        let (env, id) = (Arc::clone(&self.api.env), id.to_owned());
        self.api.db.write(move |tx| clinic::set_app(tx, &env, Actor::Application, None, login, &id))
    }

    /// Sets a media host up without asking it; for making the practice clinic.
    ///
    /// # Errors
    /// When vault or disk refuse.
    pub fn seed_media_host(&self, secret: &Secret, settings: &MediaHostSettings) -> Result<()> {
        self.only_in_practice()?;
        self.api.keep_media_host(secret, settings)
    }

    fn only_in_practice(&self) -> Result<()> {
        match self.api.db.read(clinic::profile)?.kind {
            WorkspaceKind::Practice => Ok(()),
            WorkspaceKind::Real => Err(Error::internal("a real clinic is not seeded")),
        }
    }

    /// Closes: locks, ends the loops, and waits until what is on its way is settled.
    pub async fn close(self) {
        if let Err(error) = self.api.desktop.lock() {
            tracing::warn!(%error, "the session could not be locked on record");
        }
        self.api.login.close().await;
        self.api.dispatcher.close();
        self.api.backups.close();
        self.api.collector.close();
        self.api.gesturer.close();
        self.api.sampler.close();
        self.api.lookout.close();
        // What renews a sign-in may be good once: its answer is kept before the loop ends, and no other is asked for.
        let _renewing = self.renewing.lock().await;
        for (index, task) in self.loops.into_iter().enumerate() {
            if index > 0 {
                task.abort();
            }
            // An aborted loop ends with an error that says so; nothing else is to be learnt from it.
            let _ = task.await;
        }
        if let Err(error) = tokio::task::block_in_place(|| publish::keep_calls(&self.api.db, self.api.listener.book()))
        {
            tracing::warn!(%error, "the last calls could not be kept on record");
        }
        // Last, so that it tells of everything.
        if let Err(error) = tokio::task::block_in_place(|| self.api.keep_checkpoint()) {
            tracing::warn!(%error, "the record's last checkpoint could not be made");
        }
    }
}

/// Has the clients name the versions that were chosen, before any of them asks for anything. One that its client does not take
/// any more is left to the client's own.
fn use_versions(db: &Db, publishers: &[Arc<dyn Publisher>]) -> Result<()> {
    for publisher in publishers {
        let chosen = db.read(|tx| clinic::api_version(tx, publisher.platform()))?;
        if let Some(chosen) = chosen
            && let Err(why) = publisher.use_version(Some(&chosen.version))
        {
            tracing::warn!(platform = publisher.platform().name(), why, "the chosen version is not used");
        }
    }
    Ok(())
}

const fn matters_to_dispatcher(tag: Tag) -> bool {
    match tag {
        Tag::Posts | Tag::Queue | Tag::Publishing | Tag::Channels | Tag::Clinic => true,
        Tag::People
        | Tag::Review
        | Tag::Activity
        | Tag::Session
        | Tag::Library
        | Tag::Calls
        | Tag::Uploads
        | Tag::Backups
        | Tag::Recipients
        | Tag::Inbox
        | Tag::Gestures
        | Tag::Alerts
        | Tag::Numbers
        | Tag::Discovery => false,
    }
}

/// What is done at each start: new zone data, and a line in the record.
fn opened(db: &Db, env: &Arc<Env>) -> Result<()> {
    let env = Arc::clone(env);
    db.write(move |tx| {
        clinic::make_number_key(tx, &env)?;
        let stored = clinic::profile(tx)?.zone_data;
        for post in schedule::rederive(tx, &env, &stored)? {
            gate::reconsider(tx, &env, post)?;
        }
        alert::recover(tx, &env)?;
        audit::record(
            tx,
            &env,
            &Entry::done(Actor::Application, Action::WorkspaceOpened).fact("zone_data", data_version()),
        )?;
        Ok(())
    })
}
