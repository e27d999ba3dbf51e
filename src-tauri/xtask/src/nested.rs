//! How other programs are started.
//!
//! Invariant: a cargo started from here sees the same settings as one typed by hand, and always the same selection of
//! packages, so neither makes the other compile anything twice.

use std::process::{Command, ExitStatus};

use crate::checkout::{Checkout, Profile};
use crate::stop::{Outcome, Stop, While};

/// What a person sets, as opposed to what cargo sets for the program it runs. The first must reach the nested cargo
/// (a company's proxy, another target folder); of the second, `CARGO_MANIFEST_DIR` alone makes build scripts run again
/// and takes half the dependency tree with them.
const SET_BY_PEOPLE: [&str; 8] = [
    "CARGO_HOME",
    "CARGO_TARGET_DIR",
    "CARGO_INCREMENTAL",
    "CARGO_NET_",
    "CARGO_HTTP_",
    "CARGO_REGISTR",
    "CARGO_BUILD_",
    "CARGO_TERM_",
];

/// Whether a variable of ours may reach a nested cargo.
fn passes(name: &str) -> bool {
    let cargos = name == "CARGO" || name.starts_with("CARGO_");
    !cargos || SET_BY_PEOPLE.iter().any(|start| name.starts_with(start))
}

/// Starts at the root, with an environment in which nothing of the outer cargo is left.
pub fn command(checkout: &Checkout, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&checkout.root);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| !passes(name)) {
            command.env_remove(&name);
        }
    }
    command
}

/// `cargo` with these arguments.
pub fn cargo(checkout: &Checkout, arguments: &[&str]) -> Command {
    command(checkout, "cargo", arguments)
}

/// `npm` with these arguments, in the interface's folder.
pub fn npm(checkout: &Checkout, arguments: &[&str]) -> Command {
    let mut npm = command(checkout, NPM, arguments);
    npm.current_dir(checkout.ui());
    npm
}

/// On Windows npm is a script, and a script is found only under its full name.
pub const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Runs to the end, output and all, and stops when it fails.
pub fn finish(mut command: Command) -> Outcome<()> {
    let status = command.status().could_not(format!("start {}", line(&command)))?;
    settle(&line(&command), status)
}

/// Turns an exit status into an answer.
pub fn settle(line: &str, status: ExitStatus) -> Outcome<()> {
    if status.success() { Ok(()) } else { Err(Stop::new(format!("`{line}` failed ({status})."))) }
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Builds the whole workspace. Never a single package: another selection unifies features differently, and then the
/// dependencies are compiled again at every change between the two.
pub fn build(checkout: &Checkout, profile: Profile) -> Outcome<()> {
    finish(cargo(checkout, &[&["build", "--workspace"], flags(profile)].concat()))
}

/// How cargo is told of a profile.
pub const fn flags(profile: Profile) -> &'static [&'static str] {
    match profile {
        Profile::Debug => &[],
        Profile::Release => &["--release"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_outer_cargo_set_stays_behind() {
        for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE"] {
            assert!(!passes(name), "{name} would make build scripts run again");
        }
    }

    #[test]
    fn what_a_person_set_goes_through() {
        for name in ["PATH", "CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_NET_OFFLINE", "CARGO_HTTP_PROXY", "CARGONAUT"] {
            assert!(passes(name), "{name} belongs to whoever typed the command");
        }
    }

    #[test]
    fn a_failed_command_is_named_as_one_would_type_it() {
        let mut command = Command::new("cargo");
        command.args(["fmt", "--all"]);
        assert_eq!(line(&command), "cargo fmt --all");
    }
}
