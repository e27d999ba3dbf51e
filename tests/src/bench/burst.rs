//! A thousand posts that are due at one instant, over two hundred channels: how late each one reaches its platform.
//!
//! Plans name whole minutes, so a thousand posts in a minute are a thousand at once. The platforms run in this process and
//! have their share of the machine.
//!
//! Invariant: every post is signed through the gate by a doctor's key, and what is counted is what the platforms saw.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use countersign_core::api::types::{Channel, PlanResult, PlanSet, Post, PostRef, ReviewSheet, SignRequest};
use countersign_core::clinic::SIGNATURES_A_SESSION;
use countersign_core::env::{Clock, SystemClock};
use countersign_core::model::zone::Zone;
use countersign_core::model::{Content, Millis, PostId};
use countersign_core::publish::{Step, StepWatch};
use countersign_practice::{Options, Platform as Practised, PracticeClock, PracticePlatforms, Running};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::block_in_place;

use crate::Fault;
use crate::clinic::{Clinic, ZONE, told};
use crate::figures::{Times, goal, heading, line};
use crate::processes::own_busy_ms;

const CHANNELS_A_PLATFORM: usize = 100;
/// Fewer than X takes of one account in a quarter of an hour.
const POSTS_A_CHANNEL: usize = 5;
const POSTS: usize = 2 * CHANNELS_A_PLATFORM * POSTS_A_CHANNEL;
const GOAL_MS: f64 = 1_000.0;
/// How long the last post may take before the measurement gives up.
const PATIENCE: Duration = Duration::from_secs(300);

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    heading(&format!("burst: {POSTS} posts due at one instant, over {} channels", 2 * CHANNELS_A_PLATFORM));
    let folder = tempfile::tempdir()?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let mut accounts = Vec::new();
    for number in 0..CHANNELS_A_PLATFORM {
        for platform in [Practised::X, Practised::Facebook] {
            accounts.push(platforms.control().add_account(platform, format!("Clinic {number}").as_str()));
        }
    }
    let steps = Arc::new(Steps::default());
    let clinic =
        Clinic::make(folder.path(), platforms.base_url(), &accounts, Arc::clone(&steps) as Arc<dyn StepWatch>)?;
    let begun = Instant::now();
    let posts = block_in_place(|| signed_posts(&clinic))?;
    line("composing, planning and signing them took", format_args!("{:.1} s", begun.elapsed().as_secs_f64()));
    let due = block_in_place(|| move_together(&clinic, &posts))?;
    let before = (clinic.engine.durable_commits(), own_busy_ms());
    let waited = PATIENCE + Duration::from_millis(u64::try_from(due.since(SystemClock.now())).unwrap_or(0));
    tokio::time::timeout(waited, steps.all_concluded()).await.map_err(|_| "not every post was sent in time")?;
    let ended = SystemClock.now();
    let commits = clinic.engine.durable_commits() - before.0;
    let busy_ms = own_busy_ms() - before.1;
    clinic.engine.close().await;
    tell(&platforms, &steps, due, ended)?;
    line("durable commits", format_args!("{commits}: {:.2} a post", commits as f64 / POSTS as f64));
    line("processor time, platforms and all", format_args!("{:.2} ms a post", busy_ms as f64 / POSTS as f64));
    platforms.shutdown().await;
    Ok(())
}

fn signed_posts(clinic: &Clinic) -> Result<Vec<PostId>, Fault> {
    clinic.unlock()?;
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    let far = SystemClock.now().plus(60 * Millis::MINUTE);
    let mut posts = Vec::new();
    for number in 0..POSTS_A_CHANNEL {
        for channel in &channels {
            let post: Post = clinic.call("post_create", json!({ "channel_id": channel.id }))?;
            let text = format!("On Saturday room {} is open from nine.", number + 1);
            let content = Content::of_text(channel.platform, &text);
            let (id, base) = (post.summary.id, post.revision_id);
            let _: Post = clinic.call("post_save", json!({ "id": id, "base_revision": base, "content": content }))?;
            let _: Post = clinic.call("post_submit", PostRef { id })?;
            plan(clinic, id, far)?;
            posts.push(id);
        }
    }
    for sheaf in posts.chunks(usize::try_from(SIGNATURES_A_SESSION)?) {
        clinic.take_pen()?;
        let read = sheaf.iter().map(|id| {
            let sheet: ReviewSheet = clinic.call("review_open", PostRef { id: *id })?;
            Ok(SignRequest { post_id: *id, manifest: sheet.manifest })
        });
        let signed = told(clinic.api().sign_each(&read.collect::<Result<Vec<_>, Fault>>()?))?;
        if let Some(refused) = signed.into_iter().find_map(|outcome| outcome.refused) {
            return Err(format!("not signed: {}", refused.message).into());
        }
    }
    Ok(posts)
}

