//! What the mail server and Slack took for the clinic, and what they take.

use serde::{Deserialize, Serialize};

use super::read;

/// An email as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeEmail {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// Who signed in.
    pub user: String,
    /// From whom, by the envelope.
    pub from: String,
    /// To whom, by the envelope.
    pub to: Vec<String>,
    /// All of it, as it came.
    pub raw: String,
}

impl PracticeEmail {
    /// Its subject, as a person reads it.
    pub fn subject(&self) -> String {
        read::header(&self.raw, "subject")
    }

    /// A header, as a person reads it; empty without one.
    pub fn header(&self, name: &str) -> String {
        read::header(&self.raw, name)
    }

    /// Its words, as a person reads them.
    pub fn text(&self) -> String {
        read::text(&self.raw)
    }
}

/// How the mail server behaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailManners {
    /// It lets the clinic in.
    pub lets_in: bool,
    /// It takes emails from the clinic's address.
    pub takes_sender: bool,
    /// It takes none for these addresses.
    pub refused: Vec<String>,
    /// It is busy for so many emails more.
    pub busy: u32,
    /// It hangs up before the words of so many emails more.
    pub hangs_up_before: u32,
    /// It takes so many emails more and hangs up without a word.
    pub hangs_up_after: u32,
}

impl Default for MailManners {
    fn default() -> Self {
        Self { lets_in: true, takes_sender: true, refused: Vec::new(), busy: 0, hangs_up_before: 0, hangs_up_after: 0 }
    }
}

/// How Slack behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlackManners {
    /// The webhook was taken away.
    pub gone: bool,
    /// It takes so many messages more and hangs up without a word.
    pub hangs_up_after: u32,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct MailState {
    pub(crate) emails: Vec<PracticeEmail>,
    pub(crate) manners: MailManners,
    pub(crate) slack: Vec<String>,
    pub(crate) slack_manners: SlackManners,
}
