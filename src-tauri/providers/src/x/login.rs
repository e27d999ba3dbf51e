//! Signing in at X: what the clinic's app has to be, and how an account's sign-in becomes a token that is renewed every two
//! hours.
//!
//! Invariant: what renews a sign-in is good once, so what X gave for it is never asked for twice at the same time, and an
//! answer that was lost is said to be lost. An app with a secret proves itself by it; one without proves itself by nothing
//! but the code, which only whoever asked can turn into a token (PKCE).

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_core::model::{ChannelId, Login, Millis, Platform, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, LoginFacts, Offer,
    Right, Unfinished,
};
use serde::Deserialize;

use super::limits::again_at;
use super::who;
use super::wire::TOKEN;
use crate::errors::{Verdict, failure, wait};
use crate::http::{Answer, Call, Caller, Credential, Http, Scheme};
use crate::oauth::{self, Dialog};
use crate::settings::LoginSettings;

const PATH: &str = "/x";
/// X names no number of days; its documentation says about six months (read 2026-11-20).
const LASTS: i64 = 180 * Millis::DAY;
/// Of the two hours that a token is good for, what is left when it is renewed.
const AHEAD: i64 = 30 * Millis::MINUTE;

const RIGHTS: &[Right] = &[
    Right { scope: "tweet.read", purpose: "read the account's own posts back", required: true },
    Right { scope: "tweet.write", purpose: "publish posts and take them down", required: true },
    Right { scope: "users.read", purpose: "see which account it is", required: true },
    Right { scope: "media.write", purpose: "send pictures and videos", required: true },
    Right { scope: "dm.read", purpose: "read messages to the account", required: false },
    Right { scope: "dm.write", purpose: "answer messages to the account", required: false },
    Right { scope: "tweet.moderate.write", purpose: "hide answers under the clinic's posts", required: false },
    Right { scope: "like.write", purpose: "like what people write, where X lets the clinic's app", required: false },
    Right { scope: "offline.access", purpose: "stay signed in for longer than two hours", required: true },
];

