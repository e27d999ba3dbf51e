//! Comments under videos, and the answers under those: read, written, changed, taken away.
//!
//! Invariant: a comment hangs under a video that others can watch, or that is its writer's own, and that is not made for
//! children. One under a private video is public no sooner than the video. Answers are one level deep.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::shown::{self, Look};
use super::state::{YtComment, YtVideo};
use super::{Ask, YoutubeError, error};
use crate::account::Platform;
use crate::audience::social::{Social, part};
use crate::reply::Reply;
use crate::world::Scene;

const LONGEST: usize = 10_000;
const MOST: usize = 100;
const USUAL: usize = 20;
const STATES: [&str; 3] = ["published", "heldForReview", "likelySpam"];

/// A video that may be commented on: to others than its channel what is private is not there.
fn open(scene: &Scene<'_>, ask: &Ask<'_>, id: &str) -> Result<YtVideo, YoutubeError> {
    let video = scene.world.youtube.video(id).filter(|it| it.is_shown() || it.channel == ask.channel.id);
    let video = video.ok_or_else(error::no_video)?;
    if video.rejected.is_some() || video.told.made_for_kids == Some(true) {
        return Err(error::comments_disabled());
    }
    Ok(video.clone())
}

fn words(snippet: &Value) -> Result<String, YoutubeError> {
    let text = snippet["textOriginal"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(error::no_words());
    }
    if text.chars().count() > LONGEST {
        return Err(error::too_many_words());
    }
    Ok(text.to_owned())
}

fn written(scene: &mut Scene<'_>, ask: &Ask<'_>, video: &YtVideo, parent: Option<String>, text: String) -> YtComment {
    let number = scene.world.chance.facebook_id(scene.now);
    let word = scene.world.chance.word(18);
    let id = match &parent {
        Some(thread) => format!("{thread}.{word}"),
        None => format!("Ug{word}AaABAg"),
    };
    let comment = YtComment {
        number,
        id,
        video: video.id.clone(),
        parent,
        channel: ask.channel.id.clone(),
        text,
        created_ms: scene.now,
        hidden_reads: 0,
        removed: false,
        moderation: "published".to_owned(),
        social: Social::default(),
    };
    if video.is_shown() {
        scene.world.ledger.push(comment.entry(scene.now));
    }
    scene.world.youtube.put_comment(comment.clone());
    comment
}

pub(super) fn create(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let snippet = &ask.body()?["snippet"];
    let video = open(scene, ask, snippet["videoId"].as_str().unwrap_or_default())?;
    let text = words(&snippet["topLevelComment"]["snippet"])?;
    let comment = written(scene, ask, &video, None, text);
    Ok(Reply::ok(shown::thread(scene.world, &comment, Look::whole())).created(comment.number))
}

/// Answers a comment.
pub(super) fn answer(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let snippet = &ask.body()?["snippet"];
    let parent = snippet["parentId"].as_str().filter(|id| !id.is_empty()).ok_or_else(error::no_parent)?;
    let thread = scene.world.youtube.comment(parent).cloned().ok_or_else(error::no_comment)?;
    if thread.parent.is_some() {
        return Err(error::not_supported());
    }
    let video = open(scene, ask, &thread.video)?;
    let text = words(snippet)?;
    let comment = written(scene, ask, &video, Some(thread.id), text);
    Ok(Reply::ok(shown::comment(scene.world, &comment, Look::whole())).created(comment.number))
}

/// Gives a comment of the channel's own other words.
pub(super) fn update(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let body = ask.body()?;
    let id = body["id"].as_str().ok_or_else(|| error::required("id"))?;
    let comment = scene.world.youtube.comment(id).ok_or_else(error::no_comment)?;
    if comment.channel != ask.channel.id {
        return Err(error::forbidden("The comment could not be updated by this channel."));
    }
    let text = words(&body["snippet"])?;
    scene.world.edit(Platform::Youtube, id, &text, scene.now);
    let comment = scene.world.youtube.comment(id).ok_or_else(error::no_comment)?;
    Ok(Reply::ok(shown::comment(scene.world, comment, Look::whole())))
}

pub(super) fn delete(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let id = ask.needs("id")?.to_owned();
    let comment = scene.world.youtube.comment(&id).ok_or_else(error::no_comment)?;
    if comment.channel != ask.channel.id {
        return Err(error::forbidden("The comment could not be deleted by this channel."));
    }
    scene.world.remove(Platform::Youtube, &id, scene.now);
    Ok(Reply::json(StatusCode::NO_CONTENT, Value::Null))
}

/// The videos whose comments are asked for: one, or all of a channel's.
fn videos(scene: &Scene<'_>, ask: &Ask<'_>) -> Result<Vec<YtVideo>, YoutubeError> {
    if let Some(id) = ask.call.query("videoId") {
        return open(scene, ask, id).map(|video| vec![video]);
    }
    let channel = ask.call.query("allThreadsRelatedToChannelId").ok_or_else(|| error::required("videoId"))?;
    if scene.world.account(Platform::Youtube, channel).is_none() {
        return Err(error::no_such_channel());
    }
    let all = scene.world.youtube.videos.values().filter(|it| it.channel == channel && !it.removed);
    let seen = all.filter(|it| it.is_shown() || it.channel == ask.channel.id);
    Ok(seen.filter(|it| it.told.made_for_kids != Some(true)).cloned().collect())
}

