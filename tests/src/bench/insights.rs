//! How quick insights are with two years behind them: all channels, and what can be said of the posts of one; what the core
//! answers, and when the window has drawn it.
//!
//! Invariant: the rows are put down in bulk, by the statements' own tables; what is measured are the commands that the window calls, and
//! the real window on the page's own clock.

use std::sync::Arc;
use std::time::Instant;

use countersign_core::api::types::Channel;
use countersign_core::error::Error;
use countersign_core::model::{ChannelId, Millis};
use countersign_core::publish::Unwatched;
use countersign_core::store::{Db, StoreOptions};
use countersign_practice::{Options, Platform, PracticeClock, PracticePlatforms};
use countersign_tests::busy::Busy;
use countersign_tests::window::{Start, Window};
use serde_json::{Value, json};

use crate::Fault;
use crate::clinic::{Clinic, ZONE};
use crate::figures::{Times, goal, heading, line};
use crate::views::{press, sign_in};

const POSTS: i64 = 1_500;
const SAMPLES: i64 = 40;
const DAYS: i64 = 730;
const METRICS: [&str; 6] = ["views", "reactions", "comments", "shares", "quotes", "clicks"];
const TIMES: usize = 20;
/// The first paint of the screen, with everything that it shows.
const GOAL_MS: f64 = 500.0;
/// What is there once all channels are drawn, and once what can be said of one is.
const CHART: &str = "main .cards figure";
const COMPARED: &str = "main:has(.choices) figure";

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    heading(&format!("insights: {POSTS} posts in two years, six numbers each, {SAMPLES} samples a number"));
    let folder = tempfile::tempdir()?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let accounts = [
        platforms.control().add_account(Platform::X, "Lakeside"),
        platforms.control().add_account(Platform::Facebook, "Lakeside"),
    ];
    let clinic = Clinic::make(folder.path(), platforms.base_url(), &accounts, Arc::new(Unwatched))?;
    clinic.unlock()?;
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    fill(&clinic, folder.path())?;
    let channel = channels.first().ok_or("a clinic has channels")?.id;
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
    let channels = put_down(&busy.database(home.path()).map_err(|error| format!("{error:?}"))?)?;
    let channel = channels.first().ok_or("a clinic has channels")?;
    let window = Window::open(&Start::from_environment(home.path(), Some(busy.address()))?).await?;
    let measured = drawn(&window, *channel).await;
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

fn fill(clinic: &Clinic, folder: &std::path::Path) -> Result<(), Fault> {
    let path = folder.join("countersign.db");
    put_down(&Db::open(StoreOptions { path, key: clinic.key.clone(), max_pages: None }, |_| {})?).map(drop)
}

/// Puts the posts and their numbers down beside whatever is there; tells on which channels.
fn put_down(db: &Db) -> Result<Vec<ChannelId>, Fault> {
    let channels = "SELECT id FROM channel WHERE platform IN ('x', 'facebook') ORDER BY id LIMIT 2";
    let channels: Vec<ChannelId> = db
        .read(|tx| tx.all(channels, &[], |row| row.get("id").map_err(Error::from)))
        .map_err(|error| format!("{error:?}"))?;
    let statements = statements(&channels)?;
    let begun = Instant::now();
    db.write(move |tx| {
        for statement in &statements {
            tx.run(statement, &[])?;
        }
        Ok::<_, Error>(())
    })
    .map_err(|error| format!("{error:?}"))?;
    line("put down", format_args!("{:.1} s", begun.elapsed().as_secs_f64()));
    Ok(channels)
}

