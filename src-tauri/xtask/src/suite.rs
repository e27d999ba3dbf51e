//! `cargo xtask test`: every check of the project, cheapest first.
//!
//! Invariant: it stops at the first step that fails, says which, and ends with a failure; its last line after a success
//! is the count of all tests, as cargo and vitest reported them.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::ask::Step;
use crate::bindings;
use crate::checkout::{Checkout, Profile};
use crate::interface;
use crate::matrix::Matrix;
use crate::moto;
use crate::nested::{self, cargo, finish, npm, settle};
use crate::packages::{self, Purpose};
use crate::session::Session;
use crate::start;
use crate::stop::{Outcome, Stop, While};
use crate::tally::{self, Tally};
use crate::threats::Threats;
use crate::toolchain;

/// The interface's own checks, by the names of its scripts; its tests and its build follow.
const SCRIPTS: [&str; 3] = ["format:check", "lint", "check"];

/// The tests of the system's keychain. They lock it at their end, so nothing else runs in their session.
const KEYCHAIN: [&str; 2] = ["--test", "keychain"];
/// The test of the media host against other people's server, which has to be installed for it.
const BUCKET: [&str; 2] = ["--test", "bucket"];
/// The tests that open the window. No plain `cargo test` runs them: they need a session and the application's binary.
/// One after the other: they share a bus, on which each finds the other's tray, and each draws with all that a small
/// machine has.
const DESKTOP: [&str; 4] = ["--test", "desktop", "--", "--test-threads=1"];
/// How many tests of a target run at once, where a target does not say it itself.
const THREADS: &str = "RUST_TEST_THREADS";

/// Runs the suite, or one step of it.
pub fn run(checkout: &Checkout, only: Option<Step>) -> Outcome<()> {
    let steps = only.map_or_else(|| Step::SUITE.to_vec(), |step| vec![step]);
    let mut times = Vec::new();
    let mut tally = Tally::default();

    let mut outcome = timed("prepare", &mut times, || prepare(checkout, &steps));
    for step in &steps {
        if outcome.is_ok() {
            outcome = timed(step.name(), &mut times, || take(*step, checkout, &mut tally)).map_err(|stop| {
                let name = step.name();
                Stop::new(format!("Stopped at {name}: {} Again: cargo xtask test --only {name}", stop.sentence))
            });
        }
    }
    println!("\n{}", table(&times));
    // Of a suite that stopped before its first test there is nothing to count, and nothing that should look counted.
    if tally != Tally::default() || (only.is_none() && outcome.is_ok()) {
        println!("{tally}");
    }
    outcome
}

/// Runs the tests of the window whose names hold `name`. That there is none is a failure: nothing was proved.
pub fn window(checkout: &Checkout, name: &str) -> Outcome<()> {
    prepare(checkout, &[Step::Desktop])?;
    interface::build(checkout)?;
    build_tests(checkout)?;
    let mut tally = Tally::default();
    let outcome = in_a_session(checkout, &[&DESKTOP[..], &[name]].concat(), None, &mut tally);
    println!("\n{tally}");
    outcome?;
    if tally.passed == 0 { Err(Stop::new(format!("No test of the window is called `{name}`."))) } else { Ok(()) }
}

/// Whatever a later step will miss is said before the first one runs.
fn prepare(checkout: &Checkout, steps: &[Step]) -> Outcome<()> {
    toolchain::rust()?;
    if steps.iter().all(|step| *step == Step::Fmt) {
        return Ok(());
    }
    toolchain::node()?;
    if steps.iter().any(|step| matches!(step, Step::Rust | Step::Desktop)) {
        packages::ensure(Purpose::Session)?;
    } else if steps.iter().any(|step| *step != Step::Ui) {
        packages::ensure(Purpose::Build)?;
    }
    interface::install(checkout)
}

