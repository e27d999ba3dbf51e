//! Facebook Login: what the clinic's app has to be, and how a person's sign-in becomes a Page's token.
//!
//! Invariant: a channel never keeps a person's token, only the Page's own; the person's is worth something for as long as
//! it takes to ask for the Pages.

use async_trait::async_trait;
use countersign_core::model::{ChannelId, Login, Millis, Platform, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, LoginFacts, Offer,
    Right, Unfinished,
};
use serde::Deserialize;
use std::sync::Arc;

use super::refusals::judge;
use super::wire::{self, ACCOUNTS, EXCHANGE, PERMISSIONS};
use crate::errors::{Verdict, failure};
use crate::http::{Call, Caller, Credential, Http};
use crate::oauth::{self, Dialog};
use crate::settings::{GraphVersion, LoginSettings};

const PATH: &str = "/facebook";
/// More Pages than this one person is not asked for: a hundred at a time.
const MOST_READINGS: usize = 10;

const RIGHTS: &[Right] = &[
    Right { scope: "pages_show_list", purpose: "see which Pages you manage", required: true },
    Right { scope: "pages_manage_posts", purpose: "publish posts and take them down", required: true },
    Right { scope: "pages_read_engagement", purpose: "read the Page's own posts back", required: true },
    Right { scope: "pages_manage_engagement", purpose: "write the first comment and answer comments", required: false },
    Right { scope: "pages_read_user_content", purpose: "read what visitors write", required: false },
    Right { scope: "pages_messaging", purpose: "read and answer messages to the Page", required: false },
    Right { scope: "read_insights", purpose: "read how often posts were seen", required: false },
    // Without it a Page that a company's portfolio owns is not listed.
    Right { scope: "business_management", purpose: "see Pages that a business portfolio owns", required: false },
];

