//! How often each endpoint was asked on each of the clinic's days, how often that failed, and how long it took.
//!
//! Invariant: a call is counted in the transaction that keeps it, so once; one that was never sent is no call. What is counted
//! outlasts the calls themselves, which are let go of after weeks.

use crate::error::{Error, Result};
use crate::model::zone::Zone;
use crate::model::{Millis, Platform};
use crate::store::{Tx, args};

use super::calls::ApiCall;

/// For how long days are kept: a year can be compared with the one before it for a month more.
const LONGEST_KEPT: i64 = 400 * Millis::DAY;
/// Until when a call was quick, in milliseconds: nobody notices it.
const QUARTER: u32 = 250;
/// Until when it was usual.
const SECOND: u32 = 1_000;
/// Until when it was slow; what took longer was very slow.
const FOUR: u32 = 4_000;

/// What was asked of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTally {
    /// Whose it is.
    pub platform: Platform,
    /// The method, such as `POST`.
    pub method: String,
    /// The endpoint's template.
    pub template: String,
    /// How often it was asked.
    pub calls: u32,
    /// How often that was refused, failed, or was not answered.
    pub failed: u32,
    /// How often not one byte could be sent.
    pub not_sent: u32,
    /// How many calls took up to a quarter of a second, up to a second, and up to four; the rest took longer.
    pub within: [u32; 3],
    /// The longest, in milliseconds.
    pub longest_ms: u32,
}

impl CallTally {
    /// The shortest of the three bounds, in milliseconds, that at least so many of a hundred calls kept to; none where that many
    /// took longer than all of them, or there was no call.
    pub fn kept_to(&self, of_hundred: u32) -> Option<u32> {
        let wanted = (u64::from(self.calls) * u64::from(of_hundred)).div_ceil(100);
        let mut so_far = 0;
        [QUARTER, SECOND, FOUR].into_iter().zip(self.within).find_map(|(bound, many)| {
            so_far += u64::from(many);
            (self.calls > 0 && so_far >= wanted).then_some(bound)
        })
    }
}

/// Counts a call that is being kept.
pub(super) fn count(tx: &Tx<'_>, zone: &Zone, call: &ApiCall) -> Result<()> {
    let not_sent = call.why.as_deref().is_some_and(|why| why.starts_with(ApiCall::NOT_SENT));
    let good = matches!(call.status, Some(200..=299));
    let within = |from: u32, to: u32| !not_sent && call.ms > from && call.ms <= to;
    tx.run(
        "INSERT INTO call_tally (day, platform, method, template, calls, failed, not_sent, in_quarter, in_second, in_four, longest_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (day, platform, method, template) DO UPDATE SET
             calls = calls + excluded.calls, failed = failed + excluded.failed, not_sent = not_sent + excluded.not_sent,
             in_quarter = in_quarter + excluded.in_quarter, in_second = in_second + excluded.in_second,
             in_four = in_four + excluded.in_four, longest_ms = max(longest_ms, excluded.longest_ms)",
        args![
            zone.clock_at(call.at).date(),
            call.platform,
            &call.method,
            &call.template,
            !not_sent,
            !not_sent && !good,
            not_sent,
            !not_sent && call.ms <= QUARTER,
            within(QUARTER, SECOND),
            within(SECOND, FOUR),
            if not_sent { 0 } else { call.ms }
        ],
    )?;
    Ok(())
}

/// Lets go of the days that are too old.
pub(super) fn trim(tx: &Tx<'_>, zone: &Zone, now: Millis) -> Result<()> {
    tx.run("DELETE FROM call_tally WHERE day < $1", args![zone.clock_at(now.plus(-LONGEST_KEPT)).date()])?;
    Ok(())
}

/// What was asked from a day on, the most asked first within each platform.
///
/// # Errors
/// When the store refuses.
pub fn tallies(tx: &Tx<'_>, from_day: &str) -> Result<Vec<CallTally>> {
    tx.all(
        "SELECT platform, method, template, sum(calls) AS calls, sum(failed) AS failed, sum(not_sent) AS not_sent,
                sum(in_quarter) AS in_quarter, sum(in_second) AS in_second, sum(in_four) AS in_four,
                max(longest_ms) AS longest_ms
         FROM call_tally WHERE day >= $1 GROUP BY platform, method, template ORDER BY platform, sum(calls) DESC, template, method",
        args![from_day],
        |row| {
            Ok::<_, Error>(CallTally {
                platform: row.get("platform")?,
                method: row.get("method")?,
                template: row.get("template")?,
                calls: row.get("calls")?,
                failed: row.get("failed")?,
                not_sent: row.get("not_sent")?,
                within: [row.get("in_quarter")?, row.get("in_second")?, row.get("in_four")?],
                longest_ms: row.get("longest_ms")?,
            })
        },
    )
}

/// The first day that anything is counted of; none while nothing is.
///
/// # Errors
/// When the store refuses.
pub fn first_day(tx: &Tx<'_>) -> Result<Option<String>> {
    Ok(tx.one("SELECT min(day) AS day FROM call_tally", &[], |row| row.get::<Option<String>>("day"))?.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(within: [u32; 3], longer: u32) -> CallTally {
        CallTally {
            platform: Platform::X,
            method: "GET".into(),
            template: "/2/users/me".into(),
            calls: within.iter().sum::<u32>() + longer,
            failed: 0,
            not_sent: 0,
            within,
            longest_ms: 9,
        }
    }

    #[test]
    fn the_usual_and_the_slow_are_told_by_the_bound_that_so_many_kept_to() {
        let mixed = took([50, 44, 1], 5);
        assert_eq!((mixed.kept_to(50), mixed.kept_to(95)), (Some(250), Some(4_000)));
        assert_eq!(mixed.kept_to(96), None, "so many took longer than all bounds");
        assert_eq!(took([0, 1, 0], 0).kept_to(50), Some(1_000));
        assert_eq!(took([0, 0, 0], 0).kept_to(50), None, "there was no call");
    }
}
