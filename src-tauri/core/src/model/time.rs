//! Instants.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(type = "number")]
pub struct Millis(pub i64);

impl Millis {
    /// One minute, in milliseconds.
    pub const MINUTE: i64 = 60_000;
    /// One day of 24 hours, in milliseconds.
    pub const DAY: i64 = 24 * 60 * Self::MINUTE;

    /// This instant and `ms` milliseconds more (or less, when negative).
    pub const fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// How many milliseconds this instant lies after `earlier`; negative when it lies before.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// How long to wait from `now` until this instant; zero when it has passed.
    pub fn wait_from(self, now: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.since(now)).unwrap_or(0))
    }

    /// The instant for formats that know no time before 1970.
    pub fn as_unsigned(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }
}
