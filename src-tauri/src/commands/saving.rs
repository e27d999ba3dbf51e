//! Saving files for people: where they say in the system's own dialog.
//!
//! Invariant: a file is written to its end and forced to the disk, or there is none.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use countersign_core::error::{Error, ErrorCode};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

use super::Answer;

/// That a file could not be written where somebody chose.
pub(super) fn unwritable(detail: String) -> Error {
    Error::refused(ErrorCode::Disk, "It could not be saved there. Choose another folder, or make room.")
        .with(|refusal| refusal.detail = Some(detail))
}

/// Where a file is to lie; nothing when nobody chose.
pub(super) async fn chosen(app: &AppHandle, name: String) -> Answer<Option<PathBuf>> {
    let (send, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |file| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(file);
    });
    let Ok(Some(file)) = chosen.await else { return Ok(None) };
    Ok(Some(file.into_path().map_err(|error| unwritable(error.to_string()))?))
}

/// Saves a text where the file dialog says. False when nobody chose a place.
pub(super) async fn put(app: &AppHandle, name: String, text: String) -> Answer<bool> {
    let Some(path) = chosen(app, name).await? else { return Ok(false) };
    let put =
        move || written(&path, |out| out.write_all(text.as_bytes()).map_err(|error| unwritable(error.to_string())));
    tokio::task::spawn_blocking(put).await.map_err(|error| unwritable(error.to_string()))??;
    Ok(true)
}

/// Writes a file to its end, or leaves none.
pub(super) fn written(path: &Path, write: impl FnOnce(&mut File) -> Result<(), Error>) -> Result<(), Error> {
    let mut file = File::create(path).map_err(|error| unwritable(error.to_string()))?;
    let written = write(&mut file).and_then(|()| file.sync_all().map_err(|error| unwritable(error.to_string())));
    if written.is_err() {
        drop(file);
        // It is no whole file; whether that can be removed changes nothing about the answer.
        let _ = std::fs::remove_file(path);
    }
    written
}
