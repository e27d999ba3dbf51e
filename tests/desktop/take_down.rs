//! *Take down now* in the real window: what went out on every channel is removed wherever it went, with one button and one
//! answer, and each result is shown.

use countersign_core::api::types::DisplayState;
use countersign_core::model::PostId;
use countersign_tests::clinic::Clinic;
use countersign_tests::window::{Window, WindowError};

use crate::prepared::{afterwards, at_the_desk, clinic_with, platforms, reaches, story};

const THEME: &str = "Flu season";

#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_on_every_channel_is_taken_down_with_one_button_and_one_answer() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    let (posts, first) = clinic_with(home.path(), &platforms, 0, posted).await;
    let public = platforms.control().ledger();
    assert_eq!(public.len(), 3, "{public:#?}");
    assert!(public.iter().all(|entry| entry.removed_at.is_none()), "{public:#?}");
    at_the_desk(home.path(), &platforms, async |window| play(window, &first).await).await;
    let public = platforms.control().ledger();
    assert_eq!(public.len(), 3, "nothing new came of it: {public:#?}");
    assert!(public.iter().all(|entry| entry.removed_at.is_some()), "{public:#?}");
    afterwards(home.path(), &platforms, async |clinic| {
        for post in posts {
            assert_eq!(clinic.post(post).summary.state, DisplayState::Removed);
            let story = story(clinic, post);
            let asked = story.iter().find(|entry| entry.action == "removal.asked").map(|entry| entry.by.as_str());
            assert_eq!(asked, Some("Anil Kumar"), "{story:#?}");
        }
    })
    .await;
    platforms.shutdown().await;
}

/// A theme that went out on every channel, and the words of one of its posts.
async fn posted(clinic: &Clinic) -> (Vec<PostId>, String) {
    let posts: Vec<PostId> = clinic.draft(THEME).posts.iter().map(|post| post.summary.id).collect();
    for post in &posts {
        clinic.as_receptionist();
        clinic.plan_in(*post, 1);
        clinic.sign(*post).unwrap();
    }
    for post in &posts {
        reaches(clinic, *post, DisplayState::Posted).await;
    }
    let first = clinic.post(posts[0]).summary.title;
    (posts, first)
}

async fn play(window: &Window, first: &str) -> Result<(), WindowError> {
    window.press("Calendar").await?;
    window.press("List").await?;
    window.press("Show what is past").await?;
    window.press(first).await?;
    window.press("Open in Review").await?;
    window.click("More for this post").await?;
    window.press("Open in Compose").await?;
    window.press("Shared text").await?;
    window.press("Take down now…").await?;
    window.sees("Take these 3 posts down?").await?;
    window.press("Take down now").await?;
    window.sees("What came of it").await?;
    window.until("count('Gone') === 3 && !says('Still public')", &[]).await?;
    window.picture("taken-down").await?;
    window.press("Close").await?;
    window.no_longer_sees("What came of it").await?;
    window.press("Activity").await?;
    window.press("Every entry").await?;
    window.until("count('asked for the post to be taken down') === 3", &[]).await
}
