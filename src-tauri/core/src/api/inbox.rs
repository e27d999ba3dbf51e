//! Use cases of the inbox: what people wrote, in the order of the work, and the work on it.
//!
//! Invariant: nothing is read from a platform here, and nothing is sent; what is shown is what stands on this computer.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::context::Api;
use super::types::{
    Conversation, ConversationAsk, ConversationRef, ConversationSummary, InboxAct, InboxChange, InboxChannel,
    InboxEmergency, InboxFeed, InboxFixedAnswer, InboxItem, InboxNote, InboxPage, InboxPost, InboxQuery, InboxTotals,
    ItemGesture, NoteAdd, SnoozeUntil, TierChoose,
};
use super::views::{here, name_of, names};
use super::when::when;
use super::{gestures, replies};
use crate::check::capability::engaging::engaging;
use crate::clinic::{self, Caller, ChannelConnection, ChannelWay};
use crate::engage::triage::Answers;
use crate::engage::{
    self, Act, ConversationRow, EmergencyRow, ITEMS, InboxCounts, ItemRow, PAGE, Place, PostRow, Wanted,
};
use crate::error::{Error, Result};
use crate::model::zone::{WallTime, Zone};
use crate::model::{ChannelId, ItemId, Millis, PersonId};
use crate::store::Tx;

/// How many letters of what somebody wrote a list shows.
const SHORT: usize = 160;
/// When the day begins for what was put off until a day.
const MORNING: &str = "09:00";
/// How many conversations can be changed at once.
const MOST_AT_ONCE: usize = 500;

pub(super) fn list(api: &Api, caller: &Caller, query: InboxQuery) -> Result<InboxPage> {
    let after: Option<Place> = match &query.after {
        None => None,
        Some(text) => Some(serde_json::from_str(text).map_err(|error| Error::internal(error.to_string()))?),
    };
    let wanted = Wanted {
        view: query.view,
        channel: query.channel_id,
        kind: query.kind,
        under: query.under,
        whose: query.whose,
        tier: query.tier,
        tag: query.tag,
        text: query.text,
        unread: query.unread,
        late: query.late,
        after,
    };
    let now = api.env.now();
    api.db.read(|tx| {
        let shown = Shown::read(tx, now)?;
        let rows = engage::list(tx, caller.person, now, &wanted)?;
        let next = match rows.last() {
            Some(last) if rows.len() == PAGE => {
                Some(serde_json::to_string(&last.place).map_err(|error| Error::internal(error.to_string()))?)
            }
            Some(_) | None => None,
        };
        let conversations = rows.into_iter().map(|row| shown.summary(tx, row)).collect::<Result<_>>()?;
        let under = query.under.map(|post| engage::seen_post(tx, post)).transpose()?.flatten();
        let under = under.map(|post| shown.post(tx, post)).transpose()?;
        Ok(InboxPage { conversations, next, tags: engage::tags(tx)?, under })
    })
}

/// How much there is to do for a reader.
pub(super) fn totals(tx: &Tx<'_>, caller: &Caller, now: Millis) -> Result<InboxTotals> {
    let InboxCounts { open, mine, emergencies, late, snoozed } = engage::counts(tx, caller.person, now)?;
    Ok(InboxTotals { open, mine, emergencies, late, snoozed })
}

pub(super) fn emergencies(api: &Api, caller: &Caller, (): ()) -> Result<Vec<InboxEmergency>> {
    let now = api.env.now();
    let checked = Answers::built_in().map_err(|fault| Error::internal(fault.to_string()))?.numbers().date();
    api.db.read(|tx| {
        let shown = Shown::read(tx, now)?;
        let one = |row: EmergencyRow| {
            let post = engage::post_of(tx, &row.conversation)?;
            let permalink = row.permalink.or_else(|| post.as_ref().and_then(|post| post.permalink.clone()));
            let asked = row.item.map(|item| engage::answerable(tx, now, item)).transpose()?.flatten();
            let begun =
                row.item.map(|item| replies::to_item(tx, now, row.conversation.id, item)).transpose()?.flatten();
            let signed = match (&asked, &row.answer) {
                (Some(asked), Some(answer)) => engage::signed_beforehand(tx, now, asked, answer.text())?,
                (Some(_) | None, _) => None,
            };
            let hindered = asked.as_ref().map(|asked| engage::nothing_goes_out(tx, asked)).transpose()?.flatten();
            let note = row.answer.as_ref().map(engage::note_to_staff).transpose()?.flatten();
            let author = row.author.unwrap_or_else(|| nobody(row.conversation.platform.name()));
            Ok(InboxEmergency {
                author,
                summary: shown.summary(tx, row.conversation)?,
                words: row.words,
                written: when(row.written_at, &shown.zone),
                under: post.map(|post| short(&post.words)),
                permalink,
                answer: row.answer.map(|answer| InboxFixedAnswer {
                    text: answer.text().to_owned(),
                    language: answer.language(),
                    number: answer.number().number().to_owned(),
                    country: answer.number().country().map(str::to_owned),
                    source: answer.number().source().to_owned(),
                    checked: checked.to_owned(),
                    note: note.map(str::to_owned),
                    hindered,
                    item_id: asked.map(|asked| asked.item),
                    signed_until: signed.map(|given| when(given.beforehand.body.not_after, &shown.zone)),
                    begun,
                }),
            })
        };
        engage::emergencies(tx, caller.person, now)?.into_iter().map(one).collect()
    })
}

