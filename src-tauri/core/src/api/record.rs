//! Use cases of the record: its entries and stories, narrowed to what somebody looks for.
//!
//! Invariant: the record is read from its end backwards, and a call looks at so many entries and no more, however long the
//! record is: a page may be empty and still say where to go on. Nothing is left out that was looked for.

mod checkpoints;
mod export;
mod reach;

pub use checkpoints::NamedFile;
pub(super) use checkpoints::{keep, state};

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::activity::sentence;
use super::context::Api;
use super::types::{ActivityEntry, ActivityFact, ActivityPage, ActivityRequest, Story, StoryPage};
use super::views::{self, Which, here, name_of, names};
use super::when::when;
use crate::audit::{self, ActKind, Action, Actor};
use crate::clinic::Caller;
use crate::draft;
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{Content, CorrelationId, Millis, PersonId, Platform, PostId};
use crate::store::{Row, Tx, Value, args};

/// How many entries a page has.
const PAGE: usize = 60;
/// How many stories a page has.
const STORIES: usize = 40;
/// How many entries are read at once.
const STRETCH: usize = 200;
/// How many entries a call reads to look into them: their words are sealed one by one.
const LOOKED_INTO: usize = 1_000;
/// How far back a call goes.
const SPAN: i64 = 10_000;

/// An entry as stored.
pub(super) struct Stored {
    seq: i64,
    at: Millis,
    actor: Actor,
    pub(super) action: String,
    pub(super) allowed: bool,
    pub(super) reason: Option<String>,
    post: Option<PostId>,
    correlation: Option<CorrelationId>,
    pub(super) facts: serde_json::Map<String, serde_json::Value>,
    hash: String,
}

/// The post that an entry is about.
#[derive(Clone)]
struct Subject {
    title: String,
    channel: String,
    platform: Platform,
}

/// What is looked for, with days turned into instants.
struct Wanted {
    text: String,
    from: Option<Millis>,
    until: Option<Millis>,
    asked: ActivityRequest,
}

impl Wanted {
    fn of(asked: ActivityRequest, zone: &Zone) -> Result<Self> {
        let from = asked.from.as_deref().map(|date| day(date, zone, "from")).transpose()?;
        // Half a day into the next one, whatever the clocks do: its first instant ends this one.
        let until = asked.until.as_deref().map(|date| day(date, zone, "until")).transpose()?;
        let until = until.map(|start| zone.clock_at(start.plus(Millis::DAY + Millis::DAY / 2)).day_start());
        Ok(Self { text: asked.text.trim().to_lowercase(), from, until, asked })
    }
}

/// The first instant of a day; where the clocks skip midnight, the first that comes.
fn day(date: &str, zone: &Zone, field: &'static str) -> Result<Millis> {
    let noon = WallTime::parse(date, "12:00").and_then(|noon| zone.resolve(noon));
    let noon = noon.map_err(|_| Error::invalid(field, "This is not a date. Write it as 2026-11-20."))?;
    Ok(zone.clock_at(noon.at).day_start())
}

