//! How the Graph API shows its objects.
//!
//! Invariant: only what is asked for is shown, always with the id, and a field that does not exist fails the whole read.

use serde_json::{Map, Value, json};

use super::Ask;
use super::error::{GraphError, no_such_field};
use super::fields::{Field, read};
use super::state::{FbComment, FbPhoto, FbPost, Found};
use super::{films, films::FilmKind};
use crate::account::{Account, Owner, Platform};
use crate::audience::inbox::LONG_WINDOW_MS;
use crate::audience::{Mention, Person};
use crate::clock::graph_time;
use crate::world::{Scene, World};

/// The fields of this call; none given means the usual ones.
pub(super) fn fields(ask: &Ask<'_>) -> Result<Vec<Field>, GraphError> {
    ask.params.text("fields")?.filter(|text| !text.is_empty()).map_or(Ok(Vec::new()), |text| read(&text))
}

/// Shows the asked-for fields, or the usual ones. A value of null is left out.
pub(crate) fn shown(
    node: &str,
    fields: &[Field],
    usual: &[&str],
    value: impl Fn(&Field) -> Option<Value>,
) -> Result<Value, GraphError> {
    let usual: Vec<Field> = usual
        .iter()
        .map(|name| Field { name: (*name).to_owned(), modifiers: Vec::new(), fields: Vec::new() })
        .collect();
    let mut object = Map::new();
    for field in if fields.is_empty() { &usual } else { fields } {
        let value = value(field).ok_or_else(|| no_such_field(&field.name, node))?;
        if !value.is_null() {
            object.insert(field.name.clone(), value);
        }
    }
    if !object.contains_key("id")
        && let Some(id) = value(&Field { name: "id".to_owned(), modifiers: Vec::new(), fields: Vec::new() })
    {
        object.insert("id".to_owned(), id);
    }
    Ok(Value::Object(object))
}

pub(crate) fn person(person: &Owner, fields: &[Field]) -> Result<Value, GraphError> {
    shown("User", fields, &["name", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(person.id)),
        "name" => Some(json!(person.name)),
        _ => None,
    })
}

pub(super) fn page(world: &World, page: &Account, own: bool, fields: &[Field]) -> Result<Value, GraphError> {
    let posts = world.facebook.posts.values().filter(|it| it.page == page.id && it.published && !it.removed).count();
    shown("Page", fields, &["name", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(page.id)),
        "name" => Some(json!(page.name)),
        "username" => Some(json!(page.username)),
        "link" => Some(json!(format!("https://www.facebook.com/{}", page.username))),
        "category" => Some(json!("Medical Center")),
        "about" => Some(json!("A Page of the practice platforms.")),
        "access_token" => Some(if own { json!(page.token) } else { Value::Null }),
        "fan_count" | "followers_count" => Some(json!(world.followers(Platform::Facebook, &page.id))),
        "is_published" => Some(json!(true)),
        "published_posts" => Some(json!({ "summary": { "total_count": posts } })),
        _ => None,
    })
}

/// A Page as its manager's list shows it.
pub(super) fn managed_page(page: &Account, fields: &[Field]) -> Result<Value, GraphError> {
    let usual = ["access_token", "category", "category_list", "name", "id", "tasks"];
    shown("Page", fields, &usual, |field| match field.name.as_str() {
        "id" => Some(json!(page.id)),
        "name" => Some(json!(page.name)),
        "username" => Some(json!(page.username)),
        "link" => Some(json!(format!("https://www.facebook.com/{}", page.username))),
        "access_token" => Some(json!(page.token)),
        "category" => Some(json!("Medical Center")),
        "category_list" => Some(json!([{ "id": "145118935550090", "name": "Medical Center" }])),
        "tasks" => Some(json!(["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"])),
        _ => None,
    })
}

fn from(world: &World, page: &str) -> Value {
    let name = world.account(Platform::Facebook, page).map(|page| page.name.as_str()).unwrap_or_default();
    json!({ "name": name, "id": page })
}

fn picture_address(photo: &FbPhoto) -> String {
    format!("https://scontent.xx.fbcdn.net/v/{}", photo.number)
}

