//! What X takes for a call, in tenths of a US cent, and what it answers once all that was paid for is used up.
//!
//! Invariant: written from X's price list and nothing of the product's, so that the two can disagree. Only what makes,
//! describes or deletes something is charged here; what a reading costs hangs on whose it is, and is left out.

use super::links;
use super::problem::{self, Problem};
use crate::account::Account;
use crate::world::Scene;

const POST: u64 = 15;
const POST_WITH_LINK: u64 = 200;
pub(super) const DESCRIPTION: u64 = 5;
pub(super) const DELETION: u64 = 10;

/// What a post of this text costs.
pub(super) fn of_post(text: &str) -> u64 {
    if links::find(text).is_empty() { POST } else { POST_WITH_LINK }
}

/// Whether what was paid for is enough for a call of this price; of one that costs nothing, whether any is left.
pub(super) fn last_for(scene: &Scene<'_>, account: &Account, price: u64) -> Result<(), Problem> {
    let left = scene.wire.credits.map(|paid| u64::from(paid).saturating_sub(scene.world.x.spent));
    if left.is_some_and(|left| left < price.max(1)) {
        return Err(problem::no_credits(&account.id));
    }
    Ok(())
}
