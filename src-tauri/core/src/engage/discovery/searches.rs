//! One search of a topic: whether it may be asked for, from where on it goes, and what it leaves behind.
//!
//! Invariant: a search is on disk before its platform hears of it, with all that it may cost; what was read is not asked for again; and
//! on no day are more posts read than [`MOST_READ_A_DAY`], whoever asks and whatever ends the program in between.

use crate::audit::{self, Action, Actor, Entry};
use crate::check::capability::discovering::{Discovering, discovering};
use crate::clinic::{self, ChannelConnection, ChannelRow, ChannelWay};
use crate::env::Env;
use crate::error::{Error, ErrorCode, Result};
use crate::gate::Account;
use crate::model::{ChannelId, Millis, PersonId, Platform, TopicId};
use crate::publish::{Failure, FailureClass};
use crate::store::{Tag, Tx, args};

use super::hits;
use super::searcher::{Found, HitSeen, SearchAsk};
use super::topics::{self, TopicRow};

/// How many posts may be read by searching on a day, by UTC: at X's prices of 2026-11-20 a dollar's worth, and three where it charges for
/// their authors as well. Our own choice.
pub const MOST_READ_A_DAY: u32 = 200;
/// How long what was found is as good as new: whoever asks again within it sees that, and nothing is paid for. In milliseconds.
pub const FRESH: i64 = 15 * Millis::MINUTE;
/// How long a search may go on, before it counts as one that nobody knows the end of. Longer than any call. In milliseconds.
const LEASE: i64 = 3 * Millis::MINUTE;
/// How far a search stays away from where its platform's memory ends: what is asked from there on is refused. In milliseconds.
const MARGIN: i64 = 60 * Millis::MINUTE;
/// Longer than any platform asks not to be asked: what is further away was set by a clock that was wrong. In milliseconds.
const LONGEST_WAIT: i64 = 25 * 60 * Millis::MINUTE;

/// How far a topic was read through a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When its newest were read last.
    pub read_at: Millis,
    newest: Option<(String, Millis)>,
    left: Option<(String, Millis)>,
    left_since: Option<(String, Millis)>,
}

impl Reading {
    /// Whether older posts can be asked for.
    pub fn has_more(&self, platform: Platform, now: Millis) -> bool {
        self.older_than(platform, now).is_some()
    }

    /// Whether asking again would find nothing that is new yet.
    pub fn is_fresh(&self, now: Millis) -> bool {
        (0..FRESH).contains(&now.since(self.read_at))
    }

    fn older_than(&self, platform: Platform, now: Millis) -> Option<&str> {
        reachable(self.left.as_ref(), platform, now)
    }
}

/// A post that a search can begin at: one that its platform's search still knows.
fn reachable(post: Option<&(String, Millis)>, platform: Platform, now: Millis) -> Option<&str> {
    let back = discovering(platform).map_or(0, |it| it.back.value - MARGIN);
    post.filter(|(_, written_at)| now.since(*written_at) < back).map(|(id, _)| id.as_str())
}

/// How far a topic was read through a channel; none where it never was.
///
/// # Errors
/// When the store refuses.
pub fn standing(tx: &Tx<'_>, topic: TopicId, channel: ChannelId) -> Result<Option<Reading>> {
    tx.one("SELECT * FROM topic_reading WHERE topic_id = $1 AND channel_id = $2", args![topic, channel], |row| {
        Ok::<_, Error>(Reading {
            read_at: row.get("read_at")?,
            newest: row.get::<Option<String>>("newest_id")?.zip(row.get("newest_at")?),
            left: row.get::<Option<String>>("left_id")?.zip(row.get("left_at")?),
            left_since: row.get::<Option<String>>("left_since_id")?.zip(row.get("left_since_at")?),
        })
    })
}

/// A search that is asked for now.
#[derive(Debug, Clone)]
pub struct Search {
    id: i64,
    topic: TopicRow,
    account: Account,
    most: u32,
    older: bool,
    /// With when it was written, as what is older than it.
    newer_than: Option<(String, Millis)>,
    older_than: Option<String>,
}

