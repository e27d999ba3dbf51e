//! Direct messages on X.
//!
//! Invariant: newest first, thirty days back; an account writes to whoever wrote to it, and deletes only what it wrote itself.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::create::{body, strict};
use super::credits;
use super::found::{read_token, write_token};
use super::present::{self, bad_id, unknown_value, user_fields};
use super::problem::{self, Problem, forbidden, invalid};
use super::read::{answer, somebody};
use super::state::read_id;
use crate::account::{Account, Platform};
use crate::audience::inbox::{Between, Conversation, Letter};
use crate::audience::social::part;
use crate::call::Call;
use crate::clock::x_time;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::Scene;

const TOLD_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// What it was; the specification names a refusal and no number.
const LONGEST: usize = 10_000;
const FIELDS: &[&str] = &[
    "id",
    "text",
    "event_type",
    "created_at",
    "dm_conversation_id",
    "sender_id",
    "attachments",
    "entities",
    "participant_ids",
    "referenced_tweets",
];
const PARAMETERS: &[&str] = &[
    "dm_event.fields",
    "event_types",
    "expansions",
    "max_results",
    "pagination_token",
    "user.fields",
    "media.fields",
    "post.fields",
    "tweet.fields",
];
const KINDS: &[&str] = &["MessageCreate", "ParticipantsJoin", "ParticipantsLeave"];

/// What X calls a conversation of two.
fn conversation_id(one: &str, other: &str) -> String {
    let (one, other) = (one.parse::<u64>().unwrap_or(0), other.parse::<u64>().unwrap_or(0));
    format!("{}-{}", one.min(other), one.max(other))
}

/// The other one of a conversation of two.
fn other_of<'a>(id: &'a str, account: &str) -> Option<&'a str> {
    match id.split_once('-')? {
        (one, other) if one == account => Some(other),
        (one, other) if other == account => Some(one),
        (_, _) => None,
    }
}

pub(super) fn all(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    listed(scene, call, account, None)
}

pub(super) fn with_somebody(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("participant");
    read_id(id).ok_or_else(|| bad_id("participant_id", id))?;
    listed(scene, call, account, Some(id))
}

pub(super) fn of_conversation(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("id");
    let other = other_of(id, &account.id).ok_or_else(|| bad_id("id", id))?;
    listed(scene, call, account, Some(other))
}

fn listed(scene: &mut Scene<'_>, call: &Call, account: &Account, with: Option<&str>) -> Result<Reply, Problem> {
    if let Some((name, value)) = call.query.iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str())) {
        return Err(invalid(name, value, &format!("The query parameter [{name}] is not one of {PARAMETERS:?}")));
    }
    let list =
        |name: &str| call.query(name).unwrap_or_default().split(',').filter(|it| !it.is_empty()).collect::<Vec<_>>();
    let fields = list("dm_event.fields");
    if let Some(unknown) = fields.iter().find(|name| !FIELDS.contains(name)) {
        return Err(unknown_value("dm_event.fields", unknown, FIELDS));
    }
    let kinds = list("event_types");
    if let Some(unknown) = kinds.iter().find(|name| !KINDS.contains(name)) {
        return Err(unknown_value("event_types", unknown, KINDS));
    }
    let most = call.query("max_results").unwrap_or("100");
    let most = most.parse().ok().filter(|number| (1..=100).contains(number)).ok_or_else(|| {
        invalid(
            "max_results",
            most,
            &format!("The `max_results` query parameter value [{most}] is not between 1 and 100"),
        )
    })?;
    let token = call.query("pagination_token");
    let after = token.map(|it| read_token(it).ok_or_else(|| bad_id("pagination_token", it))).transpose()?;
    let users = user_fields(call.query("user.fields").unwrap_or_default())?;
    let missed = scene.world.audience.inbox.withdraw(Platform::X, &account.id);
    let world = &*scene.world;
    let told = scene.now - TOLD_MS;
    let letters = world.audience.inbox.letters(Platform::X, &account.id);
    let wanted = |(letter, of): &(&Letter, &Conversation)| {
        letter.at_ms >= told
            && !missed.contains(&letter.number)
            && with.is_none_or(|person| of.person == person)
            && (kinds.is_empty() || kinds.contains(&"MessageCreate"))
    };
    let numbers = letters.into_iter().filter(wanted).map(|(letter, _)| letter.number).collect();
    let (page, more) = part(numbers, after, most, true);
    let shown: Vec<(&Letter, &Conversation)> =
        page.iter().filter_map(|number| world.audience.inbox.letter(*number)).collect();
    let mut meta = json!({ "result_count": shown.len() });
    if let Some(last) = page.last().filter(|_| more) {
        meta["next_token"] = json!(write_token(*last));
    }
    if shown.is_empty() {
        return Ok(answer(None, None, Vec::new(), Some(meta)));
    }
    let data: Vec<Value> = shown.iter().map(|(letter, of)| event(letter, of, account, &fields)).collect();
    let includes = list("expansions").contains(&"sender_id").then(|| {
        let mut senders: Vec<String> =
            shown.iter().map(|(letter, of)| if letter.ours { account.id.clone() } else { of.person.clone() }).collect();
        senders.sort();
        senders.dedup();
        let all = senders.iter().filter_map(|id| somebody(world, id));
        json!({ "users": all.map(|it| present::user(world, scene.wire, &it, &users)).collect::<Vec<_>>() })
    });
    Ok(answer(Some(json!(data)), includes, Vec::new(), Some(meta)))
}

