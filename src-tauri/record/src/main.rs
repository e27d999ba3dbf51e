//! `countersign-verify FILE [--checkpoint FILE]…`: checks an exported record, and says what is wrong with it.
//!
//! Invariant: it ends with 0 only for a record with which nothing is wrong; 1 is a record with which something is, 2 a
//! question that could not be asked.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what a command line has to say goes to its output")]

use std::fs::File;
use std::io::Read;
use std::process::ExitCode;

use countersign_record::{Checkpoint, Report, Verifier, read_checkpoints};

const USAGE: &str = "countersign-verify FILE [--checkpoint FILE]…";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match asked(&arguments).and_then(|(file, kept)| verified(&file, kept)) {
        Ok(report) => {
            for finding in &report.findings {
                println!("{finding}");
            }
            let untold = report.wrong.saturating_sub(report.findings.len() as u64);
            if untold > 0 {
                println!("… and {untold} more.");
            }
            println!("{}", report.sentence());
            if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn asked(arguments: &[String]) -> Result<(String, Vec<Checkpoint>), String> {
    let (mut file, mut kept) = (None, Vec::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--checkpoint" {
            let path = words.next().ok_or_else(|| USAGE.to_owned())?;
            let bytes = std::fs::read(path).map_err(|error| format!("{path} can't be read: {error}."))?;
            kept.extend(read_checkpoints(&bytes).map_err(|wrong| format!("{path}: {wrong}"))?);
        } else if file.is_none() && !word.starts_with('-') {
            file = Some(word.clone());
        } else {
            return Err(format!("`{word}` is not understood.\n\n{USAGE}"));
        }
    }
    Ok((file.ok_or_else(|| USAGE.to_owned())?, kept))
}

fn verified(path: &str, kept: Vec<Checkpoint>) -> Result<Report, String> {
    let unreadable = |error: std::io::Error| format!("{path} can't be read: {error}.");
    let mut file = File::open(path).map_err(unreadable)?;
    let mut verifier = Verifier::new(kept);
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece).map_err(unreadable)? {
            0 => return Ok(verifier.finish()),
            count => verifier.take(piece.get(..count).unwrap_or_default()),
        }
    }
}
