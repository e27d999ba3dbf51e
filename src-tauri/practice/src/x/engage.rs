//! What an account on X does without words: it hides answers, likes and reposts, and takes that back.
//!
//! Invariant: only answers in an account's own conversations are hidden by it, and in nobody else's name is anything done. Likes are
//! for enterprises since April 2026.

use serde_json::{Value, json};

use super::create::{body, strict};
use super::present::bad_id;
use super::problem::{self, Problem, forbidden, invalid};
use super::state::{XPost, read_id};
use crate::account::{Account, Platform};
use crate::audience::signs::Sign;
use crate::call::Call;
use crate::ledger::LedgerKind;
use crate::reply::Reply;
use crate::world::{Scene, World};

fn post<'w>(world: &'w World, id: &str) -> Result<&'w XPost, Problem> {
    let number = read_id(id).ok_or_else(|| bad_id("tweet_id", id))?;
    world.x.live(number).ok_or_else(problem::not_found)
}

fn must_be(call: &Call, account: &Account) -> Result<(), Problem> {
    let id = call.segment("id");
    read_id(id).ok_or_else(|| bad_id("id", id))?;
    if id == account.id {
        return Ok(());
    }
    Err(forbidden("You are not permitted to act for this user."))
}

/// The post that the body names.
fn target(call: &Call) -> Result<&str, Problem> {
    let fields = body(call)?;
    strict(fields, "$", &["tweet_id"])?;
    let id = fields.get("tweet_id").and_then(Value::as_str);
    id.ok_or_else(|| invalid("tweet_id", "", "$.tweet_id: is missing but it is required"))
}

pub(super) fn hide(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let id = call.segment("id").to_owned();
    let fields = body(call)?;
    strict(fields, "$", &["hidden"])?;
    let hidden = fields.get("hidden").and_then(Value::as_bool);
    let hidden = hidden.ok_or_else(|| invalid("hidden", "", "$.hidden: is missing but it is required"))?;
    let post = post(scene.world, &id)?;
    let root = scene.world.x.posts.get(&post.conversation);
    if root.is_none_or(|root| root.author != account.id) || post.author == account.id || post.reply_to.is_none() {
        return Err(forbidden("You are not allowed to hide this reply: it is not in a conversation of yours."));
    }
    Sign { kind: LedgerKind::Hide, platform: Platform::X, account: &account.id, target: &id }.set(scene, hidden);
    if let Some(social) = scene.world.social_mut(Platform::X, &id) {
        social.hidden = hidden;
    }
    Ok(Reply::ok(json!({ "data": { "hidden": hidden } })))
}

fn set_like(scene: &mut Scene<'_>, id: &str, account: &Account, to: bool) -> Result<Reply, Problem> {
    if !scene.wire.enterprise {
        return Err(problem::not_enrolled(&account.id, "Enterprise"));
    }
    post(scene.world, id)?;
    Sign { kind: LedgerKind::Like, platform: Platform::X, account: &account.id, target: id }.set(scene, to);
    if let Some(social) = scene.world.social_mut(Platform::X, id) {
        social.liked = to;
    }
    Ok(Reply::ok(json!({ "data": { "liked": to } })))
}

pub(super) fn like(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    must_be(call, account)?;
    let id = target(call)?.to_owned();
    set_like(scene, &id, account, true)
}

pub(super) fn unlike(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    must_be(call, account)?;
    set_like(scene, call.segment("target"), account, false)
}

pub(super) fn repost(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    must_be(call, account)?;
    let id = target(call)?.to_owned();
    post(scene.world, &id)?;
    let sign = Sign { kind: LedgerKind::Repost, platform: Platform::X, account: &account.id, target: &id };
    if !sign.set(scene, true) {
        return Err(forbidden("You cannot retweet a Tweet that you have already retweeted."));
    }
    let rest = scene.world.chance.newest_number(Platform::X, scene.now);
    Ok(Reply::ok(json!({ "data": { "retweeted": true, "rest_id": rest.to_string() } })))
}

pub(super) fn unrepost(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    must_be(call, account)?;
    let id = call.segment("target").to_owned();
    read_id(&id).ok_or_else(|| bad_id("source_tweet_id", &id))?;
    Sign { kind: LedgerKind::Repost, platform: Platform::X, account: &account.id, target: &id }.set(scene, false);
    Ok(Reply::ok(json!({ "data": { "retweeted": false } })))
}
