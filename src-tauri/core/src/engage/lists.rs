//! Lists of conversations, page by page, and how many there are of each kind.
//!
//! Invariant: it only reads. A list goes through no more than its page needs, however much was written; and nothing stands on two of
//! its pages.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{ChannelId, ConversationId, Millis, PersonId, Platform, PlatformPostId};
use crate::store::{Tx, Value, args, by_word, search};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::conversations::{COLUMNS, ConversationRow, FROM, Place, UNREAD, conversation, row};
use super::reader::ConversationKind;
use super::triage::Tier;
use super::urgency::urgency;

/// How many matches of a search are read first; twice as many each time that this is too little.
const AT_ONCE: i64 = 3 * PAGE as i64;
/// What nobody is done with or put off beyond now.
const OPEN: &str =
    "conversation.done_at IS NULL AND (conversation.snoozed_until IS NULL OR conversation.snoozed_until <= ?)";

/// Less of a name is in everybody's.
const SHORTEST_NAME: usize = 2;
/// The rank of those that are found by whom they are with: they stand before those that are found by words.
const BY_NAME: i64 = -1;

/// How many conversations a page of a list has.
pub const PAGE: usize = 50;

word_enum! {
    /// Which conversations a list shows.
    pub enum InboxView {
        /// What nobody is done with.
        Open = "open",
        /// What of it is the reader's.
        Mine = "mine",
        /// What somebody put off.
        Snoozed = "snoozed",
        /// What somebody is done with.
        Done = "done",
    }
}
by_word!(InboxView);

/// Whose conversations a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// What nobody took.
    Nobody,
    /// What is one person's.
    Of(PersonId),
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which of them.
    pub view: InboxView,
    /// On one channel.
    pub channel: Option<ChannelId>,
    /// Of one kind.
    pub kind: Option<ConversationKind>,
    /// Under one post.
    pub under: Option<PlatformPostId>,
    /// Somebody's, or nobody's.
    pub whose: Option<Whose>,
    /// At least as urgent.
    pub tier: Option<Tier>,
    /// With this tag.
    pub tag: Option<String>,
    /// With these words, or the beginnings of them.
    pub text: Option<String>,
    /// Only what the reader has not read.
    pub unread: bool,
    /// Only what should have been answered by now.
    pub late: bool,
    /// Behind this place of the list.
    pub after: Option<Place>,
}

impl Wanted {
    /// All of a list.
    #[cfg(test)]
    pub(crate) const fn all_of(view: InboxView) -> Self {
        let (channel, kind, under, whose, tier, tag, text, after) = (None, None, None, None, None, None, None, None);
        Self { view, channel, kind, under, whose, tier, tag, text, unread: false, late: false, after }
    }

