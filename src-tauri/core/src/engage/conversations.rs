//! Conversations as they are read: lists in the order of the work, one with all that stands in it, and what is unread.
//!
//! Invariant: it only reads, and a list reads no more than its page. What somebody took back on their platform is still shown, as
//! taken back: a clinic may have to answer for what it saw.

use crate::error::{Error, ErrorCode, Result};
use crate::model::words::word_enum;
use crate::model::{
    AuthorId, ChannelId, ConversationId, ItemId, Millis, NoteId, PersonId, Platform, PlatformPostId, PostId,
};
use crate::store::{Tx, Value, by_word, search};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::intake::WAITS;
use super::reader::ConversationKind;
use super::triage::{Tier, TriageCategory};
use super::urgency::{Mark, tier, urgency};

/// How many conversations a page of a list has.
pub const PAGE: usize = 50;
/// How many items of one conversation are shown, the newest of them.
pub const ITEMS: usize = 500;

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

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which of them.
    pub view: InboxView,
    /// On one channel.
    pub channel: Option<ChannelId>,
    /// Of one kind.
    pub kind: Option<ConversationKind>,
    /// At least as urgent.
    pub tier: Option<Tier>,
    /// With this tag.
    pub tag: Option<String>,
    /// With these words, or the beginnings of them.
    pub text: Option<String>,
    /// Only what the reader has not read.
    pub unread: bool,
    /// Behind this place of the list.
    pub after: Option<Place>,
}

/// The place of a conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i64, pub i64, pub ConversationId);

/// A conversation in a list.
#[derive(Debug, Clone)]
pub struct ConversationRow {
    /// Which.
    pub id: ConversationId,
    /// Where.
    pub channel: ChannelId,
    /// On which platform.
    pub platform: Platform,
    /// What it is.
    pub kind: ConversationKind,
    /// Who began it; none where the platform hides that.
    pub author: Option<(String, Option<String>)>,
    /// What they wrote last.
    pub words: String,
    /// When the newest of it was written.
    pub newest_at: Millis,
    /// How soon somebody has to look.
    pub tier: Tier,
    /// Who chose that, and why; none where the rules did.
    pub chosen: Option<(PersonId, String)>,
    /// Until when an answer is wanted.
    pub answer_by: Option<Millis>,
    /// Whose it is.
    pub assigned_to: Option<PersonId>,
    /// Until when it was put off.
    pub snoozed_until: Option<Millis>,
    /// When somebody was done with it, and who; nobody where it was old when it was first seen.
    pub done: Option<(Millis, Option<PersonId>)>,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// Whether there is something that the reader has not read.
    pub unread: bool,
    /// Its place in the list.
    pub place: Place,
    post: Option<PlatformPostId>,
}

const COLUMNS: &str =
    "conversation.*, channel.platform AS on_platform, author.name AS author_name, author.handle AS author_handle,
    (SELECT item.words FROM item WHERE item.conversation_id = conversation.id AND item.ours = 0
     ORDER BY item.written_at DESC LIMIT 1) AS last_words,
    (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM conversation_tag
     WHERE conversation_tag.conversation_id = conversation.id ORDER BY tag)) AS tags,
    coalesce(conversation.heard_at, 0) > coalesce((SELECT read_at FROM conversation_read
     WHERE conversation_read.conversation_id = conversation.id AND conversation_read.person_id = $1), 0) AS unread";
const FROM: &str = "FROM conversation JOIN channel ON channel.id = conversation.channel_id
    LEFT JOIN author ON author.id = conversation.author_id";

fn row(row: &crate::store::Row<'_>, done: bool) -> Result<ConversationRow> {
    let id: ConversationId = row.get("id")?;
    let done_at: Option<Millis> = row.get("done_at")?;
    let place = match (done, done_at) {
        (true, Some(at)) => Place(0, -at.0, id),
        (true, None) | (false, _) => Place(row.get("rank")?, row.get("place")?, id),
    };
    let name: Option<String> = row.get("author_name")?;
    let handle: Option<String> = row.get("author_handle")?;
    let tags: Option<String> = row.get("tags")?;
    let why: Option<String> = row.get("chosen_why")?;
    Ok(ConversationRow {
        id,
        channel: row.get("channel_id")?,
        platform: row.get("on_platform")?,
        kind: row.get("kind")?,
        author: name.map(|name| (name, handle)),
        words: row.get::<Option<String>>("last_words")?.unwrap_or_default(),
        newest_at: row.get("newest_at")?,
        tier: tier(row.get("urgency")?),
        chosen: row.get::<Option<PersonId>>("chosen_by")?.zip(why),
        answer_by: row.get("answer_by")?,
        assigned_to: row.get("assigned_to")?,
        snoozed_until: row.get("snoozed_until")?,
        done: done_at.map(|at| Ok::<_, Error>((at, row.get("done_by")?))).transpose()?,
        tags: tags.map(|tags| tags.lines().map(str::to_owned).collect()).unwrap_or_default(),
        unread: row.get("unread")?,
        place,
        post: row.get("platform_post_id")?,
    })
}

