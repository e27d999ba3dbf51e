//! What is due to be asked for its numbers, and how each post and account stands.
//!
//! Invariant: a look is moved on before anybody is asked, so that whatever ends the program in between makes no second look at once;
//! and what was put off, or ended, by a clock that was wrong is due again once the clock is right.

use crate::check::capability::measuring::measuring;
use crate::clinic::ChannelRow;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::gate::{self, Account};
use crate::model::{ChannelId, Digest, InstagramKind, Millis, PartId, PartRole, Platform, PlatformOptions, PostId};
use crate::store::{Row, Tag, Tx, args};

use super::meter::PostAsked;
use super::metric::CountedAs;
use super::schedule::{self, LONGEST, MOST_PAID, Pace};

/// How long a look may take, before it counts as one that came to nothing.
const LEASE: i64 = 10 * Millis::MINUTE;
/// How soon after a look somebody may have another one.
const SOONEST: i64 = Millis::MINUTE;

/// A post that is due.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) asked: PostAsked,
    pub(super) tries: u32,
    /// When its platform last answered.
    pub(super) read_at: Option<Millis>,
    pub(super) gone_at: Option<Millis>,
}

impl Due {
    pub(super) fn pace(&self, platform: Platform) -> Pace {
        Pace { form: self.asked.form, paid: measuring(platform).costs.value }
    }
}

/// What is to be done about the posts of an account now.
#[derive(Debug, Clone, Default)]
pub(super) struct Batch {
    /// Asked together.
    pub(super) asked: Vec<Due>,
    /// Nobody asks for these any more.
    over: Vec<PartId>,
    /// These have no numbers: comments and answers.
    uncounted: Vec<PartId>,
}

impl Batch {
    pub(super) const fn is_empty(&self) -> bool {
        self.asked.is_empty() && self.over.is_empty() && self.uncounted.is_empty()
    }
}

/// As what its platform counts a part; none where it is not counted by itself.
fn form(tx: &Tx<'_>, ordinal: u32, manifest: Option<Digest>) -> Result<Option<CountedAs>> {
    let Some(manifest) = manifest else { return Ok((ordinal == 0).then_some(CountedAs::Post)) };
    let body = gate::load_manifest(tx, manifest)?.body;
    let part = usize::try_from(ordinal).ok().and_then(|place| body.parts.get(place));
    let Some(part) = part.filter(|part| matches!(part.role, PartRole::Main | PartRole::Thread)) else {
        return Ok(None);
    };
    let moves = part.media.iter().any(|media| media.mime.starts_with("video/"));
    Ok(Some(match &body.options {
        PlatformOptions::Instagram { kind: InstagramKind::Story, .. } => CountedAs::Story,
        PlatformOptions::Instagram { kind: InstagramKind::Reel, .. } => CountedAs::Film,
        PlatformOptions::Facebook { .. } if moves => CountedAs::Film,
        PlatformOptions::Instagram { kind: InstagramKind::Post, .. }
        | PlatformOptions::Facebook { .. }
        | PlatformOptions::X {}
        | PlatformOptions::Linkedin { .. }
        | PlatformOptions::Whatsapp { .. }
        | PlatformOptions::Youtube(_)
        | PlatformOptions::Tiktok(_) => CountedAs::Post,
    }))
}

struct Found {
    due: Due,
    form: Option<CountedAs>,
    ordinal: u32,
    manifest: Option<Digest>,
}

fn found(row: &Row<'_>) -> Result<Found> {
    let form: Option<CountedAs> = row.get("form")?;
    Ok(Found {
        due: Due {
            asked: PostAsked {
                part: row.get("part_id")?,
                platform_id: row.get("platform_id")?,
                permalink: row.get("permalink")?,
                form: form.unwrap_or(CountedAs::Post),
                posted_at: row.get("posted_at")?,
            },
            tries: row.get("tries")?,
            read_at: row.get("read_at")?,
            gone_at: row.get("gone_at")?,
        },
        form,
        ordinal: row.get("ordinal")?,
        manifest: row.get("manifest")?,
    })
}

