//! Reads numbers, channel by channel, as long as the program runs.
//!
//! Invariant: one reading at a time on a channel, never while it rests or nobody is signed in there, never out of what its platform's
//! allowances are kept for, and beside whatever is sent. It reads and never writes to a platform, so it goes on while
//! everything is stopped. What is paid for is read only where the channel's readings are switched on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};
use tokio::task::{JoinSet, block_in_place};

use crate::check::capability::measuring::measuring;
use crate::clinic::{self, ChannelConnection, ChannelRow, ChannelWay};
use crate::engage;
use crate::env::{Env, LONGEST_NAP};
use crate::error::Result;
use crate::gate::Account;
use crate::model::{ChannelId, Millis, Platform};
use crate::store::{Db, Tx};

use super::meter::Meter;
use super::meters::{self, Batch};
use super::samples;
use super::settle;

/// How long others may write between two rounds of thinning out, in milliseconds.
const BETWEEN_ROUNDS: i64 = 500;
/// How long is waited after what could not be written down, in milliseconds.
const AFTER_A_FAULT: i64 = 5_000;
/// How long it is believed at most that an allowance is used up: who looks again sees whether it is.
const BELIEVED: i64 = 15 * Millis::MINUTE;

/// See the module.
pub struct Sampler {
    db: Db,
    env: Arc<Env>,
    meters: BTreeMap<Platform, Arc<dyn Meter>>,
    busy: Mutex<BTreeSet<ChannelId>>,
    /// The day, by UTC, on which old samples were thinned out last.
    thinned: Mutex<Option<i64>>,
    woken: Notify,
    closing: watch::Sender<bool>,
}

impl std::fmt::Debug for Sampler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sampler").finish_non_exhaustive()
    }
}

/// What is asked now.
#[derive(Debug)]
pub(super) enum Look {
    /// An account, with how often that failed.
    Account(u32),
    /// Posts of it.
    Posts(Batch),
}

impl Sampler {
    /// One that reads by these clients.
    pub fn new(db: Db, env: Arc<Env>, meters: Vec<Arc<dyn Meter>>) -> Arc<Self> {
        Arc::new(Self {
            db,
            env,
            meters: meters.into_iter().map(|meter| (meter.platform(), meter)).collect(),
            busy: Mutex::default(),
            thinned: Mutex::default(),
            woken: Notify::new(),
            closing: watch::Sender::new(false),
        })
    }

