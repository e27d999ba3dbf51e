//! Email and Slack, as the interface sees them: how they are set up, how they fare, and who gets what.
//!
//! Invariant: neither the mail server's password nor Slack's address is in here. A person's address is shown to that person and to
//! administrators alone.

use super::{When, dto};
use crate::model::PersonId;
use crate::ports::MailEncryption;

dto! {
    /// The clinic's mail server. Its password is never shown.
    pub struct MailServer {
        /// Its name, such as `smtp.provider.example`.
        pub host: String,
        /// Its port: usually 465, or 587 with STARTTLS.
        pub port: u16,
        /// How the connection is encrypted.
        pub encryption: MailEncryption,
        /// Who signs in.
        pub user_name: String,
        /// From which address emails come.
        pub from_address: String,
    }

    /// How a way out of the laptop fares.
    pub struct WayState {
        /// Whether its secret is kept and worked.
        pub set_up: bool,
        /// When something last got through.
        pub sent: Option<When>,
        /// Since when nothing does.
        pub failing: Option<When>,
        /// When it is tried again.
        pub next: Option<When>,
        /// Why it fails, and what to do.
        pub problem: Option<String>,
    }

    /// Where somebody reads emails, and which they want.
    pub struct PersonEmail {
        /// Who.
        pub person_id: PersonId,
        /// Their name.
        pub name: String,
        /// Whether they sign, and so can be reminded.
        pub doctor: bool,
        /// Where; none as long as nobody wrote it.
        pub address: Option<String>,
        /// Whether they get alerts.
        pub alerts: bool,
        /// Whether they are reminded of what waits for their signature.
        pub reminders: bool,
        /// Since when the mail server does not take the address.
        pub refused: Option<When>,
    }

    /// The same, to be kept.
    pub struct PersonEmailSet {
        /// Whose.
        pub person_id: PersonId,
        /// Where; none takes it away.
        pub address: Option<String>,
        /// Whether they get alerts.
        pub alerts: bool,
        /// Whether they are reminded of what waits for their signature.
        pub reminders: bool,
    }

    /// When doctors are reminded of what waits for their signature.
    pub struct SigningReminder {
        /// Whether they are.
        pub wanted: bool,
        /// For how many hours something may wait before that, from 1 to 72.
        pub after_hours: u8,
        /// When they are told each working day of all that waits, such as `08:00`.
        pub morning: Option<String>,
    }

    /// Everything about emails.
    pub struct MailSettings {
        /// The mail server; none as long as the clinic has none.
        pub server: Option<MailServer>,
        /// How it fares.
        pub state: WayState,
        /// Everybody for an administrator, and otherwise oneself.
        pub people: Vec<PersonEmail>,
        /// How many people get alerts.
        pub receivers: u32,
        /// When doctors are reminded.
        pub reminder: SigningReminder,
    }

    /// Everything about Slack.
    pub struct SlackSettings {
        /// How it fares.
        pub state: WayState,
    }
}
