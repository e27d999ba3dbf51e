//! The three primitives of the vault: a key out of a key (HKDF-SHA256), sealing (XChaCha20-Poly1305), a tag (HMAC-SHA256).
//!
//! Invariant: a key serves one purpose, named when it is derived, and what is sealed is bound to what it is about. So
//! nothing that was sealed here opens there.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use countersign_core::ports::VaultFault;
use hkdf::Hkdf;
use hkdf::hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 24;
/// Bytes that sealing adds.
pub(crate) const TAG: usize = 16;

/// A key for one purpose.
pub(crate) struct SubKey(Zeroizing<[u8; 32]>);

impl SubKey {
    /// The key for `purpose` out of other key material.
    pub(crate) fn derive(material: &[u8], salt: &[u8], purpose: &str) -> Result<Self, VaultFault> {
        let mut key = Zeroizing::new([0; 32]);
        let info = joined(&[b"countersign", purpose.as_bytes()]);
        Hkdf::<Sha256>::new(Some(salt), material)
            .expand(&info, &mut *key)
            .map_err(|_| VaultFault::Damaged("no key of this length can be derived".to_owned()))?;
        Ok(Self(key))
    }

    /// Seals `plain`, bound to what it is about. A nonce must never come twice under one key.
    pub(crate) fn seal(&self, nonce: &[u8; NONCE], about: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultFault> {
        self.cipher()
            .encrypt(&XNonce::from(*nonce), Payload { msg: plain, aad: about })
            .map_err(|_| VaultFault::Damaged("too long to be sealed".to_owned()))
    }

    /// What was sealed; `None` when the key, the nonce, the bytes or what they are about differ.
    pub(crate) fn open(&self, nonce: &[u8; NONCE], about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: about }).ok().map(Zeroizing::new)
    }

    /// A tag over fields that only a holder of the key can make.
    pub(crate) fn tag(&self, fields: &[&[u8]]) -> [u8; 32] {
        self.mac(fields).finalize().into_bytes().into()
    }

    /// Whether `tag` belongs to these fields; takes the same time either way.
    pub(crate) fn fits(&self, fields: &[&[u8]], tag: &[u8]) -> bool {
        self.mac(fields).verify_slice(tag).is_ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }

    fn mac(&self, fields: &[&[u8]]) -> Hmac<Sha256> {
        // HMAC pads its key to the hash's block; a 32-byte key goes in as it is.
        let mut block = Zeroizing::new([0; 64]);
        for (to, from) in block.iter_mut().zip(self.0.iter()) {
            *to = *from;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(&joined(fields));
        mac
    }
}

/// Fields one after another, each led by its length so that no two lists run together.
pub(crate) fn joined(fields: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(purpose: &str) -> SubKey {
        SubKey::derive(&[7; 32], b"salt", purpose).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_only_for_its_purpose_and_subject() {
        let sealed = key("one").seal(&[1; NONCE], b"about", b"Breathe a little easier").unwrap();
        assert_eq!(sealed.len(), 23 + TAG);
        assert_eq!(key("one").open(&[1; NONCE], b"about", &sealed).unwrap().as_slice(), b"Breathe a little easier");
        assert!(key("two").open(&[1; NONCE], b"about", &sealed).is_none());
        assert!(key("one").open(&[2; NONCE], b"about", &sealed).is_none());
        assert!(key("one").open(&[1; NONCE], b"else", &sealed).is_none());
    }

    #[test]
    fn a_tag_tells_fields_apart_that_read_the_same() {
        let tag = key("tags").tag(&[b"ab", b"c"]);
        assert!(key("tags").fits(&[b"ab", b"c"], &tag));
        assert!(!key("tags").fits(&[b"a", b"bc"], &tag));
        assert!(!key("other").fits(&[b"ab", b"c"], &tag));
    }

    #[test]
    fn derivation_and_tag_are_the_published_ones() {
        // RFC 4231, case 2: a short key, padded as the standard says.
        let mut padded = [0; 32];
        padded[..4].copy_from_slice(b"Jefe");
        let mut mac = SubKey(Zeroizing::new(padded)).mac(&[]);
        mac.update(b"what do ya want for nothing?");
        let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(crate::hex::encode(&mac.finalize().into_bytes()), known);
    }
}
