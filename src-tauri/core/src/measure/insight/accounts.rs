//! The numbers of an account over a span: how each stood, from sample to sample.
//!
//! Invariant: a number stands until it changes, so a span begins with what stood at its first instant; where that is not known it
//! begins with a gap and not with nought. Where nobody read the account in the span, nothing is said of it: what stood before is old.

use crate::clinic::ChannelRow;
use crate::error::{Error, Result};
use crate::measure::metric::{Metric, Told};
use crate::measure::samples::{self, Sample};
use crate::model::Millis;
use crate::store::{Tx, args};

/// A number of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNumber {
    /// What is counted.
    pub metric: Metric,
    /// How it stood, the oldest first; the first is what stood as the span began, if that is known.
    pub samples: Vec<Sample>,
}

impl AccountNumber {
    /// How it stood first in the span, and how it stood last, of what was told.
    pub fn ends(&self) -> Option<(u64, u64)> {
        let told: Vec<u64> = self
            .samples
            .iter()
            .filter_map(|sample| match sample.told {
                Told::Number(value) => Some(value),
                Told::Missing(_) => None,
            })
            .collect();
        Some((*told.first()?, *told.last()?))
    }
}

/// The numbers of a channel's account in a span, with `most` samples each at most.
///
/// # Errors
/// When the store refuses.
pub fn accounts(
    tx: &Tx<'_>,
    channel: &ChannelRow,
    from: Millis,
    until: Millis,
    most: usize,
) -> Result<Vec<AccountNumber>> {
    let read_at = tx.one(
        "SELECT read_at FROM account_meter WHERE channel_id = $1 AND account_id = $2",
        args![channel.id, &channel.account_id],
        |row| row.get::<Option<Millis>>("read_at").map_err(Error::from),
    )?;
    let was_read = read_at.flatten().is_some_and(|read_at| read_at >= from);
    let one = |number: samples::NumberRow| {
        if !was_read {
            return Ok(AccountNumber { metric: number.metric, samples: Vec::new() });
        }
        let samples = tx.all(
            "SELECT at, value, missing FROM number_sample WHERE series_id = $1
               AND at >= coalesce((SELECT max(at) FROM number_sample WHERE series_id = $1 AND at <= $2), $2) AND at < $3
             ORDER BY at",
            args![number.series, from, until],
            |row| Ok::<_, Error>(Sample { at: row.get::<Millis>("at")?.max(from), told: samples::told(row)? }),
        )?;
        Ok(AccountNumber { metric: number.metric, samples: thinned(samples, most) })
    };
    samples::of_account(tx, channel.id, &channel.account_id)?.into_iter().map(one).collect()
}

/// Every so many of them, with the first, the last, and each that begins or ends a gap.
fn thinned(samples: Vec<Sample>, most: usize) -> Vec<Sample> {
    let step = samples.len().div_ceil(most.max(1)).max(1);
    let last = samples.len().saturating_sub(1);
    let missing: Vec<bool> = samples.iter().map(|sample| matches!(sample.told, Told::Missing(_))).collect();
    let turns = |at: usize| at > 0 && missing.get(at) != missing.get(at - 1);
    samples
        .into_iter()
        .enumerate()
        .filter(|(at, _)| at % step == 0 || *at == last || turns(*at))
        .map(|(_, sample)| sample)
        .collect()
}
