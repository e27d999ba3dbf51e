//! A human signs manifests through the gate, and no bytes of somebody's choice.

use countersign_core::clinic::Human;

fn sign(human: Human<'_>) {
    let _ = human.sign(b"anything");
}

fn main() {}
