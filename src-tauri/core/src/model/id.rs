//! Identifiers as newtypes, so that a post's id can never be handed in where a channel's is meant.
//!
//! Invariant: every id is a UUIDv7 in its hyphenated lower-case form, made from the clock and the random
//! source that the engine was given.

use std::fmt;
use std::str::FromStr;

use rand::Rng;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::Millis;

/// A text that is not an id of ours.
#[derive(Debug, thiserror::Error)]
#[error("this is not a valid id")]
pub struct InvalidId;

/// An id that can be made from an instant and randomness.
pub trait NewId {
    /// A new id whose time part is `now`.
    fn new_id(now: Millis, rng: &mut dyn Rng) -> Self;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[ts(type = "string")]
        pub struct $name(Uuid);

        impl NewId for $name {
            fn new_id(now: Millis, rng: &mut dyn Rng) -> Self {
                let mut random = [0u8; 10];
                rng.fill_bytes(&mut random);
                Self(uuid::Builder::from_unix_timestamp_millis(now.as_unsigned(), &random).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.as_hyphenated(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::parse_str(text).map(Self).map_err(|_| InvalidId)
            }
        }
    )+};
}

ids! {
    /// One clinic's data folder.
    WorkspaceId,
    /// One copy of the application writing into a workspace; names the audit chain.
    InstallationId,
    /// One run of the engine, from opening to closing; part of every fence.
    RunId,
    /// A person who works in the clinic.
    PersonId,
    /// A doctor's signing key on one device.
    PersonKeyId,
    /// One account on one platform.
    ChannelId,
    /// A theme and what came of it.
    BatchId,
    /// What is meant for one channel.
    PostId,
    /// One immutable version of a post's content.
    RevisionId,
    /// A remark in the talk about a post.
    RemarkId,
    /// A doctor's signature over one manifest.
    ApprovalId,
    /// One sending of a post.
    DeliveryId,
    /// One piece of a delivery that becomes public by itself: a thread's post, a first comment.
    PartId,
    /// One try at sending a delivery.
    AttemptId,
    /// A weekly time at which a channel likes to post.
    SlotId,
    /// What a person may still undo.
    UndoId,
    /// Something that people were told by a notification.
    NoticeId,
    /// A set of hashtags.
    HashtagSetId,
    /// Somebody whom the clinic may write to.
    RecipientId,
    /// A list of recipients.
    RecipientListId,
    /// One place that is read for what people write.
    FeedId,
    /// Something that was seen on a platform, ours or not.
    PlatformPostId,
    /// Somebody who writes to the clinic on a platform.
    AuthorId,
    /// A comment with its answers, a mention, or the messages of one person.
    ConversationId,
    /// One comment, mention or message.
    ItemId,
    /// A gesture that somebody asked for.
    GestureId,
    /// What people of the clinic tell each other about a conversation.
    NoteId,
    /// A short answer that the clinic keeps.
    SavedReplyId,
    /// What the clinic looks for among what others write.
    TopicId,
    /// Something that people must hear of.
    AlertId,
    /// What ties everything about one post together, from draft to permalink.
    CorrelationId,
}

/// Names a credential in the vault without being one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CredentialRef(String);

impl CredentialRef {
    /// The reference under which a channel's credential is sealed.
    pub fn for_channel(channel: ChannelId) -> Self {
        Self(format!("channel/{channel}"))
    }

    /// The reference under which the secret of the clinic's own app is sealed.
    pub fn for_app(login: super::Login) -> Self {
        Self(format!("app/{}", login.word()))
    }

    /// The reference under which a secret of the media host is sealed; each has a name of its own.
    pub fn for_media_host(name: &str) -> Self {
        Self(format!("media-host/{name}"))
    }

    /// The reference under which the password of the clinic's mail server is sealed.
    pub fn for_mail() -> Self {
        Self("mail/password".to_owned())
    }

    /// The reference under which the address is sealed at which Slack takes messages for the clinic.
    pub fn for_slack() -> Self {
        Self("slack/webhook".to_owned())
    }

    /// The reference under which a part's handle is sealed that is worth as much as a token.
    pub fn for_handle(part: PartId) -> Self {
        Self(format!("handle/{part}"))
    }

    /// The reference as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for CredentialRef {
    fn from(text: String) -> Self {
        Self(text)
    }
}
