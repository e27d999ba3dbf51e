//! Where the core gets the time and its randomness from.
//!
//! Invariant: nothing in the core reads a clock or a random source but through here, so a test can drive both.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rand::Rng;
use tokio::sync::watch;

use crate::model::{Millis, NewId};

/// A wait for an instant.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The longest a wait goes without a look at the wall clock, so that a laptop that slept, or whose clock was changed,
/// is noticed.
pub const LONGEST_NAP: Duration = Duration::from_secs(30);

/// One instant by both clocks: the one that anybody may set, and the one that only runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What the wall clock shows.
    pub wall: Millis,
    /// How far the machine has run.
    pub steady: Instant,
}

impl Moment {
    /// By how much the wall clock moved on more than the machine ran since `before`, in milliseconds: what it was set
    /// forward by (backwards where it is negative), or what the machine slept, which some systems don't count as running.
    pub fn set_since(self, before: Self) -> i64 {
        let ran = self.steady.saturating_duration_since(before.steady);
        self.wall.since(before.wall).saturating_sub(i64::try_from(ran.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Where the product gets the time from. Tests drive it; the application uses [`SystemClock`].
pub trait Clock: Send + Sync + 'static {
    /// The wall clock's instant.
    fn now(&self) -> Millis;

    /// How far the machine has run: nothing that sets the wall clock moves it.
    fn steady(&self) -> Instant;

    /// Both at once.
    fn moment(&self) -> Moment {
        Moment { wall: self.now(), steady: self.steady() }
    }

    /// Waits until the wall clock shows `at`, or [`LONGEST_NAP`] has passed, whichever comes first.
    fn nap_until(&self, at: Millis) -> Wait;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn steady(&self) -> Instant {
        Instant::now()
    }

    fn nap_until(&self, at: Millis) -> Wait {
        Box::pin(tokio::time::sleep(at.wait_from(self.now()).min(LONGEST_NAP)))
    }
}

/// A clock that stands still until it is moved. For tests and trials.
#[derive(Debug, Clone)]
pub struct DrivenClock {
    now: watch::Sender<Moment>,
}

impl DrivenClock {
    /// A clock that shows `at`.
    pub fn at(at: Millis) -> Self {
        Self { now: watch::Sender::new(Moment { wall: at, steady: Instant::now() }) }
    }

    /// Lets `ms` pass.
    pub fn advance(&self, ms: i64) {
        let ran = Duration::from_millis(u64::try_from(ms).unwrap_or(0));
        self.now.send_modify(|now| *now = Moment { wall: now.wall.plus(ms), steady: now.steady + ran });
    }

    /// Somebody sets the clock by `ms`, forward or back; no time passes.
    pub fn jump(&self, ms: i64) {
        self.now.send_modify(|now| now.wall = now.wall.plus(ms));
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> Millis {
        self.now.borrow().wall
    }

    fn steady(&self) -> Instant {
        self.now.borrow().steady
    }

    fn moment(&self) -> Moment {
        *self.now.borrow()
    }

    fn nap_until(&self, at: Millis) -> Wait {
        let mut now = self.now.subscribe();
        let started = now.borrow_and_update().wall;
        let until = at.min(started.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(i64::MAX)));
        Box::pin(async move {
            // A clock that is put back wakes as well: whoever waits has to look again.
            let _ = now.wait_for(|now| now.wall >= until || now.wall < started).await;
        })
    }
}

/// What the hash of a PIN costs, by argon2id with one lane.
///
/// A hash remembers its cost, so another default changes nothing for those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinHashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl PinHashCost {
    /// 19 MiB, two passes: OWASP's password storage sheet for argon2id (read 2026-11-21).
    pub const USUAL: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// Keeps nobody out: for tests, in which people sign in thousands of times.
    pub const TRIFLING: Self = Self { memory_kib: 8, passes: 1 };
}

/// Time and randomness, handed in by whoever starts the engine, and what guarding a PIN may cost there.
pub struct Env {
    clock: Arc<dyn Clock>,
    rng: Mutex<Box<dyn Rng + Send>>,
    pin_hash_cost: PinHashCost,
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}

impl Env {
    /// Takes a clock and a random source; the latter must be unpredictable outside of tests.
    pub fn new(clock: Arc<dyn Clock>, rng: Box<dyn Rng + Send>) -> Arc<Self> {
        Self::with_pins_at(PinHashCost::USUAL, clock, rng)
    }

    /// The same, with PINs that cost more or less.
    pub fn with_pins_at(pin_hash_cost: PinHashCost, clock: Arc<dyn Clock>, rng: Box<dyn Rng + Send>) -> Arc<Self> {
        Arc::new(Self { clock, rng: Mutex::new(rng), pin_hash_cost })
    }

    /// What the hash of a PIN costs.
    pub const fn pin_hash_cost(&self) -> PinHashCost {
        self.pin_hash_cost
    }

    /// The wall clock's instant.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The present instant by both clocks.
    pub fn moment(&self) -> Moment {
        self.clock.moment()
    }

    /// The clock itself.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// A new id.
    pub fn id<T: NewId>(&self) -> T {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        T::new_id(self.clock.now(), &mut **rng)
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A name that nobody can guess: 32 hexadecimal digits.
    pub fn unguessable(&self) -> String {
        self.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
