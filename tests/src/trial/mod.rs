//! The trial: a clinic in a process of its own, against the practice platforms, in a storm; and a judge who looks at what is
//! public and at the record, and believes neither alone.
//!
//! Invariant: everything comes from one seed but the instant at which a signal reaches a process. Whatever the seed, no post and no
//! answer is public twice, unsigned, early or otherwise than signed; none is missing without a reason, no draft is lost, and what is done
//! without words stands once, under a signature.

pub mod child;
mod driver;
pub mod evidence;
pub mod judge;
pub mod orders;
mod pace;
mod people;
pub mod record;
mod stage;
mod storm;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use countersign_core::error::Error;
use countersign_core::model::Millis;
use countersign_core::store::Db;
use countersign_practice::{Options, PracticePlatforms, Running};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use crate::clinic::{Clinic, Instead, MORNING, SharedClock, With};
use crate::scratch::scratch;
use driver::{Driver, Kept, Seen};
use judge::{Breach, Verdict, judge};
use stage::Laid;

/// The word that makes the program its own child.
pub const CHILD: &str = "--be-the-clinic";

/// How many posts an hour a trial plans where nobody asked for a time.
const POSTS_AN_HOUR: usize = 40;

/// Of how many posts the whole story is told where a promise was broken.
const TOLD: usize = 3;

/// What is asked of a trial.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// How many posts.
    pub posts: usize,
    /// How often the process is ended.
    pub kills: usize,
    /// Where everything random comes from.
    pub seed: u64,
    /// Over how many hours of the driven clock; chosen by the number of posts where nobody says.
    pub hours: Option<u32>,
}

impl Asked {
    /// The command that asks for the same again.
    #[must_use]
    pub fn command(&self) -> String {
        let soak = self.hours.map(|hours| format!(" --soak {hours}")).unwrap_or_default();
        format!("cargo xtask trial --posts {} --kills {} --seed {}{soak}", self.posts, self.kills, self.seed)
    }

    fn span(&self) -> i64 {
        let hours = self.hours.map_or(self.posts / POSTS_AN_HOUR + 1, |hours| hours as usize);
        // The signatures' own window ends after two weeks.
        i64::try_from(hours).unwrap_or(i64::MAX).min(13 * 24) * 60 * Millis::MINUTE
    }
}

/// What came of a trial.
#[derive(Debug)]
pub struct Report {
    asked: Asked,
    /// What the judge says.
    pub verdict: Verdict,
    seen: Seen,
    laid_in: Duration,
    took: Duration,
    /// What happened to the first of those that a promise was broken of.
    stories: Vec<String>,
}

impl Report {
    /// How often the process was ended.
    #[must_use]
    pub const fn kills(&self) -> usize {
        self.seen.kills
    }
}

/// Runs one. `program` is the program that is its own child when its first argument is [`CHILD`].
///
/// # Errors
/// When the process can't be started, ends by itself or stands still.
///
/// # Panics
/// When the clinic can't be laid.
pub async fn run(asked: Asked, program: &Path) -> Result<Report, String> {
    let mut rng = ChaCha20Rng::seed_from_u64(asked.seed);
    let (folder, clock, begun) = (scratch(), SharedClock::at(MORNING), Instant::now());
    let options = Options { port: 0, state_file: None, clock: clock.platforms(), seed: asked.seed };
    let platforms = PracticePlatforms::start(options).await.map_err(|error| error.to_string())?;
    let with = With::usual(&clock, &platforms);
    // What people write is read while the clinic is laid, so that it can be answered in the storm.
    let instead = Instead { inbox: true, ..Instead::keys_in(folder.path(), &with) };
    let clinic = Clinic::make_on(folder.path(), &with, &instead);
    let laid = stage::lay(&clinic, &platforms, &mut rng, asked.posts, asked.span()).await;
    clinic.close().await;
    let (laid_in, begun) = (begun.elapsed(), Instant::now());
    let script = storm::script(&laid, &mut rng, asked.kills);
    let happened = script.clone();
    let mut driver = Driver::new(program, folder.path(), &platforms, &laid, script);
    driver.drive().await?;
    let (seen, drafts) = (driver.seen.clone(), driver.drafts.clone());
    let with = With { seed: u64::MAX, ..With::usual(&clock, &platforms) };
    let db = child::look(folder.path(), &with, &Instead::keys_in(folder.path(), &with)).map_err(words)?;
    let verdict = verdict(&db, &platforms, &laid, &drafts)?;
    let about = |number: &usize| verdict.findings.iter().any(|it| it.post == Some(*number));
    let mut stories = Vec::new();
    for (post, number) in laid.numbers.iter().filter(|(_, number)| about(number)).take(TOLD) {
        stories.push(format!("post {number}, what happened: {:#?}", storm::about(&happened, *post)));
        stories.push(format!("post {number}, on record: {:#?}", record::story(&db, *post).map_err(words)?));
    }
    let took = begun.elapsed();
    platforms.shutdown().await;
    Ok(Report { asked, verdict, seen, laid_in, took, stories })
}

