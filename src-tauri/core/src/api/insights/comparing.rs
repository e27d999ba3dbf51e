//! What is said of posts that are compared, with the posts that it is said of.
//!
//! Invariant: a statement is made only where the core of it ([`insight`]) has a median, which it has from so many posts on; otherwise
//! it says how many there are and how many are wanted.

use std::cmp::Reverse;

use super::super::numbers::definition;
use super::super::types::{InsightComparison, InsightGroup, InsightHour, InsightPost, InsightStatement};
use super::super::when::when;
use super::{month, words};
use crate::clinic::ChannelRow;
use crate::error::{Error, Result};
use crate::measure::definitions;
use crate::measure::insight::{self, Compared, ENOUGH, Edges, Group, Of, edges, groups, halves};
use crate::model::zone::{Zone, month_label};
use crate::model::{Millis, PostId};
use crate::store::Tx;
use words::Said;

pub(super) fn compared(
    tx: &Tx<'_>,
    channel: &ChannelRow,
    of: Of,
    zone: &Zone,
    now: Millis,
) -> Result<InsightComparison> {
    let Some(defined) = definitions(channel.platform, of.form).iter().find(|it| it.metric == of.metric) else {
        return Err(Error::invalid("metric", "Its platform does not tell this number of such posts."));
    };
    if !insight::Age::of(of.form).contains(&of.age) {
        return Err(Error::invalid("age", "Such posts are not compared at this age."));
    }
    let comparison = insight::compare(tx, channel, of, now)?;
    let posts = comparison.posts.as_slice();
    let said = Said { definition: defined, age: of.age };
    // A day is in one half and not in two.
    let middle = zone.clock_at(Millis(of.from.0.midpoint(of.until.0))).day_start();
    let edges = edges(posts);
    let months = groups(posts, |post| Some(month(zone, post.posted_at)));
    let mut themes = groups(posts, |post| post.theme.as_deref().map(same_theme));
    themes.sort_by_key(|theme| Reverse(theme.posts.len()));
    let mut shows = groups(posts, |post| Some(post.shows));
    shows.sort_by_key(|kind| Reverse(kind.posts.len()));
    let hours = groups(posts, |post| {
        let wall = zone.clock_at(post.posted_at).wall();
        Some((wall.weekday(), u8::try_from(wall.minute() / 60).unwrap_or_default()))
    });
    Ok(InsightComparison {
        definition: definition(defined, channel.platform, of.form),
        age: of.age,
        left_out: words::left_out(comparison.left_out, said, channel.platform),
        trend: trend(posts, middle, said, zone),
        months: each(&months, said, |key| month_label(key)),
        best: edge(posts, edges.as_ref(), said, true),
        weakest: edge(posts, edges.as_ref(), said, false),
        theme: between(&themes, said, "themes", theme_name),
        themes: each(&themes, said, |key| theme_name_of(&themes, key)),
        shown: between(&shows, said, "kinds of posts", |group| words::shows(group.key).to_owned()),
        shows: each(&shows, said, |key| words::shows(*key).to_owned()),
        hour: between(&hours, said, "hours of the week", |group| words::hour(group.key)),
        hours: hours
            .iter()
            .map(|group| InsightHour {
                weekday: group.key.0,
                hour: group.key.1,
                posts: ids(&group.posts),
                median: group.median,
                says: said.group(group.posts.len(), group.median),
            })
            .collect(),
        zone: zone.name().to_owned(),
        posts: posts
            .iter()
            .map(|post| InsightPost {
                id: post.post,
                title: post.title.clone(),
                published: when(post.posted_at, zone),
                permalink: post.permalink.clone(),
                theme: post.theme.clone(),
                shows: post.shows,
                value: post.value,
            })
            .collect(),
    })
}

/// Themes are the same when their words are, however they are written large or small and spaced.
fn same_theme(theme: &str) -> String {
    theme.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A theme as its newest post has it.
fn theme_name(group: &Group<'_, String>) -> String {
    let newest = group.posts.last().and_then(|post| post.theme.as_deref());
    newest.map_or_else(|| group.key.clone(), |theme| theme.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn theme_name_of(groups: &[Group<'_, String>], key: &String) -> String {
    groups.iter().find(|group| group.key == *key).map_or_else(|| key.clone(), theme_name)
}

fn ids(posts: &[&Compared]) -> Vec<PostId> {
    posts.iter().map(|post| post.post).collect()
}

fn each<Key>(groups: &[Group<'_, Key>], said: Said, name: impl Fn(&Key) -> String) -> Vec<InsightGroup> {
    let one = |group: &Group<'_, Key>| InsightGroup {
        name: name(&group.key),
        posts: ids(&group.posts),
        median: group.median,
        says: said.group(group.posts.len(), group.median),
    };
    groups.iter().map(one).collect()
}

fn trend(posts: &[Compared], middle: Millis, said: Said, zone: &Zone) -> InsightStatement {
    let halves = halves(posts, middle);
    let since = zone.clock_at(middle).date();
    let (before, after) = (&halves.before, &halves.since);
    let says = match (before.median, after.median) {
        (Some(older), Some(newer)) => said.trend((before.posts.len(), older), (after.posts.len(), newer), &since),
        _ => said.trend_wants(before.posts.len(), after.posts.len(), &since),
    };
    let enough = before.median.is_some() && after.median.is_some();
    InsightStatement { says, enough, posts: posts.iter().map(|post| post.post).collect() }
}

fn edge(posts: &[Compared], edges: Option<&Edges<'_>>, said: Said, best: bool) -> InsightStatement {
    let named = edges.map(|edges| if best { &edges.best } else { &edges.weakest });
    match named {
        None => InsightStatement { says: words::wants(posts.len()), enough: false, posts: Vec::new() },
        Some(named) if !named.is_empty() => {
            InsightStatement { says: said.edge(named, posts.len(), best), enough: true, posts: ids(named) }
        }
        Some(_) => InsightStatement {
            says: said.none_stands_out(posts.len(), best),
            enough: false,
            posts: posts.iter().map(|post| post.post).collect(),
        },
    }
}

/// The group with the greatest median and the one with the least, of those that have one.
fn between<Key>(
    groups: &[Group<'_, Key>],
    said: Said,
    what: &str,
    name: impl Fn(&Group<'_, Key>) -> String,
) -> InsightStatement {
    let mut known: Vec<(&Group<'_, Key>, u64)> =
        groups.iter().filter_map(|group| Some((group, group.median?))).collect();
    known.sort_by(|(_, one), (_, other)| other.cmp(one));
    let evidence = |groups: &[&Group<'_, Key>]| groups.iter().flat_map(|group| ids(&group.posts)).collect();
    match known.as_slice() {
        [first, .., last] => InsightStatement {
            says: said.between(
                (&name(first.0), first.0.posts.len(), first.1),
                (&name(last.0), last.0.posts.len(), last.1),
                (known.len(), what),
            ),
            enough: true,
            posts: evidence(&known.iter().map(|(group, _)| *group).collect::<Vec<_>>()),
        },
        [only] => InsightStatement {
            says: format!(
                "Only {} of the {what} has enough posts so far, so there is nothing to hold it against: {}",
                name(only.0),
                said.group(only.0.posts.len(), only.0.median)
            ),
            enough: false,
            posts: evidence(&[only.0]),
        },
        [] => {
            let most = groups.iter().map(|group| group.posts.len()).max().unwrap_or_default();
            InsightStatement {
                says: format!("No two of the {what} have {ENOUGH} posts yet; the most is {most} of {ENOUGH}."),
                enough: false,
                posts: Vec::new(),
            }
        }
    }
}
