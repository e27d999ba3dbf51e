//! Use cases of discovery: topics, a search that somebody asks for, what was found, and posts that are drafted from it.
//!
//! Invariant: no platform is asked before what that costs was said and agreed to. What was found never becomes a post's own words: its
//! address and its author stand in the talk beside the draft.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::context::Api;
use super::draft;
use super::types::{
    Batch, Choice, Hit, HitDraft, SearchChannel, SearchCost, Topic, TopicAsk, TopicHits, TopicRef, TopicSave,
    TopicSearch, Topics,
};
use super::views::{here, name_of, names};
use super::when::when;
use crate::check::capability::capability;
use crate::check::capability::discovering::discovering;
use crate::check::{charges, search_price};
use crate::clinic::{self, Caller};
use crate::engage::discovery::{self, Begun, FRESH, HitRow, KEPT, TopicLanguage, TopicRow};
use crate::error::{Error, Result};
use crate::model::zone::{Zone, dated_label};
use crate::model::{ChannelId, Millis, Platform, TopicId};
use crate::publish::Failure;
use crate::review::{self, RemarkKind};
use crate::store::Tx;

/// How many posts a search is offered to ask for.
const OFFERED: [u32; 4] = [10, 25, 50, 100];

pub(super) fn list(api: &Api, _: &Caller, (): ()) -> Result<Topics> {
    let now = api.env.now();
    api.db.read(|tx| all(tx, now))
}

fn all(tx: &Tx<'_>, now: Millis) -> Result<Topics> {
    let (_, zone) = here(tx)?;
    let names = names(tx)?;
    let topics = discovery::topics(tx)?.into_iter().map(|row| Topic {
        id: row.id,
        words: row.words,
        language: row.language,
        by: name_of(&names, row.by),
        at: when(row.at, &zone),
    });
    let price = capability(Platform::X).price;
    Ok(Topics {
        topics: topics.collect(),
        channels: channels(tx, now, &zone)?,
        costs: OFFERED
            .iter()
            .map(|most| SearchCost { most: *most, costs: search_price(Platform::X, *most).unwrap_or_default() })
            .collect(),
        source: price
            .map(|price| format!("{}, read {}", price.reading.source, dated_label(price.reading.read)))
            .unwrap_or_default(),
        languages: TopicLanguage::ALL
            .iter()
            .map(|language| Choice { value: language.word().into(), label: label(*language).into() })
            .collect(),
        left_today: discovery::left_today(tx, now)?,
        most_a_day: discovery::MOST_READ_A_DAY,
        day_ends: when(Millis((now.0.div_euclid(Millis::DAY) + 1) * Millis::DAY), &zone),
    })
}

/// A language's name in that language.
const fn label(language: TopicLanguage) -> &'static str {
    match language {
        TopicLanguage::Any => "Any language",
        TopicLanguage::English => "English",
        TopicLanguage::Hindi => "हिन्दी",
        TopicLanguage::Bengali => "বাংলা",
        TopicLanguage::Gujarati => "ગુજરાતી",
        TopicLanguage::Kannada => "ಕನ್ನಡ",
        TopicLanguage::Malayalam => "മലയാളം",
        TopicLanguage::Marathi => "मराठी",
        TopicLanguage::Punjabi => "ਪੰਜਾਬੀ",
        TopicLanguage::Tamil => "தமிழ்",
        TopicLanguage::Telugu => "తెలుగు",
        TopicLanguage::Urdu => "اردو",
        TopicLanguage::Arabic => "العربية",
        TopicLanguage::German => "Deutsch",
        TopicLanguage::Spanish => "Español",
        TopicLanguage::French => "Français",
        TopicLanguage::Portuguese => "Português",
    }
}

fn channels(tx: &Tx<'_>, now: Millis, zone: &Zone) -> Result<Vec<SearchChannel>> {
    let mut all = Vec::new();
    for channel in clinic::channels(tx)? {
        if channel.removed || discovering(channel.platform).is_none() {
            continue;
        }
        all.push(SearchChannel {
            cannot: discovery::why_not_searched(tx, &channel)?,
            paused: discovery::waits_until(tx, now, &channel)?.map(|until| when(until, zone)),
            id: channel.id,
            name: channel.name,
            platform: channel.platform,
        });
    }
    Ok(all)
}

pub(super) fn save(api: &Api, caller: &Caller, asked: TopicSave) -> Result<Topics> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        discovery::save_topic(tx, &env, by, asked.id, (&asked.words, asked.language))?;
        all(tx, env.now())
    })
}

pub(super) fn remove(api: &Api, caller: &Caller, which: TopicRef) -> Result<Topics> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        discovery::remove_topic(tx, &env, by, which.id)?;
        all(tx, env.now())
    })
}

