//! Where backups go, and restoring a clinic from one: what only a person at the window does.

use std::path::PathBuf;

use countersign_core::api::types::{AppState, Backups, BackupsFound, SecretTask};
use countersign_core::error::Error;
use countersign_core::model::WorkspaceKind;
use countersign_vault::RecoveryKey;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

use super::app::state;
use super::{Answer, with_api};
use crate::restoring::Restoring;
use crate::secret::{SecretDesk, value};
use crate::workspaces::Workspaces;

/// The folder that a person picks in the system's own dialog.
async fn picked(app: &AppHandle) -> Option<PathBuf> {
    let (send, picked) = tokio::sync::oneshot::channel();
    app.dialog().file().pick_folder(move |folder| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(folder);
    });
    picked.await.ok().flatten().and_then(|folder| folder.into_path().ok())
}

/// Chooses where backups go: this laptop's own folder, or one that is picked now. Nothing when nobody picked one.
#[tauri::command(rename_all = "snake_case")]
pub async fn backup_place_choose(app: AppHandle, on_laptop: bool) -> Answer<Option<Backups>> {
    let place = match on_laptop {
        true => None,
        false => match picked(&app).await {
            Some(folder) => Some(folder),
            None => return Ok(None),
        },
    };
    with_api(&app, move |api| api.choose_backup_place(place.as_deref())).await.map(Some)
}

/// The backups in this laptop's own folder, or in one that is picked now. Nothing when nobody picked one.
#[tauri::command(rename_all = "snake_case")]
pub async fn backup_find(app: AppHandle, on_laptop: bool) -> Answer<Option<BackupsFound>> {
    let folder = match on_laptop {
        true => {
            let own = app.state::<Workspaces>().home().backups();
            Some(own).filter(|own| own.is_dir())
        }
        false => picked(&app).await,
    };
    let Some(folder) = folder else { return Ok(None) };
    let found = tauri::async_runtime::spawn_blocking(move || app.state::<Restoring>().look_in(&folder)).await;
    Ok(Some(found.map_err(|error| Error::internal(error.to_string()))??))
}

/// Makes one of the backups that were found into this laptop's clinic; its recovery key is typed in the private window.
#[tauri::command(rename_all = "snake_case")]
pub async fn workspace_restore(app: AppHandle, number: u32) -> Answer<AppState> {
    let found = app.state::<Restoring>().chosen(number)?;
    let inner = app.clone();
    let task = SecretTask::EnterRecoveryKey { workspace: WorkspaceKind::Real };
    app.state::<SecretDesk>()
        .ask(&app, task, move |values| {
            let (app, found) = (inner.clone(), found.clone());
            let parsed = RecoveryKey::parse(value(&values, "recovery_key"));
            Box::pin(async move {
                let key = parsed.map_err(|wrong| Error::invalid("recovery_key", wrong.to_string()))?;
                // A task of its own: closing the private window does not stop it half-way.
                let restored =
                    tauri::async_runtime::spawn(
                        async move { app.state::<Workspaces>().restore(&app, &found, &key).await },
                    );
                let restored = restored.await.map_err(|error| Error::internal(error.to_string()))?;
                Ok(restored?)
            })
        })
        .await?;
    state(&app).await
}
