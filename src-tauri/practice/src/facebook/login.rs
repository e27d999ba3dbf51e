//! Facebook Login: who can sign in there, and the tokens that come of it.
//!
//! Invariant: a token is given only for a code and the app's own secret, or for a token that has not ended.

use std::collections::BTreeSet;

use serde_json::json;

use super::Ask;
use super::error::{self, GraphError};
use super::params::Params;
use crate::account::{Account, Grant, Holder, Platform, Standing};
use crate::dialog::{Dialog, META};
use crate::reply::Reply;
use crate::world::{Scene, World};

const SHORT_MS: i64 = 60 * 60 * 1_000;
/// What Meta's own example shows: just under sixty days.
const LONG_S: i64 = 5_183_944;

/// The permissions that exist, as far as they are practised here.
const PERMISSIONS: &[&str] = &[
    "pages_show_list",
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_manage_engagement",
    "pages_read_user_content",
    "pages_messaging",
    "read_insights",
    "business_management",
];

/// The page where a person allows an app.
pub(crate) static DIALOG: Dialog =
    Dialog { platform: Platform::Facebook, name: "Facebook", permissions: PERMISSIONS, people, manner: &META };

/// Those who manage a Page, each once, by one of their Pages.
fn people(world: &World) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let managed = world.accounts.iter().filter(|account| account.platform == Platform::Facebook);
    managed
        .filter_map(|account| account.owner.as_ref().map(|owner| (account, owner)))
        .filter(|(_, owner)| seen.insert(owner.id.clone()))
        .map(|(account, owner)| (account.id.clone(), owner.name.clone()))
        .collect()
}

/// A code, or a short-lived token, becomes a token.
pub(super) fn exchange(scene: &mut Scene<'_>, params: &Params) -> Result<Reply, GraphError> {
    let text = |name: &str| params.text(name).map(Option::unwrap_or_default);
    let (id, secret) = (text("client_id")?, text("client_secret")?);
    let app = scene.world.logins.app(Platform::Facebook, &id).ok_or_else(error::no_such_app)?;
    if app.secret != secret {
        return Err(error::wrong_secret());
    }
    if text("grant_type")? == "fb_exchange_token" {
        let short = text("fb_exchange_token")?;
        let grant = scene.world.grant(Platform::Facebook, &short).ok_or_else(error::bad_token)?.clone();
        if grant.is_over(scene.now) {
            return Err(error::expired_token(scene.now));
        }
        return Ok(issue(scene, &grant, LONG_S * 1_000, true));
    }
    let allowed = scene.world.logins.take(&text("code")?, scene.now).ok_or_else(error::bad_code)?;
    if allowed.app != id || allowed.redirect != text("redirect_uri")? {
        return Err(error::wrong_redirect());
    }
    let grant = Grant {
        platform: Platform::Facebook,
        account: allowed.account,
        holder: Holder::Owner,
        standing: Standing::Good,
        scopes: Some(allowed.scopes),
        ends_ms: None,
        app: None,
    };
    Ok(issue(scene, &grant, SHORT_MS, false))
}

fn issue(scene: &mut Scene<'_>, grant: &Grant, lasts_ms: i64, long: bool) -> Reply {
    let token = format!("practice-facebook-user-{}", scene.world.chance.word(40));
    let grant = Grant { ends_ms: Some(scene.now + lasts_ms), ..grant.clone() };
    scene.world.give(token.clone(), grant);
    let mut body = json!({ "access_token": token, "token_type": "bearer" });
    body["expires_in"] = json!(if long { LONG_S } else { lasts_ms / 1_000 });
    Reply::ok(body)
}

/// What the person allowed, and what not.
pub(super) fn permissions(_: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    if ask.caller.holder == Holder::Account || ask.node != "me" {
        return Err(error::no_such_field("permissions", "Page"));
    }
    let given = |scope: &str| ask.caller.scopes.as_ref().is_none_or(|scopes| scopes.contains(scope));
    let data: Vec<_> = PERMISSIONS
        .iter()
        .map(|scope| json!({ "permission": scope, "status": if given(scope) { "granted" } else { "declined" } }))
        .collect();
    Ok(Reply::ok(json!({ "data": data })))
}

/// The token of a Page, as the person whose token asks may have it.
pub(super) fn page_token(world: &mut World, page: &Account, scopes: Option<&BTreeSet<String>>) -> String {
    let Some(scopes) = scopes else { return page.token.clone() };
    let token = format!("practice-facebook-page-{}", world.chance.word(40));
    let grant = Grant {
        platform: Platform::Facebook,
        account: page.id.clone(),
        holder: Holder::Account,
        standing: Standing::Good,
        scopes: Some(scopes.clone()),
        ends_ms: None,
        app: None,
    };
    world.give(token.clone(), grant);
    token
}
