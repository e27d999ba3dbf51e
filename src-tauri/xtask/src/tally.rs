//! Counting tests while their output passes by.
//!
//! Invariant: what a test program prints reaches the person at once and unchanged; counting only reads along. Only the
//! closing lines of cargo's and of vitest's own reports are counted, never lines that a test wrote. A test's name is taken
//! from cargo's own line about it; cargo shows what a test wrote only when one failed, and then the suite fails.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use crate::nested::line;
use crate::stop::{Outcome, Stop, While};

/// Tests seen so far.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: u64,
    /// Those that failed.
    pub failed: u64,
    /// The names of Rust's that passed.
    pub names: BTreeSet<String>,
}

impl Tally {
    /// Counts a line if it closes a report.
    pub fn read(&mut self, line: &str) {
        let plain = without_colours(line);
        if let Some(name) = plain.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... ok")) {
            self.names.insert(name.to_owned());
        }
        let report = match (plain.strip_prefix("test result: "), plain.trim_start().strip_prefix("Tests ")) {
            (Some(cargos), _) => cargos,
            (None, Some(vitests)) => vitests,
            (None, None) => return,
        };
        // cargo: `ok. 3 passed; 0 failed; …`, vitest: `1 failed | 11 passed (12)`.
        let words: Vec<&str> = report.split([' ', ';', '|', ',']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            if let [number, kind] = pair {
                let Ok(number) = number.parse::<u64>() else { continue };
                match *kind {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    _ => {}
                }
            }
        }
    }

    /// Adds what another report counted.
    pub fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.names.extend(other.names);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Runs to the end, showing the output as it comes.
pub fn counted(mut command: Command) -> Outcome<(ExitStatus, Tally)> {
    let name = line(&command);
    let child = command.stdout(Stdio::piped()).spawn().could_not(format!("start {name}"))?;
    follow(child, &name)
}

/// Shows and counts the output of a child whose output is a pipe, until the child has ended.
pub fn follow(mut child: Child, name: &str) -> Outcome<(ExitStatus, Tally)> {
    let Some(output) = child.stdout.take() else {
        return Err(Stop::new(format!("The output of {name} cannot be read.")));
    };
    let tally = Arc::new(Mutex::new(Tally::default()));
    let (done, ended) = mpsc::channel();
    let counting = Arc::clone(&tally);
    std::thread::spawn(move || {
        pass_on(output, std::io::stdout(), &counting);
        done.send(())
    });
    let status = child.wait().could_not(format!("wait for {name}"))?;
    // Something it started may still hold the pipe open, and would hold us up for as long as it lives.
    if ended.recv_timeout(Duration::from_secs(5)).is_err() {
        eprintln!("`{name}` has ended, but something it started has not.");
    }
    let counted = std::mem::take(&mut *tally.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((status, counted))
}

fn pass_on(output: impl Read, mut reader: impl Write, tally: &Mutex<Tally>) {
    let mut lines = BufReader::new(output);
    let mut bytes = Vec::new();
    while lines.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
        // When nobody reads it any more, the child must still be able to write to the end.
        let _ = reader.write_all(&bytes).and_then(|()| reader.flush());
        tally.lock().unwrap_or_else(PoisonError::into_inner).read(String::from_utf8_lossy(&bytes).trim_end());
        bytes.clear();
    }
}

/// Leaves out the escape sequences that set colours.
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, passed: u64, failed: u64) {
        let tally = Mutex::new(Tally::default());
        let mut shown = Vec::new();
        pass_on(output.as_bytes(), &mut shown, &tally);
        assert_eq!(shown, output.as_bytes(), "the person reads what was written");
        let tally = tally.into_inner().unwrap();
        assert_eq!((tally.passed, tally.failed), (passed, failed), "for {output:?}");
    }

    #[test]
    fn only_what_passed_is_known_by_name() {
        let mut tally = Tally::default();
        for line in [
            "test doubt::x::a_lost_answer ... ok",
            "test gate::a_stop ... FAILED",
            "test clock::slow ... ignored",
            "\u{1b}[32mtest\u{1b}[m late::missed ... \u{1b}[32mok\u{1b}[m",
            "the test ... ok",
        ] {
            tally.read(line);
        }
        assert_eq!(tally.names.into_iter().collect::<Vec<_>>(), ["doubt::x::a_lost_answer", "late::missed"]);
    }

    #[test]
    fn cargos_reports_are_summed_up() {
        check(
            "running 2 tests\ntest a ... ok\n\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; \
             finished in 0.00s\n\ntest result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n",
            5,
            2,
        );
        check("test result: \u{1b}[32mok\u{1b}[m. 4 passed; 0 failed; 0 ignored\n", 4, 0);
    }

    #[test]
    fn vitests_reports_are_summed_up() {
        check(" Test Files  3 passed (3)\n      Tests  12 passed (12)\n   Start at  10:00:00\n", 12, 0);
        check("      Tests  1 failed | 11 passed | 2 skipped (14)\n", 11, 1);
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m8 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (8)\u{1b}[39m\n",
            8,
            0,
        );
    }

    #[test]
    fn other_lines_are_not_counted() {
        check("3 passed, 1 failed\n", 0, 0);
        check("Testing 4 passed\nthe last test result: ok. 9 passed; 0 failed\n", 0, 0);
        check("a last line without its end, and \u{fffd}", 0, 0);
    }
}
