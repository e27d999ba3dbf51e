//! What the operating system has to provide.
//!
//! Invariant: nothing is installed that is already there, nothing silently, and whatever cannot be installed from here
//! is named together with the exact command that installs it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::stop::{Outcome, Stop};

/// To compile the shell, and to start it: the tray library is opened by name at run time, so no build would miss it.
const TO_BUILD_AND_START: [&str; 8] = [
    "build-essential",
    "pkg-config",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-1",
    "dbus",
];

/// To open the pages of a platform in the browser; only a person at a screen does that.
const FOR_A_WINDOW: [&str; 1] = ["xdg-utils"];

/// For the private session in which the window is driven, and for other people's server that the media host is tested
/// against. (`xauth` is not among them: `screen` writes that one record.)
const FOR_A_SESSION: [&str; 4] = ["xvfb", "gnome-keyring", "webkit2gtk-driver", "python3-venv"];

/// The same libraries as `pkg-config` calls them, for distributions with package names of their own.
const MODULES: [&str; 4] = ["webkit2gtk-4.1", "openssl", "librsvg-2.0", "ayatana-appindicator3-0.1"];

/// What the caller is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Compile.
    Build,
    /// Start it on a real screen as well.
    Window,
    /// Open the window in a private session as well.
    Session,
}

/// Sees to it that the system has what `purpose` needs, as far as that can be done from here.
pub fn ensure(purpose: Purpose) -> Outcome<()> {
    if cfg!(target_os = "linux") {
        if on_path("dpkg-query") && on_path("apt-get") { with_apt(purpose) } else { by_hand(purpose) }
    } else if cfg!(windows) && !answers("perl", &["-v"]) {
        // The database's own OpenSSL is compiled on Windows, and its build is written in Perl.
        Err(Stop::new("Perl is needed to build the database's encryption. Install Strawberry Perl and start again."))
    } else {
        Ok(())
    }
}

fn with_apt(purpose: Purpose) -> Outcome<()> {
    let mut wanted = TO_BUILD_AND_START.to_vec();
    match purpose {
        Purpose::Build => {}
        Purpose::Window => wanted.extend(FOR_A_WINDOW),
        Purpose::Session => wanted.extend(FOR_A_SESSION),
    }
    let known = Command::new("dpkg-query")
        .args(["-W", "-f=${Package}\t${db:Status-Status}\n"])
        .args(&wanted)
        .stderr(Stdio::null())
        .output()
        .map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned())
        .unwrap_or_default();
    let missing = missing(&wanted, &known);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing system packages: {}. Installing them.", missing.join(", "));
    let by_hand = by_hand_with_apt(&missing, is_root(), on_path("sudo"));
    let install = [&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat();
    // A single broken source fails the update and often leaves the packages wanted here installable, so only the
    // installation decides.
    let installed = apt(&["update", "-q"]).and_then(|_| apt(&install)).unwrap_or(false);
    if installed { Ok(()) } else { Err(Stop::new(format!("The packages could not be installed from here. {by_hand}"))) }
}

/// What a person types instead. Not every system has sudo, and one that is told to use it then is told nothing.
fn by_hand_with_apt(missing: &[&str], is_root: bool, has_sudo: bool) -> String {
    let (before, as_whom) = match (is_root, has_sudo) {
        (true, _) => ("", ""),
        (false, true) => ("sudo ", ""),
        (false, false) => ("", " as root (`su -`)"),
    };
    let command =
        format!("{before}apt-get update && {before}apt-get install -y --no-install-recommends {}", missing.join(" "));
    format!("Please run this{as_whom}, then start again:\n\n    {command}\n")
}

/// `None`: apt cannot be run by this person at all.
fn apt(arguments: &[&str]) -> Option<bool> {
    // `env` because sudo keeps the variables of its caller to itself, and a package that asks a question would wait.
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    words.extend(arguments);
    if !is_root() {
        if !on_path("sudo") {
            return None;
        }
        words.insert(0, "sudo");
    }
    let (program, rest) = words.split_first()?;
    Command::new(program).args(rest).status().ok().map(|status| status.success())
}

/// Other distributions name their packages differently, and a wrong guess is worse than a sentence.
fn by_hand(purpose: Purpose) -> Outcome<()> {
    let absent: Vec<&str> =
        MODULES.into_iter().filter(|module| !answers("pkg-config", &["--exists", module])).collect();
    if !absent.is_empty() {
        println!(
            "Not found by pkg-config: {}. If the build fails, install the development packages of WebKitGTK 4.1, \
             OpenSSL, librsvg and Ayatana AppIndicator, and pkg-config itself.\n  \
             Fedora: webkit2gtk4.1-devel openssl-devel librsvg2-devel libayatana-appindicator-gtk3-devel\n  \
             Arch:   webkit2gtk-4.1 openssl librsvg libayatana-appindicator",
            absent.join(", ")
        );
    }
    if purpose == Purpose::Session {
        let absent: Vec<&str> = crate::session::PROGRAMS.into_iter().filter(|program| !on_path(program)).collect();
        if !absent.is_empty() {
            return Err(Stop::new(format!(
                "The window is tested in a private session, which needs {} on the PATH: the packages for the virtual X \
                 server, D-Bus, the GNOME keyring and WebKitGTK's WebDriver.",
                absent.join(", ")
            )));
        }
    }
    Ok(())
}

/// Which of `wanted` the answer of `dpkg-query` does not list as installed. A removed package with its settings left
/// behind is listed too, with another state.
fn missing<'a>(wanted: &[&'a str], answer: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = answer.lines().filter_map(|line| line.strip_suffix("\tinstalled")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// Whether a program of this name can be started.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder: PathBuf| folder.join(program)).any(|file| file.is_file())
}

fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(answer: &str, expected: &[&str]) {
        assert_eq!(missing(&["dbus", "xvfb"], answer), expected, "for {answer:?}");
    }

    #[test]
    fn only_what_is_fully_installed_counts() {
        check("dbus\tinstalled\nxvfb\tinstalled\n", &[]);
        check("xvfb\tinstalled\n", &["dbus"]);
        check("dbus\tconfig-files\nxvfb\tinstalled\n", &["dbus"]);
        check("dbus\tnot-installed\nxvfb\thalf-configured\n", &["dbus", "xvfb"]);
        check("", &["dbus", "xvfb"]);
    }

    #[test]
    fn sudo_is_named_only_where_there_is_one() {
        let told = |is_root, has_sudo| by_hand_with_apt(&["xvfb"], is_root, has_sudo);
        assert!(told(false, true).contains("    sudo apt-get update && sudo apt-get install"), "{}", told(false, true));
        assert!(!told(false, false).contains("sudo") && told(false, false).contains("as root (`su -`)"));
        assert!(!told(true, true).contains("sudo") && !told(true, false).contains("root"));
    }

    #[test]
    fn a_longer_name_is_another_package() {
        check("dbus-x11\tinstalled\nxvfb\tinstalled\n", &["dbus"]);
    }

    #[test]
    fn a_package_there_for_two_architectures_is_there() {
        check("dbus\tnot-installed\ndbus\tinstalled\nxvfb\tinstalled\n", &[]);
    }
}