pub(super) fn post(world: &World, ask: &Ask<'_>, post: &FbPost, fields: &[Field]) -> Result<Value, GraphError> {
    let pictures: Vec<&FbPhoto> = world.facebook.pictures_of(post).collect();
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    shown("PagePost", fields, &["created_time", "message", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(post.id())),
        "message" => Some(text(&post.message)),
        "created_time" | "updated_time" => Some(json!(graph_time(post.created_ms))),
        "permalink_url" => Some(json!(format!("https://www.facebook.com/{}", post.id()))),
        "status_type" => Some(json!(match (pictures.is_empty(), &post.link, post.film) {
            (_, _, Some(_)) => "added_video",
            (false, _, None) => "added_photos",
            (true, Some(_), None) => "shared_story",
            (true, None, None) => "mobile_status_update",
        })),
        "is_published" => Some(json!(post.published)),
        "scheduled_publish_time" => Some(match post.scheduled_ms.filter(|_| !post.published) {
            Some(at) => json!(at / 1_000),
            None => Value::Null,
        }),
        "is_hidden" | "is_expired" => Some(json!(false)),
        "from" => Some(from(world, &post.page)),
        "full_picture" => Some(pictures.first().map_or(Value::Null, |photo| json!(picture_address(photo)))),
        "attachments" => Some(attachments(post, &pictures, field)),
        "comments" => Some(comments(world, post, field)),
        "reactions" | "likes" => Some(summed(reactions_of(world, &post.id()), field)),
        "shares" => {
            let shares = world.counts(Platform::Facebook, &post.id(), post.created_ms).shares;
            Some(if shares > 0 { json!({ "count": shares }) } else { Value::Null })
        }
        "message_tags" | "parent_id" | "admin_creator" => Some(Value::Null),
        "application" => Some(json!({ "name": "Practice", "id": ask.caller.account.id })),
        _ => None,
    })
}

fn attachments(post: &FbPost, pictures: &[&FbPhoto], field: &Field) -> Value {
    let image = |photo: &FbPhoto| json!({ "image": { "height": photo.height, "src": picture_address(photo), "width": photo.width } });
    let single = |photo: &FbPhoto| {
        let address = format!("https://www.facebook.com/photo.php?fbid={}", photo.number);
        json!({
            "media": image(photo),
            "target": { "id": photo.number.to_string(), "url": address },
            "type": "photo",
            "media_type": "photo",
            "url": address,
        })
    };
    let film = post.film.map(|film| {
        let address = format!("https://www.facebook.com/{}/videos/{film}/", post.page);
        json!({
            "target": { "id": film.to_string(), "url": address },
            "type": "video_inline",
            "media_type": "video",
            "url": address,
        })
    });
    if let Some(film) = film {
        return json!({ "data": [narrowed(film, field)] });
    }
    let attachment = match (pictures, &post.link) {
        ([], None) => return Value::Null,
        ([], Some(link)) => json!({
            "title": link,
            "target": { "url": link },
            "type": card_of(link).0,
            "media_type": card_of(link).1,
            "url": link,
            "unshimmed_url": link,
        }),
        ([photo], _) => single(photo),
        ([first, ..], _) => json!({
            "media": image(first),
            "target": { "id": post.id(), "url": format!("https://www.facebook.com/{}", post.id()) },
            "title": "Photos",
            "type": "album",
            "media_type": "album",
            "url": format!("https://www.facebook.com/{}", post.id()),
            "subattachments": { "data": pictures.iter().map(|photo| single(photo)).collect::<Vec<_>>() },
        }),
    };
    json!({ "data": [narrowed(attachment, field)] })
}

/// How the card of a link is called: that of a video elsewhere is a video to it as well.
fn card_of(link: &str) -> (&'static str, &'static str) {
    let on = |host: &str| link.contains(&format!("://{host}/")) || link.contains(&format!("://www.{host}/"));
    if on("youtube.com") || on("youtu.be") {
        ("video_share_youtube", "video")
    } else if on("vimeo.com") {
        ("video_share", "video")
    } else {
        ("share", "link")
    }
}

/// Keeps the asked-for fields of an attachment.
fn narrowed(mut attachment: Value, field: &Field) -> Value {
    if let Some(all) = attachment.as_object_mut().filter(|_| !field.fields.is_empty()) {
        all.retain(|name, _| field.fields.iter().any(|it| it.name == *name));
    }
    attachment
}

