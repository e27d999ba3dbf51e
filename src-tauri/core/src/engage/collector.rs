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

use super::allowed;
use super::failing;
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
            if let Some(until) = block_in_place(|| self.db.read(|tx| allowed::feed_kept_until(tx, now, &due)))? {
                block_in_place(|| self.db.write(move |tx| failing::left_alone(tx, &due, until)))?;
                continue;
            }
            let Some(turn) = Turn::take(self, channel.id) else { continue };
            let (this, reader) = (Arc::clone(self), Arc::clone(reader));
            tasks.spawn(async move {
                let _turn = turn;
                if let Err(error) = this.read(&*reader, &due).await {
                    tracing::error!(%error, "what people wrote could not be kept");
                    this.env.clock().nap_until(this.env.now().plus(AFTER_A_FAULT)).await;
                }
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
    pub(super) async fn read(&self, reader: &dyn Reader, feed: &Due) -> Result<()> {
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
                block_in_place(|| self.db.write(move |tx| failing::failed(tx, &env, &feed, &failure, jitter)))
            }
            Err(Stopped::Unkept(error)) => Err(error),
        }
    }

    /// What is left goes on where it was, once what is newer was read; otherwise it begins with the newest, and ends at what is
    /// known, unless all of it is due.
    async fn pages(&self, reader: &dyn Reader, feed: &Due) -> std::result::Result<Read, Stopped> {
        let now = self.env.now();
        let mut read = Read {
            newest: None,
            older: feed.older.clone(),
            whole_since: if feed.older.is_some() { feed.whole_since } else { feed.is_whole_due(now).then_some(now) },
            in_doubt: feed.older.is_some() && feed.in_doubt,
            whole_at: None,
            head: false,
            everywhere_at: None,
        };
        // Where each reading is paid for, all of it is so little that it is over in a moment.
        if read.older.is_some() && feed.has_news() && feed.reading().again.value {
            self.newest(reader, feed, &mut read).await?;
        }
        for _ in 0..PAGES {
            let begins = read.older.is_none();
            let page = self.ask(reader, feed, &read).await?;
            read.head |= begins;
            let page = match page.older.is_some() && page.older == read.older {
                // A place that leads to itself would be read for ever.
                true => Page { older: None, doubtful: true, ..page },
                false => page,
            };
            if begins {
                read.newest.clone_from(&page.newest);
            }
            read.older.clone_from(&page.older);
            if begins && page.unordered {
                read.whole_since = read.whole_since.or(Some(now));
            }
            read.in_doubt |= page.doubtful;
            let (unordered, doubtful) = (page.unordered, page.doubtful);
            let mut all_known = self.keep(feed, &page, &read)?;
            // What is said to have changed, and is not among the newest, is looked for in all of it.
            if begins && read.whole_since.is_none() && !doubtful && feed.reading().again.value {
                let at = self.looks_everywhere(feed, &page, all_known, now).map_err(Stopped::Unkept)?;
                read.everywhere_at = at.filter(|at| *at > now);
                if at.is_some() && read.everywhere_at.is_none() {
                    read.whole_since = Some(now);
                    all_known = self.keep(feed, &page, &read)?;
                }
            }
            if read.older.is_none() || (all_known && read.whole_since.is_none() && !unordered) {
                return self.ended(feed, read).map_err(Stopped::Unkept);
            }
        }
        Ok(read)
    }

    /// When all of it is to be read because of what its newest page shows: at once where that page is all there is and something
    /// changed or is missing; otherwise where something is said to have changed that is not among the newest.
    fn looks_everywhere(&self, feed: &Due, page: &Page, all_known: bool, now: Millis) -> Result<Option<Millis>> {
        let changed = feed.mark.is_some() && feed.has_news();
        if page.older.is_some() {
            return Ok((all_known && changed).then(|| feed.looks_everywhere_at(now)));
        }
        let missing =
            || block_in_place(|| self.db.read(|tx| feeds::held(tx, feed))).map(|held| held > page.items.len());
        Ok((!all_known || changed || missing()?).then_some(now))
    }

    /// What came since, while the rest is still being read. Where it is more than a page, all of it begins anew: something could lie
    /// between.
    async fn newest(&self, reader: &dyn Reader, feed: &Due, read: &mut Read) -> std::result::Result<(), Stopped> {
        let newest = feed.newest.as_deref().filter(|_| feed.whole_since.is_none());
        let since = feed.reading().back.value.map(|back| self.env.now().plus(-back));
        let ask = Ask { account: &feed.account, feed: &feed.name, older: None, newest, since };
        let page = reader.page(&ask).await.map_err(Stopped::Failed)?;
        let reached = page.older.is_none()
            || block_in_place(|| self.db.read(|tx| intake::reaches_known(tx, feed, &page))).map_err(Stopped::Unkept)?;
        read.head = true;
        read.newest.clone_from(&page.newest);
        if !reached {
            read.older.clone_from(&page.older);
            (read.whole_since, read.in_doubt) = (Some(self.env.now()), false);
        }
        read.in_doubt |= page.doubtful;
        self.keep(feed, &page, read)?;
        Ok(())
    }

    async fn ask(&self, reader: &dyn Reader, feed: &Due, read: &Read) -> std::result::Result<Page, Stopped> {
        // With all of it to be read, where the newest begins is of no use.
        let newest = feed.newest.as_deref().filter(|_| read.whole_since.is_none() && read.older.is_none());
        let since = feed.reading().back.value.map(|back| self.env.now().plus(-back));
        let ask = Ask { account: &feed.account, feed: &feed.name, older: read.older.as_deref(), newest, since };
        reader.page(&ask).await.map_err(Stopped::Failed)
    }

    /// Keeps a page and where the next one begins together, so that whatever ends the program leaves no gap. Tells whether all
    /// of it was known.
    fn keep(&self, feed: &Due, page: &Page, read: &Read) -> std::result::Result<bool, Stopped> {
        let whole_since = read.whole_since.filter(|_| !read.in_doubt);
        // What is known is not written, so a look comes first: it costs no commit.
        let known = block_in_place(|| self.db.read(|tx| intake::is_known(tx, feed, page, whole_since)));
        if known.map_err(Stopped::Unkept)? {
            return Ok(true);
        }
        let (env, rules, feed) = (Arc::clone(&self.env), self.rules, feed.clone());
        let (page, read) = (page.clone(), read.clone());
        let kept = block_in_place(|| {
            self.db.write(move |tx| {
                let all_known = intake::take(tx, &env, rules, &feed, &page, whole_since)?;
                feeds::advanced(tx, &feed, &read)?;
                Ok(all_known)
            })
        });
        kept.map_err(Stopped::Unkept)
    }

    /// It was read to its end, or to what is known. What could not be understood leaves in doubt what is gone.
    fn ended(&self, feed: &Due, mut read: Read) -> Result<Read> {
        read.older = None;
        if read.whole_since.is_some() || feed.whole_at.is_none() {
            read.whole_at = Some(self.env.now());
        }
        // Where each reading is paid for, all of it is what was written lately: what is older is not gone.
        if let Some(since) = read.whole_since.take()
            && feed.reading().again.value
            && !std::mem::take(&mut read.in_doubt)
        {
            let (env, feed) = (Arc::clone(&self.env), feed.clone());
            block_in_place(|| self.db.write(move |tx| intake::end_whole(tx, &env, &feed, since)))?;
        }
        Ok(read)
    }
}

/// The one reading of a channel; over once this is let go, also where the reading breaks down.
struct Turn {
    of: Arc<Collector>,
    channel: ChannelId,
}

impl Turn {
    /// None while the channel is read.
    fn take(of: &Arc<Collector>, channel: ChannelId) -> Option<Self> {
        let taken = of.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(channel);
        taken.then(|| Self { of: Arc::clone(of), channel })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.of.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.channel);
    }
}

/// Why a reading did not go to its end.
enum Stopped {
    Failed(Failure),
    Unkept(Error),
}
