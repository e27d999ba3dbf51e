//! Workspaces from one start to the next: what was open is opened again, so that signed posts go out without anybody
//! having to think of it.
//!
//! Invariant: opening again asks nobody for anything; what can't be opened quietly is shown as a problem and tried again later.

use std::sync::Arc;

use countersign_core::api::Api;
use countersign_core::api::types::AppState;
use countersign_core::env::{Clock, SystemClock};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::WorkspaceKind;
use countersign_vault::backup::Found;
use countersign_vault::{RecoveryKey, SecretStore};
use tauri::{AppHandle, Manager};

use super::Workspaces;
use crate::desktop::Laptop;
use crate::home::Home;
use crate::restoring;

impl Workspaces {
    /// Makes a backup into this laptop's clinic, opens it, and has the window show it. A clinic that is damaged is put aside.
    ///
    /// # Errors
    /// When there is a clinic that is not damaged, or the backup can't be used; what was there is as it was.
    pub async fn restore(&self, app: &AppHandle, found: &Found, key: &RecoveryKey) -> Result<(), Error> {
        let kind = WorkspaceKind::Real;
        if Home::is_automated() && !self.home.is_moved() {
            return Err(super::driven());
        }
        let _one_at_a_time = self.changing.lock().await;
        let damaged = {
            let shown = self.shown();
            !shown.open.contains_key(&kind)
                && shown.problems.get(&kind).is_some_and(|problem| problem.code == ErrorCode::Damaged)
        };
        // A keychain that refuses does so before anything is moved.
        let secrets = self.secrets(kind)?;
        let aside = match self.home.has(kind) && damaged {
            true => Some(self.home.put_aside(kind, SystemClock.now())?),
            false => None,
        };
        let restored = restoring::restore(&self.home, secrets, app, (found, key)).await;
        if let (Err(_), Some(aside)) = (&restored, &aside)
            && let Err(error) = self.home.put_back(kind, aside)
        {
            // Why the restore failed is what people have to know; the damaged clinic lies aside, whole.
            tracing::error!(%error, "the clinic that was put aside could not be put back");
        }
        self.shown().open.insert(kind, restored?);
        self.note(kind, &Ok(()));
        tokio::task::block_in_place(|| self.turn_to(kind));
        Ok(())
    }

    /// The data folder.
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// The use cases of every open workspace.
    pub fn apis(&self) -> Vec<(WorkspaceKind, Arc<Api>)> {
        self.shown().open.iter().map(|(kind, open)| (*kind, Arc::clone(open.engine.api()))).collect()
    }

    /// The workspaces that should be open and could not be.
    pub fn not_opened(&self) -> Vec<WorkspaceKind> {
        let shown = self.shown();
        shown.problems.keys().filter(|kind| !shown.open.contains_key(kind)).copied().collect()
    }

    /// Opens what was open when the application ended, and shows what the window showed.
    pub async fn open_again(&self, app: &AppHandle) {
        let kept = app.state::<Laptop>().kept();
        for kind in kept.open.iter().filter(|kind| self.home.has(**kind)) {
            self.open_quietly(app, *kind).await;
        }
        let mut shown = self.shown();
        // A clinic whose recovery key was never confirmed is not shown before that.
        let may_be_shown =
            |kind: &WorkspaceKind| shown.open.get(kind).is_some_and(|open| !super::is_unconfirmed(*kind, open));
        shown.active = kept.shown.filter(may_be_shown);
    }

    /// Tries again what could not be opened, as a keychain that was still locked at the sign-in may be open by now.
    pub async fn open_what_is_missing(&self, app: &AppHandle) {
        for kind in self.not_opened() {
            self.open_quietly(app, kind).await;
        }
    }

    async fn open_quietly(&self, app: &AppHandle, kind: WorkspaceKind) {
        let app_then = app.clone();
        let ready = tauri::async_runtime::spawn_blocking(move || {
            let here = app_then.state::<Self>();
            kind == WorkspaceKind::Practice
                || here.keychain().is_ok_and(|keychain| keychain.state() == countersign_vault::KeychainState::Ready)
        });
        // A locked keychain would ask; that is left to the moment when somebody opens the clinic.
        if kind == WorkspaceKind::Real && !ready.await.unwrap_or(false) {
            let locked = crate::opening::key_error(countersign_vault::KeyRingFault::KeychainLocked);
            self.note(kind, &Err(locked));
            return;
        }
        if let Err(error) = self.open_unseen(app, kind).await {
            tracing::warn!(%error, ?kind, "a clinic that was open could not be opened again");
        }
    }

    /// Remembers for the next start what is open now. What could not be opened this time is not given up.
    pub fn remember(app: &AppHandle, state: &AppState) {
        app.state::<Laptop>().change(|kept| {
            let was_open = kept.open.clone();
            let stays = |kind: &WorkspaceKind, open: bool, failed: bool| open || (failed && was_open.contains(kind));
            let workspaces = state.workspaces.iter();
            kept.open = workspaces
                .filter(|workspace| stays(&workspace.kind, workspace.open, workspace.problem.is_some()))
                .map(|workspace| workspace.kind)
                .collect();
            kept.shown = state.active.or(kept.shown.filter(|shown| !kept.open.contains(shown)));
        });
    }
}
