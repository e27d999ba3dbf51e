//! A post on LinkedIn as the public sees it.
//!
//! Invariant: what was removed has no page, and its pictures are not served.

use axum::body::Bytes;
use axum::response::Response;

use super::state::{LiComment, LiPost};
use crate::account::Platform;
use crate::clock::page_time;
use crate::html::{self, Item, Page};
use crate::routes::LINKEDIN_PICTURES;
use crate::world::{Scene, World};

/// The page of a post, by either of its names, with its comments.
pub(crate) fn show(world: &World, urn: &str) -> Response {
    let Some(post) = world.linkedin.find(urn) else { return html::not_found() };
    let comments = world.linkedin.comments_of(post.number).map(|it| comment(world, it));
    let items = std::iter::once(item(world, post)).chain(comments).collect();
    Page { platform: "LinkedIn", items }.into_response()
}

/// Who an organization or a person is.
fn name(world: &World, urn: &str) -> String {
    let accounts = || world.accounts.iter().filter(|account| account.platform == Platform::Linkedin);
    let organization = accounts().find(|account| account.id == urn).map(|account| account.name.clone());
    let person = || accounts().filter_map(|account| account.owner.as_ref()).find(|owner| owner.id == urn);
    organization.or_else(|| person().map(|owner| owner.name.clone())).unwrap_or_default()
}

fn item(world: &World, post: &LiPost) -> Item {
    // A film is told in words: its bytes were not kept.
    let film = post.video.as_ref().and_then(|id| world.linkedin.videos.get(id)?.film.as_ref());
    let film = film.map(|film| format!("Video, {} seconds", film.duration_ms.div_ceil(1_000)));
    let film = film.or_else(|| post.document.as_ref().map(|(_, title)| format!("Document: {title}")));
    Item {
        name: name(world, &post.author),
        handle: film.unwrap_or_default(),
        time: page_time(post.created_ms),
        text: post.text.clone(),
        link: post.article.as_ref().map(|article| format!("{} · {}", article.title, article.source)),
        pictures: post
            .images
            .iter()
            .map(|shown| (format!("{LINKEDIN_PICTURES}/{}", shown.image), shown.alt_text.clone()))
            .collect(),
        asked: true,
        under: false,
    }
}

fn comment(world: &World, comment: &LiComment) -> Item {
    Item {
        name: match &comment.social.by {
            Some(by) => world.audience.name_of(Platform::Linkedin, by).to_owned(),
            None => name(world, &comment.actor),
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

/// A picture that a public post shows.
pub(crate) fn picture(scene: &mut Scene<'_>, id: &str) -> Option<(Bytes, &'static str)> {
    let linkedin = &scene.world.linkedin;
    let public = linkedin.posts.values().any(|post| !post.removed && post.images.iter().any(|shown| shown.image == id));
    let sha256 = linkedin.images.get(id).filter(|_| public)?.bytes.as_ref()?.sha256.clone();
    let bytes = scene.blobs.get(&sha256)?;
    let mime = crate::picture::read(&bytes)?.mime;
    Some((bytes, mime))
}
