//! Apps, sign-ins and what they give: what the platforms keep about whoever was let in through the browser.
//!
//! Invariant: a code is good once, for the app and the address it was made for, and not for long. So is what renews a
//! sign-in, where a platform gives it anew each time.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::account::{Holder, Platform};
use crate::cast;

/// How long a code is good: X says half a minute, the others say longer.
const fn code_lasts_ms(platform: Platform) -> i64 {
    match platform {
        Platform::X => 30 * 1_000,
        Platform::Linkedin => 30 * 60 * 1_000,
        Platform::Facebook
        | Platform::Instagram
        | Platform::Youtube
        | Platform::Tiktok
        | Platform::Whatsapp
        | Platform::Bucket => 10 * 60 * 1_000,
    }
}

/// A developer's app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Where it is registered.
    pub platform: Platform,
    /// Its id.
    pub id: String,
    /// Its secret; empty where it has none, and proves itself by a proof key (PKCE) alone.
    pub secret: String,
    /// The addresses that it may have the browser sent to, letter by letter.
    pub redirects: Vec<String>,
    /// What its products let it ask for; empty where that is all that there is.
    #[serde(default)]
    pub may_ask: Vec<String>,
}

impl App {
    /// Whether it has no secret.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.secret.is_empty()
    }
}

/// What a code stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Allowed {
    pub(crate) app: String,
    pub(crate) redirect: String,
    /// The account whose owner allowed it.
    pub(crate) account: String,
    pub(crate) scopes: BTreeSet<String>,
    /// What whoever brings the code has to prove (PKCE, S256).
    #[serde(default)]
    pub(crate) challenge: Option<String>,
    ends_ms: i64,
}

/// What renews a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Renewal {
    pub(crate) platform: Platform,
    pub(crate) app: String,
    pub(crate) account: String,
    pub(crate) holder: Holder,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) ends_ms: i64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Logins {
    apps: Vec<App>,
    codes: BTreeMap<String, Allowed>,
    /// Missing in what was saved before anybody renewed anything by it.
    #[serde(default)]
    renewals: BTreeMap<String, Renewal>,
}

impl Logins {
    /// Brings the clinic's own apps in, where they are not here yet.
    pub(crate) fn seat_the_cast(&mut self) {
        for app in cast::apps() {
            if self.app(app.platform, &app.id).is_none() {
                self.apps.push(app);
            }
        }
    }

    pub(crate) fn app(&self, platform: Platform, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.platform == platform && app.id == id)
    }

    /// Whether any app there has this secret.
    pub(crate) fn has_secret(&self, platform: Platform, secret: &str) -> bool {
        self.apps.iter().any(|app| app.platform == platform && app.secret == secret)
    }

    /// Registers one more address; false if there is no such app.
    pub(crate) fn register(&mut self, platform: Platform, id: &str, redirect: &str) -> bool {
        let app = self.apps.iter_mut().find(|app| app.platform == platform && app.id == id);
        app.map(|app| app.redirects.push(redirect.to_owned())).is_some()
    }

    pub(crate) fn allow(&mut self, platform: Platform, code: String, allowed: NewCode, now: i64) {
        let NewCode { app, redirect, account, scopes, challenge } = allowed;
        let ends_ms = now + code_lasts_ms(platform);
        self.codes.insert(code, Allowed { app, redirect, account, scopes, challenge, ends_ms });
    }

    /// What a code stands for; it is worth nothing from then on.
    pub(crate) fn take(&mut self, code: &str, now: i64) -> Option<Allowed> {
        self.codes.remove(code).filter(|allowed| now <= allowed.ends_ms)
    }

    pub(crate) fn keep_renewal(&mut self, token: String, renewal: Renewal) {
        self.renewals.insert(token, renewal);
    }

    /// What a token renews, if it has not ended.
    pub(crate) fn renewal(&self, token: &str, now: i64) -> Option<&Renewal> {
        self.renewals.get(token).filter(|renewal| now < renewal.ends_ms)
    }

    /// What a token renews; it is worth nothing from then on.
    pub(crate) fn use_up(&mut self, token: &str, now: i64) -> Option<Renewal> {
        self.renewals.remove(token).filter(|renewal| now < renewal.ends_ms)
    }

    /// Nothing renews what an app was given for an account any more.
    pub(crate) fn end_renewals_of(&mut self, platform: Platform, app: &str, account: &str) {
        self.renewals.retain(|_, it| it.platform != platform || it.app != app || it.account != account);
    }

    /// Nothing renews the sign-ins of an account any more.
    pub(crate) fn end_renewals(&mut self, platform: Platform, account: &str) {
        self.renewals.retain(|_, renewal| renewal.platform != platform || renewal.account != account);
    }
}

/// What a code is made for.
pub(crate) struct NewCode {
    pub(crate) app: String,
    pub(crate) redirect: String,
    pub(crate) account: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) challenge: Option<String>,
}
