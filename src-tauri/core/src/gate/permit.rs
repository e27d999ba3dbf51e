//! The two permits. A [`Permit`] is the right to prepare one claimed delivery; a [`CommitPermit`] is the right to make
//! one part of it public, once.
//!
//! Invariant: only [`super::claim()`] and [`super::begin_commit`] make them, after the transaction that says so is on disk.
//! They have private fields, no `Clone`, no serde and no way out of the call that holds them: a provider sends what comes
//! out of a permit, and nothing else can be sent.

use std::sync::Arc;

use crate::clinic::ChannelRow;
use crate::draft::document::PDF;
use crate::model::{
    ChannelId, CorrelationId, CredentialRef, DeliveryId, Digest, Millis, PartId, PartRole, PhoneNumber, Platform,
    PlatformOptions, PostId, RecipientId, RunId,
};
use crate::ports::{SealedFiles, SealedReader, VaultFault};

use super::manifest::ManifestPart;

/// The right to prepare one delivery: uploads and containers, nothing public.
///
/// ```compile_fail
/// fn twice(permit: countersign_core::gate::Permit) { drop(permit.clone()); }
/// ```
#[must_use = "prepare and commit with it; dropping it leaves the delivery for recovery"]
pub struct Permit {
    pub(super) fence: Fence,
    pub(super) post: PostId,
    pub(super) correlation: CorrelationId,
    pub(super) manifest: Digest,
    pub(super) due: Millis,
    pub(super) account: Account,
    pub(super) options: PlatformOptions,
    pub(super) parts: Vec<SignedPart>,
    pub(super) files: Arc<dyn SealedFiles>,
    pub(super) going: Going,
}

/// When what is claimed becomes public, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// By us, when it is due.
    Now,
    /// By its platform, which keeps it until then.
    AtItsTime,
}

/// What every later write about a claimed delivery must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fence {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The number of the attempt.
    pub attempt: u32,
    /// The run of the engine that claimed it.
    pub run: RunId,
}

/// The account that a delivery goes to.
#[derive(Debug, Clone)]
pub struct Account {
    /// The channel.
    pub channel: ChannelId,
    /// The platform.
    pub platform: Platform,
    /// The platform's own id of the account.
    pub id: String,
    /// The account's name on the platform.
    pub name: String,
    /// Names the credential in the vault.
    pub credential: CredentialRef,
    /// The channel's sign-in at that time, counted.
    pub sign_in: u32,
}

/// One part as it was signed.
#[derive(Debug, Clone)]
pub struct SignedPart {
    /// Which.
    pub id: PartId,
    /// Its place, from 0.
    pub ordinal: u32,
    /// What it is to the post.
    pub role: PartRole,
    /// The logical text, before wire escaping.
    pub text: String,
    /// Its pictures, as they were rendered for this platform, or its video.
    pub media: Vec<SignedMedia>,
    /// The platform's id, when this part is public already.
    pub platform_id: Option<String>,
    /// To whom it goes, where parts are recipients; none where a part is public.
    pub recipient: Option<Recipient>,
}

/// Somebody to whom a message goes.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Who.
    pub id: RecipientId,
    /// The number that it goes to.
    pub number: PhoneNumber,
}

/// One picture or video as it was signed.
#[derive(Debug, Clone)]
pub struct SignedMedia {
    /// The digest of the very bytes to send.
    pub digest: Digest,
    /// The MIME type, such as `image/jpeg`.
    pub mime: String,
    /// The number of bytes.
    pub bytes: u64,
    /// What is told to people who can't see it.
    pub alt: String,
}

impl Account {
    /// The account that a channel is now.
    pub fn of(channel: &ChannelRow) -> Self {
        Self {
            channel: channel.id,
            platform: channel.platform,
            id: channel.account_id.clone(),
            name: channel.account_name.clone(),
            credential: channel.credential.clone(),
            sign_in: channel.sign_in,
        }
    }
}

impl SignedMedia {
    /// Whether it is a video: it is sent in pieces, and read by [`Permit::open`].
    pub fn is_video(&self) -> bool {
        matches!(self.mime.as_str(), "video/mp4" | "video/quicktime")
    }

    /// Whether it is a GIF that moves: still ones are sent in another format.
    pub fn is_moving(&self) -> bool {
        self.mime == "image/gif"
    }

    /// Whether it is a document.
    pub fn is_document(&self) -> bool {
        self.mime == PDF
    }
}

