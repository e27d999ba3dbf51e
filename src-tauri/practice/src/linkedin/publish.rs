//! Publishing on LinkedIn, as an organization or as a member.
//!
//! Invariant: a post and its ledger entry come into being together, after every reason to refuse was looked at. The
//! answer has no body: the post's name is in a header.

use axum::http::StatusCode;
use serde_json::{Map, Value};
use url::Url;

use super::error::{self, LinkedinError};
use super::state::{LiArticle, LiPost, Shown};
use super::{Ask, body, little, object, strict, text};
use crate::account::Platform;
use crate::ledger::{LedgerEntry, LedgerKind};
use crate::reply::Reply;
use crate::world::Scene;

const LONGEST_TEXT: usize = 3_000;
const LONGEST_ALT_TEXT: usize = 4_086;
const LONGEST_TITLE: usize = 400;
const LONGEST_DESCRIPTION: usize = 4_086;
const MOST_PICTURES: usize = 20;
/// The window is not published; a day is what those who post report.
const DUPLICATE_WINDOW_MS: i64 = 24 * 60 * 60 * 1_000;

const FIELDS: &[&str] =
    &["author", "commentary", "visibility", "distribution", "content", "lifecycleState", "isReshareDisabledByAuthor"];

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let fields = body(ask.call)?;
    strict(fields, "", FIELDS)?;
    let author = text(fields, "author")?;
    if !ask.caller.posts_as(author) {
        return Err(error::denied("posts.CREATE"));
    }
    check_settings(fields, author)?;
    let commentary = little::read(text(fields, "commentary")?);
    let length = commentary.text.encode_utf16().count();
    if length > LONGEST_TEXT {
        return Err(error::too_long("/commentary", length, LONGEST_TEXT));
    }
    let Content { images, video, document, article } = content(scene, fields, author)?;
    if commentary.text.trim().is_empty()
        && images.is_empty()
        && video.is_none()
        && document.is_none()
        && article.is_none()
    {
        return Err(error::unprocessable("MISSING_CONTENT", "/commentary", "A post needs a commentary or a content"));
    }
    let number = scene.world.chance.linkedin_id(scene.now);
    let post = LiPost {
        number,
        activity: scene.world.chance.linkedin_id(scene.now),
        author: author.to_owned(),
        commentary: commentary.taken,
        text: commentary.text,
        images,
        video,
        document,
        article,
        visibility: text(fields, "visibility")?.to_owned(),
        created_ms: scene.now,
        hidden_reads: 0,
        closed: false,
        removed: false,
    };
    check_duplicate(scene, &post)?;
    let urn = post.urn();
    enter(scene, post);
    Ok(Reply::json(StatusCode::CREATED, Value::Null).with("x-restli-id", urn).created(number))
}

fn check_settings(fields: &Map<String, Value>, author: &str) -> Result<(), LinkedinError> {
    let known = |path: &str, value: &str, allowed: &[&str]| {
        if allowed.contains(&value) {
            return Ok(());
        }
        Err(error::illegal(format!("ERROR :: {path} :: \"{value}\" is not an enum symbol")))
    };
    let visible: &[&str] =
        if author.starts_with("urn:li:person:") { &["PUBLIC", "CONNECTIONS"] } else { &["PUBLIC", "LOGGED_IN"] };
    known("/visibility", text(fields, "visibility")?, visible)?;
    known("/lifecycleState", text(fields, "lifecycleState")?, &["PUBLISHED"])?;
    let distribution = object(fields, "distribution")?;
    strict(distribution, "/distribution", &["feedDistribution", "targetEntities", "thirdPartyDistributionChannels"])?;
    known("/distribution/feedDistribution", text(distribution, "feedDistribution")?, &["MAIN_FEED"])
}

/// What hangs on the post: pictures, a video, a document, or the card of an article, or nothing.
#[derive(Default)]
struct Content {
    images: Vec<Shown>,
    video: Option<String>,
    document: Option<(String, String)>,
    article: Option<LiArticle>,
}

