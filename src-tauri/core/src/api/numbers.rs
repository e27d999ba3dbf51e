//! Use cases of numbers: those of a post, a glance at many, those of an account, and to read a post's now.
//!
//! Invariant: what is shown is what stands on disk, each number with what its own platform means by it; nothing is added up, and
//! what is missing has a reason in place of a value.

use std::sync::Arc;

use super::context::Api;
use super::types::{
    ChannelNumbers, ChannelRef, GlanceNumber, NumberDefinition, NumberPoint, NumbersGlance, NumbersGlanceAsk,
    NumbersLook, PartNumbers, PostNumber, PostNumbers, PostRef,
};
use super::views::here;
use super::when::when;
use crate::check::capability::measuring::measuring;
use crate::check::{charges, read_price};
use crate::clinic::{self, Caller, ChannelConnection, ChannelRow, ChannelWay};
use crate::draft;
use crate::error::{Error, ErrorCode, Result};
use crate::measure::{
    self, AccountStanding, CountedAs, Definition, NumberRow, PartStanding, Told, WhyMissing, definitions, headlines,
};
use crate::model::zone::{Zone, dated_label};
use crate::model::{Millis, Platform, PostId};
use crate::store::Tx;

/// How many points of its history a number is shown with: more than a small line has room for.
const POINTS: u32 = 60;
/// How many posts are glanced at together: more than any screen shows.
const MOST: usize = 500;

pub(super) fn of_post(api: &Api, _: &Caller, which: PostRef) -> Result<PostNumbers> {
    let now = api.env.now();
    api.db.read(|tx| post(tx, now, which.id))
}

fn post(tx: &Tx<'_>, now: Millis, id: PostId) -> Result<PostNumbers> {
    let (_, zone) = here(tx)?;
    let head = draft::head(tx, id)?;
    let channel = clinic::channel(tx, head.channel)?;
    let standings = measure::part_standings(tx, id)?;
    let account = measure::account_standing(tx, channel.id, &channel.account_id)?;
    let mut forms: Vec<CountedAs> = standings.iter().filter_map(|standing| standing.form).collect();
    forms.sort_unstable();
    forms.dedup();
    let platform = channel.platform;
    let public = standings.iter().any(|it| !it.removed && it.account == channel.account_id);
    let parts = standings.into_iter().map(|standing| {
        let sentence = of_part(&standing, &channel, account.as_ref(), now);
        let numbers = match standing.form.filter(|_| standing.read_at.is_some()) {
            Some(form) => numbers(tx, platform, form, &measure::of_part(tx, standing.part)?, &zone)?,
            None => Vec::new(),
        };
        Ok(PartNumbers {
            ordinal: standing.ordinal,
            permalink: standing.permalink,
            form: standing.form,
            numbers,
            read: standing.read_at.map(|at| when(at, &zone)),
            // What is put off waits for the end of the pause.
            next: standing.next_at.filter(|_| !standing.removed).map(|at| {
                let paused = account.as_ref().and_then(|account| account.paused_until).unwrap_or(at);
                when(at.max(paused).max(now), &zone)
            }),
            gone: standing.gone_at.map(|at| when(at, &zone)),
            sentence,
        })
    });
    Ok(PostNumbers {
        id,
        platform,
        channel_id: channel.id,
        parts: parts.collect::<Result<_>>()?,
        definitions: forms.into_iter().flat_map(|form| all_definitions(platform, form)).collect(),
        not_told: measuring(platform).not_told.to_owned(),
        cost: read_price(platform),
        can_look: public && why_not(&channel).is_none() && !measure::nobody_pays(tx, platform, id, now)?,
    })
}

