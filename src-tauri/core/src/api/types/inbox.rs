//! The inbox, as the interface sees it: conversations, what stands in them, the work on them, and what is read when.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PostSummary, When, dto};
use crate::engage::triage::{Tier, TriageCategory, TriageLanguage};
use crate::engage::{ConversationKind, FeedKind, FeedState, InboxView, Mark, Whose};
use crate::model::{ChannelId, ConversationId, ItemId, NoteId, PersonId, Platform, PlatformPostId, PostId};

dto! {
    /// Which conversations are asked for.
    pub struct InboxQuery {
        /// Which of them.
        pub view: InboxView,
        /// On one channel.
        pub channel_id: Option<ChannelId>,
        /// Of one kind.
        pub kind: Option<ConversationKind>,
        /// Under one post.
        pub under: Option<PlatformPostId>,
        /// Somebody's, or nobody's.
        pub whose: Option<Whose>,
        /// At least as urgent.
        pub tier: Option<Tier>,
        /// With this tag.
        pub tag: Option<String>,
        /// With these words, or the beginnings of them.
        pub text: Option<String>,
        /// Only what the reader has not read.
        pub unread: bool,
        /// Only what should have been answered by now.
        pub late: bool,
        /// Behind this page.
        pub after: Option<String>,
    }

    /// A page of conversations, in the order of the work.
    pub struct InboxPage {
        /// They.
        pub conversations: Vec<ConversationSummary>,
        /// Where the next page begins; none where this is the last.
        pub next: Option<String>,
        /// Every tag that is in use.
        pub tags: Vec<String>,
        /// The post that they stand under, where that was asked for.
        pub under: Option<InboxPost>,
    }

    /// How much there is to do.
    pub struct InboxTotals {
        /// What nobody is done with and waits for an answer.
        pub open: u32,
        /// What of it is the reader's.
        pub mine: u32,
        /// Where somebody's life may be at risk.
        pub emergencies: u32,
        /// What of it is late.
        pub late: u32,
        /// What somebody put off.
        pub snoozed: u32,
    }

    /// Where somebody's life may be at risk, and nobody has answered.
    pub struct InboxEmergency {
        /// The conversation, as in the list.
        pub summary: ConversationSummary,
        /// What was written, whole.
        pub words: String,
        /// When.
        pub written: When,
        /// The first words of the post that it stands under.
        pub under: Option<String>,
        /// Where it can be answered on the platform itself.
        pub permalink: Option<String>,
        /// Who wrote the words that say so, as people read it.
        pub author: String,
        /// What may be answered, word by word; none where there is no fixed answer.
        pub answer: Option<InboxFixedAnswer>,
    }

    /// The fixed answer to an emergency. Nobody changes a word of it.
    pub struct InboxFixedAnswer {
        /// Its words, with the number in them.
        pub text: String,
        /// The language that it is in, by its BCP 47 tag.
        pub language: TriageLanguage,
        /// The emergency number in it.
        pub number: String,
        /// The country whose number that is, by ISO 3166-1; none for the number that phones everywhere know.
        pub country: Option<String>,
        /// Where the number was found.
        pub source: String,
        /// The day on which the numbers were checked.
        pub checked: String,
        /// What staff should know beside it.
        pub note: Option<String>,
        /// Why nothing goes out just now, in a sentence.
        pub hindered: Option<String>,
        /// What it answers; none where it can't be answered from here.
        pub item_id: Option<ItemId>,
        /// Until when doctors signed it beforehand, so that it can go out at once; none where it has to be signed first.
        pub signed_until: Option<When>,
        /// The answer that was begun or given already.
        pub begun: Option<PostSummary>,
    }

    /// A conversation in a list.
    pub struct ConversationSummary {
        /// Which.
        pub id: ConversationId,
        /// Where.
        pub channel_id: ChannelId,
        /// What the clinic calls that.
        pub channel: String,
        /// On which platform.
        pub platform: Platform,
        /// What it is.
        pub kind: ConversationKind,
        /// Who began it, as people read it.
        pub author: String,
        /// Their handle.
        pub handle: Option<String>,
        /// What they wrote last, cut short.
        pub words: String,
        /// When the newest of it was written.
        pub newest: When,
        /// How soon somebody has to look.
        pub tier: Tier,
        /// What it may be about, the most urgent first.
        pub categories: Vec<TriageCategory>,
        /// Until when an answer is wanted; none where nobody waits for one.
        pub answer_by: Option<When>,
        /// Whether that has passed.
        pub late: bool,
        /// Whose it is.
        pub assigned_to: Option<PersonId>,
        /// Their name.
        pub assignee: Option<String>,
        /// Until when it was put off.
        pub snoozed_until: Option<When>,
        /// When somebody was done with it.
        pub done: Option<When>,
        /// Its tags.
        pub tags: Vec<String>,
        /// Whether there is something that the reader has not read.
        pub unread: bool,
    }

    /// A conversation with all that stands in it.
    pub struct Conversation {
        /// As in the list.
        pub summary: ConversationSummary,
        /// What stands in it, the oldest first.
        pub items: Vec<InboxItem>,
        /// How much stands before that and is not shown: of a long conversation the newest is.
        pub earlier: u32,
        /// The post that it stands under.
        pub post: Option<InboxPost>,
        /// What people of the clinic noted, the oldest first.
        pub notes: Vec<InboxNote>,
        /// Who chose how urgent it is, and why, in a sentence; none where the rules did.
        pub chosen: Option<String>,
        /// Where it can be answered on the platform itself.
        pub permalink: Option<String>,
        /// The answers that were begun here, the oldest first.
        pub replies: Vec<super::ReplyRow>,
        /// What somebody typed as an answer here and did not keep as a draft yet, what was changed last first.
        pub typed: Vec<super::ReplyTyped>,
    }

    /// One comment, mention or message.
    pub struct InboxItem {
        /// Which.
        pub id: ItemId,
        /// Who wrote it, as people read it.
        pub author: String,
        /// Whether the clinic did.
        pub ours: bool,
        /// What it says.
        pub words: String,
        /// What it said before it was changed, the last of that first.
        pub before: Vec<String>,
        /// When it was written.
        pub written: When,
        /// When it was seen to be changed.
        pub edited: Option<When>,
        /// When it was seen to be gone.
        pub gone: Option<When>,
        /// Whether the account hid it.
        pub hidden: bool,
        /// What is done to it without words, or is to be done.
        pub gestures: Vec<super::ItemGesture>,
        /// What the rules found in it.
        pub marks: Vec<Mark>,
        /// Whether the reader has not read it.
        pub unread: bool,
    }

    /// The post that a conversation stands under.
    pub struct InboxPost {
        /// Which.
        pub id: PlatformPostId,
        /// Which of ours; none where it did not go out from here.
        pub post_id: Option<PostId>,
        /// Its first words.
        pub words: String,
        /// Where the public sees it.
        pub permalink: Option<String>,
        /// When it became public.
        pub published: Option<When>,
        /// How many conversations nobody is done with stand under it.
        pub open: u32,
    }

    /// What somebody of the clinic noted. It goes nowhere.
    pub struct InboxNote {
        /// Which.
        pub id: NoteId,
        /// Who.
        pub by: String,
        /// When.
        pub at: When,
        /// What.
        pub words: String,
    }

    /// Names a conversation.
    pub struct ConversationRef {
        /// Which.
        pub id: ConversationId,
    }

    /// A conversation that is opened.
    pub struct ConversationAsk {
        /// Which.
        pub id: ConversationId,
        /// How many of the newest are shown, where somebody wants more than at first.
        pub most: Option<u32>,
    }

    /// The same, done with some conversations.
    pub struct InboxChange {
        /// Which.
        pub ids: Vec<ConversationId>,
        /// What.
        pub act: InboxAct,
    }

    /// Something that somebody notes about a conversation.
    pub struct NoteAdd {
        /// Which.
        pub id: ConversationId,
        /// What.
        pub words: String,
        /// How much of it is shown, as where it is opened.
        pub most: Option<u32>,
    }

    /// Somebody's own view of how soon one has to look.
    pub struct TierChoose {
        /// Which.
        pub id: ConversationId,
        /// How soon.
        pub tier: Tier,
        /// Why.
        pub why: String,
        /// How much of it is shown, as where it is opened.
        pub most: Option<u32>,
    }

    /// How the reading of a channel stands.
    pub struct InboxChannel {
        /// Which.
        pub channel_id: ChannelId,
        /// What the clinic calls it.
        pub name: String,
        /// Its platform.
        pub platform: Platform,
        /// Whether anything can be read of it.
        pub readable: bool,
        /// Whether somebody has to sign the clinic in at the platform first.
        pub sign_in_missing: bool,
        /// What is read of it.
        pub feeds: Vec<InboxFeed>,
        /// What can't be read, in a sentence; empty where all of it can.
        pub not_told: String,
    }

    /// How the reading of one kind stands.
    pub struct InboxFeed {
        /// Of what.
        pub kind: FeedKind,
        /// How it stands.
        pub state: FeedState,
        /// When it was read last.
        pub read: Option<When>,
        /// When it is read next.
        pub next: Option<When>,
        /// Why it could not be read, in a sentence.
        pub reason: Option<String>,
    }
}

/// What is done with conversations.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum InboxAct {
    /// They are somebody's, or nobody's.
    Assign {
        /// Whose.
        to: Option<PersonId>,
    },
    /// They are put off.
    Snooze {
        /// Until when.
        until: SnoozeUntil,
    },
    /// They are nobody's work any more.
    Done,
    /// They are work again.
    Reopen,
    /// They get a tag.
    Tag {
        /// Which.
        tag: String,
    },
    /// They lose a tag.
    Untag {
        /// Which.
        tag: String,
    },
}

/// Until when something is put off, by the clinic's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum SnoozeUntil {
    /// For an hour.
    Hour,
    /// Until tomorrow at nine.
    Tomorrow,
    /// Until Monday at nine.
    Monday,
}
