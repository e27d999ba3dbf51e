//! The bytes of uploads, by their SHA-256.
//!
//! Invariant: a name is the digest of what it holds; a file on disk whose bytes do not match its name is not served.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use axum::body::Bytes;
use sha2::{Digest, Sha256};

#[derive(Debug, Default)]
pub(crate) struct Blobs {
    folder: Option<PathBuf>,
    held: BTreeMap<String, Bytes>,
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    hex(&digest)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Blobs {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, held: BTreeMap::new() }
    }

    /// Keeps the bytes and tells their name.
    pub(crate) fn keep(&mut self, bytes: Bytes) -> String {
        let name = sha256_hex(&bytes);
        if self.held.contains_key(&name) {
            return name;
        }
        if let Some(folder) = &self.folder {
            let file = folder.join(&name);
            let fresh = folder.join(format!("{name}.new"));
            let written = fs::create_dir_all(folder)
                .and_then(|()| fs::write(&fresh, &bytes))
                .and_then(|()| fs::rename(&fresh, &file));
            if let Err(error) = written {
                tracing::error!(%error, "an upload of the practice platforms could not be kept on disk");
            }
        }
        self.held.insert(name.clone(), bytes);
        name
    }

    pub(crate) fn get(&mut self, name: &str) -> Option<Bytes> {
        if let Some(bytes) = self.held.get(name) {
            return Some(bytes.clone());
        }
        let bytes = Bytes::from(fs::read(self.folder.as_ref()?.join(name)).ok()?);
        if sha256_hex(&bytes) != name {
            return None;
        }
        self.held.insert(name.to_owned(), bytes.clone());
        Some(bytes)
    }
}
