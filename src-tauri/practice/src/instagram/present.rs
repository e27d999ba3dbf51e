//! How Instagram shows its objects.
//!
//! Invariant: only what is asked for is shown, always with the id, and a field that does not exist fails the whole read.

use serde_json::{Value, json};

use super::state::{IgComment, IgContainer, IgKind, IgMedia, IgPicture};
use super::{Ask, containers, edges};
use crate::account::{Account, Platform};
use crate::audience::Mention;
use crate::clock::graph_time;
use crate::facebook::error::GraphError;
use crate::facebook::fields::{Field, read};
use crate::facebook::present::shown;
use crate::world::World;

/// The fields of this call; none given means the usual ones.
pub(super) fn fields(ask: &Ask<'_>) -> Result<Vec<Field>, GraphError> {
    ask.params.text("fields")?.filter(|text| !text.is_empty()).map_or(Ok(Vec::new()), |text| read(&text))
}

pub(super) fn account(world: &World, account: &Account, me: bool, fields: &[Field]) -> Result<Value, GraphError> {
    let posts = world.instagram.media.values().filter(|it| it.account == account.id && !it.removed).count();
    shown("IGUser", fields, &["id"], |field| match field.name.as_str() {
        // Under «me» an Instagram login shows an id of the app's own, and the account's beside it.
        "id" if me => Some(json!(format!("2{}", &account.id))),
        "id" | "user_id" => Some(json!(account.id)),
        "username" => Some(json!(account.username)),
        "name" => Some(json!(account.name)),
        "account_type" => Some(json!("BUSINESS")),
        "followers_count" => Some(json!(world.followers(Platform::Instagram, &account.id))),
        "follows_count" => Some(json!(0)),
        "mentioned_media" => mentioned(world, account, field, "media_id"),
        "mentioned_comment" => mentioned(world, account, field, "comment_id"),
        "media_count" => Some(json!(posts)),
        "profile_picture_url" => Some(Value::Null),
        _ => None,
    })
}

/// The Page that an account is linked with, as its manager's list shows it.
pub(super) fn managed_page(account: &Account, fields: &[Field]) -> Result<Value, GraphError> {
    let page = format!("1{}", &account.id);
    shown("Page", fields, &["name", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(page)),
        "name" => Some(json!(account.name)),
        "tasks" => Some(json!(["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"])),
        "instagram_business_account" => Some(json!({ "id": account.id, "username": account.username })),
        _ => None,
    })
}

pub(super) fn container(
    container: &IgContainer,
    status: &str,
    received: Option<u64>,
    fields: &[Field],
) -> Result<Value, GraphError> {
    let here = container.film.is_some();
    let film = json!({
        "uploading_phase": {
            "status": if here { "complete" } else { "in_progress" },
            "bytes_transferred": if here { Some(container.size.unwrap_or(0)) } else { received },
            "source_file_size": container.size,
        },
        "processing_phase": { "status": if here { "in_progress" } else { "not_started" } },
    });
    shown("IGContainer", fields, &["id"], |field| match field.name.as_str() {
        "id" => Some(json!(container.number.to_string())),
        "status_code" => Some(json!(status)),
        "status" => Some(json!(match container.fault {
            Some(number) if status == "ERROR" => format!("Error: Media upload has failed with error code {number}"),
            Some(_) | None => format!("{status}: practice"),
        })),
        "video_status" if container.waits_for_bytes => Some(film.clone()),
        "video_status" => Some(Value::Null),
        _ => None,
    })
}

fn permalink(world: &World, media: &IgMedia) -> String {
    match media.kind {
        IgKind::Story => {
            let username = containers::username(world, &media.account);
            format!("https://www.instagram.com/stories/{username}/{}/", media.shortcode)
        }
        IgKind::Reel => format!("https://www.instagram.com/reel/{}/", media.shortcode),
        IgKind::Image | IgKind::Carousel | IgKind::CarouselItem => {
            format!("https://www.instagram.com/p/{}/", media.shortcode)
        }
    }
}

fn picture_address(picture: &IgPicture) -> String {
    format!("https://scontent.cdninstagram.com/v/{}", picture.number)
}

