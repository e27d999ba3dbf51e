//! How a post stands, which account it is, and what the public sees of it.
//!
//! Invariant: changes nothing but how often it was asked. Of posts that not everybody may watch no list tells anything.

use serde_json::{Value, json};

use super::error::{TiktokError, bad, forbidden, no_publish_id, ok};
use super::state::{TtKind, TtPost};
use super::{Ask, upload};
use crate::account::Platform;
use crate::audience::numbers::Counts;
use crate::reply::Reply;
use crate::routes::TIKTOK_HOME;
use crate::world::{Scene, World};

const MOST_ON_A_PAGE: u64 = 20;

pub(super) fn status(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let id = ask.body()?["publish_id"].as_str().unwrap_or_default().to_owned();
    let post = scene.world.tiktok.by_publish_id(&id).cloned().ok_or_else(no_publish_id)?;
    if post.account != ask.account.id {
        return Err(forbidden("token_not_authorized_for_specified_publish_id", "The token is another account's."));
    }
    let stored = upload::stored(scene, &post);
    let working = match post.kind {
        TtKind::Video => "PROCESSING_UPLOAD",
        TtKind::Photos => "PROCESSING_DOWNLOAD",
    };
    let mut told = match (&post.failed, post.whole_ms) {
        (_, None) => json!({ "status": working }),
        (Some(why), Some(_)) => json!({ "status": "FAILED", "fail_reason": why }),
        (None, Some(_)) if post.in_progress > 0 || post.hidden_reads > 0 => json!({ "status": working }),
        (None, Some(_)) if post.draft && post.finished_ms.is_none() => json!({ "status": "SEND_TO_USER_INBOX" }),
        (None, Some(_)) => json!({ "status": "PUBLISH_COMPLETE" }),
    };
    told["uploaded_bytes"] = json!(stored);
    if told["status"] == "PUBLISH_COMPLETE" && post.is_public() {
        // Misspelt, as TikTok has it.
        told["publicaly_available_post_id"] = json!([post.number]);
    }
    if let Some(post) = scene.world.tiktok.by_publish_id(&id).filter(|post| post.whole_ms.is_some()) {
        if post.hidden_reads > 0 {
            post.hidden_reads -= 1;
        } else if post.in_progress > 0 {
            post.in_progress -= 1;
        } else if post.is_out() {
            post.moderation = post.moderation.saturating_sub(1);
        }
    }
    Ok(ok(told))
}

pub(super) fn cancel(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let id = ask.body()?["publish_id"].as_str().unwrap_or_default().to_owned();
    let post = scene.world.tiktok.by_publish_id(&id).ok_or_else(no_publish_id)?;
    if post.account != ask.account.id {
        return Err(forbidden("token_not_authorized_for_specified_publish_id", "The token is another account's."));
    }
    if post.whole_ms.is_some() {
        return Err(forbidden("publish_not_cancellable", "The publish task can not be cancelled any more."));
    }
    post.failed = Some("publish_cancelled".to_owned());
    post.whole_ms = Some(post.begun_ms);
    Ok(ok(json!({})))
}

pub(super) fn user(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let fields = ask.fields()?;
    let mut user = json!({});
    for field in fields {
        user[field] = match field {
            "open_id" => json!(ask.account.id),
            "union_id" => json!(format!("union-{}", ask.account.id)),
            "display_name" => json!(ask.account.name),
            "username" | "profile_deep_link" | "is_verified" | "bio_description" => {
                ask.may("user.info.profile")?;
                if field == "username" { json!(ask.account.username) } else { Value::Null }
            }
            "follower_count" | "following_count" | "likes_count" | "video_count" => {
                ask.may("user.info.stats")?;
                json!(standing(scene.world, &ask.account.id, field))
            }
            _ => return Err(bad(format!("the field {field} is not practised here"))),
        };
    }
    Ok(ok(json!({ "user": user })))
}

/// What an account has come to.
fn standing(world: &World, account: &str, field: &str) -> u64 {
    let public = || world.tiktok.posts.values().filter(|post| post.account == account && post.is_public());
    match field {
        "follower_count" => world.followers(Platform::Tiktok, account),
        "likes_count" => public().map(|post| counts(world, post).likes).sum(),
        "video_count" => public().count() as u64,
        _ => 0,
    }
}

fn counts(world: &World, post: &TtPost) -> Counts {
    world.counts(Platform::Tiktok, &post.number.to_string(), post.out_ms())
}

/// The fields of a post that are asked for.
fn shown(world: &World, post: &TtPost, fields: &[&str]) -> Value {
    let counts = counts(world, post);
    let mut all = json!({
        "like_count": counts.likes,
        // Nobody is told what stands in the comments; how many there are is.
        "comment_count": counts.likes / 12,
        "share_count": counts.shares,
        "view_count": counts.views,
        "id": post.number.to_string(),
        "create_time": post.out_ms() / 1_000,
        "share_url": format!("{}?utm_campaign=practice&utm_source=practice", address(world, post)),
        "video_description": post.told.text,
        "title": post.told.title,
        "duration": post.length_ms / 1_000,
    });
    if let Some(all) = all.as_object_mut() {
        all.retain(|name, _| fields.contains(&name.as_str()));
    }
    all
}

/// Where the public sees a post.
pub(super) fn address(world: &World, post: &TtPost) -> String {
    let account = world.account(Platform::Tiktok, &post.account);
    let kind = match post.kind {
        TtKind::Video => "video",
        TtKind::Photos => "photo",
    };
    format!("{TIKTOK_HOME}/@{}/{kind}/{}", account.map_or("", |it| it.username.as_str()), post.number)
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let fields = ask.fields()?;
    let body = ask.body()?;
    let most = body["max_count"].as_u64().unwrap_or(10);
    if !(1..=MOST_ON_A_PAGE).contains(&most) {
        return Err(bad("max_count is between 1 and 20"));
    }
    let before = body["cursor"].as_i64().unwrap_or(i64::MAX);
    let tiktok = &mut scene.world.tiktok;
    let mut public: Vec<(i64, u64)> = Vec::new();
    for post in tiktok.posts.values_mut().filter(|post| post.account == ask.account.id && post.is_public()) {
        if post.hidden_reads > 0 {
            post.hidden_reads -= 1;
        } else if post.out_ms() < before {
            public.push((post.out_ms(), post.number));
        }
    }
    public.sort_unstable_by(|a, b| b.cmp(a));
    let has_more = public.len() as u64 > most;
    public.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let cursor = public.last().map_or(0, |(at, _)| *at);
    let world = &*scene.world;
    let videos: Vec<Value> = public
        .iter()
        .filter_map(|(_, number)| world.tiktok.posts.get(number))
        .map(|it| shown(world, it, &fields))
        .collect();
    Ok(ok(json!({ "videos": videos, "cursor": cursor, "has_more": has_more })))
}

pub(super) fn query(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, TiktokError> {
    let fields = ask.fields()?;
    let ids = ask.body()?["filters"]["video_ids"].as_array().cloned().unwrap_or_default();
    if ids.is_empty() || ids.len() as u64 > MOST_ON_A_PAGE {
        return Err(bad("video_ids has 1 to 20 ids"));
    }
    let world = &*scene.world;
    let own = world.tiktok.posts.values().filter(|post| post.account == ask.account.id && post.is_public());
    let videos: Vec<Value> = own
        .filter(|post| ids.iter().any(|id| id.as_str() == Some(post.number.to_string().as_str())))
        .map(|post| shown(world, post, &fields))
        .collect();
    Ok(ok(json!({ "videos": videos })))
}