/// How the reading of a part stands; empty where there is nothing to say.
fn of_part(standing: &PartStanding, channel: &ChannelRow, account: Option<&AccountStanding>, now: Millis) -> String {
    let name = channel.platform.name();
    if standing.removed {
        return "It was taken down, so nobody asks for its numbers any more. These are the last.".to_owned();
    }
    if standing.account != channel.account_id {
        return format!("It stands on another account on {name} than this channel’s, so its numbers can’t be read.");
    }
    if standing.gone_at.is_some() {
        return format!("{name} does not show it any more. These are its last numbers.");
    }
    if standing.next_at.is_none() {
        return match standing.form {
            Some(CountedAs::Story) => {
                format!("{name} tells the numbers of a story for a day alone. These are the last.")
            }
            Some(CountedAs::Post | CountedAs::Film | CountedAs::Account) | None => {
                "Nobody asks for its numbers by itself any more.".to_owned()
            }
        };
    }
    if let Some(why) = why_not(channel) {
        return why;
    }
    if let Some(reason) = &standing.reason {
        return reason.clone();
    }
    if let Some(reason) = paused(account, now) {
        return reason;
    }
    if standing.read_at.is_none() {
        return format!(
            "{name} is asked for the first time a quarter of an hour after it went out, or soon after that."
        );
    }
    String::new()
}

/// Why nothing is asked of an account right now.
fn paused(account: Option<&AccountStanding>, now: Millis) -> Option<String> {
    account.filter(|account| account.paused_until.is_some_and(|until| until > now))?.reason.clone()
}

/// Why a channel's numbers are not read.
fn why_not(channel: &ChannelRow) -> Option<String> {
    let name = channel.platform.name();
    if measuring(channel.platform).at_once.value == 0 {
        return Some(measuring(channel.platform).not_told.to_owned());
    }
    if channel.removed {
        return Some("The channel was removed, so its numbers are not read any more.".to_owned());
    }
    if channel.way == ChannelWay::ByHand {
        return Some(format!("This channel is served by hand, so its numbers are read on {name}."));
    }
    if measuring(channel.platform).costs.value && !channel.read_back {
        return Some(format!(
            "{name} charges for each reading, and readings are switched off for this channel under Settings."
        ));
    }
    if channel.connection != ChannelConnection::Connected {
        return Some(format!("Nobody is signed in on {name} here. Numbers are read again once somebody is."));
    }
    None
}

/// What a platform counts of something, in its order.
pub(super) fn all_definitions(platform: Platform, form: CountedAs) -> impl Iterator<Item = NumberDefinition> {
    definitions(platform, form).iter().map(move |it| definition(it, platform, form))
}

/// A definition as it is shown.
pub(super) fn definition(it: &Definition, platform: Platform, form: CountedAs) -> NumberDefinition {
    NumberDefinition {
        id: it.id(platform, form),
        metric: it.metric,
        name: it.name.to_owned(),
        says: it.says.value.to_owned(),
        span: it.span,
        field: it.field.to_owned(),
        source: format!("{}, read {}", it.says.source, dated_label(it.says.read)),
        is_time: it.metric.is_time(),
    }
}

/// Each number that a platform has of something, in its order.
fn numbers(
    tx: &Tx<'_>,
    platform: Platform,
    form: CountedAs,
    known: &[NumberRow],
    zone: &Zone,
) -> Result<Vec<PostNumber>> {
    let one = |it: &Definition| {
        let row = known.iter().find(|row| row.metric == it.metric);
        let (value, missing) = split(row.map(|row| row.told));
        let history = match row {
            Some(row) => measure::history(tx, row, POINTS)?,
            None => Vec::new(),
        };
        Ok(PostNumber {
            definition: it.id(platform, form),
            value,
            missing,
            why: missing.map(|missing| sentence(missing, platform, it)),
            since: row.map(|row| when(row.since, zone)),
            history: history
                .into_iter()
                .map(|sample| NumberPoint { at: when(sample.at, zone), value: split(Some(sample.told)).0 })
                .collect(),
        })
    };
    definitions(platform, form).iter().map(one).collect()
}

/// What was never read is not told either.
fn split(told: Option<Told>) -> (Option<u64>, Option<WhyMissing>) {
    match told.unwrap_or(Told::Missing(WhyMissing::NotTold)) {
        Told::Number(value) => (Some(value), None),
        Told::Missing(missing) => (None, Some(missing)),
    }
}

/// Why a number is missing, in a sentence.
pub(super) fn sentence(missing: WhyMissing, platform: Platform, definition: &Definition) -> String {
    let (name, what) = (platform.name(), definition.name);
    match missing {
        WhyMissing::NotTold => format!("{name} told nothing for {what} when it was last asked. That is not nought."),
        WhyMissing::TooFew => format!("{name} tells {what} only once enough people have seen or follow it."),
        WhyMissing::Hidden => format!("{what} is hidden or switched off on {name}."),
        WhyMissing::NoRight => format!(
            "This channel’s sign-in may not read {what}. Connect the channel again, and allow that insights are read."
        ),
    }
}

