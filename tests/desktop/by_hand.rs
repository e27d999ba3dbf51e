//! Posting by hand in the real window: the channel is not connected, so a person copies what was signed, posts it, and says
//! where it is.

use countersign_core::api::types::{ChannelRef, DisplayState};
use countersign_core::model::{Platform, PostId};
use countersign_tests::clinic::{Clinic, done};
use countersign_tests::window::hands::CONTROL;
use countersign_tests::window::{Window, WindowError};
use serde_json::json;

use crate::prepared::{WORDS, afterwards, at_the_desk, clinic_with, platforms, reaches, signed, story};

#[tokio::test(flavor = "multi_thread")]
async fn what_no_channel_can_send_is_copied_and_marked_as_posted_with_its_address() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    let (post, account) = clinic_with(home.path(), &platforms, 0, handed_over).await;
    let address = format!("https://www.facebook.com/{account}_4711");
    at_the_desk(home.path(), &platforms, async |window| play(window, &address).await).await;
    afterwards(home.path(), &platforms, async |clinic| {
        let now = clinic.post(post);
        assert_eq!(now.summary.state, DisplayState::Posted);
        assert_eq!(now.summary.permalink.as_deref(), Some(address.as_str()));
        let story = story(clinic, post);
        let posted = story.iter().find(|entry| entry.action == "part.posted").map(|entry| entry.by.as_str());
        assert_eq!(posted, Some("Anil Kumar"), "{story:#?}");
    })
    .await;
    assert!(platforms.control().ledger().is_empty(), "Countersign itself sent nothing");
    platforms.shutdown().await;
}

/// A signed post whose time has come on a Page that was disconnected meanwhile, and that Page's account.
async fn handed_over(clinic: &Clinic) -> (PostId, String) {
    let post = signed(clinic, Platform::Facebook, WORDS, 1);
    let channel = clinic.channel(Platform::Facebook);
    done(clinic.api().disconnect(&ChannelRef { id: channel.id }));
    reaches(clinic, post, DisplayState::HandedOver).await;
    (post, channel.account_id)
}

async fn play(window: &Window, address: &str) -> Result<(), WindowError> {
    window.press("Post it by hand…").await?;
    window.sees("Post this on Facebook by hand").await?;
    window.sees("Signed by Dr. Meera Rao. Post it exactly like this, and change nothing.").await?;
    // Only who really presses may write to the clipboard. What is on it then is seen where it is pasted.
    window.click("Copy the text").await?;
    window.sees("Copied.").await?;
    window.fill("Address of the post", "").await?;
    window.chord(&[CONTROL], "v").await?;
    window.until("field('Address of the post').value === arguments[0]", &[json!(WORDS)]).await?;
    window.press("Mark as posted").await?;
    window.sees("An address begins with https://").await?;
    window.fill("Address of the post", address).await?;
    window.picture("by-hand").await?;
    window.press("Mark as posted").await?;
    window.sees("It is on record as posted.").await?;
    window.no_longer_sees("Post it by hand…").await?;
    window.press("Activity").await?;
    window.sees("by hand").await
}
