//! Google's sign-in: the page where a person lets a desktop app in, and the tokens that come of it.
//!
//! Invariant: the browser is sent back to this computer alone; a token is given only for a code, the app's own secret and
//! the proof of whoever asked for the code. What renews a token comes only where it is asked for (`access_type=offline`) and
//! the person is asked, the first time or anew (`prompt=consent`); it stays as it is and is worth nothing once it was taken
//! back.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::json;
use url::Url;

use crate::account::{Grant, Holder, Platform, Standing};
use crate::call::{Call, Payload};
use crate::html::{self, escape};
use crate::logins::{NewCode, Renewal};
use crate::proofs::proves;
use crate::reply::Reply;
use crate::world::{Scene, World};

const TOKEN_LASTS_S: i64 = 3_599;
/// How long what renews lasts where the app's project is in testing; it is told with the code's answer alone.
const IN_TESTING_S: i64 = 7 * 24 * 60 * 60;

const SCOPES: &[&str] = &[
    "https://www.googleapis.com/auth/youtube.upload",
    "https://www.googleapis.com/auth/youtube.readonly",
    "https://www.googleapis.com/auth/youtube.force-ssl",
    "https://www.googleapis.com/auth/youtube",
    "https://www.googleapis.com/auth/yt-analytics.readonly",
];

const HIDDEN: [&str; 6] = ["client_id", "redirect_uri", "state", "code_challenge", "access_type", "prompt"];

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
}

/// Why nobody is sent anywhere.
fn wrong(world: &World, fields: &[(String, String)]) -> Option<String> {
    if world.logins.app(Platform::Youtube, field(fields, "client_id")).is_none() {
        return Some("Error 401: invalid_client. The OAuth client was not found.".to_owned());
    }
    let back = Url::parse(field(fields, "redirect_uri")).ok();
    if !back.is_some_and(|back| back.scheme() == "http" && matches!(back.host_str(), Some("127.0.0.1" | "[::1]"))) {
        return Some("Error 400: redirect_uri_mismatch. A desktop app comes back to a loopback address.".to_owned());
    }
    if field(fields, "response_type") != "code" && field(fields, "decision").is_empty() {
        return Some("Error 400: invalid_request. Required parameter is missing: response_type".to_owned());
    }
    let method = field(fields, "code_challenge_method");
    if field(fields, "code_challenge").len() != 43 || (field(fields, "decision").is_empty() && method != "S256") {
        return Some("Error 400: invalid_request. Invalid code_challenge".to_owned());
    }
    let unknown = field(fields, "scope").split(' ').find(|scope| !scope.is_empty() && !SCOPES.contains(scope));
    unknown.map(|scope| format!("Error 400: invalid_scope. {scope}"))
}

