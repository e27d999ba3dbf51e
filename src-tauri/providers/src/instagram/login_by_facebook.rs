//! Facebook Login for Instagram: what the clinic's app has to be, and how a person's sign-in becomes one for the account that
//! is linked with their Page.
//!
//! Invariant: only accounts that Facebook itself lists for that person are offered. The channel keeps the person's long-lived
//! token, which reaches the account through the Page; nothing renews it, so its end is told ahead.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::model::{ChannelId, Login, Millis, Platform, Secret, Token};
use countersign_core::publish::{
    App, AppSecret, Begun, Code, Connector, Failure, FailureClass, Granted, GuideCheck, GuideStep, LoginFacts, Offer,
    Right, Unfinished,
};
use serde::Deserialize;

use super::login::{failed, nobody, of_an_app};
use super::refusals::judge;
use super::wire::{self, ACCOUNTS, Door, EXCHANGE, LinkedAccount, List, PERMISSIONS};
use crate::errors::{Verdict, failure};
use crate::http::{Answer, Call, Caller, Http};
use crate::oauth::{self, Dialog};
use crate::settings::{GraphVersion, LoginSettings};

/// The address of the Page's own sign-in: the same app serves both, and has it registered once.
const PATH: &str = "/facebook";
/// More Pages than this one person is not asked for: a hundred at a time.
const MOST_READINGS: usize = 10;

const RIGHTS: &[Right] = &[
    Right { scope: "instagram_basic", purpose: "see which account it is and read its posts", required: true },
    Right { scope: "instagram_content_publish", purpose: "publish posts, reels and stories", required: true },
    Right { scope: "pages_show_list", purpose: "see which Page the account is linked with", required: true },
    Right { scope: "pages_read_engagement", purpose: "reach the account through its Page", required: true },
    Right {
        scope: "instagram_manage_comments",
        purpose: "write the first comment, read comments and answer them",
        required: false,
    },
    Right { scope: "instagram_manage_insights", purpose: "read how often posts were seen", required: false },
    Right { scope: "instagram_manage_messages", purpose: "read messages to the account", required: false },
    // Without it a Page that a company's portfolio owns is not listed.
    Right { scope: "business_management", purpose: "see Pages that a business portfolio owns", required: false },
];

/// Read 2026-11-20 in Meta's guides; where they say something else by now, theirs is right.
const GUIDE: &[GuideStep] = &[
    GuideStep {
        title: "Link the account with the clinic's Page",
        text: "In the Instagram app, under Settings, switch to a professional account. Then open the clinic's Page on Facebook, under Settings, Linked accounts, and link the Instagram account there. This way of connecting also takes videos and can delete posts.",
        link: None,
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Use the clinic's own app at Meta",
        text: "It can be the app that the clinic's Page is connected with. In it, add the use case for managing messages and content on Instagram, with Facebook Login. If there is none yet, sign in at Meta for Developers and choose Create app.",
        link: Some("https://developers.facebook.com/apps/"),
        check: GuideCheck::ByPerson,
    },
    GuideStep {
        title: "Register the address that the browser comes back to",
        text: "In the app, open Facebook Login, then Settings. Copy this address, letter by letter, into Valid OAuth Redirect URIs, and save. It is the same one as for the Page.",
        link: None,
        check: GuideCheck::ShowsRedirect,
    },
    GuideStep {
        title: "Hand in the app's id and secret",
        text: "In the app, open App settings, then Basic. Copy the App ID and the App secret into the private window: those of Facebook, not those of Instagram. The secret is sealed on this laptop and shown nowhere.",
        link: None,
        check: GuideCheck::AppIsKept,
    },
    GuideStep {
        title: "Sign in and choose the account",
        text: "The browser opens at Facebook. Sign in as somebody who manages the Page and has a role in the app, choose the Page and the Instagram account, and leave every permission switched on.",
        link: None,
        check: GuideCheck::IsConnected,
    },
];

