//! A permit can't be written down: its fields are the gate's own.

use countersign_core::gate::{Fence, Permit};

fn forge(fence: Fence, other: Permit) -> Permit {
    Permit { fence, ..other }
}

fn main() {}
