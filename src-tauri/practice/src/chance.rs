//! Everything random about the platforms, from one seed: ids, codes and the tokens of added accounts.
//!
//! Invariant: the count of draws is part of the saved state, so a restart continues the sequence and repeats nothing.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::account::Platform;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// When X began to count the milliseconds in its ids.
const X_EPOCH_MS: i64 = 1_288_834_974_657;

/// A seeded sequence, and the ids that were given out from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Chance {
    seed: u64,
    drawn: u64,
    last_x: u64,
    last_facebook: u64,
    #[serde(default)]
    last_linkedin: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, drawn: 0, last_x: 0, last_facebook: 0, last_linkedin: 0 }
    }

    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(self.drawn.to_be_bytes()).finalize().into()
    }

    /// Letters and digits.
    pub(crate) fn word(&mut self, length: usize) -> String {
        let mut word = String::new();
        while word.len() < length {
            word.extend(letters(&self.draw()).take(length - word.len()));
        }
        word
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// The first number of an instant, on a platform, and how many the instant has.
    fn instant(platform: Platform, at_ms: i64) -> (u64, u64) {
        let at = u64::try_from(at_ms).unwrap_or(0);
        match platform {
            Platform::X => (u64::try_from(at_ms.saturating_sub(X_EPOCH_MS)).unwrap_or(0) << 22, 1 << 20),
            Platform::Linkedin => ((at & ((1 << 41) - 1)) << 22, 1 << 20),
            Platform::Facebook
            | Platform::Instagram
            | Platform::Whatsapp
            | Platform::Youtube
            | Platform::Tiktok
            | Platform::Bucket => (122_000_000_000_000_000 + at % 10_000_000_000_000 * 50, 50),
        }
    }

    fn last(&mut self, platform: Platform) -> &mut u64 {
        match platform {
            Platform::X => &mut self.last_x,
            Platform::Linkedin => &mut self.last_linkedin,
            Platform::Facebook
            | Platform::Instagram
            | Platform::Whatsapp
            | Platform::Youtube
            | Platform::Tiktok
            | Platform::Bucket => &mut self.last_facebook,
        }
    }

    /// A number of an instant, be it past, that nobody was given. Nothing is drawn for it.
    pub(crate) fn number_at(&mut self, platform: Platform, at_ms: i64, salt: u64, taken: impl Fn(u64) -> bool) -> u64 {
        let (first, room) = Self::instant(platform, at_ms);
        let mut number = first + salt % room;
        while taken(number) {
            number += 1;
        }
        let last = self.last(platform);
        *last = number.max(*last);
        number
    }

    /// A number after all that were given out. Nothing is drawn for it.
    pub(crate) fn newest_number(&mut self, platform: Platform, now_ms: i64) -> u64 {
        let (first, _) = Self::instant(platform, now_ms);
        let last = self.last(platform);
        *last = first.max(*last + 1);
        *last
    }

    fn below(&mut self, bound: u64) -> u64 {
        let bytes = self.draw();
        let number = bytes.iter().take(8).fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
        number % bound
    }

    /// A snowflake: the time in the high bits, so that ids grow as posts do, whatever the clock is made to do.
    pub(crate) fn x_id(&mut self, now_ms: i64) -> u64 {
        let since = u64::try_from(now_ms.saturating_sub(X_EPOCH_MS)).unwrap_or(0);
        let candidate = (since << 22) | self.below(1 << 20);
        self.last_x = candidate.max(self.last_x + 1);
        self.last_x
    }

    /// Eighteen digits beginning with 122, as Page posts have them, growing with time.
    pub(crate) fn facebook_id(&mut self, now_ms: i64) -> u64 {
        let since = u64::try_from(now_ms).unwrap_or(0) % 10_000_000_000_000;
        let candidate = 122_000_000_000_000_000 + since * 50 + self.below(50);
        self.last_facebook = candidate.max(self.last_facebook + 1);
        self.last_facebook
    }

    /// Nineteen digits with the time in the high bits, growing as posts do.
    pub(crate) fn linkedin_id(&mut self, now_ms: i64) -> u64 {
        let since = u64::try_from(now_ms).unwrap_or(0) & ((1 << 41) - 1);
        let candidate = (since << 22) | self.below(1 << 20);
        self.last_linkedin = candidate.max(self.last_linkedin + 1);
        self.last_linkedin
    }
}

/// A code of letters that always belongs to the same words, such as a shortened address.
pub(crate) fn code_of(parts: &[&str], length: usize) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let bytes: [u8; 32] = digest.finalize().into();
    letters(&bytes).take(length).collect()
}

fn letters(bytes: &[u8]) -> impl Iterator<Item = char> {
    bytes.iter().filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len())).map(|letter| char::from(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_sequence() {
        let (mut one, mut two, mut other) = (Chance::new(7), Chance::new(7), Chance::new(8));
        assert_eq!(one.word(40), two.word(40));
        assert_ne!(one.word(40), other.word(40));
    }

    #[test]
    fn ids_grow_even_when_the_clock_stands_or_goes_back() {
        let mut chance = Chance::new(1);
        let now = 1_800_000_000_000;
        let mut last = (0, 0, 0);
        for at in [now, now, now + 1, now - 5_000, 0, now + 2] {
            let next = (chance.x_id(at), chance.facebook_id(at), chance.linkedin_id(at));
            assert!(next.0 > last.0 && next.1 > last.1 && next.2 > last.2);
            last = next;
        }
        assert_eq!(chance.x_id(now + 10).to_string().len(), 19);
        assert_eq!(chance.facebook_id(now + 10).to_string().len(), 18);
        assert_eq!(chance.linkedin_id(now + 10).to_string().len(), 19);
    }
}
