//! The feeds: what is read of which account, when next, and what came of the last reading.
//!
//! Invariant: when a feed is read stands on disk and nowhere else, so that a restart neither forgets one nor reads it anew. A
//! feed that another one leads to is read only where that one said that something in it changed.

use crate::check::capability::engaging::{Engaging, engaging};
use crate::clinic::ChannelRow;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::Account;
use crate::model::words::word_enum;
use crate::model::{ChannelId, FeedId, Millis, Platform};
use crate::store::{Tx, args};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::allowed;
use super::reader::{FeedKind, FeedName, Lead};

/// How long a post is fresh: most comments come in its first hours. Our own choice.
const FRESH_FOR: i64 = 2 * 60 * Millis::MINUTE;
/// How long after a reading of all of a feed the next one begins, which finds what was changed or deleted.
const WHOLE_EVERY: i64 = Millis::DAY;
/// Of what an account is told in one list, how much is read whole each half hour; of more it takes as much longer.
const WHOLE_AT_ONCE: i64 = 100;
/// The same of the list of posts: what is older than its first page is written to as well.
const POSTS_WHOLE_EVERY: i64 = 30 * Millis::MINUTE;
/// No wait is as long: a reading that is further away was put there by a clock that was wrong, and is due.
pub(super) const LONGEST: i64 = 2 * Millis::DAY;
word_enum! {
    /// How a feed stands, as people are told.
    pub enum FeedState {
        /// It is read, and the next time is known.
        Read = "read",
        /// It was not read yet.
        Begins = "begins",
        /// It could not be read, and is tried again.
        TryingAgain = "trying_again",
    }
}

/// A feed that is due.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) id: FeedId,
    pub(super) name: FeedName,
    pub(super) account: Account,
    pub(super) mark: Option<String>,
    pub(super) read_mark: Option<String>,
    pub(super) newest: Option<String>,
    pub(super) older: Option<String>,
    pub(super) whole_since: Option<Millis>,
    pub(super) in_doubt: bool,
    pub(super) whole_at: Option<Millis>,
    pub(super) tries: u32,
    /// How much of it is known, of a whole account's comments.
    pub(super) held: i64,
}

impl Due {
    pub(super) fn reading(&self) -> &'static Engaging {
        engaging(self.account.platform)
    }

    /// Whether all of it is to be read, from the newest to the oldest.
    pub(super) fn is_whole_due(&self, now: Millis) -> bool {
        let every = match self.name.kind {
            FeedKind::Posts | FeedKind::Reels => POSTS_WHOLE_EVERY,
            // An answer to what is old stands nowhere near the newest, and nothing else tells of it.
            FeedKind::Comments if self.name.scope.is_empty() => {
                POSTS_WHOLE_EVERY.saturating_mul(1 + self.held / WHOLE_AT_ONCE).min(WHOLE_EVERY)
            }
            // LinkedIn forgets what it told after sixty days, and each mention is a call: what is older is not gone.
            FeedKind::Mentions if self.account.platform == Platform::Linkedin => return self.whole_at.is_none(),
            FeedKind::Comments
            | FeedKind::Answers
            | FeedKind::Mentions
            | FeedKind::Conversations
            | FeedKind::Messages => WHOLE_EVERY,
        };
        self.whole_at.is_none_or(|at| self.reading().again.value && !(0..every).contains(&now.since(at)))
    }

    /// Whether something in it may have changed since its newest was read.
    pub(super) fn has_news(&self) -> bool {
        self.mark.is_none() || self.mark != self.read_mark
    }

    /// When all of it may be read again.
    pub(super) fn looks_everywhere_at(&self, now: Millis) -> Millis {
        self.whole_at.map_or(now, |at| at.plus(POSTS_WHOLE_EVERY).max(now))
    }
}

/// The feeds that an account of a platform begins with.
fn roots(platform: Platform) -> &'static [FeedKind] {
    match platform {
        Platform::Facebook => &[FeedKind::Posts, FeedKind::Reels, FeedKind::Mentions, FeedKind::Conversations],
        Platform::Instagram => &[FeedKind::Posts, FeedKind::Mentions, FeedKind::Conversations],
        // Who wrote under which post stands beside who named the Page: a call each for a hundred posts would be a day's.
        Platform::Linkedin => &[FeedKind::Mentions],
        Platform::X => &[FeedKind::Mentions, FeedKind::Messages],
        Platform::Youtube => &[FeedKind::Comments],
        Platform::Tiktok | Platform::Whatsapp => &[],
    }
}

