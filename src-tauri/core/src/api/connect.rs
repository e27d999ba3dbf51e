//! Connecting an account by signing in at its platform in the browser.
//!
//! Invariant: one sign-in at a time; whoever begins, chooses and ends it is an administrator in front of the window. What a
//! sign-in brought is held in memory until an account is chosen, and is gone with the engine.

use std::sync::Arc;

use super::context::{Api, Who};
use super::login_desk::Stage;
use super::sign_in::{right, ways};
use super::types::{Channel, LoginOffer, LoginState, LoginWay, SecretField};
use super::views::here;
use super::when::when;
use crate::audit::{self, Action, Actor, Entry};
use crate::clinic::{self, Caller, ChannelWay, NewChannel, NewToken, Origin};
use crate::error::{Error, ErrorCode, Result};
use crate::model::{ChannelId, CredentialRef, Login, Millis, Secret};
use crate::ports::VaultFault;
use crate::publish::{App, AppSecret, Begun, Connector, Failure, Offer, Unfinished};
use crate::store::Tag;

/// How long the browser is waited for: long enough to find a password and a second factor.
pub const PATIENCE: i64 = 10 * Millis::MINUTE;

pub(super) fn login_list(api: &Api, _: &Caller, (): ()) -> Result<Vec<LoginWay>> {
    ways(api)
}

pub(super) fn login_state(api: &Api, _: &Caller, (): ()) -> Result<LoginState> {
    let channels = api.db.read(clinic::channels)?;
    let mut now = api.login.lock();
    // What it brought is not kept for whoever comes by later.
    if matches!(now.stage, Stage::Choosing { until, .. } if until < api.env.now()) {
        now.stage = Stage::Idle;
    }
    Ok(match &now.stage {
        Stage::Idle => LoginState::None,
        Stage::Waiting { login, until, .. } => {
            let zone = api.db.read(here)?.1;
            LoginState::Waiting { login: *login, until: when(*until, &zone) }
        }
        Stage::Asking { login } => LoginState::Asking { login: *login },
        Stage::Choosing { login, channel, offers, .. } => {
            let connector = api.connector(*login)?;
            let facts = connector.facts();
            let offer = |offer: &Offer| LoginOffer {
                account_id: offer.account_id.clone(),
                name: offer.name.clone(),
                about: offer.about.clone(),
                refused: offer.refused.clone(),
                channel: channels
                    .iter()
                    .find(|it| it.platform == login.platform() && it.account_id == offer.account_id)
                    .map(|it| it.id),
                missing: offer
                    .granted
                    .scopes
                    .as_deref()
                    .map(|scopes| facts.missing(scopes).iter().map(right).collect())
                    .unwrap_or_default(),
            };
            LoginState::Choosing { login: *login, channel: *channel, offers: offers.iter().map(offer).collect() }
        }
        Stage::Failed { login, failure } => {
            LoginState::Failed { login: *login, message: failure.message.clone(), detail: failure.detail.clone() }
        }
        Stage::Connected { login, channel } => {
            let id = *channel;
            LoginState::Connected { login: *login, channel: Box::new(api.db.read(|tx| api.channel(tx, id))?) }
        }
    })
}

impl Api {
    pub(super) fn connector(&self, login: Login) -> Result<Arc<dyn Connector>> {
        self.connectors.get(&login).map(Arc::clone).ok_or_else(|| {
            Error::refused(ErrorCode::Invalid, "This version of Countersign can't sign in there in the browser.")
        })
    }

    /// What has to be typed into the private window to hand the clinic's own app in, and what the platform calls the
    /// sign-in.
    ///
    /// # Errors
    /// When the caller is no administrator.
    pub fn login_app_fields(&self, login: Login) -> Result<(String, Vec<SecretField>)> {
        self.admit(Who::Administrator, "login_app_set")?;
        let connector = self.connector(login)?;
        let facts = connector.facts();
        let from = format!("From the clinic's own app at {}.", login.platform().name());
        let field = |name: &str, label: &str, hidden, without: Option<&str>| SecretField {
            name: name.to_owned(),
            label: label.to_owned(),
            help: without.map_or_else(|| from.clone(), |without| format!("{from} {without}")),
            hidden,
            required: without.is_none(),
        };
        let secret = facts.app_secret.map(|secret| field("app_secret", secret.label, true, secret.without));
        let fields = std::iter::once(field("app_id", facts.app_id, false, None)).chain(secret).collect();
        Ok((facts.name.to_owned(), fields))
    }

