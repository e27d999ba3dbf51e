//! Answers that are held back until somebody lets them go.
//!
//! Invariant: a release frees what is held at that moment and nothing that comes later; a client that gives up while
//! held is no longer counted.

use tokio::sync::watch;

#[derive(Debug)]
pub(crate) struct Holds {
    held: watch::Sender<usize>,
    releases: watch::Sender<u64>,
}

struct Counted<'a>(&'a watch::Sender<usize>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held -= 1);
    }
}

impl Holds {
    pub(crate) fn new() -> Self {
        Self { held: watch::Sender::new(0), releases: watch::Sender::new(0) }
    }

    /// Waits for the next release.
    pub(crate) async fn wait(&self) {
        // The subscription comes before the count: whoever sees the count can be sure that its release is heard.
        let mut releases = self.releases.subscribe();
        self.held.send_modify(|held| *held += 1);
        let _counted = Counted(&self.held);
        // The sender lives in this same value, so the channel cannot close under the wait.
        let _ = releases.changed().await;
    }

    pub(crate) fn release(&self) {
        self.releases.send_modify(|count| *count += 1);
    }

    /// Waits until this many are held at once.
    pub(crate) async fn until(&self, count: usize) {
        let _ = self.held.subscribe().wait_for(|held| *held >= count).await;
    }
}
