//! Bytes as hexadecimal digits, for the vault's JSON files and file names.
//!
//! Invariant: only what may be seen passes through here: salts, nonces, tags, sealed bytes. The one exception is the
//! unprotected file of the practice clinic, whose content is no secret by design.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The digits of `bytes`, lower case.
pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// The bytes that `digits` stand for.
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    let nibbles: Vec<u8> = digits
        .chars()
        // Only what `encode` writes: a digit in upper case is a changed file.
        .map(|digit| if digit.is_ascii_uppercase() { None } else { digit.to_digit(16) })
        .map(|nibble| nibble.and_then(|nibble| u8::try_from(nibble).ok()))
        .collect::<Option<_>>()?;
    if !nibbles.len().is_multiple_of(2) {
        return None;
    }
    Some(nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, nibble| (byte << 4) | nibble)).collect())
}

/// A fixed number of bytes in a JSON file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HexArray<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> Serialize for HexArray<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(&self.0))
    }
}

impl<'de, const N: usize> Deserialize<'de> for HexArray<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        decode(&digits)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not the expected hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_their_digits_and_nothing_else_is_read() {
        assert_eq!(encode(&[0, 0x9f, 0xff]), "009fff");
        assert_eq!(decode("009fff"), Some(vec![0, 0x9f, 0xff]));
        for wrong in ["0", "0g", "9F", "+f", "é"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
