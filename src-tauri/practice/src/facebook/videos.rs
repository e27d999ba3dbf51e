//! Videos and reels of a Page: their uploads, step by step, and their lists.
//!
//! Invariant: only the last step makes anything public, and only when all of the bytes are here; a step that is repeated
//! does nothing twice.

use serde_json::{Value, json};

use super::error::{self, GraphError};
use super::films::{FbFilm, FilmKind, Finished};
use super::publish::{MOST_AHEAD_MS, scheduled};
use super::{Ask, edges, present};
use crate::reply::Reply;
use crate::world::Scene;

/// Meta's pages: 30 reels by the API in 24 hours.
const MOST_REELS: usize = 30;
/// A reel is scheduled at most 29 days ahead.
const MOST_REEL_AHEAD_MS: i64 = 29 * 24 * 60 * 60 * 1_000;
const LARGEST: u64 = 10 * 1024 * 1024 * 1024;

/// Parameters that change what is published or when, and that are not practised here.
const OTHER_PARAMS: &[&str] = &["file_url", "source", "fbuploader_video_file_chunk", "place", "targeting", "thumb"];

pub(super) fn video(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = begin(scene, ask)?;
    match ask.params.text("upload_phase")?.as_deref() {
        Some("start") => {
            let size = ask.params.number("file_size")?.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            if size == 0 || size > LARGEST {
                return Err(error::invalid("The parameter file_size is required"));
            }
            let film = open(scene, page, FilmKind::Video, Some(size));
            let mut body = offsets(scene, 0, size);
            body["upload_session_id"] = json!(film.session.to_string());
            body["video_id"] = json!(film.number.to_string());
            Ok(Reply::ok(body))
        }
        Some("transfer") => transfer(scene, ask, &page),
        Some("finish") => {
            let number = of_session(scene, ask, &page)?;
            let publish = ask.params.flag("published")?.unwrap_or(true);
            let scheduled = scheduled(ask, scene.now, publish, MOST_AHEAD_MS)?;
            finish(scene, ask, number, publish || scheduled.is_some(), scheduled)
        }
        Some(_) | None => Err(error::invalid("Param upload_phase must be one of {START, TRANSFER, FINISH}")),
    }
}

pub(super) fn reel(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = begin(scene, ask)?;
    match ask.params.text("upload_phase")?.as_deref() {
        Some("start") => {
            let number = open(scene, page, FilmKind::Reel, None).number;
            let host = &scene.world.facebook.wire.upload_host;
            let address = format!("https://{host}/video-upload/{}/{number}", ask.version);
            Ok(Reply::ok(json!({ "video_id": number.to_string(), "upload_url": address })))
        }
        Some("finish") => {
            let id = ask.params.text("video_id")?.unwrap_or_default();
            let known = scene.world.facebook.film(&id).filter(|it| it.page == page && it.kind == FilmKind::Reel);
            let number = known.map(|film| film.number).ok_or_else(|| error::no_such_object(&id))?;
            let (publish, scheduled) = match ask.params.text("video_state")?.as_deref() {
                Some("PUBLISHED") => (true, None),
                Some("DRAFT") => (false, None),
                Some("SCHEDULED") => {
                    let at = scheduled(ask, scene.now, false, MOST_REEL_AHEAD_MS)?;
                    let missing = || error::invalid("The parameter scheduled_publish_time is required");
                    (true, Some(at.ok_or_else(missing)?))
                }
                Some(_) | None => {
                    return Err(error::invalid("Param video_state must be one of {PUBLISHED, DRAFT, SCHEDULED}"));
                }
            };
            if publish && scene.world.facebook.reels_lately(&page, scene.now) >= MOST_REELS {
                return Err(error::too_many_reels());
            }
            finish(scene, ask, number, publish, scheduled)
        }
        Some(_) | None => Err(error::invalid("Param upload_phase must be one of {START, FINISH}")),
    }
}

fn begin(scene: &Scene<'_>, ask: &Ask<'_>) -> Result<String, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_manage_posts")?;
    match OTHER_PARAMS.iter().find(|name| ask.params.has(name)) {
        Some(name) => Err(error::invalid(&format!("Param {name} is not supported here"))),
        None => Ok(page),
    }
}

fn open(scene: &mut Scene<'_>, page: String, kind: FilmKind, size: Option<u64>) -> FbFilm {
    let number = scene.world.chance.facebook_id(scene.now);
    let session = scene.world.chance.facebook_id(scene.now);
    let film = FbFilm {
        number,
        page,
        kind,
        session,
        size,
        begun_ms: scene.now,
        sha256: None,
        length_ms: 0,
        fault: None,
        title: String::new(),
        description: String::new(),
        finished: None,
        public: false,
        in_progress: scene.world.facebook.wire.in_progress,
        hidden_reads: 0,
        removed: false,
    };
    scene.world.facebook.films.insert(number, film.clone());
    film
}

