//! Hashes of numbers, under a key of the workspace: whoever has no key can't try all numbers.
//!
//! Invariant: a number has one hash in a workspace for ever, so that an opt-out is found again after everything else about
//! its number is gone.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Digest, PhoneNumber, RecipientId};
use crate::store::{Tx, args};

/// The workspace's key.
pub(super) struct NumberKey(Zeroizing<Vec<u8>>);

/// Makes the key that numbers are hashed with, unless the workspace has it: every copy of it that is ever made has the same.
///
/// # Errors
/// When the store refuses.
pub fn make_number_key(tx: &Tx<'_>, env: &Env) -> Result<()> {
    NumberKey::of(tx, env).map(|_| ())
}

impl NumberKey {
    /// The key; made where it is not there yet.
    pub(super) fn of(tx: &Tx<'_>, env: &Env) -> Result<Self> {
        tx.run(
            "INSERT INTO number_key (only_one, key) VALUES (1, $1) ON CONFLICT DO NOTHING",
            args![env.bytes::<32>().to_vec()],
        )?;
        Self::known(tx)?.ok_or_else(|| Error::internal("no key for numbers"))
    }

    /// The key, if it was ever made.
    pub(super) fn known(tx: &Tx<'_>) -> Result<Option<Self>> {
        let key: Option<Vec<u8>> = tx.one("SELECT key FROM number_key", &[], |row| row.get("key"))?;
        Ok(key.map(|key| Self(Zeroizing::new(key))))
    }

    /// The hash of a number.
    pub(super) fn hash(&self, number: &PhoneNumber) -> String {
        self.keyed(&["number", number.digits()])
    }

    /// Ties a recipient to a number, and tells nothing of either. `blind` is the recipient's own, and erased with them: no
    /// number can be tried against the mark from then on.
    pub(super) fn mark(&self, recipient: RecipientId, number: &PhoneNumber, blind: &str) -> String {
        self.keyed(&["recipient", &recipient.to_string(), number.digits(), blind])
    }

    fn keyed(&self, words: &[&str]) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        for word in words {
            mac.update(word.as_bytes());
            mac.update(b"\n");
        }
        Digest::of(&mac.finalize().into_bytes()).to_string()
    }
}
