//! Publishing on a Page: posts, pictures, and posts of several pictures.
//!
//! Invariant: a published post and its ledger entry come into being together, after every reason to refuse was looked
//! at; what stays unpublished is in no ledger.

use serde_json::{Value, json};
use url::Url;

use super::error::{self, GraphError};
use super::state::{FbPhoto, FbPost, Found};
use super::{Ask, present};
use crate::picture;
use crate::reply::Reply;
use crate::world::Scene;

const LONGEST_MESSAGE: usize = 63_206;
const LARGEST_PICTURE: usize = 4 * 1024 * 1024;
const MOST_PICTURES: usize = 10;
/// How long before it is published something has to be scheduled, at least and at most.
const LEAST_AHEAD_MS: i64 = 10 * 60 * 1_000;
pub(super) const MOST_AHEAD_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// How long an unpublished picture is kept for a post to come.
const PICTURE_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

/// Parameters that change what is published or when, and that are not practised here.
const OTHER_PARAMS: &[&str] = &[
    "unpublished_content_type",
    "backdated_time",
    "child_attachments",
    "place",
    "tags",
    "targeting",
    "feed_targeting",
    "call_to_action",
    "text_format_preset_id",
];

pub(super) fn feed(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_manage_posts")?;
    refuse_others(ask)?;
    let message = message(ask, &["message"])?;
    let link = ask.params.text("link")?.filter(|link| !link.is_empty());
    if let Some(link) = &link {
        check_link(link)?;
    }
    let photos = attached(scene, ask, &page)?;
    if message.trim().is_empty() && link.is_none() && photos.is_empty() {
        return Err(error::invalid("Missing message or attachment"));
    }
    let published = ask.params.flag("published")?.unwrap_or(true);
    let scheduled_ms = scheduled(ask, scene.now, published, MOST_AHEAD_MS)?;
    let post = FbPost { scheduled_ms, ..new_post(scene, page, message, link, photos, published) };
    check_duplicate(scene, &post)?;
    let number = post.number;
    let id = enter(scene, post);
    answer(scene, ask, json!({ "id": id }), &id).map(|reply| reply.created(number))
}

pub(super) fn photos(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_manage_posts")?;
    refuse_others(ask)?;
    if ask.params.has("scheduled_publish_time") {
        return Err(error::invalid("Param scheduled_publish_time is not supported here"));
    }
    let caption = message(ask, &["message", "caption"])?;
    let alt_text = ask.params.text("alt_text_custom")?.filter(|alt| !alt.is_empty());
    let published = ask.params.flag("published")?.unwrap_or(true);
    let Some(bytes) = ask.params.file("source") else {
        return Err(if ask.params.has("url") {
            error::unreachable_url()
        } else {
            error::invalid("Requires upload file: one of source or url must be given")
        });
    };
    if bytes.len() > LARGEST_PICTURE {
        return Err(error::bad_picture());
    }
    let picture = picture::read(&bytes)
        .filter(|picture| ["image/jpeg", "image/png"].contains(&picture.mime))
        .ok_or_else(error::bad_picture)?;
    let sha256 = scene.blobs.keep(bytes);
    let number = scene.world.chance.facebook_id(scene.now);
    let photo = FbPhoto {
        number,
        page: page.clone(),
        sha256,
        width: picture.width,
        height: picture.height,
        caption: caption.clone(),
        alt_text,
        created_ms: scene.now,
        post: None,
        removed: false,
    };
    scene.world.facebook.photos.insert(number, photo);
    if !published {
        return answer(scene, ask, json!({ "id": number.to_string() }), &number.to_string());
    }
    let post = new_post(scene, page, caption, None, vec![number], true);
    if let Err(error) = check_duplicate(scene, &post) {
        scene.world.facebook.photos.remove(&number);
        return Err(error);
    }
    let post_number = post.number;
    let post_id = enter(scene, post);
    let body = json!({ "id": number.to_string(), "post_id": post_id });
    answer(scene, ask, body, &number.to_string()).map(|reply| reply.created(post_number))
}

/// The answer, or what of the new object is asked for in the same call.
fn answer(scene: &Scene<'_>, ask: &Ask<'_>, plain: Value, id: &str) -> Result<Reply, GraphError> {
    if !ask.params.has("fields") {
        return Ok(Reply::ok(plain));
    }
    let fields = present::fields(ask)?;
    let world = &*scene.world;
    let shown = match world.facebook.find(id) {
        Some(Found::Post(post)) => present::post(world, ask, post, &fields),
        Some(Found::Photo(photo)) => present::photo(photo, &fields),
        Some(Found::Comment(_) | Found::Film(_)) | None => Ok(plain),
    };
    // The work is done: a field that does not exist must not turn the answer into a refusal of it.
    Ok(Reply::ok(shown.unwrap_or_else(|_| json!({ "id": id }))))
}

