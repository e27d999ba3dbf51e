//! What a platform's client answers: what became of a part, what is there, and why something did not work.
//!
//! Invariant: *unknown* is an answer of its own. Only what is proven not to be there is called absent, and a failure's words
//! hold no address and no token.

use crate::model::Millis;

use super::journal::Handle;
use super::message::Taken;

/// What `prepare` leaves for `commit`: the platform's ids of uploaded media, in the order of the part's pictures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prepared {
    /// The ids.
    pub media_ids: Vec<String>,
}

/// What came of a commit.
#[derive(Debug)]
pub enum Outcome {
    /// It is public.
    Published(Sighting),
    /// The platform took the message to this one recipient.
    Taken(Taken),
    /// The platform refused it; it is not public, and sending it again would not help.
    Rejected(Failure),
    /// It is proven not to be public, and may be sent again.
    Absent(Failure),
    /// The platform has all of it and works on it.
    Working(Receipt),
    /// A person finishes it on the platform.
    WithPerson(Receipt),
    /// Nobody knows.
    Unknown(Failure),
}

/// What the platform calls what it took, so that it can be asked what became of it.
#[derive(Debug)]
pub struct Receipt {
    /// A sentence for people.
    pub message: String,
    /// It goes into the journal with the outcome.
    pub handle: Handle,
}

/// What became of a part that the platform took.
#[derive(Debug)]
pub enum Fate {
    /// It works on it; people are told this.
    Working(String),
    /// A person finishes it there; people are told this.
    WithPerson(String),
    /// It will not become public. Whether it may be sent again is said by the failure's class.
    Refused(Failure),
}

/// What came of handing something over.
#[derive(Debug)]
pub enum Handed {
    /// The platform keeps it, and makes it public at its time.
    Kept {
        /// The platform's id of it.
        platform_id: String,
    },
    /// The platform does not keep it, and asking again would not help.
    Refused(Failure),
    /// It is proven not to be kept, and may be handed over again.
    Absent(Failure),
    /// Nobody knows.
    Unknown(Failure),
}

/// How something stands that a platform keeps.
#[derive(Debug)]
pub enum KeptShown {
    /// It is kept, and not public.
    Waits,
    /// It is public.
    Public(Sighting),
    /// It is not kept any more, and not public.
    Gone,
    /// The platform will not make it public.
    Refused(Failure),
}

/// What came of asking a platform to take something down.
#[derive(Debug)]
pub enum Removal {
    /// It is not public any more.
    Removed,
    /// The platform showed that it was not there any more.
    AlreadyGone,
    /// The platform does not do it, and asking again would not help.
    Refused(Failure),
    /// It was not done, or nobody knows; it can be asked again.
    TryAgain(Failure),
}

/// A post as the platform shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The platform's id.
    pub platform_id: String,
    /// Where the public sees it; none where the platform tells that only to [`permalink`](super::Publisher::permalink).
    pub permalink: Option<String>,
}

impl Sighting {
    /// Where the public sees it, for the record; empty as long as nobody knows.
    pub fn address(&self) -> &str {
        self.permalink.as_deref().unwrap_or_default()
    }
}

/// What reading back found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sightings {
    /// Everything that says exactly this, the oldest first.
    pub matches: Vec<Sighting>,
    /// Whether everything since the search's instant was read, so that no match means *not there yet*.
    pub complete: bool,
}

/// Why a call did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message} ({detail})")]
pub struct Failure {
    /// What can be done about it.
    pub class: FailureClass,
    /// A sentence for a receptionist: what happened, and what to do.
    pub message: String,
    /// The platform's own code and words; no address, no token.
    pub detail: String,
}

/// What can be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureClass {
    /// The credential is not taken any more: connect the channel again.
    Reconnect,
    /// The platform does not take this content.
    FixContent,
    /// The platform says it already has exactly this content.
    Duplicate,
    /// Not before this instant.
    WaitUntil(Millis),
    /// May pass by itself.
    TryAgain,
    /// May pass by itself, and is none of the platform's doing: this laptop's disk, or the clinic's media host.
    Local,
    /// Not one byte reached the platform.
    Offline,
    /// The laptop's keychain is locked, so nothing was sent: it is waited for.
    Keychain,
    /// What calls carry is over or was refused, so nothing was done: the sign-in is being renewed, which is waited for.
    Renewing,
    /// Nobody knows what became of it.
    Unknown,
    /// The account, or the clinic's app on the platform, is not set up for this.
    SetUp,
    /// It is about this one recipient, and stops no other. Any other class stops the whole sending, and the recipient at
    /// hand is not used up by it.
    Recipient(RecipientFault),
}

/// Why one recipient does not get a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecipientFault {
    /// Never: not on WhatsApp, in a country that it does not serve, and the like. With [`Outcome::Rejected`].
    Unreachable,
    /// Never again: the recipient told the platform to stop. It is kept as an opt-out. With [`Outcome::Rejected`].
    OptedOut,
    /// Not before this instant, while others may go on. With [`Outcome::Absent`].
    WaitUntil(Millis),
}
