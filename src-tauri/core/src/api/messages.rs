//! Use cases of messages to recipients: templates, what a message costs, and what became of each of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::context::Api;
use super::recipients::to_countries;
use super::types::{
    ChannelRef, Message, MessagePage, MessageQuery, MessageRecipient, MessageSending, PostRef, Price, TemplateShown,
    Templates,
};
use super::views::here;
use super::when::when;
use crate::clinic::{self, Caller};
use crate::draft;
use crate::error::{Error, Result};
use crate::gate::Account;
use crate::model::zone::Zone;
use crate::model::{
    Audience, ChannelId, DeliveryId, Millis, PartState, PhoneNumber, PostId, TemplateCategory, TemplateParameter,
    TemplateSeen, TemplateUse,
};
use crate::publish::{self, ArrivalState, Failure};
use crate::store::{Tx, args};

/// How many are shown at once: our own choice.
const PAGE: u32 = 100;
/// Where the price of a message stands, and when that was read.
const PRICE_SOURCE: &str =
    "WhatsApp Business Platform, pricing: each delivered template, by its category and the country of the number";
const PRICE_READ: &str = "2026-11-20";
/// The calling code of the USA, which others share.
const NORTH_AMERICA: u16 = 1;

pub(super) fn templates(api: &Api, _: &Caller, which: ChannelRef) -> Result<Templates> {
    api.db.read(|tx| shown(tx, which.id))
}

pub(super) fn refresh_templates(api: &Api, caller: &Caller, which: ChannelRef) -> Result<Templates> {
    let channel = api.db.read(|tx| clinic::channel(tx, which.id))?;
    let publisher = api.publisher(channel.platform)?;
    let account = Account::of(&channel);
    let runtime = Handle::try_current().map_err(|error| Error::internal(error.to_string()))?;
    let seen = block_in_place(|| runtime.block_on(publisher.templates(&account))).map_err(failed)?;
    let (env, by) = (Arc::clone(&api.env), caller.actor());
    api.db.write(move |tx| {
        draft::keep_templates(tx, &env, by, which.id, &seen)?;
        shown(tx, which.id)
    })
}

fn failed(failure: Failure) -> Error {
    Error::invalid("channel", failure.message).with(|refusal| refusal.detail = Some(failure.detail))
}

fn shown(tx: &Tx<'_>, channel: ChannelId) -> Result<Templates> {
    let (_, zone) = here(tx)?;
    let (seen, read) = draft::templates(tx, channel)?;
    let templates = seen.into_iter().map(|seen| {
        let slots = seen.slots();
        let using = as_used(&seen);
        let cannot = draft::unsendable(tx, channel, &using, &seen.filled(&using.parameters))?;
        Ok(TemplateShown { digest: seen.digest(), slots, cannot, seen })
    });
    Ok(Templates { templates: templates.collect::<Result<_>>()?, read: read.map(|at| when(at, &zone)) })
}

/// A template with every place empty and nobody to get it.
fn as_used(seen: &TemplateSeen) -> TemplateUse {
    TemplateUse {
        id: seen.id.clone(),
        name: seen.name.clone(),
        language: seen.language.clone(),
        category: seen.category,
        format: seen.format,
        header: seen.header,
        digest: seen.digest(),
        parameters: seen.slots().into_iter().map(|slot| TemplateParameter { slot, value: String::new() }).collect(),
        audience: None,
    }
}

pub(super) fn get(api: &Api, _: &Caller, which: PostRef) -> Result<Message> {
    api.db.read(|tx| message(tx, which.id))
}

