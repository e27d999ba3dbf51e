//! Collects what people write, channel by channel, as long as the program runs.
//!
//! Invariant: one reading at a time on a channel, never while it rests or nobody is signed in there, and beside whatever is
//! sent: nothing that is to go out waits for it. It reads and never writes to a platform, so it goes on while everything is stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};
use tokio::task::{JoinSet, block_in_place};

use crate::clinic::{self, ChannelConnection, ChannelRow, ChannelWay};
use crate::env::{Env, LONGEST_NAP};
use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis, Platform};
use crate::publish::Failure;
use crate::store::Db;

use super::feeds::{self, Due, Read};
use super::intake;
use super::reader::{Ask, Page, Reader};
use super::triage::Rules;

/// How many pages are read at once, before something else on the channel has its turn.
const PAGES: usize = 5;
/// How long is waited after what could not be written down, in milliseconds.
const AFTER_A_FAULT: i64 = 5_000;

/// See the module.
pub struct Collector {
    db: Db,
    env: Arc<Env>,
    rules: &'static Rules,
    readers: BTreeMap<Platform, Arc<dyn Reader>>,
    busy: Mutex<BTreeSet<ChannelId>>,
    woken: Notify,
    closing: watch::Sender<bool>,
}

impl std::fmt::Debug for Collector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collector").finish_non_exhaustive()
    }
}

impl Collector {
    /// One that reads by these clients.
    ///
    /// # Errors
    /// When the rules that are built in can't be read.
    pub fn new(db: Db, env: Arc<Env>, readers: Vec<Arc<dyn Reader>>) -> Result<Arc<Self>> {
        let rules = Rules::built_in().map_err(|fault| Error::internal(fault.to_string()))?;
        let readers = readers.into_iter().map(|reader| (reader.platform(), reader)).collect();
        Ok(Arc::new(Self {
            db,
            env,
            rules,
            readers,
            busy: Mutex::default(),
            woken: Notify::new(),
            closing: watch::Sender::new(false),
        }))
    }

