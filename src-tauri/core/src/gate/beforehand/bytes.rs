//! The bytes that are signed beforehand, and which manifests they cover.
//!
//! Invariant: bytes are written once and stored verbatim. They cover an answer that consists of one of their texts, letter by letter,
//! goes out from one of their accounts, and carries nothing beside it, and a gesture that one of their accounts makes; whatever differs
//! needs a signature of its own.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{Digest, Gesture, Millis, PartRole, Platform, PlatformOptions, WorkspaceId};
use crate::store::{StoreError, Tx, args};

use super::super::manifest::{ManifestV1, signed_by};

/// How long a signature that was given beforehand counts, in milliseconds: half a year, so that somebody reads the texts again.
pub const LASTS: i64 = 182 * Millis::DAY;

/// What such a signature is made over, before the bytes, so that it can never be taken for one over a manifest.
const SIGNED_AS: &[u8] = b"countersign beforehand 1\n";

/// The first version of what is signed beforehand. Its fields' order is the order of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforehandV1 {
    /// Always 1.
    pub version: u32,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The texts.
    pub texts: Vec<BeforehandText>,
    /// From where they may be given.
    pub accounts: Vec<BeforehandAccount>,
    /// Counts from then on.
    pub not_before: Millis,
    /// Until then.
    pub not_after: Millis,
    /// What may be done without words; nothing is written down where there is nothing, so that what was signed before there were gestures
    /// stays as it was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gestures: Vec<BeforehandGesture>,
}

/// A gesture as it is signed, with the one that takes it back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforehandGesture {
    /// The platform.
    pub platform: Platform,
    /// The platform's own id of the account that makes it.
    pub account_id: String,
    /// Which.
    pub gesture: Gesture,
}

/// A text as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforehandText {
    /// Which answer it is.
    pub answer: String,
    /// In which language.
    pub language: String,
    /// Every word of it, numbers included.
    pub text: String,
}

/// An account as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeforehandAccount {
    /// The platform.
    pub platform: Platform,
    /// The platform's own id of the account.
    pub account_id: String,
    /// The platform's options, as every answer has them.
    pub options: PlatformOptions,
}

/// What is signed beforehand, as it is stored.
#[derive(Debug, Clone)]
pub struct Beforehand {
    /// The digest of its bytes.
    pub digest: Digest,
    /// What they say.
    pub body: BeforehandV1,
    pub(super) bytes: Vec<u8>,
}

impl Beforehand {
    /// What a key signs for this.
    pub(super) fn signed_message(&self) -> Vec<u8> {
        [SIGNED_AS, &self.bytes].concat()
    }

    /// Whether `signature` is `key`'s over this.
    pub fn is_signed_by(&self, key: &[u8; 32], signature: &[u8; 64]) -> bool {
        signed_by(key, &self.signed_message(), signature)
    }

    /// Whether it covers what a manifest would send.
    pub fn covers(&self, manifest: &ManifestV1) -> bool {
        let [part] = manifest.parts.as_slice() else { return false };
        self.body.workspace == manifest.workspace
            // Whoever wrote in private is answered in private.
            && matches!(part.role, PartRole::Reply | PartRole::Message)
            && part.media.is_empty()
            && manifest.target.is_some()
            && self.has_text(&part.text)
            && self
                .account(manifest.platform, &manifest.account_id)
                .is_some_and(|account| account.options == manifest.options)
    }

    /// Whether this is one of its texts.
    pub fn has_text(&self, text: &str) -> bool {
        self.body.texts.iter().any(|signed| signed.text == text)
    }

    /// Whether its texts may be given from there.
    pub fn has_account(&self, platform: Platform, account_id: &str) -> bool {
        self.account(platform, account_id).is_some()
    }

    /// Whether an account may make this gesture.
    pub fn lets(&self, platform: Platform, account_id: &str, gesture: Gesture) -> bool {
        let wanted = gesture.signed_as();
        let is_it =
            |it: &BeforehandGesture| it.platform == platform && it.account_id == account_id && it.gesture == wanted;
        self.body.gestures.iter().any(is_it)
    }

    fn account(&self, platform: Platform, account_id: &str) -> Option<&BeforehandAccount> {
        self.body.accounts.iter().find(|signed| signed.platform == platform && signed.account_id == account_id)
    }

    /// Whether it counts at an instant.
    pub fn counts_at(&self, at: Millis) -> bool {
        (self.body.not_before..=self.body.not_after).contains(&at)
    }

    pub(super) fn seal(body: BeforehandV1) -> Result<Self> {
        let bytes = serde_json::to_vec(&body).map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self { digest: Digest::of(&bytes), body, bytes })
    }
}

/// What was signed beforehand, checked against its digest.
///
/// # Errors
/// When it is not there, or is not what it was.
pub fn load(tx: &Tx<'_>, digest: Digest) -> Result<Beforehand> {
    let bytes: Vec<u8> = tx
        .one("SELECT bytes FROM beforehand WHERE digest = $1", args![digest], |row| row.get("bytes"))?
        .ok_or_else(|| Error::not_found("signature given beforehand"))?;
    let damaged = |why: &str| Error::Store(StoreError::Damaged(format!("signed beforehand {digest}: {why}")));
    if Digest::of(&bytes) != digest {
        return Err(damaged("it is not what it was"));
    }
    let body = serde_json::from_slice(&bytes).map_err(|error| damaged(&error.to_string()))?;
    Ok(Beforehand { digest, body, bytes })
}
