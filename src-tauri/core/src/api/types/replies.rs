//! Answers, as the interface sees them: beginning one, what is checked while it is typed, and what it answers.

use super::{When, dto};
use crate::model::{AnswerWay, ConversationId, ItemId, PersonId, PostId};

dto! {
    /// Somebody gives the fixed answer that stands on the screen.
    pub struct FixedAnswerGive {
        /// What it answers.
        pub item_id: ItemId,
        /// Every word of it.
        pub text: String,
    }

    /// Something that is to be answered, and by which way.
    pub struct ReplyAsk {
        /// Which.
        pub id: ItemId,
        /// Whether the person alone is to read it. What was written as a message is answered as one in any case.
        #[serde(default)]
        pub privately: bool,
    }

    /// An answer that somebody begins, or types.
    pub struct ReplyWords {
        /// What it answers.
        pub item_id: ItemId,
        /// Its words.
        pub text: String,
        /// Whether the person alone is to read it. What was written as a message is answered as one in any case.
        #[serde(default)]
        pub privately: bool,
    }

    /// A draft that is offered as the beginning of an answer.
    pub struct ReplyOffer {
        /// What it is for, in a few words.
        pub name: String,
        /// The words.
        pub text: String,
        /// Whether it is the fixed answer to an emergency.
        pub fixed: bool,
        /// Until when doctors signed it beforehand, so that it can go out at once; none where it has to be signed first.
        pub signed_until: Option<When>,
    }

    /// What can be answered to something, and with what to begin.
    pub struct ReplyStart {
        /// Why it can't be answered from here; none where it can.
        pub cannot: Option<String>,
        /// What is offered, the most fitting first.
        pub offers: Vec<ReplyOffer>,
        /// What staff should know or do beside the answer.
        pub note: Option<String>,
        /// By which way it would be answered.
        pub way: AnswerWay,
        /// Until when the platform takes an answer by that way; none where it always does.
        pub until: Option<When>,
        /// How its writer can be answered privately; none where the platform has no such way.
        pub private: Option<ReplyPrivate>,
    }

    /// Whether the writer of a comment can be answered privately.
    pub struct ReplyPrivate {
        /// Why not; none where it can be done.
        pub cannot: Option<String>,
        /// Until when.
        pub until: Option<When>,
    }

    /// What an answer answers, as it was read last.
    pub struct PostTarget {
        /// Who wrote it, as people read it.
        pub author: String,
        /// What it says.
        pub words: String,
        /// When it was written.
        pub written: When,
        /// When it was seen to be gone.
        pub gone: Option<When>,
        /// By which way it is answered.
        pub way: AnswerWay,
        /// Until when the platform takes an answer by that way; none where it always does.
        pub until: Option<When>,
    }

    /// What somebody typed as an answer and did not keep as a draft yet.
    pub struct ReplyTyped {
        /// What it answers.
        pub item_id: ItemId,
        /// Whose it is.
        pub person_id: PersonId,
        /// Their name.
        pub by: String,
        /// Whether it is the reader's own.
        pub mine: bool,
        /// The words.
        pub text: String,
        /// Whether they are for the person alone.
        pub privately: bool,
        /// When they began.
        pub begun: When,
        /// How many whole minutes ago that was, when it was read.
        pub begun_minutes_ago: u32,
        /// When they changed it last.
        pub changed: When,
    }

    /// Somebody wants to go on with what a colleague typed.
    pub struct ReplyTake {
        /// What it answers.
        pub item_id: ItemId,
        /// Whose it is.
        pub person_id: PersonId,
    }

    /// An answer that is not over, and the conversation that it belongs to.
    pub struct ReplyOutgoing {
        /// The answer.
        pub reply: ReplyRow,
        /// Where it stands.
        pub conversation_id: ConversationId,
        /// Whether it waits for its signature and goes out with it, at no time of its own.
        pub once_signed: bool,
    }

    /// An answer in its conversation.
    pub struct ReplyRow {
        /// The post that it is.
        pub post_id: PostId,
        /// What it answers.
        pub item_id: ItemId,
        /// What lists show of it.
        pub summary: super::PostSummary,
        /// Its words.
        pub text: String,
        /// By which way it answers.
        pub way: AnswerWay,
        /// Until when the platform takes an answer by that way; none where it always does.
        pub until: Option<When>,
    }
}
