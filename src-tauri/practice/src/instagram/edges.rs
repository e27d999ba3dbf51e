//! Lists: an account's posts, its stories, and the paging that they share.
//!
//! Invariant: a cursor stands for an item, not for a place, so a list that grows meanwhile repeats and skips nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::state::{IgKind, IgMedia};
use super::{Ask, Door, present};
use crate::audience::social::part;
use crate::facebook::error::{self as graph, GraphError};
use crate::reply::Reply;
use crate::world::Scene;

const USUAL_LIMIT: usize = 25;
pub(super) const MOST: usize = 100;

pub(super) fn media(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    list(scene, ask, "media", |media| media.kind != IgKind::Story)
}

pub(super) fn stories(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    list(scene, ask, "stories", |media| media.kind == IgKind::Story)
}

fn list(
    scene: &mut Scene<'_>,
    ask: &Ask<'_>,
    edge: &str,
    belongs: impl Fn(&IgMedia) -> bool,
) -> Result<Reply, GraphError> {
    let account = ask.own_account(scene)?.id.clone();
    let fields = present::fields(ask)?;
    let since = ask.params.number("since")?.unwrap_or(i64::MIN);
    let until = ask.params.number("until")?.unwrap_or(i64::MAX);
    let hidden = scene.world.instagram.withdraw_hidden(&account);
    let (world, now) = (&*scene.world, scene.now);
    let wanted = |media: &&IgMedia| {
        let second = media.created_ms / 1_000;
        media.account == account
            && belongs(media)
            && media.is_public(now)
            && !hidden.contains(&media.number)
            && second >= since
            && second <= until
    };
    let shown: Vec<(u64, Value)> = world
        .instagram
        .media
        .values()
        .rev()
        .filter(wanted)
        .map(|media| Ok((media.number, present::media(world, media, &fields)?)))
        .collect::<Result<_, GraphError>>()?;
    page_of(ask, edge, shown)
}

/// The part of a list of numbers, oldest first, that is asked for: the newest first, with its cursors. Only that part is shown.
pub(super) fn numbers_page(
    ask: &Ask<'_>,
    edge: &str,
    numbers: Vec<u64>,
    most: usize,
    show: impl Fn(u64) -> Result<Value, GraphError>,
) -> Result<Reply, GraphError> {
    let limit = limit(ask)?.min(most);
    let (page, more) = part(numbers, cursor(ask)?, limit, true);
    let data: Vec<Value> = page.iter().map(|number| show(*number)).collect::<Result<_, _>>()?;
    let mut body = json!({ "data": data });
    if let (Some(first), Some(last)) = (page.first(), page.last()) {
        body["paging"] = paging(ask, edge, limit, (*first, *last), more);
    }
    Ok(Reply::ok(body))
}

fn limit(ask: &Ask<'_>) -> Result<usize, GraphError> {
    match ask.params.number("limit")? {
        None => Ok(USUAL_LIMIT),
        Some(limit) => Ok(usize::try_from(limit).unwrap_or(USUAL_LIMIT).clamp(1, MOST)),
    }
}

/// The cursors of a page between two items, and the address of the next one.
fn paging(ask: &Ask<'_>, edge: &str, limit: usize, ends: (u64, u64), more: bool) -> Value {
    let (first, last) = (written(ends.0), written(ends.1));
    let mut paging = json!({ "cursors": { "before": first, "after": last } });
    if more {
        let host = match ask.caller.door {
            Door::Instagram => "graph.instagram.com",
            Door::Facebook => "graph.facebook.com",
        };
        let (version, node) = (ask.version, ask.node);
        paging["next"] = json!(format!("https://{host}/{version}/{node}/{edge}?limit={limit}&after={last}"));
    }
    paging
}

/// The part of a list that is asked for, with its cursors.
pub(super) fn page_of(ask: &Ask<'_>, edge: &str, items: Vec<(u64, Value)>) -> Result<Reply, GraphError> {
    let limit = limit(ask)?;
    let start = match cursor(ask)? {
        Some(after) => items.iter().position(|(item, _)| *item == after).map_or(items.len(), |at| at + 1),
        None => 0,
    };
    let end = (start + limit).min(items.len());
    let page = items.get(start..end).unwrap_or_default();
    let mut body = json!({ "data": page.iter().map(|(_, item)| item).collect::<Vec<_>>() });
    if let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) {
        body["paging"] = paging(ask, edge, limit, (*first, *last), end < items.len());
    }
    Ok(Reply::ok(body))
}

/// The cursor that stands for a thing.
pub(super) fn written(number: u64) -> String {
    URL_SAFE_NO_PAD.encode(number.to_string())
}

fn cursor(ask: &Ask<'_>) -> Result<Option<u64>, GraphError> {
    let Some(text) = ask.params.text("after")?.filter(|text| !text.is_empty()) else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(&text).ok();
    let number = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| graph::invalid("Invalid cursors values: after"))
}
