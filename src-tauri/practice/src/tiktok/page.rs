//! A post as the public sees it, and the page of an account.
//!
//! Invariant: what not everybody may watch, what was not looked at and what is gone has no page.

use axum::body::Bytes;
use axum::response::Response;

use super::read;
use super::state::{TtKind, TtPost};
use crate::account::Platform;
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::{TIKTOK_HOME, TIKTOK_PICTURES, TIKTOK_WEB};
use crate::world::{Scene, World};

/// The page of a post.
pub(crate) fn show(world: &World, id: &str) -> Response {
    let post = id.parse().ok().and_then(|number: u64| world.tiktok.posts.get(&number));
    match post.filter(|post| post.is_public()) {
        Some(post) => Page { platform: "TikTok", items: vec![item(world, post)] }.into_response(),
        None => html::not_found(),
    }
}

/// An account by its name with the at sign, its newest posts first.
pub(crate) fn wall(world: &World, name: &str) -> Response {
    let name = name.strip_prefix('@').unwrap_or_default();
    let account = world.accounts.iter().find(|it| it.platform == Platform::Tiktok && it.username == name);
    let Some(account) = account else { return html::not_found() };
    let posts = world.tiktok.posts.values().rev().filter(|post| post.account == account.id && post.is_public());
    let here = |post: &TtPost| read::address(world, post).replace(TIKTOK_HOME, TIKTOK_WEB);
    let items = posts.map(|post| (item(world, post), here(post))).collect();
    html::Wall { platform: "TikTok", name: account.name.clone(), items }.into_response()
}

/// A film is told in words: its bytes were not kept.
fn item(world: &World, post: &TtPost) -> Item {
    let account = world.account(Platform::Tiktok, &post.account);
    let (handle, pictures) = match post.kind {
        TtKind::Video => {
            let cover = post.told.cover_ms.map(|at| format!(", cover at {at} ms")).unwrap_or_default();
            (format!("Video, {} seconds{cover}", post.length_ms.div_ceil(1_000)), Vec::new())
        }
        TtKind::Photos => {
            let picture = |at: usize| (format!("{TIKTOK_PICTURES}/{}-{at}", post.number), None);
            (post.told.title.clone(), (0..post.media.len()).map(picture).collect())
        }
    };
    Item {
        name: account.map(|account| account.name.clone()).unwrap_or_default(),
        handle,
        time: page_time(post.out_ms()),
        text: post.told.text.clone(),
        link: None,
        pictures,
        asked: true,
        under: false,
    }
}

/// One of a post's pictures.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let (number, at) = id.split_once('-')?;
    let post = scene.world.tiktok.posts.get(&number.parse::<u64>().ok()?).filter(|post| post.is_public())?;
    let media = post.media.get(at.parse::<usize>().ok()?).cloned()?;
    let bytes = scene.blobs.get(&media)?;
    let mime = crate::picture::read(&bytes)?.mime;
    Some((bytes, mime))
}