impl Search {
    /// What the platform is asked.
    pub fn ask(&self) -> SearchAsk<'_> {
        SearchAsk {
            account: &self.account,
            words: &self.topic.words,
            language: self.topic.language,
            most: self.most,
            newer_than: self.newer_than.as_ref().map(|(id, _)| id.as_str()),
            older_than: self.older_than.as_deref(),
        }
    }
}

/// Whether anybody is asked.
#[derive(Debug)]
pub enum Begun {
    /// Nobody: what stands there is as good as new, or there is nothing more.
    Known,
    /// The platform, once.
    Ask(Box<Search>),
}

/// How many posts may still be read today.
///
/// # Errors
/// When the store refuses.
pub fn left_today(tx: &Tx<'_>, now: Millis) -> Result<u32> {
    let read =
        tx.one("SELECT coalesce(sum(counts), 0) AS many FROM topic_search WHERE day = $1", args![day(now)], |row| {
            row.get::<u32>("many").map_err(Error::from)
        })?;
    Ok(MOST_READ_A_DAY.saturating_sub(read.unwrap_or_default()))
}

/// The day of an instant, by UTC.
const fn day(at: Millis) -> i64 {
    at.0.div_euclid(Millis::DAY)
}

/// Until when a channel's platform asked not to be asked.
///
/// # Errors
/// When the store refuses.
pub fn waits_until(tx: &Tx<'_>, now: Millis, channel: &ChannelRow) -> Result<Option<Millis>> {
    let asked: Option<Option<Millis>> = tx.one(
        "SELECT max(wait_until) AS until FROM topic_search WHERE channel_id = $1 AND wait_until > $2 AND wait_until < $3",
        args![channel.id, now, now.plus(LONGEST_WAIT)],
        |row| row.get("until").map_err(Error::from),
    )?;
    Ok(asked.flatten().max(clinic::resting_until(channel.rests_until, now)))
}

/// Why a channel can't be searched through, whoever asks.
///
/// # Errors
/// When the store refuses.
pub fn why_not_searched(tx: &Tx<'_>, channel: &ChannelRow) -> Result<Option<String>> {
    let name = channel.platform.name();
    Ok(if discovering(channel.platform).is_none() {
        Some(format!("{name} lets no program search what others write."))
    } else if channel.removed {
        Some("The channel was removed.".to_owned())
    } else if channel.way == ChannelWay::ByHand {
        Some(format!("This channel is served by hand, so {name} is searched in the browser."))
    } else if !clinic::is_allowed(tx, channel.platform)? {
        Some(format!("This clinic does not use {name}. An administrator can change that under Settings, Channels."))
    } else if channel.connection != ChannelConnection::Connected {
        Some(format!("Nobody is signed in on {name} here. Connect the channel again under Settings, Channels."))
    } else {
        None
    })
}

/// Begins a search of a topic through a channel: of what is new since the last, or of what that one left over. It is on disk
/// afterwards, with all that it may cost.
///
/// # Errors
/// When the channel can't be searched through, its platform asked for a pause, another search of it goes on, or today's posts are
/// read.
pub fn begin(tx: &Tx<'_>, env: &Env, topic: TopicId, channel: ChannelId, (most, older): (u32, bool)) -> Result<Begun> {
    let (now, topic, channel) = (env.now(), topics::topic(tx, topic)?, clinic::channel(tx, channel)?);
    let platform = channel.platform;
    if let Some(why) = why_not_searched(tx, &channel)? {
        return Err(Error::invalid("channel_id", why));
    }
    let reading = standing(tx, topic.id, channel.id)?;
    let (newer_than, older_than) = if older {
        let Some(reading) = &reading else { return Ok(Begun::Known) };
        let Some(older_than) = reading.older_than(platform, now) else { return Ok(Begun::Known) };
        let since = reading.left_since.clone().filter(|since| reachable(Some(since), platform, now).is_some());
        (since, Some(older_than.to_owned()))
    } else {
        if reading.as_ref().is_some_and(|reading| reading.is_fresh(now)) {
            return Ok(Begun::Known);
        }
        let newest = reading.as_ref().and_then(|reading| reading.newest.clone());
        (newest.filter(|newest| reachable(Some(newest), platform, now).is_some()), None)
    };
    let Some(Discovering { fewest, most: at_once, .. }) = discovering(platform) else { return Ok(Begun::Known) };
    if !(fewest.value..=at_once.value).contains(&most) {
        let message = format!("{} is asked for {} to {} posts at once.", platform.name(), fewest.value, at_once.value);
        return Err(Error::invalid("most", message));
    }
    if waits_until(tx, now, &channel)?.is_some() {
        let message = format!("{} asked for a pause. Search again once it is over.", platform.name());
        return Err(Error::refused(ErrorCode::Stale, message));
    }
    if is_going(tx, now, topic.id, channel.id)? {
        let message = "Somebody is searching for this topic right now. What is found appears here.";
        return Err(Error::refused(ErrorCode::Stale, message));
    }
    let left = left_today(tx, now)?;
    if most > left {
        return Err(Error::invalid("most", ceiling(left)));
    }
    let id = tx.one(
        "INSERT INTO topic_search (topic_id, channel_id, asked_at, day, counts) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![topic.id, channel.id, now, day(now), most],
        |row| row.get::<i64>("id").map_err(Error::from),
    )?;
    let id = id.ok_or_else(|| Error::internal("a search was not kept"))?;
    tx.changed(Tag::Discovery);
    let account = Account::of(&channel);
    Ok(Begun::Ask(Box::new(Search { id, topic, account, most, older, newer_than, older_than })))
}

