//! Where the vault's keys, salts and nonces come from.
//!
//! Invariant: every random byte of the vault comes through a [`RandomSource`], so a test can fix them all; outside of
//! tests the source is [`os_rng`].

use std::sync::{Arc, Mutex, PoisonError};

use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{CryptoRng, Rng};
use zeroize::Zeroizing;

/// The random source of the operating system.
///
/// It panics when the system has no randomness to give. That is meant: a key made without would be worse than no key.
pub fn os_rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// A random source that several threads may ask.
pub struct RandomSource(Mutex<Box<dyn CryptoRng + Send>>);

impl RandomSource {
    /// Takes a generator; it must be unpredictable outside of tests.
    pub fn new(rng: impl CryptoRng + Send + 'static) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Box::new(rng))))
    }

    /// Random bytes, wiped when dropped.
    pub fn bytes<const N: usize>(&self) -> Zeroizing<[u8; N]> {
        let mut bytes = Zeroizing::new([0; N]);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut *bytes);
        bytes
    }
}

impl std::fmt::Debug for RandomSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RandomSource")
    }
}
