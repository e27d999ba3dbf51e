//! The numbers of videos and of a channel: as they stand, and by day.
//!
//! Invariant: what stands is told as text, and what is hidden is left out; days are California's, and come some days late. A row that
//! there is not is not a row of noughts.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::state::YtVideo;
use super::{Ask, YoutubeError, error, spend_batch};
use crate::account::Platform;
use crate::audience::numbers::Counts;
use crate::clock::x_time;
use crate::reply::Reply;
use crate::world::{Scene, World};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const MOST_IDS: usize = 50;
const METRICS: &[&str] = &[
    "views",
    "estimatedMinutesWatched",
    "averageViewDuration",
    "averageViewPercentage",
    "likes",
    "dislikes",
    "comments",
    "shares",
    "subscribersGained",
    "subscribersLost",
];
const OF_THUMBNAILS: &[&str] = &["videoThumbnailImpressions", "videoThumbnailImpressionsClickRate"];

fn counts(world: &World, video: &YtVideo) -> Counts {
    world.counts(Platform::Youtube, &video.id, video.shown_ms.unwrap_or(video.created_ms))
}

fn comments(world: &World, video: &YtVideo) -> usize {
    world.youtube.comments_of(&video.id).filter(|comment| comment.moderation == "published").count()
}

/// The statistics of a video.
pub(super) fn of_video(world: &World, video: &YtVideo, own: bool) -> Value {
    let counts = counts(world, video);
    let ratings = world.youtube.ratings.iter().filter(|(key, _)| key.ends_with(&format!(" {}", video.id)));
    let liked = ratings.filter(|(_, rating)| *rating == "like").count() as u64;
    let mut statistics = json!({
        "viewCount": counts.views.to_string(),
        "likeCount": (counts.likes + liked).to_string(),
        "favoriteCount": "0",
    });
    if own {
        statistics["dislikeCount"] = json!("0");
    }
    if video.told.made_for_kids != Some(true) {
        statistics["commentCount"] = json!(comments(world, video).to_string());
    }
    statistics
}

/// A number to three figures, as YouTube tells how many follow.
fn rounded(number: u64) -> u64 {
    let mut unit = 1;
    while number / unit >= 1_000 {
        unit *= 10;
    }
    number / unit * unit
}

/// The statistics of a channel.
pub(super) fn of_channel(world: &World, channel: &str) -> Value {
    let videos = world.youtube.videos.values().filter(|it| it.channel == channel && it.is_shown());
    let (count, views) = videos.fold((0u64, 0), |(count, views), it| (count + 1, views + counts(world, it).views));
    json!({
        "viewCount": views.to_string(),
        "subscriberCount": rounded(world.followers(Platform::Youtube, channel)).to_string(),
        "hiddenSubscriberCount": false,
        "videoCount": count.to_string(),
    })
}

/// The statistics of up to fifty videos, out of an allowance of its own.
pub(super) fn batch(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    spend_batch(scene, &ask.project)?;
    let (snippet, details) = (ask.part("snippet")?, ask.part("contentDetails")?);
    let statistics = ask.part("statistics")?;
    let ids: Vec<&str> = ask.needs("id")?.split(',').collect();
    if ids.len() > MOST_IDS {
        return Err(error::bad("The request specifies more than 50 ids"));
    }
    let world = &*scene.world;
    let found = ids.iter().filter_map(|id| world.youtube.video(id));
    let seen = found.filter(|video| video.is_shown() || video.channel == ask.channel.id);
    let items = seen.map(|video| {
        let mut item = json!({ "kind": "youtube#video", "id": video.id });
        if snippet {
            item["snippet"] = json!({ "publishTime": x_time(video.shown_ms.unwrap_or(video.created_ms)) });
        }
        if details {
            item["contentDetails"] = json!({ "duration": format!("PT{}S", video.length_ms / 1_000) });
        }
        if statistics {
            item["statistics"] = of_video(world, video, false);
        }
        item
    });
    let items: Vec<Value> = items.collect();
    Ok(Reply::ok(json!({ "kind": "youtube#videoBatchGetStatsResponse", "items": items })))
}

