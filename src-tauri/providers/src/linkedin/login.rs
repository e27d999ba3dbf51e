//! Signing in at LinkedIn, for the pages that a person manages or for the person: what the clinic's app has to be, and what
//! a sign-in gives.
//!
//! Invariant: a page is offered only where LinkedIn itself says that the person may post for it. A sign-in that nothing
//! renews is told to end; LinkedIn gives what renews one to few apps, and where it does, that ends a year after the person
//! signed in, however often it was used.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::model::{ChannelId, Login, Millis, Platform, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, LoginFacts, Offer,
    Right, Unfinished,
};
use serde::Deserialize;

use super::Linkedin;
use super::limits::again_at;
use super::wire::TOKEN;
use crate::errors::{Verdict, failure, wait};
use crate::http::{Answer, Call, Caller, Credential, Http};
use crate::oauth::{self, Back, Dialog};
use crate::settings::{LinkedinSettings, LoginSettings};

const PATH: &str = "/linkedin";
/// What LinkedIn documents: sixty days.
const LASTS: i64 = 60 * Millis::DAY;
/// How long before its end a token is renewed.
const AHEAD: i64 = 10 * Millis::DAY;
/// More pages than this are offered by their numbers alone: each name is a call, and a day has a hundred.
const MOST_NAMES: usize = 20;

const PAGE_RIGHTS: &[Right] = &[
    Right { scope: "r_organization_admin", purpose: "see which pages you manage", required: true },
    Right { scope: "w_organization_social", purpose: "publish posts and take them down", required: true },
    Right { scope: "r_organization_social", purpose: "read the page's own posts back", required: true },
    Right {
        scope: "w_organization_social_feed",
        purpose: "write the first comment and answer comments",
        required: false,
    },
    Right { scope: "r_organization_social_feed", purpose: "read comments", required: false },
    Right { scope: "rw_organization_admin", purpose: "hear of comments, and of who names the page", required: false },
];

const MEMBER_RIGHTS: &[Right] = &[
    Right { scope: "openid", purpose: "see whose sign-in it is", required: true },
    Right { scope: "profile", purpose: "see your name", required: true },
    Right { scope: "w_member_social", purpose: "publish posts and take them down", required: true },
];

const REGISTER: GuideStep = GuideStep {
    title: "Register the address that the browser comes back to",
    text: "In the app, open Auth, then OAuth 2.0 settings. Copy the first of these addresses, letter by letter, into Authorized redirect URLs, and save. The second one is for apps for which LinkedIn has switched on native PKCE: those have no secret.",
    link: None,
    check: GuideCheck::ShowsRedirect,
};

const HAND_IN: GuideStep = GuideStep {
    title: "Hand in the app's Client ID and Client Secret",
    text: "On the same page stand the Client ID and the Primary Client Secret. Copy both into the private window; the secret is sealed on this laptop and shown nowhere. Leave the secret empty only where LinkedIn has switched on native PKCE for the app.",
    link: None,
    check: GuideCheck::AppIsKept,
};