fn words(error: Error) -> String {
    format!("{error:?}")
}

fn verdict(db: &Db, platforms: &Running, laid: &Laid, drafts: &[Kept]) -> Result<Verdict, String> {
    let mut ledger = platforms.control().ledger();
    ledger.retain(|entry| !laid.ground.contains(&entry.id));
    let mut evidence = record::read(db, &ledger, &laid.numbers).map_err(words)?;
    for ((post, _), kept) in laid.drafts.iter().zip(drafts) {
        let may_say = std::iter::once(&kept.confirmed).chain(&kept.on_its_way).cloned().collect();
        evidence.drafts.push(record::draft(db, *post, may_say).map_err(words)?);
    }
    Ok(judge(&evidence))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, verdict, seen, .. } = self;
        let row = |f: &mut fmt::Formatter<'_>, words: &str, count: usize| writeln!(f, "{words:<46} {count:>7}");
        writeln!(f, "── {}", asked.command())?;
        row(f, "signed", verdict.signed)?;
        row(f, "public exactly once", verdict.once)?;
        for breach in Breach::ALL {
            row(f, breach.words(), verdict.count(breach))?;
        }
        row(f, "in doubt", verdict.doubts.values().sum())?;
        for (cause, count) in &verdict.doubts {
            row(f, &format!("  {cause}"), *count)?;
        }
        row(f, "done without words", verdict.wordless)?;
        row(f, "not public, or not whole, for a reason", verdict.reasons.values().sum())?;
        let mut by_state: BTreeMap<&str, usize> = BTreeMap::new();
        for (reason, count) in &verdict.reasons {
            *by_state.entry(reason.split(':').next().unwrap_or_default()).or_default() += count;
        }
        for (state, count) in by_state {
            row(f, &format!("  {state}"), count)?;
        }
        writeln!(f)?;
        row(f, "ends of the process", seen.kills)?;
        row(f, "  of them in the middle of a sending", seen.in_the_middle)?;
        row(f, "acts of people", seen.acts.0)?;
        row(f, "  of them refused", seen.acts.1)?;
        writeln!(f, "{:<46} {:>7.1}", "the earliest ahead of its time, in seconds", verdict.earliest as f64 / 1_000.0)?;
        writeln!(f, "{:<46} {:>7.1}", "driven hours", seen.driven as f64 / 3_600_000.0)?;
        writeln!(f, "{:<46} {:>7.1}", "seconds to lay the clinic", self.laid_in.as_secs_f64())?;
        writeln!(f, "{:<46} {:>7.1}", "seconds", self.took.as_secs_f64())?;
        let megabytes = |kb: Option<u64>| kb.map_or_else(|| "?".to_owned(), |kb| format!("{:.1}", kb as f64 / 1_024.0));
        let (first, last) = (megabytes(seen.memory.0), megabytes(seen.memory.1));
        writeln!(f, "{:<46} {first:>7} → {last}", "memory of the process, in MB")?;
        for finding in verdict.findings.iter().take(20) {
            writeln!(f, "  {}: {}", finding.breach.words(), finding.words)?;
        }
        for story in &self.stories {
            writeln!(f, "{story}")?;
        }
        if !verdict.holds() {
            writeln!(f, "A promise was broken. Again: {}", asked.command())?;
        }
        Ok(())
    }
}
