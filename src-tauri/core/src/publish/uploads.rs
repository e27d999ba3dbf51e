//! How far the uploads of this moment are: for people to look at, and for no decision.
//!
//! Invariant: in memory only; what is not going out any more is not here.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use crate::model::PostId;

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upload {
    /// The bytes that are with the platform.
    pub sent: u64,
    /// The bytes of the file.
    pub total: u64,
}

/// The uploads of this moment.
#[derive(Debug, Default)]
pub struct Uploads {
    now: Mutex<BTreeMap<PostId, Upload>>,
    changed: Notify,
}

impl Uploads {
    /// Those there are, by post.
    pub fn now(&self) -> BTreeMap<PostId, Upload> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until one got further, or ended.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    pub(super) fn got_to(&self, post: PostId, upload: Upload) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(post, upload);
        self.changed.notify_one();
    }

    pub(super) fn ended(&self, post: PostId) {
        if self.now.lock().unwrap_or_else(PoisonError::into_inner).remove(&post).is_some() {
            self.changed.notify_one();
        }
    }
}
