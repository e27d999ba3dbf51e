//! The recovery key: what a clinic keeps on paper, for the day on which the keychain is gone.
//!
//! Invariant: it is shown only by [`RecoveryKey::groups`], and never printed, compared or serialised otherwise. What was
//! written down reads back however it is typed: letters in either case, O for 0, I and L for 1, any spaces and hyphens.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::random::RandomSource;

/// Crockford's digits: no I, L, O or U, so that none is mistaken for another.
const DIGITS: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters that carry the key: 160 bits, five in each.
const KEY_CHARACTERS: usize = 32;
/// Characters that check it.
const CHECK_CHARACTERS: usize = 4;
/// Characters in a group.
const GROUP: usize = 4;
/// All characters.
const LENGTH: usize = KEY_CHARACTERS + CHECK_CHARACTERS;

/// 160 random bits that open a workspace without its keychain.
pub struct RecoveryKey(Zeroizing<[u8; 20]>);

/// Why what was typed is no recovery key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRecoveryKey {
    /// Characters are missing.
    #[error("The recovery key is too short: {typed} of {LENGTH} characters. Is a group missing?")]
    TooShort {
        /// How many there were.
        typed: usize,
    },
    /// There are more characters than a recovery key has.
    #[error("The recovery key is too long: {typed} characters instead of {LENGTH}.")]
    TooLong {
        /// How many there were.
        typed: usize,
    },
    /// A character that no recovery key has.
    #[error("Group {group} has a character that no recovery key has: {character}")]
    WrongCharacter {
        /// The character, as it was typed.
        character: char,
        /// The group it stands in, counted from one.
        group: usize,
    },
    /// The characters don't belong together: one was misread, or two groups were swapped.
    #[error("The recovery key does not add up. Please compare every group with your copy.")]
    ChecksumWrong,
}

impl RecoveryKey {
    /// A new one.
    pub fn generate(random: &RandomSource) -> Self {
        Self(random.bytes())
    }

    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`InvalidRecoveryKey`] says what is wrong with it: its length, a character, or the check.
    pub fn parse(typed: &str) -> Result<Self, InvalidRecoveryKey> {
        let digits = digits_of(typed)?;
        if digits.len() < LENGTH {
            return Err(InvalidRecoveryKey::TooShort { typed: digits.len() });
        }
        if digits.len() > LENGTH {
            return Err(InvalidRecoveryKey::TooLong { typed: digits.len() });
        }
        let (key_digits, check) = digits.split_at(KEY_CHARACTERS);
        let mut key = Zeroizing::new([0; 20]);
        // Eight characters of five bits are five bytes.
        for (bytes, eight) in key.chunks_exact_mut(5).zip(key_digits.chunks_exact(8)) {
            let bits = eight.iter().fold(0u64, |bits, digit| (bits << 5) | u64::from(*digit));
            for (byte, from) in bytes.iter_mut().zip(bits.to_be_bytes().iter().skip(3)) {
                *byte = *from;
            }
        }
        if check == check_digits(&key) { Ok(Self(key)) } else { Err(InvalidRecoveryKey::ChecksumWrong) }
    }

    /// The key as it is shown: nine groups of four characters.
    pub fn groups(&self) -> Zeroizing<Vec<String>> {
        let digits = self.digits();
        let text = |group: &[u8]| {
            group.iter().filter_map(|digit| DIGITS.get(usize::from(*digit))).copied().map(char::from).collect()
        };
        Zeroizing::new(digits.chunks(GROUP).map(text).collect())
    }

    /// Whether `typed` is the last group, as somebody types it who has written the key down.
    pub fn ends_with(&self, typed: &str) -> bool {
        let digits = self.digits();
        digits_of(typed).is_ok_and(|typed| typed.len() == GROUP && digits.ends_with(&typed))
    }

    /// The key itself, for deriving other keys.
    pub(crate) fn expose(&self) -> &[u8; 20] {
        &self.0
    }

    fn digits(&self) -> Zeroizing<Vec<u8>> {
        let mut digits = Zeroizing::new(Vec::with_capacity(LENGTH));
        for bytes in self.0.chunks_exact(5) {
            let bits = bytes.iter().fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
            digits.extend((0..8).rev().map(|place| five_bits(bits >> (place * 5))));
        }
        digits.extend(check_digits(&self.0));
        digits
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

/// The values of the characters that count.
fn digits_of(typed: &str) -> Result<Zeroizing<Vec<u8>>, InvalidRecoveryKey> {
    let mut digits = Zeroizing::new(Vec::with_capacity(LENGTH));
    for character in typed.chars() {
        // Word processors turn a hyphen into dashes of several lengths, and a space into one that does not break.
        if character.is_whitespace()
            || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' | '\u{200b}' | '\u{feff}')
        {
            continue;
        }
        let plain = match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let digit = DIGITS.iter().zip(0u8..).find(|(letter, _)| char::from(**letter) == plain);
        match digit {
            Some((_, value)) => digits.push(value),
            None => return Err(InvalidRecoveryKey::WrongCharacter { character, group: digits.len() / GROUP + 1 }),
        }
    }
    Ok(digits)
}

/// Twenty bits of a hash over the key. Whoever sees them sees the key beside them.
fn check_digits(key: &[u8; 20]) -> [u8; CHECK_CHARACTERS] {
    let hash = Sha256::new().chain_update(b"countersign recovery key check 1").chain_update(key).finalize();
    let bits = hash.iter().take(3).fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte)) >> 4;
    [15, 10, 5, 0].map(|shift| five_bits(bits >> shift))
}

