//! What an account does about comments: it hides them, closes them, and answers where it was named.
//!
//! Invariant: an account hides only what others wrote under its own posts; no comment can be liked here. Where an account was named
//! only a Facebook login can ask.

use serde_json::{Value, json};

use super::comments::{self, LONGEST};
use super::{Ask, Door, edges, error, present};
use crate::account::Platform;
use crate::audience::signs::Sign;
use crate::audience::social::Social;
use crate::facebook::error::{self as graph, GraphError};
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::Scene;

use super::state::IgComment;

/// Hides or shows a comment; closes or opens the comments of a post.
pub(super) fn change(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let media = scene.world.instagram.medium(ask.node).map(|it| (it.account.clone(), it.number));
    if let Some((account, number)) = media {
        ask.must_own(&account)?;
        let open = ask.params.flag("comment_enabled")?;
        let open = open.ok_or_else(|| graph::invalid("The parameter comment_enabled is required"))?;
        if let Some(media) = scene.world.instagram.media.get_mut(&number) {
            media.comments_off = !open;
        }
        return Ok(Reply::ok(json!({ "success": true })));
    }
    let comment = scene.world.instagram.comment(ask.node).ok_or_else(|| graph::no_such_object(ask.node))?.clone();
    ask.must_own(&comment.account)?;
    ask.must_manage_comments()?;
    let hide = ask.params.flag("hide")?.ok_or_else(|| graph::invalid("The parameter hide is required"))?;
    if comment.social.by.is_none() {
        return Err(error::not_permitted());
    }
    let (account, target) = (&comment.account, ask.node);
    Sign { kind: LedgerKind::Hide, platform: Platform::Instagram, account, target }.set(scene, hide);
    if let Some(social) = scene.world.social_mut(Platform::Instagram, ask.node) {
        social.hidden = hide;
    }
    Ok(Reply::ok(json!({ "success": true })))
}

fn must_be_a_facebook_login(ask: &Ask<'_>) -> Result<(), GraphError> {
    match ask.caller.door {
        Door::Facebook => Ok(()),
        Door::Instagram => Err(graph::unsupported_request()),
    }
}

/// Others' posts in which the account was named.
pub(super) fn tags(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    must_be_a_facebook_login(ask)?;
    let account = ask.own_account(scene)?.id.clone();
    let fields = present::fields(ask)?;
    let world = &*scene.world;
    let numbers = world.audience.mentions_of(Platform::Instagram, &account).map(|it| it.number).collect();
    edges::numbers_page(ask, "tags", numbers, edges::MOST, |number| match world.audience.mentions.get(&number) {
        Some(mention) => present::mention(world, mention, &fields),
        None => Ok(Value::Null),
    })
}

/// Answers under somebody's post that names the account.
pub(super) fn answer_mention(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    must_be_a_facebook_login(ask)?;
    let account = ask.own_account(scene)?.id.clone();
    ask.must_manage_comments()?;
    let id = ask.params.text("media_id")?.ok_or_else(|| graph::invalid("The parameter media_id is required"))?;
    let media = id.parse().ok().and_then(|number: u64| scene.world.audience.mentions.get(&number));
    let named = media.filter(|it| it.platform == Platform::Instagram && it.account == account && !it.removed);
    let media = named.map(|it| it.number).ok_or_else(|| graph::no_such_object(&id))?;
    let parent = match ask.params.text("comment_id")? {
        None => None,
        Some(id) => {
            let comment = scene.world.instagram.comment(&id).filter(|it| it.media == media);
            Some(comment.map(|it| it.number).ok_or_else(|| graph::no_such_object(&id))?)
        }
    };
    let text = comments::words(ask, LONGEST)?;
    let number = scene.world.chance.facebook_id(scene.now);
    let under = parent.unwrap_or(media).to_string();
    let of = (Platform::Instagram, account.as_str());
    let entry = LedgerEntry::under(&under, LedgerKind::Comment, scene.now, of, number.to_string());
    scene.world.ledger.push(entry.saying(&text));
    scene.world.instagram.put_comment(IgComment {
        number,
        account,
        media,
        parent,
        text,
        created_ms: scene.now,
        removed: false,
        social: Social::default(),
    });
    Ok(Reply::ok(json!({ "id": number.to_string() })).created(number))
}
