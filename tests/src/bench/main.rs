//! The measurements: `cargo xtask bench`, or this program with the names of some of them.
//!
//! Invariant: it measures the product as it is built, over real time, real disk and real HTTP on loopback, and prints what
//! it saw beside what is wanted. It judges nothing: a number that misses its goal is still a number.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what was measured goes to the output")]

mod burst;
mod calendar;
mod clinic;
mod drafts;
mod figures;
mod films;
mod inbox;
mod insights;
mod pictures;
mod processes;
mod settle;
mod triage;
mod views;
mod window;
mod years;

use std::process::ExitCode;

/// What can go wrong while measuring.
type Fault = Box<dyn std::error::Error + Send + Sync>;

const ALL: [&str; 11] =
    ["drafts", "pictures", "films", "calendar", "burst", "settle", "triage", "inbox", "insights", "views", "window"];

#[tokio::main]
async fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let [films::CHILD, ..] = asked.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        return match films::child(asked.get(1..).unwrap_or_default()).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                eprintln!("{fault}");
                ExitCode::FAILURE
            }
        };
    }
    if let Some(unknown) = asked.iter().find(|name| !ALL.contains(&name.as_str())) {
        eprintln!("There is no measurement `{unknown}`; there are {}.", ALL.join(", "));
        return ExitCode::from(2);
    }
    let mut code = ExitCode::SUCCESS;
    for name in ALL.into_iter().filter(|name| asked.is_empty() || asked.iter().any(|one| one == name)) {
        let measured = match name {
            "drafts" => drafts::measure(),
            "pictures" => pictures::measure(),
            "films" => films::measure().await,
            "calendar" => calendar::measure(),
            "burst" => burst::measure().await,
            "settle" => settle::measure().await,
            "triage" => triage::measure(),
            "inbox" => inbox::measure().await,
            "insights" => insights::measure().await,
            "views" => views::measure().await,
            _ => window::measure().await,
        };
        if let Err(fault) = measured {
            eprintln!("{name}: {fault}");
            code = ExitCode::FAILURE;
        }
    }
    code
}
