//! The data folder: where workspaces lie, who holds them, and whether automation may drive the window.
//!
//! Invariant: a workspace's folder is held by one process at a time, by a lock of the operating system that ends with the
//! process. A workspace is there only once all of it is: while it is made, a mark says that it is not finished, and what an
//! interrupted making left is cleared away before the next. A data folder that holds a real clinic when the program starts
//! is never driven by automation.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use countersign_core::error::{Error, ErrorCode};
use countersign_core::model::{Digest, Millis, WorkspaceKind};

/// Moves the data folder.
const HOME: &str = "COUNTERSIGN_HOME";
/// Lets WebDriver drive the web view; read by the web view's own library.
const AUTOMATION: [&str; 2] = ["TAURI_WEBVIEW_AUTOMATION", "TAURI_AUTOMATION"];

/// In a workspace's folder while it is being made.
const UNFINISHED: &str = "unfinished";
/// How the folder of a clinic is called that was put aside; its instant follows.
const PUT_ASIDE: &str = "clinic-put-aside-";
/// What a process holds a workspace's folder by.
const LOCK: &str = "lock";

/// The data folder.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
    moved: bool,
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
        if let Some(folder) = std::env::var_os(HOME).filter(|folder| !folder.is_empty()) {
            return Ok(Self { folder: PathBuf::from(folder), moved: true });
        }
        let folder = user_data_folder().ok_or("this user has no home folder; set COUNTERSIGN_HOME")?;
        Ok(Self { folder: folder.join("countersign"), moved: false })
    }

    /// Whether `COUNTERSIGN_HOME` names it.
    pub fn is_moved(&self) -> bool {
        self.moved
    }

    /// A short name for this folder, the same at each start: by it a second Countersign on the same folder is found, and
    /// one on another folder is not.
    pub fn mark(&self) -> String {
        let folder = std::path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        let digest = Digest::of(folder.as_os_str().as_encoded_bytes()).to_string();
        digest.chars().filter(char::is_ascii_hexdigit).take(16).collect()
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

    /// Where copies of documents lie that are looked at in another program.
    pub fn looked_at(&self) -> PathBuf {
        self.folder.join("looked-at")
    }

    /// Removes the copies of documents that were looked at.
    pub fn clear_looked_at(&self) {
        match std::fs::remove_dir_all(self.looked_at()) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            // A viewer may hold one; the next start or end tries again.
            Err(error) => tracing::warn!(%error, "copies of documents that were looked at are still there"),
        }
    }

    /// Where the log lies.
    pub fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// Makes the data folder and that of the log, for this user alone. A log that an earlier version left open to others is closed, and
    /// so is the folder, unless this user named it: that one may hold more than ours.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn make_private(&self) -> std::io::Result<()> {
        create_private(&self.folder)?;
        create_private(&self.logs())?;
        close_to_others(&self.logs())?;
        if self.moved { Ok(()) } else { close_to_others(&self.folder) }
    }

    /// Whether a whole workspace was made here. Of a real clinic, keys without a database are one that lost it: it is
    /// opened, and says so. The practice clinic is made anew then.
    pub fn has(&self, kind: WorkspaceKind) -> bool {
        let there = match kind {
            WorkspaceKind::Practice => self.database(kind).exists(),
            WorkspaceKind::Real => self.database(kind).exists() || self.keys(kind).exists(),
        };
        there && !self.unfinished(kind).exists()
    }

    fn keys(&self, kind: WorkspaceKind) -> PathBuf {
        self.workspace(kind).join("keys.json")
    }

    fn unfinished(&self, kind: WorkspaceKind) -> PathBuf {
        self.workspace(kind).join(UNFINISHED)
    }

    /// Begins to make a workspace in its held folder: what an interrupted making left there goes, and a mark comes.
    ///
    /// # Errors
    /// When there is a whole workspace already, or the disk refuses.
    pub fn begin(&self, kind: WorkspaceKind, _: &Held) -> Result<(), Error> {
        if self.has(kind) {
            return Err(Error::refused(
                ErrorCode::Invalid,
                "There is a clinic on this laptop already. Open it instead.",
            ));
        }
        let folder = self.workspace(kind);
        let begun = File::create(self.unfinished(kind))
            .and_then(|mark| mark.sync_all())
            .and_then(|()| sync_folder(&folder))
            .and_then(|()| clear(&folder));
        begun.map_err(denied)
    }

    /// All of the workspace is there: from now on it is opened, and never cleared away.
    ///
    /// # Errors
    /// When the disk refuses; it counts as unfinished then.
    pub fn finish(&self, kind: WorkspaceKind) -> Result<(), Error> {
        let finished = std::fs::remove_file(self.unfinished(kind)).and_then(|()| sync_folder(&self.workspace(kind)));
        finished.map_err(denied)
    }

    /// What was begun did not come to its end: nothing of it stays.
    ///
    /// # Errors
    /// When the disk refuses; it counts as unfinished then, and the next making clears it away.
    pub fn abandon(&self, kind: WorkspaceKind, _: &Held) -> Result<(), Error> {
        if !self.unfinished(kind).exists() {
            return Ok(());
        }
        clear(&self.workspace(kind)).map_err(denied)?;
        self.finish(kind)
    }

    /// Puts a clinic that can't be opened aside, whole, under another name. Returns that name.
    ///
    /// # Errors
    /// When another process holds it, or the disk refuses; it is where it was then.
    pub fn put_aside(&self, kind: WorkspaceKind, at: Millis) -> Result<PathBuf, Error> {
        // Not held any more while it is moved: where files are locked by being open, it could not be.
        drop(self.hold(kind)?);
        let aside = self.folder.join(format!("{PUT_ASIDE}{}", at.0));
        std::fs::rename(self.workspace(kind), &aside).and_then(|()| sync_folder(&self.folder)).map_err(denied)?;
        Ok(aside)
    }

    /// The clinics that were put aside and still lie here, the last one first, each with its instant.
    ///
    /// # Errors
    /// When the data folder can't be read.
    pub fn all_put_aside(&self) -> std::io::Result<Vec<(Millis, PathBuf)>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            let at = entry.file_name().to_str().and_then(|name| name.strip_prefix(PUT_ASIDE)?.parse().ok());
            // A link leads elsewhere; nobody put that aside.
            if let Some(at) = at
                && entry.file_type()?.is_dir()
            {
                found.push((Millis(at), entry.path()));
            }
        }
        found.sort_by(|one, other| other.cmp(one));
        Ok(found)
    }

    /// Puts back what was put aside, unless something is in its place.
    ///
    /// # Errors
    /// When the disk refuses; it lies aside then, whole.
    pub fn put_back(&self, kind: WorkspaceKind, aside: &Path) -> Result<(), Error> {
        let folder = self.workspace(kind);
        if self.has(kind) {
            return Ok(());
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(denied)?;
        }
        std::fs::rename(aside, folder).and_then(|()| sync_folder(&self.folder)).map_err(denied)
    }

    /// Where backups lie as long as nobody chose another place.
    pub fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    /// Takes a workspace's folder for this process.
    ///
    /// # Errors
    /// [`ErrorCode::WorkspaceBusy`] when another process holds it; [`ErrorCode::Disk`] when it can't be written.
    pub fn hold(&self, kind: WorkspaceKind) -> Result<Held, Error> {
        let folder = self.workspace(kind);
        create_private(&self.folder).and_then(|()| create_private(&folder)).map_err(denied)?;
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK)).map_err(denied)?;
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