/// The posts of an account that are due, as many as its platform tells of at once, the longest due first. What failed is asked by
/// itself, so that one that its platform does not take holds up no other.
pub(super) fn due(tx: &Tx<'_>, now: Millis, channel: &ChannelRow) -> Result<Batch> {
    let measuring = measuring(channel.platform);
    let rows: Vec<Found> = tx.all(
        "SELECT post_meter.*, part.platform_id, part.permalink, part.ordinal, delivery.manifest
         FROM post_meter CROSS JOIN part ON part.id = post_meter.part_id CROSS JOIN delivery ON delivery.id = part.delivery_id
         WHERE post_meter.channel_id = $1 AND post_meter.account_id = $2
           AND (post_meter.next_at <= $3 OR post_meter.next_at > $4)
           AND part.state = 'posted' AND delivery.take_down_at IS NULL
         ORDER BY post_meter.next_at LIMIT $5",
        args![channel.id, &channel.account_id, now, now.plus(LONGEST), measuring.at_once.value],
        found,
    )?;
    let mut batch = Batch::default();
    for Found { mut due, form: known, ordinal, manifest } in rows {
        let part = due.asked.part;
        let Some(form) = known.map_or_else(|| form(tx, ordinal, manifest), |form| Ok(Some(form)))? else {
            batch.uncounted.push(part);
            continue;
        };
        due.asked.form = form;
        if schedule::is_over(form, due.asked.posted_at, now)
            || is_paid_out(tx, measuring.costs.value, (part, due.asked.posted_at), now)?
        {
            batch.over.push(part);
        } else if batch.asked.is_empty() || (due.tries == 0 && batch.asked[0].tries == 0) {
            batch.asked.push(due);
        }
    }
    Ok(batch)
}

/// Whether enough was paid for a post, whatever a clock said.
fn is_paid_out(tx: &Tx<'_>, costs: bool, (part, posted_at): (PartId, Millis), now: Millis) -> Result<bool> {
    if !costs {
        return Ok(false);
    }
    if schedule::is_too_old_to_pay(posted_at, now) {
        return Ok(true);
    }
    let days: Vec<i64> = tx.all("SELECT day FROM paid_reading WHERE part_id = $1", args![part], |row| {
        row.get("day").map_err(Error::from)
    })?;
    Ok(days.len() >= MOST_PAID as usize && !days.contains(&day(now)))
}

/// The day of an instant, by UTC.
pub(super) const fn day(at: Millis) -> i64 {
    at.0.div_euclid(Millis::DAY)
}

/// Before anybody is asked: what is asked now is due again once that came to nothing.
pub(super) fn begin(tx: &Tx<'_>, now: Millis, batch: &Batch) -> Result<()> {
    for due in &batch.asked {
        tx.run(
            "UPDATE post_meter SET form = $1, next_at = $2 WHERE part_id = $3",
            args![due.asked.form, now.plus(LEASE), due.asked.part],
        )?;
    }
    for part in &batch.over {
        end(tx, now, *part)?;
    }
    for part in &batch.uncounted {
        tx.run("DELETE FROM post_meter WHERE part_id = $1", args![*part])?;
    }
    Ok(())
}

/// Nobody asks for it any more.
pub(super) fn end(tx: &Tx<'_>, now: Millis, part: PartId) -> Result<()> {
    tx.run("UPDATE post_meter SET next_at = NULL, ended_at = $1 WHERE part_id = $2", args![now, part])?;
    Ok(())
}

/// Whether something was ended by a clock that was wrong.
pub(super) fn was_ended_too_soon(tx: &Tx<'_>, now: Millis) -> Result<bool> {
    let one: Option<i64> =
        tx.one("SELECT 1 AS one FROM post_meter WHERE ended_at > $1 LIMIT 1", args![now], |row| {
            row.get("one").map_err(Error::from)
        })?;
    Ok(one.is_some())
}

/// Asks again for what was ended by a clock that was wrong.
pub(super) fn take_up(tx: &Tx<'_>, now: Millis) -> Result<()> {
    tx.run("UPDATE post_meter SET next_at = $1, ended_at = NULL WHERE ended_at > $1", args![now])?;
    Ok(())
}

