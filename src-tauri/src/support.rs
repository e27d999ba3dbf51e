//! What the program knows of itself and of this computer, for a support report.
//!
//! Invariant: of the log only its end is read, and it is handed to the core as it lies, which alone decides what of it may leave.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use countersign_core::api::Surroundings;
use countersign_core::api::types::AppState;
use countersign_core::env::{Clock, SystemClock};

use crate::home::Home;

/// How much of the log is read, in bytes: the end of the newest files.
const LOG: u64 = 256 * 1024;
/// How many of its files: at midnight a new one begins.
const FILES: usize = 2;

/// What there is to tell, now. Reads files, so not on the main thread.
pub fn surroundings(home: &Home, app: AppState) -> Surroundings {
    Surroundings {
        at: SystemClock.now(),
        app,
        system: system(),
        web_view: tauri::webview_version().ok(),
        log: log(&home.logs()),
    }
}

fn system() -> Vec<String> {
    let mut marks = vec![std::env::consts::OS.to_owned(), std::env::consts::ARCH.to_owned()];
    // Only Linux has the file.
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    marks.extend(["ID", "VERSION_ID"].iter().filter_map(|name| of_release(&release, name)));
    marks.extend(std::env::var("XDG_SESSION_TYPE"));
    marks
}

fn of_release(release: &str, name: &str) -> Option<String> {
    let value = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
    Some(value.trim_matches('"').to_owned())
}

/// The end of the log; nothing where there is none, or where it can't be read.
fn log(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    // Their names end in their days.
    files.sort();
    let newest = files.iter().rev().take(FILES).rev();
    newest.filter_map(|file| end_of(file).ok()).collect::<Vec<_>>().join("\n")
}

fn end_of(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOG)))?;
    let mut bytes = Vec::new();
    file.take(LOG).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use super::*;

    #[test]
    fn the_end_of_the_two_newest_files_is_read() {
        let folder = tempfile::tempdir().unwrap();
        for (day, text) in [("20", "oldest"), ("21", "before"), ("22", "newest")] {
            std::fs::write(folder.path().join(format!("countersign.2026-11-{day}.log")), text).unwrap();
        }
        assert_eq!(log(folder.path()), "before\nnewest");
        let long = [vec![b'a'; 300 * 1024], b"the end".to_vec()].concat();
        std::fs::write(folder.path().join("countersign.2026-11-23.log"), long).unwrap();
        let read = log(folder.path());
        assert!(read.ends_with("the end") && read.len() < 270 * 1024, "{}", read.len());
        assert_eq!(log(&folder.path().join("nowhere")), "");
    }

    #[test]
    fn a_system_tells_its_name_and_its_version() {
        let release = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_ID=\"12\"\nID=debian\n";
        assert_eq!(of_release(release, "ID").as_deref(), Some("debian"));
        assert_eq!(of_release(release, "VERSION_ID").as_deref(), Some("12"));
        assert_eq!(of_release(release, "VERSION"), None);
    }
}