/// Read 2026-11-20 in X's documentation; where that says something else by now, it is right.
const GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Create the clinic's own app at X",
        text: "Sign in at X's developer console with the clinic's account and create a project with an app. X has no free access: add credits under Billing. A post costs about a cent and a half, one with a link 20 cents, and X takes nothing without credits.",
        link: Some("https://console.x.com/"),
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Register the addresses that the browser comes back to",
        text: "In the app, open User authentication settings, choose Read and write, and choose Native App as the type. Copy all of these addresses, letter by letter, into Callback URI / Redirect URL, and save. Countersign uses the first one whose port is free.",
        link: None,
        check: GuideCheck::ShowsRedirect,
    },
    GuideStep {
        title: "Hand in the app's Client ID",
        text: "In the app, open Keys and tokens. Copy the OAuth 2.0 Client ID into the private window. A Native App has no Client Secret: leave that field empty. If the app is a Web App, copy the OAuth 2.0 Client Secret as well; it is sealed on this laptop and shown nowhere.",
        link: None,
        check: GuideCheck::AppIsKept,
    },
    GuideStep {
        title: "Sign in as the clinic's account",
        text: "The browser opens at X. Sign in as the clinic's account and choose Authorize app. X gives half a minute for the way back, so leave Countersign open.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Signing in at X.
pub(crate) struct XLogin {
    http: Arc<Http>,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    expires_in: i64,
    #[serde(default)]
    scope: String,
}

#[derive(Debug, Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

/// What X says against giving a token.
#[derive(Debug)]
enum Against {
    /// It does not take the app.
    App(String),
    /// It does not take what was to become a token.
    Proof(String),
    /// Anything else.
    Other(Verdict),
}

impl XLogin {
    pub(crate) fn new(http: Arc<Http>, settings: LoginSettings) -> Self {
        let facts = LoginFacts {
            login: Login::X,
            name: "X",
            account: "account",
            app_id: "Client ID",
            app_secret: Some(AppSecret {
                label: "Client Secret",
                without: Some("Leave it empty if the app is a Native App, which has none."),
            }),
            redirects: oauth::redirects(&settings.numbered(), PATH),
            renews_when_over: true,
            rights: RIGHTS,
            lasts: "Countersign renews a sign-in by itself every two hours, as long as the laptop is on at least once in about six months. What renews it is good once: if X's answer is lost on its way, X asks for a new sign-in, and Countersign says so.",
            guide: GUIDE,
        };
        Self { http, settings, facts }
    }

    fn dialog(&self) -> Dialog {
        Dialog {
            platform: Platform::X,
            page: "https://x.com/i/oauth2/authorize".to_owned(),
            between: " ",
            scopes: RIGHTS.iter().map(|right| right.scope).collect(),
            path: PATH,
            also: &[],
            back: self.settings.numbered(),
            proves: true,
        }
    }

    /// Asks for a token; the app proves itself as it can.
    async fn given(
        &self,
        app: &App,
        channel: Option<ChannelId>,
        mut fields: Vec<(&'static str, Secret)>,
    ) -> Result<Granted, Against> {
        fields.push(("client_id", Secret::new(app.id.clone())));
        let basic = app.secret.as_ref().map(|secret| basic(&app.id, secret));
        let credential = basic.as_ref().map_or(Credential::Within, Credential::Given);
        let caller = Caller { credential, correlation: None, channel };
        let call = Call::new(&TOKEN, caller, &[]).by(Scheme::Basic).proofs(fields);
        let answer = self.http.send(call).await.map_err(Against::Other)?;
        if !answer.succeeded() {
            return Err(against(&answer));
        }
        let given: Option<Given> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let unclear = || Against::Other(Verdict::Unclear(Platform::X, format!("{} without a token", answer.status)));
        let given = given.filter(|given| !given.access_token.is_empty()).ok_or_else(unclear)?;
        Ok(granted(given, answer.at))
    }
}

fn granted(given: Given, at: Millis) -> Granted {
    // What it does not say is what X documents: two hours.
    let lasts = oauth::lasting(given.expires_in, 120 * Millis::MINUTE);
    let renews = given.refresh_token.is_some();
    let until = at.plus(lasts);
    let scopes: Vec<String> = given.scope.split_whitespace().map(str::to_owned).collect();
    Granted {
        token: Token::new(Secret::new(given.access_token), given.refresh_token.map(Secret::new)),
        ends_at: Some(if renews { at.plus(LASTS) } else { until }),
        carried_until: renews.then_some(until),
        renew_at: renews.then(|| at.plus((lasts - AHEAD).max(lasts / 2))),
        scopes: (!scopes.is_empty()).then_some(scopes),
    }
}

/// An app's id and secret as one word (RFC 7617).
fn basic(id: &str, secret: &Secret) -> Secret {
    Secret::new(STANDARD.encode(format!("{id}:{}", secret.expose())))
}

fn against(answer: &Answer) -> Against {
    let refusal: Option<Refusal> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    let Some(refusal) = refusal.filter(|refusal| !refusal.error.is_empty()) else {
        return Against::Other(match answer.status {
            429 => wait(Platform::X, again_at(answer), "429"),
            status => Verdict::Unclear(Platform::X, format!("{status} without a token")),
        });
    };
    let detail = format!("{} {}: {}", answer.status, refusal.error, refusal.error_description);
    let words = refusal.error_description.to_lowercase();
    match (answer.status, refusal.error.as_str()) {
        (500.., _) => Against::Other(Verdict::Unclear(Platform::X, detail)),
        (429, _) => Against::Other(wait(Platform::X, again_at(answer), &detail)),
        (_, "invalid_grant") => Against::Proof(detail),
        // One that was used is told so: «Value passed for the token was invalid.»
        (_, "invalid_request") if words.contains("for the token") || words.contains("for the authorization code") => {
            Against::Proof(detail)
        }
        (_, _) => Against::App(detail),
    }
}

fn app_refused(detail: &str) -> Failure {
    failure(
        FailureClass::SetUp,
        "X does not take the sign-in from the clinic's own app. Look at the Client ID, the Client Secret and the registered addresses once more; X's own words are under Details.",
        detail,
    )
}

#[async_trait]
impl Connector for XLogin {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        let shown = |text: &str| Secret::new(text.to_owned());
        let mut fields = vec![
            ("grant_type", shown("authorization_code")),
            ("code", code.code.clone()),
            ("redirect_uri", shown(&code.redirect)),
        ];
        fields.extend(code.verifier.clone().map(|verifier| ("code_verifier", verifier)));
        let granted = self.given(app, None, fields).await.map_err(|against| match against {
            Against::App(detail) => Unfinished::App(app_refused(&detail)),
            Against::Proof(detail) => Unfinished::Failed(failure(
                FailureClass::TryAgain,
                "X did not take the sign-in any more: it gives half a minute for the way back. Begin it again.",
                &detail,
            )),
            Against::Other(verdict) => Unfinished::Failed(verdict.failure()),
        })?;
        let missing = self.facts.missing(granted.scopes.as_deref().unwrap_or_default());
        if let Some(right) = missing.iter().find(|right| right.required && granted.scopes.is_some()) {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                format!(
                    "X was not allowed to let Countersign {}, so nothing was connected. Choose Read and write in the app's User authentication settings, then begin again.",
                    right.purpose
                ),
                &format!("not granted: {}", missing.iter().map(|it| it.scope).collect::<Vec<_>>().join(", ")),
            )));
        }
        let user = who(&self.http, Caller::new(granted.token.access())).await;
        let user = user.map_err(|verdict| Unfinished::Failed(verdict.failure()))?;
        let name = format!("@{}", user.username);
        Ok(vec![Offer { account_id: user.id, name, about: None, refused: None, granted }])
    }

    async fn renew(&self, app: Option<&App>, channel: ChannelId, token: &Token) -> Result<Granted, Failure> {
        let Some(app) = app else {
            return Err(failure(
                FailureClass::SetUp,
                "The clinic's own app for X is not set up on this laptop any more. Hand its Client ID in again.",
                "no app",
            ));
        };
        let Some(refresh) = token.refresh() else {
            return Err(failure(
                FailureClass::Reconnect,
                "X gave nothing to renew this sign-in with. Sign in again.",
                "",
            ));
        };
        let fields = vec![("grant_type", Secret::new("refresh_token".to_owned())), ("refresh_token", refresh.clone())];
        self.given(app, Some(channel), fields).await.map_err(|against| match against {
            Against::App(detail) => app_refused(&detail),
            Against::Proof(detail) => failure(
                FailureClass::Reconnect,
                "X does not renew this sign-in any more. What renews it is good once: X's last answer was lost on its way here, or somebody took the app's access away. Sign in at X again.",
                &detail,
            ),
            Against::Other(Verdict::Unclear(_, detail)) => failure(
                FailureClass::TryAgain,
                "X did not answer to the renewal. Countersign asks once more; if X had renewed it already, you are asked to sign in again.",
                &detail,
            ),
            Against::Other(verdict @ (Verdict::Refused(_) | Verdict::Later(_))) => verdict.failure(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Millis = Millis(1_795_165_200_000);

    fn given(refresh: Option<&str>, expires_in: i64) -> Granted {
        let (access_token, refresh_token) = ("a".to_owned(), refresh.map(str::to_owned));
        granted(Given { access_token, refresh_token, expires_in, scope: "tweet.read users.read".to_owned() }, AT)
    }

    #[test]
    fn a_sign_in_outlives_what_calls_carry_only_where_something_renews_it() {
        let renewing = given(Some("r"), 7_200);
        assert_eq!(renewing.carried_until, Some(AT.plus(120 * Millis::MINUTE)));
        assert_eq!(renewing.renew_at, Some(AT.plus(90 * Millis::MINUTE)));
        assert_eq!(renewing.ends_at, Some(AT.plus(LASTS)));
        assert_eq!(renewing.scopes.unwrap(), ["tweet.read", "users.read"]);
        let not = given(None, 0);
        assert_eq!((not.ends_at, not.carried_until, not.renew_at), (Some(AT.plus(120 * Millis::MINUTE)), None, None));
        assert_eq!(given(Some("r"), 60).renew_at, Some(AT.plus(30_000)), "a short one is renewed half-way");
    }

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let said = match against(&Answer::of(status, &[], body)) {
            Against::App(_) => "app",
            Against::Proof(_) => "proof",
            Against::Other(Verdict::Later(_)) => "later",
            Against::Other(Verdict::Refused(_) | Verdict::Unclear(..)) => "unclear",
        };
        assert_eq!(said, expected, "{status} {body}");
    }

    #[test]
    fn only_x_s_own_word_about_it_ends_a_sign_in() {
        let used = r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;
        check(400, used, "proof");
        check(400, r#"{"error":"invalid_grant"}"#, "proof");
        let late = "Value passed for the authorization code was invalid.";
        check(400, &format!(r#"{{"error":"invalid_request","error_description":"{late}"}}"#), "proof");
        let nameless = "Missing valid authorization header";
        check(401, &format!(r#"{{"error":"unauthorized_client","error_description":"{nameless}"}}"#), "app");
        check(400, r#"{"error":"invalid_request","error_description":"redirect_uri did not match"}"#, "app");
        check(400, "<html>", "unclear");
        check(503, used, "unclear");
        check(429, "", "later");
    }

    #[test]
    fn an_app_is_written_down_as_one_word() {
        assert_eq!(basic("id", &Secret::new("se:cret".to_owned())).expose(), "aWQ6c2U6Y3JldA==");
    }
}
