//! Facebook Login: the page where a person allows an app, and the tokens that come of it.
//!
//! Invariant: the browser is sent back only to an address that the app registered, and a token is given only for a code
//! and the app's own secret.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use url::Url;

use super::error::{self, GraphError};
use super::params::Params;
use super::{Ask, VERSIONS};
use crate::account::{Account, Grant, Holder, Platform, Standing};
use crate::html::{self, escape};
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
    "business_management",
];

/// What the page was asked for.
struct Request {
    app: String,
    redirect: String,
    state: String,
    scopes: Vec<String>,
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
}

/// What was asked, or the page that Facebook shows instead of sending anybody anywhere.
fn understood(world: &World, version: &str, fields: &[(String, String)]) -> Result<Request, Response> {
    let wrong = |title: &str, text: &str| Err(html::notice(StatusCode::BAD_REQUEST, title, "Facebook", text));
    if !VERSIONS.contains(&version) {
        return wrong("Page not found", "This version does not exist.");
    }
    let Some(app) = world.logins.app(Platform::Facebook, field(fields, "client_id")) else {
        return wrong("Invalid App ID", "The provided app ID does not look like a valid app ID.");
    };
    let redirect = field(fields, "redirect_uri");
    if !app.redirects.iter().any(|registered| registered == redirect) {
        return wrong(
            "URL blocked",
            "This redirect failed because the redirect URI is not white-listed in the app's client OAuth settings.",
        );
    }
    let scopes: Vec<String> =
        field(fields, "scope").split([',', ' ']).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    if let Some(unknown) = scopes.iter().find(|scope| !PERMISSIONS.contains(&scope.as_str())) {
        return wrong("Invalid Scopes", &format!("Invalid Scopes: {unknown}."));
    }
    Ok(Request { app: app.id.clone(), redirect: redirect.to_owned(), state: field(fields, "state").to_owned(), scopes })
}

/// The people who can sign in: those who manage a Page, each once.
fn people(world: &World) -> Vec<&Account> {
    let mut seen = BTreeSet::new();
    world
        .accounts
        .iter()
        .filter(|account| account.platform == Platform::Facebook)
        .filter(|account| account.owner.as_ref().is_some_and(|owner| seen.insert(owner.id.clone())))
        .collect()
}

/// The page where a person allows an app.
pub(crate) fn dialog(world: &World, version: &str, fields: &[(String, String)]) -> Response {
    let request = match understood(world, version, fields) {
        Ok(request) => request,
        Err(page) => return page,
    };
    let mut form = String::from(
        "<form method=\"post\"><article class=\"asked\"><h1>Continue with Facebook</h1><fieldset><legend>Sign in as</legend>",
    );
    for (index, account) in people(world).into_iter().enumerate() {
        let Some(owner) = &account.owner else { continue };
        let checked = if index == 0 { " checked" } else { "" };
        // A String cannot refuse to be written to.
        let _ = write!(
            form,
            "<p><label><input type=\"radio\" name=\"person\" value=\"{}\"{checked}> {}</label></p>",
            escape(&account.id),
            escape(&owner.name)
        );
    }
    form.push_str("</fieldset><fieldset><legend>What the app may do</legend>");
    for scope in &request.scopes {
        let scope = escape(scope);
        let _ = write!(
            form,
            "<p><label><input type=\"checkbox\" name=\"allow\" value=\"{scope}\" checked> {scope}</label></p>"
        );
    }
    form.push_str("</fieldset>");
    for (name, value) in [("client_id", &request.app), ("redirect_uri", &request.redirect), ("state", &request.state)] {
        let _ = write!(form, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value));
    }
    let _ = write!(form, "<input type=\"hidden\" name=\"scope\" value=\"{}\">", escape(&request.scopes.join(",")));
    form.push_str(
        "<p><button name=\"decision\" value=\"allow\">Continue</button> \
         <button name=\"decision\" value=\"cancel\">Cancel</button></p></article></form>",
    );
    html::form("Continue with Facebook", "Facebook", &form)
}

/// What the person decided: sends the browser back to the app.
pub(crate) fn decided(scene: &mut Scene<'_>, version: &str, fields: &[(String, String)]) -> Response {
    let request = match understood(scene.world, version, fields) {
        Ok(request) => request,
        Err(page) => return page,
    };
    let Ok(mut back) = Url::parse(&request.redirect) else { return html::not_found() };
    if field(fields, "decision") == "allow" {
        let allowed: BTreeSet<String> = fields
            .iter()
            .filter(|(name, value)| name == "allow" && request.scopes.contains(value))
            .map(|(_, value)| value.clone())
            .collect();
        let chosen = field(fields, "person").to_owned();
        let Some(account) = people(scene.world).into_iter().find(|it| it.id == chosen).map(|it| it.id.clone()) else {
            return html::not_found();
        };
        let code = format!("AQ{}", scene.world.chance.word(48));
        let (app, redirect, now) = (&request.app, &request.redirect, scene.now);
        scene.world.logins.allow(code.clone(), app, redirect, &account, allowed, now);
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &request.state);
    } else {
        back.query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_code", "200")
            .append_pair("error_description", "Permissions error")
            .append_pair("error_reason", "user_denied")
            .append_pair("state", &request.state);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(location) = HeaderValue::try_from(format!("{back}#_")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
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
    };
    world.give(token.clone(), grant);
    token
}
