//! What the platforms' answers tell about this laptop: whether it is online, and whether its clock is right. What they tell
//! of their allowances goes on into the book of calls,
//! and what they say against a sign-in to whoever renews it.
//!
//! Invariant: a clock that differs from a platform's by more than two minutes holds everything until an answer agrees.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use crate::model::{ChannelId, Millis};

use super::answer_watch::{AnswerWatch, Waiting};
use super::calls::{Allowance, ApiCall, Book};

use super::sign_ins::SignIns;

/// How far apart the two clocks may be (design: more than two minutes apart holds).
const TOLERANCE: i64 = 2 * Millis::MINUTE;

/// What the last answers told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heard {
    /// When the last answer came.
    pub answered_at: Option<Millis>,
    /// When nobody could be reached, after the last answer.
    pub unreachable_at: Option<Millis>,
    /// How far the laptop's clock is ahead of the platform's, when that is too far.
    pub clock_ahead: Option<i64>,
}

/// Listens to the platforms' answers.
#[derive(Debug, Default)]
pub struct Listener {
    heard: Mutex<Heard>,
    changed: Notify,
    book: Book,
    sign_ins: SignIns,
}

impl Listener {
    /// What was heard lately.
    pub fn heard(&self) -> Heard {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the laptop's clock agrees with the platforms', as far as anybody said.
    pub fn clock_agrees(&self) -> bool {
        self.heard().clock_ahead.is_none()
    }

    /// What was called, and what is left of the allowances.
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// What has to be renewed before anything is asked.
    pub(super) const fn sign_ins(&self) -> &SignIns {
        &self.sign_ins
    }

    /// Waits until something else was heard than before.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    fn set(&self, change: impl FnOnce(&mut Heard)) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let before = (heard.unreachable_at.is_some(), heard.clock_ahead.is_some(), heard.answered_at.is_some());
        change(&mut heard);
        let after = (heard.unreachable_at.is_some(), heard.clock_ahead.is_some(), heard.answered_at.is_some());
        drop(heard);
        if before != after {
            self.changed.notify_one();
        }
    }
}

impl AnswerWatch for Listener {
    fn answered(&self, platform_time: Option<Millis>, local: Millis) {
        self.set(|heard| {
            heard.answered_at = Some(local);
            heard.unreachable_at = None;
            if let Some(theirs) = platform_time {
                let ahead = local.since(theirs);
                heard.clock_ahead = (ahead.abs() > TOLERANCE).then_some(ahead);
            }
        });
    }

    fn unreachable(&self, local: Millis) {
        self.set(|heard| heard.unreachable_at = Some(local));
    }

    fn called(&self, call: ApiCall) {
        self.book.note(call);
    }

    fn allowed(&self, channel: ChannelId, local: Millis, said: Vec<Allowance>) {
        self.book.note_allowances(channel, local, said);
    }

    fn closed_until(&self, channel: ChannelId, names: &[String], now: Millis) -> Option<Millis> {
        self.book.closed_until(channel, names, now)
    }

    fn waits(&self, channel: ChannelId, now: Millis) -> Option<Waiting> {
        self.sign_ins.waits(channel, now)
    }

    fn refused(&self, channel: ChannelId, carried_at: Millis, now: Millis) -> bool {
        self.sign_ins.refused(channel, carried_at, now)
    }
}
