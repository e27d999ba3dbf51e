//! How long everything else takes that is asked again and again, in a clinic that has posted for years: the tray and the
//! notices after each change, the guide, Today, a past post, and the record.
//!
//! Invariant: what is measured is the use case itself, on the rows that the calendar was measured on, and a record as long.

use std::path::Path;
use std::time::Instant;

use countersign_core::error::Error;
use countersign_core::store::{Db, StoreOptions};
use serde_json::{Value, json};

use crate::Fault;
use crate::clinic::{Clinic, told};
use crate::figures::{Times, goal, heading, line};

const ENTRIES: i64 = 400_000;
const TIMES: usize = 20;
const GOAL_MS: f64 = 20.0;

/// Measures and tells.
pub fn measure(clinic: &Clinic, folder: &Path) -> Result<(), Fault> {
    record(clinic, folder)?;
    heading("what is asked again and again, among the same posts");
    let begun = Instant::now();
    let tellings = told(clinic.api().take_notices())?;
    line("what is new is told", format_args!("{:.1} ms, {} tellings", ms(begun), tellings.len()));
    times("the tray", || told(clinic.api().desk()).map(drop))?;
    times("nothing new to tell", || told(clinic.api().take_notices()).map(drop))?;
    times("may the laptop sleep", || told(clinic.api().keeps_awake()).map(drop))?;
    times("the guide", || clinic.call::<Value>("setup_get", Value::Null).map(drop))?;
    times("Today", || clinic.call::<Value>("today_get", Value::Null).map(drop))?;
    times("the newest past posts", || find(clinic, ""))?;
    times("a past post that isn't there", || find(clinic, "zebra"))?;
    let channel = clinic.call::<Value>("channel_list", Value::Null)?[0]["id"].clone();
    let person = told(clinic.api().lock_people(None))?.first().map(|person| person.id);
    for (what, narrow) in [
        ("the record: its end", json!({})),
        ("the record: a word that isn't there", json!({ "text": "zebra" })),
        ("the record: acts of a kind that's rare", json!({ "kind": "times" })),
        ("the record: a channel", json!({ "channel_id": channel })),
        ("the record: a person who did little", json!({ "person_id": person })),
        ("the record: a day long ago", json!({ "from": "2024-02-01", "until": "2024-02-01" })),
        ("the record: what was refused", json!({ "denied_only": true })),
    ] {
        times(what, || list(clinic, &narrow))?;
    }
    Ok(())
}

fn ms(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

fn times(what: &str, mut act: impl FnMut() -> Result<(), Fault>) -> Result<(), Fault> {
    let mut spans = Vec::new();
    let all = Instant::now();
    for _ in 0..TIMES {
        let begun = Instant::now();
        act()?;
        spans.push(begun.elapsed());
        // What takes seconds is known well enough after a few.
        if all.elapsed().as_secs() > 10 {
            break;
        }
    }
    let times = Times::of(spans);
    line(what, &times);
    goal("  median", times.median(), GOAL_MS);
    Ok(())
}

fn find(clinic: &Clinic, words: &str) -> Result<(), Fault> {
    clinic.call::<Value>("post_find", json!({ "words": words })).map(drop)
}

fn list(clinic: &Clinic, narrow: &Value) -> Result<(), Fault> {
    let mut asked = json!({ "before": null, "correlation_id": null, "denied_only": false, "text": "" });
    for (name, value) in narrow.as_object().into_iter().flatten() {
        asked[name] = value.clone();
    }
    clinic.call::<Value>("activity_list", asked).map(drop)
}

/// A record as long as years make it, put down in bulk: four entries a post, by the application.
fn record(clinic: &Clinic, folder: &Path) -> Result<(), Fault> {
    let path = folder.join("countersign.db");
    let db = Db::open(StoreOptions { path, key: clinic.key.clone(), max_pages: None }, |_| {})?;
    let statement = format!(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {})
         INSERT INTO audit_entry (installation_id, at, actor, action, allowed, post_id, correlation_id, facts, previous, hash)
         SELECT clinic.installation_id, clinic.created_at - ({ENTRIES} - i) * 240000, 'application',
                CASE i % 4 WHEN 0 THEN 'gate.claimed' WHEN 1 THEN 'gate.commit_started' WHEN 2 THEN 'part.posted'
                           ELSE 'delivery.settled' END, 1,
                printf('a%07x-0000-7000-8000-%012x', i / 4, i / 4), printf('d%07x-0000-7000-8000-%012x', i / 4, i / 4),
                '{{}}', printf('%064x', i), printf('%064x', i + 1)
         FROM n, clinic",
        ENTRIES - 1
    );
    db.write(move |tx| tx.run(&statement, &[]).map(drop).map_err(Error::from)).map_err(|error| format!("{error:?}"))?;
    Ok(())
}
