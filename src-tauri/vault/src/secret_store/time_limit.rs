//! A store that may never answer, behind a thread and a time limit.
//!
//! Invariant: no caller waits longer than the limit, dropping never waits, and the thread is a plain one that no runtime
//! waits for at its end: a locked keychain can hang neither the application nor its exit. While one request hangs, later
//! ones are refused at once instead of queueing behind it. What nobody waits for any more is not begun.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use countersign_core::ports::VaultFault;
use zeroize::Zeroizing;

use super::{KeychainState, SecretStore};

type Request = Box<dyn FnOnce(&dyn SecretStore) + Send>;

/// Asks another store on one thread of its own, and waits for it only so long.
pub struct TimeLimited {
    requests: Mutex<Sender<(u64, Request)>>,
    progress: Arc<Mutex<Progress>>,
    limit: Duration,
}

/// Requests are numbered; the thread takes them in order.
#[derive(Default)]
struct Progress {
    sent: u64,
    finished: u64,
    /// The latest request that somebody gave up on.
    given_up: u64,
}

impl TimeLimited {
    /// Puts `store` behind a thread; nobody waits longer than `limit` for it.
    pub fn new(store: impl SecretStore + 'static, limit: Duration) -> Self {
        let (requests, received) = channel();
        let progress = Arc::new(Mutex::new(Progress::default()));
        let reported = Arc::clone(&progress);
        // The handle is dropped on purpose: nobody must ever join this thread.
        let started =
            thread::Builder::new().name("keychain".to_owned()).spawn(move || serve(&store, &received, &reported));
        if let Err(refusal) = started {
            // The receiver went with the thread, so every request will be refused.
            tracing::error!(%refusal, "no thread for the keychain");
        }
        Self { requests: Mutex::new(requests), progress, limit }
    }

    /// Runs `ask` on the thread; `None` when there is no answer in time.
    fn ask<T: Send + 'static>(&self, ask: impl FnOnce(&dyn SecretStore) -> T + Send + 'static) -> Option<T> {
        let (reply, answer) = channel();
        let wanted = Arc::new(AtomicBool::new(true));
        let still_wanted = Arc::clone(&wanted);
        let request: Request = Box::new(move |store| {
            if still_wanted.load(Ordering::Acquire) {
                // A caller who has gone hears nothing, and that is all.
                let _ = reply.send(ask(store));
            }
        });
        let number = {
            let mut progress = locked(&self.progress);
            if progress.finished < progress.given_up {
                return None;
            }
            progress.sent += 1;
            let number = progress.sent;
            // Sent under the lock, so that the numbers are in the order of the queue. Sending never waits.
            locked(&self.requests).send((number, request)).ok()?;
            number
        };
        match answer.recv_timeout(self.limit) {
            Ok(answer) => Some(answer),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => {
                wanted.store(false, Ordering::Release);
                let mut progress = locked(&self.progress);
                progress.given_up = progress.given_up.max(number);
                // It may have answered between the limit and now.
                answer.try_recv().ok()
            }
        }
    }
}

impl SecretStore for TimeLimited {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultFault> {
        let name = name.to_owned();
        self.ask(move |store| store.get(&name)).unwrap_or(Err(VaultFault::KeychainLocked))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        let (name, secret) = (name.to_owned(), Zeroizing::new(secret.to_vec()));
        self.ask(move |store| store.set(&name, &secret)).unwrap_or(Err(VaultFault::KeychainLocked))
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        let name = name.to_owned();
        self.ask(move |store| store.delete(&name)).unwrap_or(Err(VaultFault::KeychainLocked))
    }

    fn state(&self) -> KeychainState {
        self.ask(|store| store.state()).unwrap_or(KeychainState::Locked)
    }
}

impl std::fmt::Debug for TimeLimited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TimeLimited").field("limit", &self.limit).finish_non_exhaustive()
    }
}

fn serve(store: &dyn SecretStore, requests: &Receiver<(u64, Request)>, progress: &Mutex<Progress>) {
    for (number, request) in requests {
        // The platform's libraries panic where they should not; the next request deserves its try.
        if catch_unwind(AssertUnwindSafe(|| request(store))).is_err() {
            tracing::error!("the keychain's library failed");
        }
        locked(progress).finished = number;
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
