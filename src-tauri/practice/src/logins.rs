//! Apps, sign-ins and what they give: what the platforms keep about whoever was let in through the browser.
//!
//! Invariant: a code is good once, for the app and the address it was made for, and not for long.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::account::Platform;
use crate::cast;

/// How long a code is good.
const CODE_LASTS_MS: i64 = 10 * 60 * 1_000;

/// A developer's app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Where it is registered.
    pub platform: Platform,
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// The addresses that it may have the browser sent to, letter by letter.
    pub redirects: Vec<String>,
}

/// What a code stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Allowed {
    pub(crate) app: String,
    pub(crate) redirect: String,
    /// The account whose owner allowed it.
    pub(crate) account: String,
    pub(crate) scopes: BTreeSet<String>,
    made_ms: i64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Logins {
    apps: Vec<App>,
    codes: BTreeMap<String, Allowed>,
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

    pub(crate) fn allow(
        &mut self,
        code: String,
        app: &str,
        redirect: &str,
        account: &str,
        scopes: BTreeSet<String>,
        now: i64,
    ) {
        let (app, redirect, account) = (app.to_owned(), redirect.to_owned(), account.to_owned());
        self.codes.insert(code, Allowed { app, redirect, account, scopes, made_ms: now });
    }

    /// What a code stands for; it is worth nothing from then on.
    pub(crate) fn take(&mut self, code: &str, now: i64) -> Option<Allowed> {
        self.codes.remove(code).filter(|allowed| now - allowed.made_ms <= CODE_LASTS_MS)
    }
}
