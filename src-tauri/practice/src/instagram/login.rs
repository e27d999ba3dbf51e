//! Instagram Login: who can sign in there, and the tokens that come of it.
//!
//! Invariant: a token is given only for a code and the app's own secret; a long-lived one is renewed only by itself, and
//! only when it is a day old and has not ended.

use std::collections::BTreeSet;

use serde_json::json;

use super::DAY_MS;
use crate::account::{Grant, Holder, Platform, Standing};
use crate::dialog::{Dialog, META};
use crate::facebook::error::{self as graph, GraphError};
use crate::facebook::params::Params;
use crate::reply::Reply;
use crate::world::{Scene, World};

const SHORT_MS: i64 = 60 * 60 * 1_000;
/// What Meta's own example shows: just under sixty days.
const LONG_S: i64 = 5_183_944;

const PERMISSIONS: &[&str] = &[
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
    "instagram_business_manage_messages",
];

/// The page where a person allows an app.
pub(crate) static DIALOG: Dialog =
    Dialog { platform: Platform::Instagram, name: "Instagram", permissions: PERMISSIONS, people, manner: &META };

/// On Instagram an account signs in for itself.
fn people(world: &World) -> Vec<(String, String)> {
    let accounts = world.accounts.iter().filter(|account| account.platform == Platform::Instagram);
    accounts.map(|account| (account.id.clone(), format!("@{}", account.username))).collect()
}

/// A code becomes a short-lived token.
pub(super) fn exchange(scene: &mut Scene<'_>, params: &Params) -> Result<Reply, GraphError> {
    let text = |name: &str| params.text(name).map(Option::unwrap_or_default);
    let (id, secret) = (text("client_id")?, text("client_secret")?);
    let app = scene.world.logins.app(Platform::Instagram, &id).ok_or_else(graph::no_such_app)?;
    if app.secret != secret || text("grant_type")? != "authorization_code" {
        return Err(graph::wrong_secret());
    }
    let allowed = scene.world.logins.take(&text("code")?, scene.now).ok_or_else(graph::bad_code)?;
    if allowed.app != id || allowed.redirect != text("redirect_uri")? {
        return Err(graph::wrong_redirect());
    }
    let permissions: Vec<&String> = allowed.scopes.iter().collect();
    let body = json!({ "user_id": allowed.account, "permissions": permissions });
    Ok(given(scene, &allowed.account, allowed.scopes.clone(), SHORT_MS, body))
}

/// A short-lived token becomes a long-lived one.
pub(super) fn lengthen(scene: &mut Scene<'_>, params: &Params) -> Result<Reply, GraphError> {
    let secret = params.text("client_secret")?.unwrap_or_default();
    let grant = own(scene, params, "ig_exchange_token")?;
    if !scene.world.logins.has_secret(Platform::Instagram, &secret) {
        return Err(graph::wrong_secret());
    }
    let scopes = grant.scopes.unwrap_or_default();
    let body = json!({ "token_type": "bearer", "expires_in": LONG_S });
    Ok(given(scene, &grant.account, scopes, LONG_S * 1_000, body))
}

/// A long-lived token is given anew.
pub(super) fn refresh(scene: &mut Scene<'_>, params: &Params) -> Result<Reply, GraphError> {
    let grant = own(scene, params, "ig_refresh_token")?;
    let made = grant.ends_ms.map_or(i64::MIN, |end| end - LONG_S * 1_000);
    if scene.now - made < DAY_MS {
        return Err(graph::invalid("The access token must be at least 24 hours old to be refreshed"));
    }
    let scopes = grant.scopes.unwrap_or_default();
    let permissions = scopes.iter().cloned().collect::<Vec<_>>().join(",");
    let body = json!({ "token_type": "bearer", "expires_in": LONG_S, "permissions": permissions });
    Ok(given(scene, &grant.account, scopes, LONG_S * 1_000, body))
}

/// The grant of the token that asks for another.
fn own(scene: &Scene<'_>, params: &Params, kind: &str) -> Result<Grant, GraphError> {
    if params.text("grant_type")?.as_deref() != Some(kind) {
        return Err(graph::invalid("Unsupported grant_type"));
    }
    let token = params.text("access_token")?.unwrap_or_default();
    let grant = scene.world.grant(Platform::Instagram, &token).ok_or_else(graph::bad_token)?;
    if grant.is_over(scene.now) || grant.standing == Standing::Expired {
        return Err(graph::expired_token(scene.now));
    }
    if grant.standing == Standing::Revoked {
        return Err(graph::revoked_token());
    }
    Ok(grant.clone())
}

fn given(
    scene: &mut Scene<'_>,
    account: &str,
    scopes: BTreeSet<String>,
    lasts_ms: i64,
    mut body: serde_json::Value,
) -> Reply {
    let token = format!("practice-instagram-login-{}", scene.world.chance.word(40));
    let grant = Grant {
        platform: Platform::Instagram,
        account: account.to_owned(),
        holder: Holder::Account,
        standing: Standing::Good,
        scopes: Some(scopes),
        ends_ms: Some(scene.now + lasts_ms),
        app: None,
    };
    scene.world.give(token.clone(), grant);
    body["access_token"] = json!(token);
    Reply::ok(body)
}
