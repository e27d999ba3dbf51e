//! Gestures of a clinic on the stage: what a doctor signed beforehand, what somebody asks for, and what the platform shows of it.
//!
//! Invariant: everything goes through the commands that the window has, and the signature through the doctor's own way of signing.

use countersign_core::api::types::{
    Conversation, FixedAnswers, FixedAnswersToSign, GestureOffered, GestureShown, InboxItem,
};
use countersign_core::model::{ChannelId, Gesture, ItemId, Millis, PersonId, Role};
use countersign_practice::{LedgerEntry, LedgerKind, Platform as Practised};
use serde_json::{Value, json};

use crate::clinic::{done, pin};
use crate::stage::Stage;

impl Stage {
    /// A doctor signs beforehand that a channel may make these gestures, and nothing else.
    pub fn sign_gestures(&self, doctor: PersonId, channel: ChannelId, gestures: &[Gesture]) -> FixedAnswersToSign {
        let api = self.clinic().api();
        done(api.unlock(doctor, &pin()));
        let chosen: Vec<Value> =
            gestures.iter().map(|it| json!({ "channel_id": channel, "gesture": it.word() })).collect();
        let shown: FixedAnswersToSign =
            self.clinic().call("fixed_answer_choose", json!({ "answers": [], "gestures": chosen }));
        done(api.open_signing(&pin()));
        done(api.sign_fixed_answers(shown.digest));
        self.clinic().as_receptionist();
        shown
    }

    /// The same by the clinic's first doctor.
    pub fn let_make(&self, channel: ChannelId, gestures: &[Gesture]) {
        self.sign_gestures(self.clinic().person(Role::Doctor), channel, gestures);
    }

    /// What is signed beforehand.
    #[must_use]
    pub fn signed_beforehand(&self) -> FixedAnswers {
        self.clinic().call("fixed_answer_list", Value::Null)
    }

    /// What can be done with something without words.
    #[must_use]
    pub fn gesture_offers(&self, item: ItemId) -> Vec<GestureOffered> {
        self.clinic().call("gesture_offers", json!({ "id": item }))
    }

    /// Somebody asks for a gesture, now.
    pub fn gesture(&self, item: ItemId, gesture: Gesture) {
        let _: Value =
            self.clinic().call("gesture_ask", json!({ "item_id": item, "gesture": gesture.word(), "at": null }));
    }

    /// What is under way, or came to nothing.
    #[must_use]
    pub fn gestures(&self) -> Vec<GestureShown> {
        self.clinic().call("gesture_list", Value::Null)
    }

    /// What somebody wrote in the first open conversation, or in the one that is done, first.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn first_item(&self) -> InboxItem {
        let open = self.inbox(&json!({})).conversations.into_iter();
        let of = open.chain(self.inbox(&json!({ "view": "done" })).conversations).next();
        let mut items: Conversation = self.conversation(&of.unwrap_or_else(|| panic!("nobody wrote")));
        items.items.remove(0)
    }

    /// The signs of a kind that the clinic's account made under something, whether they stand or not.
    #[must_use]
    pub fn signs(&self, kind: LedgerKind, platform: Practised, under: &str) -> Vec<LedgerEntry> {
        let mut all = self.control().ledger();
        all.retain(|it| it.kind == kind && it.platform == platform && it.parent.as_deref() == Some(under));
        all
    }

    /// Waits until nothing is under way any more.
    pub async fn gestures_end(&self) {
        self.gestures_end_within(30).await;
    }

    /// The same, for so many minutes at most.
    pub async fn gestures_end_within(&self, minutes: i64) {
        self.until_so(15 * 1_000, minutes, || self.gestures().is_empty()).await;
    }

    /// Lets an hour pass in which nothing is asked for.
    pub fn an_hour_passes(&self) {
        self.clinic().advance_awake(60 * Millis::MINUTE);
    }
}