fn content(scene: &Scene<'_>, fields: &Map<String, Value>, author: &str) -> Result<Content, LinkedinError> {
    let Some(content) = fields.get("content") else { return Ok(Content::default()) };
    let content = content.as_object().ok_or_else(|| error::required("/content"))?;
    strict(content, "/content", &["media", "multiImage", "article"])?;
    if content.len() != 1 {
        return Err(error::illegal("ERROR :: /content :: union type requires exactly one member"));
    }
    if let Some(article) = content.get("article") {
        return Ok(Content { article: Some(read_article(article)?), ..Content::default() });
    }
    let film = content.get("media").and_then(|item| item.get("id")).and_then(Value::as_str);
    if let Some(urn) = film.filter(|urn| urn.starts_with("urn:li:video:")) {
        return Ok(Content { video: Some(video(scene, urn, author)?), ..Content::default() });
    }
    if let Some(item) = content.get("media").filter(|_| film.is_some_and(|urn| urn.starts_with("urn:li:document:"))) {
        return Ok(Content { document: Some(document(scene, item, author)?), ..Content::default() });
    }
    let items = match content.get("multiImage") {
        Some(several) => {
            let images = several.get("images").and_then(Value::as_array);
            let images = images.ok_or_else(|| error::required("/content/multiImage/images"))?;
            if !(2..=MOST_PICTURES).contains(&images.len()) {
                let words = "A multiImage post has 2 to 20 images";
                return Err(error::unprocessable("INVALID_VALUE", "/content/multiImage/images", words));
            }
            images.iter().collect()
        }
        None => content.get("media").into_iter().collect::<Vec<_>>(),
    };
    let images = items.into_iter().map(|item| picture(scene, item, author)).collect::<Result<_, _>>()?;
    Ok(Content { images, ..Content::default() })
}

fn video(scene: &Scene<'_>, urn: &str, author: &str) -> Result<String, LinkedinError> {
    let video = scene.world.linkedin.video(urn).ok_or_else(|| error::not_found(urn))?;
    if video.owner != author {
        let words = format!("The owner of {urn} is not the author of the post");
        return Err(error::unprocessable("INVALID_MEDIA_OWNER", "/content/media/id", &words));
    }
    let status = video.status(scene.now);
    if status != "AVAILABLE" {
        let words = format!("{urn} is {status}, not AVAILABLE");
        return Err(error::unprocessable("MEDIA_ASSET_NOT_READY", "/content/media/id", &words));
    }
    Ok(video.id.clone())
}

fn document(scene: &Scene<'_>, item: &Value, author: &str) -> Result<(String, String), LinkedinError> {
    let item = item.as_object().ok_or_else(|| error::required("/content/media"))?;
    strict(item, "/content/media", &["id", "title"])?;
    let (urn, title) = (text(item, "id")?, text(item, "title")?);
    let document = scene.world.linkedin.document(urn).ok_or_else(|| error::not_found(urn))?;
    if document.owner != author {
        let words = format!("The owner of {urn} is not the author of the post");
        return Err(error::unprocessable("INVALID_MEDIA_OWNER", "/content/media/id", &words));
    }
    let status = document.status(scene.now);
    if status != "AVAILABLE" {
        let words = format!("{urn} is {status}, not AVAILABLE");
        return Err(error::unprocessable("MEDIA_ASSET_NOT_READY", "/content/media/id", &words));
    }
    if title.trim().is_empty() {
        return Err(error::required("/content/media/title"));
    }
    Ok((document.id.clone(), title.to_owned()))
}

fn picture(scene: &Scene<'_>, item: &Value, author: &str) -> Result<Shown, LinkedinError> {
    let item = item.as_object().ok_or_else(|| error::required("/content/media"))?;
    strict(item, "/content/media", &["id", "altText", "title"])?;
    let urn = text(item, "id")?;
    let image = scene.world.linkedin.image(urn).ok_or_else(|| error::not_found(urn))?;
    if image.owner != author {
        let words = format!("The owner of {urn} is not the author of the post");
        return Err(error::unprocessable("INVALID_MEDIA_OWNER", "/content/media/id", &words));
    }
    let status = image.status(scene.now);
    if status != "AVAILABLE" {
        let words = format!("{urn} is {status}, not AVAILABLE");
        return Err(error::unprocessable("MEDIA_ASSET_NOT_READY", "/content/media/id", &words));
    }
    let alt = item.get("altText").and_then(Value::as_str).filter(|alt| !alt.is_empty());
    if let Some(length) = alt.map(|alt| alt.chars().count()).filter(|length| *length > LONGEST_ALT_TEXT) {
        return Err(error::too_long("/content/media/altText", length, LONGEST_ALT_TEXT));
    }
    Ok(Shown { image: image.id.clone(), alt_text: alt.map(str::to_owned) })
}

