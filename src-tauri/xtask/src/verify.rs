//! Checking an exported record away from the program that wrote it.
//!
//! Invariant: the verifier is built by itself: it takes no window and no system library, so that whoever audits a clinic needs
//! only these sources and a compiler. Its exit code is ours.

use std::path::Path;

use crate::checkout::Checkout;
use crate::nested;
use crate::stop::{Outcome, While};
use crate::toolchain;

/// `cargo xtask verify FILE [--checkpoint FILE]`.
pub fn command(checkout: &Checkout, words: &[String]) -> Outcome<i32> {
    toolchain::rust()?;
    let here = std::env::current_dir().could_not("tell the current folder")?;
    // Another selection of packages than everywhere else, and a small one: nothing else is compiled twice for it.
    let mut command = nested::cargo(checkout, &["run", "--quiet", "--package", "countersign-record", "--"]);
    // The verifier starts at the root; files are named from where this was typed.
    command
        .args(words.iter().map(|word| if word.starts_with("--") { word.into() } else { here.join(Path::new(word)) }));
    let status = command.status().could_not("start the verifier")?;
    Ok(status.code().unwrap_or(2))
}
