//! The page where a person allows an app, as the platforms show it.
//!
//! Invariant: the browser is sent back only to an address that the app registered, letter by letter; and where the platform
//! knows proof keys, only with one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use url::Url;

use crate::account::Platform;
use crate::html::{self, escape};
use crate::logins::NewCode;
use crate::world::{Scene, World};

/// What differs between two platforms.
pub(crate) struct Dialog {
    pub(crate) platform: Platform,
    pub(crate) name: &'static str,
    /// The permissions that exist, as far as they are practised here.
    pub(crate) permissions: &'static [&'static str],
    /// Who can sign in: the id of an account, and the name of whoever signs in for it.
    pub(crate) people: fn(&World) -> Vec<(String, String)>,
    pub(crate) manner: &'static Manner,
}

/// How a platform goes about it.
pub(crate) struct Manner {
    /// Whether only apps without a secret may come here; none where both may.
    pub(crate) without_secret: Option<bool>,
    /// Whether a proof key (PKCE, S256) has to be brought.
    pub(crate) proves: bool,
    /// Whether a person allows all or nothing.
    pub(crate) whole: bool,
    /// What is appended to where the browser is sent back.
    pub(crate) mark: &'static str,
    /// What is said when the person cancels.
    pub(crate) cancelled: &'static [(&'static str, &'static str)],
}

/// As the platforms of Meta go about it.
pub(crate) static META: Manner = Manner {
    without_secret: None,
    proves: false,
    whole: false,
    mark: "#_",
    cancelled: &[
        ("error", "access_denied"),
        ("error_code", "200"),
        ("error_description", "Permissions error"),
        ("error_reason", "user_denied"),
    ],
};

/// What the page was asked for.
struct Request {
    app: String,
    redirect: String,
    state: String,
    scopes: Vec<String>,
    challenge: Option<String>,
    /// It asks for what its products do not hold.
    beyond: bool,
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
    if dialog.manner.without_secret.is_some_and(|wanted| wanted != app.is_public()) {
        return wrong("Not this way", "This app has to sign in another way: not enabled for the application.");
    }
    let challenge = Some(field(fields, "code_challenge")).filter(|it| !it.is_empty()).map(str::to_owned);
    let hashed =
        field(fields, "code_challenge_method") == "S256" && challenge.as_ref().is_some_and(|it| it.len() == 43);
    if dialog.manner.proves && !hashed {
        return wrong(
            "Something went wrong",
            "You weren't able to give access to the App. Go back and try logging in again.",
        );
    }
    Ok(Request {
        app: app.id.clone(),
        redirect: redirect.to_owned(),
        state: field(fields, "state").to_owned(),
        beyond: !app.may_ask.is_empty() && scopes.iter().any(|scope| !app.may_ask.contains(scope)),
        scopes,
        challenge,
    })
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
        let _ = match dialog.manner.whole {
            true => write!(form, "<p>{scope}<input type=\"hidden\" name=\"allow\" value=\"{scope}\"></p>"),
            false => write!(
                form,
                "<p><label><input type=\"checkbox\" name=\"allow\" value=\"{scope}\" checked> {scope}</label></p>"
            ),
        };
    }
    form.push_str("</fieldset>");
    for (name, value) in [("client_id", &request.app), ("redirect_uri", &request.redirect), ("state", &request.state)] {
        let _ = write!(form, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value));
    }
    let _ = write!(form, "<input type=\"hidden\" name=\"scope\" value=\"{}\">", escape(&request.scopes.join(",")));
    if let Some(challenge) = &request.challenge {
        let _ = write!(
            form,
            "<input type=\"hidden\" name=\"code_challenge\" value=\"{}\"><input type=\"hidden\" name=\"code_challenge_method\" value=\"S256\">",
            escape(challenge)
        );
    }
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
    if request.beyond {
        let mut said = back.query_pairs_mut();
        said.append_pair("error", "unauthorized_scope_error");
        said.append_pair("error_description", "The app's products do not hold all that it asks for.");
        said.append_pair("state", &request.state);
    } else if field(fields, "decision") == "allow" {
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
        let new = NewCode {
            app: request.app,
            redirect: request.redirect,
            account,
            scopes: allowed,
            challenge: request.challenge,
        };
        scene.world.logins.allow(dialog.platform, code.clone(), new, scene.now);
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &request.state);
    } else {
        back.query_pairs_mut().extend_pairs(dialog.manner.cancelled).append_pair("state", &request.state);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(location) = HeaderValue::try_from(format!("{back}{}", dialog.manner.mark)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}