/// Which of a channel's first feeds have no row yet.
pub(super) fn missing(tx: &Tx<'_>, channel: &ChannelRow) -> Result<Vec<FeedKind>> {
    let there: Vec<FeedKind> = tx.all(
        "SELECT kind FROM feed WHERE channel_id = $1 AND account_id = $2 AND scope = ''",
        args![channel.id, &channel.account_id],
        |row| row.get("kind").map_err(Error::from),
    )?;
    Ok(roots(channel.platform).iter().copied().filter(|kind| !there.contains(kind)).collect())
}

/// Begins to read a channel's first feeds.
pub(super) fn begin(tx: &Tx<'_>, env: &Env, channel: &ChannelRow) -> Result<()> {
    for kind in missing(tx, channel)? {
        tx.run(
            "INSERT INTO feed (id, channel_id, account_id, kind, scope, begun_at, next_at) VALUES ($1, $2, $3, $4, '', $5, $5)
             ON CONFLICT (channel_id, account_id, kind, scope) DO NOTHING",
            args![env.id::<FeedId>(), channel.id, &channel.account_id, kind, env.now()],
        )?;
    }
    Ok(())
}

/// What is due of a channel, the longest due first and of that the longest not read, and what was put so far away that a wrong
/// clock did it.
pub(super) fn due(tx: &Tx<'_>, now: Millis, channel: &ChannelRow) -> Result<Option<Due>> {
    let mut due = tx.one(
        "SELECT * FROM feed WHERE channel_id = $1 AND account_id = $2 AND next_at IS NOT NULL AND (next_at <= $3 OR next_at > $4)
         ORDER BY next_at, coalesce(read_at, 0), id LIMIT 1",
        args![channel.id, &channel.account_id, now, now.plus(LONGEST)],
        |row| {
            Ok::<_, Error>(Due {
                id: row.get("id")?,
                name: FeedName { kind: row.get("kind")?, scope: row.get("scope")? },
                account: Account::of(channel),
                mark: row.get("mark")?,
                read_mark: row.get("read_mark")?,
                newest: row.get("newest")?,
                older: row.get("older")?,
                whole_since: row.get("whole_since")?,
                in_doubt: row.get("in_doubt")?,
                whole_at: row.get("whole_at")?,
                tries: row.get("tries")?,
                held: 0,
            })
        },
    )?;
    if let Some(due) = due.as_mut().filter(|due| due.name == FeedName::of_account(FeedKind::Comments)) {
        due.held = i64::try_from(held(tx, due)?).unwrap_or(i64::MAX);
    }
    Ok(due)
}

/// How much of a feed is known and there.
pub(super) fn held(tx: &Tx<'_>, feed: &Due) -> Result<usize> {
    let held: Option<i64> =
        tx.one("SELECT count(*) AS held FROM item WHERE feed_id = $1 AND gone_at IS NULL", args![feed.id], |row| {
            row.get("held").map_err(Error::from)
        })?;
    Ok(usize::try_from(held.unwrap_or_default()).unwrap_or(usize::MAX))
}

/// When the next one is due after `now`.
pub(super) fn next(tx: &Tx<'_>, now: Millis) -> Result<Option<Millis>> {
    Ok(tx
        .one("SELECT min(next_at) AS next FROM feed WHERE next_at > $1", args![now], |row| {
            row.get::<Option<Millis>>("next").map_err(Error::from)
        })?
        .flatten())
}

/// Whether a page tells of another feed what is not known.
pub(super) fn is_news(tx: &Tx<'_>, of: &Due, lead: &Lead) -> Result<bool> {
    let mark: Option<Option<String>> = tx.one(
        "SELECT mark FROM feed WHERE channel_id = $1 AND account_id = $2 AND kind = $3 AND scope = $4",
        args![of.account.channel, &of.account.id, lead.feed.kind, &lead.feed.scope],
        |row| row.get("mark").map_err(Error::from),
    )?;
    Ok(mark.map_or(lead.mark != "0" && !lead.along, |mark| !mark.is_some_and(|mark| is_told(&mark, &lead.mark))))
}

