//! Bytes and texts: any at all, and those near to a sample.
//!
//! Invariant: what is near to a sample is at most twice as long as that, and a few bytes.

use proptest::collection::vec;
use proptest::prelude::*;

/// Signs that are taken for others, that hide, that turn the writing around, or that are more bytes than they seem.
const ODD: [&str; 24] = [
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{2066}",
    "\u{ad}",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "ﬁ",
    "١",
    "５",
    "👩\u{200d}⚕\u{fe0f}",
    "\u{fffd}",
    "\u{10ffff}",
    "\r",
    "\n",
    "\t",
    "\\",
    "\"",
];

/// Any bytes, `most` at most.
pub fn any_bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..=most)
}

/// Any text, of `most` pieces at most: letters, digits, and signs that readers stumble over.
pub fn any_text(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[ -~]".prop_map(String::from),
        2 => any::<char>().prop_map(String::from),
        2 => odd_text(),
    ];
    vec(piece, 0..=most).prop_map(|pieces| pieces.concat())
}

/// One sign that readers stumble over.
pub fn odd_text() -> impl Strategy<Value = String> {
    proptest::sample::select(ODD.to_vec()).prop_map(String::from)
}

/// One thing that happens to bytes. Places are parts of the length, in 1/65 536.
#[derive(Debug, Clone)]
enum Spoiling {
    Flip(u16, u8),
    Set(u16, u8),
    CutEnd(u16),
    CutStart(u16),
    TakeOut(u16, u8),
    Double(u16, u8),
    Insert(u16, Vec<u8>),
    Swap(u16, u16),
}

/// What is near to a sample: a bit turned, an end missing, a piece doubled, taken out, put in or swapped.
pub fn near(sample: &[u8]) -> impl Strategy<Value = Vec<u8>> + use<> {
    let spoiling = prop_oneof![
        3 => (any::<u16>(), 0..8u8).prop_map(|(at, bit)| Spoiling::Flip(at, 1 << bit)),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Spoiling::Set(at, byte)),
        2 => any::<u16>().prop_map(Spoiling::CutEnd),
        1 => any::<u16>().prop_map(Spoiling::CutStart),
        2 => (any::<u16>(), 1..=64u8).prop_map(|(at, count)| Spoiling::TakeOut(at, count)),
        2 => (any::<u16>(), 1..=64u8).prop_map(|(at, count)| Spoiling::Double(at, count)),
        2 => (any::<u16>(), prop_oneof![any_bytes(9), odd_text().prop_map(String::into_bytes)])
            .prop_map(|(at, bytes)| Spoiling::Insert(at, bytes)),
        1 => (any::<u16>(), any::<u16>()).prop_map(|(one, other)| Spoiling::Swap(one, other)),
    ];
    let sample = sample.to_vec();
    vec(spoiling, 1..=4).prop_map(move |all| all.into_iter().fold(sample.clone(), spoilt))
}

/// The same of a text.
pub fn near_text(sample: &str) -> impl Strategy<Value = String> + use<> {
    near(sample.as_bytes()).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn spoilt(mut bytes: Vec<u8>, how: Spoiling) -> Vec<u8> {
    let place = |at: u16, length: usize| length * usize::from(at) / 65_536;
    let length = bytes.len();
    match how {
        Spoiling::Insert(at, more) => {
            let at = place(at, length + 1);
            bytes.splice(at..at, more);
        }
        _ if bytes.is_empty() => {}
        Spoiling::Flip(at, bit) => bytes[place(at, length)] ^= bit,
        Spoiling::Set(at, byte) => bytes[place(at, length)] = byte,
        Spoiling::CutEnd(at) => bytes.truncate(place(at, length)),
        Spoiling::CutStart(at) => drop(bytes.drain(..place(at, length))),
        Spoiling::TakeOut(at, count) => {
            let at = place(at, length);
            drop(bytes.drain(at..(at + usize::from(count)).min(length)));
        }
        Spoiling::Double(at, count) => {
            let at = place(at, length);
            let piece = bytes[at..(at + usize::from(count)).min(length)].to_vec();
            bytes.splice(at..at, piece);
        }
        Spoiling::Swap(one, other) => bytes.swap(place(one, length), place(other, length)),
    }
    bytes
}
