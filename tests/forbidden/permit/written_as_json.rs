//! A permit does not go into JSON, where it could outlive its call.

use countersign_core::gate::{CommitPermit, Permit};
use serde::Serialize;

struct Written<T>(T);

impl<T: Serialize> Written<T> {
    fn down(self) {}
}

fn keep(permit: Permit, commit: CommitPermit<'_>) {
    Written(permit).down();
    Written(commit).down();
}

fn main() {}
