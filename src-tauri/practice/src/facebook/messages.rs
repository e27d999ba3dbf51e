//! Messenger: what people and a Page write to each other alone.
//!
//! Invariant: the person begins. A Page answers within 24 hours of what the person wrote last, a human being who says so within
//! seven days where the app may, and a comment in private once, within seven days.

use serde_json::{Value, json};

use super::error::{self, GraphError};
use super::fields::Field;
use super::params::Params;
use super::present::shown;
use super::state::{FbComment, Found};
use super::{Ask, edges, present};
use crate::account::{Account, Platform};
use crate::audience::held::{letter_id, letter_number};
use crate::audience::inbox::{Between, Conversation, LONG_WINDOW_MS, Letter, WINDOW_MS};
use crate::clock::graph_time;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::{Scene, World};

const LONGEST_MESSAGE: usize = 2_000;

/// What differs between the inboxes of Pages and those of Instagram's accounts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inboxed<'a> {
    pub(crate) platform: Platform,
    pub(crate) account: &'a Account,
    /// Whether the app may answer for a human being after the first day.
    pub(crate) human_agent: bool,
    /// How many of a conversation's messages are told in full.
    pub(crate) readable: usize,
    /// Counted in characters, or on Instagram in bytes.
    pub(crate) longest: usize,
}

/// What a conversation is called.
pub(crate) fn thread_id(platform: Platform, number: u64) -> String {
    if platform == Platform::Instagram { format!("aWdfZG06{number}") } else { format!("t_{number}") }
}

pub(crate) fn thread_number(platform: Platform, id: &str) -> Option<u64> {
    let prefix = if platform == Platform::Instagram { "aWdfZG06" } else { "t_" };
    id.strip_prefix(prefix)?.parse().ok()
}

fn person(world: &World, of: Inboxed<'_>, id: &str) -> Value {
    let handle = world.audience.handle_of(of.platform, id);
    if of.platform == Platform::Instagram {
        return json!({ "username": handle, "id": id });
    }
    let email = format!("{id}@facebook.com");
    json!({ "name": world.audience.name_of(of.platform, id), "email": email, "id": id })
}

fn own(of: Inboxed<'_>) -> Value {
    if of.platform == Platform::Instagram {
        return json!({ "username": of.account.username, "id": of.account.id });
    }
    let email = format!("{}@facebook.com", of.account.id);
    json!({ "name": of.account.name, "email": email, "id": of.account.id })
}

pub(crate) fn message(
    world: &World,
    of: Inboxed<'_>,
    letter: &Letter,
    thread: &Conversation,
    fields: &[Field],
) -> Result<Value, GraphError> {
    let (them, us) = (person(world, of, &thread.person), own(of));
    let (from, to) = if letter.ours { (us, them) } else { (them, us) };
    shown("Message", fields, &["created_time", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(letter_id(of.platform, letter.number))),
        "created_time" => Some(json!(graph_time(letter.at_ms))),
        "message" => Some(json!(letter.text)),
        "from" => Some(from.clone()),
        "to" => Some(json!({ "data": [to] })),
        "attachments" | "tags" => Some(Value::Null),
        _ => None,
    })
}

