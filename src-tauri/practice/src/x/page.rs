//! A post of X as the public sees it.
//!
//! Invariant: a removed post has no page, and its pictures are not served once nothing shows them.

use axum::body::Bytes;
use axum::response::Response;

use super::read::somebody;
use super::state::{XPost, read_id};
use crate::account::Platform;
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::{X_PICTURES, X_WEB};
use crate::world::{Scene, World};

/// The page of a post, with the conversation around it.
pub(crate) fn show(world: &World, id: &str) -> Response {
    let Some(asked) = read_id(id).and_then(|id| world.x.live(id)) else { return html::not_found() };
    let items = world
        .x
        .posts
        .values()
        .filter(|post| !post.removed && !post.social.hidden && post.conversation == asked.conversation)
        .map(|post| item(world, post, asked))
        .collect();
    Page { platform: "X", items }.into_response()
}

/// The page of an account, its newest posts first.
pub(crate) fn account(world: &World, username: &str) -> Response {
    let found = world
        .accounts
        .iter()
        .find(|account| account.platform == Platform::X && account.username.eq_ignore_ascii_case(username));
    let Some(account) = found else { return html::not_found() };
    let posts = world.x.posts.values().rev().filter(|post| !post.removed && post.author == account.id);
    html::Wall {
        platform: "X",
        name: account.name.clone(),
        items: posts
            .map(|post| (item(world, post, post), format!("{X_WEB}/{}/status/{}", account.username, post.id)))
            .collect(),
    }
    .into_response()
}

fn item(world: &World, post: &XPost, asked: &XPost) -> Item {
    let author = somebody(world, &post.author);
    let author = author.as_ref();
    let media = || post.media.iter().filter_map(|id| world.x.media.get(id));
    let pictures = media().filter(|media| !media.is_film());
    // A film is told in words: its bytes were not kept.
    let film = media().find(|media| media.is_film()).and_then(|media| media.ready.as_ref());
    let film = film.map(|film| format!(" · Video, {} seconds", film.duration_ms.div_ceil(1_000))).unwrap_or_default();
    Item {
        name: author.map(|account| account.name.clone()).unwrap_or_default(),
        handle: author.map(|account| format!("@{}{film}", account.username)).unwrap_or_default(),
        time: page_time(post.created_ms),
        text: post.text.clone(),
        link: None,
        pictures: pictures.map(|media| (format!("{X_PICTURES}/{}", media.id), media.alt_text.clone())).collect(),
        asked: post.id == asked.id,
        under: post.reply_to.is_some(),
    }
}

/// A picture that a public post shows.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let id = read_id(id)?;
    if !scene.world.x.posts.values().any(|post| !post.removed && post.media.contains(&id)) {
        return None;
    }
    let sha256 = &scene.world.x.media.get(&id)?.ready.as_ref()?.sha256;
    let bytes = scene.blobs.get(sha256)?;
    let mime = crate::picture::read(&bytes)?.mime;
    Some((bytes, mime))
}
