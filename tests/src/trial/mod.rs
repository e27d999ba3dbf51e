//! The trial: a clinic in a process of its own, against the practice platforms, in a storm; and a judge who looks at what is
//! public and at the record, and believes neither alone.
//!
//! Invariant: everything comes from one seed but the instant at which a signal reaches a process. Whatever the seed, no post is
//! public twice, unsigned, early or otherwise than signed; none is missing without a reason, and no draft is lost.

pub mod child;
mod driver;
pub mod evidence;
pub mod judge;
pub mod orders;
mod pace;
pub mod record;
mod stage;
mod storm;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use countersign_core::model::{Millis, PostId};
use countersign_practice::{Options, PracticePlatforms};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use crate::clinic::{Clinic, Instead, MORNING, SharedClock, With};
use crate::scratch::scratch;
use driver::{Driver, Seen};
use judge::{Breach, Verdict, judge};

/// The word that makes the program its own child.
pub const CHILD: &str = "--be-the-clinic";

/// How many posts an hour a trial plans where nobody asked for a time.
const POSTS_AN_HOUR: usize = 40;

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
    let clinic = Clinic::make_on(folder.path(), &with, &Instead::keys_in(folder.path(), &with));
    let laid = stage::lay(&clinic, &platforms.control(), &mut rng, asked.posts, asked.span());
    clinic.close().await;
    let (laid_in, begun) = (begun.elapsed(), Instant::now());
    let script = storm::script(&laid, &mut rng, asked.kills);
    let told = script.clone();
    let mut driver = Driver::new(program, folder.path(), &platforms, &laid, script);
    driver.drive().await?;
    let (seen, drafts) = (driver.seen.clone(), driver.drafts.clone());
    let with = With { seed: u64::MAX, ..With::usual(&clock, &platforms) };
    let verdict = verdict(folder.path(), &with, &platforms, &laid.numbers, &laid.drafts, &drafts)?;
    let took = begun.elapsed();
    platforms.shutdown().await;
    if std::env::var_os("COUNTERSIGN_TRIAL_TELLS").is_some() {
        for (post, number) in &laid.numbers {
            if verdict.findings.iter().any(|it| it.words.contains(&format!("post {number}"))) {
                tell(*number, &storm::about(&told, *post));
            }
        }
    }
    Ok(Report { asked, verdict, seen, laid_in, took })
}

#[allow(clippy::print_stderr, reason = "asked for by whoever looks for a fault")]
fn tell(number: usize, about: &[String]) {
    eprintln!("post {number}: {about:#?}");
}

fn verdict(
    folder: &Path,
    with: &With,
    platforms: &countersign_practice::Running,
    numbers: &BTreeMap<PostId, usize>,
    laid: &[(PostId, String)],
    drafts: &[driver::Kept],
) -> Result<Verdict, String> {
    let db = child::look(folder, with, &Instead::keys_in(folder, with)).map_err(|error| format!("{error:?}"))?;
    let ledger = platforms.control().ledger();
    let mut evidence = record::read(&db, &ledger, numbers).map_err(|error| format!("{error:?}"))?;
    for ((post, _), kept) in laid.iter().zip(drafts) {
        let may_say = std::iter::once(kept.confirmed.clone()).chain(kept.on_its_way.clone()).collect();
        evidence.drafts.push(record::draft(&db, *post, may_say).map_err(|error| format!("{error:?}"))?);
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
        if !verdict.holds() {
            writeln!(f, "A promise was broken. Again: {}", asked.command())?;
        }
        Ok(())
    }
}
