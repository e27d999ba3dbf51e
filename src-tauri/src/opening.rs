//! Opening and making one workspace: its folder, its vault, its clients, its engine.
//!
//! Invariant: the folder is held before anything in it is read, and nothing of it is changed by an opening that fails.

use std::sync::{Arc, OnceLock, Weak};

use countersign_core::api::Api;
use countersign_core::api::types::SetUp;
use countersign_core::check::PlatformMeasure;
use countersign_core::draft::writer::TemplateWriter;
use countersign_core::engage::TemplateReplies;
use countersign_core::engine::{self, Engine, Parts};
use countersign_core::env::{Clock, Env, SystemClock};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Pin, WorkspaceKind};
use countersign_core::publish::{AnswerWatch, Listener, Unwatched};
use countersign_core::store::Tag;
use countersign_providers::{Clients, Route, Settings, Timeouts, clients, courier, media_host};
use countersign_vault::{KeyRingFault, SecretStore, Vault, VaultOptions, os_rng};
use tauri::{AppHandle, Emitter, Manager};

use crate::commands::MAIN_WINDOW;
use crate::desktop::Watch;
use crate::home::{Held, Home};
use crate::practice::Platforms;
use crate::workspaces::Workspaces;

/// An open workspace and all that belongs to it.
pub struct Open {
    /// Its engine.
    pub engine: Engine,
    /// Where its clients go.
    pub route: Route,
    /// Its vault.
    pub vault: Vault,
    platforms: Option<Platforms>,
    _held: Held,
}

impl Open {
    /// Closes it; what is on its way is settled first.
    pub async fn close(self) {
        self.engine.close().await;
        if let Some(platforms) = self.platforms {
            platforms.stop().await;
        }
    }
}

/// Opens a workspace that was made before.
pub async fn open(
    home: &Home,
    kind: WorkspaceKind,
    secrets: Arc<dyn SecretStore>,
    app: &AppHandle,
    unlock: impl FnOnce(&VaultOptions) -> Result<Vault, KeyRingFault>,
) -> Result<Open, Error> {
    let held = home.hold(kind)?;
    let options = VaultOptions::new(home.workspace(kind), secrets);
    open_held(home, kind, app, held, || unlock(&options)).await
}

/// Opens a workspace whose folder is held already.
pub async fn open_held(
    home: &Home,
    kind: WorkspaceKind,
    app: &AppHandle,
    held: Held,
    unlock: impl FnOnce() -> Result<Vault, KeyRingFault>,
) -> Result<Open, Error> {
    let vault = tokio::task::block_in_place(unlock).map_err(key_error)?;
    let (platforms, route) = route(home, kind).await?;
    let sees = Arc::new(OnceLock::new());
    let parts = parts(home, kind, &vault, route.clone(), app, &sees);
    run(parts, &sees, vault, platforms, route, held)
}

/// Makes a workspace, opens it, and puts in it what it begins with. Until all of that is done it counts as not made.
pub async fn make(
    home: &Home,
    kind: WorkspaceKind,
    secrets: Arc<dyn SecretStore>,
    app: &AppHandle,
    (set_up, pin): (&SetUp, &Pin),
    fill: impl FnOnce(&Engine) -> Result<(), Error>,
) -> Result<Open, Error> {
    let held = home.hold(kind)?;
    home.begin(kind, &held)?;
    let options = VaultOptions::new(home.workspace(kind), secrets);
    let (vault, _) = tokio::task::block_in_place(|| {
        let env = Env::new(Arc::new(SystemClock), Box::new(os_rng()));
        Vault::create(&options, env.id())
    })
    .map_err(key_error)?;
    let (platforms, route) = route(home, kind).await?;
    let sees = Arc::new(OnceLock::new());
    let parts = parts(home, kind, &vault, route.clone(), app, &sees);
    tokio::task::block_in_place(|| engine::create(&parts, vault.workspace(), kind, set_up, pin))?;
    if let Some(platforms) = &platforms {
        platforms.fill(SystemClock.now());
    }
    let open = run(parts, &sees, vault, platforms, route, held)?;
    let made = tokio::task::block_in_place(|| fill(&open.engine).and_then(|()| home.finish(kind)));
    if let Err(error) = made {
        open.close().await;
        return Err(error);
    }
    Ok(open)
}

/// The parts of a workspace that is made out of a backup and not opened yet.
pub async fn parts_to_restore(
    home: &Home,
    kind: WorkspaceKind,
    vault: &Vault,
    app: &AppHandle,
) -> Result<Parts, Error> {
    let (_, route) = route(home, kind).await?;
    Ok(parts(home, kind, vault, route, app, &Arc::default()))
}

async fn route(home: &Home, kind: WorkspaceKind) -> Result<(Option<Platforms>, Route), Error> {
    match kind {
        WorkspaceKind::Real => Ok((None, Route::Real)),
        WorkspaceKind::Practice => {
            let platforms = Platforms::start(&home.workspace(kind)).await?;
            let route = platforms.route()?;
            Ok((Some(platforms), route))
        }
    }
}

