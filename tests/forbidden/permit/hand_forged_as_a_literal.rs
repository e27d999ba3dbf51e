//! What a person may post by hand can't be written down: its fields are the gate's own.

use countersign_core::gate::{Account, HandPermit};

fn forge(account: Account, other: HandPermit) -> HandPermit {
    HandPermit { account, ..other }
}

fn main() {}