/// Facebook Login for Instagram.
pub(crate) struct InstagramByFacebook {
    http: Arc<Http>,
    version: GraphVersion,
    settings: LoginSettings,
    facts: LoginFacts,
}

#[derive(Deserialize)]
struct Exchanged {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

#[derive(Deserialize)]
struct Permission {
    permission: String,
    status: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    name: String,
    #[serde(default)]
    tasks: Vec<String>,
    instagram_business_account: Option<LinkedAccount>,
}

impl InstagramByFacebook {
    pub(crate) fn new(http: Arc<Http>, version: GraphVersion, settings: LoginSettings) -> Self {
        let facts = LoginFacts {
            login: Login::InstagramByFacebook,
            name: "Facebook Login",
            account: "account",
            app_id: "App ID",
            app_secret: Some(AppSecret { label: "App secret", without: None }),
            redirects: oauth::redirects(&settings.back(), PATH),
            renews_when_over: false,
            rights: RIGHTS,
            lasts: "A sign-in lasts about 60 days and has to be given anew by a person: Facebook renews none by itself. Countersign says so a week ahead.",
            guide: GUIDE,
        };
        Self { http, version, settings, facts }
    }

    fn dialog(&self) -> Dialog {
        Dialog {
            platform: Platform::Instagram,
            page: format!("https://www.facebook.com/{}/dialog/oauth", self.version.as_str()),
            between: ",",
            scopes: RIGHTS.iter().map(|right| right.scope).collect(),
            path: PATH,
            also: &[],
            back: self.settings.back(),
            proves: false,
        }
    }

    async fn answered(&self, call: Call<'_>) -> Result<Answer, Verdict> {
        let answer = self.http.send(call).await?;
        match judge(&answer) {
            Some(verdict) => Err(verdict),
            None => Ok(answer),
        }
    }

