//! A commit takes the permit, so there is none left for a second one.

use countersign_core::gate::CommitPermit;
use countersign_core::publish::{Prepared, Publisher};

async fn twice(provider: &dyn Publisher, permit: CommitPermit<'_>) {
    let _ = provider.commit(permit, Prepared::default()).await;
    let _ = provider.commit(permit, Prepared::default()).await;
}

fn main() {}
