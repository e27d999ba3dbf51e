//! Gestures, as the interface sees them: what can be done without words to what somebody wrote, and how far it is.

use super::{When, dto};
use crate::engage::GestureState;
use crate::model::{ConversationId, Gesture, GestureId, ItemId, Platform};

dto! {
    /// Names something that was written.
    pub struct ItemRef {
        /// Which.
        pub id: ItemId,
    }

    /// A gesture that can be asked for.
    pub struct GestureOffered {
        /// Which.
        pub gesture: Gesture,
        /// Why it can't be made, in a sentence; none where it can.
        pub cannot: Option<String>,
    }

    /// A time on the clinic's clock.
    pub struct GestureTime {
        /// `2026-11-20`.
        pub date: String,
        /// `09:00`.
        pub time: String,
    }

    /// Asks for a gesture.
    pub struct GestureAsk {
        /// On what.
        pub item_id: ItemId,
        /// Which.
        pub gesture: Gesture,
        /// When; none for at once.
        pub at: Option<GestureTime>,
    }

    /// Gives a gesture another time.
    pub struct GesturePlan {
        /// Which.
        pub id: GestureId,
        /// When.
        pub at: GestureTime,
    }

    /// Names a gesture.
    pub struct GestureRef {
        /// Which.
        pub id: GestureId,
    }

    /// A gesture beside what it is made on.
    pub struct ItemGesture {
        /// What is done.
        pub gesture: Gesture,
        /// How far it is.
        pub state: GestureState,
        /// When it is to be made.
        pub due: When,
        /// Whether somebody chose that time.
        pub planned: bool,
        /// What is in its way, or why it came to nothing, in a sentence.
        pub message: Option<String>,
    }

    /// A gesture that has not come to its end, or came to nothing.
    pub struct GestureShown {
        /// Which.
        pub id: GestureId,
        /// On what.
        pub item_id: ItemId,
        /// Where that stands.
        pub conversation_id: ConversationId,
        /// What the clinic calls the channel.
        pub channel: String,
        /// Its platform.
        pub platform: Platform,
        /// What is done.
        pub gesture: Gesture,
        /// How far it is.
        pub state: GestureState,
        /// When it is to be made.
        pub due: When,
        /// Whether somebody chose that time.
        pub planned: bool,
        /// Who asked for it.
        pub by: String,
        /// Who wrote what it is made on, as people read it.
        pub author: String,
        /// What they wrote, cut short.
        pub words: String,
        /// What is in its way, or why it came to nothing, in a sentence.
        pub message: Option<String>,
        /// The platform's own words.
        pub detail: Option<String>,
    }
}
