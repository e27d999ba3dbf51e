//! How long a batch of drafts takes: the writer alone, and the whole command with its checks and its durable write.
//!
//! Invariant: every batch has a theme of its own, so that nothing is there from the time before.

use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_core::api::types::{Batch, BatchCreate, Channel};
use countersign_core::check::PlatformMeasure;
use countersign_core::draft::writer::{Brief, Language, TemplateWriter, Tone, Writer};
use countersign_core::model::Platform;
use countersign_core::publish::Unwatched;
use countersign_practice::{Options, Platform as Practised, PracticeClock, PracticePlatforms};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::Fault;
use crate::clinic::Clinic;
use crate::figures::{Times, goal, heading, line};

const BATCHES: usize = 100;
const GOAL_MS: f64 = 50.0;

const THEMES: [&str; 5] =
    ["World COPD Day", "flu shots for over-60s", "Handwashing", "back pain at work", "healthy sleep"];

fn theme(number: usize) -> String {
    format!("{} {}", THEMES[number % THEMES.len()], number + 1)
}

/// Measures and tells.
pub fn measure() -> Result<(), Fault> {
    heading(&format!("drafts: {BATCHES} themes, each for X and Facebook"));
    let writing = block_in_place(writing)?;
    line("the writer alone", &writing);
    goal("  median", writing.median(), GOAL_MS);
    let creating = block_in_place(|| Handle::current().block_on(creating()))?;
    line("batch_create: written, checked, on disk", &creating);
    goal("  median", creating.median(), GOAL_MS);
    goal("  p99", creating.p99(), GOAL_MS);
    line("  times the writer alone", format_args!("{:.1}", creating.median() / writing.median()));
    Ok(())
}

fn writing() -> Result<Times, Fault> {
    let writer = TemplateWriter::new(Arc::new(PlatformMeasure));
    let mut spans = Vec::new();
    for number in 0..BATCHES {
        let brief = Brief {
            theme: theme(number),
            brand: "Lakeside Family Clinic".into(),
            offer: None,
            location: None,
            audience: None,
            tone: Tone::Warm,
            language: Language::English,
            contact: None,
            seed: 1,
        };
        let begun = Instant::now();
        let drafted = writer.write(&brief, Platform::ALL).map_err(|refused| format!("{refused:?}"))?;
        spans.push(begun.elapsed());
        assert_eq!(drafted.variants.len(), Platform::ALL.len());
    }
    Ok(Times::of(spans))
}

async fn creating() -> Result<Times, Fault> {
    let folder = tempfile::tempdir()?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let accounts =
        [Practised::X, Practised::Facebook].map(|platform| platforms.control().add_account(platform, "Lakeside"));
    let clinic = Clinic::make(folder.path(), platforms.base_url(), &accounts, Arc::new(Unwatched))?;
    clinic.unlock()?;
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    let mut spans = Vec::new();
    for number in 0..BATCHES {
        let span = create(&clinic, &channels, number)?;
        spans.push(span);
    }
    clinic.engine.close().await;
    platforms.shutdown().await;
    Ok(Times::of(spans))
}

fn create(clinic: &Clinic, channels: &[Channel], number: usize) -> Result<Duration, Fault> {
    let unsaid = String::new;
    let brief = BatchCreate {
        theme: theme(number),
        brand: unsaid(),
        offer: unsaid(),
        location: unsaid(),
        audience: unsaid(),
        tone: unsaid(),
        language: unsaid(),
        channels: channels.iter().map(|channel| channel.id).collect(),
    };
    let begun = Instant::now();
    let batch: Batch = clinic.call("batch_create", brief)?;
    let span = begun.elapsed();
    if batch.posts.len() == channels.len() { Ok(span) } else { Err("a batch without a draft for every channel".into()) }
}