/// The page where a person lets an app in.
pub(crate) fn show(world: &World, fields: &[(String, String)]) -> Response {
    if let Some(why) = wrong(world, fields) {
        return html::notice(StatusCode::BAD_REQUEST, "Access blocked", "Google", &why);
    }
    let mut form = String::from(
        "<form method=\"post\"><article class=\"asked\"><h1>Sign in with Google</h1>\
         <p class=\"note\">Google hasn't verified this app.</p><fieldset><legend>Choose an account</legend>",
    );
    let channels = world.accounts.iter().filter(|account| account.platform == Platform::Youtube);
    for (index, channel) in channels.enumerate() {
        let checked = if index == 0 { " checked" } else { "" };
        // A String cannot refuse to be written to.
        let _ = write!(
            form,
            "<p><label><input type=\"radio\" name=\"person\" value=\"{}\"{checked}> {}</label></p>",
            escape(&channel.id),
            escape(&channel.name)
        );
    }
    form.push_str("</fieldset><fieldset><legend>Select what Countersign can access</legend>");
    for scope in field(fields, "scope").split(' ').filter(|scope| !scope.is_empty()) {
        let scope = escape(scope);
        let _ = write!(
            form,
            "<p><label><input type=\"checkbox\" name=\"allow\" value=\"{scope}\" checked> {scope}</label></p>"
        );
    }
    form.push_str("</fieldset>");
    for name in HIDDEN {
        let _ = write!(form, "<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(field(fields, name)));
    }
    form.push_str(
        "<p><button name=\"decision\" value=\"allow\">Continue</button> \
         <button name=\"decision\" value=\"cancel\">Cancel</button></p></article></form>",
    );
    html::form("Sign in with Google", "Google", &form)
}

/// What the person decided: sends the browser back to the app.
pub(crate) fn decided(scene: &mut Scene<'_>, fields: &[(String, String)]) -> Response {
    if let Some(why) = wrong(scene.world, fields) {
        return html::notice(StatusCode::BAD_REQUEST, "Access blocked", "Google", &why);
    }
    let Ok(mut back) = Url::parse(field(fields, "redirect_uri")) else { return html::not_found() };
    let state = field(fields, "state");
    if field(fields, "decision") == "allow" {
        let channel = field(fields, "person").to_owned();
        if scene.world.account(Platform::Youtube, &channel).is_none() {
            return html::not_found();
        }
        let scopes: BTreeSet<String> =
            fields.iter().filter(|(name, _)| name == "allow").map(|(_, value)| value.clone()).collect();
        let code = format!("4/{}", scene.world.chance.word(62));
        let new = NewCode {
            app: field(fields, "client_id").to_owned(),
            redirect: field(fields, "redirect_uri").to_owned(),
            account: channel,
            scopes: scopes.clone(),
            challenge: Some(field(fields, "code_challenge").to_owned()),
        };
        // What renews is given to whoever asks for it, the first time or where the person is asked anew.
        let youtube = &mut scene.world.youtube;
        let first = youtube.asked_before.insert(format!("{} {}", new.app, new.account));
        let anew = field(fields, "prompt").split(' ').any(|word| word == "consent");
        if field(fields, "access_type") == "offline" && (first || anew) {
            youtube.lasting_codes.insert(code.clone());
        }
        scene.world.logins.allow(Platform::Youtube, code.clone(), new, scene.now);
        let scopes = scopes.into_iter().collect::<Vec<_>>().join(" ");
        back.query_pairs_mut().append_pair("state", state).append_pair("code", &code).append_pair("scope", &scopes);
    } else {
        back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", state);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(location) = HeaderValue::try_from(back.to_string()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn refuse(status: StatusCode, error: &str, words: &str) -> Reply {
    Reply::json(status, json!({ "error": error, "error_description": words }))
}

fn invalid_grant(words: &str) -> Reply {
    refuse(StatusCode::BAD_REQUEST, "invalid_grant", words)
}

/// A code, or what renews, becomes a token.
pub(super) fn token(scene: &mut Scene<'_>, call: &Call) -> Reply {
    let Payload::Form(fields) = &call.body else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_request", "Parse error");
    };
    let (id, secret) = (field(fields, "client_id"), field(fields, "client_secret"));
    if scene.world.logins.app(Platform::Youtube, id).is_none_or(|app| app.secret != secret) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client", "Unauthorized");
    }
    match field(fields, "grant_type") {
        "authorization_code" => {
            let allowed = scene.world.logins.take(field(fields, "code"), scene.now);
            let good = allowed.filter(|it| it.app == id && it.redirect == field(fields, "redirect_uri"));
            let Some(allowed) = good else { return invalid_grant("Malformed auth code.") };
            let testing = scene.world.youtube.wire.in_testing.then_some(IN_TESTING_S);
            if !proves(allowed.challenge.as_deref(), field(fields, "code_verifier")) {
                return invalid_grant("Invalid code verifier.");
            }
            let renewal = Renewal {
                platform: Platform::Youtube,
                app: allowed.app,
                account: allowed.account,
                holder: Holder::Account,
                scopes: allowed.scopes,
                // Google names no end of it, but for a project in testing.
                ends_ms: testing.map_or(i64::MAX, |lasts| scene.now + lasts * 1_000),
            };
            if !scene.world.youtube.lasting_codes.remove(field(fields, "code")) {
                return issue(scene, &renewal, None);
            }
            let token = format!("1//practice-youtube-refresh-{}", scene.world.chance.word(48));
            scene.world.logins.keep_renewal(token.clone(), renewal.clone());
            issue(scene, &renewal, Some((&token, testing)))
        }
        "refresh_token" => {
            let renewal = scene.world.logins.renewal(field(fields, "refresh_token"), scene.now).cloned();
            let good = renewal.filter(|it| it.platform == Platform::Youtube && it.app == id);
            let Some(renewal) = good else { return invalid_grant("Token has been expired or revoked.") };
            issue(scene, &renewal, None)
        }
        _ => refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Invalid grant_type"),
    }
}

fn issue(scene: &mut Scene<'_>, allowed: &Renewal, renewal: Option<(&str, Option<i64>)>) -> Reply {
    let token = format!("ya29.practice-youtube-{}", scene.world.chance.word(48));
    let grant = Grant {
        platform: Platform::Youtube,
        account: allowed.account.clone(),
        holder: allowed.holder,
        standing: Standing::Good,
        scopes: Some(allowed.scopes.clone()),
        ends_ms: Some(scene.now + TOKEN_LASTS_S * 1_000),
        app: Some(allowed.app.clone()),
    };
    scene.world.give(token.clone(), grant);
    let scopes = allowed.scopes.iter().cloned().collect::<Vec<_>>().join(" ");
    let mut body = json!({
        "access_token": token, "expires_in": TOKEN_LASTS_S, "scope": scopes, "token_type": "Bearer"
    });
    if let Some((renewal, lasts)) = renewal {
        body["refresh_token"] = json!(renewal);
        if let Some(lasts) = lasts {
            body["refresh_token_expires_in"] = json!(lasts);
        }
    }
    Reply::ok(body)
}

/// A token is taken back, and with it everything of the same app and account.
pub(super) fn revoke(scene: &mut Scene<'_>, call: &Call) -> Reply {
    let in_form = match &call.body {
        Payload::Form(fields) => Some(field(fields, "token").to_owned()),
        Payload::Empty
        | Payload::Json(_)
        | Payload::Multipart(_)
        | Payload::Bytes(_)
        | Payload::TooLarge
        | Payload::Unreadable => None,
    };
    let token = call.query("token").map(str::to_owned).or(in_form).unwrap_or_default();
    // Either of the two ends all that the person ever gave to that app.
    let world = &mut scene.world;
    let of_renewal = world.logins.renewal(&token, scene.now).filter(|it| it.platform == Platform::Youtube);
    let of_token = world.grant(Platform::Youtube, &token).filter(|it| it.standing == Standing::Good);
    let given = of_renewal
        .map(|it| (it.app.clone(), it.account.clone()))
        .or_else(|| of_token.and_then(|it| Some((it.app.clone()?, it.account.clone()))));
    let Some((app, account)) = given else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_token", "Token expired or revoked");
    };
    world.take_back(Platform::Youtube, &app, &account);
    world.youtube.asked_before.remove(&format!("{app} {account}"));
    Reply::ok(json!({}))
}
