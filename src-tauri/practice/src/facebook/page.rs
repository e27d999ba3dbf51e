//! A Page's post as the public sees it.
//!
//! Invariant: what is unpublished or removed has no page, and its pictures are not served.

use axum::body::Bytes;
use axum::response::Response;

use super::films::{FbFilm, FilmKind};
use super::state::{FbComment, FbPost, Found};
use crate::account::{Account, Platform};
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::{FACEBOOK_PICTURES, FACEBOOK_WEB};
use crate::world::{Scene, World};

/// The page of a post, with its comments.
pub(crate) fn show(world: &World, id: &str) -> Response {
    if let Some(account) = account(world, id) {
        return wall(world, account);
    }
    let (first, number) = match world.facebook.find(id) {
        Some(Found::Post(post)) if post.published => (item(world, post), post.number),
        Some(Found::Film(shown)) if shown.is_public() => (film(world, shown), shown.number),
        Some(Found::Post(_) | Found::Photo(_) | Found::Comment(_) | Found::Film(_)) | None => {
            return html::not_found();
        }
    };
    let comments = world.facebook.comments_of(number).filter(|it| !it.social.hidden).map(|it| comment(world, it));
    let items = std::iter::once(first).chain(comments).collect();
    Page { platform: "Facebook", items }.into_response()
}

/// A Page, by its number or its name.
fn account<'a>(world: &'a World, id: &str) -> Option<&'a Account> {
    world.accounts.iter().find(|account| {
        account.platform == Platform::Facebook && (account.id == id || account.username.eq_ignore_ascii_case(id))
    })
}

/// The Page itself, its newest posts first.
fn wall(world: &World, account: &Account) -> Response {
    let posts = world.facebook.posts.values();
    let posts = posts
        .filter(|post| post.page == account.id && post.published && !post.removed && post.film.is_none())
        .map(|post| (post.created_ms, item(world, post), format!("{FACEBOOK_WEB}/{}", post.id())));
    let films = world.facebook.films.values();
    let films = films
        .filter(|shown| shown.page == account.id && shown.is_public())
        .map(|shown| (shown.created_ms(), film(world, shown), format!("{FACEBOOK_WEB}{}", shown.path())));
    let mut all: Vec<_> = posts.chain(films).collect();
    all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let items = all.into_iter().map(|(_, item, address)| (item, address)).collect();
    html::Wall { platform: "Facebook", name: account.name.clone(), items }.into_response()
}

fn name(world: &World, page: &str) -> String {
    world.account(Platform::Facebook, page).map(|page| page.name.clone()).unwrap_or_default()
}

fn item(world: &World, post: &FbPost) -> Item {
    let pictures = world.facebook.pictures_of(post);
    Item {
        name: name(world, &post.page),
        handle: String::new(),
        time: page_time(post.created_ms),
        text: post.message.clone(),
        link: post.link.clone(),
        pictures: pictures
            .map(|photo| (format!("{FACEBOOK_PICTURES}/{}", photo.number), photo.alt_text.clone()))
            .collect(),
        asked: true,
        under: false,
    }
}

/// A film is told in words: its bytes were not kept.
fn film(world: &World, film: &FbFilm) -> Item {
    let what = match film.kind {
        FilmKind::Video => "Video",
        FilmKind::Reel => "Reel",
    };
    Item {
        name: name(world, &film.page),
        handle: format!("{what}, {} seconds", film.length_ms.div_ceil(1_000)),
        time: page_time(film.created_ms()),
        text: film.description.clone(),
        link: None,
        pictures: Vec::new(),
        asked: true,
        under: false,
    }
}

fn comment(world: &World, comment: &FbComment) -> Item {
    Item {
        name: match &comment.social.by {
            Some(by) => world.audience.name_of(Platform::Facebook, by).to_owned(),
            None => name(world, &comment.page),
        },
        handle: String::new(),
        time: page_time(comment.created_ms),
        text: comment.message.clone(),
        link: None,
        pictures: Vec::new(),
        asked: false,
        under: true,
    }
}

/// A picture that a public post shows.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let Some(Found::Photo(photo)) = scene.world.facebook.find(id) else { return None };
    let post = scene.world.facebook.posts.get(&photo.post?)?;
    if post.removed || !post.published {
        return None;
    }
    let bytes = scene.blobs.get(&photo.sha256)?;
    let mime = crate::picture::read(&bytes)?.mime;
    Some((bytes, mime))
}
