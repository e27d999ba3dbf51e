//! Renewing sign-ins ahead of their end.
//!
//! Invariant: one renewal at a time; what the platform gave is in the vault before anything else happens, as a whole, and only
//! where nobody disconnected the channel or signed in anew meanwhile. Only the platform's own refusal ends a connection: a
//! lost network never does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::task::block_in_place;

use crate::clinic::{self, ChannelConnection, NewToken, NotRenewed, Origin, TokenRow};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{ChannelId, Login, Millis, Token};
use crate::ports::{Credentials, VaultFault};
use crate::store::Db;

use super::answers::{Failure, FailureClass};
use super::connector::{App, Connector, Granted};
use super::sign_ins::renewable;
use super::watch::Listener;

/// What renewing works with.
pub struct Renewal {
    /// The database.
    pub db: Db,
    /// The clock.
    pub env: Arc<Env>,
    /// The vault.
    pub credentials: Arc<dyn Credentials>,
    /// The ways of signing in.
    pub connectors: BTreeMap<Login, Arc<dyn Connector>>,
    /// Held by whoever changes what a channel signs in with.
    pub turn: Arc<Mutex<()>>,
    /// Has it look again: a channel was connected, or an app handed in.
    pub woken: Arc<Notify>,
    /// Held while one sign-in is renewed: whoever ends the loop waits for it, because an answer that nobody keeps is lost.
    pub going: Arc<tokio::sync::Mutex<()>>,
    /// Hears whose call was refused, and tells whose sign-in is waited for.
    pub listener: Arc<Listener>,
}

/// What a platform gave and could not be kept yet, and the sign-in that it was given for.
type Given = BTreeMap<ChannelId, (Millis, Granted)>;

/// How long it waits after it could not do what was due, or keep what it did.
const PAUSE: i64 = Millis::MINUTE;

impl Renewal {
    /// Renews what is due, for ever.
    pub async fn run(self) {
        let mut given = Given::new();
        loop {
            let whole = self.turn(&mut given).await;
            let next = block_in_place(|| self.db.read(clinic::next_renewal));
            let soonest = self.env.now().plus(PAUSE);
            let next = match next {
                Ok(next) if whole => next.unwrap_or(Millis(i64::MAX)),
                Ok(next) => next.map_or(soonest, |next| next.max(soonest)),
                Err(_) => soonest,
            };
            tokio::select! {
                () = self.env.clock().nap_until(next) => {}
                () = self.woken.notified() => {}
                () = self.listener.sign_ins().asked() => {}
            }
        }
    }

