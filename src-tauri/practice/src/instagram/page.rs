//! A post or a story on Instagram as the public sees it.
//!
//! Invariant: what was removed, and a story after its day, has no page, and its pictures are not served.

use axum::body::Bytes;
use axum::response::Response;

use super::state::{IgComment, IgKind, IgMedia};
use crate::account::{Account, Platform};
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::{INSTAGRAM_PICTURES, INSTAGRAM_WEB};
use crate::world::{Scene, World};

/// The page of a post, with its comments.
pub(crate) fn show(world: &World, now: i64, code: &str) -> Response {
    let found = |media: &&IgMedia| media.shortcode == code && media.kind != IgKind::Story && media.is_public(now);
    let Some(media) = world.instagram.media.values().find(found) else { return html::not_found() };
    let comments =
        world.instagram.comments_of(media.number).filter(|it| !it.social.hidden).map(|it| comment(world, it));
    let items = std::iter::once(item(world, media)).chain(comments).collect();
    Page { platform: "Instagram", items }.into_response()
}

/// The page of a story.
pub(crate) fn story(world: &World, now: i64, username: &str, number: &str) -> Response {
    let found = |media: &&IgMedia| {
        media.shortcode == number
            && media.kind == IgKind::Story
            && media.is_public(now)
            && account(world, username).is_some_and(|account| account.id == media.account)
    };
    let Some(media) = world.instagram.media.values().find(found) else { return html::not_found() };
    Page { platform: "Instagram", items: vec![item(world, media)] }.into_response()
}

fn account<'a>(world: &'a World, username: &str) -> Option<&'a Account> {
    world
        .accounts
        .iter()
        .find(|account| account.platform == Platform::Instagram && account.username.eq_ignore_ascii_case(username))
}

/// The account itself, its newest posts first.
pub(crate) fn wall(world: &World, now: i64, username: &str) -> Response {
    let Some(account) = account(world, username) else { return html::not_found() };
    let posts = world.instagram.media.values().rev();
    let items = posts
        .filter(|media| media.account == account.id && media.kind != IgKind::Story && media.is_public(now))
        .map(|media| (item(world, media), format!("{INSTAGRAM_WEB}/p/{}/", media.shortcode)))
        .collect();
    html::Wall { platform: "Instagram", name: account.name.clone(), items }.into_response()
}

fn names(world: &World, account: &str) -> (String, String) {
    world
        .account(Platform::Instagram, account)
        .map(|account| (account.name.clone(), format!("@{}", account.username)))
        .unwrap_or_default()
}

fn item(world: &World, media: &IgMedia) -> Item {
    let (name, handle) = names(world, &media.account);
    // A film is told in words: its bytes were not kept.
    let handle = match (&media.film, media.cover_ms) {
        (Some(_), Some(at)) => format!("{handle} (film, cover at {at} ms)"),
        (Some(_), None) => format!("{handle} (film)"),
        (None, _) => handle,
    };
    Item {
        name,
        handle,
        time: page_time(media.created_ms),
        text: media.caption.clone(),
        link: None,
        pictures: media
            .pictures
            .iter()
            .map(|picture| (format!("{INSTAGRAM_PICTURES}/{}", picture.number), picture.alt_text.clone()))
            .collect(),
        asked: true,
        under: false,
    }
}

fn comment(world: &World, comment: &IgComment) -> Item {
    let (name, handle) = match &comment.social.by {
        Some(by) => {
            let audience = &world.audience;
            let handle = format!("@{}", audience.handle_of(Platform::Instagram, by));
            (audience.name_of(Platform::Instagram, by).to_owned(), handle)
        }
        None => names(world, &comment.account),
    };
    Item {
        name,
        handle,
        time: page_time(comment.created_ms),
        text: comment.text.clone(),
        link: None,
        pictures: Vec::new(),
        asked: false,
        under: true,
    }
}

/// A picture that a public post or story shows.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let number: u64 = id.parse().ok()?;
    let public = scene.world.instagram.media.values().filter(|media| media.is_public(scene.now));
    let sha256 = public.flat_map(|media| &media.pictures).find(|it| it.number == number)?.sha256.clone();
    Some((scene.blobs.get(&sha256)?, "image/jpeg"))
}