/// When something is to be published by itself: from ten minutes to `most` ahead, and only where it is not published now.
pub(super) fn scheduled(ask: &Ask<'_>, now: i64, published: bool, most: i64) -> Result<Option<i64>, GraphError> {
    let Some(second) = ask.params.number("scheduled_publish_time")? else { return Ok(None) };
    let at = second.saturating_mul(1_000);
    if published {
        return Err(error::invalid("You cannot specify a scheduled publish time on a published post"));
    }
    if at < now + LEAST_AHEAD_MS || at > now + most {
        return Err(error::invalid("The specified scheduled publish time is invalid."));
    }
    Ok(Some(at))
}

fn refuse_others(ask: &Ask<'_>) -> Result<(), GraphError> {
    match OTHER_PARAMS.iter().find(|name| ask.params.has(name)) {
        Some(name) => Err(error::invalid(&format!("Param {name} is not supported here"))),
        None => Ok(()),
    }
}

fn message(ask: &Ask<'_>, names: &[&str]) -> Result<String, GraphError> {
    let mut message = String::new();
    for name in names {
        if message.is_empty() {
            message = ask.params.text(name)?.unwrap_or_default();
        }
    }
    if message.chars().count() > LONGEST_MESSAGE {
        return Err(error::invalid("Param message is too long: at most 63206 characters"));
    }
    Ok(message)
}

fn check_link(link: &str) -> Result<(), GraphError> {
    let url = Url::parse(link).map_err(|_| error::bad_link())?;
    let host = url.host_str().filter(|_| ["http", "https"].contains(&url.scheme())).ok_or_else(error::bad_link)?;
    if host == "facebook.com" || host.ends_with(".facebook.com") {
        return Err(error::link_to_facebook());
    }
    Ok(())
}

fn attached(scene: &Scene<'_>, ask: &Ask<'_>, page: &str) -> Result<Vec<u64>, GraphError> {
    let items = ask.params.list("attached_media")?.unwrap_or_default();
    if items.len() > MOST_PICTURES {
        return Err(error::invalid("Param attached_media has at most 10 items"));
    }
    let mut numbers = Vec::new();
    for item in items {
        let id = match item.get("media_fbid") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {
                return Err(error::invalid("Param attached_media needs a media_fbid in each item"));
            }
        };
        let unknown = || error::invalid(&format!("Param attached_media names an unknown object ({id})"));
        let photo = id
            .parse::<u64>()
            .ok()
            .and_then(|number| scene.world.facebook.photos.get(&number))
            .filter(|photo| photo.page == page && !photo.removed)
            .ok_or_else(unknown)?;
        if photo.post.is_some() || numbers.contains(&photo.number) {
            return Err(error::picture_in_use());
        }
        if scene.now >= photo.created_ms + PICTURE_LIFE_MS {
            return Err(unknown());
        }
        numbers.push(photo.number);
    }
    Ok(numbers)
}

fn new_post(
    scene: &mut Scene<'_>,
    page: String,
    message: String,
    link: Option<String>,
    photos: Vec<u64>,
    published: bool,
) -> FbPost {
    let number = scene.world.chance.facebook_id(scene.now);
    FbPost {
        number,
        page,
        message,
        link,
        photos,
        film: None,
        created_ms: scene.now,
        published,
        scheduled_ms: None,
        hidden_reads: 0,
        removed: false,
    }
}

/// Only the post right before counts, and only while it is there.
fn check_duplicate(scene: &Scene<'_>, post: &FbPost) -> Result<(), GraphError> {
    let facebook = &scene.world.facebook;
    let pictures = |post: &FbPost| -> Vec<String> {
        post.photos.iter().filter_map(|it| facebook.photos.get(it)).map(|photo| photo.sha256.clone()).collect()
    };
    let previous = facebook.posts.values().rev().find(|it| it.page == post.page && it.published && !it.removed);
    let same = previous.is_some_and(|previous| {
        previous.message == post.message
            && previous.link == post.link
            && previous.film == post.film
            && pictures(previous) == pictures(post)
    });
    if same && post.published { Err(error::duplicate()) } else { Ok(()) }
}

/// Makes the post real; tells its id.
fn enter(scene: &mut Scene<'_>, post: FbPost) -> String {
    let (id, number) = (post.id(), post.number);
    for photo in &post.photos {
        if let Some(photo) = scene.world.facebook.photos.get_mut(photo) {
            photo.post = Some(number);
        }
    }
    if post.published {
        let entry = scene.world.facebook.entry_of(&post);
        scene.world.ledger.push(entry);
    }
    scene.world.facebook.posts.insert(number, post);
    id
}
