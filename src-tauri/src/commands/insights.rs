//! A month's report of insights, put where a person says in the system's own dialog.
//!
//! Invariant: what is saved is made by the core when it is asked for; nothing is sent anywhere.

use tauri::AppHandle;

use super::saving::put;
use super::{Answer, with_api};

/// Saves a month's report as a table, where the file dialog says. False when nobody chose a place.
#[tauri::command(rename_all = "snake_case")]
pub async fn insights_table_save(app: AppHandle, month: String) -> Answer<bool> {
    let file = with_api(&app, move |api| api.insights_table(&month)).await?;
    put(&app, file.name, file.text).await
}

/// Saves a month's report as a page to print, where the file dialog says. False when nobody chose a place.
#[tauri::command(rename_all = "snake_case")]
pub async fn insights_page_save(app: AppHandle, month: String) -> Answer<bool> {
    let file = with_api(&app, move |api| api.insights_page(&month)).await?;
    put(&app, file.name, file.text).await
}
