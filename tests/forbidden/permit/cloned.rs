//! One permit stays one.

use countersign_core::gate::{CommitPermit, Permit};

fn twice(permit: Permit, commit: CommitPermit<'_>) {
    let _ = permit.clone();
    let _ = commit.clone();
}

fn main() {}
