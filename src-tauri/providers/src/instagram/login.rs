//! Instagram Login: what the clinic's app has to be, and how an account's sign-in becomes a token that is renewed.
//!
//! Invariant: a channel keeps the long-lived token alone. It is renewed when half of its life is over, and again and again
//! after that, so that a laptop may stay off for weeks.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::model::{ChannelId, Login, Millis, Platform, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, LoginFacts, Offer,
    Right, Unfinished,
};
use serde::Deserialize;
use serde_json::Value;

use super::refusals::judge;
use super::wire::{self, Door, LONG_TOKEN, Me, NODE, REFRESHED, TOKEN};
use crate::errors::{Verdict, failure};
use crate::http::{Answer, Call, Caller, Credential, Endpoint, Http};
use crate::oauth::{self, Dialog};
use crate::settings::{GraphVersion, LoginSettings};

const PATH: &str = "/instagram";

const RIGHTS: &[Right] = &[
    Right { scope: "instagram_business_basic", purpose: "see which account it is and read its posts", required: true },
    Right { scope: "instagram_business_content_publish", purpose: "publish posts and stories", required: true },
    Right {
        scope: "instagram_business_manage_comments",
        purpose: "write the first comment, read comments and answer them",
        required: false,
    },
    Right { scope: "instagram_business_manage_insights", purpose: "read how often posts were seen", required: false },
    Right {
        scope: "instagram_business_manage_messages",
        purpose: "read and answer messages to the account",
        required: false,
    },
];

/// Read 2026-11-20 in Meta's guides; where they say something else by now, theirs is right.
const GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Make the account a professional one",
        text: "In the Instagram app, under Settings, choose Account type and switch to a professional account. A personal account can't be posted on by any program. An account that shall get videos, too, is better connected with Facebook Login: Instagram takes videos only that way.",
        link: None,
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Create the clinic's own app at Meta",
        text: "Sign in at Meta for Developers, choose Create app, and choose the use case for managing messages and content on Instagram. Under Roles, add the clinic's Instagram account as an Instagram tester, and accept that in the Instagram app under Website permissions. Testers need no review by Meta.",
        link: Some("https://developers.facebook.com/apps/"),
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Register the address that the browser comes back to",
        text: "In the app, open Instagram, then API setup with Instagram login, then Business login settings. Copy this address, letter by letter, into OAuth redirect URIs, and save. If Meta insists on https there, paste a token instead: it is made on the same page.",
        link: None,
        check: GuideCheck::ShowsRedirect,
    },
    GuideStep {
        title: "Hand in the app's id and secret",
        text: "On the same page stand the Instagram app ID and the Instagram app secret. They are not the ones of Facebook. Copy both into the private window; the secret is sealed on this laptop and shown nowhere.",
        link: None,
        check: GuideCheck::AppIsKept,
    },
    GuideStep {
        title: "Sign in as the clinic's account",
        text: "The browser opens at Instagram. Sign in as the clinic's account and allow what Countersign asks for.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Instagram Login.
pub(crate) struct InstagramLogin {
    http: Arc<Http>,
    version: GraphVersion,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    permissions: Value,
    #[serde(default)]
    expires_in: i64,
}

impl InstagramLogin {
    pub(crate) fn new(http: Arc<Http>, version: GraphVersion, settings: LoginSettings) -> Self {
        let facts = LoginFacts {
            login: Login::Instagram,
            name: "Instagram Login",
            account: "account",
            app_id: "Instagram app ID",
            app_secret: Some(AppSecret { label: "Instagram app secret", without: None }),
            redirects: oauth::redirects(&settings.back(), PATH),
            renews_when_over: false,
            rights: RIGHTS,
            lasts: "A sign-in lasts 60 days, and Countersign renews it by itself long before. It ends if the laptop stays off for about two months, or the account's password is changed.",
            guide: GUIDE,
        };
        Self { http, version, settings, facts }
    }

    fn dialog(&self) -> Dialog {
        Dialog {
            platform: Platform::Instagram,
            page: "https://www.instagram.com/oauth/authorize".to_owned(),
            between: ",",
            scopes: RIGHTS.iter().map(|right| right.scope).collect(),
            path: PATH,
            also: &[],
            back: self.settings.back(),
            proves: false,
        }
    }

    async fn given(&self, call: Call<'_>) -> Result<(Given, Answer), Verdict> {
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let body = answer.json().unwrap_or_default();
        // Some versions of an app's page wrap what they give in a list.
        let body = body.get("data").and_then(|data| data.get(0)).cloned().unwrap_or(body);
        match serde_json::from_value(body) {
            Ok(given) => Ok((given, answer)),
            Err(_) => Err(Verdict::Unclear(Platform::Instagram, format!("{} without a token", answer.status))),
        }
    }

    /// The token that lasts, by one of the two ways to it. Both are documented with the token in the address.
    async fn lasting(
        &self,
        endpoint: &'static Endpoint,
        caller: Caller<'_>,
        query: Vec<(&'static str, &Secret)>,
        kind: &'static str,
    ) -> Result<Granted, Verdict> {
        let call = Call::new(endpoint, caller, &[]).ask("grant_type", kind);
        let call = query.into_iter().fold(call, |call, (name, secret)| call.prove(name, secret));
        let (given, answer) = self.given(call).await?;
        // What it does not say is what Meta's guide says: sixty days.
        let lasts = oauth::lasting(given.expires_in, 60 * Millis::DAY);
        let scopes = scopes(&given.permissions);
        Ok(Granted {
            token: Token::new(Secret::new(given.access_token), None),
            ends_at: Some(answer.dated().plus(lasts)),
            carried_until: None,
            renew_at: Some(answer.dated().plus((lasts / 2).max(Millis::DAY))),
            scopes: (!scopes.is_empty()).then_some(scopes),
        })
    }

    async fn who(&self, token: &Secret) -> Result<Me, Verdict> {
        let names = [self.version.as_str(), "me"];
        let call = Call::new(NODE.at(Door::Instagram), Caller::new(token), &names).ask("fields", "user_id,username");
        let answer = self.http.send(call).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        wire::read(&answer)
            .ok_or_else(|| Verdict::Unclear(Platform::Instagram, format!("{} without an account", answer.status)))
    }

    async fn offered(&self, app: &App, code: &Code) -> Result<Offer, Unfinished> {
        let secret = app.secret.clone().unwrap_or_else(|| Secret::new(String::new()));
        let shown = |text: &str| Secret::new(text.to_owned());
        let proofs = vec![
            ("client_id", shown(&app.id)),
            ("client_secret", secret.clone()),
            ("grant_type", shown("authorization_code")),
            ("redirect_uri", shown(&code.redirect)),
            ("code", code.code.clone()),
        ];
        let exchanged = self.given(Call::new(&TOKEN, nobody(), &[]).proofs(proofs)).await;
        let (short, _) = exchanged.map_err(of_an_app)?;
        let rights = scopes(&short.permissions);
        let missing: Vec<Right> = self.facts.missing(&rights).into_iter().filter(|right| right.required).collect();
        if let Some(right) = missing.first() {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                format!(
                    "Instagram was not allowed to let Countersign {}, so nothing was connected. Begin again, and leave every permission switched on.",
                    right.purpose
                ),
                &format!("not granted: {}", missing.iter().map(|it| it.scope).collect::<Vec<_>>().join(", ")),
            )));
        }
        let token = Secret::new(short.access_token);
        let query = vec![("client_secret", &secret), ("access_token", &token)];
        let lasting = self.lasting(&LONG_TOKEN, nobody(), query, "ig_exchange_token").await.map_err(of_an_app)?;
        let me = self.who(lasting.token.access()).await.map_err(failed)?;
        let account_id = me.user_id.as_str().map_or_else(|| me.user_id.to_string(), str::to_owned);
        if !wire::is_id(&account_id) {
            return Err(failed(Verdict::Unclear(Platform::Instagram, "an account without an id".to_owned())));
        }
        Ok(Offer {
            account_id,
            name: format!("@{}", me.username),
            about: None,
            refused: None,
            granted: Granted { scopes: Some(rights), ..lasting },
        })
    }
}

