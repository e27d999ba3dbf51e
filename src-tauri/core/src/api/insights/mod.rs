//! Use cases of insights: how all channels went over a span, what can be said of the posts of one, and a month's report.
//!
//! Invariant: each channel and each definition is told by itself; what is said is made here alone, so that the screen and a report
//! say the same.

mod comparing;
mod report;
mod words;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::context::Api;
use super::numbers::{all_definitions, definition};
use super::types::{
    InsightAccountNumber, InsightAsk, InsightChannel, InsightComparison, InsightForm, InsightMonth, InsightMonthCount,
    Insights, InsightsQuery, NumberPoint,
};
use super::usage::{first, rates};
use super::views::here;
use super::when::when;
use crate::check::capability::measuring::measuring;
use crate::clinic::{self, Caller, ChannelRow};
use crate::error::{Error, Result};
use crate::measure::insight::{self, Age, ENOUGH, Of};
use crate::measure::{CountedAs, Told, definitions};
use crate::model::zone::{Zone, dated_label, month_after, month_label};
use crate::model::{Millis, Platform};
use crate::publish::{self, Outcomes};
use crate::store::Tx;

/// The longest span that is told of, in days: two years.
const LONGEST: u32 = 730;
/// How many points of a number a chart has room for.
const POINTS: usize = 120;
/// Of how many months a report can be made.
const MONTHS: usize = 24;

/// A span of the clinic's calendar, its end being outside.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: Millis,
    until: Millis,
}

/// So many of the clinic's days, today being the last.
fn span(zone: &Zone, now: Millis, days: u32) -> Result<(String, Span)> {
    if !(1..=LONGEST).contains(&days) {
        return Err(Error::invalid("days", format!("Choose a span of 1 to {LONGEST} days.")));
    }
    let (day, from) = first(zone, now, days);
    Ok((day, Span { from, until: now.plus(1) }))
}

pub(super) fn overview(api: &Api, _: &Caller, asked: InsightsQuery) -> Result<Insights> {
    let now = api.env.now();
    api.db.read(|tx| told(tx, now, asked.days))
}

/// How all channels went in so many days.
pub(super) fn told(tx: &Tx<'_>, now: Millis, days: u32) -> Result<Insights> {
    let (_, zone) = here(tx)?;
    let (day, span) = span(&zone, now, days)?;
    let channels = clinic::channels_since(tx, span.from)?;
    let outcomes = publish::outcomes_by_channel(tx, span.from, span.until)?;
    let mut began: Option<Millis> = None;
    for channel in &channels {
        let first = insight::first_public(tx, channel.id)?;
        began = began.into_iter().chain(first).min();
    }
    Ok(Insights {
        from: dated_label(&day),
        enough: u32::try_from(ENOUGH).unwrap_or(u32::MAX),
        channels: channels
            .iter()
            .map(|row| channel(tx, row, span, outcomes.get(&row.id).copied().unwrap_or_default(), &zone))
            .collect::<Result<_>>()?,
        months: began.map_or_else(Vec::new, |began| months(&zone, began, now).into_iter().take(MONTHS).collect()),
    })
}

fn channel(tx: &Tx<'_>, row: &ChannelRow, span: Span, outcomes: Outcomes, zone: &Zone) -> Result<InsightChannel> {
    let published = insight::published(tx, row, span.from, span.until)?;
    Ok(InsightChannel {
        id: row.id,
        name: row.name.clone(),
        platform: row.platform,
        removed: row.removed,
        published: by_month(&published, span, zone),
        outcomes: rates(outcomes),
        account: account(tx, row, span, zone)?,
        forms: forms(row.platform, &published),
        not_told: measuring(row.platform).not_told.to_owned(),
    })
}

fn month(zone: &Zone, at: Millis) -> String {
    zone.clock_at(at).date().chars().take("2026-11".len()).collect()
}

/// The months from the one of an instant to this one, the newest first.
fn months(zone: &Zone, began: Millis, now: Millis) -> Vec<InsightMonth> {
    let last = month(zone, now);
    let mut months = Vec::new();
    let mut next = Some(month(zone, began.min(now)));
    while let Some(month) = next.filter(|month| *month <= last) {
        next = month_after(&month);
        months.push(InsightMonth { label: month_label(&month), month });
    }
    months.reverse();
    months
}

/// How many became public in each month since the first of them. None where nothing did.
fn by_month(published: &[(Millis, Option<CountedAs>)], span: Span, zone: &Zone) -> Vec<InsightMonthCount> {
    let Some((first, _)) = published.first() else { return Vec::new() };
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (at, _) in published {
        *counts.entry(month(zone, *at)).or_default() += 1;
    }
    let mut all = months(zone, *first, span.until);
    all.reverse();
    all.into_iter()
        .map(|it| InsightMonthCount {
            posts: counts.get(&it.month).copied().unwrap_or_default(),
            month: it.month,
            label: it.label,
        })
        .collect()
}

fn account(tx: &Tx<'_>, row: &ChannelRow, span: Span, zone: &Zone) -> Result<Vec<InsightAccountNumber>> {
    let known = insight::accounts(tx, row, span.from, span.until, POINTS)?;
    let defined = definitions(row.platform, CountedAs::Account);
    let told = defined.iter().filter_map(|it| Some((it, known.iter().find(|known| known.metric == it.metric)?)));
    let told = told.map(|(it, number)| {
        let ends = number.ends();
        let points: Vec<NumberPoint> = number
            .samples
            .iter()
            .map(|sample| NumberPoint {
                at: when(sample.at, zone),
                value: match sample.told {
                    Told::Number(value) => Some(value),
                    Told::Missing(_) => None,
                },
            })
            .collect();
        InsightAccountNumber {
            says: words::account(it, &points, ends),
            definition: definition(it, row.platform, CountedAs::Account),
            points,
            first: ends.map(|(first, _)| first),
            last: ends.map(|(_, last)| last),
        }
    });
    Ok(told.collect())
}

fn forms(platform: Platform, published: &[(Millis, Option<CountedAs>)]) -> Vec<InsightForm> {
    let mut counts: BTreeMap<CountedAs, u32> = BTreeMap::new();
    for (_, form) in published {
        if let Some(form) = form {
            *counts.entry(*form).or_default() += 1;
        }
    }
    let mut all: Vec<InsightForm> = counts
        .into_iter()
        .map(|(form, posts)| InsightForm {
            form,
            posts,
            definitions: all_definitions(platform, form).collect(),
            ages: Age::of(form).to_vec(),
        })
        .filter(|it| !it.definitions.is_empty())
        .collect();
    all.sort_by_key(|form| Reverse(form.posts));
    all
}

pub(super) fn compare(api: &Api, _: &Caller, asked: InsightAsk) -> Result<InsightComparison> {
    let now = api.env.now();
    api.db.read(|tx| compared(tx, now, &asked))
}

/// What can be said of the posts of one channel.
pub(super) fn compared(tx: &Tx<'_>, now: Millis, asked: &InsightAsk) -> Result<InsightComparison> {
    let (_, zone) = here(tx)?;
    let (_, span) = span(&zone, now, asked.days)?;
    let row = clinic::channel(tx, asked.channel_id)?;
    let of = Of { form: asked.form, metric: asked.metric, age: asked.age, from: span.from, until: span.until };
    comparing::compared(tx, &row, of, &zone, now)
}
