//! A permit to post by hand sends nothing: no client takes it.

use countersign_core::gate::{HandPermit, SignedPart};
use countersign_core::publish::{Journal, Publisher};

async fn send(publisher: &dyn Publisher, permit: HandPermit, part: &SignedPart, journal: &dyn Journal) {
    let _ = publisher.prepare(&permit, part, journal).await;
}

fn main() {}