/// Which piece is wanted next; none is when both are the same.
fn offsets(scene: &Scene<'_>, from: u64, size: u64) -> Value {
    let end = from.saturating_add(scene.world.facebook.wire.piece.max(1)).min(size);
    json!({ "start_offset": from.to_string(), "end_offset": end.to_string() })
}

fn of_session(scene: &Scene<'_>, ask: &Ask<'_>, page: &str) -> Result<u64, GraphError> {
    let session = ask.params.text("upload_session_id")?.unwrap_or_default();
    let mut films = scene.world.facebook.films.values();
    films
        .find(|film| film.session.to_string() == session && film.page == page && !film.removed)
        .filter(|film| film.kind == FilmKind::Video && !film.is_expired(scene.now))
        .map(|film| film.number)
        .ok_or_else(error::no_such_upload)
}

fn transfer(scene: &mut Scene<'_>, ask: &Ask<'_>, page: &str) -> Result<Reply, GraphError> {
    let number = of_session(scene, ask, page)?;
    let size = scene.world.facebook.films.get(&number).and_then(|film| film.size).unwrap_or(0);
    let here = scene.world.facebook.films.get(&number).is_some_and(|film| film.sha256.is_some());
    let Some(start) = ask.params.number("start_offset")?.and_then(|start| u64::try_from(start).ok()) else {
        return Err(error::invalid("The parameter start_offset is required"));
    };
    let Some(bytes) = ask.params.file("video_file_chunk") else {
        return Err(error::invalid("Requires upload file: video_file_chunk"));
    };
    let received = if here { size } else { scene.uploads.received(number) };
    let end = start.saturating_add(bytes.len() as u64);
    let wire = &scene.world.facebook.wire;
    let early = wire.exact_offsets && start < received && !here;
    if start > received || end > size || bytes.is_empty() || early {
        return Err(error::wrong_offset(received, received.saturating_add(wire.piece.max(1)).min(size)));
    }
    if !here {
        scene.uploads.take(number, start, &bytes);
        settle(scene, number, size);
    }
    let at = received.max(end);
    Ok(Reply::ok(offsets(scene, at, size)))
}

/// Puts down that all of a film is here, once it is.
pub(super) fn settle(scene: &mut Scene<'_>, number: u64, size: u64) {
    if let Some(whole) = scene.uploads.whole(number, size)
        && let Some(film) = scene.world.facebook.films.get_mut(&number)
    {
        film.came_in(whole);
    }
}

fn finish(
    scene: &mut Scene<'_>,
    ask: &Ask<'_>,
    number: u64,
    publish: bool,
    scheduled: Option<i64>,
) -> Result<Reply, GraphError> {
    let text = |name| ask.params.text(name).map(Option::unwrap_or_default);
    let (title, description) = (text("title")?, text("description")?);
    let story = scene.world.chance.facebook_id(scene.now);
    let (now, ready_ms) = (scene.now, scene.now + scene.world.facebook.wire.processing_ms.max(0));
    let Some(film) = scene.world.facebook.films.get_mut(&number) else {
        return Err(error::no_such_upload());
    };
    if film.sha256.is_none() || film.is_expired(now) {
        return Err(error::no_such_upload());
    }
    // An upload ends once. Whoever says so again hears the same, and nothing changes.
    if film.finished.is_none() {
        (film.title, film.description) = (title, description);
        let ready_ms = scheduled.map_or(ready_ms, |at| at.max(ready_ms));
        film.finished = Some(Finished { at_ms: now, ready_ms, publish, story, scheduled_ms: scheduled });
        scene.world.ripen(now);
    }
    Ok(Reply::ok(json!({ "success": true })).created(number))
}

pub(super) fn list_videos(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    // What is a reel is a video of the Page as well.
    list(scene, ask, "videos", |_| true)
}

pub(super) fn list_reels(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    list(scene, ask, "video_reels", |film| film.kind == FilmKind::Reel)
}

fn list(
    scene: &mut Scene<'_>,
    ask: &Ask<'_>,
    edge: &str,
    belongs: impl Fn(&FbFilm) -> bool,
) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_read_engagement")?;
    let fields = present::fields(ask)?;
    let since = ask.params.number("since")?.unwrap_or(i64::MIN);
    let until = ask.params.number("until")?.unwrap_or(i64::MAX);
    let hidden = scene.world.facebook.withdraw_hidden_films(&page);
    let wanted: Vec<u64> = scene
        .world
        .facebook
        .films
        .values()
        .rev()
        .filter(|film| film.page == page && belongs(film) && film.is_public() && !hidden.contains(&film.number))
        .filter(|film| (since..=until).contains(&(film.created_ms() / 1_000)))
        .map(|film| film.number)
        .collect();
    let shown: Vec<(u64, Value)> = wanted
        .into_iter()
        .map(|number| Ok((number, present::film(scene, number, &fields)?)))
        .collect::<Result<_, GraphError>>()?;
    edges::page_of(ask, edge, shown)
}
