//! What the window asks about the desktop around it: this laptop's settings, and what closing it means.

use countersign_core::api::types::Laptop;
use countersign_core::error::Error;
use countersign_core::model::Millis;
use tauri::{AppHandle, Manager};

use super::Answer;
use crate::desktop::{self, Leaving, leaving};

#[tauri::command(rename_all = "snake_case")]
pub async fn laptop_get(app: AppHandle) -> Answer<Laptop> {
    let asked = tauri::async_runtime::spawn_blocking(move || desktop::laptop(&app)).await;
    asked.map_err(|error| Error::internal(error.to_string()).into())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn laptop_start_at_login(app: AppHandle, wanted: bool) -> Answer<Laptop> {
    let set = tauri::async_runtime::spawn_blocking(move || desktop::start_at_login(&app, wanted)).await;
    Ok(set.map_err(|error| Error::internal(error.to_string()))??)
}

/// Shows a clinic that was put aside in the system's own view of folders; which one, is told by its instant and never by a path.
#[tauri::command(rename_all = "snake_case")]
pub async fn put_aside_show(app: AppHandle, at: Millis) -> Answer<()> {
    let shown = tauri::async_runtime::spawn_blocking(move || desktop::show_put_aside(&app, at)).await;
    Ok(shown.map_err(|error| Error::internal(error.to_string()))??)
}

#[tauri::command(rename_all = "snake_case")]
pub async fn closing_seen(app: AppHandle) -> Answer<()> {
    app.state::<Leaving>().seen();
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn closing_saved(app: AppHandle, turn: u32) -> Answer<()> {
    app.state::<Leaving>().saved(turn);
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn closing_keep_running(app: AppHandle) -> Answer<()> {
    leaving::keep_running(&app);
    Ok(())
}

#[tauri::command(rename_all = "snake_case")]
pub async fn closing_quit(app: AppHandle) -> Answer<()> {
    app.exit(0);
    Ok(())
}
