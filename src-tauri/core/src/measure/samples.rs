//! The numbers as they stood: what a reading says is held against what is known, and only what is new is written.
//!
//! Invariant: a number is written when it changes and never otherwise, and what is missing is kept as missing, with its reason. The
//! newest of each stays for ever; what came before is thinned out with age.

use crate::error::{Error, Result};
use crate::model::{ChannelId, Millis, PartId};
use crate::store::{Row, Tx, args};

use super::metric::{Metric, Told, WhyMissing};

/// From this age on one sample a day stays, by UTC.
const EACH_FOR: i64 = 14 * Millis::DAY;
/// From this age on one a week: performance data is kept for 90 days, and what stays after that is a sketch of it.
const DAILY_FOR: i64 = 90 * Millis::DAY;
/// From this age on none, but the newest of each number.
const KEPT_FOR: i64 = 400 * Millis::DAY;
const WEEK: i64 = 7 * Millis::DAY;
/// How many are thinned out in one write.
const AT_ONCE: u32 = 500;

/// What a number is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A part that is public, on this account.
    Part(PartId, ChannelId, String),
    /// An account.
    Account(ChannelId, String),
}

/// A number as it stands, and where its history is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    pub(super) series: i64,
    /// What is counted.
    pub metric: Metric,
    /// How many, or why that is not known.
    pub told: Told,
    /// Since when it stands like that.
    pub since: Millis,
}

/// A number from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// From when on.
    pub at: Millis,
    /// How many, or why that was not known.
    pub told: Told,
}

/// A number as a row has it.
pub(super) fn told(row: &Row<'_>) -> Result<Told> {
    let value: Option<i64> = row.get("value")?;
    Ok(match (value.and_then(|value| u64::try_from(value).ok()), row.get::<Option<WhyMissing>>("missing")?) {
        (Some(value), _) => Told::Number(value),
        (None, Some(missing)) => Told::Missing(missing),
        (None, None) => Told::Missing(WhyMissing::NotTold),
    })
}

/// A number as a row keeps it.
pub(super) fn columns(told: Told) -> (Option<i64>, Option<WhyMissing>) {
    match told {
        Told::Number(number) => match i64::try_from(number) {
            Ok(value) => (Some(value), None),
            Err(_) => (None, Some(WhyMissing::NotTold)),
        },
        Told::Missing(missing) => (None, Some(missing)),
    }
}

fn number(row: &Row<'_>) -> Result<NumberRow> {
    Ok(NumberRow { series: row.get("id")?, metric: row.get("metric")?, told: told(row)?, since: row.get("since_at")? })
}

/// The numbers of a part as they stand.
///
/// # Errors
/// When the store refuses.
pub fn of_part(tx: &Tx<'_>, part: PartId) -> Result<Vec<NumberRow>> {
    tx.all("SELECT * FROM number_series WHERE part_id = $1", args![part], number)
}

/// The numbers of an account as they stand.
///
/// # Errors
/// When the store refuses.
pub fn of_account(tx: &Tx<'_>, channel: ChannelId, account: &str) -> Result<Vec<NumberRow>> {
    tx.all(
        "SELECT * FROM number_series WHERE channel_id = $1 AND account_id = $2 AND part_id IS NULL",
        args![channel, account],
        number,
    )
}

/// What a number was, the oldest first, the newest `most` of it.
///
/// # Errors
/// When the store refuses.
pub fn history(tx: &Tx<'_>, of: &NumberRow, most: u32) -> Result<Vec<Sample>> {
    let mut samples = tx.all(
        "SELECT * FROM number_sample WHERE series_id = $1 ORDER BY at DESC LIMIT $2",
        args![of.series, most],
        |row| Ok::<_, Error>(Sample { at: row.get("at")?, told: told(row)? }),
    )?;
    samples.reverse();
    Ok(samples)
}

