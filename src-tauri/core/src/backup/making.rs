//! Making backups: each day by itself, when somebody asks, and before a migration.
//!
//! Invariant: one at a time. That one failed is told until another was made, and is on record once for each run of failures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::block_in_place;

use super::stops::merged;
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic;
use crate::env::{Env, LONGEST_NAP};
use crate::error::{Error, ErrorCode, Result};
use crate::model::zone::Zone;
use crate::model::{Millis, WorkspaceKind};
use crate::ports::{BackupFacts, BackupFault, BackupKept, BackupMemory, Backups, ReadAgain};
use crate::store::{Db, StoreError, StoreOptions, Tag, file};

/// Of how many days the newest backup is kept in a place: two weeks.
pub const MOST_KEPT: usize = 14;
/// After how many days without a backup people are warned.
pub const OLD_AFTER_DAYS: i64 = 3;

const DAY: i64 = 24 * 60 * Millis::MINUTE;
/// How long after a failure it is tried again: a stick is soon back, a full disk is not.
const TRY_AGAIN: i64 = 30 * Millis::MINUTE;

/// What is told to whoever shows how backups stand.
pub type Told = Arc<dyn Fn(&[Tag]) + Send + Sync>;

#[derive(Default)]
struct Now {
    running: bool,
    /// Somebody asked for one.
    wanted: Option<Actor>,
    /// Why the last try failed, and when that was.
    failed: Option<(BackupFault, Millis)>,
    /// How many stops lie beside the backups.
    stops_kept: Option<u32>,
    /// What lay beside the backups could not be read, and was put aside.
    stops_damaged: bool,
    /// The desk is about to end: nothing long is begun or gone on with.
    closing: bool,
}

/// How backups stand.
#[derive(Debug, Clone)]
pub struct BackupState {
    /// Where they go.
    pub place: PathBuf,
    /// Whether that is this laptop's own folder, which nobody chose.
    pub on_laptop: bool,
    /// When the last one was made.
    pub last: Option<Millis>,
    /// Those in the place, or why it can't be read.
    pub kept: std::result::Result<Vec<BackupKept>, BackupFault>,
    /// Which of them were read again, and what came of it.
    pub read_again: BTreeMap<String, ReadAgain>,
    /// Whether one is being made.
    pub running: bool,
    /// Whether they are made each day.
    pub automatic: bool,
    /// Why the last try failed.
    pub failed: Option<BackupFault>,
    /// Whether the last one is so old that people are warned.
    pub old: bool,
}

/// That backups fail, are old, or that one was found damaged.
#[derive(Debug, Clone)]
pub struct Worry {
    /// When the last one was made.
    pub last: Option<Millis>,
    /// Why the last try failed, if it did.
    pub fault: Option<BackupFault>,
    /// Those that were read again and are damaged.
    pub damaged: Vec<ReadAgain>,
    /// Whether who said stop could not be read beside the backups.
    pub stops_damaged: bool,
}

/// Makes backups of one workspace, and knows how they stand.
pub struct BackupDesk {
    pub(super) db: Db,
    pub(super) env: Arc<Env>,
    pub(super) backups: Arc<dyn Backups>,
    told: Told,
    kind: WorkspaceKind,
    /// When the workspace was opened: until a day later nothing is old that was never made.
    since: Millis,
    now: Mutex<Now>,
    /// Held while what is remembered is changed.
    changing: Mutex<()>,
    asked: Notify,
}

impl std::fmt::Debug for BackupDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BackupDesk").finish_non_exhaustive()
    }
}

impl BackupDesk {
    /// The desk of an open workspace.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn new(db: Db, env: Arc<Env>, backups: Arc<dyn Backups>, told: Told) -> Result<Self> {
        let kind = db.read(clinic::profile)?.kind;
        let since = env.now();
        Ok(Self {
            db,
            env,
            backups,
            told,
            kind,
            since,
            now: Mutex::default(),
            changing: Mutex::default(),
            asked: Notify::new(),
        })
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a backup is made each day. What is practised with is worth none.
    const fn automatic(&self) -> bool {
        match self.kind {
            WorkspaceKind::Practice => false,
            WorkspaceKind::Real => true,
        }
    }

