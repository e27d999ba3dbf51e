//! A human does not leave the thread of the person's own call, so no background work ever has one.

use countersign_core::clinic::Human;

fn elsewhere(_: impl Send) {}

fn send(human: Human<'_>) {
    elsewhere(human);
}

fn main() {}
