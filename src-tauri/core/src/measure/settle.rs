//! What a reading of numbers leaves behind: the numbers, when the next look is, and why one came to nothing.
//!
//! Invariant: a reading that failed says nothing of a number, and *gone* ends the looks only once it was said again a day later. A
//! pause that a platform asked for is the whole account's.

use crate::check::capability::measuring::measuring;
use crate::clinic;
use crate::env::Env;
use crate::error::Result;
use crate::gate::Account;
use crate::model::{Millis, Platform};
use crate::publish::{Failure, FailureClass};
use crate::store::{Tag, Tx, args};

use super::definitions::definitions;
use super::insight::{Reading, keep_at_age};
use super::marks;
use super::meter::{PostAsked, PostReading, Said};
use super::meters::{self, Due};
use super::metric::{CountedAs, Metric, Told};
use super::samples::{self, Subject};
use super::schedule::{self, ACCOUNT, LONGEST};

/// The waits after readings that failed, one after the other; behind the last it is a day.
const WAITS: [i64; 4] = [5 * Millis::MINUTE, 30 * Millis::MINUTE, 2 * HOUR, 6 * HOUR];
const HOUR: i64 = 60 * Millis::MINUTE;
/// How long an account is left alone while nobody can be reached, or after a failure that may pass.
const IDLE_WAIT: i64 = Millis::MINUTE;
/// The same where its platform does not tell this sign-in any numbers: post after post would be refused.
const NOT_ALLOWED: i64 = 30 * Millis::MINUTE;

/// How a failure is followed.
struct Following {
    /// When what was asked for is asked for again.
    next: Millis,
    /// Whether it counts against what was asked for.
    counts: bool,
    /// Until when the whole account is left alone.
    pause: Option<Millis>,
}

fn following(failure: &Failure, tries: u32, now: Millis) -> Following {
    let waited = usize::try_from(tries).ok().and_then(|tries| WAITS.get(tries)).copied().unwrap_or(Millis::DAY);
    match failure.class {
        FailureClass::WaitUntil(until) => {
            let until = until.max(now.plus(IDLE_WAIT)).min(now.plus(LONGEST - Millis::MINUTE));
            Following { next: until, counts: false, pause: Some(until) }
        }
        FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing | FailureClass::Local => {
            Following { next: now.plus(IDLE_WAIT), counts: false, pause: Some(now.plus(IDLE_WAIT)) }
        }
        FailureClass::TryAgain | FailureClass::Unknown => {
            Following { next: now.plus(waited), counts: true, pause: Some(now.plus(IDLE_WAIT)) }
        }
        FailureClass::FixContent | FailureClass::Duplicate | FailureClass::Recipient(_) => {
            Following { next: now.plus(waited), counts: true, pause: None }
        }
        FailureClass::SetUp => Following { next: now.plus(waited), counts: true, pause: Some(now.plus(NOT_ALLOWED)) },
        FailureClass::Reconnect => {
            Following { next: now.plus(IDLE_WAIT), counts: true, pause: Some(now.plus(IDLE_WAIT)) }
        }
    }
}

/// Why it failed, in a sentence. Of a question that a platform does not take, its client speaks as of a post.
fn reason(platform: Platform, failure: &Failure) -> String {
    match failure.class {
        FailureClass::FixContent | FailureClass::Duplicate | FailureClass::Recipient(_) => {
            format!("{} does not answer what Countersign asks for here. Countersign asks again.", platform.name())
        }
        FailureClass::Reconnect
        | FailureClass::SetUp
        | FailureClass::Offline
        | FailureClass::Keychain
        | FailureClass::Renewing
        | FailureClass::Local
        | FailureClass::TryAgain
        | FailureClass::Unknown
        | FailureClass::WaitUntil(_) => failure.message.clone(),
    }
}

/// Puts what was said of posts on disk. `jitter` is random, in milliseconds.
pub(super) fn posts(
    tx: &Tx<'_>,
    env: &Env,
    account: &Account,
    asked: &[Due],
    said: &Result<Vec<PostReading>, Failure>,
    jitter: i64,
) -> Result<()> {
    let now = env.now();
    match said {
        Ok(readings) => {
            for due in asked {
                let reading = readings.iter().find(|reading| reading.part == due.asked.part);
                answered(tx, now, account, due, reading.map(|reading| &reading.said), jitter)?;
            }
            // It answers again.
            tx.run(
                "UPDATE account_meter SET paused_until = NULL, reason = NULL
                 WHERE channel_id = $1 AND account_id = $2 AND paused_until IS NOT NULL AND tries = 0",
                args![account.channel, &account.id],
            )?;
        }
        Err(failure) => {
            let why = reason(account.platform, failure);
            for due in asked {
                let follow = following(failure, due.tries, now);
                failed(tx, due, &follow, &why, jitter)?;
            }
            let tries = asked.first().map_or(0, |due| due.tries);
            heed(tx, env, account, failure, following(failure, tries, now).pause)?;
        }
    }
    // When it was read last is news too.
    tx.changed(Tag::Numbers);
    Ok(())
}

