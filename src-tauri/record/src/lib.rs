//! The offline verifier of a record: what anybody needs to check an export without the program that wrote it.
//!
//! Invariant: nothing of the product is used here, only its written format ([`mod@line`]). So a fault of the product can't hide
//! itself, and whoever audits a clinic has a few hundred lines to read. Bytes from outside are judged and never trusted: no
//! input makes it panic, and nothing that is not understood counts as good.
//!
//! An export is JSON lines in one fixed order and one spelling: what doesn't read back to the very bytes it came from is
//! refused, so that every byte of a file means something. [`Verifier`] takes the bytes as they come and keeps only what later
//! lines are judged by.

mod beforehand;
mod chain;
mod checkpoints;
mod finding;
mod hash;
pub mod line;
mod people;
mod posts;
mod rule;
mod signed;
#[cfg(test)]
mod tests;
mod verifier;

pub use checkpoints::{NoCheckpoint, read_checkpoints};
pub use finding::{Finding, Kind, Report};
pub use line::{Checkpoint, Line};
pub use verifier::Verifier;
