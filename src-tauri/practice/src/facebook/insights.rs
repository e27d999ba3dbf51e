//! The numbers of a Page and of its posts, as Meta names them since June 2026.
//!
//! Invariant: one name that does not exist, or does no longer, fails the whole request; a day is told only when it is over, and
//! days end at midnight in California.

use serde_json::{Value, json};

use super::engage::reaction;
use super::error::{self, GraphError};
use super::state::Found;
use super::{Ask, present};
use crate::account::Platform;
use crate::audience::numbers::Counts;
use crate::clock::graph_time;
use crate::reply::Reply;
use crate::world::{Scene, World};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Midnight in California, in winter, by UTC.
const MIDNIGHT_MS: i64 = 8 * 60 * 60 * 1_000;
const LONGEST_SPAN_MS: i64 = 90 * DAY_MS;

const OF_PAGES: &[&str] = &[
    "page_follows",
    "page_media_view",
    "page_total_media_view_unique",
    "page_post_engagements",
    "page_daily_follows",
    "page_daily_follows_unique",
    "page_daily_unfollows_unique",
    "page_views_total",
    "page_total_actions",
    "page_lifetime_engaged_followers_unique",
];
const OF_POSTS: &[&str] = &[
    "post_media_view",
    "post_total_media_view_unique",
    "post_clicks",
    "post_clicks_by_type",
    "post_reactions_like_total",
    "post_reactions_love_total",
    "post_reactions_wow_total",
    "post_reactions_haha_total",
    "post_reactions_sorry_total",
    "post_reactions_anger_total",
    "post_reactions_by_type_total",
    "post_activity_by_action_type",
    "post_activity_by_action_type_unique",
    "post_video_views",
];
const OF_FILMS: &[&str] = &["fb_reels_total_plays", "post_video_likes_by_reaction_type", "post_video_social_actions"];

fn metrics(ask: &Ask<'_>, known: &[&str]) -> Result<Vec<String>, GraphError> {
    let asked = ask.params.words("metric")?.filter(|all| !all.is_empty()).ok_or_else(error::no_metric)?;
    match asked.iter().find(|name| !known.contains(&name.as_str())) {
        Some(_) => Err(error::bad_metric()),
        None => Ok(asked),
    }
}

/// Whose numbers are asked for.
pub(super) fn insights(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let post = match scene.world.facebook.find(ask.node) {
        Some(Found::Post(post)) => Some((post.page.clone(), post.id(), post.created_ms)),
        Some(Found::Film(film)) => Some((film.page.clone(), film.number.to_string(), film.created_ms())),
        Some(Found::Photo(_) | Found::Comment(_)) => return Err(error::no_such_edge("Comment")),
        None => None,
    };
    ask.must_be_allowed("read_insights")?;
    match post {
        Some((page, id, at_ms)) => {
            ask.must_be_page(&page)?;
            of_post(scene.world, ask, &id, at_ms, OF_POSTS)
        }
        None => of_page(scene, ask),
    }
}

pub(super) fn of_film(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let film = scene.world.facebook.film(ask.node).ok_or_else(|| error::no_such_object(ask.node))?;
    ask.must_be_page(&film.page)?;
    ask.must_be_allowed("read_insights")?;
    let (id, at_ms) = (film.number.to_string(), film.created_ms());
    of_post(scene.world, ask, &id, at_ms, OF_FILMS)
}

fn row(of: &str, metric: &str, period: &str, values: Value) -> Value {
    let title = metric.replace('_', " ");
    let id = format!("{of}/insights/{metric}/{period}");
    json!({ "name": metric, "period": period, "values": values, "title": title, "description": title, "id": id })
}