/// A page of conversations, in the order of the work.
///
/// # Errors
/// When the store refuses.
pub fn list(tx: &Tx<'_>, reader: PersonId, now: Millis, wanted: &Wanted) -> Result<Vec<ConversationRow>> {
    let mut values: Vec<Value> = vec![reader.into()];
    let mut conditions = vec!["conversation.theirs_at IS NOT NULL".to_owned()];
    let mut bind = |condition: &str, value: Value| {
        values.push(value);
        conditions.push(condition.replace('?', &format!("${}", values.len())));
    };
    let is_done = wanted.view == InboxView::Done;
    match wanted.view {
        InboxView::Done => {
            bind("conversation.done_at IS NOT NULL AND conversation.done_at <= ?", Value::Integer(i64::MAX))
        }
        InboxView::Snoozed => bind("conversation.done_at IS NULL AND conversation.snoozed_until > ?", now.into()),
        InboxView::Open => bind(
            "conversation.done_at IS NULL AND (conversation.snoozed_until IS NULL OR conversation.snoozed_until <= ?)",
            now.into(),
        ),
        InboxView::Mine => {
            bind(
                "conversation.done_at IS NULL AND (conversation.snoozed_until IS NULL OR conversation.snoozed_until <= ?)",
                now.into(),
            );
            bind("conversation.assigned_to = ?", reader.into());
        }
    }
    if let Some(channel) = wanted.channel {
        bind("conversation.channel_id = ?", channel.into());
    }
    if let Some(kind) = wanted.kind {
        bind("conversation.kind = ?", kind.into());
    }
    if let Some(tier) = wanted.tier {
        bind("conversation.urgency <= ?", urgency(tier).into());
    }
    if let Some(tag) = &wanted.tag {
        bind(
            "EXISTS (SELECT 1 FROM conversation_tag WHERE conversation_tag.conversation_id = conversation.id AND tag = ?)",
            tag.into(),
        );
    }
    match wanted.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(search::question) {
        Some(None) => return Ok(Vec::new()),
        Some(Some(question)) => {
            bind(
                &format!("conversation.id IN ({})", search::CONVERSATIONS_MATCHING.replace("$1", "?")),
                question.into(),
            );
        }
        None => {}
    }
    if wanted.unread {
        conditions.push("unread".to_owned());
    }
    let (rank, place) = if is_done { ("0", "-conversation.done_at") } else { ("rank", "place") };
    if let Some(Place(last_rank, last_place, last)) = &wanted.after {
        let first = values.len();
        values.extend([Value::Integer(*last_rank), Value::Integer(*last_place), (*last).into()]);
        let (a, b, c) = (first + 1, first + 2, first + 3);
        conditions.push(format!("({rank}, {place}, conversation.id) > (${a}, ${b}, ${c})"));
    }
    let order = if is_done { "conversation.done_at DESC, conversation.id" } else { "rank, place, conversation.id" };
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE {} ORDER BY {order} LIMIT {PAGE}", conditions.join(" AND "));
    tx.all(&sql, &values, |found| row(found, is_done))
}

/// One conversation.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn conversation(tx: &Tx<'_>, reader: PersonId, id: ConversationId) -> Result<ConversationRow> {
    // The reader stands among the columns.
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE $1 IS NOT NULL AND conversation.id = $2");
    tx.one(&sql, &[reader.into(), id.into()], |found| row(found, false))?
        .ok_or_else(|| Error::refused(ErrorCode::NotFound, "This conversation is not there any more."))
}

/// One comment, mention or message, as it is shown.
#[derive(Debug, Clone)]
pub struct ItemRow {
    /// Which.
    pub id: ItemId,
    /// Who wrote it.
    pub author: Option<(AuthorId, String)>,
    /// Whether the clinic did.
    pub ours: bool,
    /// What it says.
    pub words: String,
    /// What it said before, the last of that first.
    pub before: Vec<String>,
    /// When it was written.
    pub written_at: Millis,
    /// When it was changed, as far as that was seen.
    pub edited_at: Option<Millis>,
    /// When it was seen to be gone from its platform.
    pub gone_at: Option<Millis>,
    /// Whether the account hid it.
    pub hidden: bool,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// What the rules made of it.
    pub marks: Vec<Mark>,
    /// Whether the reader has not read it.
    pub unread: bool,
}