fn event(letter: &Letter, of: &Conversation, account: &Account, fields: &[&str]) -> Value {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(letter.number.to_string()));
    shown.insert("event_type".to_owned(), json!("MessageCreate"));
    shown.insert("text".to_owned(), json!(letter.text));
    for name in fields {
        let value = match *name {
            "created_at" => json!(x_time(letter.at_ms)),
            "dm_conversation_id" => json!(conversation_id(&account.id, &of.person)),
            "sender_id" => json!(if letter.ours { &account.id } else { &of.person }),
            _ => continue,
        };
        shown.insert((*name).to_owned(), value);
    }
    Value::Object(shown)
}

pub(super) fn send_to_somebody(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("participant");
    read_id(id).ok_or_else(|| bad_id("participant_id", id))?;
    send(scene, call, account, id)
}

pub(super) fn send_into(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("id");
    let other = other_of(id, &account.id).ok_or_else(|| bad_id("dm_conversation_id", id))?;
    send(scene, call, account, other)
}

fn send(scene: &mut Scene<'_>, call: &Call, account: &Account, to: &str) -> Result<Reply, Problem> {
    let fields = body(call)?;
    strict(fields, "$", &["text", "attachments"])?;
    if fields.contains_key("attachments") {
        return Err(forbidden("You are not permitted to send attachments."));
    }
    let text = fields.get("text").and_then(Value::as_str).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(invalid("text", text, "One of text or attachments must be given."));
    }
    if text.chars().count() > LONGEST {
        return Err(problem::typed(
            StatusCode::BAD_REQUEST,
            "dm-text-too-long",
            "The text of the message is too long.",
        ));
    }
    let who = Between { platform: Platform::X, account: &account.id, person: to };
    if scene.world.audience.inbox.between(who).is_none() && !scene.wire.open_messages {
        let words = "You cannot send messages to this user.";
        return Err(problem::typed(StatusCode::FORBIDDEN, "dm-recipient-not-accepting", words));
    }
    credits::last_for(scene, account, credits::MESSAGE)?;
    scene.world.x.spent += credits::MESSAGE;
    let number = scene.world.chance.newest_number(Platform::X, scene.now);
    let of = (Platform::X, account.id.as_str());
    let mut entry = LedgerEntry::under("", LedgerKind::Message, scene.now, of, number.to_string()).saying(text).to(to);
    entry.parent = None;
    scene.world.ledger.push(entry);
    scene.world.audience.inbox.put(who, true, text, scene.now, number);
    let data = json!({ "dm_conversation_id": conversation_id(&account.id, to), "dm_event_id": number.to_string() });
    Ok(Reply::json(StatusCode::CREATED, json!({ "data": data })).created(number))
}

pub(super) fn delete(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("id");
    let number = read_id(id).ok_or_else(|| bad_id("id", id))?;
    let found = scene.world.audience.inbox.letter(number);
    let own = found.filter(|(_, of)| of.platform == Platform::X && of.account == account.id);
    let ours = own.map(|(letter, _)| letter.ours).ok_or_else(problem::not_found)?;
    if !ours {
        return Err(forbidden("You are not permitted to delete this event."));
    }
    scene.world.remove(Platform::X, id, scene.now);
    Ok(Reply::ok(json!({ "data": { "deleted": true } })))
}