fn of_post(world: &World, ask: &Ask<'_>, id: &str, at_ms: i64, known: &[&str]) -> Result<Reply, GraphError> {
    let counts = world.counts(Platform::Facebook, id, at_ms);
    let total = present::reactions_of(world, ask.node);
    let of_kind = |kind: &str| (1..=total).filter(|number| reaction(*number) == kind).count();
    let by_type = |names: [&str; 4]| {
        let mut all = json!({});
        for (name, kind) in names.into_iter().zip(["LIKE", "LOVE", "WOW", "HAHA"]) {
            if of_kind(kind) > 0 {
                all[name] = json!(of_kind(kind));
            }
        }
        all
    };
    let comments = present::comments_under(world, ask.node);
    let actions = json!({ "like": total, "comment": comments, "share": counts.shares });
    let rows = metrics(ask, known)?.into_iter().map(|metric| {
        let value = match metric.as_str() {
            "post_media_view" | "fb_reels_total_plays" => json!(counts.views),
            "post_total_media_view_unique" => json!(counts.reach),
            "post_clicks" => json!(counts.clicks),
            "post_clicks_by_type" => json!({ "other clicks": counts.clicks }),
            "post_reactions_like_total" => json!(of_kind("LIKE") + of_kind("CARE")),
            "post_reactions_love_total" => json!(of_kind("LOVE")),
            "post_reactions_wow_total" => json!(of_kind("WOW")),
            "post_reactions_haha_total" => json!(of_kind("HAHA")),
            "post_reactions_by_type_total" => by_type(["like", "love", "wow", "haha"]),
            "post_video_likes_by_reaction_type" => {
                by_type(["REACTION_LIKE", "REACTION_LOVE", "REACTION_WOW", "REACTION_HAHA"])
            }
            "post_activity_by_action_type" | "post_activity_by_action_type_unique" => actions.clone(),
            "post_video_social_actions" => json!({ "COMMENT": comments, "SHARE": counts.shares }),
            "post_video_views" => json!(counts.views / 2),
            // Nobody is sorry or angry here.
            _ => json!(0),
        };
        row(ask.node, &metric, "lifetime", json!([{ "value": value }]))
    });
    Ok(Reply::ok(json!({ "data": rows.collect::<Vec<_>>() })))
}

fn of_page(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    let metrics = metrics(ask, OF_PAGES)?;
    let world = &*scene.world;
    if world.followers(Platform::Facebook, &page) < world.facebook.wire.insights_from_followers {
        return Err(error::too_few_followers());
    }
    let period = ask.params.text("period")?.unwrap_or_else(|| "day".to_owned());
    let span = match period.as_str() {
        "day" | "total_over_range" => DAY_MS,
        "week" => 7 * DAY_MS,
        "days_28" => 28 * DAY_MS,
        other => {
            return Err(error::invalid(&format!("Param period must be one of {{day, week, days_28}}, not {other}")));
        }
    };
    let until = ask.params.number("until")?.map_or(scene.now, |at| at * 1_000).min(scene.now);
    let since = ask.params.number("since")?.map_or(until - 2 * DAY_MS, |at| at * 1_000);
    if until - since > LONGEST_SPAN_MS {
        return Err(error::invalid("There cannot be more than 90 days (7776000 s) between since and until"));
    }
    let ended = |at_ms: i64| (at_ms - MIDNIGHT_MS).div_euclid(DAY_MS) * DAY_MS + MIDNIGHT_MS;
    let ends: Vec<i64> = if period == "total_over_range" {
        vec![ended(until)]
    } else {
        (1..).map(|day| ended(since) + day * DAY_MS).take_while(|end| *end <= until).collect()
    };
    let span = if period == "total_over_range" { ended(until) - ended(since) } else { span };
    let rows = metrics.iter().map(|metric| {
        let value = |end: i64| value(world, &page, metric, end - span, end);
        let values: Vec<Value> =
            ends.iter().map(|end| json!({ "value": value(*end), "end_time": graph_time(*end) })).collect();
        row(&page, metric, &period, json!(values))
    });
    let mut body = json!({ "data": rows.collect::<Vec<_>>() });
    let address = |since: i64, until: i64| {
        let (version, metric) = (ask.version, metrics.join(","));
        let (since, until) = (since / 1_000, until / 1_000);
        format!(
            "https://graph.facebook.com/{version}/{page}/insights?metric={metric}&period={period}&since={since}&until={until}"
        )
    };
    body["paging"] = json!({
        "previous": address(since - (until - since), since),
        "next": address(until, until + (until - since)),
    });
    Ok(Reply::ok(body))
}

fn value(world: &World, page: &str, metric: &str, from_ms: i64, until_ms: i64) -> Value {
    let counts: Counts = world.counts_between(Platform::Facebook, page, from_ms, until_ms);
    let followers = |at_ms| world.followers_at(Platform::Facebook, page, at_ms);
    let came = followers(until_ms).saturating_sub(followers(from_ms));
    let written = world.facebook.comments.values();
    let commented = written.filter(|it| it.page == page && (from_ms..until_ms).contains(&it.created_ms)).count() as u64;
    match metric {
        "page_follows" => json!(followers(until_ms)),
        // Some are told by where they came from.
        "page_media_view" => json!({ "paid": 0, "organic": counts.views }),
        "page_total_media_view_unique" => json!(counts.reach),
        "page_post_engagements" => json!(counts.likes + counts.shares + counts.clicks + commented),
        "page_daily_follows" | "page_daily_follows_unique" => json!(came),
        "page_daily_unfollows_unique" => json!(followers(from_ms).saturating_sub(followers(until_ms))),
        "page_views_total" => json!(counts.clicks / 2),
        "page_lifetime_engaged_followers_unique" => json!(counts.likes / 2),
        _ => json!(counts.clicks / 4),
    }
}