    /// Tells whose sign-in is waited for, once it is on disk whose call was refused.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn tell(&self) -> Result<()> {
        let sign_ins = self.listener.sign_ins();
        let refused = sign_ins.to_renew();
        if !refused.is_empty() {
            let (env, all) = (Arc::clone(&self.env), refused.clone());
            self.db.write(move |tx| all.iter().try_for_each(|channel| clinic::renew_now(tx, &env, *channel)))?;
        }
        let ways: BTreeSet<Login> =
            self.connectors.iter().filter(|(_, it)| it.facts().renews_when_over).map(|(login, _)| *login).collect();
        sign_ins.know(&self.db.read(|tx| renewable(tx, &ways))?);
        sign_ins.noted(&refused);
        Ok(())
    }

    /// Whether all that was due was done, or put off on record.
    async fn turn(&self, given: &mut Given) -> bool {
        let whole = block_in_place(|| self.told()) && self.renew_what_is_due(given).await;
        block_in_place(|| self.told()) && whole
    }

    fn told(&self) -> bool {
        let told = self.tell();
        if let Err(error) = &told {
            tracing::error!(%error, "the sign-ins that are waited for could not be looked at");
        }
        told.is_ok()
    }

    async fn renew_what_is_due(&self, given: &mut Given) -> bool {
        let now = self.env.now();
        let due = match block_in_place(|| self.db.read(|tx| clinic::to_renew(tx, now))) {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the sign-ins could not be looked at");
                return false;
            }
        };
        let mut whole = true;
        for row in due {
            let _going = self.going.lock().await;
            // One that can't be renewed holds nobody else up.
            if let Err(error) = self.renew(&row, given).await {
                tracing::error!(channel = %row.channel, %error, "a renewed sign-in could not be kept yet");
                whole = false;
            }
        }
        whole
    }

    async fn renew(&self, row: &TokenRow, given: &mut Given) -> Result<()> {
        let Origin::Login(login) = row.origin else { return Ok(()) };
        // What it signs in with now may be another sign-in already, whose renewal is none of this one's.
        let with = block_in_place(|| self.with(row, login));
        let (kept_back, with) = taken_out(given, row, with)?;
        let Some(with) = with else { return Ok(()) };
        let outcome = match (kept_back, self.connectors.get(&login), with) {
            (Some((_, granted)), ..) => Ok(granted),
            (None, Some(connector), Ok((app, token))) => connector.renew(app.as_ref(), row.channel, &token).await,
            (None, Some(_), Err(fault)) => Err(unreadable(&fault)),
            (None, None, _) => Err(no_way()),
        };
        match outcome {
            Ok(granted) => {
                let kept = block_in_place(|| self.keep(row, &granted));
                if kept.is_err() {
                    // What a rotating token was renewed from is worth nothing from now on: this one must not be lost.
                    given.insert(row.channel, (row.obtained_at, granted));
                }
                kept
            }
            Err(failure) => block_in_place(|| self.put_off(row, failure)),
        }
    }

    /// What a sign-in is renewed with, read while nobody signs in anew; nothing if somebody has.
    #[allow(clippy::type_complexity, reason = "what could not be read is the renewal's failure, not this one's")]
    fn with(&self, row: &TokenRow, login: Login) -> Result<Option<Result<(Option<App>, Token), VaultFault>>> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if self.still(row)? != Some(ChannelConnection::Connected) {
            return Ok(None);
        }
        Ok(Some(self.app(login).and_then(|app| Ok((app, self.token(row)?)))))
    }

    /// How the channel is connected, if it signs in with what was renewed, and not with something that came meanwhile.
    fn still(&self, row: &TokenRow) -> Result<Option<ChannelConnection>> {
        let now = self.db.read(|tx| {
            let channel = clinic::channel(tx, row.channel)?;
            Ok::<_, Error>((channel.connection, channel.removed, clinic::token(tx, row.channel)?))
        })?;
        let (connection, removed, token) = now;
        let same = token.is_some_and(|token| token.obtained_at == row.obtained_at && token.origin == row.origin);
        Ok(Some(connection).filter(|_| same && !removed))
    }

    fn keep(&self, row: &TokenRow, granted: &Granted) -> Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // A channel that was refused meanwhile was refused with what is over now.
        let mends = match self.still(row)? {
            Some(ChannelConnection::Connected) => false,
            Some(ChannelConnection::Refused) => true,
            Some(ChannelConnection::Disconnected) | None => return Ok(()),
        };
        let channel = self.db.read(|tx| clinic::channel(tx, row.channel))?;
        // What goes on renewing it ends when it was said to, also where the platform says it only once.
        let ends_at = granted.ends_at.or_else(|| row.ends_at.filter(|_| self.still_renews(row, &granted.token)));
        self.credentials.seal(&channel.credential, &granted.token.kept())?;
        let new = NewToken {
            origin: row.origin,
            ends_at,
            carried_until: granted.carried_until,
            // However the platform's clock goes, a renewal is not followed by another one at once.
            renew_at: granted.renew_at.map(|at| at.max(self.env.now().plus(PAUSE))),
            scopes: granted.scopes.clone().or_else(|| row.scopes.clone()),
        };
        let (env, channel) = (Arc::clone(&self.env), row.channel);
        self.db.write(move |tx| {
            clinic::renewed(tx, &env, channel, &new)?;
            if mends {
                clinic::mend_channel(tx, channel)?;
            }
            Ok::<_, Error>(())
        })
    }

    /// Whether what renews a sign-in is what renewed it before.
    fn still_renews(&self, row: &TokenRow, new: &Token) -> bool {
        let Ok(old) = self.token(row) else { return false };
        match (old.refresh(), new.refresh()) {
            (Some(old), Some(new)) => old.expose() == new.expose(),
            (_, _) => false,
        }
    }

    fn put_off(&self, row: &TokenRow, failure: Failure) -> Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if self.still(row)? != Some(ChannelConnection::Connected) {
            return Ok(());
        }
        let (env, row, refused) = (Arc::clone(&self.env), row.clone(), failure.class == FailureClass::Reconnect);
        let channel = row.channel;
        self.db.write(move |tx| {
            let why = match failure.class {
                FailureClass::Offline | FailureClass::Keychain | FailureClass::Renewing => NotRenewed::Here,
                FailureClass::WaitUntil(at) => NotRenewed::Pause(at),
                FailureClass::TryAgain
                | FailureClass::Unknown
                | FailureClass::Reconnect
                | FailureClass::FixContent
                | FailureClass::Duplicate
                | FailureClass::Local
                | FailureClass::SetUp
                | FailureClass::Recipient(_) => NotRenewed::There,
            };
            clinic::not_renewed(tx, &env, &row, &failure.message, why)?;
            if refused {
                // Nobody signed in anew since it was looked: that waits for its turn as well.
                let sign_in = clinic::channel(tx, row.channel)?.sign_in;
                clinic::refuse_channel(tx, &env, row.channel, sign_in, &failure.message)?;
            }
            Ok::<_, Error>(())
        })?;
        if refused {
            self.listener.sign_ins().forget(channel);
        }
        Ok(())
    }

    /// The clinic's own app, as long as it has one.
    fn app(&self, login: Login) -> Result<Option<App>, VaultFault> {
        let app = self.db.read(|tx| clinic::app(tx, login));
        let Some(app) = app.map_err(|error| VaultFault::Disk(error.to_string()))? else { return Ok(None) };
        let secret = match self.credentials.reveal(&app.credential) {
            Ok(secret) => Some(secret),
            Err(VaultFault::NotThere) => None,
            Err(fault) => return Err(fault),
        };
        Ok(Some(App { id: app.app_id, secret }))
    }

    fn token(&self, row: &TokenRow) -> Result<Token, VaultFault> {
        let channel = self.db.read(|tx| clinic::channel(tx, row.channel));
        let channel = channel.map_err(|error| VaultFault::Disk(error.to_string()))?;
        Ok(Token::of(&self.credentials.reveal(&channel.credential)?))
    }
}

