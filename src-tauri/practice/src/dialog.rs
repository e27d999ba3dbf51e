//! The page where a person allows an app, as the platforms of Meta show it.
//!
//! Invariant: the browser is sent back only to an address that the app registered, letter by letter.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use url::Url;

use crate::account::Platform;
use crate::html::{self, escape};
use crate::world::{Scene, World};

/// What differs between two platforms.
pub(crate) struct Dialog {
    pub(crate) platform: Platform,
    pub(crate) name: &'static str,
    /// The permissions that exist, as far as they are practised here.
    pub(crate) permissions: &'static [&'static str],
    /// Who can sign in: the id of an account, and the name of whoever signs in for it.
    pub(crate) people: fn(&World) -> Vec<(String, String)>,
}

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

/// What the platform says instead of sending anybody anywhere: a title, and why.
type Wrong = (&'static str, String);

/// What was asked, or the page that Facebook shows instead of sending anybody anywhere.
fn understood(world: &World, dialog: &Dialog, fields: &[(String, String)]) -> Result<Request, Wrong> {
    let wrong = |title, text: &str| Err((title, text.to_owned()));
    let Some(app) = world.logins.app(dialog.platform, field(fields, "client_id")) else {
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
    if let Some(unknown) = scopes.iter().find(|scope| !dialog.permissions.contains(&scope.as_str())) {
        return wrong("Invalid Scopes", &format!("Invalid Scopes: {unknown}."));
    }
    Ok(Request { app: app.id.clone(), redirect: redirect.to_owned(), state: field(fields, "state").to_owned(), scopes })
}

fn wrong_page(dialog: &Dialog, (title, text): &Wrong) -> Response {
    html::notice(StatusCode::BAD_REQUEST, title, dialog.name, text)
}

/// The page where a person allows an app.
pub(crate) fn show(world: &World, dialog: &Dialog, fields: &[(String, String)]) -> Response {
    let request = match understood(world, dialog, fields) {
        Ok(request) => request,
        Err(wrong) => return wrong_page(dialog, &wrong),
    };
    let mut form = format!(
        "<form method=\"post\"><article class=\"asked\"><h1>Continue with {}</h1><fieldset><legend>Sign in as</legend>",
        dialog.name
    );
    for (index, (account, person)) in (dialog.people)(world).into_iter().enumerate() {
        let checked = if index == 0 { " checked" } else { "" };
        // A String cannot refuse to be written to.
        let _ = write!(
            form,
            "<p><label><input type=\"radio\" name=\"person\" value=\"{}\"{checked}> {}</label></p>",
            escape(&account),
            escape(&person)
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
    html::form(&format!("Continue with {}", dialog.name), dialog.name, &form)
}

/// What the person decided: sends the browser back to the app.
pub(crate) fn decided(scene: &mut Scene<'_>, dialog: &Dialog, fields: &[(String, String)]) -> Response {
    let request = match understood(scene.world, dialog, fields) {
        Ok(request) => request,
        Err(wrong) => return wrong_page(dialog, &wrong),
    };
    let Ok(mut back) = Url::parse(&request.redirect) else { return html::not_found() };
    if field(fields, "decision") == "allow" {
        let allowed: BTreeSet<String> = fields
            .iter()
            .filter(|(name, value)| name == "allow" && request.scopes.contains(value))
            .map(|(_, value)| value.clone())
            .collect();
        let chosen = field(fields, "person").to_owned();
        let Some((account, _)) = (dialog.people)(scene.world).into_iter().find(|(id, _)| *id == chosen) else {
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
