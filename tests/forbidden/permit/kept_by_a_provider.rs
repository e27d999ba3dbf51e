//! A provider can't put a commit permit aside for later: it is bound to the permit that its call lends it.

use std::sync::Mutex;

use countersign_core::gate::CommitPermit;

struct Provider {
    kept: Mutex<Option<CommitPermit<'static>>>,
}

impl Provider {
    async fn commit(&self, permit: CommitPermit<'_>) {
        *self.kept.lock().unwrap() = Some(permit);
    }
}

fn main() {}
