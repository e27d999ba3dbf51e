//! A commit permit can't be put together from a permit, only asked of the gate.

use countersign_core::gate::{CommitPermit, Permit};

fn commit(permit: &Permit) -> CommitPermit<'_> {
    CommitPermit { permit, index: 0 }
}

fn main() {}
