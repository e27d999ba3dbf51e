//! What an answer answers: a comment, a mention, as it was read last.
//!
//! Invariant: an answer answers one thing for ever. When the words of that change, or it goes away, the answer's manifest is
//! another one, so no signature over what somebody wrote before lets an answer out to what they write now, as soon as that was read.

use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{AnswerWay, ChannelId, Content, Digest, Millis, PersonId, PostId, ReviewStatus};
use crate::store::{Tag, Tx, args};

use super::authors::Authors;
use super::post::{create, frozen_because, head};

/// What an answer answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The account that it was written to.
    pub account_id: String,
    /// The platform's id of it.
    pub platform_id: String,
    /// What the platform hangs the answer on: the same, or the comment above it where answers have no answers of their own. Of a message,
    /// whom it is written to.
    pub goes_to: String,
    /// The platform's id of the post that it stands under, or of the conversation of messages; none where it is a post itself.
    pub under: Option<String>,
    /// Who wrote it, as people read it.
    pub author: String,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub written_at: Millis,
    /// When it was seen to be gone.
    pub gone_at: Option<Millis>,
    /// By which way it is answered.
    pub way: AnswerWay,
    /// Until when its platform takes an answer by this way; none where it always does.
    pub until: Option<Millis>,
}

impl Target {
    /// The digest of what it says, which is signed with the answer.
    pub fn digest(&self) -> Digest {
        Digest::of(self.words.as_bytes())
    }
}

/// Begins an answer.
///
/// # Errors
/// When the store refuses.
pub fn create_reply(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    channel: ChannelId,
    target: &Target,
    (content, words_of): (&Content, &Authors),
) -> Result<PostId> {
    let post = create(tx, env, by, channel, None, ReviewStatus::Draft, (content, words_of))?;
    tx.run("UPDATE post SET answers = $1 WHERE id = $2", args![&target.platform_id, post])?;
    tx.run(
        "INSERT INTO post_target (post_id, channel_id, account_id, platform_id, goes_to, under, author, words, written_at, gone_at, way, until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            post,
            channel,
            &target.account_id,
            &target.platform_id,
            &target.goes_to,
            target.under.clone(),
            &target.author,
            &target.words,
            target.written_at,
            target.gone_at,
            target.way,
            target.until
        ],
    )?;
    Ok(post)
}

/// What a post answers; nothing for one that stands for itself.
///
/// # Errors
/// When the store refuses.
pub fn target(tx: &Tx<'_>, post: PostId) -> Result<Option<Target>> {
    tx.one("SELECT * FROM post_target WHERE post_id = $1", args![post], |row| {
        Ok::<_, Error>(Target {
            account_id: row.get("account_id")?,
            platform_id: row.get("platform_id")?,
            goes_to: row.get("goes_to")?,
            under: row.get("under")?,
            author: row.get("author")?,
            words: row.get("words")?,
            written_at: row.get("written_at")?,
            gone_at: row.get("gone_at")?,
            way: row.get("way")?,
            until: row.get("until")?,
        })
    })
}

/// Another answer to what this one answers that was begun and may still go out.
///
/// # Errors
/// When the store refuses.
pub fn another_open(tx: &Tx<'_>, post: PostId) -> Result<Option<PostId>> {
    tx.one(
        "SELECT other.post_id AS id FROM post_target AS own
         JOIN post_target AS other ON other.channel_id = own.channel_id AND other.account_id = own.account_id
           AND other.platform_id = own.platform_id AND other.post_id <> own.post_id
         JOIN post ON post.id = other.post_id LEFT JOIN delivery ON delivery.post_id = post.id
         WHERE own.post_id = $1 AND post.discarded_at IS NULL AND post.review <> 'rejected'
           AND coalesce(delivery.state, 'held') NOT IN ('posted', 'removed', 'cancelled') LIMIT 1",
        args![post],
        |row| row.get("id").map_err(Error::from),
    )
}

/// Whether another answer to what this one answers is public, and this one is not.
///
/// # Errors
/// When the store refuses.
pub fn another_public(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let public: Option<i64> = tx.one(
        "SELECT 1 AS one FROM post_target AS own
         JOIN post_target AS other ON other.channel_id = own.channel_id AND other.account_id = own.account_id
           AND other.platform_id = own.platform_id AND other.way = own.way AND other.post_id <> own.post_id
         JOIN delivery ON delivery.post_id = other.post_id AND delivery.state = 'posted'
         WHERE own.post_id = $1
           AND NOT EXISTS (SELECT 1 FROM delivery AS mine WHERE mine.post_id = own.post_id AND mine.state = 'posted') LIMIT 1",
        args![post],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(public.is_some())
}

/// A person wrote once more: what was begun as a message to them may go out for longer.
///
/// # Errors
/// When the store refuses.
pub fn target_open_until(
    tx: &Tx<'_>,
    (channel, account_id): (ChannelId, &str),
    conversation: &str,
    until: Millis,
) -> Result<()> {
    tx.run(
        "UPDATE post_target SET until = $1
         WHERE channel_id = $2 AND account_id = $3 AND way = 'message' AND under = $4 AND until < $1",
        args![until, channel, account_id, conversation],
    )?;
    Ok(())
}

/// Something reads otherwise from now on, or is gone. Returns the answers to it that nothing was begun of: whoever calls looks
/// again at what they wait for. Of an answer that is on its way only what it answers is written down: the gate compares that with
/// what was signed before anything more is let out.
///
/// # Errors
/// When the store refuses.
pub fn target_changed(
    tx: &Tx<'_>,
    env: &Env,
    (channel, account_id, platform_id): (ChannelId, &str, &str),
    (words, gone_at): (&str, Option<Millis>),
) -> Result<Vec<PostId>> {
    let answers: Vec<PostId> = tx.all(
        "SELECT post_id FROM post_target WHERE channel_id = $1 AND account_id = $2 AND platform_id = $3
           AND (words <> $4 OR (gone_at IS NULL) <> ($5 IS NULL))
           -- What went out answered what stood there then.
           AND NOT EXISTS (SELECT 1 FROM delivery JOIN part ON part.delivery_id = delivery.id
                           WHERE delivery.post_id = post_target.post_id AND part.state IN ('posted', 'removed'))",
        args![channel, account_id, platform_id, words, gone_at],
        |row| row.get("post_id").map_err(Error::from),
    )?;
    let mut open = Vec::new();
    for post in answers {
        tx.run("UPDATE post_target SET words = $1, gone_at = $2 WHERE post_id = $3", args![words, gone_at, post])?;
        let correlation = head(tx, post)?.correlation;
        let entry = Entry::done(Actor::Application, Action::TargetChanged)
            .about(post, correlation)
            .fact("now", if gone_at.is_some() { "gone" } else { "other words" });
        audit::record(tx, env, &entry)?;
        tx.changed(Tag::Review);
        tx.changed(Tag::Posts);
        if frozen_because(tx, post)?.is_none() {
            tx.run("UPDATE post SET head_manifest = NULL WHERE id = $1", args![post])?;
            open.push(post);
        }
    }
    Ok(open)
}
