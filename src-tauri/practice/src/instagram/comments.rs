//! Comments under an account's own posts.
//!
//! Invariant: a comment hangs under a post that is public and no story.

use serde_json::{Value, json};

use super::state::{IgComment, IgKind};
use super::{Ask, edges, error, present};
use crate::account::Platform;
use crate::audience::social::Social;
use crate::facebook::error::{self as graph, GraphError};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::{Scene, World};

const LONGEST: usize = 300;

fn post(world: &World, ask: &Ask<'_>) -> Result<u64, GraphError> {
    let media = world.instagram.medium(ask.node).ok_or_else(|| graph::no_such_object(ask.node))?;
    ask.must_own(&media.account)?;
    if media.kind == IgKind::Story { Err(error::not_permitted()) } else { Ok(media.number) }
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let media = post(scene.world, ask)?;
    let text = ask.params.text("message")?.unwrap_or_default();
    if text.trim().is_empty() {
        return Err(graph::invalid("Param message must not be empty"));
    }
    if text.chars().count() > LONGEST {
        return Err(graph::invalid("Param message is too long: at most 300 characters"));
    }
    let number = scene.world.chance.facebook_id(scene.now);
    let account = ask.caller.account.id.clone();
    scene.world.ledger.push(LedgerEntry {
        at_ms: scene.now,
        platform: Platform::Instagram,
        account: account.clone(),
        id: number.to_string(),
        kind: LedgerKind::Comment,
        text: text.clone(),
        link: None,
        media_sha256: Vec::new(),
        alt_texts: Vec::new(),
        parent: Some(ask.node.to_owned()),
        recipient: None,
        removed_at: None,
    });
    let (created_ms, social) = (scene.now, Social::default());
    let comment = IgComment { number, account, media, parent: None, text, created_ms, removed: false, social };
    scene.world.instagram.put_comment(comment);
    Ok(Reply::ok(json!({ "id": number.to_string() })).created(number))
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let world = &*scene.world;
    let media = post(world, ask)?;
    let fields = present::fields(ask)?;
    let shown: Vec<(u64, Value)> = world
        .instagram
        .comments_of(media)
        .rev()
        .map(|comment| Ok((comment.number, present::comment(world, comment, &fields)?)))
        .collect::<Result<_, GraphError>>()?;
    edges::page_of(ask, "comments", shown)
}
