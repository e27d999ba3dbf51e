//! Signing in at TikTok: what the clinic's app has to be, and how an account's sign-in becomes a token that is renewed.
//!
//! Invariant: how long a token and what renews it last is what TikTok says with them, since its own pages name two. What
//! renews a sign-in may be good once: what it gave is kept as a pair, and never asked for twice at the same time. The app's
//! secret is the clinic's own and lies in its vault.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::model::{ChannelId, Login, Millis, Platform, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, LoginFacts, Offer,
    Right, Unfinished,
};
use serde::Deserialize;

use super::limits::again_at;
use super::who;
use super::wire::TOKEN;
use crate::errors::{Verdict, failure, reconnect, wait};
use crate::http::{Answer, Call, Caller, Credential, HIDDEN, Http};
use crate::oauth::{self, Dialog};
use crate::settings::LoginSettings;

const PATH: &str = "/tiktok";
/// Of what a token is good for, what is left when it is renewed.
const AHEAD: i64 = 30 * Millis::MINUTE;

const RIGHTS: &[Right] = &[
    Right { scope: "user.info.basic", purpose: "see which account it is", required: true },
    Right { scope: "user.info.profile", purpose: "see the account's name in addresses", required: false },
    Right { scope: "user.info.stats", purpose: "read how many follow the account", required: false },
    Right { scope: "video.upload", purpose: "put posts into the inbox of the account's app", required: true },
    Right { scope: "video.publish", purpose: "publish posts as they were signed", required: false },
    Right { scope: "video.list", purpose: "read the account's public posts back", required: false },
];

