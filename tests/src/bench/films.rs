//! What a video of one gigabyte costs in memory: taken in, and uploaded to a Page.
//!
//! Invariant: measured in a process of its own, so that nothing else has raised its greatest memory before, and the platform's
//! own memory is not counted; the greatest is the kernel's own figure, set back before each half.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_core::api::types::{Channel, DisplayState, PlanSet, Post, PostRef, ReviewSheet, SignRequest};
use countersign_core::env::{Clock, SystemClock};
use countersign_core::model::zone::Zone;
use countersign_core::model::{AltText, Content, MediaRef, Millis, Platform};
use countersign_core::publish::Unwatched;
use countersign_practice::{Account, Options, Platform as Practised, PracticeClock, PracticePlatforms};
use countersign_tests::clinic::Onward;
use countersign_tests::film::Film;
use serde_json::{Value, json};

use crate::Fault;
use crate::clinic::{Clinic, ZONE, told};
use crate::figures::{heading, line};

/// Asks this program to be the process that is measured.
pub const CHILD: &str = "films-child";

const BYTES: u64 = 1_000_000_000;
const GOAL_MB: f64 = 64.0;
/// How long an upload is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    heading("films: a video of one gigabyte");
    let folder = tempfile::tempdir()?;
    let film = folder.path().join("film.mp4");
    let mut file = File::create_new(&film)?;
    file.write_all(&Film { millis: 60_000, ..Film::default() }.beginning_of(BYTES))?;
    // Nothing of it lies on the disk but its beginning; it is read all the same.
    file.set_len(BYTES)?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let account = serde_json::to_string(&platforms.control().add_account(Practised::Facebook, "Lakeside"))?;
    let (base, home) = (platforms.base_url().to_owned(), folder.path().join("clinic"));
    fs::create_dir(&home)?;
    let program = std::env::current_exe()?;
    let child = tokio::task::spawn_blocking(move || {
        Command::new(program).arg(CHILD).args([&home, &film]).args([&base, &account]).status()
    });
    let status = child.await??;
    platforms.shutdown().await;
    if status.success() { Ok(()) } else { Err(format!("the process that was measured ended with {status}").into()) }
}

/// The process that is measured: its arguments are those of [`measure`].
pub async fn child(arguments: &[String]) -> Result<(), Fault> {
    let [home, film, base, account] = arguments else { return Err("four arguments are needed".into()) };
    let account: Account = serde_json::from_str(account)?;
    let clinic = Clinic::make(Path::new(home), base, &[account], Arc::new(Unwatched))?;
    clinic.unlock()?;
    // Whatever is needed once only is there before anything is measured.
    let small = Film { millis: 4_000, ..Film::default() }.bytes();
    told(clinic.api().import_video("small.mp4", &mut std::io::Cursor::new(&small), small.len() as u64, &Onward))?;

    let digest = told(half("taken in", || {
        let mut file = File::open(PathBuf::from(film))
            .map_err(|error| countersign_core::error::Error::internal(error.to_string()))?;
        clinic.api().import_video("film.mp4", &mut file, BYTES, &Onward)
    })?)?
    .digest;
    let post = signed(&clinic, digest)?;
    let before = set_back()?;
    let begun = Instant::now();
    let ended = tokio::time::timeout(PATIENCE, async {
        loop {
            let post: Post = clinic.call("post_get", PostRef { id: post.summary.id })?;
            let state = post.summary.state;
            if state == DisplayState::Posted {
                return Ok::<_, Fault>(());
            }
            if !matches!(state, DisplayState::Signed | DisplayState::Going | DisplayState::Processing) {
                return Err(format!("the post is {state:?}: {:?}", post.delivery).into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    });
    ended.await??;
    tell("uploaded, from its claim to its answer", before, begun)?;
    clinic.engine.close().await;
    Ok(())
}

/// A post with the video on the Page, signed and due in a minute.
fn signed(clinic: &Clinic, digest: countersign_core::model::Digest) -> Result<Post, Fault> {
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    let channel = channels.first().ok_or("the clinic has no channel")?;
    let mut content = Content::of_text(Platform::Facebook, "An evening by the lake");
    let media = MediaRef { digest, alt: AltText::default(), crop: None };
    content.parts.first_mut().ok_or("a post has a part")?.media.push(media);
    let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }))?;
    let save = json!({ "id": post.summary.id, "base_revision": post.revision_id, "content": content });
    let post: Post = clinic.call("post_save", save)?;
    let id = post.summary.id;
    clinic.call::<Value>("post_submit", PostRef { id })?;
    let zone = Zone::named(ZONE).map_err(|refused| refused.to_string())?;
    let face = zone.clock_at(SystemClock.now().plus(2 * Millis::MINUTE));
    let plan = PlanSet { post_id: id, date: face.date(), time: face.time(), zone: ZONE.into() };
    clinic.call::<Value>("plan_set", plan)?;
    clinic.take_pen()?;
    let sheet: ReviewSheet = clinic.call("review_open", PostRef { id })?;
    let outcome = clinic.api().sign_each(&[SignRequest { post_id: id, manifest: sheet.manifest }]);
    let refused = outcome.map_err(|error| format!("{error:?}"))?.into_iter().find_map(|one| one.refused);
    match refused {
        Some(refused) => Err(format!("{refused:?}").into()),
        None => clinic.call("post_get", PostRef { id }),
    }
}

/// Does something, and tells how much memory it added at most.
fn half<T>(what: &str, work: impl FnOnce() -> T) -> Result<T, Fault> {
    let before = set_back()?;
    let begun = Instant::now();
    let done = tokio::task::block_in_place(work);
    tell(what, before, begun)?;
    Ok(done)
}

/// Sets the greatest memory back to what is held now, in megabytes.
fn set_back() -> Result<f64, Fault> {
    fs::write("/proc/self/clear_refs", "5")?;
    greatest()
}

fn tell(what: &str, before: f64, begun: Instant) -> Result<(), Fault> {
    let added = greatest()? - before;
    let verdict = if added < GOAL_MB { "within" } else { "MISSED" };
    line(
        what,
        format_args!(
            "{added:.1} MB added at most of {GOAL_MB:.0}: {verdict} ({before:.0} MB before, {:.1} s)",
            begun.elapsed().as_secs_f64()
        ),
    );
    Ok(())
}

/// The greatest memory of this process since it was set back, in megabytes.
fn greatest() -> Result<f64, Fault> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the kernel tells no memory")?;
    let kilobytes: f64 = line.split_whitespace().next().ok_or("the kernel tells no memory")?.parse()?;
    Ok(kilobytes / 1024.0)
}
