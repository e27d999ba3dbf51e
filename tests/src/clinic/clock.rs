//! One clock for the clinic and its platforms, and the way to make the laptop's wrong.

use countersign_core::env::{Clock, DrivenClock};
use countersign_core::model::Millis;
use countersign_practice::PracticeClock;

/// A clock that the practice platforms and the engine share.
#[derive(Clone)]
pub struct SharedClock {
    pub(super) engine: DrivenClock,
    platforms: PracticeClock,
}

impl SharedClock {
    /// A clock that shows `at`.
    #[must_use]
    pub fn at(at: Millis) -> Self {
        Self { engine: DrivenClock::at(at), platforms: PracticeClock::driven(at.0) }
    }

    /// A clock that shows `at`, and moves these platforms' time along from wherever it is.
    #[must_use]
    pub fn along(at: Millis, platforms: PracticeClock) -> Self {
        Self { engine: DrivenClock::at(at), platforms }
    }

    /// Moves both by `ms`.
    pub fn advance(&self, ms: i64) {
        self.platforms.advance(ms);
        self.engine.advance(ms);
    }

    /// Sets only the laptop's clock: it is wrong from now on.
    pub fn advance_laptop(&self, ms: i64) {
        self.engine.jump(ms);
    }

    /// The laptop sleeps for `ms`: the world goes on, and its own machine does not run.
    pub fn sleep(&self, ms: i64) {
        self.platforms.advance(ms);
        self.engine.jump(ms);
    }

    /// The laptop's time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.engine.now()
    }

    /// The practice platforms' clock.
    #[must_use]
    pub fn platforms(&self) -> PracticeClock {
        self.platforms.clone()
    }
}
