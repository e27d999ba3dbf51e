//! Preparing has only a permit, and no step that publishes takes one.

use countersign_core::gate::Permit;
use countersign_core::publish::{Outcome, Prepared, Publisher};

async fn prepare(provider: &dyn Publisher, permit: &Permit) -> Outcome {
    provider.commit(permit, Prepared::default()).await
}

fn main() {}
