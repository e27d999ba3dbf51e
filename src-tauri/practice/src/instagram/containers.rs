//! Containers: what is to become public, made ready.
//!
//! Invariant: a container is made only of what Instagram takes, and nothing that is in one is public.

use crate::account::Platform;
use crate::facebook::error::{self as graph, GraphError};
use crate::picture;
use crate::reply::Reply;
use crate::world::Scene;
use serde_json::json;

use super::state::{IgContainer, IgKind, IgPicture};
use super::{Ask, Door, Fetched, error};

const LONGEST_CAPTION: usize = 2_200;
const MOST_TAGS: usize = 20;
const MOST_CONTAINERS: usize = 400;

/// Parameters that change what is published, and that are not practised here. The first two exist on one host only.
const OTHER_PARAMS: &[&str] = &[
    "location_id",
    "product_tags",
    "video_url",
    "cover_url",
    "audio_name",
    "trial_params",
    "user_tags",
    "collaborators",
];

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let account = ask.own_account(scene)?.id.clone();
    if let Some(other) = OTHER_PARAMS.iter().find(|name| ask.params.has(name)) {
        return Err(graph::invalid(&format!("Param {other} is not supported here")));
    }
    if scene.world.instagram.containers_lately(&account, scene.now) >= MOST_CONTAINERS {
        return Err(error::too_many_containers());
    }
    let item = ask.params.flag("is_carousel_item")?.unwrap_or(false);
    let kind = match ask.params.text("media_type")?.as_deref() {
        None | Some("" | "IMAGE") if item => IgKind::CarouselItem,
        None | Some("" | "IMAGE") => IgKind::Image,
        Some("CAROUSEL") => IgKind::Carousel,
        Some("STORIES") => IgKind::Story,
        Some("REELS") => IgKind::Reel,
        Some("VIDEO") => return Err(graph::invalid("Films among several are not practised here")),
        Some(_) => return Err(error::unknown_type()),
    };
    let caption = caption(ask, kind)?;
    let children = if kind == IgKind::Carousel { children(scene, ask, &account)? } else { Vec::new() };
    let waits_for_bytes = by_bytes(scene, ask, kind)?;
    let cover_ms = cover(ask, kind)?;
    let pictures = if waits_for_bytes {
        Vec::new()
    } else if kind == IgKind::Carousel {
        let containers = &scene.world.instagram.containers;
        children.iter().filter_map(|child| containers.get(child)).flat_map(|child| child.pictures.clone()).collect()
    } else {
        vec![picture(scene, ask, kind)?]
    };
    let number = scene.world.chance.facebook_id(scene.now);
    let in_progress = scene.world.instagram.wire.in_progress;
    let container = IgContainer {
        number,
        account,
        kind,
        caption,
        pictures,
        children,
        created_ms: scene.now,
        in_progress,
        published: false,
        waits_for_bytes,
        size: None,
        film: None,
        cover_ms,
        fault: None,
        ready_ms: 0,
    };
    scene.world.instagram.containers.insert(number, container);
    let mut body = json!({ "id": number.to_string() });
    if waits_for_bytes {
        body["uri"] = json!(format!("https://rupload.facebook.com/ig-api-upload/{}/{number}", ask.version));
    }
    Ok(Reply::ok(body))
}

/// Whether a film will come byte by byte.
fn by_bytes(scene: &Scene<'_>, ask: &Ask<'_>, kind: IgKind) -> Result<bool, GraphError> {
    ask.params.flag("share_to_feed")?;
    match (ask.params.text("upload_type")?.as_deref(), kind) {
        (Some("resumable"), IgKind::Reel | IgKind::Story) => {
            let wanted = ask.caller.door == Door::Facebook || scene.world.instagram.wire.bytes_by_instagram_login;
            if wanted { Ok(true) } else { Err(error::not_permitted()) }
        }
        (Some(_), _) => Err(graph::invalid("Param upload_type is not supported for this media_type")),
        (None, IgKind::Reel) => Err(graph::invalid("The parameter video_url is required")),
        (None, IgKind::Image | IgKind::CarouselItem | IgKind::Carousel | IgKind::Story) => Ok(false),
    }
}

