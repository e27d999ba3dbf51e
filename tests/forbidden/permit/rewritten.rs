//! Nor can it be given other parts to send.

use countersign_core::gate::Permit;

fn rewrite(permit: &mut Permit) {
    permit.parts = Vec::new();
}

fn main() {}
