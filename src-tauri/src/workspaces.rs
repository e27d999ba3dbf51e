//! The workspaces of this data folder: made, opened, shown, closed. The practice clinic and a real one can be open at once;
//! the window shows one of them, and the other goes on publishing.

mod again;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use countersign_core::api::Api;
use countersign_core::api::types::{ApiError, AppState, KeychainState, SetUp, WorkspaceState};
use countersign_core::engine;
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Pin, Platform, WorkspaceKind};
use countersign_vault::secret_store::keychain_namespace;
use countersign_vault::{
    FileSecretStore, KeyRingFault, RandomSource, RecoveryKey, SecretStore, SystemDisk, SystemKeychain, Vault,
    VaultOptions, os_rng,
};
use tauri::AppHandle;

use crate::home::Home;
use crate::opening::{self, Open, key_error};
use crate::practice;

#[derive(Default)]
struct Shown {
    active: Option<WorkspaceKind>,
    open: BTreeMap<WorkspaceKind, Open>,
    problems: BTreeMap<WorkspaceKind, ApiError>,
}

/// The workspaces.
pub struct Workspaces {
    home: Home,
    shown: Mutex<Shown>,
    /// One opening, making or closing at a time.
    changing: tokio::sync::Mutex<()>,
    keychain: OnceLock<Arc<SystemKeychain>>,
}

/// A workspace that was opened or made, before the window shows it.
pub enum Opened {
    /// It is open.
    Ready,
    /// Its recovery key was never confirmed: that comes first.
    Unconfirmed,
}