pub(crate) fn thread(
    world: &World,
    of: Inboxed<'_>,
    thread: &Conversation,
    fields: &[Field],
    now: i64,
) -> Result<Value, GraphError> {
    let letters: Vec<&Letter> = world.audience.inbox.letters_of(thread.number).collect();
    let unread = letters.iter().rev().take_while(|letter| !letter.ours).count();
    let open = world.audience.inbox.open_until(thread.number, WINDOW_MS).is_some_and(|until| now < until);
    let usual = ["link", "updated_time", "id"];
    shown("UnifiedThread", fields, &usual, |field| match field.name.as_str() {
        "id" => Some(json!(thread_id(of.platform, thread.number))),
        "link" => Some(json!(format!("/{}/inbox/{}/", of.account.id, thread.number))),
        "updated_time" => Some(json!(graph_time(thread.updated_ms))),
        "snippet" => Some(letters.last().map_or(Value::Null, |letter| json!(letter.text))),
        "message_count" => Some(json!(letters.len())),
        "unread_count" => Some(json!(unread)),
        "can_reply" => Some(json!(open)),
        "participants" | "senders" => Some(json!({ "data": [person(world, of, &thread.person), own(of)] })),
        "messages" => {
            let most = field.modifier("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25_usize);
            let newest = letters.iter().rev().take(most.min(of.readable));
            let data = newest.map(|letter| message(world, of, letter, thread, &field.fields));
            data.collect::<Result<Vec<Value>, _>>().ok().map(|data| json!({ "data": data }))
        }
        _ => None,
    })
}

/// A conversation or a message of the account, by its id; nothing if it is neither.
pub(crate) fn node(
    world: &World,
    of: Inboxed<'_>,
    id: &str,
    fields: &[Field],
    now: i64,
) -> Option<Result<Value, GraphError>> {
    let inbox = &world.audience.inbox;
    let mine = |it: &&Conversation| it.account == of.account.id;
    let number = thread_number(of.platform, id);
    if let Some(found) = number.and_then(|number| inbox.conversation(of.platform, number)).filter(mine) {
        return Some(thread(world, of, found, fields, now));
    }
    let (letter, found) = inbox.letter(letter_number(of.platform, id)?)?;
    (found.platform == of.platform && found.account == of.account.id).then(|| message(world, of, letter, found, fields))
}

/// A conversation's place in the list: the one that was written in last stands first.
fn place(thread: &Conversation) -> u64 {
    u64::try_from(thread.updated_ms).unwrap_or(0) * 1_000_000 + thread.number % 1_000_000
}

/// The conversations that are asked for, by their places.
pub(crate) fn threads<'w>(
    world: &'w World,
    of: Inboxed<'_>,
    params: &Params,
) -> Result<Vec<(u64, &'w Conversation)>, GraphError> {
    let user = params.text("user_id")?;
    let all = world.audience.inbox.of(of.platform, &of.account.id);
    let wanted = all.into_iter().filter(|it| user.as_ref().is_none_or(|user| *user == it.person));
    Ok(wanted.rev().map(|it| (place(it), it)).collect())
}

fn of_page<'a>(scene: &Scene<'_>, account: &'a Account) -> Inboxed<'a> {
    let wire = &scene.world.facebook.wire;
    let (human_agent, readable) = (wire.human_agent, usize::try_from(wire.readable_messages).unwrap_or(usize::MAX));
    Inboxed { platform: Platform::Facebook, account, human_agent, readable, longest: LONGEST_MESSAGE }
}

pub(super) fn conversations(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.clone();
    ask.must_be_allowed("pages_messaging")?;
    if !matches!(ask.params.text("platform")?.as_deref(), None | Some("MESSENGER" | "messenger")) {
        return Err(error::invalid("The conversations of another platform belong to another account"));
    }
    let (fields, of) = (present::fields(ask)?, of_page(scene, &page));
    let (world, now) = (&*scene.world, scene.now);
    let all = threads(world, of, &ask.params)?;
    let places = all.iter().map(|(place, _)| *place).collect();
    edges::numbers_page(ask, "conversations", places, true, |place| {
        let found = all.iter().find(|(it, _)| *it == place);
        found.map_or(Ok(Value::Null), |(_, it)| thread(world, of, it, &fields, now))
    })
}

/// The messages of a conversation, newest first.
pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.caller.account.clone();
    ask.must_be_page(&page.id)?;
    ask.must_be_allowed("pages_messaging")?;
    let (fields, of) = (present::fields(ask)?, of_page(scene, &page));
    let missed = scene.world.audience.inbox.withdraw(Platform::Facebook, &page.id);
    let world = &*scene.world;
    let number = thread_number(of.platform, ask.node).ok_or_else(|| error::no_such_object(ask.node))?;
    let found = world.audience.inbox.conversation(of.platform, number).filter(|it| it.account == page.id);
    let found = found.ok_or_else(|| error::no_such_object(ask.node))?;
    let newest = world.audience.inbox.letters_of(number).rev().filter(|letter| !missed.contains(&letter.number));
    let mut numbers: Vec<u64> = newest.take(of.readable).map(|letter| letter.number).collect();
    numbers.reverse();
    edges::numbers_page(ask, "messages", numbers, true, |number| match world.audience.inbox.letter(number) {
        Some((letter, _)) => message(world, of, letter, found, &fields),
        None => Ok(Value::Null),
    })
}