fn answered(tx: &Tx<'_>, now: Millis, account: &Account, due: &Due, said: Option<&Said>, jitter: i64) -> Result<()> {
    let part = due.asked.part;
    let next = schedule::next(due.pace(account.platform), due.asked.posted_at, now).map(|next| next.plus(jitter));
    // When it was read is when something was told of it: old numbers don't become new ones by asking.
    let told = !matches!(said, Some(Said::Nothing(_)));
    let (reason, gone_at, next) = match said {
        Some(Said::Numbers(numbers)) => {
            let subject = Subject::Part(part, account.channel, account.id.clone());
            let metrics = definitions(account.platform, due.asked.form).iter().map(|it| it.metric);
            let known = samples::of_part(tx, part)?.into_iter().map(|row| (row.metric, row.told)).collect();
            samples::keep(tx, &subject, metrics, numbers, now)?;
            let PostAsked { form, posted_at, .. } = due.asked;
            // That it was gone was no reading of its numbers.
            let before = due.read_at.filter(|_| due.gone_at.is_none());
            keep_at_age(tx, Reading { part, form, posted_at, before, now }, &known)?;
            marks::keep(tx, now, account, &due.asked, numbers)?;
            (None, None, next)
        }
        Some(Said::Nothing(why)) => (Some(why.clone()), None, next),
        Some(Said::Gone) => {
            let since = due.gone_at.filter(|since| *since <= now).unwrap_or(now);
            // Some platforms say it of what they have only just taken.
            let still = now.since(since) < Millis::DAY;
            let again = now.plus(Millis::DAY + jitter);
            (None, Some(since), still.then(|| next.map_or(again, |next| next.min(again))))
        }
        None => {
            let why = format!("{} said nothing of this post. Countersign asks again.", account.platform.name());
            let wait = WAITS.get(usize::try_from(due.tries).unwrap_or(usize::MAX)).copied().unwrap_or(Millis::DAY);
            return failed(tx, due, &Following { next: now.plus(wait), counts: true, pause: None }, &why, jitter);
        }
    };
    tx.run(
        "UPDATE post_meter SET next_at = $1, ended_at = CASE WHEN $1 IS NULL THEN $2 END,
                               read_at = CASE WHEN $3 THEN $2 ELSE read_at END, tries = 0, reason = $4, gone_at = $5
         WHERE part_id = $6 AND next_at IS NOT NULL",
        args![next, now, told, reason, gone_at, part],
    )?;
    // What its platform does not tell of is not charged for (x.md: each post that is read).
    if measuring(account.platform).costs.value && matches!(said, Some(Said::Numbers(_))) {
        tx.run(
            "INSERT INTO paid_reading (part_id, day) VALUES ($1, $2) ON CONFLICT (part_id, day) DO NOTHING",
            args![part, meters::day(now)],
        )?;
    }
    Ok(())
}

fn failed(tx: &Tx<'_>, due: &Due, follow: &Following, why: &str, jitter: i64) -> Result<()> {
    let tries = if follow.counts { due.tries.saturating_add(1) } else { due.tries };
    tx.run(
        "UPDATE post_meter SET next_at = $1, tries = $2, reason = $3 WHERE part_id = $4 AND next_at IS NOT NULL",
        args![follow.next.plus(jitter), tries, why, due.asked.part],
    )?;
    Ok(())
}

/// What a failure says of the whole account.
fn heed(tx: &Tx<'_>, env: &Env, account: &Account, failure: &Failure, pause: Option<Millis>) -> Result<()> {
    if failure.class == FailureClass::Reconnect {
        clinic::refuse_channel(tx, env, account.channel, account.sign_in, &failure.message)?;
    }
    if let Some(until) = pause {
        meters::pause(tx, account, until, &reason(account.platform, failure))?;
    }
    Ok(())
}

/// Puts what was said of an account on disk.
pub(super) fn account(
    tx: &Tx<'_>,
    env: &Env,
    account: &Account,
    tries: u32,
    said: &Result<Vec<(Metric, Told)>, Failure>,
    jitter: i64,
) -> Result<()> {
    let now = env.now();
    match said {
        Ok(numbers) => {
            let subject = Subject::Account(account.channel, account.id.clone());
            let metrics = definitions(account.platform, CountedAs::Account).iter().map(|it| it.metric);
            samples::keep(tx, &subject, metrics, numbers, now)?;
            tx.run(
                "UPDATE account_meter SET next_at = $1, read_at = $2, tries = 0, reason = NULL, paused_until = NULL
                 WHERE channel_id = $3 AND account_id = $4",
                args![now.plus(ACCOUNT + jitter), now, account.channel, &account.id],
            )?;
        }
        Err(failure) => {
            let follow = following(failure, tries, now);
            let more = if follow.counts { tries.saturating_add(1) } else { tries };
            tx.run(
                "UPDATE account_meter SET next_at = $1, tries = $2, reason = $3 WHERE channel_id = $4 AND account_id = $5",
                args![
                    follow.next.plus(jitter),
                    more,
                    reason(account.platform, failure),
                    account.channel,
                    &account.id
                ],
            )?;
            // What is not told of the account may well be told of its posts.
            let pause = follow.pause.filter(|_| failure.class != FailureClass::SetUp);
            heed(tx, env, account, failure, pause)?;
        }
    }
    tx.changed(Tag::Numbers);
    Ok(())
}
