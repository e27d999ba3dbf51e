//! What the inbox needs of a platform's client: pages of what people wrote, newest first.
//!
//! Invariant: a client reads and changes nothing. It tells what its platform tells, in one form for all platforms, and what it
//! can't tell is missing, never made up.

use async_trait::async_trait;

use crate::gate::Account;
use crate::model::words::word_enum;
use crate::model::{Millis, Platform};
use crate::publish::Failure;
use crate::store::by_word;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

word_enum! {
    /// A kind of place where people write.
    pub enum FeedKind {
        /// The account's posts, newest first: they lead to the comments under each of them.
        Posts = "posts",
        /// The account's short films, newest first, where the list of its posts leaves them out: they lead to comments as well.
        Reels = "reels",
        /// The comments under one post, or under everything where a platform tells them together.
        Comments = "comments",
        /// The answers to one comment, where a platform tells them apart from it.
        Answers = "answers",
        /// What names the account elsewhere.
        Mentions = "mentions",
        /// The account's conversations, the latest first: they lead to the messages of each.
        Conversations = "conversations",
        /// The messages of one conversation, or of all where a platform tells them together.
        Messages = "messages",
    }
}
by_word!(FeedKind);

/// Names a feed of an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedName {
    /// What it tells.
    pub kind: FeedKind,
    /// The platform's id of the post, comment or conversation whose feed it is; empty where it is the whole account's.
    pub scope: String,
}

impl FeedName {
    /// A feed of the whole account.
    pub const fn of_account(kind: FeedKind) -> Self {
        Self { kind, scope: String::new() }
    }

    /// A feed of one thing.
    pub fn of(kind: FeedKind, scope: impl Into<String>) -> Self {
        Self { kind, scope: scope.into() }
    }
}

/// What is asked of a client: one page.
#[derive(Debug)]
pub struct Ask<'a> {
    /// Whose.
    pub account: &'a Account,
    /// Of which feed.
    pub feed: &'a FeedName,
    /// Where the page begins, as the page before it said; none for the newest.
    pub older: Option<&'a str>,
    /// From where on it is new, as the last reading said. A client may leave it aside; where all is to be read it is none.
    pub newest: Option<&'a str>,
    /// What is older is not wanted, where nothing says from where on it is new. A client may leave it aside.
    pub since: Option<Millis>,
}

/// One page of a feed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What people wrote.
    pub items: Vec<Seen>,
    /// Posts that were told along with it.
    pub posts: Vec<PostSeen>,
    /// Other feeds, and what changes with them.
    pub leads: Vec<Lead>,
    /// Where the next page begins; none where this was the last.
    pub older: Option<String>,
    /// From where on the next reading is to begin, where the platform can be asked so.
    pub newest: Option<String>,
    /// Something on it could not be understood, so nothing is gone because it is not on it.
    pub doubtful: bool,
    /// It is in no order that the platform promises, so what is new may stand anywhere in it.
    pub unordered: bool,
}

/// Another feed that a page tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Which.
    pub feed: FeedName,
    /// What changes when something in it does: a count, an instant. Less than before is a deletion where both are numbers; what
    /// begins with `@` is an instant that only grows, so that an older page says nothing new.
    pub mark: String,
    /// All of it stands on this page as well, so it is read only where that was begun before.
    pub along: bool,
}

impl Lead {
    /// To what is told there alone.
    pub fn to(feed: FeedName, mark: impl ToString) -> Self {
        Self { feed, mark: mark.to_string(), along: false }
    }
}

/// A post of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostSeen {
    /// The platform's id.
    pub platform_id: String,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// Its first words.
    pub words: String,
    /// When it became public.
    pub published_at: Option<Millis>,
}

/// Who wrote something, as far as the platform tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorSeen {
    /// The platform's id of them.
    pub platform_id: String,
    /// What they call themselves.
    pub name: String,
    /// Their handle, without the sign before it.
    pub handle: Option<String>,
}

word_enum! {
    /// What a conversation is.
    pub enum ConversationKind {
        /// A comment under a post, and its answers.
        Comment = "comment",
        /// Something that names the account, and its answers.
        Mention = "mention",
        /// Messages between the clinic and one person.
        Message = "message",
    }
}
by_word!(ConversationKind);

/// One comment, mention or message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The platform's id.
    pub platform_id: String,
    /// What it belongs to.
    pub kind: ConversationKind,
    /// The platform's id of what began its conversation: the first comment, the mention, the person's conversation. On X, where many
    /// people share one, the conversation's and the person's.
    pub root: String,
    /// What it answers; none where it began the conversation.
    pub answers: Option<String>,
    /// The platform's id of the post that it stands under.
    pub post: Option<String>,
    /// Who wrote it; none where the platform hides that.
    pub author: Option<AuthorSeen>,
    /// Whether the account itself wrote it.
    pub ours: bool,
    /// What it says; what is no text (a picture, a voice message) is named in square brackets.
    pub words: String,
    /// When it was written.
    pub written_at: Millis,
    /// Where the public sees it.
    pub permalink: Option<String>,
    /// Whether the account hid it.
    pub hidden: bool,
}

/// A platform's client, as the inbox uses it.
#[async_trait]
pub trait Reader: Send + Sync {
    /// The platform it speaks to.
    fn platform(&self) -> Platform;

    /// Reads one page.
    ///
    /// # Errors
    /// When it can't be read. A [`FailureClass::SetUp`](crate::publish::FailureClass) is what this account may not read at all, and its words say why.
    async fn page(&self, ask: &Ask<'_>) -> Result<Page, Failure>;
}
