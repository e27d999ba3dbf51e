//! What the core needs to tell people something where they are: an email by the clinic's own server, a message on Slack.
//!
//! Invariant: a connection without encryption has no word here. Who fails says whether it is certain that nothing was taken, since
//! only then may the same be sent again without anybody hearing of it twice.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::model::words::word_enum;
use crate::model::{Millis, Secret};
use crate::store::by_word;

/// The longest address that SMTP can name, in bytes (RFC 5321, 4.5.3.1.3, less the angle brackets; read 2026-11).
const LONGEST_ADDRESS: usize = 254;
/// The longest part of one before its `@`, in bytes (RFC 5321, 4.5.3.1.1; read 2026-11).
const LONGEST_LOCAL: usize = 64;
/// The longest name of a computer, in bytes (RFC 1035, 2.3.4; read 2026-11).
const LONGEST_HOST: usize = 253;

word_enum! {
    /// How the connection to a mail server is encrypted.
    pub enum MailEncryption {
        /// From its first byte; usually port 465.
        Tls = "tls",
        /// After a greeting in the open, before anything of ours is said; usually port 587. A server that doesn't is refused.
        Starttls = "starttls",
    }
}
by_word!(MailEncryption);

/// A mail server, and who the clinic is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAccount {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub encryption: MailEncryption,
    /// Who signs in.
    pub user_name: String,
    /// From whom emails are.
    pub from_address: String,
}

/// An email of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The clinic's name, as it stands beside the address it comes from.
    pub from_name: String,
    /// Who gets it: addresses for which [`is_mail_address`] holds.
    pub to: Vec<String>,
    /// One line.
    pub subject: String,
    /// Lines that end with `\n`.
    pub text: String,
    /// When it was written.
    pub at: Millis,
    /// Names it among all emails; nobody can guess it.
    pub id: String,
}

/// An address that the server does not take, although it took the email for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRefused(
    /// Which.
    pub String,
);

/// What helps when nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendRemedy {
    /// Time: it may pass by itself.
    Time,
    /// A person has to change something, here or there.
    Person,
}

/// Why something was not sent, or why nobody knows whether it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({detail})")]
pub struct SendFault {
    /// Whether it is certain that nothing was taken.
    pub certain: bool,
    /// What helps.
    pub remedy: SendRemedy,
    /// The setting that is wrong, by its name, where it is known.
    pub field: Option<&'static str>,
    /// A sentence for a receptionist: what happened, and what to do.
    pub message: String,
    /// What the other side said, in a line; no address, no secret.
    pub detail: String,
}

/// Takes emails and messages to where people read them.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Signs in at a mail server and leaves again.
    ///
    /// # Errors
    /// When the server can't be reached safely, or does not let the clinic in.
    async fn try_mail(&self, account: &MailAccount, password: &Secret) -> Result<(), SendFault>;

    /// Hands an email over, once. Returns the addresses that the server does not take.
    ///
    /// # Errors
    /// When the server took it for nobody, or nobody knows.
    async fn mail(
        &self,
        account: &MailAccount,
        password: &Secret,
        letter: &Letter,
    ) -> Result<Vec<AddressRefused>, SendFault>;

    /// Whether a text can be the address at which Slack takes messages. Nothing is asked of it.
    ///
    /// # Errors
    /// About the field `webhook`.
    fn admits_slack(&self, webhook: &Secret) -> Result<(), SendFault>;

    /// Hands Slack a message, once.
    ///
    /// # Errors
    /// When Slack did not take it, or nobody knows.
    async fn slack(&self, webhook: &Secret, text: &str) -> Result<(), SendFault>;
}

/// Whether a text can be the name of a mail server: a name with dots in it, and no number.
pub fn is_mail_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let ending = text.rsplit('.').next().unwrap_or_default();
    text.len() <= LONGEST_HOST
        && text.contains('.')
        && text.split('.').all(label)
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Whether a text is an address as nearly everybody has one: nothing in quotes, no comment, no route, no letters beyond ASCII.
pub fn is_mail_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    text.len() <= LONGEST_ADDRESS
        && (1..=LONGEST_LOCAL).contains(&local.len())
        && local.split('.').all(|part| !part.is_empty() && part.bytes().all(atom))
        && is_mail_host(host)
}

#[cfg(test)]
mod tests {
    use countersign_spoil::cases;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_taken_as_people_have_them() {
        for fine in ["anna@lakeside.example", "a.weber+alerts@mail.lakeside-clinic.example", "o'neil@x.in"] {
            assert!(is_mail_address(fine), "{fine}");
        }
        for wrong in [
            "",
            "anna",
            "anna@",
            "@lakeside.example",
            "anna@lakeside",
            "anna@127.0.0.1",
            "anna weber@lakeside.example",
            "anna..weber@lakeside.example",
            "Anna <anna@lakeside.example>",
            "anna@lakeside.example, bob@lakeside.example",
            "\"anna\"@lakeside.example",
            "anna@lakeside.example\r\nBcc: x@y.example",
            "änna@lakeside.example",
            "anna@-lakeside.example",
        ] {
            assert!(!is_mail_address(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn no_address_ends_a_line_or_opens_another() {
        proptest!(cases(600), |(text in "[a-z@.<> \r\n,;:\"()-]{0,24}")| {
            if is_mail_address(&text) {
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>,;:\"()[]\\".contains(&byte)));
                prop_assert_eq!(text.matches('@').count(), 1);
            }
        });
    }
}