/// What stands in a conversation, the oldest first; of a long one the newest 500.
///
/// # Errors
/// When the store refuses.
pub fn items(tx: &Tx<'_>, reader: PersonId, id: ConversationId) -> Result<Vec<ItemRow>> {
    let sql = format!(
        "SELECT item.*, author.name AS author_name,
                item.ours = 0 AND max(item.first_seen_at, coalesce(item.edited_at, 0)) > coalesce((SELECT conversation_read.read_at FROM conversation_read
                WHERE conversation_read.conversation_id = $1 AND conversation_read.person_id = $2), 0) AS unread,
                (SELECT json_group_array(words) FROM (SELECT words FROM item_before WHERE item_before.item_id = item.id ORDER BY until DESC)) AS before
         FROM item LEFT JOIN author ON author.id = item.author_id WHERE item.conversation_id = $1
         ORDER BY item.written_at DESC, item.id DESC LIMIT {ITEMS}"
    );
    let mut items = tx.all(&sql, &[id.into(), reader.into()], |row| {
        let name: Option<String> = row.get("author_name")?;
        Ok::<_, Error>(ItemRow {
            id: row.get("id")?,
            author: row.get::<Option<AuthorId>>("author_id")?.zip(name),
            ours: row.get("ours")?,
            words: row.get("words")?,
            before: row.json("before")?,
            written_at: row.get("written_at")?,
            edited_at: row.get("edited_at")?,
            gone_at: row.get("gone_at")?,
            hidden: row.get("hidden")?,
            permalink: row.get("permalink")?,
            marks: row.json("triage")?,
            unread: row.get("unread")?,
        })
    })?;
    items.reverse();
    Ok(items)
}

/// How much stands in a conversation, with what is not shown of a long one.
///
/// # Errors
/// When the store refuses.
pub fn item_count(tx: &Tx<'_>, id: ConversationId) -> Result<u32> {
    let count = tx.one("SELECT count(*) AS count FROM item WHERE conversation_id = $1", &[id.into()], |row| {
        row.get("count").map_err(Error::from)
    })?;
    Ok(count.unwrap_or_default())
}

/// The post that a conversation stands under.
#[derive(Debug, Clone)]
pub struct PostRow {
    /// Which of ours; none where it did not go out from here.
    pub post: Option<PostId>,
    /// Its first words.
    pub words: String,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// When it became public.
    pub published_at: Option<Millis>,
}

/// The post that a conversation stands under, where it does.
///
/// # Errors
/// When the store refuses.
pub fn post_of(tx: &Tx<'_>, row: &ConversationRow) -> Result<Option<PostRow>> {
    let Some(post) = row.post else { return Ok(None) };
    tx.one(
        "SELECT platform_post.*, delivery.post_id FROM platform_post LEFT JOIN part ON part.id = platform_post.part_id
         LEFT JOIN delivery ON delivery.id = part.delivery_id WHERE platform_post.id = $1",
        &[post.into()],
        |row| {
            Ok::<_, Error>(PostRow {
                post: row.get("post_id")?,
                words: row.get("words")?,
                permalink: row.get("permalink")?,
                published_at: row.get("published_at")?,
            })
        },
    )
}

/// What the items that wait for an answer may be about, the most urgent first, each once.
///
/// # Errors
/// When the store refuses.
pub fn categories(tx: &Tx<'_>, id: ConversationId) -> Result<Vec<TriageCategory>> {
    let marks: Vec<Vec<Mark>> = tx.all(
        &format!(
            "SELECT triage FROM item WHERE conversation_id = $1 AND ours = 0 AND gone_at IS NULL AND triage <> '[]'
           AND {WAITS}
         ORDER BY urgency, written_at DESC LIMIT 20"
        ),
        &[id.into()],
        |row| row.json("triage").map_err(Error::from),
    )?;
    let mut found: Vec<TriageCategory> = Vec::new();
    for mark in marks.into_iter().flatten() {
        if !found.contains(&mark.category) {
            found.push(mark.category);
        }
    }
    Ok(found)
}

/// What somebody of the clinic noted.
#[derive(Debug, Clone)]
pub struct NoteRow {
    /// Which.
    pub id: NoteId,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Millis,
    /// What.
    pub words: String,
}

/// The notes of a conversation, the oldest first.
///
/// # Errors
/// When the store refuses.
pub fn notes(tx: &Tx<'_>, id: ConversationId) -> Result<Vec<NoteRow>> {
    tx.all("SELECT * FROM conversation_note WHERE conversation_id = $1 ORDER BY at, id", &[id.into()], |row| {
        Ok::<_, Error>(NoteRow {
            id: row.get("id")?,
            by: row.get("person_id")?,
            at: row.get("at")?,
            words: row.get("words")?,
        })
    })
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
                count(*) FILTER (WHERE answer_by < $2) AS late,
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

/// Every tag that is in use, in order.
///
/// # Errors
/// When the store refuses.
pub fn tags(tx: &Tx<'_>) -> Result<Vec<String>> {
    tx.all("SELECT DISTINCT tag FROM conversation_tag ORDER BY tag", &[], |row| row.get("tag").map_err(Error::from))
}
