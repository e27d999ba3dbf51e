//! One human is good for one signature.

use countersign_core::clinic::Human;

fn twice(human: Human<'_>) {
    let _ = human.clone();
}

fn main() {}