fn plan(clinic: &Clinic, post_id: PostId, at: Millis) -> Result<(), Fault> {
    let face = Zone::named(ZONE).map_err(|refused| refused.to_string())?.clock_at(at);
    let _: PlanResult =
        clinic.call("plan_set", PlanSet { post_id, date: face.date(), time: face.time(), zone: ZONE.into() })?;
    Ok(())
}

/// Moves every post to the same near minute, which keeps the signatures. How near depends on how long a move takes here.
fn move_together(clinic: &Clinic, posts: &[PostId]) -> Result<Millis, Fault> {
    let begun = Instant::now();
    let sample = posts.len() / 20;
    for post in &posts[..sample] {
        plan(clinic, *post, SystemClock.now().plus(60 * Millis::MINUTE))?;
    }
    let all = i64::try_from(begun.elapsed().as_millis())? * 20;
    let earliest = SystemClock.now().plus(all + all / 2 + 15_000);
    let due = Millis((earliest.0 / Millis::MINUTE + 1) * Millis::MINUTE);
    for post in posts {
        plan(clinic, *post, due)?;
        clinic.api().touch();
    }
    // Some seconds ahead the first are claimed; from here on there is nothing but the sending.
    let left = due.since(SystemClock.now());
    if left < 8_000 { Err("moving the posts took longer than a sample of it foretold".into()) } else { Ok(due) }
}

fn tell(platforms: &Running, steps: &Steps, due: Millis, ended: Millis) -> Result<(), Fault> {
    let ledger = platforms.control().ledger();
    let log = platforms.control().request_log();
    let creates = log.iter().filter(|request| request.method == "POST");
    let late = |at: i64| Millis(at).since(due);
    let arrived: Vec<i64> = creates.map(|request| late(request.at_ms)).collect();
    if ledger.len() != POSTS || arrived.len() != POSTS {
        return Err(format!("{} posts are public after {} sendings, of {POSTS}", ledger.len(), arrived.len()).into());
    }
    if let Some(early) = arrived.iter().min().filter(|least| **least < 0) {
        return Err(format!("a post came {} ms early", -early).into());
    }
    let begun = steps.begun.lock().unwrap_or_else(PoisonError::into_inner).clone();
    // No time of a day needs more bits than a float has.
    let times = |values: Vec<i64>| Times::of_ms(values.into_iter().map(|ms| ms as f64));
    let (begun, arrived) = (times(begun.into_iter().map(late).collect()), times(arrived));
    line("late at the gate (commit_started on disk)", &begun);
    line("late at the platform (first byte)", &arrived);
    goal("  p99", arrived.p99(), GOAL_MS);
    line("  gate's share of the median", format_args!("{:.2}", begun.median() / arrived.median()));
    line("the last one was concluded after", format_args!("{} ms", late(ended.0)));
    Ok(())
}

/// Counts what was concluded, and notes when commits began.
#[derive(Default)]
struct Steps {
    begun: Mutex<Vec<i64>>,
    concluded: AtomicUsize,
    done: Notify,
}

impl Steps {
    async fn all_concluded(&self) {
        while self.concluded.load(Ordering::SeqCst) < POSTS {
            self.done.notified().await;
        }
    }
}

impl StepWatch for Steps {
    fn reached(&self, step: Step) {
        if step == Step::CommitStarted {
            self.begun.lock().unwrap_or_else(PoisonError::into_inner).push(SystemClock.now().0);
        }
        if step == Step::Concluded && self.concluded.fetch_add(1, Ordering::SeqCst) + 1 >= POSTS {
            self.done.notify_one();
        }
    }
}