/// Keeps what a platform said of `asked` metrics; what it did not name is missing. Tells whether anything is new.
pub(super) fn keep(
    tx: &Tx<'_>,
    subject: &Subject,
    asked: impl Iterator<Item = Metric>,
    said: &[(Metric, Told)],
    now: Millis,
) -> Result<bool> {
    let known = match subject {
        Subject::Part(part, ..) => of_part(tx, *part)?,
        Subject::Account(channel, account) => of_account(tx, *channel, account)?,
    };
    let mut changed = false;
    for metric in asked {
        let told =
            said.iter().find(|(of, _)| *of == metric).map_or(Told::Missing(WhyMissing::NotTold), |(_, told)| *told);
        let (value, missing) = columns(told);
        let series = match known.iter().find(|known| known.metric == metric) {
            Some(known) if columns(known.told) == (value, missing) => continue,
            Some(known) => {
                tx.run(
                    "UPDATE number_series SET value = $1, missing = $2, since_at = $3 WHERE id = $4",
                    args![value, missing, now, known.series],
                )?;
                known.series
            }
            None => begin(tx, subject, metric, (value, missing), now)?,
        };
        // What a clock that was ahead wrote down would stand behind this for ever.
        tx.run("DELETE FROM number_sample WHERE series_id = $1 AND at > $2", args![series, now])?;
        tx.run(
            "INSERT INTO number_sample (series_id, at, value, missing) VALUES ($1, $2, $3, $4)
             ON CONFLICT (series_id, at) DO UPDATE SET value = excluded.value, missing = excluded.missing",
            args![series, now, value, missing],
        )?;
        changed = true;
    }
    Ok(changed)
}

fn begin(
    tx: &Tx<'_>,
    subject: &Subject,
    metric: Metric,
    (value, missing): (Option<i64>, Option<WhyMissing>),
    now: Millis,
) -> Result<i64> {
    let (part, channel, account) = match subject {
        Subject::Part(part, channel, account) => (Some(*part), channel, account),
        Subject::Account(channel, account) => (None, channel, account),
    };
    let made = tx.one(
        "INSERT INTO number_series (part_id, channel_id, account_id, metric, value, missing, since_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![part, *channel, account, metric, value, missing, now],
        |row| row.get::<i64>("id").map_err(Error::from),
    )?;
    made.ok_or_else(|| Error::internal("a series has no number"))
}

/// Whether anything was read within the last weeks. A clock that is years ahead must not take the past away, so what is thinned out
/// has to lie behind such a reading.
pub(super) fn was_read_lately(tx: &Tx<'_>, now: Millis) -> Result<bool> {
    let read: Option<i64> = tx.one(
        "SELECT 1 AS one FROM account_meter WHERE read_at BETWEEN $1 AND $2 LIMIT 1",
        args![now.plus(-6 * WEEK), now],
        |row| row.get("one").map_err(Error::from),
    )?;
    Ok(read.is_some())
}

/// Thins out what is old, so far at a time. Returns whether there is more to do.
pub(super) fn thin(tx: &Tx<'_>, now: Millis) -> Result<bool> {
    let spans = [(EACH_FOR, DAILY_FOR, Millis::DAY), (DAILY_FOR, KEPT_FOR, WEEK)];
    let mut thinned = 0;
    for (from, until, each) in spans {
        // Of each stretch the last one stays.
        thinned += tx.run(
            "DELETE FROM number_sample WHERE (series_id, at) IN (
                 SELECT old.series_id, old.at FROM number_sample AS old
                 WHERE old.at < $1 AND old.at >= $2
                   AND EXISTS (SELECT 1 FROM number_sample AS later WHERE later.series_id = old.series_id AND later.at > old.at
                                 AND later.at < (old.at / $3 + 1) * $3)
                 LIMIT $4)",
            args![now.plus(-from), now.plus(-until), each, AT_ONCE],
        )?;
    }
    thinned += tx.run(
        "DELETE FROM number_sample WHERE (series_id, at) IN (
             SELECT old.series_id, old.at FROM number_sample AS old
             WHERE old.at < $1
               AND EXISTS (SELECT 1 FROM number_sample AS later WHERE later.series_id = old.series_id AND later.at > old.at)
             LIMIT $2)",
        args![now.plus(-KEPT_FOR), AT_ONCE],
    )?;
    Ok(thinned > 0)
}