/// An object that may have been given as its JSON text.
fn object(params: &Params, name: &str) -> Option<Value> {
    match params.value(name)? {
        Value::String(text) => serde_json::from_str(text).ok(),
        Value::Object(fields) => Some(Value::Object(fields.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

/// A comment that may be answered in private: by whom it is, and since when.
#[derive(Debug, Clone)]
pub(crate) struct Answerable {
    pub(crate) id: String,
    pub(crate) by: Option<String>,
    pub(crate) at_ms: i64,
    pub(crate) answered: bool,
}

impl From<&FbComment> for Answerable {
    fn from(comment: &FbComment) -> Self {
        let social = &comment.social;
        let (by, answered) = (social.by.clone(), social.answered_privately);
        Self { id: comment.id(), by, at_ms: comment.created_ms, answered }
    }
}

/// Sends a message: to whoever wrote, or to whoever wrote a comment.
pub(crate) fn deliver(
    scene: &mut Scene<'_>,
    of: Inboxed<'_>,
    params: &Params,
    find: impl Fn(&World, &str) -> Option<Answerable>,
) -> Result<Reply, GraphError> {
    let recipient = object(params, "recipient").ok_or_else(|| error::invalid("The parameter recipient is required"))?;
    let comment = recipient["comment_id"].as_str();
    let comment = comment.map(|id| find(scene.world, id).ok_or_else(|| error::no_such_object(id))).transpose()?;
    let to = match &comment {
        Some(comment) => comment.by.clone().ok_or_else(error::nobody)?,
        None => recipient["id"].as_str().map(str::to_owned).ok_or_else(error::nobody)?,
    };
    let who = Between { platform: of.platform, account: &of.account.id, person: &to };
    let thread = scene.world.audience.inbox.between(who).map(|it| it.number);
    if params.text("sender_action")?.is_some() {
        return thread.map(|_| Reply::ok(json!({ "recipient_id": to }))).ok_or_else(error::nobody);
    }
    let text = object(params, "message").and_then(|it| it["text"].as_str().map(str::to_owned)).unwrap_or_default();
    let length = if of.platform == Platform::Instagram { text.len() } else { text.chars().count() };
    if text.trim().is_empty() || length > of.longest {
        return Err(error::invalid(&format!("Param message[text] must have 1 to {} characters", of.longest)));
    }
    let tagged = params.text("tag")?.is_some_and(|tag| tag == "HUMAN_AGENT");
    match &comment {
        Some(comment) if comment.answered => return Err(error::answered_before()),
        Some(comment) if scene.now >= comment.at_ms + LONG_WINDOW_MS => return Err(error::window_over()),
        Some(_) => {}
        None => {
            let window = if tagged && of.human_agent { LONG_WINDOW_MS } else { WINDOW_MS };
            let thread = thread.ok_or_else(error::nobody)?;
            let until = scene.world.audience.inbox.open_until(thread, window);
            if until.is_none_or(|until| scene.now >= until) {
                return Err(error::window_over());
            }
        }
    }
    let number = scene.world.chance.newest_number(of.platform, scene.now);
    let id = letter_id(of.platform, number);
    let mut entry =
        LedgerEntry::under("", LedgerKind::Message, scene.now, (of.platform, &of.account.id), id.clone()).saying(&text);
    entry.parent = comment.as_ref().map(|comment| comment.id.clone());
    scene.world.ledger.push(entry.to(&to));
    scene.world.audience.inbox.put(who, true, &text, scene.now, number);
    if let Some(comment) = &comment
        && let Some(social) = scene.world.social_mut(of.platform, &comment.id)
    {
        social.answered_privately = true;
    }
    Ok(Reply::ok(json!({ "recipient_id": to, "message_id": id })).created(number))
}

pub(super) fn send(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.clone();
    ask.must_be_allowed("pages_messaging")?;
    let of = of_page(scene, &page);
    deliver(scene, of, &ask.params, |world, id| match world.facebook.find(id) {
        Some(Found::Comment(comment)) if comment.page == page.id => Some(Answerable::from(comment)),
        Some(Found::Comment(_) | Found::Post(_) | Found::Photo(_) | Found::Film(_)) | None => None,
    })
}

/// The inbox of the Page that asks.
pub(super) fn inbox_of<'a>(scene: &Scene<'_>, account: &'a Account) -> Inboxed<'a> {
    of_page(scene, account)
}