    pub(super) fn place(&self, memory: &BackupMemory) -> PathBuf {
        memory.place.clone().unwrap_or_else(|| self.backups.own_place())
    }

    /// How backups stand.
    ///
    /// # Errors
    /// When what is remembered of them can't be read.
    pub fn state(&self) -> Result<BackupState> {
        let memory = self.backups.memory().map_err(refusal)?;
        let place = self.place(&memory);
        let kept = self.backups.list(&place);
        let last = memory.last.map(|(_, at)| at);
        let (running, failed) = {
            let now = self.now();
            (now.running || now.wanted.is_some(), now.failed.clone().map(|(fault, _)| fault))
        };
        Ok(BackupState {
            on_laptop: memory.place.is_none(),
            old: self.automatic() && self.env.now().since(last.unwrap_or(self.since)) > OLD_AFTER_DAYS * DAY,
            place,
            last,
            kept,
            read_again: memory.read_again,
            running,
            automatic: self.automatic(),
            failed,
        })
    }

    /// What people have to be told: that backups fail, or are old. Asks no disk but the laptop's own.
    pub fn worry(&self) -> Option<Worry> {
        let memory = self.backups.memory().unwrap_or_default();
        let last = memory.last.map(|(_, at)| at);
        let old = self.env.now().since(last.unwrap_or(self.since)) > OLD_AFTER_DAYS * DAY;
        let (fault, stops_damaged) = {
            let now = self.now();
            (now.failed.clone().map(|(fault, _)| fault), now.stops_damaged)
        };
        let damaged: Vec<ReadAgain> = memory.read_again.into_values().filter(|again| again.damage.is_some()).collect();
        let worries = self.automatic() && (old || fault.is_some()) || !damaged.is_empty() || stops_damaged;
        worries.then_some(Worry { last, fault, damaged, stops_damaged })
    }

    /// Has a backup made soon, by whoever runs [`Self::run`].
    pub fn ask(&self, by: Actor) {
        self.now().wanted = Some(by);
        self.asked.notify_one();
        (self.told)(&[Tag::Backups]);
    }

    /// Chooses where backups go; `None` is this laptop's own folder.
    ///
    /// # Errors
    /// When the folder is not there, is Countersign's own, or can't be written. The place stays as it was then.
    pub fn choose(&self, by: Actor, place: Option<&Path>) -> Result<()> {
        if let Some(place) = place {
            self.backups.admits(place).map_err(|fault| refusal(fault).with(|refusal| refusal.field = Some("place")))?;
        }
        self.change_memory(|memory| memory.place = place.map(Path::to_owned)).map_err(refusal)?;
        {
            let mut now = self.now();
            (now.failed, now.stops_kept) = (None, None);
        }
        let env = Arc::clone(&self.env);
        let word = if place.is_some() { "chosen" } else { "laptop" };
        self.db.write(move |tx| {
            let entry = Entry::done(by, Action::BackupPlaceChosen).fact("place", word);
            tx.changed(Tag::Backups);
            audit::record(tx, &env, &entry).map(|_| ()).map_err(Error::from)
        })
    }

    /// Makes a backup now.
    ///
    /// # Errors
    /// With a sentence; the backups before are as they were.
    pub fn make(&self, by: Actor) -> Result<BackupKept> {
        self.now().running = true;
        (self.told)(&[Tag::Backups]);
        let made = self.make_one();
        let known = {
            let mut now = self.now();
            now.running = false;
            let known = now.failed.is_some();
            now.failed = made.as_ref().err().map(|fault| (fault.clone(), self.env.now()));
            known
        };
        let entry = match &made {
            Ok(kept) => Some(Entry::done(by, Action::BackupMade).fact("backup", &kept.name).fact("bytes", kept.bytes)),
            // A stick that is away for a week is on record once.
            Err(_) if known => None,
            Err(fault) => Some(Entry::denied(by, Action::BackupFailed, word(fault))),
        };
        let env = Arc::clone(&self.env);
        let noted = self.db.write(move |tx| {
            if let Some(entry) = &entry {
                audit::record(tx, &env, entry)?;
            }
            tx.changed(Tag::Backups);
            Ok::<_, Error>(())
        });
        let made = made.map_err(refusal)?;
        noted?;
        Ok(made)
    }

