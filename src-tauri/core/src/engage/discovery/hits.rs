//! What was found: shown for seven days, and let go of after that.
//!
//! Invariant: what is older than that is never shown, also before it is deleted. A hit is read again only by a search that was asked for.

use crate::error::{Error, Result};
use crate::model::{BatchId, ChannelId, Millis, TopicId};
use crate::store::{Row, Tag, Tx, args};

use super::searcher::{HitCounts, HitSeen};

/// How long a hit is kept after it was read, in milliseconds. Our own choice: others' words are not hoarded, and X asks whoever keeps its
/// posts to forget what their authors delete.
pub const KEPT: i64 = 7 * Millis::DAY;
/// How long counts of searches are kept, in milliseconds: as long as those of calls.
const COUNTS_KEPT: i64 = 400 * Millis::DAY;
/// What was read so far ahead was read while the clock was wrong: nobody can tell how old it is. In milliseconds.
const AHEAD: i64 = Millis::DAY;
/// As many as a list shows.
const MOST_SHOWN: u32 = 200;
/// The longest part of a post that is kept, in letters: enough to see what it is about; the rest stands at its address.
const LONGEST_WORDS: usize = 1_000;

/// A hit as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitRow {
    /// The platform's id.
    pub platform_id: String,
    /// Who wrote it, without the sign before a handle.
    pub handle: Option<String>,
    /// What they call themselves.
    pub name: Option<String>,
    /// What it says.
    pub words: String,
    /// When it was written.
    pub written_at: Millis,
    /// Where the public sees it.
    pub permalink: String,
    /// How many saw and liked it when it was read.
    pub counts: HitCounts,
    /// When it was read last.
    pub read_at: Millis,
    /// What was drafted from it.
    pub batch: Option<BatchId>,
}

fn count(row: &Row<'_>, name: &str) -> Result<Option<u64>> {
    Ok(row.get::<Option<i64>>(name)?.and_then(|many| u64::try_from(many).ok()))
}

fn read(row: &Row<'_>) -> Result<HitRow> {
    Ok(HitRow {
        platform_id: row.get("platform_id")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        words: row.get("words")?,
        written_at: row.get("written_at")?,
        permalink: row.get("permalink")?,
        counts: HitCounts {
            views: count(row, "views")?,
            likes: count(row, "likes")?,
            replies: count(row, "replies")?,
            reposts: count(row, "reposts")?,
        },
        read_at: row.get("read_at")?,
        batch: row.get("batch_id")?,
    })
}

/// What was found of a topic through a channel, the newest first.
///
/// # Errors
/// When the store refuses.
pub fn hits(tx: &Tx<'_>, now: Millis, topic: TopicId, channel: ChannelId) -> Result<Vec<HitRow>> {
    tx.all(
        "SELECT * FROM hit WHERE topic_id = $1 AND channel_id = $2 AND read_at > $3 AND read_at <= $4
         ORDER BY written_at DESC, platform_id DESC LIMIT $5",
        args![topic, channel, now.plus(-KEPT), now.plus(AHEAD), MOST_SHOWN],
        read,
    )
}

/// One of them.
///
/// # Errors
/// When it is not there any more, or the store refuses.
pub fn hit(tx: &Tx<'_>, now: Millis, (topic, channel): (TopicId, ChannelId), id: &str) -> Result<HitRow> {
    tx.one(
        "SELECT * FROM hit WHERE topic_id = $1 AND channel_id = $2 AND platform_id = $3 AND read_at > $4 AND read_at <= $5",
        args![topic, channel, id, now.plus(-KEPT), now.plus(AHEAD)],
        read,
    )?
    .ok_or_else(|| Error::not_found("hit"))
}

/// Notes what was drafted from one.
///
/// # Errors
/// When the store refuses.
pub fn hit_drafted(tx: &Tx<'_>, (topic, channel): (TopicId, ChannelId), id: &str, batch: BatchId) -> Result<()> {
    tx.run(
        "UPDATE hit SET batch_id = $1 WHERE topic_id = $2 AND channel_id = $3 AND platform_id = $4",
        args![batch, topic, channel, id],
    )?;
    tx.changed(Tag::Discovery);
    Ok(())
}

