//! A video as the public sees it, and the page of a channel.
//!
//! Invariant: what is private, rejected or removed has no page, and its picture is not served.

use axum::body::Bytes;
use axum::response::Response;

use super::state::{YtComment, YtVideo};
use crate::account::{Account, Platform};
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::{YOUTUBE_PICTURES, YOUTUBE_WEB};
use crate::world::{Scene, World};

/// The page of a video, with its comments.
pub(crate) fn show(world: &World, id: &str) -> Response {
    let Some(video) = world.youtube.video(id).filter(|video| video.is_shown()) else { return html::not_found() };
    let comments = world.youtube.comments_of(id).filter(|it| !it.social.hidden).map(|it| comment(world, it));
    let items = std::iter::once(item(world, video)).chain(comments).collect();
    Page { platform: "YouTube", items }.into_response()
}

/// A channel by its id or its handle.
fn account<'a>(world: &'a World, id: &str) -> Option<&'a Account> {
    let handle = id.strip_prefix('@');
    world.accounts.iter().find(|account| {
        account.platform == Platform::Youtube
            && (account.id == id || handle.is_some_and(|handle| account.username.eq_ignore_ascii_case(handle)))
    })
}

/// The channel itself, its newest videos first; what is unlisted is not among them.
pub(crate) fn wall(world: &World, id: &str) -> Response {
    let Some(account) = account(world, id) else { return html::not_found() };
    let videos = world.youtube.videos.values().rev();
    let videos =
        videos.filter(|video| video.channel == account.id && video.is_shown() && video.told.privacy == "public");
    let items = videos.map(|video| (item(world, video), address(video))).collect();
    html::Wall { platform: "YouTube", name: account.name.clone(), items }.into_response()
}

fn address(video: &YtVideo) -> String {
    if video.is_short() {
        format!("{YOUTUBE_WEB}/shorts/{}", video.id)
    } else {
        format!("{YOUTUBE_WEB}/watch?v={}", video.id)
    }
}

fn name(world: &World, channel: &str) -> String {
    world.account(Platform::Youtube, channel).map(|channel| channel.name.clone()).unwrap_or_default()
}

/// A film is told in words: its bytes were not kept.
fn item(world: &World, video: &YtVideo) -> Item {
    let what = if video.is_short() { "Short" } else { "Video" };
    let title = &video.told.title;
    Item {
        name: name(world, &video.channel),
        handle: format!("{what}, {} seconds: {title}", video.length_ms.div_ceil(1_000)),
        time: page_time(video.shown_ms.unwrap_or(video.created_ms)),
        text: video.told.description.clone(),
        link: None,
        pictures: video.cover.iter().map(|_| (format!("{YOUTUBE_PICTURES}/{}", video.id), None)).collect(),
        asked: true,
        under: false,
    }
}

fn comment(world: &World, comment: &YtComment) -> Item {
    Item {
        name: match &comment.social.by {
            Some(by) => world.audience.name_of(Platform::Youtube, by).to_owned(),
            None => name(world, &comment.channel),
        },
        handle: String::new(),
        time: page_time(comment.created_ms),
        text: comment.text.clone(),
        link: None,
        pictures: Vec::new(),
        asked: false,
        under: true,
    }
}

/// The picture that stands before a video plays.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let cover = scene.world.youtube.video(id).filter(|video| video.is_shown())?.cover.clone()?;
    let bytes = scene.blobs.get(&cover)?;
    let mime = crate::picture::read(&bytes)?.mime;
    Some((bytes, mime))
}