/// Read 2026-11-20 in LinkedIn's documentation; where that says something else by now, it is right.
const PAGE_GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Create the clinic's own app at LinkedIn",
        text: "Sign in at LinkedIn's developer portal as somebody who manages the clinic's page, choose Create app, name the clinic's page as its company, and have the page verify it. Under Products, ask for the Community Management API alone: LinkedIn gives it to an app that has nothing else, to registered organizations, after it has looked at the request. That can take weeks; until then posts go out by hand, or as a person.",
        link: Some("https://www.linkedin.com/developers/apps"),
        check: GuideCheck::ByPerson,
    },
    REGISTER,
    HAND_IN,
    GuideStep {
        title: "Sign in and choose the page",
        text: "The browser opens at LinkedIn. Sign in as somebody who is an administrator or content administrator of the page, and allow everything: LinkedIn takes all or nothing.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Read 2026-11-20 in LinkedIn's documentation; where that says something else by now, it is right.
const MEMBER_GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Create the clinic's own app at LinkedIn",
        text: "Sign in at LinkedIn's developer portal, choose Create app, and name the clinic's page as its company. Under Products, add Share on LinkedIn and Sign In with LinkedIn using OpenID Connect; both are given at once. An app that has the Community Management API can't have these: make another one.",
        link: Some("https://www.linkedin.com/developers/apps"),
        check: GuideCheck::ByPerson,
    },
    REGISTER,
    HAND_IN,
    GuideStep {
        title: "Sign in as the person who posts",
        text: "The browser opens at LinkedIn. Sign in as the person in whose name posts go out, and allow everything. LinkedIn shows an app no posts of a person: where an answer is lost, a person has to look whether a post is there.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Signing in at LinkedIn.
pub(crate) struct LinkedinLogin {
    http: Arc<Http>,
    client: Linkedin,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    refresh_token_expires_in: i64,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl LinkedinLogin {
    pub(crate) fn new(http: Arc<Http>, login: Login, versions: LinkedinSettings, settings: LoginSettings) -> Self {
        let pages = login == Login::LinkedinPage;
        let places = [by_name(&settings), by_number(&settings)];
        let facts = LoginFacts {
            login,
            name: if pages { "LinkedIn for pages" } else { "LinkedIn as a person" },
            account: if pages { "page" } else { "person" },
            app_id: "Client ID",
            app_secret: Some(AppSecret {
                label: "Client Secret",
                without: Some("Leave it empty only if LinkedIn has switched on native PKCE for the app."),
            }),
            redirects: oauth::redirects(&places, PATH),
            renews_when_over: true,
            rights: if pages { PAGE_RIGHTS } else { MEMBER_RIGHTS },
            lasts: "A sign-in lasts 60 days and has to be given anew by a person: LinkedIn lets only a few approved apps renew it, and those for a year. Countersign says so a week ahead.",
            guide: if pages { PAGE_GUIDE } else { MEMBER_GUIDE },
        };
        let client = Linkedin::new(Arc::clone(&http), versions, std::time::Duration::ZERO);
        Self { http, client, settings, facts }
    }

    /// The page that asks, and where it leads back to: one that LinkedIn keeps for apps without a secret, which come back to
    /// a number only.
    fn dialog(&self, app: &App) -> Dialog {
        let native = app.secret.is_none();
        let page = if native { "native-pkce" } else { "v2" };
        Dialog {
            platform: Platform::Linkedin,
            page: format!("https://www.linkedin.com/oauth/{page}/authorization"),
            between: " ",
            scopes: self.facts.rights.iter().map(|right| right.scope).collect(),
            path: PATH,
            also: &[],
            back: vec![if native { by_number(&self.settings) } else { by_name(&self.settings) }],
            proves: native,
        }
    }

    async fn given(
        &self,
        app: &App,
        channel: Option<ChannelId>,
        mut fields: Vec<(&'static str, Secret)>,
    ) -> Result<(Given, Millis), Against> {
        fields.push(("client_id", Secret::new(app.id.clone())));
        fields.extend(app.secret.clone().map(|secret| ("client_secret", secret)));
        let caller = Caller { credential: Credential::Within, correlation: None, channel };
        let answer = self.http.send(Call::new(&TOKEN, caller, &[]).proofs(fields)).await.map_err(Against::Other)?;
        if !answer.succeeded() {
            return Err(against(&answer));
        }
        let given: Option<Given> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        let unclear =
            || Against::Other(Verdict::Unclear(Platform::Linkedin, format!("{} without a token", answer.status)));
        let given = given.filter(|given| !given.access_token.is_empty()).ok_or_else(unclear)?;
        Ok((given, answer.at))
    }

    /// The pages that the person may post for, each with its name.
    async fn pages(&self, granted: &Granted) -> Result<Vec<Offer>, Verdict> {
        let caller = Caller::new(granted.token.access());
        let numbers = self.client.pages(caller).await?.unwrap_or_default();
        let mut offers = Vec::new();
        for (index, number) in numbers.iter().enumerate() {
            let name = match index < MOST_NAMES {
                true => self.client.page(caller, number).await?.name,
                false => format!("Page {number}"),
            };
            offers.push(Offer {
                account_id: format!("{}{number}", super::wire::ORGANIZATION_URN),
                name,
                about: Some(format!("Page {number}")),
                refused: None,
                granted: granted.clone(),
            });
        }
        Ok(offers)
    }
}

fn by_name(settings: &LoginSettings) -> Back {
    Back { host: "localhost", port: settings.port }
}

fn by_number(settings: &LoginSettings) -> Back {
    Back { host: "127.0.0.1", port: settings.port }
}

/// What LinkedIn says against giving a token.
enum Against {
    App(String),
    /// It does not take what was to become a token.
    Proof(String),
    Other(Verdict),
}

fn against(answer: &Answer) -> Against {
    let refusal: Option<Refusal> = answer.json().and_then(|body| serde_json::from_value(body).ok());
    match (answer.status, refusal) {
        (429, _) => Against::Other(wait(Platform::Linkedin, again_at(answer, ""), "429")),
        (400..=499, Some(refusal)) => {
            let detail = format!("{} {}: {}", answer.status, refusal.error, refusal.error_description);
            let proof = refusal.error == "invalid_grant"
                || ["authorization code", "refresh token"]
                    .iter()
                    .any(|words| refusal.error_description.to_lowercase().contains(words));
            if proof { Against::Proof(detail) } else { Against::App(detail) }
        }
        (status, _) => Against::Other(Verdict::Unclear(Platform::Linkedin, format!("{status} without a token"))),
    }
}

/// What was given, and until when.
fn granted(given: Given, at: Millis) -> Granted {
    let lasts = oauth::lasting(given.expires_in, LASTS);
    let until = at.plus(lasts);
    let renewable = oauth::lasting(given.refresh_token_expires_in, 0);
    let over = (given.refresh_token.is_some() && renewable > 0).then(|| at.plus(renewable));
    // Where what renews it is over first, there is nothing to renew it with by then.
    let renews = over.is_some_and(|over| over > until);
    let scopes: Vec<String> = given.scope.split([' ', ',']).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    Granted {
        token: Token::new(Secret::new(given.access_token), given.refresh_token.map(Secret::new)),
        ends_at: Some(if renews { over.unwrap_or(until) } else { until }),
        carried_until: renews.then_some(until),
        renew_at: renews.then(|| at.plus((lasts - AHEAD).max(lasts / 2))),
        scopes: (!scopes.is_empty()).then_some(scopes),
    }
}

fn app_refused(detail: &str) -> Failure {
    failure(
        FailureClass::SetUp,
        "LinkedIn does not take the sign-in from the clinic's own app. Look at the Client ID, the Client Secret, the registered address and the app's Products once more; LinkedIn's own words are under Details.",
        detail,
    )
}

#[async_trait]
impl Connector for LinkedinLogin {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(app), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        let shown = |text: &str| Secret::new(text.to_owned());
        let mut fields = vec![
            ("grant_type", shown("authorization_code")),
            ("code", code.code.clone()),
            ("redirect_uri", shown(&code.redirect)),
        ];
        fields.extend(code.verifier.clone().map(|verifier| ("code_verifier", verifier)));
        let (given, at) = self.given(app, None, fields).await.map_err(|against| match against {
            Against::App(detail) => Unfinished::App(app_refused(&detail)),
            Against::Proof(detail) => Unfinished::Failed(failure(
                FailureClass::TryAgain,
                "LinkedIn did not take the sign-in any more. Begin it again.",
                &detail,
            )),
            Against::Other(verdict) => Unfinished::Failed(verdict.failure()),
        })?;
        let granted = granted(given, at);
        let failed = |verdict: Verdict| Unfinished::Failed(verdict.failure());
        if self.facts.login == Login::LinkedinMember {
            let person = self.client.member(Caller::new(granted.token.access())).await.map_err(failed)?;
            return Ok(vec![Offer { account_id: person.id, name: person.name, about: None, refused: None, granted }]);
        }
        let pages = self.pages(&granted).await.map_err(failed)?;
        if pages.is_empty() {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                "LinkedIn shows no page that this person may post for. Sign in as an administrator or content administrator of the clinic's page; whoever has that role can give it under Admin tools, Manage admins.",
                "organizationAcls has none that may post",
            )));
        }
        Ok(pages)
    }

    async fn renew(&self, app: Option<&App>, channel: ChannelId, token: &Token) -> Result<Granted, Failure> {
        let (Some(app), Some(refresh)) = (app, token.refresh()) else {
            return Err(failure(
                FailureClass::SetUp,
                "LinkedIn can't renew this sign-in: the clinic's own app is not set up on this laptop any more, or LinkedIn gave nothing to renew it with. Sign in at LinkedIn again.",
                "no app, or no refresh token",
            ));
        };
        let fields = vec![("grant_type", Secret::new("refresh_token".to_owned())), ("refresh_token", refresh.clone())];
        let (mut given, at) = self.given(app, Some(channel), fields).await.map_err(|against| match against {
            Against::App(detail) => app_refused(&detail),
            Against::Proof(detail) => failure(
                FailureClass::Reconnect,
                "LinkedIn does not renew this sign-in any more: its year is over, or somebody took the app's access away. Sign in at LinkedIn again.",
                &detail,
            ),
            Against::Other(verdict) => verdict.failure(),
        })?;
        // The same one goes on where LinkedIn does not repeat it.
        given.refresh_token = given.refresh_token.or_else(|| Some(refresh.expose().to_owned()));
        // Where it does not say for how much longer either, one more token is all that is counted on.
        Ok(granted(given, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Millis = Millis(1_795_165_200_000);
    const DAYS: i64 = 24 * 60 * 60;

    fn given(refresh: Option<i64>) -> Granted {
        let given = Given {
            access_token: "a".to_owned(),
            expires_in: 60 * DAYS,
            scope: "openid,profile w_member_social".to_owned(),
            refresh_token: refresh.map(|_| "r".to_owned()),
            refresh_token_expires_in: refresh.unwrap_or_default(),
        };
        granted(given, AT)
    }

    #[test]
    fn a_sign_in_is_renewed_as_long_as_its_year_lasts_and_ends_where_nothing_renews_it() {
        let sixty = AT.plus(LASTS);
        let alone = given(None);
        assert_eq!((alone.ends_at, alone.carried_until, alone.renew_at), (Some(sixty), None, None));
        assert_eq!(alone.scopes.unwrap(), ["openid", "profile", "w_member_social"]);
        let year = given(Some(365 * DAYS));
        assert_eq!(year.ends_at, Some(AT.plus(365 * Millis::DAY)));
        assert_eq!((year.carried_until, year.renew_at), (Some(sixty), Some(AT.plus(50 * Millis::DAY))));
        let last = given(Some(40 * DAYS));
        assert_eq!((last.ends_at, last.renew_at), (Some(sixty), None), "it can't be renewed once more");
    }

    #[test]
    fn what_is_wrong_with_the_app_is_told_apart_from_what_is_over() {
        let said = |status, body: &str| match against(&Answer::of(status, &[], body)) {
            Against::App(_) => "app",
            Against::Proof(_) => "proof",
            Against::Other(_) => "other",
        };
        assert_eq!(
            said(401, r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#),
            "app"
        );
        let code =
            "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code.";
        assert_eq!(said(400, &format!(r#"{{"error":"invalid_request","error_description":"{code}"}}"#)), "proof");
        let over = "The provided refresh token is expired";
        assert_eq!(said(400, &format!(r#"{{"error":"invalid_grant","error_description":"{over}"}}"#)), "proof");
        assert_eq!(said(500, r#"{"error":"server_error"}"#), "other");
        assert_eq!(said(400, "<html>"), "other");
    }
}