pub(super) fn list(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let look = Look::of(ask)?;
    if let Some(ids) = ask.call.query("id") {
        let world = &*scene.world;
        let named = ids.split(',').filter_map(|id| world.youtube.comment(id)).filter(|it| it.parent.is_none());
        let items: Vec<Value> = named.map(|it| shown::thread(world, it, look)).collect();
        return Ok(Reply::ok(json!({ "kind": "youtube#commentThreadListResponse", "items": items })));
    }
    let videos = videos(scene, ask)?;
    let state = ask.call.query("moderationStatus").unwrap_or("published");
    if !STATES.contains(&state) {
        return Err(error::bad("Invalid value for the parameter moderationStatus"));
    }
    if state != "published" && videos.iter().any(|video| video.channel != ask.channel.id) {
        return Err(error::forbidden("Only the owner of a video sees what is held for review."));
    }
    let by_likes = match ask.call.query("order") {
        None | Some("time") => false,
        Some("relevance") => true,
        Some(_) => return Err(error::bad("Invalid value for the parameter order")),
    };
    let terms = ask.call.query("searchTerms").map(str::to_lowercase);
    let youtube = &mut scene.world.youtube;
    let mut numbers = Vec::new();
    for number in videos.iter().flat_map(|video| youtube.threads.under(video.number)).collect::<Vec<u64>>() {
        let fits = |text: &str| terms.as_ref().is_none_or(|terms| text.to_lowercase().contains(terms.as_str()));
        if is_listed(youtube.comments.get_mut(&number), state)
            && youtube.comments.get(&number).is_some_and(|comment| fits(&comment.text))
        {
            numbers.push(number);
        }
    }
    numbers.sort_unstable();
    let world = &*scene.world;
    let show = |number: u64| world.youtube.comments.get(&number).map(|it| shown::thread(world, it, look));
    if by_likes {
        let likes = |number: &u64| world.youtube.comments.get(number).map_or(0, |it| it.social.likes);
        numbers.sort_by_key(|number| std::cmp::Reverse((likes(number), *number)));
        let items = numbers.into_iter().filter_map(show).collect();
        return super::read::page(ask, "youtube#commentThreadListResponse", items);
    }
    page(ask, "youtube#commentThreadListResponse", numbers, true, show)
}

/// The answers under a comment, oldest first; or comments by their names.
pub(super) fn answers(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    ask.part("snippet")?;
    let (world, look) = (&*scene.world, Look::of(ask)?);
    if let Some(ids) = ask.call.query("id") {
        let named = ids.split(',').filter_map(|id| world.youtube.comment(id));
        let items: Vec<Value> = named.map(|it| shown::comment(world, it, look)).collect();
        return Ok(Reply::ok(json!({ "kind": "youtube#commentListResponse", "items": items })));
    }
    let parent = ask.needs("parentId")?;
    let thread = world.youtube.comment(parent).ok_or_else(error::no_comment)?.number;
    let youtube = &mut scene.world.youtube;
    let under: Vec<u64> = youtube.threads.under(thread).collect();
    let numbers = under.into_iter().filter(|number| is_listed(youtube.comments.get_mut(number), "published")).collect();
    let world = &*scene.world;
    page(ask, "youtube#commentListResponse", numbers, false, |number| {
        world.youtube.comments.get(&number).map(|it| shown::comment(world, it, look))
    })
}

/// Whether a list in this state shows a comment; one that is slow to show is missed once less from now on.
fn is_listed(comment: Option<&mut YtComment>, state: &str) -> bool {
    let Some(comment) = comment.filter(|it| !it.removed && it.moderation == state) else { return false };
    let unseen = comment.hidden_reads > 0;
    comment.hidden_reads = comment.hidden_reads.saturating_sub(1);
    !unseen
}

/// One page of comments: a token stands for its last comment.
fn page(
    ask: &Ask<'_>,
    kind: &str,
    numbers: Vec<u64>,
    newest_first: bool,
    show: impl Fn(u64) -> Option<Value>,
) -> Result<Reply, YoutubeError> {
    let most = ask.call.query("maxResults").map_or(Some(USUAL), |most| most.parse().ok());
    let most = most.filter(|most| (1..=MOST).contains(most));
    let most = most.ok_or_else(|| error::bad("Invalid value for the parameter maxResults: 1 to 100"))?;
    let token = ask.call.query("pageToken").map(|token| {
        token
            .strip_prefix("QURTSl9p")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| error::bad("invalidPageToken"))
    });
    let total = numbers.len();
    let (page, more) = part(numbers, token.transpose()?, most, newest_first);
    let mut body = json!({ "kind": kind, "pageInfo": { "totalResults": total, "resultsPerPage": page.len() } });
    if let Some(last) = page.last().filter(|_| more) {
        body["nextPageToken"] = json!(format!("QURTSl9p{last}"));
    }
    body["items"] = json!(page.into_iter().filter_map(show).collect::<Vec<Value>>());
    Ok(Reply::ok(body))
}
