//! Engagement: what people answer to what the clinic published, and what the clinic answers them.
//!
//! Invariant: what people wrote stays on this computer and in no log; and an answer takes the same way as a post: to the doctor, and through
//! the gate.

mod allowed;
mod collector;
mod conversations;
mod emergencies;
mod feeds;
mod intake;
mod reader;
pub mod triage;
mod urgency;
mod work;

pub use collector::Collector;
pub use conversations::{
    ConversationRow, InboxCounts, InboxView, ItemRow, NoteRow, PAGE, Place, PostRow, Wanted, categories, conversation,
    counts, item_count, items, list, notes, post_of, tags,
};
pub use emergencies::{EmergencyRow, emergencies};
pub use feeds::{FeedStanding, FeedState, read_soon, standings};
pub use reader::{Ask, AuthorSeen, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen};
pub use urgency::Mark;
pub use work::{Act, change, choose_tier, note, read};
