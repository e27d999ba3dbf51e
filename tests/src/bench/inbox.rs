//! How quick the inbox is: taking in a post with very many comments beside everything else, a reading that finds nothing new, and
//! lists and searches among very many items.
//!
//! Invariant: what is taken in comes over HTTP from the practice platforms, and the platforms count the bytes of their answers; what is searched is put
//! there in bulk, by the statements' own tables and triggers; what is measured are the commands that the window calls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use countersign_core::api::types::{Channel, InboxPage, Status};
use countersign_core::error::Error;
use countersign_core::model::Millis;
use countersign_core::publish::Unwatched;
use countersign_core::store::{Db, StoreOptions};
use countersign_practice::{Control, Options, Platform, PracticeClock, PracticePlatforms, Running, Said};
use serde_json::{Value, json};

use crate::Fault;
use crate::clinic::Clinic;
use crate::figures::{Times, goal, heading, line};

/// As many as the largest clinic's most unlucky post gets. They take about a quarter of what the practice Page may ask in a day.
const COMMENTS: u32 = 50_000;
const ITEMS: i64 = 100_000;
/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_secs(900);
const TIMES: usize = 60;
const SEARCH_GOAL_MS: f64 = 20.0;
/// A list is a screen: what the calendar is held to.
const LIST_GOAL_MS: f64 = 20.0;

/// Measures and tells.
pub async fn measure() -> Result<(), Fault> {
    among_many().await?;
    taking_in().await
}

fn now() -> Millis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

async fn platforms() -> Result<Running, Fault> {
    Ok(PracticePlatforms::start(Options { port: 0, state_file: None, clock: PracticeClock::system(), seed: 7 }).await?)
}

/// How often the platforms were asked, and how many bytes their answers had.
fn asked(control: &Control) -> (usize, u64) {
    let calls = control.request_log();
    (calls.len(), calls.iter().filter_map(|call| call.answer_bytes).sum())
}