pub(super) fn open(api: &Api, caller: &Caller, which: ConversationAsk) -> Result<Conversation> {
    let now = api.env.now();
    api.db.read(|tx| conversation(tx, caller, now, &which))
}

fn conversation(tx: &Tx<'_>, caller: &Caller, now: Millis, which: &ConversationAsk) -> Result<Conversation> {
    let shown = Shown::read(tx, now)?;
    let row = engage::conversation(tx, caller.person, which.id)?;
    let most = which.most.unwrap_or(ITEMS).max(ITEMS);
    let items = engage::items(tx, caller.person, row.id, most)?;
    let earlier = engage::item_count(tx, row.id)?.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
    let post = engage::post_of(tx, &row)?;
    let notes = engage::notes(tx, row.id)?;
    let mut gestures = gestures::of_conversation(tx, &shown.zone, row.id)?;
    let permalink = items.iter().rev().find_map(|item| item.permalink.clone());
    let permalink = permalink.or_else(|| post.as_ref().and_then(|post| post.permalink.clone()));
    let chosen = row.chosen.as_ref().map(|(by, why)| format!("{}: {why}", name_of(&shown.names, *by)));
    Ok(Conversation {
        summary: shown.summary(tx, row)?,
        items: items.into_iter().map(|item| shown.item(item, &mut gestures)).collect(),
        earlier,
        post: post.map(|post| shown.post(tx, post)).transpose()?,
        notes: notes
            .into_iter()
            .map(|note| InboxNote {
                id: note.id,
                by: name_of(&shown.names, note.by),
                at: when(note.at, &shown.zone),
                words: note.words,
            })
            .collect(),
        chosen,
        permalink,
        replies: replies::of_conversation(tx, (now, &shown.zone), which.id)?,
        typed: replies::typed_in(tx, caller, (now, &shown.zone), which.id)?,
    })
}

pub(super) fn read(api: &Api, caller: &Caller, which: ConversationRef) -> Result<()> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| engage::read(tx, &env, by, which.id))
}

pub(super) fn change(api: &Api, caller: &Caller, change: InboxChange) -> Result<()> {
    if change.ids.len() > MOST_AT_ONCE {
        return Err(Error::invalid("ids", format!("Choose at most {MOST_AT_ONCE} conversations at once.")));
    }
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let (_, zone) = here(tx)?;
        let act = match &change.act {
            InboxAct::Assign { to } => Act::Assign(*to),
            InboxAct::Snooze { until } => Act::Snooze(instant(*until, env.now(), &zone)?),
            InboxAct::Done => Act::Done,
            InboxAct::Reopen => Act::Reopen,
            InboxAct::Tag { tag } => Act::Tag(tag.clone()),
            InboxAct::Untag { tag } => Act::Untag(tag.clone()),
        };
        engage::change(tx, &env, by, &change.ids, &act)
    })
}

fn instant(until: SnoozeUntil, now: Millis, zone: &Zone) -> Result<Millis> {
    let today = zone.clock_at(now).wall();
    let days = match until {
        SnoozeUntil::Hour => return Ok(now.plus(60 * Millis::MINUTE)),
        SnoozeUntil::Tomorrow => 1,
        // Monday is 1; on a Monday it is the next one.
        SnoozeUntil::Monday => 8 - i32::from(today.weekday()),
    };
    let time = |refused: crate::model::zone::TimeRefused| Error::invalid("until", refused.to_string());
    let day = WallTime::parse(&today.date(), MORNING).and_then(|morning| morning.shifted(days, 0)).map_err(time)?;
    Ok(zone.resolve(day).map_err(time)?.at)
}

pub(super) fn note(api: &Api, caller: &Caller, add: NoteAdd) -> Result<Conversation> {
    let (env, caller) = (Arc::clone(&api.env), caller.clone());
    api.db.write(move |tx| {
        engage::note(tx, &env, caller.person, add.id, &add.words)?;
        conversation(tx, &caller, env.now(), &ConversationAsk { id: add.id, most: add.most })
    })
}