    fn make_one(&self) -> std::result::Result<BackupKept, BackupFault> {
        let memory = self.backups.memory()?;
        let place = self.place(&memory);
        self.keep_stops(&place)?;
        let options = self.db.options();
        let schema = file::schema(options).map_err(source)?.found;
        let facts = facts(&self.env, schema, self.kind);
        let kept = self.backups.take(&place, &facts, &mut |target| file::copy(options, target))?;
        self.change_memory(|memory| memory.last = Some((kept.name.clone(), kept.at)))?;
        Ok(kept)
    }

    /// Ends what takes long between two files of it; the desk's task is ended by whoever runs it.
    pub fn close(&self) {
        self.now().closing = true;
    }

    /// What lay beside the backups was put aside: people are told until the program ends, and it stays on record.
    pub(super) fn stops_were_damaged(&self) {
        self.now().stops_damaged = true;
    }

    /// Whether nobody waits for something else.
    pub(super) fn has_time(&self) -> bool {
        let now = self.now();
        now.wanted.is_none() && !now.closing
    }

    /// A backup takes a while, and a person may choose another place meanwhile: neither forgets what the other remembers.
    pub(super) fn change_memory(&self, change: impl FnOnce(&mut BackupMemory)) -> std::result::Result<(), BackupFault> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memory = self.backups.memory()?;
        change(&mut memory);
        self.backups.remember(&memory)
    }

    /// Puts who said stop beside the backups, and on this laptop as well, for the time that their place is away: a stop must
    /// not be older than the last backup.
    fn keep_stops(&self, place: &Path) -> std::result::Result<(), BackupFault> {
        let stops = self.db.read(clinic::stops).map_err(|error| BackupFault::Source(error.to_string()))?;
        let count = u32::try_from(stops.len()).unwrap_or(u32::MAX);
        let own = self.backups.own_place();
        if own != place {
            match self.backups.put_beside(&own, &|before| merged(before, &stops)) {
                Ok(aside) => self.tell_of_stops(aside.as_ref()),
                Err(fault) => {
                    tracing::warn!(%fault, "who said stop could not be put beside the backups on this laptop");
                }
            }
        }
        let aside = self.backups.put_beside(place, &|before| merged(before, &stops))?;
        self.tell_of_stops(aside.as_ref());
        self.now().stops_kept = Some(count);
        Ok(())
    }

    fn keep_new_stops(&self) {
        let count = match self.db.read(clinic::count_stops) {
            Ok(count) => count,
            Err(error) => {
                tracing::warn!(%error, "who said stop could not be counted for the backups");
                return;
            }
        };
        if self.now().stops_kept == Some(count) {
            return;
        }
        let kept = self.backups.memory().and_then(|memory| self.keep_stops(&self.place(&memory)));
        if let Err(fault) = kept {
            tracing::warn!(%fault, "who said stop could not be put beside the backups");
        }
    }

    /// When the next one is due by itself.
    fn due(&self) -> Millis {
        let last = self.backups.memory().ok().and_then(|memory| memory.last).map(|(_, at)| at);
        let failed = self.now().failed.as_ref().map(|(_, at)| at.plus(TRY_AGAIN));
        // By a clock that was put back, one would not come for long.
        let last = last.filter(|last| *last <= self.env.now());
        failed.unwrap_or_else(|| last.map_or(self.env.now(), |last| last.plus(DAY)))
    }

    /// Makes backups as they are due or asked for, until its task ends.
    pub async fn run(self: Arc<Self>) {
        loop {
            // From before the work: a day that passes during it is not slept through.
            let begun = self.env.now();
            let wanted = {
                let mut now = self.now();
                let wanted = now.wanted.take();
                // Asked for, or being made: nobody sees a moment in between.
                now.running |= wanted.is_some();
                wanted
            };
            let due = self.automatic() && self.due() <= self.env.now();
            if wanted.is_some() || due {
                let made = block_in_place(|| self.make(wanted.unwrap_or(Actor::Application)));
                match made {
                    Ok(kept) => block_in_place(|| self.read_again(&kept)),
                    Err(error) => tracing::warn!(%error, "a backup could not be made"),
                }
            } else if self.automatic() {
                block_in_place(|| self.keep_new_stops());
            }
            let nap = begun.plus(i64::try_from(LONGEST_NAP.as_millis()).unwrap_or(Millis::MINUTE));
            tokio::select! {
                () = self.env.clock().nap_until(nap) => {}
                () = self.asked.notified() => {}
            }
        }
    }
}

