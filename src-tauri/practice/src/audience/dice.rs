//! Numbers that look like chance and are none: the same words always throw the same.
//!
//! Invariant: nothing is kept between two throws but the state that began with the seed and the words, so what somebody does
//! under one post never moves what somebody does under another.

use sha2::{Digest, Sha256};

#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(seed: u64, words: &[&str]) -> Self {
        let mut digest = Sha256::new().chain_update(seed.to_be_bytes());
        for word in words {
            digest = digest.chain_update(word.as_bytes()).chain_update([0]);
        }
        let bytes: [u8; 32] = digest.finalize().into();
        Self(bytes.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 where the bound is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let number = self.next();
        number.checked_rem(bound).unwrap_or(0)
    }

    /// Between nothing and all, in millionths.
    pub(super) fn share(&mut self) -> u64 {
        self.below(super::rhythm::WHOLE)
    }

    /// Whether something happens that happens so often in a hundred.
    pub(super) fn in_hundred(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(from.len() as u64);
        from.get(usize::try_from(at).unwrap_or(0))
    }
}
