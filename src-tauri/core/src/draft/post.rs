//! Posts and their revisions.
//!
//! Invariant: a revision never changes; every save, also one made by itself while somebody types, is a new one. What is
//! public, or may be, can't be changed any more.

use super::authors::{self, Authors};
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::model::{
    BatchId, ChannelId, Content, CorrelationId, ExecutionState, Millis, PersonId, Platform, PostId, PostKind,
    ReviewStatus, RevisionId,
};
use crate::store::{Row, Tag, Tx, args};

/// Saves of one person within this time are one sitting on record.
const SITTING: i64 = 10 * Millis::MINUTE;

/// A post with its newest revision.
#[derive(Debug, Clone)]
pub struct Head {
    /// Which post.
    pub id: PostId,
    /// Its batch.
    pub batch: Option<BatchId>,
    /// Its channel.
    pub channel: ChannelId,
    /// The channel's platform.
    pub platform: Platform,
    /// Ties it together in the record.
    pub correlation: CorrelationId,
    /// How far it has come with its readers; never `Approved`, which is a matter of digests.
    pub review: ReviewStatus,
    /// The doctor's note.
    pub note: String,
    /// The newest revision.
    pub revision: RevisionId,
    /// Its number.
    pub number: u32,
    /// Who wrote it.
    pub author: PersonId,
    /// When.
    pub revised_at: Millis,
    /// What it says.
    pub content: Content,
    /// Whether it follows its batch's shared text.
    pub linked: bool,
    /// Whether it was put away.
    pub discarded: bool,
    /// The platform's id of what it answers; none where it stands for itself.
    pub answers: Option<String>,
}

/// A revision as stored.
#[derive(Debug, Clone)]
pub struct RevisionRow {
    /// Which.
    pub id: RevisionId,
    /// Its number, from 1.
    pub number: u32,
    /// Who wrote it.
    pub author: PersonId,
    /// When.
    pub created_at: Millis,
    /// What it says.
    pub content: Content,
}

fn read_revision(row: &Row<'_>) -> Result<RevisionRow> {
    Ok(RevisionRow {
        id: row.get("id")?,
        number: row.get("number")?,
        author: row.get("author")?,
        created_at: row.get("created_at")?,
        content: row.json("content")?,
    })
}

/// Begins a post with its first revision, in the words of these people; `by` is whoever asked for it.
///
/// # Errors
/// When the store refuses.
pub fn create(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    channel: ChannelId,
    batch: Option<BatchId>,
    review: ReviewStatus,
    (content, words_of): (&Content, &Authors),
) -> Result<PostId> {
    let (post, revision, correlation): (PostId, RevisionId, CorrelationId) = (env.id(), env.id(), env.id());
    tx.run(
        "INSERT INTO post (id, kind, batch_id, channel_id, correlation_id, review, head_revision, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![post, PostKind::Post, batch, channel, correlation, review, revision, env.now(), by],
    )?;
    insert_revision(tx, env, by, (post, revision, 1), content, words_of)?;
    let entry = Entry::done(Actor::Person(by), Action::PostCreated)
        .about(post, correlation)
        .fact("channel", channel)
        .fact("words_of", words_of.told());
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Posts);
    tx.changed(Tag::Review);
    Ok(post)
}

fn insert_revision(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    (post, id, number): (PostId, RevisionId, u32),
    content: &Content,
    words_of: &Authors,
) -> Result<()> {
    let json = serde_json::to_string(content).map_err(|error| Error::internal(error.to_string()))?;
    tx.run(
        "INSERT INTO revision (id, post_id, number, content, author, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, post, number, json, by, env.now()],
    )?;
    authors::keep(tx, id, words_of)?;
    super::fingerprint::keep(tx, id, content)
}

/// A post with its newest revision.
///
/// # Errors
/// When there is no such post, or the store refuses.
pub fn head(tx: &Tx<'_>, post: PostId) -> Result<Head> {
    tx.one(
        "SELECT post.*, channel.platform, revision.number, revision.author, revision.created_at AS revised_at, revision.content
         FROM post JOIN revision ON revision.id = post.head_revision JOIN channel ON channel.id = post.channel_id
         WHERE post.id = $1",
        args![post],
        |row| {
            Ok::<_, Error>(Head {
                id: row.get("id")?,
                batch: row.get("batch_id")?,
                channel: row.get("channel_id")?,
                platform: row.get("platform")?,
                correlation: row.get("correlation_id")?,
                review: row.get("review")?,
                note: row.get("note")?,
                revision: row.get("head_revision")?,
                number: row.get("number")?,
                author: row.get("author")?,
                revised_at: row.get("revised_at")?,
                content: row.json("content")?,
                linked: row.get("linked")?,
                discarded: row.get::<Option<Millis>>("discarded_at")?.is_some(),
                answers: row.get("answers")?,
            })
        },
    )?
    .ok_or_else(|| Error::not_found("post"))
}

/// Every revision of a post, the oldest first.
///
/// # Errors
/// When the store refuses.
pub fn revisions(tx: &Tx<'_>, post: PostId) -> Result<Vec<RevisionRow>> {
    tx.all("SELECT * FROM revision WHERE post_id = $1 ORDER BY number", args![post], read_revision)
}

/// One revision.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn revision(tx: &Tx<'_>, id: RevisionId) -> Result<RevisionRow> {
    tx.one("SELECT * FROM revision WHERE id = $1", args![id], read_revision)?.ok_or_else(|| Error::not_found("version"))
}

