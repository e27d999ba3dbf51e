//! The clinic's mail server, and where each person reads emails.
//!
//! Invariant: an address is personal: it stands here and in nothing that is put on record. The password is in the vault, and was
//! seen to work with the very settings that stand here.

use super::kind::AlertWay;
use super::ways;
use crate::audit::{self, Action, Actor, Entry};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::model::{Millis, PersonId};
use crate::ports::{MailAccount, is_mail_address, is_mail_host};
use crate::store::{StoreError, Tag, Tx, args};

/// The longest user name, in bytes; far beyond what servers give out.
const LONGEST_NAME: usize = 254;

/// Where a person reads emails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEmail {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub address: String,
    /// Whether they get alerts there.
    pub alerts: bool,
    /// Whether they are reminded there of what waits for their signature, as a doctor.
    pub reminders: bool,
    /// Since when the mail server does not take it.
    pub refused: Option<Millis>,
}

/// The clinic's mail server, if it has one; whether its password is kept is told by [`ways::way`].
///
/// # Errors
/// When the store refuses.
pub fn mail_account(tx: &Tx<'_>) -> Result<Option<MailAccount>> {
    Ok(tx.one("SELECT * FROM mail_server", &[], |row| {
        Ok::<_, StoreError>(MailAccount {
            host: row.get("host")?,
            port: row.get("port")?,
            encryption: row.get("encryption")?,
            user_name: row.get("user_name")?,
            from_address: row.get("from_address")?,
        })
    })?)
}

/// Keeps the settings of the mail server. A password that was seen to work with others is to be typed again.
///
/// # Errors
/// When a field has to be mended, or the store refuses.
pub fn set_mail(tx: &Tx<'_>, env: &Env, by: PersonId, new: &MailAccount) -> Result<()> {
    check(new)?;
    if mail_account(tx)?.is_some_and(|before| before == *new) {
        return Ok(());
    }
    ways::end_way(tx, AlertWay::Email)?;
    tx.run(
        "INSERT INTO mail_server (only_one, host, port, encryption, user_name, from_address, changed_at)
         VALUES (1, $1, $2, $3, $4, $5, $6)
         ON CONFLICT (only_one) DO UPDATE SET host = excluded.host, port = excluded.port,
           encryption = excluded.encryption, user_name = excluded.user_name, from_address = excluded.from_address,
           changed_at = excluded.changed_at",
        args![&new.host, new.port, new.encryption, &new.user_name, &new.from_address, env.now()],
    )?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::MailSet).fact("server", &new.host))?;
    Ok(())
}

/// The password that is in the vault now let the clinic in with `tried`. Returns whether these are the settings still.
///
/// # Errors
/// When the store refuses.
pub fn keep_mail(tx: &Tx<'_>, env: &Env, by: PersonId, tried: &MailAccount) -> Result<bool> {
    if mail_account(tx)?.as_ref() != Some(tried) {
        return Ok(false);
    }
    ways::begin_way(tx, env, AlertWay::Email)?;
    audit::record(tx, env, &Entry::done(Actor::Person(by), Action::MailConnected).fact("server", &tried.host))?;
    Ok(true)
}

/// Forgets the mail server. People's addresses stay.
///
/// # Errors
/// When the store refuses.
pub fn forget_mail(tx: &Tx<'_>, env: &Env, by: PersonId) -> Result<()> {
    ways::end_way(tx, AlertWay::Email)?;
    if tx.run("DELETE FROM mail_server", &[])? > 0 {
        audit::record(tx, env, &Entry::done(Actor::Person(by), Action::MailForgotten))?;
    }
    Ok(())
}

/// Where those read emails who are still here.
///
/// # Errors
/// When the store refuses.
pub fn person_emails(tx: &Tx<'_>) -> Result<Vec<PersonEmail>> {
    tx.all(
        "SELECT person_email.* FROM person_email JOIN person ON person.id = person_email.person_id
         WHERE person.left_at IS NULL ORDER BY person.name, person.id",
        &[],
        |row| {
            Ok(PersonEmail {
                person: row.get("person_id")?,
                address: row.get("address")?,
                alerts: row.get("alerts")?,
                reminders: row.get("reminders")?,
                refused: row.get("refused_at")?,
            })
        },
    )
}

