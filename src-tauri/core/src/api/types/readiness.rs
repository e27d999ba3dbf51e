//! What a channel can do now, what its calls were, and what came of a test of its connection, as the interface sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Channel, When, dto};
use crate::model::CorrelationId;
use crate::model::words::word_enum;

word_enum! {
    /// Something that a channel may be able to do.
    pub enum AbilityKind {
        /// The text of a post.
        Text = "text",
        /// Pictures in a post.
        Pictures = "pictures",
        /// A video: in a post, as a reel or as a story.
        Video = "video",
        /// A thread.
        Thread = "thread",
        /// A comment below the post, right after it.
        FirstComment = "first_comment",
        /// A link beside the text, shown as a card.
        LinkCard = "link_card",
        /// Taking down what was posted.
        TakeDown = "take_down",
        /// Reading the account back, where an answer was lost.
        ReadBack = "read_back",
    }
}

word_enum! {
    /// Whether a channel can do something now.
    pub enum AbilityState {
        /// By itself.
        Ready = "ready",
        /// A person does it there.
        ByHand = "by_hand",
        /// Not as things are; it can be mended.
        NotReady = "not_ready",
        /// The platform has no such thing.
        Never = "never",
    }
}

word_enum! {
    /// How a call ended.
    pub enum CallEnd {
        /// The platform did what was asked.
        Answered = "answered",
        /// The platform refused.
        Refused = "refused",
        /// The platform asked for a pause.
        Paused = "paused",
        /// The platform, or something on the way, failed.
        Failed = "failed",
        /// No whole answer came.
        Lost = "lost",
        /// Not one byte was sent.
        NotSent = "not_sent",
    }
}

dto! {
    /// What a channel can do of one kind.
    pub struct Ability {
        /// Of which kind.
        pub kind: AbilityKind,
        /// Whether it can.
        pub state: AbilityState,
        /// How far, or why not.
        pub says: String,
        /// How to mend it, where it can be.
        pub mend: Option<String>,
        /// No source states the limit it names: it is the careful one.
        pub unverified: bool,
    }

    /// What is used of an allowance.
    pub struct AllowanceUse {
        /// What it is of.
        pub what: String,
        /// How much is used.
        pub used: u32,
        /// How much there is.
        pub allowed: u32,
        /// Whether both are percent rather than calls.
        pub percent: bool,
        /// Whether a clinic comes near to it; others stand behind the details.
        pub main: bool,
        /// When it begins anew; none if the platform does not say.
        pub opens: Option<When>,
        /// Nothing is left, and nothing is asked before it opens.
        pub closed: bool,
        /// When the platform last said so.
        pub seen: When,
    }

    /// A call of the platform.
    pub struct CallMade {
        /// When it ended.
        pub at: When,
        /// What it was for.
        pub what: String,
        /// How it ended.
        pub end: CallEnd,
        /// The method.
        pub method: String,
        /// The endpoint's template.
        pub template: String,
        /// The status of the answer.
        pub status: Option<u16>,
        /// How long it took, in milliseconds.
        pub ms: u32,
        /// Why there was no answer.
        pub why: Option<String>,
        /// The story it belongs to.
        pub correlation_id: Option<CorrelationId>,
    }

    /// A channel's page: what it can do now, and what was asked of its platform.
    pub struct ChannelReadiness {
        /// The channel.
        pub channel: Channel,
        /// What it can do, kind by kind.
        pub abilities: Vec<Ability>,
        /// What is used of the platform's allowances, as far as it has said.
        pub allowances: Vec<AllowanceUse>,
        /// What has to be known about this platform's allowances.
        pub allowance_note: Option<String>,
        /// When the sign-in ends; none where it has no end, or nobody said one.
        pub token: Option<When>,
        /// Why it rests, while it does.
        pub resting: Option<String>,
        /// The last calls, the newest first.
        pub calls: Vec<CallMade>,
    }

    /// What came of a test of a channel's connection.
    pub struct ChannelTest {
        /// The platform took the sign-in, and it is this account's.
        pub good: bool,
        /// What came of it, and what to do.
        pub sentence: String,
        /// The platform's own code and words.
        pub detail: Option<String>,
        /// The channel as it is now.
        pub channel: Channel,
    }
}
