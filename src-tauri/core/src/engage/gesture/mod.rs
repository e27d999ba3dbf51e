//! Gestures: what the clinic does without words to what people wrote. Somebody asks for one, it waits for its time, and it is made under what
//! doctors signed beforehand.
//!
//! Invariant: it is on disk before its platform hears of it, and the gate lets it out anew each time that its platform is asked. Making
//! one twice is making it once, so what got no clear answer is asked for again.

mod asking;
mod gesturer;
mod making;
mod offers;

use crate::error::{Error, Result};
use crate::model::words::word_enum;
use crate::model::{ChannelId, ConversationId, Gesture, GestureId, ItemId, Millis, PersonId};
use crate::store::{Row, Tx, args, by_word};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use asking::{ask_gesture, call_gesture_off, gesture_again, miss_gestures, plan_gesture};
pub use gesturer::{Gesturer, Gestures, Made};
pub use offers::{GestureOffer, gesture_accounts, gesture_offers};

/// How long after its time a gesture is still made, in milliseconds: a like of last week's praise is odd, and whoever hid something looks
/// whether it is hidden. Our own choice.
pub const LATEST: i64 = Millis::DAY;

word_enum! {
    /// How far a gesture has come.
    pub enum GestureState {
        /// It waits for its time, or for what is in its way to pass.
        Waiting = "waiting",
        /// Its platform is being asked.
        Going = "going",
        /// It is made.
        Done = "done",
        /// Its platform does not do it, or no doctor's signature covers it.
        Refused = "refused",
        /// Its time passed before it could be made.
        Missed = "missed",
        /// Somebody wants it no more.
        CalledOff = "called_off",
    }
}
by_word!(GestureState);

/// A gesture as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GestureRow {
    /// Which.
    pub id: GestureId,
    /// On what.
    pub item: ItemId,
    /// Where that stands.
    pub conversation: ConversationId,
    /// On which channel.
    pub channel: ChannelId,
    /// What is done.
    pub gesture: Gesture,
    /// How far it is.
    pub state: GestureState,
    /// When it is to be made.
    pub due: Millis,
    /// Whether somebody chose that time.
    pub planned: bool,
    /// Who asked for it.
    pub by: PersonId,
    /// When that was.
    pub asked: Millis,
    /// What is in its way, or why it came to nothing, in a sentence.
    pub message: Option<String>,
    /// The platform's own words.
    pub detail: Option<String>,
    /// Whether its platform may have done it, whatever became of it here.
    pub may_stand: bool,
    /// Since when it stands like that.
    pub changed: Millis,
}

fn read(row: &Row<'_>) -> Result<GestureRow> {
    Ok(GestureRow {
        id: row.get("id")?,
        item: row.get("item_id")?,
        conversation: row.get("conversation_id")?,
        channel: row.get("channel_id")?,
        gesture: row.get("kind")?,
        state: row.get("state")?,
        due: row.get("due_at")?,
        planned: row.get("planned")?,
        by: row.get("asked_by")?,
        asked: row.get("asked_at")?,
        message: row.get("message")?,
        detail: row.get("detail")?,
        may_stand: row.get("may_stand")?,
        changed: row.get("changed_at")?,
    })
}

/// A gesture.
///
/// # Errors
/// When there is none, or the store refuses.
pub fn gesture(tx: &Tx<'_>, id: GestureId) -> Result<GestureRow> {
    let found = tx.one(
        "SELECT gesture.*, item.conversation_id FROM gesture JOIN item ON item.id = gesture.item_id WHERE gesture.id = $1",
        args![id],
        read,
    )?;
    found.ok_or_else(|| Error::not_found("gesture"))
}

/// Every gesture that was asked for on something, the oldest first.
///
/// # Errors
/// When the store refuses.
fn gestures_on(tx: &Tx<'_>, item: ItemId) -> Result<Vec<GestureRow>> {
    tx.all(
        "SELECT gesture.*, item.conversation_id FROM gesture CROSS JOIN item ON item.id = gesture.item_id
         WHERE gesture.item_id = $1 ORDER BY gesture.changed_at, gesture.number",
        args![item],
        read,
    )
}

/// The same of everything that stands in a conversation.
///
/// # Errors
/// When the store refuses.
pub fn gestures_in(tx: &Tx<'_>, conversation: ConversationId) -> Result<Vec<GestureRow>> {
    tx.all(
        "SELECT gesture.*, item.conversation_id FROM item CROSS JOIN gesture ON gesture.item_id = item.id
         WHERE item.conversation_id = $1 ORDER BY gesture.changed_at, gesture.number",
        args![conversation],
        read,
    )
}

/// Every gesture that has not come to its end, and those that came to nothing and that nobody put away: what is due first first.
///
/// # Errors
/// When the store refuses.
pub fn gestures_listed(tx: &Tx<'_>) -> Result<Vec<GestureRow>> {
    tx.all(
        "SELECT gesture.*, item.conversation_id FROM gesture CROSS JOIN item ON item.id = gesture.item_id
         WHERE gesture.state IN ('waiting', 'going', 'refused', 'missed') ORDER BY gesture.due_at, gesture.id",
        &[],
        read,
    )
}
