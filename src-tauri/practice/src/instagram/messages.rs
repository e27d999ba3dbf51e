//! What people and an account write to each other alone.
//!
//! Invariant: the rules are those of Messenger, with Instagram's own names and lengths. An Instagram login asks by the account, a
//! Facebook login by the account or by the Page that it is linked with.

use serde_json::Value;

use super::{Ask, Door, edges, present};
use crate::account::{Account, Platform};
use crate::facebook::error::{self as graph, GraphError};
use crate::facebook::messages::{Answerable, Inboxed, deliver, message, thread, thread_number, threads};
use crate::reply::Reply;
use crate::world::Scene;

/// In bytes.
const LONGEST_MESSAGE: usize = 1_000;

pub(super) fn inbox_of<'a>(scene: &Scene<'_>, account: &'a Account) -> Inboxed<'a> {
    let human_agent = scene.world.instagram.wire.human_agent;
    Inboxed { platform: Platform::Instagram, account, human_agent, readable: usize::MAX, longest: LONGEST_MESSAGE }
}

/// The account whose inbox the path names.
fn account(scene: &Scene<'_>, ask: &Ask<'_>) -> Result<Account, GraphError> {
    ask.must_manage_messages()?;
    let linked =
        ask.node.strip_prefix('1').filter(|id| ask.caller.door == Door::Facebook && ask.caller.reaches.contains(*id));
    match linked.and_then(|id| scene.world.account(Platform::Instagram, id)) {
        Some(account) => Ok(account.clone()),
        None => ask.own_account(scene).cloned(),
    }
}

pub(super) fn conversations(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let account = account(scene, ask)?;
    let platform = ask.params.text("platform")?.map(|it| it.to_ascii_lowercase());
    if platform.as_deref().is_some_and(|platform| platform != "instagram") {
        return Err(graph::invalid("Param platform must be instagram"));
    }
    let (fields, of, now) = (present::fields(ask)?, inbox_of(scene, &account), scene.now);
    let world = &*scene.world;
    let all = threads(world, of, &ask.params)?;
    let places = all.iter().map(|(place, _)| *place).collect();
    edges::numbers_page(ask, "conversations", places, edges::MOST, |place| {
        let found = all.iter().find(|(it, _)| *it == place);
        found.map_or(Ok(Value::Null), |(_, it)| thread(world, of, it, &fields, now))
    })
}

/// The messages of a conversation, newest first.
pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_manage_messages()?;
    let fields = present::fields(ask)?;
    let missed = scene.world.audience.inbox.withdraw(Platform::Instagram, &ask.caller.account.id);
    let world = &*scene.world;
    let number = thread_number(Platform::Instagram, ask.node).ok_or_else(|| graph::no_such_object(ask.node))?;
    let found = world.audience.inbox.conversation(Platform::Instagram, number);
    let found = found.filter(|it| ask.caller.reaches.contains(&it.account));
    let found = found.ok_or_else(|| graph::no_such_object(ask.node))?;
    let account = world.account(Platform::Instagram, &found.account).ok_or_else(graph::bad_token)?;
    let of = inbox_of(scene, account);
    let letters = world.audience.inbox.letters_of(number).map(|letter| letter.number);
    let numbers = letters.filter(|number| !missed.contains(number)).collect();
    edges::numbers_page(ask, "messages", numbers, edges::MOST, |number| match world.audience.inbox.letter(number) {
        Some((letter, _)) => message(world, of, letter, found, &fields),
        None => Ok(Value::Null),
    })
}

pub(super) fn send(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let account = account(scene, ask)?;
    let of = inbox_of(scene, &account);
    deliver(scene, of, &ask.params, |world, id| {
        let comment = world.instagram.comment(id).filter(|it| it.account == account.id)?;
        Some(Answerable {
            id: comment.number.to_string(),
            by: comment.social.by.clone(),
            at_ms: comment.created_ms,
            answered: comment.social.answered_privately,
        })
    })
}
