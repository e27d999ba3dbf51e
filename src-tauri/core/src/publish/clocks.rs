//! Comparing the laptop's clock with the platforms'.
//!
//! Invariant: the queue waits for it a few seconds at most, and the platforms are asked once a minute at most, whether they
//! answer or not; and before a commit as long as nobody could be reached since the start. How long ago something was is counted by the clock that nobody can set.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use tokio::task::{JoinSet, block_in_place};

use crate::clinic::{self, ChannelConnection};
use crate::error::Result;
use crate::gate::Account;
use crate::model::{Millis, Platform};
use crate::store::{Tx, args};

use super::answers::{Failure, FailureClass};
use super::dispatcher::Dispatcher;
use super::publisher::Publisher;
use super::queue::is_anything_late;

/// How often a clock that differs is compared again.
const CLOCK_CHECK: Duration = Duration::from_secs(60);
/// What the clock has to be set by to be asked about again at once, in milliseconds.
const TELLING: i64 = Millis::MINUTE;
/// How long the platforms are given to tell their time: the queue waits for it.
const CLOCK_PATIENCE: Duration = Duration::from_secs(5);
/// How old the last answer may be before the clock is compared again ahead of a commit.
const FRESH: Duration = Duration::from_secs(600);

impl Dispatcher {
    /// Asks a platform for its time when the clock differs, when it was set since one told it (or the laptop slept), when none
    /// told it since the start and something seems late, or when nobody answered lately and something is about to go out.
    pub(super) async fn compare_clocks(&self) {
        let (now, heard) = (self.env.moment(), self.listener.heard());
        let since = |before: Instant| now.steady.saturating_duration_since(before);
        let last = [heard.answered, heard.unreachable].into_iter().flatten().map(|at| at.steady).max();
        let age = last.map_or(Duration::MAX, since);
        let differs = heard.clock_ahead.is_some();
        let soon = || block_in_place(|| self.db.read(|tx| is_anything_soon(tx, now.wall))).unwrap_or(false);
        let untold = || {
            let late = || block_in_place(|| self.db.read(|tx| is_anything_late(tx, now.wall))).unwrap_or(false);
            self.listener.is_untold() && late()
        };
        let asked_lately = {
            let mut compared = self.compared_at.lock().unwrap_or_else(PoisonError::into_inner);
            // A clock that was set since is asked about at once: by the old answer nothing can be told of it.
            let lately = compared.is_some_and(|at| since(at.steady) < CLOCK_CHECK && now.set_since(at).abs() < TELLING);
            let doubt = self.listener.has_doubt(now);
            // One that differs and does not seem to any more was set right, as it looks.
            let due =
                || if differs { age >= CLOCK_CHECK || !doubt } else { doubt || untold() || (age >= FRESH && soon()) };
            lately || !due() || {
                *compared = Some(now);
                false
            }
        };
        if !asked_lately {
            self.ask_for_the_time().await;
        }
    }

    /// Asks every platform until one told its time.
    async fn ask_for_the_time(&self) {
        let answers = self.listener.heard().answers;
        let Ok(channels) = block_in_place(|| self.db.read(clinic::channels)) else { return };
        // One channel speaks for its platform, and the first platform that answers for all of them.
        let mut platforms: BTreeMap<Platform, Vec<Account>> = BTreeMap::new();
        let mut asking = JoinSet::new();
        for channel in channels {
            if channel.connection == ChannelConnection::Connected {
                platforms.entry(channel.platform).or_default().push(Account::of(&channel));
            }
        }
        for (platform, accounts) in platforms {
            let Some(publisher) = self.publisher(platform) else { continue };
            // What comes of it is heard by the listener; the answer itself is of no interest here.
            asking.spawn(async move { ask_one(&*publisher, &accounts).await });
        }
        let answered = async {
            while asking.join_next().await.is_some() {
                if self.listener.heard().answers > answers {
                    break;
                }
            }
        };
        tokio::select! {
            // The platforms' own patience, not the clinic's clock, which may be the one that is wrong.
            _ = tokio::time::timeout(CLOCK_PATIENCE, answered) => {}
            () = self.closing() => {}
        }
        // Whoever broke off in the middle told nobody anything.
        self.listener.compared(self.env.moment());
    }

    /// Whether the clock agrees with the platforms' at this very instant, asking them where nobody knows.
    pub(super) async fn is_clock_right(&self) -> bool {
        if self.listener.is_untold() {
            // The network may be back since, and what seems due by a clock that nobody compared may be early.
            self.ask_for_the_time().await;
        } else if self.listener.has_doubt(self.env.moment()) {
            self.compare_clocks().await;
        }
        self.listener.vouches_for(self.env.moment())
    }
}

/// Asks in the name of the first account that may be asked about: one with nothing left is not asked at all, so that its
/// platform tells no time.
async fn ask_one(publisher: &dyn Publisher, accounts: &[Account]) {
    for account in accounts {
        let told = publisher.owner(account).await;
        if !matches!(told, Err(Failure { class: FailureClass::WaitUntil(_), .. })) {
            break;
        }
    }
}

fn is_anything_soon(tx: &Tx<'_>, now: Millis) -> Result<bool> {
    let soon: Option<i64> = tx.one(
        "SELECT 1 AS one FROM delivery WHERE state IN ('scheduled', 'retrying') AND due_at <= $1 LIMIT 1",
        args![now.plus(2 * Millis::MINUTE)],
        |row| row.get("one"),
    )?;
    Ok(soon.is_some())
}