/// Whether an account is due, with how often that failed; none where it was never asked for.
pub(super) fn account_due(tx: &Tx<'_>, now: Millis, channel: &ChannelRow) -> Result<Option<(bool, u32)>> {
    tx.one(
        "SELECT next_at, tries FROM account_meter WHERE channel_id = $1 AND account_id = $2",
        args![channel.id, &channel.account_id],
        |row| {
            let next: Millis = row.get("next_at")?;
            Ok((next <= now || next > now.plus(LONGEST), row.get("tries")?))
        },
    )
}

/// Moves an account's look on before anybody is asked.
pub(super) fn begin_account(tx: &Tx<'_>, now: Millis, account: &Account) -> Result<()> {
    tx.run(
        "INSERT INTO account_meter (channel_id, account_id, next_at) VALUES ($1, $2, $3)
         ON CONFLICT (channel_id, account_id) DO UPDATE SET next_at = excluded.next_at",
        args![account.channel, &account.id, now.plus(LEASE)],
    )?;
    Ok(())
}

/// Nothing is asked of an account until then, and why.
pub(super) fn pause(tx: &Tx<'_>, account: &Account, until: Millis, reason: &str) -> Result<()> {
    tx.run(
        "INSERT INTO account_meter (channel_id, account_id, next_at, paused_until, reason) VALUES ($1, $2, $3, $3, $4)
         ON CONFLICT (channel_id, account_id) DO UPDATE SET paused_until = excluded.paused_until, reason = excluded.reason",
        args![account.channel, &account.id, until, reason],
    )?;
    Ok(())
}

/// Until when nothing is asked of an account. A pause that is further away than any was set by a clock that was wrong.
pub(super) fn paused_until(tx: &Tx<'_>, now: Millis, channel: &ChannelRow) -> Result<Option<Millis>> {
    let until = tx.one(
        "SELECT paused_until FROM account_meter WHERE channel_id = $1 AND account_id = $2",
        args![channel.id, &channel.account_id],
        |row| row.get::<Option<Millis>>("paused_until").map_err(Error::from),
    )?;
    Ok(until.flatten().filter(|until| *until > now && *until <= now.plus(LONGEST)))
}

/// When the next one is due after `now`.
pub(super) fn next(tx: &Tx<'_>, now: Millis) -> Result<Option<Millis>> {
    let first = |sql: &str| {
        let found = tx.one(sql, args![now], |row| row.get::<Option<Millis>>("next").map_err(Error::from))?;
        Ok::<_, Error>(found.flatten())
    };
    let posts = first("SELECT min(next_at) AS next FROM post_meter WHERE next_at > $1")?;
    let accounts = first("SELECT min(next_at) AS next FROM account_meter WHERE next_at > $1")?;
    Ok(posts.into_iter().chain(accounts).min())
}

/// How the numbers of a public part stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartStanding {
    /// Which.
    pub part: PartId,
    /// Its place in the post, from 0.
    pub ordinal: u32,
    /// Its platform.
    pub platform: Platform,
    /// Its channel.
    pub channel: ChannelId,
    /// Its account on the platform.
    pub account: String,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// As what its platform counts it; none until it was first asked for.
    pub form: Option<CountedAs>,
    /// When it is asked for next by itself; none where nobody asks any more.
    pub next_at: Option<Millis>,
    /// When its platform last answered.
    pub read_at: Option<Millis>,
    /// Why there is no number, or could not be read the last time.
    pub reason: Option<String>,
    /// Since when its platform says that there is no such thing.
    pub gone_at: Option<Millis>,
    /// Whether it was taken down.
    pub removed: bool,
}

/// How the numbers of each public part of a post stand, in order. Comments and answers have none.
///
/// # Errors
/// When the store refuses.
pub fn part_standings(tx: &Tx<'_>, post: PostId) -> Result<Vec<PartStanding>> {
    tx.all(
        "SELECT post_meter.*, part.ordinal, part.platform, part.permalink, part.state FROM delivery
         CROSS JOIN part ON part.delivery_id = delivery.id CROSS JOIN post_meter ON post_meter.part_id = part.id
         WHERE delivery.post_id = $1 ORDER BY part.ordinal",
        args![post],
        |row| {
            Ok(PartStanding {
                part: row.get("part_id")?,
                ordinal: row.get("ordinal")?,
                platform: row.get("platform")?,
                channel: row.get("channel_id")?,
                account: row.get("account_id")?,
                permalink: row.get("permalink")?,
                form: row.get("form")?,
                next_at: row.get("next_at")?,
                read_at: row.get("read_at")?,
                reason: row.get("reason")?,
                gone_at: row.get("gone_at")?,
                removed: row.get::<String>("state")? == "removed",
            })
        },
    )
}

