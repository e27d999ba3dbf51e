//! TikTok's sign-in: the page where a person lets an app in, and the tokens that come of it.
//!
//! Invariant: rights stand between commas, an app's id is called its key, and what proves who asked is the digest in
//! hexadecimal digits. The browser is sent back to this computer alone, at any port where the app registered a star.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::wire::TiktokTokens;
use crate::account::{Grant, Holder, Platform, Standing};
use crate::blobs::hex;
use crate::call::Call;
use crate::html::{self, escape};
use crate::logins::{NewCode, Renewal};
use crate::proofs;
use crate::reply::Reply;
use crate::world::{Scene, World};

const DAY_S: i64 = 24 * 60 * 60;

const SCOPES: &[&str] =
    &["user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload"];

const HIDDEN: [&str; 4] = ["client_key", "redirect_uri", "state", "code_challenge"];

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
}

/// Whether an app registered an address, which may have a star in place of its port.
fn is_registered(registered: &[String], redirect: &str) -> bool {
    let Ok(address) = Url::parse(redirect) else { return false };
    let desktop = matches!(address.host_str(), Some("127.0.0.1" | "localhost")) && address.port().is_some();
    if !desktop || address.query().is_some() || address.fragment().is_some() {
        return false;
    }
    let starred = format!("{}://{}:*{}", address.scheme(), address.host_str().unwrap_or_default(), address.path());
    registered.iter().any(|it| it == redirect || *it == starred)
}

/// Why nobody is sent anywhere.
fn wrong(world: &World, fields: &[(String, String)]) -> Option<String> {
    let Some(app) = world.logins.app(Platform::Tiktok, field(fields, "client_key")) else {
        return Some("Something went wrong: client_key".to_owned());
    };
    if !is_registered(&app.redirects, field(fields, "redirect_uri")) {
        return Some("Something went wrong: redirect_uri".to_owned());
    }
    let challenge = field(fields, "code_challenge");
    let hexadecimal = challenge.len() == 64 && challenge.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    let decided = !field(fields, "decision").is_empty();
    if !hexadecimal || (!decided && field(fields, "code_challenge_method") != "S256") {
        return Some("Something went wrong: code_challenge".to_owned());
    }
    if !decided && field(fields, "response_type") != "code" {
        return Some("Something went wrong: response_type".to_owned());
    }
    let unknown = field(fields, "scope").split(',').find(|scope| !scope.is_empty() && !SCOPES.contains(scope));
    unknown.map(|scope| format!("Something went wrong: scope {scope}"))
}

