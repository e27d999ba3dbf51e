//! How quick insights are with two years behind them: all channels, and what can be said of the posts of one; what the core
//! answers, and when the window has drawn it.
//!
//! Invariant: the rows are put down in bulk, by the statements' own tables; what is measured are the commands that the window calls, and
//! the real window on the page's own clock.

use std::sync::Arc;
use std::time::Instant;

use countersign_core::model::ChannelId;
use countersign_core::publish::Unwatched;
use countersign_core::store::{Db, StoreOptions};
use countersign_practice::{Options, Platform, PracticeClock, PracticePlatforms};
use countersign_tests::busy::Busy;
use countersign_tests::history::History;
use countersign_tests::window::{Start, Window};
use serde_json::{Value, json};

use crate::Fault;
use crate::clinic::Clinic;
use crate::figures::{Times, goal, heading, line};
use crate::views::{press, sign_in};

const DAYS: i64 = 730;
const PAST: History = History { posts: 1_500, days: DAYS, samples: 40 };
const TIMES: usize = 20;
/// The first paint of the screen, with everything that it shows.
const GOAL_MS: f64 = 500.0;
/// What is there once all channels are drawn, and once what can be said of one is.
const CHART: &str = "main .cards figure";
const COMPARED: &str = "main:has(.choices) figure";

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    let History { posts, samples, .. } = PAST;
    heading(&format!("insights: {posts} posts in two years, six numbers each, {samples} samples a number"));
    let folder = tempfile::tempdir()?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let accounts = [
        platforms.control().add_account(Platform::X, "Lakeside"),
        platforms.control().add_account(Platform::Facebook, "Lakeside"),
    ];
    let clinic = Clinic::make(folder.path(), platforms.base_url(), &accounts, Arc::new(Unwatched))?;
    clinic.unlock()?;
    let [channel, _] = fill(&clinic, folder.path())?;
    times("all channels, two years", || clinic.call::<Value>("insights_get", json!({ "days": DAYS })).map(drop))?;
    times("all channels, a month", || clinic.call::<Value>("insights_get", json!({ "days": 30 })).map(drop))?;
    let asked = json!({ "channel_id": channel, "form": "post", "metric": "views", "age": "hours_48", "days": DAYS });
    times("one channel, two years", || clinic.call::<Value>("insights_compare", asked.clone()).map(drop))?;
    clinic.engine.close().await;
    platforms.shutdown().await;
    in_the_window().await
}

async fn in_the_window() -> Result<(), Fault> {
    if std::env::var_os("COUNTERSIGN_BIN").is_none() {
        line("the window was not measured", "COUNTERSIGN_BIN is not set; `cargo xtask bench` sets it");
        return Ok(());
    }
    let home = tempfile::tempdir()?;
    let busy = Busy::lay(home.path()).await;
    let [channel, _] = put_down(&busy.database(home.path()).map_err(|error| format!("{error:?}"))?)?;
    let window = Window::open(&Start::from_environment(home.path(), Some(busy.address()))?).await?;
    let measured = drawn(&window, channel).await;
    window.close().await?;
    busy.end().await;
    measured
}

async fn drawn(window: &Window, channel: ChannelId) -> Result<(), Fault> {
    sign_in(window).await?;
    let card = format!("main .cards a[href*='{channel}']");
    let (mut all, mut one) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        all.push(press(window, "nav a[href='#/insights']", CHART, "#/insights").await?);
        one.push(press(window, &card, COMPARED, "#/insights/channel").await?);
        press(window, "nav a[href='#/today']", "main [data-row]", "#/today").await?;
    }
    for (what, spans) in [("all channels, drawn", all), ("one channel, drawn", one)] {
        let times = Times::of_ms(spans);
        line(what, &times);
        goal("  p95", times.p95(), GOAL_MS);
    }
    Ok(())
}

fn times(what: &str, mut act: impl FnMut() -> Result<(), Fault>) -> Result<(), Fault> {
    let mut spans = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        act()?;
        spans.push(begun.elapsed());
    }
    let times = Times::of(spans);
    line(what, &times);
    goal("  p95", times.p95(), GOAL_MS);
    Ok(())
}

fn fill(clinic: &Clinic, folder: &std::path::Path) -> Result<[ChannelId; 2], Fault> {
    let path = folder.join("countersign.db");
    put_down(&Db::open(StoreOptions { path, key: clinic.key.clone(), max_pages: None }, |_| {})?)
}

fn put_down(db: &Db) -> Result<[ChannelId; 2], Fault> {
    let begun = Instant::now();
    let channels = PAST.put_down(db)?;
    line("put down", format_args!("{:.1} s", begun.elapsed().as_secs_f64()));
    Ok(channels)
}
