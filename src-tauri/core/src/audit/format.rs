//! The record as it is written for others: JSON lines in one order and one spelling, with a seal at the end.
//!
//! Invariant: this is the product's half of a format that the verifier holds by itself; nothing is shared but the tests. The
//! fields' order is part of it, and a change of any of this is a new version of the format.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::model::{Digest, Millis};

/// The version of the format.
pub const FORMAT_VERSION: u32 = 1;
/// What a file is sealed as, before the digest of its other lines.
const SEALED_AS: &[u8] = b"countersign export 1\n";

/// A line. What each is, and what it is checked for, is told where it is verified (`countersign-record`).
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each field is told beside the verifier")]
pub enum Line<'a> {
    /// What the file is.
    Head { version: u32, workspace: &'a str, installation: &'a str, exported_at: Millis, entries: i64, words: bool },
    /// Who a person is; only with words.
    Person { id: &'a str, name: &'a str, registration: Option<&'a str> },
    /// A key that doctors sign with.
    Key { id: &'a str, person: &'a str, public_key: String },
    /// Bytes that were signed.
    Manifest { digest: &'a str, bytes: &'a str },
    /// A signature over them.
    Approval {
        id: &'a str,
        post: &'a str,
        manifest: &'a str,
        key: &'a str,
        signature: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        beforehand: Option<&'a str>,
    },
    /// Bytes that were signed beforehand, for answers to come.
    Beforehand { digest: &'a str, bytes: &'a str },
    /// A signature over those.
    BeforehandApproval { id: &'a str, beforehand: &'a str, key: &'a str, signature: String },
    /// A piece of a post that was sent, or may have been.
    Part { id: &'a str, post: &'a str, ordinal: i64, state: &'a str, platform: &'a str, platform_id: Option<&'a str> },
    /// What the record was, signed.
    Checkpoint { installation: &'a str, seq: i64, hash: &'a str, at: Millis, key: String, signature: String },
    /// An entry.
    Entry {
        seq: i64,
        installation: &'a str,
        at: Millis,
        actor: &'a str,
        action: &'a str,
        allowed: bool,
        reason: Option<&'a str>,
        post: Option<&'a str>,
        correlation: Option<&'a str>,
        facts: &'a str,
        words: Option<&'a str>,
        previous: &'a str,
        hash: &'a str,
    },
    /// The words of the entry before.
    Words { seq: i64, salt: String, text: &'a str },
    /// The end.
    Seal { lines: u64, digest: Digest, key: String, signature: String },
}

impl Line<'_> {
    /// The line with its end.
    ///
    /// # Errors
    /// When it can't be written as JSON, which is a fault of ours.
    pub fn written(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

/// Bytes as the format writes them.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes lines, and remembers what a seal has to cover.
pub struct Lines<'w> {
    out: &'w mut dyn Write,
    count: u64,
    digest: Sha256,
}

impl<'w> Lines<'w> {
    /// Begins a file.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out, count: 0, digest: Sha256::new() }
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When whoever takes the bytes refuses.
    pub fn write(&mut self, line: &Line<'_>) -> io::Result<()> {
        let text = line.written().map_err(io::Error::other)?;
        self.digest.update(text.as_bytes());
        self.count += 1;
        self.out.write_all(text.as_bytes())
    }

    /// What the seal is a signature over, and its digest.
    pub fn to_seal(&self) -> (Vec<u8>, Digest) {
        let digest: [u8; 32] = self.digest.clone().finalize().into();
        ([SEALED_AS, &digest].concat(), Digest::from(digest))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When whoever takes the bytes refuses.
    pub fn seal(mut self, digest: Digest, key: &[u8; 32], signature: &[u8; 64]) -> io::Result<()> {
        let lines = self.count;
        self.write(&Line::Seal { lines, digest, key: hex(key), signature: hex(signature) })?;
        self.out.flush()
    }
}
