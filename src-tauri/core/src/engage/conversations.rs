//! Conversations as they are read: one with all that stands in it, and what is unread.
//!
//! Invariant: it only reads. What somebody took back on their platform is still shown, as
//! taken back: a clinic may have to answer for what it saw.

use crate::error::{Error, ErrorCode, Result};
use crate::model::{
    AuthorId, ChannelId, ConversationId, ItemId, Millis, NoteId, PersonId, Platform, PlatformPostId, PostId,
};
use crate::store::{Tx, args};
use serde::{Deserialize, Serialize};

use super::reader::ConversationKind;
use super::triage::{Tier, TriageCategory};
use super::urgency::{Mark, tier};
use super::waiting::WAITS;

/// How many items of one conversation are shown at first, the newest of them, and how many more each time that somebody asks.
pub const ITEMS: u32 = 500;

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
    /// The post that it stands under.
    pub post: Option<PlatformPostId>,
}

/// Whether there is something in a conversation that the reader has not read.
macro_rules! unread {
    () => {
        "coalesce(conversation.heard_at, 0) > coalesce((SELECT read_at FROM conversation_read
             WHERE conversation_read.conversation_id = conversation.id AND conversation_read.person_id = $1), 0)"
    };
}

pub(super) const UNREAD: &str = unread!();
pub(super) const COLUMNS: &str = concat!(
    "conversation.*, channel.platform AS on_platform, author.name AS author_name, author.handle AS author_handle,
    (SELECT item.words FROM item WHERE item.conversation_id = conversation.id AND item.ours = 0
     ORDER BY item.written_at DESC LIMIT 1) AS last_words,
    (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM conversation_tag
     WHERE conversation_tag.conversation_id = conversation.id ORDER BY tag)) AS tags, ",
    unread!(),
    " AS unread"
);
pub(super) const FROM: &str = "FROM conversation JOIN channel ON channel.id = conversation.channel_id
    LEFT JOIN author ON author.id = conversation.author_id";

pub(super) fn row(row: &crate::store::Row<'_>, done: bool) -> Result<ConversationRow> {
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

/// What stands in a conversation, the oldest first; of a long one so many of the newest.
///
/// # Errors
/// When the store refuses.
pub fn items(tx: &Tx<'_>, reader: PersonId, id: ConversationId, most: u32) -> Result<Vec<ItemRow>> {
    let mut items = tx.all(
        "SELECT item.*, author.name AS author_name,
                item.ours = 0 AND max(item.first_seen_at, coalesce(item.edited_at, 0)) > coalesce((SELECT conversation_read.read_at FROM conversation_read
                WHERE conversation_read.conversation_id = $1 AND conversation_read.person_id = $2), 0) AS unread,
                (SELECT json_group_array(words) FROM (SELECT words FROM item_before WHERE item_before.item_id = item.id ORDER BY until DESC)) AS before
         FROM item LEFT JOIN author ON author.id = item.author_id WHERE item.conversation_id = $1
         ORDER BY item.written_at DESC, item.id DESC LIMIT $3",
        args![id, reader, most],
        |row| {
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
        },
    )?;
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
    /// Which.
    pub id: PlatformPostId,
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
    row.post.map(|post| seen_post(tx, post)).transpose().map(Option::flatten)
}

/// A post that was seen on a platform.
///
/// # Errors
/// When the store refuses.
pub fn seen_post(tx: &Tx<'_>, post: PlatformPostId) -> Result<Option<PostRow>> {
    tx.one(
        "SELECT platform_post.*, delivery.post_id FROM platform_post LEFT JOIN part ON part.id = platform_post.part_id
         LEFT JOIN delivery ON delivery.id = part.delivery_id WHERE platform_post.id = $1",
        &[post.into()],
        |row| {
            Ok::<_, Error>(PostRow {
                id: row.get("id")?,
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

/// Every tag that is in use, in order.
///
/// # Errors
/// When the store refuses.
pub fn tags(tx: &Tx<'_>) -> Result<Vec<String>> {
    tx.all("SELECT DISTINCT tag FROM conversation_tag ORDER BY tag", &[], |row| row.get("tag").map_err(Error::from))
}