fn take(step: Step, checkout: &Checkout, tally: &mut Tally) -> Outcome<()> {
    // The shell embeds the interface, so it has to be there before anything compiles the shell.
    if !matches!(step, Step::Fmt | Step::Ui) {
        interface::build(checkout)?;
    }
    match step {
        Step::Fmt => finish(cargo(checkout, &["fmt", "--all", "--check"])),
        Step::Ui => interface_checks(checkout, tally),
        Step::Lint => finish(cargo(checkout, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
        Step::Doc => {
            let mut doc = cargo(checkout, &["doc", "--workspace", "--no-deps", "--document-private-items"]);
            doc.env("RUSTDOCFLAGS", "-D warnings");
            finish(doc)
        }
        Step::Bindings => bindings::check(checkout),
        Step::Rust => {
            build_tests(checkout)?;
            // Whichever fails, the others run as well: a fault that the window alone shows is not hidden behind another one.
            let outcomes = [
                in_a_session(checkout, &["--no-fail-fast"], None, tally),
                in_a_session(checkout, &KEYCHAIN, Some(("COUNTERSIGN_TEST_KEYCHAIN", "1")), tally),
                moto::python(checkout).and_then(|python| {
                    in_a_session(checkout, &BUCKET, Some(("COUNTERSIGN_TEST_MOTO", &python.to_string_lossy())), tally)
                }),
                in_a_session(checkout, &DESKTOP, None, tally),
            ];
            for stop in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
                println!("{}", stop.sentence);
            }
            outcomes.into_iter().collect::<Outcome<()>>()?;
            proved(checkout, tally)
        }
        Step::Desktop => {
            build_tests(checkout)?;
            in_a_session(checkout, &DESKTOP, None, tally)
        }
    }
}

fn interface_checks(checkout: &Checkout, tally: &mut Tally) -> Outcome<()> {
    for script in SCRIPTS {
        finish(npm(checkout, &["run", "--silent", script]))?;
    }
    let mut tests = npm(checkout, &["run", "--silent", "test"]);
    if std::io::stdout().is_terminal() {
        // It writes into a pipe and would leave its colours out.
        tests.env("FORCE_COLOR", "1");
    }
    count(tally, tests, tally::counted)?;
    interface::build(checkout)
}

/// With the tests, though only the application is missing: so its dependencies get the features that the tests compile
/// them with, and are compiled once.
fn build_tests(checkout: &Checkout) -> Outcome<()> {
    finish(cargo(checkout, &["build", "--workspace", "--all-targets"]))
}

/// Runs test targets of the whole workspace in a session of their own.
fn in_a_session(checkout: &Checkout, which: &[&str], told: Option<(&str, &str)>, tally: &mut Tally) -> Outcome<()> {
    let mut tests = cargo(checkout, &[&["test", "--workspace"], which].concat());
    start::introduce(&mut tests, checkout, Profile::Debug)?;
    tests.envs(told);
    // Half of what a test does is to wait for a platform to answer, or for nothing to happen: two share a core.
    if std::env::var_os(THREADS).is_none()
        && let Ok(cores) = std::thread::available_parallelism()
    {
        tests.env(THREADS, (2 * cores.get()).to_string());
    }
    // Among them are the tests that write the TypeScript types. Whether the committed ones are right is another step's
    // question; this one must not write into the sources.
    tests.env("TS_RS_EXPORT_DIR", checkout.scratch().join("bindings"));
    if !cfg!(target_os = "linux") {
        println!("The tests run in your own session: a private one exists on Linux only.");
        return count(tally, tests, tally::counted);
    }
    let mut session = Session::open(checkout)?;
    count(tally, tests, |tests| session.run(tests))
}

/// Holds what passed against what is to be proved of every platform and of every threat.
fn proved(checkout: &Checkout, tally: &Tally) -> Outcome<()> {
    let (path, matrix) = listed(checkout, checkout.matrix(), Matrix::read)?;
    all_proved(&path, &matrix.unproved(&tally.names))?;
    println!("\nWhat is proved of each platform's client ({path}):\n\n{matrix}");
    let (path, threats) = listed(checkout, checkout.security(), Threats::read)?;
    all_proved(&path, &threats.unproved(&tally.names))?;
    println!("\nHow many tests answer each threat ({path}):\n\n{threats}");
    Ok(())
}

/// Reads a list of what is to be proved; with the name that people know it by.
fn listed<T>(checkout: &Checkout, path: PathBuf, read: impl FnOnce(&str) -> Result<T, String>) -> Outcome<(String, T)> {
    let name = checkout.shown(&path);
    let text = std::fs::read_to_string(&path).could_not(format!("read {name}"))?;
    read(&text).map(|list| (name, list)).map_err(Stop::new)
}

fn all_proved(name: &str, unproved: &[String]) -> Outcome<()> {
    if unproved.is_empty() {
        return Ok(());
    }
    Err(Stop::new(format!("{name} names what no test of this run proves:\n{}\n", unproved.join("\n"))))
}

/// Counts also when tests fail: how many did is what one wants to know then.
fn count(
    tally: &mut Tally,
    tests: Command,
    run: impl FnOnce(Command) -> Outcome<(std::process::ExitStatus, Tally)>,
) -> Outcome<()> {
    let line = nested::line(&tests);
    let (status, counted) = run(tests)?;
    tally.add(counted);
    settle(&line, status)
}

fn timed<T>(
    name: &'static str,
    times: &mut Vec<(&'static str, Duration)>,
    work: impl FnOnce() -> Outcome<T>,
) -> Outcome<T> {
    println!("\n── {name}");
    let begun = Instant::now();
    let outcome = work();
    times.push((name, begun.elapsed()));
    println!("── {name}: {}, {}", if outcome.is_ok() { "good" } else { "failed" }, seconds(begun.elapsed()));
    outcome
}

fn table(times: &[(&str, Duration)]) -> String {
    let total = times.iter().map(|(_, time)| *time).sum();
    let rows = times.iter().copied().chain([("together", total)]);
    rows.map(|(name, time)| format!("{name:<10}{:>10}", seconds(time))).collect::<Vec<_>>().join("\n")
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up_and_adds_up() {
        let times = [("fmt", Duration::from_millis(420)), ("rust", Duration::from_millis(61_000))];
        assert_eq!(table(&times), "fmt            0.4 s\nrust          61.0 s\ntogether      61.4 s");
    }
}