pub(super) fn choose_tier(api: &Api, caller: &Caller, chosen: TierChoose) -> Result<Conversation> {
    let (env, caller) = (Arc::clone(&api.env), caller.clone());
    api.db.write(move |tx| {
        engage::choose_tier(tx, &env, caller.person, chosen.id, chosen.tier, &chosen.why)?;
        conversation(tx, &caller, env.now(), &ConversationAsk { id: chosen.id, most: chosen.most })
    })
}

pub(super) fn state(api: &Api, _: &Caller, (): ()) -> Result<Vec<InboxChannel>> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let mut standings = engage::standings(tx)?;
        let mut channels = Vec::new();
        for channel in clinic::channels(tx)? {
            let (own, rest): (Vec<_>, Vec<_>) = standings.into_iter().partition(|feed| feed.channel == channel.id);
            standings = rest;
            channels.push(InboxChannel {
                channel_id: channel.id,
                name: channel.name,
                platform: channel.platform,
                readable: channel.way == ChannelWay::Api && engaging(channel.platform).any(),
                sign_in_missing: channel.way == ChannelWay::Api && channel.connection != ChannelConnection::Connected,
                feeds: own
                    .into_iter()
                    .map(|feed| InboxFeed {
                        kind: feed.kind,
                        state: feed.state,
                        read: feed.read_at.map(|at| when(at, &zone)),
                        next: feed.next_at.map(|at| when(at, &zone)),
                        reason: feed.reason,
                    })
                    .collect(),
                not_told: match channel.way {
                    ChannelWay::Api => engaging(channel.platform).not_told.to_owned(),
                    ChannelWay::ByHand => {
                        "This channel is served by hand, so what people write there is read on the platform.".to_owned()
                    }
                },
            });
        }
        Ok(channels)
    })
}

pub(super) fn check(api: &Api, caller: &Caller, (): ()) -> Result<Vec<InboxChannel>> {
    let env = Arc::clone(&api.env);
    api.db.write(move |tx| engage::read_soon(tx, &env))?;
    api.collector.wake();
    state(api, caller, ())
}

/// What every view of a conversation needs.
struct Shown {
    now: Millis,
    zone: Zone,
    names: BTreeMap<PersonId, String>,
    channels: BTreeMap<ChannelId, String>,
}

impl Shown {
    fn read(tx: &Tx<'_>, now: Millis) -> Result<Self> {
        let (_, zone) = here(tx)?;
        let channels = clinic::channels(tx)?.into_iter().map(|channel| (channel.id, channel.name)).collect();
        Ok(Self { now, zone, names: names(tx)?, channels })
    }

    fn summary(&self, tx: &Tx<'_>, row: ConversationRow) -> Result<ConversationSummary> {
        let (author, handle) = row.author.unwrap_or_else(|| (nobody(row.platform.name()), None));
        Ok(ConversationSummary {
            id: row.id,
            channel_id: row.channel,
            channel: self.channels.get(&row.channel).cloned().unwrap_or_else(|| row.platform.name().to_owned()),
            platform: row.platform,
            kind: row.kind,
            author,
            handle,
            words: short(&row.words),
            newest: when(row.newest_at, &self.zone),
            tier: row.tier,
            categories: engage::categories(tx, row.id)?,
            answer_by: row.answer_by.map(|at| when(at, &self.zone)),
            late: row.answer_by.is_some_and(|at| at < self.now),
            assigned_to: row.assigned_to,
            assignee: row.assigned_to.map(|person| name_of(&self.names, person)),
            snoozed_until: row.snoozed_until.filter(|at| *at > self.now).map(|at| when(at, &self.zone)),
            done: row.done.map(|(at, _)| when(at, &self.zone)),
            tags: row.tags,
            unread: row.unread,
        })
    }

    fn post(&self, tx: &Tx<'_>, post: PostRow) -> Result<InboxPost> {
        Ok(InboxPost {
            open: engage::open_under(tx, self.now, post.id)?,
            id: post.id,
            post_id: post.post,
            words: post.words,
            permalink: post.permalink,
            published: post.published_at.map(|at| when(at, &self.zone)),
        })
    }

    fn item(&self, item: ItemRow, gestures: &mut BTreeMap<ItemId, Vec<ItemGesture>>) -> InboxItem {
        InboxItem {
            gestures: gestures.remove(&item.id).unwrap_or_default(),
            id: item.id,
            author: item.author.map_or_else(|| "Somebody".to_owned(), |(_, name)| name),
            ours: item.ours,
            words: item.words,
            before: item.before,
            written: when(item.written_at, &self.zone),
            edited: item.edited_at.map(|at| when(at, &self.zone)),
            gone: item.gone_at.map(|at| when(at, &self.zone)),
            hidden: item.hidden,
            marks: item.marks,
            unread: item.unread,
        }
    }
}

fn nobody(platform: &str) -> String {
    format!("Somebody on {platform}")
}

pub(super) fn short(words: &str) -> String {
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &one_line[..end]),
        None => one_line,
    }
}
