//! What a permit says can't be changed: not the account it goes to, not the text.

use countersign_core::gate::{CommitPermit, Permit};

fn redirect(permit: &mut Permit, commit: CommitPermit<'_>) {
    permit.account().id.push_str("1");
    commit.part().text.clear();
}

fn main() {}
