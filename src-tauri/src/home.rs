//! The data folder: where workspaces lie, who holds them, and whether automation may drive the window.
//!
//! Invariant: a workspace's folder is held by one process at a time, by a lock of the operating system that ends with the
//! process. A data folder that holds a real clinic is never driven by automation.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::WorkspaceKind;

/// Moves the data folder.
const HOME: &str = "COUNTERSIGN_HOME";
/// Lets WebDriver drive the web view; read by the web view's own library.
const AUTOMATION: [&str; 2] = ["TAURI_WEBVIEW_AUTOMATION", "TAURI_AUTOMATION"];

/// The data folder.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
}

/// A held workspace folder; let go when dropped.
#[derive(Debug)]
pub struct Held {
    _lock: File,
}

impl Home {
    /// The data folder of this user, or the one that `COUNTERSIGN_HOME` names.
    ///
    /// # Errors
    /// When there is neither.
    pub fn find() -> Result<Self, String> {
        let folder = match std::env::var_os(HOME).filter(|folder| !folder.is_empty()) {
            Some(folder) => PathBuf::from(folder),
            None => user_data_folder().ok_or("this user has no home folder; set COUNTERSIGN_HOME")?.join("countersign"),
        };
        Ok(Self { folder })
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a workspace lies.
    pub fn workspace(&self, kind: WorkspaceKind) -> PathBuf {
        self.folder.join(match kind {
            WorkspaceKind::Practice => "practice",
            WorkspaceKind::Real => "clinic",
        })
    }

    /// Where a workspace's database lies.
    pub fn database(&self, kind: WorkspaceKind) -> PathBuf {
        self.workspace(kind).join("countersign.db")
    }

    /// Where the log lies.
    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// Whether a workspace was made here.
    pub fn has(&self, kind: WorkspaceKind) -> bool {
        self.database(kind).exists()
    }

    /// Takes a workspace's folder for this process.
    ///
    /// # Errors
    /// [`ErrorCode::WorkspaceBusy`] when another process holds it; [`ErrorCode::Disk`] when it can't be written.
    pub fn hold(&self, kind: WorkspaceKind) -> Result<Held, Error> {
        let folder = self.workspace(kind);
        let denied = |error: std::io::Error| {
            Error::refused(
                ErrorCode::Disk,
                "Countersign may not write to its data folder. Check the folder's permissions and the disk, and try again.",
            )
            .with(|refusal| refusal.detail = Some(error.to_string()))
        };
        create_private(&self.folder).and_then(|()| create_private(&folder)).map_err(denied)?;
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(denied)?;
        match lock.try_lock() {
            Ok(()) => Ok(Held { _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::refused(
                ErrorCode::WorkspaceBusy,
                "This clinic is open in another Countersign on this laptop. Close it there first; nothing was changed.",
            )),
            Err(TryLockError::Error(error)) => Err(denied(error)),
        }
    }

    /// Whether WebDriver may drive the window of this process.
    pub fn is_automated() -> bool {
        AUTOMATION.iter().any(|name| std::env::var_os(name).is_some())
    }

    /// Starts this program again without automation when the data folder holds a real clinic.
    ///
    /// Taking the variable out of the running process would be unsafe; a new process is not.
    pub fn start_again_without_automation(&self) -> Option<ExitCode> {
        if !Self::is_automated() || !self.has(WorkspaceKind::Real) {
            return None;
        }
        let program = std::env::current_exe().ok()?;
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1));
        for name in AUTOMATION {
            command.env_remove(name);
        }
        let ended = command.status().ok()?;
        Some(if ended.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

#[cfg(target_os = "windows")]
fn user_data_folder() -> Option<PathBuf> {
    std::env::var_os("APPDATA").map(PathBuf::from)
}

#[cfg(target_os = "macos")]
fn user_data_folder() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join("Library").join("Application Support"))
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn user_data_folder() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    named.or_else(|| std::env::home_dir().map(|home| home.join(".local").join("share")))
}

fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