fn statements(channels: &[ChannelId]) -> Result<Vec<String>, Fault> {
    let [first, second, ..] = channels else { return Err("a clinic has two channels".into()) };
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let now = i64::try_from(since.as_millis())?;
    let id = |kind: char| format!("printf('{kind}%07x-0000-7000-8000-%012x', i, i)");
    let many =
        |count: i64| format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})");
    let (post, revision, delivery, part) = (id('a'), id('b'), id('c'), id('e'));
    let of = |one: &str, other: &str| format!("CASE i % 2 WHEN 0 THEN {one} ELSE {other} END");
    let channel = of(&format!("'{first}'"), &format!("'{second}'"));
    let account = |id: String| format!("(SELECT account_id FROM channel WHERE id = {id})");
    let at = format!("({now} - i * {})", DAYS * Millis::DAY / POSTS);
    let content = "printf('{\"parts\":[{\"role\":\"main\",\"text\":\"Flu shots for everyone over sixty, number %d: every Thursday from four to seven. Bring your old vaccination card, and ask at the desk about a spirometry test while you wait.\",\"media\":[]}],\"options\":{\"platform\":\"x\"}}', i)";
    let person = "(SELECT id FROM person)";
    let mut all = vec![
        format!(
            "{} INSERT INTO post (id, kind, channel_id, correlation_id, review, head_revision, created_at, created_by)
             SELECT {post}, 'post', {channel}, {}, 'pending_review', {revision}, {now}, {person} FROM n",
            many(POSTS),
            id('d')
        ),
        format!(
            "{} INSERT INTO revision (id, post_id, number, content, author, created_at)
             SELECT {revision}, {post}, 1, {content}, {person}, {now} FROM n",
            many(POSTS)
        ),
        format!(
            "{} INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at) SELECT {post}, '', '{ZONE}', {at}, {person}, 0 FROM n",
            many(POSTS)
        ),
        format!(
            "{} INSERT INTO delivery (id, post_id, state, changed_at) SELECT {delivery}, {post}, 'scheduled', 0 FROM n",
            many(POSTS)
        ),
        // What was there before has ids of its own, which begin with the time.
        "UPDATE delivery SET state = 'running' WHERE id >= 'c'".to_owned(),
        "UPDATE delivery SET state = 'posted' WHERE id >= 'c'".to_owned(),
        format!(
            "{} INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, platform_id, posted_at)
             SELECT {part}, {delivery}, 0, 'posted', {channel}, (SELECT platform FROM channel WHERE id = {channel}), {}, 'p' || i, {at} FROM n",
            many(POSTS),
            account(channel.clone())
        ),
        format!(
            "{} INSERT INTO post_meter (part_id, channel_id, account_id, posted_at, form, read_at)
             SELECT {part}, {channel}, {}, {at}, 'post', {now} FROM n",
            many(POSTS),
            account(channel.clone())
        ),
    ];
    for metric in METRICS {
        all.push(format!(
            "INSERT INTO number_series (part_id, channel_id, account_id, metric, value, since_at)
             SELECT part_id, channel_id, account_id, '{metric}', abs(random()) % 5000, posted_at FROM post_meter WHERE part_id >= 'e'"
        ));
    }
    all.extend([
        format!(
            "{} INSERT INTO number_sample (series_id, at, value) SELECT id, since_at + i * 3600000, i FROM n CROSS JOIN number_series WHERE part_id >= 'e'",
            many(SAMPLES)
        ),
        "INSERT INTO number_at_age (series_id, age, value)
         SELECT id, column1, value / 2 FROM number_series CROSS JOIN (VALUES ('hours_48'), ('days_7'), ('days_28')) WHERE part_id >= 'e'"
            .to_owned(),
        "INSERT OR IGNORE INTO number_series (channel_id, account_id, metric, value, since_at)
         SELECT id, account_id, column1, 5000, 0 FROM channel
         CROSS JOIN (VALUES ('followers'), ('posts'), ('views'), ('reach'))"
            .to_owned(),
        format!(
            "{} INSERT OR IGNORE INTO number_sample (series_id, at, value)
             SELECT id, {now} - i * 86400000, 5000 - i FROM n CROSS JOIN number_series WHERE part_id IS NULL",
            many(DAYS)
        ),
    ]);
    Ok(all)
}
