//! The loops of an engine that are no stage's own: the automatic lock, checkpoints, what is told to the window, and what leaves
//! the laptop by email and on Slack.
//!
//! Invariant: each goes on whatever fails in a turn of it, and ends with its engine.

use std::sync::Arc;
use std::time::Duration;

use crate::alert::AlertWay;
use crate::api::{Api, Changed};
use crate::audit::{self, Action, Actor, Entry};
use crate::engage::discovery;
use crate::error::Error;
use crate::model::Millis;
use crate::publish::{self, Dispatcher, Listener};
use crate::store::Tag;
use tokio::sync::Notify;

/// How often the automatic lock is looked at.
const LOCK_LOOK: i64 = 5_000;

/// How long calls are gathered before they are written down together: a sending makes several within a second.
const GATHERED_FOR: Duration = Duration::from_secs(1);

/// When a checkpoint is tried again that could not be made.
const CHECKPOINT_AGAIN: i64 = 10 * Millis::MINUTE;

/// How often the window hears how far an upload is, at most.
const UPLOADS_TOLD_EVERY: Duration = Duration::from_millis(500);

/// How often is looked whether what was found by searching is too old to be kept: it is shown no longer in any case.
const LET_GO_EVERY: i64 = 10 * Millis::MINUTE;

/// When a way is tried again that could not even be looked at.
const TELLING_AGAIN: i64 = 5_000;

/// Wakes those that tell people elsewhere.
#[derive(Default)]
pub(super) struct Tellers {
    email: Notify,
    slack: Notify,
}

impl Tellers {
    /// Has them look now.
    pub(super) fn wake(&self) {
        self.email.notify_one();
        self.slack.notify_one();
    }
}

/// Tells by one way what is to be told; each has a loop of its own, so that neither waits for the other.
pub(super) async fn tell_by(way: AlertWay, api: Arc<Api>, tellers: Arc<Tellers>) {
    let woken = match way {
        AlertWay::Email => &tellers.email,
        AlertWay::Slack => &tellers.slack,
        // The window's own way out.
        AlertWay::Desktop => return,
    };
    loop {
        let next = match api.tell_by(way).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "what people have to be told elsewhere could not be read");
                api.env.now().plus(TELLING_AGAIN)
            }
        };
        tokio::select! {
            () = api.env.clock().nap_until(next) => {}
            () = woken.notified() => {}
        }
    }
}

pub(super) async fn lock_when_idle(api: Arc<Api>) {
    loop {
        let next = api.env.now().plus(LOCK_LOOK);
        api.env.clock().nap_until(next).await;
        if let Err(error) = tokio::task::block_in_place(|| api.desktop.lock_if_idle()) {
            tracing::warn!(%error, "the automatic lock could not be put on record");
        }
    }
}

/// A checkpoint a day, while the program runs; and the key that signs them is enrolled as early as it can be.
pub(super) async fn keep_checkpoints(api: Arc<Api>) {
    loop {
        let next = match tokio::task::block_in_place(|| api.daily_checkpoint()) {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "a checkpoint of the record could not be made");
                api.env.now().plus(CHECKPOINT_AGAIN)
            }
        };
        while api.env.now() < next {
            let now = api.env.now();
            api.env.clock().nap_until(next).await;
            // A clock that was put back must not keep the next one away for ever.
            if api.env.now() < now {
                break;
            }
        }
    }
}

/// What others wrote is let go of after some days, also where nobody opens it again.
pub(super) async fn let_go_of_hits(api: Arc<Api>) {
    loop {
        let now = api.env.now();
        let let_go = tokio::task::block_in_place(|| {
            if api.db.read(|tx| discovery::next_goes_at(tx, now))?.is_some_and(|at| at <= now) {
                api.db.write(move |tx| discovery::let_go(tx, now))?;
            }
            Ok::<_, Error>(())
        });
        if let Err(error) = let_go {
            tracing::error!(%error, "what was found by searching could not be let go of");
        }
        api.env.clock().nap_until(now.plus(LET_GO_EVERY)).await;
    }
}

pub(super) async fn keep_what_was_called(api: Arc<Api>) {
    loop {
        api.listener.book().noted().await;
        // Real time, not the clinic's: it only decides how many share one commit.
        tokio::time::sleep(GATHERED_FOR).await;
        if let Err(error) = tokio::task::block_in_place(|| publish::keep_calls(&api.db, api.listener.book())) {
            // They stay in the book, and are tried again with the next call.
            tracing::warn!(%error, "calls could not be kept on record");
        }
    }
}

pub(super) async fn tell_how_far_uploads_are(dispatcher: Arc<Dispatcher>, changed: Changed) {
    loop {
        dispatcher.uploads().changed().await;
        changed(&[Tag::Uploads]);
        // Real time, not the clinic's: it only spares the window from being told of every piece.
        tokio::time::sleep(UPLOADS_TOLD_EVERY).await;
    }
}

pub(super) async fn tell_what_was_heard(listener: Arc<Listener>, changed: Changed, api: Arc<Api>) {
    let mut warned = false;
    loop {
        listener.changed().await;
        let differs = !listener.clock_agrees();
        if differs && !warned {
            let env = Arc::clone(&api.env);
            let ahead = listener.heard().clock_ahead.unwrap_or(0) / Millis::MINUTE;
            let noted = tokio::task::block_in_place(|| {
                api.db.write(move |tx| {
                    let entry = Entry::done(Actor::Application, Action::ClockWarned).fact("minutes_ahead", ahead);
                    audit::record(tx, &env, &entry).map_err(Error::from)
                })
            });
            if let Err(error) = noted {
                tracing::warn!(%error, "a wrong clock could not be put on record");
            }
        }
        warned = differs;
        api.dispatcher.wake();
        changed(&[Tag::Publishing]);
    }
}