fn denied(error: std::io::Error) -> Error {
    Error::refused(
        ErrorCode::Disk,
        "Countersign may not write to its data folder. Check the folder's permissions and the disk, and try again.",
    )
    .with(|refusal| refusal.detail = Some(error.to_string()))
}

/// Empties a workspace's folder but for the lock and the mark.
fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == LOCK || entry.file_name() == UNFINISHED {
            continue;
        }
        // A link is taken away, never what it leads to.
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Forces the names in a folder to the disk; where there is no such call, a name is on the disk when it is made.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Makes a folder that nobody else of the computer can look into, unless it is there.
///
/// # Errors
/// When the disk refuses.
pub fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn close_to_others(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if std::fs::metadata(folder)?.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Where a folder of the user's own is closed to others by where it lies.
#[cfg(not(unix))]
fn close_to_others(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use super::*;

    const KINDS: [WorkspaceKind; 2] = [WorkspaceKind::Practice, WorkspaceKind::Real];

    #[test]
    fn copies_that_were_looked_at_are_removed_and_lie_where_nobody_else_looks() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        home.clear_looked_at();
        create_private(&home.looked_at()).unwrap();
        std::fs::write(home.looked_at().join("a.pdf"), "x").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(home.looked_at()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
        home.clear_looked_at();
        assert!(!home.looked_at().exists());
    }

    fn home(folder: &Path) -> Home {
        Home { folder: folder.join("data"), moved: true }
    }

    #[test]
    fn a_workspace_is_there_only_once_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        for kind in KINDS {
            let held = home.hold(kind).unwrap();
            home.begin(kind, &held).unwrap();
            std::fs::write(home.keys(kind), "{}").unwrap();
            std::fs::write(home.database(kind), "half").unwrap();
            assert!(!home.has(kind), "{kind:?}: the making was not finished");
            home.finish(kind).unwrap();
            assert!(home.has(kind));
            assert!(home.begin(kind, &held).is_err(), "a whole workspace is never begun anew");
            assert_eq!(std::fs::read(home.database(kind)).unwrap(), b"half");
        }
    }

    #[test]
    fn what_an_interrupted_making_left_goes_before_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        for kind in KINDS {
            let held = home.hold(kind).unwrap();
            home.begin(kind, &held).unwrap();
            std::fs::write(home.keys(kind), "{}").unwrap();
            std::fs::write(home.database(kind), "half").unwrap();
            std::fs::create_dir_all(home.workspace(kind).join("media").join("ab")).unwrap();
            drop(held);
            // As after a crash: another process comes.
            let held = home.hold(kind).unwrap();
            home.begin(kind, &held).unwrap();
            let left: Vec<_> =
                std::fs::read_dir(home.workspace(kind)).unwrap().map(|e| e.unwrap().file_name()).collect();
            assert_eq!(left.len(), 2, "the lock and the mark: {left:?}");
        }
    }

    #[test]
    fn a_real_clinic_that_lost_its_database_is_not_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        let held = home.hold(WorkspaceKind::Real).unwrap();
        std::fs::write(home.keys(WorkspaceKind::Real), "{}").unwrap();
        assert!(home.has(WorkspaceKind::Real));
        assert!(home.begin(WorkspaceKind::Real, &held).is_err());
        assert!(home.keys(WorkspaceKind::Real).exists());
    }

    #[test]
    fn a_clinic_that_is_open_can_not_be_opened_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        for kind in KINDS {
            let held = home.hold(kind).unwrap();
            assert_eq!(home.hold(kind).unwrap_err().code(), ErrorCode::WorkspaceBusy);
            assert!(home.put_aside(kind, Millis(1)).is_err(), "and is not moved away under it");
            drop(held);
            home.hold(kind).unwrap();
        }
    }

    #[test]
    fn what_was_put_aside_is_found_again_until_it_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let home = home(folder.path());
        let kind = WorkspaceKind::Real;
        for at in [Millis(1_000), Millis(20_000)] {
            drop(home.hold(kind).unwrap());
            std::fs::write(home.database(kind), "damaged").unwrap();
            home.put_aside(kind, at).unwrap();
            assert!(!home.has(kind));
        }
        // Neither a file nor another folder of a name that only begins like one.
        std::fs::write(home.folder().join("clinic-put-aside-3"), "x").unwrap();
        std::fs::create_dir(home.folder().join("clinic-put-aside-older")).unwrap();
        let aside = home.all_put_aside().unwrap();
        assert_eq!(aside.iter().map(|(at, _)| at.0).collect::<Vec<_>>(), [20_000, 1_000], "the last one first");
        assert_eq!(std::fs::read(aside[0].1.join("countersign.db")).unwrap(), b"damaged", "whole");
        home.put_back(kind, &aside[0].1).unwrap();
        assert_eq!(home.all_put_aside().unwrap().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_of_the_computer_can_look_into_the_data_or_the_log() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let open = |path: &Path| std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        for moved in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let home = Home { folder: folder.path().join("data"), moved };
            home.make_private().unwrap();
            for kind in KINDS {
                home.hold(kind).unwrap();
                assert_eq!(mode(&home.workspace(kind)), 0o700);
            }
            assert_eq!((mode(home.folder()), mode(&home.logs())), (0o700, 0o700));
            // As an earlier version left them.
            open(home.folder());
            open(&home.logs());
            home.make_private().unwrap();
            assert_eq!(mode(&home.logs()), 0o700);
            assert_eq!(mode(home.folder()), if moved { 0o755 } else { 0o700 }, "a folder that was named may hold more");
        }
    }

    #[test]
    fn each_folder_has_a_mark_of_its_own() {
        let (one, other) = (home(Path::new("/one")), home(Path::new("/other")));
        assert_eq!(one.mark(), home(Path::new("/one")).mark());
        assert_ne!(one.mark(), other.mark());
        assert_eq!(one.mark().len(), 16);
    }
}
