//! The one typed call for the command list, and pictures on their way in.

use countersign_core::api::types::{ApiError, Picture};
use countersign_core::draft::picture::MOST_BYTES;
use countersign_core::error::Error;
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, with_api};
use crate::workspaces::Workspaces;

#[tauri::command(rename_all = "snake_case")]
pub async fn rpc(app: AppHandle, name: String, request: Value) -> Answer<Value> {
    let called = tauri::async_runtime::spawn_blocking(move || {
        let api = app.state::<Workspaces>().api()?;
        api.call(&name, request)
    })
    .await;
    called.map_err(|error| ApiError::from(Error::internal(error.to_string())))?
}

#[tauri::command(rename_all = "snake_case")]
pub async fn media_import(app: AppHandle, name: String, data: Vec<u8>) -> Answer<Picture> {
    with_api(&app, move |api| api.import_picture(&name, &data)).await
}

#[tauri::command(rename_all = "snake_case")]
pub async fn media_pick(app: AppHandle) -> Answer<Vec<Picture>> {
    let dialog = app.dialog().file().add_filter("Pictures", &["jpg", "jpeg", "png", "webp", "gif", "heic", "heif"]);
    let (send, picked) = tokio::sync::oneshot::channel();
    dialog.pick_files(move |files| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(files);
    });
    let Ok(Some(files)) = picked.await else { return Ok(Vec::new()) };
    with_api(&app, move |api| {
        let mut pictures = Vec::new();
        for file in files {
            let path = file.into_path().map_err(|error| Error::invalid("media", error.to_string()))?;
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let unreadable = |error: std::io::Error| {
                Error::invalid("media", format!("“{name}” can't be read."))
                    .with(|refusal| refusal.detail = Some(error.to_string()))
            };
            // Looked at before it is read, so that a film picked by mistake does not fill the memory.
            if std::fs::metadata(&path).map_err(unreadable)?.len() > MOST_BYTES {
                return Err(Error::invalid(
                    "media",
                    format!("“{name}” is larger than 40 MB. Choose a smaller picture."),
                ));
            }
            pictures.push(api.import_picture(&name, &std::fs::read(&path).map_err(unreadable)?)?);
        }
        Ok(pictures)
    })
    .await
}
