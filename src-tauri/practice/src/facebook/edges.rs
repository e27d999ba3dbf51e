//! Lists: a Page's posts, a person's Pages, and the paging that they share.
//!
//! Invariant: a cursor stands for an item, not for a place, so a list that grows meanwhile repeats and skips nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::error::{self, GraphError};
use super::state::FbPost;
use super::{Ask, login, present};
use crate::account::{Account, Holder, Platform};
use crate::reply::Reply;
use crate::world::Scene;

const USUAL_LIMIT: usize = 25;
const MOST: usize = 100;

/// What a Page publishes later by itself.
pub(super) fn scheduled_posts(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_manage_posts")?;
    let fields = present::fields(ask)?;
    let world = &*scene.world;
    let wanted = |post: &&FbPost| post.page == page && !post.published && !post.removed && post.scheduled_ms.is_some();
    let shown: Vec<(u64, Value)> = world
        .facebook
        .posts
        .values()
        .rev()
        .filter(wanted)
        .map(|post| Ok((post.number, present::post(world, ask, post, &fields)?)))
        .collect::<Result<_, GraphError>>()?;
    page_of(ask, "scheduled_posts", shown)
}

pub(super) fn posts(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let page = ask.own_page(scene)?.id.clone();
    ask.must_be_allowed("pages_read_engagement")?;
    let fields = present::fields(ask)?;
    let since = ask.params.number("since")?.unwrap_or(i64::MIN);
    let until = ask.params.number("until")?.unwrap_or(i64::MAX);
    let hidden = scene.world.facebook.withdraw_hidden(&page);
    let world = &*scene.world;
    let wanted = |post: &&FbPost| {
        let second = post.created_ms / 1_000;
        post.page == page
            && post.published
            && !post.removed
            && !hidden.contains(&post.number)
            && second >= since
            && second <= until
    };
    let shown: Vec<(u64, Value)> = world
        .facebook
        .posts
        .values()
        .rev()
        .filter(wanted)
        .map(|post| Ok((post.number, present::post(world, ask, post, &fields)?)))
        .collect::<Result<_, GraphError>>()?;
    page_of(ask, "posts", shown)
}

pub(super) fn accounts(scene: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    let own = &ask.caller.account;
    let named = ask.node == "me" || own.owner.as_ref().is_some_and(|owner| owner.id == ask.node);
    if ask.caller.holder == Holder::Account || !named {
        return Err(error::no_such_field("accounts", "Page"));
    }
    let fields = present::fields(ask)?;
    ask.must_be_allowed("pages_show_list")?;
    let owner = own.owner.as_ref().map(|owner| owner.id.clone());
    let pages: Vec<Account> = scene
        .world
        .accounts
        .iter()
        .filter(|it| it.platform == Platform::Facebook && it.owner.as_ref().map(|owner| owner.id.clone()) == owner)
        .cloned()
        .collect();
    let mut shown = Vec::new();
    for (number, mut page) in (0..).zip(pages) {
        page.token = login::page_token(scene.world, &page, ask.caller.scopes.as_ref());
        shown.push((number, present::managed_page(&page, &fields)?));
    }
    page_of(ask, "accounts", shown)
}

/// The part of a list of numbers, oldest first, that is asked for, with its cursors; only that part is shown. A number that is gone
/// still marks its place.
pub(super) fn numbers_page(
    ask: &Ask<'_>,
    edge: &str,
    mut numbers: Vec<u64>,
    newest_first: bool,
    show: impl Fn(u64) -> Result<Value, GraphError>,
) -> Result<Reply, GraphError> {
    let limit = limit(ask)?;
    if newest_first {
        numbers.reverse();
    }
    let before = |one: u64, other: u64| if newest_first { one > other } else { one < other };
    let (start, end) = match (cursor(ask, "after")?, cursor(ask, "before")?) {
        (Some(after), _) => {
            let start = numbers.partition_point(|number| !before(after, *number));
            (start, start.saturating_add(limit).min(numbers.len()))
        }
        (None, Some(first)) => {
            let end = numbers.partition_point(|number| before(*number, first));
            (end.saturating_sub(limit), end)
        }
        (None, None) => (0, limit.min(numbers.len())),
    };
    let page = numbers.get(start..end).unwrap_or_default();
    let data: Vec<Value> = page.iter().map(|number| show(*number)).collect::<Result<_, _>>()?;
    let mut body = json!({ "data": data });
    if let (Some(first), Some(last)) = (page.first(), page.last()) {
        body["paging"] = paging(ask, edge, limit, (*first, *last), (start > 0, end < numbers.len()));
    }
    Ok(Reply::ok(body))
}

fn limit(ask: &Ask<'_>) -> Result<usize, GraphError> {
    match ask.params.number("limit")? {
        None => Ok(USUAL_LIMIT),
        Some(limit) => {
            Ok(usize::try_from(limit).map_err(|_| error::invalid("Param limit must not be negative"))?.min(MOST))
        }
    }
}

/// The cursors of a page between two items, and the addresses of those around it.
fn paging(ask: &Ask<'_>, edge: &str, limit: usize, ends: (u64, u64), more: (bool, bool)) -> Value {
    let (first, last) = (written(ends.0), written(ends.1));
    let mut paging = json!({ "cursors": { "before": first, "after": last } });
    let address = |name: &str, cursor: &str| {
        let (version, node) = (ask.version, ask.node);
        format!("https://graph.facebook.com/{version}/{node}/{edge}?limit={limit}&{name}={cursor}")
    };
    if more.1 {
        paging["next"] = json!(address("after", &last));
    }
    if more.0 {
        paging["previous"] = json!(address("before", &first));
    }
    paging
}

/// The part of a list that is asked for, with its cursors.
pub(super) fn page_of(ask: &Ask<'_>, edge: &str, items: Vec<(u64, Value)>) -> Result<Reply, GraphError> {
    let limit = limit(ask)?;
    let (after, before) = (cursor(ask, "after")?, cursor(ask, "before")?);
    let place = |number: u64| items.iter().position(|(item, _)| *item == number);
    let start = match (after, before) {
        (Some(number), _) => place(number).map_or(items.len(), |at| at + 1),
        (None, Some(number)) => place(number).unwrap_or(0).saturating_sub(limit),
        (None, None) => 0,
    };
    let end = match before {
        Some(number) if after.is_none() => place(number).unwrap_or(0),
        Some(_) | None => (start + limit).min(items.len()),
    };
    let page = items.get(start..end).unwrap_or_default();
    let mut body = json!({ "data": page.iter().map(|(_, item)| item).collect::<Vec<_>>() });
    if let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) {
        body["paging"] = paging(ask, edge, limit, (*first, *last), (start > 0, end < items.len()));
    }
    Ok(Reply::ok(body))
}

fn written(number: u64) -> String {
    URL_SAFE_NO_PAD.encode(number.to_string())
}

fn cursor(ask: &Ask<'_>, name: &str) -> Result<Option<u64>, GraphError> {
    let Some(text) = ask.params.text(name)?.filter(|text| !text.is_empty()) else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(&text).ok();
    let number = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| text.parse().ok());
    number.map(Some).ok_or_else(|| error::invalid(&format!("Invalid cursors values: {name}")))
}