/// Why a post's content can't be changed any more, if it can't.
///
/// # Errors
/// When the store refuses.
pub fn frozen_because(tx: &Tx<'_>, post: PostId) -> Result<Option<&'static str>> {
    let state: Option<ExecutionState> =
        tx.one("SELECT state FROM delivery WHERE post_id = $1", args![post], |row| row.get("state"))?;
    let begun: Option<i64> = tx.one(
        "SELECT 1 AS one FROM part JOIN delivery ON delivery.id = part.delivery_id
         WHERE post_id = $1 AND part.state NOT IN ('waiting', 'rejected')",
        args![post],
        |row| row.get("one"),
    )?;
    Ok(frozen_as(state, begun.is_some()))
}

/// The same, for a delivery's state and whether a part of it was begun.
pub const fn frozen_as(state: Option<ExecutionState>, begun: bool) -> Option<&'static str> {
    use ExecutionState as S;
    match state {
        None | Some(S::Held | S::Scheduled | S::Retrying | S::Failed | S::Missed | S::Expired | S::Cancelled) => {
            if begun {
                Some("Part of this post is public already, so the rest can't be changed any more.")
            } else {
                None
            }
        }
        Some(S::Running) => Some("This post is going out right now."),
        Some(S::InDoubt) => Some("Nobody knows yet whether this post is public."),
        Some(S::PartlyPosted) => Some("Part of this post is public already, so the rest can't be changed any more."),
        Some(S::HandedOver) => {
            Some("This post was handed over to be posted by hand. Say first that it was not posted.")
        }
        Some(S::AtPlatform) => {
            Some("The platform keeps this post until its time. Take it back first, then it can be changed.")
        }
        Some(S::Posted | S::Processing | S::Removed) => Some("This post has gone out. Begin a new one instead."),
    }
}

/// A new revision upon `base`, written by `by`. Returns its id; the head stays when nothing changed.
///
/// # Errors
/// [`ErrorCode::Stale`] when `base` is not the head any more; a refusal when the post can't be changed.
pub fn save(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    post: PostId,
    base: RevisionId,
    content: &Content,
) -> Result<RevisionId> {
    save_from(tx, env, by, post, base, (content, &Authors::only(by)))
}

/// The same, where what is new in it was taken from somewhere: its words are these people's, and `by` only asked for it.
///
/// # Errors
/// As [`save`].
pub fn save_from(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    post: PostId,
    base: RevisionId,
    (content, taken_from): (&Content, &Authors),
) -> Result<RevisionId> {
    let head = head(tx, post)?;
    if head.revision != base {
        return Err(Error::refused(
            ErrorCode::Stale,
            "Somebody else changed this post meanwhile, so this was not saved over theirs. Yours is still on your screen; read theirs, and add what is missing.",
        ));
    }
    if head.discarded {
        return Err(Error::not_found("post"));
    }
    if let Some(because) = frozen_because(tx, post)? {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    if head.content == *content {
        return Ok(base);
    }
    let id: RevisionId = env.id();
    let before = authors::authors(tx, base)?;
    let words_of = before.with(taken_from);
    insert_revision(tx, env, by, (post, id, head.number + 1), content, &words_of)?;
    tx.run("UPDATE post SET head_revision = $1, head_manifest = NULL WHERE id = $2", args![id, post])?;
    let same_sitting = head.author == by && env.now().since(head.revised_at) <= SITTING && words_of == before;
    if !same_sitting || head.number == 1 {
        let entry = Entry::done(Actor::Person(by), Action::PostRevised)
            .about(post, head.correlation)
            .fact("revision", id)
            .fact("words_of", words_of.told());
        audit::record(tx, env, &entry)?;
    }
    tx.changed(Tag::Posts);
    tx.changed(Tag::Review);
    Ok(id)
}

/// Sends a post to the doctor.
///
/// # Errors
/// When it can't be changed any more, or the store refuses.
pub fn submit(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let head = head(tx, post)?;
    if let Some(because) = frozen_because(tx, post)? {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    tx.run("UPDATE post SET review = 'pending_review' WHERE id = $1", args![post])?;
    let entry = Entry::done(Actor::Person(by), Action::PostSubmitted)
        .about(post, head.correlation)
        .fact("revision", head.revision);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Posts);
    tx.changed(Tag::Review);
    Ok(())
}

/// Puts a post away. It stays on record.
///
/// # Errors
/// When it is public, or may be.
pub fn discard(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let head = head(tx, post)?;
    if let Some(because) = frozen_because(tx, post)? {
        return Err(Error::refused(ErrorCode::Invalid, because));
    }
    tx.run("UPDATE post SET discarded_at = $1, head_manifest = NULL WHERE id = $2", args![env.now(), post])?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::PostDiscarded).about(post, head.correlation))?;
    tx.changed(Tag::Posts);
    tx.changed(Tag::Review);
    tx.changed(Tag::Queue);
    Ok(())
}

/// Takes a post out again that was put away.
///
/// # Errors
/// When the store refuses.
pub fn restore(tx: &Tx<'_>, env: &Env, by: PersonId, post: PostId) -> Result<()> {
    let head = head(tx, post)?;
    tx.run("UPDATE post SET discarded_at = NULL WHERE id = $1", args![post])?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::PostRestored).about(post, head.correlation))?;
    tx.changed(Tag::Posts);
    tx.changed(Tag::Review);
    tx.changed(Tag::Queue);
    Ok(())
}

/// The first words of a content, for lists: its title where it has one, or the first line, cut at a word's end.
pub fn title(content: &Content) -> String {
    const MOST: usize = 80;
    let own = content.options.youtube().map_or("", |video| video.title.as_str());
    let text = content.parts.first().map_or("", |part| part.text.as_str());
    let line = own.lines().chain(text.lines()).map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MOST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}