/// Why no more is read today.
fn ceiling(left: u32) -> String {
    let rest = match left {
        0 => "and all of them were read, or may have been where X did not answer".to_owned(),
        1 => "and 1 is left".to_owned(),
        _ => format!("and {left} are left"),
    };
    format!(
        "Countersign reads {MOST_READ_A_DAY} posts a day by searching, so that nobody pays more than they meant to, {rest}. The day ends at midnight, UTC."
    )
}

/// Whether a search of a topic goes on. One that a crash broke off does not.
fn is_going(tx: &Tx<'_>, now: Millis, topic: TopicId, channel: ChannelId) -> Result<bool> {
    let going: Option<i64> = tx.one(
        "SELECT 1 AS one FROM topic_search WHERE topic_id = $1 AND channel_id = $2 AND ended_at IS NULL
           AND asked_at > $3 AND asked_at <= $4 LIMIT 1",
        args![topic, channel, now.plus(-LEASE), now],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(going.is_some())
}

/// Puts what came of a search on disk, and tells how many posts were paid for. What a person changed or ended meanwhile keeps nothing of it
/// but that.
///
/// # Errors
/// When the store refuses.
pub fn settle(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    search: &Search,
    said: &std::result::Result<Found, Failure>,
) -> Result<u32> {
    let (now, account) = (env.now(), &search.account);
    let (paid, counts, wait_until) = match said {
        Ok(found) => {
            // A post is paid for once a day, by UTC; of what was not understood nobody knows.
            let known = hits::not_read_within(tx, (Millis(day(now) * Millis::DAY), now), &found.hits)?;
            let unknown = found.read.saturating_sub(u32::try_from(found.hits.len()).unwrap_or(u32::MAX));
            (known + unknown, known + unknown, None)
        }
        Err(failure) => (0, counts_for(failure, search.most), wait_of(failure, now)),
    };
    tx.run(
        "UPDATE topic_search SET ended_at = $1, paid = $2, counts = $3, wait_until = $4 WHERE id = $5",
        args![now, paid, counts, wait_until, search.id],
    )?;
    match said {
        Ok(found) if is_wanted(tx, search)? => {
            let of = (search.topic.id, account.channel);
            let again = hits::any_known(tx, of, &found.hits)?;
            hits::keep(tx, now, of, &found.hits)?;
            advance(tx, now, search, found, again)?;
        }
        Err(failure) if failure.class == FailureClass::Reconnect => {
            clinic::refuse_channel(tx, env, account.channel, account.sign_in, &failure.message)?;
        }
        Ok(_) | Err(_) => {}
    }
    let entry = Entry::done(Actor::Person(by), Action::TopicSearched)
        .fact("topic", search.topic.id)
        .fact("channel", account.channel)
        .fact("outcome", if said.is_ok() { "found" } else { "failed" })
        .fact("paid", paid);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Discovery);
    Ok(paid)
}

