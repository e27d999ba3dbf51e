//! Use case of usage: what became of posts, what was asked of the platforms, what is left of their allowances, and what it costs.
//!
//! Invariant: a rate is told of what ended and was to go out, and not at all where there is nothing of that; what was never
//! counted is named, not told as nothing.

use super::context::Api;
use super::readiness::{allowances, call_in_words};
use super::types::{ChannelAllowances, EndpointUse, Usage, UsageOutcomes, UsageQuery, UsageSteps};
use super::views::here;
use crate::check;
use crate::clinic::{self, Caller};
use crate::engage::{self, discovery};
use crate::error::{Error, Result};
use crate::measure;
use crate::model::zone::{Zone, dated_label};
use crate::model::{Millis, Platform};
use crate::publish::{self, CallTally, Outcomes};
use crate::store::Tx;

/// The longest span that is told of, in days: what is older is no help in deciding anything.
const LONGEST: u32 = 90;

pub(super) fn get(api: &Api, _: &Caller, asked: UsageQuery) -> Result<Usage> {
    if !(1..=LONGEST).contains(&asked.days) {
        return Err(Error::invalid("days", format!("Choose a span of 1 to {LONGEST} days.")));
    }
    // What was just asked belongs to what is shown.
    if let Err(error) = publish::keep_calls(&api.db, api.listener.book()) {
        tracing::warn!(%error, "what was just asked could not be kept, and is not shown");
    }
    let now = api.env.now();
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let (day, from) = first(&zone, now, asked.days);
        let platforms = Platform::ALL.iter().copied();
        let costs = platforms.map(|platform| cost(tx, platform, from)).collect::<Result<Vec<_>>>()?;
        let steps = publish::steps(tx, from)?;
        Ok(Usage {
            from: dated_label(&day),
            counted_from: publish::first_day(tx)?.filter(|counted| *counted > day).map(|counted| dated_label(&counted)),
            outcomes: rates(publish::outcomes(tx, from, now)?),
            steps: UsageSteps { written: steps.written, signed: steps.signed, public: steps.public },
            endpoints: publish::tallies(tx, &day)?
                .into_iter()
                .map(|tally| endpoint(api, tally))
                .collect::<Result<_>>()?,
            channels: left(api, tx, now, &zone)?,
            costs: costs.into_iter().flatten().collect(),
        })
    })
}

/// The first of so many days of the clinic that end today, and its first instant.
pub(super) fn first(zone: &Zone, now: Millis, days: u32) -> (String, Millis) {
    let today = zone.clock_at(now).day_start();
    // From the middle of a day, so that one of 23 or 25 hours leads to no other day.
    let back = i64::from(days - 1) * Millis::DAY - Millis::DAY / 2;
    let first = zone.clock_at(today.plus(-back));
    (first.date(), first.day_start())
}

/// What became of posts, with its two rates.
pub(super) fn rates(all: Outcomes) -> UsageOutcomes {
    let in_thousand =
        |many: u32, of: u32| (of > 0).then(|| u32::try_from(u64::from(many) * 1_000 / u64::from(of)).unwrap_or(1_000));
    UsageOutcomes {
        public: all.public,
        partly: all.partly,
        failed: all.failed,
        missed: all.missed,
        open: all.open,
        held: all.held,
        success_in_thousand: in_thousand(all.public, all.public + all.partly + all.failed + all.missed),
        sent: all.sent,
        in_time_in_thousand: in_thousand(all.in_time, all.sent),
    }
}

fn endpoint(api: &Api, tally: CallTally) -> Result<EndpointUse> {
    let words = api.publisher(tally.platform)?.words();
    Ok(EndpointUse {
        what: call_in_words(words, tally.platform, &tally.method, &tally.template),
        calls: tally.calls,
        failed: tally.failed,
        not_sent: tally.not_sent,
        half_within_ms: tally.kept_to(50),
        most_within_ms: tally.kept_to(95),
        longest_ms: tally.longest_ms,
        platform: tally.platform,
        method: tally.method,
        template: tally.template,
    })
}

fn left(api: &Api, tx: &Tx<'_>, now: Millis, zone: &Zone) -> Result<Vec<ChannelAllowances>> {
    let mut all = Vec::new();
    for row in clinic::channels(tx)?.into_iter().filter(|row| !row.removed) {
        let allowances = allowances(tx, &row, api.publisher(row.platform)?.words(), now, zone)?;
        if !allowances.is_empty() {
            all.push(ChannelAllowances { channel_id: row.id, name: row.name, platform: row.platform, allowances });
        }
    }
    Ok(all)
}

/// What a platform that charges gets for what went out and was read since an instant; none where there was nothing of both.
fn cost(tx: &Tx<'_>, platform: Platform, from: Millis) -> Result<Option<String>> {
    if !check::charges(platform) {
        return Ok(None);
    }
    let (parts, read) = (publish::sent_parts(tx, platform, from)?, engage::read_since(tx, platform, from)?);
    let read = check::ReadSoFar {
        inbox: read,
        measured: measure::paid_since(tx, platform, from)?,
        found: discovery::paid_since(tx, platform, from)?,
    };
    Ok(check::spent(platform, &parts, read).filter(|_| !parts.is_empty() || !read.is_nothing()))
}