/// The window is told about sessions only once there is an engine to ask.
type Sees = Arc<OnceLock<Weak<Api>>>;

fn parts(home: &Home, kind: WorkspaceKind, vault: &Vault, route: Route, app: &AppHandle, sees: &Sees) -> Parts {
    let listener = Arc::new(Listener::default());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let watch: Arc<dyn AnswerWatch> = listener.clone();
    let media_host = media_host(route.clone(), Arc::clone(&clock), Timeouts::default());
    let courier = courier(route.clone(), Timeouts::default());
    let Clients { publishers, readers, gestures, meters, searchers, connectors } =
        clients(countersign_providers::Parts {
            route,
            credentials: vault.credentials(),
            clock: Arc::clone(&clock),
            watch,
            settings: Settings::default(),
        });
    let (window, api) = (app.clone(), Arc::clone(sees));
    Parts {
        kind,
        backups: vault.backups(),
        database: home.database(kind),
        key: vault.data_key().clone(),
        max_pages: None,
        env: Env::new(clock, Box::new(os_rng())),
        keys: vault.keys(),
        record_key: vault.record_key(),
        files: vault.files(),
        credentials: vault.credentials(),
        media_host,
        courier,
        writer: Arc::new(TemplateWriter::new(Arc::new(PlatformMeasure))),
        reply_writer: Arc::new(TemplateReplies),
        publishers,
        readers,
        meters,
        gestures,
        searchers,
        connectors,
        listener,
        steps: Arc::new(Unwatched),
        changed: Arc::new(move |tags| tell(&window, kind, &api, tags)),
    }
}

/// Tells the window what changed. Who is signed in at a clinic that it does not show is nobody there.
fn tell(window: &AppHandle, kind: WorkspaceKind, api: &Sees, tags: &[Tag]) {
    let words: Vec<&str> = tags.iter().map(|tag| tag.word()).collect();
    emit(window, "changed", words);
    window.state::<Watch>().changed();
    if tags.contains(&Tag::Session) {
        let (window, api) = (window.clone(), Arc::clone(api));
        // Asked from another thread: this one is the store's writer, and answers nothing while it is in here.
        tauri::async_runtime::spawn_blocking(move || {
            let session = api.get().and_then(Weak::upgrade).map(|api| api.session());
            if let Some(Ok(session)) = session
                && window.state::<Workspaces>().shows(kind)
            {
                emit(&window, "session", session);
            }
        });
    }
}

/// Sends an event to the main window.
pub fn emit<T: serde::Serialize + Clone>(window: &AppHandle, event: &str, payload: T) {
    if let Err(error) = window.emit_to(MAIN_WINDOW, event, payload) {
        tracing::debug!(%error, event, "the window was not there to be told");
    }
}

fn run(
    parts: Parts,
    sees: &Sees,
    vault: Vault,
    platforms: Option<Platforms>,
    route: Route,
    held: Held,
) -> Result<Open, Error> {
    let runtime = tokio::runtime::Handle::current();
    let engine = tokio::task::block_in_place(|| Engine::open(parts, &runtime))?;
    // Set once, here.
    let _ = sees.set(Arc::downgrade(engine.api()));
    Ok(Open { engine, route, vault, platforms, _held: held })
}

/// What a fault of the keys means for a person.
pub fn key_error(fault: KeyRingFault) -> Error {
    let (code, message) = match &fault {
        KeyRingFault::NoKeys => {
            (ErrorCode::Damaged, "The clinic's keys are not in its folder any more. Restore the last backup.")
        }
        KeyRingFault::AlreadyThere => {
            (ErrorCode::Invalid, "There is a clinic on this laptop already. Open it instead.")
        }
        KeyRingFault::KeychainEntryLost => (
            ErrorCode::WrongKey,
            "This laptop's keychain no longer holds the clinic's key. Enter the recovery key that you wrote down.",
        ),
        KeyRingFault::KeychainMissing => (
            ErrorCode::KeychainMissing,
            "The system keychain is not there. Install one (GNOME Keyring or KWallet), sign in again, and try again.",
        ),
        KeyRingFault::KeychainLocked => {
            (ErrorCode::KeychainLocked, "The system keychain is locked or does not answer. Unlock it and try again.")
        }
        KeyRingFault::WrongRecoveryKey => (ErrorCode::WrongKey, "This is not the recovery key of this clinic."),
        KeyRingFault::Damaged(_) => (
            ErrorCode::WrongKey,
            "The clinic's keys don't open with this laptop's keychain. Enter the recovery key that you wrote down.",
        ),
        KeyRingFault::UnknownVersion(_) => (
            ErrorCode::NewerSchema,
            "This clinic was used with a newer Countersign. Please update Countersign on this laptop.",
        ),
        KeyRingFault::Disk(_) => {
            (ErrorCode::Disk, "The disk is full or can't be written. Nothing was changed; make room and try again.")
        }
    };
    Error::refused(code, message).with(|refusal| refusal.detail = Some(fault.to_string()))
}
