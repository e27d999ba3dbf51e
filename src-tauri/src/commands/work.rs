//! The one typed call for the command list, and pictures on their way in.

use std::path::{Path, PathBuf};

use countersign_core::api::types::{ApiError, Picture, PictureNotTaken, PicturesTaken};
use countersign_core::draft::picture::MOST_BYTES;
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Digest, PostId};
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

use super::{Answer, with_api};
use crate::workspaces::Workspaces;

/// How the names of pictures that can be used end, in either case: some file dialogs tell the two apart.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "webp", "gif", "JPG", "JPEG", "PNG", "WEBP", "GIF"];

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
pub async fn media_pick(app: AppHandle) -> Answer<PicturesTaken> {
    // HEIC is not among them: it can't be used. Whoever looks among all files and takes one is told what to do.
    let dialog = app.dialog().file().add_filter("Pictures", PICTURES).add_filter("All files", &["*"]);
    let (send, picked) = tokio::sync::oneshot::channel();
    dialog.pick_files(move |files| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(files);
    });
    let Ok(Some(files)) = picked.await else { return Ok(PicturesTaken { pictures: Vec::new(), refused: Vec::new() }) };
    let paths = files.into_iter().filter_map(|file| file.into_path().ok()).collect();
    with_api(&app, move |api| take_in(paths, |name, bytes| api.import_picture(name, bytes))).await
}

/// Takes in what can be taken; one that is refused does not stop the others.
///
/// # Errors
/// When it is not the picture's fault: nobody is signed in any more, or the disk is full.
fn take_in(
    paths: Vec<PathBuf>,
    import: impl Fn(&str, &[u8]) -> Result<Picture, Error>,
) -> Result<PicturesTaken, Error> {
    let mut taken = PicturesTaken { pictures: Vec::new(), refused: Vec::new() };
    for path in paths {
        let file_name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match read(&path).and_then(|bytes| import(&file_name, &bytes)) {
            Ok(picture) => taken.pictures.push(picture),
            Err(refused) if refused.code() == ErrorCode::Invalid => {
                taken.refused.push(PictureNotTaken { file_name, message: refused.words().0 });
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(taken)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |error: std::io::Error| {
        Error::invalid("media", "The file can't be read. Copy it again from where it came from, then add it once more.")
            .with(|refusal| refusal.detail = Some(error.to_string()))
    };
    // Looked at before it is read, so that a film picked by mistake does not fill the memory.
    if std::fs::metadata(path).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(Error::invalid("media", "It is larger than 40 MB. Choose a smaller picture."));
    }
    std::fs::read(path).map_err(unreadable)
}

/// Saves one signed picture of a post that a person posts by hand, where the file dialog says. False when nobody chose a
/// place.
#[tauri::command(rename_all = "snake_case")]
pub async fn kit_picture_save(app: AppHandle, post_id: PostId, digest: Digest, file_name: String) -> Answer<bool> {
    // Asked first: what is no signed picture of this post opens no dialog.
    let bytes = with_api(&app, move |api| api.kit_picture(post_id, digest)).await?;
    let (send, chosen) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(file_name).save_file(move |file| {
        // Nobody waits any more when the window was closed meanwhile.
        let _ = send.send(file);
    });
    let Ok(Some(file)) = chosen.await else { return Ok(false) };
    let unwritable = |detail: String| {
        Error::refused(ErrorCode::Disk, "The picture could not be saved there. Choose another folder.")
            .with(|refusal| refusal.detail = Some(detail))
    };
    let path = file.into_path().map_err(|error| unwritable(error.to_string()))?;
    tokio::task::spawn_blocking(move || std::fs::write(path, bytes))
        .await
        .map_err(|error| unwritable(error.to_string()))?
        .map_err(|error| unwritable(error.to_string()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use countersign_core::model::Digest;

    use super::*;

    fn picture(name: &str) -> Picture {
        let digest = Digest::of(name.as_bytes());
        Picture { digest, file_name: name.into(), width: 64, height: 48, bytes: 1, metadata_removed: false }
    }

    #[test]
    fn one_that_is_refused_does_not_stop_the_others() {
        let folder = std::env::temp_dir().join(format!("countersign-pick-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["a.png", "b.heic", "c.png"] {
            std::fs::write(folder.join(name), name).unwrap();
        }
        let paths = ["a.png", "b.heic", "gone.png", "c.png"].map(|name| folder.join(name)).to_vec();
        let taken = take_in(paths.clone(), |name, _| {
            if name.ends_with("heic") { Err(Error::invalid("media", "Save it as JPEG.")) } else { Ok(picture(name)) }
        })
        .unwrap();
        let names: Vec<&str> = taken.pictures.iter().map(|picture| picture.file_name.as_str()).collect();
        assert_eq!(names, ["a.png", "c.png"]);
        let refused: Vec<&str> = taken.refused.iter().map(|one| one.file_name.as_str()).collect();
        assert_eq!(refused, ["b.heic", "gone.png"]);
        assert_eq!(taken.refused[0].message, "Save it as JPEG.");

        let locked = take_in(paths, |_, _| Err(Error::refused(ErrorCode::Locked, "Nobody is signed in.")));
        assert_eq!(locked.unwrap_err().code(), ErrorCode::Locked, "what is not the picture's fault is told as it is");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