/// Whether a mark tells nothing that the known one does not. An instant that several pages may tell of (`@…`) only grows.
fn is_told(known: &str, mark: &str) -> bool {
    let instant = |mark: &str| mark.strip_prefix('@')?.parse::<i64>().ok();
    known == mark || instant(known).zip(instant(mark)).is_some_and(|(known, told)| told <= known)
}

/// Another feed told of this one: it is read where what it says is not what was read of it.
pub(super) fn led_to(tx: &Tx<'_>, env: &Env, of: &Due, lead: &Lead) -> Result<bool> {
    let known: Option<(FeedId, Option<String>, Option<String>)> = tx.one(
        "SELECT id, mark, read_mark FROM feed WHERE channel_id = $1 AND account_id = $2 AND kind = $3 AND scope = $4",
        args![of.account.channel, &of.account.id, lead.feed.kind, &lead.feed.scope],
        |row| Ok::<_, Error>((row.get("id")?, row.get("mark")?, row.get("read_mark")?)),
    )?;
    match known {
        // What never had anything in it need not be read to know that.
        None if lead.mark == "0" || lead.along => Ok(false),
        None => {
            tx.run(
                "INSERT INTO feed (id, channel_id, account_id, kind, scope, mark, begun_at, next_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
                args![
                    env.id::<FeedId>(),
                    of.account.channel,
                    &of.account.id,
                    lead.feed.kind,
                    &lead.feed.scope,
                    &lead.mark,
                    env.now()
                ],
            )?;
            Ok(true)
        }
        Some((_, mark, _)) if mark.as_deref().is_some_and(|mark| is_told(mark, &lead.mark)) => Ok(false),
        Some((id, _, read)) => {
            // Less than was read is a deletion: only a reading of all of it finds which.
            let number = |mark: &str| mark.parse::<u64>().ok();
            let fewer = read.as_deref().and_then(number).zip(number(&lead.mark)).is_some_and(|(read, now)| now < read);
            tx.run(
                "UPDATE feed SET mark = $1, next_at = $2, whole_at = CASE WHEN $3 THEN NULL ELSE whole_at END WHERE id = $4",
                args![&lead.mark, env.now(), fewer, id],
            )?;
            Ok(true)
        }
    }
}

/// What came of a reading.
#[derive(Debug, Clone)]
pub(super) struct Read {
    /// From where on the next one begins.
    pub(super) newest: Option<String>,
    /// Where pages begin that are still to be read.
    pub(super) older: Option<String>,
    /// Since when all of it is being read, where that goes on.
    pub(super) whole_since: Option<Millis>,
    /// Whether something of that could not be understood.
    pub(super) in_doubt: bool,
    /// When it was read to its end, where it was.
    pub(super) whole_at: Option<Millis>,
    /// Whether its newest were among what was read.
    pub(super) head: bool,
    /// When all of it is to be read, because what changed was not found.
    pub(super) everywhere_at: Option<Millis>,
}

/// A page was taken in: where the next one begins is kept with it, so that a reading that ends here goes on there.
pub(super) fn advanced(tx: &Tx<'_>, feed: &Due, read: &Read) -> Result<()> {
    tx.run(
        "UPDATE feed SET newest = coalesce($1, newest), older = $2, whole_since = $3, in_doubt = $4 WHERE id = $5",
        args![read.newest.clone(), read.older.clone(), read.whole_since, read.in_doubt, feed.id],
    )?;
    Ok(())
}

/// A reading went well.
pub(super) fn settle(tx: &Tx<'_>, env: &Env, feed: &Due, read: &Read, jitter: i64) -> Result<()> {
    let now = env.now();
    let spread = allowed::spread(tx, now, feed)?;
    let next = if read.everywhere_at.is_some() {
        read.everywhere_at
    } else if read.older.is_some() {
        // The rest, after what is newer elsewhere on the channel.
        Some(now.plus(spread.filter(|spread| *spread > feed.reading().every.value).unwrap_or(0)))
    } else if feed.name.scope.is_empty() {
        let every = every(tx, now, feed)?;
        Some(now.plus(spread.map_or(every, |spread| spread.max(every)) + jitter))
    } else {
        daily(tx, now, feed)?
    };
    // What changed and was not found is still to be found.
    let is_read = read.head && read.everywhere_at.is_none();
    tx.run(
        "UPDATE feed SET newest = coalesce($1, newest), older = $2, whole_since = $3, in_doubt = $4,
                         whole_at = coalesce($5, whole_at), read_mark = CASE WHEN $6 THEN $7 ELSE read_mark END,
                         next_at = CASE WHEN mark IS $7 THEN $8 ELSE $9 END, read_at = $9, tries = 0, reason = NULL,
                         failing_since = NULL
         WHERE id = $10",
        args![
            read.newest.clone(),
            read.older.clone(),
            read.whole_since,
            read.in_doubt,
            read.whole_at,
            is_read,
            feed.mark.clone(),
            next,
            now,
            feed.id
        ],
    )?;
    Ok(())
}

