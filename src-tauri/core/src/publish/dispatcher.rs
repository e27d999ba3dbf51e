//! The dispatcher: sleeps until the next instant, claims ahead, sends when due, looks for what is in doubt.
//!
//! Invariant: one sending at a time on a channel, in the order of their times; a bounded number of them at once. What takes
//! long beforehand, a large video's upload, is none of them (see `bringing.rs`). It never decides whether something may go
//! out: the gate does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{JoinSet, block_in_place};

use crate::env::{Env, Moment};
use crate::error::{Error, Result};
use crate::gate::{self, Circumstances};
use crate::model::{ChannelId, DeliveryId, Millis, Platform, RunId};
use crate::ports::{Credentials, MediaHost, SealedFiles};
use crate::store::{Db, args};

use super::addressing::Asked;
use super::answers::{Failure, Fate, Sightings};
use super::bringing::Bringing;
use super::by_hand;
use super::follow;
use super::late::sweep;
use super::publisher::{Publisher, Search};
use super::queue::{Waiting, is_anything_late, waiting};
use super::read_back::Looking;
use super::reconcile::{self, Doubt, Reading};
use super::recovery;
use super::sending::{Ended, Errand, conclude_the_rest, send};
use super::steps::{Step, StepWatch};
use super::uploads::Uploads;
use super::watch::Listener;

/// How many sendings go on at once. What waits for its time counts as well, so few would hold up many that are due
/// together; each may hold a connection, and a program on macOS is given 256 open files.
const AT_ONCE: usize = 128;
/// How long is waited after what could not be written down, in milliseconds.
const AFTER_A_FAULT: i64 = 5_000;

/// What the dispatcher is built from.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Time and randomness.
    pub env: Arc<Env>,
    /// Pictures.
    pub files: Arc<dyn SealedFiles>,
    /// Credentials, for the one call that compares the clocks and for the media host.
    pub credentials: Arc<dyn Credentials>,
    /// Speaks to the clinic's media host.
    pub media_host: Arc<dyn MediaHost>,
    /// The platforms' clients.
    pub publishers: Vec<Arc<dyn Publisher>>,
    /// What the clients heard.
    pub listener: Arc<Listener>,
    /// Hears of every step.
    pub steps: Arc<dyn StepWatch>,
}

/// Sends what is due.
pub struct Dispatcher {
    pub(super) db: Db,
    pub(super) env: Arc<Env>,
    pub(super) listener: Arc<Listener>,
    pub(super) steps: Arc<dyn StepWatch>,
    pub(super) run: RunId,
    /// What has ended and could not be put on disk.
    pub(super) unconcluded: Mutex<Vec<Ended>>,
    pub(super) files: Arc<dyn SealedFiles>,
    pub(super) credentials: Arc<dyn Credentials>,
    pub(super) media_host: Arc<dyn MediaHost>,
    /// Whether something lent is being taken back right now.
    pub(super) taking_back: AtomicBool,
    publishers: BTreeMap<Platform, Arc<dyn Publisher>>,
    /// The deliveries that are being taken down right now.
    pub(super) removing: Mutex<BTreeSet<DeliveryId>>,
    /// When the address of which public part was last asked for.
    pub(super) addressing: Mutex<Asked>,
    /// The channels that something public is being read on right now.
    pub(super) looking: Looking,
    busy: Mutex<BTreeSet<ChannelId>>,
    /// What was refused since the clock differs.
    held_by_clock: Mutex<BTreeSet<DeliveryId>>,
    /// When the platforms were last asked for their time, whatever came of it.
    pub(super) compared_at: Mutex<Option<Moment>>,
    room: Arc<Semaphore>,
    woken: Notify,
    closing: watch::Sender<bool>,
    uploads: Uploads,
    pub(super) bringing: Bringing,
    /// The channels that something is handed over on, to be kept.
    pub(super) handing: Bringing,
}

impl std::fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dispatcher").field("run", &self.run).finish_non_exhaustive()
    }
}

