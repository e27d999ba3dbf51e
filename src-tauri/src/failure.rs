//! What people are told when there is no window to tell it in.

#![allow(clippy::print_stderr, reason = "before there is a window, standard error is all there is")]

use std::process::ExitCode;

/// Says why the application could not start.
pub fn before_any_window(why: &str) -> ExitCode {
    eprintln!("Countersign could not start: {why}");
    ExitCode::FAILURE
}
