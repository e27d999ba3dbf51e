//! The numbers of an organization and of its posts, and who named it.
//!
//! Invariant: told to whoever manages the page. A span without numbers has no element, and none reaches further back than a year.

use serde_json::{Value, json};

use super::error::{self, LinkedinError};
use super::read::page_of;
use super::state::LiPost;
use super::{Ask, reactions};
use crate::account::Platform;
use crate::audience::numbers::Counts;
use crate::reply::Reply;
use crate::world::{Scene, World};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
const YEAR_MS: i64 = 366 * DAY_MS;
/// How long it is told who named an organization.
const TOLD_MS: i64 = 60 * DAY_MS;
const ACTIONS: &[&str] = &["COMMENT", "SHARE_MENTION", "LIKE", "SHARE"];

/// The organization that is asked about.
fn organization(ask: &Ask<'_>, finder: &str) -> Result<String, LinkedinError> {
    let urn = ask.call.query("organizationalEntity").ok_or_else(|| error::required("organizationalEntity"))?;
    if !ask.caller.has(urn) || !ask.caller.manages() {
        return Err(error::denied(finder));
    }
    Ok(urn.to_owned())
}

/// What stands in a `List(…)`.
fn list(ask: &Ask<'_>, name: &str) -> Result<Option<Vec<String>>, LinkedinError> {
    let Some(text) = ask.call.query(name) else { return Ok(None) };
    let inner = text.strip_prefix("List(").and_then(|text| text.strip_suffix(')'));
    let inner = inner.ok_or_else(|| error::illegal(format!("{name} is no List(…)")))?;
    Ok(Some(inner.split(',').filter(|it| !it.is_empty()).map(str::to_owned).collect()))
}