fn message(tx: &Tx<'_>, post: PostId) -> Result<Message> {
    let (_, zone) = here(tx)?;
    let head = draft::head(tx, post)?;
    let using = head.content.options.template();
    let audience = using.and_then(|using| using.audience);
    let (lost, countries) = match &audience {
        None => (0, Vec::new()),
        // It is read again after each of very many messages: what is said of everybody waits until they are through.
        Some(_) if is_going(tx, post)? => (0, Vec::new()),
        Some(audience) => reach(tx, audience, using.map_or(TemplateCategory::Marketing, |using| using.category))?,
    };
    // Also one that was removed since: the message goes to those who were on it when it was chosen.
    let list = match &audience {
        None => None,
        Some(audience) => clinic::recipient_list_name(tx, audience.list)?,
    };
    Ok(Message {
        template: using.map(|using| using.name.clone()),
        language: using.map(|using| using.language.clone()).unwrap_or_default(),
        category: using.map(|using| category(using.category).to_owned()).unwrap_or_default(),
        list,
        count: audience.map_or(0, |audience| audience.count),
        lost,
        buttons: match using {
            None => Vec::new(),
            Some(using) => draft::template(tx, head.channel, &using.id)?
                .filter(|seen| seen.digest() == using.digest)
                .map(|seen| seen.filled_buttons(&using.parameters))
                .unwrap_or_default(),
        },
        price: price(using, &countries),
        sending: sending(tx, post, &zone)?,
    })
}

fn is_going(tx: &Tx<'_>, post: PostId) -> Result<bool> {
    let going: Option<i64> =
        tx.one("SELECT 1 AS one FROM delivery WHERE post_id = $1 AND state = 'running'", args![post], |row| {
            row.get("one")
        })?;
    Ok(going.is_some())
}

/// How many of an audience may not be written to any more, and the countries of the others.
fn reach(tx: &Tx<'_>, audience: &Audience, category: TemplateCategory) -> Result<(u32, Vec<(u16, u32)>)> {
    let mut countries: BTreeMap<u16, u32> = BTreeMap::new();
    if !clinic::is_audience(tx, audience)? {
        // The checks say so, and nobody can be counted.
        return Ok((0, Vec::new()));
    }
    let mut lost = 0;
    let stopped = clinic::audience_stops(tx, audience, category)?;
    for (id, number) in clinic::audience_recipients(tx, audience)? {
        match number {
            Some(number) if !stopped.contains(&id) => {
                *countries.entry(number.calling_code()).or_default() += 1;
            }
            Some(_) | None => lost += 1,
        }
    }
    let mut countries: Vec<_> = countries.into_iter().collect();
    countries.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok((lost, countries))
}

const fn category(category: TemplateCategory) -> &'static str {
    match category {
        TemplateCategory::Marketing => "Marketing",
        TemplateCategory::Utility => "Utility",
        TemplateCategory::Authentication => "Authentication",
    }
}

fn price(using: Option<&TemplateUse>, countries: &[(u16, u32)]) -> Price {
    let sentence = match using {
        None => "WhatsApp charges for each delivered message.".to_owned(),
        Some(using) => format!(
            "WhatsApp charges for each delivered message: the price of the class {} in the country of the number. Countersign knows no amounts; your WhatsApp Manager shows them.",
            category(using.category)
        ),
    };
    let american = countries.iter().find(|(code, _)| *code == NORTH_AMERICA).map(|(_, count)| *count);
    let marketing = using.is_some_and(|using| using.category == TemplateCategory::Marketing);
    Price {
        sentence,
        countries: to_countries(countries),
        warning: american.filter(|_| marketing).map(|count| {
            format!(
                "{count} of the numbers begin with +1. WhatsApp is reported not to deliver marketing to numbers of the USA."
            )
        }),
        source: PRICE_SOURCE.to_owned(),
        read: PRICE_READ.to_owned(),
    }
}

fn delivery(tx: &Tx<'_>, post: PostId) -> Result<Option<DeliveryId>> {
    Ok(tx.one(
        "SELECT delivery.id FROM delivery WHERE post_id = $1
         AND EXISTS (SELECT 1 FROM recipient_part WHERE recipient_part.delivery_id = delivery.id)",
        args![post],
        |row| row.get("id"),
    )?)
}

fn sending(tx: &Tx<'_>, post: PostId, zone: &Zone) -> Result<Option<MessageSending>> {
    let Some(delivery) = delivery(tx, post)? else { return Ok(None) };
    let (tally, arrived) = (publish::tally(tx, delivery)?, publish::arrived(tx, delivery)?);
    Ok(Some(MessageSending {
        sentence: tally.sentence(),
        sent: tally.sent,
        not_sent: tally.not_sent,
        held: tally.held,
        going: tally.going,
        unclear: tally.unclear,
        waiting: tally.waiting,
        delivered: arrived.delivered,
        read: arrived.read,
        failed: arrived.failed,
        asked_about: arrived.asked,
        told: arrived.told,
        asked: arrived.asked_at.map(|at| when(at, zone)),
    }))
}