pub(super) fn open(api: &Api, _: &Caller, asked: TopicAsk) -> Result<TopicHits> {
    let now = api.env.now();
    api.db.read(|tx| found(tx, now, (asked.id, asked.channel_id), None))
}

/// What is known of a topic.
pub(super) fn found(
    tx: &Tx<'_>,
    now: Millis,
    (topic, channel): (TopicId, ChannelId),
    paid: Option<u32>,
) -> Result<TopicHits> {
    let (_, zone) = here(tx)?;
    let topic = discovery::topic(tx, topic)?.id;
    let platform = clinic::channel(tx, channel)?.platform;
    let reading = discovery::standing(tx, topic, channel)?;
    Ok(TopicHits {
        id: topic,
        channel_id: channel,
        hits: discovery::hits(tx, now, topic, channel)?.into_iter().map(|row| shown(row, &zone)).collect(),
        read: reading.as_ref().map(|reading| when(reading.read_at, &zone)),
        fresh_until: reading
            .as_ref()
            .filter(|reading| reading.is_fresh(now))
            .map(|reading| when(reading.read_at.plus(FRESH), &zone)),
        has_more: reading.is_some_and(|reading| reading.has_more(platform, now)),
        paid,
    })
}

fn shown(row: HitRow, zone: &Zone) -> Hit {
    Hit {
        id: row.platform_id,
        handle: row.handle,
        name: row.name,
        words: row.words,
        written: when(row.written_at, zone),
        permalink: row.permalink,
        views: row.counts.views,
        likes: row.counts.likes,
        replies: row.counts.replies,
        reposts: row.counts.reposts,
        kept_until: when(row.read_at.plus(KEPT), zone),
        batch_id: row.batch,
    }
}

pub(super) fn search(api: &Api, caller: &Caller, asked: TopicSearch) -> Result<TopicHits> {
    let platform = api.db.read(|tx| clinic::channel(tx, asked.channel_id))?.platform;
    if charges(platform) && !asked.pays {
        let cost = search_price(platform, asked.most).unwrap_or_default();
        return Err(Error::invalid("pays", format!("{cost} Say that this is all right, and it is searched.")));
    }
    let (env, of) = (Arc::clone(&api.env), (asked.id, asked.channel_id));
    let begun = api.db.write(move |tx| discovery::begin(tx, &env, of.0, of.1, (asked.most, asked.older)))?;
    let paid = match begun {
        Begun::Known => None,
        Begun::Ask(search) => {
            let searcher = api.searchers.get(&platform).ok_or_else(|| {
                Error::internal(format!("{} can be searched, and has no client for that", platform.word()))
            })?;
            let runtime = Handle::try_current().map_err(|error| Error::internal(error.to_string()))?;
            let said = block_in_place(|| runtime.block_on(searcher.search(&search.ask())));
            let (env, by) = (Arc::clone(&api.env), caller.person);
            let kept = said.clone();
            let paid = api.db.write(move |tx| discovery::settle(tx, &env, by, &search, &kept))?;
            said.map_err(failed)?;
            Some(paid)
        }
    };
    let now = api.env.now();
    api.db.read(|tx| found(tx, now, of, paid))
}

fn failed(failure: Failure) -> Error {
    Error::invalid("channel_id", failure.message).with(|refusal| refusal.detail = Some(failure.detail))
}

pub(super) fn draft_from(api: &Api, caller: &Caller, asked: HitDraft) -> Result<Batch> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    let (of, id) = ((asked.topic_id, asked.channel_id), asked.hit_id);
    draft::create_batch_with(api, caller, asked.brief, move |tx, batch, posts| {
        let (_, zone) = here(tx)?;
        let topic = discovery::topic(tx, of.0)?;
        let hit = discovery::hit(tx, env.now(), of, &id)?;
        let source = source(&topic, &hit, &zone);
        for post in posts {
            review::remark(tx, &env, by, *post, RemarkKind::Remark, &source, None)?;
        }
        discovery::hit_drafted(tx, of, &id, batch)
    })
}

/// Where a draft comes from, for whoever reads it: whose post, and where, and none of its words.
fn source(topic: &TopicRow, hit: &HitRow, zone: &Zone) -> String {
    let by = hit.handle.as_ref().map_or_else(|| "somebody".to_owned(), |handle| format!("@{handle}"));
    let at = when(hit.written_at, zone);
    format!(
        "Source: a post of {by} on X of {}, {}, found for the topic “{}”: {}\nIts words are not in this draft. Whoever wants to answer it does so on x.com: X takes a program’s answer only where its author wrote to the clinic first.",
        at.day_label, at.time, topic.words, hit.permalink
    )
}