/// Midnight of a day in California.
fn midnight(date: Date) -> i64 {
    let zone = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
    date.to_zoned(zone).map_or(0, |at| at.timestamp().as_millisecond())
}

/// What is asked of a report.
struct Question {
    from: Date,
    until: Date,
    metrics: Vec<String>,
    dimension: Option<String>,
    videos: Option<Vec<String>>,
}

impl Question {
    fn read(ask: &Ask<'_>) -> Result<Self, YoutubeError> {
        let ids = ask.needs("ids")?;
        if ids != "channel==MINE" && ids != format!("channel=={}", ask.channel.id) {
            return Err(error::forbidden("Forbidden"));
        }
        let date = |name: &str| {
            let text = ask.needs(name)?;
            text.parse::<Date>().map_err(|_| error::bad(format!("Invalid value '{text}' for {name}")))
        };
        let metrics: Vec<String> = ask.needs("metrics")?.split(',').map(str::to_owned).collect();
        let of_thumbnails = |name: &String| OF_THUMBNAILS.contains(&name.as_str());
        let known = |name: &String| METRICS.contains(&name.as_str());
        let mixed = metrics.iter().any(of_thumbnails) && !metrics.iter().all(of_thumbnails);
        if let Some(unknown) = metrics.iter().find(|name| !known(name) && !of_thumbnails(name)) {
            return Err(error::bad(format!("Unknown identifier ({unknown}) given in field parameters.metrics.")));
        }
        let dimension = ask.call.query("dimensions").filter(|it| !it.is_empty()).map(str::to_owned);
        let supported = dimension.as_deref().is_none_or(|it| ["day", "video"].contains(&it));
        let ranked = dimension.as_deref() != Some("video")
            || (ask.call.query("sort").is_some() && most(ask).is_some_and(|most| most <= 200));
        if mixed || !supported || !ranked {
            return Err(error::bad("The query is not supported. Check the documentation for supported queries."));
        }
        let videos = match ask.call.query("filters").filter(|it| !it.is_empty()) {
            None => None,
            Some(filters) => {
                let ids = filters.strip_prefix("video==");
                let ids = ids.ok_or_else(|| error::bad("The query is not supported."))?;
                Some(ids.split(',').map(str::to_owned).collect())
            }
        };
        Ok(Self { from: date("startDate")?, until: date("endDate")?, metrics, dimension, videos })
    }
}

fn most(ask: &Ask<'_>) -> Option<usize> {
    ask.call.query("maxResults").and_then(|most| most.parse().ok())
}

