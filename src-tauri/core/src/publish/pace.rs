//! How often platforms are asked for what is in doubt: after seconds, then minutes, then hours.
//!
//! Invariant: a doubt is looked for as long as it lasts, also after a person was asked, so that it can resolve itself; the
//! waits only grow, each spread a little, and none is longer than a day. When the next look is stands with the delivery, so
//! it survives a restart and people see it.

use crate::check::capability::capability;
use crate::model::{Millis, Platform};

/// When a delivery in doubt is first looked for.
pub(super) const FIRST_LOOK: i64 = 5_000;
/// The waits between readings. The last holds for [`SLOW_AFTER`], while somebody may still be looking.
const WAITS: [i64; 6] = [15_000, 30_000, Millis::MINUTE, 5 * Millis::MINUTE, 30 * Millis::MINUTE, 120 * Millis::MINUTE];
/// How long a doubt is looked for at that pace: people had their time by then. Our own choice.
const SLOW_AFTER: i64 = 2 * Millis::DAY;
/// The wait from there on.
const SLOW: i64 = 12 * 60 * Millis::MINUTE;

/// How long a platform may take until what was posted can be read back, in milliseconds.
pub(super) fn lag(platform: Platform) -> i64 {
    i64::from(capability(platform).read_back_seconds.value) * 1000
}

/// How long is waited before the next look for something that has been in doubt for `doubted`, after so many readings before.
/// A reading that was complete and is to be confirmed is put off until the platform had its time.
pub(super) fn wait(platform: Platform, before: u32, complete: bool, doubted: i64) -> i64 {
    let step = WAITS[usize::try_from(before).unwrap_or(usize::MAX).min(WAITS.len() - 1)];
    let step = if complete { step.max(lag(platform) / 2) } else { step };
    if doubted >= SLOW_AFTER { step.max(SLOW) } else { step }
}

/// A wait, up to a tenth longer: what began together does not come back together. `jitter` is random, below 2,000.
pub(super) const fn spread(wait: i64, jitter: i64) -> i64 {
    wait + wait / 10 * jitter / 2_000
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_doubt_is_looked_for_after_seconds_then_minutes_then_hours_and_then_slowly_for_ever() {
        let waits: Vec<i64> = (0..8).map(|before| wait(Platform::X, before, false, 0) / 1000).collect();
        assert_eq!(waits, [15, 30, 60, 300, 1_800, 7_200, 7_200, 7_200]);
        assert_eq!(wait(Platform::X, u32::MAX, false, 3 * Millis::DAY), SLOW);
        assert_eq!(wait(Platform::Facebook, 0, true, 0), 30_000, "half of the platform's lag before it is confirmed");
    }

    proptest! {
        #![proptest_config(cases(256))]

        #[test]
        fn waits_grow_are_spread_and_never_longer_than_a_day(
            before in any::<u32>(), complete in any::<bool>(), doubted in 0..i64::MAX, jitter in 0..2_000_i64,
        ) {
            for platform in Platform::ALL.iter().copied() {
                let now = wait(platform, before, complete, doubted);
                let next = wait(platform, before.saturating_add(1), complete, doubted.saturating_add(1));
                prop_assert!(next >= now && spread(now, jitter) >= now && spread(now, jitter) <= now + now / 10);
                prop_assert!(spread(now, jitter) <= Millis::DAY);
            }
        }
    }
}