/// Read 2026-11-20 in Meta's guides; where they say something else by now, theirs is right.
const GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Create the clinic's own app at Meta",
        text: "Sign in at Meta for Developers with the Facebook account that manages the clinic's Page, choose Create app, and choose the use case for managing everything on your Page. The app belongs to the clinic; nobody else uses it.",
        link: Some("https://developers.facebook.com/apps/"),
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Register the address that the browser comes back to",
        text: "In the app, open Facebook Login, then Settings. Copy this address, letter by letter, into Valid OAuth Redirect URIs, and save.",
        link: None,
        check: GuideCheck::ShowsRedirect,
    },
    GuideStep {
        title: "Hand in the app's id and secret",
        text: "In the app, open App settings, then Basic. Copy the App ID and the App secret into the private window. The secret is sealed on this laptop and shown nowhere.",
        link: None,
        check: GuideCheck::AppIsKept,
    },
    GuideStep {
        title: "Sign in and choose the Page",
        text: "The browser opens at Facebook. Sign in as somebody who manages the Page and has a role in the app, choose the clinic's Page, and leave every permission switched on. People with a role in the app need no review by Meta.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Facebook Login.
pub(crate) struct FacebookLogin {
    http: Arc<Http>,
    version: GraphVersion,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Exchanged {
    access_token: String,
}

#[derive(Deserialize)]
struct Permission {
    permission: String,
    status: String,
}

#[derive(Deserialize)]
struct Page {
    id: String,
    name: String,
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    tasks: Vec<String>,
    #[serde(default)]
    category: Option<String>,
}

impl FacebookLogin {
    pub(crate) fn new(http: Arc<Http>, version: GraphVersion, settings: LoginSettings) -> Self {
        let facts = LoginFacts {
            login: Login::Facebook,
            name: "Facebook Login",
            account: "Page",
            app_id: "App ID",
            app_secret: Some(AppSecret { label: "App secret", without: None }),
            redirects: oauth::redirects(&settings.back(), PATH),
            renews_when_over: false,
            rights: RIGHTS,
            lasts: "A Page's sign-in ends when the person who gave it changes their password, loses their role or takes it back. Facebook wants it to be given anew about every 90 days.",
            guide: GUIDE,
        };
        Self { http, version, settings, facts }
    }

    fn dialog(&self) -> Dialog {
        Dialog {
            platform: Platform::Facebook,
            page: format!("https://www.facebook.com/{}/dialog/oauth", self.version.as_str()),
            between: ",",
            scopes: RIGHTS.iter().map(|right| right.scope).collect(),
            path: PATH,
            also: &[],
            back: self.settings.back(),
            proves: false,
        }
    }

    fn nobody(&self) -> Caller<'static> {
        Caller { credential: Credential::Within, correlation: None, channel: None }
    }

    async fn exchange(&self, fields: Vec<(&'static str, Secret)>) -> Result<Secret, Unfinished> {
        let names = [self.version.as_str()];
        let sent = self.http.send(Call::new(&EXCHANGE, self.nobody(), &names).proofs(fields)).await;
        let answer = sent.map_err(failed)?;
        if let Some(verdict) = judge(&answer) {
            return Err(of_an_app(verdict, answer.status));
        }
        let exchanged: Option<Exchanged> = answer.json().and_then(|body| serde_json::from_value(body).ok());
        exchanged
            .map(|exchanged| Secret::new(exchanged.access_token))
            .ok_or_else(|| failed(Verdict::Unclear(Platform::Facebook, format!("{} without a token", answer.status))))
    }

    /// The rights that the person gave.
    async fn permissions(&self, person: &Secret) -> Result<Vec<String>, Verdict> {
        let names = [self.version.as_str(), "me"];
        let answer = self.http.send(Call::new(&PERMISSIONS, given(person), &names).ask("limit", 100)).await?;
        if let Some(verdict) = judge(&answer) {
            return Err(verdict);
        }
        let list: wire::List<Permission> = answer
            .json()
            .and_then(|body| serde_json::from_value(body).ok())
            .ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without rights", answer.status)))?;
        Ok(list.data.into_iter().filter(|it| it.status == "granted").map(|it| it.permission).collect())
    }

    /// The Pages that the person manages and chose, and when Facebook said so.
    async fn pages(&self, person: &Secret) -> Result<(Vec<Page>, Millis), Verdict> {
        let mut pages = Vec::new();
        let mut at = Millis(0);
        let mut after = None;
        for _ in 0..MOST_READINGS {
            let names = [self.version.as_str(), "me"];
            let mut call = Call::new(&ACCOUNTS, given(person), &names)
                .ask("fields", "id,name,access_token,tasks,category")
                .ask("limit", 100)
                .sealed();
            if let Some(after) = after.take() {
                call = call.ask("after", after);
            }
            let answer = self.http.send(call).await?;
            if let Some(verdict) = judge(&answer) {
                return Err(verdict);
            }
            at = answer.dated();
            let list: wire::List<Page> = answer
                .json()
                .and_then(|body| serde_json::from_value(body).ok())
                .ok_or_else(|| Verdict::Unclear(Platform::Facebook, format!("{} without Pages", answer.status)))?;
            pages.extend(list.data.into_iter().filter(|page| wire::is_id(&page.id)));
            match (list.paging.next, list.paging.cursors.after) {
                (Some(_), Some(next)) => after = Some(next),
                _ => break,
            }
        }
        Ok((pages, at))
    }
}

fn given(secret: &Secret) -> Caller<'_> {
    Caller { credential: Credential::Given(secret), correlation: None, channel: None }
}

/// While an app asks for a token, what is refused is the app, or the code that it brings.
///
/// A wrong secret has code 1, which elsewhere is a fault of Facebook's own: here the status tells the two apart.
fn of_an_app(verdict: Verdict, status: u16) -> Unfinished {
    let detail = match verdict {
        Verdict::Refused(refused) => refused.detail,
        Verdict::Unclear(_, detail) if (400..=499).contains(&status) => detail,
        other @ (Verdict::Later(_) | Verdict::Unclear(..)) => return failed(other),
    };
    Unfinished::App(failure(
        FailureClass::SetUp,
        "Facebook does not take the sign-in from the clinic's own app. Look at the App ID, the App secret and the registered address once more; Facebook's own words are under Details.",
        &detail,
    ))
}

fn failed(verdict: Verdict) -> Unfinished {
    Unfinished::Failed(verdict.failure())
}

#[async_trait]
impl Connector for FacebookLogin {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        let secret = app.secret.clone().unwrap_or_else(|| Secret::new(String::new()));
        let shown = |text: &str| Secret::new(text.to_owned());
        let short = self
            .exchange(vec![
                ("client_id", shown(&app.id)),
                ("client_secret", secret.clone()),
                ("redirect_uri", shown(&code.redirect)),
                ("code", code.code.clone()),
            ])
            .await?;
        // A Page's token lasts only if the person's, which it is derived from, is a long-lived one.
        let person = self
            .exchange(vec![
                ("grant_type", shown("fb_exchange_token")),
                ("client_id", shown(&app.id)),
                ("client_secret", secret),
                ("fb_exchange_token", short),
            ])
            .await?;
        let scopes = self.permissions(&person).await.map_err(failed)?;
        let missing: Vec<Right> = self.facts.missing(&scopes).into_iter().filter(|right| right.required).collect();
        if let Some(right) = missing.first() {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                format!(
                    "Facebook was not allowed to let Countersign {}, so nothing was connected. Begin again, choose Edit settings at Facebook, and leave every permission switched on.",
                    right.purpose
                ),
                &format!("not granted: {}", missing.iter().map(|it| it.scope).collect::<Vec<_>>().join(", ")),
            )));
        }
        let (pages, at) = self.pages(&person).await.map_err(failed)?;
        let ends_at = self.settings.page_lasts.map(|days| at.plus(i64::from(days) * Millis::DAY));
        if pages.is_empty() {
            return Err(Unfinished::Failed(failure(
                FailureClass::SetUp,
                "Facebook shows no Page that this person manages and chose. Begin again, sign in as somebody who manages the clinic's Page, and choose it at Facebook.",
                "me/accounts is empty",
            )));
        }
        Ok(pages.into_iter().map(|page| offer(page, &scopes, ends_at)).collect())
    }

    async fn renew(&self, _: Option<&App>, _: ChannelId, _: &Token) -> Result<Granted, Failure> {
        Err(failure(
            FailureClass::SetUp,
            "Facebook renews no sign-in by itself. Sign in at Facebook again.",
            "Facebook has no refresh tokens",
        ))
    }
}

fn offer(page: Page, scopes: &[String], ends_at: Option<Millis>) -> Offer {
    let may_post = page.tasks.iter().any(|task| task == "CREATE_CONTENT");
    let refused = match (&page.access_token, may_post) {
        (Some(_), true) => None,
        (Some(_), false) => Some(format!(
            "This person may not publish on {}. Whoever has full control of the Page can allow it under Page access.",
            page.name
        )),
        (None, _) => Some(format!("Facebook gives no access to {} to this person.", page.name)),
    };
    Offer {
        account_id: page.id,
        name: page.name,
        about: page.category,
        refused,
        granted: Granted {
            token: Token::new(Secret::new(page.access_token.unwrap_or_default()), None),
            ends_at,
            carried_until: None,
            renew_at: None,
            scopes: Some(scopes.to_vec()),
        },
    }
}