pub(super) fn recipients(api: &Api, _: &Caller, query: MessageQuery) -> Result<MessagePage> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let Some(delivery) = delivery(tx, query.post_id)? else {
            return Ok(MessagePage { recipients: Vec::new(), found: 0 });
        };
        let found: u32 = tx
            .one(
                "SELECT count(*) AS n FROM recipient_part JOIN part ON part.id = recipient_part.part_id
                 WHERE recipient_part.delivery_id = $1 AND ($2 IS NULL OR part.state = $2)",
                args![delivery, query.state],
                |row| row.get("n"),
            )?
            .unwrap_or(0);
        let recipients = tx.all(
            "SELECT recipient.name, recipient.number, part.state, part.posted_at, recipient_part.why, recipient_part.message,
                    recipient_part.detail, recipient_part.arrival
             FROM recipient_part JOIN part ON part.id = recipient_part.part_id
             JOIN recipient ON recipient.id = recipient_part.recipient_id
             WHERE recipient_part.delivery_id = $1 AND ($2 IS NULL OR part.state = $2)
             ORDER BY part.state = 'posted', part.ordinal LIMIT $3 OFFSET $4",
            args![delivery, query.state, PAGE, query.from],
            |row| {
                let state: PartState = row.get("state")?;
                let arrival: Option<ArrivalState> = row.get("arrival")?;
                let why: Option<String> = row.get("why")?;
                let number: Option<String> = row.get("number")?;
                Ok::<_, Error>(MessageRecipient {
                    name: row.get("name")?,
                    number: number.and_then(|digits| PhoneNumber::of_digits(&digits).ok()).map(|number| number.shown()),
                    state,
                    arrival,
                    message: sentence(why.as_deref(), row.get("message")?),
                    detail: row.get("detail")?,
                    sent: row.get::<Option<Millis>>("posted_at")?.map(|at| when(at, &zone)),
                })
            },
        )?;
        Ok(MessagePage { recipients, found })
    })
}

/// What happened to one recipient's message.
fn sentence(why: Option<&str>, said: Option<String>) -> Option<String> {
    match why {
        Some("opted_out") => Some("Said stop, so nothing was sent.".to_owned()),
        Some("not_agreed") => Some("Agreed to service messages only, so this was not sent.".to_owned()),
        Some("forgotten") => Some("Was erased, so nothing was sent.".to_owned()),
        Some("number_changed") => Some("Has another number since it was signed, so nothing was sent.".to_owned()),
        Some("same_person") => {
            Some("Got this message by another number of theirs, so it was not sent again.".to_owned())
        }
        Some("no_answer" | "id_of_another_part") => Some(
            "WhatsApp did not answer, so nobody knows whether it was sent. It is not sent again by itself.".to_owned(),
        ),
        Some(_) | None => said,
    }
}

pub(super) fn refresh(api: &Api, _: &Caller, which: PostRef) -> Result<Message> {
    let (channel, asked) = api.db.read(|tx| {
        let head = draft::head(tx, which.id)?;
        Ok::<_, Error>((clinic::channel(tx, head.channel)?, publish::unarrived(tx, which.id)?))
    })?;
    if !asked.is_empty() {
        let publisher = api.publisher(channel.platform)?;
        let account = Account::of(&channel);
        let runtime = Handle::try_current().map_err(|error| Error::internal(error.to_string()))?;
        let heard = Arc::new(block_in_place(|| runtime.block_on(publisher.arrivals(&account, &asked))));
        let (env, kept) = (Arc::clone(&api.env), Arc::clone(&heard));
        api.db.write(move |tx| publish::keep_arrivals(tx, &env, &kept))?;
        // What was told is kept all the same, and whoever was asked after comes last the next time.
        if let Some(failure) = &heard.stopped {
            return Err(failed(failure.clone()));
        }
    }
    api.db.read(|tx| message(tx, which.id))
}