impl Dispatcher {
    /// A dispatcher of a new run. What earlier runs left is taken up first.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn new(parts: Parts) -> Result<Arc<Self>> {
        let run: RunId = parts.env.id();
        let env = Arc::clone(&parts.env);
        parts.db.write(move |tx| recovery::recover(tx, &env, run))?;
        Ok(Arc::new(Self {
            db: parts.db,
            env: parts.env,
            listener: parts.listener,
            steps: parts.steps,
            run,
            unconcluded: Mutex::default(),
            files: parts.files,
            credentials: parts.credentials,
            media_host: parts.media_host,
            taking_back: AtomicBool::new(false),
            publishers: parts.publishers.into_iter().map(|publisher| (publisher.platform(), publisher)).collect(),
            removing: Mutex::default(),
            addressing: Mutex::default(),
            looking: Mutex::default(),
            busy: Mutex::default(),
            held_by_clock: Mutex::default(),
            compared_at: Mutex::default(),
            room: Arc::new(Semaphore::new(AT_ONCE)),
            woken: Notify::new(),
            closing: watch::Sender::new(false),
            uploads: Uploads::default(),
            bringing: Bringing::default(),
            handing: Bringing::default(),
        }))
    }

    /// Has it look again: something changed that may be due.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Ends it: what waits for its time is put back, what is on its way is settled first.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    pub(super) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    pub(super) async fn closing(&self) {
        let mut closing = self.closing.subscribe();
        // The sender lives as long as this dispatcher, so an error can't come while anybody waits.
        let _ = closing.wait_for(|closing| *closing).await;
    }

    /// How far the uploads of this moment are.
    pub const fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    pub(super) fn publisher(&self, platform: Platform) -> Option<Arc<dyn Publisher>> {
        self.publishers.get(&platform).map(Arc::clone)
    }

    /// Up to two seconds, so that what failed together does not come back together.
    pub(super) fn jitter(&self) -> i64 {
        let [a, b] = self.env.bytes::<2>();
        i64::from(u16::from_be_bytes([a, b]) % 2000)
    }

    /// Works until it is closed and everything on its way is settled.
    pub async fn run(self: Arc<Self>) {
        let mut tasks = JoinSet::new();
        while !self.is_closing() {
            // Everything that ended meanwhile asks for one look, not for one each.
            while tasks.try_join_next().is_some() {}
            let next = match self.turn(&mut tasks).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "the dispatcher could not look at the queue");
                    self.env.now().plus(Millis::MINUTE / 12)
                }
            };
            tokio::select! {
                () = self.env.clock().nap_until(next) => {}
                () = self.woken.notified() => {}
                () = self.closing() => {}
                Some(_) = tasks.join_next() => {}
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    /// One look at the queue. Returns when to look again.
    async fn turn(self: &Arc<Self>, tasks: &mut JoinSet<()>) -> Result<Millis> {
        conclude_the_rest(self)?;
        let now = self.env.now();
        // First, and whatever else is so: it is what somebody waits for.
        let removal = self.take_down(now, tasks)?;
        let kept = self.look_after_kept(now, tasks)?;
        let loan = self.take_back(now, tasks)?;
        self.compare_clocks().await;
        let env = Arc::clone(&self.env);
        let anything_late = block_in_place(|| self.db.read(|tx| is_anything_late(tx, now)))?;
        // By a clock that is known to be wrong, was set since anybody told the time, or was never compared because nobody can be
        // reached, nothing is late.
        let nobody_knows = anything_late && self.listener.is_untold();
        if anything_late && !nobody_knows && self.listener.vouches_for(self.env.moment()) {
            block_in_place(|| self.db.write(move |tx| sweep(tx, &env)))?;
        }
        // By such a clock nobody can tell either when a platform has had the time to show a post.
        if self.listener.clock_agrees() {
            for doubt in block_in_place(|| self.db.read(|tx| reconcile::due_doubts(tx, now)))? {
                self.look_for(doubt, tasks);
            }
        }
        self.address_the_rest(now, tasks)?;
        let look = self.look_back(now, tasks)?;
        // Before the queue is read: what comes free after that may have put back something that belongs before what was read.
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let waiting = block_in_place(|| self.db.read(|tx| waiting(tx, now)))?;
        self.keep(now, &waiting, tasks)?;
        // What is about to be handed over is not prepared twice.
        let (to_keep, waiting): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|next| next.is_to_keep(now));
        let hand = to_keep.iter().map(Waiting::keep_ripe_at).filter(|at| *at > now).min();
        // The gate would refuse what seems late, and that is as little known.
        if !nobody_knows {
            self.claim(now, &waiting, &busy, tasks)?;
            self.bring(now, &waiting, tasks)?;
        }
        let by_hand = self.hand_over(now)?;
        Ok(self
            .next_look(now, &waiting)?
            .min([removal, kept, loan, look, hand, by_hand].into_iter().flatten().min().unwrap_or(Millis(i64::MAX))))
    }

    /// Claims what is due on the channels that neither were busy when the queue was read nor are by now.
    fn claim(
        self: &Arc<Self>,
        now: Millis,
        waiting: &[Waiting],
        were_busy: &BTreeSet<ChannelId>,
        tasks: &mut JoinSet<()>,
    ) -> Result<()> {
        // What closing has just put back is not taken up again by this run.
        if self.is_closing() {
            return Ok(());
        }
        let clock_agrees = self.listener.clock_agrees();
        // Whether it is wrong nobody knows yet: nothing is refused for it, and nothing begins.
        if clock_agrees && !self.listener.vouches_for(self.env.moment()) {
            return Ok(());
        }
        // A wrong clock is on record once for each post it holds, not again at each look.
        let mut held = self.held_by_clock.lock().unwrap_or_else(PoisonError::into_inner);
        if clock_agrees {
            held.clear();
        }
        let mut chosen = BTreeMap::new();
        {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            let mut passed = BTreeSet::new();
            // A video that is not with its platform yet holds up nothing.
            for next in waiting.iter().filter(|next| !next.goes_ahead(now)) {
                // Order on a channel: a later post never overtakes an earlier one that is only waiting to be tried again.
                let taken = busy.contains(&next.channel) || were_busy.contains(&next.channel);
                if taken || !passed.insert(next.channel) || next.ripe_at(now) > now {
                    continue;
                }
                if !clock_agrees && !held.insert(next.delivery) {
                    continue;
                }
                chosen.insert(next.delivery, (next.channel, next.to_recipients));
            }
            busy.extend(chosen.values().map(|(channel, _)| channel));
        }
        drop(held);
        if chosen.is_empty() {
            return Ok(());
        }
        let under = Circumstances { run: self.run, clock_agrees };
        // A message to many writes a row for each of them, and fails alone: what is due on other channels waits for neither.
        let (alone, together): (Vec<_>, Vec<_>) =
            chosen.into_iter().partition(|(_, (_, to_recipients))| *to_recipients);
        let batches = std::iter::once(together).chain(alone.into_iter().map(|one| vec![one]));
        let mut failed = Ok(());
        for batch in batches.filter(|batch| !batch.is_empty()) {
            let channels = batch.into_iter().map(|(delivery, (channel, _))| (delivery, channel)).collect();
            if let Err(error) = self.claim_batch(under, &channels, tasks) {
                failed = Err(error);
            }
        }
        failed
    }

    /// Claims these in one transaction, and begins to send what the gate lets through.
    fn claim_batch(
        self: &Arc<Self>,
        under: Circumstances,
        chosen: &BTreeMap<DeliveryId, ChannelId>,
        tasks: &mut JoinSet<()>,
    ) -> Result<()> {
        let deliveries = chosen.keys().copied().collect();
        let claimed = match block_in_place(|| gate::claim(&self.db, &self.env, &self.files, under, deliveries)) {
            Ok(claimed) => claimed,
            Err(error) => {
                chosen.values().for_each(|channel| self.free(*channel));
                return Err(error);
            }
        };
        let mut denied = Vec::new();
        for (delivery, outcome) in claimed {
            let Some(channel) = chosen.get(&delivery).copied() else { continue };
            match outcome {
                Ok(permit) => {
                    let (this, room) = (Arc::clone(self), Arc::clone(&self.room));
                    tasks.spawn(async move {
                        // The semaphore is never closed; without a place the sending would still be in order.
                        let _place = room.acquire_owned().await.ok();
                        send(&this, permit, Errand::Publish).await;
                        this.free(channel);
                        this.wake();
                    });
                }
                Err(denial) => {
                    self.free(channel);
                    denied.push((delivery, denial));
                }
            }
        }
        // Only now: what was claimed is on its way, whatever becomes of these.
        denied.into_iter().try_for_each(|(delivery, denial)| self.after_denial(delivery, &denial))
    }

    fn free(&self, channel: ChannelId) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&channel);
    }

    /// Hands over what only a person can post. Returns when to look again.
    fn hand_over(&self, now: Millis) -> Result<Option<Millis>> {
        let (due, next) = block_in_place(|| {
            self.db.read(|tx| Ok::<_, Error>((by_hand::due(tx, now)?, by_hand::next(tx, now, longest_nap(now))?)))
        })?;
        if !due.is_empty() && self.listener.vouches_for(self.env.moment()) {
            let under = Circumstances { run: self.run, clock_agrees: true };
            for (delivery, outcome) in block_in_place(|| gate::hand_over(&self.db, &self.env, under, due))? {
                match outcome {
                    Ok(()) => self.steps.reached(Step::HandedOver),
                    Err(denial) => self.after_denial(delivery, &denial)?,
                }
            }
        }
        Ok(next)
    }

    fn look_for(self: &Arc<Self>, mut doubt: Doubt, tasks: &mut JoinSet<()>) {
        let Some(publisher) = self.publisher(doubt.account.platform) else { return };
        {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            if !busy.insert(doubt.account.channel) {
                return;
            }
        }
        let this = Arc::clone(self);
        tasks.spawn(async move {
            let search = Search {
                account: &doubt.account,
                part: &doubt.part,
                options: &doubt.options,
                parent: doubt.answered.parent.as_deref(),
                under: doubt.answered.under.as_deref(),
                since: doubt.since,
                correlation: Some(doubt.correlation),
                handles: &doubt.handles,
            };
            let fate = publisher.fate(&search).await;
            // What is wanted down and shown already comes down, whatever its platform still does with it.
            let fate = match fate {
                Ok(Some(Fate::Working(_))) if doubt.wanted_down && is_shown(&*publisher, &search).await => Ok(None),
                fate => fate,
            };
            let (env, channel, jitter) = (Arc::clone(&this.env), doubt.account.channel, this.jitter());
            let settled = match fate {
                Ok(Some(fate)) => block_in_place(|| this.db.write(move |tx| follow::settle(tx, &env, &doubt, &fate))),
                fate => {
                    let read = match fate {
                        Err(failure) => Err(failure),
                        Ok(_) => reading(&*publisher, &doubt, &search).await,
                    };
                    // Its own answers may be the first to tell.
                    doubt.clock_agrees = this.listener.clock_agrees();
                    block_in_place(|| this.db.write(move |tx| reconcile::settle_doubt(tx, &env, &doubt, &read, jitter)))
                }
            };
            if let Err(error) = settled {
                tracing::error!(%error, "what a reading found could not be kept");
                this.breathe().await;
            }
            this.free(channel);
            this.wake();
        });
    }

    /// What could not be written down is due still: asking again at once would ask without an end.
    pub(super) async fn breathe(&self) {
        tokio::select! {
            () = self.env.clock().nap_until(self.env.now().plus(AFTER_A_FAULT)) => {}
            () = self.closing() => {}
        }
    }

    fn next_look(&self, now: Millis, waiting: &[Waiting]) -> Result<Millis> {
        let busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // What is overdue and can't be claimed (a pause, a stop, one waiting behind another) is looked at again after a nap;
        // it must not hide what comes next.
        let ripe = waiting
            .iter()
            .filter(|next| match next.goes_ahead(now) {
                true => !self.bringing.to(next.channel),
                false => !busy.contains(&next.channel),
            })
            .map(|waiting| waiting.ripe_at(now))
            .filter(|at| *at > now)
            .min();
        let doubt: Option<Millis> = block_in_place(|| {
            self.db.read(|tx| {
                tx.one(
                    "SELECT min(next_try_at) AS next FROM delivery
                     WHERE state IN ('in_doubt', 'processing', 'handed_over') AND next_try_at > $1",
                    args![now],
                    |row| row.get::<Option<Millis>>("next").map_err(Error::from),
                )
            })
        })?
        .flatten();
        let nap = longest_nap(now);
        Ok([ripe, doubt].into_iter().flatten().min().unwrap_or(nap).min(nap))
    }
}

/// Whether the public sees already what its platform still works on. What can't be read is looked at again.
async fn is_shown(publisher: &dyn Publisher, search: &Search<'_>) -> bool {
    publisher.find(search).await.is_ok_and(|seen| !seen.matches.is_empty())
}

/// Reads back what is in doubt. What a platform may keep is looked for there first: what it makes public between the two
/// readings is seen by the second.
async fn reading(publisher: &dyn Publisher, doubt: &Doubt, search: &Search<'_>) -> Result<Reading, Failure> {
    let kept = match doubt.told {
        Some(told) => publisher.find_kept(search, told).await?,
        None => Sightings { matches: Vec::new(), complete: true },
    };
    let public = if kept.matches.is_empty() {
        publisher.find(search).await?
    } else {
        Sightings { matches: Vec::new(), complete: false }
    };
    let complete = kept.complete && public.complete;
    Ok(Reading { kept: kept.matches, public: Sightings { complete, ..public } })
}

/// Until when it sleeps at the longest.
fn longest_nap(now: Millis) -> Millis {
    now.plus(i64::try_from(crate::env::LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE))
}
