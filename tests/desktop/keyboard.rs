//! The whole main job by keyboard alone: from the first screen to the doctor's signature, with keys as a hand strikes them.
//!
//! Invariant: nothing here presses, fills in or chooses by script. Wherever Tab comes to, the focus can be seen.

use countersign_core::api::types::{ActivityEntry, DisplayState, Post, PostSummary};
use countersign_tests::clinic::PIN;
use countersign_tests::window::hands::{ALT, CONTROL, DOWN, END, ENTER, SHIFT, TAB};
use countersign_tests::window::{Window, WindowError};
use serde_json::{Value, json};

use crate::prepared::{afterwards, clinic_with, date_in, in_the_window, platforms, story};

const THEME: &str = "World Diabetes Day";
const ADDED: &str = "Ask us on Thursday.";
const TIME: &str = "10:00";

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_main_job_is_done_by_keyboard_alone() {
    let (home, platforms) = (tempfile::tempdir().unwrap(), platforms().await);
    clinic_with(home.path(), &platforms, 0, async |_| ()).await;
    let tomorrow = date_in(1);
    in_the_window(home.path(), &platforms, async |window| play(window, &tomorrow).await).await;
    let (post, story) = afterwards(home.path(), &platforms, async |clinic| {
        let posts: Vec<PostSummary> =
            clinic.call("post_list", json!({ "batch_id": Value::Null, "states": ["signed"] }));
        assert_eq!(posts.len(), 1, "{posts:#?}");
        (clinic.post(posts[0].id), story(clinic, posts[0].id))
    })
    .await;
    is_signed_as_typed(&post, &story, &tomorrow);
    platforms.shutdown().await;
}

fn is_signed_as_typed(post: &Post, story: &[ActivityEntry], tomorrow: &str) {
    assert_eq!(post.summary.state, DisplayState::Signed);
    let due = &post.summary.plan.as_ref().unwrap().due;
    assert_eq!((due.date.as_str(), due.time.as_str()), (tomorrow, TIME));
    assert_eq!(post.summary.theme.as_deref(), Some(THEME));
    assert!(post.content.parts[0].text.ends_with(&format!(" {ADDED}")), "{:?}", post.content);
    let by = |action: &str| story.iter().find(|entry| entry.action == action).map(|entry| entry.by.as_str());
    assert_eq!((by("plan.set"), by("approval.signed")), (Some("Anil Kumar"), Some("Dr. Meera Rao")), "{story:#?}");
}

async fn play(window: &Window, tomorrow: &str) -> Result<(), WindowError> {
    window.is_at("Practice clinic").await?;
    window.strike(&ENTER.to_string()).await?;
    window.sees("Who is there?").await?;
    unlock(window, "Anil Kumar").await?;
    write(window).await?;
    plan(window, tomorrow).await?;
    change(window).await?;
    window.chord(&[CONTROL], "l").await?;
    window.sees("Welcome back").await?;
    unlock(window, "Dr. Meera Rao").await?;
    sign(window).await
}

/// The PIN is asked for at once; who it is for is chosen with the arrows.
async fn unlock(window: &Window, name: &str) -> Result<(), WindowError> {
    window.until("focus('PIN of').here", &[]).await?;
    let pin = format!("PIN of {name}");
    for _ in 0..3 {
        if window.ask("return focus(arguments[0]).here;", &[json!(pin)]).await? == json!(true) {
            break;
        }
        window.chord(&[SHIFT], &TAB.to_string()).await?;
        window.strike(&DOWN.to_string()).await?;
        window.strike(&TAB.to_string()).await?;
    }
    window.is_at(&pin).await?;
    window.strike(&format!("{PIN}{ENTER}")).await?;
    window.no_longer_sees("Who is there?").await?;
    window.no_longer_sees("Welcome back").await
}

async fn write(window: &Window) -> Result<(), WindowError> {
    window.sees("Write posts").await?;
    window.strike("n").await?;
    window.sees("Draft posts").await?;
    window.tab_to_field("Theme").await?;
    window.strike(THEME).await?;
    window.chord(&[CONTROL], &ENTER.to_string()).await?;
    window.sees("Choose a time…").await
}

async fn plan(window: &Window, tomorrow: &str) -> Result<(), WindowError> {
    window.tab_to("Choose a time…").await?;
    window.strike(&ENTER.to_string()).await?;
    window.is_at("Date").await?;
    window.chord(&[CONTROL], "a").await?;
    window.strike(tomorrow).await?;
    window.tab_to_field("Time").await?;
    window.strike(&format!("{TIME}{ENTER}")).await?;
    window.sees(&format!("{TIME}.")).await?;
    window.no_longer_sees("Plan it").await
}

async fn change(window: &Window) -> Result<(), WindowError> {
    window.tab_to_field("Post").await?;
    window.chord(&[CONTROL], &END.to_string()).await?;
    window.strike(&format!(" {ADDED}")).await?;
    window.until("says('Saved') || says('Last changed by')", &[]).await?;
    Ok(())
}

async fn sign(window: &Window) -> Result<(), WindowError> {
    window.chord(&[ALT], "3").await?;
    window.until("pressable('Sign A') && says(arguments[0])", &[json!(ADDED)]).await?;
    window.picture("keyboard-review").await?;
    window.strike("a").await?;
    window.is_at("PIN of Dr. Meera Rao").await?;
    window.strike(&format!("{PIN}{ENTER}")).await?;
    window.sees("Just signed").await?;
    window.sees("2 wait for a signature").await
}