/// Makes a backup of a database that has to be migrated, as it is. Where the chosen place is away this laptop's own folder takes
/// it: the clinic must be able to open.
///
/// # Errors
/// [`StoreError::NotBackedUp`] when neither place took it; nothing was changed.
pub fn before_migration(options: &StoreOptions, env: &Env, kind: WorkspaceKind, backups: &dyn Backups) -> Result<()> {
    let schema = file::schema(options)?;
    if schema.found == 0 || schema.found >= schema.known {
        return Ok(());
    }
    let memory = backups.memory().map_err(refusal)?;
    let facts = facts(env, schema.found, kind);
    let own = backups.own_place();
    let places = memory.place.iter().cloned().chain([own]);
    let mut refused = None;
    for place in places {
        match backups.take(&place, &facts, &mut |target| file::copy(options, target)) {
            Ok(kept) => {
                let last = Some((kept.name, kept.at));
                return backups.remember(&BackupMemory { last, ..memory }).map_err(refusal);
            }
            Err(fault) => {
                tracing::warn!(%fault, "no backup could be made in this place before a migration");
                refused.get_or_insert(fault);
            }
        }
    }
    Err(StoreError::NotBackedUp(refused.map_or_else(String::new, |fault| fault.to_string())).into())
}

fn facts(env: &Env, schema: usize, kind: WorkspaceKind) -> BackupFacts {
    let at = env.now();
    let face = Zone::utc().clock_at(at);
    let [a, b, c] = env.bytes::<3>();
    let name = format!("{}_{}_{a:02x}{b:02x}{c:02x}", face.date(), face.time().replace(':', ""));
    BackupFacts { name, at, schema, kind, most: MOST_KEPT }
}

fn source(error: StoreError) -> BackupFault {
    BackupFault::Source(error.to_string())
}

const fn word(fault: &BackupFault) -> &'static str {
    match fault {
        BackupFault::NotThere(_) => "place_not_there",
        BackupFault::InsideData => "place_inside_data",
        BackupFault::Full => "full",
        BackupFault::Disk(_) => "disk",
        BackupFault::Damaged(_) => "damaged",
        BackupFault::Newer(_) => "newer",
        BackupFault::Source(_) => "source",
    }
}

/// What a fault means for a person, and what to do.
pub const fn sentence(fault: &BackupFault) -> &'static str {
    match fault {
        BackupFault::NotThere(_) => {
            "The folder for backups is not there. Plug the stick in, or connect to the network, or choose another folder. The backups there before are as they were."
        }
        BackupFault::InsideData => {
            "This folder lies inside Countersign's own data. If the laptop is lost, the backup is lost with it: choose a folder on a stick or on the network."
        }
        BackupFault::Full => {
            "There is no room left in the folder for backups. The backups there before are as they were; make room, or choose another folder."
        }
        BackupFault::Disk(_) => {
            "The folder for backups can't be written. The backups there before are as they were; look whether the stick or the network works, or choose another folder."
        }
        BackupFault::Damaged(_) => "This backup is damaged and can't be used. Choose another one.",
        BackupFault::Newer(_) => {
            "This backup was made by a newer Countersign. Update Countersign on this laptop, then restore it."
        }
        BackupFault::Source(_) => {
            "A file of the clinic could not be read for the backup. The backups before are as they were; look under Details, and at this laptop's disk."
        }
    }
}

/// A fault as a refusal.
pub fn refusal(fault: BackupFault) -> Error {
    let code = match &fault {
        BackupFault::NotThere(_) | BackupFault::InsideData => ErrorCode::Invalid,
        BackupFault::Full | BackupFault::Disk(_) => ErrorCode::Disk,
        BackupFault::Damaged(_) | BackupFault::Source(_) => ErrorCode::Damaged,
        BackupFault::Newer(_) => ErrorCode::NewerSchema,
    };
    Error::refused(code, sentence(&fault)).with(|refusal| refusal.detail = Some(fault.to_string()))
}