fn number_after(text: &str, name: &str) -> Option<i64> {
    let rest = text.split_once(name)?.1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The spans that are asked for; none where only sums are.
fn spans(ask: &Ask<'_>, now: i64) -> Result<Option<Vec<(i64, i64)>>, LinkedinError> {
    let Some(text) = ask.call.query("timeIntervals") else { return Ok(None) };
    let (start, end) = (number_after(text, "start:"), number_after(text, "end:"));
    let step = if text.contains("timeGranularityType:DAY") {
        DAY_MS
    } else if text.contains("timeGranularityType:MONTH") {
        30 * DAY_MS
    } else {
        return Err(error::illegal("timeGranularityType is DAY or MONTH"));
    };
    let start = start.ok_or_else(|| error::required("timeIntervals/timeRange/start"))?.max(now - YEAR_MS);
    let end = end.unwrap_or(now).min(now);
    Ok(Some((0..).map(|place| start + place * step).take_while(|at| *at < end).map(|at| (at, at + step)).collect()))
}

fn statistics(counts: Counts, comments: u64) -> Value {
    let done = counts.clicks + counts.likes + comments + counts.shares;
    let engagement = if counts.views > 0 { done as f64 / counts.views as f64 } else { 0.0 };
    json!({
        "uniqueImpressionsCount": counts.reach,
        "impressionCount": counts.views,
        "clickCount": counts.clicks,
        "likeCount": counts.likes,
        "commentCount": comments,
        "shareCount": counts.shares,
        "engagement": engagement,
    })
}

fn of_post(world: &World, post: &LiPost, span: Option<(i64, i64)>) -> Value {
    let at = |at_ms| world.counts_at(Platform::Linkedin, &post.urn(), post.created_ms, at_ms);
    let (from, until) = span.unwrap_or((i64::MIN, i64::MAX));
    let mut counts = match span {
        Some((from, until)) => at(until.min(world.audience.now_ms)).since(at(from)),
        None => at(world.audience.now_ms),
    };
    if span.is_none() {
        counts.likes = reactions::totals(world, &post.urn()).map_or(counts.likes, |(likes, ..)| likes);
    }
    let written = world.linkedin.comments_of(post.number).filter(|it| (from..until).contains(&it.created_ms));
    statistics(counts, written.count() as u64)
}

pub(super) fn shares(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.query("q") != Some("organizationalEntity") {
        return Err(error::illegal("The finder organizationalEntity is the only one here"));
    }
    let urn = organization(ask, "organizationalEntityShareStatistics.FINDER-organizationalEntity")?;
    let spans = spans(ask, scene.now)?;
    let world = &*scene.world;
    let (shares, ugc) = (list(ask, "shares")?, list(ask, "ugcPosts")?);
    let range = |(from, until): (i64, i64)| json!({ "start": from, "end": until });
    let mut elements = Vec::new();
    let named = shares.into_iter().flatten().map(|urn| ("share", urn));
    let named: Vec<(&str, String)> = named.chain(ugc.into_iter().flatten().map(|urn| ("ugcPost", urn))).collect();
    for (kind, name) in &named {
        if !name.starts_with(&format!("urn:li:{kind}:")) {
            return Err(error::illegal(format!("{name} is no {kind}")));
        }
        // Of what there is no number nothing is told.
        let Some(post) = world.linkedin.post(name).filter(|post| post.author == urn) else { continue };
        for span in spans.as_ref().map_or(vec![None], |all| all.iter().map(|span| Some(*span)).collect()) {
            let mut element = json!({ "organizationalEntity": urn, *kind: name });
            element["totalShareStatistics"] = of_post(world, post, span);
            if let Some(span) = span {
                element["timeRange"] = range(span);
            }
            if element["totalShareStatistics"]["impressionCount"] != 0 {
                elements.push(element);
            }
        }
    }
    if named.is_empty() {
        let written = |from: i64, until: i64| {
            let own = world.linkedin.posts.values().filter(|post| post.author == urn);
            own.flat_map(|post| world.linkedin.comments_of(post.number))
                .filter(|it| (from..until).contains(&it.created_ms))
                .count() as u64
        };
        for span in spans.unwrap_or_else(|| vec![(scene.now - YEAR_MS, scene.now)]) {
            let counts = world.counts_between(Platform::Linkedin, &urn, span.0, span.1.min(scene.now));
            if counts.views > 0 {
                let total = statistics(counts, written(span.0, span.1));
                elements.push(
                    json!({ "organizationalEntity": urn, "timeRange": range(span), "totalShareStatistics": total }),
                );
            }
        }
    }
    page_of(ask.call, elements)
}

pub(super) fn followers(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.query("q") != Some("organizationalEntity") {
        return Err(error::illegal("The finder organizationalEntity is the only one here"));
    }
    let urn = organization(ask, "organizationalEntityFollowerStatistics.FINDER-organizationalEntity")?;
    let (spans, world) = (spans(ask, scene.now)?, &*scene.world);
    let at = |at_ms| world.followers_at(Platform::Linkedin, &urn, at_ms);
    let elements = match spans {
        Some(spans) => {
            let gained = |(from, until): &(i64, i64)| {
                json!({
                    "organizationalEntity": urn,
                    "timeRange": { "start": from, "end": until },
                    "followerGains": { "organicFollowerGain": at(*until).saturating_sub(at(*from)), "paidFollowerGain": 0 },
                })
            };
            spans.iter().map(gained).collect()
        }
        // Without spans it is told who they are, which nobody here has.
        None => vec![json!({ "organizationalEntity": urn, "followerCountsByAssociationType": [] })],
    };
    page_of(ask.call, elements)
}

pub(super) fn network(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let kind = ask.call.query("edgeType").ok_or_else(|| error::required("edgeType"))?;
    if !["CompanyFollowedByMember", "COMPANY_FOLLOWED_BY_MEMBER"].contains(&kind) {
        return Err(error::illegal(format!("edgeType: {kind} is not an enum symbol")));
    }
    let urn = ask.call.segment("urn");
    if scene.world.account(Platform::Linkedin, urn).is_none() {
        return Err(error::not_found(urn));
    }
    Ok(Reply::ok(json!({ "firstDegreeSize": scene.world.followers(Platform::Linkedin, urn) })))
}

/// Who named an organization, and who wrote under its posts, in the last sixty days.
pub(super) fn notifications(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    if ask.call.query("q") != Some("criteria") {
        return Err(error::illegal("The finder criteria is the only one here"));
    }
    let urn = organization(ask, "organizationalEntityNotifications.FINDER-criteria")?;
    let actions = list(ask, "actions")?.unwrap_or_default();
    if let Some(unknown) = actions.iter().find(|it| !ACTIONS.contains(&it.as_str())) {
        return Err(error::illegal(format!("actions: {unknown} is not an enum symbol")));
    }
    let range = ask.call.query("timeRange").unwrap_or_default();
    let from = number_after(range, "start:").unwrap_or(i64::MIN).max(scene.now - TOLD_MS);
    let until = number_after(range, "end:").unwrap_or(i64::MAX);
    let wanted = |action: &str| actions.is_empty() || actions.iter().any(|it| it == action);
    let world = &*scene.world;
    let mut found: Vec<(u64, i64, &str, String, String)> = Vec::new();
    if wanted("SHARE_MENTION") {
        let named = world.audience.mentions_of(Platform::Linkedin, &urn);
        found.extend(named.map(|it| (it.number, it.at_ms, "SHARE_MENTION", it.id(), it.id())));
    }
    if wanted("COMMENT") {
        let own = |post: u64| world.linkedin.posts.get(&post).filter(|post| post.author == urn && !post.removed);
        let written = world.linkedin.comments.values().filter(|it| !it.removed && it.social.by.is_some());
        found.extend(written.filter_map(|it| {
            let post = own(it.post)?;
            Some((it.number, it.created_ms, "COMMENT", post.urn(), world.linkedin.comment_urn(it)))
        }));
    }
    found.retain(|(_, at_ms, ..)| (from..until).contains(at_ms));
    found.sort_by_key(|(number, ..)| std::cmp::Reverse(*number));
    let elements = found.into_iter().map(|(number, at_ms, action, post, activity)| {
        json!({
            "notificationId": number,
            "organizationalEntity": urn,
            "action": action,
            "sourcePost": post,
            "generatedActivity": activity,
            "lastModifiedAt": at_ms,
        })
    });
    page_of(ask.call, elements.collect())
}

/// Who somebody is, as far as LinkedIn lets an app know.
pub(super) fn person(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, LinkedinError> {
    let key = ask.call.segment("key");
    let id = key.strip_prefix("(id:").and_then(|key| key.strip_suffix(')'));
    let id = id.ok_or_else(|| error::illegal("Syntax exception in path variables: (id:…) is needed"))?;
    let person = scene.world.audience.person(Platform::Linkedin, &format!("urn:li:person:{id}"));
    let person = person.filter(|_| scene.world.linkedin.wire.tells_names).ok_or_else(|| error::denied("people.GET"))?;
    let (given, family) = person.name.split_once(' ').unwrap_or((&person.name, ""));
    Ok(Reply::ok(json!({ "id": id, "localizedFirstName": given, "localizedLastName": family })))
}

/// A post that names the organization, as far as somebody else's post is shown to it.
pub(super) fn mention(world: &World, ask: &Ask<'_>, urn: &str) -> Option<Value> {
    let number = urn.strip_prefix("urn:li:share:")?.parse::<u64>().ok()?;
    let found = world.audience.mentions.get(&number)?;
    let named = found.platform == Platform::Linkedin && !found.removed && ask.caller.reads_posts(&found.account);
    named.then(|| {
        json!({
            "id": found.id(),
            "author": found.by,
            "commentary": found.text,
            "createdAt": found.at_ms,
            "publishedAt": found.at_ms,
            "lastModifiedAt": found.edited_ms.unwrap_or(found.at_ms),
            "lifecycleState": "PUBLISHED",
            "visibility": "PUBLIC",
        })
    })
}