    /// What somebody typed to look for, if it is anything.
    fn looked_for(&self) -> Option<&str> {
        self.text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// What a list is narrowed down by, with the values for it. Whoever reads is the first of them.
#[derive(Clone)]
struct Narrowed {
    values: Vec<Value>,
    conditions: Vec<String>,
}

impl Narrowed {
    fn by(reader: PersonId, now: Millis, wanted: &Wanted) -> Self {
        let mut all =
            Self { values: vec![reader.into()], conditions: vec!["conversation.theirs_at IS NOT NULL".into()] };
        match wanted.view {
            InboxView::Done => {
                all.bind("conversation.done_at IS NOT NULL AND conversation.done_at <= ?", Value::Integer(i64::MAX));
            }
            InboxView::Snoozed => {
                all.bind("conversation.done_at IS NULL AND conversation.snoozed_until > ?", now.into());
            }
            // Whoever looks for something does not know whether it is done.
            InboxView::Open if wanted.looked_for().is_some() => {}
            InboxView::Open => all.bind(OPEN, now.into()),
            InboxView::Mine => {
                all.bind(OPEN, now.into());
                all.bind("conversation.assigned_to = ?", reader.into());
            }
        }
        if let Some(channel) = wanted.channel {
            all.bind("conversation.channel_id = ?", channel.into());
        }
        if let Some(kind) = wanted.kind {
            all.bind("conversation.kind = ?", kind.into());
        }
        if let Some(post) = wanted.under {
            all.bind("conversation.platform_post_id = ?", post.into());
        }
        match wanted.whose {
            None => {}
            Some(Whose::Nobody) => all.conditions.push("conversation.assigned_to IS NULL".to_owned()),
            Some(Whose::Of(person)) => all.bind("conversation.assigned_to = ?", person.into()),
        }
        if let Some(tier) = wanted.tier {
            all.bind("conversation.urgency <= ?", urgency(tier).into());
        }
        if let Some(tag) = &wanted.tag {
            all.bind(
                "EXISTS (SELECT 1 FROM conversation_tag WHERE conversation_tag.conversation_id = conversation.id AND tag = ?)",
                tag.into(),
            );
        }
        if wanted.late {
            // What somebody is done with waits for nobody, whenever an answer was wanted.
            all.bind("conversation.done_at IS NULL AND conversation.rank < 4 AND conversation.place < ?", now.into());
        }
        if wanted.unread {
            all.conditions.push("unread".to_owned());
        }
        all
    }

    fn bind(&mut self, condition: &str, value: Value) {
        let place = self.value(value);
        self.conditions.push(condition.replace('?', &place));
    }

    /// How a statement calls a value.
    fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }
}

/// A page of conversations, in the order of the work; where words are looked for, those with somebody who is called like that come first, and then the
/// one that got such words last.
///
/// # Errors
/// When the store refuses.
pub fn list(tx: &Tx<'_>, reader: PersonId, now: Millis, wanted: &Wanted) -> Result<Vec<ConversationRow>> {
    let mut narrowed = Narrowed::by(reader, now, wanted);
    let Some(typed) = wanted.looked_for() else { return in_order(tx, narrowed, wanted) };
    // What has no word in it is found nowhere.
    let Some(question) = search::question(typed) else { return Ok(Vec::new()) };
    let name = name(&mut narrowed, typed);
    let page = match &wanted.after {
        Some(Place(rank, ..)) if *rank != BY_NAME => Vec::new(),
        after => called(tx, narrowed.clone(), name.as_deref(), after.as_ref())?,
    };
    let after = wanted.after.as_ref().filter(|Place(rank, ..)| *rank != BY_NAME);
    let left = PAGE.saturating_sub(page.len());
    let words = found(tx, narrowed, (&question, name.as_deref()), (left, after))?;
    page.into_iter()
        .chain(words)
        .map(|(rank, place, id)| Ok(ConversationRow { place: Place(rank, place, id), ..conversation(tx, reader, id)? }))
        .collect()
}

fn in_order(tx: &Tx<'_>, mut narrowed: Narrowed, wanted: &Wanted) -> Result<Vec<ConversationRow>> {
    let is_done = wanted.view == InboxView::Done;
    let (rank, place) = if is_done { ("0", "-conversation.done_at") } else { ("rank", "place") };
    if let Some(Place(last_rank, last_place, last)) = &wanted.after {
        let [a, b, c] = [Value::Integer(*last_rank), Value::Integer(*last_place), (*last).into()]
            .map(|value| narrowed.value(value));
        narrowed.conditions.push(format!("({rank}, {place}, conversation.id) > ({a}, {b}, {c})"));
    }
    let order = if is_done { "conversation.done_at DESC, conversation.id" } else { "rank, place, conversation.id" };
    let conditions = narrowed.conditions.join(" AND ");
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE {conditions} ORDER BY {order} LIMIT {PAGE}");
    tx.all(&sql, &narrowed.values, |found| row(found, is_done))
}

/// A condition that is true of an author who is called like that; none where too little of a name was typed.
fn name(narrowed: &mut Narrowed, typed: &str) -> Option<String> {
    let typed = typed.trim_start_matches('@');
    if typed.chars().count() < SHORTEST_NAME {
        return None;
    }
    let plain = typed.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let like = narrowed.value(format!("%{plain}%").into());
    Some(format!("(author.name LIKE {like} ESCAPE '\\' OR author.handle LIKE {like} ESCAPE '\\')"))
}

/// What a list is in the order of: a rank, a place in it, and which conversation.
type Placed = (i64, i64, ConversationId);

/// The conversations with somebody who is called like that, the newest first.
fn called(tx: &Tx<'_>, mut narrowed: Narrowed, name: Option<&str>, after: Option<&Place>) -> Result<Vec<Placed>> {
    let Some(name) = name else { return Ok(Vec::new()) };
    // In the order in which the values were given.
    narrowed.conditions.push(name.to_owned());
    if let Some(Place(_, last_place, last)) = after {
        let [place, id] = [Value::Integer(*last_place), (*last).into()].map(|value| narrowed.value(value));
        narrowed.conditions.push(format!("(-conversation.newest_at, conversation.id) > ({place}, {id})"));
    }
    let conditions = narrowed.conditions.join(" AND ");
    let sql = format!(
        "SELECT conversation.id, -conversation.newest_at AS place, {UNREAD} AS unread
         FROM author CROSS JOIN conversation ON conversation.author_id = author.id
         WHERE {conditions} ORDER BY place, conversation.id LIMIT {PAGE}"
    );
    tx.all(&sql, &narrowed.values, |row| Ok::<_, Error>((BY_NAME, row.get("place")?, row.get("id")?)))
}

/// Goes through what matches, the latest first, until a page is full: what matches a common word is never gone through whole. A
/// conversation stands where its latest match does, so what stands before a page is gone through again for the pages behind it.
fn found(
    tx: &Tx<'_>,
    mut narrowed: Narrowed,
    (question, name): (&str, Option<&str>),
    (most_shown, after): (usize, Option<&Place>),
) -> Result<Vec<Placed>> {
    // Those who are called like that stand before.
    narrowed.conditions.extend(name.map(|name| {
        format!(
            "(conversation.author_id IS NULL OR conversation.author_id NOT IN (SELECT author.id FROM author WHERE {name}))"
        )
    }));
    let conditions = narrowed.conditions.join(" AND ");
    let [matches, before, most] =
        [question.into(), Value::Integer(i64::MAX), Value::Integer(0)].map(|value| narrowed.value(value));
    let sql = format!(
        "SELECT {number} AS number, item.conversation_id, {UNREAD} AS unread FROM {matching}
         CROSS JOIN conversation ON conversation.id = item.conversation_id
         WHERE {conditions} AND item.gone_at IS NULL AND {asked} ORDER BY {number} DESC LIMIT {most}",
        number = search::NUMBER,
        matching = search::MATCHING,
        asked = search::asked(&matches, &before),
    );
    let (mut seen, mut page) = (BTreeSet::new(), Vec::new());
    let (mut before, mut most) = (i64::MAX, AT_ONCE);
    while page.len() < most_shown {
        if let [.., last, count] = narrowed.values.as_mut_slice() {
            (*last, *count) = (Value::Integer(before), Value::Integer(most));
        }
        let matches: Vec<(i64, ConversationId)> =
            tx.all(&sql, &narrowed.values, |row| Ok::<_, Error>((row.get("number")?, row.get("conversation_id")?)))?;
        for (number, id) in &matches {
            before = *number;
            let is_behind = after.is_none_or(|Place(_, last, _)| -number > *last);
            if seen.insert(*id) && is_behind && page.len() < most_shown {
                page.push((0, -*number, *id));
            }
        }
        if i64::try_from(matches.len()).unwrap_or(i64::MAX) < most {
            break;
        }
        most = most.saturating_mul(2);
    }
    Ok(page)
}

/// How many conversations nobody is done with stand under a post.
///
/// # Errors
/// When the store refuses.
pub fn open_under(tx: &Tx<'_>, now: Millis, post: PlatformPostId) -> Result<u32> {
    let open = tx.one(
        "SELECT count(*) AS open FROM conversation WHERE platform_post_id = $1 AND done_at IS NULL AND theirs_at IS NOT NULL
           AND (snoozed_until IS NULL OR snoozed_until <= $2)",
        args![post, now],
        |row| row.get::<u32>("open"),
    )?;
    Ok(open.unwrap_or_default())
}

/// How much there is to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InboxCounts {
    /// What nobody is done with and waits for an answer.
    pub open: u32,
    /// What of it is the reader's.
    pub mine: u32,
    /// Where somebody's life may be at risk.
    pub emergencies: u32,
    /// What of it is late.
    pub late: u32,
    /// What somebody put off.
    pub snoozed: u32,
}

