//! The places of the inbox: what can't wait, a conversation, and what is asked about it.
//!
//! Invariant: that of all places.

use super::{Look, Walk};
use crate::busy::{COMPLAINT, EMERGENCY};
use crate::window::WindowError;

const ANSWER: &str = "We are sorry to hear this. Please call us, so that we can talk about it in private.";

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
        window.press("Actions on what Joseph Dias").await?;
        self.over("inbox-actions", "What can be done here without words.").await?;
        window.press("Show 3 other open comments on this post").await?;
        window.sees("Under “A walk by the lake").await?;
        self.at("inbox-under").await?;
        window.press("Show the comments on all posts").await?;
        window.until("!pressable('Show the comments on all posts')", &[]).await?;
        // From here on the cursor stands in the answer, and keys would be words.
        window.press("Saved replies").await?;
        self.over("inbox-saved", "One that you choose is put into your answer").await?;
        self.answered().await
    }

    async fn answered(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.fill("Your answer to Joseph Dias", ANSWER).await?;
        window.press("Send for signature").await?;
        window.sees("It goes out as soon as it is signed.").await?;
        self.at("inbox-answered").await?;
        window.press("Outgoing").await?;
        window.sees("To Joseph Dias").await?;
        self.at("inbox-outgoing").await?;
        window.press("Call it off: the answer to Joseph Dias").await?;
        window.no_longer_sees("To Joseph Dias").await?;
        self.escape().await
    }
}
