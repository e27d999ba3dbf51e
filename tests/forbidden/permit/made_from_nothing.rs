//! There is no empty permit, and no commit permit out of thin air.

use countersign_core::gate::{CommitPermit, Permit};

fn main() {
    let _ = Permit::default();
    let _ = CommitPermit::default();
}