impl Workspaces {
    /// Those of a data folder.
    pub fn new(home: Home) -> Self {
        Self { home, shown: Mutex::default(), changing: tokio::sync::Mutex::default(), keychain: OnceLock::new() }
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keychain(&self) -> Result<Arc<SystemKeychain>, Error> {
        if let Some(keychain) = self.keychain.get() {
            return Ok(Arc::clone(keychain));
        }
        let namespace = keychain_namespace(self.home.folder(), &SystemDisk, &RandomSource::new(os_rng()))?;
        Ok(Arc::clone(self.keychain.get_or_init(|| Arc::new(SystemKeychain::new(&namespace)))))
    }

    fn secrets(&self, kind: WorkspaceKind) -> Result<Arc<dyn SecretStore>, Error> {
        Ok(match kind {
            WorkspaceKind::Practice => Arc::new(FileSecretStore::in_practice_folder(
                &self.home.workspace(kind),
                Arc::new(SystemDisk),
                RandomSource::new(os_rng()),
            )),
            WorkspaceKind::Real => self.keychain()?,
        })
    }

    /// What there is, and what the window shows. Asks the keychain, so not on the main thread.
    pub fn state(&self) -> AppState {
        let keychain = self.keychain().map_or(KeychainState::Missing, |keychain| match keychain.state() {
            countersign_vault::KeychainState::Ready => KeychainState::Ready,
            countersign_vault::KeychainState::Missing => KeychainState::Missing,
            countersign_vault::KeychainState::Locked => KeychainState::Locked,
        });
        let shown = self.shown();
        let workspaces = [WorkspaceKind::Practice, WorkspaceKind::Real].map(|kind| WorkspaceState {
            kind,
            exists: self.home.has(kind),
            open: shown.open.contains_key(&kind),
            unconfirmed: shown.open.get(&kind).is_some_and(|open| is_unconfirmed(kind, open)),
            problem: shown.problems.get(&kind).cloned(),
            clinic_name: shown.open.get(&kind).and_then(|open| open.engine.api().clinic_name().ok()),
        });
        AppState {
            workspaces: workspaces.into(),
            active: shown.active,
            keychain,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            practice_key_beside_data: true,
        }
    }

    /// The use cases of the workspace that the window shows.
    pub fn api(&self) -> Result<Arc<Api>, Error> {
        let shown = self.shown();
        let open = shown.active.and_then(|kind| shown.open.get(&kind));
        open.map(|open| Arc::clone(open.engine.api()))
            .ok_or_else(|| Error::refused(ErrorCode::Locked, "No clinic is open. Choose one first."))
    }

    /// Where a post's public address is opened: at the platform, or at the practice platforms.
    pub fn page(&self, permalink: &str) -> Result<String, Error> {
        let shown = self.shown();
        let open = shown.active.and_then(|kind| shown.open.get(&kind));
        let route = open.map(|open| &open.route).ok_or_else(|| Error::not_found("clinic"))?;
        let pages = Platform::ALL.iter().map(|platform| route.page(*platform, permalink));
        pages
            .flatten()
            .next()
            .map(|url| url.to_string())
            .ok_or_else(|| Error::invalid("url", "Countersign opens only addresses of the platforms it publishes on."))
    }

    /// Whether the window shows this workspace.
    pub fn shows(&self, kind: WorkspaceKind) -> bool {
        self.shown().active == Some(kind)
    }

    /// Opens a workspace, and has the window show it; the practice clinic is made when there is none.
    pub async fn open(&self, app: &AppHandle, kind: WorkspaceKind) -> Result<Opened, Error> {
        self.open_unseen(app, kind).await?;
        Ok(tokio::task::block_in_place(|| self.show(kind)))
    }

    /// Opens a workspace; the window shows what it showed.
    async fn open_unseen(&self, app: &AppHandle, kind: WorkspaceKind) -> Result<(), Error> {
        let _one_at_a_time = self.changing.lock().await;
        if !self.shown().open.contains_key(&kind) {
            self.driven_by_nobody(kind)?;
            let opened = self.start(app, kind, Vault::open).await;
            self.note(kind, &opened);
            opened?;
        }
        Ok(())
    }

    /// Opens a workspace with its recovery key.
    pub async fn recover(&self, app: &AppHandle, kind: WorkspaceKind, key: RecoveryKey) -> Result<(), Error> {
        let _one_at_a_time = self.changing.lock().await;
        self.driven_by_nobody(kind)?;
        self.start(app, kind, move |options| Vault::open_with_recovery(options, &key)).await?;
        self.shown().problems.remove(&kind);
        tokio::task::block_in_place(|| self.turn_to(kind));
        Ok(())
    }

    fn note(&self, kind: WorkspaceKind, opened: &Result<(), Error>) {
        let mut shown = self.shown();
        match opened {
            Ok(()) => shown.problems.remove(&kind),
            Err(error) => shown.problems.insert(kind, error.clone().into()),
        };
    }

    /// The window shows an open workspace once its recovery key was confirmed.
    fn show(&self, kind: WorkspaceKind) -> Opened {
        if self.shown().open.get(&kind).is_some_and(|open| is_unconfirmed(kind, open)) {
            return Opened::Unconfirmed;
        }
        self.turn_to(kind);
        Opened::Ready
    }

    /// The window turns to a workspace. Whoever is signed in at the one that it leaves is signed out there: nobody sees any
    /// more that they are. Writes, so not on the main thread.
    fn turn_to(&self, kind: WorkspaceKind) {
        let left = {
            let mut shown = self.shown();
            let left = shown.active.replace(kind).filter(|left| *left != kind);
            left.and_then(|left| shown.open.get(&left)).map(|open| Arc::clone(open.engine.api()))
        };
        if let Some(Err(error)) = left.map(|api| api.lock()) {
            tracing::warn!(%error, "the session of the clinic that was left could not be locked on record");
        }
    }

    /// Makes another recovery key of an open workspace whose key was never confirmed. Whoever calls this holds the private
    /// window, so that the key that is shown is the last that was made.
    pub fn renew_recovery(&self, kind: WorkspaceKind) -> Result<RecoveryKey, Error> {
        let shown = self.shown();
        let open = shown.open.get(&kind).filter(|open| is_unconfirmed(kind, open));
        let open = open.ok_or_else(|| Error::internal("no recovery key waits to be confirmed"))?;
        open.vault.renew_recovery().map_err(key_error)
    }

    /// The recovery key was typed back: the window shows the workspace.
    pub fn recovery_confirmed(&self, kind: WorkspaceKind) -> Result<(), Error> {
        if let Some(open) = self.shown().open.get(&kind) {
            open.vault.confirm_recovery().map_err(key_error)?;
        } else {
            return Ok(());
        }
        self.turn_to(kind);
        Ok(())
    }

    /// The window goes back to the first screen; what is open stays open.
    pub fn leave(&self) -> Result<(), Error> {
        if let Ok(api) = self.api() {
            api.lock()?;
        }
        self.shown().active = None;
        Ok(())
    }

    /// Makes a real clinic. Its recovery key has to be shown and confirmed next.
    pub async fn create(&self, app: &AppHandle, set_up: SetUp, pin: Pin) -> Result<Opened, Error> {
        let kind = WorkspaceKind::Real;
        if Home::is_automated() && !self.home.is_moved() {
            return Err(driven());
        }
        engine::check_set_up(&set_up)?;
        let _one_at_a_time = self.changing.lock().await;
        let open = opening::make(&self.home, kind, self.secrets(kind)?, app, (&set_up, &pin), |_| Ok(())).await?;
        self.shown().open.insert(kind, open);
        self.note(kind, &Ok(()));
        Ok(tokio::task::block_in_place(|| self.show(kind)))
    }

    async fn start(
        &self,
        app: &AppHandle,
        kind: WorkspaceKind,
        unlock: impl FnOnce(&VaultOptions) -> Result<Vault, KeyRingFault>,
    ) -> Result<(), Error> {
        let secrets = self.secrets(kind)?;
        let open = if kind == WorkspaceKind::Practice && !self.home.has(kind) {
            let pin = Pin::parse(practice::PIN.into()).map_err(|error| Error::internal(error.to_string()))?;
            opening::make(&self.home, kind, secrets, app, (&practice::set_up(), &pin), practice::fill).await?
        } else {
            opening::open(&self.home, kind, secrets, app, unlock).await?
        };
        self.shown().open.insert(kind, open);
        Ok(())
    }

    /// A real clinic that was there before this program started is never opened in a window that a program drives.
    fn driven_by_nobody(&self, kind: WorkspaceKind) -> Result<(), Error> {
        if kind == WorkspaceKind::Real && Home::is_automated() && !self.shown().open.contains_key(&kind) {
            return Err(driven());
        }
        Ok(())
    }

    /// Closes everything; what is on its way is settled first.
    pub async fn close_all(&self) {
        let _one_at_a_time = self.changing.lock().await;
        let open = std::mem::take(&mut self.shown().open);
        for (_, open) in open {
            open.close().await;
        }
    }
}

fn is_unconfirmed(kind: WorkspaceKind, open: &Open) -> bool {
    kind == WorkspaceKind::Real && !open.vault.recovery_confirmed()
}

fn driven() -> Error {
    Error::refused(
        ErrorCode::WorkspaceBusy,
        "This window is driven by a program. Start Countersign by hand to open your clinic.",
    )
}
