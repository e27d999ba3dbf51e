//! Building and starting: the application on a screen, or one of the programs that drive it in a private session.
//!
//! Invariant: whatever is started was just built from these sources, and its exit code is ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use crate::ask::{POSTS, Place};
use crate::checkout::{Checkout, Profile};
use crate::interface;
use crate::nested;
use crate::packages::{self, Purpose};
use crate::screen;
use crate::session::Session;
use crate::stop::{Outcome, Stop, While};
use crate::toolchain;

/// The application's binary.
const APPLICATION: &str = "countersign";
/// The program of the tests that tries the promises.
const TRIAL: &str = "trial";
/// The most posts for which a trial is not worth the wait for a release build: what the tests have built is there already.
const SHORT: u64 = 500;

/// Tools, system packages and the interface: everything that has to be there before cargo compiles the shell.
pub fn prepare(checkout: &Checkout, purpose: Purpose) -> Outcome<()> {
    toolchain::rust()?;
    toolchain::node()?;
    packages::ensure(purpose)?;
    interface::build(checkout)
}

/// `cargo xtask run`.
pub fn application(checkout: &Checkout, place: Place) -> Outcome<i32> {
    if shows_a_window(place, screen::is_there())? {
        prepare(checkout, Purpose::Window)?;
        nested::build(checkout, Profile::Debug)?;
        let binary = binary(checkout, Profile::Debug, APPLICATION)?;
        let mut command = nested::command(checkout, &binary.to_string_lossy(), &[]);
        command.envs(screen::renderer());
        println!("Starting Countersign. Close its window, or press Ctrl-C here, to end it.");
        return Ok(code(command.status().could_not("start Countersign")?));
    }
    if place == Place::WhereverPossible {
        println!("There is no display, so the practice story is played in a private session.");
    }
    played(checkout, Profile::Debug, "story", true)
}

/// `cargo xtask look`.
pub fn pictures(checkout: &Checkout) -> Outcome<i32> {
    played(checkout, Profile::Debug, "look", true)
}

/// `cargo xtask bench`.
pub fn measurements(checkout: &Checkout) -> Outcome<i32> {
    played(checkout, Profile::Release, "bench", false)
}

/// `cargo xtask trial`: no window takes part, so none is built.
pub fn trial(checkout: &Checkout, words: &[String]) -> Outcome<i32> {
    toolchain::rust()?;
    packages::ensure(Purpose::Build)?;
    let profile = if posts(words) > SHORT { Profile::Release } else { Profile::Debug };
    let build = [&["build", "--workspace", "--bin", TRIAL], nested::flags(profile)].concat();
    nested::finish(nested::cargo(checkout, &build))?;
    let program = binary(checkout, profile, TRIAL)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = nested::command(checkout, &program.to_string_lossy(), &words);
    Ok(code(command.status().could_not("start the trial")?))
}

/// How many posts a trial is asked for, if it is told.
fn posts(words: &[String]) -> u64 {
    let told = words.chunks(2).find(|pair| pair.first().is_some_and(|name| name == POSTS));
    told.and_then(|pair| pair.get(1)?.parse().ok()).unwrap_or(0)
}

/// Tells a program of the tests where the application is.
pub fn introduce(command: &mut Command, checkout: &Checkout, profile: Profile) -> Outcome<()> {
    command.env("COUNTERSIGN_BIN", binary(checkout, profile, APPLICATION)?);
    Ok(())
}

/// Builds everything and runs one program of the tests package inside a private session.
fn played(checkout: &Checkout, profile: Profile, name: &str, takes_pictures: bool) -> Outcome<i32> {
    prepare(checkout, Purpose::Session)?;
    nested::build(checkout, profile)?;
    let program = binary(checkout, profile, name)?;
    let mut command = nested::command(checkout, &program.to_string_lossy(), &[]);
    introduce(&mut command, checkout, profile)?;
    if takes_pictures {
        command.env("COUNTERSIGN_PICTURES", empty_folder(&checkout.target.join(name))?);
        // Those that the README shows.
        command.env("COUNTERSIGN_SHOWN", checkout.root.join("pictures"));
    }
    let (status, _) = Session::open(checkout)?.run(command)?;
    Ok(code(status))
}

fn shows_a_window(place: Place, screen: bool) -> Outcome<bool> {
    match (place, screen) {
        (Place::Headless, _) | (Place::WhereverPossible, false) => Ok(false),
        (Place::Window | Place::WhereverPossible, true) => Ok(true),
        (Place::Window, false) => Err(Stop::new(
            "There is no display for the window (neither DISPLAY nor WAYLAND_DISPLAY is set). `cargo xtask run \
             --headless` plays the practice story without one.",
        )),
    }
}

fn binary(checkout: &Checkout, profile: Profile, name: &str) -> Outcome<PathBuf> {
    let binary = checkout.binary(profile, name);
    if binary.is_file() {
        Ok(binary)
    } else {
        Err(Stop::new(format!(
            "The build made no {}: no package has a binary called `{name}`.",
            checkout.shown(&binary)
        )))
    }
}

/// Pictures of an earlier run must not pass for those of this one.
fn empty_folder(folder: &Path) -> Outcome<PathBuf> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).could_not(format!("empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).could_not(format!("make {}", folder.display()))?;
    Ok(folder.to_owned())
}

/// As a shell would report it: a program ended by signal 15 gives 143.
fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: Place, screen: bool, expected: Option<bool>) {
        assert_eq!(shows_a_window(place, screen).ok(), expected, "for {place:?}, screen: {screen}");
    }

    #[test]
    fn the_window_appears_where_it_was_asked_for() {
        check(Place::WhereverPossible, true, Some(true));
        check(Place::WhereverPossible, false, Some(false));
        check(Place::Headless, true, Some(false));
        check(Place::Window, true, Some(true));
        check(Place::Window, false, None);
    }
}
