//! Where the one sign-in stands that goes on in the browser.
//!
//! Invariant: one at a time, each with a number: what belongs to one that was ended, or replaced, is never put down. What a
//! sign-in brought is in memory only, and for as long as somebody may still choose.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::task::JoinHandle;

use crate::model::{ChannelId, Login, Millis};
use crate::publish::{Failure, Offer};

/// Where the one sign-in stands.
#[derive(Default)]
pub(crate) struct LoginDesk {
    now: Mutex<Now>,
    /// Held while a sign-in begins or ends: one at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
pub(super) struct Now {
    /// Grows with each sign-in that is begun or ended: what belongs to an earlier one is not put down any more.
    pub(super) number: u64,
    closed: bool,
    pub(super) stage: Stage,
    /// The way whose app the platform refused when last tried.
    pub(super) refused_app: Option<Login>,
    pub(super) task: Option<JoinHandle<()>>,
}

#[derive(Default)]
pub(super) enum Stage {
    #[default]
    Idle,
    Waiting {
        login: Login,
        until: Millis,
        address: String,
    },
    Asking {
        login: Login,
    },
    Choosing {
        login: Login,
        channel: Option<ChannelId>,
        offers: Vec<Offer>,
        until: Millis,
    },
    Failed {
        login: Login,
        failure: Failure,
    },
    Connected {
        login: Login,
        channel: ChannelId,
    },
}

impl LoginDesk {
    pub(super) fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends whatever is going on, and waits until nothing is listened to any more. Returns the number of what comes next.
    pub(super) async fn clear(&self) -> u64 {
        let (number, task) = {
            let mut now = self.lock();
            now.number += 1;
            now.stage = Stage::Idle;
            (now.number, now.task.take())
        };
        if let Some(task) = task {
            task.abort();
            // An aborted task ends with an error that says so.
            let _ = task.await;
        }
        number
    }

    /// Ends for good, with the engine.
    pub(crate) async fn close(&self) {
        self.lock().closed = true;
        self.clear().await;
    }

    /// Puts down what came of the sign-in with this number; nothing if another one began, or it was ended.
    pub(super) fn put(&self, number: u64, stage: Stage) -> bool {
        let mut now = self.lock();
        let is_current = now.number == number && !now.closed;
        if is_current {
            if matches!(stage, Stage::Choosing { .. }) {
                now.refused_app = None;
            }
            now.stage = stage;
        }
        is_current
    }

    /// Whether the platform refused the clinic's app when last tried.
    pub(super) fn refused_app(&self, login: Login) -> bool {
        self.lock().refused_app == Some(login)
    }
}
