//! Comments under an account's own posts, and the answers under those.
//!
//! Invariant: a comment hangs under a post that is public and no story; an answer to an answer hangs under the first comment.

use serde_json::{Value, json};

use super::state::{IgComment, IgKind};
use super::{Ask, edges, error, present};
use crate::account::Platform;
use crate::audience::social::{Social, listed};
use crate::facebook::error::{self as graph, GraphError};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::{Scene, World};

pub(super) const LONGEST: usize = 300;

fn post(world: &World, ask: &Ask<'_>) -> Result<u64, GraphError> {
    let media = world.instagram.medium(ask.node).ok_or_else(|| graph::no_such_object(ask.node))?;
    ask.must_own(&media.account)?;
    if media.kind == IgKind::Story { Err(error::not_permitted()) } else { Ok(media.number) }
}

/// The comment that the path names, as the first of its thread.
fn thread<'w>(world: &'w World, ask: &Ask<'_>) -> Result<&'w IgComment, GraphError> {
    let comment = world.instagram.comment(ask.node).ok_or_else(|| graph::no_such_object(ask.node))?;
    ask.must_own(&comment.account)?;
    Ok(comment.parent.and_then(|number| world.instagram.comments.get(&number)).unwrap_or(comment))
}

/// The words of a comment.
pub(super) fn words(ask: &Ask<'_>, longest: usize) -> Result<String, GraphError> {
    let text = ask.params.text("message")?.unwrap_or_default();
    if text.trim().is_empty() {
        return Err(graph::invalid("Param message must not be empty"));
    }
    if text.chars().count() > longest {
        return Err(graph::invalid(&format!("Param message is too long: at most {longest} characters")));
    }
    Ok(text)
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let media = post(scene.world, ask)?;
    put(scene, ask, media, None)
}

/// Answers a comment.
pub(super) fn reply(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let (media, parent) = {
        let comment = thread(scene.world, ask)?;
        (comment.media, comment.number)
    };
    ask.must_manage_comments()?;
    put(scene, ask, media, Some(parent))
}

fn put(scene: &mut Scene<'_>, ask: &Ask<'_>, media: u64, parent: Option<u64>) -> Result<Reply, GraphError> {
    let text = words(ask, LONGEST)?;
    let number = scene.world.chance.facebook_id(scene.now);
    let account = ask.caller.account.id.clone();
    let of = (Platform::Instagram, account.as_str());
    let entry = LedgerEntry::under(ask.node, LedgerKind::Comment, scene.now, of, number.to_string());
    scene.world.ledger.push(entry.saying(&text));
    let (created_ms, social) = (scene.now, Social::default());
    let comment = IgComment { number, account, media, parent, text, created_ms, removed: false, social };
    scene.world.instagram.put_comment(comment);
    Ok(Reply::ok(json!({ "id": number.to_string() })).created(number))
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let media = post(scene.world, ask)?;
    under(scene, ask, "comments", media)
}

pub(super) fn replies(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let comment = thread(scene.world, ask)?.number;
    under(scene, ask, "replies", comment)
}

/// What hangs under something, newest first.
fn under(scene: &mut Scene<'_>, ask: &Ask<'_>, edge: &str, above: u64) -> Result<Reply, GraphError> {
    let fields = present::fields(ask)?;
    let world = &*scene.world;
    let there = |number: &u64| world.instagram.comments.get(number).is_some_and(|it| !it.removed);
    let numbers = world.instagram.threads.under(above).filter(there).collect();
    let numbers = listed(&mut scene.world.instagram.comments, numbers, |comment| &mut comment.social);
    let world = &*scene.world;
    edges::numbers_page(ask, edge, numbers, world.instagram.wire.most_comments, |number| {
        match world.instagram.comments.get(&number) {
            Some(comment) => present::comment(world, comment, &fields),
            None => Ok(Value::Null),
        }
    })
}