/// Whether some of these were found before, of this topic through this channel.
pub(super) fn any_known(tx: &Tx<'_>, (topic, channel): (TopicId, ChannelId), found: &[HitSeen]) -> Result<bool> {
    for seen in found {
        let known: Option<i64> = tx.one(
            "SELECT 1 AS one FROM hit WHERE topic_id = $1 AND channel_id = $2 AND platform_id = $3",
            args![topic, channel, &seen.platform_id],
            |row| row.get("one").map_err(Error::from),
        )?;
        if known.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many of these were not read yet between two instants, of whatever topic.
pub(super) fn not_read_within(tx: &Tx<'_>, (since, now): (Millis, Millis), found: &[HitSeen]) -> Result<u32> {
    let mut new = 0;
    for seen in found {
        let known: Option<i64> = tx.one(
            "SELECT 1 AS one FROM hit WHERE platform_id = $1 AND read_at >= $2 AND read_at <= $3 LIMIT 1",
            args![&seen.platform_id, since, now],
            |row| row.get("one").map_err(Error::from),
        )?;
        new += u32::from(known.is_none());
    }
    Ok(new)
}

/// Keeps what was found. What was drafted from one stays with it.
pub(super) fn keep(tx: &Tx<'_>, now: Millis, (topic, channel): (TopicId, ChannelId), found: &[HitSeen]) -> Result<()> {
    for seen in found {
        let handle = seen.author.as_ref().and_then(|author| author.handle.as_deref());
        let name = seen.author.as_ref().map(|author| author.name.as_str());
        let words: String = seen.words.chars().take(LONGEST_WORDS).collect();
        let stored = |many: Option<u64>| many.and_then(|many| i64::try_from(many).ok());
        tx.run(
            "INSERT INTO hit (topic_id, channel_id, platform_id, handle, name, words, written_at, permalink,
                              views, likes, replies, reposts, read_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (topic_id, channel_id, platform_id) DO UPDATE SET
                 handle = excluded.handle, name = excluded.name, words = excluded.words, permalink = excluded.permalink,
                 views = excluded.views, likes = excluded.likes, replies = excluded.replies, reposts = excluded.reposts,
                 read_at = excluded.read_at",
            args![
                topic,
                channel,
                &seen.platform_id,
                handle,
                name,
                words,
                seen.written_at,
                &seen.permalink,
                stored(seen.counts.views),
                stored(seen.counts.likes),
                stored(seen.counts.replies),
                stored(seen.counts.reposts),
                now
            ],
        )?;
    }
    Ok(())
}

/// Lets go of what is too old, and of what nobody can tell the age of.
///
/// # Errors
/// When the store refuses.
pub fn let_go(tx: &Tx<'_>, now: Millis) -> Result<()> {
    let gone =
        tx.run("DELETE FROM hit WHERE read_at <= $1 OR read_at > $2", args![now.plus(-KEPT), now.plus(AHEAD)])?;
    if gone > 0 {
        tx.changed(Tag::Discovery);
    }
    tx.run("DELETE FROM topic_search WHERE asked_at < $1", args![now.plus(-COUNTS_KEPT)])?;
    Ok(())
}

/// When the next hit is to go; none where there is none.
///
/// # Errors
/// When the store refuses.
pub fn next_goes_at(tx: &Tx<'_>, now: Millis) -> Result<Option<Millis>> {
    // One query for each end, so that an index answers both.
    let end = |sql: &'static str| -> Result<Option<Millis>> {
        let read_at: Option<Option<Millis>> = tx.one(sql, &[], |row| row.get("at").map_err(Error::from))?;
        Ok(read_at.flatten())
    };
    if end("SELECT max(read_at) AS at FROM hit")?.is_some_and(|newest| newest > now.plus(AHEAD)) {
        return Ok(Some(now));
    }
    Ok(end("SELECT min(read_at) AS at FROM hit")?.map(|oldest| oldest.plus(KEPT)))
}
