//! Lists: an account's posts, its stories, and the paging that they share.
//!
//! Invariant: a cursor stands for an item, not for a place, so a list that grows meanwhile repeats and skips nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::state::{IgKind, IgMedia};
use super::{Ask, Door, present};
use crate::facebook::error::{self as graph, GraphError};
use crate::reply::Reply;
use crate::world::Scene;

const USUAL_LIMIT: usize = 25;
const MOST: usize = 100;

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

/// The part of a list that is asked for, with its cursors.
pub(super) fn page_of(ask: &Ask<'_>, edge: &str, items: Vec<(u64, Value)>) -> Result<Reply, GraphError> {
    let limit = match ask.params.number("limit")? {
        None => USUAL_LIMIT,
        Some(limit) => usize::try_from(limit).unwrap_or(USUAL_LIMIT).clamp(1, MOST),
    };
    let start = match cursor(ask)? {
        Some(after) => items.iter().position(|(item, _)| *item == after).map_or(items.len(), |at| at + 1),
        None => 0,
    };
    let end = (start + limit).min(items.len());
    let page = items.get(start..end).unwrap_or_default();
    let mut body = json!({ "data": page.iter().map(|(_, item)| item).collect::<Vec<_>>() });
    if let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) {
        let (first, last) = (written(*first), written(*last));
        body["paging"] = json!({ "cursors": { "before": first, "after": last } });
        if end < items.len() {
            let host = match ask.caller.door {
                Door::Instagram => "graph.instagram.com",
                Door::Facebook => "graph.facebook.com",
            };
            let (version, node) = (ask.version, ask.node);
            body["paging"]["next"] =
                json!(format!("https://{host}/{version}/{node}/{edge}?limit={limit}&after={last}"));
        }
    }
    Ok(Reply::ok(body))
}

fn written(number: u64) -> String {
    URL_SAFE_NO_PAD.encode(number.to_string())
}

fn cursor(ask: &Ask<'_>) -> Result<Option<u64>, GraphError> {
    let Some(text) = ask.params.text("after")?.filter(|text| !text.is_empty()) else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(&text).ok();
    let number = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| graph::invalid("Invalid cursors values: after"))
}