/// The instant of a reel that stands as its cover, in milliseconds. Whether there is such an instant is known with its bytes.
fn cover(ask: &Ask<'_>, kind: IgKind) -> Result<Option<u64>, GraphError> {
    let Some(given) = ask.params.text("thumb_offset")? else { return Ok(None) };
    let at = given.parse().map_err(|_| graph::invalid("Param thumb_offset must be an integer"))?;
    match kind {
        IgKind::Reel => Ok(Some(at)),
        IgKind::Story | IgKind::Image | IgKind::Carousel | IgKind::CarouselItem => {
            Err(graph::invalid("Param thumb_offset is not supported for this media_type"))
        }
    }
}

/// A carousel's items and stories have no caption; one that is given is not kept.
fn caption(ask: &Ask<'_>, kind: IgKind) -> Result<String, GraphError> {
    let caption = ask.params.text("caption")?.unwrap_or_default();
    if caption.chars().count() > LONGEST_CAPTION {
        return Err(error::long_caption());
    }
    let tags = caption.split_whitespace().filter(|word| word.len() > 1 && word.starts_with('@')).count();
    if tags > MOST_TAGS {
        return Err(error::many_tags());
    }
    Ok(match kind {
        IgKind::Image | IgKind::Carousel | IgKind::Reel => caption,
        IgKind::CarouselItem | IgKind::Story => String::new(),
    })
}

fn children(scene: &Scene<'_>, ask: &Ask<'_>, account: &str) -> Result<Vec<u64>, GraphError> {
    let named = ask.params.words("children")?.unwrap_or_default();
    if !(2..=10).contains(&named.len()) {
        return Err(error::carousel_size());
    }
    let mut children = Vec::new();
    for id in named {
        let child = scene
            .world
            .instagram
            .container(&id)
            .filter(|child| child.account == account)
            .ok_or_else(error::no_such_container)?;
        if child.kind != IgKind::CarouselItem {
            return Err(graph::invalid(&format!("Param children names {id}, which is no carousel item")));
        }
        // An item goes into one carousel, while it lives.
        if child.published || child.is_expired(scene.now) || children.contains(&child.number) {
            return Err(error::container_gone());
        }
        if child.is_worked_on(scene.now) {
            return Err(error::not_ready());
        }
        children.push(child.number);
    }
    Ok(children)
}

fn picture(scene: &mut Scene<'_>, ask: &Ask<'_>, kind: IgKind) -> Result<IgPicture, GraphError> {
    let bytes = match ask.fetched {
        None => return Err(graph::invalid("The parameter image_url is required")),
        Some(Fetched::Nothing) => return Err(error::not_fetched()),
        Some(Fetched::TooLarge) => return Err(error::too_large()),
        Some(Fetched::Picture(bytes)) => bytes.clone(),
    };
    let read = picture::read(&bytes).filter(|it| it.mime == "image/jpeg").ok_or_else(error::wrong_format)?;
    let (width, height) = (u64::from(read.width), u64::from(read.height));
    let inside = width * 5 >= height * 4 && width * 100 <= height * 191;
    if kind != IgKind::Story && !inside {
        return Err(error::wrong_ratio());
    }
    let alt_text = ask.params.text("alt_text")?.filter(|alt| !alt.is_empty() && kind != IgKind::Story);
    let sha256 = scene.blobs.keep(bytes);
    Ok(IgPicture { number: scene.world.chance.facebook_id(scene.now), sha256, alt_text })
}

/// How a container is doing. Each reading brings it closer to being ready.
pub(super) fn status(scene: &mut Scene<'_>, number: u64) -> &'static str {
    let now = scene.now;
    let Some(container) = scene.world.instagram.containers.get_mut(&number) else { return "ERROR" };
    if container.published {
        "PUBLISHED"
    } else if container.is_expired(now) {
        "EXPIRED"
    } else if container.is_worked_on(now) {
        // What still waits for its bytes is not worked on yet.
        container.in_progress -=
            u32::from(container.in_progress > 0 && container.waits_for_bytes == container.film.is_some());
        "IN_PROGRESS"
    } else if container.fault.is_some() {
        "ERROR"
    } else {
        "FINISHED"
    }
}

/// The account's name in addresses.
pub(super) fn username(scene: &crate::world::World, account: &str) -> String {
    scene.account(Platform::Instagram, account).map(|account| account.username.clone()).unwrap_or_default()
}