pub(super) fn media(world: &World, media: &IgMedia, fields: &[Field]) -> Result<Value, GraphError> {
    let first = media.pictures.first();
    shown("IGMedia", fields, &["id"], |field| match field.name.as_str() {
        "id" => Some(json!(media.number.to_string())),
        "caption" if media.caption.is_empty() => Some(Value::Null),
        "caption" => Some(json!(media.caption)),
        "media_type" => Some(json!(match media.kind {
            IgKind::Carousel => "CAROUSEL_ALBUM",
            _ if media.film.is_some() => "VIDEO",
            IgKind::Image | IgKind::CarouselItem | IgKind::Story | IgKind::Reel => "IMAGE",
        })),
        "media_product_type" => Some(json!(match media.kind {
            IgKind::Story => "STORY",
            IgKind::Reel => "REELS",
            IgKind::Image | IgKind::Carousel | IgKind::CarouselItem => "FEED",
        })),
        "media_url" => Some(first.map_or(Value::Null, |picture| json!(picture_address(picture)))),
        "alt_text" => Some(first.map_or(Value::Null, |picture| json!(picture.alt_text))),
        "permalink" => Some(json!(permalink(world, media))),
        "shortcode" => Some(json!(media.shortcode)),
        "timestamp" => Some(json!(graph_time(media.created_ms))),
        "username" => Some(json!(containers::username(world, &media.account))),
        "owner" => Some(json!({ "id": media.account })),
        "children" if media.kind == IgKind::Carousel => {
            let described = field.fields.iter().any(|it| it.name == "alt_text");
            let child = |picture: &IgPicture| match &picture.alt_text {
                Some(alt) if described => json!({ "id": picture.number.to_string(), "alt_text": alt }),
                Some(_) | None => json!({ "id": picture.number.to_string() }),
            };
            Some(json!({ "data": media.pictures.iter().map(child).collect::<Vec<_>>() }))
        }
        "children" => Some(Value::Null),
        "comments_count" => Some(json!(world.instagram.comments_of(media.number).count())),
        "like_count" => {
            Some(json!(world.counts(Platform::Instagram, &media.number.to_string(), media.created_ms).likes))
        }
        "view_count" => {
            Some(json!(world.counts(Platform::Instagram, &media.number.to_string(), media.created_ms).views))
        }
        "is_comment_enabled" => Some(json!(!media.comments_off)),
        _ => None,
    })
}

pub(super) fn comment(world: &World, comment: &IgComment, fields: &[Field]) -> Result<Value, GraphError> {
    let social = &comment.social;
    let (id, username) = match &social.by {
        Some(by) => (by.as_str(), world.audience.handle_of(Platform::Instagram, by).to_owned()),
        None => (comment.account.as_str(), containers::username(world, &comment.account)),
    };
    let under = || world.instagram.media.get(&comment.media);
    shown("IGComment", fields, &["timestamp", "text", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(comment.number.to_string())),
        "text" => Some(json!(comment.text)),
        "timestamp" => Some(json!(graph_time(comment.created_ms))),
        "username" => Some(json!(username)),
        "from" => Some(json!({ "id": id, "username": username })),
        "like_count" => Some(json!(social.likes)),
        "hidden" => Some(json!(social.hidden)),
        "parent_id" => Some(comment.parent.map_or(Value::Null, |parent| json!(parent.to_string()))),
        "replies" => Some(replies(world, comment, field)),
        "media" => under().map(|it| media(world, it, &field.fields)).transpose().ok().flatten().or(Some(Value::Null)),
        _ => None,
    })
}

/// The answers under a comment, as a part of it: the newest, and where the next ones begin.
fn replies(world: &World, under: &IgComment, field: &Field) -> Value {
    let limit = field.modifier("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25);
    let all = world.instagram.threads.under(under.number).rev().filter_map(|it| world.instagram.comments.get(&it));
    let mut all: Vec<&IgComment> = all.filter(|it| !it.removed).take(limit + 1).collect();
    let more = all.len() > limit;
    all.truncate(limit);
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Value::Null };
    let mut paging =
        json!({ "cursors": { "before": edges::written(first.number), "after": edges::written(last.number) } });
    if more {
        let after = edges::written(last.number);
        paging["next"] =
            json!(format!("https://graph.facebook.com/v25.0/{}/replies?limit={limit}&after={after}", under.number));
    }
    let data: Vec<Value> = all.into_iter().filter_map(|it| comment(world, it, &field.fields).ok()).collect();
    json!({ "data": data, "paging": paging })
}

/// Somebody's post that names an account.
pub(super) fn mention(world: &World, mention: &Mention, fields: &[Field]) -> Result<Value, GraphError> {
    shown("IGMedia", fields, &["id"], |field| match field.name.as_str() {
        "id" => Some(json!(mention.number.to_string())),
        "caption" => Some(json!(mention.text)),
        "timestamp" => Some(json!(graph_time(mention.at_ms))),
        "username" => Some(json!(world.audience.handle_of(Platform::Instagram, &mention.by))),
        "media_type" => Some(json!("IMAGE")),
        "media_product_type" => Some(json!("FEED")),
        "permalink" => Some(json!(format!("https://www.instagram.com/p/{}/", mention.number))),
        "like_count" | "comments_count" => Some(json!(0)),
        "media_url" => Some(Value::Null),
        _ => None,
    })
}

/// What a notice named by its id: such ids are told by notices alone.
fn mentioned(world: &World, account: &Account, field: &Field, by: &str) -> Option<Value> {
    let number: u64 = field.modifier(by)?.parse().ok()?;
    if by == "comment_id" {
        let found = world.instagram.comment(field.modifier(by)?)?;
        return comment(world, found, &field.fields).ok();
    }
    let found = world.audience.mentions.get(&number)?;
    let named = found.platform == Platform::Instagram && found.account == account.id && !found.removed;
    named.then(|| mention(world, found, &field.fields).ok()).flatten()
}