    /// Has it look again: somebody wants to see what is new.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Ends it. A reading that is on its way is still taken in.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Works until it is closed.
    pub async fn run(self: Arc<Self>) {
        let mut tasks = JoinSet::new();
        let mut closing = self.closing.subscribe();
        while !*self.closing.borrow() {
            while tasks.try_join_next().is_some() {}
            let next = match self.turn(&mut tasks) {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "numbers could not be looked for");
                    self.env.now().plus(AFTER_A_FAULT)
                }
            };
            tokio::select! {
                () = self.env.clock().nap_until(next) => {}
                () = self.woken.notified() => {}
                _ = closing.wait_for(|closing| *closing) => {}
                Some(_) = tasks.join_next() => {}
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    /// One look at what is due. Returns when to look again.
    fn turn(self: &Arc<Self>, tasks: &mut JoinSet<()>) -> Result<Millis> {
        let now = self.env.now();
        let nap = now.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE));
        let mut next = self.put_in_order(now)?.unwrap_or(nap);
        for channel in block_in_place(|| self.db.read(|tx| self.readable(tx, now)))? {
            let Some(meter) = self.meters.get(&channel.platform) else { continue };
            if let Some(until) = block_in_place(|| self.db.read(|tx| meters::paused_until(tx, now, &channel)))? {
                next = next.min(until);
                continue;
            }
            let Some(turn) = Turn::take(self, channel.id) else { continue };
            let Some((account, look)) = self.begin(&channel, now)? else { continue };
            let (this, meter) = (Arc::clone(self), Arc::clone(meter));
            tasks.spawn(async move {
                let _turn = turn;
                if let Err(error) = this.look(&*meter, &account, &look).await {
                    tracing::error!(%error, "numbers could not be kept");
                    this.env.clock().nap_until(this.env.now().plus(AFTER_A_FAULT)).await;
                }
            });
        }
        let due = block_in_place(|| self.db.read(|tx| meters::next(tx, now)))?;
        Ok(due.map_or(next, |due| due.min(next)).min(nap))
    }

    /// Takes up what a wrong clock ended, and thins out what is old. Returns when to go on, where there is more to do.
    fn put_in_order(&self, now: Millis) -> Result<Option<Millis>> {
        if block_in_place(|| self.db.read(|tx| meters::was_ended_too_soon(tx, now)))? {
            block_in_place(|| self.db.write(move |tx| meters::take_up(tx, now)))?;
        }
        let today = Some(meters::day(now));
        if *self.thinned.lock().unwrap_or_else(PoisonError::into_inner) == today {
            return Ok(None);
        }
        if !block_in_place(|| self.db.read(|tx| samples::was_read_lately(tx, now)))? {
            return Ok(None);
        }
        if block_in_place(|| self.db.write(move |tx| samples::thin(tx, now)))? {
            // Others want to write as well.
            return Ok(Some(now.plus(BETWEEN_ROUNDS)));
        }
        *self.thinned.lock().unwrap_or_else(PoisonError::into_inner) = today;
        Ok(None)
    }

    /// The channels whose numbers can be read now.
    fn readable(&self, tx: &Tx<'_>, now: Millis) -> Result<Vec<ChannelRow>> {
        let mut readable = Vec::new();
        for channel in clinic::channels(tx)? {
            let can_be_read = channel.way == ChannelWay::Api
                && channel.connection == ChannelConnection::Connected
                && clinic::resting_until(channel.rests_until, now).is_none()
                && self.meters.contains_key(&channel.platform)
                && (channel.read_back || !measuring(channel.platform).costs.value);
            if can_be_read && clinic::is_allowed(tx, channel.platform)? {
                readable.push(channel);
            }
        }
        Ok(readable)
    }

    /// What is to be asked on a channel now, moved on already, so that it is not asked twice whatever ends the program.
    pub(super) fn begin(&self, channel: &ChannelRow, now: Millis) -> Result<Option<(Account, Look)>> {
        let account = Account::of(channel);
        let asked = block_in_place(|| self.db.read(|tx| meters::account_due(tx, now, channel)))?;
        let look = match asked.unwrap_or((true, 0)) {
            (true, tries) => Look::Account(tries),
            (false, _) => Look::Posts(block_in_place(|| self.db.read(|tx| meters::due(tx, now, channel)))?),
        };
        if matches!(&look, Look::Posts(batch) if batch.is_empty()) {
            return Ok(None);
        }
        let reserves = measuring(channel.platform).reserves;
        let kept = block_in_place(|| self.db.read(|tx| engage::kept_until(tx, now, channel.id, reserves)))?;
        if let Some(until) = kept {
            let (until, name) = (until.min(now.plus(BELIEVED)), channel.platform.name());
            let why = format!(
                "Most of what {name} allows this account is used. The rest is kept for what the clinic publishes and answers, so its numbers are read later."
            );
            block_in_place(|| self.db.write(move |tx| meters::pause(tx, &account, until, &why)))?;
            return Ok(None);
        }
        let moved = account.clone();
        let batch = match &look {
            Look::Account(_) => None,
            Look::Posts(batch) => Some(batch.clone()),
        };
        block_in_place(|| {
            self.db.write(move |tx| match &batch {
                None => meters::begin_account(tx, now, &moved),
                Some(batch) => meters::begin(tx, now, batch),
            })
        })?;
        Ok(Some((account, look)))
    }

    /// Asks, and puts what came of it on disk.
    pub(super) async fn look(&self, meter: &dyn Meter, account: &Account, look: &Look) -> Result<()> {
        let jitter = {
            let [a, b] = self.env.bytes::<2>();
            i64::from(u16::from_be_bytes([a, b]) % 2_000)
        };
        let (env, of) = (Arc::clone(&self.env), account.clone());
        match look {
            Look::Account(tries) => {
                let said = meter.account(account, self.env.now()).await;
                let tries = *tries;
                block_in_place(|| self.db.write(move |tx| settle::account(tx, &env, &of, tries, &said, jitter)))
            }
            Look::Posts(batch) if batch.asked.is_empty() => Ok(()),
            Look::Posts(batch) => {
                let asked: Vec<_> = batch.asked.iter().map(|due| due.asked.clone()).collect();
                let said = meter.posts(account, &asked).await;
                let due = batch.asked.clone();
                block_in_place(|| self.db.write(move |tx| settle::posts(tx, &env, &of, &due, &said, jitter)))
            }
        }
    }
}

/// The one reading of a channel; over once this is let go, also where the reading breaks down.
struct Turn {
    of: Arc<Sampler>,
    channel: ChannelId,
}

impl Turn {
    /// None while the channel is read.
    fn take(of: &Arc<Sampler>, channel: ChannelId) -> Option<Self> {
        let taken = of.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(channel);
        taken.then(|| Self { of: Arc::clone(of), channel })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.of.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.channel);
    }
}