fn open(clinic: &Clinic, more: &Value) -> Result<InboxPage, Fault> {
    let mut query = json!({
        "view": "open", "channel_id": null, "kind": null, "tier": null, "tag": null, "text": null, "unread": false, "late": false, "after": null,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        query[name] = value.clone();
    }
    clinic.call("inbox_list", query)
}

/// Waits until it is so, and tells how long that took.
async fn until(clinic: &Clinic, what: &str, is: impl Fn() -> Result<bool, Fault>) -> Result<Duration, Fault> {
    let begun = Instant::now();
    while !is()? {
        // Somebody sits there: nobody is locked out meanwhile.
        clinic.api().touch();
        if begun.elapsed() > PATIENCE {
            let channels: Value = clinic.call("inbox_state", Value::Null)?;
            return Err(format!("after {PATIENCE:?}: {what}, and the inbox says {channels:#}").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(begun.elapsed())
}

/// Waits until the platforms were asked so often and are not asked any more: how often that was, and how many bytes their answers had.
async fn at_rest(clinic: &Clinic, control: &Control, least: usize) -> Result<(usize, u64), Fault> {
    let (mut last, mut since) = (asked(control), Instant::now());
    let rests = Duration::from_secs(3);
    let begun = Instant::now();
    while last.0 < least || since.elapsed() < rests {
        clinic.api().touch();
        if begun.elapsed() > PATIENCE {
            return Err(
                format!("after {PATIENCE:?} the platforms were asked {} times, of {least} at least", last.0).into()
            );
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = asked(control);
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
    Ok(last)
}

async fn taking_in() -> Result<(), Fault> {
    heading(&format!("inbox: a post with {COMMENTS} comments is taken in"));
    let folder = tempfile::tempdir()?;
    let platforms = platforms().await?;
    let control = platforms.control();
    let account = control.add_account(Platform::Facebook, "Lakeside");
    let posted = countersign_tests::http::post(
        &format!("{}/facebook/graph.facebook.com/v25.0/me/feed", platforms.base_url()),
        &account.token,
        &json!({ "message": "Flu shots from Thursday." }),
    )
    .await;
    let post = serde_json::from_str::<Value>(&posted.body)?["id"].as_str().unwrap_or_default().to_owned();
    control.comments(Platform::Facebook, &post, COMMENTS)?;
    let begun = Instant::now();
    let clinic =
        Clinic::reading(folder.path(), platforms.base_url(), std::slice::from_ref(&account), Arc::new(Unwatched))?;
    clinic.unlock()?;
    let here = || clinic.call::<Status>("status_get", Value::Null).map(|status| status.inbox.open);
    until(&clinic, "no comment is here", || Ok(here()? > 0)).await?;
    // Somebody names the clinic while all that is read, and somebody looks whether there is anything new.
    control.mention(&account, &Said::new("farah", "Thanks for the talk!"))?;
    let _: Value = clinic.call("inbox_check", Value::Null)?;
    let mentioned = || Ok(!open(&clinic, &json!({ "kind": "mention" }))?.conversations.is_empty());
    let beside = until(&clinic, "nobody read who named the clinic", mentioned).await?;
    let before = here()?;
    until(&clinic, "not all comments are here", || Ok(here()? > COMMENTS)).await?;
    let took = begun.elapsed().as_secs_f64();
    line(
        "taken in, from opening the clinic on",
        format_args!("{took:.1} s: {:.0} items a second", f64::from(COMMENTS) / took),
    );
    line(
        "who named the clinic meanwhile was here after",
        format_args!("{:.2} s, before {} others", beside.as_secs_f64(), COMMENTS.saturating_sub(before)),
    );
    let (calls, bytes) = at_rest(&clinic, &control, 1).await?;
    line("calls until everything was here", calls);
    line("  bytes of their answers' bodies", bytes);
    // A reading that finds nothing: somebody looks.
    let _: Value = clinic.call("inbox_check", Value::Null)?;
    let (calls_then, bytes_then) = at_rest(&clinic, &control, calls + 1).await?;
    clinic.engine.close().await;
    line("calls of a reading without anything new", calls_then - calls);
    line("  bytes of their answers' bodies", bytes_then - bytes);
    platforms.shutdown().await;
    Ok(())
}

/// Under which the comments of every hundredth person stand.
const POST: &str = "d0000000-0000-7000-8000-000000000000";

/// What people write, to be put together.
const SAID: [&str; 8] = [
    "Thank you doctor, my mother loved the talk about walking after dinner",
    "Can I get an appointment tomorrow at ten for a vaccination",
    "Worst experience, waited three hours and the staff was rude",
    "Lovely pictures of the garden",
    "How much is a cleaning, and do you take insurance",
    "Ich brauche einen Termin für nächste Woche",
    "डॉक्टर से अपॉइंटमेंट चाहिए",
    "Got a rash after starting the new tablet",
];

async fn among_many() -> Result<(), Fault> {
    heading(&format!("inbox: lists and searches among {ITEMS} items"));
    let folder = tempfile::tempdir()?;
    let platforms = platforms().await?;
    let account = platforms.control().add_account(Platform::Facebook, "Lakeside");
    let clinic =
        Clinic::make(folder.path(), platforms.base_url(), std::slice::from_ref(&account), Arc::new(Unwatched))?;
    clinic.unlock()?;
    let channels: Vec<Channel> = clinic.call("channel_list", Value::Null)?;
    let channel = channels.first().ok_or("a clinic has a channel")?.id.to_string();
    fill(&clinic, folder.path(), &channel)?;
    let words =
        ["appointment", "walk din", "vaccin tomorrow", "garden", "termin woche", "अपॉइंटमेंट", "rash tablet", "number 77"];
    for word in words {
        measured(&clinic, &format!("search «{word}»"), SEARCH_GOAL_MS, |_| json!({ "text": word }))?;
    }
    measured(
        &clinic,
        "search of all kinds",
        SEARCH_GOAL_MS,
        |number| json!({ "text": format!("{} number {}", words.get(number % words.len()).copied().unwrap_or_default(), number % 10) }),
    )?;
    // What everybody wrote, of which little fits: the most that a search can have to go through.
    for (what, more) in [
        ("in messages", json!({ "kind": "message" })),
        ("in what is urgent", json!({ "tier": "urgent" })),
        ("under a post", json!({ "under": POST })),
        ("under a tag that nothing has", json!({ "tag": "nothing" })),
    ] {
        measured(&clinic, &format!("search «number» {what}"), SEARCH_GOAL_MS, |_| {
            let mut query = more.clone();
            query["text"] = json!("number");
            query
        })?;
    }
    for (what, more) in [
        ("the first page", json!({})),
        ("what is urgent", json!({ "tier": "urgent" })),
        ("what is not read", json!({ "unread": true })),
        ("messages", json!({ "kind": "message" })),
        ("what somebody is done with", json!({ "view": "done" })),
        ("what nobody took", json!({ "whose": "nobody" })),
        ("what is late", json!({ "late": true })),
        ("what stands under a post", json!({ "under": POST })),
        ("what is done under a post", json!({ "under": POST, "view": "done" })),
    ] {
        measured(&clinic, what, LIST_GOAL_MS, |_| more.clone())?;
    }
    // A page deep in the list.
    let mut after = Value::Null;
    for _ in 0..40 {
        match open(&clinic, &json!({ "after": after }))?.next {
            Some(next) => after = json!(next),
            None => break,
        }
    }
    measured(&clinic, "the forty-first page", LIST_GOAL_MS, |_| json!({ "after": after }))?;
    clinic.engine.close().await;
    platforms.shutdown().await;
    Ok(())
}

fn measured(clinic: &Clinic, what: &str, wanted_ms: f64, query: impl Fn(usize) -> Value) -> Result<(), Fault> {
    let (mut spans, mut found) = (Vec::new(), 0);
    for number in 0..TIMES {
        let begun = Instant::now();
        found = open(clinic, &query(number))?.conversations.len();
        spans.push(begun.elapsed());
    }
    let times = Times::of(spans);
    line(&format!("{what}: {found} conversations"), &times);
    goal("  p95", times.p95(), wanted_ms);
    Ok(())
}

/// Two items a conversation; every tenth is done with, every hundredth urgent, every fifth a message.
fn fill(clinic: &Clinic, folder: &std::path::Path, channel: &str) -> Result<(), Fault> {
    let path = folder.join("countersign.db");
    let db = Db::open(StoreOptions { path, key: clinic.key.clone(), max_pages: None }, |_| {})?;
    let id = |kind: char, number: &str| format!("printf('{kind}%07x-0000-7000-8000-%012x', {number}, {number})");
    let many = |count: i64| {
        format!("WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {})", count - 1)
    };
    let said: Vec<String> =
        SAID.iter().enumerate().map(|(place, said)| format!("WHEN {place} THEN '{said}'")).collect();
    let words = format!("(CASE i % {} {} END) || ', number ' || (i % 1000)", SAID.len(), said.join(" "));
    let (conversation, newest) = (id('a', "i"), format!("{} - i * 60000", now().0));
    let of_item = id('a', "(i / 2)");
    let statements = [
        format!(
            "INSERT INTO feed (id, channel_id, account_id, kind, scope, begun_at) VALUES ('f0000000-0000-7000-8000-000000000000', '{channel}', 'lakeside', 'comments', 'all', 0)"
        ),
        format!(
            "{} INSERT INTO author (id, channel_id, platform_id, name) SELECT {}, '{channel}', 'p' || i, 'Person ' || i FROM n",
            many(5_000),
            id('c', "i")
        ),
        format!(
            "INSERT INTO platform_post (id, channel_id, account_id, platform_id) VALUES ('{POST}', '{channel}', 'lakeside', 'p')"
        ),
        format!(
            "{} INSERT INTO conversation (id, channel_id, account_id, kind, platform_post_id, root, author_id, newest_at, theirs_at, heard_at, urgency,
                                       answer_by, done_at)
             SELECT {conversation}, '{channel}', 'lakeside', CASE i % 5 WHEN 0 THEN 'message' ELSE 'comment' END, CASE i % 100 WHEN 7 THEN '{POST}' WHEN 90 THEN '{POST}' END, 'r' || i, {}, {newest}, {newest}, {newest},
                    CASE WHEN i % 100 = 1 THEN 1 ELSE 3 END, CASE WHEN i % 3 = 0 THEN NULL ELSE {newest} + 172800000 END,
                    CASE WHEN i % 10 = 0 THEN {newest} END FROM n",
            many(ITEMS / 2),
            id('c', "(i % 5000)")
        ),
        format!(
            "{} INSERT INTO item (id, conversation_id, feed_id, channel_id, account_id, platform_id, author_id, ours, words, written_at,
                                  first_seen_at, urgency, seen_in)
             SELECT {}, {of_item}, 'f0000000-0000-7000-8000-000000000000', '{channel}', 'lakeside', 'i' || i, {}, 0, {words},
                    {} - (i / 2) * 60000 - (i % 2), 0, 3, 0 FROM n",
            many(ITEMS),
            id('b', "i"),
            id('c', "(i / 2 % 5000)"),
            now().0
        ),
    ];
    let begun = Instant::now();
    db.write(move |tx| {
        for statement in &statements {
            tx.run(statement, &[])?;
        }
        Ok::<_, Error>(())
    })
    .map_err(|error| format!("{error:?}"))?;
    line("put down", format_args!("{:.1} s", begun.elapsed().as_secs_f64()));
    Ok(())
}
