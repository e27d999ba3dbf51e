//! What X takes for a call, in tenths of a US cent, and what it answers once all that was paid for is used up.
//!
//! Invariant: written from X's price list and nothing of the product's, so that the two can disagree. Only what makes,
//! describes or deletes something counts against what was paid for, unless readings are told to as well; a post that is read again
//! on the same day, by UTC, costs nothing more.

use super::links;
use super::problem::{self, Problem};
use crate::account::Account;
use crate::world::Scene;

const POST: u64 = 15;
const POST_WITH_LINK: u64 = 200;
pub(super) const DESCRIPTION: u64 = 5;
pub(super) const DELETION: u64 = 10;
pub(super) const MESSAGE: u64 = 15;
const READING: u64 = 5;
/// Of an account's own.
const OWN_READING: u64 = 1;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What a post of this text costs.
pub(super) fn of_post(text: &str) -> u64 {
    if links::find(text).is_empty() { POST } else { POST_WITH_LINK }
}

/// Whether what was paid for is enough for a call of this price; of one that costs nothing, whether any is left.
pub(super) fn last_for(scene: &Scene<'_>, account: &Account, price: u64) -> Result<(), Problem> {
    let left = scene.wire.credits.map(|paid| u64::from(paid).saturating_sub(spent(scene)));
    if left.is_some_and(|left| left < price.max(1)) {
        return Err(problem::no_credits(&account.id));
    }
    Ok(())
}

fn spent(scene: &Scene<'_>) -> u64 {
    let read = if scene.wire.reads_cost { scene.world.x.spent_reading } else { 0 };
    scene.world.x.spent + read
}

/// Takes what it costs to read these posts.
pub(super) fn read(scene: &mut Scene<'_>, account: &Account, posts: &[u64]) -> Result<(), Problem> {
    let day = scene.now.div_euclid(DAY_MS);
    let x = &mut scene.world.x;
    if x.read_day != day {
        x.read_day = day;
        x.read_today.clear();
    }
    let mut price = 0;
    for post in posts {
        if !x.read_today.contains(post) {
            let own = x.posts.get(post).is_some_and(|post| post.author == account.id);
            price += if own { OWN_READING } else { READING };
        }
    }
    if scene.wire.reads_cost && price > 0 {
        last_for(scene, account, price)?;
    }
    let x = &mut scene.world.x;
    x.read_today.extend(posts);
    x.spent_reading += price;
    Ok(())
}
