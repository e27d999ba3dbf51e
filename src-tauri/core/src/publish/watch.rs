//! What the platforms' answers tell about this laptop: whether it is online, and whether its clock is right. What they tell
//! of their allowances goes on into the book of calls,
//! and what they say against a sign-in to whoever renews it.
//!
//! Invariant: a clock that differs from a platform's by more than two minutes holds everything until an answer agrees; and
//! an answer vouches for the clock only as long as nobody sets it.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use crate::env::Moment;
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
    pub answered: Option<Moment>,
    /// How many answers came.
    pub answers: u64,
    /// When nobody could be reached, after the last answer.
    pub unreachable: Option<Moment>,
    /// How far the laptop's clock is ahead of the platform's, when that is too far.
    pub clock_ahead: Option<i64>,
    /// Whether somebody was asked since the clock was set, or the laptop slept, and told no time: nobody knows then.
    unverified: bool,
    /// When a platform last told its time, and how far the laptop's clock was ahead of that.
    told: Option<(Moment, i64)>,
}

impl Heard {
    /// Whether what was told of the clock does not hold any more: by what it showed then and by what passed since, it is too
    /// far from the platforms' now. It was set, or the laptop slept; only a platform can say which.
    fn is_doubtful(&self, now: Moment) -> bool {
        self.told.is_some_and(|(at, ahead)| ahead.saturating_add(now.set_since(at)).abs() > TOLERANCE)
    }

    /// Whether everything is held because the clock could not be compared, though it was tried. A clock that was set right
    /// again, as it looks, holds nothing any more.
    pub fn can_not_tell(&self, now: Moment) -> bool {
        self.unverified && self.is_doubtful(now)
    }

    /// Whoever was asked has answered, or could not be reached.
    fn asked(&mut self, local: Moment) {
        self.unverified = self.clock_ahead.is_none() && self.is_doubtful(local);
    }

    /// What people are told as soon as it changes.
    const fn news(&self) -> [bool; 4] {
        [self.unreachable.is_some(), self.clock_ahead.is_some(), self.answered.is_some(), self.unverified]
    }
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

    /// Whether the clock agrees now: it did when a platform last told its time, and was not set since.
    pub fn vouches_for(&self, now: Moment) -> bool {
        let heard = self.heard();
        heard.clock_ahead.is_none() && !heard.is_doubtful(now)
    }

    /// Whether nobody told the time since the program started, and nobody could be reached who would have: by such a clock
    /// nothing is late.
    pub fn is_untold(&self) -> bool {
        let heard = self.heard();
        heard.told.is_none() && heard.unreachable.is_some()
    }

    /// Whether the clock was set since a platform last told its time, or the laptop slept, so that nobody knows.
    pub fn has_doubt(&self, now: Moment) -> bool {
        self.heard().is_doubtful(now)
    }

    /// The platforms were asked for their time, whatever came of it.
    pub(super) fn compared(&self, now: Moment) {
        self.set(|heard| heard.asked(now));
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
        let before = heard.news();
        change(&mut heard);
        let after = heard.news();
        drop(heard);
        if before != after {
            self.changed.notify_one();
        }
    }
}

impl AnswerWatch for Listener {
    fn answered(&self, platform_time: Option<Millis>, local: Moment) {
        self.set(|heard| {
            heard.answered = Some(local);
            heard.answers += 1;
            heard.unreachable = None;
            if let Some(theirs) = platform_time {
                let ahead = local.wall.since(theirs);
                heard.told = Some((local, ahead));
                heard.clock_ahead = (ahead.abs() > TOLERANCE).then_some(ahead);
            }
            heard.asked(local);
        });
    }

    fn unreachable(&self, local: Moment) {
        self.set(|heard| {
            heard.unreachable = Some(local);
            heard.asked(local);
        });
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
