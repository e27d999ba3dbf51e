//! Renewing sign-ins ahead of their end.
//!
//! Invariant: one renewal at a time; what the platform gave is in the vault before anything else happens, as a whole; and
//! only the platform's own refusal ends a connection: a lost network never does.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Notify;
use tokio::task::block_in_place;

use crate::clinic::{self, NewToken, Origin, TokenRow};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Login, Millis, Token};
use crate::ports::{Credentials, VaultFault};
use crate::store::Db;

use super::connector::{App, Connector};
use super::publisher::{Failure, FailureClass};

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
    /// Has it look again: a channel was connected.
    pub woken: Arc<Notify>,
}

impl Renewal {
    /// Renews what is due, for ever.
    pub async fn run(self) {
        loop {
            if let Err(error) = self.turn().await {
                tracing::error!(%error, "the sign-ins could not be looked at");
            }
            let next = block_in_place(|| self.db.read(clinic::next_renewal));
            let next = match next {
                Ok(Some(next)) => next,
                Ok(None) => Millis(i64::MAX),
                Err(_) => self.env.now().plus(Millis::MINUTE),
            };
            tokio::select! {
                () = self.env.clock().nap_until(next) => {}
                () = self.woken.notified() => {}
            }
        }
    }

    async fn turn(&self) -> Result<()> {
        let now = self.env.now();
        for row in block_in_place(|| self.db.read(|tx| clinic::to_renew(tx, now)))? {
            self.renew(row).await?;
        }
        Ok(())
    }

    async fn renew(&self, row: TokenRow) -> Result<()> {
        let Origin::Login(login) = row.origin else { return Ok(()) };
        let Some(connector) = self.connectors.get(&login) else { return Ok(()) };
        let outcome = match self.held(&row, login) {
            Ok((app, token)) => connector.renew(&app, &token).await,
            Err(fault) => Err(unreadable(&fault)),
        };
        let env = Arc::clone(&self.env);
        match outcome {
            Ok(granted) => {
                let channel = block_in_place(|| self.db.read(|tx| clinic::channel(tx, row.channel)))?;
                // First of all: what a rotating token was renewed from is worth nothing from now on.
                block_in_place(|| self.credentials.seal(&channel.credential, &granted.token.kept()))?;
                let new = NewToken {
                    origin: row.origin,
                    ends_at: granted.ends_at,
                    renew_at: granted.renew_at,
                    scopes: granted.scopes.or_else(|| row.scopes.clone()),
                };
                block_in_place(|| self.db.write(move |tx| clinic::renewed(tx, &env, row.channel, &new)))
            }
            Err(failure) => block_in_place(|| {
                self.db.write(move |tx| {
                    clinic::not_renewed(tx, &env, &row, &failure.message)?;
                    if failure.class == FailureClass::Reconnect {
                        clinic::refuse_channel(tx, &env, row.channel, &failure.message)?;
                    }
                    Ok::<_, Error>(())
                })
            }),
        }
    }

    fn held(&self, row: &TokenRow, login: Login) -> Result<(App, Token), VaultFault> {
        let read = |what: Result<_>| what.map_err(|error| VaultFault::Disk(error.to_string()));
        let channel = read(self.db.read(|tx| clinic::channel(tx, row.channel)))?;
        let token = Token::of(&self.credentials.reveal(&channel.credential)?);
        let app = self.db.read(|tx| clinic::app(tx, login)).map_err(|error| VaultFault::Disk(error.to_string()))?;
        let app = app.ok_or(VaultFault::NotThere)?;
        let secret = match self.credentials.reveal(&app.credential) {
            Ok(secret) => Some(secret),
            Err(VaultFault::NotThere) => None,
            Err(fault) => return Err(fault),
        };
        Ok((App { id: app.app_id, secret }, token))
    }
}

/// Nothing was asked of the platform: the channel stays as it is.
fn unreadable(fault: &VaultFault) -> Failure {
    let message = match fault {
        VaultFault::NotThere => {
            "The clinic's own app is not set up on this laptop any more, so the sign-in can't be renewed. Set the app up again."
        }
        VaultFault::KeychainLocked | VaultFault::KeychainMissing => {
            "This laptop's keychain is locked, so the sign-in was not renewed yet. Unlock it, and Countersign goes on."
        }
        VaultFault::WrongPin | VaultFault::Damaged(_) | VaultFault::Disk(_) => {
            "What this laptop keeps to sign in with can't be read, so the sign-in was not renewed."
        }
    };
    Failure { class: FailureClass::TryAgain, message: message.to_owned(), detail: fault.to_string() }
}
