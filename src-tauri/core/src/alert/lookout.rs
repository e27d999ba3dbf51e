//! Looks for what people must hear of, as long as the program runs.
//!
//! Invariant: it looks after every change that may be a cause, and at least every half minute, so that no alert is raised later
//! than that; a look at which nothing is new writes nothing.

use std::sync::Arc;

use tokio::sync::{Notify, watch};
use tokio::task::block_in_place;

use super::book;
use super::kind::AlertWay;
use crate::env::{Env, LONGEST_NAP};
use crate::error::Result;
use crate::model::Millis;
use crate::store::{Db, Tag};

/// How long is waited after a look that failed, in milliseconds.
const AFTER_A_FAULT: i64 = 5_000;

/// What is told to whoever shows alerts.
type Told = Arc<dyn Fn(&[Tag]) + Send + Sync>;

/// See the module.
pub struct Lookout {
    db: Db,
    env: Arc<Env>,
    told: Told,
    woken: Notify,
    closing: watch::Sender<bool>,
}

impl std::fmt::Debug for Lookout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lookout").finish_non_exhaustive()
    }
}

impl Lookout {
    /// That of an open workspace.
    pub fn new(db: Db, env: Arc<Env>, told: Told) -> Arc<Self> {
        Arc::new(Self { db, env, told, woken: Notify::new(), closing: watch::Sender::new(false) })
    }

    /// Whether a change of this may be a cause, or the end of one.
    pub const fn is_news(tag: Tag) -> bool {
        match tag {
            Tag::Inbox
            | Tag::Publishing
            | Tag::Queue
            | Tag::Channels
            | Tag::Calls
            | Tag::People
            | Tag::Numbers
            | Tag::Gestures => true,
            Tag::Clinic
            | Tag::Posts
            | Tag::Review
            | Tag::Activity
            | Tag::Session
            | Tag::Library
            | Tag::Uploads
            | Tag::Backups
            | Tag::Recipients
            | Tag::Alerts
            | Tag::Discovery => false,
        }
    }

    /// Has it look now.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Ends it.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Works until it is closed.
    pub async fn run(self: Arc<Self>) {
        let mut closing = self.closing.subscribe();
        // Until when what could be told was told of.
        let mut ripe_until = self.env.now();
        while !*closing.borrow() {
            let next = match block_in_place(|| self.look(&mut ripe_until)) {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "what people have to be alerted to could not be looked for");
                    self.env.now().plus(AFTER_A_FAULT)
                }
            };
            tokio::select! {
                () = self.env.clock().nap_until(next) => {}
                () = self.woken.notified() => {}
                _ = closing.wait_for(|closing| *closing) => {}
            }
        }
    }

    /// One look. Returns when to look again.
    fn look(&self, ripe_until: &mut Millis) -> Result<Millis> {
        let now = self.env.now();
        if !self.db.read(|tx| book::news(tx, now))?.is_none() {
            let env = Arc::clone(&self.env);
            self.db.write(move |tx| book::keep(tx, &env))?;
        }
        let telling = self.db.read(|tx| book::next_telling(tx, AlertWay::Desktop))?;
        // What the quiet hours held is no change of anything: whoever tells is told that they are over.
        if telling.is_some_and(|at| at > *ripe_until && at <= now) {
            (self.told)(&[Tag::Alerts]);
        }
        *ripe_until = now;
        let nap = now.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE));
        Ok(telling.filter(|at| *at > now).map_or(nap, |at| at.min(nap)))
    }
}