pub(super) fn list(api: &Api, _: &Caller, asked: ActivityRequest) -> Result<ActivityPage> {
    api.db.read(|tx| {
        let mut entries = Vec::new();
        let next_before = walk(tx, asked.clone(), |entry| {
            entries.push(entry);
            Ok(if entries.len() == PAGE { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(ActivityPage { entries, next_before })
    })
}

pub(super) fn stories(api: &Api, _: &Caller, asked: ActivityRequest) -> Result<StoryPage> {
    api.db.read(|tx| {
        let mut told = BTreeSet::new();
        let mut stories = Vec::new();
        let next_before = walk(tx, asked.clone(), |newest| {
            let Some(correlation) = newest.correlation_id.filter(|id| told.insert(*id)) else {
                return Ok(ControlFlow::Continue(()));
            };
            let post = match newest.post_id {
                Some(post) => views::summaries(tx, api.env.now(), &Which::One(post))?.pop(),
                None => None,
            };
            let entries =
                tx.one("SELECT count(*) AS n FROM audit_entry WHERE correlation_id = $1", args![correlation], |row| {
                    row.get::<u32>("n").map_err(Error::from)
                })?;
            let title = newest.title.clone().unwrap_or_default();
            let entries = entries.unwrap_or_default();
            stories.push(Story { correlation_id: correlation, post, title, entries, newest });
            Ok(if stories.len() == STORIES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(StoryPage { stories, next_before })
    })
}

/// Goes back through the record, and hands each entry that was looked for to `each` until that has enough, or the call has
/// gone far enough. Returns where to go on, if there may be more.
pub(super) fn walk(
    tx: &Tx<'_>,
    asked: ActivityRequest,
    mut each: impl FnMut(ActivityEntry) -> Result<ControlFlow<()>>,
) -> Result<Option<i64>> {
    let (_, zone) = here(tx)?;
    let names = names(tx)?;
    let wanted = Wanted::of(asked, &zone)?;
    let mut subjects = BTreeMap::new();
    let Some(mut before) = reach::newest(tx, &wanted, wanted.asked.before.unwrap_or(i64::MAX))? else {
        return Ok(None);
    };
    // A story is found by its index, and is told whole.
    let floor = if wanted.asked.correlation_id.is_some() { 0 } else { before.saturating_sub(SPAN).max(0) };
    let mut looked_into = 0;
    while looked_into < LOOKED_INTO {
        let rows = stretch(tx, before, floor, &wanted)?;
        let Some(last) = rows.last() else { return reach::newest(tx, &wanted, floor + 1) };
        before = last.seq;
        for row in rows {
            looked_into += 1;
            let seq = row.seq;
            let entry = told(tx, row, &zone, &names, &mut subjects)?;
            if holds(&entry, &wanted.text) && each(entry)?.is_break() {
                return Ok(Some(seq));
            }
        }
    }
    Ok(Some(before))
}

fn holds(entry: &ActivityEntry, text: &str) -> bool {
    let ActivityEntry { by, sentence, words, title, .. } = entry;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    text.is_empty() || format!("{by} {sentence} {} {}", or_none(words), or_none(title)).to_lowercase().contains(text)
}

fn told(
    tx: &Tx<'_>,
    row: Stored,
    zone: &Zone,
    names: &BTreeMap<PersonId, String>,
    subjects: &mut BTreeMap<PostId, Option<Subject>>,
) -> Result<ActivityEntry> {
    let by = match row.actor {
        Actor::Person(person) => name_of(names, person),
        Actor::Application => "Countersign".to_owned(),
    };
    let sentence = sentence(&row, |id| id.parse::<PersonId>().ok().map(|id| name_of(names, id)));
    let subject = match row.post {
        Some(post) => match subjects.get(&post) {
            Some(known) => known.clone(),
            None => {
                let found = subject(tx, post)?;
                subjects.insert(post, found.clone());
                found
            }
        },
        None => None,
    };
    let (title, platform, channel) = match subject {
        Some(subject) => (Some(subject.title), Some(subject.platform), Some(subject.channel)),
        None => (None, None, None),
    };
    let detail = row.facts.iter().map(|(name, value)| ActivityFact {
        name: name.clone(),
        value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    });
    Ok(ActivityEntry {
        seq: row.seq,
        at: when(row.at, zone),
        by,
        sentence,
        allowed: row.allowed,
        reason: row.reason,
        post_id: row.post,
        title,
        platform,
        channel_name: channel,
        correlation_id: row.correlation,
        detail: detail.collect(),
        words: audit::words_of(tx, row.seq)?,
        action: row.action,
        hash: row.hash,
    })
}

fn subject(tx: &Tx<'_>, post: PostId) -> Result<Option<Subject>> {
    tx.one(
        "SELECT revision.content, channel.account_name, channel.platform FROM post
         JOIN revision ON revision.id = post.head_revision JOIN channel ON channel.id = post.channel_id
         WHERE post.id = $1",
        args![post],
        |row| {
            let content: Content = row.json("content")?;
            Ok(Subject {
                title: draft::title(&content),
                channel: row.get("account_name")?,
                platform: row.get("platform")?,
            })
        },
    )
}

/// The newest entries above `floor` and before `before` that fit, as far as the database can tell.
fn stretch(tx: &Tx<'_>, before: i64, floor: i64, wanted: &Wanted) -> Result<Vec<Stored>> {
    // No index but the entries' own order leads here: they are looked at as they lie, newest first.
    let mut sql = "SELECT * FROM audit_entry WHERE seq < $1 AND seq > $2".to_owned();
    let mut values: Vec<Value> = vec![before.into(), floor.into()];
    let mut and = |condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&condition.replace("$n", &format!("${}", values.len())));
    };
    let asked = &wanted.asked;
    if let Some(correlation) = asked.correlation_id {
        and(" AND correlation_id = $n", correlation.into());
    }
    if let Some(person) = asked.person_id {
        and(" AND +actor = $n", Actor::Person(person).to_string().into());
    }
    if let Some(channel) = asked.channel_id {
        and(
            " AND EXISTS (SELECT 1 FROM post WHERE post.id = audit_entry.post_id AND post.channel_id = $n)",
            channel.into(),
        );
    }
    if let Some(from) = wanted.from {
        and(" AND +at >= $n", from.into());
    }
    if let Some(until) = wanted.until {
        and(" AND +at < $n", until.into());
    }
    if asked.denied_only {
        sql.push_str(" AND allowed = 0");
    }
    if let Some(kind) = asked.kind {
        let acts = Action::ALL.iter().filter(|action| ActKind::of(**action) == Some(kind));
        let words: Vec<String> = acts.map(|action| format!("'{}'", action.word())).collect();
        sql.push_str(&format!(" AND action IN ({})", words.join(", ")));
    }
    sql.push_str(&format!(" ORDER BY seq DESC LIMIT {STRETCH}"));
    tx.all(&sql, &values, stored)
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    Ok(Stored {
        seq: row.get("seq")?,
        at: row.get("at")?,
        actor: row.get::<String>("actor")?.parse().map_err(|_| Error::internal("an actor that is nobody"))?,
        action: row.get("action")?,
        allowed: row.get("allowed")?,
        reason: row.get("reason")?,
        post: row.get("post_id")?,
        correlation: row.get("correlation_id")?,
        facts: row.json("facts")?,
        hash: row.get("hash")?,
    })
}
