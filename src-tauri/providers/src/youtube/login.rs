//! Google's sign-in: what the clinic's project has to be, and how a person's sign-in becomes a channel's token.
//!
//! Invariant: what is kept is the hour's token and what renews it, as one; a code is worth nothing without the proof that only
//! this sign-in has. Google's own refusal to renew ends a connection, and nothing else does.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::model::Platform;
use countersign_core::model::{ChannelId, Login, Millis, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, Identity,
    LoginFacts, Offer, Right, Unfinished,
};
use serde::Deserialize;

use super::wire::TOKEN;
use super::{no_channel, who};
use crate::errors::{Verdict, failure, reconnect};
use crate::http::{Answer, Call, Caller, Credential, Http};
use crate::oauth::{self, Dialog};
use crate::settings::LoginSettings;

const PATH: &str = "/youtube";
/// The hour's token is renewed so long before its end.
const AHEAD: i64 = 10 * Millis::MINUTE;

const RIGHTS: &[Right] = &[
    Right {
        scope: "https://www.googleapis.com/auth/youtube.upload",
        purpose: "upload videos and the pictures before them",
        required: true,
    },
    Right {
        scope: "https://www.googleapis.com/auth/youtube.readonly",
        purpose: "see which channel it is and how its videos are doing",
        required: true,
    },
    Right {
        scope: "https://www.googleapis.com/auth/youtube.force-ssl",
        purpose: "publish what was uploaded, comment on it and take it down",
        required: true,
    },
];

/// Read 2026-11-20 in Google's guides; where they say something else by now, theirs is right.
const GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Create the clinic's own project at Google",
        text: "Sign in at the Google Cloud console with the account that manages the clinic's channel, and create a project. Under APIs and services, Library, switch on the YouTube Data API v3. The project belongs to the clinic; nobody else uses it.",
        link: Some("https://console.cloud.google.com/projectcreate"),
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Fill in the consent screen, and publish it",
        text: "Under Google Auth Platform, fill in Branding, and under Audience choose External. Then press Publish app: as long as it says Testing, Google ends every sign-in after seven days. Google will warn that it has not verified the app; for the clinic's own people that is right.",
        link: None,
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Make a client for a desktop app",
        text: "Under Clients, choose Create client, and as type Desktop app. No address has to be registered: the browser comes back to this computer.",
        link: None,
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Hand in the client's id and secret",
        text: "Copy the Client ID and the Client secret into the private window. The secret is sealed on this laptop and shown nowhere.",
        link: None,
        check: GuideCheck::AppIsKept,
    },
    GuideStep {
        title: "Sign in and choose the channel",
        text: "The browser opens at Google. Choose the account, and if Google asks, the channel; where it warns that the app is not verified, choose Advanced and go on. Leave every box ticked. Videos of a project that Google never checked used to stay private; since November 2026 they do not, and Countersign says so if one does.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Google's sign-in.
pub(crate) struct YoutubeLogin {
    http: Arc<Http>,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    scope: String,
    /// Where what renews it lasts no longer than so.
    #[serde(default)]
    refresh_token_expires_in: Option<i64>,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// What Google says against giving a token.
enum Denied {
    /// The client's id or secret is none.
    Client(String),
    /// What was brought is worth nothing any more.
    Grant(String),
    Other(Verdict),
}

impl YoutubeLogin {
    pub(crate) fn new(http: Arc<Http>, settings: LoginSettings) -> Self {
        let facts = LoginFacts {
            login: Login::Youtube,
            name: "Google sign-in",
            account: "channel",
            app_id: "Client ID",
            app_secret: Some(AppSecret { label: "Client secret", without: None }),
            // Google takes a desktop app back to this computer at any port, and registers none.
            redirects: oauth::redirects(&settings.numbered(), PATH),
            renews_when_over: true,
            rights: RIGHTS,
            lasts: "Countersign renews the sign-in by itself every hour. It ends when somebody takes it back at Google, when it was not used for six months, and after seven days as long as the clinic's project says Testing.",
            guide: GUIDE,
        };
        Self { http, settings, facts }
    }

    fn dialog(&self) -> Dialog {
        Dialog {
            platform: Platform::Youtube,
            page: "https://accounts.google.com/o/oauth2/v2/auth".to_owned(),
            between: " ",
            scopes: RIGHTS.iter().map(|right| right.scope).collect(),
            path: PATH,
            // Without the consent Google gives nothing that renews to whoever allowed it before.
            also: &[("access_type", "offline"), ("prompt", "consent"), ("include_granted_scopes", "true")],
            back: self.settings.numbered(),
            proves: true,
        }
    }

    async fn token(&self, caller: Caller<'_>, fields: Vec<(&'static str, Secret)>) -> Result<(Given, Answer), Denied> {
        let answer = self.http.send(Call::new(&TOKEN, caller, &[]).proofs(fields)).await.map_err(Denied::Other)?;
        let body = answer.json().unwrap_or_default();
        if let Ok(Refused { error, error_description }) = serde_json::from_value(body.clone()) {
            let detail = format!("{} {error}: {error_description}", answer.status);
            return Err(match error.as_str() {
                "invalid_client" | "unauthorized_client" | "redirect_uri_mismatch" | "deleted_client" => {
                    Denied::Client(detail)
                }
                "invalid_grant" => Denied::Grant(detail),
                _ => Denied::Other(Verdict::Unclear(Platform::Youtube, detail)),
            });
        }
        match serde_json::from_value(body) {
            Ok(given) if answer.succeeded() => Ok((given, answer)),
            Ok(_) | Err(_) => {
                let detail = format!("{} without a token", answer.status);
                Err(Denied::Other(Verdict::Unclear(Platform::Youtube, detail)))
            }
        }
    }
}

fn nobody() -> Caller<'static> {
    Caller { credential: Credential::Within, correlation: None, channel: None }
}

