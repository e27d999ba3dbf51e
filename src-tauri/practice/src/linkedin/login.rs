//! Signing in at LinkedIn: who can, and the tokens that come of it.
//!
//! Invariant: a token is given only for a code and the app's own secret, or the proof of whoever asked where the app has
//! none. What renews a sign-in is given to few apps, and lasts a year from the first token, however often it is used.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::json;

use super::DAY_MS;
use crate::account::{Grant, Holder, Platform, Standing};
use crate::call::Call;
use crate::dialog::{Dialog, Manner};
use crate::logins::Renewal;
use crate::proofs::{field, proves};
use crate::reply::Reply;
use crate::world::{Scene, World};

const TOKEN_LASTS_S: i64 = 5_184_000;
const RENEWAL_LASTS_MS: i64 = 365 * DAY_MS;

/// What exists, as far as it is practised here.
const SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "w_member_social",
    "w_member_social_feed",
    "r_organization_admin",
    "rw_organization_admin",
    "w_organization_social",
    "r_organization_social",
    "w_organization_social_feed",
    "r_organization_social_feed",
];

/// The page where a person allows an app that has a secret.
pub(crate) static DIALOG: Dialog =
    Dialog { platform: Platform::Linkedin, name: "LinkedIn", permissions: SCOPES, people, manner: &WITH_A_SECRET };

/// The page where a person allows an app that has none, where LinkedIn has switched that on.
pub(crate) static NATIVE_DIALOG: Dialog = Dialog { manner: &NATIVE, ..DIALOG };

const CANCELLED: &[(&str, &str)] =
    &[("error", "user_cancelled_authorize"), ("error_description", "The user cancelled the authorization")];

static WITH_A_SECRET: Manner =
    Manner { without_secret: Some(false), proves: false, whole: true, mark: "", cancelled: CANCELLED };

static NATIVE: Manner =
    Manner { without_secret: Some(true), proves: true, whole: true, mark: "", cancelled: CANCELLED };

/// Those who manage a page, each once, by one of their pages.
fn people(world: &World) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let managed = world.accounts.iter().filter(|account| account.platform == Platform::Linkedin);
    managed
        .filter_map(|account| account.owner.as_ref().map(|owner| (account, owner)))
        .filter(|(_, owner)| seen.insert(owner.id.clone()))
        .map(|(account, owner)| (account.id.clone(), owner.name.clone()))
        .collect()
}

fn refused(status: StatusCode, error: &str, description: &str) -> Reply {
    Reply::json(status, json!({ "error": error, "error_description": description }))
}

/// A code, or what renews a sign-in, becomes a token.
pub(super) fn token(scene: &mut Scene<'_>, call: &Call) -> Reply {
    let app = scene.world.logins.app(Platform::Linkedin, field(call, "client_id"));
    let Some(app) = app.filter(|app| app.secret == field(call, "client_secret")).map(|app| app.id.clone()) else {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed");
    };
    match field(call, "grant_type") {
        "authorization_code" => by_code(scene, call, &app),
        "refresh_token" => by_renewal(scene, call, &app),
        _ => refused(StatusCode::BAD_REQUEST, "unsupported_grant_type", "The grant type is not supported"),
    }
}

fn by_code(scene: &mut Scene<'_>, call: &Call, app: &str) -> Reply {
    let allowed = scene.world.logins.take(field(call, "code"), scene.now);
    let fits = allowed.filter(|it| {
        it.app == app
            && it.redirect == field(call, "redirect_uri")
            && proves(it.challenge.as_deref(), field(call, "code_verifier"))
    });
    let Some(allowed) = fits else {
        let description = "Unable to retrieve access token: appid/redirect uri/code verifier does not match \
                           authorization code. Or authorization code expired.";
        return refused(StatusCode::BAD_REQUEST, "invalid_request", description);
    };
    let pages = allowed.scopes.iter().any(|scope| scope.contains("_organization_"));
    let renewal = Renewal {
        platform: Platform::Linkedin,
        app: app.to_owned(),
        account: allowed.account,
        holder: if pages { Holder::Account } else { Holder::Owner },
        scopes: allowed.scopes,
        ends_ms: scene.now + RENEWAL_LASTS_MS,
    };
    let renews = scene.world.linkedin.wire.renews.then(|| {
        let token = format!("practice-linkedin-renewal-{}", scene.world.chance.word(40));
        scene.world.logins.keep_renewal(token.clone(), renewal.clone());
        token
    });
    give(scene, &renewal, renews.as_deref())
}

fn by_renewal(scene: &mut Scene<'_>, call: &Call, app: &str) -> Reply {
    let token = field(call, "refresh_token").to_owned();
    let renewal = scene.world.logins.renewal(&token, scene.now).filter(|it| it.app == app).cloned();
    match renewal {
        Some(renewal) => give(scene, &renewal, Some(&token)),
        None => refused(StatusCode::BAD_REQUEST, "invalid_grant", "The provided refresh token is invalid or expired"),
    }
}

fn give(scene: &mut Scene<'_>, renewal: &Renewal, renews: Option<&str>) -> Reply {
    let token = format!("practice-linkedin-user-{}", scene.world.chance.word(40));
    let mut body = json!({
        "access_token": token,
        "expires_in": TOKEN_LASTS_S,
        "scope": renewal.scopes.iter().cloned().collect::<Vec<_>>().join(","),
        "token_type": "Bearer",
    });
    if let Some(renews) = renews {
        body["refresh_token"] = json!(renews);
        body["refresh_token_expires_in"] = json!((renewal.ends_ms - scene.now) / 1_000);
    }
    let grant = Grant {
        platform: Platform::Linkedin,
        account: renewal.account.clone(),
        holder: renewal.holder,
        standing: Standing::Good,
        scopes: Some(renewal.scopes.clone()),
        ends_ms: Some(scene.now + TOKEN_LASTS_S * 1_000),
        app: None,
    };
    scene.world.give(token, grant);
    Reply::ok(body)
}