impl SignedPart {
    pub(super) fn of(id: PartId, ordinal: u32, signed: &ManifestPart, platform_id: Option<String>) -> Self {
        let media = signed.media.iter().map(|media| SignedMedia {
            digest: media.digest,
            mime: media.mime.clone(),
            bytes: media.bytes,
            alt: media.alt.clone(),
        });
        Self {
            id,
            ordinal,
            role: signed.role,
            text: signed.text.clone(),
            media: media.collect(),
            platform_id,
            recipient: None,
        }
    }
}

impl Permit {
    /// The fence of every write about this delivery.
    pub const fn fence(&self) -> Fence {
        self.fence
    }

    /// The post.
    pub const fn post(&self) -> PostId {
        self.post
    }

    /// Ties the sending to the post's story.
    pub const fn correlation(&self) -> CorrelationId {
        self.correlation
    }

    /// When the post is due.
    pub const fn due(&self) -> Millis {
        self.due
    }

    /// Whether its platform is to keep it and make it public by itself.
    pub fn is_to_keep(&self) -> bool {
        self.going == Going::AtItsTime
    }

    /// Where it goes.
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The platform's options, as signed.
    pub const fn options(&self) -> &PlatformOptions {
        &self.options
    }

    /// The parts in order, those that are public already among them.
    pub fn parts(&self) -> &[SignedPart] {
        &self.parts
    }

    /// The bytes of a signed picture, checked against its digest.
    ///
    /// # Errors
    /// When they are not there, or are not what was signed.
    pub fn media(&self, media: &SignedMedia) -> Result<Vec<u8>, VaultFault> {
        self.files.get(&media.digest)
    }

    /// A signed file, to be read piece by piece from anywhere: what comes out was sealed under its digest.
    ///
    /// # Errors
    /// When it is not there, or is not what was signed.
    pub fn open(&self, media: &SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> {
        self.files.open(&media.digest)
    }
}

/// The right to make one part public, once. Taken by value, and bound to the permit it came from.
#[must_use = "commit with it; dropping it leaves the part in doubt"]
pub struct CommitPermit<'p> {
    pub(super) permit: &'p Permit,
    pub(super) index: usize,
    pub(super) parent: Option<String>,
    pub(super) root: Option<String>,
    pub(super) started: Millis,
}

impl CommitPermit<'_> {
    /// The part to make public.
    pub fn part(&self) -> &SignedPart {
        &self.permit.parts[self.index]
    }

    /// The platform's id of what this part answers: the part before it, or what an answer was signed for.
    pub fn parent(&self) -> Option<&str> {
        self.parent.as_deref()
    }

    /// The platform's id of the first part; for an answer, of the post that what it answers stands under.
    pub fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// The platform's id of what a comment goes under: the first part, or for an answer what it was signed for.
    pub fn commented(&self) -> Option<&str> {
        match self.part().role {
            PartRole::Reply | PartRole::Message | PartRole::PrivateReply => self.parent(),
            PartRole::Main | PartRole::Thread | PartRole::FirstComment => self.root(),
        }
    }

    /// Where it goes.
    pub const fn account(&self) -> &Account {
        &self.permit.account
    }

    /// The platform's options, as signed.
    pub const fn options(&self) -> &PlatformOptions {
        &self.permit.options
    }

    /// A signed file of the part, to be read piece by piece from anywhere, where its last bytes publish.
    ///
    /// # Errors
    /// When it is not there, or is not what was signed.
    pub fn open(&self, media: &SignedMedia) -> Result<Box<dyn SealedReader>, VaultFault> {
        self.permit.open(media)
    }

    /// When `commit_started` was written.
    pub const fn started(&self) -> Millis {
        self.started
    }

    /// Ties the call to the post's story.
    pub const fn correlation(&self) -> CorrelationId {
        self.permit.correlation
    }
}

/// The right to hand a post to its platform, once, for the platform to make it public at its time. Nothing may become public
/// by it before.
#[must_use = "hand over with it; dropping it leaves the part in doubt"]
pub struct KeepPermit<'p> {
    pub(super) permit: &'p Permit,
    pub(super) index: usize,
    pub(super) at: Millis,
}

impl KeepPermit<'_> {
    /// The part to hand over.
    pub fn part(&self) -> &SignedPart {
        &self.permit.parts[self.index]
    }

    /// When the platform has to make it public.
    pub const fn at(&self) -> Millis {
        self.at
    }

    /// Where it goes.
    pub const fn account(&self) -> &Account {
        &self.permit.account
    }

    /// The platform's options, as signed.
    pub const fn options(&self) -> &PlatformOptions {
        &self.permit.options
    }

    /// Ties the call to the post's story.
    pub const fn correlation(&self) -> CorrelationId {
        self.permit.correlation
    }
}
