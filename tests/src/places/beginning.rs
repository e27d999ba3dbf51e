//! The places of the first day: from nothing to an empty clinic of one's own, and the same clinic restored on another laptop.
//!
//! Invariant: that of all places.

use std::path::Path;

use super::{Look, PIN, Walk, closed, put_aside};
use crate::private_window;
use crate::window::{Start, Window, WindowError};

/// Whoever sets up a clinic.
const DOCTOR: &str = "Dr. Lena Fox";

/// From nothing to an empty clinic of one's own, and from its backup to the same one on another laptop.
///
/// # Errors
/// As [`super::all`].
pub async fn first_day(look: &mut impl Look) -> Result<(), WindowError> {
    let home = tempfile::tempdir()?;
    let data = home.path().join("data");
    let window = Window::open(&Start::from_environment(&data, None)?).await?;
    let mut key = String::new();
    let walked = Walk { window: &window, look }.first_day().await.map(|printed| key = printed);
    closed(window, walked).await?;
    another_laptop(look, &data.join("backups"), &key).await
}

/// A laptop on which a restore was begun before and did not come to its end.
async fn another_laptop(look: &mut impl Look, backups: &Path, key: &str) -> Result<(), WindowError> {
    let home = tempfile::tempdir()?;
    let data = home.path().join("data");
    put_aside(&data)?;
    std::fs::rename(backups, data.join("backups"))?;
    let window = Window::open(&Start::from_environment(&data, None)?).await?;
    let walked = Walk { window: &window, look }.restored(key).await;
    closed(window, walked).await
}

impl<L: Look> Walk<'_, L> {
    async fn first_day(&mut self) -> Result<String, WindowError> {
        let window = self.window;
        window.sees("How would you like to start?").await?;
        self.at("welcome").await?;
        window.press("Restore a clinic").await?;
        window.sees("Choose the folder with the backups").await?;
        self.at("restore").await?;
        window.press("Back").await?;
        window.press("Set up my clinic").await?;
        window.sees("You, the first person").await?;
        self.at("set-up").await?;
        window.press("Go on to the recovery key").await?;
        window.sees("Please fill this in.").await?;
        self.at("set-up-unfilled").await?;
        for (label, text) in [
            ("Name of the clinic", "Harbour Clinic"),
            ("Your name", DOCTOR),
            ("Your PIN", PIN),
            ("Your PIN again", PIN),
        ] {
            window.fill(label, text).await?;
        }
        window.press("Go on to the recovery key").await?;
        let key = self.recovery_key().await?;
        window.press(DOCTOR).await?;
        self.unlock(DOCTOR, PIN).await?;
        window.sees("2 of 6 done").await?;
        self.at("first-steps").await?;
        for (screen, says) in [
            ("Compose", "No channel is connected yet."),
            ("Review", "Nothing waits for a signature."),
            ("Calendar", "Nothing stands here yet."),
            ("Inbox", "No channel can be read here."),
            ("Insights", "There is nothing to tell yet"),
            ("Activity", "By post"),
        ] {
            window.press(screen).await?;
            window.sees(says).await?;
            self.at(&format!("empty-{}", screen.to_lowercase())).await?;
        }
        window.press("Settings").await?;
        window.press("Channels").await?;
        window.sees("No channel is connected yet.").await?;
        self.at("empty-channels").await?;
        window.press("Backups").await?;
        window.press("Back up now").await?;
        window.sees("Whole").await?;
        self.at("backed-up").await?;
        Ok(key)
    }

    async fn recovery_key(&mut self) -> Result<String, WindowError> {
        let window = self.window;
        private_window::enter(window).await?;
        let key = private_window::recovery_key(window).await?;
        self.private("private-recovery-key").await?;
        window.press("I have it on paper").await?;
        let label = "The last group of your recovery key";
        window.fill(label, "nothing").await?;
        window.press("That is it").await?;
        window.sees("That is not the last group.").await?;
        self.private("private-wrong").await?;
        window.fill(label, key.last().map(String::as_str).unwrap_or_default()).await?;
        private_window::leave_by(window, "That is it").await?;
        Ok(key.concat())
    }

    async fn restored(&mut self, key: &str) -> Result<(), WindowError> {
        let window = self.window;
        window.sees("A clinic was put aside").await?;
        self.at("put-aside").await?;
        window.press("Restore a clinic").await?;
        window.sees("Which backup?").await?;
        self.at("restore-found").await?;
        window.press("Enter the recovery key…").await?;
        private_window::enter(window).await?;
        self.private("private-restore").await?;
        window.fill("Recovery key", "nothing").await?;
        window.press("Open the clinic").await?;
        window.until("document.querySelector('[role=\"alert\"], [aria-invalid=\"true\"]')", &[]).await?;
        self.private("private-restore-wrong").await?;
        window.fill("Recovery key", key).await?;
        private_window::leave_by(window, "Open the clinic").await?;
        window.sees("Who is there?").await?;
        self.at("restored").await
    }
}
