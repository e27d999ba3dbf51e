//! The places of the inbox: what can't wait, a conversation, and what is asked about it.
//!
//! Invariant: that of all places.

use super::{Look, Walk};
use crate::busy::{COMPLAINT, EMERGENCY};
use crate::window::WindowError;

impl<L: Look> Walk<'_, L> {
    pub(super) async fn inbox(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Inbox").await?;
        window.sees(EMERGENCY).await?;
        window.sees("Fixed safe answer").await?;
        self.at("inbox-list").await?;
        window.press(COMPLAINT).await?;
        window.sees("A doctor reads and signs it").await?;
        self.at("inbox").await?;
        window.strike("i").await?;
        window.sees("Notes stay on this laptop").await?;
        self.at("inbox-details").await?;
        window.press("Change…").await?;
        self.over("inbox-tier", "How soon does somebody have to look?").await?;
        window.strike("i").await?;
        window.strike("s").await?;
        self.over("inbox-put-off", "It leaves the list").await?;
        window.press("What is read").await?;
        self.over("inbox-reading", "Check now").await?;
        window.strike("f").await?;
        window.until("field('How soon')", &[]).await?;
        self.at("inbox-filters").await?;
        window.strike("f").await?;
        // Last: the cursor stands in the answer after it, and keys would be words.
        window.press("Saved replies").await?;
        self.over("inbox-saved", "One that you choose is put into your answer").await
    }
}