/// Keeps where a person reads emails, and which they want.
///
/// # Errors
/// When it is no address, or the store refuses.
pub fn set_person_email(
    tx: &Tx<'_>,
    env: &Env,
    by: PersonId,
    person: PersonId,
    address: &str,
    (alerts, reminders): (bool, bool),
) -> Result<()> {
    let address = address.trim();
    if !is_mail_address(address) {
        return Err(Error::invalid("address", "Write an email address, such as anna@clinic.example."));
    }
    let before = person_emails(tx)?.into_iter().find(|it| it.person == person);
    let same = |it: &PersonEmail| it.address == address && (it.alerts, it.reminders) == (alerts, reminders);
    if before.as_ref().is_some_and(same) {
        return Ok(());
    }
    tx.run(
        "INSERT INTO person_email (person_id, address, alerts, reminders) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id) DO UPDATE SET address = excluded.address, alerts = excluded.alerts,
           reminders = excluded.reminders,
           refused_at = CASE WHEN person_email.address = excluded.address THEN person_email.refused_at END",
        args![person, address, alerts, reminders],
    )?;
    noted(tx, env, by, person, true)
}

/// A person gets no emails any more.
///
/// # Errors
/// When the store refuses.
pub fn no_email_for(tx: &Tx<'_>, env: &Env, by: PersonId, person: PersonId) -> Result<()> {
    if tx.run("DELETE FROM person_email WHERE person_id = $1", args![person])? > 0 {
        noted(tx, env, by, person, false)?;
    }
    Ok(())
}

/// Whoever left gets none, and leaves no address behind.
///
/// # Errors
/// When the store refuses.
pub fn forget_email(tx: &Tx<'_>, person: PersonId) -> Result<()> {
    tx.run("DELETE FROM person_email WHERE person_id = $1", args![person])?;
    Ok(())
}

/// Notes whether the mail server takes an address.
///
/// # Errors
/// When the store refuses.
pub fn refuse_address(tx: &Tx<'_>, env: &Env, address: &str, refused: bool) -> Result<()> {
    let changed = tx.run(
        "UPDATE person_email SET refused_at = CASE WHEN $1 THEN $2 END
         WHERE address = $3 AND (refused_at IS NOT NULL) <> $1",
        args![refused, env.now(), address],
    )?;
    if changed > 0 {
        tx.changed(Tag::Alerts);
    }
    Ok(())
}

fn noted(tx: &Tx<'_>, env: &Env, by: PersonId, person: PersonId, has: bool) -> Result<()> {
    let what = if has { "kept" } else { "removed" };
    let entry = Entry::done(Actor::Person(by), Action::PersonEmailSet).fact("person", person).fact("address", what);
    audit::record(tx, env, &entry)?;
    tx.changed(Tag::Alerts);
    Ok(())
}

fn check(new: &MailAccount) -> Result<()> {
    if !is_mail_host(&new.host) {
        return Err(Error::invalid(
            "host",
            "Write the mail server’s name as your provider gives it, such as smtp.provider.example, without an address before it.",
        ));
    }
    if new.port == 0 {
        return Err(Error::invalid("port", "Write the port as your provider gives it: usually 465 or 587."));
    }
    let plain = |name: &str| !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
    if !plain(&new.user_name) {
        return Err(Error::invalid(
            "user_name",
            "Write the user name as your provider gives it; often it is the email address. The password goes into the private window.",
        ));
    }
    if !is_mail_address(&new.from_address) {
        return Err(Error::invalid(
            "from_address",
            "Write the email address that these emails come from, such as alerts@clinic.example.",
        ));
    }
    Ok(())
}