/// How soon an account is read again.
fn every(tx: &Tx<'_>, now: Millis, feed: &Due) -> Result<i64> {
    let reading = feed.reading();
    match feed.name.kind {
        FeedKind::Conversations | FeedKind::Messages => return Ok(reading.every.value),
        FeedKind::Posts | FeedKind::Reels | FeedKind::Comments | FeedKind::Answers | FeedKind::Mentions => {}
    }
    // What went out from here is known before its platform tells of it.
    let fresh: Option<i64> = tx.one(
        "SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM platform_post
             WHERE channel_id = $1 AND account_id = $2 AND published_at BETWEEN $3 AND $4)
            OR EXISTS (SELECT 1 FROM part WHERE platform = $5 AND account_id = $2 AND platform_id IS NOT NULL AND posted_at BETWEEN $3 AND $4)",
        args![feed.account.channel, &feed.account.id, now.plus(-FRESH_FOR), now, feed.account.platform],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(if fresh.is_some() { reading.fresh.value.min(reading.every.value) } else { reading.every.value })
}

/// What is led to is read once a day in any case as long as its post is young: what is edited changes no count.
pub(super) fn daily(tx: &Tx<'_>, now: Millis, feed: &Due) -> Result<Option<Millis>> {
    if !feed.reading().again.value {
        return Ok(None);
    }
    let young: Option<i64> = tx.one(
        "SELECT 1 AS one FROM platform_post
         WHERE channel_id = $1 AND account_id = $2 AND (platform_id = $3 OR id = (
             SELECT platform_post_id FROM conversation WHERE channel_id = $1 AND account_id = $2 AND kind = 'comment' AND root = $3))
           AND published_at > $4",
        args![feed.account.channel, &feed.account.id, &feed.name.scope, now.plus(-14 * Millis::DAY)],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(young.map(|_| now.plus(WHOLE_EVERY)))
}

/// How the reading of one of a channel's first feeds stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedStanding {
    /// Whose.
    pub channel: ChannelId,
    /// What it tells.
    pub kind: FeedKind,
    /// How it stands.
    pub state: FeedState,
    /// When it was read last.
    pub read_at: Option<Millis>,
    /// When it is read next.
    pub next_at: Option<Millis>,
    /// Why it could not be read, in a sentence.
    pub reason: Option<String>,
}

/// How the first feeds of all channels stand.
///
/// # Errors
/// When the store refuses.
pub fn standings(tx: &Tx<'_>) -> Result<Vec<FeedStanding>> {
    tx.all(
        "SELECT feed.channel_id, feed.kind, max(feed.read_at) AS read_at, min(feed.next_at) AS next_at,
                CASE WHEN count(*) = count(feed.reason) THEN max(feed.reason) END AS reason
         FROM feed JOIN channel ON channel.id = feed.channel_id AND channel.account_id = feed.account_id
         -- Posts may be told where what stands under them is not.
         WHERE (feed.scope = '' OR feed.kind = 'comments') AND channel.removed_at IS NULL
         GROUP BY feed.channel_id, feed.kind ORDER BY feed.channel_id, feed.kind",
        &[],
        |row| {
            let (read_at, reason): (Option<Millis>, Option<String>) = (row.get("read_at")?, row.get("reason")?);
            Ok::<_, Error>(FeedStanding {
                channel: row.get("channel_id")?,
                kind: row.get("kind")?,
                state: match (&reason, read_at) {
                    (Some(_), _) => FeedState::TryingAgain,
                    (None, Some(_)) => FeedState::Read,
                    (None, None) => FeedState::Begins,
                },
                read_at,
                next_at: row.get("next_at")?,
                reason,
            })
        },
    )
}
