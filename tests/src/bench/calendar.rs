//! How long the calendar takes to tell a month, in a clinic that has posted for years.
//!
//! Invariant: the rows are what the product writes (posts, revisions, times, deliveries, manifests, signatures), put
//! there in bulk; what is measured is the command itself, with its answer as it crosses to the interface.

use std::time::Instant;

use countersign_core::api::types::{Calendar, Channel};
use countersign_core::error::Error;
use countersign_core::model::Millis;
use countersign_core::model::zone::Zone;
use countersign_core::publish::Unwatched;
use countersign_core::store::{Db, StoreOptions};
use countersign_practice::{Options, Platform as Practised, PracticeClock, PracticePlatforms};
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::Fault;
use crate::clinic::{Clinic, ZONE};
use crate::figures::{Times, goal, heading, line};
use crate::years;

const POSTS: i64 = 100_000;
const LOOSE: i64 = 500;
const TIMES: usize = 60;
const GOAL_MS: f64 = 20.0;
/// One post every so many milliseconds: a thousand a month, three quarters of them past.
const EVERY: i64 = 43 * Millis::MINUTE;

/// Measures and tells.
pub fn measure() -> Result<(), Fault> {
    heading(&format!("calendar: a month among {POSTS} posts"));
    block_in_place(|| Handle::current().block_on(months()))
}

async fn months() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let options = Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 };
    let platforms = PracticePlatforms::start(options).await?;
    let accounts =
        [Practised::X, Practised::Facebook].map(|platform| platforms.control().add_account(platform, "Lakeside"));
    let clinic = Clinic::make(folder.path(), platforms.base_url(), &accounts, std::sync::Arc::new(Unwatched))?;
    clinic.unlock()?;
    let _: Value = clinic.call("publishing_stop", Value::Null)?;
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    let now = now();
    fill(&clinic, folder.path(), &channels, now)?;
    let zone = Zone::named(ZONE).map_err(|refused| refused.to_string())?;
    for (what, from) in [("this month", -20), ("next month", 12), ("a year ago", -360)] {
        let day = |days: i64| zone.clock_at(now.plus(days * Millis::DAY)).date();
        let asked = json!({
            "from": day(from), "to": day(from + 41), "channels": [], "platforms": [], "states": [], "people": [],
        });
        let mut spans = Vec::new();
        let mut shown = 0;
        for _ in 0..TIMES {
            let begun = Instant::now();
            let answer = clinic.api().call("calendar_get", asked.clone()).map_err(|error| format!("{error:?}"))?;
            spans.push(begun.elapsed());
            let calendar: Calendar = serde_json::from_value(answer)?;
            shown = calendar.entries.len();
        }
        let times = Times::of(spans);
        line(&format!("{what}: 42 days, {shown} posts"), &times);
        goal("  median", times.median(), GOAL_MS);
        goal("  p99", times.p99(), GOAL_MS);
    }
    years::measure(&clinic, folder.path())?;
    clinic.engine.close().await;
    platforms.shutdown().await;
    Ok(())
}

fn now() -> Millis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Years of posts, put down in bulk: what is past is public, what comes waits for the doctor or is signed.
fn fill(clinic: &Clinic, folder: &std::path::Path, channels: &[Channel], now: Millis) -> Result<(), Fault> {
    let path = folder.join("countersign.db");
    let db = Db::open(StoreOptions { path, key: clinic.key.clone(), max_pages: None }, |_| {})?;
    let statements = statements(channels, now);
    let begun = Instant::now();
    db.write(move |tx| {
        for statement in &statements {
            tx.run(statement, &[])?;
        }
        Ok::<_, Error>(())
    })
    .map_err(|error| format!("{error:?}"))?;
    line("years of posts, put down", format_args!("{:.1} s", begun.elapsed().as_secs_f64()));
    Ok(())
}

fn statements(channels: &[Channel], now: Millis) -> Vec<String> {
    let id = |kind: char| format!("printf('{kind}%07x-0000-7000-8000-%012x', i, i)");
    let (post, revision, delivery) = (id('a'), id('b'), id('c'));
    let many =
        format!("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {})", POSTS + LOOSE - 1);
    let planned = format!("FROM n WHERE i < {POSTS}");
    let due = format!("({} / 60000 * 60000 + (i - {}) * {EVERY})", now.0, POSTS * 3 / 4);
    let channel = match channels {
        [first, second, ..] => format!("CASE i % 2 WHEN 0 THEN '{}' ELSE '{}' END", first.id, second.id),
        _ => String::new(),
    };
    let digest = "printf('%064x', i)";
    let content = "printf('{\"parts\":[{\"role\":\"main\",\"text\":\"Flu shots for everyone over sixty, number %d: every Thursday from four to seven. Bring your old vaccination card, and ask at the desk about a spirometry test while you wait.\",\"media\":[]}],\"options\":{\"platform\":\"x\"}}', i)";
    let signed = format!("{planned} AND i >= {} AND i % 2 = 0", POSTS * 3 / 4);
    vec![
        format!(
            "{many} INSERT INTO post (id, kind, channel_id, correlation_id, review, head_revision, created_at, created_by)
             SELECT {post}, 'post', {channel}, {}, 'pending_review', {revision}, {}, (SELECT id FROM person) FROM n",
            id('d'), now.0
        ),
        format!(
            "{many} INSERT INTO revision (id, post_id, number, content, author, created_at)
             SELECT {revision}, {post}, 1, {content}, (SELECT id FROM person), {} FROM n",
            now.0
        ),
        format!(
            "{many} INSERT INTO plan (post_id, wall, zone, due_at, set_by, set_at)
             SELECT {post}, strftime('%Y-%m-%dT%H:%M', {due} / 1000 + 19800, 'unixepoch'), '{ZONE}', {due},
                    (SELECT id FROM person), {} {planned}",
            now.0
        ),
        format!(
            "{many} INSERT INTO delivery (id, post_id, state, changed_at) SELECT {delivery}, {post}, 'scheduled', {} {planned}",
            now.0
        ),
        format!("UPDATE delivery SET state = 'running' WHERE post_id IN (SELECT post_id FROM plan WHERE due_at < {})", now.0),
        "UPDATE delivery SET state = 'posted' WHERE state = 'running'".to_owned(),
        format!(
            "{many} INSERT INTO part (id, delivery_id, ordinal, state, channel_id, platform, account_id, platform_id)
             SELECT {}, {delivery}, 0, 'posted', {channel}, 'x', 'lakeside', printf('%d', i) {planned} AND i < {}",
            id('e'), POSTS * 3 / 4
        ),
        format!(
            "{many} INSERT INTO manifest (digest, post_id, revision_id, bytes, not_before, not_after, created_at)
             SELECT {digest}, {post}, {revision}, x'00', {due} - 1209600000, {due} + 1209600000, {} {signed}",
            now.0
        ),
        format!(
            "{many} UPDATE post SET head_manifest = {digest} FROM n WHERE post.id = {post} AND i >= {} AND i < {POSTS} AND i % 2 = 0",
            POSTS * 3 / 4
        ),
        format!(
            "{many} INSERT INTO approval (id, post_id, manifest, person_id, key_id, signature, signed_at)
             SELECT {}, {post}, {digest}, (SELECT id FROM person), (SELECT id FROM person_key), zeroblob(64), {} {signed}",
            id('f'), now.0
        ),
    ]
}
