//! The numbers of an account and of its posts.
//!
//! Invariant: which numbers there are hangs on what kind of post it is, and one that there is not fails the whole request; what is
//! not known is an empty set and never a nought.

use serde_json::{Value, json};

use super::state::{IgKind, IgMedia};
use super::{Ask, Door, error};
use crate::account::Platform;
use crate::audience::numbers::Counts;
use crate::clock::graph_time;
use crate::facebook::error::{self as graph, GraphError};
use crate::reply::Reply;
use crate::world::{Scene, World};

const DAY_MS: i64 = super::DAY_MS;
/// Days end at midnight in California, by UTC in winter.
const MIDNIGHT_MS: i64 = 8 * 60 * 60 * 1_000;
const KEPT_MS: i64 = 90 * DAY_MS;
/// Fewer, and some numbers are not told.
const ENOUGH_FOLLOWERS: u64 = 100;

const OF_POSTS: &[&str] = &[
    "comments",
    "likes",
    "saved",
    "shares",
    "reach",
    "views",
    "follows",
    "reposts",
    "profile_visits",
    "profile_activity",
    "total_interactions",
];
/// Of posts as well, for a Facebook login.
const OVER_FACEBOOK: &[&str] = &["total_comments", "total_likes", "total_views"];
const OF_REELS: &[&str] = &[
    "comments",
    "likes",
    "saved",
    "shares",
    "reach",
    "views",
    "reposts",
    "total_interactions",
    "ig_reels_avg_watch_time",
    "ig_reels_video_view_total_time",
    "reels_skip_rate",
    "crossposted_views",
];
const OF_STORIES: &[&str] = &[
    "reach",
    "views",
    "replies",
    "shares",
    "reposts",
    "follows",
    "navigation",
    "profile_visits",
    "profile_activity",
    "total_interactions",
];
const OF_ACCOUNTS: &[&str] = &[
    "reach",
    "views",
    "accounts_engaged",
    "total_interactions",
    "likes",
    "comments",
    "shares",
    "saves",
    "replies",
    "reposts",
    "follows_and_unfollows",
    "profile_links_taps",
    "website_clicks",
    "profile_views",
    "follower_count",
];

fn metrics(ask: &Ask<'_>, known: &[&str], also: &[&str]) -> Result<Vec<String>, GraphError> {
    let asked = ask.params.words("metric")?.filter(|all| !all.is_empty());
    let asked = asked.ok_or_else(|| graph::invalid("(#100) The parameter metric is required."))?;
    let unknown = asked.iter().position(|it| !known.contains(&it.as_str()) && !also.contains(&it.as_str()));
    match unknown {
        Some(at) => {
            let words = format!("(#100) metric[{at}] must be one of the following values: {}", known.join(", "));
            Err(graph::invalid(&words))
        }
        None => Ok(asked),
    }
}

pub(super) fn insights(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    ask.must_read_insights()?;
    let now = scene.now;
    match scene.world.instagram.medium(ask.node).cloned() {
        Some(media) => {
            ask.must_own(&media.account)?;
            if !media.is_public(now) {
                return Err(graph::no_such_object(ask.node));
            }
            of_media(scene.world, ask, &media)
        }
        None => of_account(scene, ask),
    }
}

fn row(of: &str, metric: &str, period: &str) -> Value {
    let title = metric.replace('_', " ");
    json!({
        "name": metric,
        "period": period,
        "title": title,
        "description": title,
        "id": format!("{of}/insights/{metric}/{period}"),
    })
}

fn of_media(world: &World, ask: &Ask<'_>, media: &IgMedia) -> Result<Reply, GraphError> {
    let known = match media.kind {
        IgKind::Reel => OF_REELS,
        IgKind::Story => OF_STORIES,
        IgKind::Image | IgKind::Carousel | IgKind::CarouselItem => OF_POSTS,
    };
    let also = if known == OF_POSTS && ask.caller.door == Door::Facebook { OVER_FACEBOOK } else { &[] };
    let counts = world.counts(Platform::Instagram, &media.number.to_string(), media.created_ms);
    let comments = world.instagram.comments_of(media.number).count() as u64;
    let rows = metrics(ask, known, also)?.into_iter().map(|metric| {
        let value = match metric.as_str() {
            "comments" | "total_comments" => comments,
            "likes" | "total_likes" => counts.likes,
            "saved" => counts.saves,
            "shares" => counts.shares,
            "reach" => counts.reach,
            "views" | "total_views" => counts.views,
            "total_interactions" => counts.likes + counts.saves + counts.shares + comments,
            "profile_visits" | "profile_activity" => counts.clicks / 2,
            "follows" => counts.clicks / 20,
            "navigation" => counts.views,
            "ig_reels_avg_watch_time" => 4_200 * u64::from(counts.views > 0),
            "ig_reels_video_view_total_time" => 4_200 * counts.views,
            _ => 0,
        };
        let mut row = row(ask.node, &metric, "lifetime");
        row["values"] = json!([{ "value": value }]);
        row
    });
    Ok(Reply::ok(json!({ "data": rows.collect::<Vec<_>>() })))
}

