//! Engagement: what people answer to what the clinic published, and what the clinic answers them.
//!
//! Invariant: what people wrote stays on this computer and in no log; and an answer takes the same way as a post: to the doctor, and through
//! the gate.

mod allowed;
mod collector;
mod contact;
mod conversations;
pub mod discovery;
mod drafting;
mod emergencies;
mod failing;
mod feeds;
mod fixed;
mod gesture;
mod hours;
mod intake;
mod lists;
mod reader;
mod replies;
mod saved;
mod targets;
pub mod triage;
mod typed;
mod urgency;
mod waiting;
mod work;

#[cfg(test)]
mod tests;

pub use allowed::kept_until;
pub use collector::Collector;
pub use conversations::{
    ConversationRow, ITEMS, ItemRow, NoteRow, Place, PostRow, categories, conversation, item_count, items, notes,
    post_of, seen_post, tags,
};
pub use drafting::{ReplyBrief, ReplyDraft, ReplyWriter, TemplateReplies, note_beside};
pub use emergencies::{EmergencyRow, emergencies};
pub use failing::{read_anew, read_soon};
pub use feeds::{FeedStanding, FeedState, standings};
pub use fixed::{
    account_to_be_signed, channels_that_answer, fixed_answer_to, fixed_answers, give_fixed, note_to_staff,
    nothing_goes_out, signed_beforehand, to_be_signed,
};
pub use gesture::{
    GestureOffer, GestureRow, GestureState, Gesturer, Gestures, Made, ask_gesture, call_gesture_off, gesture,
    gesture_accounts, gesture_again, gesture_offers, gestures_in, gestures_listed, miss_gestures, plan_gesture,
};
pub use hours::{Opening, opening, set_opening};
pub use lists::{InboxCounts, InboxView, PAGE, Wanted, Whose, counts, list, open_under, read_since};
pub use reader::{Ask, AuthorSeen, ConversationKind, FeedKind, FeedName, Lead, Page, PostSeen, Reader, Seen};
pub use replies::{
    Asked, OutgoingReply, answerable, asked, begin_reply, has_private_way, is_emergency, offered_fixed,
    outgoing_replies, replies, send_reply, unanswerable,
};
pub use saved::{
    Filled, SavedReplyRow, fill_saved_reply, opens_again, remove_saved_reply, save_reply, saved_replies, saved_report,
};
pub use targets::{Targets, set_targets, targets};
pub use typed::{TypedRow, keep_typed, take_typed, typed, typed_by, typed_into};
pub use urgency::Mark;
pub use waiting::reckon_anew;
pub use work::{Act, change, choose_tier, note, read};
