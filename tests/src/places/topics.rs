//! The places of discovery: a topic that is written down, what a search costs, and what it finds.
//!
//! Invariant: that of all places.

use super::{Look, Walk};
use crate::busy::ASKS;
use crate::window::WindowError;

impl<L: Look> Walk<'_, L> {
    pub(super) async fn topics(&mut self) -> Result<(), WindowError> {
        let window = self.window;
        window.press("Topics on X").await?;
        window.press("Add a topic").await?;
        window.fill("Words", "flu shots").await?;
        self.at("compose-topic").await?;
        window.press("Save the topic").await?;
        window.sees("Nobody has searched for this topic yet.").await?;
        self.at("compose-topics").await?;
        window.press("Search now").await?;
        window.sees(ASKS).await?;
        self.at("compose-found").await?;
        window.press("Draft from this").await?;
        window.sees("Its words are not taken over.").await?;
        self.at("compose-from-found").await
    }
}
