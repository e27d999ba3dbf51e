//! Where the core gets the time and its randomness from.
//!
//! Invariant: nothing in the core reads a clock or a random source but through here, so a test can drive both.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rand::Rng;
use tokio::sync::watch;

use crate::model::{Millis, NewId};

/// A wait for an instant.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The longest a wait goes without a look at the wall clock, so that a laptop that slept, or whose clock was changed,
/// is noticed.
pub const LONGEST_NAP: Duration = Duration::from_secs(30);

/// Where the product gets the time from. Tests drive it; the application uses [`SystemClock`].
pub trait Clock: Send + Sync + 'static {
    /// The wall clock's instant.
    fn now(&self) -> Millis;

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

    fn nap_until(&self, at: Millis) -> Wait {
        Box::pin(tokio::time::sleep(at.wait_from(self.now()).min(LONGEST_NAP)))
    }
}

/// A clock that stands still until it is moved. For tests and trials.
#[derive(Debug, Clone)]
pub struct DrivenClock {
    now: watch::Sender<Millis>,
}

impl DrivenClock {
    /// A clock that shows `at`.
    pub fn at(at: Millis) -> Self {
        Self { now: watch::Sender::new(at) }
    }

    /// Moves the clock by `ms`, forward or back.
    pub fn advance(&self, ms: i64) {
        self.now.send_modify(|now| *now = now.plus(ms));
    }

    /// Sets the clock.
    pub fn set(&self, at: Millis) {
        self.now.send_modify(|now| *now = at);
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> Millis {
        *self.now.borrow()
    }

    fn nap_until(&self, at: Millis) -> Wait {
        let mut now = self.now.subscribe();
        let woken_by = now.borrow_and_update().plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(i64::MAX));
        let until = at.min(woken_by);
        let started = *now.borrow();
        Box::pin(async move {
            // A clock that is put back wakes as well: whoever waits has to look again.
            let _ = now.wait_for(|now| *now >= until || *now < started).await;
        })
    }
}

/// Time and randomness, handed in by whoever starts the engine.
pub struct Env {
    clock: Arc<dyn Clock>,
    rng: Mutex<Box<dyn Rng + Send>>,
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env").finish_non_exhaustive()
    }
}

impl Env {
    /// Takes a clock and a random source; the latter must be unpredictable outside of tests.
    pub fn new(clock: Arc<dyn Clock>, rng: Box<dyn Rng + Send>) -> Arc<Self> {
        Arc::new(Self { clock, rng: Mutex::new(rng) })
    }

    /// The wall clock's instant.
    pub fn now(&self) -> Millis {
        self.clock.now()
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
