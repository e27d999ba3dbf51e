//! Spoils samples of what comes from outside, for the property tests of whoever reads them.
//!
//! Invariant: the same seed spoils in the same way on every machine, and nothing is written beside the sources: a test that
//! failed once fails again. Only tests use this package.

mod bytes;
mod json;

pub use bytes::{any_bytes, any_text, near, near_text, odd_text};
pub use json::{RAW_HUGE, deep, near_json};
use proptest::test_runner::{Config, RngSeed};

/// How every property over bytes from outside is run: so many cases, always the same ones.
#[must_use]
pub fn cases(count: u32) -> Config {
    Config {
        cases: count,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x00C0_FFEE),
        max_global_rejects: 16 * count.max(64),
        ..Config::default()
    }
}
