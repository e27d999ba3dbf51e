//! Use cases of email and Slack: setting them up, trying them, and who gets what.
//!
//! Invariant: the mail server's password and Slack's address come from the private window alone, and go nowhere but into the vault
//! once they worked. Who may see an address is whose it is, and administrators.

mod telling;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::alerts::{clock_of, minute_of};
use super::context::{Api, Who};
use super::types::{
    MailServer, MailSettings, PersonEmail, PersonEmailSet, SecretField, SigningReminder, SlackSettings, WayState,
};
use super::views::here;
use super::when::when;
use crate::alert::{self, AlertWay, ReminderRule};
use crate::clinic::{self, Caller};
use crate::error::{Error, ErrorCode, Result};
use crate::model::zone::Zone;
use crate::model::{CredentialRef, Role, Secret};
use crate::ports::{MailAccount, SendFault};
use crate::store::Tx;

/// The longest password and the longest address of Slack's that are taken for one, in bytes.
const LONGEST_SECRET: usize = 512;

pub(super) fn get(api: &Api, caller: &Caller, (): ()) -> Result<MailSettings> {
    shown(api, caller)
}

pub(super) fn set(api: &Api, caller: &Caller, typed: MailServer) -> Result<MailSettings> {
    let (env, by, account) = (Arc::clone(&api.env), caller.person, to_account(&typed));
    let before = api.db.read(alert::mail_account)?;
    let kept = account.clone();
    api.db.write(move |tx| alert::set_mail(tx, &env, by, &kept))?;
    if before.is_some_and(|before| before != account) {
        api.credentials.forget(&CredentialRef::for_mail())?;
    }
    shown(api, caller)
}

pub(super) fn forget(api: &Api, caller: &Caller, (): ()) -> Result<MailSettings> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| alert::forget_mail(tx, &env, by))?;
    api.credentials.forget(&CredentialRef::for_mail())?;
    shown(api, caller)
}

pub(super) fn test(api: &Api, caller: &Caller, (): ()) -> Result<MailSettings> {
    let own = api.db.read(alert::person_emails)?.into_iter().find(|email| email.person == caller.person);
    let Some(own) = own else {
        return Err(Error::invalid("address", "Write your own email address first; the test goes there."));
    };
    now(api.send_test_email(caller.person, &own.address))?;
    shown(api, caller)
}

pub(super) fn set_person(api: &Api, caller: &Caller, typed: PersonEmailSet) -> Result<MailSettings> {
    if typed.person_id != caller.person && !caller.roles.contains(&Role::Administrator) {
        return Err(Error::refused(
            ErrorCode::NotAllowed,
            "Only an administrator can change another person’s email address.",
        ));
    }
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| {
        let person = clinic::person(tx, typed.person_id)?;
        match typed.address.as_deref().map(str::trim).filter(|it| !it.is_empty() && person.left_at.is_none()) {
            None => alert::no_email_for(tx, &env, by, person.id),
            Some(address) => alert::set_person_email(tx, &env, by, person.id, address, (typed.alerts, typed.reminders)),
        }
    })?;
    shown(api, caller)
}

pub(super) fn set_reminder(api: &Api, caller: &Caller, chosen: SigningReminder) -> Result<MailSettings> {
    let morning = chosen.morning.as_deref().map(|time| minute_of("morning", time)).transpose()?;
    let rule = ReminderRule { wanted: chosen.wanted, after_hours: chosen.after_hours, morning };
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| alert::set_reminder(tx, &env, by, rule))?;
    shown(api, caller)
}

pub(super) fn slack(api: &Api, _: &Caller, (): ()) -> Result<SlackSettings> {
    shown_slack(api)
}

pub(super) fn test_slack(api: &Api, caller: &Caller, (): ()) -> Result<SlackSettings> {
    now(api.send_test_to_slack(caller.person))?;
    shown_slack(api)
}

pub(super) fn forget_slack(api: &Api, caller: &Caller, (): ()) -> Result<SlackSettings> {
    let (env, by) = (Arc::clone(&api.env), caller.person);
    api.db.write(move |tx| alert::forget_slack(tx, &env, by))?;
    api.credentials.forget(&CredentialRef::for_slack())?;
    shown_slack(api)
}

impl Api {
    /// What has to be typed into the private window for the mail server, and the server's name.
    ///
    /// # Errors
    /// When the caller is no administrator, or there are no settings yet.
    pub fn mail_fields(&self) -> Result<(String, Vec<SecretField>)> {
        self.admit(Who::Administrator, "mail_connect")?;
        let account = self.mail_server()?;
        let password = SecretField {
            name: "password".into(),
            label: "Password".into(),
            help: format!(
                "The password that belongs to {}. Some providers want one that is made for a single program (an app password): look in the account’s security settings.",
                account.user_name
            ),
            hidden: true,
            required: true,
        };
        Ok((account.host, vec![password]))
    }

    /// Keeps the mail server's password, after it was seen to work.
    ///
    /// # Errors
    /// When the caller is no administrator, or the server does not let the clinic in; nothing is kept then.
    pub async fn connect_mail(&self, password: &Secret) -> Result<MailSettings> {
        let caller = self.admit(Who::Administrator, "mail_connect")?;
        let account = self.mail_server()?;
        let typed = password.expose();
        if typed.is_empty() || typed.len() > LONGEST_SECRET || typed.chars().any(char::is_control) {
            return Err(Error::invalid("password", "Type the password, in one line."));
        }
        self.courier.try_mail(&account, password).await.map_err(refusal)?;
        block_in_place(|| {
            self.credentials.seal(&CredentialRef::for_mail(), password)?;
            let (env, by) = (Arc::clone(&self.env), caller.person);
            if !self.db.write(move |tx| alert::keep_mail(tx, &env, by, &account))? {
                return Err(Error::refused(
                    ErrorCode::Stale,
                    "The mail server’s settings were changed meanwhile. Please try again.",
                ));
            }
            shown(self, &caller)
        })
    }

