//! The support report: shown first, then saved as it was shown.
//!
//! Invariant: what is saved is, to the letter, what the window showed last; nothing is sent anywhere.

use std::sync::{Mutex, PoisonError};

use countersign_core::api::{NamedFile, support_report as without_a_clinic};
use countersign_core::error::Error;
use tauri::{AppHandle, Manager};

use super::saving::put;
use super::{Answer, with_api};
use crate::support::surroundings;
use crate::workspaces::Workspaces;

/// The report that the window shows.
#[derive(Default)]
pub struct Shown(Mutex<Option<NamedFile>>);

/// Makes a report and answers what is in it. While a clinic is shown it is part of it, and somebody has to be signed in there.
#[tauri::command(rename_all = "snake_case")]
pub async fn support_report(app: AppHandle) -> Answer<String> {
    let inner = app.clone();
    let made = tauri::async_runtime::spawn_blocking(move || {
        let workspaces = inner.state::<Workspaces>();
        let around = surroundings(workspaces.home(), workspaces.state());
        match workspaces.api() {
            Ok(api) => api.support_report(&around),
            Err(_) => Ok(without_a_clinic(&around)),
        }
    });
    let file = made.await.map_err(|error| Error::internal(error.to_string()))??;
    let text = file.text.clone();
    *app.state::<Shown>().0.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    Ok(text)
}

/// Saves the report that the window shows, where the file dialog says. False when nobody chose a place.
#[tauri::command(rename_all = "snake_case")]
pub async fn support_report_save(app: AppHandle) -> Answer<bool> {
    let shown = app.state::<Shown>().0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let file = shown.ok_or_else(|| Error::not_found("report"))?;
    let saved = put(&app, file.name, file.text).await?;
    if saved && app.state::<Workspaces>().api().is_ok() {
        with_api(&app, |api| api.support_report_saved()).await?;
    }
    Ok(saved)
}
