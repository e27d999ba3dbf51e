//! What connecting an account needs of a platform's client, and what it tells of a way of signing in.
//!
//! Invariant: a sign-in is described by data; whatever is secret in it (codes, tokens, an app's secret) stays between the
//! client and the vault.

use async_trait::async_trait;
use futures::future::BoxFuture;

use crate::model::{ChannelId, Login, Millis, Secret, Token};

use super::answers::Failure;

/// The clinic's own app on a platform, for the call that needs it.
#[derive(Debug, Clone)]
pub struct App {
    /// Its id.
    pub id: String,
    /// Its secret; none where a platform has apps without one.
    pub secret: Option<Secret>,
}

/// One step of what has to be set up on a platform before a sign-in can work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuideStep {
    /// What is done, in a few words.
    pub title: &'static str,
    /// How, in sentences.
    pub text: &'static str,
    /// Where; an address of the platform's own.
    pub link: Option<&'static str>,
    /// What the application can tell about it by itself.
    pub check: GuideCheck,
}

/// How a step is known to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuideCheck {
    /// Only a person can tell.
    ByPerson,
    /// The redirect address is shown to be copied.
    ShowsRedirect,
    /// The app's id and secret are in the vault.
    AppIsKept,
    /// A sign-in came to its end.
    IsConnected,
}

/// A right that a platform grants, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Right {
    /// As the platform names it.
    pub scope: &'static str,
    /// What it is needed for, such as «publish posts».
    pub purpose: &'static str,
    /// Whether nothing works without it.
    pub required: bool,
}

/// The secret of a platform's apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppSecret {
    /// What it is called on the platform.
    pub label: &'static str,
    /// When it is left empty, in a sentence; none where there is no app without one.
    pub without: Option<&'static str>,
}

/// A way of signing in, as data.
#[derive(Debug, Clone)]
pub struct LoginFacts {
    /// Which.
    pub login: Login,
    /// What the platform calls it.
    pub name: &'static str,
    /// What an account is called there: «Page».
    pub account: &'static str,
    /// What the app's id is called on the platform.
    pub app_id: &'static str,
    /// The app's secret; none if there is none.
    pub app_secret: Option<AppSecret>,
    /// The addresses that are registered on the platform: the browser is sent back to the first of them that is free.
    pub redirects: Vec<String>,
    /// Whether what renews a sign-in outlives what calls carry, so that one which ended meanwhile is renewed all the same,
    /// and nothing is sent before that.
    pub renews_when_over: bool,
    /// The rights that are asked for.
    pub rights: &'static [Right],
    /// How long a sign-in lasts, in a sentence.
    pub lasts: &'static str,
    /// What has to be done on the platform first.
    pub guide: &'static [GuideStep],
}

impl LoginFacts {
    /// Whether there are apps without a secret.
    pub fn may_lack_a_secret(&self) -> bool {
        self.app_secret.is_none_or(|secret| secret.without.is_some())
    }

    /// The rights that are missing from what was granted.
    pub fn missing(&self, granted: &[String]) -> Vec<Right> {
        self.rights.iter().filter(|right| !granted.iter().any(|scope| scope == right.scope)).copied().collect()
    }
}

/// A sign-in that was begun: the browser has to be sent to its address.
pub struct Begun {
    /// Where a person signs in. It goes to the browser and nowhere else.
    pub address: String,
    /// Comes when the browser was sent back, or the time is over.
    pub answer: BoxFuture<'static, Result<Code, Failure>>,
}

/// What the platform sent the browser back with.
#[derive(Debug, Clone)]
pub struct Code {
    /// Worth a token, once.
    pub code: Secret,
    /// Where the browser came back to: whoever turns the code into a token says so again.
    pub redirect: String,
    /// Proves that whoever turns the code into a token is who asked for it (PKCE); none where the platform knows no such
    /// proof.
    pub verifier: Option<Secret>,
}

/// What a platform gave for a sign-in.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The token, and what renews it.
    pub token: Token,
    /// When the sign-in is over, and only a person can give it anew; none if the platform named no end.
    pub ends_at: Option<Millis>,
    /// When the platform stops taking what calls carry, where that is before the sign-in is over.
    pub carried_until: Option<Millis>,
    /// When it should be renewed; none if nothing renews it.
    pub renew_at: Option<Millis>,
    /// The rights that were granted; none if the platform does not tell.
    pub scopes: Option<Vec<String>>,
}

/// An account that a sign-in reaches.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The platform's own id.
    pub account_id: String,
    /// The name that people know it by.
    pub name: String,
    /// What else tells it apart, such as its category.
    pub about: Option<String>,
    /// Why it can't be chosen, and what to do.
    pub refused: Option<String>,
    /// What the channel would sign in with.
    pub granted: Granted,
}

/// Why a sign-in brought no accounts.
#[derive(Debug)]
pub enum Unfinished {
    /// The platform does not take the clinic's own app: its id, its secret, or its registered address.
    App(Failure),
    /// Anything else.
    Failed(Failure),
}

/// A platform's client, as connecting uses it.
#[async_trait]
pub trait Connector: Send + Sync {
    /// What there is to know about this way of signing in.
    fn facts(&self) -> &LoginFacts;

    /// Begins a sign-in: listens for the browser, which has to be sent to the address that comes back. `random` is what
    /// nobody can guess: it binds the answer to this very sign-in, and proves who asked.
    ///
    /// # Errors
    /// When nothing can be listened to.
    async fn begin(&self, app: &App, random: [u8; 64]) -> Result<Begun, Failure>;

    /// Turns what the browser brought into the accounts that it reaches.
    ///
    /// # Errors
    /// What the platform says against it.
    async fn finish(&self, app: &App, code: &Code) -> Result<Vec<Offer>, Unfinished>;

    /// Renews what a channel signs in with. `app` is the clinic's own, as long as it has one.
    ///
    /// # Errors
    /// What the platform says against it; of class [`super::FailureClass::Reconnect`] only if the platform itself refused.
    async fn renew(&self, app: Option<&App>, channel: ChannelId, token: &Token) -> Result<Granted, Failure>;
}
