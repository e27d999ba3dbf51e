//! Uploads of films while they come in: how far each has come, and the digest of what was received.
//!
//! Invariant: of the bytes themselves nothing is kept, however many they are. What has not come in whole is not saved
//! either: after a restart such an upload stands at its beginning, and whoever sends it is told so.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::blobs::hex;
use crate::film::{Facts, Walk};

/// A film that has come in whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whole {
    pub(crate) sha256: String,
    pub(crate) size: u64,
    /// None if the bytes are no film.
    pub(crate) facts: Option<Facts>,
}

#[derive(Debug)]
struct Incoming {
    received: u64,
    digest: Sha256,
    walk: Walk,
}

/// All that is coming in, by the platform's number of it.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    open: BTreeMap<u64, Incoming>,
}

impl Uploads {
    /// How much of it has come in without a gap.
    pub(crate) fn received(&self, number: u64) -> u64 {
        self.open.get(&number).map_or(0, |incoming| incoming.received)
    }

    /// Takes bytes that begin at `offset`; those that are here already are passed over. False if there would be a gap.
    pub(crate) fn take(&mut self, number: u64, offset: u64, bytes: &[u8]) -> bool {
        let incoming = self.open.entry(number).or_insert_with(|| Incoming {
            received: 0,
            digest: Sha256::new(),
            walk: Walk::default(),
        });
        let Some(known) = incoming.received.checked_sub(offset) else { return false };
        let fresh = usize::try_from(known).ok().and_then(|known| bytes.get(known..)).unwrap_or_default();
        incoming.digest.update(fresh);
        incoming.walk.take(fresh);
        incoming.received += fresh.len() as u64;
        true
    }

    /// What came in, once all `size` bytes of it have. It is forgotten here from then on.
    pub(crate) fn whole(&mut self, number: u64, size: u64) -> Option<Whole> {
        if self.received(number) != size {
            return None;
        }
        let incoming = self.open.remove(&number)?;
        let bytes: [u8; 32] = incoming.digest.finalize().into();
        Some(Whole { sha256: hex(&bytes), size, facts: incoming.walk.facts() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blobs::sha256_hex;

    #[test]
    fn pieces_become_one_whatever_comes_twice() {
        let bytes: Vec<u8> = (0..200).collect();
        let mut uploads = Uploads::default();
        assert!(uploads.take(1, 0, &bytes[..80]));
        assert!(!uploads.take(1, 90, &bytes[90..]), "a gap is refused");
        assert!(uploads.take(1, 40, &bytes[40..120]), "what is known is passed over");
        assert!(uploads.take(1, 0, &bytes[..10]));
        assert_eq!((uploads.received(1), uploads.whole(1, 200)), (120, None));
        assert!(uploads.take(1, 120, &bytes[120..]));
        assert_eq!(uploads.whole(1, 200).unwrap().sha256, sha256_hex(&bytes));
        assert_eq!(uploads.received(1), 0);
    }
}
