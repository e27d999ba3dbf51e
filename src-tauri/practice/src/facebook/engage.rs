//! What a Page does about what people wrote, without a comment of its own: it hides, edits, likes, and takes that back.
//!
//! Invariant: a Page hides only what others wrote and edits only what is its own; the same done twice changes nothing and is
//! answered the same.

use serde_json::{Value, json};

use super::error::{self, GraphError};
use super::present::{self, liked_by};
use super::state::Found;
use super::{Ask, edges};
use crate::account::Platform;
use crate::audience::signs::Sign;
use crate::ledger::LedgerKind;
use crate::reply::Reply;
use crate::world::Scene;

const REACTIONS: [&str; 8] = ["NONE", "LIKE", "LOVE", "WOW", "HAHA", "SAD", "ANGRY", "CARE"];

/// What an id stands for that may be liked: its name, whether it is a comment, and whose Page it belongs to.
fn likable(scene: &Scene<'_>, ask: &Ask<'_>) -> Result<(String, bool), GraphError> {
    let (page, id, comment) = match scene.world.facebook.find(ask.node) {
        Some(Found::Post(post)) => (&post.page, post.id(), false),
        Some(Found::Film(film)) => (&film.page, film.number.to_string(), false),
        Some(Found::Comment(comment)) => (&comment.page, comment.id(), true),
        Some(Found::Photo(_)) | None => return Err(error::no_such_object(ask.node)),
    };
    ask.must_be_page(page)?;
    Ok((id, comment))
}

fn set_like(scene: &mut Scene<'_>, ask: &Ask<'_>, to: bool) -> Result<Reply, GraphError> {
    let (id, comment) = likable(scene, ask)?;
    ask.must_be_allowed("pages_manage_engagement")?;
    let account = &ask.caller.account.id;
    Sign { kind: LedgerKind::Like, platform: Platform::Facebook, account, target: &id }.set(scene, to);
    if comment && let Some(social) = scene.world.social_mut(Platform::Facebook, &id) {
        social.liked = to;
    }
    Ok(Reply::ok(json!({ "success": true })))
}

pub(super) fn like(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    set_like(scene, ask, true)
}

pub(super) fn unlike(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    set_like(scene, ask, false)
}

/// Hides or shows somebody's comment, or gives a comment of the Page's own other words.
pub(super) fn change(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let comment = match scene.world.facebook.find(ask.node) {
        Some(Found::Comment(comment)) => comment.clone(),
        Some(Found::Post(_) | Found::Photo(_) | Found::Film(_)) => return Err(error::unsupported_request()),
        None => return Err(error::no_such_object(ask.node)),
    };
    ask.must_be_page(&comment.page)?;
    ask.must_be_allowed("pages_manage_engagement")?;
    let (message, hidden) = (ask.params.text("message")?, ask.params.flag("is_hidden")?);
    if message.is_none() && hidden.is_none() {
        return Err(error::invalid("One of message and is_hidden is needed"));
    }
    if let Some(message) = message {
        if comment.social.by.is_some() {
            return Err(error::not_permitted());
        }
        if message.trim().is_empty() {
            return Err(error::invalid("Param message must not be empty"));
        }
        scene.world.edit(Platform::Facebook, ask.node, &message, scene.now);
    }
    if let Some(hidden) = hidden {
        if comment.social.by.is_none() {
            return Err(error::invalid("A comment of the Page itself can not be hidden"));
        }
        let (account, target) = (&ask.caller.account.id, &comment.id());
        Sign { kind: LedgerKind::Hide, platform: Platform::Facebook, account, target }.set(scene, hidden);
        if let Some(social) = scene.world.social_mut(Platform::Facebook, ask.node) {
            social.hidden = hidden;
        }
    }
    Ok(Reply::ok(json!({ "success": true })))
}

/// Who feels what about something.
pub(super) fn reactions(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let (id, _) = likable(scene, ask)?;
    ask.must_be_allowed("pages_read_engagement")?;
    let wanted = ask.params.text("type")?;
    if let Some(other) = wanted.as_ref().filter(|it| !REACTIONS.contains(&it.as_str())) {
        return Err(error::invalid(&format!("Param type must be one of {REACTIONS:?}, not {other}")));
    }
    let total = present::reactions_of(scene.world, ask.node);
    let all =
        (1..=total).filter(|number| wanted.as_deref().is_none_or(|kind| kind == "NONE" || kind == reaction(*number)));
    let numbers: Vec<u64> = all.collect();
    let count = numbers.len();
    let world = &*scene.world;
    let mut reply = edges::numbers_page(ask, "reactions", numbers, false, |number| {
        let who = liked_by(world, &id, number);
        Ok(json!({ "id": who.id(Platform::Facebook), "name": who.name, "type": reaction(number) }))
    })?;
    if ask.params.has("summary") {
        reply.body["summary"] = json!({ "total_count": count, "viewer_reaction": Value::Null });
    }
    Ok(reply)
}

/// What the reader of this number felt: most like what they read.
pub(super) fn reaction(number: u64) -> &'static str {
    match number % 10 {
        7 => "LOVE",
        8 => "CARE",
        9 if number % 20 == 9 => "WOW",
        9 => "HAHA",
        _ => "LIKE",
    }
}

/// Where visitors name the Page.
pub(super) fn tagged(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_read_user_content")?;
    let fields = present::fields(ask)?;
    let world = &*scene.world;
    let (since, until) = (ask.params.number("since")?, ask.params.number("until")?);
    let wanted = |at_ms: i64| since.is_none_or(|it| at_ms / 1_000 >= it) && until.is_none_or(|it| at_ms / 1_000 <= it);
    let mentions = world.audience.mentions_of(Platform::Facebook, &page).filter(|it| wanted(it.at_ms));
    let numbers = mentions.map(|it| it.number).collect();
    edges::numbers_page(ask, "tagged", numbers, true, |number| match world.audience.mentions.get(&number) {
        Some(mention) => present::mention(world, mention, &fields),
        None => Ok(Value::Null),
    })
}
