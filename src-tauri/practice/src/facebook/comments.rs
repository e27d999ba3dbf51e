//! Comments under a Page's posts.
//!
//! Invariant: a comment hangs under a post that is public; an answer to an answer hangs under the first comment.

use serde_json::{Value, json};

use super::error::{self, GraphError};
use super::state::{FbComment, Found};
use super::{Ask, edges, present};
use crate::account::Platform;
use crate::audience::social::{Social, listed};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::{Scene, World};

const LONGEST_COMMENT: usize = 8_000;

/// The post and, if the path names a comment, that comment's thread.
fn place(world: &World, ask: &Ask<'_>) -> Result<(u64, Option<u64>), GraphError> {
    if let Some(mention) = present::mention_of(world, &ask.caller.account, ask.node) {
        ask.must_be_page(&mention.account)?;
        return Ok((mention.number, None));
    }
    let (post, parent) = match world.facebook.find(ask.node) {
        Some(Found::Post(post)) => (post.number, None),
        Some(Found::Comment(comment)) => (comment.post, Some(comment.parent.unwrap_or(comment.number))),
        Some(Found::Film(film)) => (film.number, None),
        Some(Found::Photo(_)) | None => return Err(error::no_such_object(ask.node)),
    };
    let public = world.facebook.posts.get(&post).filter(|post| post.published).map(|post| &post.page);
    let film = world.facebook.films.get(&post).filter(|film| film.is_public()).map(|film| &film.page);
    // An answer under somebody else's post that names the Page.
    let answered = world.audience.mentions.get(&post).filter(|it| !it.removed).map(|it| &it.account);
    let page = public.or(film).or(answered).ok_or_else(|| error::no_such_object(ask.node))?;
    ask.must_be_page(page)?;
    Ok((post, parent))
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let (post, parent) = place(scene.world, ask)?;
    ask.must_be_allowed("pages_manage_engagement")?;
    if let Some(other) =
        ["attachment_url", "attachment_id", "attachment_share_url"].iter().find(|it| ask.params.has(it))
    {
        return Err(error::invalid(&format!("Param {other} is not supported here")));
    }
    let message = ask.params.text("message")?.unwrap_or_default();
    if message.trim().is_empty() {
        return Err(error::invalid("Param message must not be empty"));
    }
    if message.chars().count() > LONGEST_COMMENT {
        return Err(error::invalid("Param message is too long: at most 8000 characters"));
    }
    let comment = FbComment {
        number: scene.world.chance.facebook_id(scene.now),
        page: ask.caller.account.id.clone(),
        post,
        parent,
        message,
        created_ms: scene.now,
        removed: false,
        social: Social::default(),
    };
    let id = comment.id();
    scene.world.ledger.push(LedgerEntry {
        at_ms: scene.now,
        platform: Platform::Facebook,
        account: comment.page.clone(),
        id: id.clone(),
        kind: LedgerKind::Comment,
        text: comment.message.clone(),
        link: None,
        media_sha256: Vec::new(),
        alt_texts: Vec::new(),
        parent: Some(ask.node.to_owned()),
        recipient: None,
        removed_at: None,
    });
    let number = comment.number;
    let shown = present::fields(ask).and_then(|fields| present::comment(scene.world, &comment, &fields));
    scene.world.facebook.put_comment(comment);
    let body =
        if ask.params.has("fields") { shown.unwrap_or_else(|_| json!({ "id": id })) } else { json!({ "id": id }) };
    Ok(Reply::ok(body).created(number))
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let (post, parent) = place(scene.world, ask)?;
    let all_levels = match ask.params.text("filter")?.as_deref() {
        None | Some("toplevel") => false,
        Some("stream") => true,
        Some(_) => return Err(error::invalid("Param filter must be one of {TOPLEVEL, STREAM}")),
    };
    let newest_first = match ask.params.text("order")?.as_deref() {
        None | Some("chronological") => false,
        Some("reverse_chronological") => true,
        Some(_) => return Err(error::invalid("Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}")),
    };
    let fields = present::fields(ask)?;
    let since = ask.params.number("since")?.unwrap_or(i64::MIN);
    let world = &*scene.world;
    let under = match parent {
        Some(comment) => world.facebook.threads.under(comment).collect(),
        None if all_levels => world.facebook.threads.all_under(post),
        None => world.facebook.threads.under(post).collect::<Vec<u64>>(),
    };
    let wanted = |number: &u64| {
        let comment = world.facebook.comments.get(number);
        comment.is_some_and(|comment| !comment.removed && comment.created_ms / 1_000 >= since)
    };
    let numbers: Vec<u64> = under.into_iter().filter(wanted).collect();
    let numbers = listed(&mut scene.world.facebook.comments, numbers, |comment| &mut comment.social);
    let (count, world) = (numbers.len(), &*scene.world);
    let mut reply = edges::numbers_page(ask, "comments", numbers, newest_first, |number| {
        let comment = world.facebook.comments.get(&number);
        comment.map_or(Ok(Value::Null), |comment| present::comment(world, comment, &fields))
    })?;
    if ask.params.has("summary") {
        let order = if newest_first { "reverse_chronological" } else { "chronological" };
        reply.body["summary"] = json!({ "order": order, "total_count": count, "can_comment": true });
    }
    Ok(reply)
}