pub(super) fn reports(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, YoutubeError> {
    let question = Question::read(ask)?;
    let world = &*scene.world;
    let ready = scene.now - i64::from(world.youtube.wire.reports_late_days) * DAY_MS;
    let all = world.youtube.videos.values().filter(|it| it.channel == ask.channel.id && it.is_shown());
    let videos: Vec<&YtVideo> =
        all.filter(|it| question.videos.as_ref().is_none_or(|ids| ids.contains(&it.id))).collect();
    let mut days = Vec::new();
    let mut day = question.from;
    while day <= question.until && midnight(day) + DAY_MS <= ready {
        days.push(day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    let row = |name: Option<String>, videos: &[&YtVideo], from: i64, until: i64| {
        let values = question.metrics.iter().map(|metric| value(world, &ask.channel.id, videos, metric, from, until));
        name.map(|name| json!(name)).into_iter().chain(values).collect::<Vec<Value>>()
    };
    let (from, until) = (midnight(question.from), days.last().map_or(0, |day| midnight(*day) + DAY_MS));
    let mut rows: Vec<Vec<Value>> = match question.dimension.as_deref() {
        _ if days.is_empty() || videos.is_empty() => Vec::new(),
        Some("day") => {
            let one = |day: &Date| row(Some(day.to_string()), &videos, midnight(*day), midnight(*day) + DAY_MS);
            days.iter().map(one).collect()
        }
        Some(_) => videos.iter().map(|video| row(Some(video.id.clone()), &[*video], from, until)).collect(),
        None => vec![row(None, &videos, from, until)],
    };
    sort(&mut rows, ask, &question);
    let first = ask.call.query("startIndex").and_then(|it| it.parse::<usize>().ok()).unwrap_or(1).max(1) - 1;
    let rows: Vec<Vec<Value>> = rows.into_iter().skip(first).take(most(ask).unwrap_or(usize::MAX)).collect();
    let header = |name: &str, kind: &str, data: &str| json!({ "name": name, "columnType": kind, "dataType": data });
    let dimension = question.dimension.iter().map(|name| header(name, "DIMENSION", "STRING"));
    let metrics = question.metrics.iter().map(|name| {
        let data = if name == "averageViewPercentage" || name.ends_with("Rate") { "FLOAT" } else { "INTEGER" };
        header(name, "METRIC", data)
    });
    let headers: Vec<Value> = dimension.chain(metrics).collect();
    let mut body = json!({ "kind": "youtubeAnalytics#resultTable", "columnHeaders": headers });
    if !rows.is_empty() {
        body["rows"] = json!(rows);
    }
    Ok(Reply::ok(body))
}

fn sort(rows: &mut [Vec<Value>], ask: &Ask<'_>, question: &Question) {
    let Some(by) = ask.call.query("sort") else { return };
    let (falling, name) = by.strip_prefix('-').map_or((false, by), |name| (true, name));
    let shift = usize::from(question.dimension.is_some());
    let place = question.metrics.iter().position(|it| it == name).map_or(0, |at| at + shift);
    let key = |row: &Vec<Value>| {
        let value = row.get(place);
        (value.and_then(Value::as_u64).unwrap_or(0), value.and_then(Value::as_str).unwrap_or_default().to_owned())
    };
    rows.sort_by_key(key);
    if falling {
        rows.reverse();
    }
}

fn value(world: &World, channel: &str, videos: &[&YtVideo], metric: &str, from: i64, until: i64) -> Value {
    let of = |video: &&YtVideo| {
        let shown = video.shown_ms.unwrap_or(video.created_ms);
        let at = |at_ms| world.counts_at(Platform::Youtube, &video.id, shown, at_ms);
        at(until).since(at(from))
    };
    let counts = videos.iter().map(of).fold(Counts::default(), Counts::and);
    let written = videos.iter().flat_map(|video| world.youtube.comments_of(&video.id));
    let comments = written.filter(|it| (from..until).contains(&it.created_ms)).count();
    let seconds = videos.first().map_or(0, |video| video.length_ms / 2_000);
    let followers = |at_ms| world.followers_at(Platform::Youtube, channel, at_ms);
    match metric {
        "views" => json!(counts.views),
        "estimatedMinutesWatched" => json!(counts.views * seconds / 60),
        "averageViewDuration" => json!(if counts.views > 0 { seconds } else { 0 }),
        "averageViewPercentage" => json!(if counts.views > 0 { 50.0 } else { 0.0 }),
        "likes" => json!(counts.likes),
        "comments" => json!(comments),
        "shares" => json!(counts.shares),
        "subscribersGained" => json!(followers(until).saturating_sub(followers(from))),
        "subscribersLost" => json!(followers(from).saturating_sub(followers(until))),
        "videoThumbnailImpressions" => json!(counts.views * 12),
        "videoThumbnailImpressionsClickRate" => json!(if counts.views > 0 { 8.3 } else { 0.0 }),
        _ => json!(0),
    }
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn followers_are_told_to_three_figures() {
        assert_eq!([rounded(0), rounded(999), rounded(1_234), rounded(123_456)], [0, 999, 1_230, 123_000]);
    }
}