    /// Has it look again: a channel was connected, or somebody wants to see what is new.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Ends it. A page that is on its way is still taken in.
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
                    tracing::error!(%error, "what people write could not be looked for");
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
        for channel in block_in_place(|| self.db.read(|tx| self.readable(tx, now)))? {
            if !block_in_place(|| self.db.read(|tx| feeds::missing(tx, &channel)))?.is_empty() {
                let (env, channel) = (Arc::clone(&self.env), channel.clone());
                block_in_place(|| self.db.write(move |tx| feeds::begin(tx, &env, &channel)))?;
            }
            let due = block_in_place(|| self.db.read(|tx| feeds::due(tx, now, &channel)))?;
            let Some((reader, due)) = self.readers.get(&channel.platform).zip(due) else { continue };
            if !self.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(channel.id) {
                continue;
            }
            let (this, reader) = (Arc::clone(self), Arc::clone(reader));
            tasks.spawn(async move {
                if let Err(error) = this.read(&*reader, &due).await {
                    tracing::error!(%error, "what people wrote could not be kept");
                    this.env.clock().nap_until(this.env.now().plus(AFTER_A_FAULT)).await;
                }
                this.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&channel.id);
            });
        }
        let nap = now.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE));
        let next = block_in_place(|| self.db.read(|tx| feeds::next(tx, now)))?;
        Ok(next.map_or(nap, |next| next.min(nap)))
    }

    /// The channels that can be read now.
    fn readable(&self, tx: &crate::store::Tx<'_>, now: Millis) -> Result<Vec<ChannelRow>> {
        let mut readable = Vec::new();
        for channel in clinic::channels(tx)? {
            let can_be_read = channel.way == ChannelWay::Api
                && channel.connection == ChannelConnection::Connected
                && clinic::resting_until(channel.rests_until, now).is_none()
                && self.readers.contains_key(&channel.platform);
            if can_be_read && clinic::is_allowed(tx, channel.platform)? {
                readable.push(channel);
            }
        }
        Ok(readable)
    }

    /// Reads one feed: what is new, then some of what is left of it.
    async fn read(&self, reader: &dyn Reader, feed: &Due) -> Result<()> {
        let jitter = {
            let [a, b] = self.env.bytes::<2>();
            i64::from(u16::from_be_bytes([a, b]) % 2_000)
        };
        match self.pages(reader, feed).await {
            Ok(read) => {
                let (env, feed) = (Arc::clone(&self.env), feed.clone());
                block_in_place(|| self.db.write(move |tx| feeds::settle(tx, &env, &feed, &read, jitter)))
            }
            Err(Stopped::Failed(failure)) => {
                let (env, feed) = (Arc::clone(&self.env), feed.clone());
                block_in_place(|| self.db.write(move |tx| feeds::failed(tx, &env, &feed, &failure, jitter)))
            }
            Err(Stopped::Unkept(error)) => Err(error),
        }
    }

    /// What is left goes on where it was, once what is new before it is here; otherwise it begins with the newest, and ends at what is
    /// known, unless all of it is due.
    async fn pages(&self, reader: &dyn Reader, feed: &Due) -> std::result::Result<Read, Stopped> {
        let now = self.env.now();
        let goes_on = feed.older.is_some();
        let whole_since = match goes_on {
            true => feed.whole_since,
            false => feed.is_whole_due(now).then_some(now),
        };
        let is_new_covered = !goes_on || (feed.mark != feed.read_mark && self.newest(reader, feed).await?);
        let mark = if is_new_covered { &feed.mark } else { &feed.read_mark };
        let mut read =
            Read { mark: mark.clone(), newest: None, older: feed.older.clone(), whole_since, whole_at: None };
        for number in 0..PAGES {
            // With all of it to be read, where the newest begins is of no use.
            let newest = feed.newest.as_deref().filter(|_| whole_since.is_none() && !goes_on);
            let ask = Ask { account: &feed.account, feed: &feed.name, older: read.older.as_deref(), newest };
            let page = reader.page(&ask).await.map_err(Stopped::Failed)?;
            if number == 0 && !goes_on {
                read.newest.clone_from(&page.newest);
            }
            read.older.clone_from(&page.older);
            let all_known = self.keep(feed, page, whole_since).map_err(Stopped::Unkept)?;
            if read.older.is_none() || (all_known && whole_since.is_none()) {
                return self.ended(feed, read).map_err(Stopped::Unkept);
            }
        }
        Ok(read)
    }

    /// Reads what is newer than what is left; tells whether it came to what is known. A post that is read for hours must not hide
    /// what is written under it meanwhile.
    async fn newest(&self, reader: &dyn Reader, feed: &Due) -> std::result::Result<bool, Stopped> {
        let mut older: Option<String> = None;
        for _ in 0..PAGES {
            let ask = Ask { account: &feed.account, feed: &feed.name, older: older.as_deref(), newest: None };
            let page = reader.page(&ask).await.map_err(Stopped::Failed)?;
            older.clone_from(&page.older);
            if self.keep(feed, page, None).map_err(Stopped::Unkept)? || older.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn keep(&self, feed: &Due, page: Page, whole_since: Option<Millis>) -> Result<bool> {
        let (env, rules, feed) = (Arc::clone(&self.env), self.rules, feed.clone());
        // What is known is not written, so a look comes first: it costs no commit.
        if block_in_place(|| self.db.read(|tx| intake::is_known(tx, &feed, &page, whole_since)))? {
            return Ok(true);
        }
        block_in_place(|| self.db.write(move |tx| intake::take(tx, &env, rules, &feed, &page, whole_since)))
    }

    /// It was read to its end, or to what is known.
    fn ended(&self, feed: &Due, mut read: Read) -> Result<Read> {
        read.older = None;
        if let Some(since) = read.whole_since.take() {
            let (env, feed) = (Arc::clone(&self.env), feed.clone());
            block_in_place(|| self.db.write(move |tx| intake::end_whole(tx, &env, &feed, since)))?;
            read.whole_at = Some(self.env.now());
        }
        Ok(read)
    }
}

/// Why a reading did not go to its end.
enum Stopped {
    Failed(Failure),
    Unkept(Error),
}
