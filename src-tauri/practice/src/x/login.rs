//! Signing in at X: who can, and the tokens that come of it.
//!
//! Invariant: a token is given only for a code and the proof of whoever asked for it, or for what renews a sign-in, which is
//! good once. An app that has a secret has to show it, in its own header; one that has none is taken at its word.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::json;

use super::DAY_MS;
use crate::account::{Grant, Holder, Platform, Standing};
use crate::call::Call;
use crate::dialog::{Dialog, Manner};
use crate::logins::Renewal;
use crate::proofs::{basic, field, proves};
use crate::reply::Reply;
use crate::world::{Scene, World};

const TOKEN_LASTS_S: i64 = 7_200;
/// About six months.
const RENEWAL_LASTS_MS: i64 = 182 * DAY_MS;

/// What exists, as far as it is practised here.
const SCOPES: &[&str] = &[
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "media.write",
    "like.read",
    "like.write",
    "dm.read",
    "dm.write",
    "offline.access",
];

/// The page where a person allows an app.
pub(crate) static DIALOG: Dialog =
    Dialog { platform: Platform::X, name: "X", permissions: SCOPES, people, manner: &MANNER };

static MANNER: Manner =
    Manner { without_secret: None, proves: true, whole: true, mark: "", cancelled: &[("error", "access_denied")] };

/// On X an account signs in for itself.
fn people(world: &World) -> Vec<(String, String)> {
    let accounts = world.accounts.iter().filter(|account| account.platform == Platform::X);
    accounts.map(|account| (account.id.clone(), format!("@{}", account.username))).collect()
}

fn refused(status: StatusCode, error: &str, description: &str) -> Reply {
    Reply::json(status, json!({ "error": error, "error_description": description }))
}

fn invalid(description: &str) -> Reply {
    refused(StatusCode::BAD_REQUEST, "invalid_request", description)
}

/// A code, or what renews a sign-in, becomes a token.
pub(super) fn token(scene: &mut Scene<'_>, call: &Call) -> Reply {
    match app(scene, call) {
        Ok(app) => match field(call, "grant_type") {
            "authorization_code" => by_code(scene, call, &app),
            "refresh_token" => by_renewal(scene, call, &app),
            _ => invalid("Value passed for the grant type was invalid."),
        },
        Err(reply) => *reply,
    }
}

/// The id of the app that asks, which proved itself.
fn app(scene: &Scene<'_>, call: &Call) -> Result<String, Box<Reply>> {
    let unauthorized = |error, description| Err(Box::new(refused(StatusCode::UNAUTHORIZED, error, description)));
    let shown = basic(call);
    let id = shown.as_ref().map_or_else(|| field(call, "client_id"), |(id, _)| id);
    let Some(app) = scene.world.logins.app(Platform::X, id) else {
        return unauthorized("invalid_client", "Value passed for the client was invalid.");
    };
    match shown {
        None if app.is_public() => Ok(app.id.clone()),
        None => unauthorized("unauthorized_client", "Missing valid authorization header"),
        Some((_, secret)) if !app.is_public() && secret == app.secret => Ok(app.id.clone()),
        Some(_) => unauthorized("unauthorized_client", "Missing valid authorization header"),
    }
}

fn by_code(scene: &mut Scene<'_>, call: &Call, app: &str) -> Reply {
    let Some(allowed) = scene.world.logins.take(field(call, "code"), scene.now).filter(|it| it.app == app) else {
        return invalid("Value passed for the authorization code was invalid.");
    };
    if allowed.redirect != field(call, "redirect_uri") {
        return invalid("Value passed for the redirect uri did not match the uri of the authorization code.");
    }
    if !proves(allowed.challenge.as_deref(), field(call, "code_verifier")) {
        return invalid("Value passed for the code verifier did not match the code challenge.");
    }
    give(scene, app, &allowed.account, allowed.scopes)
}

fn by_renewal(scene: &mut Scene<'_>, call: &Call, app: &str) -> Reply {
    let used = scene.world.logins.use_up(field(call, "refresh_token"), scene.now);
    match used.filter(|it| it.platform == Platform::X && it.app == app) {
        Some(renewal) => give(scene, app, &renewal.account, renewal.scopes),
        None => invalid("Value passed for the token was invalid."),
    }
}

fn give(scene: &mut Scene<'_>, app: &str, account: &str, scopes: BTreeSet<String>) -> Reply {
    let token = format!("practice-x-user-{}", scene.world.chance.word(40));
    let mut body = json!({
        "token_type": "bearer",
        "expires_in": TOKEN_LASTS_S,
        "access_token": token,
        "scope": scopes.iter().cloned().collect::<Vec<_>>().join(" "),
    });
    if scopes.contains("offline.access") {
        let renewal = format!("practice-x-renewal-{}", scene.world.chance.word(40));
        body["refresh_token"] = json!(renewal);
        let kept = Renewal {
            platform: Platform::X,
            app: app.to_owned(),
            account: account.to_owned(),
            holder: Holder::Account,
            scopes: scopes.clone(),
            ends_ms: scene.now + RENEWAL_LASTS_MS,
        };
        scene.world.logins.keep_renewal(renewal, kept);
    }
    let grant = Grant {
        platform: Platform::X,
        account: account.to_owned(),
        holder: Holder::Account,
        standing: Standing::Good,
        scopes: Some(scopes),
        ends_ms: Some(scene.now + TOKEN_LASTS_S * 1_000),
        app: None,
    };
    scene.world.give(token, grant);
    Reply::ok(body)
}