fn comments(world: &World, post: &FbPost, field: &Field) -> Value {
    let limit = field.modifier("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25);
    let all: Vec<&FbComment> = world.facebook.comments_of(post.number).collect();
    let data: Vec<Value> = all
        .iter()
        .filter(|comment| comment.parent.is_none())
        .take(limit)
        .filter_map(|shown| comment(world, shown, &field.fields).ok())
        .collect();
    let mut edge = json!({ "data": data });
    if field.modifier("summary").is_some() {
        // Graph counts what its filter lets through: without one that is what stands directly under the post.
        let stream = field.modifier("filter") == Some("stream");
        let count = all.iter().filter(|comment| stream || comment.parent.is_none()).count();
        edge["summary"] = json!({ "order": "chronological", "total_count": count, "can_comment": true });
    }
    edge
}

fn summed(total: u64, field: &Field) -> Value {
    match field.modifier("summary") {
        Some(_) => json!({ "data": [], "summary": { "total_count": total } }),
        None => json!({ "data": [] }),
    }
}

pub(super) fn photo(photo: &FbPhoto, fields: &[Field]) -> Result<Value, GraphError> {
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    shown("Photo", fields, &["created_time", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(photo.number.to_string())),
        "created_time" | "updated_time" => Some(json!(graph_time(photo.created_ms))),
        "name" => Some(text(&photo.caption)),
        "alt_text" | "alt_text_custom" => Some(photo.alt_text.as_deref().map_or(Value::Null, text)),
        "link" => Some(json!(format!("https://www.facebook.com/photo.php?fbid={}", photo.number))),
        "width" => Some(json!(photo.width)),
        "height" => Some(json!(photo.height)),
        "images" => Some(json!([{ "height": photo.height, "source": picture_address(photo), "width": photo.width }])),
        "page_story_id" => Some(photo.post.map_or(Value::Null, |post| json!(format!("{}_{post}", photo.page)))),
        _ => None,
    })
}

pub(super) fn comment(world: &World, comment: &FbComment, fields: &[Field]) -> Result<Value, GraphError> {
    let (usual, social) = (["created_time", "from", "message", "id"], &comment.social);
    let private = social.by.is_some()
        && !social.answered_privately
        && world.audience.now_ms < comment.created_ms + LONG_WINDOW_MS;
    shown("Comment", fields, &usual, |field| match field.name.as_str() {
        "id" => Some(json!(comment.id())),
        "message" => Some(json!(comment.message)),
        "created_time" => Some(json!(graph_time(comment.created_ms))),
        "from" => Some(social.by.as_ref().map_or_else(|| from(world, &comment.page), |by| visitor(world, by))),
        "parent" => {
            Some(comment.parent.map_or(Value::Null, |parent| json!({ "id": format!("{}_{parent}", comment.post) })))
        }
        "is_hidden" => Some(json!(social.hidden)),
        "user_likes" => Some(json!(social.liked)),
        "can_reply_privately" => Some(json!(private)),
        "can_hide" => Some(json!(social.by.is_some())),
        "can_remove" | "can_like" => Some(json!(true)),
        "can_comment" => Some(json!(comment.parent.is_none())),
        "like_count" => Some(json!(social.all_likes())),
        "comment_count" => Some(json!(world.facebook.answers_to(comment.number))),
        "comments" => Some(answers(world, comment, field)),
        "permalink_url" => {
            let post = format!("{}_{}", comment.page, comment.post);
            Some(json!(format!("https://www.facebook.com/{post}?comment_id={}", comment.number)))
        }
        "attachment" | "message_tags" => Some(Value::Null),
        _ => None,
    })
}

/// The answers under a comment, as a part of it.
fn answers(world: &World, under: &FbComment, field: &Field) -> Value {
    let limit = field.modifier("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25);
    let all = world.facebook.threads.under(under.number).filter_map(|it| world.facebook.comments.get(&it));
    let there = all.filter(|it| !it.removed).take(limit);
    json!({ "data": there.filter_map(|it| comment(world, it, &field.fields).ok()).collect::<Vec<_>>() })
}

fn visitor(world: &World, by: &str) -> Value {
    json!({ "name": world.audience.name_of(Platform::Facebook, by), "id": by })
}

/// Somebody's post that names the Page.
pub(super) fn mention_of<'w>(world: &'w World, page: &Account, id: &str) -> Option<&'w Mention> {
    let number = id.split_once('_')?.1.parse().ok()?;
    let mention = world.audience.mentions.get(&number)?;
    let named = mention.platform == Platform::Facebook && mention.account == page.id && mention.id() == id;
    (named && !mention.removed).then_some(mention)
}