/// Read 2026-11-20 in TikTok's documentation; where that says something else by now, it is right.
const GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Create the clinic's own app at TikTok",
        text: "Sign in at TikTok for Developers and connect an app for the clinic. Add the products Login Kit and Content Posting API, and switch on Direct Post. The app belongs to the clinic; nobody else uses it.",
        link: Some("https://developers.tiktok.com/apps"),
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Register the addresses that the browser comes back to",
        text: "Under Login Kit choose Desktop and copy all of these addresses, letter by letter, into Redirect URI. Countersign uses the first one whose port is free. TikTok also takes one with a star in place of the port.",
        link: None,
        check: GuideCheck::ShowsRedirect,
    },
    GuideStep {
        title: "Ask for the rights",
        text: "Under Scopes add user.info.basic, user.info.profile, video.upload, video.publish and video.list. As long as TikTok has not audited the app it publishes only for private accounts, and only for nobody but the account itself, for five accounts a day. Posts for the app's inbox need no audit: somebody finishes them on the phone.",
        link: None,
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "For pictures: verify the media host",
        text: "TikTok fetches pictures from the clinic's media host, and only from an address that was verified. Under URL properties verify the address that Settings, Media host shows. Videos need none.",
        link: None,
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Hand in the app's Client key and secret",
        text: "Copy the Client key and the Client secret into the private window. The secret is sealed on this laptop and shown nowhere.",
        link: None,
        check: GuideCheck::AppIsKept,
    },
    GuideStep {
        title: "Sign in with the clinic's account",
        text: "The browser opens at TikTok. Sign in with the account that posts are for, and leave everything switched on.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// TikTok's sign-in.
pub(crate) struct TiktokLogin {
    http: Arc<Http>,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    access_token: String,
    #[serde(default)]
    expires_in: i64,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    refresh_expires_in: i64,
    #[serde(default)]
    scope: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
    #[serde(default)]
    log_id: String,
}

/// What TikTok says against giving a token.
enum Denied {
    /// The client's key or secret is none.
    Client(String),
    /// What was brought is worth nothing any more.
    Grant(String),
    Other(Verdict),
}

impl TiktokLogin {
    pub(crate) fn new(http: Arc<Http>, settings: LoginSettings) -> Self {
        let facts = LoginFacts {
            login: Login::Tiktok,
            name: "TikTok Login",
            account: "account",
            app_id: "Client key",
            app_secret: Some(AppSecret { label: "Client secret", without: None }),
            redirects: oauth::redirects(&settings.numbered(), PATH),
            renews_when_over: true,
            rights: RIGHTS,
            lasts: "Countersign renews the sign-in by itself, every few hours. It ends when somebody takes it back in TikTok's app, and half a year after it was renewed last.",
            guide: GUIDE,
        };
        Self { http, settings, facts }
    }

    fn dialog(&self) -> Dialog {
        Dialog {
            platform: Platform::Tiktok,
            page: "https://www.tiktok.com/v2/auth/authorize/".to_owned(),
            between: ",",
            scopes: RIGHTS.iter().map(|right| right.scope).collect(),
            path: PATH,
            // Whoever is signed in in the browser is asked nevertheless: it may be another account.
            also: &[("disable_auto_auth", "1")],
            back: self.settings.numbered(),
            proves: true,
        }
    }

    async fn token(
        &self,
        app: &App,
        channel: Option<ChannelId>,
        mut fields: Vec<(&'static str, Secret)>,
    ) -> Result<Granted, Denied> {
        fields.push(("client_key", shown(&app.id)));
        fields.push(("client_secret", app.secret.clone().unwrap_or_else(|| shown(""))));
        let caller = Caller { credential: Credential::Within, correlation: None, channel };
        let answer = self.http.send(Call::new(&TOKEN, caller, &[]).proofs(fields)).await.map_err(Denied::Other)?;
        let body = answer.json().unwrap_or_default();
        // The word decides, and never the status: it has come with 200.
        if let Ok(Refused { error, error_description, log_id }) = serde_json::from_value(body.clone()) {
            return Err(denied(&answer, &error, &format!("{error_description} {log_id}")));
        }
        let given: Option<Given> = serde_json::from_value(body).ok();
        match given.filter(|given| answer.succeeded() && !given.access_token.is_empty()) {
            Some(given) => Ok(granted(given, answer.dated())),
            None => {
                let detail = format!("{} without a token", answer.status);
                Err(Denied::Other(Verdict::Unclear(Platform::Tiktok, detail)))
            }
        }
    }
}

fn denied(answer: &Answer, error: &str, words: &str) -> Denied {
    let detail = format!("{} {error}: {words}", answer.status);
    match error {
        "invalid_client" | "unauthorized_client" | "invalid_request" | "invalid_scope" | "unsupported_grant_type" => {
            Denied::Client(detail)
        }
        "invalid_grant" | "access_denied" => Denied::Grant(detail),
        "rate_limit_exceeded" => Denied::Other(wait(Platform::Tiktok, again_at(answer), &detail)),
        _ => Denied::Other(Verdict::Unclear(Platform::Tiktok, detail)),
    }
}

fn granted(given: Given, at: Millis) -> Granted {
    // What it does not say is the shorter of what its pages name.
    let lasts = oauth::lasting(given.expires_in, 120 * Millis::MINUTE);
    let renewable = oauth::lasting(given.refresh_expires_in, 180 * Millis::DAY);
    let renews = given.refresh_token.is_some();
    let until = at.plus(lasts);
    let scopes: Vec<String> =
        given.scope.split(',').map(|scope| scope.trim().to_owned()).filter(|scope| !scope.is_empty()).collect();
    Granted {
        token: Token::new(Secret::new(given.access_token), given.refresh_token.map(Secret::new)),
        ends_at: Some(if renews { at.plus(renewable) } else { until }),
        carried_until: renews.then_some(until),
        renew_at: renews.then(|| at.plus((lasts - AHEAD).max(lasts / 2))),
        scopes: (!scopes.is_empty()).then_some(scopes),
    }
}

/// By its older pages TikTok lets the same one renew again: it comes back as it was sent, or not at all.
fn with_the_same(granted: Granted, kept: &Secret) -> Granted {
    let token = |access: &Secret| Token::new(access.clone(), Some(kept.clone()));
    match granted.token.refresh() {
        Some(refresh) if refresh.expose() != HIDDEN => granted,
        Some(_) => Granted { token: token(granted.token.access()), ..granted },
        None => Granted {
            token: token(granted.token.access()),
            carried_until: granted.ends_at,
            renew_at: granted.ends_at.map(|until| until.plus(-AHEAD)),
            ends_at: None,
            ..granted
        },
    }
}

fn shown(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn failed(verdict: Verdict) -> Unfinished {
    Unfinished::Failed(verdict.failure())
}

#[async_trait]
impl Connector for TiktokLogin {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        let mut fields = vec![
            ("grant_type", shown("authorization_code")),
            ("code", code.code.clone()),
            ("redirect_uri", shown(&code.redirect)),
        ];
        fields.extend(code.verifier.clone().map(|verifier| ("code_verifier", verifier)));
        let granted = self.token(app, None, fields).await.map_err(|denied| match denied {
            Denied::Client(detail) => Unfinished::App(failure(
                FailureClass::SetUp,
                "TikTok does not take the sign-in from the clinic's own app. Look at the Client key, the Client secret and the registered addresses once more; TikTok's own words are under Details.",
                &detail,
            )),
            Denied::Grant(detail) => Unfinished::Failed(failure(
                FailureClass::TryAgain,
                "TikTok does not take this sign-in any more: it took too long, or was used before. Begin it again.",
                &detail,
            )),
            Denied::Other(verdict) => failed(verdict),
        })?;
        // Whoever signs in may have allowed a part of it.
        let missing = self.facts.missing(granted.scopes.as_deref().unwrap_or_default());
        if let Some(right) = missing.iter().find(|right| right.required) {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                format!(
                    "TikTok was not allowed to let Countersign {}, so nothing was connected. Begin again, and leave everything switched on.",
                    right.purpose
                ),
                &format!("not granted: {}", missing.iter().map(|it| it.scope).collect::<Vec<_>>().join(", ")),
            )));
        }
        let own = who(&self.http, Caller::new(granted.token.access())).await.map_err(failed)?;
        Ok(vec![Offer { account_id: own.id, name: own.name, about: None, refused: None, granted }])
    }

    async fn renew(&self, app: Option<&App>, channel: ChannelId, token: &Token) -> Result<Granted, Failure> {
        let (Some(app), Some(refresh)) = (app, token.refresh()) else {
            return Err(failure(
                FailureClass::TryAgain,
                "The clinic's own app at TikTok is not on this laptop, so the sign-in can't be renewed. Hand its Client key and Client secret in again.",
                "nothing to renew with",
            ));
        };
        let fields = vec![("grant_type", shown("refresh_token")), ("refresh_token", refresh.clone())];
        match self.token(app, Some(channel), fields).await {
            Ok(granted) => Ok(with_the_same(granted, refresh)),
            Err(Denied::Grant(detail)) => Err(reconnect(Platform::Tiktok, &detail).failure()),
            // The app is mended without the channel being signed in anew.
            Err(Denied::Client(detail)) => Err(failure(
                FailureClass::TryAgain,
                "TikTok does not take the clinic's own app any more, so the sign-in was not renewed. Look at its Client key and Client secret under Settings.",
                &detail,
            )),
            Err(Denied::Other(verdict)) => Err(verdict.failure()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(body: &str) -> Granted {
        granted(serde_json::from_str(body).unwrap(), Millis(0))
    }

    #[test]
    fn how_long_it_lasts_is_what_tiktok_says_with_it() {
        let older = given(
            r#"{"access_token":"act.1","expires_in":86400,"refresh_token":"rft.1","refresh_expires_in":31536000,"scope":"a,b"}"#,
        );
        assert_eq!((older.carried_until, older.ends_at), (Some(Millis(Millis::DAY)), Some(Millis(365 * Millis::DAY))));
        assert_eq!(older.scopes, Some(vec!["a".to_owned(), "b".to_owned()]));
        let newer = given(
            r#"{"access_token":"act.2","expires_in":7200,"refresh_token":"rft.2","refresh_expires_in":15552000}"#,
        );
        assert_eq!((newer.carried_until, newer.ends_at), (Some(Millis(7_200_000)), Some(Millis(180 * Millis::DAY))));
        assert_eq!(newer.renew_at, Some(Millis(5_400_000)));
        let silent = given(r#"{"access_token":"act.3"}"#);
        assert_eq!((silent.ends_at, silent.renew_at), (Some(Millis(7_200_000)), None));
    }
}