/// Whether a topic asks what was asked, through a connection that is still there.
fn is_wanted(tx: &Tx<'_>, search: &Search) -> Result<bool> {
    let channel = clinic::channel(tx, search.account.channel)?;
    let same: Option<i64> = tx.one(
        "SELECT 1 AS one FROM topic WHERE id = $1 AND words = $2 AND language = $3",
        args![search.topic.id, &search.topic.words, search.topic.language],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(same.is_some() && !channel.removed && channel.connection != ChannelConnection::Disconnected)
}

/// Where the next search begins. What was not understood is asked for once more; `again` is that this was that, and after it nobody pays
/// for the same any more.
fn advance(tx: &Tx<'_>, now: Millis, search: &Search, found: &Found, again: bool) -> Result<()> {
    let (topic, channel) = (search.topic.id, search.account.channel);
    let stays = found.doubtful && !again;
    // Ids grow with time; as text the longer one is the greater.
    let by_id = |hit: &&HitSeen| (hit.platform_id.len(), hit.platform_id.clone());
    let (newest, oldest) = (found.hits.iter().max_by_key(by_id), found.hits.iter().min_by_key(by_id));
    let left = oldest.filter(|_| found.more);
    let (left_id, left_at) = (left.map(|hit| hit.platform_id.as_str()), left.map(|hit| hit.written_at));
    if search.older {
        if !stays {
            tx.run(
                "UPDATE topic_reading SET left_id = $1, left_at = $2 WHERE topic_id = $3 AND channel_id = $4",
                args![left_id, left_at, topic, channel],
            )?;
        }
        return Ok(());
    }
    tx.run(
        "INSERT INTO topic_reading (topic_id, channel_id, read_at) VALUES ($1, $2, $3)
         ON CONFLICT (topic_id, channel_id) DO UPDATE SET read_at = excluded.read_at",
        args![topic, channel, now],
    )?;
    let Some(newest) = newest.filter(|_| !stays) else { return Ok(()) };
    tx.run(
        "UPDATE topic_reading SET newest_id = $1, newest_at = $2 WHERE topic_id = $3 AND channel_id = $4",
        args![&newest.platform_id, newest.written_at, topic, channel],
    )?;
    // What an earlier search left over lies below what this one left over.
    if left.is_some() {
        tx.run(
            "UPDATE topic_reading SET left_id = $1, left_at = $2, left_since_id = $3, left_since_at = $4
             WHERE topic_id = $5 AND channel_id = $6",
            args![
                left_id,
                left_at,
                search.newer_than.as_ref().map(|(id, _)| id.clone()),
                search.newer_than.as_ref().map(|(_, at)| *at),
                topic,
                channel
            ],
        )?;
    }
    Ok(())
}

/// How many posts a search that failed counts for: all where nobody knows whether it was answered.
const fn counts_for(failure: &Failure, most: u32) -> u32 {
    match failure.class {
        FailureClass::Unknown => most,
        FailureClass::TryAgain
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::WaitUntil(_)
        | FailureClass::Local
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => 0,
    }
}

fn wait_of(failure: &Failure, now: Millis) -> Option<Millis> {
    match failure.class {
        FailureClass::WaitUntil(until) => Some(until.min(now.plus(LONGEST_WAIT - Millis::MINUTE))),
        FailureClass::TryAgain
        | FailureClass::Unknown
        | FailureClass::Reconnect
        | FailureClass::FixContent
        | FailureClass::Duplicate
        | FailureClass::Local
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::SetUp
        | FailureClass::Recipient(_) => None,
    }
}

/// How many posts searches on a platform were paid for since an instant.
///
/// # Errors
/// When the store refuses.
pub fn paid_since(tx: &Tx<'_>, platform: Platform, from: Millis) -> Result<u32> {
    let paid = tx.one(
        "SELECT coalesce(sum(topic_search.paid), 0) AS many
         FROM topic_search CROSS JOIN channel ON channel.id = topic_search.channel_id
         WHERE topic_search.asked_at >= $1 AND channel.platform = $2",
        args![from, platform],
        |row| row.get::<u32>("many").map_err(Error::from),
    )?;
    Ok(paid.unwrap_or_default())
}
