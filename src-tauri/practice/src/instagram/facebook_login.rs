//! Signing in at Facebook for the accounts of one's Pages: who can, and the tokens that come of it.
//!
//! Invariant: a token is given only for a code and the app's own secret, or for a token that has not ended; it acts for a
//! person, and reaches every account that is linked with a Page of theirs.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Ask, Door};
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
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_messages",
    "pages_show_list",
    "pages_read_engagement",
    "business_management",
];

/// The page where a person allows an app. The app is the one of Facebook.
pub(crate) static DIALOG: Dialog =
    Dialog { platform: Platform::Facebook, name: "Facebook", permissions: PERMISSIONS, people, manner: &META };

/// Those who manage a Page with an account, each once, by one of the accounts.
fn people(world: &World) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let managed = world.accounts.iter().filter(|account| account.platform == Platform::Instagram);
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
    let app = scene.world.logins.app(Platform::Facebook, &id).ok_or_else(graph::no_such_app)?;
    if app.secret != secret {
        return Err(graph::wrong_secret());
    }
    if text("grant_type")? == "fb_exchange_token" {
        let short = text("fb_exchange_token")?;
        let grant = scene.world.grant(Platform::Instagram, &short).ok_or_else(graph::bad_token)?.clone();
        if grant.is_over(scene.now) || grant.holder != Holder::Owner {
            return Err(graph::expired_token(scene.now));
        }
        return Ok(issue(scene, &grant, LONG_S * 1_000));
    }
    let allowed = scene.world.logins.take(&text("code")?, scene.now).ok_or_else(graph::bad_code)?;
    if allowed.app != id || allowed.redirect != text("redirect_uri")? {
        return Err(graph::wrong_redirect());
    }
    let grant = Grant {
        platform: Platform::Instagram,
        account: allowed.account,
        holder: Holder::Owner,
        standing: Standing::Good,
        scopes: Some(allowed.scopes),
        ends_ms: None,
        app: None,
    };
    Ok(issue(scene, &grant, SHORT_MS))
}

fn issue(scene: &mut Scene<'_>, grant: &Grant, lasts_ms: i64) -> Reply {
    let token = format!("practice-instagram-facebook-{}", scene.world.chance.word(40));
    scene.world.give(token.clone(), Grant { ends_ms: Some(scene.now + lasts_ms), ..grant.clone() });
    Reply::ok(json!({ "access_token": token, "token_type": "bearer", "expires_in": lasts_ms / 1_000 }))
}

/// What the person allowed, and what not.
pub(super) fn permissions(_: &mut Scene<'_>, ask: &Ask<'_>) -> Result<Reply, GraphError> {
    if ask.caller.door == Door::Instagram || ask.node != "me" {
        return Err(graph::no_such_field("permissions", "IGUser"));
    }
    let given = |scope: &str| ask.caller.scopes.as_ref().is_none_or(|scopes| scopes.contains(scope));
    let data: Vec<_> = PERMISSIONS
        .iter()
        .map(|scope| json!({ "permission": scope, "status": if given(scope) { "granted" } else { "declined" } }))
        .collect();
    Ok(Reply::ok(json!({ "data": data })))
}
