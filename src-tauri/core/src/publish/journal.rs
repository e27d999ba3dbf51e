//! What a client keeps of a sending on disk, so that a crash leaves nothing unknown that could be known.
//!
//! Invariant: a platform's handle is written down before it is used; what is worth as much as a token is sealed, and only what
//! it is stands beside the others.

use async_trait::async_trait;

use crate::gate::SignedMedia;
use crate::model::{PartId, Secret};

use super::answers::Failure;

/// The journal's name of how many bytes of a part's file an attempt found with the platform, by the platform's own word,
/// before it sent any itself: an attempt that found more than the one before it shows that the line carries.
pub const ARRIVED: &str = "arrived";

/// The journal's name of a sentence that people are told once the part is public: something beside it did not work.
pub const REMARK: &str = "remark";

/// The journal's name of a mark, and what it says: a commit came to nothing, in a way that may pass. Whoever prepares the
/// part the next time takes the mark away by writing nothing in its place.
pub const NOT_TAKEN: (&str, &str) = ("not_taken", "yes");

/// A platform's handle, as [`Journal::record`] kept it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// What it is to the part, in the client's own words.
    pub name: String,
    /// The platform's handle.
    pub value: String,
}

/// Keeps the platform's handles before they are used, and lends what a platform fetches by address.
#[async_trait]
pub trait Journal: Send + Sync {
    /// Writes a handle down, durably.
    async fn record(&self, part: PartId, name: &str, value: &str) -> Result<(), Failure>;

    /// Writes a handle down that is worth as much as a token, such as the address of an upload: it is sealed in the vault, and
    /// only `public`, one word for what it is, is written beside other handles. What recalls it gets `public secret`.
    ///
    /// # Errors
    /// When vault or disk refuse.
    async fn record_secret(&self, part: PartId, name: &str, public: &str, secret: &Secret) -> Result<(), Failure>;

    /// What was written down under this name in an earlier attempt at sending the very same signed words and files, the
    /// latest first: so that what a crash left unfinished is gone on with, and nothing is uploaded twice.
    ///
    /// # Errors
    /// When it can't be read.
    async fn recall(&self, part: PartId, name: &str) -> Result<Option<String>, Failure>;

    /// The same of any attempt at this part, whatever was signed: for what hangs on a file alone, its digest in the name.
    ///
    /// # Errors
    /// When it can't be read.
    async fn recall_of_file(&self, part: PartId, name: &str) -> Result<Option<String>, Failure>;

    /// Puts a signed picture on the clinic's media host and returns the address that it can be fetched at for a short
    /// while: long enough for the platform to fetch it, not for anybody to rely on. It is taken back by itself.
    ///
    /// # Errors
    /// [`SetUp`](super::FailureClass::SetUp) when the clinic has no media host; others when it can't be reached.
    async fn lend(&self, media: &SignedMedia) -> Result<Secret, Failure>;

    /// Told after each piece of an upload of more than one: `sent` of `total` bytes of this part's file are with the
    /// platform. People see it; nothing is written down.
    ///
    /// # Errors
    /// When the sending may not go on: the signature was taken back, everything was stopped, the channel was paused, its
    /// time is over. `prepare` returns it as it is, and sends no more.
    async fn progress(&self, part: PartId, sent: u64, total: u64) -> Result<(), Failure>;
}
