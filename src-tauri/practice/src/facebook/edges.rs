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

/// The part of a list that is asked for, with its cursors.
pub(super) fn page_of(ask: &Ask<'_>, edge: &str, items: Vec<(u64, Value)>) -> Result<Reply, GraphError> {
    let limit = match ask.params.number("limit")? {
        None => USUAL_LIMIT,
        Some(limit) => {
            usize::try_from(limit).map_err(|_| error::invalid("Param limit must not be negative"))?.min(MOST)
        }
    };
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
        let (first, last) = (written(*first), written(*last));
        body["paging"] = json!({ "cursors": { "before": first, "after": last } });
        let address = |name: &str, cursor: &str| {
            let (version, node) = (ask.version, ask.node);
            format!("https://graph.facebook.com/{version}/{node}/{edge}?limit={limit}&{name}={cursor}")
        };
        if end < items.len() {
            body["paging"]["next"] = json!(address("after", &last));
        }
        if start > 0 {
            body["paging"]["previous"] = json!(address("before", &first));
        }
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