    /// Keeps the clinic's own app for a sign-in; its secret comes from the private window.
    ///
    /// # Errors
    /// When the caller is no administrator, or something typed can't be right.
    pub fn set_login_app(&self, login: Login, id: &str, secret: Option<&Secret>) -> Result<()> {
        let caller = self.admit(Who::Administrator, "login_app_set")?;
        let connector = self.connector(login)?;
        let facts = connector.facts();
        let id = clinic::app_id(id)?;
        let reference = CredentialRef::for_app(login);
        match (facts.app_secret, secret.filter(|secret| !secret.expose().trim().is_empty())) {
            (Some(_), Some(secret)) if is_a_word(secret.expose().trim()) => {
                self.credentials.seal(&reference, secret)?
            }
            (Some(AppSecret { without: Some(_), .. }) | None, None) | (None, Some(_)) => {
                self.credentials.forget(&reference)?;
            }
            (Some(AppSecret { label, .. }), _) => {
                let message = format!("Copy the {label} from the platform: letters and digits, no spaces.");
                return Err(Error::invalid("app_secret", message));
            }
        }
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| clinic::set_app(tx, &env, caller.actor(), Some(caller.person), login, &id))?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| clinic::renew_again(tx, &env, login))?;
        self.renewals.notify_one();
        let mut now = self.login.lock();
        now.refused_app = now.refused_app.filter(|refused| *refused != login);
        Ok(())
    }

    /// Forgets the clinic's own app for a sign-in. What was connected through it stays connected as long as it lasts.
    ///
    /// # Errors
    /// When the caller is no administrator, or the disk refuses.
    pub fn forget_login_app(&self, login: Login) -> Result<()> {
        let caller = self.admit(Who::Administrator, "login_app_forget")?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| clinic::forget_app(tx, &env, caller.actor(), login))?;
        self.credentials.forget(&CredentialRef::for_app(login))?;
        Ok(())
    }

    /// Begins a sign-in, in place of one that is going on, and returns the address for the browser. `channel` is the one
    /// that is connected again.
    ///
    /// # Errors
    /// When the caller is no administrator, there is no app, or nothing can be listened to.
    pub async fn begin_login(self: &Arc<Self>, login: Login, channel: Option<ChannelId>) -> Result<String> {
        let caller = self.admit(Who::Administrator, "login_begin")?;
        self.allow_platform(caller.actor(), login.platform(), "login_begin")?;
        let connector = self.connector(login)?;
        let app = self.app(login)?;
        if let Some(id) = channel {
            let before = self.db.read(|tx| clinic::channel(tx, id))?;
            if before.removed || before.platform != login.platform() {
                return Err(Error::not_found("channel"));
            }
        }
        let _turn = self.login.turn.lock().await;
        let number = self.login.clear().await;
        let Begun { address, answer } =
            connector.begin(&app, self.env.bytes::<64>()).await.map_err(|failure| refused(&failure))?;
        let env = Arc::clone(&self.env);
        self.db.write(move |tx| {
            let entry = Entry::done(caller.actor(), Action::LoginBegun).fact("login", login.word());
            audit::record(tx, &env, &entry).map_err(Error::from)
        })?;
        let until = self.env.now().plus(PATIENCE);
        if !self.login.put(number, Stage::Waiting { login, until, address: address.clone() }) {
            return Err(over());
        }
        let api = Arc::clone(self);
        let task = tokio::spawn(async move {
            let code = match answer.await {
                Ok(code) => code,
                Err(failure) => return api.login_failed(number, login, Unfinished::Failed(failure)),
            };
            if !api.login.put(number, Stage::Asking { login }) {
                return;
            }
            (api.changed)(&[Tag::Channels]);
            match connector.finish(&app, &code).await {
                Ok(offers) => {
                    let until = api.env.now().plus(PATIENCE);
                    api.login.put(number, Stage::Choosing { login, channel, offers, until });
                    (api.changed)(&[Tag::Channels]);
                }
                Err(unfinished) => api.login_failed(number, login, unfinished),
            }
        });
        self.login.lock().task = Some(task);
        (self.changed)(&[Tag::Channels]);
        Ok(address)
    }

    fn login_failed(&self, number: u64, login: Login, unfinished: Unfinished) {
        let (failure, by_app) = match unfinished {
            Unfinished::App(failure) => (failure, true),
            Unfinished::Failed(failure) => (failure, false),
        };
        let (env, detail) = (Arc::clone(&self.env), failure.detail.clone());
        let noted = tokio::task::block_in_place(|| {
            self.db.write(move |tx| {
                // The platform's own words may hold anything: they can be forgotten.
                let entry = Entry::done(Actor::Application, Action::LoginFailed)
                    .fact("login", login.word())
                    .fact("app_refused", by_app)
                    .words(detail.as_str());
                audit::record(tx, &env, &entry).map_err(Error::from)
            })
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "a sign-in that failed could not be put on record");
        }
        if by_app {
            self.login.lock().refused_app = Some(login);
        }
        self.login.put(number, Stage::Failed { login, failure });
        (self.changed)(&[Tag::Channels]);
    }

    /// The address of the sign-in that is waited for, to open it once more.
    ///
    /// # Errors
    /// When the caller is no administrator, or nothing is waited for.
    pub fn login_address(&self) -> Result<String> {
        self.admit(Who::Administrator, "login_again")?;
        match &self.login.lock().stage {
            Stage::Waiting { address, .. } => Ok(address.clone()),
            Stage::Idle
            | Stage::Asking { .. }
            | Stage::Choosing { .. }
            | Stage::Failed { .. }
            | Stage::Connected { .. } => Err(over()),
        }
    }

    /// Ends a sign-in, or puts away what became of it.
    ///
    /// # Errors
    /// When the caller is no administrator.
    pub async fn end_login(&self) -> Result<()> {
        self.admit(Who::Administrator, "login_cancel")?;
        self.login.clear().await;
        (self.changed)(&[Tag::Channels]);
        Ok(())
    }

    /// Connects the account that was chosen.
    ///
    /// # Errors
    /// When the caller is no administrator, the account was not offered, or it is another one than the channel's.
    pub fn choose_login(&self, account_id: &str) -> Result<Channel> {
        let caller = self.admit(Who::Administrator, "login_choose")?;
        let Chosen { number, login, again, offer, all } = self.chosen(account_id)?;
        let connected = self.connect_chosen(&caller, login, again, &offer);
        match &connected {
            Ok(channel) => self.login.put(number, Stage::Connected { login, channel: channel.id }),
            // Another one of them may be chosen still.
            Err(_) => self.login.put(number, all),
        };
        self.renewals.notify_one();
        (self.changed)(&[Tag::Channels]);
        connected
    }

    fn connect_chosen(
        &self,
        caller: &Caller,
        login: Login,
        again: Option<ChannelId>,
        offer: &Offer,
    ) -> Result<Channel> {
        let new = NewChannel {
            platform: login.platform(),
            account_id: offer.account_id.clone(),
            account_name: offer.name.clone(),
        };
        let token = NewToken {
            origin: Origin::Login(login),
            ends_at: offer.granted.ends_at,
            carried_until: offer.granted.carried_until,
            renew_at: offer.granted.renew_at,
            scopes: offer.granted.scopes.clone(),
        };
        let kept = offer.granted.token.kept();
        let before = again.map(|id| self.db.read(|tx| clinic::channel(tx, id))).transpose()?;
        match before {
            Some(before) if before.removed => Err(Error::not_found("channel")),
            Some(before) if before.way == ChannelWay::ByHand => self.take_over(caller, before, &kept, new, token),
            Some(before) if before.account_id != new.account_id => {
                let message = format!(
                    "{} is another account than this channel's, {}. Sign in as that one, or connect this one as a channel of its own.",
                    new.account_name, before.account_name
                );
                Err(Error::invalid("account_id", message))
            }
            Some(_) | None => self.keep_channel(caller.actor(), &kept, new, token),
        }
    }

    /// Takes the choice off the desk: it is made once.
    fn chosen(&self, account_id: &str) -> Result<Chosen> {
        let mut now = self.login.lock();
        let Stage::Choosing { login, channel, offers, until } = &now.stage else { return Err(over()) };
        if *until < self.env.now() {
            return Err(over());
        }
        let offer = offers.iter().find(|offer| offer.account_id == account_id).ok_or_else(over)?;
        if let Some(why) = &offer.refused {
            return Err(Error::invalid("account_id", why.clone()));
        }
        let (number, login, again, offer) = (now.number, *login, *channel, offer.clone());
        let all = std::mem::replace(&mut now.stage, Stage::Asking { login });
        Ok(Chosen { number, login, again, offer, all })
    }

    fn app(&self, login: Login) -> Result<App> {
        let name = self.connector(login)?.facts().name;
        let missing = || {
            Error::refused(
                ErrorCode::Invalid,
                format!("The clinic's own app for {name} is not set up on this laptop yet. Follow the steps first."),
            )
        };
        let app = self.db.read(|tx| clinic::app(tx, login))?.ok_or_else(missing)?;
        let secret = match self.credentials.reveal(&app.credential) {
            Ok(secret) => Some(secret),
            Err(VaultFault::NotThere) if self.connector(login)?.facts().may_lack_a_secret() => None,
            Err(VaultFault::NotThere) => return Err(missing()),
            Err(fault) => return Err(fault.into()),
        };
        Ok(App { id: app.app_id, secret })
    }
}

/// Ids and secrets of apps are words of ASCII on every platform.
fn is_a_word(text: &str) -> bool {
    text.len() <= 500 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A choice that is being carried out.
struct Chosen {
    number: u64,
    login: Login,
    /// The channel that is connected again.
    again: Option<ChannelId>,
    offer: Offer,
    /// What is put back where it can't be carried out.
    all: Stage,
}

fn over() -> Error {
    Error::refused(ErrorCode::Stale, "This sign-in is over. Begin it again.")
}

fn refused(failure: &Failure) -> Error {
    Error::refused(ErrorCode::Invalid, failure.message.clone())
        .with(|refusal| refusal.detail = Some(failure.detail.clone()))
}
