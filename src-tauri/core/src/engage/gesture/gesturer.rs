//! Makes gestures as their time comes, as long as the program runs; and what it needs of a platform's client for that.
//!
//! Invariant: one gesture at a time on a channel, and none without a permit of the gate that is on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinSet, block_in_place};

use crate::env::{Env, LONGEST_NAP};
use crate::error::Result;
use crate::gate::GesturePermit;
use crate::model::{ChannelId, Millis, Platform};
use crate::publish::{Failure, FailureClass, Step, StepWatch};
use crate::store::Db;

use super::making::{self, Due};

/// How long is waited after what could not be written down, in milliseconds.
const AFTER_A_FAULT: i64 = 5_000;

/// What came of asking a platform for a gesture.
#[derive(Debug)]
pub enum Made {
    /// It stands as it is wanted, since now or before.
    Done,
    /// The platform does not do it.
    Refused(Failure),
    /// Nothing is certain, or it may work later: asking again does no harm.
    Again(Failure),
}

/// A platform's client, as gestures use it.
#[async_trait]
pub trait Gestures: Send + Sync {
    /// The platform it speaks to.
    fn platform(&self) -> Platform;

    /// Asks the platform for a gesture, once.
    async fn make(&self, permit: GesturePermit) -> Made;
}

/// See the module.
pub struct Gesturer {
    db: Db,
    env: Arc<Env>,
    clients: BTreeMap<Platform, Arc<dyn Gestures>>,
    steps: Arc<dyn StepWatch>,
    busy: Mutex<BTreeSet<ChannelId>>,
    woken: Notify,
    closing: watch::Sender<bool>,
}

impl std::fmt::Debug for Gesturer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gesturer").finish_non_exhaustive()
    }
}

impl Gesturer {
    /// One that asks through these clients.
    ///
    /// # Errors
    /// When the store refuses to tell what the last run left.
    pub fn new(db: Db, env: Arc<Env>, clients: Vec<Arc<dyn Gestures>>, steps: Arc<dyn StepWatch>) -> Result<Arc<Self>> {
        let now = Arc::clone(&env);
        if db.read(making::anything_left)? {
            db.write(move |tx| making::recover(tx, &now))?;
        }
        let clients = clients.into_iter().map(|client| (client.platform(), client)).collect();
        Ok(Arc::new(Self {
            db,
            env,
            clients,
            steps,
            busy: Mutex::default(),
            woken: Notify::new(),
            closing: watch::Sender::new(false),
        }))
    }

    /// Has it look again: somebody asked for something, or what was in the way is not any more.
    pub fn wake(&self) {
        self.woken.notify_one();
    }

    /// Ends it. What is on its way is still put on disk.
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
                    tracing::error!(%error, "what is to be done without words could not be looked for");
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
        for due in block_in_place(|| self.db.read(|tx| making::due(tx, now)))? {
            let Some(turn) = Turn::take(self, due.wanted.channel) else { continue };
            let this = Arc::clone(self);
            tasks.spawn(async move {
                if let Err(error) = this.make(due).await {
                    tracing::error!(%error, "something that is done without words could not be begun");
                    this.env.clock().nap_until(this.env.now().plus(AFTER_A_FAULT)).await;
                }
                drop(turn);
                this.wake();
            });
        }
        let nap = now.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE));
        let next = block_in_place(|| self.db.read(making::next))?;
        // What is due already and could not be begun is looked at when something ends.
        Ok(next.filter(|next| *next > now).map_or(nap, |next| next.min(nap)))
    }

    async fn make(&self, due: Due) -> Result<()> {
        let (env, asked) = (Arc::clone(&self.env), due.clone());
        let permit = block_in_place(|| self.db.write(move |tx| making::begin(tx, &env, &asked)))?;
        let Some(permit) = permit else { return Ok(()) };
        self.steps.reached(Step::GestureGoing);
        let sign_in = permit.account().sign_in;
        let made = match self.clients.get(&permit.account().platform) {
            Some(client) => client.make(permit).await,
            None => Made::Refused(Failure {
                class: FailureClass::SetUp,
                message: "Countersign has no client for this on the platform.".to_owned(),
                detail: String::new(),
            }),
        };
        self.steps.reached(Step::GestureAnswered);
        let (made, due, jitter) = (Arc::new(made), Arc::new(due), self.jitter());
        loop {
            let (env, made, due) = (Arc::clone(&self.env), Arc::clone(&made), Arc::clone(&due));
            let kept =
                block_in_place(|| self.db.write(move |tx| making::settle(tx, &env, &due, (&made, sign_in), jitter)));
            let Err(error) = kept else { break };
            // Until it is on disk nobody could ask for it again, or call it off.
            tracing::error!(%error, "what came of something that is done without words could not be kept");
            if *self.closing.borrow() {
                return Err(error);
            }
            self.env.clock().nap_until(self.env.now().plus(AFTER_A_FAULT)).await;
        }
        self.steps.reached(Step::GestureSettled);
        Ok(())
    }

    fn jitter(&self) -> i64 {
        let [a, b] = self.env.bytes::<2>();
        i64::from(u16::from_be_bytes([a, b]) % 2_000)
    }
}

/// One gesture at a time on a channel.
struct Turn {
    of: Arc<Gesturer>,
    channel: ChannelId,
}

impl Turn {
    /// None while another is made there.
    fn take(of: &Arc<Gesturer>, channel: ChannelId) -> Option<Self> {
        let taken = of.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(channel);
        taken.then(|| Self { of: Arc::clone(of), channel })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.of.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.channel);
    }
}