    async fn exchange(&self, fields: Vec<(&'static str, Secret)>) -> Result<(Exchanged, Millis), Verdict> {
        let names = [self.version.as_str()];
        let answer = self.answered(Call::new(&EXCHANGE, nobody(), &names).proofs(fields)).await?;
        let exchanged = wire::read(&answer).ok_or_else(|| unreadable(&answer, "a token"))?;
        Ok((exchanged, answer.dated()))
    }

    /// The person's token, the long-lived one, and when it ends.
    async fn person(&self, app: &App, code: &Code) -> Result<(Secret, Millis), Verdict> {
        let secret = app.secret.clone().unwrap_or_else(|| Secret::new(String::new()));
        let shown = |text: &str| Secret::new(text.to_owned());
        let (short, _) = self
            .exchange(vec![
                ("client_id", shown(&app.id)),
                ("client_secret", secret.clone()),
                ("redirect_uri", shown(&code.redirect)),
                ("code", code.code.clone()),
            ])
            .await?;
        let (long, at) = self
            .exchange(vec![
                ("grant_type", shown("fb_exchange_token")),
                ("client_id", shown(&app.id)),
                ("client_secret", secret),
                ("fb_exchange_token", Secret::new(short.access_token)),
            ])
            .await?;
        // What it does not say is what Meta's guide says: sixty days.
        let lasts = oauth::lasting(long.expires_in, 60 * Millis::DAY);
        Ok((Secret::new(long.access_token), at.plus(lasts)))
    }

    /// The rights that the person gave.
    async fn permissions(&self, person: &Secret) -> Result<Vec<String>, Verdict> {
        let names = [self.version.as_str(), "me"];
        let call = Call::new(&PERMISSIONS, Caller::new(person), &names).ask("limit", 100);
        let answer = self.answered(call).await?;
        let list: List<Permission> = wire::read(&answer).ok_or_else(|| unreadable(&answer, "rights"))?;
        Ok(list.data.into_iter().filter(|it| it.status == "granted").map(|it| it.permission).collect())
    }

    /// The Pages that the person manages and chose.
    async fn pages(&self, person: &Secret) -> Result<Vec<Page>, Verdict> {
        let mut pages = Vec::new();
        let mut after = None;
        for _ in 0..MOST_READINGS {
            let names = [self.version.as_str(), "me"];
            let mut call = Call::new(ACCOUNTS.at(Door::Facebook), Caller::new(person), &names)
                .ask("fields", "name,tasks,instagram_business_account{id,username}")
                .ask("limit", 100)
                .sealed();
            if let Some(after) = after.take() {
                call = call.ask("after", after);
            }
            let answer = self.answered(call).await?;
            let list: List<Page> = wire::read(&answer).ok_or_else(|| unreadable(&answer, "Pages"))?;
            pages.extend(list.data);
            match (list.paging.next, list.paging.cursors.after) {
                (Some(_), Some(next)) => after = Some(next),
                _ => break,
            }
        }
        Ok(pages)
    }
}

fn unreadable(answer: &Answer, what: &str) -> Verdict {
    Verdict::Unclear(Platform::Instagram, format!("{} without {what}", answer.status))
}

fn unfinished(message: impl Into<String>, detail: &str) -> Unfinished {
    Unfinished::Failed(failure(FailureClass::SetUp, message, detail))
}

#[async_trait]
impl Connector for InstagramByFacebook {
    fn facts(&self) -> &LoginFacts {
        &self.facts
    }

    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure> {
        oauth::begin(self.http.route(), &self.settings, &self.dialog(), app, random).await
    }

    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished> {
        let (person, ends_at) = self.person(app, code).await.map_err(of_an_app)?;
        let scopes = self.permissions(&person).await.map_err(failed)?;
        let missing: Vec<Right> = self.facts.missing(&scopes).into_iter().filter(|right| right.required).collect();
        if let Some(right) = missing.first() {
            return Err(unfinished(
                format!(
                    "Facebook was not allowed to let Countersign {}, so nothing was connected. Begin again, choose Edit settings at Facebook, and leave every permission switched on.",
                    right.purpose
                ),
                &format!("not granted: {}", missing.iter().map(|it| it.scope).collect::<Vec<_>>().join(", ")),
            ));
        }
        let pages = self.pages(&person).await.map_err(failed)?;
        let found = pages.len();
        let mut offers: Vec<Offer> = Vec::new();
        for Page { name, tasks, instagram_business_account } in pages {
            let Some(account) = instagram_business_account.filter(|it| wire::is_id(&it.id)) else { continue };
            // An account that is linked with two Pages is one account.
            if offers.iter().any(|offer| offer.account_id == account.id) {
                continue;
            }
            let may_post = tasks.iter().any(|task| task == "CREATE_CONTENT");
            offers.push(Offer {
                name: if account.username.is_empty() { account.id.clone() } else { format!("@{}", account.username) },
                account_id: account.id,
                about: Some(format!("linked with the Page “{name}”")),
                refused: (!may_post).then(|| {
                    format!(
                        "This person may not publish on {name}, which the account is linked with. Whoever has full control of the Page can allow it under Page access."
                    )
                }),
                granted: Granted {
                    carried_until: None,
                    token: Token::new(person.clone(), None),
                    ends_at: Some(ends_at),
                    renew_at: None,
                    scopes: Some(scopes.clone()),
                },
            });
        }
        if offers.is_empty() {
            return Err(unfinished(
                "Facebook shows no Instagram account for this person. The account has to be a professional one, linked with a Page that this person manages; both have to be chosen at Facebook. Begin again.",
                &format!("{found} Pages, none with an account"),
            ));
        }
        Ok(offers)
    }

    async fn renew(&self, _: Option<&App>, _: ChannelId, _: &Token) -> Result<Granted, Failure> {
        Err(failure(
            FailureClass::SetUp,
            "Facebook renews no sign-in by itself. Sign in at Facebook again.",
            "Facebook has no refresh tokens",
        ))
    }
}
