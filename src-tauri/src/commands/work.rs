//! The one typed call for the command list, signed files on their way out, and documents that a person looks at.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use countersign_core::api::types::ApiError;
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Digest, PostId};
use countersign_core::ports::SealedReader;
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use super::{Answer, with_api};
use crate::home;
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

/// Saves one signed picture or video of a post that a person posts by hand, where the file dialog says. False when nobody chose a
/// place.
#[tauri::command(rename_all = "snake_case")]
pub async fn kit_picture_save(app: AppHandle, post_id: PostId, digest: Digest, file_name: String) -> Answer<bool> {
    // Asked first: what is no signed picture of this post opens no dialog.
    let signed = with_api(&app, move |api| api.kit_file(post_id, digest)).await?;
    let (send, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(file_name).save_file(move |file| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(file);
    });
    let Ok(Some(file)) = chosen.await else { return Ok(false) };
    let unwritable = |detail: String| {
        Error::refused(ErrorCode::Disk, "It could not be saved there. Choose another folder, or make room.")
            .with(|refusal| refusal.detail = Some(detail))
    };
    let path = file.into_path().map_err(|error| unwritable(error.to_string()))?;
    tokio::task::spawn_blocking(move || save(&path, signed))
        .await
        .map_err(|error| unwritable(error.to_string()))?
        .map_err(|error| unwritable(error.to_string()))?;
    Ok(true)
}

/// Shows a stored document in the computer's own program for PDFs. A copy of it lies in a folder of Countersign's, where no
/// other person of the computer can read it, until the program ends.
#[tauri::command(rename_all = "snake_case")]
pub async fn document_open(app: AppHandle, digest: Digest) -> Answer<()> {
    let (name, document) = with_api(&app, move |api| api.document_file(digest)).await?;
    let folder = app.state::<Workspaces>().home().looked_at();
    let unwritable = |detail: String| {
        Error::refused(ErrorCode::Disk, "The document could not be copied for its viewer. Make room on the disk.")
            .with(|refusal| refusal.detail = Some(detail))
    };
    let path = folder.join(name);
    let to = path.clone();
    tokio::task::spawn_blocking(move || home::create_private(&folder).and_then(|()| save(&to, document)))
        .await
        .map_err(|error| unwritable(error.to_string()))?
        .map_err(|error| unwritable(error.to_string()))?;
    app.opener().open_path(path.to_string_lossy(), None::<&str>).map_err(|error| {
        let words = "This computer has no program that opens PDF documents. Install one, then try again.";
        Error::refused(ErrorCode::Invalid, words).with(|refusal| refusal.detail = Some(error.to_string())).into()
    })
}

/// Writes a file piece by piece. What was written of one that fails is removed.
fn save(path: &Path, mut signed: Box<dyn SealedReader>) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut piece = vec![0; 1 << 20];
    let mut at = 0;
    let written = loop {
        let read = signed.read_at(at, &mut piece).map_err(io::Error::other);
        match read.and_then(|count| file.write_all(piece.get(..count).unwrap_or_default()).map(|()| count)) {
            Ok(0) => break file.sync_all(),
            Ok(count) => at += count as u64,
            Err(error) => break Err(error),
        }
    };
    if written.is_err() {
        drop(file);
        // It is no whole file; whether that can be removed changes nothing about the answer.
        let _ = std::fs::remove_file(path);
    }
    written
}