/// How the numbers of an account stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStanding {
    /// When it is asked for next.
    pub next_at: Millis,
    /// When its platform last answered.
    pub read_at: Option<Millis>,
    /// Until when nothing is asked of it; may have passed.
    pub paused_until: Option<Millis>,
    /// Why it could not be read the last time.
    pub reason: Option<String>,
}

/// How the numbers of an account stand; none as long as it was never asked for.
///
/// # Errors
/// When the store refuses.
pub fn account_standing(tx: &Tx<'_>, channel: ChannelId, account: &str) -> Result<Option<AccountStanding>> {
    tx.one("SELECT * FROM account_meter WHERE channel_id = $1 AND account_id = $2", args![channel, account], |row| {
        Ok(AccountStanding {
            next_at: row.get("next_at")?,
            read_at: row.get("read_at")?,
            paused_until: row.get("paused_until")?,
            reason: row.get("reason")?,
        })
    })
}

/// How many readings were paid for on a platform, from the day of an instant on, by UTC.
///
/// # Errors
/// When the store refuses.
pub fn paid_since(tx: &Tx<'_>, platform: Platform, from: Millis) -> Result<u32> {
    let many = tx.one(
        "SELECT count(*) AS many FROM paid_reading JOIN part ON part.id = paid_reading.part_id
         WHERE paid_reading.day >= $1 AND part.platform = $2",
        args![day(from), platform],
        |row| row.get::<u32>("many").map_err(Error::from),
    )?;
    Ok(many.unwrap_or_default())
}

/// Whether a look at a post would be paid for by nobody any more: each of its parts was paid for often enough, or is too old for that.
///
/// # Errors
/// When the store refuses.
pub fn nobody_pays(tx: &Tx<'_>, platform: Platform, post: PostId, now: Millis) -> Result<bool> {
    let costs = measuring(platform).costs.value;
    let parts: Vec<(PartId, Millis)> = tx.all(
        "SELECT part.id, post_meter.posted_at FROM delivery CROSS JOIN part ON part.delivery_id = delivery.id
         CROSS JOIN post_meter ON post_meter.part_id = part.id WHERE delivery.post_id = $1",
        args![post],
        |row| Ok::<_, Error>((row.get("id")?, row.get("posted_at")?)),
    )?;
    for part in parts {
        if !is_paid_out(tx, costs, part, now)? {
            return Ok(false);
        }
    }
    Ok(costs)
}

/// Has the numbers of a post read now, unless that was done just before. Tells whether anything is to be read.
///
/// # Errors
/// When the store refuses.
pub fn look_now(tx: &Tx<'_>, env: &Env, post: PostId) -> Result<bool> {
    let now = env.now();
    let due = tx.run(
        "UPDATE post_meter SET next_at = $1, ended_at = NULL
         WHERE (read_at IS NULL OR read_at < $2 OR read_at > $1)
           AND part_id IN (SELECT part.id FROM delivery CROSS JOIN part ON part.delivery_id = delivery.id
                           WHERE delivery.post_id = $3 AND part.state = 'posted' AND delivery.take_down_at IS NULL)",
        args![now, now.plus(-SOONEST), post],
    )?;
    if due > 0 {
        tx.changed(Tag::Numbers);
    }
    Ok(due > 0)
}

/// Somebody signed in on a channel anew: whatever could not be read there is tried now.
///
/// # Errors
/// When the store refuses.
pub fn read_anew(tx: &Tx<'_>, env: &Env, channel: ChannelId) -> Result<()> {
    tx.run(
        "UPDATE post_meter SET next_at = $1, tries = 0, reason = NULL
         WHERE channel_id = $2 AND tries > 0 AND next_at IS NOT NULL",
        args![env.now(), channel],
    )?;
    tx.run(
        "UPDATE account_meter SET next_at = $1, tries = 0, reason = NULL, paused_until = NULL
         WHERE channel_id = $2 AND reason IS NOT NULL",
        args![env.now(), channel],
    )?;
    Ok(())
}