/// LinkedIn does not look at the address: what the card shows has to come with it.
fn read_article(article: &Value) -> Result<LiArticle, LinkedinError> {
    let article = article.as_object().ok_or_else(|| error::required("/content/article"))?;
    strict(article, "/content/article", &["source", "title", "description"])?;
    let source = text(article, "source")?;
    let good = Url::parse(source).is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.host().is_some());
    if !good {
        return Err(error::unprocessable("INVALID_URL", "/content/article/source", "The source is not a URL"));
    }
    let title = text(article, "title")?;
    let description = article.get("description").and_then(Value::as_str);
    for (field, words, most) in [
        ("/content/article/title", Some(title), LONGEST_TITLE),
        ("/content/article/description", description, LONGEST_DESCRIPTION),
    ] {
        let length = words.map(|words| words.chars().count()).unwrap_or_default();
        if length > most {
            return Err(error::too_long(field, length, most));
        }
    }
    if title.trim().is_empty() {
        return Err(error::required("/content/article/title"));
    }
    let description = description.map(str::to_owned);
    Ok(LiArticle { source: source.to_owned(), title: title.to_owned(), description })
}

fn digests(scene: &Scene<'_>, post: &LiPost) -> Vec<String> {
    let images = &scene.world.linkedin.images;
    let bytes = post.images.iter().filter_map(|shown| images.get(&shown.image)?.bytes.as_ref());
    let film = post.video.as_ref().and_then(|id| scene.world.linkedin.videos.get(id)?.film.as_ref());
    let document = post.document.as_ref().and_then(|(id, _)| scene.world.linkedin.documents.get(id)?.kept.as_ref());
    let others = film.map(|film| film.sha256.clone()).into_iter().chain(document.map(|kept| kept.sha256.clone()));
    bytes.map(|bytes| bytes.sha256.clone()).chain(others).collect()
}

fn check_duplicate(scene: &Scene<'_>, post: &LiPost) -> Result<(), LinkedinError> {
    let before = scene.world.linkedin.posts.values().rev().find(|it| {
        !it.removed
            && it.author == post.author
            && scene.now < it.created_ms + DUPLICATE_WINDOW_MS
            && (&it.text, &it.article) == (&post.text, &post.article)
            && digests(scene, it) == digests(scene, post)
    });
    before.map_or(Ok(()), |before| Err(error::duplicate(&before.urn())))
}

fn enter(scene: &mut Scene<'_>, post: LiPost) {
    let entry = LedgerEntry {
        at_ms: scene.now,
        platform: Platform::Linkedin,
        account: post.author.clone(),
        id: post.urn(),
        kind: match (&post.video, post.images.is_empty()) {
            _ if post.document.is_some() => LedgerKind::Document,
            (Some(_), _) => LedgerKind::Video,
            (None, true) => LedgerKind::Post,
            (None, false) => LedgerKind::PhotoPost,
        },
        text: post.text.clone(),
        link: post.article.as_ref().map(|article| article.source.clone()),
        media_sha256: digests(scene, &post),
        alt_texts: post
            .images
            .iter()
            .map(|shown| shown.alt_text.clone())
            .chain(post.video.iter().map(|_| None))
            .chain(post.document.iter().map(|_| None))
            .collect(),
        parent: None,
        recipient: None,
        removed_at: None,
    };
    scene.world.ledger.push(entry);
    scene.world.linkedin.posts.insert(post.number, post);
}

/// Whether deleting again what is deleted is a mistake is not written anywhere; an answer that says so asks more of a client.
pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let urn = ask.call.segment("urn");
    let post = scene.world.linkedin.post(urn).ok_or_else(|| error::not_found(urn))?;
    if !ask.caller.posts_as(&post.author) {
        return Err(error::denied("posts.DELETE"));
    }
    let urn = post.urn();
    scene.world.remove(Platform::Linkedin, &urn, scene.now);
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}
