//! What lies in the bucket, and what it lets be done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A file in the bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketFile {
    /// Its name.
    pub key: String,
    /// What it was said to be.
    pub mime: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What the clinic's key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketManners {
    /// Put files.
    pub may_put: bool,
    /// Fetch files; an address that was signed with it opens nothing otherwise.
    pub may_get: bool,
    /// Take files away.
    pub may_delete: bool,
}

impl Default for BucketManners {
    fn default() -> Self {
        Self { may_put: true, may_get: true, may_delete: true }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) sha256: String,
    pub(crate) mime: String,
    pub(crate) put_ms: i64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct BucketState {
    pub(crate) files: BTreeMap<String, Stored>,
    pub(crate) manners: BucketManners,
}

impl BucketState {
    pub(crate) fn listed(&self) -> Vec<BucketFile> {
        let listed = self.files.iter().map(|(key, stored)| BucketFile {
            key: key.clone(),
            mime: stored.mime.clone(),
            sha256: stored.sha256.clone(),
        });
        listed.collect()
    }
}
