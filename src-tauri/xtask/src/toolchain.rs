//! Rust and Node: are they there, and new enough.
//!
//! Invariant: whoever lacks one reads which version is needed, which was found, and where to get it, before anything
//! is downloaded or compiled.

use std::process::Command;

use crate::nested::NPM;
use crate::stop::{Outcome, Stop};

/// A version as far as it decides anything here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32, u32, u32);

impl Version {
    /// The first word of a program's answer that is a version: `rustc 1.95.0 (…)`, `v20.19.0`, `1.95`.
    pub fn read(answer: &str) -> Option<Version> {
        answer.split_whitespace().find_map(|word| {
            let bare = word.strip_prefix('v').unwrap_or(word);
            let release = bare.split(['-', '+']).next()?;
            let numbers: Option<Vec<u32>> = release.split('.').map(|part| part.parse().ok()).collect();
            match numbers?.as_slice() {
                [major, minor] => Some(Version(*major, *minor, 0)),
                [major, minor, patch, ..] => Some(Version(*major, *minor, *patch)),
                _ => None,
            }
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Node's long-lived lines that the bundler supports: 20 from 20.19 on, and everything from 22.12 on.
fn node_serves(node: Version) -> bool {
    (node >= Version(20, 19, 0) && node < Version(21, 0, 0)) || node >= Version(22, 12, 0)
}

/// Cargo already refuses an older compiler, except when it was told to ignore that.
pub fn rust() -> Outcome<()> {
    let needed = Version::read(env!("CARGO_PKG_RUST_VERSION"));
    let found = version_of("rustc");
    if found >= needed {
        return Ok(());
    }
    Err(Stop::new(format!(
        "Countersign needs Rust {} or newer; {}. Update it with `rustup update stable`, or install it from rustup.rs.",
        env!("CARGO_PKG_RUST_VERSION"),
        described(found),
    )))
}

/// Node builds the interface; its absence is the most likely thing to be wrong on a new machine.
pub fn node() -> Outcome<()> {
    let found = version_of("node");
    if !found.is_some_and(node_serves) {
        return Err(Stop::new(format!(
            "The interface is built with Node.js 20.19 or newer (of the 22 line, 22.12 or newer); {}. Get it from \
             nodejs.org, or with a version manager: `fnm install 22` or `nvm install 22`. The Node.js that a \
             distribution packages is often older.",
            described(found),
        )));
    }
    if version_of(NPM).is_none() {
        return Err(Stop::new("Node.js is here, npm is not. It comes with Node.js from nodejs.org."));
    }
    Ok(())
}

fn described(found: Option<Version>) -> String {
    found.map_or_else(|| "none was found".to_owned(), |version| format!("found {version}"))
}

fn version_of(program: &str) -> Option<Version> {
    let answer = Command::new(program).arg("--version").output().ok()?;
    Version::read(&String::from_utf8_lossy(&answer.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: &str, expected: Option<Version>) {
        assert_eq!(Version::read(answer), expected, "for `{answer}`");
    }

    #[test]
    fn versions_are_read_out_of_what_programs_answer() {
        check("rustc 1.95.0 (59807616e 2026-04-14)\n", Some(Version(1, 95, 0)));
        check("rustc 1.97.0-nightly (abc 2026-05-01)", Some(Version(1, 97, 0)));
        check("v20.20.2\n", Some(Version(20, 20, 2)));
        check("11.19.1", Some(Version(11, 19, 1)));
        check("1.95", Some(Version(1, 95, 0)));
        check("", None);
        check("command not found", None);
    }

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        assert!(Version(1, 100, 0) > Version(1, 95, 3), "100 comes after 95");
        assert!(Some(Version(1, 95, 0)) >= Version::read("1.95"), "the named version itself will do");
        assert!(None < Version::read("1.95"), "a missing compiler is never new enough");
    }

    #[test]
    fn only_supported_lines_of_node_serve() {
        for (version, serves) in [
            (Version(18, 20, 0), false),
            (Version(20, 18, 9), false),
            (Version(20, 19, 0), true),
            (Version(21, 7, 0), false),
            (Version(22, 11, 0), false),
            (Version(22, 12, 0), true),
            (Version(24, 0, 0), true),
        ] {
            assert_eq!(node_serves(version), serves, "for Node {version}");
        }
    }
}
