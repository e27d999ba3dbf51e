//! The record: an append-only chain of every decision, written in the transaction of the change.
//!
//! Invariant: an entry holds codes, ids and salted digests only. Personal words lie beside it under a key of their own;
//! deleting that key forgets them, and the chain still verifies.

mod action;
mod chain;
mod checkpoint;
pub mod format;
mod kind;
#[cfg(test)]
mod tests;

pub use action::{Action, Actor};
pub use chain::{Entry, Recorded, Verified, forget_words, record, verify, words_of};
pub use checkpoint::{Checkpoint, checkpoints, enrol_record_key, head, keep_checkpoint, newest_checkpoint};
pub use kind::ActKind;