fn of_account(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let account = ask.own_account(scene)?.id.clone();
    let metrics = metrics(ask, OF_ACCOUNTS, &[])?;
    if ask.params.text("period")?.as_deref() != Some("day") {
        return Err(graph::invalid("(#100) Incompatible metrics and period: period must be day"));
    }
    let series = match ask.params.text("metric_type")?.as_deref() {
        Some("time_series") => true,
        Some("total_value") => false,
        None => metrics.iter().all(|metric| metric == "reach" || metric == "follower_count"),
        Some(_) => return Err(graph::invalid("(#100) metric_type must be one of: time_series, total_value")),
    };
    let in_series = |metric: &String| metric == "reach" || metric == "follower_count";
    // Reach is told either way.
    let fits = |metric: &String| if series { in_series(metric) } else { metric != "follower_count" };
    if !metrics.iter().all(fits) {
        return Err(graph::invalid(
            "(#100) The following metrics should be specified with parameter metric_type=total_value",
        ));
    }
    let until = ask.params.number("until")?.map_or(scene.now, |at| at * 1_000).min(scene.now);
    let since = ask.params.number("since")?.map_or(until - DAY_MS, |at| at * 1_000);
    if since > until {
        return Err(error::bad_span());
    }
    let since = since.max(scene.now - KEPT_MS);
    let world = &*scene.world;
    let followers = world.followers(Platform::Instagram, &account);
    let mut rows = Vec::new();
    for metric in metrics {
        // What needs more followers is simply not there.
        if metric == "follower_count" && followers < ENOUGH_FOLLOWERS {
            continue;
        }
        let mut row = row(&account, &metric, "day");
        if series {
            row["values"] = json!(days(world, &account, &metric, since, until));
        } else {
            row["total_value"] = json!({ "value": total(world, &account, &metric, since, until) });
        }
        rows.push(row);
    }
    Ok(Reply::ok(json!({ "data": rows })))
}

/// The days that are over, each with its number.
fn days(world: &World, account: &str, metric: &str, since: i64, until: i64) -> Vec<Value> {
    let first = (since - MIDNIGHT_MS).div_euclid(DAY_MS) * DAY_MS + MIDNIGHT_MS;
    let ends = (1..).map(|day| first + day * DAY_MS).take_while(|end| *end <= until);
    ends.map(|end| {
        let value = match metric {
            "follower_count" => {
                let at = |at_ms| world.followers_at(Platform::Instagram, account, at_ms);
                at(end).saturating_sub(at(end - DAY_MS))
            }
            _ => world.counts_between(Platform::Instagram, account, end - DAY_MS, end).reach,
        };
        json!({ "value": value, "end_time": graph_time(end) })
    })
    .collect()
}

fn total(world: &World, account: &str, metric: &str, since: i64, until: i64) -> u64 {
    let counts: Counts = world.counts_between(Platform::Instagram, account, since, until);
    let under = |number: u64| world.instagram.media.get(&number).is_some_and(|media| media.account == account);
    let written = world.instagram.comments.values();
    let comments = written.filter(|it| under(it.media) && (since..until).contains(&it.created_ms)).count() as u64;
    let came = world.followers_at(Platform::Instagram, account, until).saturating_sub(world.followers_at(
        Platform::Instagram,
        account,
        since,
    ));
    match metric {
        "reach" => counts.reach,
        "views" => counts.views,
        "likes" => counts.likes,
        "comments" => comments,
        "shares" => counts.shares,
        "saves" => counts.saves,
        "total_interactions" => counts.likes + counts.shares + counts.saves + comments,
        "accounts_engaged" => (counts.likes + comments).min(counts.reach),
        "follows_and_unfollows" => came,
        "profile_views" | "profile_links_taps" | "website_clicks" => counts.clicks / 3,
        _ => 0,
    }
}