fn five_bits(bits: u64) -> u8 {
    // Masked to 31, so it fits.
    (bits & 31) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> RecoveryKey {
        RecoveryKey(Zeroizing::new(std::array::from_fn(|at| Sha256::digest([byte])[at])))
    }

    #[test]
    fn a_key_reads_back_however_it_is_typed() {
        for byte in 0..=255 {
            let key = key(byte);
            let groups = key.groups();
            assert_eq!(groups.len(), 9);
            assert!(groups.iter().all(|group| group.len() == 4));
            let exact = groups.join("-");
            let sloppy = groups.join(" \u{a0}– ").to_lowercase().replace('0', "o").replace('1', "l");
            let shouted = groups.concat().replace('0', "O").replace('1', "I");
            for typed in [exact, sloppy, shouted] {
                assert_eq!(RecoveryKey::parse(&typed).unwrap().expose(), key.expose(), "{typed}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let groups = key(3).groups();
        assert_eq!(RecoveryKey::parse(&groups[..8].join("-")).unwrap_err(), InvalidRecoveryKey::TooShort { typed: 32 });
        assert_eq!(RecoveryKey::parse("").unwrap_err(), InvalidRecoveryKey::TooShort { typed: 0 });
        let long = format!("{}-AB", groups.join("-"));
        assert_eq!(RecoveryKey::parse(&long).unwrap_err(), InvalidRecoveryKey::TooLong { typed: 38 });
        let wrong = format!("{}-{}", groups[..3].join("-"), "12u4");
        assert_eq!(
            RecoveryKey::parse(&wrong).unwrap_err(),
            InvalidRecoveryKey::WrongCharacter { character: 'u', group: 4 }
        );
        let message = RecoveryKey::parse("AB").unwrap_err().to_string();
        assert_eq!(message, "The recovery key is too short: 2 of 36 characters. Is a group missing?");
    }

    #[test]
    fn a_slip_and_a_swap_of_groups_are_noticed() {
        let groups = key(9).groups();
        let text = groups.concat();
        for at in 0..text.len() {
            for digit in DIGITS {
                let mut slipped = text.clone().into_bytes();
                if std::mem::replace(&mut slipped[at], digit) == digit {
                    continue;
                }
                let slipped = String::from_utf8(slipped).unwrap();
                assert_eq!(RecoveryKey::parse(&slipped).unwrap_err(), InvalidRecoveryKey::ChecksumWrong);
            }
        }
        for at in 1..groups.len() {
            let mut swapped = groups.to_vec();
            swapped.swap(at - 1, at);
            assert!(RecoveryKey::parse(&swapped.join(" ")).is_err());
        }
    }

    #[test]
    fn the_last_group_proves_that_it_was_written_down() {
        let key = key(5);
        let groups = key.groups();
        assert!(key.ends_with(&groups[8]));
        assert!(key.ends_with(&format!(" {} ", groups[8].to_lowercase())));
        assert!(!key.ends_with(&groups[7]));
        assert!(!key.ends_with(""));
        assert!(!key.ends_with(&groups[8][..3]));
    }

    #[test]
    fn it_does_not_print() {
        assert_eq!(format!("{:?}", key(1)), "RecoveryKey(…)");
    }
}
