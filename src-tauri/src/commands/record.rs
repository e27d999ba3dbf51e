//! The record handed out, and held against what was kept of it elsewhere.
//!
//! Invariant: the check is the offline verifier's own, over the very bytes that an export would have. Whatever leaves is put
//! where a person says in the system's own dialog.

use std::io::{self, BufWriter, Write};
use std::time::{Duration, Instant};

use countersign_core::api::types::{RecordCheck, RecordFinding, RecordProgress};
use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::PostId;
use countersign_record::{Report, Verifier, read_checkpoints};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use super::saving::{chosen, put, unwritable, written};
use super::{Answer, with_api};
use crate::home;
use crate::opening::emit;
use crate::workspaces::Workspaces;

/// How often the window hears how far a check is.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// Checks the whole record; with `against`, from a checkpoint on that somebody kept elsewhere and picks now. Nothing when
/// nobody picked one.
#[tauri::command(rename_all = "snake_case")]
pub async fn record_check(app: AppHandle, against: bool) -> Answer<Option<RecordCheck>> {
    let mut kept = Vec::new();
    if against {
        let (send, picked) = tokio::sync::oneshot::channel();
        app.dialog().file().add_filter("Checkpoints", &["jsonl", "json", "txt"]).pick_file(move |file| {
            // Nobody waits any more when the window was closed meanwhile.
            let _ = send.send(file);
        });
        let Ok(Some(file)) = picked.await else { return Ok(None) };
        let unreadable = |detail: String| {
            Error::refused(ErrorCode::Invalid, "This file could not be read. Pick the checkpoint that you saved.")
                .with(|refusal| refusal.detail = Some(detail))
        };
        let path = file.into_path().map_err(|error| unreadable(error.to_string()))?;
        let bytes = tokio::task::spawn_blocking(move || std::fs::read(path))
            .await
            .map_err(|error| unreadable(error.to_string()))?
            .map_err(|error| unreadable(error.to_string()))?;
        kept = read_checkpoints(&bytes).map_err(|wrong| unreadable(wrong.to_string()))?;
    }
    let told = app.clone();
    with_api(&app, move |api| {
        let mut checking = Checking { verifier: Verifier::new(kept), app: &told, told: None };
        api.record_to_check(&mut checking)?;
        Ok(Some(answer(checking.verifier.finish())))
    })
    .await
}

/// Saves the record, where the file dialog says. False when nobody chose a place.
#[tauri::command(rename_all = "snake_case")]
pub async fn record_export(app: AppHandle, words: bool) -> Answer<bool> {
    // Asked first: who may not have it is shown no dialog.
    let name = with_api(&app, |api| api.export_name()).await?;
    let Some(path) = chosen(&app, name).await? else { return Ok(false) };
    with_api(&app, move |api| {
        written(&path, |file| {
            let mut out = BufWriter::new(file);
            api.export_record(words, &mut out)?;
            out.flush().map_err(|error| unwritable(error.to_string()))
        })
    })
    .await?;
    Ok(true)
}

/// Saves the record's newest checkpoint, where the file dialog says. False when nobody chose a place.
#[tauri::command(rename_all = "snake_case")]
pub async fn checkpoint_save(app: AppHandle) -> Answer<bool> {
    let file = with_api(&app, |api| api.save_checkpoint()).await?;
    put(&app, file.name, file.text).await
}

/// Saves a post's dossier, where the file dialog says. False when nobody chose a place.
#[tauri::command(rename_all = "snake_case")]
pub async fn dossier_save(app: AppHandle, post_id: PostId) -> Answer<bool> {
    let file = with_api(&app, move |api| api.dossier(post_id)).await?;
    put(&app, file.name, file.text).await
}

/// Shows a post's dossier in the computer's browser, to be read or printed. The page lies in a folder of Countersign's, where
/// no other person of the computer can read it, until the program ends.
#[tauri::command(rename_all = "snake_case")]
pub async fn dossier_open(app: AppHandle, post_id: PostId) -> Answer<()> {
    let file = with_api(&app, move |api| api.dossier(post_id)).await?;
    let folder = app.state::<Workspaces>().home().looked_at();
    let path = folder.join(&file.name);
    let to = path.clone();
    tokio::task::spawn_blocking(move || {
        home::create_private(&folder).map_err(|error| unwritable(error.to_string()))?;
        written(&to, |out| out.write_all(file.text.as_bytes()).map_err(|error| unwritable(error.to_string())))
    })
    .await
    .map_err(|error| unwritable(error.to_string()))??;
    app.opener().open_path(path.to_string_lossy(), None::<&str>).map_err(|error| {
        let words = "This computer has no program that opens web pages. Save the dossier instead.";
        Error::refused(ErrorCode::Invalid, words).with(|refusal| refusal.detail = Some(error.to_string())).into()
    })
}

/// Feeds the verifier, and tells the window how far it is.
struct Checking<'a> {
    verifier: Verifier,
    app: &'a AppHandle,
    told: Option<Instant>,
}

impl Write for Checking<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.verifier.take(bytes);
        if self.told.is_none_or(|at| at.elapsed() >= TOLD_EVERY) {
            self.told = Some(Instant::now());
            let (done, total) = self.verifier.progress();
            let total = total.and_then(|total| u64::try_from(total).ok()).unwrap_or(done);
            emit(self.app, "record_checking", RecordProgress { done, total });
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn answer(report: Report) -> RecordCheck {
    RecordCheck {
        sentence: report.sentence(),
        whole: report.is_whole(),
        entries: report.entries,
        kept: report.kept,
        wrong: report.wrong,
        findings: report
            .findings
            .into_iter()
            .map(|finding| RecordFinding { seq: finding.entry, post_id: finding.post, sentence: finding.says })
            .collect(),
    }
}
