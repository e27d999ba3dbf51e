//! The inbox of a clinic on the stage: what stands in it, and time that passes until it is like that.
//!
//! Invariant: it is asked through the commands that the window has; time moves on only once nothing happens any more.

use countersign_core::api::types::{
    Conversation, ConversationAsk, ConversationSummary, InboxChannel, InboxPage, InboxTotals, Status,
};
use countersign_core::model::{Content, Millis, Platform, PostId};
use countersign_practice::{Account, Platform as Practised, Said};
use serde_json::{Value, json};

use crate::stage::Stage;

/// A post that is public, in a clinic that reads what people write: the stage, the post, and what its platform calls its first part.
pub async fn public(content: impl FnOnce(&Stage) -> Content) -> (Stage, PostId, String) {
    let mut stage = Stage::set().await;
    stage.close().await;
    stage.open_to_people();
    let content = content(&stage);
    let post = stage.signed(&content, 5);
    stage.posted(post).await;
    let called = stage.called(post, 0);
    // The doctor signed it.
    stage.clinic().as_receptionist();
    (stage, post, called)
}

impl Stage {
    /// A page of open conversations, with what is different from that.
    #[must_use]
    pub fn inbox(&self, more: &Value) -> InboxPage {
        let mut query = json!({
            "view": "open", "channel_id": null, "kind": null, "tier": null, "tag": null, "text": null, "unread": false, "late": false,
            "after": null,
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            query[name] = value.clone();
        }
        self.clinic().call("inbox_list", query)
    }

    /// How much there is to do, as the window's frame tells it.
    #[must_use]
    pub fn inbox_totals(&self) -> InboxTotals {
        let status: Status = self.clinic().call("status_get", Value::Null);
        status.inbox
    }

    /// How many conversations are open.
    #[must_use]
    pub fn open_conversations(&self) -> usize {
        self.inbox_totals().open as usize
    }

    /// One conversation with all that stands in it.
    #[must_use]
    pub fn conversation(&self, of: &ConversationSummary) -> Conversation {
        self.clinic().call("inbox_open", ConversationAsk { id: of.id, most: None })
    }

    /// How the reading of a platform's channel stands.
    ///
    /// # Panics
    /// When the clinic has none there.
    #[must_use]
    pub fn read_channel(&self, platform: Platform) -> InboxChannel {
        let channels: Vec<InboxChannel> = self.clinic().call("inbox_state", Value::Null);
        channels.into_iter().find(|it| it.platform == platform).unwrap_or_else(|| panic!("no channel on {platform:?}"))
    }

    /// The clinic's own account on a platform.
    ///
    /// # Panics
    /// When it has none there.
    #[must_use]
    pub fn own(&self, platform: Practised) -> Account {
        let mut accounts = self.control().accounts().into_iter();
        accounts.find(|it| it.platform == platform).unwrap_or_else(|| panic!("no account on {platform:?}"))
    }

    /// Somebody comments; returns what the platform calls it.
    ///
    /// # Panics
    /// When the platform takes no comment there.
    pub fn says(&self, platform: Practised, under: &str, by: &str, text: &str) -> String {
        let said = self.control().comment(platform, under, &Said::new(by, text));
        said.unwrap_or_else(|unknown| panic!("{unknown}"))
    }

    /// How everything stands, for whoever reads why a test failed.
    fn inbox_stands(&self) -> String {
        let channels = self.clinic().channels();
        let feeds: Vec<InboxChannel> = self.clinic().call("inbox_state", Value::Null);
        format!("{channels:#?}\n{feeds:#?}\n{:#?}\n{:#?}", self.inbox(&json!({})), self.gestures())
    }

    /// Moves time on by `step` milliseconds again and again, until it `is` so. Returns how much of it passed.
    ///
    /// # Panics
    /// When it is not so after `minutes`.
    pub async fn until_so(&self, step: i64, minutes: i64, is: impl Fn() -> bool) -> i64 {
        let begun = self.clock.now();
        loop {
            if self.clinic().or_quiet(|| is().then_some(())).await.is_some() {
                return self.clock.now().since(begun);
            }
            let passed = self.clock.now().since(begun);
            assert!(passed < minutes * Millis::MINUTE, "after {passed} ms: {}", self.inbox_stands());
            self.clinic().advance_awake(step);
        }
    }
}
