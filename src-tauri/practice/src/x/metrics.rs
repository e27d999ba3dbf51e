//! What posts on X have come to: for everybody, for their author, and over time.
//!
//! Invariant: what only an author may know is told to the author, and of posts of the last thirty days.

use serde_json::{Map, Value, json};

use super::present::{bad_id, unknown_value};
use super::problem::{Problem, invalid, missing};
use super::state::{XPost, read_id};
use super::wire::XWire;
use crate::account::{Account, Platform};
use crate::audience::numbers::Counts;
use crate::call::Call;
use crate::clock::{read_rfc3339, x_time};
use crate::reply::Reply;
use crate::world::{Scene, World};

const TOLD_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
const HOUR_MS: i64 = 60 * 60 * 1_000;
const MOST_IDS: usize = 100;
const MOST_SPANS: i64 = 1_000;
const FIELDS: &[&str] = &[
    "impressions",
    "likes",
    "replies",
    "retweets",
    "quote_tweets",
    "bookmarks",
    "url_clicks",
    "user_profile_clicks",
    "shares",
    "engagements",
    "follows",
    "unfollows",
    "detail_expands",
    "hashtag_clicks",
    "permalink_clicks",
    "media_views",
];

fn counts(world: &World, post: &XPost) -> Counts {
    if post.social.by.is_some() {
        return Counts { likes: post.social.all_likes(), ..Counts::default() };
    }
    let counts = world.counts(Platform::X, &post.id.to_string(), post.created_ms);
    Counts { likes: counts.likes + post.social.all_likes(), ..counts }
}

/// For everybody.
pub(super) fn public(world: &World, wire: XWire, post: &XPost) -> Value {
    let replies = world.x.posts.values().filter(|it| !it.removed && it.reply_to == Some(post.id)).count();
    let counts = counts(world, post);
    json!({
        wire.name("repost_count", "retweet_count"): counts.shares,
        "reply_count": replies,
        "like_count": counts.likes,
        "quote_count": 0,
        "bookmark_count": counts.saves,
        "impression_count": counts.views,
    })
}

/// Whether an author is told more of a post.
pub(super) fn is_told(world: &World, wire: XWire, post: &XPost) -> bool {
    wire.tells_authors && post.social.by.is_none() && world.audience.now_ms < post.created_ms + TOLD_MS
}

/// For its author; nothing where that is withheld.
pub(super) fn for_author(world: &World, wire: XWire, post: &XPost, name: &str) -> Option<Value> {
    if !is_told(world, wire, post) {
        return None;
    }
    let counts = counts(world, post);
    let engagements = counts.likes + counts.shares + counts.saves + counts.clicks;
    match name {
        "non_public_metrics" => Some(json!({
            "impression_count": counts.views,
            "url_link_clicks": counts.clicks / 2,
            "user_profile_clicks": counts.clicks / 3,
            "engagements": engagements,
        })),
        "organic_metrics" => Some(json!({
            "impression_count": counts.views,
            "like_count": counts.likes,
            "reply_count": world.x.posts.values().filter(|it| !it.removed && it.reply_to == Some(post.id)).count(),
            wire.name("repost_count", "retweet_count"): counts.shares,
            "url_link_clicks": counts.clicks / 2,
            "user_profile_clicks": counts.clicks / 3,
        })),
        // Nothing here was ever promoted.
        _ => None,
    }
}

pub(super) fn analytics(scene: &mut Scene<'_>, call: &Call, account: &Account) -> Result<Reply, Problem> {
    let list = call.query("ids").unwrap_or_default();
    let ids: Vec<&str> = list.split(',').filter(|id| !id.is_empty()).collect();
    if ids.is_empty() || ids.len() > MOST_IDS {
        let words = "The number of values in the `ids` query parameter list is not between 1 and 100";
        return Err(invalid("ids", list, words));
    }
    let time = |name: &str| {
        let text = call.query(name).unwrap_or_default();
        read_rfc3339(text).ok_or_else(|| bad_id(name, text))
    };
    let (from, until) = (time("start_time")?, time("end_time")?);
    let span = match call.query("granularity").unwrap_or("total") {
        "hourly" => HOUR_MS,
        "daily" => 24 * HOUR_MS,
        "weekly" => 7 * 24 * HOUR_MS,
        "total" => (until - from).max(1),
        other => return Err(unknown_value("granularity", other, &["hourly", "daily", "weekly", "total"])),
    };
    let asked: Vec<&str> = call.query("analytics.fields").unwrap_or("impressions").split(',').collect();
    if let Some(unknown) = asked.iter().find(|name| !FIELDS.contains(name)) {
        return Err(unknown_value("analytics.fields", unknown, FIELDS));
    }
    if from >= until || (until - from) / span > MOST_SPANS {
        return Err(invalid(
            "end_time",
            call.query("end_time").unwrap_or_default(),
            "The span is not one that is told",
        ));
    }
    let world = &*scene.world;
    let (mut data, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        let number = read_id(id).ok_or_else(|| bad_id("ids", id))?;
        let Some(post) = world.x.live(number).filter(|post| post.author == account.id) else {
            errors.push(missing("tweet", "ids", id));
            continue;
        };
        let spans = (0..).map(|place| from + place * span).take_while(|at| *at < until);
        let rows = spans.map(|at| {
            let metrics = between(world, post, at, (at + span).min(until), &asked);
            json!({ "timestamp": x_time(at), "metrics": metrics })
        });
        data.push(json!({ "id": id, "timestamped_metrics": rows.collect::<Vec<_>>() }));
    }
    let mut body = Map::new();
    body.insert("data".to_owned(), json!(data));
    if !errors.is_empty() {
        body.insert("errors".to_owned(), json!(errors));
    }
    Ok(Reply::ok(Value::Object(body)))
}

fn between(world: &World, post: &XPost, from: i64, until: i64, asked: &[&str]) -> Value {
    let at = |at_ms: i64| {
        world.counts_at(Platform::X, &post.id.to_string(), post.created_ms, at_ms.min(world.audience.now_ms))
    };
    let counts = at(until).since(at(from));
    let answers = world
        .x
        .posts
        .values()
        .filter(|it| !it.removed && it.reply_to == Some(post.id) && (from..until).contains(&it.created_ms));
    let replies = answers.count() as u64;
    let mut metrics = json!({});
    for name in asked {
        metrics[*name] = json!(match *name {
            "impressions" => counts.views,
            "likes" => counts.likes,
            "replies" => replies,
            "retweets" | "shares" => counts.shares,
            "bookmarks" => counts.saves,
            "url_clicks" => counts.clicks / 2,
            "user_profile_clicks" => counts.clicks / 3,
            "detail_expands" => counts.clicks,
            "engagements" => counts.likes + counts.shares + counts.saves + counts.clicks + replies,
            _ => 0,
        });
    }
    metrics
}
