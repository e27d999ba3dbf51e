//! Batches, posts, revisions and pictures, as the interface sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Delivery, Keeping, Plan, When, dto};
use crate::check::Report;
use crate::draft::BatchOrigin;
use crate::model::{BatchId, ChannelId, Content, CorrelationId, Digest, Platform, PostId, ReviewStatus, RevisionId};
use crate::publish::ReadBackOutcome;

dto! {
    /// What a batch is drafted from. Empty texts fall back to the clinic's profile.
    pub struct BatchCreate {
        /// What the posts are about.
        pub theme: String,
        /// The brand that speaks; the clinic's name by default.
        pub brand: String,
        /// What is offered.
        pub offer: String,
        /// Where.
        pub location: String,
        /// To whom.
        pub audience: String,
        /// A tone of the writer's.
        pub tone: String,
        /// A language of the writer's.
        pub language: String,
        /// The channels to draft for.
        pub channels: Vec<ChannelId>,
    }

    /// A batch with its posts.
    pub struct Batch {
        /// Which.
        pub id: BatchId,
        /// Its theme.
        pub theme: String,
        /// What it began from.
        pub origin: BatchOrigin,
        /// The message all drafts tell, in no platform's manner; the shared text of those that follow it.
        pub canonical: String,
        /// Who changed the shared text last, once somebody did.
        pub canonical_by: Option<String>,
        /// What it was drafted from; empty for a batch that no writer drafted.
        pub brief: BatchCreate,
        /// When it was drafted.
        pub created: When,
        /// Its posts, one a channel.
        pub posts: Vec<Post>,
    }

    /// Names a batch.
    pub struct BatchRef {
        /// Which.
        pub id: BatchId,
    }

    /// The words the writer knows, for the menus.
    pub struct WriterChoices {
        /// Tones: word and name.
        pub tones: Vec<Choice>,
        /// Languages: word and name.
        pub languages: Vec<Choice>,
    }

    /// A word and the name people read for it.
    pub struct Choice {
        /// The word that is stored.
        pub value: String,
        /// The name.
        pub label: String,
    }

    /// A post as lists show it.
    pub struct PostSummary {
        /// Which.
        pub id: PostId,
        /// Its batch.
        pub batch_id: Option<BatchId>,
        /// The theme of its batch.
        pub theme: Option<String>,
        /// The channel.
        pub channel_id: ChannelId,
        /// The channel's account name.
        pub channel_name: String,
        /// The platform.
        pub platform: Platform,
        /// Its first words.
        pub title: String,
        /// How far it has come with its readers.
        pub review: ReviewStatus,
        /// The state word that people read; see [`DisplayState`].
        pub state: DisplayState,
        /// Its first picture.
        pub picture: Option<Digest>,
        /// Its time.
        pub plan: Option<Plan>,
        /// A sentence on why it needs somebody, when it does.
        pub needs: Option<String>,
        /// Whether a person has to decide about it. It stays in the core: Today puts such posts into a list of their own.
        #[serde(skip)]
        #[ts(skip)]
        pub undecided: bool,
        /// That its platform does not show it as it was signed, and nobody has seen that yet: `differs` or `gone`.
        pub shown_otherwise: Option<ReadBackOutcome>,
        /// Whether a person holds it back, whatever its signature and time.
        pub held: bool,
        /// The address at which the public sees it.
        pub permalink: Option<String>,
        /// Whom it answers; none where it stands for itself.
        pub answers: Option<String>,
    }

    /// A post, whole.
    pub struct Post {
        /// What lists show.
        pub summary: PostSummary,
        /// The newest revision's id; sent back with every change.
        pub revision_id: RevisionId,
        /// Its number, from 1.
        pub revision_number: u32,
        /// Who wrote the newest revision, and when.
        pub revised_by: String,
        /// When.
        pub revised: When,
        /// The content.
        pub content: Content,
        /// The pictures of the content, and their state.
        pub pictures: Vec<Picture>,
        /// What the checks say of it.
        pub report: Report,
        /// Whether it follows its batch's shared text.
        pub linked: bool,
        /// Its sending, once it has a time.
        pub delivery: Option<Delivery>,
        /// Who publishes it at its time, once it is signed and planned.
        pub keeping: Option<Keeping>,
        /// Ties it together in the record.
        pub correlation_id: CorrelationId,
        /// Whether the text can still be changed, or why not.
        pub locked_because: Option<String>,
        /// What it answers; none where it stands for itself.
        pub target: Option<super::PostTarget>,
    }

    /// Names a post.
    pub struct PostRef {
        /// Which.
        pub id: PostId,
    }

    /// A blank post for a channel.
    pub struct PostCreate {
        /// Where it is meant to go.
        pub channel_id: ChannelId,
    }

    /// Which posts to list. All conditions hold at once; an empty one does not narrow.
    pub struct PostFilter {
        /// Only of this batch.
        pub batch_id: Option<BatchId>,
        /// Only in these states.
        pub states: Vec<DisplayState>,
    }

    /// A new version of a post's content.
    pub struct PostSave {
        /// Which.
        pub id: PostId,
        /// The revision that the change was made upon; another head is refused as stale.
        pub base_revision: RevisionId,
        /// The content.
        pub content: Content,
    }

    /// A content to check without keeping it.
    pub struct ContentCheck {
        /// For which channel.
        pub channel_id: ChannelId,
        /// The content.
        pub content: Content,
        /// The post that it is meant for, where there is one: an answer is checked with what it answers.
        #[serde(default)]
        #[ts(optional = nullable)]
        pub post_id: Option<PostId>,
    }

    /// One version of a post, autosaves of one sitting taken together.
    pub struct Version {
        /// The last revision of the sitting.
        pub revision_id: RevisionId,
        /// Its number.
        pub number: u32,
        /// Who.
        pub by: String,
        /// When.
        pub at: When,
        /// The content.
        pub content: Content,
        /// Whether a signature covers it.
        pub signed: bool,
    }

    /// A stored picture.
    pub struct Picture {
        /// The digest of the master.
        pub digest: Digest,
        /// Its name when it came.
        pub file_name: String,
        /// In pixels.
        pub width: u32,
        /// In pixels.
        pub height: u32,
        /// In bytes.
        pub bytes: u64,
        /// Says what was taken out: place, camera, time.
        pub metadata_removed: bool,
        /// How many pictures it shows, one after the other, if it is a GIF that moves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional = nullable)]
        pub frames: Option<u32>,
        /// What there is to know of it if it is a document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional = nullable)]
        pub document: Option<Document>,
        /// What there is to know of it if it is a video.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional = nullable)]
        pub video: Option<Video>,
    }

    /// What there is to know of a document.
    pub struct Document {
        /// How many pages it has.
        pub pages: u32,
        /// The same in words: «12 pages».
        pub length: String,
        /// What it calls itself, or else its file's name: a title to begin with.
        pub title: String,
    }

    /// What there is to know of a video.
    pub struct Video {
        /// Its MIME type.
        pub mime: String,
        /// How long it is, in milliseconds.
        pub duration_ms: u64,
        /// The same as people say it: «1:05».
        pub length: String,
        /// What it is made of, in words: container, encoding, pictures a second, sound.
        pub made_of: Vec<String>,
        /// Whether there is a picture that stands for it.
        pub poster: bool,
        /// Whether a place was taken out when it came.
        pub place_removed: bool,
    }

    /// How far the upload of a post is.
    pub struct Upload {
        /// The post.
        pub post_id: PostId,
        /// The bytes that are with the platform.
        pub sent: u64,
        /// The bytes of the file.
        pub total: u64,
    }
}

/// The state that people read: review and execution in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum DisplayState {
    /// Nobody was asked.
    Draft,
    /// *Waiting for the doctor*.
    Waiting,
    /// *Changes asked*.
    Changes,
    /// *Rejected*.
    Rejected,
    /// *Signed*: goes by itself at its time.
    Signed,
    /// *Going out*.
    Going,
    /// *Trying again*.
    Retrying,
    /// *Posted*.
    Posted,
    /// *Partly posted*.
    PartlyPosted,
    /// *Processing*.
    Processing,
    /// *Finish by hand*.
    HandedOver,
    /// *With the platform*: it publishes it at its time by itself.
    AtPlatform,
    /// *Failed*.
    Failed,
    /// *Checking*.
    Doubt,
    /// *Missed*.
    Missed,
    /// *Expired*.
    Expired,
    /// *Cancelled*.
    Cancelled,
    /// *Removed*.
    Removed,
}