pub(super) const fn nobody() -> Caller<'static> {
    Caller { credential: Credential::Within, correlation: None, channel: None }
}

/// While an app asks for a token, what is refused is the app, or the code that it brings. A wrong secret has code 1, which
/// elsewhere is a fault of Instagram's own: an answer that is whole says which of the two it is.
pub(super) fn of_an_app(verdict: Verdict) -> Unfinished {
    let detail = match verdict {
        Verdict::Refused(refused) => refused.detail,
        Verdict::Unclear(_, detail) if detail.starts_with('4') => detail,
        other @ (Verdict::Later(_) | Verdict::Unclear(..)) => return failed(other),
    };
    Unfinished::App(failure(
        FailureClass::SetUp,
        "Instagram does not take the sign-in from the clinic's own app. Look at the Instagram app ID, the Instagram app secret and the registered address once more; Instagram's own words are under Details.",
        &detail,
    ))
}

pub(super) fn failed(verdict: Verdict) -> Unfinished {
    Unfinished::Failed(verdict.failure())
}

/// While a sign-in is renewed, nothing is wrong with a post: only a token that is not taken any more needs a person.
fn of_a_renewal(verdict: Verdict) -> Failure {
    match verdict {
        Verdict::Refused(refused) if refused.class != FailureClass::Reconnect => failure(
            FailureClass::TryAgain,
            "Instagram did not renew the sign-in. It does so only a day after it was given; Countersign asks again.",
            &refused.detail,
        ),
        other @ (Verdict::Refused(_) | Verdict::Later(_) | Verdict::Unclear(..)) => other.failure(),
    }
}

/// A list, or words with commas between.
fn scopes(told: &Value) -> Vec<String> {
    match told {
        Value::Array(list) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(words) => {
            words.split(',').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

#[async_trait]
impl Connector for InstagramLogin {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        self.offered(app, code).await.map(|offer| vec![offer])
    }

    async fn renew(&self, _: Option<&App>, channel: ChannelId, token: &Token) -> Result<Granted, Failure> {
        let caller = Caller { channel: Some(channel), ..nobody() };
        let query = vec![("access_token", token.access())];
        self.lasting(&REFRESHED, caller, query, "ig_refresh_token").await.map_err(of_a_renewal)
    }
}
