//! The application around a workspace: what there is, opening, making, the private window, links.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_core::api::types::{AppState, SecretTask, SecretValue, SetUp, SetUpChoices};
use countersign_core::error::Error;
use countersign_core::model::{Pin, WorkspaceKind};
use countersign_vault::RecoveryKey;
use tauri::{AppHandle, Manager, State};
use tauri_plugin_opener::OpenerExt;

use super::Answer;
use crate::desktop::Watch;
use crate::place;
use crate::secret::{self, SecretDesk, value};
use crate::workspaces::{Opened, Workspaces};

pub(super) async fn state(app: &AppHandle) -> Answer<AppState> {
    let app = app.clone();
    let state = tauri::async_runtime::spawn_blocking(move || {
        let state = app.state::<Workspaces>().state();
        Workspaces::remember(&app, &state);
        state
    })
    .await;
    state.map_err(|error| Error::internal(error.to_string()).into())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn app_state(app: AppHandle) -> Answer<AppState> {
    // What was open is being opened again; whoever asked sooner would see the first screen for nothing.
    app.state::<Watch>().begun().await;
    state(&app).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn set_up_choices() -> Answer<SetUpChoices> {
    Ok(place::choices())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn workspace_open(app: AppHandle, kind: WorkspaceKind) -> Answer<AppState> {
    let opened = app.state::<Workspaces>().open(&app, kind).await?;
    confirm_recovery(&app, kind, opened).await?;
    state(&app).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn workspace_create(app: AppHandle, set_up: SetUp, pin: String) -> Answer<AppState> {
    let pin = parse_pin(pin)?;
    let opened = app.state::<Workspaces>().create(&app, set_up, pin).await?;
    confirm_recovery(&app, WorkspaceKind::Real, opened).await?;
    state(&app).await
}

/// Shows the recovery key and waits until its last group was typed back.
async fn confirm_recovery(app: &AppHandle, kind: WorkspaceKind, opened: Opened) -> Answer<()> {
    match opened {
        Opened::Ready => return Ok(()),
        Opened::Unconfirmed => {}
    }
    let desk = app.state::<SecretDesk>();
    // Before the key is made: a window that shows an older one would have somebody keep a key that opens nothing.
    let reserved = desk.reserve(app)?;
    let inner = app.clone();
    let made = tauri::async_runtime::spawn_blocking(move || inner.state::<Workspaces>().renew_recovery(kind)).await;
    let key = Arc::new(made.map_err(|error| Error::internal(error.to_string()))??);
    let task = SecretTask::ShowRecoveryKey { groups: key.groups().to_vec() };
    let inner = app.clone();
    reserved
        .ask(app, task, move |values| {
            let (app, right) = (inner.clone(), key.ends_with(value(&values, "last_group")));
            Box::pin(async move {
                if !right {
                    let wrong = "These are not the last four characters. Look at what you wrote down.";
                    return Err(Error::invalid("last_group", wrong).into());
                }
                let confirmed = || app.state::<Workspaces>().recovery_confirmed(kind);
                Ok(tokio::task::block_in_place(confirmed)?)
            })
        })
        .await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn workspace_recover(app: AppHandle, kind: WorkspaceKind) -> Answer<AppState> {
    let inner = app.clone();
    app.state::<SecretDesk>()
        .ask(&app, SecretTask::EnterRecoveryKey { workspace: kind }, move |values| {
            let (app, parsed) = (inner.clone(), RecoveryKey::parse(value(&values, "recovery_key")));
            Box::pin(async move {
                let key = parsed.map_err(|wrong| Error::invalid("recovery_key", wrong.to_string()))?;
                let recovered = app.state::<Workspaces>().recover(&app, kind, key).await;
                recovered.map_err(|error| error.with(|refusal| refusal.field = Some("recovery_key")).into())
            })
        })
        .await?;
    state(&app).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn workspace_leave(app: AppHandle) -> Answer<AppState> {
    let inner = app.clone();
    let left = tauri::async_runtime::spawn_blocking(move || inner.state::<Workspaces>().leave()).await;
    left.map_err(|error| Error::internal(error.to_string()))??;
    state(&app).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn link_open(app: AppHandle, url: String) -> Answer<()> {
    let page = app.state::<Workspaces>().page(&url)?;
    app.opener()
        .open_url(page, None::<&str>)
        .map_err(|error| Error::internal(format!("the browser did not open: {error}")).into())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn secret_task(desk: State<'_, SecretDesk>) -> Answer<SecretTask> {
    desk.task()
}

#[tauri::command(rename_all = "snake_case")]
pub async fn secret_submit(app: AppHandle, values: Vec<SecretValue>) -> Answer<()> {
    app.state::<SecretDesk>().submit(&app, values).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn secret_cancel(app: AppHandle) -> Answer<()> {
    app.state::<SecretDesk>().put_away();
    secret::close(&app);
    Ok(())
}

/// What was typed as a PIN.
pub(super) fn parse_pin(typed: String) -> Result<Pin, Error> {
    Pin::parse(typed).map_err(|invalid| Error::invalid("pin", invalid.to_string()))
}

/// Takes the result that a private window's `take` left.
pub(super) fn taken<T>(slot: &Mutex<Option<T>>) -> Result<T, Error> {
    let result = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    result.ok_or_else(|| Error::internal("the private window left nothing"))
}