/// The page where a person lets an app in.
pub(crate) fn show(world: &World, fields: &[(String, String)]) -> Response {
    if let Some(why) = wrong(world, fields) {
        return html::notice(StatusCode::BAD_REQUEST, "Log in", "TikTok", &why);
    }
    let mut form = String::from(
        "<form method=\"post\"><article class=\"asked\"><h1>Log in with TikTok</h1><fieldset><legend>Account</legend>",
    );
    let accounts = world.accounts.iter().filter(|account| account.platform == Platform::Tiktok);
    for (index, account) in accounts.enumerate() {
        let checked = if index == 0 { " checked" } else { "" };
        // A String cannot refuse to be written to.
        let _ = write!(
            form,
            "<p><label><input type=\"radio\" name=\"person\" value=\"{}\"{checked}> {}</label></p>",
            escape(&account.id),
            escape(&account.name)
        );
    }
    form.push_str("</fieldset><fieldset><legend>Countersign would like to</legend>");
    for scope in field(fields, "scope").split(',').filter(|scope| !scope.is_empty()) {
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
    html::form("Log in with TikTok", "TikTok", &form)
}

/// What the person decided: sends the browser back to the app.
pub(crate) fn decided(scene: &mut Scene<'_>, fields: &[(String, String)]) -> Response {
    if let Some(why) = wrong(scene.world, fields) {
        return html::notice(StatusCode::BAD_REQUEST, "Log in", "TikTok", &why);
    }
    let Ok(mut back) = Url::parse(field(fields, "redirect_uri")) else { return html::not_found() };
    let state = field(fields, "state");
    if field(fields, "decision") == "allow" {
        let account = field(fields, "person").to_owned();
        if scene.world.account(Platform::Tiktok, &account).is_none() {
            return html::not_found();
        }
        let scopes: BTreeSet<String> =
            fields.iter().filter(|(name, _)| name == "allow").map(|(_, value)| value.clone()).collect();
        // A code holds signs that have to be read as they were meant.
        let code = format!("{}*0!{}", scene.world.chance.word(56), scene.world.chance.word(4));
        let new = NewCode {
            app: field(fields, "client_key").to_owned(),
            redirect: field(fields, "redirect_uri").to_owned(),
            account,
            scopes: scopes.clone(),
            challenge: Some(field(fields, "code_challenge").to_owned()),
        };
        scene.world.logins.allow(Platform::Tiktok, code.clone(), new, scene.now);
        let scopes = scopes.into_iter().collect::<Vec<_>>().join(",");
        back.query_pairs_mut().append_pair("code", &code).append_pair("scopes", &scopes).append_pair("state", state);
    } else {
        back.query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_description", "User cancelled the authorization")
            .append_pair("state", state);
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    if let Ok(location) = HeaderValue::try_from(back.to_string()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// A refusal is flat, and comes with 200 where TikTok has it so.
fn refuse(error: &str, words: &str) -> Reply {
    Reply::ok(json!({ "error": error, "error_description": words, "log_id": "202611210917220100000000000000D59D" }))
}

/// A code, or what renews, becomes a token.
pub(super) fn token(scene: &mut Scene<'_>, call: &Call) -> Reply {
    let field = |name: &str| proofs::field(call, name);
    let (key, secret) = (field("client_key"), field("client_secret"));
    if scene.world.logins.app(Platform::Tiktok, key).is_none_or(|app| app.secret != secret) {
        return refuse("invalid_client", "Client key or secret is incorrect.");
    }
    match field("grant_type") {
        "authorization_code" => {
            let allowed = scene.world.logins.take(field("code"), scene.now);
            let good = allowed.filter(|it| it.app == key && it.redirect == field("redirect_uri"));
            let Some(allowed) = good else { return refuse("invalid_grant", "Authorization code is expired.") };
            let digest: [u8; 32] = Sha256::digest(field("code_verifier").as_bytes()).into();
            if allowed.challenge.as_deref() != Some(hex(&digest).as_str()) {
                return refuse("invalid_grant", "Code verifier or code challenge is invalid.");
            }
            let (_, renewable) = lasts(scene);
            let renewal = Renewal {
                platform: Platform::Tiktok,
                app: allowed.app,
                account: allowed.account,
                holder: Holder::Account,
                scopes: allowed.scopes,
                ends_ms: scene.now + renewable * 1_000,
            };
            issue(scene, renewal, None)
        }
        "refresh_token" => {
            let kept = field("refresh_token").to_owned();
            let known = scene.world.logins.renewal(&kept, scene.now).cloned();
            let good = known.filter(|it| it.platform == Platform::Tiktok && it.app == key);
            let Some(renewal) = good else { return refuse("invalid_grant", "Refresh token is invalid or expired.") };
            match scene.world.tiktok.wire.tokens {
                TiktokTokens::Older => issue(scene, renewal, Some(kept)),
                TiktokTokens::Newer => {
                    scene.world.logins.use_up(&kept, scene.now);
                    issue(scene, renewal, None)
                }
            }
        }
        _ => refuse("unsupported_grant_type", "The grant type is not supported."),
    }
}

/// For how many seconds a token is good, and what renews it.
fn lasts(scene: &Scene<'_>) -> (i64, i64) {
    match scene.world.tiktok.wire.tokens {
        TiktokTokens::Older => (DAY_S, 365 * DAY_S),
        TiktokTokens::Newer => (2 * 60 * 60, 180 * DAY_S),
    }
}

fn issue(scene: &mut Scene<'_>, renewal: Renewal, again: Option<String>) -> Reply {
    let (lasts, renewable) = lasts(scene);
    let token = format!("act.practice-tiktok-{}", scene.world.chance.word(48));
    let grant = Grant {
        platform: Platform::Tiktok,
        account: renewal.account.clone(),
        holder: renewal.holder,
        standing: Standing::Good,
        scopes: Some(renewal.scopes.clone()),
        ends_ms: Some(scene.now + lasts * 1_000),
        app: None,
    };
    scene.world.give(token.clone(), grant);
    let scopes = renewal.scopes.iter().cloned().collect::<Vec<_>>().join(",");
    let (account, renewing) = (renewal.account.clone(), renewal);
    let refresh = again.unwrap_or_else(|| format!("rft.practice-tiktok-{}", scene.world.chance.word(48)));
    let renewing = Renewal { ends_ms: scene.now + renewable * 1_000, ..renewing };
    scene.world.logins.keep_renewal(refresh.clone(), renewing);
    Reply::ok(json!({
        "access_token": token, "expires_in": lasts, "open_id": account, "refresh_expires_in": renewable,
        "refresh_token": refresh, "scope": scopes, "token_type": "Bearer",
    }))
}

/// A token is taken back.
pub(super) fn revoke(scene: &mut Scene<'_>, call: &Call) -> Reply {
    let field = |name: &str| proofs::field(call, name);
    if scene
        .world
        .logins
        .app(Platform::Tiktok, field("client_key"))
        .is_none_or(|it| it.secret != field("client_secret"))
    {
        return refuse("invalid_client", "Client key or secret is incorrect.");
    }
    let token = field("token").to_owned();
    let account = scene.world.grant(Platform::Tiktok, &token).map(|grant| grant.account.clone());
    if let Some(account) = account {
        scene.world.set_standing(Platform::Tiktok, &account, Standing::Revoked);
    }
    Reply::json(StatusCode::OK, Value::Null)
}

#[cfg(test)]
mod tests {
    use super::is_registered;

    #[test]
    fn a_star_stands_for_any_port_and_for_nothing_else() {
        let registered = ["http://127.0.0.1:*/tiktok".to_owned()];
        assert!(is_registered(&registered, "http://127.0.0.1:8418/tiktok"));
        for wrong in [
            "http://127.0.0.1/tiktok",
            "http://127.0.0.1:8418/other",
            "http://localhost:8418/tiktok",
            "http://example.org:8418/tiktok",
            "http://127.0.0.1:8418/tiktok?x=1",
            "https://127.0.0.1:8418/tiktok",
        ] {
            assert!(!is_registered(&registered, wrong), "{wrong}");
        }
    }
}