/// What was given and could not be kept, together with what was read. Where nothing could be read it stays where it is: it
/// is the only copy, and what it was renewed from may be worth nothing any more.
fn taken_out<T>(given: &mut Given, row: &TokenRow, read: Result<T>) -> Result<(Option<(Millis, Granted)>, T)> {
    let read = read?;
    Ok((given.remove(&row.channel).filter(|(of, _)| *of == row.obtained_at), read))
}

fn no_way() -> Failure {
    Failure {
        class: FailureClass::SetUp,
        message: "This version of Countersign can't renew this sign-in. Sign in again.".to_owned(),
        detail: "no client for this sign-in".to_owned(),
    }
}

/// Nothing was asked of the platform: the channel stays as it is.
fn unreadable(fault: &VaultFault) -> Failure {
    let (class, message) = match fault {
        VaultFault::KeychainLocked | VaultFault::KeychainMissing => (
            FailureClass::Keychain,
            "This laptop's keychain is locked, so the sign-in was not renewed yet. Unlock it, and Countersign goes on.",
        ),
        VaultFault::NotThere
        | VaultFault::WrongPin
        | VaultFault::Damaged(_)
        | VaultFault::Disk(_)
        | VaultFault::Full => (
            FailureClass::TryAgain,
            "What this laptop keeps to sign in with can't be read, so the sign-in was not renewed. Sign in again.",
        ),
    };
    Failure { class, message: message.to_owned(), detail: fault.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;

    #[test]
    fn what_was_given_and_not_kept_outlives_a_store_that_can_not_be_read() {
        let (at, channel) = (Millis(1_800_000_000_000), "01931c2e-5b00-7000-8000-000000000001".parse().unwrap());
        let row = TokenRow {
            channel,
            origin: Origin::Login(Login::Tiktok),
            obtained_at: at,
            ends_at: None,
            carried_until: None,
            renew_at: Some(at),
            failures: 0,
            problem: None,
            scopes: None,
        };
        let token = Token::of(&Secret::new("the-only-copy".to_owned()));
        let granted = Granted { token, ends_at: None, carried_until: None, renew_at: None, scopes: None };
        let mut given = Given::from([(channel, (at, granted))]);
        assert!(taken_out(&mut given, &row, Err::<(), _>(Error::internal("the disk is full"))).is_err());
        assert!(given.contains_key(&channel), "the next turn keeps it");
        let (kept_back, ()) = taken_out(&mut given, &row, Ok(())).unwrap();
        assert!(kept_back.is_some() && given.is_empty());
        // Somebody signed in anew meanwhile: it belongs to what was there before.
        given.extend(kept_back.map(|(_, granted)| (channel, (at.plus(-1), granted))));
        assert!(taken_out(&mut given, &row, Ok(())).unwrap().0.is_none());
    }
}
