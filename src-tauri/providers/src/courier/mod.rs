//! Emails by the clinic's own server, and messages on Slack.
//!
//! Invariant: a server is spoken to over TLS that this computer trusts, before a user name or a word is said; in practice, over the
//! practice platforms' own listener, whatever server was typed. Each message is handed over once, and what is said of it tells
//! whether anybody can have it.

mod faults;
#[cfg(test)]
mod properties;
mod slack;
mod smtp;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use countersign_core::model::Secret;
use countersign_core::ports::{AddressRefused, Courier, Letter, MailAccount, SendFault};
use lettre::transport::smtp::client::Certificate;

use crate::http::Clients;
use crate::route::Route;
use crate::settings::Timeouts;

/// Takes emails and messages over `route`.
pub fn courier(route: Route, timeouts: Timeouts) -> Arc<dyn Courier> {
    Arc::new(Post { route, timeouts, clients: OnceLock::new(), also_trusted: Vec::new() })
}

struct Post {
    route: Route,
    timeouts: Timeouts,
    clients: OnceLock<Clients>,
    /// Certificates beside those of the system; for tests.
    also_trusted: Vec<Certificate>,
}

#[async_trait]
impl Courier for Post {
    async fn try_mail(&self, account: &MailAccount, password: &Secret) -> Result<(), SendFault> {
        let connection = self.enter(account, password).await?;
        self.leave(connection).await;
        Ok(())
    }

    async fn mail(
        &self,
        account: &MailAccount,
        password: &Secret,
        letter: &Letter,
    ) -> Result<Vec<AddressRefused>, SendFault> {
        let written = smtp::written(account, letter)?;
        let mut connection = self.enter(account, password).await?;
        let handed = self.hand_over(&mut connection, &written).await;
        self.leave(connection).await;
        handed
    }

    fn admits_slack(&self, webhook: &Secret) -> Result<(), SendFault> {
        self.slack_address(webhook).map(drop)
    }

    async fn slack(&self, webhook: &Secret, text: &str) -> Result<(), SendFault> {
        self.tell_slack(webhook, text).await
    }
}