pub(super) fn mention(world: &World, mention: &Mention, fields: &[Field]) -> Result<Value, GraphError> {
    shown("PagePost", fields, &["message", "tagged_time", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(mention.id())),
        "message" => Some(json!(mention.text)),
        "created_time" | "tagged_time" => Some(json!(graph_time(mention.at_ms))),
        "updated_time" => Some(json!(graph_time(mention.edited_ms.unwrap_or(mention.at_ms)))),
        "permalink_url" => Some(json!(format!("https://www.facebook.com/{}", mention.id()))),
        "from" => Some(visitor(world, &mention.by)),
        "message_tags" | "attachments" | "full_picture" | "shares" => Some(Value::Null),
        _ => None,
    })
}

/// How many feel something about a post, a film or a comment.
pub(super) fn reactions_of(world: &World, id: &str) -> u64 {
    match world.facebook.find(id) {
        Some(Found::Post(post)) => world.counts(Platform::Facebook, &post.id(), post.created_ms).likes,
        Some(Found::Film(film)) => world.counts(Platform::Facebook, &film.number.to_string(), film.created_ms()).likes,
        Some(Found::Comment(comment)) => comment.social.all_likes(),
        Some(Found::Photo(_)) | None => 0,
    }
}

pub(super) fn comments_under(world: &World, id: &str) -> usize {
    match world.facebook.find(id) {
        Some(Found::Post(post)) => world.facebook.comments_of(post.number).count(),
        Some(Found::Film(film)) => world.facebook.comments_of(film.number).count(),
        Some(Found::Comment(comment)) => world.facebook.answers_to(comment.number),
        Some(Found::Photo(_)) | None => 0,
    }
}

/// Who likes something, by their place in the list.
pub(super) fn liked_by(world: &World, id: &str, number: u64) -> Person {
    world.audience.liker(world.chance.seed(), id, number)
}

/// A video or a reel. Asking for its status brings it closer to being ready.
pub(super) fn film(scene: &mut Scene<'_>, number: u64, fields: &[Field]) -> Result<Value, GraphError> {
    let (received, now) = (scene.uploads.received(number), scene.now);
    let asked = fields.iter().any(|field| field.name == "status");
    let mut status = match scene.world.facebook.films.get_mut(&number) {
        Some(film) if asked => films::status(film, received, now),
        Some(_) | None => Value::Null,
    };
    if asked && !scene.world.facebook.wire.known_words {
        status["video_status"] = json!("being_looked_at");
    }
    if asked && !scene.world.facebook.wire.says_how_much {
        status["uploading_phase"]["bytes_transferred"] = Value::Null;
    }
    let world = &*scene.world;
    let Some(film) = world.facebook.films.get(&number) else { return Ok(Value::Null) };
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    shown("Video", fields, &["description", "updated_time", "id"], |field| match field.name.as_str() {
        "id" => Some(json!(film.number.to_string())),
        "status" => Some(status.clone()),
        "title" => Some(text(&film.title)),
        "description" => Some(text(&film.description)),
        "created_time" | "updated_time" => Some(json!(graph_time(film.created_ms()))),
        // The one field of its kind whose address names no host.
        "permalink_url" => Some(json!(film.path())),
        "published" => Some(json!(film.is_public())),
        "length" => Some(json!(film.length_ms as f64 / 1_000.0)),
        "from" => Some(from(world, &film.page)),
        "post_id" => Some(match (&film.finished, film.kind) {
            (Some(finished), FilmKind::Video) if film.is_public() => json!(finished.story.to_string()),
            (Some(_) | None, FilmKind::Video | FilmKind::Reel) => Value::Null,
        }),
        "comments" | "likes" => {
            let id = film.number.to_string();
            let total =
                if field.name == "likes" { reactions_of(world, &id) } else { comments_under(world, &id) as u64 };
            Some(summed(total, field))
        }
        "views" => Some(json!(world.counts(Platform::Facebook, &film.number.to_string(), film.created_ms()).views)),
        _ => None,
    })
}
