//! Starting when this person signs in to the laptop: one file that the desktop reads.
//!
//! Invariant: only the person's own choice writes it or takes it away, and a window that a program drives never does. It
//! starts what is running now; a Countersign on a moved data folder would start on another one, so it may not.

use std::io;
use std::path::{Path, PathBuf};

use countersign_core::error::{Error, ErrorCode};

use crate::home::Home;

/// Says that the desktop started it, and nobody asked for a window.
pub const AT_LOGIN: &str = "--at-login";

const FILE: &str = "org.countersign.desktop.desktop";

/// Whether this system starts it by itself when asked to.
pub fn is_possible(home: &Home) -> bool {
    cfg!(target_os = "linux") && !home.is_moved() && !Home::is_automated() && folder().is_some()
}

/// Whether the desktop was what started it.
pub fn is_how_it_started() -> bool {
    std::env::args_os().skip(1).any(|argument| argument == AT_LOGIN)
}

/// Has the desktop start it at each sign-in, or no more.
///
/// # Errors
/// When this system can't, or the disk refuses.
pub fn set(home: &Home, wanted: bool) -> Result<(), Error> {
    let Some(folder) = folder().filter(|_| is_possible(home)) else {
        return Err(Error::refused(
            ErrorCode::Invalid,
            "Countersign can't be started by itself here. Add it to your system's own list of programs to start.",
        ));
    };
    let program = std::env::current_exe().map_err(refused)?;
    if wanted { write(&folder, &program) } else { remove(&folder) }.map_err(refused)
}

fn refused(error: io::Error) -> Error {
    Error::refused(ErrorCode::Disk, "Your settings folder can't be written, so nothing was changed. Try again.")
        .with(|refusal| refusal.detail = Some(error.to_string()))
}

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    Some(named.or_else(|| std::env::home_dir().map(|home| home.join(".config")))?.join("autostart"))
}

fn write(folder: &Path, program: &Path) -> io::Result<()> {
    let program = program.to_str().ok_or_else(|| io::Error::other("its path has no text form"))?;
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(FILE), entry(program))
}

fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_file(folder.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The entry as the desktop entry specification wants it: a quoted argument, in a value with its own escapes.
fn entry(program: &str) -> String {
    let mut quoted = String::new();
    for letter in program.chars() {
        if matches!(letter, '"' | '`' | '$' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
        if letter == '%' {
            quoted.push('%');
        }
    }
    let exec = format!("\"{quoted}\" {AT_LOGIN}").replace('\\', "\\\\");
    format!(
        "[Desktop Entry]\nType=Application\nName=Countersign\nComment=Signed posts go out while it runs\nExec={exec}\n\
         Terminal=false\nX-GNOME-Autostart-enabled=true\n"
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that can not go on has failed")]

    use super::*;

    #[test]
    fn it_is_written_and_taken_away_again() {
        let config = tempfile::tempdir().unwrap();
        let folder = config.path().join("autostart");
        write(&folder, Path::new("/opt/Counter Sign/countersign")).unwrap();
        let text = std::fs::read_to_string(folder.join(FILE)).unwrap();
        assert!(text.contains("Exec=\"/opt/Counter Sign/countersign\" --at-login\n"), "{text}");
        remove(&folder).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        remove(&folder).unwrap();
    }

    #[test]
    fn what_a_desktop_would_read_as_its_own_is_quoted() {
        assert!(entry("/a$b/100%").contains("Exec=\"/a\\\\$b/100%%\" --at-login\n"), "{}", entry("/a$b/100%"));
    }
}