pub(super) fn glance(api: &Api, _: &Caller, asked: NumbersGlanceAsk) -> Result<Vec<NumbersGlance>> {
    if asked.post_ids.len() > MOST {
        return Err(Error::invalid("post_ids", format!("Ask for {MOST} posts at most.")));
    }
    api.db.read(|tx| glances(tx, &asked.post_ids))
}

/// The headline numbers of those of the posts that were read, or are to be.
pub(super) fn glances(tx: &Tx<'_>, posts: &[PostId]) -> Result<Vec<NumbersGlance>> {
    let (_, zone) = here(tx)?;
    let mut glances = Vec::new();
    for id in posts {
        let Some(first) = measure::part_standings(tx, *id)?.into_iter().next() else { continue };
        let form = first.form.unwrap_or(CountedAs::Post);
        let known = measure::of_part(tx, first.part)?;
        let numbers = headlines(first.platform, form).map(|it| {
            let row = known.iter().find(|row| row.metric == it.metric);
            let (value, missing) = split(row.map(|row| row.told));
            let why = match (missing, first.read_at) {
                (None, _) => None,
                (Some(_), None) => Some(format!("{} was not asked yet.", first.platform.name())),
                (Some(missing), Some(_)) => Some(sentence(missing, first.platform, it)),
            };
            GlanceNumber { metric: it.metric, name: it.name.to_owned(), says: it.says.value.to_owned(), value, why }
        });
        glances.push(NumbersGlance {
            id: *id,
            platform: first.platform,
            numbers: numbers.collect(),
            read: first.read_at.map(|at| when(at, &zone)),
            gone: first.gone_at.is_some(),
        });
    }
    Ok(glances)
}

pub(super) fn of_channel(api: &Api, _: &Caller, which: ChannelRef) -> Result<ChannelNumbers> {
    let now = api.env.now();
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let channel = clinic::channel(tx, which.id)?;
        let standing = measure::account_standing(tx, channel.id, &channel.account_id)?;
        let known = measure::of_account(tx, channel.id, &channel.account_id)?;
        let name = channel.platform.name();
        let sentence = why_not(&channel)
            .or_else(|| paused(standing.as_ref(), now))
            .or_else(|| standing.as_ref()?.reason.clone())
            .or_else(|| known.is_empty().then(|| format!("{name} is asked for the first time within a minute.")));
        let asks = why_not(&channel).is_none();
        Ok(ChannelNumbers {
            id: channel.id,
            platform: channel.platform,
            numbers: match known.is_empty() {
                true => Vec::new(),
                false => numbers(tx, channel.platform, CountedAs::Account, &known, &zone)?,
            },
            definitions: all_definitions(channel.platform, CountedAs::Account).collect(),
            read: standing.as_ref().and_then(|it| it.read_at).map(|at| when(at, &zone)),
            next: standing.filter(|_| asks).map(|it| when(it.next_at.max(now), &zone)),
            sentence: sentence.unwrap_or_default(),
            not_told: measuring(channel.platform).not_told.to_owned(),
        })
    })
}

pub(super) fn look(api: &Api, _: &Caller, asked: NumbersLook) -> Result<PostNumbers> {
    let env = Arc::clone(&api.env);
    let numbers = api.db.write(move |tx| {
        let channel = clinic::channel(tx, draft::head(tx, asked.id)?.channel)?;
        if let Some(why) = why_not(&channel) {
            return Err(Error::refused(ErrorCode::Invalid, why));
        }
        if charges(channel.platform) && !asked.pays {
            let cost = read_price(channel.platform).unwrap_or_default();
            return Err(Error::invalid("pays", format!("{cost} Say that this is all right, and it is read.")));
        }
        if measure::part_standings(tx, asked.id)?.iter().all(|it| it.removed) {
            return Err(Error::refused(
                ErrorCode::Stale,
                "Nothing of this post is public, so there is nothing to count.",
            ));
        }
        // Where that was done just before, what stands there is what there is.
        measure::look_now(tx, &env, asked.id)?;
        post(tx, env.now(), asked.id)
    })?;
    api.sampler.wake();
    Ok(numbers)
}