/// How much there is to do for a reader.
///
/// # Errors
/// When the store refuses.
pub fn counts(tx: &Tx<'_>, reader: PersonId, now: Millis) -> Result<InboxCounts> {
    let counts = tx.one(
        "SELECT count(*) AS open, count(*) FILTER (WHERE assigned_to = $1) AS mine, count(*) FILTER (WHERE rank = 0) AS emergencies,
                count(*) FILTER (WHERE place < $2) AS late,
                (SELECT count(*) FROM conversation AS off WHERE off.snoozed_until > $2 AND off.done_at IS NULL
                   AND off.theirs_at IS NOT NULL) AS snoozed
         FROM conversation WHERE done_at IS NULL AND theirs_at IS NOT NULL AND rank < 4
           AND (snoozed_until IS NULL OR snoozed_until <= $2)",
        &[reader.into(), now.into()],
        |row| {
            Ok::<_, Error>(InboxCounts {
                open: row.get("open")?,
                mine: row.get("mine")?,
                emergencies: row.get("emergencies")?,
                late: row.get("late")?,
                snoozed: row.get("snoozed")?,
            })
        },
    )?;
    Ok(counts.unwrap_or_default())
}

/// How many comments, mentions and messages of a platform came in since an instant.
///
/// # Errors
/// When the store refuses.
pub fn read_since(tx: &Tx<'_>, platform: Platform, from: Millis) -> Result<u32> {
    let many = tx.one(
        "SELECT count(*) AS many FROM item JOIN channel ON channel.id = item.channel_id
         WHERE channel.platform = $1 AND item.first_seen_at >= $2",
        args![platform, from],
        |row| row.get::<u32>("many"),
    )?;
    Ok(many.unwrap_or_default())
}
