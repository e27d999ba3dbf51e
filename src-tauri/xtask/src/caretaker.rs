//! Ends what a private session started, whatever happens to the program that started it.
//!
//! The session tells this second process what it starts, through a pipe. When the pipe closes, because the session is
//! over, or failed, or was interrupted or killed, the caretaker ends everything it was told of and removes the folder.
//! Std offers no way to handle a signal, and a handler would not run after SIGKILL anyway; a closed pipe always arrives.
//!
//! Invariant: it ends processes by id only, and only those that belong to a group it was told of or carry the mark of its
//! own session in their environment. It removes a folder only if a session named it.

use std::collections::BTreeSet;
use std::fs;
use std::io::stdin;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The variable that every process of a session carries, with the session's folder as its value.
pub const MARK: &str = "COUNTERSIGN_SESSION";

/// How the name of a session's folder begins.
pub const FOLDER_NAME: &str = "countersign-session-";

/// What the caretaker was told.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    groups: Vec<u32>,
    folder: Option<PathBuf>,
}

impl Told {
    fn hear(&mut self, line: &str) {
        match line.split_once(' ') {
            Some(("group", number)) => {
                // Group 0 and 1 would mean ourselves, or everybody.
                self.groups.extend(number.parse::<u32>().ok().filter(|number| *number > 1));
            }
            Some(("folder", path)) if is_a_sessions(Path::new(path)) => self.folder = Some(PathBuf::from(path)),
            _ => {}
        }
    }
}

fn is_a_sessions(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    folder.is_absolute() && name.starts_with(FOLDER_NAME)
}

/// Listens until the pipe closes, then ends and removes.
pub fn serve() {
    let mut told = Told::default();
    for line in stdin().lines().map_while(Result::ok) {
        told.hear(&line);
    }
    // What came last depends on what came first: the program before the screen it draws on.
    for group in told.groups.iter().rev() {
        end(|process| process.group == *group);
    }
    let Some(folder) = told.folder else { return };
    // Whoever left the group still carries the mark.
    let mark = format!("{MARK}={}", folder.display());
    end(|process| process.carries(&mark));
    for _ in 0..5 {
        if fs::remove_dir_all(&folder).is_ok() || !folder.exists() {
            return;
        }
        sleep(Duration::from_millis(100));
    }
}

/// Asks the chosen processes to end, and makes those end that have not done so in three seconds.
fn end(chosen: impl Fn(&Process) -> bool) {
    for (signal, patience) in [("-TERM", Duration::from_secs(3)), ("-KILL", Duration::from_secs(1))] {
        let asked = Instant::now();
        let mut signalled = BTreeSet::new();
        loop {
            let alive: BTreeSet<u32> = processes().filter(&chosen).map(|process| process.id).collect();
            if alive.is_empty() {
                return;
            }
            // Only the new ones: a second signal would cut short whoever is just tidying up.
            send(signal, alive.difference(&signalled));
            signalled.extend(alive);
            if asked.elapsed() > patience {
                break;
            }
            sleep(Duration::from_millis(20));
        }
    }
}

/// `kill` is part of every shell; the program of that name is missing on small systems.
fn send<'a>(signal: &str, ids: impl Iterator<Item = &'a u32>) {
    let ids: Vec<String> = ids.map(u32::to_string).collect();
    if !ids.is_empty() {
        // A process that ended in between makes `kill` complain, and is what we want.
        let _ = Command::new("sh").args(["-c", "kill \"$@\"", "kill", signal]).args(ids).stderr(Stdio::null()).status();
    }
}

/// A living process, as `/proc` shows it.
struct Process {
    id: u32,
    group: u32,
}

impl Process {
    fn carries(&self, mark: &str) -> bool {
        // Not readable: another person's process, and so not one of the session's.
        let environment = fs::read(format!("/proc/{}/environ", self.id)).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|entry| entry == mark.as_bytes())
    }
}

fn processes() -> impl Iterator<Item = Process> {
    let listed = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = listed.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        living(&stat).map(|group| Process { id, group })
    })
}

/// The group in a line of `/proc/…/stat`; `None` for a process that has ended and only waits to be asked how. The name
/// in brackets may itself hold brackets and spaces.
fn living(stat: &str) -> Option<u32> {
    let after_name = stat.rsplit_once(')')?.1;
    let mut words = after_name.split_whitespace();
    let state = words.next()?;
    let group = words.nth(1)?;
    if matches!(state, "Z" | "X") { None } else { group.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], groups: &[u32], folder: Option<&str>) {
        let mut told = Told::default();
        lines.iter().for_each(|line| told.hear(line));
        assert_eq!(told, Told { groups: groups.to_vec(), folder: folder.map(PathBuf::from) }, "for {lines:?}");
    }

    #[test]
    fn groups_and_the_folder_are_remembered() {
        check(
            &["folder /tmp/countersign-session-1", "group 12", "group 34"],
            &[12, 34],
            Some("/tmp/countersign-session-1"),
        );
    }

    #[test]
    fn nothing_else_can_be_ended_or_removed() {
        check(&["group 0", "group 1", "group -1", "group", "groups 7"], &[], None);
        check(&["folder /tmp", "folder /", "folder countersign-session-1", "folder /home/countersign"], &[], None);
    }

    #[test]
    fn the_group_is_found_behind_any_name() {
        assert_eq!(living("12 (Xvfb) S 1 34 34 0 -1"), Some(34));
        assert_eq!(living("12 (a) b (c)) R 1 56 34 0 -1"), Some(56));
        assert_eq!(living("12 (gone) Z 1 34 34 0 -1"), None, "it has ended already");
        assert_eq!(living(""), None);
    }
}