    /// What has to be typed into the private window for Slack.
    ///
    /// # Errors
    /// When the caller is no administrator.
    pub fn slack_fields(&self) -> Result<Vec<SecretField>> {
        self.admit(Who::Administrator, "slack_connect")?;
        Ok(vec![SecretField {
            name: "webhook".into(),
            label: "Webhook address".into(),
            help: "From Slack: make an app for your workspace, turn Incoming Webhooks on, add one for the channel that should hear, and copy its address. It begins with https://hooks.slack.com/services/. Whoever has it can write there, so it is kept like a password. A message is sent there at once.".into(),
            hidden: true,
            required: true,
        }])
    }

    /// Keeps Slack's address, after it took a message.
    ///
    /// # Errors
    /// When the caller is no administrator, or Slack does not take a message there; nothing is kept then.
    pub async fn connect_slack(&self, webhook: &Secret) -> Result<SlackSettings> {
        let caller = self.admit(Who::Administrator, "slack_connect")?;
        let webhook = Secret::new(webhook.expose().trim().chars().take(LONGEST_SECRET).collect());
        self.courier.admits_slack(&webhook).map_err(refusal)?;
        let text = block_in_place(|| self.db.read(telling::first_on_slack))?;
        self.courier.slack(&webhook, &text).await.map_err(refusal)?;
        block_in_place(|| {
            self.credentials.seal(&CredentialRef::for_slack(), &webhook)?;
            let (env, by) = (Arc::clone(&self.env), caller.person);
            self.db.write(move |tx| alert::keep_slack(tx, &env, by))?;
            shown_slack(self)
        })
    }

    fn mail_server(&self) -> Result<MailAccount> {
        self.db.read(alert::mail_account)?.ok_or_else(|| {
            Error::refused(
                ErrorCode::Stale,
                "The clinic has no mail server any more. Fill in which one it is, and save that first.",
            )
        })
    }
}

/// Waits for what is sent for a person who waits for it.
fn now<T>(sending: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = Handle::try_current().map_err(|error| Error::internal(error.to_string()))?;
    block_in_place(|| runtime.block_on(sending))
}

fn shown(api: &Api, caller: &Caller) -> Result<MailSettings> {
    api.db.read(|tx| {
        let (_, zone) = here(tx)?;
        let emails = alert::person_emails(tx)?;
        let all = caller.roles.contains(&Role::Administrator);
        let people = clinic::people(tx)?.into_iter().filter(|it| it.left_at.is_none());
        let people = people.filter(|it| all || it.id == caller.person).map(|person| {
            let email = emails.iter().find(|email| email.person == person.id);
            PersonEmail {
                person_id: person.id,
                doctor: person.roles.contains(&Role::Doctor),
                name: person.name,
                address: email.map(|it| it.address.clone()),
                alerts: email.is_some_and(|it| it.alerts),
                reminders: email.is_some_and(|it| it.reminders),
                refused: email.and_then(|it| it.refused).map(|at| when(at, &zone)),
            }
        });
        let rule = alert::reminder(tx)?;
        Ok(MailSettings {
            server: alert::mail_account(tx)?.map(to_server),
            state: state(tx, AlertWay::Email, &zone)?,
            people: people.collect(),
            receivers: u32::try_from(emails.iter().filter(|it| it.alerts).count()).unwrap_or(u32::MAX),
            reminder: SigningReminder {
                wanted: rule.wanted,
                after_hours: rule.after_hours,
                morning: rule.morning.map(clock_of),
            },
        })
    })
}

fn shown_slack(api: &Api) -> Result<SlackSettings> {
    api.db.read(|tx| Ok(SlackSettings { state: state(tx, AlertWay::Slack, &here(tx)?.1)? }))
}

fn state(tx: &Tx<'_>, way: AlertWay, zone: &Zone) -> Result<WayState> {
    let row = alert::way(tx, way)?;
    let told = |at: Option<crate::model::Millis>| at.map(|at| when(at, zone));
    Ok(WayState {
        set_up: row.is_some(),
        sent: told(row.as_ref().and_then(|row| row.sent_at)),
        failing: told(row.as_ref().and_then(|row| row.failing_since)),
        next: told(row.as_ref().and_then(|row| row.next_at)),
        problem: row.and_then(|row| row.problem),
    })
}

fn to_account(typed: &MailServer) -> MailAccount {
    MailAccount {
        host: typed.host.trim().trim_end_matches('.').to_ascii_lowercase(),
        port: typed.port,
        encryption: typed.encryption,
        user_name: typed.user_name.trim().to_owned(),
        from_address: typed.from_address.trim().to_owned(),
    }
}

fn to_server(account: MailAccount) -> MailServer {
    MailServer {
        host: account.host,
        port: account.port,
        encryption: account.encryption,
        user_name: account.user_name,
        from_address: account.from_address,
    }
}

fn refusal(fault: SendFault) -> Error {
    Error::refused(ErrorCode::Invalid, fault.message).with(|refusal| {
        refusal.field = fault.field;
        refusal.detail = Some(fault.detail);
    })
}