fn shown(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// What was given, with what renews it: the new one, or the one that is kept.
fn granted(given: Given, answer: &Answer, kept: Option<Secret>) -> Granted {
    let at = answer.at;
    // What it does not say is what Google documents: an hour.
    let lasts = oauth::lasting(given.expires_in, 60 * Millis::MINUTE);
    let refresh = given.refresh_token.map(Secret::new).or(kept);
    let until = at.plus(lasts);
    let ends_at = match (&refresh, oauth::lasting(given.refresh_token_expires_in.unwrap_or_default(), 0)) {
        (None, _) => Some(until),
        // Nobody names an end of what renews it.
        (Some(_), 0) => None,
        (Some(_), renewable) => Some(at.plus(renewable)),
    };
    let renew_at = refresh.as_ref().map(|_| at.plus((lasts - AHEAD).max(lasts / 2)));
    let carried_until = refresh.as_ref().map(|_| until);
    let scopes: Vec<String> = given.scope.split_whitespace().map(str::to_owned).collect();
    Granted {
        token: Token::new(Secret::new(given.access_token), refresh),
        ends_at,
        carried_until,
        renew_at,
        scopes: Some(scopes).filter(|scopes| !scopes.is_empty()),
    }
}

fn short(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or(scope)
}

fn failed(verdict: Verdict) -> Unfinished {
    Unfinished::Failed(verdict.failure())
}

#[async_trait]
impl Connector for YoutubeLogin {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        let fields = vec![
            ("client_id", shown(&app.id)),
            ("client_secret", app.secret.clone().unwrap_or_else(|| shown(""))),
            ("code", code.code.clone()),
            ("code_verifier", code.verifier.clone().unwrap_or_else(|| shown(""))),
            ("grant_type", shown("authorization_code")),
            ("redirect_uri", shown(&code.redirect)),
        ];
        let (given, answer) = self.token(nobody(), fields).await.map_err(|denied| match denied {
            Denied::Client(detail) => Unfinished::App(failure(
                FailureClass::SetUp,
                "Google does not take the sign-in from the clinic's own project. Look at the Client ID and the Client secret once more, and that the client is one for a desktop app; Google's own words are under Details.",
                &detail,
            )),
            Denied::Grant(detail) => Unfinished::Failed(failure(
                FailureClass::TryAgain,
                "Google does not take this sign-in any more: it took too long, or was used before. Begin it again.",
                &detail,
            )),
            Denied::Other(verdict) => failed(verdict),
        })?;
        let granted = granted(given, &answer, None);
        let scopes = granted.scopes.clone().unwrap_or_default();
        let missing: Vec<Right> = self.facts.missing(&scopes).into_iter().filter(|right| right.required).collect();
        if let Some(right) = missing.first() {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                format!(
                    "Google was not allowed to let Countersign {}, so nothing was connected. Begin again, and leave every box ticked.",
                    right.purpose
                ),
                // Without what makes an address of it, which is not shown.
                &format!("not granted: {}", missing.iter().map(|it| short(it.scope)).collect::<Vec<_>>().join(", ")),
            )));
        }
        let caller = Caller::new(granted.token.access());
        let Identity { id, name } =
            who(&self.http, caller).await.map_err(failed)?.ok_or_else(|| failed(no_channel()))?;
        Ok(vec![Offer { account_id: id, name, about: None, refused: None, granted }])
    }

    async fn renew(&self, app: Option<&App>, channel: ChannelId, token: &Token) -> Result<Granted, Failure> {
        let (Some(app), Some(refresh)) = (app, token.refresh()) else {
            return Err(failure(
                FailureClass::TryAgain,
                "The clinic's own project at Google is not on this laptop, so the sign-in can't be renewed. Hand its Client ID and Client secret in again.",
                "nothing to renew with",
            ));
        };
        let fields = vec![
            ("client_id", shown(&app.id)),
            ("client_secret", app.secret.clone().unwrap_or_else(|| shown(""))),
            ("refresh_token", refresh.clone()),
            ("grant_type", shown("refresh_token")),
        ];
        let caller = Caller { channel: Some(channel), ..nobody() };
        match self.token(caller, fields).await {
            Ok((given, answer)) => Ok(granted(given, &answer, Some(refresh.clone()))),
            Err(Denied::Grant(detail)) => Err(reconnect(Platform::Youtube, &detail).failure()),
            // The project is mended without the channel being signed in anew.
            Err(Denied::Client(detail)) => Err(failure(
                FailureClass::TryAgain,
                "Google does not take the clinic's own project any more, so the sign-in was not renewed. Look at its Client ID and Client secret under Settings.",
                &detail,
            )),
            Err(Denied::Other(verdict)) => Err(verdict.failure()),
        }
    }
}
