//! Plays the practice story through the window and tells each step. `cargo xtask run` starts it where there is no display.

#![allow(clippy::print_stdout, reason = "telling is what this program is for")]

use std::process::ExitCode;

use countersign_tests::story;

#[tokio::main]
async fn main() -> ExitCode {
    let Ok(home) = tempfile::tempdir() else {
        println!("There is no room for a temporary folder.");
        return ExitCode::FAILURE;
    };
    match story::play(home.path(), &|step: &str| println!("· {step}")).await {
        Ok(ledger) => {
            println!("\nWhat went public on the practice platforms:");
            for entry in &ledger {
                println!("  {:?} {} — {}", entry.platform, entry.id, entry.text.lines().next().unwrap_or_default());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("The story stopped: {error}");
            ExitCode::FAILURE
        }
    }
}
